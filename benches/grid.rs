//! The nearest amounts on grids of actions and cost categories whose groups cross, by each measure.
//!
//! `cargo bench --bench grid`
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use riparto::rebalance::{least_moved_on_grid, nearest_on_grid};
use riparto::{Measure, Money, Rebalance};

#[path = "../tests/scale/instance.rs"]
#[allow(dead_code, reason = "the groups of trees are for others")]
mod instance;
#[path = "../tests/scale/grid.rs"]
mod grid;

use grid::{LOOSE, TIGHT, on_grid};
use instance::money;

fn grid_benches(criterion: &mut Criterion) {
    for (rows, columns) in [(3, 2), (20, 10), (250, 20), (1_000, 50)] {
        let mut group = criterion.benchmark_group("grid");
        group
            .measurement_time(Duration::from_secs(4))
            .warm_up_time(Duration::from_millis(500))
            .sample_size(20);
        for (name, bounds) in [("loose", LOOSE), ("tight", TIGHT)] {
            let case = on_grid(rows, columns, bounds);
            let (wish, floors, ceilings) =
                (money(&case.lines.wish), money(&case.lines.floors), money(&case.lines.ceilings));
            let total = Money::from_cents(case.lines.total).unwrap();
            let plan = case.plan();
            let families = || [case.families[0].as_family(), case.families[1].as_family()];
            group.bench_function(
                BenchmarkId::new(format!("{name}/least_moved"), rows * columns),
                |bencher| {
                    bencher.iter(|| {
                        least_moved_on_grid(total, black_box(&wish), &floors, &ceilings, families())
                            .unwrap()
                            .unwrap()
                    });
                },
            );
            for measure in Measure::DISTANCES {
                let options = Rebalance::new().measure(measure);
                let id = BenchmarkId::new(format!("{name}/plan/{measure:?}"), rows * columns);
                group.bench_function(id, |bencher| {
                    bencher.iter(|| options.clone().wishes(black_box(&wish)).run(&plan).unwrap());
                });
                let id = BenchmarkId::new(format!("{name}/{measure:?}"), rows * columns);
                group.bench_function(id, |bencher| {
                    bencher.iter(|| {
                        nearest_on_grid(total, black_box(&wish), &floors, &ceilings, families(), measure)
                            .unwrap()
                            .unwrap()
                    });
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, grid_benches);
criterion_main!(benches);
