//! `Weight`: an exact decimal that an amount is split by.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::amount::Money;
use super::amount_style::{AmountStyle, readings};
use crate::capacity::{MAX_EVENT_INTEGER, MAX_WEIGHT_DIGITS};
use crate::error::{Cause, Error, Result, quote};

/// A weight of zero or more: a whole number or a decimal of up to 18 digits in all, kept exact.
///
/// ```
/// use riparto::money::Weight;
///
/// let weight: Weight = "39.86".parse()?;
/// assert_eq!(weight.to_string(), "39.86");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weight {
    digits: u64,
    decimals: u32,
}

/// The first number with more than [`MAX_WEIGHT_DIGITS`] digits.
const TOO_LONG: u64 = 10u64.pow(MAX_WEIGHT_DIGITS as u32);

impl Weight {
    /// The weight that a text states as people write numbers: `1.500` in Italian style is fifteen hundred. Without a style, any
    /// that leaves one reading.
    ///
    /// ```
    /// use riparto::money::{AmountStyle, Weight};
    ///
    /// assert_eq!(Weight::read("1.500", Some(AmountStyle::Italian))?, "1500".parse()?);
    /// assert_eq!(Weight::read("1,5", None)?, "1.5".parse()?);
    /// assert_eq!(Weight::read("1.500", None).unwrap_err().code(), "weight_ambiguous");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// A text with two readings (`weight_ambiguous`), that is no number of zero or more (`weight_malformed`) or has over 18
    /// digits (`weight_too_long`).
    pub fn read(text: &str, style: Option<AmountStyle>) -> Result<Weight> {
        let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        let readings = readings(spaced.trim(), style);
        let number = |place: usize| {
            let (whole, decimals) = (readings[place].whole.as_str(), readings[place].decimals.as_str());
            let whole = if whole.is_empty() { "0" } else { whole };
            if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
        };
        match readings.len() {
            0 => Err(Cause::WeightMalformed { found: quote(text) }.into()),
            1 => number(0).parse(),
            _ => {
                let (mut first, mut second) = (number(0), number(1));
                if first.contains('.') {
                    std::mem::swap(&mut first, &mut second);
                }
                Err(Cause::WeightAmbiguous { found: quote(text), first, second }.into())
            }
        }
    }

    /// The weight in units of 10^-`decimals`, if it then has at most [`MAX_WEIGHT_DIGITS`] digits.
    pub(crate) fn scaled(self, decimals: u32) -> Option<u64> {
        if decimals == self.decimals || self.digits == 0 {
            return Some(self.digits);
        }
        let unit = 10u64.checked_pow(decimals.checked_sub(self.decimals)?)?;
        self.digits.checked_mul(unit).filter(|digits| *digits < TOO_LONG)
    }

    /// Whole numbers in the proportion of weights: all in the unit of the one with the most decimals; none where one needs too many
    /// digits in it.
    #[doc(hidden)]
    #[must_use]
    pub fn in_one_unit(weights: &[Weight]) -> Option<Vec<u64>> {
        let decimals = weights.iter().map(|weight| weight.decimals).max().unwrap_or(0);
        weights.iter().map(|weight| weight.scaled(decimals)).collect()
    }

    /// Whole numbers from one to the most, in the proportion of weights: as they are if they are whole, and none is more than the
    /// most nor all together more than `most_in_all`; in lowest terms otherwise.
    ///
    /// # Errors
    /// The position of the first weight that needs too many digits on the scale of all; else of the first that is zero; else of
    /// the first that is more than the most in lowest terms.
    #[doc(hidden)]
    pub fn whole(weights: &[Weight], most: u32, most_in_all: u64) -> std::result::Result<Vec<u32>, usize> {
        let decimals = weights.iter().map(|weight| weight.decimals).max().unwrap_or(0);
        let scaled = |(position, weight): (usize, &Weight)| weight.scaled(decimals).ok_or(position);
        let scaled =
            weights.iter().enumerate().map(scaled).collect::<std::result::Result<Vec<u64>, usize>>()?;
        if let Some(position) = scaled.iter().position(|weight| *weight == 0) {
            return Err(position);
        }
        let all: u128 = scaled.iter().copied().map(u128::from).sum();
        let fits = decimals == 0
            && all <= u128::from(most_in_all)
            && scaled.iter().all(|weight| *weight <= u64::from(most));
        let unit = if fits { 1 } else { scaled.iter().copied().fold(0, divisor).max(1) };
        let small = |(position, weight): (usize, u64)| {
            u32::try_from(weight / unit).ok().filter(|weight| *weight <= most).ok_or(position)
        };
        scaled.into_iter().enumerate().map(small).collect()
    }

