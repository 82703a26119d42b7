//! Changes of the total: shown before they are carried out, and taken back.

use std::collections::BTreeMap;

use riparto::rebalance::DistributionRule;
use riparto::table::{Action, CoDesignTable, VariationKind};

use super::table_arguments::ActCommand;
use crate::language_choice::spoken;
use crate::outcome::Failure;

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
        reverses: Some(change.to_owned()),
        waivers,
    })
}
