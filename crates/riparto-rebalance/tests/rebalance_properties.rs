//! Laws of the search for the nearest allocation, of its certificate and of conflicts, on random plans.

mod any_plans;
mod answers;
mod brute_force;
mod conflicts;
mod in_proportion;
mod instance;
mod symmetry;
mod weights;
