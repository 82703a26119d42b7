//! `Authorization`: what a change needs before it may take effect.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::Language;
use crate::reader::read_by_name;
use crate::words::{Bilingual, both};

/// What a breach of a rule needs, and so what a proposal needs: from nothing to impossible.
///
/// ```
/// use riparto::Authorization;
///
/// assert!(Authorization::Notification < Authorization::PriorApproval);
/// assert_eq!(Authorization::PriorApproval.to_string(), "prior approval");
/// assert_eq!(Authorization::PriorApproval.name().parse(), Ok(Authorization::PriorApproval));
/// ```
#[doc(alias = "livello di autorizzazione")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authorization {
    /// Nothing: the change may be made.
    #[default]
    Free,
    /// The authority is told.
    Notification,
    /// The authority agrees beforehand.
    PriorApproval,
    /// The authority agrees beforehand, for reasons out of the ordinary.
    Exceptional,
    /// The change may not be made.
    Forbidden,
}

read_by_name! { Authorization: "a level of authorization", "un livello di autorizzazione"; }

impl Authorization {
    /// All levels, from nothing to impossible.
    pub const ALL: [Authorization; 5] = [
        Authorization::Free,
        Authorization::Notification,
        Authorization::PriorApproval,
        Authorization::Exceptional,
        Authorization::Forbidden,
    ];

    /// The name in JSON: `prior_approval`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Authorization::Free => "free",
            Authorization::Notification => "notification",
            Authorization::PriorApproval => "prior_approval",
            Authorization::Exceptional => "exceptional",
            Authorization::Forbidden => "forbidden",
        }
    }

    /// The name in a language: `prior approval`, `approvazione preventiva`.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (english, italian) = match self {
            Authorization::Free => ("free", "nessuna autorizzazione"),
            Authorization::Notification => ("notification", "comunicazione"),
            Authorization::PriorApproval => ("prior approval", "approvazione preventiva"),
            Authorization::Exceptional => ("exceptional approval", "approvazione straordinaria"),
            Authorization::Forbidden => ("forbidden", "non ammesso"),
        };
        language.choose(english, italian)
    }

    /// What a decision needs, as the beginning of a sentence: `Needs prior approval`, `Soggetta ad approvazione
    /// preventiva`.
    #[doc(hidden)]
    pub fn heading(self, language: Language) -> &'static str {
        let (english, italian) = match self {
            Authorization::Free => ("Needs no authorization", "Nessuna autorizzazione richiesta"),
            Authorization::Notification => ("Needs notification", "Soggetta a comunicazione"),
            Authorization::PriorApproval => ("Needs prior approval", "Soggetta ad approvazione preventiva"),
            Authorization::Exceptional => {
                ("Needs exceptional approval", "Soggetta ad approvazione straordinaria")
            }
            Authorization::Forbidden => ("Forbidden", "Non ammissibile"),
        };
        language.choose(english, italian)
    }

    /// What goes beyond a limit with this level, as the end of a sentence: `needs prior approval`,
    /// `soggetto ad approvazione preventiva`.
    #[doc(hidden)]
    pub fn demand(self, language: Language) -> &'static str {
        let (english, italian) = match self {
            Authorization::Free => ("is free, and to be noted", "nessuna autorizzazione, da annotare"),
            Authorization::Notification => ("needs a notification", "soggetto a comunicazione"),
            Authorization::PriorApproval => ("needs prior approval", "soggetto ad approvazione preventiva"),
            Authorization::Exceptional => {
                ("needs exceptional approval", "soggetto ad approvazione straordinaria")
            }
            Authorization::Forbidden => ("is forbidden", "non ammesso"),
        };
        language.choose(english, italian)
    }
}

impl Authorization {
    /// The name that programs use and the Italian words, for a sentence that quotes the level.
    pub(crate) fn bilingual(self) -> Bilingual {
        both(
            self.name(),
            match self {
                Authorization::Free => "nessuna autorizzazione",
                Authorization::Notification => "comunicazione",
                Authorization::PriorApproval => "approvazione preventiva",
                Authorization::Exceptional => "approvazione straordinaria",
                Authorization::Forbidden => "non ammissibile",
            },
        )
    }
}

impl fmt::Display for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words(Language::English))
    }
}
