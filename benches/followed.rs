//! A plan of 600 lines whose derived lines follow: twelve partners, for each 48 lines of direct costs, one of 7 % of them, and a reserve.
//! One proposal with what follows it, the largest transfer, headroom, the nearest allocation and an act on the total, by each kind of payer.
//!
//! `cargo bench --bench followed`; with `-- headroom` only what has that in its name.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use riparto::plan::{Distribution, EnvelopeChange};
use riparto::{Authorization, Headroom, Plan, Proposal, Rebalance};
use serde_json::{Value, json};

const PARTNERS: i64 = 12;
const DIRECT: i64 = 48;

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Each partner's indirect costs are 7 % of its direct ones; a line may change by a fifth, and a partner by a tenth.
fn plan(paid_by: &Value) -> Plan {
    let (mut lines, mut total) = (Vec::new(), 0);
    let mut line = |id: String, cents: i64, partner: i64, cost: &str| {
        let labels = json!({"partner": format!("p{partner}"), "cost": cost});
        lines.push(json!({"id": id, "amount": euros(cents), "labels": labels}));
        total += cents;
    };
    for partner in 0..PARTNERS {
        let mut direct = 0;
        for number in 0..DIRECT {
            let cents = 1_000_000 + 10_000 * ((7 * number + 13 * partner) % 90);
            direct += cents;
            line(format!("p{partner}-d{number}"), cents, partner, "direct");
        }
        line(format!("p{partner}-indirect"), direct * 7 / 100, partner, "indirect");
        line(format!("p{partner}-reserve"), 5_000_000, partner, "reserve");
    }
    let rules = json!([
        {"id": "flat", "scope": {"labels": {"cost": "indirect"}}, "each": {"label": "partner"},
         "limit": {"derived": {"percent": "7", "of": {"labels": {"cost": "direct"}, "except": {"other": "partner"}}, "paid_by": paid_by}}},
        {"id": "lines", "scope": {"labels": {"cost": "direct"}}, "each": "line",
         "limit": {"variation": {"up": {"percent": "20"}, "down": {"percent": "20"}}}, "needs": "prior_approval"},
        {"id": "partners", "scope": "all", "each": {"label": "partner"},
         "limit": {"variation": {"up": {"percent": "10"}, "down": {"percent": "10"}}}, "needs": "notification"}
    ]);
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(total), "lines": lines, "rules": rules});
    Plan::from_json(&document.to_string()).unwrap()
}

fn payers() -> [(&'static str, Value); 3] {
    let reserve = json!({"labels": {"cost": "reserve"}, "except": {"other": "partner"}});
    [("giver", json!("giver")), ("receiver", json!("receiver")), ("reserve", reserve)]
}

fn followed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("followed");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(10));
    for (name, paid_by) in payers() {
        let plan = plan(&paid_by);
        assert!(plan.envelope().line_count() == 600 && plan.check().is_empty());
        let proposal = Proposal::new("p1", "p0")
            .unwrap()
            .transfer("p0-d0", "p1-d1", "1000.00".parse().unwrap())
            .unwrap();
        group.bench_function(BenchmarkId::new("assess", name), |bencher| {
            bencher.iter(|| {
                let completion = plan.follow(black_box(&proposal)).unwrap();
                plan.assess(completion.proposal(&proposal)).unwrap().authorization()
            });
        });
        group.bench_function(BenchmarkId::new("largest_transfer", name), |bencher| {
            bencher.iter(|| plan.largest_transfer("p0-d0", "p1-d1", black_box(Authorization::Free)).unwrap());
        });
        group.bench_function(BenchmarkId::new("headroom", name), |bencher| {
            bencher.iter(|| Headroom::of(black_box(&plan), Authorization::Free));
        });
        let wish = Rebalance::new().wish("p1-d1", "14000.00".parse().unwrap());
        group.bench_function(BenchmarkId::new("rebalance", name), |bencher| {
            bencher.iter(|| wish.run(black_box(&plan)).unwrap());
        });
        let act = EnvelopeChange::new("e1", "600000.00".parse().unwrap(), Distribution::ProRata).unwrap();
        group.bench_function(BenchmarkId::new("change_envelope", name), |bencher| {
            bencher.iter(|| plan.follow_change(black_box(&act)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, followed);
criterion_main!(benches);
