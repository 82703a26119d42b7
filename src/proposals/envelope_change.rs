//! `EnvelopeChange`: a separate act that changes the total.

use super::plan::Plan;
use crate::budget::{Allocation, check_id, check_text};
use crate::error::{Cause, Error, Result};
use crate::money::{Apportion, Method, Money, MoneyDelta, Receipt, TieBreak, Weight, apportion};

/// An authorized act that raises or lowers the total, with what each line takes of the change. No proposal can do
/// this. In practice: a decree with an addendum to the convention, as for IMPACT Veneto (DGR of Regione del Veneto
/// on the Bollettino Ufficiale).
///
/// ```
/// use riparto::{Allocation, Distribution, Envelope, EnvelopeChange, Plan};
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?).line("a", "A").line("b", "B").build()?;
/// let original = Allocation::new(&envelope, vec!["60.00".parse()?, "40.00".parse()?])?;
/// let plan = Plan::new(&original, Vec::new(), Vec::new())?;
/// let change = EnvelopeChange::new("e1", "10.01".parse()?, Distribution::ProRata)?.act("Decree 12/2025")?;
/// let (after, receipt) = plan.change_envelope(&change)?;
/// assert_eq!(after.approved().amount("a")?.to_string(), "66.01");
/// assert_eq!(receipt.map(|receipt| receipt.leftovers.len()), Some(1));
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "variazione della dotazione")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeChange {
    id: String,
    act: String,
    change: MoneyDelta,
    distribution: Distribution,
}

/// What each line takes of a change of the total.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Distribution {
    /// These lines take these changes, which sum to the change of the total.
    Named(Vec<(String, MoneyDelta)>),
    /// Every line takes its share, in proportion to what it holds, by largest remainder; ties to the line that stands
    /// first.
    ProRata,
}

impl EnvelopeChange {
    /// A change of the total.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`).
    pub fn new(
        id: impl Into<String>,
        change: MoneyDelta,
        distribution: Distribution,
    ) -> Result<EnvelopeChange> {
        let id = id.into();
        check_id(&id)?;
        Ok(EnvelopeChange { id, act: String::new(), change, distribution })
    }

    /// Names the act that changes the total.
    ///
    /// # Errors
    /// A text too long or with control characters (`text_too_long`, `text_malformed`).
    pub fn act(mut self, act: impl Into<String>) -> Result<EnvelopeChange> {
        self.act = act.into();
        check_text("act", &self.act)?;
        Ok(self)
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The act that changes the total; may be empty.
    #[must_use]
    pub fn citation(&self) -> &str {
        &self.act
    }

    /// The change of the total.
    #[must_use]
    pub fn change(&self) -> MoneyDelta {
        self.change
    }

    /// What each line takes.
    #[must_use]
    pub fn distribution(&self) -> &Distribution {
        &self.distribution
    }
}

impl Plan {
    /// The plan after a change of its total, and who got which leftover cent if it was shared pro rata. Rules stated in
    /// percent of the total follow the new total; the original allocation stays what it was.
    ///
    /// # Errors
    /// A total below zero or out of range (`amount_below_zero`, `amount_overflow`), an unknown line (`line_unknown`),
    /// a line named twice (`amount_twice`) or left below zero (`amount_below_zero`), shares that do not sum to the
    /// change (`change_unbalanced`), a pro rata of nothing (`weights_all_zero`), rules that no longer compile.
    pub fn change_envelope(&self, change: &EnvelopeChange) -> Result<(Plan, Option<Receipt>)> {
        let place = |error: Error| error.at(format!("envelope change `{}`", change.id));
        let total = self.envelope().total().changed_by(change.change).map_err(place)?;
        let (amounts, receipt) = match &change.distribution {
            Distribution::Named(shares) => (self.named(change, shares).map_err(place)?, None),
            Distribution::ProRata => {
                let (amounts, receipt) = self.pro_rata(change.change).map_err(place)?;
                (amounts, Some(receipt))
            }
        };
        let envelope = self.envelope().with_total(total);
        let approved = Allocation::new(&envelope, amounts).map_err(place)?;
        Ok((self.with_approved(&approved).map_err(place)?, receipt))
    }

    fn named(&self, change: &EnvelopeChange, shares: &[(String, MoneyDelta)]) -> Result<Vec<Money>> {
        let sum: i128 = shares.iter().map(|(_, share)| i128::from(share.cents())).sum();
        if sum != i128::from(change.change.cents()) {
            let (shares, change) = (MoneyDelta::plain(sum), change.change.to_string());
            return Err(Cause::ChangeUnbalanced { shares, change }.into());
        }
        let mut amounts = self.approved().amounts().to_vec();
        let mut taken = vec![false; amounts.len()];
        for (id, share) in shares {
            let line = self.envelope().position(id)?;
            if std::mem::replace(&mut taken[line], true) {
                return Err(Cause::AmountTwice { id: id.clone() }.into());
            }
            amounts[line] =
                amounts[line].changed_by(*share).map_err(|error| error.at(format!("line `{id}`")))?;
        }
        Ok(amounts)
    }

    fn pro_rata(&self, change: MoneyDelta) -> Result<(Vec<Money>, Receipt)> {
        let weights: Vec<Weight> = self.approved().amounts().iter().copied().map(Weight::from).collect();
        let options = Apportion {
            method: Method::LargestRemainder,
            tie_break: TieBreak::First,
            floors: Vec::new(),
            ceilings: Vec::new(),
        };
        let split = apportion(change.magnitude(), &weights, &options)?;
        let receipt = split.receipt().clone();
        let shares = split.into_amounts().into_iter().map(MoneyDelta::from);
        let shares = shares.map(|share| if change.cents() < 0 { share.reversed() } else { share });
        let amounts =
            self.approved().amounts().iter().zip(shares).map(|(amount, share)| amount.changed_by(share));
        Ok((amounts.collect::<Result<_>>()?, receipt))
    }
}
