"""The checker in Python and the one in Rust judge alike: the recorded proofs, and changes of one value in them. Run by .ci/run.

agreement.py RIPARTO COUNT"""
import copy, json, pathlib, random, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples"))
import check_proof, hashlib

cases = [json.loads(line) for line in (ROOT / "tests/vectors/proofs.jsonl").read_text().splitlines()]

def judged(plan, proof):
    """Whether the checker in Python takes a proof, as it does from a file."""
    try:
        check_proof.check(json.loads(json.dumps(plan)), proof)
    except (check_proof.Refused, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return False
    return True

begun = time.perf_counter()
count = 0
for case in cases:
    for proof in case["proofs"]:
        assert check_proof.check(case["plan"], proof), case["id"]
        count += 1
each = (time.perf_counter() - begun) / count * 1000
sizes = sorted(len(json.dumps(proof, separators=(",", ":"))) for case in cases for proof in case["proofs"])
print(f"{count} recorded proofs taken, {each:.2f} ms each; {sizes[0]} to {sizes[-1]} bytes, {sizes[len(sizes) // 2]} in the middle")

def places(value, at=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    return [at] if inside is None else [place for key, inner in inside for place in places(inner, (*at, key))]

def falsified(document, numbers):
    """The document with one value changed."""
    changed = copy.deepcopy(document)
    *way, last = numbers.choice(places(changed))
    holder = changed
    for step in way:
        holder = holder[step]
    value = holder[last]
    if type(value) is int:
        holder[last] = numbers.choice([value + 1, value - 1, -value, value + 100, value - 100, 0, 2 * value])
    elif len(value) == 64:
        place = numbers.randrange(64)
        holder[last] = value[:place] + ("1" if value[place] == "0" else "0") + value[place + 1 :]
    elif value.replace(".", "").isdigit() and "." in value:
        cents = int(value.replace(".", ""))
        cents = numbers.choice([cents + 1, max(0, cents - 1), cents + 100, 0])
        holder[last] = f"{cents // 100}.{cents % 100:02}"
    else:
        holder[last] = numbers.choice(["floor:1", "ceil:1", "L1", "least_moved", "notification"])
    return changed

def digest(plan):
    return hashlib.sha256(json.dumps(plan, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

def asked(numbers):
    """A plan and a proof of which one value is changed."""
    case = numbers.choice(cases)
    plan, proof = case["plan"], numbers.choice(case["proofs"])
    if numbers.randrange(5):
        return plan, falsified(proof, numbers)
    plan = falsified(plan, numbers)
    return plan, {**proof, "plan": digest(plan)}

def euros(cents):
    return f"{cents // 100}.{cents % 100:02}"

def plan_of_any_rules(numbers):
    """A small plan with rules of every kind that has rows, and a wish."""
    ids, total = [f"L{line}" for line in range(numbers.randrange(3, 8))], numbers.randrange(200, 90_000)
    cuts = sorted(numbers.randrange(total + 1) for _ in ids[1:])
    amounts = [euros(after - before) for before, after in zip([0, *cuts], [*cuts, total])]
    labels = [numbers.choice("abc") for _ in ids]
    listed = lambda: {"lines": numbers.sample(ids, numbers.randrange(1, len(ids)))}
    some = lambda: numbers.choice([listed, listed, lambda: {"labels": {"k": numbers.choice(labels)}}, lambda: {"except": listed()}])()
    percent = lambda most: str(numbers.randrange(1, most))
    up_to = lambda: {"lesser": [euros(numbers.randrange(total)), {"percent": percent(60), "of": some()}]}
    kinds = [
        lambda: {"floor": euros(numbers.randrange(total // 3))}, lambda: {"ceiling": euros(numbers.randrange(total))},
        lambda: {"share_ceiling": {"percent": percent(90), "of": some()}}, lambda: {"share_floor": {"percent": percent(40), "of": some()}},
        lambda: {"share_ceiling": {"percent": percent(90)}}, lambda: {"step": euros(numbers.choice([2, 5, 100]))},
        lambda: {"derived": {"percent": percent(40), "of": some(), "rounding": numbers.choice(["down", "up", "half_up"])}},
        lambda: {"movement": {"amount": euros(numbers.randrange(total))}}, lambda: {"locked": {"base": "approved"}},
        lambda: {"variation": {"up": {"percent": percent(40), "amount": "1.00"}, "down": {"amount": euros(numbers.randrange(total))}}},
        lambda: {"sum": {"at_most": up_to(), "at_least": {"amount": {"percent": percent(9)}, "strict": True}}},
        lambda: {"change": {"base": "approved", "up": {"amount": {"percent": percent(50)}, "strict": True}, "down": "0.50"}},
        lambda: {"moved": {"at_most": {"greater": ["0.10", {"percent": percent(50)}]}}},
    ]
    rules = [{"id": f"r{number}", "scope": numbers.choice([some, some, lambda: "all"])(), "limit": numbers.choice(kinds)()} for number in range(numbers.randrange(1, 6))]
    for rule in rules:
        if numbers.randrange(3) == 0 and "derived" not in rule["limit"]:
            rule["each"] = numbers.choice(["line", {"label": "k"}])
        if numbers.randrange(4) == 0:
            rule["needs"] = numbers.choice(["free", "notification", "prior_approval"])
        if numbers.randrange(4) == 0:
            rule["when"] = {numbers.choice(["from", "until"]): "2026-03-12"}
        if numbers.randrange(6) == 0 and "variation" in rule["limit"]:
            bands = [("5", "notification"), ("20", "prior_approval"), ("50", "forbidden")]
            rule["limit"] = {"bands": [{"limit": {"variation": {"up": {"percent": percent}}}, "needs": needs} for percent, needs in bands]}
            rule.pop("needs", None)
    lines = [{"id": line, "amount": amount, "labels": {"k": label}} for line, amount, label in zip(ids, amounts, labels)]
    plan = {"format": "riparto.plan/1", "title": "Plan", "total": euros(total), "lines": lines, "rules": rules}
    return plan, {line: euros(numbers.randrange(total)) for line in ids}

riparto, many = sys.argv[1], int(sys.argv[2])
numbers = random.Random(7)
server = subprocess.Popen([riparto, "api"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

def answer_to(request):
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    return json.loads(server.stdout.readline())

made, gaps, cases_of_search, without = 0, 0, 0, 0
for number in range(max(20, many // 500)):
    plan, wish = plan_of_any_rules(numbers)
    measure = ["least_squares", "least_moved", "least_peak"][number % 3]
    for request in [{"op": "rebalance", "wish": wish, "measure": measure}, {"op": "diagnose"}]:
        request["up_to"] = numbers.choice(["free", "free", "notification"])
        request["date"] = numbers.choice([None, "2026-03-11", "2026-03-12", "2026-03-13"])
        answer = answer_to({**request, "plan": plan, "proof": True, "effort": 1 << 24})
        proof = answer.get("ok", {}).get("proof")
        without += proof is None
        if proof:
            assert check_proof.check(plan, proof), json.dumps({"plan": plan, "proof": proof})
            made, gaps, cases_of_search = made + 1, gaps + ('"gap"' in json.dumps(proof)), cases_of_search + ('"cases"' in json.dumps(proof))
print(f"rules of every kind: {made} proofs taken, {cases_of_search} of them with cases, {gaps} with a gap; {without} answers without a proof")

taken = refused = unread = 0
for _ in range(many):
    plan, proof = asked(numbers)
    answer = answer_to({"op": "verify", "plan": plan, "proof": proof})
    proven = answer.get("ok", {}).get("proven", False)
    # A plan that makes no sense is none of the checker's business.
    if "error" in answer and "proof" not in answer["error"].get("path", "/proof"):
        unread += 1
        continue
    assert judged(plan, proof) == proven, json.dumps({"plan": plan, "proof": proof, "rust": answer})
    taken, refused = taken + proven, refused + (not proven)
server.stdin.close()
print(f"{many} changed values judged alike: {refused} refused, {taken} still true, {unread} plans that make no sense")
