//! `LineDelta`: the imbalance of a line that changes, and the north-west-corner pairing of a zero-sum subset.

/// A line and its imbalance: the cents that it changes by, below zero if it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineDelta {
    pub(super) line: usize,
    pub(super) cents: i64,
}

/// The transfers of a zero-sum subset, from, to and cents, by the north-west-corner rule: givers and takers in their order. At most
/// one fewer than lines.
pub(super) fn north_west_corner(subset: &[LineDelta]) -> Vec<(usize, usize, i64)> {
    let mut taking = subset.iter().filter(|delta| delta.cents > 0).copied();
    let mut transfers = Vec::with_capacity(subset.len());
    let mut to = LineDelta { line: 0, cents: 0 };
    for mut from in subset.iter().filter(|delta| delta.cents < 0).copied() {
        while from.cents < 0 {
            if to.cents == 0 {
                let next = taking.next();
                assert!(next.is_some(), "a subset that does not sum to zero");
                to = next.unwrap_or(to);
            }
            let cents = to.cents.min(-from.cents);
            transfers.push((from.line, to.line, cents));
            from.cents += cents;
            to.cents -= cents;
        }
    }
    transfers
}
