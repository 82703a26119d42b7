//! Random envelopes, rules, plans and proposals for property tests of programs that build on riparto.
//!
//! Programs depend on `riparto` with its feature `proptest`, which re-exports all of this under the same paths.

pub mod arbitrary;
