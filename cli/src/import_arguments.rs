//! What `riparto import` takes.

use clap::Args;

use crate::argument_values;
use crate::json_answer::JsonArguments;

/// How a spreadsheet is read, and where the plan is written.
#[derive(Args)]
pub(crate) struct ImportArguments {
    /// The sheet to read; the first with a table of amounts if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The head of the column of amounts, where several hold amounts
    #[arg(long, value_name = "HEAD")]
    pub(crate) amounts: Option<String>,
    /// Make lines of the parts of amounts, as those of each partner or year: the head of a part's column is its label under this key
    #[arg(long, value_name = "KEY")]
    pub(crate) parts: Option<String>,
    /// What the plan is called; the words above the table if not given
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Add the rules of a table (XLSX, XLS, ODS, CSV: one row a rule); may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Vec<String>,
    /// Add the parties of a table (XLSX, XLS, ODS, CSV: one row a party, with its name and role)
    #[arg(long, value_name = "FILE")]
    pub(crate) parties: Option<String>,
    /// Write the plan document (riparto.plan/1) to a file; a file that is there is replaced
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) out: Option<String>,
    /// Write what was changed in a workbook of riparto as a proposal of the fewest transfers, by the party given with --as
    #[arg(long, value_name = "FILE", requires = "party", conflicts_with = "json")]
    pub(crate) proposal: Option<String>,
    /// The party that proposes
    #[arg(long = "as", value_name = "PARTY", value_parser = argument_values::id)]
    pub(crate) party: Option<String>,
    /// The id of the proposal
    #[arg(long, requires = "proposal", default_value = "p1", value_parser = argument_values::id)]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
}
