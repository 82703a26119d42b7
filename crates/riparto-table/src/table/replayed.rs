//! `Replayed`: a journal read, verified, folded and audited in one pass.

use std::fmt;
use std::io::Read;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::audit::Audit;
use super::co_design_table::CoDesignTable;
use super::table_event::EventKind;
use crate::journal::{Digest, Head, Journal, Record, Torn, torn_refusal, walk};
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::{Language, Money};
use riparto_core::words::{Bilingual, spoken};
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;

/// A journal read, verified, folded and audited in one pass.
///
/// ```
/// use riparto::table::Replayed;
///
/// let replayed = Replayed::of(&b"{}\n"[..], &[])?;
/// let broken = replayed.broken().expect("this is no record");
/// assert_eq!((broken.revision(), broken.code()), (1, "not_canonical"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    table: CoDesignTable,
    head: Head,
    torn: Option<Torn>,
    broken: Option<BrokenEvent>,
}

/// As the operation `replay` writes it: a map of `head`, `revision`, `total` and `amounts` (null where no table was opened), `valid`, and
/// `broken` (`event`, `code`, `message`) where it is not.
impl Serialize for Replayed {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            head: Digest,
            revision: u64,
            total: Option<Money>,
            amounts: Option<&'a Allocation>,
            valid: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            broken: Option<FirstFault<'a>>,
        }
        let plan = self.table.plan();
        let broken = self.first_fault();
        Written {
            head: self.head.hash(),
            revision: self.head.revision(),
            total: plan.map(|plan| plan.envelope().total()),
            amounts: plan.map(|plan| plan.approved()),
            valid: broken.is_none(),
            broken,
        }
        .serialize(serializer)
    }
}

/// The first event of a history that is broken or cut off, as a JSON map of `event`, `code` and `message`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FirstFault<'a> {
    event: u64,
    code: &'static str,
    message: &'a str,
}

/// The first event of a history that is not what was written, or that cannot have happened.
///
/// ```
/// use riparto::Language;
/// use riparto::table::Replayed;
///
/// let replayed = Replayed::of(&b"{}\n"[..], &[])?;
/// let broken = replayed.broken().expect("this is no record");
/// assert_eq!((broken.revision(), broken.code()), (1, "not_canonical"));
/// assert!(!broken.message(Language::Italian).is_empty());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenEvent {
    revision: u64,
    code: &'static str,
    message: Bilingual,
}

impl BrokenEvent {
    /// The revision that it should have, which is also its line.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// A stable name for programs: one of [`FaultCode`](crate::journal::FaultCode); `event_impossible` or `document_malformed`
    /// for an event that no table knows; `audit` for one that does not add up.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// One sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> &str {
        self.message.text(language)
    }
}

/// The sentence in English.
impl fmt::Display for BrokenEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message(Language::English))
    }
}

/// The most work of folding an event into a table and auditing it.
fn units(table: &CoDesignTable, what: &EventKind) -> usize {
    let Some(plan) = table.plan() else { return 0 };
    let lines = plan.envelope().line_count();
    match what {
        EventKind::Approved { proposal, .. } => {
            // What cannot be carried out is refused before.
            let tabled = table.proposal(proposal);
            let units = tabled.and_then(|tabled| plan.application_units(tabled.proposal()).ok());
            units.unwrap_or(0).saturating_add(lines)
        }
        EventKind::EnvelopeChanged { .. }
        | EventKind::LineAdded { .. }
        | EventKind::LineSplit { .. }
        | EventKind::LineClosed { .. } => plan.reading_units(),
        EventKind::Balloted { .. } => lines,
        EventKind::Waived { .. } => plan.rulebook().rules().len(),
        EventKind::Opened { .. }
        | EventKind::SittingOpened { .. }
        | EventKind::SittingClosed { .. }
        | EventKind::SittingCorrected { .. }
        | EventKind::SittingDescribed(_)
        | EventKind::KeyDeclared { .. }
        | EventKind::Drafted { .. }
        | EventKind::Tabled { .. }
        | EventKind::Amended { .. }
        | EventKind::ChangesRequested { .. }
        | EventKind::Withdrawn { .. }
        | EventKind::Stated { .. }
        | EventKind::Rebased { .. }
        | EventKind::Rejected { .. }
        | EventKind::Closed { .. } => 1,
    }
}

impl Replayed {
    /// Reads a journal: every byte of it, and that it passes through the heads that are known from elsewhere.
    ///
    /// # Errors
    /// `storage_failed` if it cannot be read. A journal that is broken is an answer.
    pub fn of(journal: impl Read, known: &[Head]) -> Result<Replayed> {
        Replayed::of_within(journal, known, &Meter::new(u64::MAX))
    }

