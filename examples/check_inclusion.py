"""Checks one event shown alone by docs/HISTORY.md, with the standard library alone: check_inclusion.py EXTRACT SIZE:ROOT"""
import base64, hashlib, json, sys

def root(proof):
    """The root that an extract leads to; an error if its hashes are too many or too few."""
    sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
    place, last, node = proof["index"], proof["size"] - 1, sha(b"\0", proof["record"].encode())
    for beside in [base64.b64decode(text, validate=True) for text in proof["path"]]:
        assert 0 <= place <= last and last > 0, "the path is too long"
        odd = place % 2 == 1 or place == last
        node = sha(b"\1", beside, node) if odd else sha(b"\1", node, beside)
        while odd and place and place % 2 == 0:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    assert last == 0, "the path is too short"
    return base64.b64encode(node).decode()

if __name__ == "__main__":
    proof = json.load(open(sys.argv[1], encoding="utf-8"))
    assert set(proof) == {"format", "index", "path", "record", "size"} and proof["format"] == "riparto.inclusion/1", "this is no extract"
    assert type(proof["index"]) is type(proof["size"]) is int, "places are whole numbers"
    same = f"{proof['size']}:{root(proof)}" == sys.argv[2]
    print(f"event {proof['index'] + 1} of {proof['size']}: {proof['record']}" if same else "not in the history of that root")
    sys.exit(not same)
