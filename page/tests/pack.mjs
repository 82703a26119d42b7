// Puts an engine and a plan or journal into a built page: pack.mjs PAGE ENGINE PLAN|JOURNAL LANGUAGE OUT
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/** Five digits for four bytes, as the page reads them. */
function base85(bytes) {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = "";
  for (let place = 0; place < padded.length; place += 4) {
    let bits = padded.readUInt32BE(place), group = "";
    for (let digit = 0; digit < 5; digit += 1) {
      group = DIGITS[bits % 85] + group;
      bits = Math.floor(bits / 85);
    }
    text += group;
  }
  return text.slice(0, text.length - (padded.length - bytes.length));
}

const [page, engine, document, language, out] = process.argv.slice(2);
const text = readFileSync(document, "utf8");
const journal = text.includes('"riparto.history/1"') ? text.split("\n").filter((line) => line.trim()) : null;
const last = journal && JSON.parse(journal.at(-1));
const opened = journal && journal.map((line) => JSON.parse(line)).find((record) => record.event.what.opened);
const data = journal
  ? { plan: opened.event.what.opened.plan, journal, revision: last.revision, head: last.hash, language }
  : { plan: JSON.parse(text), language };
// Packed for a test: fast, and not as small as `page/build` does it.
const LZMA = `import lzma,sys
wasm=sys.stdin.buffer.read()
packing={"id":lzma.FILTER_LZMA1,"preset":1,"lc":3,"lp":0,"pb":2}
sys.stdout.buffer.write(bytes([93])+(1<<20).to_bytes(4,"little")+len(wasm).to_bytes(8,"little")+lzma.compress(wasm,format=lzma.FORMAT_RAW,filters=[packing]))`;
const packed = base85(execFileSync("python3", ["-c", LZMA], { input: readFileSync(engine), maxBuffer: 1 << 28 }));
const written = readFileSync(page, "utf8")
  .replace("@@LANG@@", () => language)
  .replace("@@ENGINE@@", () => packed)
  .replace("@@DATA@@", () => JSON.stringify(data).replaceAll("<", "\\u003c"));
writeFileSync(out, written);
