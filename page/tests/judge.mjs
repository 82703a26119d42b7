// Judges packed pages in a browser: judge.mjs CHROMIUM RIPARTO FOLDER STEPS
// FOLDER holds sixty-it.html, sixty-en.html, table-it.html, large-it.html, hostile-it.html as `run` makes them.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch, open } from "./browser.mjs";
import { perform } from "./sequences.mjs";

const [chromium, riparto, folder, steps] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
const fault = (text) => {
  faults.push(text);
  console.error(`  ${text}`);
};
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const browser = await launch(chromium);

/** The list of findings as it stands in a response, byte for byte. */
function findings(response) {
  const start = response.indexOf('"findings":') + 11;
  let depth = 0;
  let quoted = false;
  for (let place = start; place < response.length; place++) {
    const character = response[place];
    if (quoted) {
      if (character === "\\") place++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "[" || character === "{") depth++;
    else if ((character === "]" || character === "}") && --depth === 0) return response.slice(start, place + 1);
  }
  return "";
}

function native(requests) {
  const input = `${requests.join("\n")}\n`;
  return execFileSync(riparto, ["api"], { input, maxBuffer: 1 << 30 }).toString().trimEnd().split("\n");
}

async function sequences() {
  const { page, faults: seen } = await open(browser, `${folder}/sixty-it.html`);
  await pause(1000);
  const drags = [];
  const sample = [];
  for (let done = 0, seed = 1; done < Number(steps); done += 100, seed++) {
    const told = await page.evaluate(perform, seed, Math.min(100, Number(steps) - done));
    told.wrong.forEach((wrong) => fault(`seed ${seed}: ${wrong}`));
    drags.push(...told.drags);
    sample.push(...told.sample);
    if (told.wrong.length) break;
  }
  seen.forEach(fault);
  const kept = sample.slice(0, 200);
  const answers = native(kept.map(({ request }) => request));
  kept.forEach(({ response }, place) => response === answers[place] || fault(`draft ${place}: the command answers otherwise`));
  const balanced = kept.filter(({ transfers }) => transfers?.length);
  const assessed = native(
    balanced.map(({ request, transfers }) => {
      const { plan, lang } = JSON.parse(request);
      const moves = transfers.map(({ from, to, amount }) => ({ from, to, amount }));
      return JSON.stringify({ op: "assess", lang, plan, proposal: { id: "p", party: plan.parties[0].id, transfers: moves } });
    }),
  );
  balanced.forEach(({ response }, place) => findings(response) === findings(assessed[place]) || fault(`draft ${place}: assess finds otherwise`));
  console.log(`sequences: ${steps} steps, ${drags.length} drags; ${kept.length} answers as the command's, ${balanced.length} findings as assess's`);
  await page.close();
}

async function speed() {
  const { page, faults: seen } = await open(browser, `${folder}/large-it.html`);
  await page.waitForFunction(() => window.riparto.margins.size > 0, { timeout: 120_000 });
  await page.evaluate(perform, 5, 40);
  const { drags, wrong } = await page.evaluate(perform, 7, 250);
  wrong.forEach(fault);
  seen.forEach(fault);
  drags.sort((one, other) => one - other);
  const at = (part) => drags[Math.floor(drags.length * part)].toFixed(1);
  console.log(`speed: 300 lines x 100 rules, ${drags.length} drags to verdict: median ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  if (!process.env.SLOW && Number(at(0.99)) > 16) fault(`a drag takes ${at(0.99)} ms at p99: more than 16`);
  await page.close();
}

async function accessible(file, states) {
  for (const dark of [false, true]) {
    const { page, faults: seen } = await open(browser, `${folder}/${file}`, { dark });
    await pause(700);
    await page.evaluate(axe);
    for (const [name, state] of Object.entries(states)) {
      await page.evaluate(state);
      await pause(400);
      const { violations } = await page.evaluate(() => window.axe.run());
      for (const { id, nodes } of violations) fault(`${file} ${dark ? "dark" : "light"} ${name}: axe ${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary?.slice(0, 200)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) fault(`${file} ${name}: ${wide} pixels too wide`);
    }
    seen.forEach(fault);
    await page.close();
  }
  console.log(`${file}: axe-core has nothing to say in ${Object.keys(states).length} states, light and dark`);
}

async function hostile() {
  const { page, faults: seen } = await open(browser, `${folder}/hostile-it.html`);
  await pause(700);
  const bad = await page.evaluate(() => {
    const found = [];
    if (window.struck) found.push("a script of the plan ran");
    if (document.querySelector("#app script, #app img, #app iframe")) found.push("an element of the plan is there");
    for (const element of document.querySelectorAll("#app *"))
      for (const { name } of element.attributes) if (name.startsWith("on")) found.push(`attribute ${name}`);
    return found;
  });
  bad.forEach(fault);
  if (!(await page.evaluate(() => document.body.textContent.includes("<script>")))) fault("the hostile text is not shown as text");
  seen.forEach(fault);
  await page.close();
  console.log("hostile plan: it stays text");
  if (!existsSync(`${folder}/turned-it.html`)) return;
  const turned = await open(browser, `${folder}/turned-it.html`);
  const said = await turned.page.evaluate(() => document.querySelector("main").textContent);
  if (!said.includes("carattere")) fault(`a plan with a character that turns text round: ${said}`);
  turned.faults.forEach(fault);
  await turned.page.close();
}

const ROOM = {
  room: `riparto.choose({}); riparto.set({ tab: "room" })`,
  lacking: `riparto.type(riparto.plan.lines[1].id, "99.000"); riparto.set({ active: riparto.plan.lines[1].id })`,
  mistake: `riparto.type(riparto.plan.lines[2].id, "molto")`,
  pinned: `riparto.pin(riparto.plan.lines[3].id)`,
  cover: `riparto.set({ dialog: "cover" })`,
  covered: `riparto.set({ dialog: null }); riparto.cover({ measure: "in_proportion" })`,
  proposal: `riparto.set({ dialog: "proposal" })`,
  compare: `riparto.set({ dialog: null }); riparto.saveScenario("uno"); riparto.set({ tab: "compare" })`,
  ballots: `riparto.set({ tab: "ballots", ballots: BALLOTS })`.replace(
    "BALLOTS",
    `riparto.plan.parties.slice(0, 3).map((party, place) => ({ party: party.id, amounts: Object.fromEntries(riparto.answer.lines.map((line, at) =>
      [line.id, riparto.answer.lines[(at + place) % riparto.answer.lines.length].before])) }))`,
  ),
  projector: `riparto.set({ tab: "room", projecting: 0 })`,
};

await accessible("sixty-it.html", ROOM);
await accessible("sixty-en.html", ROOM);
await accessible("table-it.html", { room: ROOM.room, projector: ROOM.projector });
await hostile();
await sequences();
await speed();
await browser.close();
if (faults.length) {
  console.error(`${faults.length} faults`);
  process.exit(1);
}
