//! Refusals of a search for the nearest allocation.

use riparto::{Allocation, Envelope, Plan, Rebalance, Rule, Scope};

use super::{Case, money, refused, rule};

/// Two rules on scopes that cross: neither is inside the other, nor apart from it.
fn crossing() -> Plan {
    let envelope = Envelope::builder("Plan", money("100.00"))
        .line("a", "A")
        .line("b", "B")
        .line("c", "C")
        .line("d", "D")
        .build()
        .unwrap();
    let approved = Allocation::new(&envelope, vec![money("25.00"); 4]).unwrap();
    let first = rule(Scope::lines(["a", "b"]), r#"{"floor": "30.00"}"#).unwrap();
    let limit = serde_json::from_str(r#"{"floor": "30.00"}"#).unwrap();
    let other = Rule::new("r2", Scope::lines(["b", "c"]), limit).unwrap();
    Plan::new(&approved, vec![first, other], Vec::new()).unwrap()
}

pub(super) fn rebalances() -> Vec<Case> {
    let plan = crossing();
    let wish = plan.approved().amounts();
    let weighed = Rebalance { weights: vec![1, 1, 0, 1], ..Rebalance::default() };
    vec![
        refused(
            plan.rebalance(wish, &weighed),
            "wish_weight",
            "the weight 0 is out of range: weights of a wish go from 1 to 1024",
        ),
        refused(
            plan.rebalance(wish, &Rebalance::default()),
            "rebalance_unsupported",
            "the search cannot prove an answer with rule `r1` among the others: leave it out, and check the outcome \
             against it",
        ),
    ]
}
