//! `NetworkRelaxation`: the constraints of a model that an exact method covers, as the relaxation that branch and bound solves at
//! each node.

use super::constraint_set::{ConstraintSet, SourcedBound, SumRule};
use super::laminar_problem::nearest_within;
use super::structure::Structure;
use riparto_solve::Meter;
use riparto_solve::flow::Distance;
use riparto_solve::search::{Bounds, Cap, Model, NodeRelaxation, SeparableCost, TermFunction};

/// The most rounds of cutting planes: violated caps turned into bounds on sums.
const MOST_CUTS: usize = 6;

/// Units of work to put a line of a sum into a tree.
const ARRANGED: usize = 8;

/// Lines, their total, and sums that form one or two laminar families, taken greedily in order.
pub(crate) struct NetworkRelaxation<'a> {
    model: &'a Model,
    /// Columns of sums.
    sums: Vec<usize>,
    /// Base and cap of the increases of all lines, if there is a cap and the sums leave room for it.
    movement: Option<(Vec<i64>, i64)>,
}

impl<'a> NetworkRelaxation<'a> {
    /// The sums that can be checked with the work that a meter allows.
    pub(crate) fn new(model: &'a Model, meter: &Meter) -> NetworkRelaxation<'a> {
        let mut relaxation = NetworkRelaxation { model, sums: Vec::new(), movement: None };
        relaxation.movement = model.caps.iter().find_map(|cap| whole_movement(model, cap));
        for sum in 1..model.sums.len() {
            relaxation.sums.push(model.lines + sum);
            let constraint_set = relaxation.constraint_set(&model.bounds, &[]);
            if !meter.spend(ARRANGED * constraint_set.size()) {
                relaxation.sums.pop();
                break;
            }
            if relaxation.structure(&constraint_set).is_none() {
                relaxation.sums.pop();
            }
        }
        relaxation
    }

    /// The least weighted peak that the relaxation allows; `None` if it allows nothing.
    pub(crate) fn least_peak(&self, cost: SeparableCost<'_>) -> Option<Vec<i64>> {
        let constraint_set = self.constraint_set(&self.model.bounds, &[]);
        let structure = self.structure(&constraint_set)?;
        nearest_within(constraint_set.total, &structure, cost.wish, cost.weights, Distance::Peak)
    }

    fn structure(&self, constraint_set: &ConstraintSet) -> Option<Structure> {
        match Structure::of(constraint_set, self.movement.clone()) {
            Ok(Structure::General) | Err(_) => None,
            Ok(structure) => Some(structure),
        }
    }

    fn constraint_set(&self, bounds: &Bounds, cuts: &[SumRule]) -> ConstraintSet {
        let lines = self.model.lines;
        let side = |sides: &[i64]| {
            sides[..lines].iter().map(|cents| SourcedBound { cents: *cents, rule: None }).collect()
        };
        let group = |column: &usize| SumRule {
            named_by: 0,
            rule: 0,
            lines: self.model.sums[column - lines].clone(),
            low: bounds.low[*column],
            high: bounds.high[*column],
        };
        let cut = |cut: &SumRule| SumRule { lines: cut.lines.clone(), ..*cut };
        ConstraintSet {
            total: bounds.low[lines],
            low: side(&bounds.low),
            high: side(&bounds.high),
            lines: Vec::new(),
            groups: self.sums.iter().map(group).chain(cuts.iter().map(cut)).collect(),
            whole: Vec::new(),
            non_sums: Vec::new(),
        }
    }

    /// A bound on a sum that follows from a cap: each term counts at least its change where that is positive, and at least
    /// nothing elsewhere.
    fn implied_sum_rule(&self, cap: &Cap, bounds: &Bounds, held: &[i64]) -> Option<SumRule> {
        let (mut lines, mut high) = (Vec::new(), cap.most);
        for term in &cap.terms {
            let column = term.column;
            let counts = match term.function {
                TermFunction::PositivePart => held[column] > term.base,
                TermFunction::Identity => true,
                TermFunction::NegativePart => bounds.high[column] <= term.base,
            };
            if counts {
                high += term.base;
                match column.checked_sub(self.model.lines) {
                    None => lines.push(u32::try_from(column).ok()?),
                    Some(sum) => lines.extend(&self.model.sums[sum]),
                }
            } else {
                high -= term.value(bounds.low[column]);
            }
        }
        // A line in two terms counts once: amounts are never below zero, so that the sum is at most as large.
        lines.sort_unstable();
        lines.dedup();
        (2..self.model.lines).contains(&lines.len()).then_some(SumRule {
            rule: 0,
            named_by: 0,
            lines,
            low: 0,
            high,
        })
    }
}

impl NodeRelaxation for NetworkRelaxation<'_> {
    fn nearest(&self, bounds: &Bounds, cost: SeparableCost<'_>) -> Option<Vec<i64>> {
        let measure = if cost.l1_coefficient > 0 { Distance::Moved } else { Distance::Squares };
        let solve = |cuts: &[SumRule]| {
            let constraint_set = self.constraint_set(bounds, cuts);
            let structure = self.structure(&constraint_set)?;
            Some(nearest_within(constraint_set.total, &structure, cost.wish, cost.weights, measure))
        };
        let mut nearest = solve(&[])??;
        let mut cuts: Vec<SumRule> = Vec::new();
        for _ in 0..MOST_CUTS {
            let held = self.model.column_amounts(&nearest);
            let missed = self.model.caps.iter().filter(|cap| cap.violation(&held) > 0);
            let known = cuts.len();
            for cut in missed.filter_map(|cap| self.implied_sum_rule(cap, bounds, &held)) {
                cuts.push(cut);
                if self.structure(&self.constraint_set(bounds, &cuts)).is_none() {
                    cuts.pop();
                }
            }
            if cuts.len() == known {
                break;
            }
            nearest = solve(&cuts)??;
        }
        Some(nearest)
    }
}

/// Base and cap, if a cap is one on the increases of all lines.
fn whole_movement(model: &Model, cap: &Cap) -> Option<(Vec<i64>, i64)> {
    let is_whole = cap.terms.len() == model.lines
        && cap
            .terms
            .iter()
            .enumerate()
            .all(|(line, term)| term.column == line && term.function == TermFunction::PositivePart);
    is_whole.then(|| (cap.terms.iter().map(|term| term.base).collect(), cap.most))
}
