//! `NearestChange`: a change of the total that the rules allow, shared as near to a wish as they let it.

use super::nearest::{Nearest, Rebalanced};
use super::objective::Rebalance;
use super::rule_conflict::Conflict;
use crate::error::{Cause, Error, Result};
use crate::money::{Money, MoneyDelta};
use crate::plan::{Distribution, EnvelopeChange, Plan};
use crate::words::named;
use riparto_solve::Meter;

/// A change of the total that respects the rules, or the rules that clash with every such change.
#[derive(Clone, Debug, PartialEq)]
pub enum NearestChange {
    /// The change, with what each line takes, and how near the allocation after it is to the wish.
    Found {
        /// The change, by named lines.
        change: EnvelopeChange,
        /// The allocation of the new total, what it is nearest by, and the rules that hold it there.
        nearest: Box<Nearest>,
    },
    /// No allocation of the new total respects the rules: the ones that clash.
    Impossible(Box<Conflict>),
}

impl Plan {
    /// A change of the total with the shares that lead nearest to a wish inside the rules. The wish is an amount for each
    /// line and need not sum to anything; without one, lines wish for what they hold. Rules in percent of the total
    /// follow the new total, and what is measured against the approved allocation is measured against that of before.
    ///
    /// A breach of before stands and may not become worse. Where the total is cut, no line rises above what it holds and wishes
    /// for; where it is raised, none falls below; unless the rules leave no such allocation: [`Nearest::against`] names the
    /// lines then.
    ///
    /// ```
    /// use riparto::{NearestChange, Plan, Rebalance};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ],
    ///          "rules": [ {"id": "b-floor", "scope": {"lines": ["b"]}, "limit": {"floor": "28.00"}} ] }"#,
    /// )?;
    /// let less = "-12.00".parse()?;
    /// let NearestChange::Found { change, .. } = plan.nearest_change("e1", less, None, &Rebalance::default())? else {
    ///     panic!("the floor can be met");
    /// };
    /// let (after, _) = plan.change_envelope(&change.with_act("Decree 12/2025")?)?;
    /// let amounts: Vec<String> = after.approved().amounts().iter().map(|amount| amount.to_string()).collect();
    /// assert_eq!(amounts, ["55.00", "28.00", "5.00"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// A malformed id (`id_malformed`), a total below zero or out of range (`amount_below_zero`, `amount_overflow`), rules
    /// that do not compile for the new total, a search that ends before it finds an allocation or excludes all
    /// (`rebalance_unproven`), and those of [`Plan::rebalance`].
    pub fn nearest_change(
        &self,
        id: impl Into<String>,
        change: MoneyDelta,
        wish: Option<&[Money]>,
        options: &Rebalance,
    ) -> Result<NearestChange> {
        self.nearest_change_within(id, change, wish, (options, &Meter::default()))
    }

    /// As [`Plan::nearest_change`], with the work that a meter allows; at its limit the shares lead to the nearest allocation
    /// found.
    ///
    /// # Errors
    /// As [`Plan::nearest_change`]: `rebalance_unproven` if none was found.
    pub fn nearest_change_within(
        &self,
        id: impl Into<String>,
        change: MoneyDelta,
        wish: Option<&[Money]>,
        (options, meter): (&Rebalance, &Meter),
    ) -> Result<NearestChange> {
        let id = id.into();
        // The id is checked first, as it names the place of every other error.
        EnvelopeChange::new(id.clone(), change, Distribution::ProRata)?;
        let place = |error: Error| error.at(named("envelope change", "variazione della dotazione", &id));
        let total = self.envelope().total().changed_by(change).map_err(place)?;
        let before = self.before_change_to(total).map_err(place)?;
        let wish = wish.unwrap_or(self.approved().amounts());
        let nearest = match self.directed(&before, wish, options, meter).map_err(place)? {
            Rebalanced::Impossible(conflict) => return Ok(NearestChange::Impossible(conflict)),
            Rebalanced::Nearest(nearest) => nearest,
            Rebalanced::Unproven => return Err(place(Cause::RebalanceUnproven {}.into())),
        };
        let pairs = self.approved().iter().zip(nearest.allocation().amounts());
        let shares = pairs.map(|((line, held), after)| (line.id().to_owned(), after.minus(held)));
        let shares = shares.filter(|(_, share)| !share.is_zero()).collect();
        let change = EnvelopeChange::new(id, change, Distribution::Named(shares))?;
        Ok(NearestChange::Found { change, nearest })
    }
}
