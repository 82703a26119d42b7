//! Changes of the total: shown before they are carried out, and taken back.

use std::collections::BTreeMap;
use std::io::Write;

use riparto::rebalance::DistributionRule;
use riparto::report::{EventReport, Report};
use riparto::table::{Action, CoDesignTable, Scenario, VariationKind};

use super::act::{acting, action, asked, refused};
use super::journal_table::{input, to_read};
use super::table_arguments::ActCommand;
use crate::outcome::{Failure, Outcome};
use crate::spoken::spoken;

/// Whether a command only shows what it would do: asked for, or shares that a search finds and nobody has seen.
pub(super) fn is_preview(command: &ActCommand) -> bool {
    match command {
        ActCommand::ChangeEnvelope { on, nearest, carried_out, .. } => {
            carried_out.preview || (*nearest && !carried_out.yes && on.expect.is_none())
        }
        ActCommand::ReverseEnvelope { carried_out, .. } => carried_out.preview,
        ActCommand::Lines(lines) => lines.carried_out().preview,
        _ => false,
    }
}

/// What a command would do. Nothing is locked and nothing is written.
pub(super) fn preview(out: &mut impl Write, command: &ActCommand) -> Result<Outcome, Failure> {
    let on = acting(command);
    let (table, verification) = to_read(&on.journal, &mut |_, _| Ok(()))?;
    let (head, language) = (verification.head(), on.journal.language());
    let asked = asked(head, on, action(command, &table)?).map_err(|error| input(&on.journal, error))?;
    let mut scenario = Scenario::of(&table);
    let events = match scenario.try_command(&asked) {
        Ok(events) => events,
        Err(rejection) => return refused(out, &rejection, &table, &on.journal.journal, language),
    };
    writeln!(
        out,
        "{}",
        language.choose("Preview: nothing was written.", "Anteprima: non è stato scritto nulla.")
    )?;
    write!(out, "{}", EventReport::of(scenario.table(), &events).display(language))?;
    let carry_out =
        language.choose("To carry it out, the same with", "Per darvi corso, lo stesso comando con");
    writeln!(out, "{carry_out} --expect {}:{}", head.revision(), head.hash())?;
    Ok(Outcome::Free)
}

/// The change of the total that is opposite to an earlier one, line by line.
pub(super) fn take_back(
    table: &CoDesignTable,
    change: &str,
    (reversal, act): (&str, &str),
    waivers: BTreeMap<String, String>,
) -> Result<Action, Failure> {
    let is_meant = |kind: VariationKind| kind == VariationKind::EnvelopeChange;
    let earlier =
        table.variations().iter().find(|earlier| earlier.id() == change && is_meant(earlier.kind()));
    let (Some(earlier), Some(plan)) = (earlier, table.plan()) else {
        return Err(Failure::Arguments(spoken().choose(
            format!("there is no change of the total `{change}`: `riparto table log` lists them"),
            format!("non c'è una variazione della dotazione `{change}`: `riparto table log` le elenca"),
        )));
    };
    let opposite = |change: &riparto::budget::Change| {
        (plan.envelope().line(change.line).id().to_owned(), change.before - change.after)
    };
    Ok(Action::ChangeEnvelope {
        change: reversal.to_owned(),
        act: act.to_owned(),
        amount: -earlier.total(),
        distribution: DistributionRule::Named(earlier.changes().iter().map(opposite).collect()),
        waivers,
    })
}
