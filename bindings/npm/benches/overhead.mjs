// What a request takes in Node, at once and in a worker, beside the library itself (`cargo bench --bench call`), in microseconds: the median of
// many. `node bindings/npm/benches/overhead.mjs`, after `bindings/npm/check`, with nothing else running.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { load, loadWorker } from "riparto";

const root = new URL("../../../", import.meta.url);
const riparto = await load();
const worker = await loadWorker();

async function median(call) {
  await call();
  const taken = [];
  for (const until = performance.now() + 2_000; performance.now() < until; ) {
    const begun = performance.now();
    await call();
    taken.push(performance.now() - begun);
  }
  return taken.sort((one, other) => one - other)[taken.length >> 1] * 1000;
}

const cases = [["apportion, 3 parts", { op: "apportion", total: "100.00", weights: ["1", "1", "1"] }]];
for (const [name, lines] of [["toscana", "6 lines"], ["sixty", "60 lines"]]) {
  const plan = JSON.parse(readFileSync(new URL(`examples/data/${name}-plan.json`, root), "utf8"));
  const transfers = [{ from: plan.lines[0].id, to: plan.lines[1].id, amount: "1000.00" }];
  cases.push([`assess, ${lines}`, { op: "assess", plan, proposal: { id: "p1", party: plan.parties[0].id, transfers } }]);
  cases.push([`headroom, ${lines}`, { op: "headroom", plan }]);
}
const requests = cases.map(([, request]) => JSON.stringify(request));
const measured = spawnSync("cargo", ["bench", "--quiet", "--bench", "call"], { cwd: root, input: `${requests.join("\n")}\n`, encoding: "utf8" });
const native = measured.status === 0 ? measured.stdout.trim().split("\n") : [];
console.log(`${"case".padEnd(24)}${["Rust", "handle", "ask", "worker"].map((head) => head.padStart(10)).join("")}   µs`);
for (const [place, [name, { op, ...fields }]] of cases.entries()) {
  const figures = [
    await median(() => riparto.handle(requests[place])),
    await median(() => riparto.ask(op, fields)),
    await median(() => worker.handle(requests[place])),
  ];
  console.log(`${name.padEnd(24)}${(native[place] ?? "—").padStart(10)}${figures.map((figure) => figure.toFixed(1).padStart(10)).join("")}`);
}
worker.close();
