//! `Phantoms`: the extra votes of a strategyproof rule, as straight lines in time.

use super::aggregation_rule::AggregationRule;
use super::integer::Integer;
use riparto_core::money::Fraction;

/// A time of the phantoms' rise, as a fraction `numerator / denominator`; `denominator` is at least one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time<N> {
    pub(super) numerator: N,
    pub(super) denominator: N,
}

impl<N: Integer> Time<N> {
    /// Whether this time comes before another.
    pub(super) fn is_before(self, other: Time<N>) -> bool {
        self.numerator * other.denominator < other.numerator * self.denominator
    }

    /// A time strictly between two different ones.
    pub(super) fn between(self, other: Time<N>) -> Time<N> {
        Time {
            numerator: self.numerator + other.numerator,
            denominator: self.denominator + other.denominator,
        }
    }
}

/// A time in the measure of one stage: values at it are compared in parts of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instant<N> {
    time: Time<N>,
    /// How many of the parts that make a cent.
    cent: N,
}

impl<N: Integer> Instant<N> {
    /// An amount of cents in parts.
    pub(super) fn scaled(&self, cents: i64) -> N {
        N::from(cents) * self.cent
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

/// The phantoms of a rule. The one that stands below ballots of the weight `c`, in the order of a line's votes from the
/// largest, is at `max(0, (offset(c) + slope(c) * time) / unit)` cents, and never falls as time passes or `c` rises. Time is
/// measured so that all four are whole: with `n` the weight of all ballots and T the total in cents,
///
/// | rule | time | offset | slope | unit | last time |
/// |---|---|---|---|---|---|
/// | utilitarian | (n + 1) t T | (c - n) T | 1 | 1 | (n + 1) T |
/// | independent markets | t T | 0 | c | 1 | T |
/// | ladder | t n T | (c - n) T | 1 | n | n T |
/// | piecewise uniform, t up to 1/2 | 2 t T | 0 | max(0, 2c - n) | n | T |
/// | piecewise uniform, t from 1/2 | (2t - 1) T | max(0, 2c - n) T | min(c, n - c) | n | T |
///
/// **All of it fits 128 bits.** Let m be the lines. [`Ballots`](super::Ballots) sees to n <= 2^30, T <= 2^48 and m T <= 2^62. A time is
/// a / b with a <= n T b where slopes are 1 and a <= T b where they go up to n: so slope * a <= n T b always, and |offset| * b and
/// vote * unit * b, the other parts of a comparison, are at most n T b too.
/// - On the grid and at its changes, b <= 2^30 (2^31 for a time between two): n T b <= 2^109, over all m lines n m T b <= 2^123.
/// - The time that is sought solves one equation: b, the sum of m slopes, is at most m n, so n T b <= (m T) n n <= 2^122; it
///   is put into one line at a time, never summed. Its a, before it is known to be in time, is a sum of m offsets, 2^92.
/// - Two changes compare as a * b' <= T n 2^30 <= 2^108.
///
/// **Most often it fits 64 bits**, and [`is_narrow`](super::integer::is_narrow) says when: with P parts in a unit of time, b is at most twice
/// the larger of P and m n, so that all of the above is at most four times the square of the larger of P and m (n + 1), times T.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phantoms<N> {
    stage: Stage,
    total: N,
    weight: N,
}

impl<N: Integer> Phantoms<N> {
    /// The stages of a rule, one after the other; none for a rule without phantoms.
    pub(super) fn stages(
        rule: AggregationRule,
        total: i64,
        weight: u32,
    ) -> impl Iterator<Item = Phantoms<N>> {
        let stages: &[Stage] = match rule {
            // One phantom moves at a time up to a share of its own: no straight lines.
            AggregationRule::Mean
            | AggregationRule::MedianNormalized
            | AggregationRule::UtilitarianProportional => &[],
            AggregationRule::Utilitarian => &[Stage::Utilitarian],
            AggregationRule::IndependentMarkets => &[Stage::IndependentMarkets],
            AggregationRule::Ladder => &[Stage::Ladder],
            AggregationRule::PiecewiseUniform => &[Stage::PiecewiseFirst, Stage::PiecewiseLast],
        };
        let (total, weight) = (N::from(total), N::from(weight.into()));
        stages.iter().map(move |stage| Phantoms { stage: *stage, total, weight })
    }

