//! Laws that hold for every budget, every rule and every proposal, on random ones.

mod document;
mod long_forms;
