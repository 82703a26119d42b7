//! Plans with derived lines that follow, of a few cents and of many euros.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use riparto_core::{Money, Plan, Proposal};
use serde_json::{Value, json};

pub fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub fn money(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

pub fn plan(lines: &[(&str, i64)], rules: &Value) -> Plan {
    Plan::from_json(&document(lines, rules)).unwrap()
}

fn document(lines: &[(&str, i64)], rules: &Value) -> String {
    let total = euros(lines.iter().map(|(_, cents)| cents).sum());
    let lines: Vec<Value> =
        lines.iter().map(|(id, cents)| json!({"id": id, "amount": euros(*cents)})).collect();
    json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines, "rules": rules})
        .to_string()
}

pub fn derived(id: &str, lines: &[&str], percent: &str, of: &Value, rounding: &str, payer: &Value) -> Value {
    let limit = json!({"derived": {"percent": percent, "of": of, "rounding": rounding, "paid_by": payer}});
    json!({"id": id, "scope": {"lines": lines}, "limit": limit})
}

pub fn moving(from: &str, to: &str, cents: i64) -> Proposal {
    Proposal::new("p1", "ats").unwrap().transfer(from, to, money(cents)).unwrap()
}

/// A plan and a proposal of one or two transfers.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub plan: Plan,
    pub proposal: Proposal,
}

pub const IDS: [&str; 6] = ["a", "b", "c", "d", "x", "y"];

fn payer() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!("giver")),
        Just(json!("receiver")),
        vec(0..4usize, 1..3).prop_map(|lines| {
            let lines: std::collections::BTreeSet<&str> = lines.into_iter().map(|line| IDS[line]).collect();
            json!({"lines": lines})
        }),
    ]
}

/// Another rule: a bound on some lines.
fn other(most: i64) -> impl Strategy<Value = Value> {
    let lines = vec(0..6usize, 1..4).prop_map(|lines| {
        let lines: std::collections::BTreeSet<&str> = lines.into_iter().map(|line| IDS[line]).collect();
        json!({"lines": lines})
    });
    let limit = (0..5usize, 0..most * 5 / 4, 1..60u32).prop_map(|(kind, cents, percent)| match kind {
        0 => json!({"floor": euros(cents)}),
        1 => json!({"ceiling": euros(cents)}),
        2 => json!({"share_ceiling": {"percent": percent.to_string(), "of": {"lines": ["a", "b", "x"]}}}),
        3 => json!({"variation": {"up": {"percent": percent.to_string()}, "down": {"percent": percent.to_string()}}}),
        _ => json!({"movement": {"percent": percent.to_string()}}),
    });
    let needs = select(vec!["notification", "prior_approval", "forbidden"]);
    (lines, limit, needs).prop_map(
        |(scope, limit, needs)| json!({"id": "other", "scope": scope, "limit": limit, "needs": needs}),
    )
}

/// Lines a to d are free; x is derived from some of them, y from some and perhaps x. They begin as is due, or
/// y a cent beside it.
pub fn any_plan(most: i64) -> impl Strategy<Value = Drawn> {
    let base = |of: std::ops::Range<usize>| {
        vec(of, 1..4).prop_map(|lines| {
            let lines: std::collections::BTreeSet<usize> = lines.into_iter().collect();
            lines.into_iter().collect::<Vec<usize>>()
        })
    };
    let rate = || select(vec![7i64, 15, 20, 25, 40]);
    let rounding = || select(vec!["down", "up", "half_up"]);
    let moves = vec((0..4usize, 0..4usize, 1..=most * 2 / 3), 1..3);
    (
        vec(0..most, 4),
        (base(0..4), rate(), rounding(), payer()),
        (base(0..5), rate(), rounding(), payer()),
        other(most),
        moves,
        (prop_oneof![4 => Just(0), 1 => -1..=1i64], any::<bool>()),
    )
        .prop_filter_map(
            "a proposal of other lines",
            |(mut amounts, x, mut y, other, moves, (off, same))| {
                if same {
                    y.3.clone_from(&x.3);
                }
                let due = |base: &[usize], rate: i64, rounding: &str, amounts: &[i64]| {
                    let hundredths = base.iter().map(|line| amounts[*line]).sum::<i64>() * rate;
                    match rounding {
                        "down" => hundredths / 100,
                        "up" => (hundredths + 99) / 100,
                        _ => (hundredths + 50) / 100,
                    }
                };
                amounts.push(due(&x.0, x.1, x.2, &amounts));
                amounts.push((due(&y.0, y.1, y.2, &amounts) + off).max(0));
                let rule = |id, line, (base, rate, rounding, payer): &(Vec<usize>, i64, &str, Value)| {
                    let of: Vec<&str> = base.iter().map(|line| IDS[*line]).collect();
                    derived(id, &[line], &rate.to_string(), &json!({"lines": of}), rounding, payer)
                };
                let rules = json!([rule("ry", "y", &y), rule("rx", "x", &x), other]);
                let lines: Vec<(&str, i64)> = IDS.into_iter().zip(amounts.iter().copied()).collect();
                let plan = Plan::from_json(&document(&lines, &rules)).ok()?;
                let mut moves = moves.into_iter().filter(|(from, to, _)| from != to).peekable();
                moves.peek()?;
                let proposal =
                    moves.fold(Proposal::new("p1", "ats").unwrap(), |proposal, (from, to, cents)| {
                        proposal.transfer(IDS[from], IDS[to], money(cents)).unwrap()
                    });
                Some(Drawn { plan, proposal })
            },
        )
}
