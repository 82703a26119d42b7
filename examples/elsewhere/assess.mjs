// A script of an office that has installed the package `riparto` and has nothing else of it: node assess.mjs PLAN FROM TO AMOUNT
//
// What a transfer needs, what would pass, and how much room the giving line has, as lines of text.

import { readFile } from "node:fs/promises";
import { load } from "riparto";

const [planFile, from, to, amount] = process.argv.slice(2);
const riparto = await load();
const plan = JSON.parse(await readFile(planFile, "utf8"));
const proposal = { id: "p1", party: plan.parties[0].id, transfers: [{ from, to, amount }] };
const assessed = riparto.ask("assess", { plan, proposal });
console.log(assessed.authorization);
for (const { rule, excess } of assessed.findings) console.log(rule, excess);
console.log(riparto.ask("headroom", { plan })[from].give);
