//! `Allowance`: how large a change may be, in percent or in euros.

use serde::{Deserialize, Serialize};

use crate::money::{Money, Percent};

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
}
