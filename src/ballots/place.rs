//! `Place`: what a line holds at a moment, the phantom between two of its votes or one of its votes.

use super::column::Column;
use super::phantom::{Instant, Moment, Phantoms};
use super::whole::Whole;

/// Where a line is: on the phantom below the votes up to a rank, or on the vote of the next rank.
///
/// As the phantoms rise a line comes through its places from the last to the first: it stands on a vote until the phantom
/// below the rank before reaches it, then rides on that phantom up to the vote of that rank. At a moment it is at the
/// largest rank whose phantom is no higher than its vote: the median of the line's votes and phantoms is then the phantom,
/// or the next vote if that is higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u32);

/// What a line holds at a place, in units: `constant + slope * moment`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held<N> {
    pub(super) constant: N,
    pub(super) slope: N,
}

impl<N: Whole> Held<N> {
    pub(super) fn add(&mut self, other: Held<N>) {
        self.constant += other.constant;
        self.slope += other.slope;
    }
}

impl Place {
    /// The place of no phantom above zero. A line has at most 2^20 votes.
    pub(super) fn last(column: &Column<'_>) -> Place {
        Place::standing(column.last_rank())
    }

    /// The place of the phantoms all at the total.
    pub(super) const FIRST: Place = Place(0);

    /// The place on the phantom below a rank.
    pub(super) fn riding(rank: usize) -> Place {
        Place(2 * u32::try_from(rank).unwrap_or(0))
    }

    /// The place on the vote after a rank.
    pub(super) fn standing(rank: usize) -> Place {
        Place(2 * u32::try_from(rank).unwrap_or(0) + 1)
    }

    pub(super) fn rank(self) -> usize {
        (self.0 / 2) as usize
    }

    fn rides(self) -> bool {
        self.0.is_multiple_of(2)
    }

    /// The place of a line at a moment, if it is known at an earlier and at a later one.
    pub(super) fn at<N: Whole>(
        column: &Column<'_>,
        phantoms: &Phantoms<N>,
        now: &Instant<N>,
        early: Place,
        late: Place,
    ) -> Place {
        let (mut low, mut over) = (late.rank(), early.rank() + 1);
        while over - low > 1 {
            let middle = low + (over - low) / 2;
            if phantoms.height(column.weight(middle), now) <= now.scaled(column.vote(middle)) {
                low = middle;
            } else {
                over = middle;
            }
        }
        let stands = phantoms.height(column.weight(low), now) < now.scaled(column.vote(low + 1));
        if stands { Place::standing(low) } else { Place::riding(low) }
    }

    /// Whether a line is at this place at a moment, or just coming to it or leaving it.
    pub(super) fn holds<N: Whole>(
        self,
        column: &Column<'_>,
        phantoms: &Phantoms<N>,
        now: &Instant<N>,
    ) -> bool {
        let rank = self.rank();
        let height = |rank: usize| phantoms.height(column.weight(rank), now);
        let next = now.scaled(column.vote(rank + 1));
        if self.rides() {
            let height = height(rank);
            next <= height && height <= now.scaled(column.vote(rank))
        } else {
            height(rank) <= next && (rank == column.last_rank() || next <= height(rank + 1))
        }
    }

    /// What a line holds here.
    pub(super) fn held<N: Whole>(self, column: &Column<'_>, phantoms: &Phantoms<N>) -> Held<N> {
        if self.rides() {
            let weight = column.weight(self.rank());
            Held { constant: phantoms.offset(weight), slope: phantoms.slope(weight) }
        } else {
            Held { constant: N::from(column.vote(self.rank() + 1)) * phantoms.unit(), slope: N::from(0) }
        }
    }

    /// The vote that a line stands on here, in cents; none where it rides on a phantom.
    pub(super) fn vote(self, column: &Column<'_>) -> Option<i64> {
        (!self.rides()).then(|| column.vote(self.rank() + 1))
    }

    /// The place that comes before this one, which is not the last.
    pub(super) fn before(self) -> Place {
        Place(self.0 + 1)
    }

    /// The place that comes after this one, and the moment when it does; none if the phantom
    /// that would bring it never moves.
    pub(super) fn leave<N: Whole>(
        self,
        column: &Column<'_>,
        phantoms: &Phantoms<N>,
    ) -> (Place, Option<Moment<N>>) {
        let rank = self.rank();
        let weight = column.weight(rank);
        let vote = column.vote(if self.rides() { rank } else { rank + 1 });
        let above = N::from(vote) * phantoms.unit() - phantoms.offset(weight);
        let below = phantoms.slope(weight);
        (Place(self.0.saturating_sub(1)), (below > N::from(0)).then_some(Moment { above, below }))
    }
}
