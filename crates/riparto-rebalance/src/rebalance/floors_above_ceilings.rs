//! The figures of a conflict: floors that hold more than the ceilings that cover them.
//!
//! If each line is in no more of the floors than of the ceilings, then the floors sum to no more than the ceilings whenever
//! all hold; if they sum to more, they conflict. The total of all lines may count on either side. Bounds on sums in two laminar
//! families conflict in no other way (their matrix is totally unimodular); those of more families may.

use std::collections::BTreeSet;

use super::feasibility::{BUDGET_SHARE, feasibility};
use super::refutation::{Refutation, RulePart};
use super::total_side::TotalSide;
use riparto_core::budget::Selection;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::Bounded;
use riparto_solve::{Meter, deletion_filter};

/// With more bounds than this, the deletion filter is not run.
const MOST_DROPPED: usize = 64;

/// The most bounds that are tried as floors or as ceilings.
const MOST_WEIGHED: usize = 12;

/// A bound of the conflict, and its lines.
struct ConflictBound<'a> {
    part: RulePart,
    lines: Option<&'a Selection>,
    low: i64,
    high: i64,
}

/// The floors and ceilings of a conflict, with their sums; `None` if some rule is not a bound on a sum, or the conflict has another
/// form.
pub(super) fn figures(plan: &Plan, bounds: &[Bounded], meter: &Meter) -> Result<Option<Refutation>> {
    let are_sums = bounds.iter().all(|bound| matches!(bound, Bounded::Line { .. } | Bounded::Sum { .. }));
    if !are_sums || bounds.len() > MOST_DROPPED {
        return Ok(None);
    }
    let test = |without: &[Bounded]| feasibility(plan, without, BUDGET_SHARE, meter).map(Some);
    let (infeasible_set, _) = deletion_filter(bounds.to_vec(), 1, test)?;
    Ok(weighed(plan, &infeasible_set))
}

fn weighed(plan: &Plan, bounds: &[Bounded]) -> Option<Refutation> {
    if bounds.is_empty() || bounds.len() > MOST_WEIGHED {
        return None;
    }
    let weights: Vec<ConflictBound<'_>> = bounds.iter().filter_map(|bound| weight(plan, bound)).collect();
    let envelope = plan.envelope();
    let is_in = |weight: &ConflictBound<'_>, line: usize| match weight.lines {
        Some(selection) => selection.contains(envelope, line),
        None => weight.part.line == line,
    };
    let places = |line: usize| -> u32 {
        weights.iter().enumerate().map(|(bit, weight)| u32::from(is_in(weight, line)) << bit).sum()
    };
    let lines: BTreeSet<u32> = (0..envelope.line_count()).map(places).collect();
    let total = i128::from(envelope.total().cents());
    for ceilings in 0..1_u32 << weights.len() {
        let is_ceiling = |bit: usize| ceilings >> bit & 1 == 1;
        let sides = weights.iter().enumerate();
        if sides
            .clone()
            .any(|(bit, weight)| if is_ceiling(bit) { weight.high == i64::MAX } else { weight.low <= 0 })
        {
            continue;
        }
        let low: i128 = sides
            .clone()
            .filter(|(bit, _)| !is_ceiling(*bit))
            .map(|(_, weight)| i128::from(weight.low))
            .sum();
        let high: i128 = sides
            .clone()
            .filter(|(bit, _)| is_ceiling(*bit))
            .map(|(_, weight)| i128::from(weight.high))
            .sum();
        for (whole, below, above) in
            [(TotalSide::Nowhere, 0, 0), (TotalSide::AmongCeilings, 0, 1), (TotalSide::AmongFloors, 1, 0)]
        {
            let (low, high) = (low + total * i128::from(below), high + total * i128::from(above));
            let covers = |places: &u32| {
                (places & !ceilings).count_ones() + below <= (places & ceilings).count_ones() + above
            };
            if low > high && lines.iter().all(covers) {
                let side = |ceiling: bool| -> Vec<RulePart> {
                    let own = sides.clone().filter(|(bit, _)| is_ceiling(*bit) == ceiling);
                    let mut parts: Vec<RulePart> = own.map(|(_, weight)| weight.part).collect();
                    parts.sort_unstable();
                    parts
                };
                let (floors, ceilings) = (side(false), side(true));
                return Some(Refutation::FloorsAboveCeilings { floors, low, ceilings, high, total: whole });
            }
        }
    }
    None
}

fn weight<'a>(plan: &'a Plan, bound: &Bounded) -> Option<ConflictBound<'a>> {
    match bound {
        Bounded::Line { rule, line, low, high } => Some(ConflictBound {
            part: RulePart { rule: *rule, line: *line },
            lines: None,
            low: *low,
            high: *high,
        }),
        Bounded::Sum { rule, selection, low, high } => {
            let lines = plan.rulebook().selection(*selection);
            let part = RulePart { rule: *rule, line: plan.rulebook().naming_line(*rule, lines)? };
            Some(ConflictBound { part, lines: Some(lines), low: *low, high: *high })
        }
        _ => None,
    }
}
