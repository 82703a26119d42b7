//! What is asked of a table, answered for programs.

use std::fs;
use std::io::Write;

use riparto::Authorization;
use riparto::ballots::{AggregationRule, BallotsByLabel};
use riparto::capacity::MAX_EFFORT;
use riparto::journal::Head;
use riparto::plan::Comparison;
use riparto::table::{CoDesignTable, TableAssessment, TableDiff, TabledProposal};
use serde::Serialize;

use super::checkpoint::trusted_keys;
use super::journal_table::{input, to_read};
use super::looking::{known, read, revision, warn_of_torn};
use super::named_proof::ProofFile;
use super::show_arguments::ShowCommand;
use super::table_arguments::JournalArguments;
use super::trust_arguments::Outside;
use crate::arguments::EffortArguments;
use crate::files;
use crate::json_answer::{JsonFields, say_json};
use crate::outcome::{Failure, Outcome};
use crate::questions::by_line;

/// The answer to a command that a program asks and that people read as a text otherwise; none where a person asks.
pub(super) fn answered(out: &mut impl Write, command: &ShowCommand) -> Option<Result<Outcome, Failure>> {
    let answer = match command {
        ShowCommand::List { journal, open, json } if json.json => list(journal, *open),
        ShowCommand::Show { journal, proposal, json } if json.json => one(journal, proposal),
        ShowCommand::Log { journal, last, by, json } if json.json => log(journal, *last, by.as_deref()),
        ShowCommand::Diff { journal, from, to, rows, json } if json.json => {
            diff(journal, (from, to.as_deref()), &rows.by.labels)
        }
        ShowCommand::At { journal, revision, json } if json.json => at(journal, *revision),
        ShowCommand::Compatible { journal, up_to, effort, json } if json.json => {
            compatible(journal, (*up_to).into(), effort)
        }
        ShowCommand::Ballots { journal, rule, by, json } if json.json => {
            ballots(journal, *rule, by.as_deref())
        }
        ShowCommand::Minutes { journal, sitting, out: _, json } if json.json => {
            minutes(journal, sitting.as_deref())
        }
        _ => return None,
    };
    Some(answer.and_then(|answer| say_json(out, &answer)))
}

/// The history up to its last whole event, as a request has it.
fn history(named: &JournalArguments) -> Result<JsonFields, Failure> {
    let mut history = String::new();
    let (_, verification) = to_read(named, &mut |_, record| {
        history.push_str(&record.line());
        history.push('\n');
        Ok(())
    })?;
    warn_of_torn(named, &verification);
    JsonFields::default().with("history", &history)?.with("effort", &MAX_EFFORT)
}

/// The proposals, as `table_state` has them.
fn list(named: &JournalArguments, open: bool) -> Result<JsonFields, Failure> {
    let (table, head) = read(named)?;
    let shown: Vec<&TabledProposal> = table.proposals().filter(|tabled| !open || tabled.is_open()).collect();
    JsonFields::default().with("head", &head)?.with("proposals", &shown)
}

/// What became of a proposal since it was made.
#[derive(Serialize)]
struct SinceMade<'a> {
    against: u64,
    /// What it does and needs on the allocation that it was made against.
    then: &'a TableAssessment,
    /// What it does and needs now.
    now: &'a TableAssessment,
    newly_broken: Vec<&'a str>,
}

/// One proposal, as `table_state` has it; what it does and needs, while it is not decided.
fn one(named: &JournalArguments, id: &str) -> Result<JsonFields, Failure> {
    let (table, head) = read(named)?;
    // An unknown one is an error of the table's own words.
    let rebased = table.rebased(id);
    let fields = JsonFields::default().with("head", &head)?;
    match (table.proposal(id), rebased) {
        (None, Err(error)) => Err(input(named, error)),
        (None, Ok(_)) => Ok(fields),
        (Some(tabled), _) if tabled.decided().is_some() => fields.with("proposal", tabled),
        (Some(tabled), Ok(rebased)) => fields.with("proposal", tabled)?.with(
            "assessment",
            &SinceMade {
                against: rebased.against(),
                then: rebased.before(),
                now: rebased.now(),
                newly_broken: rebased.newly_broken().collect(),
            },
        ),
        (Some(tabled), Err(error)) => {
            fields.with("proposal", tabled)?.with("impossible", &error.message(named.language()))
        }
    }
}

/// The events, as `table_log` has them.
fn log(named: &JournalArguments, last: Option<usize>, by: Option<&str>) -> Result<JsonFields, Failure> {
    if let Some(by) = by {
        known(&read(named)?.0, by)?;
    }
    let fields = history(named)?.with_some("last", last)?.with_some("by", by)?;
    Ok(fields.ask("table_log", &named.journal)?.without("text"))
}

