//! What was stated of a sitting when it was over: which of its data, and what they were before.

use super::document::Numbered;
use super::words::one_line;
use riparto_core::money::Language;
use riparto_core::words::choose;
use riparto_table::journal::Head;
use riparto_table::table::{CoDesignTable, EventKind, Hour, Sitting, SittingDescription};

/// What an event states of a sitting, beside what was known of it.
#[derive(Clone, Debug)]
pub(super) struct LaterStatement {
    /// The place of the sitting among those of the table.
    pub(super) sitting: usize,
    /// What changed, in words; nothing for a correction of day, title or id, which is told elsewhere.
    changes: Vec<String>,
}

/// An event after a sitting that the minutes of the sitting rest on too.
#[derive(Clone, Debug)]
pub(super) struct LaterEvent {
    pub(super) statement: LaterStatement,
    /// As the log has it.
    pub(super) logged: Numbered,
    /// The head of the history after it.
    pub(super) head: Head,
}

impl LaterStatement {
    /// What an event states of a sitting of a table that has not seen it; none if it is about no sitting.
    pub(super) fn of(what: &EventKind, table: &CoDesignTable, language: Language) -> Option<LaterStatement> {
        let held = |id: &str| table.sittings().iter().position(|sitting| sitting.is_called(id));
        match what {
            EventKind::SittingDescribed(description) => {
                let sitting = held(&description.sitting)?;
                let changes = changes(&table.sittings()[sitting], description, language);
                Some(LaterStatement { sitting, changes })
            }
            EventKind::SittingCorrected { sitting, .. } => {
                Some(LaterStatement { sitting: held(sitting)?, changes: Vec::new() })
            }
            EventKind::Opened { .. }
            | EventKind::SittingOpened { .. }
            | EventKind::SittingClosed { .. }
            | EventKind::KeyDeclared { .. }
            | EventKind::Drafted { .. }
            | EventKind::Tabled { .. }
            | EventKind::Amended { .. }
            | EventKind::Withdrawn { .. }
            | EventKind::Approved { .. }
            | EventKind::Rejected { .. }
            | EventKind::ChangesRequested { .. }
            | EventKind::Stated { .. }
            | EventKind::Waived { .. }
            | EventKind::Rebased { .. }
            | EventKind::EnvelopeChanged { .. }
            | EventKind::LineAdded { .. }
            | EventKind::LineSplit { .. }
            | EventKind::LineClosed { .. }
            | EventKind::Balloted { .. }
            | EventKind::Closed { .. } => None,
        }
    }
}

impl LaterEvent {
    /// The sentence of the body: `After the sitting, at event 26: the closing time was corrected (before: 12:45).`
    pub(super) fn sentence(&self, language: Language) -> Option<String> {
        let (event, changes) = (self.head.revision(), self.statement.changes.join("; "));
        (!changes.is_empty()).then(|| {
            choose!(
                language,
                "After the sitting, at event {event}: {changes}.",
                "Dopo la seduta, con l'evento {event}: {changes}."
            )
        })
    }
}

/// What a description adds to a sitting, and what it corrects.
fn changes(held: &Sitting, description: &SittingDescription, language: Language) -> Vec<String> {
    let SittingDescription { sitting: _, place, begins, ends, agenda, present, .. } = description;
    let (began, ended) = held.hours();
    let hour = |hour: Option<Hour>| hour.map(|hour| hour.to_string());
    let text = |text: &str| (!text.is_empty()).then(|| one_line(text));
    let long = |is_stated: bool| is_stated.then(String::new);
    let stated = [
        (
            place.as_ref().is_some_and(|place| place != held.place()),
            ("the place was", "del luogo"),
            text(held.place()),
        ),
        (begins.is_some() && *begins != began, ("the opening time was", "dell'ora di apertura"), hour(began)),
        (ends.is_some() && *ends != ended, ("the closing time was", "dell'ora di chiusura"), hour(ended)),
        (
            agenda.as_ref().is_some_and(|agenda| agenda != held.agenda()),
            ("the agenda was", "dell'ordine del giorno"),
            long(!held.agenda().is_empty()),
        ),
        (
            present.as_ref().is_some_and(|present| present != held.present()),
            ("the attendance was", "dei presenti"),
            long(!held.present().is_empty()),
        ),
    ];
    let changed = stated.into_iter().filter(|(is_changed, ..)| *is_changed);
    changed
        .map(|(_, (english, italian), before)| match before {
            None => choose!(language, "{english} recorded", "verbalizzazione {italian}"),
            Some(before) if before.is_empty() => {
                choose!(
                    language,
                    "{english} corrected (the log has both)",
                    "rettifica {italian} (v. registro)"
                )
            }
            Some(before) => choose!(
                language,
                "{english} corrected (before: {before})",
                "rettifica {italian} (in precedenza: {before})"
            ),
        })
        .collect()
}
