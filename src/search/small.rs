//! For tests: demands on so few cents that every allocation can be looked at.

use proptest::collection::vec;
use proptest::prelude::*;

use super::demand::{Bend, Demand, Term};
use super::model::Model;
use super::ratio::RatioBound;

pub(crate) const LINES: u32 = 4;
pub(crate) const TOTAL: i64 = 24;

/// Some of the lines, by the bits of a number.
fn lines() -> impl Strategy<Value = Vec<u32>> {
    (1..1_u32 << LINES).prop_map(|bits| (0..LINES).filter(|line| bits >> line & 1 == 1).collect())
}

fn demand() -> impl Strategy<Value = Demand> {
    // At most, at least, and just a share rounded down, up or to the nearest.
    let sides = prop::sample::select(vec![
        (None, Some(0)),
        (Some(0), None),
        (Some(-99), Some(0)),
        (Some(0), Some(99)),
        (Some(-49), Some(50)),
    ]);
    let bend = prop::sample::select(vec![Bend::Rise, Bend::Shift, Bend::Fall]);
    let term = (lines(), 0..TOTAL, bend).prop_map(|(column, base, bend)| Term { column, base, bend });
    let share = (lines(), lines(), 5..120_i64, sides).prop_map(|(part, whole, numerator, (least, most))| {
        let ratio = RatioBound { numerator, denominator: 100, least, most };
        Demand::Share { part, whole, ratio }
    });
    prop_oneof![
        (lines(), 0..8_i64, 4..=TOTAL).prop_map(|(lines, low, high)| Demand::Sum { lines, low, high }),
        share,
        (vec(term, 1..4), 0..10_i64).prop_map(|(terms, most)| Demand::Cap { terms, most }),
        (lines(), 1..5_i64).prop_map(|(lines, cents)| Demand::Step { lines, cents }),
    ]
}

/// Demands, a wish and weights.
pub(crate) fn instance() -> impl Strategy<Value = (Vec<Demand>, Vec<i64>, Vec<i64>)> {
    let amounts = vec(0..TOTAL, LINES as usize);
    (vec(demand(), 1..4), amounts, vec(1..4_i64, LINES as usize))
}

/// All allocations that meet every demand.
pub(crate) fn kept(model: &Model) -> Vec<Vec<i64>> {
    let mut kept = Vec::new();
    for first in 0..=TOTAL {
        for second in 0..=TOTAL - first {
            for third in 0..=TOTAL - first - second {
                kept.push(vec![first, second, third, TOTAL - first - second - third]);
            }
        }
    }
    kept.retain(|amounts| model.keeps(amounts));
    kept
}
