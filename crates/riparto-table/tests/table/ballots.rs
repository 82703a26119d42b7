//! Ballots at the table, and the proposal that leads to what they say together.

use riparto_ballots::ballots::AggregationRule;
use riparto_core::Authorization;
use riparto_rebalance::Answer;
use serde_json::{Value, json};

use riparto_table_tests::Desk;

fn ballot(amounts: [&str; 4]) -> Value {
    let [desks, outreach, training, studies] = amounts;
    json!({"ballot": {"amounts": {"desks": desks, "outreach": outreach, "training": training, "studies": studies}}})
}

fn voted() -> Desk {
    let mut desk = Desk::with(&json!({"policies": [{"from": "free"}], "weights": {"ats": 2}}));
    desk.ok("ats", ballot(["400.00", "200.00", "300.00", "100.00"]));
    desk.ok("anci", ballot(["500.00", "300.00", "200.00", "0.00"]));
    desk.ok("cnr", json!({"ballot": {"amounts": {"studies": "1000.00"}}}));
    desk.ok("cnr", ballot(["100.00", "300.00", "200.00", "400.00"]));
    desk
}

#[test]
fn the_last_ballot_of_each_party_counts_with_its_weight() {
    let desk = voted();
    let ballots = desk.table().ballots().unwrap();
    let told: Vec<String> = ballots
        .iter()
        .map(|ballot| format!("{} {} {}", ballot.party(), ballot.weight(), ballot.amounts()[3]))
        .collect();
    assert_eq!(told, ["anci 1 0.00", "ats 2 100.00", "cnr 1 400.00"]);
    assert_eq!(Desk::new().table().ballots().unwrap_err().code(), "ballots_missing");
}

#[test]
fn every_rule_makes_a_proposal_that_leads_to_its_split() {
    for rule in AggregationRule::ALL {
        let mut desk = voted();
        let aggregate = desk.table().ballots().unwrap().aggregate(rule);
        let proposal = desk.table().proposal_from_ballots(rule, "p1", "anci").unwrap();
        let against = desk.revision();
        let waived = ["outreach-floor", "studies-share"];
        desk.ok(
            "anci",
            json!({"draft": {"against": against, "proposal": serde_json::to_value(&proposal).unwrap()}}),
        );
        desk.ok("anci", json!({"table": {"proposal": "p1"}}));
        let findings: Vec<String> = {
            let assessed = desk.table().assess("p1").unwrap();
            assessed.findings().map(|(finding, _)| finding.rule().id().to_owned()).collect()
        };
        for rule in waived.iter().filter(|rule| findings.iter().any(|found| found == *rule)) {
            desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": rule, "reason": "As voted"}}));
        }
        desk.approve("p1");
        assert_eq!(desk.table().plan().unwrap().approved().amounts(), aggregate.amounts(), "{rule:?}");
        let again = desk.table().proposal_from_ballots(rule, "p2", "anci").unwrap_err();
        assert_eq!(again.code(), "transfers_missing", "it is there already");
    }
}

#[test]
fn a_compromise_inside_the_rules_is_a_target_too() {
    let mut desk = voted();
    let ballots = desk.table().ballots().unwrap();
    let found = ballots.compromise(desk.table().plan().unwrap(), Authorization::PriorApproval).unwrap();
    let Answer::Found(target) = found else { panic!("the rules can be met") };
    let proposal = desk.table().proposal_to(&target, "p1", "cnr").unwrap();
    let against = desk.revision();
    desk.ok(
        "cnr",
        json!({"propose": {"against": against, "proposal": serde_json::to_value(&proposal).unwrap()}}),
    );
    assert!(desk.table().assess("p1").unwrap().authorization() <= Authorization::PriorApproval);
    desk.approve("p1");
    assert_eq!(desk.table().plan().unwrap().approved(), &target);
}

#[test]
fn ballots_on_a_total_that_was_changed_do_not_count_any_more() {
    let mut desk = voted();
    desk.ok("regione", json!({"change_envelope": {"change": "e1", "act": "A", "amount": "1.00"}}));
    assert_eq!(desk.table().ballots().unwrap_err().code(), "ballots_missing");
    assert_eq!(desk.no("cnr", ballot(["100.00", "300.00", "200.00", "400.00"])).code(), "impossible");
    desk.ok("cnr", ballot(["101.00", "300.00", "200.00", "400.00"]));
    assert_eq!(desk.table().ballots().unwrap().as_slice().len(), 1);
    let error = desk.table().proposal_from_ballots(AggregationRule::Mean, "p 1", "cnr").unwrap_err();
    assert_eq!(error.code(), "id_malformed");
}

#[test]
fn a_ballot_names_lines_of_the_plan_and_sums_to_its_total() {
    let mut desk = Desk::new();
    let unknown = desk.no("cnr", json!({"ballot": {"amounts": {"nowhere": "1000.00"}}}));
    assert_eq!(
        unknown.to_string(),
        "there is no line `nowhere`: the lines are `desks`, `outreach`, `training`, `studies`"
    );
    assert_eq!(desk.no("cnr", json!({"ballot": {"amounts": {}}})).code(), "impossible");
    let twice = r#"{"id": "c9", "party": "cnr", "do": {"ballot": {"amounts": {"desks": "1000.00", "desks": "0.00"}}}}"#;
    assert!(
        riparto_table::table::Command::from_json(twice)
            .unwrap_err()
            .to_string()
            .contains("`desks` is given twice")
    );
}
