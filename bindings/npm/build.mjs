// Builds the package: types from the schema, JavaScript from TypeScript, the engine and the page from the asset of `riparto page`.
//
//     node build.mjs                 writes dist, and says how large its files are
//     node build.mjs --types         writes src/api.ts; with --check fails if it differs
//     ENGINE=FILE.wasm node build.mjs   takes that engine in place of the page's own (`page/build --engine FILE.wasm` makes one)

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { decompress } from "lzma1";
import { types } from "./types.mjs";

const here = (path) => new URL(path, import.meta.url);
const ASSETS = here("../../crates/riparto-page/assets/");
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/** The bytes of a text in base85, five digits for four bytes; a comma stands in the place of `<`, which the page must not have. */
function base85(text) {
  const groups = Math.ceil(text.length / 5);
  const padded = text.padEnd(groups * 5, "~");
  const bytes = Buffer.alloc(groups * 4);
  for (let group = 0; group < groups; group += 1) {
    let bits = 0;
    for (let digit = 0; digit < 5; digit += 1) bits = bits * 85 + DIGITS.indexOf(padded[group * 5 + digit]);
    bytes.writeUInt32BE(bits, group * 4);
  }
  return bytes.subarray(0, groups * 4 - (groups * 5 - text.length));
}

function engine(page) {
  if (process.env.ENGINE) return readFileSync(process.env.ENGINE);
  const packed = page.split('id="riparto-engine">')[1].split("</script>")[0].trim();
  const bytes = Buffer.from(decompress(base85(packed)));
  const lock = JSON.parse(readFileSync(new URL("tavolo.lock", ASSETS), "utf8"));
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== lock.engine) throw new Error(`the engine of the page has the digest ${found}, and tavolo.lock states ${lock.engine}`);
  return bytes;
}

function size(name, ...files) {
  const bytes = Buffer.concat(files.map((file) => readFileSync(here(`dist/${file}`))));
  const kilobytes = (of) => `${Math.ceil(of.length / 1000)} kB`.padStart(9);
  console.log(`${name.padEnd(14)}${kilobytes(bytes)}${kilobytes(gzipSync(bytes, { level: 9 }))} gzip${kilobytes(brotliCompressSync(bytes))} brotli`);
}

const made = await types();
if (process.argv.includes("--types")) {
  if (!process.argv.includes("--check")) writeFileSync(here("src/api.ts"), made);
  else if (readFileSync(here("src/api.ts"), "utf8") !== made) {
    console.error("bindings/npm/src/api.ts is not what src/api/schema.json says: run `npm run types` in bindings/npm");
    process.exit(1);
  }
} else {
  rmSync(here("dist"), { recursive: true, force: true });
  mkdirSync(here("dist"));
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc"], { cwd: here("."), stdio: "inherit" });
  const page = readFileSync(new URL("tavolo.html", ASSETS), "utf8");
  writeFileSync(here("dist/riparto.wasm"), engine(page));
  copyFileSync(new URL("tavolo.html", ASSETS), here("dist/page.html"));
  size("riparto.wasm", "riparto.wasm");
  size("JavaScript", "index.js", "riparto.js", "memory.js", "answers.js", "background.js", "serving.js", "worker.js");
  size("table.js", "table.js");
  size("page.html", "page.html");
}
