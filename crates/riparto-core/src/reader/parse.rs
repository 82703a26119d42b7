//! From a JSON text to its values, or to the first place where it is no JSON, in plain words.

use std::borrow::Cow;

use super::flaw::{Expected, Flaw, unexpected};
use super::node::{Node, Value};
use super::path::{push_index, push_key};
use crate::capacity::MAX_DOCUMENT_DEPTH;
use crate::words::{Bilingual, both};

/// The values of a text.
///
/// # Errors
/// The place where the text is no JSON.
pub(crate) fn parse(text: &str) -> Result<Node<'_>, Flaw> {
    let mut parser = Parser { text, at: 0, path: String::new(), opened: Vec::new() };
    let node = parser.value(Expected::Value)?;
    parser.skip_blanks();
    if parser.at < text.len() {
        return Err(parser.unexpected(Expected::End));
    }
    Ok(node)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    path: String,
    /// Where the lists and maps begin that are not closed yet.
    opened: Vec<usize>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn unexpected(&self, expected: Expected<'_>) -> Flaw {
        unexpected(self.text, self.at, &self.path, self.opened.last().copied(), expected)
    }

    fn flaw(&self, place: usize, why: Bilingual) -> Flaw {
        Flaw { place, path: self.path.clone(), why }
    }

    fn value(&mut self, expected: Expected<'_>) -> Result<Node<'a>, Flaw> {
        self.skip_blanks();
        let start = self.at;
        let value = match self.peek() {
            Some(b'"') => Value::Text(self.string()?),
            Some(b'{') => self.map()?,
            Some(b'[') => self.list()?,
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ => {
                let words =
                    [("true", Value::Flag(true)), ("false", Value::Flag(false)), ("null", Value::Null)];
                let rest = &self.text[self.at..];
                let word = words.into_iter().find(|(word, _)| {
                    rest.strip_prefix(word).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
                });
                let Some((word, value)) = word else { return Err(self.unexpected(expected)) };
                self.at += word.len();
                value
            }
        };
        Ok(Node { bytes: start..self.at, value })
    }

    fn open(&mut self) -> Result<(), Flaw> {
        if self.opened.len() >= MAX_DOCUMENT_DEPTH {
            let why = Bilingual::new(
                format!("lists and maps lie more than {MAX_DOCUMENT_DEPTH} deep in one another"),
                format!("elenchi e mappe sono annidati oltre {MAX_DOCUMENT_DEPTH} livelli"),
            );
            return Err(self.flaw(self.at, why));
        }
        self.opened.push(self.at);
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.opened.pop();
        self.at += 1;
    }

    fn list(&mut self) -> Result<Value<'a>, Flaw> {
        self.open()?;
        let mut elements = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.close();
            return Ok(Value::List(elements));
        }
        let outer = self.path.len();
        loop {
            push_index(&mut self.path, elements.len());
            let expected = if elements.is_empty() { Expected::Value } else { Expected::ValueAfterComma };
            elements.push(self.value(expected)?);
            self.path.truncate(outer);
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.close();
                    return Ok(Value::List(elements));
                }
                _ => return Err(self.unexpected(Expected::ListGoesOn)),
            }
        }
    }

    fn map(&mut self) -> Result<Value<'a>, Flaw> {
        self.open()?;
        let mut fields = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b'}') {
            self.close();
            return Ok(Value::Map(fields));
        }
        let outer = self.path.len();
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'"') {
                let first = fields.is_empty();
                return Err(self.unexpected(if first { Expected::Key } else { Expected::KeyAfterComma }));
            }
            let key = self.string()?;
            push_key(&mut self.path, &key);
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return Err(self.unexpected(Expected::Colon(&key)));
            }
            self.at += 1;
            let node = self.value(Expected::Value)?;
            self.path.truncate(outer);
            fields.push((key, node));
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.close();
                    return Ok(Value::Map(fields));
                }
                _ => return Err(self.unexpected(Expected::MapGoesOn)),
            }
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<&'a str, Flaw> {
        let start = self.at;
        let malformed = |parser: &Parser<'a>| {
            let rest = parser.text[start..].chars();
            let found: String =
                rest.take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '+')).take(30).collect();
            let why = Bilingual::new(
                format!(
                    "`{found}` is no number: write digits without zeros before them, and a point before decimals"
                ),
                format!(
                    "`{found}` non è un numero: scrivere cifre senza zeri iniziali, e un punto prima dei decimali"
                ),
            );
            parser.flaw(start, why)
        };
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading = self.peek();
        let whole = self.digits();
        if whole == 0 || (leading == Some(b'0') && whole > 1) {
            return Err(malformed(self));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(malformed(self));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(malformed(self));
            }
        }
        Ok(&self.text[start..self.at])
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Flaw> {
        let opening = self.at;
        self.at += 1;
        let mut start = self.at;
        let mut unescaped: Option<String> = None;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let tail = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(match unescaped {
                        None => Cow::Borrowed(tail),
                        Some(text) => Cow::Owned(text + tail),
                    });
                }
                Some(b'\\') => {
                    let text = unescaped.get_or_insert_default();
                    text.push_str(&self.text[start..self.at]);
                    let escaped = self.escape()?;
                    unescaped.get_or_insert_default().push(escaped);
                    start = self.at;
                }
                Some(0..=0x1f) => {
                    let why = both(
                        "a line break or another control character stands inside a text in quotation marks: \
                         write `\\n` for a line break, or close the quotation marks before it",
                        "un a capo o un altro carattere di controllo si trova in un testo tra virgolette: \
                         scrivere `\\n` per l'a capo, oppure chiudere prima le virgolette",
                    );
                    return Err(self.flaw(self.at, why));
                }
                Some(_) => self.at += 1,
                None => {
                    let why = both(
                        "the quotation mark that stands here is never closed: write `\"` at the end of the text",
                        "le virgolette aperte qui non vengono mai chiuse: scrivere `\"` alla fine del testo",
                    );
                    return Err(self.flaw(opening, why));
                }
            }
        }
    }

    /// The character that an escape stands for; the backslash is at hand.
    fn escape(&mut self) -> Result<char, Flaw> {
        let start = self.at;
        self.at += 1;
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                let why = both(
                    "a backslash stands in a text before a character that needs none: write `\\\\` for a backslash",
                    "in un testo c'è una barra rovesciata davanti a un carattere che non la richiede: scrivere `\\\\` \
                     per una barra rovesciata",
                );
                return Err(self.flaw(start, why));
            }
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self, start: usize) -> Result<char, Flaw> {
        let malformed = |parser: &Parser<'a>| {
            let why = both(
                "`\\u` and what follows it is no character: write the character itself",
                "`\\u` e ciò che segue non sono un carattere: scrivere il carattere stesso",
            );
            parser.flaw(start, why)
        };
        let Some(first) = self.hexadecimal() else { return Err(malformed(self)) };
        let code = match first {
            0xd800..=0xdbff => {
                if self.peek() != Some(b'\\') {
                    return Err(malformed(self));
                }
                self.at += 1;
                match self.hexadecimal() {
                    Some(second @ 0xdc00..=0xdfff) => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => return Err(malformed(self)),
                }
            }
            other => other,
        };
        char::from_u32(code).ok_or_else(|| malformed(self))
    }

    /// `u` and four digits.
    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 5)?.strip_prefix('u')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 5;
        u32::from_str_radix(digits, 16).ok()
    }
}
