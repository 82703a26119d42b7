//! Constraints: what rules ask of an allocation, for a search that no bound of a sum can answer.

use super::constraint_set::ConstraintSet;
use riparto_core::budget::{Selection, position_number};
use riparto_core::plan::Plan;
use riparto_core::rules::{Base, Bounded, counted_since, fraction, share_sides};
use riparto_solve::Meter;
use riparto_solve::search::{Constraint, Model, RatioBound, Term, TermFunction};

/// Units of work, and bytes of memory, to put a line of a rule into a model.
const MODELED: usize = 32;

/// A term of a cap takes more than a line of a sum.
const TERM: usize = 4;

/// What rules ask, inside the floors and ceilings of a constraint set.
pub(super) fn model(plan: &Plan, constraint_set: &ConstraintSet, bounds: &[Bounded]) -> Model {
    let side = |sides: &[super::constraint_set::SourcedBound]| sides.iter().map(|side| side.cents).collect();
    let kept = constraint_set.kept_sums();
    let kept = kept.map(|sum| Constraint::Sum { lines: sum.lines.clone(), low: sum.low, high: sum.high });
    let constraints: Vec<Constraint> =
        bounds.iter().flat_map(|bounded| constraints(plan, bounded)).chain(kept).collect();
    Model::new(constraint_set.total, side(&constraint_set.low), side(&constraint_set.high), &constraints)
}

/// Counts the work of a model, or of what all rules ask, before it is made; `false` if so much is not left.
pub(super) fn may_model<'b>(
    plan: &Plan,
    bounds: impl IntoIterator<Item = &'b Bounded>,
    meter: &Meter,
) -> bool {
    let len = |selection: usize| plan.rulebook().selection(selection).len(plan.envelope());
    let members = bounds.into_iter().map(|bounded| match bounded {
        Bounded::Line { .. } => 1,
        Bounded::Sum { selection, .. } | Bounded::Step { selection, .. } => len(*selection),
        Bounded::MovementWithin { selection, .. } => TERM * len(*selection),
        Bounded::Movement { .. } => TERM * plan.envelope().line_count(),
        Bounded::MovementBy { parts, .. } => TERM * parts.iter().map(|part| len(*part)).sum::<usize>(),
        Bounded::Share { part, whole, .. } => len(*part) + len(*whole),
        Bounded::MovementInside { .. } => 2 * TERM * plan.envelope().line_count(),
        Bounded::Flow { .. } => 2 * TERM * plan.envelope().line_count(),
    });
    meter.spend(MODELED * members.sum::<usize>())
}

/// What one rule asks; nothing of a rule on a line, whose floor or ceiling is in the constraint set.
pub(super) fn constraints(plan: &Plan, bounded: &Bounded) -> Vec<Constraint> {
    match bounded {
        Bounded::Line { .. } => Vec::new(),
        Bounded::Sum { selection, low, high, .. } => {
            let lines = positions(plan, *selection);
            let is_sum = (2..plan.envelope().line_count()).contains(&lines.len());
            Vec::from_iter(is_sum.then_some(Constraint::Sum { lines, low: *low, high: *high }))
        }
        Bounded::Movement { base, cap, .. } => {
            let lines = (0..).take(plan.envelope().line_count());
            vec![rises(plan, lines.map(|line| vec![line]).collect(), *base, *cap)]
        }
        Bounded::MovementWithin { selection, base, cap, .. } => {
            let lines = positions(plan, *selection).into_iter();
            vec![rises(plan, lines.map(|line| vec![line]).collect(), *base, *cap)]
        }
        Bounded::MovementBy { parts, base, cap, .. } => {
            vec![rises(plan, parts.iter().map(|part| positions(plan, *part)).collect(), *base, *cap)]
        }
        Bounded::MovementInside { selection, parts, base, cap, .. } => {
            let sums: Vec<Vec<u32>> = match parts {
                None => positions(plan, *selection).into_iter().map(|line| vec![line]).collect(),
                Some(parts) => parts.iter().map(|part| positions(plan, *part)).collect(),
            };
            let inside = |base| moves_inside(plan, &sums, base, *cap);
            counted_since(*base).into_iter().map(inside).collect()
        }
        Bounded::Share { part, whole, percent, due, .. } => {
            let (part, whole) = (positions(plan, *part), positions(plan, *whole));
            let (denominator, numerator) = fraction(*percent);
            let (least, most) = share_sides(*due, denominator);
            vec![Constraint::Share { part, whole, ratio: RatioBound { numerator, denominator, least, most } }]
        }
        Bounded::Flow { from, to, since, cap, .. } => {
            let (from, to) = (plan.rulebook().selection(*from), plan.rulebook().selection(*to));
            flow(plan, from, to, (*since, *cap))
        }
        Bounded::Step { selection, cents, .. } => {
            vec![Constraint::Step { lines: positions(plan, *selection), cents: *cents }]
        }
    }
}

