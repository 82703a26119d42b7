//! What `riparto table take-ballots` takes.

use clap::Args;
use riparto::table::Timestamp;

use super::table_arguments::JournalArguments;
use crate::argument_values;
use crate::value_names::StyleName;

/// A file of ballots.
#[derive(Args)]
pub(crate) struct TakeBallots {
    #[command(flatten)]
    pub(crate) journal: JournalArguments,
    /// The ballots: CSV or a workbook, a row a party and a column a line, or JSON (riparto.ballots/1); `-` for standard input
    pub(crate) file: String,
    /// The ballots split the total over the values of a label; the lines of a value share what it gets in proportion to what they hold
    #[arg(long, value_name = "LABEL")]
    pub(crate) by: Option<String>,
    /// A column or row of the CSV file that is no line and no ballot, such as a sum; may be repeated
    #[arg(long, value_name = "HEAD")]
    pub(crate) leave_out: Vec<String>,
    /// How amounts and weights are written in CSV, where they can be read in two ways
    #[arg(long, value_name = "STYLE", value_enum)]
    pub(crate) style: Option<StyleName>,
    /// Who acts for the party: the history and the minutes keep the name
    #[arg(long, value_name = "PERSON")]
    pub(crate) acting: Option<String>,
    /// When it was asked, a day or a moment as 2026-03-12T10:15:00+01:00: the history and the minutes keep it
    #[arg(long, value_name = "MOMENT", value_parser = argument_values::moment)]
    pub(crate) when: Option<Timestamp>,
}
