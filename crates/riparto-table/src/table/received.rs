//! `Received`: what became of a submission at the table.

use super::if_stale::IfStale;
use super::persistent_table::{PersistentTable, SubmitOutcome};
use super::rejection::Rejection;
use super::submission::{Submission, SubmissionContent};
use super::table_event::TableEvent;
use crate::journal::{Head, Store};
use riparto_core::error::{Result, quote};
use riparto_core::money::Language;
use riparto_core::words::choose;

/// What became of a submission at the table. Only what is [`Accepted`](Received::Accepted) changed something.
///
/// ```
/// # use riparto::Proposal;
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, IfStale, PersistentTable, Received, Submission, SubmissionContent};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let command = |text: &str| Command::from_json(text);
/// # let _ = kept.submit(&command(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"} ] }}}}"#)?)?;
/// let proposal = Proposal::new("p1", "ats")?.transfer("b", "a", "10.00".parse()?)?;
/// let file = Submission::new(SubmissionContent::Proposal(proposal), Some(kept.head()), None)?.to_json();
///
/// let submission = Submission::from_json(&file)?;
/// assert!(matches!(kept.receive(&submission, IfStale::Refuse)?, Received::Accepted { .. }));
/// let again = kept.receive(&submission, IfStale::Refuse)?;
/// assert_eq!(again, Received::AlreadyDone { revision: 2 }, "a file is received once");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use]
pub enum Received {
    /// It was taken, and led to these events.
    Accepted {
        /// The events.
        events: Vec<TableEvent>,
        /// The revision that it was put on, if that is not the one that it was made against.
        rebased: Option<u64>,
    },
    /// It was received before; nothing more happened.
    AlreadyDone {
        /// The revision of the first event that it led to.
        revision: u64,
    },
    /// The table refused it.
    Rejected(Box<Rejection>),
    /// It does not say what it said when it was made: the hash of what it says is not the one that it states.
    Altered,
    /// It names a head through which the history of this table does not pass.
    OtherHistory {
        /// The head that it names.
        against: Head,
    },
    /// It was made on a plan without a history, so that nobody can tell what it rests on.
    NoHistory,
    /// The allocation has changed since the revision that it was made against.
    Stale {
        /// The revision that it was made against.
        against: u64,
        /// The first event since that changed the allocation.
        since: u64,
    },
}

impl<S: Store> PersistentTable<S> {
    /// Takes a submission, all of it or nothing. A proposal that is stale, or was made on a plan without a history, is put on the
    /// allocation of today only if `if_stale` says so; a ballot is about the total, and is taken as long as the total is its own.
    ///
    /// # Errors
    /// As for [`submit`](PersistentTable::submit).
    pub fn receive(&mut self, submission: &Submission, if_stale: IfStale) -> Result<Received> {
        self.catch_up()?;
        if !submission.is_intact() {
            return Ok(Received::Altered);
        }
        let id = submission.command_id();
        if let Some((_, revision)) = self.table().commands.get(id.as_str()) {
            return Ok(Received::AlreadyDone { revision: *revision });
        }
        if let Some(against) = submission.against()
            && !self.passes_through(against)?
        {
            return Ok(Received::OtherHistory { against });
        }
        let against = submission.against().map(|head| head.revision());
        let changed = |against| self.table().opened().ok()?.changed_since(against);
        let since = against.and_then(changed).map(|variation| variation.revision());
        let is_proposal = matches!(submission.submitted(), SubmissionContent::Proposal(_));
        let (revision, rebased) = match (is_proposal, if_stale, against, since) {
            (false, ..) => (None, None),
            (true, _, Some(against), None) => (Some(against), None),
            (true, IfStale::Refuse, None, _) => return Ok(Received::NoHistory),
            (true, IfStale::Refuse, Some(against), Some(since)) => {
                return Ok(Received::Stale { against, since });
            }
            (true, IfStale::Rebase, ..) => (None, Some(self.head().revision())),
        };
        Ok(match self.submit(&submission.command(revision)?)? {
            SubmitOutcome::Accepted(events) => Received::Accepted { events, rebased },
            SubmitOutcome::AlreadyDone { revision } => Received::AlreadyDone { revision },
            SubmitOutcome::Rejected(rejection) => Received::Rejected(rejection),
        })
    }

