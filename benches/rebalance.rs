//! Water-filling on generated instances of 6 to 1,000,000 lines, flat and on a tree, beside one fused read pass of wish, floor
//! and ceiling.
//!
//! `cargo bench --bench rebalance`
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use riparto::Money;
use riparto::rebalance::water_filling;

#[path = "../tests/scale/instance.rs"]
mod instance;

use instance::{instance, money};

fn rebalance_benches(criterion: &mut Criterion) {
    for lines in [6, 1_000, 100_000, 1_000_000] {
        let mut group = criterion.benchmark_group("rebalance");
        group.measurement_time(Duration::from_secs(4)).warm_up_time(Duration::from_millis(500));
        group.sample_size(if lines > 10_000 { 20 } else { 50 });
        for (shape, is_tree) in [("flat", false), ("tree", true)] {
            let case = instance(42, lines, is_tree);
            let (wish, floors, ceilings) = (money(&case.wish), money(&case.floors), money(&case.ceilings));
            let total = Money::from_cents(case.total).unwrap();
            let groups = case.slice_groups();
            if !is_tree {
                group.bench_function(BenchmarkId::new("fused_pass", lines), |bencher| {
                    bencher.iter(|| {
                        let lists = black_box(&wish).iter().zip(&floors).zip(&ceilings);
                        lists
                            .map(|((wish, floor), ceiling)| {
                                wish.cents().max(floor.cents()).min(ceiling.cents())
                            })
                            .sum::<i64>()
                    });
                });
            }
            group.bench_function(BenchmarkId::new(shape, lines), |bencher| {
                bencher.iter(|| {
                    water_filling(total, black_box(&wish), &floors, &ceilings, &groups).unwrap().unwrap()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, rebalance_benches);
criterion_main!(benches);
