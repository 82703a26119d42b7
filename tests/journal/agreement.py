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

def changes(journal, others):
    """Changes every byte in some ways: each change is found on its line. How many were tried."""
    count, lines = 0, journal.count(b"\n")
    for place, byte in enumerate(journal):
        for other in others(byte) - {byte}:
            line, _ = broken_line(journal[:place] + bytes([other]) + journal[place + 1 :])
            last = place + 1 == len(journal)
            expected = lines if last else journal[:place].count(b"\n") + 1
            assert line == expected, f"byte {place}: {byte} -> {other}: {line}"
            count += 1
    return count

journal = next(case["journal"] for case in cases if case["name"].startswith("four events")).encode()
tried = changes(journal, lambda byte: {byte ^ 1, byte ^ 32, byte ^ 128, 10, 32, 34, 48})

# A co-design table at which everything happens once, as the crate's tests record it.
table = (ROOT / "tests/vectors/table.jsonl").read_bytes()
line, hashes = broken_line(table)
assert line is None and len(hashes) - 1 == table.count(b"\n"), line
tried += changes(table, lambda byte: {byte ^ 1})
print(f"{len(cases)} recorded histories, a table of {len(hashes) - 1} events and {tried} changed bytes judged alike")
