//! `EnvelopeChange`: a separate act that changes the total.

use serde::{Deserialize, Serialize};

use super::financial_plan::Plan;
use crate::budget::{Allocation, check_id, check_text};
use crate::error::{Cause, Error, Result};
use crate::money::{Apportion, Method, Money, MoneyDelta, Receipt, Weight, apportion};
use crate::reader::{read_by_name, shown_by_name};
use crate::words::{both, named};

/// An authorized act that raises or lowers the total, with what each line takes of the change. No proposal can do
/// this. In practice: a decree with an addendum to the convention, as for IMPACT Veneto (DGR of Regione del Veneto
/// on the Bollettino Ufficiale).
///
/// ```
/// use riparto::{Allocation, Envelope, Plan};
/// use riparto::plan::{Distribution, EnvelopeChange};
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?).line("a", "A").line("b", "B").build()?;
/// let original = Allocation::new(&envelope, vec!["60.00".parse()?, "40.00".parse()?])?;
/// let plan = Plan::builder(&original).build()?;
/// let change = EnvelopeChange::new("e1", "10.01".parse()?, Distribution::ProRata)?.with_act("Decree 12/2025")?;
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
///
/// ```
/// use riparto::Plan;
/// use riparto::plan::{Distribution, EnvelopeChange};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ] }"#,
/// )?;
/// // EUR 10.00 more, all of it for outreach.
/// let named = Distribution::Named(vec![("outreach".into(), "10.00".parse()?)]);
/// let (after, _) = plan.change_envelope(&EnvelopeChange::new("e1", "10.00".parse()?, named)?)?;
/// assert_eq!(after.approved().amount("outreach")?.to_string(), "50.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Distribution {
    /// These lines take these changes, which sum to the change of the total.
    Named(Vec<(String, MoneyDelta)>),
    /// Every line takes its share, in proportion to what it holds, by largest remainder; ties to the line that stands
    /// first.
    ProRata,
    /// The change, or the new total, is split by weights, as [`apportion`] splits it. Weights, floors, ceilings and the
    /// part that takes a residual are by position of the lines. Nothing is taken from a line that it does not hold: a
    /// decrease that would is an error, which a ceiling on that line's share avoids.
    Apportioned {
        /// What is split.
        split: Splitting,
        /// One for each line; what the lines hold if empty.
        weights: Vec<Weight>,
        /// By which method and within which bounds: bounds on what a line takes of the change, or on what it holds
        /// after it where the new total is split.
        options: Apportion,
    },
}

/// What an act splits by weights.
///
/// ```
/// use riparto::plan::Splitting;
///
/// assert_eq!("total".parse::<Splitting>()?, Splitting::Total);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Splitting {
    /// The change: each line takes its share of it, added to or taken from what it holds.
    #[default]
    Change,
    /// The new total: what lines held does not count any more.
    Total,
}

