//! The allocation that changes as few lines as can be proven, and moves as little as any that does.
//!
//! Rules that lie inside or apart from each other say exactly how many lines must change; with other rules besides, that is
//! what is proven at least. There, what moves least is reached with fewer and fewer lines, and where that is more than what is
//! proven, sets of lines are tried one after another, as long as there are few.

use super::asked_of_rules::{AskedOfRules, OptimalFor};
use super::constraint_set::{ConstraintSet, LaminarOrder};
use super::fewest_changes::{LineChangeBounds, fewest_changes};
use super::measure::Measure;
use super::nearest::{Nearest, nearest_by};
use super::side_constraints::SideConstraints;
use super::structure::Structure;
use super::structured_rules::StructuredRules;
use super::target::Target;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_solve::{Answer, Meter, next_combination};

/// How many sets of lines are tried at most.
const MOST_SETS: usize = 4_096;

/// How many lines are tried to be left alone one by one.
const MOST_TRIES: usize = 256;

/// The most rules crossing in more than two ways that are looked at.
const MOST_GROUPS: usize = 128;

/// Trees of groups that lie inside or apart from each other, each part of what rules ask: one if that is all of it.
pub(super) fn laminar_subfamilies(
    constraint_set: &ConstraintSet,
    structure: &Structure,
) -> Result<Vec<LaminarOrder>> {
    let all: Vec<usize> = (0..constraint_set.groups.len()).collect();
    let families = match structure {
        Structure::Laminar(_) => vec![all],
        Structure::TwoLaminar(crossing) => crossing.families().to_vec(),
        Structure::General => {
            let mut order = all;
            order.sort_by(|one, other| {
                constraint_set.groups[*one].lines.cmp(&constraint_set.groups[*other].lines)
            });
            let mut family = Vec::new();
            for group in order.into_iter().take(MOST_GROUPS) {
                family.push(group);
                if LaminarOrder::new(constraint_set, &family)?.is_none() {
                    family.pop();
                }
            }
            vec![family]
        }
    };
    let mut trees = Vec::new();
    for family in families {
        trees.extend(LaminarOrder::new(constraint_set, &family)?);
    }
    Ok(trees)
}

/// What is known of the fewest lines.
struct Fewest<'a> {
    plan: &'a Plan,
    target: &'a Target<'a>,
    side: &'a SideConstraints,
    meter: &'a Meter,
    /// So many change at least.
    at_least: usize,
    best: Option<Nearest>,
}

/// The allocation that changes the fewest lines.
pub(super) fn fewest_lines(
    plan: &Plan,
    target: &Target<'_>,
    side: &SideConstraints,
    meter: &Meter,
) -> Result<Answer<Nearest, ()>> {
    let rules = StructuredRules::of(plan, target.up_to, side)?;
    let StructuredRules { constraint_set, structure, .. } = &*rules;
    if !constraint_set.total_holds() {
        return Ok(Answer::Infeasible(()));
    }
    let mut search = Fewest { plan, target, side, meter, at_least: 0, best: None };
    let mut lines = Vec::new();
    for laminar in laminar_subfamilies(constraint_set, structure)? {
        let changes = LineChangeBounds {
            wish: &laminar.arranged(target.wish),
            low: &laminar.line_bounds.low,
            high: &laminar.line_bounds.high,
        };
        let Some(places) = fewest_changes(&laminar.tree, &changes) else { return Ok(Answer::Infeasible(())) };
        if lines.is_empty() || places.len() > search.at_least {
            search.at_least = places.len();
            lines = places.into_iter().map(|place| laminar.order[place] as usize).collect();
            lines.sort_unstable();
        }
    }
    let _ = search.with(&lines)?;
    let is_one = matches!(structure, Structure::Laminar(_)) && constraint_set.non_sums.is_empty();
    if !is_one && let Some(nothing) = search.go_on()? {
        return Ok(nothing);
    }
    let Some(mut found) = search.best else { return Ok(Answer::Unknown) };
    found.measure = Measure::FewestLines;
    found.at_least = search.at_least as i128;
    found.is_proven = found.objective.lines <= found.at_least;
    found.optimal_for = match found.is_proven {
        true => {
            let asked = AskedOfRules::new(&rules, (target.wish, target.weights), found.objective);
            OptimalFor::of(&asked, None, Some(Measure::FewestLines))
        }
        false => OptimalFor::default(),
    };
    Ok(Answer::Found(found))
}

