//! `StatusQuo`: what is known without a search, where what is approved breaks no rule.

use super::measure::Measure;
use super::nearest::{Nearest, answered};
use super::side_constraints::{SideConstraints, allocation_of};
use super::structured_rules::StructuredRules;
use super::target::{NearnessCriterion, Target, in_cents};
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_solve::Answer;
use riparto_solve::flow::Distance;

/// What is known without a search.
pub(super) struct StatusQuo<'a> {
    pub(super) plan: &'a Plan,
    pub(super) wish: &'a [Money],
    pub(super) criterion: &'a NearnessCriterion,
}

/// The answer, or what is approved: see [`StatusQuo::or`].
pub(super) fn or_status_quo(
    plan: &Plan,
    answer: Answer<Nearest, ()>,
    wish: &[Money],
    criterion: &NearnessCriterion,
) -> Result<Answer<Nearest, ()>> {
    StatusQuo { plan, wish, criterion }.or(answer)
}

impl StatusQuo<'_> {
    /// The answer, or what is approved where nothing is known, or nothing as near by a plain distance.
    pub(super) fn or(&self, answer: Answer<Nearest, ()>) -> Result<Answer<Nearest, ()>> {
        match answer {
            Answer::Unknown => Ok(self.approved()?.map_or(Answer::Unknown, Answer::Found)),
            Answer::Found(found) if !found.is_proven() && self.plain().is_some() => {
                let nearer = self.approved()?.filter(|approved| self.far(approved) < self.far(&found));
                let Some(mut nearer) = nearer else { return Ok(Answer::Found(found)) };
                nearer.at_least = found.at_least;
                Ok(Answer::Found(nearer))
            }
            known => Ok(known),
        }
    }

    /// Amounts that are known to break no rule, as an answer that is not proven to be the nearest.
    pub(super) fn known(&self, amounts: &[i64]) -> Result<Nearest> {
        let (wish, weights) = in_cents(self.wish, self.criterion);
        let distance = self.plain().unwrap_or(Distance::Squares);
        let target = Target { wish: &wish, weights: &weights, distance, up_to: self.criterion.up_to };
        let rules = StructuredRules::of(self.plan, self.criterion.up_to, &SideConstraints::default())?;
        let allocation = allocation_of(self.plan, amounts)?;
        let mut known = answered(self.plan, (amounts, allocation), &target, &rules.bounds);
        known.measure = self.criterion.measure;
        Ok(known)
    }

    /// What is approved, if it breaks no rule.
    fn approved(&self) -> Result<Option<Nearest>> {
        if self.plan.check().authorization() > self.criterion.up_to {
            return Ok(None);
        }
        let amounts: Vec<i64> = self.plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
        self.known(&amounts).map(Some)
    }

    pub(super) fn plain(&self) -> Option<Distance> {
        match self.criterion.measure {
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
