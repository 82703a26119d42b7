//! The one error of the crate: opaque, with a kind, a stable code and one sentence.
//!
//! An [`Error`] means that input made no sense: an amount that cannot be read, a line that does not exist, a
//! total that is a cent off. A well-formed plan or proposal that breaks rules is *not* an error: that is an
//! answer, with findings (see [`crate::rules`]). A sentence says what, where, found, allowed, and what to do.

#![deny(clippy::wildcard_enum_match_arm)]

mod kind;
mod io;
mod quote;
mod in_italian;
mod cause_table;
mod cause;
mod known_names;
mod placed;
mod storage;

pub use cause::codes;
pub use io::io_message;
pub use kind::ErrorKind;
pub use placed::{Error, Result};
pub use storage::StorageFailure;

#[doc(hidden)]
pub use cause::Cause;
#[doc(hidden)]
pub use io::io_words;
#[doc(hidden)]
pub use quote::quote;
