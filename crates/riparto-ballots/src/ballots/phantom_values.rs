//! `PhantomValues`: where the phantoms are at a time, in whole cents, for many lines at once.

use super::integer::Integer;
use super::line_votes::LineVotes;
use super::phantom::{Instant, Phantoms};
use super::segment::{LinearHolding, Segment};

/// Where each phantom is at a time, rounded to cents either way, which is all that a comparison with a vote in whole cents
/// needs. Made once for a time, it saves each line its multiplications.
pub(super) struct PhantomValues {
    down: Vec<i64>,
    up: Vec<i64>,
    /// How many lines are on each phantom, and the sum of the votes that the others are on, in cents.
    on_phantom: Vec<u32>,
    on_votes: i64,
}

/// Whether the phantoms are few enough beside the lines to be worth a list.
pub(super) fn are_few(column: &LineVotes<'_>, lines: usize) -> bool {
    2 * (last_phantom(column) + 1) <= lines
}

/// Phantoms by rank where all ballots weigh the same, otherwise by weight.
pub(super) fn phantom(column: &LineVotes<'_>, rank: usize) -> usize {
    if column.above.is_empty() { rank } else { column.weight(rank) as usize }
}

/// The number of the phantom below all votes.
pub(super) fn last_phantom(column: &LineVotes<'_>) -> usize {
    phantom(column, column.last_rank())
}

fn weight(column: &LineVotes<'_>, phantom: usize) -> u32 {
    let weight = u32::try_from(phantom).unwrap_or(u32::MAX);
    if column.above.is_empty() { column.each * weight } else { weight }
}

impl PhantomValues {
    /// The values at a time; any column of the ballots shows what they weigh.
    pub(super) fn at<N: Integer>(
        column: &LineVotes<'_>,
        phantoms: &Phantoms<N>,
        now: &Instant<N>,
    ) -> PhantomValues {
        let count = last_phantom(column) + 1;
        let mut values = PhantomValues {
            down: Vec::with_capacity(count),
            up: Vec::with_capacity(count),
            on_phantom: vec![0; count],
            on_votes: 0,
        };
        let cent = now.scaled(1);
        // Votes lie between zero and the total: beyond them every value says the same.
        let beyond = N::from(column.total + 1);
        let cents = |value: N| value.min(beyond).try_into().unwrap_or(i64::MAX);
        for number in 0..count {
            let value = phantoms.value(weight(column, number), now);
            let (mut down, mut up) = (N::from(-1), N::from(0));
            if value >= up {
                down = value / cent;
                up = if down * cent == value { down } else { down + N::from(1) };
            }
            values.down.push(cents(down));
            values.up.push(cents(up));
        }
        values
    }

    /// The segment of a line at the time, between its segments at an earlier and a later one; the line is counted.
    #[inline(always)]
    pub(super) fn segment(&mut self, column: &LineVotes<'_>, early: Segment, late: Segment) -> Segment {
        let (mut low, mut over) = (late.rank(), early.rank() + 1);
        while over - low > 1 {
            let middle = low + (over - low) / 2;
            if self.up[phantom(column, middle)] <= column.vote(middle) { low = middle } else { over = middle }
        }
        let (number, next) = (phantom(column, low), column.vote(low + 1));
        if self.down[number] < next {
            self.on_votes += next;
            Segment::on_vote(low)
        } else {
            self.on_phantom[number] += 1;
            Segment::on_phantom(low)
        }
    }

    /// What all counted lines hold together.
    pub(super) fn held<N: Integer>(
        &self,
        column: &LineVotes<'_>,
        phantoms: &Phantoms<N>,
    ) -> LinearHolding<N> {
        let mut held =
            LinearHolding { constant: N::from(self.on_votes) * phantoms.unit(), slope: N::from(0) };
        for (number, lines) in self.on_phantom.iter().enumerate().filter(|(_, lines)| **lines > 0) {
            let (weight, lines) = (weight(column, number), N::from((*lines).into()));
            held.constant += lines * phantoms.offset(weight);
            held.slope += lines * phantoms.slope(weight);
        }
        held
    }
}
