//! riparto
pub mod error;
pub mod limits;
pub mod money;
pub mod budget;
pub mod rules;
pub use error::{Error, ErrorKind, Result};
pub use money::*;
pub use budget::*;
pub use rules::*;
