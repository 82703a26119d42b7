"""Plans, proofs and what is changed in them, for the tests of the checkers."""
import copy, hashlib, json, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples"), str(ROOT / "checker")]
import check_proof

cases = [json.loads(line) for line in (ROOT / "tests/vectors/proofs.jsonl").read_text().splitlines()]
UNREAD = (check_proof.Refused, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)

def judged(plan, proof):
    """Whether the checker in Python takes a proof, as it does from a file."""
    try:
        check_proof.check(json.loads(json.dumps(plan)), proof)
    except UNREAD:
        return False
    return True

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

class Command:
    """The command `riparto api`, which answers requests one by one."""
    def __init__(self, riparto):
        self.server = subprocess.Popen([riparto, "api"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answer_to(self, request):
        self.server.stdin.write(json.dumps(request) + "\n")
        self.server.stdin.flush()
        return json.loads(self.server.stdout.readline())

    def made(self, numbers, count):
        """Plans with rules of any kind, each with a proof that was asked for; none where none could be made."""
        for number in range(count):
            plan, wish = plan_of_any_rules(numbers)
            measure = ["least_squares", "least_moved", "least_peak"][number % 3]
            for request in [{"op": "rebalance", "wish": wish, "measure": measure}, {"op": "diagnose"}]:
                request["up_to"] = numbers.choice(["free", "free", "notification"])
                request["date"] = numbers.choice([None, "2026-03-11", "2026-03-12", "2026-03-13"])
                answer = self.answer_to({**request, "plan": plan, "proof": True, "effort": 1 << 24})
                yield plan, answer.get("ok", {}).get("proof")

    def given(self, numbers, count):
        """Plans with rules of any kind in which lines are given money, each with what is asked, the answer, and the proof."""
        for number in range(count):
            plan, _ = plan_of_any_rules(numbers)
            ids = [line["id"] for line in plan["lines"]]
            chosen = numbers.sample(ids, numbers.choice([1, 1, 2]))
            give = {line: euros(numbers.randrange(1, 9_000)) for line in chosen}
            measure = ["least_squares", "least_moved", "least_peak", "in_proportion", "fewest_lines"][number % 5]
            request = {"op": "rebalance", "give": give, "measure": measure, "up_to": numbers.choice(["free", "notification"])}
            if numbers.randrange(2):
                request["from"] = numbers.sample(ids, 2)
            answer = self.answer_to({**request, "plan": plan, "proof": True, "effort": 1 << 24}).get("ok", {})
            yield plan, request, answer
