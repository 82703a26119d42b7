//! What only looks.

use clap::Subcommand;
use riparto::ballots::AggregationRule;

use super::table_arguments::JournalArguments;
use super::values::rule;
use crate::argument_values;
use crate::arguments::{ByArguments, EffortArguments, RowArguments};
use crate::json_answer::JsonArguments;
use crate::value_names::LevelArgument;

/// What only looks.
#[derive(Subcommand)]
pub(crate) enum ShowCommand {
    /// List the proposals: who, when, what, how many euros, where each stands
    List {
        #[command(flatten)]
        journal: JournalArguments,
        /// Only those that wait for a decision
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Show one proposal: what was said of it, what it does and needs, and what changed since it was made
    Show {
        #[command(flatten)]
        journal: JournalArguments,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// List what happened: when, who, what, how many euros
    Log {
        #[command(flatten)]
        journal: JournalArguments,
        /// Only the last so many events
        #[arg(long, value_name = "COUNT")]
        last: Option<usize>,
        /// Only what a party did
        #[arg(long, value_name = "PARTY", value_parser = argument_values::id)]
        by: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Show who said what of which proposal: of those that wait for a decision, or of one
    Positions {
        #[command(flatten)]
        journal: JournalArguments,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: Option<String>,
        /// Of all proposals, also those that are decided
        #[arg(long, conflicts_with = "proposal")]
        all: bool,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Show what waits for each party, or for one
    Queue {
        #[command(flatten)]
        journal: JournalArguments,
        /// The party
        #[arg(value_parser = argument_values::id)]
        party: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Compare the allocations of two revisions or sittings, and name the decisions in between
    Diff {
        #[command(flatten)]
        journal: JournalArguments,
        /// A revision: how many events the history had; or the id of a sitting: the table at its end
        from: String,
        /// Another; the latest revision if not given
        to: Option<String>,
        #[command(flatten)]
        rows: RowArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Show the table as it was after so many events
    At {
        #[command(flatten)]
        journal: JournalArguments,
        /// The revision
        revision: u64,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Show what each line received and gave, and what is left of each allowance
    Ledger {
        #[command(flatten)]
        journal: JournalArguments,
        #[command(flatten)]
        by: ByArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Say which open proposals can be approved together, in which order, and which clash
    Compatible {
        #[command(flatten)]
        journal: JournalArguments,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "exceptional")]
        up_to: LevelArgument,
        #[command(flatten)]
        effort: EffortArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Show how parties would split the total, and what a rule makes of it
    Ballots {
        #[command(flatten)]
        journal: JournalArguments,
        /// The rule of aggregation
        #[arg(long, value_name = "RULE", value_parser = rule, default_value = "ladder")]
        rule: AggregationRule,
        /// The values of a label instead of lines
        #[arg(long, value_name = "LABEL")]
        by: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Write the minutes, of one sitting or of the whole table
    Minutes {
        #[command(flatten)]
        journal: JournalArguments,
        /// The id of the sitting
        #[arg(long, value_name = "ID")]
        sitting: Option<String>,
        /// The file to write, which is replaced if it is there; its name ends in .md or .html
        #[arg(long, value_name = "FILE", conflicts_with = "json")]
        out: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
}
