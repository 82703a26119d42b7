//! Strategies of proptest for programs that build on riparto.
