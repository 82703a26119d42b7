//! Where a text is no JSON, and what to do about it, in plain words.

use crate::error::{Cause, Error, quote};
use crate::words::{Bilingual, both};

/// The first place where a text is no JSON.
#[derive(Debug)]
pub(crate) struct Flaw {
    /// In bytes from the beginning.
    pub(crate) place: usize,
    /// The value that was being read.
    pub(crate) path: String,
    pub(crate) why: Bilingual,
}

/// What JSON has at a place.
pub(crate) enum Expected<'a> {
    Value,
    ValueAfterComma,
    Key,
    KeyAfterComma,
    /// After the name of a field.
    Colon(&'a str),
    ListGoesOn,
    MapGoesOn,
    End,
}

impl Flaw {
    /// The error for a document of a kind, with line and column of the whole text.
    pub(crate) fn error(self, this: &Bilingual, text: &str) -> Error {
        let (line, column) = line_and_column(text, self.place);
        let said = Bilingual::new(
            format!("{this} cannot be read at line {line}, column {column}: {}", self.why),
            format!(
                "non si riesce a leggere {} alla riga {line}, colonna {column}: {}",
                this.italian(),
                self.why.italian()
            ),
        );
        Error::from(Cause::DocumentMalformed { said }).with_path(self.path)
    }
}

/// Line and column of a byte, in characters, both from 1.
pub(crate) fn line_and_column(text: &str, place: usize) -> (usize, usize) {
    let before = text.get(..place).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |line_feed| line_feed + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// What is wrong where JSON has something else.
pub(crate) fn unexpected(
    text: &str,
    place: usize,
    path: &str,
    opened: Option<usize>,
    expected: Expected<'_>,
) -> Flaw {
    let why = match text[place..].chars().next() {
        None => ends_early(text, opened),
        Some(found) => of_a_program(text, place)
            .or_else(|| of_a_word_processor(text, found))
            .or_else(|| of_another_notation(&text[place..], found, &expected))
            .unwrap_or_else(|| plain(&text[place..], found, &expected)),
    };
    Flaw { place, path: path.to_owned(), why }
}

fn ends_early(text: &str, opened: Option<usize>) -> Bilingual {
    let Some(opened) = opened else {
        return both("the text ends before there is a value", "il testo finisce prima di un valore");
    };
    let mark = &text[opened..=opened];
    let (line, column) = line_and_column(text, opened);
    Bilingual::new(
        format!(
            "the text ends before the `{mark}` of line {line}, column {column} is closed: is the file whole?"
        ),
        format!(
            "il testo finisce prima che si chiuda la `{mark}` della riga {line}, colonna {column}: il file è completo?"
        ),
    )
}

/// A file of another kind that is text as well.
fn of_a_program(text: &str, place: usize) -> Option<Bilingual> {
    if text[..place].trim().is_empty() && text[place..].starts_with('<') {
        return Some(both(
            "this is a page of HTML or XML, no JSON: save the document itself, not the page that shows it",
            "questa è una pagina HTML o XML, non JSON: salvare il documento, non la pagina che lo mostra",
        ));
    }
    text.starts_with("{\\rtf").then(|| {
        both(
            "this is a document of a word processor (RTF): save it as plain text",
            "questo è un documento di videoscrittura (RTF): salvarlo come testo semplice",
        )
    })
}

/// Signs that word processors put in place of those that were typed.
fn of_a_word_processor(text: &str, found: char) -> Option<Bilingual> {
    let quotes = |c: char| {
        matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '‘' | '’' | '‚' | '‛' | '′' | '´' | '`')
    };
    let dashes = |c: char| matches!(c, '–' | '—' | '−' | '‐' | '‑' | '‒' | '―');
    let blanks =
        |c: char| (c.is_whitespace() && !c.is_ascii()) || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let count = |of: &dyn Fn(char) -> bool| text.chars().filter(|c| of(*c)).count();
    if quotes(found) {
        let all = count(&quotes);
        return Some(Bilingual::new(
            format!(
                "a word processor changed the quotation marks: `{found}` stands where JSON has the straight `\"` \
                 (there are {all} such marks in all): replace them, and save as plain text"
            ),
            format!(
                "un programma di videoscrittura ha cambiato le virgolette: `{found}` sta dove JSON vuole le virgolette \
                 dritte `\"` (di questi segni ce ne sono {all} in tutto): sostituirle e salvare come testo semplice"
            ),
        ));
    }
    if dashes(found) {
        return Some(Bilingual::new(
            format!("`{found}` is a dash: write the minus sign of the keyboard, `-`"),
            format!("`{found}` è un trattino lungo: scrivere il segno meno della tastiera, `-`"),
        ));
    }
    if blanks(found) {
        let (code, all) = (u32::from(found), count(&blanks));
        return Some(Bilingual::new(
            format!(
                "a no-break or special space (U+{code:04X}) stands here, there are {all} in all: replace it by a plain space"
            ),
            format!(
                "qui c'è uno spazio indivisibile o speciale (U+{code:04X}), in tutto {all}: sostituirlo con uno spazio normale"
            ),
        ));
    }
    None
}

