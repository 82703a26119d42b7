// The examples in docs/JAVASCRIPT.md are run as they are written, one after the other.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../../", import.meta.url);

test("the examples of the guide run", () => {
  const guide = readFileSync(new URL("docs/JAVASCRIPT.md", root), "utf8");
  const blocks = [...guide.matchAll(/```js\n(.*?)```/gs)].map(([, block]) => block);
  assert.equal(blocks.length, 2);
  const program = fileURLToPath(new URL("guide.mjs", import.meta.url));
  writeFileSync(program, `${blocks.join("\n")}\nconsole.log(authorization, findings.length, would_pass[0].amount, margins.outreach.give);\n`);
  try {
    const told = execFileSync(process.execPath, [program], { cwd: fileURLToPath(root), timeout: 60_000 });
    assert.equal(told.toString(), "forbidden 2 50000.00 50000.00\n");
  } finally {
    rmSync(program);
  }
});
