#!/usr/bin/env python3
"""Splits in the ways that acts publish them, with what each method makes of them by exact fractions: tests/vectors/split_styles.json.

    python3 tests/splits/styles.py --write     # --check compares

Nothing here is riparto's: quotas are fractions, the largest remainders are sorted, and a divisor method gives one unit after the other to the
part with the highest priority, from a first guess that is corrected. The figures are invented, in the style of such tables.
"""
import json, sys
from fractions import Fraction as F
from pathlib import Path

FILE = Path(__file__).parent.parent / "vectors" / "split_styles.json"

def cents(text): return int(F(text) * 100)
def euros(cents): return f"{cents // 100}.{cents % 100:02}"

def largest_remainder(quotas, house):
    seats = [q.numerator // q.denominator for q in quotas]
    left = house - sum(seats)
    order = sorted(range(len(quotas)), key=lambda part: (-(quotas[part] - seats[part]), part))
    for part in order[:left]: seats[part] += 1
    if 0 < left < len(order): assert quotas[order[left - 1]] % 1 != quotas[order[left]] % 1, "a tie"
    return seats

# Whether a share is rounded up from n, and how a part with n claims the next unit: the share of one unit above all others wins. Squared where
# the signpost is a geometric mean.
SIGNPOSTS = {
    "webster": lambda n: (n + F(1, 2)) ** 2, "jefferson": lambda n: F(n + 1) ** 2,
    "adams": lambda n: F(n) ** 2, "huntington_hill": lambda n: F(n) * (n + 1),
}

def divisor(quotas, house, method):
    post = SIGNPOSTS[method]
    def first(q):
        if q == 0: return 0
        n = q.numerator // q.denominator
        while n > 0 and post(n - 1) >= q ** 2: n -= 1
        while post(n) <= q ** 2: n += 1
        return n
    seats = [first(q) for q in quotas]
    live = [part for part in range(len(quotas)) if quotas[part] > 0]
    claim = lambda part: float("inf") if post(seats[part]) == 0 else quotas[part] ** 2 / post(seats[part])
    last = lambda part: float("inf") if seats[part] == 0 or post(seats[part] - 1) == 0 else quotas[part] ** 2 / post(seats[part] - 1)
    while sum(seats) < house: seats[max(live, key=lambda part: (claim(part), -part))] += 1
    while sum(seats) > house: seats[min((part for part in live if seats[part] > 0), key=last)] -= 1
    # The worst claim that was heard is above the best that was not: no tie, and this is the method's only answer.
    assert min(last(part) for part in live) > max(claim(part) for part in live), "a tie"
    return seats

def cut_down(quotas, house, residual_to):
    seats = [q.numerator // q.denominator for q in quotas]
    seats[residual_to] += house - sum(seats)
    return seats

def half_up(quotas): return [(q + F(1, 2)).numerator // (q + F(1, 2)).denominator for q in quotas]

def split(table):
    unit, total, fixed = cents(table.get("unit", "0.01")), cents(table["total"]), cents(table.get("fixed", "0"))
    parts = len((table.get("weights") or table["criteria"][0]["weights"]))
    rest = total - fixed * parts
    if "criteria" in table:
        shares = [sum(F(c["percent"]) / 100 * F(str(c["weights"][part])) / sum(F(str(w)) for w in c["weights"]) for c in table["criteria"]) for part in range(parts)]
    else:
        weights = [F(str(weight)) for weight in table["weights"]]
        shares = [weight / sum(weights) for weight in weights]
    assert sum(shares) == 1 and total % unit == 0
    # The fixed part counts before anything is rounded.
    quotas, house = [(F(rest) * share + fixed) / unit for share in shares], total // unit
    found = {"largest_remainder": largest_remainder(quotas, house)}
    if not fixed:
        found |= {method: divisor(quotas, house, method) for method in SIGNPOSTS}
    found["cut_down"] = cut_down(quotas, house, table["residual_to"])
    found["half_up"] = half_up(quotas)
    return {method: [euros(seats * unit) for seats in amounts] for method, amounts in found.items()}

REGIONS = [1271578, 536659, 1841300, 5592175, 4437578, 1194248, 5714882, 1507438, 9976509, 1484427, 289840, 4251351, 3900852, 1575028, 4802016, 3664798, 856407, 122955, 4851972, 1077078]
PRINTED = ["2.45", "1.23", "3.39", "9.98", "7.21", "2.17", "8.60", "3.05", "14.15", "2.56", "0.97", "7.18", "6.98", "2.90", "9.21", "6.61", "1.64", "0.28", "7.28", "2.16"]
BEDS = [4163, 1790, 5410, 17123, 16987, 4101, 20012, 5620, 36544]
ROADS = ["1234.56", "87.3", "410.07", "2210.9", "95.25", "730.001"]

TABLES = [
    {"id": "regions-by-population", "why": "a fund to all regions by residents", "total": "390925678.00", "weights": REGIONS, "residual_to": 8},
    {"id": "regions-printed-percent", "why": "percentages as a table prints them, which sum to 100", "total": "51234567.89", "weights": PRINTED, "residual_to": 8},
    {"id": "whole-euros", "why": "a decree in whole euros", "total": "7654321.00", "unit": "1.00", "weights": REGIONS, "residual_to": 0},
    {"id": "thousands", "why": "an annex in thousands of euros", "total": "96137000.00", "unit": "1000.00", "weights": PRINTED, "residual_to": 2},
    {"id": "beds", "why": "by hospital beds, after a fixed sum for each", "total": "12345678.90", "fixed": "150000.00", "weights": BEDS, "residual_to": 8},
    {"id": "roads", "why": "by kilometres with decimals", "total": "999999.99", "weights": ROADS, "residual_to": 3},
    {"id": "two-criteria", "why": "70 % by residents, 30 % by area", "total": "8000000.01", "residual_to": 5,
     "criteria": [{"percent": "70", "weights": [58231, 9120, 30411, 7719, 2204, 120345]}, {"percent": "30", "weights": ["204.09", "35.9", "118.2", "44.41", "21.0", "131.36"]}]},
    {"id": "three-criteria", "why": "50, 30 and 20 %, one of them the same for all", "total": "1000003.00", "residual_to": 0,
     "criteria": [{"percent": "50", "weights": [3, 7, 11, 13, 17]}, {"percent": "30", "weights": [1, 1, 1, 1, 1]}, {"percent": "20", "weights": ["0.5", "12.25", "3.125", "9", "2"]}]},
    {"id": "one-large", "why": "one city beside small towns", "total": "100000.07", "weights": [2748109, 1203, 877, 95, 2451, 12], "residual_to": 0},
    {"id": "nobody", "why": "some that have no claim", "total": "333333.35", "weights": [17, 0, 23, 0, 41], "residual_to": 4},
    {"id": "few-units", "why": "projects of 50,000.00 each, where methods differ most", "total": "1000000.00", "unit": "50000.00", "weights": [53, 24, 11, 7, 3], "residual_to": 0},
    {"id": "shares-of-years", "why": "by what was spent last year, in cents", "total": "2000000.00", "weights": ["412345.67", "98123.45", "1003.01", "775000.11", "310404.98", "64.32"], "residual_to": 3},
]

def main():
    tables = [table | {"amounts": split(table)} for table in TABLES]
    text = "[\n" + ",\n".join(json.dumps(table, ensure_ascii=False) for table in tables) + "\n]\n"
    if "--write" in sys.argv: FILE.write_text(text)
    elif FILE.read_text() != text: sys.exit(f"{FILE} differs: python3 {sys.argv[0]} --write")

if __name__ == "__main__": main()
