//! `Period`: the days on which a rule is in force.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::error::{Cause, Result};

/// The days on which a rule is in force, the first and the last one included; a side that is absent is open.
///
/// ```
/// use riparto::rules::Period;
///
/// // The last two months of a year.
/// let period = Period::new(Some("2026-11-01".parse()?), Some("2026-12-31".parse()?))?;
/// assert!(period.contains("2026-12-31".parse()?) && !period.contains("2027-01-01".parse()?));
/// assert_eq!(Period::new(None, None).unwrap_err().code(), "period_empty");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "vigenza")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PeriodDocument")]
pub struct Period {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
}

/// A period as documents state it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<Date>,
}

impl From<Period> for PeriodDocument {
    fn from(Period { from, until }: Period) -> PeriodDocument {
        PeriodDocument { from, until }
    }
}

impl Period {
    /// A period by its first and its last day.
    ///
    /// # Errors
    /// Neither day, or a last one before the first (`period_empty`).
    pub fn new(from: Option<Date>, until: Option<Date>) -> Result<Period> {
        match (from, until) {
            (None, None) => Err(Cause::PeriodEmpty {}.into()),
            (Some(from), Some(until)) if until < from => Err(Cause::PeriodEmpty {}.into()),
            _ => Ok(Period { from, until }),
        }
    }

    /// The first day; none if there is no first one.
    #[must_use]
    pub fn from(self) -> Option<Date> {
        self.from
    }

    /// The last day; none if there is no last one.
    #[must_use]
    pub fn until(self) -> Option<Date> {
        self.until
    }

    /// Whether a day is one of them.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl TryFrom<PeriodDocument> for Period {
    type Error = crate::error::Error;

    fn try_from(document: PeriodDocument) -> Result<Period> {
        Period::new(document.from, document.until)
    }
}
