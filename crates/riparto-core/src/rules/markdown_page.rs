//! `MarkdownPage`: the few forms of Markdown that a rule pack is written in, each with its line.

use crate::error::{Cause, Error, Result, quote};
use crate::words::{Bilingual, bilingual, both};

/// A page: fields between two lines `---`, then blocks.
pub(super) struct MarkdownPage<'a> {
    /// The fields of the head, with their lines.
    pub(super) head: Vec<(usize, &'a str, &'a str)>,
    pub(super) blocks: Vec<(usize, MarkdownBlock<'a>)>,
}

/// What stands between blank lines.
pub(super) enum MarkdownBlock<'a> {
    /// `## Paragraph 1`.
    Heading(&'a str),
    /// Lines of text, joined.
    Text(String),
    /// What stands between ```` ```json ```` and ```` ``` ````.
    Code(String),
    /// Lines that begin with `- `.
    Points(Vec<(usize, String)>),
    /// Lines that begin and end with `|`, without the line under the first.
    Table(Vec<(usize, Vec<&'a str>)>),
}

/// A mistake in a line of a page.
pub(super) fn at_line(line: usize, why: Bilingual) -> Error {
    Cause::PackMalformed { line, why }.into()
}

struct LineCursor<'a> {
    lines: Vec<&'a str>,
    next: usize,
}

impl<'a> LineCursor<'a> {
    /// The next line with its number from one, if it fulfils a condition.
    fn take(&mut self, condition: impl Fn(&str) -> bool) -> Option<(usize, &'a str)> {
        let line = self.lines.get(self.next).copied().filter(|line| condition(line))?;
        self.next += 1;
        Some((self.next, line))
    }

    fn any(&mut self) -> Option<(usize, &'a str)> {
        self.take(|_| true)
    }
}

/// Whether a line goes on with the text before it.
fn goes_on(line: &str) -> bool {
    !line.trim().is_empty() && !["#", "```", "- ", "|"].iter().any(|mark| line.starts_with(mark))
}

impl<'a> MarkdownPage<'a> {
    /// Reads a page.
    ///
    /// # Errors
    /// The first line that has none of the forms (`pack_malformed`).
    pub(super) fn read(text: &'a str) -> Result<MarkdownPage<'a>> {
        let mut lines = LineCursor { lines: text.lines().map(str::trim_end).collect(), next: 0 };
        let head = head(&mut lines)?;
        let mut blocks = Vec::new();
        while let Some((number, line)) = lines.any() {
            if !line.is_empty() {
                blocks.push((number, block(number, line, &mut lines)?));
            }
        }
        Ok(MarkdownPage { head, blocks })
    }
}

fn head<'a>(lines: &mut LineCursor<'a>) -> Result<Vec<(usize, &'a str, &'a str)>> {
    let rule = |line: &str| line == "---";
    if lines.take(rule).is_none() {
        let why = both(
            "a pack begins with a line `---` and its fields, such as `id: my-act`",
            "una raccolta inizia con una riga `---` e i suoi campi, per esempio `id: il-mio-atto`",
        );
        return Err(at_line(1, why));
    }
    let unended = both("the line `---` after the fields is missing", "manca la riga `---` dopo i campi");
    let mut head: Vec<(usize, &str, &str)> = Vec::new();
    while let Some((number, line)) = lines.any() {
        if rule(line) {
            return Ok(head);
        }
        if line.is_empty() || line.starts_with('#') {
            return Err(at_line(number, unended));
        }
        let Some((name, value)) = line.split_once(": ") else {
            let found = quote(line);
            let why = bilingual!(
                "`{found}` is no field: write for example `title: What the rules are about`",
                "`{found}` non è un campo: scrivere per esempio `title: Di che cosa trattano i vincoli`"
            );
            return Err(at_line(number, why));
        };
        if head.iter().any(|(_, known, _)| *known == name) {
            let found = quote(name);
            return Err(at_line(
                number,
                bilingual!("`{found}` is given twice", "`{found}` è indicato due volte"),
            ));
        }
        head.push((number, name, value.trim()));
    }
    Err(at_line(1, unended))
}

fn block<'a>(number: usize, line: &'a str, lines: &mut LineCursor<'a>) -> Result<MarkdownBlock<'a>> {
    if let Some(heading) = line.strip_prefix("## ") {
        return Ok(MarkdownBlock::Heading(heading.trim()));
    }
    if line.starts_with('#') {
        let why = both("a heading is written `## Paragraph 1`", "un titolo si scrive `## Paragraph 1`");
        return Err(at_line(number, why));
    }
    if line.starts_with("```") {
        return code(number, line, lines);
    }
    if line.starts_with("- ") {
        return Ok(points(number, line, lines));
    }
    if line.starts_with('|') {
        return table(number, line, lines);
    }
    let mut text = line.trim().to_owned();
    while let Some((_, more)) = lines.take(goes_on) {
        text.push(' ');
        text.push_str(more.trim());
    }
    Ok(MarkdownBlock::Text(text))
}

/// The code as it stands, after as many empty lines as there are before it: what is wrong in it is told by the line of the page.
fn code<'a>(number: usize, line: &str, lines: &mut LineCursor<'a>) -> Result<MarkdownBlock<'a>> {
    if line != "```json" {
        let why = both("a rule begins with a line ` ```json `", "un vincolo inizia con una riga ` ```json `");
        return Err(at_line(number, why));
    }
    let mut code = "\n".repeat(number);
    while let Some((_, line)) = lines.any() {
        if line == "```" {
            return Ok(MarkdownBlock::Code(code));
        }
        code.push_str(line);
        code.push('\n');
    }
    let why =
        both("the line ` ``` ` after this rule is missing", "manca la riga ` ``` ` dopo questo vincolo");
    Err(at_line(number, why))
}

