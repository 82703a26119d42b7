#!/usr/bin/env python3
"""Two versions of the command on the same requests: do they answer with the same bytes, and how much longer does one take?

    python3 benches/versions.py OLD NEW

OLD and NEW are binaries of `riparto` (`cargo build --release -p riparto-cli` in a checkout of each). Each file of requests is answered by both in
turn, five times (`riparto api`); what is compared is time of the processor, start and reading of the plan included. Answers differ where one
version says more (notices): this is told, not judged.
"""
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile

RUNS = 5


def amount(cents):
    return f"{cents // 100}.{cents % 100:02}"


def plan(lines):
    """A plan of lines of one action, partner and cost each; variation, movement, a share, a floor for each partner."""
    cents = [random.randrange(100_000, 9_000_000) for _ in range(lines)]
    labels = lambda line: {"action": f"a{line % 8}", "partner": f"p{line % 6}", "cost": ["staff", "travel", "services"][line % 3]}
    twenty = {"percent": "20"}
    rules = [
        {"id": "variation", "scope": "all", "limit": {"variation": {"up": twenty, "down": twenty}}, "needs": "prior_approval"},
        {"id": "movement", "scope": "all", "limit": {"movement": {"percent": "10"}}, "needs": "notification"},
        {"id": "staff", "scope": {"labels": {"cost": "staff"}}, "limit": {"share_ceiling": {"percent": "60", "of": "all"}}},
    ]
    rules += [{"id": f"floor{partner}", "scope": {"labels": {"partner": f"p{partner}"}}, "limit": {"floor": amount(sum(cents) // 1200 * 100)}}
              for partner in range(6)]
    return {"format": "riparto.plan/1", "title": "Plan", "total": amount(sum(cents)), "rules": rules,
            "lines": [{"id": f"l{line}", "amount": amount(held), "labels": labels(line)} for line, held in enumerate(cents)],
            "parties": [{"id": "region", "role": "authority"}, {"id": "anci"}]}


def proposal(of):
    gives, takes = random.sample(of["lines"], 2)
    moved = {"from": gives["id"], "to": takes["id"], "amount": amount(random.randrange(100, 80_000))}
    return {"id": "p1", "party": "anci", "transfers": [moved]}


def ballot(party, lines, total):
    cuts = sorted(random.randrange(total + 1) for _ in range(lines - 1))
    return {"party": f"b{party}", "amounts": [amount(high - low) for low, high in zip([0, *cuts], [*cuts, total])]}


def questions():
    sixty, thousand, many = plan(60), plan(1_000), plan(20_000)
    wish = lambda of, every: {line["id"]: "70000.00" for line in of["lines"][::every]}
    yield "check, 60 lines", [{"op": "check", "plan": sixty}] * 3_000
    yield "check, 20,000 lines", [{"op": "check", "plan": many}] * 20
    yield "assess, 60 lines", [{"op": "assess", "plan": sixty, "proposal": proposal(sixty)} for _ in range(2_000)]
    yield "headroom, 60 lines", [{"op": "headroom", "plan": sixty}] * 1_000
    yield "rebalance, 60 lines", [{"op": "rebalance", "plan": sixty, "wish": wish(sixty, 60)}] * 300
    yield "rebalance, 1,000 lines", [{"op": "rebalance", "plan": thousand, "wish": wish(thousand, 1)}] * 60
    yield "aggregate, 30 ballots of 20 lines", [
        {"op": "aggregate", "total": "1000.00", "ballots": [ballot(party, 20, 100_000) for party in range(30)]} for _ in range(1_000)]


def answered(binary, requests, answers):
    with open(requests, "rb") as asked, open(answers, "wb") as told:
        process = subprocess.Popen([binary, "api"], stdin=asked, stdout=told)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{binary} ended with {status}")
    return used.ru_utime + used.ru_stime


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    random.seed(7)
    print("| requests | old | new | ratio | bytes |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        asked, *told = (os.path.join(folder, name) for name in ("asked", "old", "new"))
        for name, requests in questions():
            with open(asked, "w", encoding="utf-8") as file:
                file.writelines(json.dumps({"id": f"r{number}", **request}) + "\n" for number, request in enumerate(requests))
            times = [[answered(binary, asked, answers) for binary, answers in zip(sys.argv[1:], told)] for _ in range(RUNS)]
            old, new = (statistics.median(side) / len(requests) * 1e6 for side in zip(*times))
            ratio = statistics.median(new / old for old, new in times)
            same = "the same" if open(told[0], "rb").read() == open(told[1], "rb").read() else "more is said"
            print(f"| {name} | {old:,.0f} µs | {new:,.0f} µs | {ratio:.2f} | {same} |", flush=True)


if __name__ == "__main__":
    main()
