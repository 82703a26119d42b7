//! Transfers written once for several sources, at the table: what is recorded are transfers of lines.

use serde_json::json;

use super::{Desk, proposal};

fn desk() -> Desk {
    let line = |id: &str, action: &str, source: &str, amount: &str| json!({"id": id, "amount": amount, "labels": {"action": action, "source": source}});
    let plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "300.00",
        "lines": [line("A1-eu", "A1", "eu", "150.00"), line("A1-state", "A1", "state", "50.00"),
                  line("A2-eu", "A2", "eu", "75.00"), line("A2-state", "A2", "state", "25.00")],
        "parties": [{"id": "regione", "role": "authority"}, {"id": "anci"}],
        "co_financing": {"by": "source", "each": "action", "rates": {"eu": "75", "state": "25"}, "residual_to": "state"}
    });
    Desk::on(&json!({"plan": plan}))
}

fn recorded(desk: &Desk, id: &str) -> Vec<String> {
    let tabled = desk.table().proposal(id).unwrap();
    let words =
        |transfer: &riparto::Transfer| format!("{} {} {}", transfer.from(), transfer.to(), transfer.amount());
    tabled.proposal().transfers().iter().map(words).collect()
}

#[test]
fn what_is_recorded_are_transfers_of_lines() {
    let mut desk = desk();
    desk.propose("anci", "p1", ("action=A1", "action=A2", "10.01"));
    assert_eq!(recorded(&desk, "p1"), ["A1-eu A2-eu 7.50", "A1-state A2-state 2.50", "A1-eu A2-state 0.01"]);
    // The same once more is no amendment; another amount is.
    let same = json!({"amend": {"proposal": proposal("anci", "p1", ("action=A1", "action=A2", "10.01"))}});
    assert_eq!(desk.no("anci", same).code(), "amendment_needless");
    desk.ok(
        "anci",
        json!({"amend": {"proposal": proposal("anci", "p1", ("action=A1", "action=A2", "20.00"))}}),
    );
    assert_eq!(recorded(&desk, "p1"), ["A1-eu A2-eu 15.00", "A1-state A2-state 5.00"]);
    desk.approve("p1");
    assert_eq!(desk.amounts(), ["135.00", "45.00", "90.00", "30.00"]);
    desk.ok("anci", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    desk.approve("r1");
    assert_eq!(desk.amounts(), ["150.00", "50.00", "75.00", "25.00"]);
    let refused = desk.no(
        "anci",
        json!({"propose": {"proposal": proposal("anci", "p2", ("action=A1", "action=A3", "1.00"))}}),
    );
    assert_eq!(refused.code(), "impossible");
}