fn points<'a>(number: usize, line: &str, lines: &mut LineCursor<'a>) -> MarkdownBlock<'a> {
    let text = |line: &str| line.trim_start_matches("- ").trim().to_owned();
    let (mut points, mut last) = (Vec::new(), (number, text(line)));
    loop {
        if let Some((number, line)) = lines.take(|line| line.starts_with("- ")) {
            points.push(std::mem::replace(&mut last, (number, text(line))));
        } else if let Some((_, more)) = lines.take(goes_on) {
            last.1.push(' ');
            last.1.push_str(more.trim());
        } else {
            points.push(last);
            return MarkdownBlock::Points(points);
        }
    }
}

fn table<'a>(number: usize, line: &'a str, lines: &mut LineCursor<'a>) -> Result<MarkdownBlock<'a>> {
    let mut rows = vec![(number, cells(number, line)?)];
    let width = rows[0].1.len();
    let is_ruled = |line: &str| line.starts_with('|') && line.chars().all(|c| "|-: ".contains(c));
    if lines.take(is_ruled).is_none() {
        let why = both(
            "the line under the head of this table is missing: `|---|---|`",
            "manca la riga sotto l'intestazione di questa tabella: `|---|---|`",
        );
        return Err(at_line(number, why));
    }
    while let Some((number, line)) = lines.take(|line| line.starts_with('|')) {
        let row = cells(number, line)?;
        if row.len() != width {
            let found = row.len();
            let why = bilingual!(
                "this row has {found} cells, the head has {width}",
                "questa riga ha {found} celle, l'intestazione ne ha {width}"
            );
            return Err(at_line(number, why));
        }
        rows.push((number, row));
    }
    Ok(MarkdownBlock::Table(rows))
}

fn cells(number: usize, line: &str) -> Result<Vec<&str>> {
    let inside = line.strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    let inside =
        inside.ok_or_else(|| at_line(number, both("a row ends with `|`", "una riga finisce con `|`")))?;
    Ok(inside.split('|').map(str::trim).collect())
}
