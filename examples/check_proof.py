"""Checks a proof by docs/PROOFS.md, with the standard library alone: check_proof.py PLAN PROOF"""
import datetime, hashlib, json, math, re, sys
from fractions import Fraction

ROUNDS = {"at_most": math.floor, "at_least": math.ceil, "down": math.floor, "up": math.ceil, "half_up": lambda value: math.floor(value + Fraction(1, 2)),
          "at_most_strict": lambda value: math.ceil(value) - 1, "at_least_strict": lambda value: math.floor(value) + 1}
LEVELS, MEASURES = ["free", "notification", "prior_approval", "exceptional", "forbidden"], ["least_squares", "least_moved", "least_peak"]
class Refused(Exception): pass  # Why a proof does not prove what it says, or why this program cannot tell
def demand(holds, why):
    if not holds: raise Refused(why)
def once(pairs):
    demand(len(dict(pairs)) == len(pairs), "a field stands twice")
    return dict(pairs)
def fields(value, needs, may={}):
    demand(type(value) is dict and set(needs) <= set(value) <= set(needs) | set(may), f"fields {needs} are needed, {may} may be there")
    return [value[name] for name in needs] + [value.get(name, usual) for name, usual in may.items()]
def whole(value):
    text = type(value) is str and re.fullmatch("-?[1-9][0-9]{15,37}", value) and abs(int(value)) >= 2**53
    demand(text or type(value) is int and abs(value) < 2**53, f"{value!r} is no whole number")
    return int(value)
