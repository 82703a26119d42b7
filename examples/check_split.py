"""Checks a proof about no plan by docs/PROOFS.md, with the standard library and check_proof.py beside it: check_split.py PROOF"""
import json, math, sys
from fractions import Fraction

from check_proof import Refused, demand, fields, once, whole

METHODS = {"largest_remainder", "cut_down", "half_up", "webster", "jefferson", "adams", "huntington_hill"}
def cents(values, count=None):
    demand(type(values) is list and all(type(one) is int and 0 <= one < 2**63 for one in values), "amounts are whole cents from zero on")
    demand(count is None or len(values) == count, f"{count} amounts are needed")
    return values
def fraction(value):
    demand(type(value) is list and len(value) == 2, "a fraction is a list of two")
    return [whole(one) for one in value]
def ties(tie_break, got, missed, weights):  # Of equal claims those that got a cent come first
    order = {"first": lambda part: part, "last": lambda part: -part, "largest_weight": lambda part: (-weights[part], part)}
    demand(not got or not missed or tie_break in order and max(map(order[tie_break], got)) < min(map(order[tie_break], missed)), "a tie is broken otherwise")
def largest_remainder(shares, amounts, tie_break, weights):  # Each share rounded down, and a cent more where the remainder is among the largest
    lost = [share - share // 1 for share in shares]
    more = [amount - share // 1 for share, amount in zip(shares, amounts)]
    demand(all(one == 0 or one == 1 and rest > 0 for one, rest in zip(more, lost)), "an amount is not its share rounded")
    got, missed = ([part for part, one in enumerate(more) if one == given] for given in (1, 0))
    cut = min((lost[part] for part in got), default=1)
    demand(all(lost[part] <= cut for part in missed), "a larger remainder got no cent")
    ties(tie_break, [part for part in got if lost[part] == cut], [part for part in missed if lost[part] == cut], weights)

def combined(criteria, count):  # Whole numbers in proportion to what criteria make of each part
    criteria = [fields(one, ["share", "weights"]) for one in criteria]
    criteria = [(fraction(share), [whole(weight) for weight in weights]) for share, weights in criteria]
    demand(all(above > 0 and below > 0 and len(weights) == count and min(weights, default=0) >= 0 < sum(weights) for (above, below), weights in criteria), "this is no criterion")
    demand(sum(Fraction(*share) for share, _ in criteria) == 1, "the criteria do not share out the total")
    common, sums = math.lcm(*(below for (_, below), _ in criteria)), [sum(weights) for _, weights in criteria]
    factors = [above * (common // below) * math.prod(sums[:place] + sums[place + 1:]) for place, ((above, below), _) in enumerate(criteria)]
    return [sum(factor * weights[part] for factor, (_, weights) in zip(factors, criteria)) for part in range(count)]
def listed(values, count, what):  # A list of fractions' two numbers, amounts or yes and no for each part
    demand(type(values) is list and len(values) == count and all(type(one) is what for one in values), "a list has not one value for each part")
    return values
def shares_of(weights, total, divisor, pays, bounds, rest):  # Within floors and ceilings: by the divisor, and of the total where a part does not pay
    (above, below), weight = divisor, sum(weights)
    def share(part, own, low, high):
        over, under = (own * below, above) if pays[part] else (own * total, weight)
        return low if over <= low * under else high if over >= high * under else Fraction(over, under)
    shares = [share(part, own, low, high) for part, (own, (low, high)) in enumerate(zip(weights, bounds))]
    demand(sum(shares) == total or above == 0 and 0 <= total - sum(shares) <= rest, "the shares do not sum to the total")
    return shares
def by_divisor(method, weights, divisor, tie_break, floors, ceilings, amounts, parts):  # Unit after unit, of these parts
    above, below = divisor
    worth = {"webster": lambda weight, have: (2 * weight, 2 * have + 1), "jefferson": lambda weight, have: (weight, have + 1),
             "adams": lambda weight, have: (weight, have), "huntington_hill": lambda weight, have: (weight**2, have * (have + 1))}[method]
    got, missed = [], []
    for part in parts:
        weight, amount = weights[part], amounts[part]
        compared = lambda have: (lambda weighed, sign: weighed * below - sign * above)(*worth(weight, have))
        if amount > floors[part]:
            demand(weight > 0 and compared(amount - 1) >= 0, f"part {part} got a cent that is not worth the divisor")
            if compared(amount - 1) == 0: got.append(part)
        if amount < ceilings[part] and weight > 0:
            demand(compared(amount) <= 0, f"part {part} lacks a cent that is worth more than the divisor")
            if compared(amount) == 0: missed.append(part)
    ties(tie_break, got, missed, weights)
def divided(value):  # A divisor: from zero on, and not both zero
    above, below = fraction(value)
    demand(min(above, below) >= 0 < max(above, below), "a divisor is from zero on")
    return above, below
def split(claim):
    total, method, divisor, amounts, weights, criteria, tie_break, floors, ceilings, fixed, payers, unit, residual_to, unbounded, difference = fields(
        claim, ["total", "method", "divisor", "amounts"], {"weights": [], "criteria": [], "tie_break": "first", "floors": [], "ceilings": [], "fixed": [],
                                                           "payers": [], "unit": 1, "residual_to": ..., "unbounded": ..., "difference": 0})
    divisor, count, (total, unit), rounded = divided(divisor), len(cents(amounts)), cents([total, unit]), method == "half_up"
    demand(type(weights) is list and type(criteria) is list and not (weights and criteria), "it is split by weights or by criteria")
    weights = combined(criteria, count) if criteria else [whole(one) for one in weights]
    floors, ceilings, fixed = (cents([other] * count if given == [] else given, count) for given, other in ((floors, 0), (ceilings, total), (fixed, 0)))
    demand(method in METHODS and tie_break in ("first", "last", "largest_weight", "refuse"), "the method or the tie break is not known")
    demand(len(weights) == count and min([0, *weights]) == 0 and unit > 0, "weights are from zero on")
    demand(type(difference) is int and (tie_break == "first" if rounded else difference == 0), "amounts sum to the total, but under half_up")
    demand(sum(amounts) == total + difference and all(high >= part for high, part in zip(ceilings, fixed))
           and (rounded or all(low <= amount <= high for low, amount, high in zip(floors, amounts, ceilings))), "amounts are beyond their bounds")
    demand(residual_to is ... and method != "cut_down" or type(residual_to) is int and 0 <= residual_to < count and not rounded and (unit > 1 or method == "cut_down"), "residual_to is a part, with cut_down or a unit")
    pays = listed(payers, count, bool) if payers != [] else [True] * count
    left = total - sum(fixed)  # What is split: each part has its fixed amount, and one takes what is below a unit
    rest = left % unit
    demand(left >= 0 and all(part % unit == 0 for part in fixed) and (rest == 0 or residual_to is not ... or rounded), "what is fixed does not leave whole units")
    floors = [-(-max(0, low - part) // unit) * unit for low, part in zip(floors, fixed)]
    ceilings = [(high - part) // unit * unit for high, part in zip(ceilings, fixed)]
    ceilings = [left if high >= left - rest else high for high in ceilings]
    amounts = [amount - part - rest * (place == residual_to) for place, (amount, part) in enumerate(zip(amounts, fixed))]
    demand(all(amount % unit == 0 and (rounded or low <= amount and (amount <= high or method == "cut_down" and place == residual_to))
               for place, (low, amount, high) in enumerate(zip(floors, amounts, ceilings))), "amounts are no multiples within their bounds")
    by_shares = method in ("largest_remainder", "cut_down", "half_up")
    demand((unbounded is not ...) == (not by_shares and payers != []), "the split without bounds is there under divisor methods where some do not pay, and else not")
    if by_shares:
        shares = [Fraction(share) / unit for share in shares_of(weights, left, divisor, pays, list(zip(floors, ceilings)), rest)]
        amounts = [amount // unit for amount in amounts]
        if method == "largest_remainder": return largest_remainder(shares, amounts, tie_break, weights)
        half = Fraction(rounded, 2)  # Rounded half up, or cut down
        return demand(all(part == residual_to or amount == (share + half) // 1 for part, (amount, share) in enumerate(zip(amounts, shares))), "a share is not rounded so")
    floors, ceilings, amounts = ([amount // unit for amount in listed] for listed in (floors, ceilings, amounts))
    if unbounded is not ...:  # Those who do not pay have theirs of it, within their bounds
        free, given = fields(unbounded, ["divisor", "amounts"])
        demand(all(amount % unit == 0 for amount in cents(given, count)) and sum(given) == left - rest, "the split without bounds is none of the total")
        given = [amount // unit for amount in given]
        demand(all(pays[part] or max(floors[part], min(given[part], ceilings[part])) == amounts[part] for part in range(count)), "a part that does not pay has not what it would have")
        by_divisor(method, weights, divided(free), tie_break, [0] * count, [left // unit] * count, given, range(count))
    by_divisor(method, weights, divisor, tie_break, floors, ceilings, amounts, [part for part in range(count) if pays[part]])

def phantom(rule, total, n, counted, moment):  # Where the phantom below ballots of the weight `counted` is, in cents
    favoured, late = max(0, 2 * counted - n), min(counted, n - counted)
    return {"utilitarian": lambda: max(0, (n + 1) * moment - (n - counted) * total), "independent_markets": lambda: counted * moment,
            "ladder": lambda: max(0, moment - Fraction((n - counted) * total, n)),
            "utilitarian_proportional": lambda: max(0, min(Fraction(counted * total, n), (n * (n + 1) * moment - (n * (n + 1) - counted * (counted + 1)) * total) / (2 * n))),
            "piecewise_uniform": lambda: favoured * 2 * moment / n if 2 * moment <= total else (favoured * total + late * (2 * moment - total)) / n}[rule]()
def arrival(rule, total, n, votes, amount):  # When the phantom below the ballots that give so many cents or more comes to them
    counted = sum(weight for vote, weight in votes if vote >= amount)
    favoured, late, share = max(0, 2 * counted - n), min(counted, n - counted), lambda above, below: Fraction(above, below) if below else math.inf
    if rule == "utilitarian_proportional":
        turns = n * (n + 1) - counted * (counted + 1) if amount * n <= counted * total else n * (n + 1) + (n - counted) * (n - counted - 1) - 2 * counted
        return total * turns + 2 * n * amount
    return {"utilitarian": lambda: amount + (n - counted) * total, "independent_markets": lambda: share(amount, counted), "ladder": lambda: amount * n + (n - counted) * total,
            "piecewise_uniform": lambda: share(amount * n, favoured) if amount * n <= favoured * total else share(total * late + amount * n - favoured * total, late)}[rule]()
def aggregate(claim):
    rule, total, amounts, ballots, counts, integral, floors, ceilings, moment = fields(claim, ["rule", "total", "amounts"], {"ballots": [], "counts": [], "integral": False, "floors": [], "ceilings": [], "moment": None})
    count, (total,) = len(cents(amounts)), cents([total])
    demand(count and type(integral) is bool and type(ballots) is type(counts) is list and bool(ballots) != bool(counts), "there are ballots or counts")
    ballots = [(cents(given, count), weight) for given, weight in (fields(one, ["amounts"], {"weight": 1}) for one in ballots)]
    columns = [sorted(((given[line], weight) for given, weight in ballots), reverse=True) for line in range(count)] if ballots else [
        sorted((tuple(cents(one, 2)) for one in votes), reverse=True) for votes in listed(counts, count, list)]
    demand(all(type(weight) is int and 0 < weight < 2**63 for votes in columns for _, weight in votes), "a weight is none")
    demand(all(sum(given) == total for given, _ in ballots), "a ballot does not sum to the total")
    n = sum(weight for _, weight in columns[0])
    demand(n and all(sum(weight for _, weight in votes) == n for votes in columns) and sum(vote * weight for votes in columns for vote, weight in votes) == n * total,
           "the counts do not sum to the total")
    demand(integral or floors == [] == ceilings, "floors and ceilings are for whole cents")
    if integral:
        demand(moment is None and rule in ("utilitarian", "independent_markets", "ladder", "piecewise_uniform", "utilitarian_proportional") and sum(amounts) == total, "the amounts do not sum to the total, or the rule has no phantoms")
        floors = cents(floors, count) if floors != [] else [0] * count
        ceilings = [min(high, total) for high in (cents(ceilings, count) if ceilings != [] else [total] * count)]
        demand(all(low <= amount <= high for low, amount, high in zip(floors, amounts, ceilings)), "amounts are beyond their bounds")
        def brought(line, amount):  # What is never brought comes after all others, in the order of the cents
            time = arrival(rule, total, n, columns[line], amount)
            return (False, time, line) if time < math.inf else (True, amount, line)
        held = [brought(line, amount) for line, amount in enumerate(amounts) if amount > floors[line]]
        lacked = [brought(line, amount + 1) for line, amount in enumerate(amounts) if amount < ceilings[line]]
        return demand(not held or not lacked or max(held) < min(lacked), "a line lacks a cent that is brought before one that another holds")
    shares = [Fraction(sum(vote * weight for vote, weight in votes), n) for votes in columns]
    if rule in ("mean", "median_normalized"):
        demand(moment is None, "the rule has no moment")
        def vote(votes, place):
            for vote, weight in votes:
                place -= weight
                if place <= 0: return vote
        medians = [vote(votes, (n + 1) // 2) + vote(votes, n // 2 + 1) for votes in columns]
        if rule == "median_normalized" and sum(medians): shares = [Fraction(median * total, sum(medians)) for median in medians]
    else:
        above, below = fraction(moment)
        demand(below > 0 and 0 <= above <= total * below, "the moment is not between zero and the total")
        moment, shares = Fraction(above, below), []
        for votes in columns:
            median, counted = Fraction(phantom(rule, total, n, 0, moment)), 0
            for vote, weight in votes:
                counted += weight
                median = max(median, min(vote, phantom(rule, total, n, counted, moment)))
            shares.append(median)
    demand(sum(shares) == total == sum(amounts), "the lines do not sum to the total")
    largest_remainder(shares, amounts, "first", [1] * count)

def needed_at_least(changes):  # One transfer fewer than lines for each set that settles among itself
    sizes = {size: (changes.count(-size), changes.count(size)) for size in {abs(one) for one in changes}}
    pairs = sum(min(both) for both in sizes.values())
    rest = [size if taking > giving else -size for size, (giving, taking) in sorted(sizes.items()) for _ in range(abs(taking - giving))]
    giving = sum(one < 0 for one in rest)
    most = min(giving, len(rest) - giving, len(rest) // 3)
    if len(rest) <= 22:
        sums = [0]
        for one in rest: sums += [total + one for total in sums]
        zeros = [chosen for chosen, total in enumerate(sums) if not total and chosen]
        if len(zeros) <= 4096:
            sets = {0: 0}
            for chosen in zeros: sets[chosen] = 1 + max(count for inside, count in sets.items() if inside & chosen == inside)
            most = min(most, max(sets.values()))
    return len(changes) - pairs - most
def fewest_transfers(claim):
    changes, transfers, at_least = fields(claim, ["changes", "transfers", "at_least"])
    found = {}
    for transfer in transfers:
        giver, taker, moved = fields(transfer, ["from", "to", "cents"])
        demand(giver != taker and cents([moved]) and moved > 0, "a transfer moves nothing")
        found[giver], found[taker] = found.get(giver, 0) - moved, found.get(taker, 0) + moved
    demand(all(type(change) is int for change in changes.values()), "changes are whole cents")
    demand({line: change for line, change in found.items() if change} == changes, "the transfers lead elsewhere")
    demand(type(at_least) is int and 0 <= at_least <= needed_at_least(list(changes.values())), "fewer transfers may do")

CLAIMS = {claim.__name__: claim for claim in (split, aggregate, fewest_transfers)}
def check(proof):  # The claims of a proof, each of which holds; refused otherwise
    kind, claims, up_to = fields(proof, ["format", "claims"], {"up_to": "free"})
    demand(kind == "riparto.proof/1" and type(claims) is list and claims and up_to == "free", "this is no proof about no plan")
    for claim in claims:
        demand(type(claim) is dict and len(claim) == 1 and set(claim) <= set(CLAIMS), "a claim is not known here")
        for name, said in claim.items(): CLAIMS[name](said)
    return [name for claim in claims for name in claim]

if __name__ == "__main__":
    try:
        proof = json.loads(open(sys.argv[1], encoding="utf-8-sig").read(), object_pairs_hook=once)
        check(proof)
        for claim in proof["claims"]:  # What it is about is for the reader to compare with the act
            for name, said in claim.items():
                print(f"proven: {name}; " + "; ".join(f"{key} {json.dumps(said[key])}" for key in said if key not in ("ballots", "weights", "criteria", "transfers")))
    except (Refused, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as why:
        print(f"refused: {why}" if type(why) is Refused else f"refused, as it cannot be read: {why!r}")
        sys.exit(1)
