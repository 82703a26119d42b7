"""The table of docs/PERFORMANCE.md from the last `cargo bench --bench plan`: medians, and ratios to a plain pass."""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent / "target" / "criterion" / "plan"
SIZES = [6, 1_000, 100_000, 1_000_000]


def median(name: str, size: int) -> float:
    path = ROOT / name / str(size) / "new" / "estimates.json"
    if not path.exists():
        sys.exit(f"{path} is missing: run `cargo bench --bench plan` first")
    return json.loads(path.read_text())["median"]["point_estimate"]


def show(nanoseconds: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


print("| lines | parse | of `serde_json::Value` | of one pass over the bytes | check, 20 rules | of one pass over the amounts | assess a transfer | apply and reverse it |")
print("|---:|---:|---:|---:|---:|---:|---:|---:|")
for size in SIZES:
    parse, value, pass_bytes = (median(name, size) for name in ("parse", "serde_json_value", "bytes_pass"))
    check, pass_amounts = median("check", size), median("amounts_pass", size)
    print(
        f"| {size:,} | {show(parse)} | {parse / value:.2f} x | {parse / pass_bytes:.0f} x | {show(check)}"
        f" | {check / pass_amounts:.0f} x | {show(median('assess', size))} | {show(median('apply_and_reverse', size))} |"
    )