    /// Whether one phantom moves at a time.
    pub(super) fn take_turns(&self) -> bool {
        self.stage == Stage::Utilitarian
    }

    /// Where the phantom is at time zero, in units; a negative value counts as zero.
    #[inline]
    pub(super) fn offset(&self, weight: u32) -> N {
        let weight = N::from(weight.into());
        match self.stage {
            Stage::Utilitarian | Stage::Ladder => (weight - self.weight) * self.total,
            Stage::IndependentMarkets | Stage::PiecewiseFirst => N::from(0),
            Stage::PiecewiseLast => (weight + weight - self.weight).max(N::from(0)) * self.total,
        }
    }

    /// How many units the phantom rises by in a unit of time.
    #[inline]
    pub(super) fn slope(&self, weight: u32) -> N {
        let weight = N::from(weight.into());
        match self.stage {
            Stage::Utilitarian | Stage::Ladder => N::from(1),
            Stage::IndependentMarkets => weight,
            Stage::PiecewiseFirst => (weight + weight - self.weight).max(N::from(0)),
            Stage::PiecewiseLast => weight.min(self.weight - weight),
        }
    }

    /// How many units make a cent.
    #[inline]
    pub(super) fn unit(&self) -> N {
        match self.stage {
            Stage::Utilitarian | Stage::IndependentMarkets => N::from(1),
            Stage::Ladder | Stage::PiecewiseFirst | Stage::PiecewiseLast => self.weight,
        }
    }

    /// How many steps of the grid that times are searched on make a unit of time. Where lines meet phantoms at whole
    /// times only, a finer grid would find nothing more.
    pub(super) fn parts(&self) -> N {
        match self.stage {
            Stage::Utilitarian | Stage::Ladder => N::from(1),
            Stage::IndependentMarkets | Stage::PiecewiseFirst | Stage::PiecewiseLast => N::from(N::PARTS),
        }
    }

    /// The step of the last time: the lines then hold the total or more, or the next stage begins.
    pub(super) fn last_step(&self) -> N {
        let last = match self.stage {
            Stage::Utilitarian => (self.weight + N::from(1)) * self.total,
            Stage::Ladder => self.weight * self.total,
            Stage::IndependentMarkets | Stage::PiecewiseFirst | Stage::PiecewiseLast => self.total,
        };
        last * self.parts()
    }

    /// The step at which a phantom comes to an amount of cents, or the one in the middle if it never moves.
    pub(super) fn crossing_time(&self, cents: i64, weight: u32) -> N {
        let slope = self.slope(weight);
        if slope == N::from(0) {
            return self.last_step() / N::from(2);
        }
        (N::from(cents) * self.unit() - self.offset(weight)) * self.parts() / slope
    }

    /// The time of a step.
    pub(super) fn time(&self, step: N) -> Time<N> {
        Time { numerator: step, denominator: self.parts() }
    }

    /// A time as a share of the whole rise, in cents of the total: t T.
    pub(super) fn moment(&self, time: Time<N>) -> Fraction {
        let [numerator, denominator, total, weight]: [i128; 4] =
            [time.numerator, time.denominator, self.total, self.weight].map(Into::into);
        let (above, below) = match self.stage {
            Stage::Utilitarian => (numerator, denominator * (weight + 1)),
            Stage::IndependentMarkets => (numerator, denominator),
            Stage::Ladder => (numerator, denominator * weight),
            Stage::PiecewiseFirst => (numerator, denominator * 2),
            Stage::PiecewiseLast => (numerator + total * denominator, denominator * 2),
        };
        Fraction::of(above.unsigned_abs(), below.unsigned_abs())
    }

    /// A time made ready for comparing values.
    pub(super) fn instant(&self, time: Time<N>) -> Instant<N> {
        Instant { time, cent: self.unit() * time.denominator }
    }

    /// Where the phantom is at a time, in parts; a negative value counts as zero.
    #[inline]
    pub(super) fn value(&self, weight: u32, now: &Instant<N>) -> N {
        self.offset(weight) * now.time.denominator + self.slope(weight) * now.time.numerator
    }
}
