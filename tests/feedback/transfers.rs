//! Every list of transfers is one that `assess` lets pass at the level that was asked for.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto::journal::MemoryStore;
use riparto::table::{ApprovalPolicies, Command, PersistentTable};
use riparto::{
    Allocation, Answer, Authorization, Measure, Money, Plan, Proposal, Rebalance, Settle, Settlement,
    SettlementAnswer, api,
};
use serde_json::{Value, json};

use super::plans::{any_level, any_small_plan, any_wish};

fn proposal_of(settlement: &Settlement) -> Option<Proposal> {
    (!settlement.transfers().is_empty()).then(|| settlement.clone().into_proposal("t", "ats").unwrap())
}

/// What the drawn plans, wishes and levels come to.
fn samples(count: usize) -> Vec<(Plan, Vec<Money>, Authorization)> {
    let mut runner = TestRunner::deterministic();
    let tables = any_small_plan().prop_flat_map(|plan| (any_wish(&plan), Just(plan), any_level()));
    let mut drawn = || tables.new_tree(&mut runner).unwrap().current();
    (0..count).map(|_| drawn()).map(|(wish, plan, level)| (plan, wish, level)).collect()
}

#[test]
fn transfers_of_the_nearest_allocation_pass() {
    let (mut passed, mut blocked, mut with_flow, mut around) = (0, 0, 0, 0);
    for (number, (plan, wish, up_to)) in samples(400).into_iter().enumerate() {
        let measure = Measure::ALL[number % 3];
        let options = Rebalance::new().measure(measure).up_to(up_to);
        let Answer::Found(nearest) = options.clone().wishes(&wish).run(&plan).unwrap() else { continue };
        assert!(plan.check_allocation(nearest.allocation()).unwrap().authorization() <= up_to);
        match nearest.settlement().expect("the total stays") {
            SettlementAnswer::Found(settlement) => {
                let Some(proposal) = proposal_of(settlement) else { continue };
                let assessment = plan.assess(&proposal).unwrap();
                assert!(assessment.authorization() <= up_to, "{number}: {}\n{proposal:?}", plan.to_json());
                assert_eq!(assessment.after(), *nearest.allocation());
                passed += 1;
                // The fewest transfers, whatever the rules say: what the answer must not be.
                let any =
                    riparto::transfers::settle(plan.approved(), nearest.allocation(), Settle::default())
                        .unwrap();
                let any = proposal_of(&any).unwrap();
                around += usize::from(plan.assess(&any).unwrap().authorization() > up_to);
                with_flow += usize::from(plan.to_json().contains("\"flow\""));
            }
            SettlementAnswer::Blocked(blockage) => {
                assert!(!blockage.rules().is_empty());
                blocked += 1;
            }
        }
    }
    println!("{passed} passed, {with_flow} beside rules of flow, {around} around one; {blocked} blocked");
    assert!(passed > 150 && with_flow > 90 && around > 5);
}

#[test]
fn settled_transfers_to_admissible_amounts_pass() {
    let mut passed = 0;
    for (plan, wish, up_to) in samples(400) {
        let options = Rebalance::new().up_to(up_to);
        let Answer::Found(nearest) = options.clone().wishes(&wish).run(&plan).unwrap() else { continue };
        let way = Settle::default().run(&plan, nearest.allocation(), up_to).unwrap();
        assert_eq!(Some(&way), nearest.settlement(), "two answers that must agree");
        if let SettlementAnswer::Found(settlement) = way
            && let Some(proposal) = proposal_of(&settlement)
        {
            assert!(plan.assess(&proposal).unwrap().authorization() <= up_to);
            passed += 1;
        }
    }
    assert!(passed > 150, "{passed}");
}

fn ask(request: &Value) -> Value {
    serde_json::from_str(&api::respond(&request.to_string())).unwrap()
}

/// The four lines of which the first may not give to the third.
fn closed() -> Value {
    json!({"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
           "lines": [{"id": "staff", "amount": "40.00"}, {"id": "office", "amount": "30.00"},
                     {"id": "grants", "amount": "20.00"}, {"id": "travel", "amount": "10.00"}],
           "rules": [{"id": "r1", "scope": {"lines": ["staff"]},
                      "limit": {"flow": {"to": {"lines": ["grants"]}, "amount": "0.00"}}}]})
}

#[test]
fn a_wish_that_is_met_is_reached_around_a_closed_passage_and_nothing_holds_it_back() {
    let request = json!({"op": "rebalance", "plan": closed(),
                         "wish": {"staff": "30.00", "office": "20.00", "grants": "30.00", "travel": "20.00"}});
    let ok = &ask(&request)["ok"];
    let transfers = json!([{"from": "staff", "to": "travel", "amount": "10.00"},
                           {"from": "office", "to": "grants", "amount": "10.00"}]);
    assert_eq!((&ok["transfers"], &ok["binding"]), (&transfers, &json!([])));
    // Only the staff may give, and it may not: the rule holds the grants back.
    let request = json!({"op": "rebalance", "plan": closed(), "wish": {"staff": "30.00", "grants": "30.00"}});
    assert_eq!(ask(&request)["ok"]["binding"], json!(["r1"]));
}

