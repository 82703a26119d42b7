//! What the acts on lines take: one is added, split, closed.

use clap::Subcommand;
use riparto::Money;

use super::table_arguments::{Acting, CarriedOut};
use super::values::{label, named, part_label, titled};
use crate::argument_values;

/// What changes the lines of the plan, by an act.
#[derive(Subcommand)]
#[allow(clippy::enum_variant_names, reason = "they are the names of the commands")]
pub(crate) enum LineCommand {
    /// Add a line by an act, with nothing on it: money moves to it by proposals or by a change of the total
    AddLine {
        #[command(flatten)]
        on: Acting,
        /// The id of the change
        #[arg(value_parser = argument_values::id)]
        change: String,
        /// The id of the new line
        #[arg(value_parser = argument_values::id)]
        line: String,
        /// The act
        #[arg(long)]
        act: String,
        /// The title of the line; its id if not given
        #[arg(long)]
        title: Option<String>,
        /// A label of the line, as partner=ats; may be repeated
        #[arg(long, value_name = "KEY=VALUE", value_parser = label)]
        label: Vec<(String, String)>,
        #[command(flatten)]
        carried_out: CarriedOut,
    },
    /// Split a line into parts by an act: its amounts are divided to the cent, and the line is closed
    SplitLine {
        #[command(flatten)]
        on: Acting,
        /// The id of the change
        #[arg(value_parser = argument_values::id)]
        change: String,
        /// The id of the line that is split
        #[arg(value_parser = argument_values::id)]
        line: String,
        /// The act
        #[arg(long)]
        act: String,
        /// A part and what it takes of the approved amount, as courses=20000.00; two or more
        #[arg(long, required = true, value_name = "PART=AMOUNT", value_parser = named(argument_values::amount))]
        part: Vec<(String, Money)>,
        /// What a part takes of the original amount, as courses=20000.00; as much as of the approved one if not given
        #[arg(long, value_name = "PART=AMOUNT", value_parser = named(argument_values::amount))]
        original: Vec<(String, Money)>,
        /// The title of a part, as courses="Courses for operators"; its id if not given
        #[arg(long, value_name = "PART=TITLE", value_parser = titled)]
        title: Vec<(String, String)>,
        /// A label of a part, as courses=partner=ats; a part has all labels of the line if none is given for it
        #[arg(long, value_name = "PART=KEY=VALUE", value_parser = part_label)]
        label: Vec<(String, (String, String))>,
        #[command(flatten)]
        carried_out: CarriedOut,
    },
    /// Close a line by an act: it gives and receives nothing any more, and stays readable
    CloseLine {
        #[command(flatten)]
        on: Acting,
        /// The id of the change
        #[arg(value_parser = argument_values::id)]
        change: String,
        /// The id of the line that is closed
        #[arg(value_parser = argument_values::id)]
        line: String,
        /// The act
        #[arg(long)]
        act: String,
        /// The line that receives what the closed one holds
        #[arg(long, value_name = "LINE", value_parser = argument_values::id)]
        remainder_to: Option<String>,
        #[command(flatten)]
        carried_out: CarriedOut,
    },
}

impl LineCommand {
    pub(super) fn on(&self) -> &Acting {
        match self {
            LineCommand::AddLine { on, .. }
            | LineCommand::SplitLine { on, .. }
            | LineCommand::CloseLine { on, .. } => on,
        }
    }

    pub(super) fn carried_out(&self) -> &CarriedOut {
        match self {
            LineCommand::AddLine { carried_out, .. }
            | LineCommand::SplitLine { carried_out, .. }
            | LineCommand::CloseLine { carried_out, .. } => carried_out,
        }
    }
}
