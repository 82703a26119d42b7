//! Laws that hold for every budget, every rule and every proposal, on random ones.

mod change;
mod comparison;
mod document;
mod forms;
mod headroom;
mod history;
mod long_forms;
mod money;
mod relaxation;
mod renaming;
mod split;
