//! The variation ledger: what was moved since the base, and what is left of each allowance.

use riparto_core::rules::Base;
use riparto_table::table::VariationLedger;
use serde_json::json;

use riparto_table_tests::{Desk, money, plan};

/// Rule, line, way and base, then the allowance, what is used and what is left.
fn allowances(ledger: &VariationLedger<'_>) -> Vec<[String; 5]> {
    let entry = |entry: &riparto_core::rules::AllowanceEntry<'_>| {
        let base = if entry.allowance.base() == Base::Original { "original" } else { "approved" };
        let place = entry.line.map_or("all", |line| line.id());
        [
            format!("{} {place} {:?} {base}", entry.rule.id(), entry.allowance.kind()),
            format!("{:?}", entry.allowance.needs()),
            entry.allowance.most().to_string(),
            entry.allowance.used().to_string(),
            entry.allowance.left().to_string(),
        ]
    };
    ledger.allowances().iter().map(entry).collect()
}

fn row(text: [&str; 5]) -> [String; 5] {
    text.map(str::to_owned)
}

#[test]
fn each_line_has_an_allowance_each_way_and_both_bases_are_told_apart() {
    let mut plan = plan();
    plan["rules"] = json!([
        {"id": "since-the-start", "scope": {"lines": ["desks", "training"]}, "each": "line",
         "limit": {"variation": {"base": "original", "up": {"percent": "20"}, "down": {"amount": "50.00"}}}, "needs": "prior_approval"},
        {"id": "at-once", "scope": {"lines": ["desks"]}, "limit": {"variation": {"base": "approved", "up": {"percent": "10"}}}},
        {"id": "in-all", "scope": "all", "limit": {"movement": {"base": "original", "amount": "100.00"}}}
    ]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    for (id, transfer) in [("p1", ("training", "desks", "30.00")), ("p2", ("desks", "studies", "10.00"))] {
        desk.propose("anci", id, transfer);
        desk.approve(id);
    }
    assert_eq!(desk.amounts(), ["420.00", "300.00", "170.00", "110.00"]);
    let ledger = desk.table().ledger().unwrap();
    assert_eq!(
        allowances(&ledger),
        [
            row(["since-the-start desks Up original", "PriorApproval", "80.00", "20.00", "60.00"]),
            row(["since-the-start desks Down original", "PriorApproval", "50.00", "0.00", "50.00"]),
            row(["since-the-start training Up original", "PriorApproval", "40.00", "0.00", "40.00"]),
            row(["since-the-start training Down original", "PriorApproval", "50.00", "30.00", "20.00"]),
            row(["at-once all Up approved", "Forbidden", "42.00", "0.00", "42.00"]),
            row(["in-all all Movement original", "Forbidden", "100.00", "30.00", "70.00"]),
        ]
    );
}

/// What is left of an allowance is what a transfer may still move.
#[test]
fn what_is_left_can_be_moved_and_a_cent_more_cannot() {
    let mut plan = plan();
    plan["rules"] = json!([{"id": "r1", "scope": {"lines": ["desks"]},
        "limit": {"variation": {"base": "original", "up": {"percent": "20"}}}}]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    for (id, amount) in [("p1", "30.00"), ("p2", "12.34")] {
        desk.propose("anci", id, ("training", "desks", amount));
        desk.approve(id);
    }
    let left = desk.table().ledger().unwrap().allowances()[0].allowance.left();
    assert_eq!(left.to_string(), "37.66");
    desk.propose("anci", "p3", ("training", "desks", "37.67"));
    assert_eq!(desk.no("regione", json!({"approve": {"proposal": "p3"}})).code(), "forbidden");
    desk.propose("anci", "p4", ("training", "desks", "37.66"));
    desk.approve("p4");
    let used_up = desk.table().ledger().unwrap().allowances()[0].allowance;
    assert_eq!((used_up.left().to_string().as_str(), used_up.used()), ("0.00", used_up.most()));
}

#[test]
fn bands_are_allowances_from_tight_to_loose_and_one_that_is_exceeded_is_below_zero() {
    let mut plan = plan();
    plan["rules"] = json!([{"id": "r1", "scope": {"lines": ["desks"]}, "limit": {"bands": [
        {"limit": {"variation": {"up": {"percent": "5"}}}, "needs": "notification"},
        {"limit": {"variation": {"up": {"percent": "20"}}}, "needs": "forbidden"}
    ]}}]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    desk.propose("anci", "p1", ("training", "desks", "30.00"));
    desk.approve("p1");
    let rows = allowances(&desk.table().ledger().unwrap());
    assert_eq!(rows[0], row(["r1 all Up original", "Notification", "20.00", "30.00", "-10.00"]));
    assert_eq!(rows[1], row(["r1 all Up original", "Forbidden", "80.00", "30.00", "50.00"]));
}

#[test]
fn lines_tell_what_they_received_and_gave_and_the_sums_agree() {
    let mut plan = plan();
    // The plan was changed before the table was opened.
    let amounts = json!({"desks": "410.00", "outreach": "290.00", "training": "200.00", "studies": "100.00"});
    plan["approved"] = json!({"total": "1000.00", "amounts": amounts});
    let mut desk = Desk::on(&json!({"plan": plan}));
    for (id, transfer) in [("p1", ("training", "desks", "30.00")), ("p2", ("desks", "studies", "10.00"))] {
        desk.propose("anci", id, transfer);
        desk.approve(id);
    }
    desk.ok(
        "regione",
        json!({"change_envelope": {"change": "e1", "act": "A", "amount": "5.00",
        "distribution": {"named": {"desks": "5.00"}}}}),
    );
    let ledger = desk.table().ledger().unwrap();
    let desks = ledger.lines()[0];
    assert_eq!(
        (desks.original, desks.opening, desks.approved),
        (money("400.00"), money("410.00"), money("435.00"))
    );
    assert_eq!((desks.received, desks.given, desks.decisions), (money("35.00"), money("10.00"), 3));
    assert_eq!(desks.net().to_string(), "35.00");
    for line in ledger.lines() {
        let (opening, net) = (line.opening.cents(), line.received.cents() - line.given.cents());
        assert_eq!(opening + net, line.approved.cents(), "{}", line.line.id());
    }
    // The transfers cancel out over all lines; what is left is the change of the total.
    let net: i64 = ledger.lines().iter().map(|line| line.received.cents() - line.given.cents()).sum();
    assert_eq!(net, 500);
}

/// Labels say who holds a line; what moves between two lines of a holder is nothing to it.
#[test]
fn by_label_what_moves_inside_counts_for_nobody() {
    let mut plan = plan();
    for line in plan["lines"].as_array_mut().unwrap() {
        let holder = match line["id"].as_str().unwrap() {
            "desks" | "studies" => "anci",
            "training" => "ats",
            _ => continue,
        };
        line["labels"] = json!({"holder": holder});
    }
    plan["rules"] = json!([
        {"id": "each-line", "scope": "all", "each": "line", "limit": {"variation": {"base": "original", "up": {"percent": "90"}}}},
        {"id": "each-holder", "scope": {"labels": {"holder": "anci"}}, "limit": {"variation": {"base": "original", "up": {"percent": "20"}}}}
    ]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    for (id, transfer) in [("p1", ("desks", "studies", "30.00")), ("p2", ("training", "desks", "10.00"))] {
        desk.propose("anci", id, transfer);
        desk.approve(id);
    }
    let by_holder = desk.table().ledger_by(&["holder"]).unwrap();
    let told: Vec<String> = by_holder
        .rows()
        .iter()
        .map(|row| {
            let label = row.labels[0].as_deref().unwrap_or("none");
            format!(
                "{label}: {} received, {} given, {}, {}",
                row.received,
                row.given,
                row.net(),
                row.decisions
            )
        })
        .collect();
    let expected =
        ["anci: 10.00 received, 0.00 given, 10.00, 1", "ats: 0.00 received, 10.00 given, -10.00, 1"];
    assert_eq!(told[..2], expected);
    let (lines, rows) = (desk.table().ledger().unwrap(), by_holder.rows());
    for of in [0, 1] {
        let of_lines: i64 =
            lines.lines().iter().map(|entry| [entry.original, entry.approved][of].cents()).sum();
        let of_rows: i64 = rows.iter().map(|row| [row.original, row.approved][of].cents()).sum();
        assert_eq!(of_lines, of_rows);
    }
    let rules: Vec<&str> = by_holder.allowances().iter().map(|entry| entry.rule.id()).collect();
    assert_eq!(rules, ["each-holder"], "allowances of single lines are told line by line");
    assert_eq!(desk.table().ledger_by(&["owner"]).unwrap_err().code(), "label_key_unknown");
}
