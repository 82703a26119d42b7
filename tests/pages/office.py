#!/usr/bin/env python3
"""Opens minutes in LibreOffice Writer: every table is a table there, cell by cell, and what comes before the annex takes two pages."""
import re
import subprocess
import sys
import tempfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

ANNEX = "<h2 class=\"annex\""
MOST_PAGES = 2
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


class Tables(HTMLParser):
    """The rows of the tables of a page, as texts."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell = [], None

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""
        elif tag == "br" and self.cell is not None:
            self.cell += " "

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(squeezed(self.cell))
            self.cell = None

    def handle_data(self, text):
        if self.cell is not None:
            self.cell += text


def squeezed(text):
    return re.sub(r"\s+", "", text)


def converted(page, folder, ending, writer):
    """What LibreOffice makes of the page; none without Writer."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", writer,
               "--outdir", folder, str(page)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
    document = Path(folder) / (page.stem + ending)
    return document if document.exists() else None


def body_pages(page, folder):
    """How many pages of A4 come before the annex."""
    text = page.read_text(encoding="utf-8")
    assert ANNEX in text, f"{page}: no annex"
    body = Path(folder) / f"{page.stem}-body.html"
    body.write_text(text[:text.index(ANNEX)] + "</main></body></html>", encoding="utf-8")
    printed = converted(body, folder, ".pdf", "pdf")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes()))


def opened(page, folder):
    """The tables of the page as LibreOffice has them."""
    document = converted(page, folder, ".odt", "odt:writer8")
    if document is None:
        return None
    content = ElementTree.fromstring(zipfile.ZipFile(document).read("content.xml"))
    return [[[squeezed("".join(cell.itertext())) for cell in row.iter(TABLE + "table-cell")]
             for row in table.iter(TABLE + "table-row")] for table in content.iter(TABLE + "table")]


def main():
    cells = 0
    for page in map(Path, sys.argv[1:]):
        parser = Tables()
        parser.feed(page.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            found = opened(page, folder)
            pages = None if found is None else body_pages(page, folder)
        if found is None:
            print("skipped: this LibreOffice has no Writer to open pages with")
            return
        assert len(found) == len(parser.tables) > 0, f"{page}: {len(parser.tables)} tables became {len(found)}"
        assert 1 <= pages <= MOST_PAGES, f"{page}: {pages} pages before the annex"
        for expected, table in zip(parser.tables, found):
            assert expected == table, f"{page}: {expected} became {table}"
            cells += sum(len(row) for row in expected)
    print(f"minutes in LibreOffice: {cells} cells of {len(sys.argv) - 1} pages are where they were")


if __name__ == "__main__":
    main()