/// The table as it was, as `table_state` has it.
fn at(named: &JournalArguments, revision: u64) -> Result<JsonFields, Failure> {
    let fields = history(named)?.with("at", &revision)?;
    Ok(fields.ask("table_state", &named.journal)?.without("text"))
}

/// The minutes, as `table_minutes` has them.
fn minutes(named: &JournalArguments, sitting: Option<&str>) -> Result<JsonFields, Failure> {
    history(named)?.with_some("sitting", sitting)?.ask("table_minutes", &named.journal)
}

/// Two revisions compared.
fn diff(
    named: &JournalArguments,
    (from, to): (&str, Option<&str>),
    labels: &[String],
) -> Result<JsonFields, Failure> {
    let (table, head) = read(named)?;
    let of_journal = |error| input(named, error);
    let from = revision(&table, from).map_err(of_journal)?;
    let to = to.map_or(Ok(table.revision()), |to| revision(&table, to)).map_err(of_journal)?;
    let diff: TableDiff<'_> = table.diff(from, to).map_err(of_journal)?;
    let compared = compared(&table, (from, to), labels).map_err(of_journal)?;
    JsonFields::default()
        .with("head", &head)?
        .with("from", &from)?
        .with("to", &to)?
        .with("comparison", &compared)?
        .with("diff", &diff)
}

fn compared(table: &CoDesignTable, (from, to): (u64, u64), labels: &[String]) -> riparto::Result<Comparison> {
    let comparison = Comparison::of(&table.amounts_at(from)?, &table.amounts_at(to)?);
    // Allowances are known as they are used now.
    let comparison = match table.plan().filter(|_| to == table.revision()) {
        Some(plan) => comparison.with_allowances(plan),
        None => comparison,
    };
    comparison.by(labels)
}

/// Which open proposals can be approved together, as `compatible` has it.
fn compatible(
    named: &JournalArguments,
    up_to: Authorization,
    effort: &EffortArguments,
) -> Result<JsonFields, Failure> {
    let ((table, head), meter) = (read(named)?, effort.meter());
    let compatible = table.compatible_within(up_to, &meter).map_err(|error| input(named, error))?;
    Ok(JsonFields::default().with("head", &head)?.and(JsonFields::of(&compatible)?))
}

/// The ballots of a table and what a rule makes of them, as `aggregate` has it.
fn ballots(
    named: &JournalArguments,
    rule: AggregationRule,
    label: Option<&str>,
) -> Result<JsonFields, Failure> {
    let (table, head) = read(named)?;
    let of_journal = |error| input(named, error);
    let ballots = table.ballots().map_err(of_journal)?;
    let Some(plan) = table.plan() else { return JsonFields::default().with("head", &head) };
    let by_label = label.map(|key| BallotsByLabel::of(plan, key)).transpose().map_err(of_journal)?;
    let ballots = match &by_label {
        Some(by_label) => by_label.sums(&ballots).map_err(of_journal)?,
        None => ballots,
    };
    let over = by_label.as_ref().map_or(plan, BallotsByLabel::plan);
    let lines: Vec<String> = over.envelope().lines().map(|line| line.id().to_owned()).collect();
    let ballots = by_line(&lines, &ballots);
    let asked = JsonFields::default().with("ballots", &ballots)?.with("rule", &rule)?;
    let answer = asked.with_document("plan", over.to_json())?.ask("aggregate", &named.journal)?;
    Ok(JsonFields::default().with("head", &head)?.with("ballots", &ballots)?.and(answer))
}

/// Whether a journal is whole, as `table_verify` has it.
pub(crate) fn verified(
    out: &mut impl Write,
    named: &JournalArguments,
    (heads, outside): (&[Head], &Outside),
    against: Option<&str>,
) -> Result<Outcome, Failure> {
    let text = |name: &str| -> Result<String, Failure> {
        let bytes = fs::read(name).map_err(|error| Failure::File(name.to_owned(), error))?;
        // What is no text is told at its event.
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let fields = JsonFields::default().with("history", &text(&named.journal)?)?.with("heads", &heads)?;
    let fields = fields.with_some("typed", outside.typed.map(|typed| typed.to_string()))?;
    let fields = match &outside.checkpoint {
        None => fields,
        Some(note) => {
            let keys = outside.keys.as_deref().map(|keys| files::read(keys, trusted_keys)).transpose()?;
            let known = JsonFields::default().with("note", &text(note)?)?.with_some("keys", keys)?;
            fields.with("checkpoint", &known.with("cosigned", &outside.cosigned)?)?
        }
    };
    let fields = fields.with_some("against", against.map(text).transpose()?)?.with("effort", &MAX_EFFORT)?;
    let answer = fields.ask("table_verify", &named.journal)?;
    let proof = outside.proof.as_deref().map(|file| ProofFile::of(named, file)).transpose()?;
    answer.with_some("proof", proof)?.tell(out)
}
