//! The page of a plan of 1,000 lines: charts, tables, headroom of every line.
#![allow(clippy::unwrap_used, missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use riparto::report::HtmlReport;
use riparto::{Language, Plan};
use serde_json::{Value, json};

/// A plan of lines with three labels and a rule of variation for each.
fn plan(count: i64) -> Plan {
    let line = |place: i64| {
        let labels = json!({"action": format!("A{}", place % 6), "partner": format!("p{}", place % 31), "category": format!("c{}", place % 5)});
        json!({"id": format!("v{place}"), "title": format!("Line {place}"), "amount": format!("{}.00", 1000 + place), "labels": labels})
    };
    let lines: Vec<Value> = (0..count).map(line).collect();
    let total: i64 = (0..count).map(|place| 1000 + place).sum();
    let variation = json!({"variation": {"up": {"percent": "20"}, "down": {"percent": "20"}}});
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": format!("{total}.00"), "lines": lines,
        "rules": [{"id": "variation", "scope": "all", "each": "line", "limit": variation}]});
    Plan::from_json(&plan.to_string()).unwrap()
}

fn report(criterion: &mut Criterion) {
    let plan = plan(1000);
    criterion.bench_function("report/1000 lines", |bencher| {
        bencher.iter(|| HtmlReport::of(&plan).html(Language::Italian).unwrap());
    });
}

criterion_group!(benches, report);
criterion_main!(benches);
