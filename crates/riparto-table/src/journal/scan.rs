//! Checking that bytes are a value in its canonical form, in one pass and without building the value.

use std::cmp::Ordering;

use riparto_core::capacity::{MAX_EVENT_DEPTH, MAX_EVENT_INTEGER};
use riparto_core::words::Language;

/// What is wrong, in English and in Italian.
pub(crate) type FlawText = (&'static str, &'static str);

/// Why a text is not in canonical form, and the byte where that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Uncanonical {
    pub(crate) place: usize,
    pub(crate) why: FlawText,
}

impl Uncanonical {
    /// What is wrong and where, bytes counted from one.
    pub(crate) fn words(&self, language: Language) -> String {
        format!("{} (byte {})", language.choose(self.why.0, self.why.1), self.place + 1)
    }
}

/// Where the object that begins at a byte ends. The bytes are UTF-8.
pub(crate) fn object_end(text: &[u8], start: usize) -> Result<usize, Uncanonical> {
    let mut scan = Scan { text, place: start };
    match scan.peek() {
        Some(b'{') => scan.object(1)?,
        _ => return Err(scan.wrong(("an event must be an object", "un evento è un oggetto JSON"))),
    }
    Ok(scan.place)
}

/// Reads a whole number from 0 on: its value and where it ends. Nothing if there is none or it is too large.
pub(crate) fn natural(text: &[u8], start: usize) -> Option<(u64, usize)> {
    let digits = text.get(start..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = &text[start..start + digits];
    if digits == 0 || digits > 1 && number[0] == b'0' {
        return None;
    }
    let value = number.iter().try_fold(0_u64, |value, digit| {
        value
            .checked_mul(10)?
            .checked_add(u64::from(digit - b'0'))
            .filter(|value| *value <= MAX_EVENT_INTEGER)
    })?;
    Some((value, start + digits))
}

struct Scan<'a> {
    text: &'a [u8],
    place: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.place).copied()
    }

    fn wrong(&self, why: FlawText) -> Uncanonical {
        Uncanonical { place: self.place, why }
    }

    fn value(&mut self, depth: usize) -> Result<(), Uncanonical> {
        match self.peek() {
            Some(b'"') => self.string().map(|_| ()),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            Some(b' ' | b'\t' | b'\r') => {
                Err(self.wrong(("there is a blank outside a text", "c'è uno spazio fuori da un testo")))
            }
            _ => Err(self.wrong(("a value is missing", "manca un valore"))),
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Uncanonical> {
        if !self.text[self.place..].starts_with(word) {
            return Err(self.wrong(("a value is missing", "manca un valore")));
        }
        self.place += word.len();
        Ok(())
    }

    fn integer(&mut self) -> Result<(), Uncanonical> {
        let negative = self.peek() == Some(b'-');
        let start = self.place + usize::from(negative);
        match natural(self.text, start) {
            Some((0, _)) if negative => Err(self.wrong(("zero has no sign", "lo zero non ha segno"))),
            Some((_, end)) if matches!(self.text.get(end), Some(b'.' | b'e' | b'E')) => {
                Err(self.wrong(("a number is not whole", "un numero non è intero")))
            }
            Some((_, end)) => {
                self.place = end;
                Ok(())
            }
            None => Err(self.wrong((
                "a number has a needless zero, or is out of range",
                "un numero ha uno zero superfluo, o è fuori dai limiti",
            ))),
        }
    }

    /// Passes a string; where its inside starts, and whether it has escapes.
    fn string(&mut self) -> Result<(usize, bool), Uncanonical> {
        self.place += 1;
        let start = self.place;
        let mut escapes = false;
        loop {
            let rest = &self.text[self.place..];
            let plain = rest.iter().position(|byte| *byte < b' ' || *byte == b'"' || *byte == b'\\');
            self.place += plain.unwrap_or(rest.len());
            match self.peek() {
                Some(b'"') => {
                    self.place += 1;
                    return Ok((start, escapes));
                }
                Some(b'\\') => {
                    escapes = true;
                    self.place += match escape(&self.text[self.place..]) {
                        Some((_, length)) => length,
                        None => {
                            return Err(self.wrong((
                                "an escape is unknown or needless",
                                "una sequenza di escape è sconosciuta o superflua",
                            )));
                        }
                    };
                }
                Some(_) => {
                    return Err(self.wrong((
                        "a control character is not escaped",
                        "un carattere di controllo non è in forma di escape",
                    )));
                }
                None => return Err(self.wrong(("a text has no end", "un testo non è chiuso"))),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Uncanonical> {
        self.enter(depth)?;
        if self.peek() == Some(b']') {
            self.place += 1;
            return Ok(());
        }
        loop {
            self.value(depth)?;
            if self.closes(b']')? {
                return Ok(());
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Uncanonical> {
        self.enter(depth)?;
        if self.peek() == Some(b'}') {
            self.place += 1;
            return Ok(());
        }
        let mut last: Option<(&'a [u8], bool)> = None;
        loop {
            let opening = self.place;
            if self.peek() != Some(b'"') {
                return Err(self.wrong(("a key is missing", "manca una chiave")));
            }
            let (start, escapes) = self.string()?;
            let key = (&self.text[start..self.place - 1], escapes);
            match last.map(|last| key_order(last, key)) {
                None | Some(Ordering::Less) => last = Some(key),
                Some(Ordering::Equal) => {
                    return Err(Uncanonical {
                        place: opening,
                        why: ("a key is given twice", "una chiave compare due volte"),
                    });
                }
                Some(Ordering::Greater) => {
                    return Err(Uncanonical {
                        place: opening,
                        why: ("keys are not sorted", "le chiavi non sono ordinate"),
                    });
                }
            }
            if self.peek() != Some(b':') {
                return Err(self.wrong(("there is no `:` after a key", "manca `:` dopo una chiave")));
            }
            self.place += 1;
            self.value(depth)?;
            if self.closes(b'}')? {
                return Ok(());
            }
        }
    }

    fn enter(&mut self, depth: usize) -> Result<(), Uncanonical> {
        if depth > MAX_EVENT_DEPTH {
            return Err(self.wrong(("it is nested too deep", "ha troppi livelli annidati")));
        }
        self.place += 1;
        Ok(())
    }

    /// Passes a comma, or the end of an array or object.
    fn closes(&mut self, end: u8) -> Result<bool, Uncanonical> {
        let found = self.peek();
        if found != Some(b',') && found != Some(end) {
            return Err(self.wrong((
                "there is no `,` and no end after a value",
                "dopo un valore manca `,` o la chiusura",
            )));
        }
        self.place += 1;
        Ok(found == Some(end))
    }
}

/// The order of two keys by code point, which in UTF-8 is that of their bytes without escapes.
fn key_order(one: (&[u8], bool), other: (&[u8], bool)) -> Ordering {
    if one.1 || other.1 { plain(one.0).cmp(plain(other.0)) } else { one.0.cmp(other.0) }
}

/// The bytes of a string's inside, without escapes.
fn plain(mut inside: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (byte, length) = escape(inside).or(inside.first().map(|byte| (*byte, 1)))?;
        inside = &inside[length..];
        Some(byte)
    })
}

/// The character that a canonical escape at the start of a text encodes, and the escape's length.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let short = match text.strip_prefix(b"\\")?.first()? {
        b'"' => b'"',
        b'\\' => b'\\',
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'f' => 12,
        b'r' => b'\r',
        b'u' => {
            let code = match text.get(2..6)? {
                [b'0', b'0', b'0', low] => hexadecimal(*low)?,
                [b'0', b'0', b'1', low] => 16 + hexadecimal(*low)?,
                _ => return None,
            };
            return (!matches!(code, 8 | 9 | 10 | 12 | 13)).then_some((code, 6));
        }
        _ => return None,
    };
    Some((short, 2))
}

fn hexadecimal(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
