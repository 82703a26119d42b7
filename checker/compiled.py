"""Writes what a proof says of a plan for the checker that is proved in Coq, with the rules as rows: compiled.py PLAN PROOF | check

One problem for each claim, and one more for each rule of an irreducible conflict. The rows are those of examples/check_proof.py."""
import json, math, pathlib, sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "examples"))
from check_proof import MEASURES, Question, Refused, demand, fields, once, opened, whole

def side(value):
    return "0" if abs(value) == math.inf else f"1 {value}"

class Problem:
    """A question with its rows in an order, and what is wished for by line."""
    def __init__(self, question, wish=None, weights=None):
        self.question, self.numbers = question, {name: number for number, name in enumerate(question.rows)}
        lines = range(len(question.low))
        self.wish, self.weights = wish or [0 for _ in lines], weights or [1 for _ in lines]

    def plan(self):
        asked = self.question
        yield asked.plan.total
        yield len(asked.low)
        for line in zip(asked.low, asked.high, asked.step, self.wish, self.weights):
            yield from line
        yield len(asked.rows)
        for (flat, rising), low, high, cent in asked.rows.values():
            yield f"{side(low)} {side(high)} {cent} {len(flat) + len(rising)}"
            for kind, terms in enumerate([flat, rising]):
                for line, given in terms.items():
                    yield f"{kind} {line + 1} {given}"

    def number(self, rule, part, row):
        self.question.row(rule, part, row)
        return self.numbers[rule, part, row]

    def bound(self, bound):
        demand(type(bound) is dict and len(bound) == 1, "a bound is prices or cases")
        if "prices" in bound:
            scale, total, rows = fields(bound["prices"], [], {"scale": 1, "total": 0, "rows": []})
            prices, seen = [0] * len(self.numbers), set()
            for one in rows:
                rule, price, part, row = fields(one, ["rule", "price"], {"part": None, "row": 0})
                number = self.number(rule, part, row)
                demand(number not in seen, "a row has two prices")
                seen.add(number)
                prices[number] = whole(price)
            yield from (0, whole(scale), whole(total), len(prices), *prices)
            return
        at_most, below, above, line, rule, part, row = fields(*bound.values(), ["at_most", "below", "above"], {"line": None, "rule": None, "part": None, "row": 0})
        demand("cases" in bound and (line is None) != (rule is None) and type(at_most) is int and abs(at_most) < 2**53, "cases are of a line or of a row")
        yield from (1, self.question.plan.place[line] + 1) if line is not None else (2, self.number(rule, part, row))
        yield at_most
        yield from self.bound(below)
        yield from self.bound(above)

def amounts_of(amounts):
    demand(type(amounts) is list and all(type(one) is int for one in amounts), "amounts are whole cents")
    return len(amounts), *amounts

def feasible(plan, claim, rules=None):
    amounts, = fields(claim, ["amounts"])
    yield "feasible", *Problem(Question(plan, rules)).plan(), *amounts_of(amounts)

def nearest(plan, claim):
    measure, amounts, objective, bound, wish, weights, gap = fields(claim, ["measure", "amounts", "objective", "bound"], {"wish": {}, "weights": {}, "gap": 0})
    demand(measure in MEASURES and set(wish) | set(weights) <= set(plan.lines), "no proof speaks of this measure, or a line is not in the plan")
    demand(all(type(one) is int for one in [*wish.values(), *weights.values()]), "wishes and weights are no texts")
    wishes = [whole(wish.get(line, held)) for line, held in zip(plan.lines, plan.held["approved"])]
    problem = Problem(Question(plan), wishes, [whole(weights.get(line, 1)) for line in plan.lines])
    yield "nearest", *problem.plan(), MEASURES.index(measure), *amounts_of(amounts), whole(objective), whole(gap), *problem.bound(bound)

def impossible(plan, claim):
    bound, rules = fields(claim, ["bound"], {"rules": None})
    problem = Problem(Question(plan, rules))
    yield "impossible", *problem.plan(), *problem.bound(bound)

def irreducible(plan, claim):
    rules, without, bound = fields(claim, ["rules", "without", "bound"])
    demand(len(without) == len(rules), "amounts are needed for each rule")
    yield from impossible(plan, {"rules": rules, "bound": bound})
    for rule, amounts in zip(rules, without):
        yield from feasible(plan, {"amounts": amounts}, [other for other in rules if other != rule])

def cheapest_relaxation(plan, claim):
    missed, amounts, bound, gap = fields(claim, ["missed", "amounts", "bound"], {"gap": 0})
    problem = Problem(Question(plan, may_miss=True))
    # The problem has the sum over all rules; which rule misses how much is only compared here.
    demand(problem.question.missed(amounts) == missed, "the amounts do not miss the rules by what is stated")
    yield "cheapest_relaxation", *problem.plan(), *amounts_of(amounts), sum(missed.values()), whole(gap), *problem.bound(bound)

WRITTEN = {claim.__name__: claim for claim in (feasible, nearest, impossible, irreducible, cheapest_relaxation)}

def compiled(plan, proof):
    """The problems of a proof: texts that the checker reads."""
    plan, claims = opened(plan, proof)
    return [" ".join(map(str, problem)) for name, said in claims for problem in WRITTEN[name](plan, said)]

if __name__ == "__main__":
    try:
        plan, proof = (json.loads(pathlib.Path(name).read_text("utf-8-sig"), object_pairs_hook=once) for name in sys.argv[1:3])
        print("\n".join(compiled(plan, proof)))
    except Refused as why:
        sys.exit(f"refused: {why}")
