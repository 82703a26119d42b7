// Many seeded sequences on one page, and the command as their judge: every answer that the page showed is the command's, byte for byte,
// and what it finds in a draft that sums to the total is what `assess` finds.
//
// sequences_run.mjs CHROMIUM RIPARTO PAGE.html SEED SEQUENCES [RECORD.json]     writes what ran, if all held
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { launch, open } from "./browser.mjs";
import { Native } from "./native.mjs";
import { perform } from "./sequences.mjs";

const AT_ONCE = 20;
const LONGEST = 10;

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

// `assess` of the transfers of a draft.
function assessment({ transfers }, plan, party) {
  const moves = transfers.map(({ from, to, amount }) => ({ from, to, amount }));
  return `${JSON.stringify({ op: "assess", lang: "it", proposal: { id: "p", party, transfers: moves } }).slice(0, -1)}${plan}`;
}

export async function sequences(browser, riparto, file, seed, count, fault) {
  const { page, faults } = await open(browser, file);
  const native = new Native(riparto);
  const told = { seed, sequences: 0, steps: 0, drags: 0, answers: 0, assessed: 0 };
  // The page goes on while the command judges what came before.
  let judged = Promise.resolve();
  const judge = async ({ plan, asked }) => {
    const party = JSON.parse(`{${plan.slice(1)}`).plan.parties[0].id;
    const balanced = asked.filter(({ transfers }) => transfers?.length);
    const [answers, assessed] = await Promise.all([
      native.ask(asked.map(({ request }) => request + plan)),
      native.ask(balanced.map((found) => assessment(found, plan, party))),
    ]);
    asked.forEach(({ response, number }, place) => response === answers[place] || fault(`seed ${seed}, sequence ${number}: the command answers otherwise`));
    balanced.forEach(({ response, number }, place) => findings(response) === findings(assessed[place]) || fault(`seed ${seed}, sequence ${number}: assess finds otherwise`));
    told.answers += asked.length;
    told.assessed += balanced.length;
  };
  for (let first = 1; first <= count; first += AT_ONCE) {
    const some = Math.min(AT_ONCE, count - first + 1);
    const did = await page.evaluate(perform, seed, first, some, LONGEST);
    await judged;
    did.wrong.forEach((wrong) => fault(`seed ${seed}, ${wrong}`));
    faults.splice(0).forEach(fault);
    told.sequences += some;
    told.steps += did.steps;
    told.drags += did.drags;
    judged = judge(did);
    if (did.wrong.length) break;
    if (Math.floor(first / 500) !== Math.floor((first + some) / 500)) console.log(`  ${JSON.stringify(told)}`);
  }
  await judged;
  faults.forEach(fault);
  native.end();
  await page.close();
  console.log(
    `sequences: ${told.sequences} of seed ${seed}, ${told.steps} steps, ${told.drags} drags; ${told.answers} answers as the command's, ${told.assessed} findings as assess's`,
  );
  return told;
}

/** The digest of the page that a packed one was made of. */
function template(file) {
  const asset = readFileSync(new URL("../../crates/riparto-page/assets/tavolo.html", import.meta.url), "utf8");
  const parts = asset.split(/@@LANG@@|@@DATA@@/);
  const packed = readFileSync(file, "utf8");
  if (!packed.startsWith(parts[0]) || !packed.includes(parts[1]) || !packed.endsWith(parts[2])) return null;
  return createHash("sha256").update(asset).digest("hex");
}

const [script, chromium, riparto, file, seed, count, record] = process.argv.slice(1);
if (import.meta.url === pathToFileURL(script).href) {
  const faults = [];
  const browser = await launch(chromium);
  const began = Date.now();
  const told = await sequences(browser, riparto, file, Number(seed), Number(count), (fault) => {
    faults.push(fault);
    console.error(`  ${fault}`);
  });
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
  const ran = { ...told, page: template(file), packed: digest, chromium: await browser.version(), seconds: Math.round((Date.now() - began) / 1000), faults };
  await browser.close();
  console.log(JSON.stringify(ran));
  if (faults.length) process.exit(1);
  if (record) writeFileSync(record, `${JSON.stringify(ran, null, 2)}\n`);
}
