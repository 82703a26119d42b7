//! A brute-force reading of the rules, by code that shares nothing with the crates.
//!
//! The oracle reads the plan document, not the crates' types: what a scope selects, what a limit allows, in exact
//! integers. It is written to be read next to the documentation of the limits, and is slow.

mod counts;
pub mod reading;

pub use counts::level;
pub use reading::{Broken, Reading, bands, cents, expected, expected_after, expected_on, found, scaled};
