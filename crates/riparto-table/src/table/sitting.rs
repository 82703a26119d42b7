//! `Sitting`: one meeting of the table, with what was corrected of it.

use serde::Serialize;

use super::attendee::Attendee;
use super::hour::Hour;
use super::sitting_description::SittingDescription;
use riparto_core::date::Date;

/// One meeting of the table.
///
/// In JSON a map of `id`, `date`, `title`, and the revisions `opened` and `closed`; `corrected` says what was recorded first. What was
/// described of it follows, if anything was: `place`, `begins`, `ends`, `agenda`, `present`.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"open_sitting": {"sitting": "s1", "date": "2026-03-12", "title": "First"}}}"#)?;
/// let [sitting] = kept.table().sittings() else { panic!("one was opened") };
/// assert_eq!((sitting.id(), sitting.title(), sitting.date().day()), ("s1", "First", 12));
/// assert_eq!(sitting.revisions(), (4, None), "it is under way");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[doc(alias = "seduta")]
pub struct Sitting {
    pub(super) id: String,
    pub(super) date: Date,
    pub(super) title: String,
    pub(super) opened: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) closed: Option<u64>,
    /// What was recorded of it first, if that was corrected, and the revision of the last correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) corrected: Option<Recorded>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) begins: Option<Hour>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ends: Option<Hour>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) agenda: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) present: Vec<Attendee>,
}

/// What was recorded of a sitting when it was opened, before it was corrected.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"open_sitting": {"sitting": "s1", "date": "2026-03-12", "title": "First"}}}"#)?;
/// # let _ = say(r#"{"id": "c4", "party": "regione", "do": {"correct_sitting": {"sitting": "s1", "date": "2026-03-13", "reason": "A slip"}}}"#)?;
/// let sitting = &kept.table().sittings()[0];
/// let recorded = sitting.corrected().expect("it was corrected");
/// assert_eq!((sitting.date().day(), recorded.date().day(), recorded.revision()), (13, 12, 5));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    pub(super) ids: Vec<String>,
    pub(super) date: Date,
    pub(super) title: String,
    pub(super) revision: u64,
}

/// What a correction sets right; what is absent stays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Correction<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) date: Option<Date>,
    pub(super) title: Option<&'a str>,
}

impl Recorded {
    /// The id at its opening.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.ids[0]
    }

    /// The day at its opening.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// The title at its opening; may be empty.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The revision of the last correction.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

impl Sitting {
    pub(super) fn opened(id: &str, date: Date, title: &str, revision: u64) -> Sitting {
        let (id, title) = (id.to_owned(), title.to_owned());
        Sitting {
            id,
            date,
            title,
            opened: revision,
            closed: None,
            corrected: None,
            place: String::new(),
            begins: None,
            ends: None,
            agenda: Vec::new(),
            present: Vec::new(),
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The day.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// The title; may be empty.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The revisions of its first and last event; the last only when it is closed.
    #[must_use]
    pub fn revisions(&self) -> (u64, Option<u64>) {
        (self.opened, self.closed)
    }

    /// What was recorded when it was opened, if that was corrected since.
    #[must_use]
    pub fn corrected(&self) -> Option<&Recorded> {
        self.corrected.as_ref()
    }

    /// Where it is held; empty if that was not described.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// When it begins and ends, if that was described.
    #[must_use]
    pub fn hours(&self) -> (Option<Hour>, Option<Hour>) {
        (self.begins, self.ends)
    }

    /// The items of its agenda, in order.
    #[must_use]
    pub fn agenda(&self) -> &[String] {
        &self.agenda
    }

    /// Who is present, as described last.
    #[must_use]
    pub fn present(&self) -> &[Attendee] {
        &self.present
    }

    /// Whether it has an id, or had it before it was corrected.
    #[must_use]
    pub fn is_called(&self, id: &str) -> bool {
        self.id == id || self.corrected.iter().any(|recorded| recorded.ids.iter().any(|former| former == id))
    }

    /// Whether a correction leaves it as it is.
    pub(super) fn is_as(&self, correction: Correction<'_>) -> bool {
        correction.id.is_none_or(|id| id == self.id)
            && correction.date.is_none_or(|date| date == self.date)
            && correction.title.is_none_or(|title| title == self.title)
    }

    /// Whether a description leaves it as it is.
    pub(super) fn is_described(&self, description: &SittingDescription) -> bool {
        let mut described = self.clone();
        described.describe(description);
        described == *self
    }

    /// The hours that a description would leave it with, if it gives one and they are in no order. Histories may hold such hours from
    /// before this was refused.
    pub(super) fn ends_before_it_begins(&self, description: &SittingDescription) -> Option<(Hour, Hour)> {
        description.begins.or(description.ends)?;
        let hours = (description.begins.or(self.begins)?, description.ends.or(self.ends)?);
        (hours.1 < hours.0 && !hours.1.is_after_midnight_of(hours.0)).then_some(hours)
    }

    pub(super) fn describe(&mut self, description: &SittingDescription) {
        let SittingDescription { sitting: _, place, begins, ends, agenda, present } = description;
        place.iter().for_each(|place| self.place.clone_from(place));
        self.begins = begins.or(self.begins);
        self.ends = ends.or(self.ends);
        agenda.iter().for_each(|agenda| self.agenda.clone_from(agenda));
        present.iter().for_each(|present| self.present.clone_from(present));
    }

    pub(super) fn correct(&mut self, correction: Correction<'_>, revision: u64) {
        let recorded = self.corrected.get_or_insert_with(|| Recorded {
            ids: Vec::new(),
            date: self.date,
            title: self.title.clone(),
            revision,
        });
        recorded.ids.push(self.id.clone());
        recorded.revision = revision;
        self.id = correction.id.unwrap_or(&self.id).to_owned();
        self.date = correction.date.unwrap_or(self.date);
        self.title = correction.title.unwrap_or(&self.title).to_owned();
    }
}
