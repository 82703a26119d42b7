"""Checks by docs/HISTORY.md that one history goes on from another, with the standard library alone:
check_consistency.py PROOF SIZE:ROOT SIZE:ROOT"""
import base64, hashlib, json, sys

def node(one, other):
    return hashlib.sha256(b"\1" + one + other).digest()

def roots(proof, first):
    """Both roots that a proof leads to, given the first one; an error if its hashes are too many or too few."""
    path = [base64.b64decode(text, validate=True) for text in proof["path"]]
    assert 0 < proof["first"] <= proof["second"], "the sizes do not rise"
    if proof["first"] == proof["second"]:
        assert not path, "the path is too long"
        return first, first
    place, last = proof["first"] - 1, proof["second"] - 1
    if proof["first"] & place == 0:
        path.insert(0, first)  # a full tree is a node of the other
    while place % 2 == 1:
        place, last = place // 2, last // 2
    assert path, "the path is too short"
    one = other = path[0]
    for beside in path[1:]:
        assert last > 0, "the path is too long"
        if place % 2 == 1 or place == last:
            one, other = node(beside, one), node(beside, other)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            other = node(other, beside)
        place, last = place // 2, last // 2
    assert last == 0, "the path is too short"
    return one, other

if __name__ == "__main__":
    proof = json.load(open(sys.argv[1], encoding="utf-8"))
    given = [(int(size), base64.b64decode(root, validate=True)) for size, root in (text.split(":") for text in sys.argv[2:4])]
    same = [size for size, _ in given] == [proof["first"], proof["second"]] and roots(proof, given[0][1]) == tuple(root for _, root in given)
    print("the later history goes on from the earlier one" if same else "the later history does not go on from the earlier one")
    sys.exit(not same)