read_by_name! { Splitting: "what an act splits", "ciò che un atto ripartisce"; }
shown_by_name!(Splitting);

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
    pub fn with_act(mut self, act: impl Into<String>) -> Result<EnvelopeChange> {
        self.act = act.into();
        check_text(both("the act", "l'atto"), &self.act)?;
        Ok(self)
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The act that changes the total; may be empty.
    #[must_use]
    pub fn act(&self) -> &str {
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
    /// The plan after a change of its total, and who got which leftover cent if it was split pro rata or by weights.
    /// Rules stated in percent of the total follow the new total; the original allocation stays what it was. No rule
    /// stops it: [`Plan::check`] tells what the new allocation breaks, and
    /// `Rebalance::change_total` finds a change that respects the rules.
    ///
    /// ```
    /// use riparto::{Apportion, Method, Plan};
    /// use riparto::money::Weight;
    /// use riparto::plan::{Distribution, EnvelopeChange, Splitting};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "general", "amount": "10.00"} ] }"#,
    /// )?;
    /// // Ten euros less, in equal parts cut down to the cent, and the residual to one line.
    /// let distribution = Distribution::Apportioned {
    ///     split: Splitting::Change,
    ///     weights: [1, 1, 1].map(Weight::from).to_vec(),
    ///     options: Apportion::new().method(Method::Truncated { residual_to: 2 }),
    /// };
    /// let (after, receipt) = plan.change_envelope(&EnvelopeChange::new("e1", "-10.00".parse()?, distribution)?)?;
    /// let amounts: Vec<String> = after.approved().amounts().iter().map(|amount| amount.to_string()).collect();
    /// assert_eq!(amounts, ["56.67", "26.67", "6.66"]);
    /// assert_eq!(receipt.map(|receipt| receipt.leftovers[0].part), Some(2));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// A total below zero or out of range (`amount_below_zero`, `amount_overflow`), an unknown line (`line_unknown`),
    /// a line named twice (`amount_twice`) or left below zero (`amount_below_zero`), shares that do not sum to the
    /// change (`change_unbalanced`), not one weight for each line (`amounts_mismatch`), a split that is not defined
    /// (those of [`apportion`], such as `weights_all_zero` for a pro rata of nothing), rules that no longer compile.
    pub fn change_envelope(&self, change: &EnvelopeChange) -> Result<(Plan, Option<Receipt>)> {
        let place =
            |error: Error| error.at(named("envelope change", "variazione della dotazione", &change.id));
        let total = self.envelope().total().checked_add(change.change).map_err(place)?;
        let (amounts, receipt) = match &change.distribution {
            Distribution::Named(shares) => (self.named(change, shares).map_err(place)?, None),
            Distribution::ProRata => {
                let options = Apportion::new().method(Method::LargestRemainder);
                let split = self.split(change.change, Splitting::Change, &[], &options);
                split.map(|(amounts, receipt)| (amounts, Some(receipt))).map_err(place)?
            }
            Distribution::Apportioned { split, weights, options } => {
                let split = self.split(change.change, *split, weights, options);
                split.map(|(amounts, receipt)| (amounts, Some(receipt))).map_err(place)?
            }
        };
        let envelope = self.envelope().with_total(total);
        let approved = Allocation::new(&envelope, amounts).map_err(place)?;
        Ok((self.after_act(&approved).map_err(place)?, receipt))
    }

    fn named(&self, change: &EnvelopeChange, shares: &[(String, MoneyDelta)]) -> Result<Vec<Money>> {
        let sum: i128 = shares.iter().map(|(_, share)| i128::from(share.cents())).sum();
        if sum != i128::from(change.change.cents()) {
            let (shares, change) = (MoneyDelta::words(sum), MoneyDelta::words(change.change.cents().into()));
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
                amounts[line].checked_add(*share).map_err(|error| error.at(named("line", "voce", id)))?;
        }
        Ok(amounts)
    }

    /// What the lines hold after a change is split by weights, and who got which leftover cent.
    fn split(
        &self,
        change: MoneyDelta,
        splitting: Splitting,
        weights: &[Weight],
        options: &Apportion,
    ) -> Result<(Vec<Money>, Receipt)> {
        let (held, lines) = (self.approved().amounts(), self.envelope().line_count());
        let weights: Vec<Weight> = match weights {
            [] => held.iter().copied().map(Weight::from).collect(),
            given if given.len() == lines => given.to_vec(),
            given => return Err(Cause::AmountsMismatch { found: given.len(), lines }.into()),
        };
        let whole = match splitting {
            Splitting::Change => change.abs(),
            Splitting::Total => self.envelope().total().checked_add(change)?,
        };
        let split = apportion(whole, &weights, options)?;
        let receipt = split.receipt().clone();
        if splitting == Splitting::Total {
            return Ok((split.into_amounts(), receipt));
        }
        let mut amounts = Vec::with_capacity(lines);
        for ((line, held), share) in self.approved().iter().zip(split.into_amounts()) {
            let share = MoneyDelta::from(share);
            let share = if change.cents() < 0 { -share } else { share };
            let place = |error: Error| error.at(named("line", "voce", line.id()));
            amounts.push(held.checked_add(share).map_err(place)?);
        }
        Ok((amounts, receipt))
    }
}
