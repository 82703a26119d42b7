//! Co-financing in answers: transfers written once for all sources. The splits themselves are tested in riparto-core.

use serde_json::json;

use crate::schema::ask;
use riparto_test_support::shared_plans::{AT_THE_RATES, co_financed_plan};

/// 100.01 from 75/25 to 90/10: each action is at its rates, the odd cents are the state's, and money goes from the state to the Union.
#[test]
fn a_transfer_written_once_becomes_transfers_of_lines_in_the_answer() {
    let answer = ask(
        &json!({"op": "assess", "plan": co_financed_plan(AT_THE_RATES), "proposal": {"id": "p1", "party": "anci",
        "transfers": [{"from": "action=A1", "to": "action=A2", "amount": "100.01"}]}}),
    );
    assert_eq!(
        answer["ok"]["transfers"],
        json!([
            {"from": "A1-eu", "to": "A2-eu", "amount": "75.01"},
            {"from": "A1-state", "to": "A2-state", "amount": "10.01"},
            {"from": "A1-state", "to": "A2-eu", "amount": "14.99"}
        ])
    );
    assert_eq!(answer["ok"]["after"]["A1-eu"], "74.99");
    assert_eq!(answer["ok"]["after"]["A1-state"], "25.00");
    assert_eq!(answer["ok"]["after"]["A2-eu"], "270.00");
    assert_eq!(answer["ok"]["after"]["A2-state"], "30.01");
    assert_eq!(answer["ok"]["findings"], json!([]));
    assert_eq!(answer["ok"]["authorization"], "free");
}

/// A transfer written once is one: how much of it would pass is told, and is the counter-proposal.
#[test]
fn what_would_pass_of_a_transfer_written_once_is_told() {
    let mut ruled = co_financed_plan(AT_THE_RATES);
    ruled["rules"] =
        json!([{"id": "cap", "scope": {"labels": {"action": "A2"}}, "limit": {"ceiling": "250.00"}}]);
    let proposal = json!({"id": "p1", "party": "anci", "transfers": [{"from": "action=A1", "to": "action=A2", "amount": "100.01"}]});
    let answer = ask(&json!({"op": "assess", "plan": ruled, "proposal": proposal}));
    assert_eq!(answer["ok"]["authorization"], "forbidden");
    assert_eq!(answer["ok"]["would_pass"], json!([{"authorization": "free", "amount": "50.00"}]));
    let counter = &answer["ok"]["counter_proposal"]["proposal"];
    let again = ask(&json!({"op": "assess", "plan": ruled, "proposal": counter}));
    assert_eq!(again["ok"]["authorization"], "free");
    assert_eq!(again["ok"]["after"]["A2-eu"], "225.00");
}
