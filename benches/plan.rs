//! Parsing, checking, assessing and applying on plans of 6 to 1,000,000 lines with 20 rules, beside one plain pass over
//! the same memory.
//!
//! `cargo bench --bench plan`, then `python3 benches/ratios.py` for the table of ratios in docs/PERFORMANCE.md.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use riparto::{Authorization, Plan, Proposal};

const SIZES: [usize; 4] = [6, 1_000, 100_000, 1_000_000];

/// A plan of so many lines over actions, partners and categories, with 20 rules of all kinds, as its document.
fn document(lines: usize) -> String {
    let mut text = String::with_capacity(lines * 130);
    let amount = |line: usize| 1_000 + line * 7_919 % 90_000;
    let total: usize = (0..lines).map(amount).sum();
    write!(
        text,
        r#"{{"format":"riparto.plan/1","title":"Benchmark","source":"","total":"{}.{:02}","lines":["#,
        total / 100,
        total % 100
    )
    .unwrap();
    for line in 0..lines {
        let comma = if line == 0 { "" } else { "," };
        let (action, partner, category) = (line % 3, line * 31 % 50 % lines, line * 17 % 20);
        let cents = amount(line);
        write!(
            text,
            r#"{comma}{{"id":"line-{line}","title":"Line {line}","amount":"{}.{:02}","labels":{{"action":"{action}","partner":"p{partner}","category":"c{category}"}}}}"#,
            cents / 100,
            cents % 100
        )
        .unwrap();
    }
    write!(text, r#"],"rules":[{}]}}"#, rules().join(",")).unwrap();
    text
}

/// Twenty rules that no plan here breaks, so that what is measured is the look and not the sentence.
fn rules() -> Vec<String> {
    let mut rules = Vec::new();
    let mut rule = |scope: &str, limit: &str, more: &str| {
        let id = rules.len();
        rules.push(format!(r#"{{"id":"r{id}","scope":{scope},"limit":{limit}{more}}}"#));
    };
    for action in 0..3 {
        let scope = format!(r#"{{"labels":{{"action":"{action}"}}}}"#);
        rule(&scope, r#"{"floor":"0.01"}"#, "");
        rule(&scope, r#"{"share_ceiling":{"percent":"90"}}"#, "");
        rule(
            &scope,
            r#"{"variation":{"up":{"percent":"20"},"down":{"percent":"20"}}}"#,
            r#","needs":"prior_approval""#,
        );
    }
    for partner in ["p0", "p1"] {
        let scope = format!(r#"{{"labels":{{"partner":"{partner}"}}}}"#);
        rule(&scope, r#"{"share_ceiling":{"percent":"95"}}"#, "");
        rule(
            &scope,
            r#"{"variation":{"base":"approved","up":{"percent":"20"}}}"#,
            r#","needs":"prior_approval""#,
        );
    }
    rule(
        r#"{"labels":{"category":"c0"}}"#,
        r#"{"share_ceiling":{"percent":"9000","of":{"labels":{"action":["1","2"]}}}}"#,
        "",
    );
    rule(
        r#"{"labels":{"category":"c0"}}"#,
        r#"{"flow":{"to":{"labels":{"action":"2"}},"percent":"20"}}"#,
        "",
    );
    rule(r#""all""#, r#"{"movement":{"percent":"15"}}"#, "");
    rule(r#""all""#, r#"{"step":"0.01"}"#, "");
    rule(r#""all""#, r#"{"variation":{"up":{"percent":"20"},"down":{"percent":"20"}}}"#, r#","each":"line""#);
    rule(r#"{"lines":["line-0","line-3","line-5"]}"#, r#"{"ceiling":"100000000.00"}"#, "");
    rule(r#"{"labels":{"action":"0","category":"c0"}}"#, r#"{"floor":"0.00"}"#, "");
    assert_eq!(rules.len(), 20);
    rules
}

fn plan_benches(criterion: &mut Criterion) {
    for lines in SIZES {
        let text = document(lines);
        let mut plan = Plan::from_json(&text).unwrap();
        assert!(plan.check().is_empty(), "{}", plan.check().iter().next().unwrap());
        let seconds = if lines > 10_000 { 8 } else { 3 };
        let mut group = criterion.benchmark_group("plan");
        group.measurement_time(Duration::from_secs(seconds)).warm_up_time(Duration::from_millis(500));
        group.sample_size(if lines > 10_000 { 10 } else { 50 });

        group.bench_function(BenchmarkId::new("bytes_pass", lines), |bencher| {
            bencher.iter(|| black_box(text.as_bytes()).iter().map(|byte| u64::from(*byte)).sum::<u64>());
        });
        group.bench_function(BenchmarkId::new("serde_json_value", lines), |bencher| {
            bencher.iter(|| serde_json::from_str::<serde_json::Value>(black_box(&text)).unwrap());
        });
        group.bench_function(BenchmarkId::new("parse", lines), |bencher| {
            bencher.iter(|| Plan::from_json(black_box(&text)).unwrap());
        });

        let allocation = plan.approved().clone();
        group.bench_function(BenchmarkId::new("amounts_pass", lines), |bencher| {
            bencher.iter(|| black_box(allocation.amounts()).iter().map(|amount| amount.cents()).sum::<i64>());
        });
        group.bench_function(BenchmarkId::new("check", lines), |bencher| {
            bencher.iter(|| plan.check_allocation(black_box(&allocation)).unwrap());
        });
        drop(allocation);

        let there =
            Proposal::new("p", "a").unwrap().transfer("line-1", "line-4", "0.01".parse().unwrap()).unwrap();
        let back = there.reverse("q").unwrap();
        group.bench_function(BenchmarkId::new("assess", lines), |bencher| {
            bencher.iter(|| plan.assess(black_box(&there)).unwrap());
        });
        group.bench_function(BenchmarkId::new("apply_and_reverse", lines), |bencher| {
            bencher.iter_batched(
                || (),
                |()| {
                    plan.apply(black_box(&there), Authorization::Exceptional).unwrap();
                    plan.apply(black_box(&back), Authorization::Exceptional).unwrap();
                },
                BatchSize::SmallInput,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, plan_benches);
criterion_main!(benches);
