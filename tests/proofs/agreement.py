"""The checker in Python and the one in Rust judge alike: the recorded proofs, and changes of one value in them. Run by .ci/run.

agreement.py RIPARTO COUNT"""
import collections, json, random, sys, time

from drawn import Command, asked, cases, check_proof, euros, judged

begun = time.perf_counter()
count = 0
for case in cases:
    for proof in case["proofs"]:
        assert check_proof.check(case["plan"], proof), case["id"]
        count += 1
each = (time.perf_counter() - begun) / count * 1000
sizes = sorted(len(json.dumps(proof, separators=(",", ":"))) for case in cases for proof in case["proofs"])
print(f"{count} recorded proofs taken, {each:.2f} ms each; {sizes[0]} to {sizes[-1]} bytes, {sizes[len(sizes) // 2]} in the middle")

riparto, many = Command(sys.argv[1]), int(sys.argv[2])
numbers = random.Random(7)
made, gaps, cases_of_search, without = 0, 0, 0, 0
for plan, proof in riparto.made(numbers, max(20, many // 500)):
    without += proof is None
    if proof:
        assert check_proof.check(plan, proof), json.dumps({"plan": plan, "proof": proof})
        made, gaps, cases_of_search = made + 1, gaps + ('"gap"' in json.dumps(proof)), cases_of_search + ('"cases"' in json.dumps(proof))
print(f"rules of every kind: {made} proofs taken, {cases_of_search} of them with cases, {gaps} with a gap; {without} answers without a proof")

kinds = collections.Counter()
for plan, request, answer in riparto.given(numbers, max(20, many // 500)):
    proof = answer.get("proof")
    if not proof:
        assert "no_proof" in answer or not answer, json.dumps(answer)
        kinds["none, and why"] += 1
        continue
    assert check_proof.check(plan, proof), json.dumps({"plan": plan, "proof": proof})
    assert riparto.answer_to({"op": "verify", "plan": plan, "proof": proof})["ok"]["proven"]
    (kind, said), = proof["claims"][0].items()
    if answer["feasible"]:
        assert ("not_proven" in answer) == (kind == "feasible"), json.dumps(answer)
        assert [euros(cents) for cents in said["amounts"]] == [answer["amounts"][line["id"]] for line in plan["lines"]]
        wish = {line["id"]: cents for line, cents in zip(plan["lines"], said["amounts"])} | said.get("wish", {})
        for line in request["give"] if kind == "nearest" else []:
            assert said["weights"][line] > 1 and euros(wish[line]) == answer["amounts"][line], json.dumps(answer)
    kinds[kind + " with a gap" * ("gap" in said)] += 1
print(f"what lines are to get: proofs {dict(sorted(kinds.items()))}")

taken = refused = unread = 0
for _ in range(many):
    plan, proof = asked(numbers)
    answer = riparto.answer_to({"op": "verify", "plan": plan, "proof": proof})
    proven = answer.get("ok", {}).get("proven", False)
    # A plan that makes no sense is none of the checker's business.
    if "error" in answer and "proof" not in answer["error"].get("path", "/proof"):
        unread += 1
        continue
    assert judged(plan, proof) == proven, json.dumps({"plan": plan, "proof": proof, "rust": answer})
    taken, refused = taken + proven, refused + (not proven)
print(f"{many} changed values judged alike: {refused} refused, {taken} still true, {unread} plans that make no sense")
