//! `Date`: a day as the caller gives it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Cause, Error, Result, quote};
use crate::words::{Bilingual, Language, bilingual, both};

/// A day of the calendar, `2024-02-29`. The crate reads no clock: every date comes from the caller.
///
/// ```
/// use riparto::Date;
///
/// let date: Date = "2024-02-29".parse()?;
/// assert!(date < Date::new(2024, 3, 1)?);
/// assert_eq!("2023-02-29".parse::<Date>().unwrap_err().code(), "date_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[doc(alias = "data")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day by its numbers, such as 2024, 2, 29.
    ///
    /// # Errors
    /// `date_malformed` for a day that its month does not have, such as 2023, 2, 29; a month beyond 12; a year beyond 1 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Date> {
        Date::of(year, month, day).map_err(|why| {
            let found = format!("{year:04}-{month:02}-{day:02}");
            Cause::DateMalformed { found, why }.into()
        })
    }

    /// The year, from 1 to 9999.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// A day that is there, of a month that is there.
    fn of(year: u16, month: u8, day: u8) -> std::result::Result<Date, Bilingual> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return Err(both("a year has the months 1 to 12", "i mesi dell'anno vanno da 1 a 12")),
        };
        if year == 0 {
            return Err(both("years begin with 1", "gli anni cominciano da 1"));
        }
        if year > LAST_YEAR {
            return Err(both("years have four digits", "gli anni hanno quattro cifre"));
        }
        if !(1..=days).contains(&day) {
            let (english, italian) = MONTHS[usize::from(month - 1)];
            return Err(bilingual!("{english} {year} has {days} days", "{italian} {year} ha {days} giorni"));
        }
        Ok(Date { year, month, day })
    }

    /// The day in words: `12 March 2026`, `1º marzo 2026`.
    #[must_use]
    pub fn words(self, language: Language) -> String {
        let (english, italian) = MONTHS[usize::from(self.month - 1)];
        let ordinal = if self.day == 1 { language.choose("", "º") } else { "" };
        format!("{}{ordinal} {} {}", self.day, language.choose(english, italian), self.year)
    }

    /// Reads a day as a person writes it: `2026-03-12`, `12 March 2026`, `12 marzo 2026`; in Italian also `12/03/2026`, the day
    /// first. In English that is read only if it has one reading: `13/03/2026`.
    ///
    /// ```
    /// use riparto::Language;
    /// use riparto::Date;
    ///
    /// let date: Date = "2026-03-12".parse()?;
    /// assert_eq!(Date::parse("12/03/2026", Language::Italian)?, date);
    /// assert_eq!(Date::parse("12 marzo 2026", Language::Italian)?, date);
    /// assert_eq!(
    ///     Date::parse("12/03/2026", Language::English).unwrap_err().to_string(),
    ///     "`12/03/2026` is not a date: it can be read as 12 March 2026 or as 3 December 2026: write `2026-03-12` or `2026-12-03`"
    /// );
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `date_malformed` for what is no date, a day that its month does not have, or a text with two readings.
    pub fn parse(text: &str, language: Language) -> Result<Date> {
        let read = || {
            let words = text.trim();
            if let Some([year, month, day]) = iso(words) {
                return Date::of(year, two(month), two(day));
            }
            match in_figures(words).or_else(|| in_words(words)) {
                Some([day, month, year])
                    if words.contains(char::is_alphabetic) || language == Language::Italian =>
                {
                    Date::of(year, two(month), two(day))
                }
                Some([first, second, year]) => Date::either(first, second, year),
                None => Err(WRITTEN),
            }
        };
        read().map_err(|why| Cause::DateMalformed { found: quote(text), why }.into())
    }

    /// Figures whose first may be the day or the month.
    fn either(first: u16, second: u16, year: u16) -> std::result::Result<Date, Bilingual> {
        let (day_first, month_first) =
            (Date::of(year, two(second), two(first)), Date::of(year, two(first), two(second)));
        match (day_first, month_first) {
            (Ok(one), Ok(other)) if one != other => {
                let words = |date: Date, language| date.words(language);
                Err(Bilingual::of(|language| {
                    let (first, second) = (words(one, language), words(other, language));
                    language.choose(
                        format!("it can be read as {first} or as {second}: write `{one}` or `{other}`"),
                        format!("si può leggere come {first} o come {second}: scrivere `{one}` o `{other}`"),
                    )
                }))
            }
            (Ok(date), _) | (_, Ok(date)) => Ok(date),
            (Err(why), Err(_)) => Err(why),
        }
    }
}

const LAST_YEAR: u16 = 9999;

/// How a document writes a date.
const EXAMPLE: Bilingual = both("write for example `2024-02-29`", "scrivere per esempio `2024-02-29`");
/// How a person writes one.
const WRITTEN: Bilingual = both(
    "write for example `2024-02-29` or `29 February 2024`",
    "scrivere per esempio `29/02/2024` o `29 febbraio 2024`",
);

/// The months in English and in Italian.
const MONTHS: [(&str, &str); 12] = [
    ("January", "gennaio"),
    ("February", "febbraio"),
    ("March", "marzo"),
    ("April", "aprile"),
    ("May", "maggio"),
    ("June", "giugno"),
    ("July", "luglio"),
    ("August", "agosto"),
    ("September", "settembre"),
    ("October", "ottobre"),
    ("November", "novembre"),
    ("December", "dicembre"),
];

/// A number of days or months; one that is too large is none of a calendar.
fn two(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// `2026-03-12` as year, month, day.
fn iso(text: &str) -> Option<[u16; 3]> {
    let [_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes() else { return None };
    let mut parts = text.split('-').map(digits);
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// `12/03/2026` as its three numbers.
fn in_figures(text: &str) -> Option<[u16; 3]> {
    let mark = text.chars().find(|c| !c.is_ascii_digit()).filter(|mark| matches!(mark, '/' | '.' | '-'))?;
    let mut parts = text.split(mark).map(digits);
    let read = [parts.next()??, parts.next()??, parts.next()??];
    (parts.next().is_none() && text.len() - text.rfind(mark)? == "/2026".len()).then_some(read)
}

/// `12 marzo 2026`, `1º marzo 2026` as day, month, year.
fn in_words(text: &str) -> Option<[u16; 3]> {
    let mut parts = text.split_whitespace();
    let (day, month, year) = (parts.next()?, parts.next()?.to_lowercase(), parts.next()?);
    let known = |(english, italian): &(&str, &str)| english.to_lowercase() == month || *italian == month;
    let month = MONTHS.iter().position(known)? + 1;
    let day = digits(day.trim_end_matches(['º', '°', '.']))?;
    parts.next().is_none().then_some([day, u16::try_from(month).ok()?, digits(year)?])
}

/// A whole number of at most four digits.
fn digits(text: &str) -> Option<u16> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

impl FromStr for Date {
    type Err = Error;

    /// Reads `2026-03-12`, the form of documents.
    fn from_str(text: &str) -> Result<Date> {
        let read =
            iso(text).ok_or(EXAMPLE).and_then(|[year, month, day]| Date::of(year, two(month), two(day)));
        read.map_err(|why| Cause::DateMalformed { found: quote(text), why }.into())
    }
}

impl TryFrom<String> for Date {
    type Error = Error;

    fn try_from(text: String) -> Result<Date> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
