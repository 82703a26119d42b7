//! From many ideal splits to one, beside the plain sort of the same columns and beside the bisection in floating point that
//! one would write first.
//!
//! `cargo bench --bench aggregation`; with `-- 1000000` only what has that in its name.
#![allow(missing_docs, clippy::unwrap_used, clippy::float_arithmetic, clippy::print_stderr)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use riparto::Money;
use riparto::ballots::{AggregationRule, Ballot, Ballots, Tally};

/// Ballots and lines.
const SIZES: [(usize, usize); 4] = [(30, 6), (30, 1_000), (30, 100_000), (1_000_000, 6)];

/// Ballots with random shares, no two alike, from a fixed stream (SplitMix64).
fn ballots(count: usize, lines: usize) -> Ballots {
    let mut state = 42u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i128::from((mixed ^ (mixed >> 31)) % 1_000_000)
    };
    // Some 4,000 euros a line, and EUR 2,464,000 over six.
    let total = 246_400_000_i64.max(i64::try_from(lines).unwrap() * 410_667);
    let ballot = |party: usize| {
        let shares: Vec<i128> = (0..lines).map(|_| next()).collect();
        let sum: i128 = shares.iter().sum();
        let mut cents: Vec<i64> =
            shares.iter().map(|share| i64::try_from(share * i128::from(total) / sum).unwrap()).collect();
        cents[0] += total - cents.iter().sum::<i64>();
        let amounts = cents.into_iter().map(|cents| Money::from_cents(cents).unwrap()).collect();
        Ballot::new(format!("p{party}"), 1, amounts).unwrap()
    };
    Ballots::new(Money::from_cents(total).unwrap(), (0..count).map(ballot).collect()).unwrap()
}

/// The votes on each line, one line after the other, unsorted.
fn columns(ballots: &Ballots) -> Vec<i64> {
    let line = |line: usize| ballots.iter().map(move |ballot| ballot.amounts()[line].cents());
    (0..ballots.line_count()).flat_map(line).collect()
}

fn sort(mut columns: Vec<i64>, count: usize) -> Vec<i64> {
    columns.chunks_exact_mut(count).for_each(<[i64]>::sort_unstable);
    columns
}

/// Where the line's votes and the phantoms have their median, as a share of the total: votes from the smallest.
fn median(votes: &[f64], phantom: impl Fn(f64) -> f64) -> f64 {
    let count = votes.len();
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        // The phantom below the votes from here on.
        if phantom((count - middle) as f64) > votes[middle] { low = middle + 1 } else { high = middle }
    }
    let below = if low > 0 { votes[low - 1] } else { 0.0 };
    below.max(phantom((count - low) as f64))
}

/// The bisection that one would write: floats, until the sum is within 1e-8 of the total, then each line to its nearest cent.
fn bisection(columns: &[i64], count: usize, total: i64, phantom: fn(f64, f64, f64) -> f64) -> Vec<i64> {
    let votes: Vec<f64> = columns.iter().map(|cents| *cents as f64 / total as f64).collect();
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let t = (low + high) / 2.0;
        let shares: Vec<f64> = votes
            .chunks_exact(count)
            .map(|votes| median(votes, |weight| phantom(weight, count as f64, t)))
            .collect();
        let apart = shares.iter().sum::<f64>() - 1.0;
        if apart.abs() < 1e-8 || high - low < 1e-15 {
            return shares.iter().map(|share| (share * total as f64).round() as i64).collect();
        }
        if apart > 0.0 { high = t } else { low = t }
    }
}

fn ladder(weight: f64, count: f64, t: f64) -> f64 {
    (t - (count - weight) / count).max(0.0)
}

fn independent_markets(weight: f64, _: f64, t: f64) -> f64 {
    (t * weight).min(1.0)
}

/// How many cents a bisection is off: its sum, and its farthest line.
fn report(name: &str, ballots: &Ballots, rule: AggregationRule, found: &[i64]) {
    let total = ballots.total().cents();
    let exact = ballots.aggregate(rule);
    let apart = exact.amounts().iter().zip(found).map(|(amount, cents)| (amount.cents() - cents).abs());
    let (sum, size) = (found.iter().sum::<i64>(), ballots.as_slice().len());
    let (lines, farthest) = (ballots.line_count(), apart.max().unwrap());
    eprintln!(
        "{size} x {lines}: bisection for {name} sums to {} cents more than {total}, farthest line {farthest} cents",
        sum - total
    );
}

fn aggregation_benches(criterion: &mut Criterion) {
    for (count, lines) in SIZES {
        let ballots = ballots(count, lines);
        let unsorted = columns(&ballots);
        let (total, tally) = (ballots.total().cents(), Tally::of(&ballots));
        let size = format!("{count}x{lines}");
        let mut group = criterion.benchmark_group("aggregation");
        group
            .measurement_time(Duration::from_secs(3))
            .warm_up_time(Duration::from_millis(500))
            .sample_size(10);
        group.bench_function(BenchmarkId::new("plain_sort", &size), |bencher| {
            bencher.iter_batched(|| unsorted.clone(), |columns| sort(columns, count), BatchSize::LargeInput);
        });
        group.bench_function(BenchmarkId::new("tally", &size), |bencher| {
            bencher.iter(|| Tally::of(black_box(&ballots)));
        });
        for rule in AggregationRule::ALL {
            group.bench_function(BenchmarkId::new(rule.name(), &size), |bencher| {
                bencher.iter(|| black_box(&tally).aggregate(rule));
            });
        }
        group.bench_function(BenchmarkId::new("ballots_to_ladder", &size), |bencher| {
            bencher.iter(|| black_box(&ballots).aggregate(AggregationRule::Ladder));
        });
        let sorted = sort(unsorted, count);
        for (name, rule, phantom) in [
            ("ladder", AggregationRule::Ladder, ladder as fn(f64, f64, f64) -> f64),
            ("independent markets", AggregationRule::IndependentMarkets, independent_markets),
        ] {
            report(name, &ballots, rule, &bisection(&sorted, count, total, phantom));
        }
        group.bench_function(BenchmarkId::new("bisection_of_sorted_columns", &size), |bencher| {
            bencher.iter(|| bisection(black_box(&sorted), count, total, ladder));
        });
        group.finish();
    }
}

criterion_group!(benches, aggregation_benches);
criterion_main!(benches);
