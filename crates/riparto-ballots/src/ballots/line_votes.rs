//! `VotesByLine` and `LineVotes`: the votes on each line, from the largest to the smallest.

use riparto_core::money::Money;

/// A vote and its weight in one number, ordered by the vote: cents in the upper bits, then as many bits of weight as the total
/// leaves.
pub(super) type Vote = u64;

/// How votes on a total are put into one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packing {
    weight_bits: u32,
}

impl Packing {
    /// The packing of votes of up to a total.
    pub(super) fn of(total: Money) -> Packing {
        Packing { weight_bits: total.cents().unsigned_abs().leading_zeros().min(u64::BITS / 2) }
    }

    /// The most that one vote can weigh.
    pub(super) fn most(self) -> u32 {
        u32::try_from((1u64 << self.weight_bits) - 1).unwrap_or(u32::MAX)
    }

    /// A vote of an amount of cents.
    pub(super) fn vote(self, cents: i64, weight: u32) -> Vote {
        (cents.unsigned_abs() << self.weight_bits) | u64::from(weight)
    }

    fn cents(self, vote: Vote) -> i64 {
        i64::try_from(vote >> self.weight_bits).unwrap_or(i64::MAX)
    }

    pub(super) fn weight(self, vote: Vote) -> u32 {
        u32::try_from(vote & ((1 << self.weight_bits) - 1)).unwrap_or(u32::MAX)
    }

    /// Makes one of votes of the same amount from a place on, where one can weigh as much; they stand side by side.
    pub(super) fn join_equal(self, votes: &mut Vec<Vote>, start: usize) {
        let mut kept = start;
        for place in start..votes.len() {
            let vote = votes[place];
            let last = votes[..kept].get(start..).and_then(<[Vote]>::last).copied();
            let joined = last.filter(|last| self.cents(*last) == self.cents(vote)).and_then(|last| {
                let weight = u64::from(self.weight(last)) + u64::from(self.weight(vote));
                (weight <= u64::from(self.most())).then(|| last + u64::from(self.weight(vote)))
            });
            match joined {
                Some(joined) => votes[kept - 1] = joined,
                None => {
                    votes[kept] = vote;
                    kept += 1;
                }
            }
        }
        votes.truncate(kept);
    }
}

/// The votes on one line. The vote of rank 1 is the largest; rank 0 stands for the total, and the rank after the last for
/// zero.
#[derive(Clone, Copy)]
pub(super) struct LineVotes<'a> {
    pub(super) total: i64,
    packing: Packing,
    /// From the smallest.
    pub(super) votes: &'a [Vote],
    /// The weight of each vote and of those that stand after it; empty if all weigh the same.
    pub(super) above: &'a [u32],
    /// What each vote weighs if all weigh the same.
    pub(super) each: u32,
}

