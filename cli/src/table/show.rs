//! What only looks at a table.

use std::io::Write;

use riparto::report::{
    DifferenceReport, LogReport, Minutes, PositionsReport, ProposalReport, ProposalsReport, QueueReport,
    RebasedReport, Report,
};
use riparto::table::{CoDesignTable, PartyQueue, Positions, TabledProposal};
use riparto::{Authorization, Language};

use super::ballots;
use super::journal_table::{input, to_read};
use super::looking::{known, read, revision, warn_of_torn};
use super::show_arguments::ShowCommand;
use super::table_arguments::JournalArguments;
use super::table_questions;
use super::told_parts::{ToldLedger, ToldPositions, ToldQueue};
use crate::commands::say_where_it_ended;
use crate::files::{ending, written};
use crate::json_answer::say_json;
use crate::outcome::{Failure, Outcome};

pub(crate) fn show(out: &mut impl Write, command: &ShowCommand) -> Result<Outcome, Failure> {
    if let Some(answered) = table_questions::answered(out, command) {
        return answered;
    }
    match command {
        ShowCommand::List { journal, open, .. } => list(out, journal, *open),
        ShowCommand::Show { journal, proposal, .. } => one(out, journal, proposal),
        ShowCommand::Log { journal, last, by, .. } => log(out, journal, *last, by.as_deref()),
        ShowCommand::Positions { journal, proposal, all, json } => {
            positions(out, journal, (proposal.as_deref(), *all), json.json)
        }
        ShowCommand::Queue { journal, party, json } => queue(out, journal, party.as_deref(), json.json),
        ShowCommand::Diff { journal, from, to, rows, .. } => looked_at(out, journal, &|table, language| {
            let from = revision(table, from)?;
            let to = to.as_deref().map_or(Ok(table.revision()), |to| revision(table, to))?;
            Ok(DifferenceReport::between(table, from, to)?.by(&rows.by.labels)?.all(rows.all).text(language))
        }),
        ShowCommand::At { journal, revision, .. } => at(out, journal, *revision),
        ShowCommand::Ledger { journal, by, json } if json.json => ledger(out, journal, &by.labels),
        ShowCommand::Ledger { journal, by, .. } => {
            looked_at(out, journal, &|table, language| match by.labels.as_slice() {
                [] => Ok(table.ledger()?.text(language)),
                keys => Ok(table.ledger_by(keys)?.text(language)),
            })
        }
        ShowCommand::Compatible { journal, up_to, effort, .. } => {
            let (up_to, meter): (Authorization, _) = ((*up_to).into(), effort.meter());
            looked_at(out, journal, &|table, language| {
                Ok(table.compatible_within(up_to, &meter)?.text(language))
            })?;
            say_where_it_ended(out, &meter, journal.language())?;
            Ok(Outcome::Free)
        }
        ShowCommand::Ballots { journal, rule, by, .. } => looked_at(out, journal, &|table, language| {
            ballots::shown(table, (*rule, by.as_deref()), language)
        }),
        ShowCommand::Minutes { journal, sitting, out: file, .. } => {
            minutes(out, journal, sitting.as_deref(), file.as_deref())
        }
    }
}

fn looked_at(
    out: &mut impl Write,
    named: &JournalArguments,
    report: &dyn Fn(&CoDesignTable, Language) -> riparto::Result<String>,
) -> Result<Outcome, Failure> {
    let (table, _) = read(named)?;
    let text = report(&table, named.language()).map_err(|error| input(named, error))?;
    write!(out, "{text}")?;
    Ok(Outcome::Free)
}

/// What is read before a decision, with the head that the decision may expect.
fn looked_at_with_head(
    out: &mut impl Write,
    named: &JournalArguments,
    report: &dyn Fn(&CoDesignTable, Language) -> riparto::Result<String>,
) -> Result<Outcome, Failure> {
    let (table, head) = read(named)?;
    let text = report(&table, named.language()).map_err(|error| input(named, error))?;
    let label = named.language().choose("Head of the history", "Impronta del registro");
    writeln!(out, "{text}\n{label}: {}:{}", head.revision(), head.hash())?;
    Ok(Outcome::Free)
}

fn list(out: &mut impl Write, named: &JournalArguments, open: bool) -> Result<Outcome, Failure> {
    looked_at_with_head(out, named, &|table, language| {
        let shown = table.proposals().filter(|tabled| !open || tabled.is_open());
        let title = table.plan().map_or("", |plan| plan.envelope().title());
        Ok(format!("{title}\n\n{}", ProposalsReport::of(table, shown).display(language)))
    })
}

/// One proposal, with all that was said of it.
fn one(out: &mut impl Write, named: &JournalArguments, id: &str) -> Result<Outcome, Failure> {
    looked_at_with_head(out, named, &|table, language| {
        // An unknown one is an error of the table's own words.
        let rebased = table.rebased(id);
        let Some(tabled) = table.proposal(id) else { return rebased.map(|_| String::new()) };
        let mut text = ProposalsReport::of(table, [tabled]).text(language);
        text.push_str(&ProposalReport::of(table, tabled).text(language));
        if tabled.is_open() {
            let (id, version) = (tabled.proposal().id(), tabled.version());
            text.push_str(&language.choose(
                format!("  To decide on just this version: {id}@{version}, or --version {version}\n"),
                format!("  Per decidere proprio su questa versione: {id}@{version}, o --version {version}\n"),
            ));
        }
        if tabled.decided().is_none() {
            match rebased {
                Ok(rebased) => text.push_str(&RebasedReport::of(table, &rebased).text(language)),
                Err(error) => text.push_str(&format!("{}\n", error.message(language))),
            }
        }
        Ok(text)
    })
}

