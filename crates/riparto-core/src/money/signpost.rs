//! `Signpost`: what tells the divisor methods apart.
//!
//! A divisor method rounds a quotient t between k and k + 1 up if t passes the signpost d(k) between them. The step of
//! a part of weight w from k to k + 1 cents costs d(k) / w, and the method takes the cheapest steps.

use std::cmp::Ordering;

use super::natural::Natural;
use super::wide::Wide;

/// A sequence d(0) <= 1, d(1), … with k <= d(k) <= k + 1, strictly rising.
pub(super) trait Signpost {
    /// How many signposts lie strictly below `quotient / 2^shift`. The quotient is below 2^124, the shift 1 to 120.
    fn below(quotient: u128, shift: u32) -> u128;

    /// The signpost of a step, up to a factor that all steps share: below 2^50.
    fn mark(step: u64) -> u128;

    /// Whether a mark is the square of a signpost.
    const SQUARED: bool = false;

    /// How many signposts lie at or below, or for all quotients strictly below, `whole + rest / divisor`.
    fn passed(whole: u64, rest: &Natural, divisor: &Natural) -> u64;

    /// Compares the costs of two steps, each given with its part's weight.
    fn compare(step: u64, weight: u64, other_step: u64, other_weight: u64) -> Ordering {
        let (cost, other) =
            (Self::mark(step) * u128::from(other_weight), Self::mark(other_step) * u128::from(weight));
        cost.cmp(&other)
    }
}

/// d(k) = k.
pub(super) struct Adams;
/// d(k) = k + ½.
pub(super) struct Webster;
/// d(k) = k + 1.
pub(super) struct Jefferson;
/// d(k) = √(k (k + 1)).
pub(super) struct HuntingtonHill;

impl Signpost for Adams {
    fn below(quotient: u128, shift: u32) -> u128 {
        (quotient + (1 << shift) - 1) >> shift
    }

    fn mark(step: u64) -> u128 {
        u128::from(step)
    }

    fn passed(whole: u64, rest: &Natural, _: &Natural) -> u64 {
        whole + u64::from(!rest.is_zero())
    }
}

impl Signpost for Webster {
    fn below(quotient: u128, shift: u32) -> u128 {
        (quotient + (1 << (shift - 1)) - 1) >> shift
    }

    fn mark(step: u64) -> u128 {
        2 * u128::from(step) + 1
    }

    fn passed(whole: u64, rest: &Natural, divisor: &Natural) -> u64 {
        whole + u64::from(rest.scaled(2) >= *divisor)
    }
}

impl Signpost for Jefferson {
    fn below(quotient: u128, shift: u32) -> u128 {
        Adams::below(quotient, shift).saturating_sub(1)
    }

    fn mark(step: u64) -> u128 {
        u128::from(step) + 1
    }

    fn passed(whole: u64, _: &Natural, _: &Natural) -> u64 {
        whole
    }
}

impl Signpost for HuntingtonHill {
    const SQUARED: bool = true;

    fn below(quotient: u128, shift: u32) -> u128 {
        let whole = quotient >> shift;
        let part = quotient & ((1 << shift) - 1);
        // With t = m + f: m (m + 1) < t² says m (1 - 2 f) < f². From f = ½ on, the left side is not above zero.
        let passes = match (1u128 << shift).checked_sub(2 * part) {
            None | Some(0) => true,
            Some(gap) => Wide::product(whole * gap, 1 << shift) < Wide::product(part, part),
        };
        whole + u128::from(passes)
    }

    /// The square of the signpost, below 2^98.
    fn mark(step: u64) -> u128 {
        u128::from(step) * (u128::from(step) + 1)
    }

    fn passed(whole: u64, rest: &Natural, divisor: &Natural) -> u64 {
        // As above, with a quotient of any length: m (1 - 2 f) <= f².
        let twice = rest.scaled(2);
        let passes =
            twice >= *divisor || divisor.minus(&twice).times(divisor).scaled(whole) <= rest.times(rest);
        whole + u64::from(passes)
    }

    fn compare(step: u64, weight: u64, other_step: u64, other_weight: u64) -> Ordering {
        let square = |weight: u64| u128::from(weight) * u128::from(weight);
        Wide::product(Self::mark(step), square(other_weight))
            .cmp(&Wide::product(Self::mark(other_step), square(weight)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Adams, HuntingtonHill, Jefferson, Signpost, Webster};
    use std::cmp::Ordering;

    #[test]
    fn signposts_are_counted_exactly_around_each_of_them() {
        let count = |below: &dyn Fn(u128) -> bool| (0..).take_while(|step| below(*step)).count() as u128;
        for quotient in 0..2_000u128 {
            for shift in [1, 2, 5, 7] {
                let unit = 1u128 << shift;
                assert_eq!(Adams::below(quotient, shift), count(&|k| k * unit < quotient));
                assert_eq!(Jefferson::below(quotient, shift), count(&|k| (k + 1) * unit < quotient));
                assert_eq!(Webster::below(quotient, shift), count(&|k| (2 * k + 1) * unit < 2 * quotient));
                let hill = count(&|k| k * (k + 1) * unit * unit < quotient * quotient);
                assert_eq!(HuntingtonHill::below(quotient, shift), hill, "{quotient} / 2^{shift}");
            }
        }
    }

    #[test]
    fn the_widest_operands_do_not_overflow() {
        let widest = (1u128 << 124) - 1;
        for shift in [1, 60, 120] {
            let hill = HuntingtonHill::below(widest, shift);
            assert!(Jefferson::below(widest, shift) <= hill && hill <= Adams::below(widest, shift));
            assert!(Webster::below(widest, shift) <= Adams::below(widest, shift));
        }
        let (step, weight) = (1 << 48, 999_999_999_999_999_999);
        assert_eq!(HuntingtonHill::compare(step, weight, step, weight - 1), Ordering::Less);
        assert_eq!(Webster::compare(step, weight, step - 1, weight), Ordering::Greater);
        assert_eq!(HuntingtonHill::compare(0, 1, 0, weight), Ordering::Equal);
    }
}
