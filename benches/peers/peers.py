"""riparto beside its peers: prints the tables of docs/PERFORMANCE.md. See `run`, which calls this.

Each engine answers each instance in a program of its own, on one thread and within a limit of processor time: engines in
Rust in the release binary of this package, engines in Python in this file. riparto is measured before and after its peers
on the same instance, and the least of all its times counts. Answers are judged in `judge.py`.
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib import metadata

import numpy as np

from engines import ENGINES
from instances import instance
from judge import judge, judge_split

HERE = pathlib.Path(__file__).resolve().parent
BINARY = HERE.parent.parent / "target" / "peers" / "release" / "riparto-peers"

# Seconds of processor time for one engine on one instance, its repetitions and the generator included, unless asked
# otherwise.
LIMIT = 60
# A repetition begins only before this many seconds are spent.
ENOUGH = 0.8

SIZES = [6, 1_000, 100_000, 1_000_000]
GRIDS = [6, 200, 5_000, 50_000]

# A plan holds at most 2^20 rules, and here each line has two.
PLAN_LINES = 100_000

# Name in the tables, what it seeks, whether its own arithmetic is in whole cents.
NAMES = {
    "riparto": ("**riparto** `water_filling`", "all three"),
    "riparto_grid_squares": ("**riparto** `nearest_on_grid`", "squares"),
    "riparto_grid_moved": ("**riparto** `nearest_on_grid`", "moved"),
    "riparto_grid_least_moved": ("**riparto** `least_moved_on_grid`", "moved"),
    "riparto_plan_squares": ("**riparto** `Rebalance::run`", "squares"),
    "riparto_plan_moved": ("**riparto** `Rebalance::run`", "moved"),
    "ortools_flow": ("OR-tools min-cost flow", "moved"),
    "highs": ("HiGHS simplex (scipy)", "moved"),
    "highs_ipm": ("HiGHS interior point (scipy)", "moved"),
    "scip": ("SCIP (pyscipopt)", "moved"),
    "exact": ("Exact", "moved"),
    "microlp": ("good_lp + microlp", "moved"),
    "float_water_filling": ("bisection in numpy, doubles", "squares"),
    "clarabel_scaled": ("Clarabel, 10,000 EUR units", "squares"),
    "clarabel_cents": ("Clarabel, in cents", "squares"),
    "cvxpy_clarabel_scaled": ("cvxpy + Clarabel, 10,000 EUR units", "squares"),
    "cvxpy_clarabel_cents": ("cvxpy + Clarabel, in cents", "squares"),
    "cvxpy_osqp_scaled": ("cvxpy + OSQP, 10,000 EUR units", "squares"),
    "riparto_largest_remainder": ("**riparto** largest remainder", ""),
    "riparto_webster": ("**riparto** Webster", ""),
    "doubleentry": ("doubleentry", ""),
    "rusty_money": ("rusty-money", ""),
    "dinero": ("dinero", ""),
    "moneylib": ("moneylib", ""),
}
SOLVERS = [name for name, (_, seeks) in NAMES.items() if seeks and not name.startswith("riparto")]
SPLITTERS = ["doubleentry", "rusty_money", "dinero", "moneylib"]


def measured(engine: str, shape: str, lines: int, folder: str, limit: float) -> dict:
    """One engine on one instance, in a program of its own: what it printed and its amounts, or why it was stopped."""
    print(f"{shape} {lines}: {engine}", file=sys.stderr, flush=True)
    path = pathlib.Path(folder) / f"{engine}-{shape}-{lines}"
    this = [sys.executable, __file__, "--one"]
    command = [*(this if engine in ENGINES else [BINARY]), engine, shape, str(lines), path]
    with open(path.with_suffix(".out"), "w+") as out, open(path.with_suffix(".err"), "w+") as err:
        ran, stopped = subprocess.Popen(command, stdout=out, stderr=err), False
        os.sched_setaffinity(ran.pid, {max(os.sched_getaffinity(0))})
        while ran.poll() is None:
            if not stopped and processor_seconds(ran.pid) > limit:
                stopped = True
                ran.kill()
            time.sleep(0.02)
        out.seek(0)
        err.seek(0)
        if ran.returncode == 0:
            amounts = np.fromfile(path, dtype="<i8") if path.exists() else None
            return json.loads(out.read().splitlines()[-1]) | {"amounts": amounts}
        if stopped:
            return {"stopped": f"> {limit:g} s"}
        last = (err.read().strip().splitlines() or [f"ended by signal {-ran.returncode}"])[-1]
        return {"stopped": last[:60]}


def processor_seconds(pid: int) -> float:
    """What the processor spent on a program that may have ended. No limit of the kernel's is used for this: it
    would make the clocks of the program coarse."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_here(engine: str, shape: str, lines: int, path: str) -> None:
    """What the binary does for an engine in Rust, for one in Python."""
    asked = instance(shape, lines)
    solve = ENGINES[engine]
    # Once for all that is imported and made ready on a first call.
    solve(instance(shape, min(SIZES)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, least, runs = time.process_time(), float("inf"), 0
    while runs == 0 or time.process_time() - begun < ENOUGH:
        start = time.process_time()
        answer = solve(asked)
        least, runs = min(least, time.process_time() - start), runs + 1
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = answer if isinstance(answer, str) else ""
    if not said:
        answer.astype("<i8").tofile(path)
    peak = (after - before) * 1024
    print(json.dumps({"said": said, "seconds": least, "runs": runs, "peak_bytes": peak, "instance": asked.sums()}))


def answers(ours: list, peers: list, shape: str, lines: int, skipped: set, limit: float) -> tuple:
    """The instance, and engines with what they printed and their amounts; ours come first and are measured twice."""
    asked = instance(shape, lines)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for engine in [*ours, *peers, *ours]:
            if engine.startswith("riparto_plan") and lines > PLAN_LINES:
                continue
            if engine in skipped:
                found[engine] = {"stopped": "not tried: stopped on fewer lines"}
                continue
            said = measured(engine, shape, lines, folder, limit)
            assert said.get("instance", asked.sums()) == asked.sums(), "both languages make the same instance"
            if "stopped" in said:
                skipped.add(engine)
            elif engine in found:
                said["seconds"] = min(said["seconds"], found[engine]["seconds"])
            found[engine] = said
    return asked, found


def duration(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def times(ratio: float) -> str:
    return f"{ratio:,.0f} x" if ratio >= 100 else f"{ratio:.3g} x"


# All that was printed.
PRINTED = []


def say(text: str) -> None:
    PRINTED.append(text + "\n")
    print(text, flush=True)


def row(*cells) -> None:
    say("| " + " | ".join(str(cell) for cell in cells) + " |")


def solver_rows(shape: str, sizes: list, ours: list, best: str, limit: float) -> None:
    """Each engine on instances of a shape; ratios to the engine `best` of ours."""
    row("lines", "engine", "seeks least", "time", "to riparto", "memory to input", "cents off", "rules broken (by at most)", "moved", "squares")
    row(*["---:", "---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"])
    skipped = set()
    for lines in sizes:
        asked, found = answers(ours, SOLVERS, shape, lines, skipped, limit)
        verdicts = {name: judge(asked, said["amounts"]) for name, said in found.items() if said.get("amounts") is not None}
        for engine, said in found.items():
            name, seeks = NAMES[engine]
            start = [f"{lines:,}", name, seeks]
            if "stopped" in said:
                row(*start, said["stopped"], *[""] * 6)
                continue
            # Of what seeks the least movement alone, ours that does too.
            beside = found["riparto_grid_least_moved"] if seeks == "moved" and "riparto_grid_least_moved" in found else found[best]
            # What a program holds anyway may be more than a small instance needs.
            memory = times(said["peak_bytes"] / (24 * lines)) if lines >= 5_000 and said["peak_bytes"] > 0 else ""
            start += [duration(said["seconds"]), times(said["seconds"] / beside["seconds"]), memory]
            if engine not in verdicts:
                row(*start, f"**says: {said['said']}**", *[""] * 3)
                continue
            verdict, fair = verdicts[engine], verdicts[best]
            broken = f"{verdict.broken:,} ({verdict.worst:,})" if verdict.broken else "0"
            row(*start, f"{verdict.off:,}", broken, f"{verdict.moved / fair.moved:.4g}", f"{verdict.squares / fair.squares:.4g}")
    say("")


def split_rows(shape: str, sizes: list, limit: float) -> None:
    row("parts", "crate", "time", "to riparto", "cents off", "a cent or more from the exact share", "paid at weight zero", "not the largest remainders")
    row(*["---:", "---", "---:", "---:", "---:", "---:", "---:", "---:"])
    skipped = set()
    for lines in sizes:
        asked, found = answers(["riparto_largest_remainder", "riparto_webster"], SPLITTERS, shape, lines, skipped, limit)
        best = found["riparto_largest_remainder"]["seconds"]
        for engine, said in found.items():
            start = [f"{lines:,}", NAMES[engine][0]]
            if said.get("amounts") is None:
                row(*start, said.get("stopped") or f"**says: {said['said']}**", *[""] * 5)
                continue
            verdict = judge_split(asked, said["amounts"])
            cells = (verdict.off, verdict.far, verdict.paid, verdict.other)
            start += [duration(said["seconds"]), times(said["seconds"] / best)]
            row(*start, *(f"{cell:,}" for cell in cells))
    say("")


def target_rows(sizes: list, limit: float) -> None:
    """Water-filling beside one fused read pass of wish, floor and ceiling."""
    row("lines", "one pass", "flat", "in passes", "tree", "in passes", "memory to input, tree", "heap allocations, tree")
    row(*["---:"] * 8)
    for lines in sizes:
        best = {}
        with tempfile.TemporaryDirectory() as folder:
            for key, engine, shape in 3 * [("pass", "read_pass", "flat"), ("flat", "riparto", "flat"), ("tree", "riparto", "tree")]:
                said = measured(engine, shape, lines, folder, limit)
                if key not in best or said["seconds"] < best[key]["seconds"]:
                    best[key] = said
        one = best["pass"]["seconds"]
        cells = [f"{lines:,}", duration(one)]
        for shape in ("flat", "tree"):
            cells += [duration(best[shape]["seconds"]), f"{best[shape]['seconds'] / one:.1f}"]
        row(*cells, times(best["tree"]["peak_bytes"] / (24 * lines)), best["tree"]["allocations"])
    say("")


def machine() -> None:
    """What the figures were measured on, and with."""
    told = subprocess.run(["lscpu"], capture_output=True, text=True).stdout if pathlib.Path("/usr/bin/lscpu").exists() else ""
    fields = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    model = fields.get("Model name", platform.processor()).strip()
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split(" (")[0]
    wheels = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "scipy", "ortools", "cvxpy", "clarabel", "osqp", "pyscipopt", "exact"))
    lock = (HERE / "Cargo.lock").read_text().split("[[package]]")
    names = ("good_lp", "microlp", "clarabel", "doubleentry", "rusty-money", "dinero", "moneylib")
    crates = dict(part.strip().splitlines()[0:2] for part in lock if part.strip().startswith("name"))
    crates = ", ".join(f"{name} {crates[f'name = {chr(34)}{name}{chr(34)}'].split(chr(34))[1]}" for name in names)
    load = os.getloadavg()
    day = time.strftime("%Y-%m-%d")
    say(f"{model}, {os.cpu_count()} cores, {rustc}, Python {platform.python_version()}; {day}, load average {load[0]:.1f} at the")
    say(f"start. Wheels: {wheels}.")
    say(f"Crates: {crates}.\n")


def write() -> None:
    """Puts what was printed between its marks in the document."""
    document = HERE.parent.parent / "docs" / "PERFORMANCE.md"
    before, rest = document.read_text().split("<!-- begin benches/peers/run -->\n")
    _, after = rest.split("<!-- end benches/peers/run -->\n")
    marked = ["<!-- begin benches/peers/run -->\n", *PRINTED, "<!-- end benches/peers/run -->\n"]
    document.write_text(before + "".join(marked) + after)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--up-to", type=int, default=max(SIZES), metavar="LINES", help="leave out larger instances")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="of the processor, for each engine")
    parser.add_argument("--tables", default="targets,tree,flat,grid,split", help="which tables, in this order")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/PERFORMANCE.md")
    parser.add_argument("--one", nargs=4, metavar=("ENGINE", "SHAPE", "LINES", "ANSWER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        engine, shape, lines, path = asked.one
        return measure_here(engine, shape, int(lines), path)
    sizes = [size for size in SIZES if size <= asked.up_to]
    machine()
    for table in asked.tables.split(","):
        if table == "targets":
            say("### Water-filling beside one read pass\n")
            target_rows(sizes, asked.limit)
        elif table in ("flat", "tree"):
            say(f"### The nearest allocation: {'one total' if table == 'flat' else 'a tree of groups'}\n")
            solver_rows(table, sizes, ["riparto", "riparto_plan_squares"], "riparto", asked.limit)
        elif table == "grid":
            say("### The nearest allocation: actions x categories\n")
            ours = ["riparto_grid_squares", "riparto_grid_moved", "riparto_grid_least_moved", "riparto_plan_squares", "riparto_plan_moved"]
            solver_rows(table, [size for size in GRIDS if size <= asked.up_to], ours, ours[0], asked.limit)
        elif table == "split":
            say("### Splitting an amount: 2,464,000.00 by 1, 4, 4, 9, 0\n")
            split_rows("envelope", [5], asked.limit)
            say("### Splitting an amount by generated weights\n")
            split_rows("split", sizes, asked.limit)
    if asked.write:
        write()


if __name__ == "__main__":
    main()
