//! `Due`: a share as an inequality of whole numbers.

use crate::money::{Percent, Rounding};

/// How a part stands to its share of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[doc(hidden)]
pub enum Due {
    /// At most the share, rounded down.
    AtMost,
    /// At least the share, rounded up.
    AtLeast,
    /// Less than the share.
    Below,
    /// More than the share.
    Above,
    /// Just the share, rounded as named.
    Equals(Rounding),
}

impl Due {
    /// The least and the most that the part may be, in cents, where a whole is so much.
    pub(super) fn interval(self, percent: Percent, whole: i64) -> (i64, i64) {
        let cents = |cents: i128| i64::try_from(cents).unwrap_or(i64::MAX);
        let share = |rounding| cents(percent.share(whole, rounding));
        match self {
            Due::AtMost => (0, share(Rounding::Down)),
            Due::AtLeast => (share(Rounding::Up), i64::MAX),
            Due::Below => (0, cents(percent.just_below(whole))),
            Due::Above => (share(Rounding::Down).saturating_add(1), i64::MAX),
            Due::Equals(rounding) => (share(rounding), share(rounding)),
        }
    }
}

/// A percentage as a fraction of whole numbers: the part's unit below, the whole's above.
#[doc(hidden)]
pub fn fraction(percent: Percent) -> (i64, i64) {
    let (mut a, mut b) = (percent.parts(1), Percent::PARTS);
    let (above, below) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let whole = |number: i128| i64::try_from(number / a.max(1)).unwrap_or(i64::MAX);
    (whole(below), whole(above))
}

/// Between what `below × part − above × whole` may be.
#[doc(hidden)]
pub fn share_sides(due: Due, below: i64) -> (Option<i64>, Option<i64>) {
    match due {
        Due::AtMost => (None, Some(0)),
        Due::AtLeast => (Some(0), None),
        Due::Below => (None, Some(-1)),
        Due::Above => (Some(1), None),
        Due::Equals(Rounding::Down) => (Some(1 - below), Some(0)),
        Due::Equals(Rounding::Up) => (Some(0), Some(below - 1)),
        Due::Equals(Rounding::HalfUp) => (Some(1 - (below + 1) / 2), Some(below / 2)),
    }
}
