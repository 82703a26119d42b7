//! `Directed`: a search in which lines follow the total, down where it is cut and up where it is raised.

use std::collections::BTreeSet;

use super::by_measure::nearest;
use super::diagnosis::proven_conflict;
use super::nearest::Nearest;
use super::rule_conflict::Conflict;
use super::side_constraints::{SideConstraints, accept};
use super::target::NearnessCriterion;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::Breaches;
use riparto_solve::{Answer, Meter};

/// The most lines that move against the total of which each is tried whether the rules force it.
const MOST_TRIED: usize = 16;

struct Directed<'a> {
    plan: &'a Plan,
    wish: &'a [Money],
    criterion: &'a NearnessCriterion,
    meter: &'a Meter,
    breaches: Breaches,
    /// By position: the least and the most that each line holds if it follows the total, in cents.
    follows: Vec<(usize, [i64; 2])>,
}

/// The nearest allocation of another total, for which the plan is compiled in `after`: breaches of this plan are tolerated, and
/// lines follow the total as far as the rules let them.
pub(super) fn directed(
    plan: &Plan,
    after: &Plan,
    (wish, criterion): (&[Money], &NearnessCriterion),
    meter: &Meter,
) -> Result<Answer<Nearest, Conflict>> {
    accept(after, wish, criterion)?;
    let total = after.envelope().total();
    let is_cut = total < plan.envelope().total();
    let pairs = plan.approved().amounts().iter().zip(wish).enumerate();
    let follows = pairs.map(|(line, (held, wish))| match is_cut {
        true => (line, [0, (*held).max(*wish).cents()]),
        false => (line, [(*held).min(*wish).cents(), total.cents()]),
    });
    let follows = if total == plan.envelope().total() { Vec::new() } else { follows.collect() };
    let breaches = Breaches::of(&plan.check());
    Directed { plan: after, wish, criterion, meter, breaches, follows }.nearest()
}

impl Directed<'_> {
    fn nearest(&self) -> Result<Answer<Nearest, Conflict>> {
        if let Answer::Found(nearest) = self.search(Some(&BTreeSet::new()))? {
            return Ok(Answer::Found(nearest));
        }
        let mut nearest = match self.search(None)? {
            Answer::Found(nearest) => nearest,
            Answer::Unknown => return Ok(Answer::Unknown),
            Answer::Infeasible(()) => {
                let conflict = proven_conflict(self.plan, self.criterion.up_to, self.meter)?;
                return Ok(Answer::Infeasible(conflict));
            }
        };
        let mut against = self.against(&nearest);
        if against.len() <= MOST_TRIED {
            for line in against.clone() {
                let mut others = against.clone();
                if others.remove(&line)
                    && let Answer::Found(found) = self.search(Some(&others))?
                {
                    against = self.against(&found);
                    nearest = found;
                }
            }
        }
        nearest.against = against.into_iter().collect();
        Ok(Answer::Found(nearest))
    }

    /// The nearest allocation in which all lines but some follow the total; or in which none must.
    fn search(&self, but: Option<&BTreeSet<usize>>) -> Result<Answer<Nearest, ()>> {
        let lines = self.follows.iter().filter(|(line, ..)| but.is_some_and(|but| !but.contains(line)));
        let lines: Vec<(usize, [i64; 2])> = lines.copied().collect();
        let side = SideConstraints { lines, breaches: self.breaches.clone(), ..SideConstraints::default() };
        nearest(self.plan, self.wish, self.criterion, &side, self.meter)
    }

    /// The lines that do not follow the total.
    fn against(&self, nearest: &Nearest) -> BTreeSet<usize> {
        let amounts = nearest.allocation().amounts();
        let stray =
            |(line, [low, high]): &&(usize, [i64; 2])| !(*low..=*high).contains(&amounts[*line].cents());
        self.follows.iter().filter(stray).map(|(line, ..)| *line).collect()
    }
}
