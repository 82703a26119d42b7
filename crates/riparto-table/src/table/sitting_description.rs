//! `SittingDescription`: what minutes state of a sitting beside its acts.

use serde::{Deserialize, Serialize};

use super::attendee::Attendee;
use super::hour::Hour;
use riparto_core::budget::{check_id, check_text};
use riparto_core::error::Result;
use riparto_core::words::both;

/// What minutes state of a sitting beside its acts: its place, its hours, its agenda, who was present and for whom. What is absent stays
/// as it was described before; what is given takes the place of that.
///
/// ```
/// use riparto::table::{Action, Command, SittingDescription};
///
/// let command = Command::from_json(r#"{"id": "c8", "party": "regione", "do": {"describe_sitting":
///     {"sitting": "s1", "place": "Firenze", "begins": "10:30", "present": [ {"name": "Maria Rossi", "party": "regione"} ]}}}"#)?;
/// let Action::DescribeSitting(SittingDescription { place, present, agenda: None, .. }) = command.action() else { panic!() };
/// assert_eq!((place.as_deref(), present.as_ref().map(Vec::len)), (Some("Firenze"), Some(1)));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SittingDescription {
    /// The id of the sitting.
    pub sitting: String,
    /// Where it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Hour>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Hour>,
    /// The items of its agenda, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[doc(alias = "ordine del giorno")]
    pub agenda: Option<Vec<String>>,
    /// Who is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<Vec<Attendee>>,
}

impl SittingDescription {
    /// A description of a sitting that says nothing yet.
    #[must_use]
    pub fn of(sitting: impl Into<String>) -> SittingDescription {
        let sitting = sitting.into();
        SittingDescription { sitting, place: None, begins: None, ends: None, agenda: None, present: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        check_id(&self.sitting)?;
        check_text(both("the place", "il luogo"), self.place.as_deref().unwrap_or_default())?;
        let agenda = self.agenda.iter().flatten();
        agenda
            .map(String::as_str)
            .try_for_each(|item| check_text(both("the agenda", "l'ordine del giorno"), item))?;
        self.present.iter().flatten().try_for_each(Attendee::check)
    }

    /// The parties that those present speak for.
    pub(super) fn parties(&self) -> impl Iterator<Item = &str> {
        self.present.iter().flatten().filter_map(|attendee| attendee.party.as_deref())
    }
}
