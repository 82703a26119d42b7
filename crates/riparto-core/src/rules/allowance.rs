//! `Allowance`: how large a change may be, in percent or in euros.

use serde::{Deserialize, Serialize};

use crate::money::{Money, Percent, Rounding};

/// An amount that is stated in percent of a base, in euros, or as the lesser or greater of both.
///
/// ```
/// use riparto::{Limit, Money, Rule, Scope};
/// use riparto::rules::{Allowance, Movement};
///
/// // Up to 15 % of the plan or EUR 30,000.00, whichever is less, may move between lines.
/// let allowance = Allowance::lesser("15".parse()?, Money::from_euros(30_000));
/// Rule::new("moves", Scope::all(), Limit::Movement(Movement::new(allowance)))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Allowance {
    /// In percent of the base, rounded down to the cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// In euros.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Which one counts if both are given; the lesser if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<Take>,
}

/// Which of two amounts counts.
///
/// ```
/// use riparto::Money;
/// use riparto::rules::{Allowance, Take};
///
/// let allowance = Allowance::greater("10".parse()?, Money::from_euros(5_000));
/// assert_eq!(allowance.take, Some(Take::Greater));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The lesser one.
    #[default]
    Lesser,
    /// The greater one.
    Greater,
}

impl Allowance {
    /// So many percent of the base, or so many euros, whichever is less.
    #[must_use]
    pub fn lesser(percent: Percent, amount: Money) -> Allowance {
        Allowance { percent: Some(percent), amount: Some(amount), take: Some(Take::Lesser) }
    }

    /// So many percent of the base, or so many euros, whichever is more.
    #[must_use]
    pub fn greater(percent: Percent, amount: Money) -> Allowance {
        Allowance { percent: Some(percent), amount: Some(amount), take: Some(Take::Greater) }
    }

    /// So many percent of the base.
    #[must_use]
    pub fn percent(percent: Percent) -> Allowance {
        Allowance { percent: Some(percent), ..Allowance::default() }
    }

    /// So many euros.
    #[must_use]
    pub fn amount(amount: Money) -> Allowance {
        Allowance { amount: Some(amount), ..Allowance::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.percent.is_none() && self.amount.is_none()
    }

    /// Whether a change in cents is within the allowance on a base: the exact inequality, without rounding.
    pub(super) fn allows(&self, change: i128, base: i64) -> bool {
        let percent = self.percent.map(|percent| change * Percent::PARTS <= percent.parts(base));
        match (percent, self.amount.map(|amount| change <= i128::from(amount.cents()))) {
            (Some(percent), Some(amount)) if self.take == Some(Take::Greater) => percent || amount,
            (Some(percent), Some(amount)) => percent && amount,
            (percent, amount) => percent.or(amount).unwrap_or(false),
        }
    }

    /// The allowance in cents on a base.
    pub(super) fn cents(&self, base: i64) -> i64 {
        let percent = self.percent.map(|percent| percent.share(base, Rounding::Down));
        self.taken(percent, self.amount.map(Money::cents))
    }

    /// The most cents that are less than the allowance on a base; none if it is nothing.
    pub(super) fn cents_below(&self, base: i64) -> i64 {
        let percent = self.percent.map(|percent| percent.just_below(base).max(0));
        self.taken(percent, self.amount.map(|amount| (amount.cents() - 1).max(0)))
    }

    /// Which of two amounts counts. A percentage of at most 10,000 of at most 2^48 cents is far inside 64 bits.
    fn taken(&self, percent: Option<i128>, amount: Option<i64>) -> i64 {
        match (percent.map(|cents| i64::try_from(cents).unwrap_or(i64::MAX)), amount) {
            (Some(percent), Some(amount)) if self.take == Some(Take::Greater) => percent.max(amount),
            (Some(percent), Some(amount)) => percent.min(amount),
            (percent, amount) => percent.or(amount).unwrap_or(0),
        }
    }
}
