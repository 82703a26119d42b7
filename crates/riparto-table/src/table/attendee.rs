//! `Attendee`: a person present at a sitting, and for whom.

use serde::{Deserialize, Serialize};

use super::hour::Hour;

use riparto_core::budget::{check_id, check_text};
use riparto_core::error::Result;
use riparto_core::words::{Language, both};

/// A person present at a sitting, and for whom.
///
/// ```
/// use riparto::table::{Attendee, Duty};
///
/// let chair = Attendee::new("Maria Rossi").with_party("regione").with_capacity("dirigente").with_duty(Duty::Chair);
/// assert_eq!((chair.name.as_str(), chair.party.as_deref()), ("Maria Rossi", Some("regione")));
/// let late = Attendee::new("Luca Verdi").with_party("ats").with_arrived("10:40".parse()?);
/// assert_eq!(late.arrived.map(|hour| hour.to_string()).as_deref(), Some("10:40"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Attendee {
    /// The name.
    pub name: String,
    /// The id of the party that the person speaks for; absent for guests and for a secretary who speaks for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// As what the person is there: an office, a delegation. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub capacity: String,
    /// What the person does for the sitting itself, and signs its minutes for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// When the person came, where that was after the sitting began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Hour>,
    /// When the person left, where that was before the sitting ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Hour>,
}

/// What a person does for a sitting itself.
///
/// ```
/// use riparto::Language;
/// use riparto::table::Duty;
///
/// assert_eq!(Duty::Secretary.words(Language::Italian), "segretario verbalizzante");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Duty {
    /// Presides over it.
    #[doc(alias = "presidente")]
    Chair,
    /// Takes its minutes.
    #[doc(alias = "segretario verbalizzante")]
    Secretary,
}

impl Attendee {
    /// A person who speaks for nobody.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Attendee {
        Attendee {
            name: name.into(),
            party: None,
            capacity: String::new(),
            duty: None,
            arrived: None,
            left: None,
        }
    }

    /// The same person, for a party.
    #[must_use]
    pub fn with_party(self, party: impl Into<String>) -> Attendee {
        Attendee { party: Some(party.into()), ..self }
    }

    /// The same person, in a capacity.
    #[must_use]
    pub fn with_capacity(self, capacity: impl Into<String>) -> Attendee {
        Attendee { capacity: capacity.into(), ..self }
    }

    /// The same person, with a duty.
    #[must_use]
    pub fn with_duty(self, duty: Duty) -> Attendee {
        Attendee { duty: Some(duty), ..self }
    }

    /// The same person, who came after the sitting began.
    #[must_use]
    pub fn with_arrived(self, hour: Hour) -> Attendee {
        Attendee { arrived: Some(hour), ..self }
    }

    /// The same person, who left before the sitting ended.
    #[must_use]
    pub fn with_left(self, hour: Hour) -> Attendee {
        Attendee { left: Some(hour), ..self }
    }

    pub(super) fn check(&self) -> Result<()> {
        check_text(both("the name", "il nome"), &self.name)?;
        check_text(both("the capacity", "la qualifica"), &self.capacity)?;
        self.party.as_deref().map_or(Ok(()), check_id)
    }
}

impl Duty {
    /// Its name in a language.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Duty::Chair => language.choose("chair", "presidente"),
            Duty::Secretary => language.choose("secretary", "segretario verbalizzante"),
        }
    }
}
