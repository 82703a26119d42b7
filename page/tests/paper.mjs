// The page on paper: A4, every line, group and sum on it, and the sums are right.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { open } from "./browser.mjs";

const A4 = [595, 842];

export async function paper(browser, folder, fault) {
  const { page, faults } = await open(browser, `${folder}/sixty-it.html`, { dark: true });
  const told = await page.evaluate(() => {
    const store = window.riparto;
    store.move(store.plan.lines[1].id, { down: 5 });
    store.move(store.plan.lines[2].id, { remainder: true });
    const { lines, groups, total_text, verdict } = store.answer;
    return { lines, groups, total_text, verdict, titles: store.plan.lines.map((line) => line.title), total: store.answer.total };
  });
  const file = `${folder}/printed.pdf`;
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: false }));
  let text;
  try {
    text = execFileSync("pdftotext", ["-layout", file, "-"], { maxBuffer: 1 << 26 }).toString();
  } catch {
    console.log("skipped: no pdftotext to read what is printed");
    return page.close();
  }
  const about = execFileSync("pdfinfo", [file]).toString();
  const pages = Number(/^Pages: +(\d+)/m.exec(about)?.[1]);
  const size = /^Page size: +([\d.]+) x ([\d.]+)/m.exec(about)?.slice(1).map((side) => Math.round(Number(side)));
  if (String(size) !== String(A4)) fault(`paper: the pages are ${size}`);
  if (pages > Math.ceil(told.lines.length / 12)) fault(`paper: ${told.lines.length} lines on ${pages} pages`);
  const squeezed = text.replace(/\s+/g, "");
  const missing = (wanted) => !squeezed.includes(wanted.replace(/\s+/g, ""));
  if (missing(told.total_text)) fault(`paper: the total ${told.total_text} is not on it`);
  if (missing(told.verdict)) fault(`paper: the verdict is not on it`);
  const rows = [...told.lines, ...told.groups[0].rows];
  for (const { before_text, after_text, change_text } of rows)
    for (const amount of [before_text, after_text, change_text]) if (missing(amount)) fault(`paper: ${amount} is not on it`);
  // Each value of the label once with its three figures in a row, and these sum to the total.
  const cents = (amount) => BigInt(amount.replace(/[.,]/g, ""));
  const sums = told.groups[0].rows.map((row) => {
    const printed = text.split("\n").filter((line) => line.includes(row.value) && line.includes(row.before_text) && line.includes(row.after_text));
    if (printed.length !== 1) fault(`paper: the sums of ${row.value} stand in ${printed.length} rows`);
    return cents(row.after_text);
  });
  if (sums.reduce((sum, one) => sum + one, 0n) !== BigInt(told.total.replace(".", ""))) fault("paper: the sums are not the total");
  console.log(`paper: ${told.lines.length} lines on ${pages} pages of A4, every amount and sum read back`);
  faults.forEach(fault);
  await page.close();
}