    /// The position of the weight to name where [`Weight::whole`] fails at one: that one if it is zero or more than the most as it
    /// stands, else the one with the most decimals.
    #[doc(hidden)]
    pub fn blamed(weights: &[Weight], position: usize, most: u32) -> usize {
        let weight = weights[position];
        if weight.digits == 0 || weight.digits / 10u64.pow(weight.decimals) > u64::from(most) {
            return position;
        }
        let finest = (0..weights.len()).max_by_key(|position| weights[*position].decimals);
        finest.unwrap_or(position)
    }

    /// The same number with as few decimals as it takes.
    #[doc(hidden)]
    pub fn shortest(self) -> Weight {
        let mut weight = self;
        while weight.decimals > 0 && weight.digits.is_multiple_of(10) {
            weight = Weight { digits: weight.digits / 10, decimals: weight.decimals - 1 };
        }
        weight
    }

    /// The digits as a whole number, and how many of them are decimals.
    pub(crate) fn parts(self) -> (u64, u32) {
        (self.digits, self.decimals)
    }

    pub(crate) fn decimals(self) -> u32 {
        self.decimals
    }

    /// The number if it has no decimals.
    #[doc(hidden)]
    pub fn to_whole(self) -> Option<u64> {
        (self.decimals == 0).then_some(self.digits)
    }

    #[doc(hidden)]
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }
}

/// The greatest common divisor.
fn divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl From<u32> for Weight {
    fn from(weight: u32) -> Weight {
        Weight { digits: weight.into(), decimals: 0 }
    }
}

/// An amount as a weight, cent for cent: to split in proportion to what lines hold.
impl From<Money> for Weight {
    fn from(amount: Money) -> Weight {
        Weight { digits: amount.cents().unsigned_abs(), decimals: 2 }
    }
}

/// # Errors
/// A text that is no decimal of zero or more (`weight_malformed`) or has over 18 digits (`weight_too_long`).
impl FromStr for Weight {
    type Err = Error;

    fn from_str(text: &str) -> Result<Weight> {
        let malformed = || Error::from(Cause::WeightMalformed { found: quote(text) });
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits: String = [whole, decimals].concat();
        if whole.is_empty() || text.ends_with('.') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed());
        }
        if digits.len() > MAX_WEIGHT_DIGITS {
            return Err(Cause::WeightTooLong { found: quote(text), allowed: MAX_WEIGHT_DIGITS }.into());
        }
        let digits = digits.parse().map_err(|_| malformed())?;
        let decimals = u32::try_from(decimals.len()).map_err(|_| malformed())?;
        Ok(Weight { digits, decimals })
    }
}

/// The weight as it is written: `39.86`.
impl fmt::Debug for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10u64.pow(self.decimals);
        write!(f, "{}", self.digits / unit)?;
        if self.decimals > 0 {
            write!(f, ".{:0width$}", self.digits % unit, width = self.decimals as usize)?;
        }
        Ok(())
    }
}

/// Writes weights by name: whole ones that events can hold as numbers, others in strings, without zeros at the end of decimals.
///
/// # Errors
/// Those of the serializer.
#[doc(hidden)]
pub fn weights_by_name<S: Serializer>(
    weights: &BTreeMap<String, Weight>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    struct Short(Weight);
    impl Serialize for Short {
        fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
            match self.0.shortest() {
                Weight { digits, decimals: 0 } if digits <= MAX_EVENT_INTEGER => {
                    serializer.serialize_u64(digits)
                }
                decimal => serializer.collect_str(&decimal),
            }
        }
    }
    serializer.collect_map(weights.iter().map(|(name, weight)| (name, Short(*weight))))
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Weight, D::Error> {
        deserializer.deserialize_any(WeightText)
    }
}

/// Reads a weight from a decimal string or a whole number.
struct WeightText;

impl Visitor<'_> for WeightText {
    type Value = Weight;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a weight as a decimal string or a whole number, such as \"12.5\" or 3")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Weight, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> std::result::Result<Weight, E> {
        number.to_string().parse().map_err(E::custom)
    }
}