    /// Whether the history passes through a head.
    fn passes_through(&self, head: Head) -> Result<bool> {
        let Some(before) = head.revision().checked_sub(1) else { return Ok(head == Head::START) };
        let mut found = None;
        self.store().read_after(before, &mut |record| {
            found.get_or_insert(record.head());
            Ok(())
        })?;
        Ok(found == Some(head))
    }
}

impl Received {
    /// Whether the table has what was submitted.
    #[must_use]
    pub fn is_at_the_table(&self) -> bool {
        matches!(self, Received::Accepted { .. } | Received::AlreadyDone { .. })
    }

    /// The same sentence about a submission that is looked at and not taken: what would become of it.
    #[must_use]
    pub fn foreseen(&self, submission: &Submission, language: Language) -> String {
        let Received::Accepted { rebased, .. } = self else { return self.message(submission, language) };
        let what = submission.words(language);
        match rebased {
            None => choose!(language, "{what}: would be received", "{what}: verrebbe acquisita agli atti"),
            Some(revision) => choose!(
                language,
                "{what}: would be received, and put on the allocation at event {revision}",
                "{what}: verrebbe acquisita agli atti e riportata sul riparto all'evento n. {revision}"
            ),
        }
    }

    /// One sentence for people, about a submission.
    #[must_use]
    pub fn message(&self, submission: &Submission, language: Language) -> String {
        let what = submission.words(language);
        match self {
            Received::Accepted { rebased: None, .. } => {
                choose!(language, "{what}: received", "{what}: acquisita agli atti")
            }
            Received::Accepted { rebased: Some(revision), .. } => {
                let made = submission.against().map(|head| head.revision());
                match made {
                    Some(made) => choose!(
                        language,
                        "{what}: received, and put on the allocation at event {revision} in the place of event {made}",
                        "{what}: acquisita agli atti e riportata sul riparto all'evento n. {revision}, anziché all'evento n. {made}"
                    ),
                    None => choose!(
                        language,
                        "{what}: received, and put on the allocation at event {revision}",
                        "{what}: acquisita agli atti e riportata sul riparto all'evento n. {revision}"
                    ),
                }
            }
            Received::AlreadyDone { revision } => choose!(
                language,
                "{what}: received before, at event {revision}; nothing more was done",
                "{what}: già acquisita agli atti, all'evento n. {revision}; non è stato fatto altro"
            ),
            Received::Rejected(rejection) => choose!(
                language,
                "{what}: not taken: {why}",
                "{what}: non acquisita: {why}",
                why = rejection.message(language)
            ),
            Received::Altered => choose!(
                language,
                "{what}: not taken: the file was changed on its way, as its hash does not match what it says: ask for it again",
                "{what}: non acquisita: il file è stato alterato dopo la redazione, perché l'impronta non corrisponde al contenuto: chiederne un nuovo invio"
            ),
            Received::OtherHistory { against } => choose!(
                language,
                "{what}: not taken: it was made at event {revision} of a history that is not this table's: send it to the table that it is for, or make it again on this one",
                "{what}: non acquisita: è stata redatta all'evento n. {revision} di un registro che non è di questo tavolo: inviarla al tavolo a cui è destinata, o redigerla di nuovo su questo",
                revision = against.revision()
            ),
            Received::NoHistory => choose!(
                language,
                "{what}: not taken: it was made on a plan without a journal, and cannot tell on which allocation: rebase it to judge it on today's",
                "{what}: non acquisita: è stata redatta su un piano senza registro e non si sa su quale riparto: riportarla su quello attuale per valutarla"
            ),
            Received::Stale { against, since } => choose!(
                language,
                "{what}: not taken: it was made at event {against}, and the allocation has changed since, at event {since}: rebase it to judge it on today's",
                "{what}: non acquisita: è stata redatta all'evento n. {against} e da allora il riparto è cambiato, all'evento n. {since}: riportarla su quello attuale per valutarla"
            ),
        }
    }
}

impl Submission {
    /// ``proposal `p1` of `anci` ``, ``ballot of `anci` ``.
    fn words(&self, language: Language) -> String {
        let party = quote(self.party());
        match self.submitted() {
            SubmissionContent::Proposal(proposal) => choose!(
                language,
                "proposal `{id}` of `{party}`",
                "proposta `{id}` di `{party}`",
                id = proposal.id()
            ),
            SubmissionContent::Ballot(_) => {
                choose!(language, "ballot of `{party}`", "scheda di `{party}`")
            }
        }
    }
}
