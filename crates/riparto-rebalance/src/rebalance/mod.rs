//! The nearest allocation that respects every rule, and why there is none.
//!
//! [`Rebalance::run`] takes a wish and finds the closest allocation inside the rules, exact to
//! the cent; [`Conflict::diagnose`] names the smallest set of rules that cannot hold together, in a
//! sentence, and the least relaxation in euros.
//!
//! The structure of the rules decides the method; it is detected, not asked of the caller:
//!
//! - bounds on lines and on one laminar family of scopes (each inside another or apart from it): water-filling, in a few passes;
//! - two laminar families that cross, such as actions and cost categories, or one with a cap on all movement: a convex-cost flow;
//! - rules of every other kind: branch and bound, and elastic programs for the least total violation.
//!
//! Answers are integers throughout. Each carries a certificate that one pass checks, or a lower bound summed in integers.

mod size;
mod measure;
mod nested_slices;
mod feasible_sums;
mod cents;
mod water_filling;
mod delta_bounds;
mod lexicographic_ties;
mod slices;
mod shares;
mod fewest_changes;
mod grid;
mod exchange_certificate;
mod objective;
mod target;
mod constraint_set;
mod violation_function;
mod total_side;
mod refutation;
mod infeasible_subset;
mod greedy_iis;
mod structure;
mod side_constraints;
mod structured_rules;
mod laminar_problem;
mod constraints;
mod network_relaxation;
mod nearest_search;
mod elastic_program;
mod rounding_heuristic;
mod minimum_violation;
mod relaxation;
mod rule_conflict;
mod conflict_shape;
mod feasibility;
mod floors_above_ceilings;
mod diagnosis;
mod binding;
mod asked_of_rules;
mod sought_settlement;
mod nearest;
mod nearest_shape;
mod fewest_lines;
mod proportional;
mod by_measure;
mod status_quo;
mod followed_settlement;
mod wish_weights;
mod options;
mod derived;
mod counter_proposal;
mod given;
mod giving_choices;
mod margin;
mod line_slacks;
mod nested_headroom;
mod multiples;
mod line_classes;
mod constraint_reach;
mod headroom_program;
mod joint_headroom;
mod stopping_rules;
mod followed_headroom;
mod headroom;
mod label_headroom_program;
mod label_headroom;
mod directed;
mod nearest_change;
mod distribution_rule;
mod shapes;
mod separable;

pub use counter_proposal::CounterProposal;
pub use given::{Given, Giving, PlanPart};
pub use giving_choices::GivingChoices;
pub use grid::{GroupFamily, least_moved_on_grid, nearest_on_grid};
pub use headroom::Headroom;
pub use label_headroom::{LabelHeadroom, LabelMargin};
pub use margin::{Following, Margin, Stop, StoppedBy};
pub use objective::Objective;
pub use options::Rebalance;
pub use rule_conflict::Conflict;
pub use slices::{SliceGroup, water_filling};

pub use distribution_rule::{Distributed, DistributionRule, NearestDistribution, WeightedDistribution};
pub use measure::Measure;
pub use nearest::Nearest;
pub use nearest_change::NearestChange;
pub use riparto_solve::{Answer, Proven};

#[doc(hidden)]
pub use nearest_shape::NearestOfChange;
#[doc(hidden)]
pub use separable::{LineDomain, least_cost, line_domains};
#[doc(hidden)]
pub use shapes::{DISTRIBUTION, LINE_WEIGHTS, MEASURE};
#[doc(hidden)]
pub use water_filling::DemandFunction;
