//! `Timestamp`: when a command was given, as the caller states it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use riparto_core::date::Date;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::words::{Bilingual, Language, both};

/// A day, or a moment of RFC 3339 with its offset from UTC, as the caller states it: `2026-03-12`,
/// `2026-03-12T10:15:00+01:00`. The crate reads no clock, and compares no two of them: what was recorded first is what
/// is first in the history.
///
/// The text is kept as it was given. Fractions of a second have at most nine digits; `T` and `Z` are capital letters.
///
/// ```
/// use riparto::Language;
/// use riparto::table::{Date, Timestamp};
///
/// let approved: Timestamp = "2026-03-12T10:15:00+01:00".parse()?;
/// assert_eq!(approved.date(), Date::new(2026, 3, 12)?);
/// assert_eq!(approved.words(Language::English), "12 March 2026 at 10:15:00 (UTC+01:00)");
/// assert_eq!(approved.words(Language::Italian), "12 marzo 2026, ore 10:15:00 (UTC+01:00)");
///
/// let day = Timestamp::from(Date::new(2026, 3, 12)?);
/// assert_eq!(day.to_string(), "2026-03-12");
/// assert_eq!("2026-03-12 10:15".parse::<Timestamp>().unwrap_err().code(), "date_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp {
    date: Date,
    /// What follows the day: nothing, or `T10:15:00+01:00`.
    time: Box<str>,
}

/// How a moment is written.
const MOMENT: Bilingual = both(
    "write for example `2026-03-12` or `2026-03-12T10:15:00+01:00`",
    "scrivere per esempio `2026-03-12` o `2026-03-12T10:15:00+01:00`",
);

impl Timestamp {
    /// The day, where the offset holds.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// The day and the time in words: `12 March 2026 at 10:15:00 (UTC+01:00)`.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let day = self.date.words(language);
        let Some((time, offset)) = self.time.strip_prefix('T').and_then(split_offset) else { return day };
        let offset = if offset == "Z" { "" } else { offset };
        language.choose(format!("{day} at {time} (UTC{offset})"), format!("{day}, ore {time} (UTC{offset})"))
    }
}

/// `10:15:00` and `+01:00`.
fn split_offset(time: &str) -> Option<(&str, &str)> {
    time.find(['Z', '+', '-']).map(|place| time.split_at(place))
}

/// Two digits, of a number up to another.
pub(super) fn two_digits(text: &str, most: u8) -> bool {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && text.parse::<u8>().is_ok_and(|number| number <= most)
}

/// `10:15:00+01:00`, `10:15:00.250Z`.
fn is_time(text: &str) -> bool {
    let Some((time, offset)) = split_offset(text) else { return false };
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = whole.split(':');
    let [hour, minute, second] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let has_offset = offset == "Z"
        || offset[1..].split_once(':').is_some_and(|(hours, minutes)| {
            !offset.starts_with('Z') && two_digits(hours, 23) && two_digits(minutes, 59)
        });
    let has_fraction =
        (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    // A minute of a leap second has 61.
    two_digits(hour, 23)
        && two_digits(minute, 59)
        && two_digits(second, 60)
        && parts.next().is_none()
        && has_fraction
        && has_offset
}

impl FromStr for Timestamp {
    type Err = Error;

    /// # Errors
    /// `date_malformed` for anything but a day or a moment of RFC 3339, such as `2026-03-12T10:15`.
    fn from_str(text: &str) -> Result<Timestamp> {
        const DAY: usize = "2026-03-12".len();
        let Some((day, time)) = text.split_at_checked(DAY).filter(|(day, _)| day.is_ascii()) else {
            return Err(Cause::DateMalformed { found: quote(text), why: MOMENT }.into());
        };
        if !time.is_empty() && !time.strip_prefix('T').is_some_and(is_time) {
            return Err(Cause::DateMalformed { found: quote(text), why: MOMENT }.into());
        }
        Ok(Timestamp { date: day.parse()?, time: time.into() })
    }
}

impl From<Date> for Timestamp {
    fn from(date: Date) -> Timestamp {
        Timestamp { date, time: "".into() }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = Error;

    fn try_from(text: String) -> Result<Timestamp> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(timestamp: Timestamp) -> String {
        timestamp.to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.date, self.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_kept_as_they_are_written() {
        for text in [
            "2026-03-12",
            "2024-02-29T00:00:00Z",
            "2026-03-12T10:15:00+01:00",
            "2026-03-12T23:59:60-11:30",
            "2026-03-12T10:15:00.123456789Z",
            "0001-01-01T10:15:00.5+00:00",
        ] {
            let read: Timestamp = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), read);
        }
    }

    #[test]
    fn what_is_no_moment_of_rfc_3339_is_refused() {
        for text in [
            "",
            "2026",
            "2026-02-29",
            "2026-03-12T",
            "2026-03-12T10:15",
            "2026-03-12T10:15:00",
            "2026-03-12T10:15:00z",
            "2026-03-12t10:15:00Z",
            "2026-03-12 10:15:00Z",
            "2026-03-12T24:00:00Z",
            "2026-03-12T10:60:00Z",
            "2026-03-12T10:15:61Z",
            "2026-03-12T1:15:00Z",
            "2026-03-12T10:15:00:00Z",
            "2026-03-12T10:15:00.Z",
            "2026-03-12T10:15:00.1234567890Z",
            "2026-03-12T10:15:00,5Z",
            "2026-03-12T10:15:00+1:00",
            "2026-03-12T10:15:00+01",
            "2026-03-12T10:15:00+24:00",
            "2026-03-12T10:15:00+01:60",
            "2026-03-12T10:15:00Z+01:00",
            "2026-03-12T10:15:00+01:00Z",
            "2026-03-1ù",
            "2026-03-12Z",
        ] {
            assert_eq!(text.parse::<Timestamp>().unwrap_err().code(), "date_malformed", "{text}");
        }
    }
}
