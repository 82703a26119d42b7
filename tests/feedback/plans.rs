//! Small plans under rules of every kind, most of which an allocation can respect.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use riparto::{Money, Plan, Proposal};
use serde_json::{Value, json};

/// A rule as it is drawn: its kind, the lines that it is about and those that it measures against, and an amount.
type Drawn = (usize, Vec<Index>, Vec<Index>, i64, usize);

const KINDS: usize = 13;

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn lines_of(chosen: &[Index], count: usize) -> Value {
    let ids: std::collections::BTreeSet<String> =
        chosen.iter().map(|index| format!("l{}", index.index(count))).collect();
    json!({"lines": ids})
}

/// One rule. Kinds from 8 on are rules of flow: more than a third of all.
fn rule(number: usize, (kind, scope, other, cents, level): &Drawn, amounts: &[i64]) -> Value {
    let count = amounts.len();
    let first = scope[0].index(count);
    let held = amounts[first];
    let one = json!({"lines": [format!("l{first}")]});
    let (scope, other) = (lines_of(scope, count), lines_of(other, count));
    let percent = (held * 100 / amounts.iter().sum::<i64>().max(1)).clamp(1, 60);
    let (scope, limit) = match kind {
        0 => (one, json!({"floor": euros((held - cents).max(0))})),
        1 => (one, json!({"ceiling": euros(held + cents)})),
        2 => (json!("all"), json!({"movement": {"amount": euros(4 * cents)}})),
        3 => (json!("all"), json!({"step": euros(select_step(*cents))})),
        4 => (one, json!({"derived": {"percent": percent.to_string(), "of": other, "rounding": "half_up"}})),
        5 => (
            json!("all"),
            json!({"variation": {"up": {"percent": "60", "amount": euros(*cents)}, "down": {"percent": "60"}}}),
        ),
        6 => (scope, json!({"share_ceiling": {"percent": "80", "of": other}})),
        7 => (
            one,
            json!({"bands": [
                {"limit": {"variation": {"up": {"percent": "10"}, "down": {"percent": "10"}}}, "needs": "notification"},
                {"limit": {"variation": {"up": {"percent": "40"}, "down": {"percent": "40"}}}, "needs": "prior_approval"}
            ]}),
        ),
        _ => {
            let amount = if cents % 2 == 0 { 0 } else { *cents };
            (scope, json!({"flow": {"to": other, "amount": euros(amount)}}))
        }
    };
    let mut rule = json!({"id": format!("r{number}"), "scope": scope, "limit": limit});
    if *kind != 7 {
        let needs = ["notification", "prior_approval", "forbidden", "forbidden"][level % 4];
        rule["needs"] = json!(needs);
    }
    if *kind == 5 {
        rule["each"] = json!("line");
    }
    rule
}

fn select_step(cents: i64) -> i64 {
    [10, 50, 100][usize::try_from(cents).unwrap_or(0) % 3]
}

/// A plan of four to seven lines and one to five rules, some cents or some hundred euros large.
pub(super) fn any_small_plan() -> impl Strategy<Value = Plan> {
    let amounts = prop_oneof![
        prop::collection::vec((0..9i64).prop_map(|tens| tens * 100), 4..8),
        prop::collection::vec(0..900i64, 4..8),
    ];
    let lines = || prop::collection::vec(any::<Index>(), 1..4);
    let drawn = (0..KINDS, lines(), lines(), 1..300i64, 0..4usize);
    (amounts, prop::collection::vec(drawn, 1..6)).prop_map(|(mut amounts, rules)| {
        amounts[0] += 100;
        let lines: Vec<Value> = (0..)
            .zip(&amounts)
            .map(|(number, cents)| {
                let partner = ["ats", "anci", "cnr"][number % 3];
                json!({"id": format!("l{number}"), "amount": euros(*cents), "labels": {"partner": partner}})
            })
            .collect();
        let rules: Vec<Value> =
            rules.iter().enumerate().map(|(number, drawn)| rule(number, drawn, &amounts)).collect();
        let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(amounts.iter().sum()),
                          "lines": lines, "rules": rules});
        Plan::from_json(&plan.to_string()).unwrap()
    })
}

/// A level of authorization that may be used.
pub(super) fn any_level() -> impl Strategy<Value = riparto::Authorization> {
    select(riparto::Authorization::ALL[..4].to_vec())
}

/// A wish: what lines hold, some of them more or less.
pub(super) fn any_wish(plan: &Plan) -> impl Strategy<Value = Vec<Money>> + use<> {
    let held: Vec<i64> = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
    let changes = prop::collection::vec(prop_oneof![Just(0), -300..300i64], held.len());
    (changes, any::<bool>()).prop_map(move |(mut changes, balanced)| {
        if balanced {
            let last = changes.len() - 1;
            changes[last] -= changes.iter().sum::<i64>();
        }
        let wished = held.iter().zip(changes).map(|(held, change)| (held + change).max(0));
        wished.map(|cents| Money::from_cents(cents).unwrap()).collect()
    })
}

/// A proposal of one to three transfers that no line is too poor for, or that one is.
pub(super) fn any_transfers(plan: &Plan) -> impl Strategy<Value = Proposal> + use<> {
    let held: Vec<i64> = plan.approved().amounts().iter().map(|amount| amount.cents()).collect();
    prop::collection::vec((any::<Index>(), any::<Index>(), 1..400i64), 1..4).prop_map(move |drawn| {
        let begun = Proposal::new("p1", "ats").unwrap();
        drawn.into_iter().fold(begun, |proposal, (from, further, cents)| {
            let from = from.index(held.len());
            let to = (from + 1 + further.index(held.len() - 1)) % held.len();
            let amount = Money::from_cents(cents.min(held[from].max(1))).unwrap();
            proposal.transfer(&format!("l{from}"), &format!("l{to}"), amount).unwrap()
        })
    })
}
