//! `Aggregate`: the one split that a rule makes of ballots.

use serde::Serialize;

use super::aggregation_rule::AggregationRule;
use riparto_core::error::{Cause, Result};
use riparto_core::money::{ExactSplit, Fraction, Money, Receipt};

/// The one split that a rule makes of ballots: exact, and in cents that sum to the total.
///
/// The exact split is rounded by largest remainder, so that a line is never a whole cent from its exact amount; the
/// receipt says which lines got a cent more than their exact amount rounded down.
///
/// In JSON as the operation `aggregate` writes it for ballots that are lists: a map of `rule`, `amounts`, `exact` and `receipt`.
///
/// ```
/// use riparto::ballots::{AggregationRule, Ballot, Ballots};
///
/// let amounts = |a: &str, b: &str, c: &str| -> riparto::Result<Vec<riparto::Money>> { Ok(vec![a.parse()?, b.parse()?, c.parse()?]) };
/// let ballots = Ballots::new(
///     "1.00".parse()?,
///     vec![
///         Ballot::new("anci", 1, amounts("1.00", "0.00", "0.00")?)?,
///         Ballot::new("arti", 1, amounts("0.00", "1.00", "0.00")?)?,
///         Ballot::new("cnr", 1, amounts("0.00", "0.00", "1.00")?)?,
///     ],
/// )?;
/// let aggregate = ballots.aggregate(AggregationRule::Ladder);
/// assert_eq!(aggregate.exact()[0].to_string(), "100/3");
/// assert_eq!(aggregate.amounts()[0].to_string(), "0.34");
/// assert_eq!(aggregate.receipt().leftovers[0].remainder.to_string(), "1/3");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aggregate {
    rule: AggregationRule,
    amounts: Vec<Money>,
    exact: Vec<Fraction>,
    receipt: Receipt,
    #[serde(skip)]
    moment: Option<Fraction>,
}

impl Aggregate {
    pub(super) fn new(rule: AggregationRule, split: ExactSplit, moment: Option<Fraction>) -> Aggregate {
        let exact = split.fractions();
        let (amounts, receipt) = split.round();
        Aggregate { rule, exact, amounts, receipt, moment }
    }

    /// The rule.
    #[must_use]
    pub fn rule(&self) -> AggregationRule {
        self.rule
    }

    /// The exact amounts, in cents and fractions of a cent, in the order of the lines.
    #[must_use]
    pub fn exact(&self) -> &[Fraction] {
        &self.exact
    }

    /// The amounts in whole cents, in the order of the lines; they sum to the total.
    #[must_use]
    pub fn amounts(&self) -> &[Money] {
        &self.amounts
    }

    /// How far the exact split is from amounts: the sum of the differences over the lines, in cents.
    ///
    /// # Errors
    /// Not one amount for each line (`amounts_mismatch`).
    pub fn distance(&self, amounts: &[Money]) -> Result<Fraction> {
        let (found, lines) = (amounts.len(), self.exact.len());
        if found != lines {
            return Err(Cause::AmountsMismatch { found, lines }.into());
        }
        Ok(Fraction::distance(&self.exact, amounts))
    }

    /// When the lines sum to the total: how far the phantoms have risen then, t times the total, in cents. Of the four rules that have
    /// phantoms; none for the others.
    #[must_use]
    pub fn moment(&self) -> Option<&Fraction> {
        self.moment.as_ref()
    }

    /// Who got which leftover cent.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }
}
