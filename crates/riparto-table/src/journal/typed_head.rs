//! A head in a short form that people type.

use std::fmt;
use std::str::FromStr;

use super::head::Head;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::words::{Bilingual, bilingual, both};

/// The symbols of Crockford's base 32, and those that only check.
const SYMBOLS: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/// How many symbols of the hash there are, in groups of four: 120 bits of it.
const COUNT: usize = 24;
const GROUP: usize = 4;

/// A head in a short form that people read from paper and type: the revision, the first 120 bits of the hash in Crockford's base 32, and
/// a symbol that checks both. Small letters, blanks, and `O` for `0`, `I` or `L` for `1` are read as they are meant; one symbol that is
/// another, or two neighbours that are swapped, are detected by the last symbol.
///
/// ```
/// use riparto::journal::{Digest, Head, TypedHead};
///
/// let typed = TypedHead::of(&Head::new(21, Digest::of(b"")));
/// assert_eq!(typed.to_string(), "21-WERC-8GMR-ZGE1-96QV-YK49-JVXS-Z");
/// assert_eq!("21 werc 8gmr zge1 96qv yk49 jvxs z".parse::<TypedHead>()?, typed);
/// assert_eq!("21-WERC-8GRM-ZGE1-96QV-YK49-JVXS-Z".parse::<TypedHead>().unwrap_err().code(), "typed_head_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(alias = "impronta breve")]
pub struct TypedHead {
    revision: u64,
    bits: u128,
}

impl TypedHead {
    /// The short form of a head.
    #[must_use]
    pub fn of(head: &Head) -> TypedHead {
        let hash = *head.hash().as_bytes();
        let bits = hash.iter().take(COUNT * 5 / 8).fold(0, |bits, byte| bits << 8 | u128::from(*byte));
        TypedHead { revision: head.revision(), bits }
    }

    /// The revision of the head.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Revision and hash as one number, less all multiples of 37.
    fn check(&self) -> u128 {
        const HIGH: u128 = (1 << 120) % 37;
        (u128::from(self.revision % 37) * HIGH + self.bits % 37) % 37
    }
}

fn symbol(value: u128) -> char {
    // A remainder of a division by 32 or 37.
    let place = usize::try_from(value).unwrap_or_default();
    SYMBOLS.get(place).copied().map_or('0', char::from)
}

/// The value of a symbol as people write it.
fn value(symbol: char, allowed: usize) -> Option<u128> {
    let meant = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = SYMBOLS.iter().take(allowed).position(|known| char::from(*known) == meant)?;
    u128::try_from(place).ok()
}

impl fmt::Display for TypedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.revision)?;
        for place in 0..COUNT {
            if place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", symbol(self.bits >> (5 * (COUNT - 1 - place)) & 31))?;
        }
        write!(f, "-{}", symbol(self.check()))
    }
}

impl FromStr for TypedHead {
    type Err = Error;

    /// # Errors
    /// `typed_head_malformed` if symbols are missing, too many or unknown, or if the last one tells that another is not what was printed.
    fn from_str(text: &str) -> Result<TypedHead> {
        let symbols: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect();
        let Some((revision, rest)) =
            symbols.len().checked_sub(COUNT + 1).and_then(|at| symbols.split_at_checked(at))
        else {
            return Err(malformed(too_short()));
        };
        let Some((last, hash)) = rest.split_last() else { return Err(malformed(too_short())) };
        let digit = |number: Option<u64>, symbol: &char| {
            let digit = value(*symbol, 10).and_then(|digit| u64::try_from(digit).ok())?;
            number?.checked_mul(10)?.checked_add(digit)
        };
        let revision = match revision {
            [] => None,
            digits => digits.iter().fold(Some(0), digit),
        };
        let revision = revision.ok_or_else(|| malformed(too_short()))?;
        let mut bits = 0;
        for symbol in hash {
            bits = bits << 5 | value(*symbol, 32).ok_or_else(|| unknown(*symbol))?;
        }
        let typed = TypedHead { revision, bits };
        match value(*last, SYMBOLS.len()).ok_or_else(|| unknown(*last))? == typed.check() {
            true => Ok(typed),
            false => Err(malformed(both(
                "a symbol is not what was printed, as its last one tells",
                "un carattere non è quello stampato, come indica l'ultimo",
            ))),
        }
    }
}

/// Hyphens, as keyboards and word processors write them.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn too_short() -> Bilingual {
    both(
        "it is a revision, six groups of four symbols and one that checks",
        "è formata da un numero di evento, sei gruppi di quattro caratteri e uno di controllo",
    )
}

fn unknown(symbol: char) -> Error {
    malformed(bilingual!("`{symbol}` is none of its symbols", "`{symbol}` non è tra i suoi caratteri"))
}

fn malformed(why: Bilingual) -> Error {
    Cause::TypedHeadMalformed { why }.into()
}
