// Opens pages that riparto wrote in headless Chromium, in light and in dark: no error, no request but for the page itself, no violation
// of axe-core, every total in a table what its rows sum to, the envelope what was expected. Prints each on A4.
//
// node judge.mjs CHROMIUM FOLDER TOTAL PAGE…   (TOTAL as cents; FOLDER for the printed pages)
import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, folder, total, ...pages] = process.argv.slice(2);

/** What is wrong with the tables of a page, looked at inside it; and how many totals were the envelope. */
function sums(total) {
  const cents = (text) => {
    const digits = text.replace(/[^0-9,.+-]/g, "");
    if (!/^[+-]?[0-9]{1,3}([.,]?[0-9]{3})*[.,][0-9]{2}$/.test(digits)) return null;
    return Number(digits.replace(/[^0-9-]/g, ""));
  };
  const wrong = [];
  let envelopes = 0;
  for (const table of document.querySelectorAll("table")) {
    const foot = table.querySelector("tfoot tr");
    if (!foot) continue;
    const rows = [...table.querySelectorAll("tbody tr")];
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent);
    [...foot.children].forEach((cell, column) => {
      const stated = cents(cell.textContent);
      if (stated === null || heads[column] === "%") return;
      const sum = rows.reduce((sum, row) => sum + (cents(row.children[column].textContent) ?? 0), 0);
      if (sum !== stated) wrong.push(`${heads[column]}: the rows sum to ${sum}, ${stated} is stated`);
      if (stated === total) envelopes += 1;
    });
  }
  return { wrong, envelopes };
}

let failures = 0;
let checks = 0;
const check = (holds, what) => {
  checks += 1;
  if (!holds) {
    failures += 1;
    console.error(`FAILED ${what}`);
  }
};

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
for (const name of pages) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1000, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const requests = [];
    const errors = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    const url = pathToFileURL(resolve(name)).href;
    await page.goto(url);
    const what = `${basename(name)} (${colorScheme})`;
    check((await page.locator("script").count()) === 0, `${what}: it has a script`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    const { wrong, envelopes } = await page.evaluate(sums, Number(total));
    check(wrong.length === 0, `${what}: ${wrong.join("; ")}`);
    check(envelopes > 0, `${what}: no total is the envelope`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(wide <= 0, `${what}: it is ${wide} pixels too wide`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const violations = found.violations.map((one) => `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 200)}`);
    check(violations.length === 0, `${what}: ${violations.join("\n  ")}`);
    check(requests.length === 1 && requests[0] === url, `${what}: it asks for ${requests.slice(1).join(", ")}`);
    check(errors.length === 0, `${what}: ${errors.join("; ")}`);
    if (colorScheme === "light") {
      const printed = join(folder, `${basename(name)}.pdf`);
      await page.pdf({ path: printed, format: "A4", preferCSSPageSize: true });
      check(readFileSync(printed).subarray(0, 5).toString() === "%PDF-", `${what}: it was not printed`);
      await page.screenshot({ path: join(folder, `${basename(name)}.png`), fullPage: true });
    }
    await context.close();
  }
}
await browser.close();
console.log(`pages: ${checks - failures} passed, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
