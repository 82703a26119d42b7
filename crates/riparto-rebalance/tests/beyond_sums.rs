//! The search where rules are no bounds of sums, against a look at every allocation.

mod brute_force;
mod tiny;
mod ways_out;
