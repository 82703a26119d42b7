//! Splitting an amount over 6 to 1,000,000 parts, beside one plain pass over the weights.
//!
//! `cargo bench --bench apportion`
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use riparto::money::Weight;
use riparto::{Apportion, Method, Money, apportion};

const SIZES: [usize; 4] = [6, 1_000, 100_000, 1_000_000];

/// Weights with two decimals, as of lines that hold up to 10,000 euros, from a fixed stream (SplitMix64).
fn amounts(parts: usize) -> Vec<Money> {
    let mut state = 42u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    (0..parts).map(|_| Money::from_cents(i64::try_from(next() % 1_000_000).unwrap() + 1).unwrap()).collect()
}

fn apportion_benches(criterion: &mut Criterion) {
    for parts in SIZES {
        let held = amounts(parts);
        let weights: Vec<Weight> = held.iter().copied().map(Weight::from).collect();
        let sum = Money::checked_sum(held.iter().copied()).unwrap();
        // 93 percent of what the lines hold, to the cent: a cut that leaves a remainder on nearly every line.
        let total = Money::from_cents(sum.cents() / 100 * 93 + 7).unwrap();
        // Of each three lines, one keeps at least 95 percent and one at most 90.
        let bound = |line: usize, percent: i64| -> Vec<Option<Money>> {
            let share = |amount: &Money| Money::from_cents(amount.cents() / 100 * percent).unwrap();
            held.iter().enumerate().map(|(part, amount)| (part % 3 == line).then(|| share(amount))).collect()
        };
        let plain = Apportion::default();
        let bounded = plain.clone().floors(bound(0, 95)).ceilings(bound(1, 90));
        let webster = |options: &Apportion| options.clone().method(Method::Webster);

        let mut group = criterion.benchmark_group("apportion");
        group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
        group.sample_size(if parts > 10_000 { 10 } else { 50 });
        group.bench_function(BenchmarkId::new("weights_pass", parts), |bencher| {
            // `Weight` is opaque: a comparison reads each of them whole.
            bencher.iter(|| black_box(&weights).iter().filter(|weight| **weight == weights[0]).count());
        });
        for (name, options) in [
            ("largest_remainder", plain.clone()),
            ("webster", webster(&plain)),
            ("largest_remainder_bounded", bounded.clone()),
            ("webster_bounded", webster(&bounded)),
        ] {
            group.bench_function(BenchmarkId::new(name, parts), |bencher| {
                bencher.iter(|| apportion(black_box(total), black_box(&weights), &options).unwrap());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, apportion_benches);
criterion_main!(benches);
