// The package in Node, as a program that installed it sees it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { load, loadWorker, Riparto, RipartoError } from "riparto";

const data = new URL("../../../examples/data/", import.meta.url);
const plan = JSON.parse(readFileSync(new URL("toscana-plan.json", data), "utf8"));
const riparto = await load();
const transfer = (amount) => ({ id: "p3", party: "arti", transfers: [{ from: "outreach", to: "autonomy", amount }] });

test("an amount is split to the cent", () => {
  const { amounts } = riparto.ask("apportion", { total: "100.00", weights: [1, 1, 1] });
  assert.deepEqual(amounts, ["33.34", "33.33", "33.33"]);
});

test("the main job: check, assess, headroom, rebalance with proof, table", () => {
  assert.equal(riparto.ask("check", { plan }).authorization, "free");
  const assessed = riparto.ask("assess", { plan, proposal: transfer("80000.00"), lang: "it" });
  assert.equal(assessed.authorization, "forbidden");
  assert.match(assessed.findings[0].message, /inferiore al minimo di 250\.000,00 €/);
  assert.deepEqual(assessed.would_pass, [{ authorization: "free", amount: "50000.00" }]);
  assert.equal(riparto.ask("headroom", { plan }).outreach.give, "50000.00");
  const nearest = riparto.ask("rebalance", { plan, wish: { desks: "900000.00" }, proof: true });
  assert.equal(riparto.ask("verify", { plan, proof: nearest.proof }).proven, true);
  let history = "";
  const decide = (id, party, action) => {
    const asked = { command: { id, party, do: action }, ...(history && { history }) };
    const decided = riparto.ask("table_decide", asked);
    assert.equal(decided.outcome, "accepted");
    history += decided.append;
  };
  decide("c1", "regione", { open: { plan } });
  decide("c2", "arti", { propose: { proposal: assessed.counter_proposal.proposal } });
  decide("c3", "regione", { approve: { proposal: "p3-counter" } });
  assert.equal(riparto.ask("table_verify", { history }).amounts.outreach, "250000.00");
});

test("bad input is an error with a code, a place and all mistakes", () => {
  const refused = (op, fields) => {
    try {
      riparto.ask(op, fields);
    } catch (error) {
      return error;
    }
    return assert.fail("it was not refused");
  };
  const malformed = refused("apportion", { total: 100, weights: [1, "1,5"] });
  assert.ok(malformed instanceof RipartoError && malformed instanceof Error);
  assert.deepEqual([malformed.code, malformed.path, malformed.errors.length], ["document_malformed", "total", 2]);
  assert.equal(refused("chek", {}).code, "operation_unknown");
  assert.equal(refused("check", { plan, effort: 1 }).code, "effort_spent");
  const inexact = refused("check", { plan, amounts: { desks: 1.5 } });
  assert.ok(inexact instanceof TypeError);
  assert.match(inexact.message, /amounts\.desks: the number 1\.5 is not exact/);
  assert.ok(refused("apportion", { total: "1.00", weights: [1, NaN] }) instanceof TypeError);
});

test("whatever is asked is answered, bytes that are no text and requests that are too long too", () => {
  assert.match(riparto.handle(""), /"error":/);
  assert.match(riparto.handle(new Uint8Array([0xff, 0xfe])), /"error":/);
  assert.match(riparto.handle(`{"op":"check","x":"${"x".repeat(100)}\ud800"}`), /"error":/);
  assert.match(riparto.handle(new Uint8Array(600_000_000)), /document_too_large/);
  assert.match(riparto.handle('{"op":"apportion","total":"1.00","weights":[1]}'), /"ok":/);
});

test("the engine has the bytes of the page's, and other engines are made of the same module", () => {
  const other = new Riparto(riparto.module);
  const request = JSON.stringify({ op: "check", plan });
  assert.equal(other.handle(request), riparto.handle(request));
});

test("a worker answers as the engine does, in order, and can be interrupted", async () => {
  const worker = await loadWorker();
  const requests = Array.from({ length: 20 }, (_, turn) => JSON.stringify({ id: turn, op: "headroom", plan }));
  const answers = await Promise.all(requests.map((request) => worker.handle(request)));
  assert.deepEqual(answers, requests.map((request) => riparto.handle(request)));
  assert.equal((await worker.ask("check", { plan })).authorization, "free");
  await assert.rejects(worker.ask("check", { plan: {} }), { code: "document_malformed" });

  const interruption = new AbortController();
  const lines = Array.from({ length: 2_000 }, (_, line) => ({ id: `l${line}`, amount: "10.00", labels: { a: `${line % 7}`, b: `${line % 11}` } }));
  const long = { format: "riparto.plan/1", title: "Long", total: "20000.00", lines, rules: [] };
  for (const [key, count] of [["a", 7], ["b", 11]]) {
    for (let value = 0; value < count; value += 1) {
      long.rules.push({ id: `${key}${value}`, scope: { labels: { [key]: `${value}` } }, limit: { variation: { up: { percent: "3" }, down: { percent: "3" } } } });
    }
  }
  const lasting = worker.ask("headroom", { plan: long, effort: 1_000_000_000_000 }, { signal: interruption.signal });
  const behind = worker.ask("check", { plan });
  const dropped = new AbortController();
  const never = worker.ask("check", { plan }, { signal: dropped.signal });
  dropped.abort(new Error("not needed"));
  await assert.rejects(never, /not needed/);
  setTimeout(() => interruption.abort(new Error("enough")), 50);
  await assert.rejects(lasting, /enough/);
  assert.equal((await behind).authorization, "free", "what waited behind it is answered");
  await assert.rejects(worker.handle("{}", { signal: AbortSignal.abort() }), { name: "AbortError" });

  const left = worker.handle(requests[0]);
  worker.close();
  await assert.rejects(left, /closed/);
  await assert.rejects(worker.handle("{}"), /closed/);
});

test("a worker that waits for nothing does not keep a program from ending", () => {
  const program = 'import { loadWorker } from "riparto"; const w = await loadWorker(); console.log((await w.handle("{}")).length > 0);';
  const told = execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: new URL(".", import.meta.url), timeout: 30_000 });
  assert.equal(told.toString(), "true\n");
});
