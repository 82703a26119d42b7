// Files in and out. Nothing leaves the machine.

export function download(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function fileName(title: string, end: string): string {
  const plain = title.normalize("NFD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `${plain.slice(0, 40).toLowerCase() || "riparto"}${end}`;
}

/** Rows of a table as spreadsheets read it; what could be a formula is made text. */
export function csv(rows: string[][]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+( %)?$/.test(text) ? `'${text}` : text;
    return /[";\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`;
}

/** The cells of a table in CSV, whichever of `;`, `,` and tab parts them. */
export function cells(text: string): string[][] {
  const plain = text.replace(/^\uFEFF/, "").replace(/^sep=.\r?\n/, "");
  const first = plain.split("\n", 1)[0] ?? "";
  const mark = [";", "\t", ","].find((candidate) => first.includes(candidate)) ?? ";";
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let place = 0; place < plain.length; place++) {
    const character = plain[place];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (plain[place + 1] === '"') (cell += '"'), place++;
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === mark) row.push(cell), (cell = "");
    else if (character === "\n") row.push(cell), rows.push(row), (row = []), (cell = "");
    else if (character !== "\r") cell += character;
  }
  if (cell || row.length) row.push(cell), rows.push(row);
  return rows.filter((found) => found.some((text) => text.trim()));
}
