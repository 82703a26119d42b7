//! What `report` takes.

use clap::Args;

use crate::arguments::EffortArguments;

/// What a page shows beside the plan, and where it is written.
#[derive(Args)]
pub(crate) struct ReportArguments {
    /// A proposal, a JSON file; may be repeated: each is assessed after those before it
    #[arg(long, value_name = "FILE")]
    pub(crate) proposal: Vec<String>,
    /// Ballots on the lines of the plan, JSON or CSV; those of the journal if not given
    #[arg(long, value_name = "FILE")]
    pub(crate) ballots: Option<String>,
    /// The page to write, which is replaced if it is there; its name ends in .html
    #[arg(long, value_name = "FILE")]
    pub(crate) out: String,
    /// A folder for the charts as files of SVG; files of their names in it are replaced
    #[arg(long, value_name = "FOLDER")]
    pub(crate) charts: Option<String>,
    #[command(flatten)]
    pub(crate) effort: EffortArguments,
}
