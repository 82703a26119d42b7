//! `Measure`: what counts as near to a wish.

use serde::{Deserialize, Serialize};

/// What counts as near.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The sum of the squared changes: the fairest, since large changes count most.
    #[default]
    LeastSquares,
    /// The sum of the changes, without their signs: how many cents move.
    LeastMoved,
    /// The largest change.
    LeastPeak,
}

impl Measure {
    /// All measures.
    pub const ALL: [Measure; 3] = [Measure::LeastSquares, Measure::LeastMoved, Measure::LeastPeak];
}
