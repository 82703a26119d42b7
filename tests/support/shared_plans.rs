//! Plans that tests of several packages are about.

use riparto_core::Money;
use serde_json::{Value, json};

/// Two actions with two sources each, and a reserve: what the Union and the State pay.
pub fn co_financed_plan(amounts: [&str; 5]) -> Value {
    let line = |id: &str, action: &str, source: &str, amount: &str| json!({"id": id, "amount": amount, "labels": {"action": action, "source": source}});
    let total = Money::checked_sum(amounts.iter().map(|amount| amount.parse().unwrap())).unwrap();
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": total,
        "lines": [
            line("A1-eu", "A1", "eu", amounts[0]), line("A1-state", "A1", "state", amounts[1]),
            line("A2-eu", "A2", "eu", amounts[2]), line("A2-state", "A2", "state", amounts[3]),
            {"id": "reserve", "amount": amounts[4]}
        ],
        "parties": [{"id": "regione", "role": "authority"}, {"id": "anci"}],
        "co_financing": {"by": "source", "each": "action", "rates": {"eu": "75", "state": "25"},
            "exceptions": {"A2": {"eu": "90", "state": "10"}}, "residual_to": "state"}
    })
}

/// What its lines hold at the rates.
pub const AT_THE_RATES: [&str; 5] = ["150.00", "50.00", "180.00", "20.00", "100.00"];

/// Direct costs in three categories, and two lines outside; 10.00 may move between the categories.
pub fn plan_with_direct_costs(moved: &Value) -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "200.00",
        "lines": [
            {"id": "staff", "amount": "60.00", "labels": {"cost": "direct", "cat": "staff"}},
            {"id": "experts", "amount": "20.00", "labels": {"cost": "direct", "cat": "staff"}},
            {"id": "travel", "amount": "40.00", "labels": {"cost": "direct", "cat": "travel"}},
            {"id": "office", "amount": "50.00"},
            {"id": "reserve", "amount": "30.00"}
        ],
        "rules": [
            {"id": "inside", "scope": {"labels": {"cost": "direct"}}, "limit": {"moved": moved}, "needs": "prior_approval"}
        ]
    })
}
