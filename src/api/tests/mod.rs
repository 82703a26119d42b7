//! Tests of what readers refuse and of what is told of it.

mod agreement;
