//! The search where rules are no bounds of sums, on plans as they are met. Against every allocation it is tested in riparto-rebalance.

mod instances;
mod real_plans;

use riparto::report::Report;
use riparto::{Answer, Authorization, Conflict, Language, Plan};
use serde_json::json;

#[test]
fn where_steps_leave_no_relaxation_the_report_says_that_none_is_known() {
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "150.00",
        "lines": [{"id": "a", "amount": "80.00"}, {"id": "b", "amount": "70.00"}],
        "rules": [{"id": "hundreds", "scope": "all", "limit": {"step": "100.00"}}]});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("no multiples of 100.00 sum to 150.00")
    };
    let text = conflict.text(Language::Italian);
    assert!(text.ends_with("Non è noto di quanto i limiti dovrebbero essere allentati.\n"), "{text}");
}