pub(super) fn positions(plan: &Plan, selection: usize) -> Vec<u32> {
    plan.rulebook().selection(selection).positions(plan.envelope()).map(position_number).collect()
}

fn held_at(plan: &Plan, base: Base, lines: &[u32]) -> i64 {
    let held = plan.allocation_at(base);
    lines.iter().map(|line| held.amounts()[*line as usize].cents()).sum()
}

/// What moves inside is what lines gain, less what they gain together. That came from the lines outside, which have so much less
/// than the total less what was inside; it is a decrease of theirs, where they have less than that.
fn moves_inside(plan: &Plan, sums: &[Vec<u32>], base: Base, most: i64) -> Constraint {
    let total = plan.envelope().total().cents();
    let mut is_inside = vec![false; plan.envelope().line_count()];
    sums.iter().flatten().for_each(|line| is_inside[*line as usize] = true);
    let inside: Vec<u32> = sums.iter().flatten().copied().collect();
    let left = total - held_at(plan, base, &inside);
    let outside: Vec<u32> =
        (0..).zip(is_inside).filter(|(_, inside)| !inside).map(|(line, _)| line).collect();
    match (rises(plan, sums.to_vec(), base, most), left) {
        // All together never gain anything.
        (constraint, ..=0) => constraint,
        (Constraint::Cap { terms, most }, left) if outside.is_empty() => {
            Constraint::Cap { terms, most: most.saturating_add(left) }
        }
        (Constraint::Cap { mut terms, most }, left) => {
            terms.push(Term { column: outside, base: left, function: TermFunction::NegativePart });
            Constraint::Cap { terms, most }
        }
        (other, _) => other,
    }
}

fn rises(plan: &Plan, sums: Vec<Vec<u32>>, base: Base, most: i64) -> Constraint {
    let term = |column: Vec<u32>| Term {
        base: held_at(plan, base, &column),
        column,
        function: TermFunction::PositivePart,
    };
    Constraint::Cap { terms: sums.into_iter().map(term).collect(), most }
}

/// What must have flowed at least is what `to` takes, less what all others than `from` give, less what lines in both
/// exchange among themselves: the lesser of what these give and what they take. So two caps hold together, one for
/// each. Where the total has grown, what was added is given by nobody; where it has shrunk, what was cut went to none.
fn flow(plan: &Plan, from: &Selection, to: &Selection, (since, cap): (Base, i64)) -> Vec<Constraint> {
    let before = plan.allocation_at(since);
    let held = |line: u32| before.amounts()[line as usize].cents();
    let added = (plan.envelope().total().cents() - before.total().cents()).max(0);
    let lines = || (0..).take(plan.envelope().line_count());
    let cap_of = |among_givers: bool| {
        let term = |line: u32| {
            let at = line as usize;
            let (in_from, in_to) = (from.contains(plan.envelope(), at), to.contains(plan.envelope(), at));
            let function = match (in_from, in_to) {
                (true, false) => return None,
                (false, false) => TermFunction::NegativePart,
                (false, true) => TermFunction::Identity,
                // Lines in both: what they take counts, less what they give; or neither.
                (true, true) if among_givers => TermFunction::Identity,
                (true, true) => return None,
            };
            Some(Term { column: vec![line], base: held(line), function })
        };
        Constraint::Cap { terms: lines().filter_map(term).collect(), most: cap.saturating_add(added) }
    };
    let has_both = lines().any(|line| {
        from.contains(plan.envelope(), line as usize) && to.contains(plan.envelope(), line as usize)
    });
    if has_both { vec![cap_of(true), cap_of(false)] } else { vec![cap_of(true)] }
}
