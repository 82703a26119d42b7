// What the types say, compiled and never run: `check` calls tsc on it.

import { type Finding, type Ok, type Plan, load, loadWorker } from "riparto";
import { type RipartoTable, type TableState } from "riparto/table";

const plan: Plan = {
  format: "riparto.plan/1",
  title: "Small plan",
  total: "1000.00",
  lines: [{ id: "desks", amount: "600.00", labels: { partner: "anci" } }, { id: "outreach", amount: "400.00", "x-chapter": 23020 }],
  rules: [
    { id: "floor", scope: { lines: ["outreach"] }, limit: { floor: "300.00" } },
    { id: "cap", scope: "all", each: "line", limit: { change: { up: { percent: "20" } } }, needs: "prior_approval" },
  ],
};
const riparto = await load();
const checked: Ok<"check"> = riparto.ask("check", { plan });
const findings: Finding[] = checked.findings;
const assessed = riparto.ask("assess", {
  plan,
  proposal: { id: "p1", party: "anci", transfers: [{ from: "outreach", to: "desks", amount: "50.00" }] },
});
const after: string | undefined = assessed.after["desks"];
// @ts-expect-error An amount is a text.
riparto.ask("apportion", { total: 100, weights: [1] });
// @ts-expect-error No operation has that name.
riparto.ask("chek", { plan });
// @ts-expect-error No operation has a field that it does not know.
riparto.ask("check", { plan, colour: "red" });
// @ts-expect-error A limit is one of those that the schema knows.
const wrong: Plan["rules"] = [{ id: "r", scope: "all", limit: { flor: "1.00" } }];
const worker = await loadWorker();
const margins = await worker.ask("headroom", { plan }, { signal: AbortSignal.timeout(1000) });
declare const table: RipartoTable;
table.plan = plan;
const state: TableState | undefined = table.state;
export { after, findings, margins, state, wrong };
