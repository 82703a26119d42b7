// <riparto-table>: the page is filled in as `riparto page` does, and a browser shows it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load } from "riparto";
import { filled } from "riparto/table";

const root = new URL("../../../", import.meta.url);
const plan = readFileSync(new URL("examples/data/toscana-plan.json", root), "utf8");
const page = readFileSync(new URL("../dist/page.html", import.meta.url), "utf8");

/** The journal of a table on that plan, with one proposal approved. */
async function journal() {
  const riparto = await load();
  let history = "";
  const transfers = [{ from: "outreach", to: "desks", amount: "20000.00" }];
  for (const command of [
    { id: "c1", party: "regione", do: { open: { plan: JSON.parse(plan) } } },
    { id: "c2", party: "anci", do: { propose: { proposal: { id: "p1", party: "anci", transfers } } } },
    { id: "c3", party: "regione", do: { approve: { proposal: "p1" } } },
  ]) {
    history += riparto.ask("table_decide", { command, ...(history && { history }) }).append;
  }
  return history;
}

test("a plan is put into the page's two places", () => {
  const wicked = JSON.stringify({ ...JSON.parse(plan), title: "</script>$&<b>" });
  const html = filled(page, { plan: wicked }, "en");
  assert.ok(html.includes('<html lang="en">') && !html.includes("@@DATA@@"));
  assert.ok(html.includes("\\u003c/script>$&\\u003cb>"));
  assert.throws(() => filled(page, {}, "it"), /no plan is given/);
});

test("a journal is put there with its head", async () => {
  const history = await journal();
  const html = filled(page, { journal: history }, "it");
  const data = JSON.parse(html.split('id="riparto-data">')[1].split("</script>")[0]);
  assert.equal(data.journal.length, data.revision);
  assert.equal(data.head, JSON.parse(data.journal.at(-1)).hash);
});

const chromium = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`).find((file) => existsSync(file));

const HOST = `<!doctype html><title>host</title><script type="importmap">{"imports":{"riparto":"/dist/index.js"}}</script>
<script type="module">
  import { load, loadWorker } from "riparto";
  import "/dist/table.js";
  window.told = [];
  for (const kind of ["riparto-ready", "riparto-change", "riparto-error"]) {
    addEventListener(kind, (event) => told.push([kind, event.detail instanceof Error ? event.detail.message : event.detail]));
  }
  const engine = await load(), worker = await loadWorker();
  window.asked = [engine.handle('{"op":"apportion","total":"1.00","weights":[1,1]}'), await worker.handle('{"op":"apportion","total":"1.00","weights":[1,1]}')];
</script>
<style>iframe, h1 { display: none }</style><riparto-table lang="en" src="/plan.json"></riparto-table>`;

test("a browser shows the element and tells what people change", { skip: chromium ? false : "no Chromium" }, async () => {
  const { default: puppeteer } = await import("puppeteer-core");
  const history = await journal();
  const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html; charset=utf-8", ".json": "application/json" };
  const server = createServer((request, response) => {
    const given = { "/": HOST, "/plan.json": plan, "/table.jsonl": history }[request.url];
    const file = fileURLToPath(new URL(`..${request.url}`, import.meta.url));
    const content = given ?? (request.url.startsWith("/dist/") && existsSync(file) ? readFileSync(file) : undefined);
    response.writeHead(content === undefined ? 404 : 200, { "content-type": types[extname(request.url)] ?? "text/html" });
    response.end(content);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  try {
    const tab = await browser.newPage();
    const faults = [];
    tab.on("pageerror", (error) => faults.push(error.message));
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    const told = (kind, count) =>
      tab.waitForFunction((name, most) => window.told.filter(([found]) => found === name).length >= most, { timeout: 30_000 }, kind, count);
    await told("riparto-ready", 1);
    const asked = await tab.evaluate(() => window.asked);
    assert.equal(asked[0], asked[1]);
    assert.match(asked[0], /"amounts":\["0.50","0.50"\]/);
    const frame = () => tab.frames().find((found) => found !== tab.mainFrame());
    const heading = await frame().$eval("h1", (title) => [title.textContent, getComputedStyle(title).display]);
    assert.equal(heading[0], JSON.parse(plan).title);
    assert.notEqual(heading[1], "none", "the host's styles do not reach it");
    await frame().evaluate(() => window.riparto.type("desks", "650,000.00"));
    await told("riparto-change", 1);
    const state = await tab.evaluate(() => document.querySelector("riparto-table").state);
    assert.equal(state.amounts.desks, "650000.00");
    assert.equal(state.remainder, "-10000.00");
    await tab.evaluate(() => document.querySelector("riparto-table").setAttribute("src", "/table.jsonl"));
    await told("riparto-ready", 2);
    assert.match(await frame().$eval("footer", (foot) => foot.textContent), new RegExp(JSON.parse(history.trim().split("\n").at(-1)).hash));
    await tab.evaluate(() => Object.assign(document.querySelector("riparto-table"), { plan: { format: "nothing" } }));
    await told("riparto-error", 1);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    server.close();
  }
});
