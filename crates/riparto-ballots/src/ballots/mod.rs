//! From many ideal splits to one: what a table starts from when each partner writes the split that it would like.
//!
//! A [`Ballot`] is one party's ideal split of the same total over the same lines, with a whole weight. [`Ballots`] are
//! checked once; an [`AggregationRule`] makes one split of them, exact in fractions of a cent ([`Aggregate::exact`]) and
//! then rounded to cents that sum to the total, with a receipt. Ballots that come in with
//! lines missing or another sum are refused with the difference, or completed by a named policy ([`BallotSheet`],
//! [`Completion`]). A [`Tally`] holds what a rule needs to know of many
//! ballots: tallies of parts merge into the tally of the whole, whatever the parts, with the same answer to the last cent. It can be made
//! without the ballots, of counts ([`Tally::from_counts`], [`CountSheet`]): how much weight stands at each amount of each line, which any
//! database answers.
//!
//! An outcome that must respect the rules of a plan is either aggregated and then moved inside them
//! ([`Ballots::aggregate_under`]), or sought inside them from the start: the compromise ([`Ballots::compromise`]) is nearest to
//! all ballots together. Strategyproofness ends there, and every answer says so ([`Guarantee`]). [`Disagreement`] tells where
//! the ballots differ, [`AgreementClique`] who agrees, and [`Fairness`] what each party and group obtains of what it asked.
//!
//! What this is not: a vote on projects that are funded or not, or a decision. It gives a table a place to start from, and
//! what a table decides is in its proposals.

mod by_line;
mod aggregation_rule;
mod ballot;
mod line_votes;
mod profile;
mod aggregate;
mod integer;
mod phantom;
mod segment;
mod phantom_values;
mod clock_search;
mod capped_phantoms;
mod integral_phantoms;
mod tally;
mod vote_counts;
mod manipulation_gain;
mod completion;
mod ballot_sheet;
mod count_sheet;
mod read_ballots;
mod ballots_by_label;
mod agreement_clique;
mod disagreement;
mod tally_disagreement;
mod coalition;
mod fairness;
mod guarantee;
mod compromise;
mod repaired_aggregate;

pub use aggregate::Aggregate;
pub use aggregation_rule::AggregationRule;
pub use agreement_clique::AgreementClique;
pub use ballot::Ballot;
pub use ballot_sheet::{BallotRow, BallotSheet};
pub use ballots_by_label::BallotsByLabel;
#[doc(hidden)]
pub use by_line::ByLine;
pub use coalition::{Coalition, CoalitionFairness, CoalitionKind};
pub use completion::Completion;
pub use count_sheet::CountSheet;
#[doc(hidden)]
pub use disagreement::DisagreementByLine;
pub use disagreement::{Disagreement, LineDisagreement};
pub use fairness::{Fairness, PartyFairness, Welfare};
pub use guarantee::Guarantee;
pub use manipulation_gain::ManipulationGain;
pub use profile::Ballots;
pub use read_ballots::ReadBallots;
pub use repaired_aggregate::Repair;
#[doc(hidden)]
pub use repaired_aggregate::RepairByLine;
pub use tally::Tally;
#[doc(hidden)]
pub use tally_disagreement::TallyDisagreementByLine;
pub use tally_disagreement::{ContestedLine, TallyDisagreement};
pub use vote_counts::VoteCount;
