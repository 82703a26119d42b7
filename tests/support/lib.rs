//! What the tests of all crates share: the number of cases, recorded cases, oracles by enumeration. Not published.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

pub mod followed_plans;
pub mod oracle;
mod properties;
pub mod recorded;
pub mod shared_plans;
pub mod split_oracle;
pub mod tiny_plans;
pub mod vectors;

pub use properties::{any_table, any_table_in_every_form, cases, follows, given, summed, total};
