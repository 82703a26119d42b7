//! `Wide`: an unsigned number of 256 bits, just enough to compare products of 128-bit numbers.

/// A number of 256 bits, as its upper and lower half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wide {
    upper: u128,
    lower: u128,
}

const HALF: u32 = 64;
const LOW: u128 = u64::MAX as u128;

impl Wide {
    /// The product of two numbers; always in range.
    pub(super) fn product(a: u128, b: u128) -> Wide {
        let (a_high, a_low, b_high, b_low) = (a >> HALF, a & LOW, b >> HALF, b & LOW);
        let low = a_low * b_low;
        // Three addends below 2^64 each, but for the last, which is at most (2^64 - 1)^2: no overflow.
        let middle = (low >> HALF) + ((a_high * b_low) & LOW) + a_low * b_high;
        let upper = a_high * b_high + ((a_high * b_low) >> HALF) + (middle >> HALF);
        Wide { upper, lower: (middle << HALF) | (low & LOW) }
    }

    /// The sum of two numbers; a sum that leaves 256 bits would be a mistake of the caller.
    pub(super) fn plus(self, other: Wide) -> Wide {
        let (lower, carry) = self.lower.overflowing_add(other.lower);
        Wide { upper: self.upper + other.upper + u128::from(carry), lower }
    }
}

#[cfg(test)]
mod tests {
    use super::Wide;

    #[test]
    fn products_carry_into_the_upper_half() {
        let max = u128::MAX;
        assert_eq!(Wide::product(max, max), Wide { upper: max - 1, lower: 1 });
        assert_eq!(Wide::product(max, 0), Wide { upper: 0, lower: 0 });
        assert_eq!(Wide::product(1 << 100, 1 << 100), Wide { upper: 1 << 72, lower: 0 });
        assert_eq!(Wide::product(u128::from(u64::MAX), 1 << 64), Wide { upper: 0, lower: !0 << 64 });
        let one = Wide::product(1, 1);
        assert_eq!(Wide::product(max, 1).plus(one), Wide { upper: 1, lower: 0 });
    }

    #[test]
    fn products_of_sums_are_sums_of_products() {
        let (a, b, c) = (0x1234_5678_9abc_def0_u128 << 50, 0xfedc_ba98_7654_3211_u128 << 40, !0 >> 3);
        let sum = Wide::product(a, c).plus(Wide::product(b, c));
        assert_eq!(Wide::product(a + b, c), sum);
        assert!(Wide::product(a, c) < sum);
    }
}
