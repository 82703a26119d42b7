#!/usr/bin/env python3
"""LibreOffice judges the workbooks that riparto writes.

Random plans are exported; the results of all formulas are taken out, so that LibreOffice reckons each; what it finds is compared
with what riparto wrote and with what `riparto check` finds.

    tests/workbooks/libreoffice.py RIPARTO [PLANS] [SEED]
"""

import csv
import html
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
# The sheet that compares, and its columns that say what rules allow: from the rule of the allowance to the act.
COMPARISON = 3
BESIDE = "JKLMNOP"


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


def edited(source, target, change=lambda line, amount: amount + (line == 0)):
    """The same workbook with other new amounts: one euro more in the first line if nothing else is said."""
    def more(cell):
        return cell[1] + str(round(change(int(cell[2]) - 5, float(cell[3])), 2)).encode() + cell[4]
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                # The total is a formula, and the lines are numbers.
                part, found = re.subn(rb'(<c r="F(\d+)"[^>]*><v>)([^<]*)(</v>)', more, part)
                assert found > 1
            new.writestr(name, part)


def other_amounts(dice, document):
    """The plan with other approved amounts of the same total."""
    cents = lambda text: int(text.replace(".", ""))
    amounts = {line: cents(amount) for line, amount in document["approved"]["amounts"].items()}
    for _ in range(dice.randint(2, 8)):
        giver = dice.choice([line for line, held in amounts.items() if held > 0] or list(amounts))
        taker = dice.choice(list(amounts))
        moved = dice.choice([min(1, amounts[giver]), amounts[giver] // 3, amounts[giver]])
        amounts[giver] -= moved
        amounts[taker] += moved
    euros = {line: f"{held // 100}.{held % 100:02}" for line, held in amounts.items()}
    return {**document, "approved": {**document["approved"], "amounts": euros}}


def beside(path, sheet):
    """What a comparison says beside its amounts, row by row: the results in a workbook, or the cells of a sheet as CSV."""
    if sheet is None:
        with zipfile.ZipFile(path) as book:
            texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", book.read("xl/sharedStrings.xml").decode(), re.DOTALL)
            part = book.read(f"xl/worksheets/sheet{COMPARISON}.xml").decode()
        cells = re.findall(rf'<c r="([{BESIDE}])(\d+)"([^>]*)>(?:<f>.*?</f>)?<v>([^<]*)</v></c>', part, re.DOTALL)
        said = {(column, int(row)): texts[int(value)] if 't="s"' in kind else value for column, row, kind, value in cells}
    else:
        rows = list(csv.reader(sheet.open()))
        first = ord(BESIDE[0]) - ord("A")
        said = {(column, number): row[first + place] for number, row in enumerate(rows, start=1)
                for place, column in enumerate(BESIDE) if first + place < len(row) and row[first + place] != ""}
    plain = lambda value: html.unescape(value)
    number = lambda value: round(float(value), 2) if re.fullmatch(r"-?[\d.]+(E-?\d+)?", value) else plain(value)
    return {cell: number(value) for cell, value in said.items() if value != ""}


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
    followed = judge_comparison(riparto, dice, kept, folder)
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
    print(f"{plans} plans, {verdicts} verdicts, {broken} rules broken, {followed} cells of the comparison that follow new amounts: "
          "LibreOffice and riparto agree")


def judge_comparison(riparto, dice, kept, folder):
    """New amounts typed into a workbook: the comparison says what riparto says of the plan that has them; how many cells changed."""
    books = []
    for number, (document, _) in enumerate(kept):
        # What moves is counted from the approved amounts as well: a plan that has others approved is no measure of it.
        rules = [rule for rule in document["rules"] if not {"moved", "flow"} & rule["limit"].keys()]
        document, book = {**document, "rules": rules}, folder / f"compared{number}.xlsx"
        source = folder / f"compared{number}.json"
        source.write_text(json.dumps(document))
        subprocess.run([riparto, "export", source, "--out", book], check=True, stdout=subprocess.DEVNULL)
        without_results(book, folder / f"clear{number}.xlsx")
        books.append((document, book))
        other = other_amounts(dice, document)
        amounts = [float(amount) for amount in other["approved"]["amounts"].values()]
        edited(folder / f"clear{number}.xlsx", folder / f"typed{number}.xlsx", lambda line, _: amounts[line])
        source = folder / f"other{number}.json"
        source.write_text(json.dumps(other))
        subprocess.run([riparto, "export", source, "--out", folder / f"other{number}.xlsx"], check=True, stdout=subprocess.DEVNULL)
    target = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,{COMPARISON}"
    converted([folder / f"typed{number}.xlsx" for number, _ in enumerate(kept)], target, folder)
    changed = 0
    for number, (document, book) in enumerate(books):
        [sheet] = folder.glob(f"typed{number}-*.csv")
        found, expected = beside(None, sheet), beside(folder / f"other{number}.xlsx", None)
        before = beside(book, None)
        for cell in sorted({*found, *expected}, key=lambda cell: (cell[1], cell[0])):
            apart = found.get(cell) != expected.get(cell)
            if isinstance(found.get(cell), float) and isinstance(expected.get(cell), float):
                apart = abs(found[cell] - expected[cell]) > 0.001
            assert not apart, (number, cell, found.get(cell), expected.get(cell), document)
            changed += before.get(cell) != expected.get(cell)
    assert changed > len(kept)
    return changed


if __name__ == "__main__":
    main()
