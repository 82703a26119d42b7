#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets into fuzz/corpus: the examples, the vectors, and the journal of an example."""
import hashlib
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "fuzz" / "corpus"


def seed(target, content):
    content = content if isinstance(content, bytes) else content.encode()
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(content).hexdigest()).write_bytes(content)


for file in (ROOT / "examples" / "data").glob("*.json"):
    kind = "proposal" if "propos" in file.name else "plan"
    seed(kind, file.read_bytes())
for file in (ROOT / "examples" / "data").glob("*.csv"):
    seed("ballots_csv", file.read_bytes())
for text in ["2.464.000,00 €", "EUR 1,234.56", "1'234.56", "(36.000,00)", "-40000.00", "26,344 milioni", "12.5", "0,05"]:
    seed("amount_text", text)
for folder in (ROOT / "tests" / "vectors" / "fuzzed", ROOT / "fuzz" / "seeds"):
    for file in folder.glob("*/*"):
        seed(file.parent.name, file.read_bytes())

vectors = ROOT / "tests" / "vectors"
for file in [*(ROOT / "crates" / "riparto-core" / "src" / "rules" / "packs").glob("*.md"), vectors / "my-act.md"]:
    seed("rule_pack", file.read_bytes())
for file in (vectors / "sheets").iterdir():
    if file.is_file() and file.stat().st_size <= 8192:
        seed("spreadsheet", file.read_bytes())
rules = json.loads((vectors / "rules.json").read_text())
for case in rules if isinstance(rules, list) else rules.get("cases", []):
    plan = case.get("plan") or rules.get("plan")
    if isinstance(plan, dict):
        plan = {**plan, "rules": case.get("rules", plan.get("rules", []))}
        seed("plan", json.dumps(plan))
        for operation in ["check", "headroom", "diagnose"]:
            seed("respond", json.dumps({"op": operation, "plan": plan}))
        seed("respond", json.dumps({"op": "rebalance", "plan": plan, "wish": {}}))
for file in vectors.glob("*.jsonl"):
    for line in file.read_text().splitlines():
        case = json.loads(line)
        request = case.get("request", case) if isinstance(case, dict) else None
        if request and len(line) < 20_000:
            seed("respond", json.dumps(request))
            if "ballots" in request:
                seed("ballots_json", json.dumps({"format": "riparto.ballots/1", **{k: request[k] for k in ("total", "ballots") if k in request}}))
for request in ROOT.joinpath("docs/JSON.md").read_text().split("```json\n")[1:]:
    seed("respond", request.split("```")[0].strip())
for level in ["free", "notification"]:
    seed("policies", json.dumps({"policies": [{"level": level}], "weights": {"anci": 2}}))
journal = ROOT / "target" / "seed.jsonl"
journal.unlink(missing_ok=True)
subprocess.run(["cargo", "run", "--quiet", "--example", "tavolo", "--", "--journal", str(journal)], cwd=ROOT,
               stdout=subprocess.DEVNULL, check=True)
lines = journal.read_text().splitlines(keepends=True)
for end in (1, 4, 12, len(lines)):
    seed("journal", "".join(lines[:end]))
    seed("respond", json.dumps({"op": "replay", "history": "".join(lines[:end])}))
for line in lines:
    seed("command", json.dumps(json.loads(line).get("event", {})))
print({folder.name: len(list(folder.iterdir())) for folder in sorted(CORPUS.iterdir())})
