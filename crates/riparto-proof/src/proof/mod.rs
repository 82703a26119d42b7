//! Proofs: what was found, in a form that anybody can check without the search: `riparto.proof/1`.
//!
//! A [`Proof`] is about the plan whose document it names by its digest. Each [`Claim`] comes with what proves it: amounts, or prices of
//! rules, by which weak duality bounds what every allocation costs. Splits, what is made of ballots, and transfers have proofs about no
//! plan. docs/PROOFS.md defines the format and the formulas; a checker of a few lines in Python is beside it. [`Proof::check`] shares no
//! code with the search.

mod whole_number;
mod lower_bound;
mod refusal;
mod equal_claims;
mod split_claim;
mod plain_split;
mod shares_in_units;
mod split_check;
mod integral_check;
mod aggregate_claim;
mod transfers_claim;
mod claim;
mod digested_plan;
mod proof_fields;
mod proof_shapes;
mod proof_document;
mod asked_rows;
mod line_cost;
mod weak_duality;
mod proven_bound;
mod check;
mod row_families;
mod network_prices;
mod complementary;
mod least_missed;
mod searched_bound;
mod no_proof;
mod making;
mod reckoned;
mod reckoned_split;

pub use aggregate_claim::{AggregateClaim, ClaimedBallot};
pub use claim::{
    CheapestRelaxationClaim, Claim, FeasibleClaim, ImpossibleClaim, IrreducibleClaim, NearestClaim,
};
pub use digested_plan::DigestedPlan;
pub use lower_bound::{Cases, LowerBound, Prices, RowPrice};
pub use no_proof::NoProof;
pub use proof_document::Proof;
pub use refusal::Refusal;
pub use split_claim::{ClaimedCriterion, SplitClaim, UnboundedSplit};
pub use transfers_claim::{ClaimedTransfer, FewestTransfersClaim};
pub use whole_number::WholeNumber;

#[doc(hidden)]
pub use proof_shapes::PROOF_SHAPE;
