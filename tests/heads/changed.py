"""Every bit of an extract flipped is refused by examples/check_inclusion.py: changed.py EXTRACT SIZE:ROOT. Run by tests/heads/run."""
import base64, json, pathlib, sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples"))
from check_inclusion import root

text = open(sys.argv[1], "rb").read()
known = json.loads(text)

def hashes(proof):
    return [base64.b64decode(text, validate=True) for text in proof["path"]]

def proves(changed):
    """Whether a text is another proof in the same history. Python reads base64 whose last bits are not zero as if they were."""
    try:
        proof = json.loads(changed.decode())
        if {**proof, "path": hashes(proof)} == {**known, "path": hashes(known)}:
            return False
        return proof["format"] == known["format"] and f"{proof['size']}:{root(proof)}" == sys.argv[2]
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError):
        return False

assert f"{known['size']}:{root(known)}" == sys.argv[2]
for place in range(len(text)):
    for bit in range(8):
        changed = text[:place] + bytes([text[place] ^ 1 << bit]) + text[place + 1 :]
        assert not proves(changed), (place, bit)
print(f"{len(text) * 8} bits of an extract: none can be another")
