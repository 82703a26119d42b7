"""The checkers in Python and in Rust judge proofs about no plan alike: those of splits, ballots and transfers of any kind, and changes of one value
in them. Run by .ci/run.

splits.py RIPARTO COUNT"""
import collections, copy, json, random, sys

from drawn import UNREAD, Command, euros, places
import check_split

riparto, many = Command(sys.argv[1]), int(sys.argv[2])
numbers = random.Random(5)

def judged(proof):
    try:
        check_split.check(json.loads(json.dumps(proof)))
    except (*UNREAD, MemoryError):
        return False
    return True

def listed(total, parts):
    cuts = sorted(numbers.randrange(total + 1) for _ in range(parts - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total])]

def split():
    parts, total = numbers.randrange(1, 8), numbers.choice([0, 1, 7, 100, numbers.randrange(10**9)])
    weights = [numbers.choice([0, 1, 1, 2, 3, numbers.randrange(1, 10**4), f"{numbers.randrange(100)}.{numbers.randrange(100):02}"]) for _ in range(parts)]
    request = {"op": "apportion", "total": euros(total), "weights": weights, "tie_break": numbers.choice(["first", "last", "largest_weight"])}
    request["method"] = numbers.choice(["largest_remainder", "webster", "jefferson", "adams", "huntington_hill", "cut_down", "half_up"])
    if request["method"] == "cut_down":
        request["residual_to"] = numbers.randrange(parts)
    if numbers.randrange(2):
        request["floors"] = [numbers.choice([None, euros(share * numbers.randrange(3) // 3)]) for share in listed(total, parts)]
        request["ceilings"] = [numbers.choice([None, euros(numbers.randrange(total // 2, total + 1))]) for _ in range(parts)]
    if numbers.randrange(3) == 0:
        percent = numbers.randrange(1, 100)
        others = [numbers.randrange(10**4) for _ in range(parts)]
        request["criteria"] = [{"percent": str(percent), "weights": request.pop("weights")}, {"percent": str(100 - percent), "weights": others}]
    unit = numbers.choice([1, 1, 7, 100, 100_000])
    if numbers.randrange(3) == 0:
        request["payers"] = [numbers.randrange(3) > 0 for _ in range(parts)]
    if unit > 1:
        request["unit"] = euros(unit)
    if unit > 1 and request["method"] != "half_up":
        request.setdefault("residual_to", numbers.randrange(parts))
    if numbers.randrange(3) == 0:
        request["fixed"] = [euros(share // 2 // unit * unit) for share in listed(total, parts)]
    return request

def ballots():
    lines, total = numbers.randrange(1, 6), numbers.choice([0, 1, 10, 1000, numbers.randrange(10**8)])
    ballot = lambda party: {"party": f"p{party}", "weight": numbers.choice([1, 1, 1, 2, 5]), "amounts": [euros(one) for one in listed(total, lines)]}
    rules = ["mean", "median_normalized", "utilitarian", "independent_markets", "ladder", "piecewise_uniform", "utilitarian_proportional"]
    request = {"op": "aggregate", "total": euros(total), "rule": numbers.choice(rules), "ballots": [ballot(party) for party in range(numbers.randrange(1, 7))]}
    if numbers.randrange(2):
        request["integral"] = True
    if numbers.randrange(3) == 0:  # Rules on single lines
        amounts, limits = listed(total, lines), []
        for line in range(lines):
            kind, amount = numbers.choice([("floor", amounts[line] // 2), ("ceiling", numbers.randrange(amounts[line], total + 1))])
            limits.append({"id": f"r{line}", "scope": {"lines": [f"L{line}"]}, "limit": {kind: euros(amount)}})
        shown = [{"id": f"L{line}", "amount": euros(amount)} for line, amount in enumerate(amounts)]
        request["plan"] = {"format": "riparto.plan/1", "title": "Plan", "total": euros(total), "lines": shown, "rules": limits}
    if numbers.randrange(3) == 0:
        given = request.pop("ballots")
        columns = [collections.Counter() for _ in range(lines)]
        for one in given:
            for column, amount in zip(columns, one["amounts"]):
                column[amount] += one["weight"]
        request["counts"] = {f"L{line}": column for line, column in enumerate(columns)}
    return request

def transfers():
    lines = numbers.choice([2, 3, 5, 8, 12, 30])
    total = numbers.choice([10, 60, 1000, 10**6])
    by_line = lambda: {f"L{line}": euros(amount) for line, amount in enumerate(listed(total, lines))}
    return {"op": "settle", "from": by_line(), "to": by_line()}

def falsified(proof):
    """The proof with one value changed, or one left out, doubled or put elsewhere."""
    changed = copy.deepcopy(proof)
    *way, last = numbers.choice([place for place in places(changed) if place and place[0] == "claims"])
    holder = changed
    for step in way:
        holder = holder[step]
    value = holder[last]
    kind = numbers.randrange(8)
    if kind == 0 and type(holder) is list:
        del holder[last]
    elif kind == 1 and type(holder) is list:
        holder.append(value)
    elif kind == 2 and type(holder) is list:
        numbers.shuffle(holder)
    elif kind == 3:
        holder[last] = numbers.choice(["NaN", "-0", "99999999999999999999", 1.5, True, None, [], {}, 2**53, -2**53, "1e9", 10**30])
    elif type(value) is int:
        holder[last] = numbers.choice([value + 1, value - 1, -value, value + 100, 0, 2 * value])
    else:
        holder[last] = numbers.choice(["webster", "adams", "last", "first", "ladder", "utilitarian", "mean", "largest_weight", "L1", "refuse", "cut_down", "half_up"])
    return changed

def is_true(proof):
    """Whether the engine, asked the same, comes to the same."""
    return all(is_true_of(claim) for claim in proof["claims"])

def is_true_of(claim):
    (kind, said), = claim.items()
    cents = lambda text: int(text.replace(".", ""))
    if kind == "split":
        request = {"op": "apportion", "total": euros(said["total"]), "receipt": False}
        key = {"weights": [str(weight) for weight in said.get("weights", [])]}
        for criterion in said.get("criteria", []):
            above, below = criterion["share"]
            if 100 * 10**6 * above % below:
                return True  # No percentage says it.
            percent = f"{100 * above // below}.{100 * 10**6 * above // below % 10**6:06}"
            key.setdefault("criteria", []).append({"percent": percent, "weights": [str(weight) for weight in criterion["weights"]]})
        request |= {"criteria": key["criteria"]} if said.get("criteria") else key
        request |= {"unit": euros(said["unit"])} if said.get("unit", 1) > 1 else {}
        request |= {name: said[name] for name in ("method", "tie_break", "residual_to", "payers") if name in said}
        request |= {name: [euros(one) for one in said[name]] for name in ("floors", "ceilings", "fixed") if name in said}
    elif kind == "aggregate":
        request = {"op": "aggregate", "total": euros(said["total"]), "rule": said["rule"], "integral": said.get("integral", False)}
        if "floors" in said or "ceilings" in said:
            count = len(said["amounts"])
            bounds = [("floor", said.get("floors", [0] * count)), ("ceiling", said.get("ceilings", [said["total"]] * count))]
            rules = [{"id": f"{kind}-{line}", "scope": {"lines": [f"L{line}"]}, "limit": {kind: euros(cents)}} for kind, list_ in bounds for line, cents in enumerate(list_)]
            shown = [{"id": f"L{line}", "amount": euros(amount)} for line, amount in enumerate(said["amounts"])]
            request["plan"] = {"format": "riparto.plan/1", "title": "Plan", "total": euros(said["total"]), "lines": shown, "rules": rules}
        if said.get("counts"):
            counted = [{euros(amount): 0 for amount, _ in votes} for votes in said["counts"]]
            for column, votes in zip(counted, said["counts"]):
                for amount, weight in votes:
                    column[euros(amount)] += weight
            request["counts"] = {f"L{line}": column for line, column in enumerate(counted)}
        else:
            request["ballots"] = [{"party": f"p{party}", "weight": one.get("weight", 1), "amounts": [euros(cents) for cents in one["amounts"]]}
                                  for party, one in enumerate(said["ballots"])]
    else:
        least = min(said["changes"].values(), default=0)
        before = {line: euros(-least) for line in said["changes"]}
        after = {line: euros(cents - least) for line, cents in said["changes"].items()}
        answer = riparto.answer_to({"op": "settle", "from": before, "to": after})["ok"] if before else {"transfers": []}
        return said["at_least"] <= len(answer["transfers"])
    answer = riparto.answer_to(request)
    if "error" in answer:
        return True
    found = answer["ok"]["integral"] if said.get("integral") else answer["ok"]
    if kind == "aggregate" and "floors" in said | ({"floors": 0} if "ceilings" in said else {}):
        found = {"amounts": found["within"]}
    found = found["amounts"]
    if type(found) is dict:
        found = [found[f"L{line}"] for line in range(len(found))]
    return [cents(amount) for amount in found] == said["amounts"]

made, kinds, without = [], collections.Counter(), collections.Counter()
for number in range(max(60, many // 10)):
    request = [split, ballots, transfers][number % 3]()
    answer = riparto.answer_to({**request, "proof": True})
    if "ok" not in answer:
        continue  # Floors and ceilings that leave no split.
    proof = answer["ok"]["proof"]
    if proof is None:
        without[request["op"], answer["ok"]["no_proof"]] += 1
        continue
    assert judged(proof), json.dumps({"request": request, "proof": proof})
    assert riparto.answer_to({"op": "verify", "proof": proof})["ok"]["proven"], json.dumps(proof)
    for claim in proof["claims"]:
        (_, said), = claim.items()
        kinds["in whole cents"] += said.get("integral", False)
        kinds["in whole cents within bounds"] += said.get("integral", False) and "floors" in said
        kinds["of counts"] += "counts" in said
        kinds["that some pay for"] += "payers" in said
    (claim, said), = proof["claims"][0].items()
    kinds[said.get("method") or said.get("rule") or f"transfers {'all' if said['at_least'] == len(said['transfers']) else 'a bound'}"] += 1
    made.append(proof)
print(f"{len(made)} proofs about no plan taken: {dict(sorted(kinds.items()))}; without one: {dict(without)}")

taken = refused = large = 0
for _ in range(many):
    proof = falsified(numbers.choice(made))
    answer = riparto.answer_to({"op": "verify", "proof": proof})
    proven = answer.get("ok", {}).get("proven", False)
    if answer.get("ok", {}).get("why_not") == "a number of the proof is too large":
        large += 1  # Python has numbers of any size.
        continue
    assert judged(proof) == proven, json.dumps({"proof": proof, "rust": answer})
    assert not proven or is_true(proof), json.dumps(proof)
    taken, refused = taken + proven, refused + (not proven)
print(f"{many - large} changed values judged alike: {refused} refused, {taken} still true; {large} beyond 128 bits")