/// What other notations than JSON allow.
fn of_another_notation(rest: &str, found: char, expected: &Expected<'_>) -> Option<Bilingual> {
    let after_comma = matches!(expected, Expected::ValueAfterComma | Expected::KeyAfterComma);
    match found {
        '}' | ']' if after_comma => Some(both(
            "a comma stands before the closing bracket: take it out",
            "c'è una virgola prima della parentesi chiusa: toglierla",
        )),
        '\'' => Some(both(
            "texts stand in double quotation marks, `\"`: replace `'`",
            "i testi stanno tra virgolette doppie, `\"`: sostituire `'`",
        )),
        '/' | '#' if rest.starts_with("//") || rest.starts_with("/*") || found == '#' => {
            Some(both("JSON has no comments: take it out", "JSON non ha commenti: toglierlo"))
        }
        '0'..='9' if matches!(expected, Expected::KeyAfterComma) => Some(both(
            "a digit follows the comma: amounts and percentages stand in quotation marks with a point before the \
             decimals, such as `\"12.50\"`",
            "dopo la virgola c'è una cifra: importi e percentuali stanno tra virgolette con un punto prima dei decimali, \
             per esempio `\"12.50\"`",
        )),
        _ => None,
    }
}

/// What is there, and what JSON has there.
fn plain(rest: &str, found: char, expected: &Expected<'_>) -> Bilingual {
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(40).collect();
    let shown = if word.is_empty() { found.to_string() } else { word.clone() };
    let shown = quote(&shown);
    let (english, italian) = match expected {
        Expected::Value | Expected::ValueAfterComma if !word.is_empty() => (
            "write texts in quotation marks; without them JSON has numbers, `true`, `false` and `null`".to_owned(),
            "scrivere i testi tra virgolette; senza virgolette JSON ha numeri, `true`, `false` e `null`".to_owned(),
        ),
        Expected::Value | Expected::ValueAfterComma => (
            "a value belongs here: a text in quotation marks, a number, `true`, `false`, `null`, a list `[ ]` or a map \
             `{ }`"
                .to_owned(),
            "qui serve un valore: un testo tra virgolette, un numero, `true`, `false`, `null`, un elenco `[ ]` o una \
             mappa `{ }`"
                .to_owned(),
        ),
        Expected::Key | Expected::KeyAfterComma => (
            "the name of a field belongs here, in quotation marks".to_owned(),
            "qui serve il nome di un campo, tra virgolette".to_owned(),
        ),
        Expected::Colon(key) => (
            format!("a colon `:` belongs between the name `{}` and its value", quote(key)),
            format!("tra il nome `{}` e il suo valore servono i due punti `:`", quote(key)),
        ),
        Expected::ListGoesOn => (
            "a comma or the closing `]` belongs after an element of a list".to_owned(),
            "dopo un elemento di un elenco serve una virgola o la `]` che lo chiude".to_owned(),
        ),
        Expected::MapGoesOn => (
            "a comma or the closing `}` belongs after a field of a map".to_owned(),
            "dopo un campo di una mappa serve una virgola o la `}` che la chiude".to_owned(),
        ),
        Expected::End => (
            "the document has ended before: take out what follows, or one bracket too many before it".to_owned(),
            "il documento è già finito: togliere ciò che segue, o una parentesi di troppo prima".to_owned(),
        ),
    };
    Bilingual::new(format!("`{shown}` stands here: {english}"), format!("qui c'è `{shown}`: {italian}"))
}