def cents(text):
    demand(type(text) is str and re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", text), f"{text!r} is no amount")
    return int(Fraction(text) * 100)
def allowance(said):  # A short form's percentage, amount, or the lesser or greater of both
    both = [{"percent": said.get("percent")}] * ("percent" in said) + [said.get("amount")] * ("amount" in said)
    return {"amount": {said.get("take", "lesser"): both}, "strict": said.get("strict", False)}
SHORT = {
    "floor": lambda said: ("sum", {"at_least": said}), "share_floor": lambda said: ("sum", {"at_least": {"of": "total", **said}}),
    "ceiling": lambda said: ("sum", {"at_most": said}), "share_ceiling": lambda said: ("sum", {"at_most": {"of": "total", **said}}),
    "derived": lambda said: ("sum", {"exactly": said, "rounding": said.get("rounding", "down")}), "movement": lambda said: ("moved", {**said, "at_most": allowance(said)}),
    "variation": lambda said: ("change", {side: allowance(of) if side != "base" else of for side, of in said.items()}),
    "locked": lambda said: ("change", {**said, "up": "0.00", "down": "0.00"}),
}
class Plan:  # A plan document: lines with labels, what they held, and the rules
    def __init__(self, document, up_to, day):
        lines = document["lines"]
        demand(document["format"] == "riparto.plan/1", "this is no plan")
        self.lines, self.labels = [line["id"] for line in lines], [line.get("labels", {}) for line in lines]
        self.place = {line: place for place, line in enumerate(self.lines)}
        approved = document.get("approved") or {"total": document["total"], "amounts": {line["id"]: line["amount"] for line in lines}}
        held = [cents(line["amount"]) for line in lines], [cents(approved["amounts"][line]) for line in self.lines]
        self.held, self.total = dict(zip(("original", "approved"), held)), cents(approved["total"])
        self.totals = {"original": sum(held[0]), "approved": self.total, "after": self.total}
        self.rules = {rule["id"]: rule for rule in document.get("rules", [])}
        demand(all("changes" not in rule["limit"] for rule in self.rules.values()), "rules that count changes are not known here")
        self.up_to, self.day = LEVELS.index(up_to), day
    def scope(self, scope, part=()):  # The positions of the lines of a scope, rising; `same` and `other` compare with those of a part
        chosen = {} if scope == "all" else {kind: of for kind, of in scope.items() if kind != "except"}
        demand(len(chosen) <= 1 and set(chosen) <= {"lines", "labels", "same", "other"}, f"scope {scope!r} is not known here")
        lines = {self.place[line] for line in chosen["lines"]} if "lines" in chosen else set(range(len(self.lines)))
        for key in [chosen[kind] for kind in ("same", "other") if kind in chosen]:
            values = {self.labels[at].get(key) for at in part}
            demand(len(values) == 1 and None not in values, f"the part has not one value of {key!r}")
            lines = {at for at in lines if (self.labels[at].get(key) in values) == ("same" in chosen)}
        for key, values in chosen.get("labels", {}).items():
            lines = {at for at in lines if self.labels[at].get(key) in (values if type(values) is list else [values])}
        return sorted(lines - set(self.scope(scope["except"], part))) if "except" in scope else sorted(lines)
    def parts(self, lines, each):  # The parts that a rule holds for: name and lines
        demand(each in (None, "line") or set(each) == {"label"}, f"each {each!r} is not known here")
        found = {} if each else {None: lines}
        for line in lines if each else []:
            name = self.lines[line] if each == "line" else self.labels[line].get(each["label"])
            if name is not None: found.setdefault(name, []).append(line)
        return found.items()
    def amount(self, stated, own, of, base, rounds):  # An amount of a rule in cents; a percentage is of `of` in `base` where it does not say
        if type(stated) is str: return rounds(cents(stated))
        for word, pick in [("lesser", min), ("greater", max)]:
            if word in stated: return pick(self.amount(one, own, of, base, rounds) for one in stated[word])
        of, base = stated.get("of", of), stated.get("base", base)
        demand(base in self.totals and (of == "total" or base != "after"), f"base {base!r} is not known here")
        lines = own if of == "own" else () if of == "total" else self.scope(of, own)
        return rounds(Fraction(stated["percent"]) / 100 * (self.totals[base] if of == "total" else sum(self.held[base][line] for line in lines)))
    def rows(self, rule):  # What a rule asks: for each part, terms (times by line, held by line that rises), low, high, and how much a cent missed is
        period, bands = rule.get("when") or {}, rule["limit"].get("bands", [{"needs": "forbidden", **rule}])
        asked = [band["limit"] for band in bands if LEVELS.index(band["needs"]) > self.up_to]
        if asked and (not self.day or period.get("from", self.day) <= self.day <= period.get("until", self.day)):
            for part, lines in self.parts(self.scope(rule["scope"]), rule.get("each")):
                yield from ((part, row) for row in self.rows_of(*next(iter(asked[0].items())), lines))
    def rows_of(self, kind, said, own):
        plain = lambda low, high: (({line: 1 for line in own}, {}), max(low, 0), min(high, self.total), 1)
        base = said.get("base", "original") if type(said) is dict else "original"
        if kind == "sum":
            sides, shares = {"at_least": [], "at_most": []}, []
            for side in [side for side in sides if side in said]:
                stated, strict = self.stated(said[side])
                alike = self.together(stated, "lesser" if side == "at_most" else "greater")
                shares += [self.share(one, own, side + "_strict" * strict) for one in alike if self.is_share(one)]
                others = [one for one in alike if not self.is_share(one)]
                sides[side] = [self.amount(one, own, "total", "after", ROUNDS[side + "_strict" * strict]) for one in others]
            if sides["at_least"] or sides["at_most"]:
                yield plain(max(sides["at_least"], default=0), min(sides["at_most"], default=self.total))
            yield from shares
            exact, rounding = said.get("exactly"), said.get("rounding", "down")
            if exact:
                of_total = lambda: plain(*[self.amount(exact, own, "total", "after", ROUNDS[rounding])] * 2)
                yield self.share(exact, own, rounding) if self.is_share(exact) else of_total()
        elif kind in ("change", "moved") and base in self.held and not said.get("by") and not said.get("inside"):
            stated = {side: self.stated(said[side]) for side in ("up", "down", "at_most") if side in said}
            limits = {side: max(0, self.amount(one, own, "own", base, ROUNDS["at_most" + "_strict" * strict])) for side, (one, strict) in stated.items()}
            held = sum(self.held[base][line] for line in own)
            rising = ({}, {line: self.held[base][line] for line in own}), -math.inf, limits.get("at_most"), 1
            yield rising if kind == "moved" else plain(held - limits.get("down", held), held + limits.get("up", self.total))
        elif kind == "step":
            yield None, own, cents(said), 1
        else:
            demand(kind in SHORT, f"limit {kind!r} from {base!r} is not known here, nor `by` and `inside`")
            yield from self.rows_of(*SHORT[kind](said), own)
    def stated(self, threshold):
        is_long = type(threshold) is dict and "amount" in threshold
        return (threshold["amount"], threshold.get("strict", False)) if is_long else (threshold, False)
    def is_share(self, stated): return type(stated) is dict and stated.get("of", "total") != "total" and stated.get("base", "after") == "after"
    def together(self, stated, word): return [one for more in stated[word] for one in self.together(more, word)] if type(stated) is dict and word in stated else [stated]
    def share(self, stated, own, due):
        share, terms = Fraction(stated["percent"]) / 100, {}
        up, down = share.numerator, share.denominator
        for line, times in [(line, down) for line in own] + [(line, -up) for line in self.scope(stated["of"], own)]:
            terms[line] = terms.get(line, 0) + times
        sides = {"at_most": (-math.inf, 0), "at_least": (0, math.inf), "at_most_strict": (-math.inf, -1), "at_least_strict": (1, math.inf),
                 "down": (1 - down, 0), "up": (0, down - 1), "half_up": (1 - (down + 1) // 2, down // 2)}
        return (terms, {}), *sides[due], down
class Question:  # Rules as rows, and what each line may hold: a row on one line alone narrows that, unless rules may be missed
    def __init__(self, plan, rules=None, may_miss=False):
        demand(rules is None or len(set(rules)) == len(rules) and set(rules) <= set(plan.rules), "the rules are not those of the plan")
        lines, self.plan, self.rows, counts = len(plan.lines), plan, {}, {}
        self.low, self.high, self.step = [0] * lines, [plan.total] * lines, [1] * lines
        for rule in plan.rules if rules is None else rules:
            for part, (terms, low, high, unit) in plan.rows(plan.rules[rule]):
                if terms is None:
                    for line in low: self.step[line] = math.lcm(self.step[line], high)
                else:
                    counts[rule, part] = number = counts.get((rule, part), -1) + 1
                    self.rows[rule, part, number] = terms, low, high, unit
                    if not may_miss and list(terms[0].values()) == [1]: self.narrow(*terms[0], low, high)
    def narrow(self, line, low, high):
        self.low[line], self.high[line] = max(self.low[line], low), min(self.high[line], high)
    def missed(self, amounts):  # By how many cents amounts miss each rule
        sums = type(amounts) is list and all(type(one) is int and one >= 0 for one in amounts) and sum(amounts) == self.plan.total
        demand(sums and len(amounts) == len(self.low), "the amounts are not whole cents, one for each line, that sum to the total")
        demand(all(one % step == 0 for one, step in zip(amounts, self.step)), "an amount is no multiple of its step")
        found = {}
        for (rule, _, _), ((flat, rising), low, high, unit) in self.rows.items():
            held = sum(times * amounts[line] for line, times in flat.items()) + sum(max(0, amounts[line] - held) for line, held in rising.items())
            found[rule] = found.get(rule, 0) - min(0, held - low, high - held) // unit
        return {rule: cents for rule, cents in found.items() if cents}
    def keeps(self, amounts): demand(not (broken := self.missed(amounts)), f"the amounts break {sorted(broken)}")
    def row(self, rule, part, row):
        demand(type(row) is int and (rule, part, row) in self.rows, f"rule {rule!r} has no part {part!r}, row {row}")
        return self.rows[rule, part, row]
    def least(self, cost, bound, highest=None, depth=0):  # What every allocation costs at least by a bound, as a fraction; infinity where there is none
        demand(type(bound) is dict and len(bound) == 1 and depth < 49 and json.dumps(bound).count('"at_most"') <= 256, "a bound is prices or a few cases")
        if "prices" in bound: return self.least_by_prices(cost, *fields(bound["prices"], [], {"scale": 1, "total": 0, "rows": []}), highest)
        at_most, below, above, line, rule, part, row = fields(*bound.values(), ["at_most", "below", "above"], {"line": None, "rule": None, "part": None, "row": 0})
        demand("cases" in bound and (line is None) != (rule is None) and type(at_most) is int and abs(at_most) < 2**53, "cases are of a line or of a row")
        found, kept = [], (self.low, self.high, self.rows)
        for low, high, inside in [(-math.inf, at_most, below), (at_most + 1, math.inf, above)]:
            self.low, self.high, self.rows = self.low[:], self.high[:], dict(self.rows)
            if line is not None:
                self.narrow(self.plan.place[line], low, high)
            else:
                terms, least, most, unit = self.row(rule, part, row)
                self.rows[rule, part, row] = terms, max(least, low), min(most, high), unit
            found.append(self.least(cost, inside, highest, depth + 1))
            self.low, self.high, self.rows = kept
        return min(found)
    def least_by_prices(self, cost, scale, total, priced, highest):
        scale, total, seen, rises = whole(scale), whole(total), [], {}
        slopes, gain = [total] * len(self.low), total * self.plan.total
        for one in priced:
            rule, price, part, row = fields(one, ["rule", "price"], {"part": None, "row": 0})
            (flat, rising), low, high, unit = self.row(rule, part, row)
            price, side = whole(price), low if whole(price) > 0 else high
            seen.append((rule, part, row))
            demand(not price or abs(side) < math.inf, f"the price of {rule!r} has the sign of a side that it does not have")
            demand(highest is None or abs(price) * unit <= highest * scale, f"the price of {rule!r} is too high")
            gain += price * side if price else 0
            for line, times in flat.items(): slopes[line] += price * times
            for line, held in rising.items(): rises.setdefault(line, []).append((held, price))
        demand(scale > 0 and len(set(seen)) == len(seen), "the scale is not above zero, or a row has two prices")
        if self.off_step() or highest is None and any(low > high for _, low, high, _ in self.rows.values()): return math.inf
        for line, (slope, step) in enumerate(zip(slopes, self.step)):
            low, high = -(-self.low[line] // step) * step, self.high[line] // step * step
            if low > high: return math.inf
            gain += cost.least(line, scale, slope, rises.get(line, []), low, high, step)
        return Fraction(gain, scale)
    def off_step(self):  # Whether lines whose steps have a common divisor cannot sum to the total, with what the lines hold that may hold one amount
        left = self.plan.total - sum(low for low, high in zip(self.low, self.high) if low == high)
        step = math.gcd(*(step for low, high, step in zip(self.low, self.high, self.step) if low != high))
        return left % step != 0 if step else left != 0
class Cost:  # How a change from the wish counts: its square, its size, or not at all
    def __init__(self, kind, wish=None, weights=None):
        self.kind, self.wish, self.weights = kind, wish, weights
    def of(self, line, amount):
        return self.weights[line] * abs(amount - self.wish[line]) ** (1 + (self.kind == "least_squares")) if self.kind != "nothing" else 0
    def least(self, line, scale, slope, rises, low, high, step):  # The least over multiples of the step of scale x cost - slope x amount - price x increase: at a corner or beside a vertex
        near = {low, high, *(held for held, _ in rises)} | ({self.wish[line]} if self.kind == "least_moved" else set())
        for start in list(near) if self.kind == "least_squares" else []:
            rising = slope + sum(price for held, price in rises if held <= start)
            near.add(self.wish[line] + rising // (2 * scale * self.weights[line]))
        tried = {min(max(at // step * step + more, low), high) for at in near for more in (0, step)}
        return min(scale * self.of(line, at) - slope * at - sum(price * max(0, at - held) for held, price in rises) for at in tried)
def feasible(plan, claim): Question(plan).keeps(*fields(claim, ["amounts"]))
def nearest(plan, claim):
    measure, amounts, objective, bound, wish, weights, gap = fields(claim, ["measure", "amounts", "objective", "bound"], {"wish": {}, "weights": {}, "gap": 0})
    question, objective, gap = Question(plan), whole(objective), whole(gap)
    question.keeps(amounts)
    demand(measure in MEASURES and set(wish) | set(weights) <= set(plan.lines), "no proof speaks of this measure, or a line is not in the plan")
    demand(str not in map(type, [*wish.values(), *weights.values()]), "wishes and weights are no texts")
    wish = [whole(wish.get(line, held)) for line, held in zip(plan.lines, plan.held["approved"])]
    weights = [whole(weights.get(line, 1)) for line in plan.lines]
    demand(min(weights) > 0 <= min(wish) and gap >= 0, "a wish, a weight or the gap is below what it may be")
    cost, least = Cost("least_squares" if measure == "least_squares" else "least_moved", wish, weights), objective - gap
    found = (max if measure == "least_peak" else sum)(cost.of(line, amount) for line, amount in enumerate(amounts))
    demand(found == objective, f"{objective} is stated, and the amounts come to {found}")
    if measure != "least_peak":
        demand(question.least(cost, bound) > least - 1, f"the prices do not prove {least}")
    elif least > 0:
        for line, far in enumerate((least - 1) // weight for weight in weights): question.narrow(line, wish[line] - far, wish[line] + far)
        demand(question.least(Cost("nothing"), bound) > 0, "the prices leave room for a smaller largest change")
def impossible(plan, claim):
    bound, rules = fields(claim, ["bound"], {"rules": None})
    demand(Question(plan, rules).least(Cost("nothing"), bound) > 0, "the prices do not exclude every allocation")
def irreducible(plan, claim):
    rules, without, bound = fields(claim, ["rules", "without", "bound"])
    impossible(plan, {"rules": rules, "bound": bound})
    demand(len(without) == len(rules) <= 1024, "amounts are needed for each rule, of at most 1,024")
    for rule, amounts in zip(rules, without): Question(plan, [other for other in rules if other != rule]).keeps(amounts)
def cheapest_relaxation(plan, claim):
    missed, amounts, bound, gap = fields(claim, ["missed", "amounts", "bound"], {"gap": 0})
    question, gap = Question(plan, may_miss=True), whole(gap)
    demand(question.missed(amounts) == missed and gap >= 0, "the amounts do not miss the rules by what is stated")
    demand(question.least(Cost("nothing"), bound, highest=1) > sum(missed.values()) - gap - 1, "the prices prove less")
CLAIMS = {claim.__name__: claim for claim in (feasible, nearest, impossible, irreducible, cheapest_relaxation)}
def opened(plan, proof):  # The plan that a proof is about, and its claims by name
    kind, of, claims, up_to, day = fields(proof, ["format", "plan", "claims"], {"up_to": "free", "date": None})
    canonical = json.dumps(plan, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    demand(kind == "riparto.proof/1" and type(claims) is list and claims and (day is None or datetime.date.fromisoformat(day).isoformat() == day), "this is no proof")
    demand(of == hashlib.sha256(canonical).hexdigest(), "the proof is about another plan")
    demand(all(type(claim) is dict and len(claim) == 1 and set(claim) <= set(CLAIMS) for claim in claims), "a claim is not known here")
    return Plan(plan, up_to, day), [one for claim in claims for one in claim.items()]
def check(plan, proof):  # The claims of a proof, each of which holds; refused otherwise
    plan, claims = opened(plan, proof)
    for name, said in claims: CLAIMS[name](plan, said)
    return [name for name, _ in claims]
if __name__ == "__main__":
    try:
        plan, proof = (json.loads(open(name, encoding="utf-8-sig").read(), object_pairs_hook=once) for name in sys.argv[1:3])
        print("proven: " + ", ".join(name + (f" to within {of['gap']}" if of.get("gap") else "") for name, of in opened(plan, proof)[1] if check(plan, proof)) + f"; with authorization up to: {proof.get('up_to', 'free')}")
    except (Refused, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as why:
        print(f"refused: {why}" if type(why) is Refused else f"refused, as it cannot be read: {why!r}")
        sys.exit(1)
