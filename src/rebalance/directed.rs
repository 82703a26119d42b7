//! `Directed`: a search in which lines follow the total, down where it is cut and up where it is raised.

use std::collections::BTreeSet;

use super::nearest::{Kept, Nearest, Rebalanced, Sought};
use super::objective::Rebalance;
use crate::error::Result;
use crate::money::Money;
use crate::plan::Plan;
use crate::rules::Breaches;
use riparto_solve::Meter;

/// Of lines that move against the total, so many are tried one by one whether the rules force them.
const MOST_TRIED: usize = 16;

struct Directed<'a> {
    plan: &'a Plan,
    wish: &'a [Money],
    options: &'a Rebalance,
    meter: &'a Meter,
    breaches: Breaches,
    /// By position: the least and the most that each line holds if it follows the total, in cents.
    follows: Vec<(usize, [i64; 2])>,
}

impl Plan {
    /// The nearest allocation of another total, for which the plan is compiled in `after`: breaches of this plan stand, and
    /// lines follow the total as far as the rules let them.
    pub(super) fn directed(
        &self,
        after: &Plan,
        wish: &[Money],
        options: &Rebalance,
        meter: &Meter,
    ) -> Result<Rebalanced> {
        after.accept(wish, options)?;
        let total = after.envelope().total();
        let is_cut = total < self.envelope().total();
        let pairs = self.approved().amounts().iter().zip(wish).enumerate();
        let follows = pairs.map(|(line, (held, wish))| match is_cut {
            true => (line, [0, (*held).max(*wish).cents()]),
            false => (line, [(*held).min(*wish).cents(), total.cents()]),
        });
        let follows = if total == self.envelope().total() { Vec::new() } else { follows.collect() };
        let breaches = Breaches::of(&self.check());
        Directed { plan: after, wish, options, meter, breaches, follows }.nearest()
    }
}

impl Directed<'_> {
    fn nearest(&self) -> Result<Rebalanced> {
        if let Sought::Found(nearest) = self.search(Some(&BTreeSet::new()))? {
            return Ok(Rebalanced::Nearest(nearest));
        }
        let mut nearest = match self.search(None)? {
            Sought::Found(nearest) => nearest,
            Sought::Unproven => return Ok(Rebalanced::Unproven),
            Sought::Impossible => {
                let conflict = self.plan.proven_conflict(self.options.up_to, self.meter)?;
                return Ok(Rebalanced::Impossible(Box::new(conflict)));
            }
        };
        let mut against = self.against(&nearest);
        if against.len() <= MOST_TRIED {
            for line in against.clone() {
                let mut others = against.clone();
                if others.remove(&line)
                    && let Sought::Found(found) = self.search(Some(&others))?
                {
                    against = self.against(&found);
                    nearest = found;
                }
            }
        }
        nearest.against = against.into_iter().collect();
        Ok(Rebalanced::Nearest(nearest))
    }

    /// The nearest allocation in which all lines but some follow the total; or in which none must.
    fn search(&self, but: Option<&BTreeSet<usize>>) -> Result<Sought> {
        let lines = self.follows.iter().filter(|(line, ..)| but.is_some_and(|but| !but.contains(line)));
        let lines: Vec<(usize, [i64; 2])> = lines.copied().collect();
        let kept = Kept { lines, breaches: self.breaches.clone(), ..Kept::default() };
        self.plan.nearest(self.wish, self.options, &kept, self.meter)
    }

    /// The lines that do not follow the total.
    fn against(&self, nearest: &Nearest) -> BTreeSet<usize> {
        let amounts = nearest.allocation().amounts();
        let stray =
            |(line, [low, high]): &&(usize, [i64; 2])| !(*low..=*high).contains(&amounts[*line].cents());
        self.follows.iter().filter(stray).map(|(line, ..)| *line).collect()
    }
}
