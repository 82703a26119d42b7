//! `Natural`: whole numbers of any length, where the common denominator of several criteria leaves 128 bits.

use std::cmp::Ordering;
use std::fmt;

/// A whole number of zero or more. Invariant: the last word is not zero, so that equal numbers have equal words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Natural(Vec<u64>);

/// So many decimal digits are written at a time.
const DIGITS: usize = 18;
const CHUNK: u64 = 10u64.pow(DIGITS as u32);

impl Natural {
    pub(super) fn zero() -> Natural {
        Natural::default()
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The number if it has at most 128 bits.
    pub(super) fn to_u128(&self) -> Option<u128> {
        match self.0.as_slice() {
            [] => Some(0),
            [low] => Some(u128::from(*low)),
            [low, high] => Some(u128::from(*low) | (u128::from(*high) << 64)),
            _ => None,
        }
    }

    pub(super) fn plus(&self, other: &Natural) -> Natural {
        let (long, short) = if self.0.len() < other.0.len() { (other, self) } else { (self, other) };
        let mut words = long.0.clone();
        let mut carry = false;
        for (place, word) in words.iter_mut().enumerate() {
            let (sum, over) = word.overflowing_add(short.0.get(place).copied().unwrap_or(0));
            let (sum, more) = sum.overflowing_add(u64::from(carry));
            (*word, carry) = (sum, over || more);
        }
        words.extend(carry.then_some(1));
        Natural(words)
    }

    /// The difference from a number that is no larger.
    pub(super) fn minus(&self, other: &Natural) -> Natural {
        let mut words = self.0.clone();
        let mut borrow = false;
        for (place, word) in words.iter_mut().enumerate() {
            let (rest, under) = word.overflowing_sub(other.0.get(place).copied().unwrap_or(0));
            let (rest, more) = rest.overflowing_sub(u64::from(borrow));
            (*word, borrow) = (rest, under || more);
        }
        assert!(!borrow && other.0.len() <= words.len(), "a difference is zero or more");
        Natural::trimmed(words)
    }

    pub(super) fn times(&self, other: &Natural) -> Natural {
        let mut words = vec![0u64; self.0.len() + other.0.len()];
        for (place, word) in self.0.iter().enumerate() {
            let mut carry = 0u128;
            for (offset, factor) in other.0.iter().enumerate() {
                let sum = u128::from(*word) * u128::from(*factor) + u128::from(words[place + offset]) + carry;
                (words[place + offset], carry) = (low(sum), sum >> 64);
            }
            words[place + other.0.len()] = low(carry);
        }
        Natural::trimmed(words)
    }

    pub(super) fn scaled(&self, factor: u64) -> Natural {
        let mut words = Vec::with_capacity(self.0.len() + 1);
        let mut carry = 0u128;
        for word in &self.0 {
            let sum = u128::from(*word) * u128::from(factor) + carry;
            words.push(low(sum));
            carry = sum >> 64;
        }
        words.push(low(carry));
        Natural::trimmed(words)
    }

    /// The quotient rounded down and what is left over. The divisor is above zero, and the quotient below 2^62.
    pub(super) fn divided(&self, divisor: &Natural) -> (u64, Natural) {
        let bits = divisor.bits();
        let (dividend, by) = match bits.checked_sub(64) {
            // A divisor of one word: the dividend then has below 126 bits.
            None | Some(0) => (self.to_u128(), divisor.to_u128()),
            // The leading 64 bits of the divisor, rounded up, and the same of the dividend: an estimate that is too small by little.
            Some(shift) => (self.shifted(shift).to_u128(), divisor.shifted(shift).to_u128().map(|by| by + 1)),
        };
        let estimate = dividend.unwrap_or(u128::MAX) / by.unwrap_or(1).max(1);
        let mut quotient = low(estimate);
        let mut rest = self.minus(&divisor.scaled(quotient));
        while rest >= *divisor {
            rest = rest.minus(divisor);
            quotient += 1;
        }
        (quotient, rest)
    }

    /// The greatest common divisor, by halving and differences (Stein 1967).
    pub(super) fn common_divisor(&self, other: &Natural) -> Natural {
        if self.is_zero() || other.is_zero() {
            return self.plus(other);
        }
        let twos = self.trailing_zeros().min(other.trailing_zeros());
        let (mut a, mut b) = (self.shifted(self.trailing_zeros()), other.shifted(other.trailing_zeros()));
        while a != b {
            if a < b {
                std::mem::swap(&mut a, &mut b);
            }
            let apart = a.minus(&b);
            a = apart.shifted(apart.trailing_zeros());
        }
        a.times(&Natural::power_of_two(twos))
    }

    /// The quotient by a divisor that leaves nothing over, by long division.
    pub(super) fn exactly_by(&self, divisor: &Natural) -> Natural {
        let mut quotient = Natural::zero();
        let mut rest = Natural::zero();
        for bit in (0..self.bits()).rev() {
            let next = u64::from(self.0[bit / 64] >> (bit % 64) & 1 == 1);
            rest = rest.scaled(2).plus(&Natural::from(u128::from(next)));
            quotient = quotient.scaled(2);
            if rest >= *divisor {
                rest = rest.minus(divisor);
                quotient = quotient.plus(&Natural::from(1));
            }
        }
        quotient
    }

    fn power_of_two(power: usize) -> Natural {
        let mut words = vec![0; power / 64];
        words.push(1 << (power % 64));
        Natural(words)
    }

    /// How many bits the number has.
    fn bits(&self) -> usize {
        self.0.last().map_or(0, |last| self.0.len() * 64 - last.leading_zeros() as usize)
    }

    fn trailing_zeros(&self) -> usize {
        let words = self.0.iter().take_while(|word| **word == 0).count();
        words * 64 + self.0.get(words).map_or(0, |word| word.trailing_zeros() as usize)
    }

    /// The number without its last bits.
    fn shifted(&self, bits: usize) -> Natural {
        let (skipped, bits) = (bits / 64, bits % 64);
        let above =
            |place: usize| self.0.get(place + 1).map_or(0, |word| (u128::from(*word) << 64 >> bits) as u64);
        let kept = (skipped..self.0.len())
            .map(|place| (self.0[place] >> bits) | if bits == 0 { 0 } else { above(place) });
        Natural::trimmed(kept.collect())
    }

    fn trimmed(mut words: Vec<u64>) -> Natural {
        while words.last() == Some(&0) {
            words.pop();
        }
        Natural(words)
    }
}

/// The lower half.
fn low(number: u128) -> u64 {
    (number & u128::from(u64::MAX)) as u64
}

impl From<u128> for Natural {
    fn from(number: u128) -> Natural {
        Natural::trimmed(vec![low(number), low(number >> 64)])
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Natural) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Natural) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = self.0.clone();
        let mut chunks = Vec::new();
        while !words.is_empty() {
            let mut rest = 0u128;
            for word in words.iter_mut().rev() {
                let number = (rest << 64) | u128::from(*word);
                *word = low(number / u128::from(CHUNK));
                rest = number % u128::from(CHUNK);
            }
            chunks.push(rest);
            words = Natural::trimmed(words).0;
        }
        write!(f, "{}", chunks.pop().unwrap_or(0))?;
        chunks.iter().rev().try_for_each(|chunk| write!(f, "{chunk:0DIGITS$}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Natural;
    use proptest::prelude::*;

    fn natural(number: u128) -> Natural {
        Natural::from(number)
    }

    #[test]
    fn numbers_beyond_128_bits_are_written_in_full() {
        let ten = natural(10u128.pow(30));
        let large = ten.times(&ten).plus(&natural(7));
        assert_eq!(large.to_string(), format!("1{}7", "0".repeat(59)));
        assert_eq!(large.to_u128(), None);
        assert_eq!(Natural::zero().to_string(), "0");
        assert_eq!(large.minus(&large), Natural::zero());
    }

    proptest! {
        #[test]
        fn short_numbers_are_those_of_the_language(a in any::<u64>(), b in any::<u64>(), c in 1u64..) {
            let (wide, other) = (u128::from(a) * u128::from(c), u128::from(b) << 17);
            prop_assert_eq!(natural(wide).cmp(&natural(other)), wide.cmp(&other));
            prop_assert_eq!(natural(wide).plus(&natural(other >> 18)).to_u128(), Some(wide + (other >> 18)));
            prop_assert_eq!(natural(u128::from(a)).times(&natural(c.into())).to_u128(), Some(wide));
            prop_assert_eq!(natural(u128::from(a)).scaled(c).to_string(), wide.to_string());
            let (quotient, rest) = natural(u128::from(a >> 2)).divided(&natural(c.into()));
            prop_assert_eq!((quotient, rest.to_u128()), ((a >> 2) / c, Some(u128::from((a >> 2) % c))));
        }

        #[test]
        fn a_dividend_is_its_divisor_times_the_quotient_and_the_rest(
            words in proptest::collection::vec(any::<u128>(), 1..4), quotient in 0u64..1 << 62, part in any::<u64>(),
        ) {
            let divisor = words.iter().fold(natural(1), |product, word| product.times(&natural(*word | 1)));
            let rest = if part % 2 == 0 { natural(part.into()) } else { divisor.minus(&natural(1)) };
            prop_assume!(rest < divisor);
            let dividend = divisor.scaled(quotient).plus(&rest);
            prop_assert_eq!(dividend.divided(&divisor), (quotient, rest));
        }

        #[test]
        fn a_common_divisor_divides_both_and_leaves_nothing_in_common(
            a in 1u128.., b in 1u128.., common in 1u128..,
        ) {
            let (one, other) = (natural(a).times(&natural(common)), natural(b).times(&natural(common)));
            let divisor = one.common_divisor(&other);
            let (p, q) = (one.exactly_by(&divisor), other.exactly_by(&divisor));
            prop_assert_eq!(p.times(&divisor), one);
            prop_assert_eq!(q.times(&divisor), other);
            prop_assert_eq!(p.common_divisor(&q), natural(1));
        }
    }
}
