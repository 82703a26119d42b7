//! Laws of searches for amounts, on random plans.

mod forms;
mod headroom;
mod renaming;
