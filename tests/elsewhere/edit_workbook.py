"""Types new amounts into the column *Nuovo importo* of a workbook of riparto, with the standard library alone:
edit_workbook.py FROM TO LINE AMOUNT [LINE AMOUNT …]"""
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def texts(archive):
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in root.iter(f"{MAIN}si")]


def shown(cell, shared):
    value = cell.find(f"{MAIN}v")
    if value is None:
        return "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
    return shared[int(value.text)] if cell.get("t") == "s" else value.text


def edited(sheet, shared, amounts):
    """The sheet with amounts in the column that its head calls new; each line by its id in the first column."""
    root = ElementTree.fromstring(sheet)
    rows = {row.get("r"): {re.sub(r"\d", "", cell.get("r")): cell for cell in row} for row in root.iter(f"{MAIN}row")}
    column = next(column for cells in rows.values() for column, cell in cells.items() if shown(cell, shared) in ("Nuovo importo", "New amount"))
    left = dict(amounts)
    text = sheet.decode("utf-8")
    for row, cells in rows.items():
        line = shown(cells["A"], shared) if "A" in cells else ""
        if line in left:
            place = f"{column}{row}"
            text, count = re.subn(rf'<c r="{place}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)', rf'<c r="{place}"\1><v>{left.pop(line)}</v></c>', text, count=1)
            assert count == 1, f"there is no cell {place}"
    assert not left, f"no lines {sorted(left)}"
    return text.encode("utf-8")


def main(source, target, *pairs):
    amounts = list(zip(pairs[::2], pairs[1::2]))
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        shared = texts(archive)
        for name in archive.namelist():
            content = archive.read(name)
            written.writestr(name, edited(content, shared, amounts) if name == "xl/worksheets/sheet1.xml" else content)


if __name__ == "__main__":
    main(*sys.argv[1:])
