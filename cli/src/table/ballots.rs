//! Ballots of a table: taken from a file, and shown by line or by label.

use std::io::Write;

use riparto::ballots::{AggregationRule, BallotSheet, Ballots, BallotsByLabel, ReadBallots};
use riparto::journal::Store;
use riparto::report::{BallotReport, Report};
use riparto::table::{Action, CoDesignTable, Command, PersistentTable, Rejection};
use riparto::{Language, Money};

use super::act::{derived, say_head, stated};
use super::ballot_arguments::TakeBallots;
use super::journal_table::{in_memory, input, to_write};
use crate::files;
use crate::outcome::{Failure, Outcome};

/// Takes the ballots of a file, each as the ballot of its party, all of them or none.
pub(crate) fn take(out: &mut impl Write, taking: &TakeBallots) -> Result<Outcome, Failure> {
    taken(out, to_write(&taking.journal)?, taking)
}

/// What taking them would do, on a copy of the table in memory.
pub(crate) fn take_tried(out: &mut impl Write, taking: &TakeBallots) -> Result<Outcome, Failure> {
    let language = taking.journal.language();
    let mut told = Vec::new();
    let outcome = taken(&mut told, in_memory(&taking.journal)?, taking)?;
    out.write_all(&told)?;
    if matches!(outcome, Outcome::Free) {
        let said = language.choose("Preview: nothing was written.", "Anteprima: non è stato scritto nulla.");
        writeln!(out, "{said}")?;
    }
    Ok(outcome)
}

fn taken<S: Store>(
    out: &mut impl Write,
    mut kept: PersistentTable<S>,
    taking: &TakeBallots,
) -> Result<Outcome, Failure> {
    let (of_journal, language) = (|error| input(&taking.journal, error), taking.journal.language());
    let commands = commands(&kept, taking)?;
    let refusals = commands.iter().filter_map(|command| match kept.table().decide(command) {
        Err(rejection) => Some((command.party(), rejection)),
        Ok(_) => None,
    });
    let refusals: Vec<(&str, Rejection)> = refusals.collect();
    if !refusals.is_empty() {
        for (party, rejection) in refusals {
            let ballot = language.choose("Ballot of", "Scheda di");
            writeln!(out, "{ballot} `{party}` [{}]: {}", rejection.code(), rejection.message(language))?;
        }
        let none = language.choose("No ballot is taken.", "Nessuna scheda è stata acquisita.");
        writeln!(out, "{none}")?;
        return Ok(Outcome::Forbidden);
    }
    if let Err(rejection) = kept.submit_whole(&commands).map_err(of_journal)? {
        writeln!(out, "[{}]: {}", rejection.code(), rejection.message(language))?;
        return Ok(Outcome::Forbidden);
    }
    let parties: Vec<String> = commands.iter().map(|command| format!("`{}`", command.party())).collect();
    let (count, parties) = (commands.len(), parties.join(", "));
    let said = language.choose(
        format!("Ballots taken: {count} ({parties})."),
        format!("Schede acquisite: {count} ({parties})."),
    );
    writeln!(out, "{said}")?;
    say_head(out, kept.head(), language)?;
    Ok(Outcome::Free)
}

/// A ballot of each row, by the party that the row names.
fn commands<S: Store>(kept: &PersistentTable<S>, taking: &TakeBallots) -> Result<Vec<Command>, Failure> {
    let of_journal = |error| input(&taking.journal, error);
    let Some(plan) = kept.table().plan() else { return Ok(Vec::new()) };
    let by_label = taking.by.as_deref().map(|key| BallotsByLabel::of(plan, key));
    let by_label = by_label.transpose().map_err(of_journal)?;
    let leave_out: Vec<&str> = taking.leave_out.iter().map(String::as_str).collect();
    let (sheet, _) = files::read_table(&taking.file, &["schede", "ballots"], |text, (style, sheet)| {
        let read = ReadBallots {
            leave_out: &leave_out,
            plan: Some(by_label.as_ref().map_or(plan, BallotsByLabel::plan)),
            style: taking.style.map(Into::into).or(style),
            sheet,
            ..ReadBallots::default()
        };
        match text.trim_start_matches([' ', '\t', '\r', '\n']) {
            json if json.starts_with('{') => BallotSheet::from_json(text, &read),
            _ => BallotSheet::from_csv(text, &read),
        }
    })?;
    let each = sheet.ballots().iter().map(|ballot| {
        let amounts: Vec<Money> = match &by_label {
            Some(by_label) => by_label.on_lines(ballot.amounts())?,
            None => ballot.amounts().to_vec(),
        };
        let lines = plan.envelope().lines().map(|line| line.id().to_owned());
        let action = Action::Ballot { amounts: lines.zip(amounts).collect() };
        let id = derived(kept.head(), ballot.party(), &action)?;
        stated(Command::new(id, ballot.party(), action)?, (taking.acting.as_deref(), taking.when.as_ref()))
    });
    each.collect::<riparto::Result<_>>().map_err(|error| Failure::Input(taking.file.clone(), error))
}

/// The ballots of a table and what a rule makes of them, by line or by the values of a label.
pub(super) fn shown(
    table: &CoDesignTable,
    (rule, by): (AggregationRule, Option<&str>),
    language: Language,
) -> riparto::Result<String> {
    let ballots: Ballots = table.ballots()?;
    let Some(plan) = table.plan() else { return Ok(String::new()) };
    match by {
        None => Ok(BallotReport::of(plan, &ballots, rule)?.text(language)),
        Some(key) => {
            let by_label = BallotsByLabel::of(plan, key)?;
            let sums = by_label.sums(&ballots)?;
            Ok(BallotReport::by_label(&by_label, &sums, rule)?.text(language))
        }
    }
}
