//! `ChangeCount`: how many changes that need a level of authorization may be made.

use serde::{Deserialize, Serialize};

use super::authorization::Authorization;
use crate::date::Date;
use crate::error::{Cause, Result};
use crate::reader::read_by_name;

/// How many changes of the plan may be made that need at least a level of authorization. Once they are made, what would need that
/// level needs what a breach of the rule does.
///
/// ```
/// use riparto::rules::{ChangeCount, CountedPer};
/// use riparto::{Authorization, Limit, Rule, Scope};
///
/// // Only one variant may be granted in a year.
/// let once = ChangeCount::new(1, Authorization::PriorApproval).per(CountedPer::Year);
/// let rule = Rule::new("one-variant", Scope::all(), Limit::Changes(once))?;
/// assert_eq!(rule.needs(), Authorization::Forbidden);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ChangeCount {
    /// How many.
    pub at_most: u32,
    /// The level from which on a change counts.
    pub needing: Authorization,
    /// Over what time.
    #[serde(default)]
    pub per: CountedPer,
}

/// Over what time changes are counted.
///
/// ```
/// use riparto::rules::CountedPer;
///
/// assert_eq!("year".parse::<CountedPer>()?, CountedPer::Year);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CountedPer {
    /// Since the plan began.
    #[default]
    Plan,
    /// In the year of the day that is asked about; since the plan began where that is not known. A change without a date counts in
    /// every year.
    Year,
}

read_by_name! { CountedPer: "what changes are counted over", "ciò su cui si contano le variazioni"; }

/// A change of the plan that was made: the authorization that it needed and its day, as far as it is known.
///
/// ```
/// use riparto::rules::ChangeMade;
/// use riparto::{Authorization, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "100.00"} ],
///          "changes_made": [ {"needs": "prior_approval", "date": "2026-03-12"} ] }"#,
/// )?;
/// assert_eq!(plan.changes_made(), [ChangeMade::new(Authorization::PriorApproval, Some("2026-03-12".parse()?))]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ChangeMade {
    /// What it needed.
    pub needs: Authorization,
    /// Its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

impl ChangeCount {
    /// At most so many changes that need at least a level, since the plan began.
    #[must_use]
    pub fn new(at_most: u32, needing: Authorization) -> ChangeCount {
        ChangeCount { at_most, needing, per: CountedPer::Plan }
    }

    /// Counted over another time.
    #[must_use]
    pub fn per(self, per: CountedPer) -> ChangeCount {
        ChangeCount { per, ..self }
    }

    /// Refuses to count what needs nothing, or what is never made.
    pub(super) fn check(&self) -> Result<()> {
        match self.needing {
            Authorization::Free | Authorization::Forbidden => {
                Err(Cause::ChangesNeeding { found: self.needing.name() }.into())
            }
            Authorization::Notification | Authorization::PriorApproval | Authorization::Exceptional => Ok(()),
        }
    }

    /// How many of some changes count on a day.
    pub(super) fn counted(&self, made: &[ChangeMade], day: Option<Date>) -> usize {
        let in_year = |change: &&ChangeMade| match (self.per, day, change.date) {
            (CountedPer::Year, Some(day), Some(date)) => day.year() == date.year(),
            _ => true,
        };
        made.iter().filter(|change| change.needs >= self.needing).filter(in_year).count()
    }

    /// Whether no more may be made.
    pub(super) fn is_used_up(&self, made: &[ChangeMade], day: Option<Date>) -> bool {
        self.counted(made, day) >= usize::try_from(self.at_most).unwrap_or(usize::MAX)
    }
}

impl ChangeMade {
    /// A change.
    #[must_use]
    pub fn new(needs: Authorization, date: Option<Date>) -> ChangeMade {
        ChangeMade { needs, date }
    }
}
