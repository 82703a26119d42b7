"""Ballots of a nation: invented ballots in Parquet, counted by a query (counts.sql), and made one split by `riparto aggregate --counts`.

    python3 nation.py [--ballots 10000000] [--engine duckdb|spark] [--rule ladder] [--riparto target/release/riparto] [--folder FOLDER]

It needs `pip install duckdb` (and `pip install pyspark` with Java for --engine spark). The ballots are counted three times: in one piece, by
regions whose files are then written one after the other, and, up to a million ballots, by riparto from the ballots themselves. The three
answers have to be the same, to the last fraction of a cent.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
LINES = "health schools universities transport housing integration care justice research culture environment works".split()
TOTAL = 30_000_000_000_00
REGIONS = 20
# riparto takes so many ballots, and as many amounts of them, at once.
MOST_BALLOTS = 1 << 20


def made(ballots):
    """A query of invented ballots, each of which sums to the total: most in whole millions, one in a thousand to the cent; the first lines get more."""
    wishes = ", ".join(f"((id * {2 * number + 1} * 7919 + (id // 97) * {31 * number + 7} + {number} * 104729) % 1009 + 1) * {30 - 2 * number} AS w{number}" for number in range(len(LINES)))
    sum_of = " + ".join(f"w{number}" for number in range(len(LINES)))
    unit = "CASE WHEN id % 1000 = 0 THEN 1 ELSE 100000000 END"
    cents = ", ".join(f"{TOTAL} * w{number} // ({sum_of}) // unit * unit AS c{number}" for number in range(1, len(LINES)))
    rest = " + ".join(f"c{number}" for number in range(1, len(LINES)))
    amount = lambda text, line: f"CAST(CAST({text} AS DECIMAL(18, 0)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 2)) AS {line}"
    amounts = ", ".join([amount(f"{TOTAL} - ({rest})", LINES[0])] + [amount(f"c{number}", LINES[number]) for number in range(1, len(LINES))])
    return f"""
        WITH wished AS (SELECT id, {unit} AS unit, {wishes} FROM range(0, {ballots}) AS numbers(id)),
             split AS (SELECT id, {cents} FROM wished)
        SELECT 'p' || id AS party, CAST(id % {REGIONS} AS INTEGER) AS region, CAST(1 + id % 3 AS INTEGER) AS weight, {amounts} FROM split"""


class DuckDb:
    def __init__(self, parquet):
        import duckdb

        self.db, self.parquet = duckdb.connect(), parquet
        self.version = f"DuckDB {duckdb.__version__}"

    def make(self, ballots):
        self.db.execute(f"COPY ({made(ballots)}) TO '{self.parquet}' (FORMAT PARQUET)")

    def count(self, file, where="true"):
        self.db.execute(f"CREATE OR REPLACE TEMP VIEW ballots AS SELECT * FROM read_parquet('{self.parquet}') WHERE {where}")
        self.db.execute(f"COPY ({(HERE / 'counts.sql').read_text()}) TO '{file}' (HEADER)")

    def ballots(self, file):
        columns = ", ".join(["party", "weight"] + LINES)
        self.db.execute(f"COPY (SELECT {columns} FROM read_parquet('{self.parquet}')) TO '{file}' (HEADER)")


class Spark(DuckDb):
    """Counts with Spark on this machine. The ballots are made by DuckDB, and the query is the same."""

    def __init__(self, parquet):
        super().__init__(parquet)
        import pyspark
        from pyspark.sql import SparkSession

        self.spark = SparkSession.builder.master("local[*]").appName("nation").config("spark.ui.showConsoleProgress", "false").getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        self.version += f" and Spark {pyspark.__version__}"

    def count(self, file, where="true"):
        self.spark.read.parquet(str(self.parquet)).where(where).createOrReplaceTempView("ballots")
        rows = self.spark.sql((HERE / "counts.sql").read_text()).collect()
        pathlib.Path(file).write_text("line,amount,weight\n" + "".join(f"{row.line},{row.amount},{row.weight}\n" for row in rows))


# Runs a command and tells its memory: a small process does, as a new one counts the memory of the one that it is made by.
MEASURED = """
import resource, subprocess, sys
ran = subprocess.run(sys.argv[1:], stderr=subprocess.STDOUT)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(ran.returncode)
"""


def aggregated(riparto, rule, asked):
    """What riparto makes of a file, the seconds and the most memory that it took."""
    command = [riparto, "aggregate", *map(str, asked), "--rule", rule, "--integral", "--json"]
    start = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", MEASURED, *command], capture_output=True, text=True)
    seconds = time.monotonic() - start
    if ran.returncode != 0:
        sys.exit(ran.stdout)
    answer, most = json.loads(ran.stdout), int(ran.stderr) // 1024
    return {field: answer[field] for field in ["amounts", "exact", "receipt", "integral"]}, seconds, most


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--ballots", type=int, default=20_000)
    options.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    options.add_argument("--rule", default="ladder")
    options.add_argument("--riparto", default="target/release/riparto")
    options.add_argument("--folder")
    options = options.parse_args()
    folder = pathlib.Path(options.folder or tempfile.mkdtemp(prefix="nation-"))
    folder.mkdir(parents=True, exist_ok=True)
    engine = {"duckdb": DuckDb, "spark": Spark}[options.engine](folder / "ballots.parquet")
    timed = {}

    def step(name, work):
        start = time.monotonic()
        work()
        timed[name] = time.monotonic() - start

    step("ballots made", lambda: engine.make(options.ballots))
    whole, parts = folder / "counts.csv", folder / "regions.csv"
    step("counted in one piece", lambda: engine.count(whole))

    def by_region():
        lines = ["line,amount,weight\n"]
        for region in range(REGIONS):
            engine.count(folder / "region.csv", f"region = {region}")
            lines += (folder / "region.csv").read_text().splitlines(keepends=True)[1:]
        parts.write_text("".join(lines))

    step(f"counted by {REGIONS} regions", by_region)
    found, seconds, most = aggregated(options.riparto, options.rule, ["--counts", whole])
    print(f"{engine.version}: {options.ballots} ballots over {len(LINES)} lines, {(folder / 'ballots.parquet').stat().st_size / 1e6:.1f} MB of Parquet in {folder}")
    for name, taken in timed.items():
        print(f"  {name}: {taken:.2f} s")
    print(f"  one split of {sum(1 for _ in whole.open()) - 1} counts: {seconds:.2f} s, {most} MB")
    again, seconds, most = aggregated(options.riparto, options.rule, ["--counts", parts])
    assert again == found, "the regions together give another split"
    print(f"  the same of {sum(1 for _ in parts.open()) - 1} counts of the regions: {seconds:.2f} s, {most} MB")
    if options.ballots <= MOST_BALLOTS:
        engine.ballots(folder / "ballots.csv")
        again, seconds, most = aggregated(options.riparto, options.rule, [folder / "ballots.csv"])
        assert again == found, "the ballots give another split"
        print(f"  the same of the ballots themselves: {seconds:.2f} s, {most} MB")
    for line, amount in found["amounts"].items():
        print(f"  {line:14}{amount:>18}")


if __name__ == "__main__":
    main()
