//! `Bones`: those constraints of a model that an exact method can tell, as the relaxation that branch and bound solves at each node.

use super::shape::Shape;
use super::structure::{RuleGroup, Side, Structure};
use super::task::nearest_within;
use riparto_solve::Meter;
use riparto_solve::flow::Distance;
use riparto_solve::search::{Bounds, Cap, Model, NodeRelaxation, SeparableCost, TermFunction};

/// How often caps that the amounts pass are turned into bounds on sums.
const MOST_CUTS: usize = 6;

/// To put a line of a sum into a tree takes about as long as so many looks.
const ARRANGED: usize = 8;

/// Lines, their total, and as many sums as lie in one tree or two families, the first ones first.
pub(crate) struct Bones<'a> {
    model: &'a Model,
    /// Columns of sums.
    sums: Vec<usize>,
    /// Base and cap of the increases of all lines, if there is a cap and the sums leave room for it.
    movement: Option<(Vec<i64>, i64)>,
}

impl<'a> Bones<'a> {
    /// Those that can be told apart with the work that a meter allows.
    pub(crate) fn new(model: &'a Model, meter: &Meter) -> Bones<'a> {
        let mut bones = Bones { model, sums: Vec::new(), movement: None };
        bones.movement = model.caps.iter().find_map(|cap| whole_movement(model, cap));
        for sum in 1..model.sums.len() {
            bones.sums.push(model.lines + sum);
            let structure = bones.structure(&model.bounds, &[]);
            if !meter.spend(ARRANGED * structure.size()) {
                bones.sums.pop();
                break;
            }
            if bones.shape(&structure).is_none() {
                bones.sums.pop();
            }
        }
        bones
    }

    /// The least weighted peak that the relaxation allows; `None` if it allows nothing.
    pub(crate) fn least_peak(&self, cost: SeparableCost<'_>) -> Option<Vec<i64>> {
        let structure = self.structure(&self.model.bounds, &[]);
        let shape = self.shape(&structure)?;
        nearest_within(&structure, &shape, cost.wish, cost.weights, Distance::Peak)
    }

    fn shape(&self, structure: &Structure) -> Option<Shape> {
        match Shape::of(structure, self.movement.clone()) {
            Ok(Shape::Unknown) | Err(_) => None,
            Ok(shape) => Some(shape),
        }
    }

    fn structure(&self, bounds: &Bounds, cuts: &[RuleGroup]) -> Structure {
        let lines = self.model.lines;
        let side =
            |sides: &[i64]| sides[..lines].iter().map(|cents| Side { cents: *cents, rule: None }).collect();
        let group = |column: &usize| RuleGroup {
            rule: 0,
            lines: self.model.sums[column - lines].clone(),
            low: bounds.low[*column],
            high: bounds.high[*column],
        };
        let cut = |cut: &RuleGroup| RuleGroup { lines: cut.lines.clone(), ..*cut };
        Structure {
            total: bounds.low[lines],
            low: side(&bounds.low),
            high: side(&bounds.high),
            lines: Vec::new(),
            groups: self.sums.iter().map(group).chain(cuts.iter().map(cut)).collect(),
            whole: Vec::new(),
            others: Vec::new(),
        }
    }

    /// A bound on a sum that follows from a cap: each term counts at least its change where that is positive, and at least
    /// nothing elsewhere.
    fn cut(&self, cap: &Cap, bounds: &Bounds, held: &[i64]) -> Option<RuleGroup> {
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
        lines.sort_unstable();
        (2..self.model.lines).contains(&lines.len()).then_some(RuleGroup { rule: 0, lines, low: 0, high })
    }
}

impl NodeRelaxation for Bones<'_> {
    fn nearest(&self, bounds: &Bounds, cost: SeparableCost<'_>) -> Option<Vec<i64>> {
        let measure = if cost.l1_coefficient > 0 { Distance::Moved } else { Distance::Squares };
        let solve = |cuts: &[RuleGroup]| {
            let structure = self.structure(bounds, cuts);
            let shape = self.shape(&structure)?;
            Some(nearest_within(&structure, &shape, cost.wish, cost.weights, measure))
        };
        let mut nearest = solve(&[])??;
        let mut cuts: Vec<RuleGroup> = Vec::new();
        for _ in 0..MOST_CUTS {
            let held = self.model.column_amounts(&nearest);
            let missed = self.model.caps.iter().filter(|cap| cap.violation(&held) > 0);
            let known = cuts.len();
            for cut in missed.filter_map(|cap| self.cut(cap, bounds, &held)) {
                cuts.push(cut);
                if self.shape(&self.structure(bounds, &cuts)).is_none() {
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
