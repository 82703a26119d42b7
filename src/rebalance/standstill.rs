//! `Standstill`: what is known without a search, where what is approved breaks no rule.

use super::measure::Measure;
use super::nearest::{Asked, Nearest, Sought, in_cents};
use super::objective::Rebalance;
use crate::error::Result;
use crate::money::Money;
use crate::plan::Plan;
use riparto_solve::flow::Distance;

/// What is known without a search.
pub(super) struct Standstill<'a> {
    pub(super) plan: &'a Plan,
    pub(super) wish: &'a [Money],
    pub(super) options: &'a Rebalance,
}

impl Plan {
    /// What was sought, or what is approved: see [`Standstill::or`].
    pub(super) fn or_standstill(
        &self,
        sought: Sought,
        wish: &[Money],
        options: &Rebalance,
    ) -> Result<Sought> {
        Standstill { plan: self, wish, options }.or(sought)
    }
}

impl Standstill<'_> {
    /// What was sought, or what is approved where nothing is known, or nothing as near by a plain distance.
    pub(super) fn or(&self, sought: Sought) -> Result<Sought> {
        match sought {
            Sought::Unproven => Ok(self.approved()?.map_or(Sought::Unproven, Sought::Found)),
            Sought::Found(found) if !found.is_proven() && self.plain().is_some() => {
                let nearer = self.approved()?.filter(|approved| self.far(approved) < self.far(&found));
                let Some(mut nearer) = nearer else { return Ok(Sought::Found(found)) };
                nearer.at_least = found.at_least;
                Ok(Sought::Found(nearer))
            }
            known => Ok(known),
        }
    }

    /// Amounts that are known to break no rule, as an answer that is not proven to be the nearest.
    pub(super) fn known(&self, amounts: &[i64]) -> Result<Box<Nearest>> {
        let (wish, weights) = in_cents(self.wish, self.options);
        let distance = self.plain().unwrap_or(Distance::Squares);
        let asked = Asked { wish: &wish, weights: &weights, distance, up_to: self.options.up_to };
        let bounds = self.plan.bounds(self.options.up_to)?;
        let mut known = self.plan.answered(amounts, &asked, &bounds, (Vec::new(), 0))?;
        known.measure = self.options.measure;
        Ok(known)
    }

    /// What is approved, if it breaks no rule.
    fn approved(&self) -> Result<Option<Box<Nearest>>> {
        if self.plan.check().authorization() > self.options.up_to {
            return Ok(None);
        }
        let amounts: Vec<i64> = self.plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
        self.known(&amounts).map(Some)
    }

    fn plain(&self) -> Option<Distance> {
        match self.options.measure {
            Measure::LeastSquares => Some(Distance::Squares),
            Measure::LeastMoved => Some(Distance::Moved),
            Measure::LeastPeak => Some(Distance::Peak),
            Measure::InProportion | Measure::FewestLines => None,
        }
    }

    fn far(&self, nearest: &Nearest) -> i128 {
        self.plain().map_or(0, |distance| nearest.objective.at(distance))
    }
}
