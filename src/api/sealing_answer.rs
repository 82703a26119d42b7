//! What is answered about submissions.

use serde::Serialize;

use riparto_table::journal::Digest;
use riparto_table::table::Submission;

/// A submission that was made.
#[derive(Serialize)]
pub(super) struct SealedAnswer {
    pub(super) submission: Submission,
}

/// Whether a submission says what it said when it was made.
#[derive(Serialize)]
pub(super) struct UnsealedAnswer {
    pub(super) intact: bool,
    /// The hash of what it says.
    pub(super) digest: Digest,
    pub(super) submission: Submission,
}
