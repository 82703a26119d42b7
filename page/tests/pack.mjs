// Puts an engine and a plan or journal into a built page: pack.mjs PAGE ENGINE PLAN|JOURNAL LANGUAGE OUT
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const [page, engine, document, language, out] = process.argv.slice(2);
const text = readFileSync(document, "utf8");
const journal = text.includes('"riparto.history/1"') ? text.split("\n").filter((line) => line.trim()) : null;
const last = journal && JSON.parse(journal.at(-1));
const opened = journal && journal.map((line) => JSON.parse(line)).find((record) => record.event.what.opened);
const data = journal
  ? { plan: opened.event.what.opened.plan, journal, revision: last.revision, head: last.hash, language }
  : { plan: JSON.parse(text), language };
const packed = gzipSync(readFileSync(engine), { level: 9 }).toString("base64");
const written = readFileSync(page, "utf8")
  .replace("@@LANG@@", () => language)
  .replace("@@ENGINE@@", () => packed)
  .replace("@@DATA@@", () => JSON.stringify(data).replaceAll("<", "\\u003c"));
writeFileSync(out, written);
