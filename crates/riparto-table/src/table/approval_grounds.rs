//! `ApprovalGrounds`: what an approval is based on.

/// What an approval is based on: the act, the documents that come with it, the bodies that decided.
#[derive(Clone, Copy)]
pub(super) struct ApprovalGrounds<'a> {
    pub(super) act: &'a str,
    pub(super) documents: &'a [String],
    pub(super) decided_by: &'a [String],
}
