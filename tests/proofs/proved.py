"""The checker that is proved in Coq takes the recorded proofs and those of plans of any rules, and judges changed ones as that in Python. Run by
.ci/run.

proved.py CHECK RIPARTO COUNT: the program that checker/build makes, the command, and how many values are changed."""
import collections, json, random, subprocess, sys, time

from drawn import UNREAD, Command, asked, cases, judged
from compiled import compiled

check, riparto, many = sys.argv[1], Command(sys.argv[2]), int(sys.argv[3])

def proven(of):
    """For each list of problems whether all are proven."""
    texts = "\n".join(problem for problems in of for problem in problems)
    ran = subprocess.run([check], input=texts, text=True, stdout=subprocess.PIPE)
    answers = ran.stdout.split()
    assert ran.returncode == (0 if answers and all(answer == "proven" for answer in answers) else 1), ran
    answers = iter(answers)
    found = [[next(answers) == "proven" for _ in problems] for problems in of]
    assert next(answers, None) is None
    return [all(each) for each in found]

def problems_of(plan, proof):
    """The problems of a proof; nothing where they cannot be written."""
    try:
        return compiled(plan, proof)
    except UNREAD:
        return None

recorded = [compiled(case["plan"], proof) for case in cases for proof in case["proofs"]]
begun = time.perf_counter()
assert all(proven(recorded))
each = (time.perf_counter() - begun) / len(recorded) * 1000
kinds = collections.Counter(problem.split()[0] for problems in recorded for problem in problems)
print(f"{len(recorded)} recorded proofs taken, {each:.2f} ms each: {dict(kinds)}")

numbers = random.Random(11)
made = [(plan, proof) for plan, proof in riparto.made(numbers, max(20, many // 50)) if proof]
for (plan, proof), taken in zip(made, proven([compiled(plan, proof) for plan, proof in made])):
    assert taken, json.dumps({"plan": plan, "proof": proof})
print(f"rules of every kind: {len(made)} proofs taken, {sum('cases' in json.dumps(proof) for _, proof in made)} of them with cases")

given = [(plan, answer["proof"]) for plan, _, answer in riparto.given(numbers, max(20, many // 50)) if answer.get("proof")]
for (plan, proof), taken in zip(given, proven([compiled(plan, proof) for plan, proof in given])):
    assert taken, json.dumps({"plan": plan, "proof": proof})
print(f"what lines are to get: {len(given)} proofs taken, {sum('weights' in json.dumps(proof) for _, proof in given)} of them of the nearest with weights")

changed = [asked(numbers) for _ in range(many)]
written = [(plan, proof, problems) for plan, proof in changed if (problems := problems_of(plan, proof)) is not None]
taken = proven([problems for _, _, problems in written])
for (plan, proof, _), is_taken in zip(written, taken):
    assert judged(plan, proof) == is_taken, json.dumps({"plan": plan, "proof": proof, "proved": is_taken})
for plan, proof in changed:
    assert problems_of(plan, proof) is not None or not judged(plan, proof), json.dumps({"plan": plan, "proof": proof})
print(f"{many} changed values judged alike: {many - len(written)} not written, {taken.count(False)} refused, {taken.count(True)} still true")