impl Fewest<'_> {
    /// What moves least if only some lines, rising, may change; keeps it if it is better than what is known.
    fn with(&mut self, lines: &[usize]) -> Result<Answer<Nearest, ()>> {
        let mut side = self.side.clone();
        let others = (0..self.target.wish.len()).filter(|line| lines.binary_search(line).is_err());
        side.lines.extend(others.map(|line| (line, [self.target.wish[line]; 2])));
        let found = nearest_by(self.plan, self.target, &side, self.meter)?;
        if let Answer::Found(found) = &found {
            let far =
                |found: &Nearest| (found.objective.lines, found.objective.moved, found.objective.squares);
            if self.best.as_ref().is_none_or(|best| far(found) < far(best)) {
                self.best = Some(found.clone());
            }
        }
        Ok(found)
    }

    fn changed(&self) -> Vec<usize> {
        let Some(best) = &self.best else { return Vec::new() };
        let amounts = best.allocation.amounts().iter().zip(self.target.wish).enumerate();
        let mut lines: Vec<(i64, usize)> = amounts
            .filter(|(_, (amount, wish))| amount.cents() != **wish)
            .map(|(line, (amount, wish))| ((amount.cents() - wish).abs(), line))
            .collect();
        lines.sort_unstable();
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// Where rules are more than one tree; says so if there is no answer.
    fn go_on(&mut self) -> Result<Option<Answer<Nearest, ()>>> {
        let least_moved = match nearest_by(self.plan, self.target, self.side, self.meter)? {
            Answer::Found(found) => {
                let moved = found.is_proven().then_some(found.objective.moved);
                self.best.get_or_insert(found);
                moved
            }
            nothing if self.best.is_none() => return Ok(Some(nothing)),
            _ => None,
        };
        self.leave_alone()?;
        let sets = Sets { lines: self.target.wish.len(), left: MOST_SETS };
        self.try_sets(sets, least_moved)?;
        Ok(None)
    }

    /// Leaves lines alone one by one that need not change, those that change least first.
    fn leave_alone(&mut self) -> Result<()> {
        let mut tried = Vec::new();
        while tried.len() < MOST_TRIES && !self.meter.is_over() {
            let changed = self.changed();
            if changed.len() <= self.at_least {
                break;
            }
            let Some(line) = changed.iter().copied().find(|line| !tried.contains(line)) else { break };
            tried.push(line);
            let mut lines: Vec<usize> = changed.into_iter().filter(|other| *other != line).collect();
            lines.sort_unstable();
            let _ = self.with(&lines)?;
        }
        Ok(())
    }

    /// Tries every set of k lines, k from the proven lower bound upwards.
    fn try_sets(&mut self, mut sets: Sets, least_moved: Option<i128>) -> Result<()> {
        loop {
            let known = self.best.as_ref().map(|best| (best.objective.lines, best.objective.moved));
            let is_best = |(lines, moved): (i128, i128)| {
                lines <= self.at_least as i128 && least_moved.is_some_and(|least| moved <= least)
            };
            if known.is_some_and(is_best) || !sets.are_few(self.at_least) {
                return Ok(());
            }
            let (mut set, mut is_excluded) = ((0..self.at_least).collect::<Vec<usize>>(), true);
            loop {
                if self.meter.is_over() {
                    return Ok(());
                }
                is_excluded &= matches!(self.with(&set)?, Answer::Infeasible(()));
                if !next_combination(&mut set, sets.lines) {
                    break;
                }
            }
            if !is_excluded {
                return Ok(());
            }
            self.at_least += 1;
        }
    }
}

/// Sets of lines that may still be tried.
struct Sets {
    lines: usize,
    left: usize,
}

impl Sets {
    /// Whether the sets of k lines are few enough; then they are taken from what may be tried.
    fn are_few(&mut self, many: usize) -> bool {
        let mut count = 1_usize;
        for number in 0..many.min(self.lines) {
            count = count.saturating_mul(self.lines - number) / (number + 1);
            if count > self.left {
                return false;
            }
        }
        let are_few = many <= self.lines && count <= self.left;
        self.left -= if are_few { count } else { 0 };
        are_few
    }
}
