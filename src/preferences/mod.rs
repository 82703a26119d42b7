//! From many ideal splits to one: what a table starts from when each partner writes the split that it would like.
//!
//! A [`Ballot`] is one party's ideal split of the same total over the same lines, with a whole weight. [`Ballots`] are
//! checked once; an [`AggregationRule`] makes one split of them, exact in fractions of a cent ([`Aggregate::exact`]) and
//! then rounded to cents that sum to the total, with a receipt. A [`Tally`] holds what a rule needs to know of many
//! ballots: tallies of parts merge into the tally of the whole, whatever the parts, with the same answer to the last cent.
//!
//! What this is not: a vote on projects that are funded or not, or a way around the rules of a plan. An outcome that must
//! respect rules is repaired or sought as a compromise under them, and truthfulness ends there.

mod aggregation_rule;
mod ballot;
mod ballots;
mod aggregate;
mod phantom;
mod column;
mod place;
mod sweep;
mod tally;
mod completion;
mod bloc;
mod disagreement;
mod compromise;

pub use aggregate::Aggregate;
pub use aggregation_rule::AggregationRule;
pub use ballot::Ballot;
pub use ballots::Ballots;
pub use bloc::Bloc;
pub use completion::Completion;
pub use compromise::Compromise;
pub use disagreement::{Disagreement, LineDisagreement};
pub use tally::Tally;