#[test]
fn amounts_that_break_no_rule_but_that_no_transfers_reach_are_said_to_be_blocked() {
    // Each rule by itself leaves a way: what `a` may not give, `b` does. Both together leave none.
    let mut plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
        "lines": [{"id": "a", "amount": "25.00"}, {"id": "b", "amount": "25.00"}, {"id": "c", "amount": "25.00"},
                  {"id": "d", "amount": "25.00"}],
        "rules": []});
    let closed = |id: &str, from: &str| json!({"id": id, "scope": {"lines": [from]}, "limit": {"flow": {"to": {"lines": ["c"]}, "amount": "0.00"}}});
    plan["rules"] = json!([closed("r1", "a"), closed("r2", "b")]);
    let wish = json!({"a": "15.00", "b": "15.00", "c": "35.00", "d": "35.00"});
    let ok = &ask(&json!({"op": "rebalance", "plan": plan, "wish": wish}))["ok"];
    assert_eq!((&ok["amounts"], &ok["objective"]["moved"]), (&wish, &json!("0")));
    assert_eq!((&ok["transfers"], &ok["transfers_blocked_by"]), (&Value::Null, &json!(["r1", "r2"])));
    assert_eq!(ok["blockage"]["proven"], json!(true));
}

#[test]
fn transfers_to_amounts_that_break_other_rules_say_what_they_need() {
    let mut plan = closed();
    plan["rules"].as_array_mut().unwrap().push(json!({"id": "r2", "scope": {"lines": ["travel"]},
        "limit": {"ceiling": "15.00"}, "needs": "prior_approval"}));
    let to = json!({"staff": "30.00", "travel": "20.00"});
    let ok = ask(&json!({"op": "settle", "plan": plan, "to": to}))["ok"].clone();
    assert_eq!(ok["authorization"], json!("prior_approval"));
    let ok = ask(&json!({"op": "settle", "plan": plan, "to": to, "up_to": "prior_approval"}))["ok"].clone();
    assert_eq!((&ok["authorization"], ok["transfers"].as_array().unwrap().len()), (&Value::Null, 1));
}

#[test]
fn what_derived_lines_lack_passes_where_no_rule_of_flow_is_in_the_way() {
    let tenth = |id: &str, part: &str, whole: &str| json!({"id": id, "scope": {"lines": [part]}, "limit": {"derived": {"percent": "10", "of": {"lines": [whole]}}}});
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "3200.00",
        "lines": [{"id": "a", "amount": "1000.00"}, {"id": "b", "amount": "1000.00"}, {"id": "c", "amount": "100.00"},
                  {"id": "d", "amount": "100.00"}, {"id": "reserve", "amount": "1000.00"}],
        "rules": [tenth("r1", "c", "a"), tenth("r2", "d", "b"),
                  {"id": "r3", "scope": {"lines": ["a"]}, "limit": {"flow": {"to": {"lines": ["c"]}, "amount": "0.00"}}}]});
    let proposal = json!({"id": "p1", "party": "ats", "transfers": [
        {"from": "reserve", "to": "a", "amount": "110.00"}, {"from": "reserve", "to": "b", "amount": "110.00"}]});
    let ok = &ask(&json!({"op": "assess", "plan": plan, "proposal": proposal}))["ok"];
    let completion = &ok["completion"];
    assert_eq!((&completion["complete"], &completion["authorization"]), (&json!(true), &json!("free")));
    assert_eq!(ok["counter_proposal"]["authorization"], json!("free"));
    assert_eq!(ok["counter_proposal"]["derived"], json!(["c", "d"]));
}

#[test]
fn a_proposal_towards_amounts_keeps_the_rules_of_flow_where_it_can() {
    let mut plan = closed();
    plan["parties"] = json!([{"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}]);
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let opened = Command::open("c1", "regione", &plan, ApprovalPolicies::default()).unwrap();
    assert!(kept.submit(&opened).unwrap().accepted().is_ok());
    let amounts = ["30.00", "20.00", "30.00", "20.00"].map(|amount| amount.parse().unwrap());
    let target = Allocation::new(plan.envelope(), amounts.to_vec()).unwrap();
    let proposal = kept.table().proposal_to(&target, "p1", "ats").unwrap();
    assert_eq!(plan.assess(&proposal).unwrap().authorization(), Authorization::Free);
    assert_eq!(plan.assess(&proposal).unwrap().after(), target);
}
