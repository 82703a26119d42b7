//! What moves between lines of a scope, in answers: how much would pass. The rule itself is tested in riparto-rebalance.

use serde_json::json;

use crate::vectors::ask;
use riparto_test_support::shared_plans::plan_with_direct_costs;

#[test]
fn an_assessment_says_how_much_would_pass() {
    let mut document = plan_with_direct_costs(&json!({"inside": true, "at_most": "10.00"}));
    document["approved"] = json!({"total": "200.00", "amounts":
        {"staff": "53.00", "experts": "20.00", "travel": "67.00", "office": "30.00", "reserve": "30.00"}});
    document["parties"] = json!([{"id": "region", "role": "authority"}]);
    let transfer = json!([{"from": "staff", "to": "travel", "amount": "9.00"}]);
    let answer = ask(
        &json!({"op": "assess", "plan": document, "proposal": {"id": "p", "party": "region", "transfers": transfer}}),
    );
    assert_eq!(answer["ok"]["would_pass"], json!([{"authorization": "free", "amount": "3.00"}]), "{answer}");
    document["rules"][0]["needs"] = json!("forbidden");
    let answer = ask(
        &json!({"op": "assess", "plan": document, "proposal": {"id": "p", "party": "region", "transfers": transfer}}),
    );
    let counter = &answer["ok"]["counter_proposal"]["proposal"]["transfers"];
    assert_eq!(*counter, json!([{"from": "staff", "to": "travel", "amount": "3.00"}]), "{answer}");
}