impl LineVotes<'_> {
    /// The rank of the smallest vote.
    pub(super) fn last_rank(&self) -> usize {
        self.votes.len()
    }

    /// The vote of a rank, in cents.
    pub(super) fn vote(&self, rank: usize) -> i64 {
        match self.votes.len().checked_sub(rank) {
            _ if rank == 0 => self.total,
            Some(place) => self.packing.cents(self.votes[place]),
            None => 0,
        }
    }

    /// The weight of the votes up to a rank.
    pub(super) fn weight(&self, rank: usize) -> u32 {
        if rank == 0 {
            return 0;
        }
        match self.above.get(self.votes.len() - rank) {
            Some(weight) => *weight,
            // All votes together weigh at most 2^30.
            None => self.each * u32::try_from(rank).unwrap_or(u32::MAX),
        }
    }

    /// The sum of the two votes in the middle, or twice the one in the middle.
    pub(super) fn medians(&self) -> i64 {
        let all = self.weight(self.last_rank());
        self.vote_at(all.div_ceil(2)) + self.vote_at(all / 2 + 1)
    }

    /// The largest vote such that votes of a weight of at least so much are as large.
    pub(super) fn vote_at(&self, weight: u32) -> i64 {
        self.vote(self.rank_at(weight))
    }

    /// The first rank up to which votes weigh at least so much; no more than all do.
    pub(super) fn rank_at(&self, weight: u32) -> usize {
        if self.above.is_empty() {
            return weight.div_ceil(self.each) as usize;
        }
        let (mut below, mut enough) = (0, self.last_rank());
        while enough - below > 1 {
            let middle = below + (enough - below) / 2;
            if self.weight(middle) >= weight { enough = middle } else { below = middle }
        }
        enough
    }

    /// The last rank whose vote is at least so many cents, of at most the total.
    pub(super) fn last_rank_of(&self, cents: i64) -> usize {
        let smaller = self.votes.partition_point(|vote| self.packing.cents(*vote) < cents);
        self.votes.len() - smaller
    }

    /// How much weight stands at each amount, from the smallest, each amount once.
    pub(super) fn counts(&self) -> impl Iterator<Item = (i64, u32)> {
        let pairs = self.votes.iter().map(|vote| (self.packing.cents(*vote), self.packing.weight(*vote)));
        let mut pairs = pairs.peekable();
        std::iter::from_fn(move || {
            let (cents, mut weight) = pairs.next()?;
            while let Some((_, more)) = pairs.next_if(|(other, _)| *other == cents) {
                weight += more;
            }
            Some((cents, weight))
        })
    }

    /// The distances of all votes to an amount, each times its weight.
    pub(super) fn distance(&self, cents: i64) -> i128 {
        let apart = |vote: &Vote| i128::from((self.packing.cents(*vote) - cents).abs());
        if self.above.is_empty() {
            return self.votes.iter().map(apart).sum::<i128>() * i128::from(self.each);
        }
        self.votes.iter().map(|vote| apart(vote) * i128::from(self.packing.weight(*vote))).sum()
    }

    /// What of each vote an amount covers, which is the less of the two, times its weight, summed.
    pub(super) fn covered(&self, cents: i64) -> i128 {
        let product = |vote: &Vote| {
            i128::from(self.packing.cents(*vote).min(cents)) * i128::from(self.packing.weight(*vote))
        };
        self.votes.iter().map(product).sum()
    }

    /// The sum of votes times their weights.
    pub(super) fn weighted_sum(&self) -> i128 {
        if self.above.is_empty() {
            return self.votes.iter().map(|vote| i128::from(self.packing.cents(*vote))).sum::<i128>()
                * i128::from(self.each);
        }
        let product =
            |vote: &Vote| i128::from(self.packing.cents(*vote)) * i128::from(self.packing.weight(*vote));
        self.votes.iter().map(product).sum()
    }
}

/// The votes on all lines: one of each ballot, or one for each amount that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VotesByLine {
    pub(super) total: i64,
    packing: Packing,
    pub(super) lines: usize,
    /// Where the votes of each line begin, and where those of the last one end.
    starts: Vec<usize>,
    /// Line by line, from the smallest.
    votes: Vec<Vote>,
    /// For each vote, the weight of it and of those after it on its line; empty if all weigh the same.
    above: Vec<u32>,
}

impl VotesByLine {
    /// The votes of a total, those of each line from the smallest, with where each line begins and where the last one ends: of every
    /// line at least one, all of the same weight together.
    pub(super) fn sorted(total: Money, starts: Vec<usize>, votes: Vec<Vote>) -> VotesByLine {
        let packing = Packing::of(total);
        let each = packing.weight(votes[0]);
        let is_even = starts.windows(3).all(|place| place[1] - place[0] == place[2] - place[1]);
        // Lines with as many votes weigh the same together: where the first has votes of one weight alone, look at the others.
        let is_equal = is_even && votes.iter().all(|vote| packing.weight(*vote) == each);
        let mut above = Vec::new();
        if !is_equal {
            above = vec![0; votes.len()];
            for line in starts.windows(2) {
                let mut sum = 0;
                let of_line = votes[line[0]..line[1]].iter().zip(&mut above[line[0]..line[1]]);
                for (vote, above) in of_line.rev() {
                    sum += packing.weight(*vote);
                    *above = sum;
                }
            }
        }
        VotesByLine { total: total.cents(), packing, lines: starts.len() - 1, starts, votes, above }
    }

    /// How votes are put into one number.
    pub(super) fn packing(&self) -> Packing {
        self.packing
    }

    /// How many votes there are on all lines.
    pub(super) fn len(&self) -> usize {
        self.votes.len()
    }

    /// What all votes on each line weigh.
    pub(super) fn weight(&self) -> u32 {
        let first = self.column(0);
        first.weight(first.last_rank())
    }

    /// The votes on a line.
    pub(super) fn column(&self, line: usize) -> LineVotes<'_> {
        let votes = self.starts[line]..self.starts[line + 1];
        LineVotes {
            total: self.total,
            packing: self.packing,
            above: self.above.get(votes.clone()).unwrap_or_default(),
            each: self.packing.weight(self.votes[0]),
            votes: &self.votes[votes],
        }
    }

    /// The votes on each line.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = LineVotes<'_>> {
        (0..self.lines).map(|line| self.column(line))
    }
}
