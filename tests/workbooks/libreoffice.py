#!/usr/bin/env python3
"""LibreOffice judges the workbooks that riparto writes.

Random plans are exported; the results of all formulas are taken out, so that LibreOffice reckons each; what it finds is compared
with what riparto wrote and with what `riparto check` finds.

    tests/workbooks/libreoffice.py RIPARTO [PLANS] [SEED]
"""

import csv
import json
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# The sheet of checks: its place in the workbook, from 1.
CHECKS = 4
# The row of the head of rules in it; checks of the amounts stand above.
HEAD = 8


def plan(dice):
    """A plan of a few lines with rules of every kind that has formulas; its approved amounts break some of them."""
    count = dice.randint(2, 9)
    ids = [f"l{place}" for place in range(count)]
    split = lambda: [dice.choice([0, dice.randint(0, 99), dice.randint(0, 9_999_999)]) for _ in ids]
    original = split()
    total = sum(original)
    approved = split()
    while sum(approved) > total:
        approved = [cents // 2 for cents in approved]
    approved[dice.randrange(count)] += total - sum(approved)
    euros = lambda cents: f"{cents // 100}.{cents % 100:02}"
    some = lambda: {"lines": sorted(dice.sample(ids, dice.randint(1, count)))}
    percent = lambda most: dice.choice([str(dice.randint(0, most)), f"{dice.randint(0, most - 1)}.{dice.randint(1, 99):02}"])
    limit = lambda: dice.choice([
        {"floor": euros(dice.randint(0, total))},
        {"ceiling": euros(dice.randint(0, total))},
        {"share_floor": {"percent": percent(100)}},
        {"share_ceiling": {"percent": percent(100)}},
        {"share_floor": {"percent": percent(60), "of": some()}},
        {"share_ceiling": {"percent": percent(60), "of": some()}},
        {"variation": {"base": "original", "up": {"percent": percent(40)}, "down": {"percent": percent(40)}}},
        {"movement": {"base": "original", "percent": percent(40)}},
        {"bands": [
            {"limit": {"ceiling": euros(total // 3)}, "needs": "notification"},
            {"limit": {"ceiling": euros(total // 2)}, "needs": "forbidden"},
        ]},
        {"step": "0.05"},
        {"derived": {"percent": percent(30), "of": some(), "rounding": dice.choice(["down", "up", "half_up"])}},
        {"sum": {"at_most": {"amount": {"percent": percent(60), "of": some(), "base": "after"}, "strict": dice.random() < 0.5}}},
        {"sum": {"at_least": {"amount": {"percent": percent(40), "of": some(), "base": "after"}, "strict": dice.random() < 0.5}}},
        {"movement": {"base": "original", "percent": percent(40), "by": "partner", "strict": dice.random() < 0.5}},
        {"moved": {"base": "original", "inside": True, "at_most": {"percent": percent(40)}}},
        {"moved": {"base": "original", "inside": True, "by": "partner", "at_most": {"percent": percent(40)}}},
        {"flow": {"to": some(), "since": "original", "at_most": {"percent": percent(40)}}},
        {"flow": {"to": some(), "amount": euros(dice.randint(0, total))}},
    ])
    rules = []
    for number in range(dice.randint(1, 6)):
        rule = {"id": f"r{number}", "scope": some(), "limit": limit()}
        if "bands" not in rule["limit"]:
            rule["needs"] = dice.choice(["notification", "prior_approval", "exceptional", "forbidden"])
        if dice.random() < 0.4 and not {"step", "flow", "moved"} & rule["limit"].keys() and "by" not in str(rule["limit"]):
            rule["each"] = "line"
        rules.append(rule)
    return {
        "format": "riparto.plan/1", "title": "Plan", "total": euros(total),
        "lines": [{"id": line, "amount": euros(cents), "labels": {"partner": dice.choice("abc")}} for line, cents in zip(ids, original)],
        "approved": {"total": euros(total), "amounts": {line: euros(cents) for line, cents in zip(ids, approved)}},
        "rules": rules,
    }


def without_results(source, target):
    """The same workbook whose formulas have no results."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            new.writestr(name, part)


def edited(source, target):
    """The same workbook with one euro more in the new amount of the first line."""
    more = lambda cell: cell[1] + str(round(float(cell[2]) + 1, 2)).encode() + cell[3]
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part, found = re.subn(rb'(<c r="F5"[^>]*><v>)([^<]*)(</v>)', more, part)
                assert found == 1
            new.writestr(name, part)


def converted(files, target, folder):
    """Files as LibreOffice writes them in another format."""
    home = f"-env:UserInstallation=file://{folder}/home"
    for begin in range(0, len(files), 40):
        command = ["soffice", home, "--headless", "--convert-to", target, "--outdir", folder, *files[begin:begin + 40]]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def results(path):
    """The results that riparto wrote of the formulas of the rules, by cell."""
    with zipfile.ZipFile(path) as book:
        sheet = book.read(f"xl/worksheets/sheet{CHECKS}.xml").decode()
    cells = re.findall(r'<c r="([A-Z]+)(\d+)"[^>]*><f>[^<]*</f><v>([^<]*)</v></c>', sheet)
    return {(column, int(row)): value for column, row, value in cells}


def main():
    riparto, plans, seed = sys.argv[1], int((sys.argv + ["", "100"])[2] or 100), int((sys.argv + ["", "", "1"])[3] or 1)
    dice = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="riparto-books-"))
    kept = []
    for number in range(plans):
        document = plan(dice)
        source = folder / f"plan{number}.json"
        source.write_text(json.dumps(document))
        book = folder / f"book{number}.xlsx"
        subprocess.run([riparto, "export", source, "--out", book], check=True, stdout=subprocess.DEVNULL)
        without_results(book, folder / f"bare{number}.xlsx")
        kept.append((document, book))
    bare = [folder / f"bare{number}.xlsx" for number in range(plans)]
    # All sheets as CSV, values as they are reckoned and not as they are shown.
    target = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,{CHECKS}"
    some = kept[:20]
    for number, _ in enumerate(some):
        edited(folder / f"bare{number}.xlsx", folder / f"edit{number}.xlsx")
    converted([*bare, *(folder / f"edit{number}.xlsx" for number, _ in enumerate(some))], target, folder)
    converted([book for _, book in some], "ods", folder)
    for number, (_, book) in enumerate(some):
        # An amount that is edited turns the check of the total.
        [sheet] = folder.glob(f"edit{number}-*.csv")
        check = list(csv.reader(sheet.open()))[1]
        assert float(check[5]) == 1 and check[7] == "to be looked at", (number, check)
        # What LibreOffice writes is read as the same plan.
        read = []
        for file in (book, book.with_suffix(".ods")):
            out = file.with_suffix(".read.json")
            subprocess.run([riparto, "import", file, "--out", out], check=True, stdout=subprocess.DEVNULL)
            read.append(out.read_text())
        assert read[0] == read[1], number
    verdicts = broken = 0
    for number, (document, book) in enumerate(kept):
        request = json.dumps({"op": "check", "plan": document})
        answer = subprocess.run([riparto, "api"], input=request, capture_output=True, text=True, check=True).stdout
        found = {finding["rule"] for finding in json.loads(answer)["ok"]["findings"]}
        [sheet] = folder.glob(f"bare{number}-*.csv")
        rows = list(csv.reader(sheet.open()))
        ours = results(book)
        judged = {}
        for place, row in enumerate(rows, start=1):
            if place <= HEAD or ("H", place) not in ours:
                continue
            verdicts += 1
            for column, letter in ((2, "C"), (3, "D"), (4, "E"), (5, "F")):
                if (letter, place) in ours:
                    apart = abs(float(row[column]) - float(ours[letter, place]))
                    assert apart < 0.001, (number, row, letter, ours[letter, place])
            assert row[7] == ours["H", place], (number, row, ours["H", place])
            judged[row[0]] = judged.get(row[0], False) or row[7] == "broken"
        for rule, is_broken in judged.items():
            broken += is_broken
            assert is_broken == (rule in found), (number, rule, is_broken, found)
    assert verdicts > plans and 0 < broken < verdicts
    print(f"{plans} plans, {verdicts} verdicts, {broken} rules broken: LibreOffice and riparto agree")


if __name__ == "__main__":
    main()
