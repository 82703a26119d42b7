//! For tests: instances with few cents, so that all allocations can be enumerated.

use proptest::collection::vec;
use proptest::prelude::*;

use super::constraint::{Constraint, Term, TermFunction};
use super::constraint_model::Model;
use super::ratio_bound::RatioBound;

/// The number of lines.
pub const LINES: u32 = 4;
/// The total in cents.
pub const TOTAL: i64 = 24;

/// Some of the lines, by the bits of a number.
fn lines() -> impl Strategy<Value = Vec<u32>> {
    (1..1_u32 << LINES).prop_map(|bits| (0..LINES).filter(|line| bits >> line & 1 == 1).collect())
}

fn constraint() -> impl Strategy<Value = Constraint> {
    // At most, at least, and exactly a share rounded down, up or to the nearest.
    let sides = prop::sample::select(vec![
        (None, Some(0)),
        (Some(0), None),
        (Some(-99), Some(0)),
        (Some(0), Some(99)),
        (Some(-49), Some(50)),
    ]);
    let function = prop::sample::select(vec![
        TermFunction::PositivePart,
        TermFunction::Identity,
        TermFunction::NegativePart,
    ]);
    let term =
        (lines(), 0..TOTAL, function).prop_map(|(column, base, function)| Term { column, base, function });
    let share = (lines(), lines(), 5..120_i64, sides).prop_map(|(part, whole, numerator, (least, most))| {
        let ratio = RatioBound { numerator, denominator: 100, least, most };
        Constraint::Share { part, whole, ratio }
    });
    prop_oneof![
        (lines(), 0..8_i64, 4..=TOTAL).prop_map(|(lines, low, high)| Constraint::Sum { lines, low, high }),
        share,
        (vec(term, 1..4), 0..10_i64).prop_map(|(terms, most)| Constraint::Cap { terms, most }),
        (lines(), 1..5_i64).prop_map(|(lines, cents)| Constraint::Step { lines, cents }),
    ]
}

/// Constraints, a wish and weights.
pub fn instance() -> impl Strategy<Value = (Vec<Constraint>, Vec<i64>, Vec<i64>)> {
    let amounts = vec(0..TOTAL, LINES as usize);
    (vec(constraint(), 1..4), amounts, vec(1..4_i64, LINES as usize))
}

/// All feasible allocations, in lexicographic order.
pub fn feasible_allocations(model: &Model) -> Vec<Vec<i64>> {
    let mut feasible = Vec::new();
    for first in 0..=TOTAL {
        for second in 0..=TOTAL - first {
            for third in 0..=TOTAL - first - second {
                feasible.push(vec![first, second, third, TOTAL - first - second - third]);
            }
        }
    }
    feasible.retain(|amounts| model.is_feasible(amounts));
    feasible
}
