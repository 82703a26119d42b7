//! `WholeNumber`: a whole number of a proof, in JSON a number as far as every reader of JSON has it exactly, and a text beyond.

use std::fmt;

use riparto_core::capacity::MAX_EVENT_INTEGER;
use riparto_core::words::bilingual;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use riparto_core::error::{Cause, Error, Result, quote};

/// A whole number of a proof, of at most 38 digits.
///
/// ```
/// use riparto::proof::WholeNumber;
///
/// assert_eq!(serde_json::to_string(&WholeNumber(-5))?, "-5");
/// assert_eq!(serde_json::to_string(&WholeNumber(1 << 60))?, "\"1152921504606846976\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WholeNumber(pub i128);

impl WholeNumber {
    /// The digits of the largest one.
    const MOST_DIGITS: usize = 38;

    /// Reads the digits of a number that JSON numbers do not hold.
    pub(super) fn read(text: &str) -> Result<()> {
        WholeNumber::of(text).map(|_| ()).ok_or_else(|| WholeNumber::refused(text).into())
    }

    fn of(text: &str) -> Option<WholeNumber> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_plain = digits.len() <= WholeNumber::MOST_DIGITS
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number: i128 = text.parse().ok().filter(|_| is_plain)?;
        (number.unsigned_abs() > u128::from(MAX_EVENT_INTEGER)).then_some(WholeNumber(number))
    }

    fn refused(text: &str) -> Cause {
        let said = bilingual!(
            "`{text}` is no whole number: a number of up to 53 bits is written without quotation marks, a larger one as its digits, at most {most}",
            "`{text}` non è un numero intero: un numero fino a 53 bit si scrive senza virgolette, uno più grande con le sue cifre, al massimo {most}",
            text = quote(text),
            most = WholeNumber::MOST_DIGITS
        );
        Cause::DocumentMalformed { said }
    }
}

/// What is there, which `null` is not.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> std::result::Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Serialize for WholeNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match i64::try_from(self.0) {
            Ok(number) if number.unsigned_abs() <= MAX_EVENT_INTEGER => serializer.serialize_i64(number),
            _ => serializer.collect_str(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for WholeNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<WholeNumber, D::Error> {
        struct WholeNumberVisitor;
        impl Visitor<'_> for WholeNumberVisitor {
            type Value = WholeNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, as text beyond 53 bits")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> std::result::Result<WholeNumber, E> {
                match number.unsigned_abs() <= MAX_EVENT_INTEGER {
                    true => Ok(WholeNumber(number.into())),
                    false => Err(E::invalid_value(de::Unexpected::Signed(number), &self)),
                }
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> std::result::Result<WholeNumber, E> {
                match number <= MAX_EVENT_INTEGER {
                    true => Ok(WholeNumber(number.into())),
                    false => Err(E::invalid_value(de::Unexpected::Unsigned(number), &self)),
                }
            }

            fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<WholeNumber, E> {
                WholeNumber::of(text).ok_or_else(|| E::custom(Error::from(WholeNumber::refused(text))))
            }
        }
        deserializer.deserialize_any(WholeNumberVisitor)
    }
}
