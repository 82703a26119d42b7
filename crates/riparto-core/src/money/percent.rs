//! `Percent`: an exact decimal percentage, and how a share of cents is rounded.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::amount::Money;
use crate::capacity::{MAX_PERCENT, MAX_PERCENT_DECIMALS};
use crate::error::{Cause, Error, Result, quote};
use crate::reader::{read_by_name, shown_by_name};
use crate::words::{Language, both};

/// How many units of [`Percent`] make one percent: 10^[`MAX_PERCENT_DECIMALS`].
const UNITS: u64 = 1_000_000_000;
/// How many units make the whole.
const WHOLE: i128 = UNITS as i128 * 100;

/// A percentage as an exact decimal of up to nine places: `7`, `12.5`. Zero to 10,000.
///
/// ```
/// use riparto::{Money, Percent};
/// use riparto::money::Rounding;
///
/// let indirect: Percent = "7".parse()?;
/// let direct: Money = "100000.10".parse()?;
/// assert_eq!(indirect.of(direct, Rounding::Down)?.to_string(), "7000.00"); // 7000.007
/// assert_eq!(indirect.of(direct, Rounding::Up)?.to_string(), "7000.01");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u64);

/// What becomes of a part of a cent.
///
/// ```
/// use riparto::{Money, Percent};
/// use riparto::money::Rounding;
///
/// let (third, euro): (Percent, _) = ("33.5".parse()?, Money::from_cents(1)?);
/// assert_eq!(third.of(euro, Rounding::Up)?, euro);
/// assert_eq!(third.of(euro, Rounding::HalfUp)?, Money::ZERO);
/// assert_eq!("half_up".parse::<Rounding>()?.to_string(), "half_up");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rounding {
    /// It is dropped.
    #[default]
    Down,
    /// It counts as a whole cent.
    Up,
    /// A half or more counts as a whole cent, less is dropped.
    HalfUp,
}

read_by_name! { Rounding: "a way of rounding", "un arrotondamento"; }
shown_by_name!(Rounding);

impl Percent {
    /// Nothing.
    pub const ZERO: Percent = Percent(0);
    /// The whole.
    pub const HUNDRED: Percent = Percent(UNITS * 100);

    /// A whole number of percent, at most [`MAX_PERCENT`].
    ///
    /// # Errors
    /// Above the maximum (`percent_too_large`).
    pub fn from_whole(percent: u64) -> Result<Percent> {
        if percent > MAX_PERCENT {
            return Err(Cause::PercentTooLarge { found: percent.to_string(), allowed: MAX_PERCENT }.into());
        }
        Ok(Percent(percent * UNITS))
    }

    /// So many percent of an amount.
    ///
    /// # Errors
    /// A share above [`Money::MAX`] (`amount_overflow`), which takes more than 100 percent.
    pub fn of(self, amount: Money, rounding: Rounding) -> Result<Money> {
        Money::from_wide(self.share(amount.cents(), rounding)).ok_or_else(|| {
            Cause::AmountOverflow {
                operation: both("the percentage", "la percentuale"),
                allowed: Money::MAX.words(),
            }
            .into()
        })
    }

    /// The number in a language, without the sign: `12.5`, `12,5`.
    pub(crate) fn to_text(self, language: Language) -> String {
        let text = self.to_string();
        language.choose(text.clone(), text.replace('.', ","))
    }

    /// So many percent of some cents, of either sign, in 128 bits; `Down` and `Up` are towards minus and plus
    /// infinity.
    #[doc(hidden)]
    pub fn share(self, cents: i64, rounding: Rounding) -> i128 {
        let parts = self.parts(cents);
        let down = parts.div_euclid(WHOLE);
        let rest = parts.rem_euclid(WHOLE);
        let up = match rounding {
            Rounding::Down => false,
            Rounding::Up => rest > 0,
            Rounding::HalfUp => rest * 2 >= WHOLE,
        };
        down + i128::from(up)
    }

    /// The most whole cents that are less than this many percent of some cents.
    pub(crate) fn just_below(self, cents: i64) -> i128 {
        (self.parts(cents) - 1).div_euclid(WHOLE)
    }

    /// So many percent of some cents, unrounded, in parts of which [`Percent::PARTS`] make a cent.
    #[doc(hidden)]
    pub fn parts(self, cents: i64) -> i128 {
        i128::from(self.0) * i128::from(cents)
    }

    /// How many parts make a cent.
    pub(crate) const PARTS: i128 = WHOLE;

    /// A sum of percentages, each in units of 10^-[`MAX_PERCENT_DECIMALS`] of a percent, as it is written.
    pub(super) fn text_of_units(units: u64) -> String {
        Percent(units).to_string()
    }

    /// How many units there are, each 10^-[`MAX_PERCENT_DECIMALS`] of a percent.
    pub(super) fn units(self) -> u64 {
        self.0
    }
}

/// Reads `7` or `12.5`: digits, and decimals after a point.
///
/// # Errors
/// Anything else (`percent_malformed`), more than nine decimals (`percent_too_precise`), more than 10,000
/// (`percent_too_large`).
impl FromStr for Percent {
    type Err = Error;

    fn from_str(text: &str) -> Result<Percent> {
        let malformed = || Error::from(Cause::PercentMalformed { found: quote(text) });
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, decimals) = match text.split_once('.') {
            Some((whole, decimals)) if is_digits(decimals) => (whole, decimals.trim_end_matches('0')),
            Some(_) => return Err(malformed()),
            None => (text, ""),
        };
        if !is_digits(whole) {
            return Err(malformed());
        }
        if decimals.len() > MAX_PERCENT_DECIMALS {
            return Err(Cause::PercentTooPrecise { found: quote(text), allowed: MAX_PERCENT_DECIMALS }.into());
        }
        let too_large = || Error::from(Cause::PercentTooLarge { found: quote(text), allowed: MAX_PERCENT });
        let whole: u64 = whole.parse().map_err(|_| too_large())?;
        let decimals: u64 = format!("{decimals:0<MAX_PERCENT_DECIMALS$}").parse().map_err(|_| malformed())?;
        if whole > MAX_PERCENT || (whole == MAX_PERCENT && decimals > 0) {
            return Err(too_large());
        }
        Ok(Percent(whole * UNITS + decimals))
    }
}

/// The percentage as it is written: `12.5`.
impl fmt::Debug for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:0>MAX_PERCENT_DECIMALS$}", self.0 % UNITS);
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!("{}{point}{decimals}", self.0 / UNITS))
    }
}
