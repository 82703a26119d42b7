//! Rules as data, with a citation; compiled once; and what a check finds.
//!
//! A [`Rule`] bounds the sum over a scope, its change against a base, its share of another scope, or the flow from
//! one scope to another. It says what [`Authorization`] a breach needs and where it is written. Thresholds are never
//! constants of this crate: they come from the caller or from a [`RulePack`] named after the act that it quotes.
//!
//! A [`Rulebook`] is rules compiled for one envelope. Percentages of fixed amounts become integer bounds, rounded
//! inwards, so that no rounding ever allows what the rule forbids. A check returns **all** [`Findings`]: which rule,
//! which lines, how many cents, and one sentence.
//!
//! What this is not: the way to an allocation that respects the rules, and not legal advice.

mod authorization;
mod allowance;
mod base;
mod limit_amount;
mod quantity_bounds;
mod flow_limit;
mod requirements;
mod change_count;
mod paid_by;
mod limit;
mod due;
mod measured;
mod limit_scopes;
mod period;
mod rule;
mod restated;
mod part;
mod amount_shapes;
mod rule_shapes;
mod label_use;
mod notice;
mod label_notices;
mod markdown_page;
mod pack_parts;
mod pack_page;
mod pack_shapes;
mod pack;
mod pack_rules;
mod rule_words;
mod circumstances;
mod summed_allocation;
mod kept_allocations;
mod index;
mod bases;
mod cap;
mod compiled;
mod band_order;
mod rule_overlaps;
mod part_totals;
mod rule_notices;
mod compile;
mod rulebook;
mod finding;
mod gathered;
mod findings;
mod breaches;
mod scope_words;
mod view;
mod counted_changes;
mod requirement_words;
mod sentence;
mod finding_words;
mod units;
mod flow_cap;
mod bounds;
mod check_constraint;
mod remainders;
mod transfer_range;
mod derivation;
mod allowance_use;
mod finding_collector;
mod evaluate;
mod broken_by_moves;
mod finding_shape;

pub use allowance::{Allowance, Take};
pub use allowance_use::{AllowanceEntry, AllowanceKind, AllowanceUse};
pub use authorization::Authorization;
pub use base::Base;
pub use change_count::{ChangeCount, ChangeMade, CountedPer};
pub use finding::{Breach, Finding};
pub use findings::Findings;
pub use flow_limit::Flow;
pub use label_use::LabelUse;
pub use limit::{Band, Derived, Limit, Lock, Movement, Share, Variation};
pub use limit_amount::{LimitAmount, PercentBasis, PercentOf, Threshold};
pub use notice::{Notice, NoticeCode};
pub use pack::RulePack;
pub use pack_parts::{PackCase, PackParagraph, PackTests};
pub use paid_by::PaidBy;
pub use part::Part;
pub use period::Period;
pub use quantity_bounds::{ChangeBounds, MovedBounds, SumBounds};
pub use rule::{Each, Rule};
pub use rulebook::Rulebook;

#[doc(hidden)]
pub use amount_shapes::LEVEL;
#[doc(hidden)]
pub use bounds::{Bounded, counted_since};
#[doc(hidden)]
pub use breaches::Breaches;
#[doc(hidden)]
pub use check_constraint::{CheckConstraint, Passing};
pub(crate) use circumstances::Circumstances;
pub(crate) use derivation::{Derivation, Payer};
#[doc(hidden)]
pub use due::{Due, fraction, share_sides};
#[doc(hidden)]
pub use finding_shape::{AllListed, Compared, ListedFinding};
#[doc(hidden)]
pub use flow_cap::{FlowCap, FlowRole};
#[doc(hidden)]
pub use kept_allocations::KeptAllocations;
pub(crate) use pack_shapes::LABELS;
#[doc(hidden)]
pub use remainders::{both, remainders};
#[doc(hidden)]
pub use requirements::{check_bodies, check_documents};
pub(crate) use rule::RuleDocument;
pub(crate) use rule_shapes::RULES;
pub(crate) use view::{Evaluation, Moves};

#[doc(hidden)]
pub use pack::RULE_PACK;
