//! Settling at the edge of the exact method and far beyond it.
//!
//! `cargo bench --bench settlement`
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use riparto::transfers::settle;
use riparto::{Allocation, Envelope, Money, Settle};

/// Two allocations of so many lines, all of which change and nearly no two of which offset each other.
fn ends(lines: usize) -> (Allocation, Allocation) {
    let mut state = 7_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 40).unwrap()
    };
    let mut amounts = |count: usize| -> Vec<i64> { (0..count).map(|_| random()).collect() };
    let (mut before, mut after) = (amounts(lines), amounts(lines));
    let gap = before.iter().sum::<i64>() - after.iter().sum::<i64>();
    before[0] += (-gap).max(0);
    after[0] += gap.max(0);
    let total = Money::from_cents(before.iter().sum()).unwrap();
    let mut envelope = Envelope::builder("Benchmark", total);
    for line in 0..lines {
        envelope = envelope.line(&format!("line-{line}"), "Line");
    }
    let envelope = envelope.build().unwrap();
    let allocation = |cents: Vec<i64>| {
        let amounts = cents.into_iter().map(|cents| Money::from_cents(cents).unwrap());
        Allocation::new(&envelope, amounts.collect()).unwrap()
    };
    (allocation(before), allocation(after))
}

fn settlement_benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("settle");
    group.sample_size(10);
    for lines in [6, 16, 22, 23, 200, 1_000, 100_000, 1_000_000] {
        let (from, to) = ends(lines);
        let found = settle(&from, &to, Settle::default()).unwrap();
        eprintln!("{lines} lines: {} transfers, at least {}", found.transfers().len(), found.at_least());
        group.bench_function(BenchmarkId::from_parameter(lines), |bencher| {
            bencher.iter(|| settle(black_box(&from), black_box(&to), Settle::default()).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, settlement_benches);
criterion_main!(benches);
