//! Laws that hold for every budget, every rule and every proposal, on random ones.

mod document;
mod forms;
mod headroom;
mod long_forms;
mod renaming;
