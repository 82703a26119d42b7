//! Laws that hold for every budget, every rule and every proposal, on random ones.

mod change;
mod comparison;
mod history;
mod money;
mod relaxation;
mod split;
