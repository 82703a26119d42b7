//! `BarScale`: how long a bar is for an amount, and which amount a handle on it stands for.

use serde::Deserialize;

use riparto_core::money::Money;
use riparto_core::reader::read_by_name;

/// A bar has so many parts.
pub(super) const PARTS: i64 = 1000;

/// A handle moves by about this part of a bar at least.
const STEPS: i64 = 500;

/// What the length of a bar is measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScaleKind {
    /// All bars by one scale: they can be compared.
    #[default]
    Shared,
    /// Each line by its own: small ones can be moved.
    Own,
}

read_by_name! { ScaleKind: "a scale", "una scala"; }

/// The amount at the end of a bar, a round number.
#[derive(Clone, Copy, Debug)]
pub(super) struct BarScale {
    end: i64,
    step: i64,
}

impl BarScale {
    /// A scale on which an amount leaves room to grow.
    pub(super) fn of(held: Money, total: Money) -> BarScale {
        let wanted = i128::from(held.cents()) * 3 / 2;
        let least = i128::from(total.cents()) / i128::from(PARTS);
        let end = round_up(wanted.max(least).max(100));
        BarScale { end, step: round_down(end / STEPS) }
    }

    /// The least by which a handle moves.
    pub(super) fn step(self) -> Money {
        Money::saturating(self.step.into())
    }

    /// How many parts of a bar an amount fills, all of it where it is more than the scale.
    pub(super) fn parts(self, amount: Money) -> i64 {
        let parts = i128::from(amount.cents()) * i128::from(PARTS) / i128::from(self.end);
        i64::try_from(parts).unwrap_or(PARTS).min(PARTS)
    }

    /// The amount at a place of the bar, a whole number of steps.
    pub(super) fn amount_at(self, parts: u16) -> Money {
        let cents = i128::from(self.end) * i128::from(parts) / i128::from(PARTS);
        let steps = (cents + i128::from(self.step) / 2) / i128::from(self.step);
        Money::saturating(steps * i128::from(self.step))
    }

    /// An amount some steps further, and at a whole number of steps; never below zero.
    pub(super) fn moved(self, amount: Money, steps: i32) -> Money {
        let (cents, step) = (i128::from(amount.cents()), i128::from(self.step));
        // What lies between two steps goes to the next one in that direction first.
        let from = if steps > 0 { cents.div_euclid(step) } else { -(-cents).div_euclid(step) };
        Money::saturating(((from + i128::from(steps)) * step).max(0))
    }
}

/// The least of 1, 2, 5, 10, 20, … that is no less.
fn round_up(cents: i128) -> i64 {
    let mut unit: i128 = 1;
    loop {
        if let Some(round) = [1, 2, 5].map(|digit| digit * unit).into_iter().find(|round| *round >= cents) {
            return i64::try_from(round).unwrap_or(i64::MAX);
        }
        unit *= 10;
    }
}

/// The largest of 1, 2, 5, 10, 20, … that is no more, and one at least.
fn round_down(cents: i64) -> i64 {
    let up = round_up(cents.into());
    match up {
        _ if up <= cents || up <= 1 => up.max(1),
        // 5 lies between 2 and 10, and so on.
        _ if up.to_string().starts_with('5') => up / 5 * 2,
        _ => up / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::{BarScale, round_down, round_up};
    use riparto_core::money::Money;

    #[test]
    fn round_numbers_are_one_two_and_five() {
        assert_eq!([1, 2, 3, 6, 10, 11, 199, 201].map(round_up), [1, 2, 5, 10, 10, 20, 200, 500]);
        assert_eq!(
            [1, 2, 3, 4, 5, 9, 10, 19, 499, 500].map(round_down),
            [1, 2, 2, 2, 5, 5, 10, 10, 200, 500]
        );
    }

    #[test]
    fn a_handle_stands_for_round_amounts() {
        let scale = BarScale::of(Money::from_euros(500_000), Money::from_euros(2_464_000));
        assert_eq!(scale.step(), Money::from_euros(2_000));
        assert_eq!(scale.parts(Money::from_euros(500_000)), 500);
        assert_eq!(scale.amount_at(501), Money::from_euros(502_000));
        assert_eq!(scale.moved(Money::from_euros(500_100), 1), Money::from_euros(502_000));
        assert_eq!(scale.moved(Money::from_euros(500_100), -1), Money::from_euros(500_000));
        assert_eq!(scale.moved(Money::from_euros(500), -3), Money::ZERO);
        assert_eq!(scale.parts(Money::from_euros(9_000_000)), 1_000);
    }
}
