//! Proofs that an allocation is the nearest, or that there is none: files that a stranger checks.
//!
//! Programs depend on `riparto`, which re-exports all of this under the same paths.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod proof;
