//! Co-financing in answers: transfers written once for all sources. The splits themselves are tested in riparto-core.

use riparto::Money;
use serde_json::{Value, json};

use crate::schema::ask;

fn document(amounts: [&str; 5]) -> Value {
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

const HELD: [&str; 5] = ["150.00", "50.00", "180.00", "20.00", "100.00"];

/// 100.01 from 75/25 to 90/10: each action is at its rates, the odd cents are the state's, and money goes from the state to the Union.
#[test]
fn a_transfer_written_once_becomes_transfers_of_lines_in_the_answer() {
    let answer =
        ask(&json!({"op": "assess", "plan": document(HELD), "proposal": {"id": "p1", "party": "anci",
        "transfers": [{"from": "action=A1", "to": "action=A2", "amount": "100.01"}]}}));
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
    let mut ruled = document(HELD);
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
