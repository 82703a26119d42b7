//! The nearest allocation that respects every rule, and why there is none.
//!
//! [`Plan::rebalance`](crate::Plan::rebalance) takes a wish and finds the closest allocation inside the rules, exact to
//! the cent; [`Plan::conflict`](crate::Plan::conflict) names the smallest set of rules that cannot hold together, in a
//! sentence, and the cheapest way out in euros.
//!
//! Rules on lines, and on scopes that lie inside or apart from each other, make a tree; there one method, equal shift,
//! answers in a few passes. Scopes that cross in two families, such as actions and cost categories, and a cap on all
//! movement, make a flow network, solved to the cent as well. Under rules of all other kinds a search branches, and whole-number
//! programs say by how much rules lack at the least. The shape of the rules is found, not asked of the caller. An answer is
//! never a solver's word: it is integer from the start, and carries a certificate that one pass checks or a bound that was
//! summed in whole numbers.

mod size;
mod measure;
mod tree;
mod reach;
mod cents;
mod equal_shift;
mod changes;
mod ties;
mod slices;
mod shares;
mod fewest;
mod grid;
mod certificate;
mod objective;
mod structure;
mod convex;
mod side;
mod conflict;
mod witness;
mod shape;
mod task;
mod constraints;
mod skeleton;
mod bounded_search;
mod elastic;
mod near;
mod way_out;
mod relaxation;
mod clash;
mod verdict;
mod figures;
mod diagnosis;
mod binding;
mod nearest;
mod standstill;
mod fewest_lines;
mod proportional;
mod counter;
mod given;
mod margin;
mod rooms;
mod nested_headroom;
mod multiples;
mod line_classes;
mod headroom_program;
mod joint_headroom;
mod headroom;
mod nearest_change;
mod directed;
mod wish_weights;
mod distribution_rule;
mod shapes;
mod separable;

pub use clash::{Conflict, Diagnosis};
pub use counter::CounterProposal;
pub use given::{Given, Giving, PlanPart};
pub use grid::{GroupFamily, least_moved_on_grid, nearest_on_grid};
pub use headroom::Headroom;
pub use margin::{Margin, Stop, StoppedBy};
pub use objective::{Objective, Rebalance};
pub use slices::{SliceGroup, equal_shift};

pub use distribution_rule::{Distributed, DistributionRule, NearestDistribution, WeightedDistribution};
pub use measure::Measure;
pub use nearest::{Nearest, Rebalanced};
pub use nearest_change::NearestChange;

pub(crate) use equal_shift::Response;
pub(crate) use separable::Place;
pub(crate) use shapes::{DISTRIBUTION, LINE_WEIGHTS, MEASURE};
pub(crate) use wish_weights::wish_weights;
