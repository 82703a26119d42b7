#!/usr/bin/env python3
"""Requests made to be heavy: writes about two hundred, has each answered by a program of its own, and prints the worst.

    cargo build --release -p riparto-cli
    python3 benches/heavy.py [-b target/release/riparto] [-s 1000000] [-o DIRECTORY] [-k PART_OF_A_NAME] [-a]

-b may be given more than once, such as for the program of before.

Each request is as long as it may be (-s bytes) and says nothing of effort. Time is that of the processor, in user mode; memory is
the largest. -a prints all of them, not only the worst of each operation; -k keeps those whose name has a part in it. What the
generators make is always the same. An answer that ends at the limit of work, or an error, is told as such.
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys

# What is stopped: far above what any request may take.
SECONDS, BYTES = 60, 6 << 30


def cents(amount):
    return f"{amount // 100}.{amount % 100:02d}"


def lines(*places):
    return {"lines": [str(place) for place in places]}


def others(*places):
    return {"except": lines(*places)}


def plan(amounts, rules, labels=None):
    rows = [{"id": str(place), "amount": cents(amount)} for place, amount in enumerate(amounts)]
    for place, row in enumerate(rows):
        if labels:
            row["labels"] = labels(place)
    named = [{"id": f"r{number}", **rule} for number, rule in enumerate(rules)]
    return {"format": "riparto.plan/1", "title": "Plan", "total": cents(sum(amounts)), "lines": rows, "rules": named}


def level(count, rules, labels=None):
    return plan([100] * count, rules, labels)


def crossing(count, width, limit):
    """As many rules as lines, each on some lines at random."""
    draw = random.Random(1)
    return [{"scope": lines(*sorted(draw.sample(range(count), min(width, count)))), "limit": limit(draw)} for _ in range(count)]


def deep(place, levels=7):
    scope = lines(place)
    for _ in range(levels):
        scope = {"except": scope}
    return scope


def grid(count, third):
    """Ceilings on rows, floors on columns, and perhaps ceilings on diagonals."""
    draw, side = random.Random(4), int(count**0.5) + 2
    amounts = [draw.randrange(50, 150) for _ in range(side * side)]
    of = [
        lambda place: place // side,
        lambda place: place % side,
        lambda place: (place % side - place // side) % side,
    ]
    rules = []
    for key in "abc"[: 3 if third else 2]:
        sums = [0] * side
        for place, amount in enumerate(amounts):
            sums[of["abc".index(key)](place)] += amount
        for value, total in enumerate(sums):
            limit = {"floor": cents(max(0, total - draw.randrange(9)))} if key == "b" else {"ceiling": cents(total + draw.randrange(20))}
            rules.append({"scope": {"labels": {key: str(value)}}, "limit": limit})
    return plan(amounts, rules, lambda place: {key: str(of["abc".index(key)](place)) for key in "abc"})


def by_label(place):
    return {"a": str(place % 37), "b": str(place // 3 % 41), "c": str(place * 7 % 43)}


def own_label(place):
    return {"a": str(place), "b": str(place // 2), "c": str(place % 2)}


def varies(up):
    return {"variation": {"base": "original", "up": {"percent": str(up)}, "down": {"percent": "20"}}}


def each(key, rules, count):
    return [{"scope": "all", "each": {"label": key}, "limit": varies(20 + number % 9)} for number in range(rules)] if count else []


LEVELS = ["notification", "prior_approval", "exceptional", "forbidden"]
BANDS = {"bands": [{"limit": varies(5 + number), "needs": LEVELS[number]} for number in range(4)]}

# A plan by a number of lines. Where there would be more lists, parts or looks than are read, there are as many as are.
PLANS = {
    "ceilings each line breaks": lambda n: level(n, [{"scope": "all", "each": "line", "limit": {"ceiling": "0.00"}}] * n),
    "ceilings on each line": lambda n: level(n, [{"scope": "all", "each": "line", "limit": {"ceiling": "1.20"}}] * n),
    "bands on each line": lambda n: level(n, [{"scope": "all", "each": "line", "limit": BANDS}] * (n // 2)),
    "steps for all lines": lambda n: level(
        n, [{"scope": "all", "limit": {"step": cents(place + 2)}} for place in range(min(n, (1 << 27) // max(n, 1)))]
    ),
    "movement but for a line": lambda n: level(
        min(n, 4096), [{"scope": others(place), "limit": {"movement": {"base": "original", "amount": "0.50"}}} for place in range(min(n, 4096))]
    ),
    "movement by label": lambda n: level(
        n, [{"scope": "all", "limit": {"movement": {"base": "original", "by": "b", "amount": "0.50"}}}] * min(n // 2, (1 << 23) // max(n, 1) - 1), own_label
    ),
    "flows to all but a line": lambda n: level(
        min(n, 4096), [{"scope": lines(place), "limit": {"flow": {"to": others(place), "amount": "0.10"}}} for place in range(min(n, 4096))]
    ),
    "flows from line to line": lambda n: level(
        n, [{"scope": lines(place), "limit": {"flow": {"to": lines((place + 1) % n), "amount": "0.10"}}} for place in range(n)]
    ),
    "derived from all but a line": lambda n: level(
        min(n, 4096), [{"scope": lines(place), "limit": {"derived": {"percent": "7", "of": others(place)}}} for place in range(min(n, 4096))]
    ),
    "derived in a chain": lambda n: level(
        n, [{"scope": lines(place), "limit": {"derived": {"percent": "7", "of": lines(place + 1)}}} for place in range(n - 1)]
    ),
    "shares of the next line": lambda n: level(
        n, [{"scope": lines(place), "limit": {"share_ceiling": {"percent": "50", "of": lines((place + 1) % n)}}} for place in range(n)]
    ),
    "share floors on all but a line": lambda n: level(
        min(n, 4096), [{"scope": others(place), "limit": {"share_floor": {"percent": "99.9"}}} for place in range(min(n, 4096))]
    ),
    "excepted seven times": lambda n: level(
        min(n, 4096), [{"scope": deep(place), "limit": {"ceiling": cents(100 * min(n, 4096) - 50)}} for place in range(min(n, 4096))]
    ),
    "ceilings on four lines": lambda n: level(n, crossing(n, 4, lambda draw: {"ceiling": cents(draw.randrange(350, 500))})),
    "tight ceilings on four lines": lambda n: level(n, crossing(n, 4, lambda draw: {"ceiling": cents(draw.randrange(380, 399))})),
    "tight floors on four lines": lambda n: level(n, crossing(n, 4, lambda draw: {"floor": cents(draw.randrange(401, 420))})),
    "ceilings on every third line": lambda n: level(
        n,
        [
            {"scope": lines(*range(place % 7, n, 3 + place % 5)), "limit": {"ceiling": cents(100 * len(range(place % 7, n, 3 + place % 5)) - 1)}}
            for place in range(max(1, n // 3))
        ],
    ),
    "nested floors": lambda n: level(
        n, [{"scope": lines(*range(place, n)), "limit": {"floor": cents(100 * (n - place) + 1)}} for place in range(min(n - 1, 60))]
    ),
    "three labels": lambda n: level(
        n, [{"scope": "all", "each": {"label": key}, "limit": {"share_ceiling": {"percent": "2.6"}}} for key in "abc"], by_label
    ),
    "two labels, many rules": lambda n: level(n, each("a", n // 20, n) + each("b", n // 20, n), by_label),
    "a label for each line": lambda n: level(n, each("a", min(n // 4, (1 << 22) // max(n, 1) - 1), n), own_label),
    "two crossing families": lambda n: grid(n, False),
    "three crossing families": lambda n: grid(n, True),
}


def transfer(giving, taking, amount):
    return {"from": str(giving), "to": str(taking), "amount": cents(amount)}


def proposal(number, transfers):
    return {"id": f"p{number}", "party": "x", "transfers": transfers}


def held(of):
    return [int(row["amount"].replace(".", "")) for row in of["lines"]]


def apart(of):
    """From each second line to the next."""
    amounts, wanted = held(of), {}
    for place in range(0, len(amounts) - 1, 2):
        moved = min(60, amounts[place])
        wanted[str(place)], wanted[str(place + 1)] = cents(amounts[place] - moved), cents(amounts[place + 1] + moved)
    return wanted


def ballots(of, parties=3):
    total, count = sum(held(of)), len(of["lines"])
    amounts = lambda party: {str(place): cents(total if place == party % count else 0) for place in range(count)}
    return [{"party": f"b{party}", "amounts": amounts(party)} for party in range(parties)]


NEAREST = {"nearest": {"measure": "least_squares"}}
# What is asked of each plan.
ASKED = {
    "check": lambda of: {"op": "check", "list": {"findings": 10**6, "lines": 10**6}},
    "diagnose": lambda of: {"op": "diagnose"},
    "rebalance": lambda of: {"op": "rebalance", "wish": {"0": "0.00"}},
    "rebalance, give": lambda of: {"op": "rebalance", "give": {"0": "5.00"}},
    "headroom": lambda of: {"op": "headroom"},
    "assess": lambda of: {"op": "assess", "proposal": proposal(0, [transfer(0, 1, 50)])},
    "assess, many transfers": lambda of: {
        "op": "assess",
        "proposal": proposal(0, [transfer(place, (place + 1) % len(of["lines"]), 1) for place in range(len(of["lines"]))]),
    },
    "change_envelope": lambda of: {"op": "change_envelope", "change": "e", "amount": "-1.00", "distribution": NEAREST},
    "compatible": lambda of: {
        "op": "compatible",
        "proposals": [
            proposal(number, [transfer(number % len(of["lines"]), (number + 1) % len(of["lines"]), 60)])
            for number in range(min(len(of["lines"]), 200))
        ],
    },
    "aggregate": lambda of: {"op": "aggregate", "rule": "mean", "total": of["total"], "ballots": ballots(of)},
    "settle": lambda of: {"op": "settle", "to": apart(of)},
}


def splits(count):
    draw = random.Random(3)
    amounts = [draw.randrange(1, 10**9) for _ in range(count)]
    wanted = [draw.randrange(1, 10**9) for _ in range(count)]
    wanted[0] += sum(amounts) - sum(wanted)
    if wanted[0] < 0:
        wanted[0], amounts[1] = wanted[0] + 10**12, amounts[1] + 10**12
    by_place = lambda sums: {str(place): cents(amount) for place, amount in enumerate(sums)}
    return {"op": "settle", "from": by_place(amounts), "to": by_place(wanted)}


def shared(count, rule):
    draw, side = random.Random(5), int(count**0.5) + 2

    def ballot(party):
        amounts = [draw.randrange(1000) for _ in range(side)]
        amounts = [amount * 10**6 // max(1, sum(amounts)) for amount in amounts]
        amounts[0] += 10**6 - sum(amounts)
        return {"party": f"b{party}", "weight": 1 + party % 9, "amounts": {str(place): cents(amount) for place, amount in enumerate(amounts)}}

    return {"op": "aggregate", "total": "10000.00", "rule": rule, "tolerance": "100.00", "ballots": [ballot(party) for party in range(side)]}


def same(count):
    of = plan([100, 100], [])
    return {"op": "compatible", "plan": of, "proposals": [proposal(number, [transfer(0, 1, 1)]) for number in range(min(count, 1024))]}


# What has no plan.
OTHERS = {
    "settle: random cents": splits,
    "settle: random cents, a minimum": lambda n: {**splits(n), "minimum": "1000000.00"},
    "settle: 22 lines": lambda n: splits(22),
    "settle: 500 lines": lambda n: splits(min(n, 500)),
    "compatible: all the same": same,
    **{
        f"apportion: {method}": lambda n, method=method: {
            "op": "apportion", "total": "20000.07", "method": method, "weights": [place * 7919 % 1000003 + 1 for place in range(n)],
            "floors": [cents(place % 2) for place in range(n)], "ceilings": [cents(2000000 + place % 70) for place in range(n)],
        }
        for method in ("largest_remainder", "webster", "jefferson", "adams", "huntington_hill")
    },
    **{
        f"aggregate: {rule}": lambda n, rule=rule: shared(n, rule)
        for rule in ("mean", "median_normalized", "utilitarian", "independent_markets", "ladder", "piecewise_uniform")
    },
}


def requests():
    for asked, ask in ASKED.items():
        for name, make in PLANS.items():

            def request(count, ask=ask, make=make):
                of = make(count)
                return {**ask(of), "plan": of}

            yield asked, f"{asked}: {name}", request
    for name, make in OTHERS.items():
        yield name.split(":")[0], name, make


def text(request):
    return json.dumps(request, separators=(",", ":"))


def fitted(make, size):
    """About the largest of its kind that is no longer than allowed."""
    count, best = 64, text(make(2))
    for _ in range(8):
        tried = text(make(count))
        if len(best) < len(tried) <= size:
            best = tried
        # What does not grow any more has a limit of its own.
        if 0.97 * size < len(tried) <= size or count > 1 << 18:
            break
        count = max(3, min(int(count * size / len(tried) * 0.99), count * 40))
    return best


def bound():
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def answered(program, path):
    """Seconds, bytes of memory, the answer."""
    with open(path, "rb") as asked, open(path + ".answer", "wb") as answer:
        child = subprocess.Popen([program, "api"], stdin=asked, stdout=answer, stderr=subprocess.DEVNULL, preexec_fn=bound)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = status
    with open(path + ".answer", "rb") as answer:
        told = answer.read()
    return used.ru_utime, used.ru_maxrss * 1024, told, status


def outcome(told, status):
    if os.WIFSIGNALED(status):
        return "stopped: " + signal.Signals(os.WTERMSIG(status)).name
    try:
        told = json.loads(told)
    except ValueError:
        return "no answer"
    if "error" in told:
        return told["error"]["code"]
    return "ends at the limit" if "effort" in told else "complete"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-b", action="append", metavar="PROGRAM")
    parser.add_argument("-s", default=1_000_000, type=int, metavar="BYTES")
    parser.add_argument("-o", default="target/heavy", metavar="DIRECTORY")
    parser.add_argument("-k", default="", metavar="PART")
    parser.add_argument("-a", action="store_true")
    chosen = parser.parse_args()
    programs = chosen.b or ["target/release/riparto"]
    os.makedirs(chosen.o, exist_ok=True)
    rows = []
    for operation, name, make in requests():
        if chosen.k not in name:
            continue
        path = os.path.join(chosen.o, f"{chosen.s} {name}.json")
        if not os.path.exists(path):
            with open(path, "w") as file:
                file.write(fitted(make, chosen.s) + "\n")
        measured = []
        for program in programs:
            seconds, memory, told, status = answered(program, path)
            measured.append((seconds, memory, len(told), outcome(told, status)))
            print(f"{seconds:7.2f} s {memory >> 20:6} MB {len(told):9} bytes  {name}: {measured[-1][3]}", file=sys.stderr)
        rows.append((operation, name.split(": ", 1)[1], measured))
    print("| operation | the plan |" + " time | memory | bytes | the answer |" * len(programs))
    print("|---|---|" + "---:|---:|---:|---|" * len(programs))
    for operation in dict.fromkeys(row[0] for row in rows):
        of = [row for row in rows if row[0] == operation]
        worst = [max(of, key=lambda row: row[2][at][measure])[1] for at in range(len(programs)) for measure in (0, 1)]
        for _, name, measured in of:
            if chosen.a or name in worst:
                told = (f" {seconds:.1f} s | {memory >> 20} MB | {size:,} | {answer} |" for seconds, memory, size, answer in measured)
                print(f"| `{operation}` | {name} |" + "".join(told))


if __name__ == "__main__":
    main()
