//! `NearestChange`: a change of the total that the rules allow, shared as near to a wish as they let it.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::directed::directed;
use super::nearest::Nearest;
use super::nearest_shape::NearestOfChange;
use super::options::Rebalance;
use super::rule_conflict::Conflict;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::MoneyDelta;
use riparto_core::plan::{Distribution, EnvelopeChange, Plan};
use riparto_core::words::{Bilingual, named};
use riparto_solve::{Answer, Meter, Proven};

/// A change of the total that respects the rules, or the rules that clash with every such change.
#[derive(Clone, Debug, PartialEq)]
pub struct NearestChange {
    /// The change, by named lines.
    pub change: EnvelopeChange,
    /// The allocation of the new total, what it is nearest by, and the rules that hold it there.
    pub nearest: Nearest,
}

/// As the operation `change_envelope` writes it before it applies the change: a map of `total`, `amounts`, `changes` and `nearest`.
impl Serialize for NearestChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        serialize_change(&self.change, Some(&self.nearest), &mut map)?;
        map.end()
    }
}

impl Proven for NearestChange {
    fn is_proven(&self) -> bool {
        self.nearest.is_proven()
    }
}

/// What is known of a change before it is applied: with a nearest allocation all of it, with lines that are named their changes.
pub(super) fn serialize_change<M: SerializeMap>(
    change: &EnvelopeChange,
    nearest: Option<&Nearest>,
    map: &mut M,
) -> std::result::Result<(), M::Error> {
    if let Some(nearest) = nearest {
        map.serialize_entry("total", &nearest.allocation().total())?;
        map.serialize_entry("amounts", nearest.allocation())?;
    }
    if let Distribution::Named(shares) = change.distribution() {
        map.serialize_entry("changes", &ChangeByLine(shares))?;
    }
    map.serialize_entry("nearest", &nearest.map(NearestOfChange))
}

struct ChangeByLine<'a>(&'a [(String, MoneyDelta)]);

impl Serialize for ChangeByLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(line, change)| (line, change)))
    }
}

impl NearestChange {
    /// The error of a caller that needs a change, where the search ended before it found one or excluded all
    /// (`rebalance_unproven`).
    #[must_use]
    pub fn unproven(id: &str) -> Error {
        Error::from(Cause::RebalanceUnproven {}).at(place(id))
    }
}

fn place(id: &str) -> Bilingual {
    named("envelope change", "variazione della dotazione", id)
}

impl Rebalance {
    /// A change of the total with the shares that lead nearest to a wish inside the rules. Rules in percent of the total
    /// follow the new total, and what is measured against the approved allocation is measured against that of before.
    ///
    /// A breach of before is tolerated and may not become worse. Where the total is cut, no line rises above what it holds and wishes
    /// for; where it is raised, none falls below; unless the rules leave no such allocation: [`Nearest::against`] names the
    /// lines then. Where rules say who pays for derived lines, the wish is taken with what follows it, as in [`Rebalance::run`]: one
    /// that sums to the new total as [`Plan::follow_change`] completes it.
    ///
    /// ```
    /// use riparto::{Answer, Plan, Rebalance};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ],
    ///          "rules": [ {"id": "b-floor", "scope": {"lines": ["b"]}, "limit": {"floor": "28.00"}} ] }"#,
    /// )?;
    /// let less = "-12.00".parse()?;
    /// let Answer::Found(nearest) = Rebalance::new().change_total(&plan, "e1", less)? else {
    ///     panic!("the floor can be met");
    /// };
    /// let (after, _) = plan.change_envelope(&nearest.change.with_act("Decree 12/2025")?)?;
    /// let amounts: Vec<String> = after.approved().amounts().iter().map(|amount| amount.to_string()).collect();
    /// assert_eq!(amounts, ["55.00", "28.00", "5.00"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// A malformed id (`id_malformed`), a total below zero or out of range (`amount_below_zero`, `amount_overflow`), rules
    /// that do not compile for the new total, and those of [`Rebalance::run`].
    pub fn change_total(
        &self,
        plan: &Plan,
        id: impl Into<String>,
        change: MoneyDelta,
    ) -> Result<Answer<NearestChange, Conflict>> {
        self.change_total_within(plan, id, change, &Meter::default())
    }

    /// As [`Rebalance::change_total`], with the work that a meter allows; at its limit the shares lead to the nearest allocation
    /// found.
    ///
    /// # Errors
    /// As [`Rebalance::change_total`].
    pub fn change_total_within(
        &self,
        plan: &Plan,
        id: impl Into<String>,
        change: MoneyDelta,
        meter: &Meter,
    ) -> Result<Answer<NearestChange, Conflict>> {
        let id = id.into();
        // The id is checked first, as it names the place of every other error.
        EnvelopeChange::new(id.clone(), change, Distribution::ProRata)?;
        let place = |error: Error| error.at(place(&id));
        let total = plan.envelope().total().checked_add(change).map_err(place)?;
        let before = plan.before_change_to(total).map_err(place)?;
        let (asked, criterion) = self.resolve(plan)?;
        let wish = before.wish_with_what_follows(&asked);
        let answer = directed(plan, &before, (&wish, &criterion), meter).map_err(place)?;
        let nearest = match answer {
            Answer::Found(nearest) => nearest.wishing(&asked, &wish),
            Answer::Infeasible(conflict) => return Ok(Answer::Infeasible(conflict)),
            Answer::Unknown => return Ok(Answer::Unknown),
        };
        let pairs = plan.approved().iter().zip(nearest.allocation().amounts());
        let shares = pairs.map(|((line, held), after)| (line.id().to_owned(), after - held));
        let shares = shares.filter(|(_, share)| !share.is_zero()).collect();
        let change = EnvelopeChange::new(id, change, Distribution::Named(shares))?;
        Ok(Answer::Found(NearestChange { change, nearest }))
    }
}
