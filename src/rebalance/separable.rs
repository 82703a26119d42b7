//! The allocation of least cost inside the rules, for costs of lines that others state.

use super::clash::Conflict;
use super::equal_shift::Response;
use super::shape::Shape;
use super::structure::Structure;
use super::ties::nearest_among_ties;
use crate::budget::Allocation;
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::Authorization;
use riparto_solve::Meter;

/// A line's place in a search: which line of the envelope it is, and between what it may be.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) low: i64,
    pub(crate) high: i64,
}

impl Plan {
    /// The allocation inside the rules that is of least cost, by the response that the costs have; among those that tie,
    /// the most even one. The conflict, if no allocation respects the rules.
    ///
    /// # Errors
    /// Rules that are not on lines and one tree of scopes (`rebalance_unsupported`), if the outcome breaks them or if they
    /// cross.
    pub(crate) fn least_cost<R: Response>(
        &self,
        (up_to, meter): (Authorization, &Meter),
        respond: impl FnOnce(&[Place]) -> R,
    ) -> Result<std::result::Result<Allocation, Box<Conflict>>> {
        let structure = Structure::new(self.rulebook(), &self.bounds(up_to)?);
        let shape = self.shape(&structure)?;
        if shape.holds(&structure) == Some(false) {
            return Ok(Err(Box::new(self.proven_conflict(up_to, meter)?)));
        }
        let Shape::Tree(arranged) = &shape else {
            return Err(self.unsupported(structure.groups.last().map(|group| group.rule)));
        };
        let Some(reach) = arranged.reach(&structure) else {
            return Ok(Err(Box::new(self.proven_conflict(up_to, meter)?)));
        };
        let places = arranged.arrange(|line| Place {
            line,
            low: structure.low[line].cents,
            high: structure.high[line].cents,
        });
        let even = vec![0; places.len()];
        let amounts = nearest_among_ties(&arranged.tree, &reach, &respond(&places), &even);
        let allocation = self.allocation_of(&arranged.restore(&amounts))?;
        match structure.others.first() {
            // What is no bound of a sum was left out of the search.
            Some(other) if self.check_allocation(&allocation)?.authorization() > up_to => {
                Err(self.unsupported(Some(other.rule)))
            }
            _ => Ok(Ok(allocation)),
        }
    }
}
