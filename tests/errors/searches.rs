//! Refusals of a search for the nearest allocation.

use riparto::rebalance::{SliceGroup, equal_shift};
use riparto::{Allocation, Envelope, Money, Plan, Rebalance, Scope};

use super::{Case, money, refused, rule};

/// A rule that is no bound of a sum, and that the plan breaks as it stands.
fn stepped() -> Plan {
    let envelope = Envelope::builder("Plan", money("100.00")).line("a", "A").line("b", "B").build().unwrap();
    let approved = Allocation::new(&envelope, vec![money("50.00"); 2]).unwrap();
    let step = rule(Scope::lines(["a"]), r#"{"step": "30.00"}"#).unwrap();
    Plan::new(&approved, vec![step], Vec::new()).unwrap()
}

pub(super) fn rebalances() -> Vec<Case> {
    let plan = stepped();
    let wish = plan.approved().amounts();
    let weighed = Rebalance { weights: vec![1, 0], ..Rebalance::default() };
    let empty = SliceGroup { start: 1, end: 1, floor: Money::ZERO, ceiling: Money::ZERO };
    vec![
        refused(
            plan.rebalance(wish, &weighed),
            "wish_weight",
            "the weight 0 is out of range: weights of a wish go from 1 to 1024",
        ),
        refused(
            equal_shift(money("2.00"), &wish[..2], &[Money::ZERO; 2], &wish[..2], &[empty]),
            "groups_cross",
            "the group of lines from 1 to 1 is neither inside nor apart from the others: let groups nest, and hold lines",
        ),
        refused(
            plan.rebalance(wish, &Rebalance::default()),
            "rebalance_unsupported",
            "the search cannot prove an answer with rule `r1` among the others: leave it out, and check the outcome \
             against it",
        ),
    ]
}
