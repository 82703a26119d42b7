//! `Base`: the allocation that a change, or a percentage, is measured against.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::authorization::Authorization;
use crate::error::{Error, Result};
use crate::money::Language;
use crate::reader::read_name;
use crate::words::both;

/// An allocation that a change is measured against, or that a percentage is of.
///
/// In JSON `"original"`, `"approved"`, `"initial_with_acts"`, `"after"`, or `{"authorized": "prior_approval"}`.
///
/// ```
/// use riparto::Authorization;
/// use riparto::rules::{Base, Lock};
///
/// assert_eq!(Lock::default(), Lock::new(Base::Original));
/// // What manuals mean by «last approved by the authority»: small changes that need no approval add up against it.
/// let base = Base::Authorized(Authorization::PriorApproval);
/// assert_eq!(serde_json::to_string(&base).unwrap(), r#"{"authorized":"prior_approval"}"#);
/// assert_eq!("authorized:prior_approval".parse(), Ok(base));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[doc(alias = "baseline")]
#[doc(alias = "ripartizione iniziale")]
pub enum Base {
    /// The allocation that the plan began with.
    #[default]
    Original,
    /// The allocation that was approved last, whatever its approval needed.
    Approved,
    /// The allocation after the last approval that needed at least a level, or after the last act; the original one if there was
    /// none.
    Authorized(Authorization),
    /// The original allocation with the acts on the total since, line by line: what transfers moved does not count. A line that
    /// acts took more from than it began with counts as nothing.
    InitialWithActs,
    /// The allocation under test itself: for percentages only, since no change is measured against it.
    After,
}

impl Base {
    /// The names of the bases that are words.
    const NAMED: [(&'static str, Base); 4] = [
        ("original", Base::Original),
        ("approved", Base::Approved),
        ("initial_with_acts", Base::InitialWithActs),
        ("after", Base::After),
    ];

    /// What a change is measured against, in words.
    pub(super) fn since_words(self, language: Language) -> String {
        let (english, italian) = match self {
            Base::Original => ("since the original plan", "rispetto al piano iniziale"),
            Base::Approved => ("since the last approval", "rispetto all'ultima approvazione"),
            Base::Authorized(level) => {
                let level = level.words(language);
                return language.choose(
                    format!("since the last decision that needed {level}"),
                    format!("rispetto all'ultima decisione soggetta ad autorizzazione ({level})"),
                );
            }
            Base::InitialWithActs | Base::After => (
                "since the original plan with its later acts",
                "rispetto al piano iniziale con gli atti successivi",
            ),
        };
        language.choose(english, italian).to_owned()
    }

    /// An amount that is measured from, in words: `60,00 € iniziali`.
    pub(super) fn amount_words(self, held: &str, language: Language) -> String {
        match self {
            Base::Original => language.choose(format!("the original {held}"), format!("{held} iniziali")),
            Base::Approved => {
                language.choose(format!("the approved {held}"), format!("{held} dell'ultima approvazione"))
            }
            Base::Authorized(_) => language
                .choose(format!("the last authorized {held}"), format!("{held} dell'ultima autorizzazione")),
            Base::InitialWithActs | Base::After => language.choose(
                format!("the original {held}, later acts included"),
                format!("{held} iniziali, atti successivi compresi"),
            ),
        }
    }
}

/// The name that documents write; `authorized:prior_approval` for the base of a level.
impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Base::Original => f.pad("original"),
            Base::Approved => f.pad("approved"),
            Base::InitialWithActs => f.pad("initial_with_acts"),
            Base::After => f.pad("after"),
            Base::Authorized(level) => write!(f, "authorized:{}", level.name()),
        }
    }
}

/// Reads what `Display` writes.
///
/// # Errors
/// There is no such name (`name_unknown`).
impl FromStr for Base {
    type Err = Error;

    fn from_str(name: &str) -> Result<Base> {
        if let Some(level) = name.strip_prefix("authorized:") {
            return level.parse().map(Base::Authorized);
        }
        match Base::NAMED.iter().find(|(known, _)| *known == name) {
            Some((_, base)) => Ok(*base),
            None => read_name(both("a base", "una base"), name),
        }
    }
}
