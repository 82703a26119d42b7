// Judges packed pages in a browser: judge.mjs CHROMIUM RIPARTO FOLDER SEQUENCES SEED
// FOLDER holds sixty-it.html, sixty-en.html, table-it.html, large-it.html, hostile-it.html as `run` makes them.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch, open } from "./browser.mjs";
import { paper } from "./paper.mjs";
import { scenarios } from "./scenarios.mjs";
import { sequences } from "./sequences_run.mjs";
import { speed } from "./speed.mjs";
import { hands } from "./hands.mjs";

const [chromium, riparto, folder, count, seed] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
const fault = (text) => {
  faults.push(text);
  console.error(`  ${text}`);
};
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const browser = await launch(chromium);

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

/** Somebody opens the page three weeks late, works on, and opens the newer journal. */
async function stale() {
  const { page, faults: seen } = await open(browser, `${folder}/stale-it.html`);
  const journal = readFileSync(`${folder}/table-it.jsonl`, "utf8");
  const told = await page.evaluate(async (journal) => {
    const store = window.riparto;
    const old = store.head.revision;
    const line = store.plan.lines[11].id;
    store.type(line, "1.234,56");
    store.openNewer(journal);
    const now = { revision: store.head.revision, after: store.answer.lines[11].after, notice: store.notice };
    store.openNewer(journal.split("\n").slice(0, 3).join("\n"));
    return { old, ...now, later: store.head.revision, refused: store.notice === store.words.older };
  }, journal);
  const last = journal.trim().split("\n").length;
  if (told.old >= last || told.revision !== last || told.after !== "1234.56") fault(`a newer journal: ${JSON.stringify(told)}`);
  if (told.later !== last || !told.refused) fault(`an older journal is taken: ${JSON.stringify(told)}`);
  seen.forEach(fault);
  await page.close();
  console.log(`stale: from revision ${told.old} to ${told.revision}, the draft goes on; an older journal is refused`);
}

/** What goes out: a proposal that names its head, a ballot, scenarios; and what comes back in. */
async function files() {
  const { page, faults: seen } = await open(browser, `${folder}/table-it.html`);
  const told = await page.evaluate(async () => {
    const store = window.riparto;
    const texts = [];
    URL.createObjectURL = (blob) => (blob.text().then((text) => texts.push(text)), "data:,");
    HTMLAnchorElement.prototype.click = () => {};
    const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
    const fill = (element, value) => {
      element.value = value;
      element.dispatchEvent(new Event(element.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
    };
    const [one, other] = store.plan.lines;
    store.move(one.id, { up: 3 });
    store.move(other.id, { remainder: true });
    store.set({ dialog: "proposal" });
    await settle();
    const form = document.querySelector("dialog form");
    fill(form.querySelector("select"), "anci");
    await settle();
    fill(form.querySelector("textarea"), "Code agli sportelli");
    await settle();
    form.requestSubmit();
    await settle();
    const said = document.querySelector("dialog [role=status]")?.textContent;
    store.set({ dialog: null, tab: "ballots" });
    await settle();
    const ballot = document.querySelector(".ballots form");
    fill(ballot.querySelector("select"), "ats");
    await settle();
    ballot.requestSubmit();
    await settle();
    return { texts, said, head: store.head, unknown: /seal/.test(said ?? ""), transfers: store.answer.transfers };
  });
  if (told.unknown) console.log("skipped: this engine seals no proposals");
  else {
    const [proposal, ballot] = told.texts.map((text) => JSON.parse(text));
    if (proposal?.against?.hash !== told.head.hash || proposal?.proposal?.party !== "anci") fault(`the proposal file: ${told.said}`);
    if (proposal?.proposal?.transfers?.[0]?.amount !== told.transfers[0].amount) fault("the proposal file has other transfers");
    if (ballot?.ballot?.party !== "ats") fault("the ballot file is another one");
    writeFileSync(`${folder}/proposal.json`, told.texts[0] ?? "");
    writeFileSync(`${folder}/ballot.json`, told.texts[1] ?? "");
    console.log("files: a proposal names the head that it was made against; a ballot");
  }
  seen.forEach(fault);
  await page.close();
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
await stale();
await files();
await hands(browser, folder, fault);
await scenarios(browser, folder, fault);
await paper(browser, folder, fault);
await sequences(browser, riparto, `${folder}/sixty-it.html`, Number(seed), Number(count), fault);
await speed(browser, `${folder}/large-it.html`, fault);
await browser.close();
if (faults.length) {
  console.error(`${faults.length} faults`);
  process.exit(1);
}
