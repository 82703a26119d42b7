"""What a call through Python takes beside the call itself, in microseconds: the median of many.

`python bindings/python/benches/overhead.py [RIPARTO]`, with the command for the column of a process that is kept (`riparto api`, a line a
request). The first column is the library itself (`cargo bench --bench call`); without cargo it is left out. Build the package in release
first (`pip install bindings/python`), and let nothing else run.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import riparto
from riparto import Plan, Proposal

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"


def median(call: Callable[[], object], seconds: float = 2.0) -> float:
    """The median time of a call, in microseconds."""
    call()
    taken: list[int] = []
    until = time.perf_counter_ns() + int(seconds * 1e9)
    while time.perf_counter_ns() < until:
        begun = time.perf_counter_ns()
        call()
        taken.append(time.perf_counter_ns() - begun)
    return statistics.median(taken) / 1000


def natively(requests: list[str]) -> list[str]:
    """The median times of the library itself."""
    if shutil.which("cargo") is None:
        return ["—"] * len(requests)
    measured = subprocess.run(
        ["cargo", "bench", "--quiet", "--bench", "call"],
        input="\n".join(requests) + "\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=DATA.parents[1],
    )
    return measured.stdout.split()


def through_a_process(command: str, request: str) -> Callable[[], object]:
    served = subprocess.Popen(
        [command, "api"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert served.stdin is not None and served.stdout is not None
    write, read = served.stdin, served.stdout

    def call() -> str:
        write.write(request + "\n")
        write.flush()
        return read.readline()

    return call


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else None
    tiny = '{"op":"apportion","total":"100.00","weights":["1","1","1"],"method":"largest_remainder"}'
    cases: list[tuple[str, str, Callable[[], object]]] = [
        ("apportion, 3 parts", tiny, lambda: riparto.apportion("100.00", [1, 1, 1]).amounts),
    ]
    for name, lines in (("toscana", "6 lines"), ("sixty", "60 lines")):
        plan = Plan.read(DATA / f"{name}-plan.json")
        first, second = list(plan.amounts)[:2]
        proposal = Proposal("p1", plan.parties[0].id).transfer(first, second, 1000)
        request = json.dumps({"op": "assess", "plan": plan.to_dict(), "proposal": proposal.to_dict()})
        asked = json.dumps({"op": "headroom", "plan": plan.to_dict()})
        cases.append((f"assess, {lines}", request, lambda p=plan, q=proposal: p.assess(q).findings))  # type: ignore[misc]
        cases.append((f"headroom, {lines}", asked, lambda p=plan: list(p.headroom().values())))  # type: ignore[misc]
    native = natively([request for _, request, _ in cases])
    print(f"{'case':<24}{'Rust':>10}{'handle':>10}{'typed':>10}{'process':>10}   µs")
    for (name, request, typed), alone in zip(cases, native, strict=True):
        whole = median(lambda asked=request: riparto.handle(asked))  # type: ignore[misc]
        piped = f"{median(through_a_process(command, request)):>10.1f}" if command else f"{'—':>10}"
        print(f"{name:<24}{alone:>10}{whole:>10.1f}{median(typed):>10.1f}{piped}")


if __name__ == "__main__":
    main()
