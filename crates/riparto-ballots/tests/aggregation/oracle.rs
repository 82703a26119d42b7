//! The rules as the papers define them, written to be read: ballots of weight w are w ballots, phantoms are formulas in
//! time, an outcome is literally a list of medians. The moment is found among all moments at which a phantom can meet a
//! vote, by straight lines between two neighbours; nothing is approximated.

use riparto_ballots::ballots::AggregationRule;

use super::ratio::{Ratio, ratio, whole};

/// Votes in cents, each counted once.
pub(crate) struct Profile {
    pub(crate) total: i64,
    pub(crate) votes: Vec<Vec<i64>>,
}

impl Profile {
    pub(crate) fn new(total: i64, votes: &[Vec<i64>], weights: &[u32]) -> Profile {
        let copies = |(vote, weight): (&Vec<i64>, &u32)| vec![vote.clone(); *weight as usize];
        Profile { total, votes: votes.iter().zip(weights).flat_map(copies).collect() }
    }

    fn count(&self) -> i128 {
        self.votes.len() as i128
    }

    fn column(&self, line: usize) -> Vec<Ratio> {
        self.votes.iter().map(|vote| whole(vote[line])).collect()
    }

    fn lines(&self) -> usize {
        self.votes[0].len()
    }
}

/// The exact outcome of a rule.
pub(crate) fn outcome(profile: &Profile, rule: AggregationRule) -> Vec<Ratio> {
    match rule {
        AggregationRule::Mean => mean(profile),
        AggregationRule::MedianNormalized => median_normalized(profile),
        _ => medians_with_phantoms(profile, rule),
    }
}

pub(crate) fn mean(profile: &Profile) -> Vec<Ratio> {
    let mean = |line| profile.column(line).into_iter().sum::<Ratio>() / ratio(profile.count(), 1);
    (0..profile.lines()).map(mean).collect()
}

fn median_normalized(profile: &Profile) -> Vec<Ratio> {
    let medians: Vec<Ratio> = (0..profile.lines()).map(|line| median(profile.column(line))).collect();
    let sum: Ratio = medians.iter().copied().sum();
    if sum == whole(0) {
        return mean(profile);
    }
    medians.into_iter().map(|median| median * whole(profile.total) / sum).collect()
}

/// The one in the middle, or half way between the two in the middle.
fn median(mut votes: Vec<Ratio>) -> Ratio {
    votes.sort();
    let count = votes.len();
    (votes[(count - 1) / 2] + votes[count / 2]) / whole(2)
}

/// Phantom `k` of `n + 1` at the time `t`, as a share of the total.
pub(crate) fn phantom(rule: AggregationRule, k: i128, n: i128, t: Ratio) -> Ratio {
    let (zero, one, two) = (whole(0), whole(1), whole(2));
    match rule {
        AggregationRule::Utilitarian => (ratio(n + 1, 1) * t - ratio(k, 1)).clamp(zero, one),
        AggregationRule::IndependentMarkets => (t * ratio(n - k, 1)).min(one),
        AggregationRule::Ladder => (t - ratio(k, n)).max(zero),
        AggregationRule::UtilitarianProportional => {
            // The way of all phantoms together, from 0 to their shares, is (n + 1)/2 times the total.
            let before: Ratio = (0..k).map(|earlier| ratio(n - earlier, n)).sum();
            (ratio(n + 1, 2) * t - before).clamp(zero, ratio(n - k, n))
        }
        AggregationRule::PiecewiseUniform => {
            let share = ratio(n - k, n);
            if t < ratio(1, 2) {
                (t * (whole(4) * share - two)).max(zero)
            } else if share >= ratio(1, 2) {
                share * (whole(3) - two * t) - two + two * t
            } else {
                share * (two * t - one)
            }
        }
        _ => panic!("{} has no phantoms", rule.name()),
    }
}

/// Times between which all phantoms move along straight lines.
fn kinks(rule: AggregationRule, n: i128) -> Vec<Ratio> {
    let mut times = vec![whole(0), whole(1)];
    match rule {
        AggregationRule::Utilitarian => times.extend((0..=n).map(|k| ratio(k, n + 1))),
        AggregationRule::IndependentMarkets => times.extend((1..=n).map(|left| ratio(1, left))),
        AggregationRule::Ladder => times.extend((0..=n).map(|k| ratio(k, n))),
        AggregationRule::UtilitarianProportional => times.extend((1..=n).scan(whole(0), |so_far, k| {
            *so_far = *so_far + ratio(n + 1 - k, n) / ratio(n + 1, 2);
            Some(*so_far)
        })),
        _ => times.push(ratio(1, 2)),
    }
    sorted(times)
}

fn sorted(mut times: Vec<Ratio>) -> Vec<Ratio> {
    times.sort();
    times.dedup();
    times
}

fn medians(profile: &Profile, rule: AggregationRule, t: Ratio) -> Vec<Ratio> {
    let n = profile.count();
    let phantoms: Vec<Ratio> = (0..=n).map(|k| phantom(rule, k, n, t) * whole(profile.total)).collect();
    (0..profile.lines()).map(|line| median([profile.column(line), phantoms.clone()].concat())).collect()
}

fn medians_with_phantoms(profile: &Profile, rule: AggregationRule) -> Vec<Ratio> {
    let n = profile.count();
    let mut times = kinks(rule, n);
    for pair in times.clone().windows(2) {
        for k in 0..=n {
            let at = |t| phantom(rule, k, n, t) * whole(profile.total);
            let (low, high) = (at(pair[0]), at(pair[1]));
            for vote in profile.votes.iter().flatten().map(|vote| whole(*vote)) {
                if low < vote && vote < high {
                    times.push(pair[0] + (pair[1] - pair[0]) * (vote - low) / (high - low));
                }
            }
        }
    }
    let total = whole(profile.total);
    let mut before = None;
    for t in sorted(times) {
        let now = medians(profile, rule, t);
        let sum: Ratio = now.iter().copied().sum();
        if sum >= total {
            let Some((earlier, less)) = before else { return now };
            return between(earlier, &now, (total - less) / (sum - less));
        }
        before = Some((now, sum));
    }
    panic!("the medians reach the total when the phantoms have arrived")
}

/// The point that lies a share of the way from one list to another.
fn between(from: Vec<Ratio>, to: &[Ratio], share: Ratio) -> Vec<Ratio> {
    from.into_iter().zip(to).map(|(from, to)| from + (*to - from) * share).collect()
}

/// The sum of the distances over the lines.
pub(crate) fn distance(a: &[Ratio], b: &[Ratio]) -> Ratio {
    a.iter().zip(b).map(|(a, b)| (*a - *b).abs()).sum()
}

/// Every split of a total over lines, in whole cents.
pub(crate) fn every_split(total: i64, lines: usize) -> Vec<Vec<i64>> {
    if lines == 1 {
        return vec![vec![total]];
    }
    let first = |amount: i64| {
        every_split(total - amount, lines - 1).into_iter().map(move |rest| [vec![amount], rest].concat())
    };
    (0..=total).flat_map(first).collect()
}
