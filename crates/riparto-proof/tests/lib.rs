//! The integration tests of riparto-proof, in one binary: a module for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod proofs;
