// The main job in TypeScript, compiled and never run.

import { load, loadWorker } from "riparto";
import type { Plan } from "riparto";
declare const plan: Plan;
const riparto = await load();
const assessed = riparto.ask("assess", { plan, proposal: { id: "p1", party: "anci", transfers: [{ from: "a", to: "b", amount: "50.00" }] } });
const counter = assessed.counter_proposal?.proposal;
const passing = assessed.would_pass?.[0]?.amount;
const margins = riparto.ask("headroom", { plan });
const give = margins["outreach"]?.give;
const nearest = riparto.ask("rebalance", { plan, wish: { desks: "900000.00" }, proof: true });
if (!nearest.feasible) throw new Error(nearest.feasible === false ? nearest.conflict.explanation : "not known");
const amounts = nearest.amounts;
const proof = nearest.proof;
const verified = proof && riparto.ask("verify", { plan, proof }).proven;
const byPartner: string | undefined = riparto.ask("headroom", { plan, by: ["partner"] }).rows[0]?.give;
const choices = riparto.ask("rebalance", { plan, give: { desks: "1.00" }, choices: true });
const later: string | undefined = (await (await loadWorker()).ask("headroom", { plan }))["outreach"]?.receive;
const decided = riparto.ask("table_decide", { command: { id: "c1", party: "regione", do: { open: { plan } } } });
const history: string = decided.append;
const valid: boolean = riparto.ask("table_verify", { history }).valid;
const split = riparto.ask("apportion", { total: "1.00", weights: [1, "2.5"] }).amounts;
export { amounts, byPartner, choices, counter, give, later, passing, proof, split, valid, verified };
