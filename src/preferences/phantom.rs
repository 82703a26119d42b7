//! `Phantoms`: the extra votes of a truthful rule, as straight lines in time.

use super::aggregation_rule::AggregationRule;

/// A moment of the phantoms' rise, as a fraction `above / below`; `below` is at least one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) above: i128,
    pub(super) below: i128,
}

impl Moment {
    /// Whether this moment comes before another.
    pub(super) fn is_before(self, other: Moment) -> bool {
        self.above * other.below < other.above * self.below
    }

    /// A moment strictly between two different ones.
    pub(super) fn between(self, other: Moment) -> Moment {
        Moment { above: self.above + other.above, below: self.below + other.below }
    }
}

/// How the phantoms of a rule move, or of one of its stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Utilitarian,
    IndependentMarkets,
    Ladder,
    PiecewiseFirst,
    PiecewiseLast,
}

/// The phantoms of a rule. The phantom that stands below ballots of the weight `c` in the order of a line's votes, from
/// the largest, is at `max(0, (offset(c) + slope(c) * moment) / unit)` cents, which never falls as time passes or `c` rises.
///
/// With total T of at most 2^48, ballots of at most 2^30 in all (`n`) and T times lines of at most 2^62, these hold: an offset is
/// at most T n = 2^78 in size, a slope at most n, the unit 1 or n, a moment at most (n + 1) T over at most 2^29 equal parts
/// (or T over as many where slopes and unit reach n). A phantom that a line stands on is at most T, so sums over all lines
/// stay below 2^62 * unit * parts = 2^121.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phantoms {
    stage: Stage,
    total: i128,
    weight: i128,
}

/// Into how many parts a unit of time is divided while a moment is searched for.
const PARTS: i128 = 1 << 28;

impl Phantoms {
    /// The stages of a rule, one after the other; none for a rule without phantoms.
    pub(super) fn stages(rule: AggregationRule, total: i64, weight: u32) -> Vec<Phantoms> {
        let stages: &[Stage] = match rule {
            AggregationRule::Mean | AggregationRule::MedianNormalized => &[],
            AggregationRule::Utilitarian => &[Stage::Utilitarian],
            AggregationRule::IndependentMarkets => &[Stage::IndependentMarkets],
            AggregationRule::Ladder => &[Stage::Ladder],
            AggregationRule::PiecewiseUniform => &[Stage::PiecewiseFirst, Stage::PiecewiseLast],
        };
        let phantoms = |stage: &Stage| Phantoms { stage: *stage, total: total.into(), weight: weight.into() };
        stages.iter().map(phantoms).collect()
    }

    /// Where the phantom is at the moment zero, in units; a negative place counts as zero.
    pub(super) fn offset(&self, weight: u32) -> i128 {
        let weight = i128::from(weight);
        match self.stage {
            Stage::Utilitarian | Stage::Ladder => (weight - self.weight) * self.total,
            Stage::IndependentMarkets | Stage::PiecewiseFirst => 0,
            Stage::PiecewiseLast => (2 * weight - self.weight).max(0) * self.total,
        }
    }

    /// How many units the phantom rises by in a unit of time.
    pub(super) fn slope(&self, weight: u32) -> i128 {
        let weight = i128::from(weight);
        match self.stage {
            Stage::Utilitarian | Stage::Ladder => 1,
            Stage::IndependentMarkets => weight,
            Stage::PiecewiseFirst => (2 * weight - self.weight).max(0),
            Stage::PiecewiseLast => weight.min(self.weight - weight),
        }
    }

    /// How many units make a cent.
    pub(super) fn unit(&self) -> i128 {
        match self.stage {
            Stage::Utilitarian | Stage::IndependentMarkets => 1,
            Stage::Ladder | Stage::PiecewiseFirst | Stage::PiecewiseLast => self.weight,
        }
    }

    /// The first moment, on the grid that moments are searched on.
    pub(super) fn first(&self) -> Moment {
        Moment { above: 0, below: self.parts() }
    }

    /// The last moment, when the lines hold the total or more, or the next stage begins.
    pub(super) fn last(&self) -> Moment {
        let last = match self.stage {
            Stage::Utilitarian => (self.weight + 1) * self.total,
            Stage::Ladder => self.weight * self.total,
            Stage::IndependentMarkets | Stage::PiecewiseFirst | Stage::PiecewiseLast => self.total,
        };
        Moment { above: last * self.parts(), below: self.parts() }
    }

    /// Where lines meet phantoms at whole moments only, a finer grid finds nothing more.
    fn parts(&self) -> i128 {
        match self.stage {
            Stage::Utilitarian | Stage::Ladder => 1,
            Stage::IndependentMarkets | Stage::PiecewiseFirst | Stage::PiecewiseLast => PARTS,
        }
    }
}
