//! The allocation of least separable cost inside the rules, for costs that the caller states by their demand functions.

use super::constraint_set::ConstraintSet;
use super::lexicographic_ties::nearest_among_ties;
use super::rule_conflict::Conflict;
use super::structure::Structure;
use super::water_filling::DemandFunction;
use crate::budget::Allocation;
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::Authorization;
use riparto_solve::Meter;

/// A line with the interval that its amount is in.
#[derive(Clone, Copy)]
pub(crate) struct LineDomain {
    pub(crate) line: usize,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

impl Plan {
    /// The allocation of least cost inside the rules, for costs given by their demand functions; among those that tie,
    /// the most even one. The conflict, if no allocation respects the rules.
    ///
    /// # Errors
    /// Rules that are not on lines and one tree of scopes (`rebalance_unsupported`), if the outcome breaks them or if they
    /// cross.
    pub(crate) fn least_cost<R: DemandFunction>(
        &self,
        (up_to, meter): (Authorization, &Meter),
        demand: impl FnOnce(&[LineDomain]) -> R,
    ) -> Result<std::result::Result<Allocation, Box<Conflict>>> {
        let constraint_set = ConstraintSet::new(self.rulebook(), &self.bounds(up_to)?);
        let structure = self.structure(&constraint_set)?;
        if structure.holds(&constraint_set) == Some(false) {
            return Ok(Err(Box::new(self.proven_conflict(up_to, meter)?)));
        }
        let Structure::Laminar(laminar) = &structure else {
            return Err(self.unsupported(constraint_set.groups.last().map(|group| group.rule)));
        };
        let Some(feasible_sums) = laminar.feasible_sums(&constraint_set) else {
            return Ok(Err(Box::new(self.proven_conflict(up_to, meter)?)));
        };
        let domains = laminar.arrange(|line| LineDomain {
            line,
            low: constraint_set.low[line].cents,
            high: constraint_set.high[line].cents,
        });
        let even = vec![0; domains.len()];
        let amounts = nearest_among_ties(&laminar.tree, &feasible_sums, &demand(&domains), &even);
        let allocation = self.allocation_of(&laminar.restore(&amounts))?;
        match constraint_set.non_sums.first() {
            // What is no bound of a sum was left out of the search.
            Some(other) if self.check_allocation(&allocation)?.authorization() > up_to => {
                Err(self.unsupported(Some(other.rule)))
            }
            _ => Ok(Ok(allocation)),
        }
    }
}
