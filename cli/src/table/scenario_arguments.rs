//! What is done with scenarios.

use clap::Subcommand;

use super::table_arguments::JournalArguments;
use crate::json_answer::JsonArguments;

/// Scenarios: forks of the table, each in a file of its own beside the journal.
#[derive(Subcommand)]
pub(crate) enum ScenarioCommand {
    /// Fork the table: begin a scenario, in a file that does not exist yet
    Fork {
        #[command(flatten)]
        journal: JournalArguments,
        /// The file of the scenario
        scenario: String,
    },
    /// Compare scenarios with the table and with each other, side by side
    Compare {
        #[command(flatten)]
        journal: JournalArguments,
        /// The files of the scenarios
        #[arg(required = true, value_name = "SCENARIO")]
        scenarios: Vec<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Carry out at the table what was tried in a scenario, all or nothing
    Promote {
        #[command(flatten)]
        journal: JournalArguments,
        /// The file of the scenario
        scenario: String,
        /// Decide anew on the table as it is now if it has gone on since the fork, instead of refusing
        #[arg(long)]
        rebase: bool,
    },
    /// Drop a scenario: its file is removed, if it is a scenario of this table
    Drop {
        #[command(flatten)]
        journal: JournalArguments,
        /// The file of the scenario
        scenario: String,
    },
}
