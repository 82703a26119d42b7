"""The Python verifier judges as the Rust one: recorded histories, and every single-byte change of one. Run by .ci/run."""
import json, pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples"))
from verify_history import broken_line

cases = json.loads((ROOT / "tests/vectors/histories.json").read_text())
for case in cases:
    journal, known = case["journal"].encode(), case.get("known")
    line, hashes = broken_line(journal, known and (known["revision"], known["hash"]))
    torn = case.get("code") == "torn"
    assert (line is not None) == ("code" in case), f"{case['name']}: {line}"
    assert torn or line == case.get("line"), f"{case['name']}: {line} is not {case.get('line')}"

journal = next(case["journal"] for case in cases if case["name"].startswith("four events")).encode()
changes = 0
for place, byte in enumerate(journal):
    for other in {byte ^ 1, byte ^ 32, byte ^ 128, 10, 32, 34, 48} - {byte}:
        line, _ = broken_line(journal[:place] + bytes([other]) + journal[place + 1 :])
        last = place + 1 == len(journal)
        assert line == (4 if last else journal[:place].count(b"\n") + 1), f"byte {place}: {byte} -> {other}: {line}"
        changes += 1
print(f"{len(cases)} recorded histories and {changes} changed bytes judged alike")