    /// As [`of`](Replayed::of), with the work that a meter allows for folding and auditing what was decided.
    ///
    /// # Errors
    /// As [`of`](Replayed::of); the work ended before the journal (`effort_spent`).
    pub fn of_within(journal: impl Read, known: &[Head], meter: &Meter) -> Result<Replayed> {
        let (mut table, mut audit, mut head) = (CoDesignTable::new(), Audit::default(), Head::START);
        let mut broken = None;
        let mut take = |record: Record| -> Result<()> {
            let revision = record.revision();
            let mut unpaid = None;
            let fault = |code, message| BrokenEvent { revision, code, message };
            // The audit comes first: what it finds wrong is not folded, and is reported only if the fold accepts the event.
            let mut read = || -> Result<()> {
                let event = CoDesignTable::event(&record)?;
                if let Err(error) = pay(meter, units(&table, &event.what)) {
                    unpaid = Some(error.clone());
                    return Err(error);
                }
                audit.take_event(&event);
                match audit.fault() {
                    None => table.fold_event(&record, &event),
                    Some(_) => table.clone().fold_event(&record, &event),
                }
            };
            let read = read();
            if let Some(error) = unpaid {
                return Err(error);
            }
            let found = match (read, audit.fault()) {
                (Err(error), _) => Some(fault(error.code(), error.words())),
                (Ok(()), Some(found)) => {
                    Some(fault("audit", Bilingual::of(|language| found.message(language))))
                }
                (Ok(()), None) => None,
            };
            match found {
                None => {
                    head = record.head();
                    Ok(())
                }
                // The reading ends here, with an error that becomes the answer.
                Some(found) => {
                    let ended = Error::from(Cause::EventImpossible {
                        revision: found.revision,
                        why: found.message.clone(),
                    });
                    broken = Some(found);
                    Err(ended)
                }
            }
        };
        let walked = walk(journal, known, Some(&mut take));
        if broken.is_some() {
            return Ok(Replayed { table, head, torn: None, broken });
        }
        let verification = walked?;
        let broken = verification.fault().map(|fault| BrokenEvent {
            revision: fault.revision(),
            code: fault.code().name(),
            message: Bilingual::of(|language| fault.message(language)),
        });
        Ok(Replayed { table, head, torn: verification.torn(), broken })
    }

    /// Reads the journal in a file, as [`of`](Replayed::of) does.
    ///
    /// # Errors
    /// `storage_failed` if it cannot be read; `journal_not_a_file` for a folder or a pipe.
    pub fn of_journal(path: impl AsRef<Path>, known: &[Head]) -> Result<Replayed> {
        Replayed::of(Journal::readable(path.as_ref())?, known)
    }

    /// The table before the first broken event, or after all.
    #[must_use]
    pub fn table(&self) -> &CoDesignTable {
        &self.table
    }

    /// The head of what was folded into it.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The first broken event.
    #[must_use]
    pub fn broken(&self) -> Option<&BrokenEvent> {
        self.broken.as_ref()
    }

    /// The first event that is broken or cut off, or that there is none at all. A text is whole without the line feed at its end.
    #[doc(hidden)]
    #[must_use]
    pub fn first_fault(&self) -> Option<FirstFault<'_>> {
        let cut_off = self.torn.filter(|torn| torn.bytes() > 0).map(|torn| FirstFault {
            event: self.head.revision() + 1,
            code: "torn",
            message: torn.end().words(spoken()),
        });
        let broken = self.broken.as_ref().map(|broken| FirstFault {
            event: broken.revision,
            code: broken.code,
            message: broken.message(spoken()),
        });
        let empty = (self.head == Head::START).then(|| FirstFault {
            event: 1,
            code: "empty",
            message: spoken().choose("the history holds no event", "il registro non contiene alcun evento"),
        });
        broken.or(cut_off).or(empty)
    }

    /// An end that is not as it was written: an append that was cut off, or a last line feed that is missing.
    #[must_use]
    pub fn torn(&self) -> Option<Torn> {
        self.torn
    }

    /// The table and its head, of a journal on which commands can be decided: nothing of it is broken, and no append was cut off.
    ///
    /// ```
    /// use riparto::table::Replayed;
    ///
    /// let (table, head) = Replayed::of(&b""[..], &[])?.whole()?;
    /// assert_eq!((table.revision(), head.revision()), (0, 0));
    /// assert_eq!(Replayed::of(&b"{}\n"[..], &[])?.whole().unwrap_err().code(), "journal_broken");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `journal_broken` with the first event that is not what was written; `journal_torn` for an append that was cut off. A last line
    /// feed that is missing is no error.
    pub fn whole(self) -> Result<(CoDesignTable, Head)> {
        if let Some(BrokenEvent { revision, message, .. }) = self.broken {
            return Err(Cause::JournalBroken { revision, why: message }.into());
        }
        match self.torn.filter(|torn| torn.bytes() > 0) {
            Some(torn) => Err(torn_refusal(torn, self.head.revision())),
            None => Ok((self.table, self.head)),
        }
    }

    /// The table and its head.
    #[must_use]
    pub fn into_table(self) -> (CoDesignTable, Head) {
        (self.table, self.head)
    }
}
