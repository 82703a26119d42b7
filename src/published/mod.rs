//! What published notices state, and only that.
//!
//! A preset holds totals, titles, parties and sources that a public text states. It holds no amount of a line, no
//! percentage and no rule that the text does not state: those come from the caller.

mod public_notice;
mod toscana;

pub use public_notice::{Activity, PublicNotice};
pub use toscana::toscana_2024;
