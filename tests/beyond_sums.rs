//! The search where rules are no bounds of sums: against a look at every allocation, and on plans as they are met.

mod brute_force;
mod instances;
mod real_plans;
mod tiny;
mod ways_out;
