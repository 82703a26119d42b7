//! `seal` and `unseal`: proposals and ballots in files, for a table that is elsewhere.

use serde_json::value::RawValue;

use super::request::Request;
use super::response_body::ResponseBody;
use super::sealing_answer::{SealedAnswer, UnsealedAnswer};
use riparto_core::error::{Cause, Result};
use riparto_core::plan::ProposalDocument;
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;
use riparto_table::journal::Head;
use riparto_table::table::{Submission, SubmissionContent, SubmittedBallot, Timestamp};

/// Units of work for each byte that is read and hashed.
const READ: usize = 4;

pub(super) fn run_seal(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    const NAME: &str = "seal";
    let given = |field| request.raw(field).map_or(0, |value| value.get().len());
    pay(meter, given("proposal").saturating_add(given("ballot")).saturating_mul(READ))?;
    let against: Option<Head> = request.optional("against")?;
    let when: Option<Timestamp> = request.optional("when")?;
    let ballot: Option<SubmittedBallot> = request.optional("ballot")?;
    let proposal: Option<ProposalDocument> = request.optional("proposal")?;
    let submitted = match (proposal, ballot) {
        (Some(proposal), None) => SubmissionContent::Proposal(proposal.try_into()?),
        (None, Some(ballot)) => SubmissionContent::Ballot(ballot),
        (None, None) => return Err(Cause::FieldMissing { field: "proposal", operation: NAME }.into()),
        (Some(_), Some(_)) => return Err(Submission::of_both()),
    };
    let submission = Submission::new(submitted, against, when)?;
    Ok(ResponseBody::Sealed(Box::new(SealedAnswer { submission })))
}

pub(super) fn run_unseal(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let submission: &RawValue = request.required("submission", "unseal")?;
    pay(meter, submission.get().len().saturating_mul(READ))?;
    let submission = Submission::from_json(submission.get())?;
    let (intact, digest) = (submission.is_intact(), submission.digest());
    Ok(ResponseBody::Unsealed(Box::new(UnsealedAnswer { intact, digest, submission })))
}
