//! `Segment`: the piece of its piecewise linear path that a line is on at a time, either a phantom between two votes or one of its votes.

use super::integer::Integer;
use super::line_votes::LineVotes;
use super::phantom::{Instant, Phantoms, Time};

/// Where a line is: on the phantom below the votes up to a rank, or on the vote of the next rank.
///
/// As the phantoms rise a line comes through its segments from the last to the first: it stays on a vote until the phantom
/// below the rank before reaches it, then moves with that phantom up to the vote of that rank. At a time it is at the
/// largest rank whose phantom is no higher than its vote: the median of the line's votes and phantoms is then the phantom,
/// or the next vote if that is higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Segment(u32);

/// What a line holds on a segment, in units: `constant + slope * time`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LinearHolding<N> {
    pub(super) constant: N,
    pub(super) slope: N,
}

impl<N: Integer> LinearHolding<N> {
    pub(super) fn add(&mut self, other: LinearHolding<N>) {
        self.constant += other.constant;
        self.slope += other.slope;
    }
}

impl Segment {
    /// The segment when no phantom is above zero. A line has at most 2^27 votes.
    pub(super) fn at_start(column: &LineVotes<'_>) -> Segment {
        Segment::on_vote(column.last_rank())
    }

    /// The segment when all phantoms are at the total.
    pub(super) const AT_END: Segment = Segment(0);

    /// The segment on the phantom below a rank.
    pub(super) fn on_phantom(rank: usize) -> Segment {
        Segment(2 * u32::try_from(rank).unwrap_or(0))
    }

    /// The segment on the vote after a rank.
    pub(super) fn on_vote(rank: usize) -> Segment {
        Segment(2 * u32::try_from(rank).unwrap_or(0) + 1)
    }

    pub(super) fn rank(self) -> usize {
        (self.0 / 2) as usize
    }

    fn is_on_phantom(self) -> bool {
        self.0.is_multiple_of(2)
    }

    /// The segment of a line at a time, between its segments at an earlier and a later one.
    pub(super) fn at<N: Integer>(
        column: &LineVotes<'_>,
        phantoms: &Phantoms<N>,
        now: &Instant<N>,
        early: Segment,
        late: Segment,
    ) -> Segment {
        let (mut low, mut over) = (late.rank(), early.rank() + 1);
        while over - low > 1 {
            let middle = low + (over - low) / 2;
            if phantoms.value(column.weight(middle), now) <= now.scaled(column.vote(middle)) {
                low = middle;
            } else {
                over = middle;
            }
        }
        let on_vote = phantoms.value(column.weight(low), now) < now.scaled(column.vote(low + 1));
        if on_vote { Segment::on_vote(low) } else { Segment::on_phantom(low) }
    }

    /// Whether a line is on this segment at a time, or just coming to it or leaving it.
    pub(super) fn holds<N: Integer>(
        self,
        column: &LineVotes<'_>,
        phantoms: &Phantoms<N>,
        now: &Instant<N>,
    ) -> bool {
        let rank = self.rank();
        let value = |rank: usize| phantoms.value(column.weight(rank), now);
        let next = now.scaled(column.vote(rank + 1));
        if self.is_on_phantom() {
            let value = value(rank);
            next <= value && value <= now.scaled(column.vote(rank))
        } else {
            value(rank) <= next && (rank == column.last_rank() || next <= value(rank + 1))
        }
    }

    /// What a line holds here.
    pub(super) fn held<N: Integer>(self, column: &LineVotes<'_>, phantoms: &Phantoms<N>) -> LinearHolding<N> {
        if self.is_on_phantom() {
            let weight = column.weight(self.rank());
            LinearHolding { constant: phantoms.offset(weight), slope: phantoms.slope(weight) }
        } else {
            LinearHolding {
                constant: N::from(column.vote(self.rank() + 1)) * phantoms.unit(),
                slope: N::from(0),
            }
        }
    }

    /// The vote that a line is on here, in cents; none if it is on a phantom.
    pub(super) fn vote(self, column: &LineVotes<'_>) -> Option<i64> {
        (!self.is_on_phantom()).then(|| column.vote(self.rank() + 1))
    }

    /// The segment that comes before this one, which is not the last.
    pub(super) fn before(self) -> Segment {
        Segment(self.0 + 1)
    }

    /// The segment that comes after this one, and the time when it does; none if the phantom
    /// that leads there never moves.
    pub(super) fn leave<N: Integer>(
        self,
        column: &LineVotes<'_>,
        phantoms: &Phantoms<N>,
    ) -> (Segment, Option<Time<N>>) {
        let rank = self.rank();
        let weight = column.weight(rank);
        let vote = column.vote(if self.is_on_phantom() { rank } else { rank + 1 });
        let numerator = N::from(vote) * phantoms.unit() - phantoms.offset(weight);
        let denominator = phantoms.slope(weight);
        (
            Segment(self.0.saturating_sub(1)),
            (denominator > N::from(0)).then_some(Time { numerator, denominator }),
        )
    }
}
