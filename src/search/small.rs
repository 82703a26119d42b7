//! For tests: demands on so few cents that every allocation can be looked at.

use proptest::collection::vec;
use proptest::prelude::*;

use super::demand::{Bend, Demand, Term};
use super::model::Model;
use crate::money::{Percent, Rounding};
use crate::rules::Due;

pub(crate) const LINES: u32 = 4;
pub(crate) const TOTAL: i64 = 24;

/// Some of the lines, by the bits of a number.
fn lines() -> impl Strategy<Value = Vec<u32>> {
    (1..1_u32 << LINES).prop_map(|bits| (0..LINES).filter(|line| bits >> line & 1 == 1).collect())
}

fn demand() -> impl Strategy<Value = Demand> {
    let due = prop_oneof![
        Just(Due::AtMost),
        Just(Due::AtLeast),
        prop::sample::select(vec![Rounding::Down, Rounding::Up, Rounding::HalfUp]).prop_map(Due::Equals),
    ];
    let bend = prop::sample::select(vec![Bend::Rise, Bend::Shift, Bend::Fall]);
    let term = (lines(), 0..TOTAL, bend).prop_map(|(column, base, bend)| Term { column, base, bend });
    let share = (lines(), lines(), 5..120_u64, due).prop_filter_map("a percentage", |of| {
        let (part, whole, percent, due) = of;
        Some(Demand::Share { part, whole, percent: Percent::from_whole(percent).ok()?, due })
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
