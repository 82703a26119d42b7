//! The phantoms of the utilitarian-proportional rule: one moves at a time, up to its share of the ballots.

use super::line_votes::{LineVotes, VotesByLine};
use riparto_core::money::{ExactSplit, Fraction, Money};

/// A line as the phantoms rise one after the other, that of all ballots first.
struct RisingLine<'a> {
    column: LineVotes<'a>,
    /// The largest rank whose ballots' share of the total is no more than its vote.
    reached: usize,
}

/// What a line holds, in parts of a cent, as many as the ballots weigh.
impl RisingLine<'_> {
    fn of<'a>(column: LineVotes<'a>, (total, weight): (i128, i128)) -> RisingLine<'a> {
        let (mut reached, mut over) = (0, column.last_rank() + 1);
        while over - reached > 1 {
            let middle = reached + (over - reached) / 2;
            let share = i128::from(column.weight(middle)) * total;
            if share <= weight * i128::from(column.vote(middle)) { reached = middle } else { over = middle }
        }
        RisingLine { column, reached }
    }

    /// With every phantom below ballots of so much weight or more where it ends.
    fn held(&self, least: u32, (total, weight): (i128, i128)) -> i128 {
        let rank = self.column.rank_at(least);
        if rank > self.reached {
            return weight * i128::from(self.column.vote(rank));
        }
        let share = i128::from(self.column.weight(self.reached)) * total;
        share.max(weight * i128::from(self.column.vote(self.reached + 1)))
    }

    /// The votes between which the phantom below ballots of just so much weight is what the line holds; none if it never is.
    fn between(&self, moving: u32) -> Option<(i64, i64)> {
        let rank = self.column.rank_at(moving);
        let is_there = self.column.weight(rank) == moving && rank >= self.reached;
        is_there.then(|| (self.column.vote(rank + 1), self.column.vote(rank)))
    }
}

/// What all lines hold when each phantom is at the share of the ballots above it, times the weight of all. Of ballots that sum to the
/// total it is that or more: see [`exact_split`](super::clock_search::exact_split).
pub(super) fn held_at_shares(columns: &VotesByLine) -> i128 {
    let scale = (i128::from(columns.total), i128::from(columns.weight()));
    columns.iter().map(|column| RisingLine::of(column, scale).held(1, scale)).sum()
}

/// The exact split at the time when all lines sum to the total, and that time.
///
/// When each phantom is at its share, the lines hold the total or more, by the argument of
/// [`exact_split`](super::clock_search::exact_split): the phantoms never have to rise further. The one that moves then is the largest
/// weight at which the lines hold the total once it is at its share; where it is, is water-filling between votes.
pub(super) fn capped_split(
    columns: &VotesByLine,
    total: Money,
    weight: u32,
) -> (ExactSplit, Option<Fraction>) {
    let scale = (i128::from(columns.total), i128::from(weight));
    let lines: Vec<RisingLine<'_>> = columns.iter().map(|column| RisingLine::of(column, scale)).collect();
    let target = scale.0 * scale.1;
    let held = |least: u32| lines.iter().map(|line| line.held(least, scale)).sum::<i128>();
    let (mut moving, mut over) = (1, weight + 1);
    while over - moving > 1 {
        let middle = moving + (over - moving) / 2;
        if held(middle) >= target { moving = middle } else { over = middle }
    }
    let between: Vec<Option<(i64, i64)>> = lines.iter().map(|line| line.between(moving)).collect();
    let others = |line: &RisingLine<'_>| if moving == weight { 0 } else { line.held(moving + 1, scale) };
    let fixed = lines.iter().zip(&between).filter(|(_, between)| between.is_none());
    let left = target - fixed.map(|(line, _)| others(line)).sum::<i128>();
    let free = || between.iter().flatten();
    let filled = |level: i64| free().map(|(low, high)| i128::from(level.clamp(*low, *high))).sum::<i128>();
    // Votes are whole: between two whole levels the lines rise together. The first level at which they hold enough is above this one.
    let (mut level, mut enough) = (0, columns.total);
    while enough - level > 1 {
        let middle = level + (enough - level) / 2;
        if scale.1 * filled(middle) < left { level = middle } else { enough = middle }
    }
    let rising = free().filter(|(low, high)| (*low..*high).contains(&level)).count();
    let rising = i128::try_from(rising).unwrap_or(i128::MAX).max(1);
    let denominator = scale.1 * rising;
    let phantom = i128::from(level) * denominator + left - scale.1 * filled(level);
    let mut split = ExactSplit {
        total,
        wholes: vec![0; lines.len()],
        remainders: vec![0; lines.len()],
        denominator: denominator.unsigned_abs(),
    };
    for (place, (line, between)) in lines.iter().zip(&between).enumerate() {
        let parts = match between {
            Some((low, high)) => {
                phantom.clamp(i128::from(*low) * denominator, i128::from(*high) * denominator)
            }
            None => others(line) * rising,
        };
        split.set(place, parts);
    }
    let turns = |weight: i128| weight * (weight + 1);
    let before = scale.0 * (turns(scale.1) - turns(moving.into()));
    let (above, below) = (before * rising + 2 * phantom, turns(scale.1) * rising);
    (split, Some(Fraction::of(above.unsigned_abs(), below.unsigned_abs())))
}
