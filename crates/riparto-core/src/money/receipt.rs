//! `Receipt`: why each part of a split is what it is.

use serde::Serialize;

use super::fraction::Fraction;
use super::method::{Method, TieBreak};

/// Why each part is what it is: the policy, the leftover cents, the equal claims, the bounds that were met.
///
/// Parts are named by position from zero. A part's *quota* is what proportion gives it within floors and
/// ceilings, in fractions of a cent (see [`Method`]).
///
/// ```
/// use riparto::{Apportion, Method, Money, apportion};
/// use riparto::money::Weight;
///
/// // EUR 0.10 over three partners with equal claims: the tenth cent goes to the first.
/// let split = apportion(Money::from_cents(10)?, &[Weight::from(1); 3], &Apportion::default())?;
/// let receipt = split.receipt();
/// assert_eq!((receipt.method, receipt.leftovers[0].part), (Method::LargestRemainder, 0));
/// assert_eq!(receipt.tied, [0, 1, 2]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The method of apportionment.
    #[serde(flatten)]
    pub method: Method,
    /// What decided between equal claims.
    pub tie_break: TieBreak,
    /// The parts that differ from their quota rounded down to the cent, in order.
    pub leftovers: Vec<Leftover>,
    /// The parts, in order, whose equal claims the tie break decided between; none if there was no tie.
    pub tied: Vec<usize>,
    /// The parts, in order, that got exactly their floor.
    pub at_floor: Vec<usize>,
    /// The parts, in order, that got exactly their ceiling.
    pub at_ceiling: Vec<usize>,
}

/// The cents of a part beyond its quota rounded down.
///
/// ```
/// # use riparto::{Apportion, Money, apportion};
/// # use riparto::money::Weight;
/// let split = apportion(Money::from_cents(10)?, &[Weight::from(1); 3], &Apportion::default())?;
/// let leftover = &split.receipt().leftovers[0];
/// // 3 1/3 cents, and got 4.
/// assert_eq!((leftover.cents, leftover.remainder.to_string()), (1, "1/3".to_owned()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Leftover {
    /// The part, by position from zero.
    pub part: usize,
    /// How many cents above its quota rounded down; below, if negative, which only divisor methods do.
    pub cents: i64,
    /// How much of a cent its quota was above the rounded one.
    pub remainder: Fraction,
}
