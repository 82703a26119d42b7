//! `riparto table receive`: proposals and ballots in files.

use std::io::Write;

use riparto::Language;
use riparto::journal::Store;
use riparto::table::{IfStale, PersistentTable, Received, Submission, SubmissionContent};

use super::act::say_head;
use super::journal_table::{in_memory, input, to_write};
use super::table_arguments::JournalArguments;
use crate::files;
use crate::outcome::{Failure, Outcome};

/// Takes files one by one, and says of each what became of it.
pub(crate) fn receive(
    out: &mut impl Write,
    named: &JournalArguments,
    from: (&[String], Option<&str>),
    if_stale: IfStale,
    is_preview: bool,
) -> Result<Outcome, Failure> {
    let language = named.language();
    if is_preview {
        let said = language.choose("Preview: nothing was written.", "Anteprima: non è stato scritto nulla.");
        writeln!(out, "{said}")?;
        return receive_at(out, &mut in_memory(named)?, named, from, (if_stale, Received::foreseen));
    }
    let mut kept = to_write(named)?;
    let before = kept.head();
    let outcome = receive_at(out, &mut kept, named, from, (if_stale, Received::message))?;
    if kept.head() != before {
        say_head(out, kept.head(), language)?;
    }
    Ok(outcome)
}

/// What is said of a file.
type Saying = fn(&Received, &Submission, Language) -> String;

fn receive_at<S: Store>(
    out: &mut impl Write,
    kept: &mut PersistentTable<S>,
    named: &JournalArguments,
    (names, party): (&[String], Option<&str>),
    (if_stale, saying): (IfStale, Saying),
) -> Result<Outcome, Failure> {
    let language = named.language();
    let mut outcome = Outcome::Free;
    for name in names {
        let submission = match files::read(name, Submission::from_json) {
            Ok(submission) => submission,
            Err(failure) => {
                failure.lines().iter().try_for_each(|line| writeln!(out, "{line}"))?;
                outcome = Outcome::Forbidden;
                continue;
            }
        };
        if let Some(party) = party.filter(|party| *party != submission.party()) {
            writeln!(out, "{name}: {}", of_another(party, &submission, language))?;
            outcome = Outcome::Forbidden;
            continue;
        }
        let received = kept.receive(&submission, if_stale).map_err(|error| input(named, error))?;
        if !received.is_at_the_table() {
            outcome = Outcome::Forbidden;
        }
        let said = saying(&received, &submission, language);
        match (received, submission.submitted()) {
            (Received::Accepted { .. }, SubmissionContent::Proposal(proposal)) => {
                let assessed = kept.table().assess(proposal.id()).map_err(|error| input(named, error))?;
                writeln!(out, "{name}: {said}. {}", assessed.authorization().heading(language))?;
            }
            _ => writeln!(out, "{name}: {said}")?,
        }
    }
    Ok(outcome)
}

fn of_another(party: &str, submission: &Submission, language: Language) -> String {
    let from = submission.party();
    language.choose(
        format!("not taken: it is from `{from}`, and was to come from `{party}`"),
        format!("non acquisito: proviene da `{from}` e doveva provenire da `{party}`"),
    )
}
