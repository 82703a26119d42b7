//! `IfStale`: what an approval does where the allocation has changed meanwhile.

use serde::{Deserialize, Serialize};

/// What to do with a proposal whose allocation has changed since.
///
/// ```
/// use riparto::table::IfStale;
///
/// assert_eq!(IfStale::default(), IfStale::Refuse);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfStale {
    /// Refuse it as stale.
    #[default]
    Refuse,
    /// Put it on the new allocation and judge it there.
    Rebase,
}
