//! The nearest allocation under rules that are no bounds of sums, and the cheapest way out where they clash: what is proven,
//! and how long it takes.
//!
//! `cargo bench -p riparto --bench search`; `-- conflict` after it for the
//! second alone, once the answers of the first are printed.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::float_arithmetic,
    clippy::disallowed_methods
)]

#[path = "../tests/beyond_sums/instances.rs"]
mod instances;

use std::hint::black_box;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use instances::{
    Random, Wished, chained_six, derived_six, many_lines, moving_lines, plan, stepped_six, three_families,
};
use riparto::{Answer, Authorization, Conflict, Measure, Money, Plan, Rebalance};
use serde_json::json;

/// A hundred lines in ten actions, with three rules on shares of other scopes.
fn hundred_lines() -> Wished {
    let mut random = Random::new(100);
    let amounts: Vec<i64> = (0..100).map(|_| 100_000 + random.below(5_000_000)).collect();
    let wish: Vec<i64> = amounts.iter().map(|amount| amount * (70 + random.below(60)) / 100).collect();
    let labels = |line: usize| json!({"action": format!("{}", line / 10), "category": (["direct", "staff", "travel", "indirect"][line % 4])});
    let of = |category: &[&str]| json!({"labels": {"category": category}});
    let rules = json!([
        {"id": "indirect", "scope": of(&["indirect"]), "limit": {"share_ceiling": {"percent": "30", "of": of(&["direct", "staff", "travel"])}}},
        {"id": "travel", "scope": of(&["travel"]), "limit": {"share_ceiling": {"percent": "50", "of": of(&["direct", "staff"])}}},
        {"id": "first", "scope": {"labels": {"action": "0"}}, "limit": {"share_floor": {"percent": "12.9", "of": {"labels": {"action": ["1", "2", "3", "4", "5", "6", "7"]}}}}},
        {"id": "actions", "scope": "all", "each": {"label": "action"}, "limit": {"variation": {"up": {"percent": "10"}, "down": {"percent": "10"}}}}
    ]);
    Wished { plan: plan(&amounts, labels, rules), wish }
}

fn all() -> Vec<(&'static str, Wished)> {
    vec![
        ("6 lines, derived", derived_six()),
        ("6 lines, chained bases", chained_six()),
        ("6 lines, steps and a flow", stepped_six()),
        ("20 lines, movement and flows", moving_lines()),
        ("100 lines, 3 shares", hundred_lines()),
        ("3 x 3 x 3, three families", three_families(3)),
        ("5 x 5 x 5, three families", three_families(5)),
        ("160 lines, all of one kind or another", many_lines(160)),
        ("300 lines", many_lines(300)),
        ("320 lines", many_lines(320)),
    ]
}

/// By how many cents the answer may be farther from the wish than the nearest one: as the crow flies, for least squares.
fn farther(measure: Measure, [found, least]: [i128; 2]) -> String {
    let way = |objective: i128| match measure {
        Measure::LeastSquares => (objective as f64).sqrt(),
        _ => objective as f64,
    };
    match found - least {
        0 => String::new(),
        apart => {
            let cents = apart as f64 / (way(found) + way(least)).max(1.0);
            let cents = if measure == Measure::LeastSquares { cents } else { apart as f64 };
            format!(", at most {cents:.6} cents of {:.2} farther", way(found) / 100.0)
        }
    }
}

fn search_benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    group.sample_size(10);
    for (name, wished) in all() {
        let plan = Plan::from_json(&wished.plan.to_string()).unwrap();
        let wish: Vec<Money> = wished.wish.iter().map(|cents| Money::from_cents(*cents).unwrap()).collect();
        for measure in Measure::DISTANCES {
            let options = Rebalance::new().measure(measure);
            let start = Instant::now();
            let answer = options.clone().wishes(&wish).run(&plan).unwrap();
            let took = start.elapsed();
            match &answer {
                Answer::Found(nearest) => eprintln!(
                    "{name}, {measure:?}: {took:?}, proven {}, {} at least {}{}",
                    nearest.is_proven(),
                    nearest.objective().of(measure),
                    nearest.at_least(),
                    farther(measure, [nearest.objective().of(measure), nearest.at_least()])
                ),
                other => eprintln!("{name}, {measure:?}: {took:?}, {other:?}"),
            }
            if took.as_millis() < 500 {
                group.bench_function(BenchmarkId::new(name, format!("{measure:?}")), |bencher| {
                    bencher.iter(|| options.clone().wishes(black_box(&wish)).run(&plan).unwrap());
                });
            }
        }
    }
    group.finish();
}

/// The same plans with a floor on the last line of half the total: what clashes, and the cheapest way out.
fn conflict_benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("conflict");
    group.sample_size(10);
    for (name, mut wished) in all() {
        let total: Money = wished.plan["total"].as_str().unwrap().parse().unwrap();
        let half = Money::from_cents(total.cents() / 2).unwrap().to_string();
        let last = wished.plan["lines"].as_array().unwrap().last().unwrap()["id"].clone();
        let floor = json!({"id": "half", "scope": {"lines": [last]}, "limit": {"floor": half}});
        wished.plan["rules"].as_array_mut().unwrap().push(floor);
        let plan = Plan::from_json(&wished.plan.to_string()).unwrap();
        let start = Instant::now();
        let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
            panic!("{name}")
        };
        eprintln!(
            "{name}: {:?}, {} rules clash, a way out of {:?} cents in {} rules, at least {:?}",
            start.elapsed(),
            conflict.rules().len(),
            conflict.relaxation_cents(),
            conflict.relaxation().len(),
            conflict.relaxation_at_least()
        );
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| Conflict::diagnose(black_box(&plan), Authorization::Free).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, search_benches, conflict_benches);
criterion_main!(benches);
