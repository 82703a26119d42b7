//! `Open`: a line whose amount changes, and how a block of such lines settles.

/// A line whose amount changes, and by how much: below zero if it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) line: usize,
    pub(super) cents: i64,
}

/// The transfers of a block, from, to and cents: its giving and its taking lines side by side, in their order. At most
/// one fewer than lines.
pub(super) fn walk(block: &[Open]) -> Vec<(usize, usize, i64)> {
    let mut taking = block.iter().filter(|open| open.cents > 0).copied();
    let mut transfers = Vec::with_capacity(block.len());
    let mut to = Open { line: 0, cents: 0 };
    for mut from in block.iter().filter(|open| open.cents < 0).copied() {
        while from.cents < 0 {
            if to.cents == 0 {
                let next = taking.next();
                assert!(next.is_some(), "a block that does not sum to zero");
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