/// Who said what of the proposals that wait, of one, or of all.
fn positions(
    out: &mut impl Write,
    named: &JournalArguments,
    (proposal, all): (Option<&str>, bool),
    is_json: bool,
) -> Result<Outcome, Failure> {
    let asked = |table: &CoDesignTable| {
        if let Some(id) = proposal.filter(|id| table.proposal(id).is_none()) {
            // An unknown one is an error of the table's own words.
            table.assess(id)?;
        }
        let mut positions = Positions::of(table)?;
        positions.retain(|of| match proposal {
            Some(id) => of.proposal == id,
            None => all || of.is_open(),
        });
        Ok(positions)
    };
    if is_json {
        let (table, head) = read(named)?;
        let positions = asked(&table).map_err(|error| input(named, error))?;
        return say_json(out, &ToldPositions { head, positions });
    }
    looked_at_with_head(out, named, &|table, language| {
        Ok(PositionsReport::of(table, &asked(table)?).text(language))
    })
}

/// The ledger in JSON, by the values of some labels too.
fn ledger(out: &mut impl Write, named: &JournalArguments, by: &[String]) -> Result<Outcome, Failure> {
    let (table, head) = read(named)?;
    let by_label = Some(by).filter(|keys| !keys.is_empty()).map(|keys| table.ledger_by(keys)).transpose();
    let by_label = by_label.map_err(|error| input(named, error))?;
    let ledger = table.ledger().map_err(|error| input(named, error))?;
    let told = ToldLedger { head, lines: ledger.lines(), allowances: ledger.allowances(), by_label };
    say_json(out, &told)
}

/// What waits for each party, or for one.
fn queue(
    out: &mut impl Write,
    named: &JournalArguments,
    party: Option<&str>,
    is_json: bool,
) -> Result<Outcome, Failure> {
    let (table, head) = read(named)?;
    let mut queues = PartyQueue::of(&table).map_err(|error| input(named, error))?;
    if let Some(party) = party {
        known(&table, party)?;
        queues.retain(|queue| queue.party == party);
    }
    if is_json {
        return say_json(out, &ToldQueue { head, queue: queues });
    }
    write!(out, "{}", QueueReport::of(&table, &queues).display(named.language()))?;
    Ok(Outcome::Free)
}

fn log(
    out: &mut impl Write,
    named: &JournalArguments,
    last: Option<usize>,
    by: Option<&str>,
) -> Result<Outcome, Failure> {
    let mut events = std::collections::VecDeque::new();
    let (table, verification) = to_read(named, &mut |_, record| {
        let event = CoDesignTable::event(record)?;
        if by.is_some_and(|by| by != event.by) {
            return Ok(());
        }
        if last.is_some_and(|last| events.len() >= last.max(1)) {
            events.pop_front();
        }
        events.push_back((record.revision(), event));
        Ok(())
    })?;
    warn_of_torn(named, &verification);
    by.map_or(Ok(()), |by| known(&table, by))?;
    let events: Vec<_> = events.into();
    write!(out, "{}", LogReport::of(&table, &events).display(named.language()))?;
    Ok(Outcome::Free)
}

fn at(out: &mut impl Write, named: &JournalArguments, revision: u64) -> Result<Outcome, Failure> {
    let mut then = None;
    let (latest, verification) = to_read(named, &mut |table, record| {
        if record.revision() == revision + 1 {
            then = Some(table.clone());
        }
        Ok(())
    })?;
    warn_of_torn(named, &verification);
    // A revision that is not there is an error of the table's own words.
    latest.amounts_at(revision).map_err(|error| input(named, error))?;
    let (table, language) = (then.unwrap_or(latest), named.language());
    let label = language.choose("After event", "Dopo l'evento n.");
    writeln!(out, "{label} {revision}\n")?;
    let plan = table.plan().map_or_else(String::new, |plan| plan.text(language));
    let proposals: Vec<&TabledProposal> = table.proposals().collect();
    write!(out, "{plan}\n{}", ProposalsReport::of(&table, proposals).display(language))?;
    Ok(Outcome::Free)
}

fn minutes(
    out: &mut impl Write,
    named: &JournalArguments,
    sitting: Option<&str>,
    file: Option<&str>,
) -> Result<Outcome, Failure> {
    let language = named.language();
    let mut minutes = match sitting {
        Some(sitting) => Minutes::of_sitting(sitting, language),
        None => Minutes::new(language),
    };
    let (_, verification) = to_read(named, &mut |_, record| minutes.take(record))?;
    warn_of_torn(named, &verification);
    let is_html = match file {
        None => false,
        Some(file) => match ending(file).as_str() {
            "md" => false,
            "html" => true,
            _ => return Err(Failure::of_ending(file, &[".md", ".html"], language)),
        },
    };
    let text = if is_html { minutes.html() } else { minutes.text() };
    let text = text.map_err(|error| input(named, error))?;
    match file {
        None => write!(out, "{text}")?,
        Some(file) => written(out, file, text.as_bytes(), language)?,
    }
    Ok(Outcome::Free)
}
