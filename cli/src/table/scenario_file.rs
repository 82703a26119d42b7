//! Scenarios in files: forked, tried on, compared, promoted, dropped.

use std::fs::{self, OpenOptions};
use std::io::Write;

use riparto::report::Report;
use riparto::table::{Command, IfStale, KeptScenario, ScenarioComparison, SubmitOutcome, TableEvent};

use super::act::{each_done, refused, say_head};
use super::journal_table::{input, inspected, played, read_scenario, to_write};
use super::scenario_arguments::ScenarioCommand;
use super::table_arguments::JournalArguments;
use super::told_parts::ComparedScenarios;
use crate::json_answer::say_json;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Carries out what is done with scenarios.
pub(crate) fn run(out: &mut impl Write, command: &ScenarioCommand) -> Result<Outcome, Failure> {
    match command {
        ScenarioCommand::Fork { journal, scenario } => fork(out, journal, scenario),
        ScenarioCommand::Compare { journal, scenarios, json } => compare(out, journal, scenarios, json.json),
        ScenarioCommand::Promote { journal, scenario, rebase } => {
            let if_overtaken = if *rebase { IfStale::Rebase } else { IfStale::Refuse };
            promote(out, journal, scenario, if_overtaken)
        }
        ScenarioCommand::Drop { journal, scenario } => drop_scenario(out, journal, scenario),
    }
}

fn fork(out: &mut impl Write, named: &JournalArguments, file: &str) -> Result<Outcome, Failure> {
    let (_, verification) = inspected(named, &[], &mut |_, _| Ok(()))?;
    let head = verification.head();
    let text = KeptScenario::of(head).to_lines().map_err(|error| input(named, error))?;
    let of_file = |error| Failure::File(file.to_owned(), error);
    let mut made = OpenOptions::new().write(true).create_new(true).open(file).map_err(of_file)?;
    made.write_all(text.as_bytes()).map_err(of_file)?;
    let (journal, revision) = (&named.journal, head.revision());
    let said = named.language().choose(
        format!("Scenario {file}, forked at event {revision}. To try in it: riparto table try {journal} --scenario {file} …"),
        format!("Scenario {file}, a partire dall'evento n. {revision}. Per provare: riparto table try {journal} --scenario {file} …"),
    );
    writeln!(out, "{said}")?;
    Ok(Outcome::Free)
}

/// Keeps commands that were accepted in a scenario.
pub(super) fn keep(out: &mut impl Write, file: &str, accepted: &[Command]) -> Result<(), Failure> {
    let mut scenario = read_scenario(file)?;
    accepted.iter().for_each(|command| scenario.push(command));
    let text = scenario.to_lines().map_err(|error| Failure::Input(file.to_owned(), error))?;
    let (of_file, beside) = (|error| Failure::File(file.to_owned(), error), format!("{file}.new"));
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, file)).map_err(of_file)?;
    let count = scenario.commands().len();
    let said = spoken().choose(
        format!("Kept in the scenario {file}, commands: {count}. The journal is as it was."),
        format!("Conservato nello scenario {file}, comandi: {count}. Il registro è rimasto com'era."),
    );
    writeln!(out, "{said}")?;
    Ok(())
}

fn compare(
    out: &mut impl Write,
    named: &JournalArguments,
    files: &[String],
    is_json: bool,
) -> Result<Outcome, Failure> {
    let (table, verification) = inspected(named, &[], &mut |_, _| Ok(()))?;
    let (mut tables, mut gone_on) = (Vec::new(), Vec::new());
    for file in files {
        let scenario = read_scenario(file)?;
        if scenario.origin() != verification.head() {
            gone_on.push(format!("{file} ({})", scenario.origin().revision()));
        }
        tables.push(played(named, file, &scenario)?.into_table());
    }
    let scenarios = files.iter().map(|file| stem(file)).zip(&tables);
    let compared = ScenarioComparison::of(&table, scenarios).map_err(|error| input(named, error))?;
    if is_json {
        return say_json(out, &ComparedScenarios { head: verification.head(), scenarios: &compared });
    }
    write!(out, "{}", compared.display(named.language()))?;
    if !gone_on.is_empty() {
        let (since, last) = (gone_on.join(", "), verification.head().revision());
        let said = named.language().choose(
            format!("The table has gone on to event {last} since the fork of {since}."),
            format!("Dopo l'inizio di {since} il tavolo è proseguito fino all'evento n. {last}."),
        );
        writeln!(out, "{said}")?;
    }
    Ok(Outcome::Free)
}

/// A file's name without folders and ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

fn promote(
    out: &mut impl Write,
    named: &JournalArguments,
    file: &str,
    if_overtaken: IfStale,
) -> Result<Outcome, Failure> {
    let (language, scenario) = (named.language(), read_scenario(file)?);
    // A scenario of another table is told before anything is locked.
    drop(played(named, file, &scenario)?);
    let mut kept = to_write(named)?;
    let promoted = scenario.promote(&mut kept, if_overtaken).map_err(|error| input(named, error))?;
    let outcomes = match promoted {
        Ok(outcomes) => outcomes,
        Err(rejection) => return refused(out, &rejection, kept.table(), &named.journal, language),
    };
    let each: Vec<Vec<TableEvent>> = outcomes
        .into_iter()
        .filter_map(|outcome| match outcome {
            SubmitOutcome::Accepted(events) => Some(events),
            SubmitOutcome::AlreadyDone { .. } | SubmitOutcome::Rejected(_) => None,
        })
        .collect();
    if each.is_empty() {
        writeln!(out, "{}", language.choose("Nothing to carry out.", "Nulla da eseguire."))?;
        return Ok(Outcome::Free);
    }
    each_done(out, kept.table(), &each, language)?;
    say_head(out, kept.head(), language)?;
    Ok(Outcome::Free)
}

fn drop_scenario(out: &mut impl Write, named: &JournalArguments, file: &str) -> Result<Outcome, Failure> {
    inspected(named, &[read_scenario(file)?.origin()], &mut |_, _| Ok(()))?;
    fs::remove_file(file).map_err(|error| Failure::File(file.to_owned(), error))?;
    let said =
        named.language().choose(format!("Scenario {file} dropped."), format!("Scenario {file} eliminato."));
    writeln!(out, "{said}")?;
    Ok(Outcome::Free)
}
