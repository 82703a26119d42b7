//! Random ballots, small enough for the oracle and varied enough to matter.

use proptest::prelude::*;

/// A total, ballots that sum to it, and their weights.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub(crate) total: i64,
    pub(crate) votes: Vec<Vec<i64>>,
    pub(crate) weights: Vec<u32>,
}

/// A split of a total at random places, which may coincide, so that zeros and equal amounts come up often.
fn split(total: i64, lines: usize) -> impl Strategy<Value = Vec<i64>> {
    let somewhere = prop_oneof![2 => 0..=total, 1 => Just(0), 1 => Just(total), 1 => Just(total / 2)];
    prop::collection::vec(somewhere, lines - 1).prop_map(move |mut cuts| {
        cuts.sort_unstable();
        cuts.push(total);
        let mut start = 0;
        cuts.into_iter().map(|cut| cut - std::mem::replace(&mut start, cut)).collect()
    })
}

/// Up to so many ballots over up to so many lines, of a total of up to so many cents.
pub(crate) fn profile(
    most_ballots: usize,
    most_lines: usize,
    most_cents: i64,
) -> impl Strategy<Value = Drawn> {
    let shape = (1..=most_ballots, 1..=most_lines, 0..=most_cents);
    shape.prop_flat_map(|(ballots, lines, total)| {
        let weights = prop_oneof![
            Just(vec![1; ballots]).boxed(),
            (1..=3u32).prop_map(move |weight| vec![weight; ballots]).boxed(),
            prop::collection::vec(1..=3u32, ballots).boxed(),
        ];
        let votes = prop::collection::vec(split(total, lines), ballots);
        (votes, weights).prop_map(move |(votes, weights)| Drawn { total, votes, weights })
    })
}
