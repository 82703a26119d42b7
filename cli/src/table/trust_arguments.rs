//! What shows a journal, or a part of it, to those who do not keep it.

use clap::Subcommand;
use riparto::journal::Digest;

use super::table_arguments::Named;
use super::values::root;

/// What shows a journal to those who do not keep it.
#[derive(Subcommand)]
pub(crate) enum TrustCommand {
    /// Write one decision alone, with the proof that it is in the history: who has the root checks it without the journal
    Extract {
        #[command(flatten)]
        journal: Named,
        /// The id of a proposal or change that was decided; or the revision of any event
        decision: String,
        /// The history up to so many events, if the root was taken there; all of it if not given
        #[arg(long, value_name = "REVISION")]
        size: Option<u64>,
        /// The file to write, which is replaced if it is there
        #[arg(long, value_name = "FILE")]
        out: String,
    },
    /// Check a decision shown alone, without the journal
    VerifyExtract {
        /// The extract
        #[arg(value_name = "FILE")]
        extract: String,
        /// The root of the history, as `extract` prints it, from somebody who is trusted
        #[arg(long, value_name = "SIZE:ROOT", value_parser = root)]
        root: (u64, Digest),
    },
}
