//! A budget's table as one HTML file that works without a network, with riparto's engine inside.
//!
//! Programs depend on `riparto` with the feature `page`, which re-exports all of this under the same paths.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod page;
