//! `Hour`: an hour of a day, as a clock on the wall shows it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::timestamp::two_digits;
use riparto_core::error::{Cause, Error, Result, quote};

/// An hour of a day, as a clock on the wall shows it: `10:30`. It knows no day and no offset from UTC: a sitting may end after midnight.
///
/// ```
/// use riparto::table::Hour;
///
/// let begins: Hour = "10.30".parse()?;
/// assert_eq!(begins.to_string(), "10:30");
/// assert_eq!("9:30".parse::<Hour>()?.to_string(), "09:30");
/// assert_eq!("25:00".parse::<Hour>().unwrap_err().code(), "hour_malformed");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hour {
    hour: u8,
    minute: u8,
}

impl Hour {
    /// Whether what begins at an hour of the afternoon or the evening may end at this one, of the night after it: up to six.
    pub(super) fn is_after_midnight_of(self, begins: Hour) -> bool {
        begins.hour >= 12 && self <= Hour { hour: 6, minute: 0 }
    }
}

impl FromStr for Hour {
    type Err = Error;

    /// # Errors
    /// `hour_malformed` for anything but one or two digits up to 23, `:` or `.`, and two digits up to 59.
    fn from_str(text: &str) -> Result<Hour> {
        let parts = text.trim().split_once([':', '.']);
        let is_hour = |hour: &str| two_digits(hour, 23) || two_digits(&format!("0{hour}"), 9);
        let parts = parts.filter(|(hour, minute)| is_hour(hour) && two_digits(minute, 59));
        let read = parts.and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
        let (hour, minute) = read.ok_or_else(|| Cause::HourMalformed { found: quote(text) })?;
        Ok(Hour { hour, minute })
    }
}

/// As `10:30`.
impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl TryFrom<String> for Hour {
    type Error = Error;

    fn try_from(text: String) -> Result<Hour> {
        text.parse()
    }
}

impl From<Hour> for String {
    fn from(hour: Hour) -> String {
        hour.to_string()
    }
}
