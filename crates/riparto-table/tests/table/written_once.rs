//! Transfers written once for several sources, at the table: what is recorded are transfers of lines.

use riparto_core::Authorization;
use serde_json::json;

use riparto_table_tests::{Desk, proposal};

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
    let words = |transfer: &riparto_core::Transfer| {
        format!("{} {} {}", transfer.from(), transfer.to(), transfer.amount())
    };
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

/// What is recorded are several transfers, and they are still the one that was written: how much of it would pass is told of it too.
#[test]
fn how_much_would_pass_is_told_of_the_recorded_transfers() {
    let line = |id: &str, action: &str, source: &str, amount: &str| json!({"id": id, "amount": amount, "labels": {"action": action, "source": source}});
    let flat_rate = json!({"percent": "10", "of": {"labels": {"source": ["eu", "state"]}}, "paid_by": {"lines": ["reserve"]}, "rounding": "down"});
    let plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "500.00",
        "lines": [line("A1-eu", "A1", "eu", "150.00"), line("A1-state", "A1", "state", "50.00"),
                  line("A2-eu", "A2", "eu", "75.00"), line("A2-state", "A2", "state", "25.00"),
                  {"id": "indirect", "amount": "30.00"}, {"id": "reserve", "amount": "170.00"}],
        "parties": [{"id": "regione", "role": "authority"}, {"id": "anci"}],
        "rules": [{"id": "flat", "scope": {"lines": ["indirect"]}, "limit": {"derived": flat_rate}},
                  {"id": "cap", "scope": {"labels": {"action": "A2"}}, "limit": {"ceiling": "160.00"}, "needs": "prior_approval"}],
        "co_financing": {"by": "source", "each": "action", "rates": {"eu": "75", "state": "25"}, "residual_to": "state"}
    });
    let mut desk = Desk::on(&json!({"plan": plan}));
    desk.propose("anci", "p1", ("action=A1", "action=A2", "90.01"));
    // The reserve pays for the indirect costs of what comes from it.
    desk.propose("anci", "p2", ("reserve", "action=A2", "90.01"));
    let plan = desk.table().plan().unwrap();
    for (id, transfers) in [("p1", 3), ("p2", 3)] {
        let recorded = desk.table().proposal(id).unwrap().proposal();
        assert_eq!(recorded.transfers().len(), transfers, "{recorded:?}");
        let told = plan.would_pass(recorded).unwrap();
        let told: Vec<_> = told.iter().map(|(level, most)| (*level, most.passes().to_string())).collect();
        assert_eq!(told, [(Authorization::Free, "60.00".to_owned())], "{id}");
    }
    // Two transfers that no single one becomes are two.
    let two = json!({"id": "p3", "party": "anci", "transfers": [
        {"from": "A1-eu", "to": "A2-eu", "amount": "70.00"}, {"from": "A1-state", "to": "A2-state", "amount": "5.00"}]});
    let two: riparto_core::Proposal = serde_json::from_value(two).unwrap();
    assert_eq!(plan.would_pass(&two).unwrap(), []);
}
