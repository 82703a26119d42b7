//! What an error is about, in broad terms.

use serde::Serialize;

/// What an [`Error`](super::Error) is about, in broad terms: enough to decide whom to tell. In JSON its name in lower case.
///
/// ```
/// use riparto::Money;
/// use riparto::error::ErrorKind;
///
/// let error = "1.234".parse::<Money>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Amount);
/// ```
///
/// A program that answers over HTTP, as `examples/back-office` does, can take the status from the kind:
///
/// | kind | status | but by the code |
/// |---|---|---|
/// | `Amount`, `Name`, `Envelope`, `Rule`, `Rebalance`, `Proposal`, `Ballot`, `Apportionment` | 422 | |
/// | `Document` | 400 | |
/// | `Limit` | 413 | |
/// | `Authorization` | 403 | |
/// | `Table` | 409 | 404 for `proposal_unknown`, `sitting_unknown`, `revision_unknown` |
/// | `Storage` | 500 | 503 for `journal_locked`, 507 for `storage_full`, 409 for `head_missed` and `journal_exists` |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A text that is no amount, percentage or weight, or an amount out of range.
    Amount,
    /// An id or a text that is malformed, given twice, or unknown.
    Name,
    /// Amounts that do not make an allocation of the envelope.
    Envelope,
    /// A rule that cannot be understood or can select nothing.
    Rule,
    /// A search for an allocation that cannot be made.
    Rebalance,
    /// A proposal that cannot be carried out as written.
    Proposal,
    /// Ballots that do not split one total over the same lines.
    Ballot,
    /// A split that is not defined: no weights, a tie that the caller refused to break.
    Apportionment,
    /// A document or request that is not what it should be.
    Document,
    /// A bound of [`capacity`](crate::capacity) was passed.
    Limit,
    /// What was asked needs more authorization than was given.
    Authorization,
    /// A table, or an event, that what is asked does not fit.
    Table,
    /// A history that cannot be read or written where it is kept.
    Storage,
}
