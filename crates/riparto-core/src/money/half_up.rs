//! `HalfUp`: each share rounded by itself, as offices do it, and by how much the sum misses the total.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::amount::{Money, MoneyDelta};
use super::apportionment::{Apportion, add_fixed};
use super::criterion::{AllocationKey, check_count};
use super::exact_apportionment::ExactSplitting;
use super::method::{MethodName, TieBreak};
use super::receipt::Leftover;
use crate::error::{Cause, Result};
use crate::words::both;

/// Shares rounded half up, each by itself. They need not sum to the total: the difference is told, and nobody gets it. So this is no
/// [`Method`](super::Method), and no allocation can be made of it unless the difference is zero.
///
/// ```
/// use riparto::money::{AllocationKey, Apportion, Weight};
///
/// let thirds = [Weight::from(1); 3];
/// let shares = Apportion::new().half_up("100.00".parse()?, AllocationKey::Weights(&thirds))?;
/// assert!(shares.amounts().iter().all(|amount| amount.to_string() == "33.33"));
/// assert_eq!(shares.difference().to_string(), "-0.01");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "arrotondamento commerciale")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfUp {
    amounts: Vec<Money>,
    difference: MoneyDelta,
    leftovers: Vec<Leftover>,
    at_floor: Vec<usize>,
    at_ceiling: Vec<usize>,
    tie_break: TieBreak,
}

impl HalfUp {
    /// The rounded shares, in the order of the weights.
    #[must_use]
    pub fn amounts(&self) -> &[Money] {
        &self.amounts
    }

    /// The sum of the amounts less the total.
    #[must_use]
    pub fn difference(&self) -> MoneyDelta {
        self.difference
    }

    /// The parts whose share was rounded up, in order.
    #[must_use]
    pub fn leftovers(&self) -> &[Leftover] {
        &self.leftovers
    }
}

impl Apportion {
    /// Rounds each share half up to the cent, or to the unit. Floors, ceilings, what is fixed and who pays hold for the shares; the
    /// method, the tie break and who takes a residual play no part.
    ///
    /// # Errors
    /// Those of [`Apportion::split`] on its input, and a sum or a difference out of range (`amount_overflow`).
    pub fn half_up(&self, total: Money, key: AllocationKey<'_>) -> Result<HalfUp> {
        let unit = self.checked_unit()?;
        check_count(key.len())?;
        let after = self.without_fixed(total, key.len(), unit)?;
        let question = self.question(after.total, (unit, &after.floors, &after.ceilings));
        let outcome = ExactSplitting::new(&question, key)?.half_up();
        let mut amounts = outcome.amounts;
        add_fixed(&mut amounts, self.fixed_amounts());
        let sum: i128 = amounts.iter().map(|amount| i128::from(amount.cents())).sum();
        let difference = MoneyDelta::from_wide(sum - i128::from(total.cents())).ok_or_else(|| {
            let operation = both("the sum of the rounded shares", "la somma delle quote arrotondate");
            Cause::AmountOverflow { operation, allowed: Money::MAX.words() }
        })?;
        let (at_floor, at_ceiling) = self.at_bounds(&amounts);
        let (leftovers, tie_break) = (outcome.leftovers, self.broken_by());
        Ok(HalfUp { amounts, difference, leftovers, at_floor, at_ceiling, tie_break })
    }
}

/// A map of `amounts`, `difference`, and a `receipt` with the fields of any other.
impl Serialize for HalfUp {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("amounts", &self.amounts)?;
        map.serialize_entry("difference", &self.difference)?;
        map.serialize_entry("receipt", &HalfUpReceipt(self))?;
        map.end()
    }
}

struct HalfUpReceipt<'a>(&'a HalfUp);

impl Serialize for HalfUpReceipt<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("method", &MethodName::HalfUp)?;
        map.serialize_entry("tie_break", &self.0.tie_break)?;
        map.serialize_entry("leftovers", &self.0.leftovers)?;
        let nobody: [usize; 0] = [];
        map.serialize_entry("tied", &nobody)?;
        map.serialize_entry("at_floor", &self.0.at_floor)?;
        map.serialize_entry("at_ceiling", &self.0.at_ceiling)?;
        map.end()
    }
}
