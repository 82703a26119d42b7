//! Rules with a least and a most: each side is found, told and counted for itself, and a side that is broken anew is no less new
//! because the other one stood broken before.

use riparto::plan::{Distribution, EnvelopeChange};
use riparto::rules::{Breach, Breaches};
use riparto::{Authorization, Headroom, MoneyDelta, Plan};
use serde_json::{Value, json};

use crate::vectors::ask;

/// A plan of two lines with one rule on the first.
fn plan_of(amounts: [&str; 2], limit: &Value, needs: &str) -> Value {
    let cents: u64 = amounts.iter().map(|amount| amount.replace('.', "").parse::<u64>().unwrap()).sum();
    let mut rule = json!({"id": "r", "scope": {"lines": ["a"]}, "limit": limit});
    if !needs.is_empty() {
        rule["needs"] = json!(needs);
    }
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": format!("{}.{:02}", cents / 100, cents % 100),
        "lines": [{"id": "a", "amount": amounts[0]}, {"id": "b", "amount": amounts[1]}],
        "parties": [{"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}],
        "rules": [rule]
    })
}

/// Found, limit, excess and excess before of each finding of a transfer, and what the transfer needs.
fn assessed(plan: &Value, from: &str, to: &str, amount: &str) -> (Vec<[String; 4]>, String) {
    let transfers = json!([{"from": from, "to": to, "amount": amount}]);
    let proposal = json!({"id": "p1", "party": "ats", "transfers": transfers});
    let answer = ask(&json!({"op": "assess", "plan": plan, "proposal": proposal}))["ok"].clone();
    let findings = answer["findings"].as_array().unwrap().iter();
    let figures = findings.map(|finding| {
        ["found", "limit", "excess", "excess_before"].map(|field| finding[field].as_str().unwrap().to_owned())
    });
    (figures.collect(), answer["authorization"].as_str().unwrap().to_owned())
}

fn strings(expected: &[[&str; 4]]) -> Vec<[String; 4]> {
    expected.iter().map(|figures| figures.map(str::to_owned)).collect()
}

#[test]
fn a_least_above_a_most_is_broken_on_both_sides() {
    let limit = json!({"sum": {"at_least": "50.00", "at_most": "40.00"}});
    let document = plan_of(["45.00", "55.00"], &limit, "prior_approval");
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let found: Vec<(Breach, String, String)> = plan
        .check()
        .iter()
        .map(|finding| (finding.breach(), finding.limit().to_string(), finding.excess().to_string()))
        .collect();
    let expected = [(Breach::Below, "50.00"), (Breach::Above, "40.00")];
    assert_eq!(found, expected.map(|(breach, limit)| (breach, limit.to_owned(), "5.00".to_owned())));
    // What heals one side makes the other worse, whichever way.
    let up = strings(&[["47.00", "50.00", "3.00", "5.00"], ["47.00", "40.00", "7.00", "5.00"]]);
    assert_eq!(assessed(&document, "b", "a", "2.00"), (up, "prior_approval".to_owned()));
    let beyond = strings(&[["55.00", "40.00", "15.00", "5.00"]]);
    assert_eq!(assessed(&document, "b", "a", "10.00"), (beyond, "prior_approval".to_owned()));
    let headroom = Headroom::of(&plan, Authorization::Free);
    assert!(headroom.iter().all(|margin| margin.give.is_zero() && margin.receive.is_zero()));
    for (from, to) in [("a", "b"), ("b", "a")] {
        assert!(plan.largest_transfer(from, to, Authorization::Free).unwrap().is_zero());
        let with_approval = plan.largest_transfer(from, to, Authorization::PriorApproval).unwrap();
        assert_eq!(with_approval, plan.approved().amount(from).unwrap());
    }
}

/// The bands of a plan of another total: what they ask in percent of the total has moved past what they ask in money.
#[test]
fn the_graver_band_of_one_side_does_not_hide_the_other_side() {
    let bands = json!({"bands": [
        {"limit": {"sum": {"at_least": "30.00", "at_most": {"percent": "50"}}}, "needs": "notification"},
        {"limit": {"sum": {"at_least": "30.00", "at_most": {"percent": "60"}}}, "needs": "prior_approval"}
    ]});
    let mut document = plan_of(["40.00", "60.00"], &bands, "");
    document["approved"] = json!({"total": "52.00", "amounts": {"a": "27.00", "b": "25.00"}});
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let needs = |plan: &Plan| -> Vec<(Breach, Authorization)> {
        plan.check().iter().map(|finding| (finding.breach(), finding.needs())).collect()
    };
    let both = [(Breach::Below, Authorization::PriorApproval), (Breach::Above, Authorization::Notification)];
    assert_eq!(needs(&plan), both);
    // A cent more heals what is missing, which stands authorized, and is a cent more of what is too much: that is to be notified.
    let (figures, authorization) = assessed(&document, "b", "a", "0.01");
    let expected = strings(&[["27.01", "30.00", "2.99", "3.00"], ["27.01", "26.00", "1.01", "1.00"]]);
    assert_eq!((figures, authorization.as_str()), (expected, "notification"));
    assert!(plan.largest_transfer("b", "a", Authorization::Free).unwrap().is_zero());
    // With a notification, as much as leaves the next band whole.
    let with_notification = plan.largest_transfer("b", "a", Authorization::Notification).unwrap();
    assert_eq!(with_notification.to_string(), "4.20");
}

/// Below before and above after: a breach of its own, in whichever band.
#[test]
fn a_breach_on_the_other_side_is_new() {
    let limit = json!({"sum": {"at_least": "50.00", "at_most": "60.00"}});
    let document = plan_of(["30.00", "70.00"], &limit, "exceptional");
    let (figures, authorization) = assessed(&document, "b", "a", "31.00");
    assert_eq!(figures, strings(&[["61.00", "60.00", "1.00", "20.00"]]));
    assert_eq!(authorization, "exceptional");
    let plan = Plan::from_json(&document.to_string()).unwrap();
    assert_eq!(plan.largest_transfer("b", "a", Authorization::Free).unwrap().to_string(), "30.00");
}

/// A floor in money and a ceiling in percent: the total falls below where both hold, and an act is told the new side.
#[test]
fn a_change_of_the_total_that_breaks_the_other_side_too_breaks_it_anew() {
    let limit = json!({"sum": {"at_least": "30.00", "at_most": {"percent": "40"}}});
    let plan = Plan::from_json(&plan_of(["25.00", "75.00"], &limit, "").to_string()).unwrap();
    let cut = |a: &str, b: &str| {
        let named = [("a", a), ("b", b)].map(|(line, cut)| (line.to_owned(), cut.parse().unwrap()));
        let total: MoneyDelta = named[0].1;
        let total = total.checked_add(named[1].1).unwrap();
        let change = EnvelopeChange::new("e1", total, Distribution::Named(named.to_vec())).unwrap();
        let findings = plan.change_envelope(&change).unwrap().0.check();
        let baseline = Breaches::of(&plan.check());
        let told = findings.iter().map(|finding| {
            (finding.breach(), baseline.is_worse_than_before(finding), baseline.before(finding).to_string())
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(cut("0.00", "-10.00"), [(Breach::Below, false, "5.00".to_owned())]);
    let both = [(Breach::Below, false, "5.00".to_owned()), (Breach::Above, true, "0.00".to_owned())];
    assert_eq!(cut("0.00", "-40.00"), both);
}
