// The main job on the plan of Toscana: `node bindings/npm/examples/toscana.mjs`. How the total is shared, all rules and all that is proposed here are
// illustrative.

import { readFile } from "node:fs/promises";
import { load } from "riparto";

const riparto = await load();
const plan = JSON.parse(await readFile(new URL("../../../examples/data/toscana-plan.json", import.meta.url), "utf8"));
const transfers = [{ from: "outreach", to: "autonomy", amount: "80000.00" }];
const assessed = riparto.ask("assess", { plan, proposal: { id: "p3", party: "arti", transfers } });
console.log(assessed.authorization, assessed.findings.map(({ message }) => message));
console.log("would pass:", assessed.would_pass);
console.log("headroom:", riparto.ask("headroom", { plan }).outreach);
const nearest = riparto.ask("rebalance", { plan, wish: { desks: "900000.00" }, proof: true });
console.log("nearest:", nearest.amounts, riparto.ask("verify", { plan, proof: nearest.proof }));

// A table: the program keeps the journal, and appends what each answer says.
let history = "";
for (const command of [
  { id: "c1", party: "regione", do: { open: { plan } } },
  { id: "c2", party: "arti", do: { propose: { proposal: assessed.counter_proposal.proposal } } },
  { id: "c3", party: "regione", do: { approve: { proposal: "p3-counter" } } },
]) {
  const decided = riparto.ask("table_decide", { command, ...(history && { history }) });
  history += decided.append;
  console.log(decided.text);
}
console.log(riparto.ask("table_verify", { history }));
