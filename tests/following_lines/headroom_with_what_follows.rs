//! Headroom with what follows: what is found passes, nothing beyond what is proven does, and sixty lines are told as people say it.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto::plan::DerivedCompletion;
use riparto::rebalance::CounterProposal;
use riparto::report::{PassingReport, Report};
use riparto::{Authorization, Headroom, Language, Plan, Proposal};
use serde_json::{Value, json};

use crate::schema::ask;
use riparto_test_support::cases;
use riparto_test_support::followed_plans::{Drawn, IDS, any_plan, derived, euros, money, plan};

/// Whether transfers between a line and others pass with what follows.
fn passes(plan: &Plan, transfers: &[(&str, &str, i64)], up_to: Authorization) -> bool {
    let moved = transfers.iter().filter(|(.., cents)| *cents > 0);
    let proposal = moved.fold(Proposal::new("try", "ats").unwrap(), |proposal, (from, to, cents)| {
        proposal.transfer(from, to, money(*cents)).unwrap()
    });
    let Ok(completion) = plan.follow(&proposal) else { return false };
    if matches!(completion, DerivedCompletion::Impossible(_)) {
        return false;
    }
    let Ok(assessment) = plan.assess(completion.proposal(&proposal)) else { return false };
    assessment.findings().iter().all(|finding| finding.needs() <= up_to || !finding.is_worse())
}

/// The most that a line gives to, or receives from, the other lines that are not derived: every proposal is tried.
fn most(plan: &Plan, line: usize, gives: bool, up_to: Authorization) -> i64 {
    let others: Vec<usize> = (0..4).filter(|other| *other != line).collect();
    let held = |line: usize| plan.approved().amounts()[line].cents();
    let cap = |other: usize| if gives { held(line) } else { held(other) };
    let mut most = 0;
    for first in 0..=cap(others[0]) {
        for second in 0..=cap(others[1]) {
            for third in 0..=cap(others[2]) {
                let sum = first + second + third;
                if sum <= most || (gives && sum > held(line)) {
                    continue;
                }
                let parts = [(others[0], first), (others[1], second), (others[2], third)];
                let transfers = parts.map(|(other, cents)| match gives {
                    true => (IDS[line], IDS[other], cents),
                    false => (IDS[other], IDS[line], cents),
                });
                if passes(plan, &transfers, up_to) {
                    most = sum;
                }
            }
        }
    }
    most
}

proptest! {
    #![proptest_config(cases(160))]

    /// Against every proposal between one line and all others, on plans of a few cents.
    #[test]
    fn what_is_found_passes_and_nothing_beyond_what_is_proven(drawn in any_plan(16), level in 0..4usize) {
        let Drawn { plan, .. } = drawn;
        let up_to = Authorization::ALL[level];
        let headroom = Headroom::of(&plan, up_to);
        for (line, margin) in headroom.iter().enumerate().take(4) {
            for (gives, found, stop) in [(true, margin.give, &margin.give_stop), (false, margin.receive, &margin.receive_stop)] {
                let most = most(&plan, line, gives, up_to);
                prop_assert!(found.cents() <= most, "{line} {gives}: {} not {most} {}", found, plan.to_json());
                prop_assert!(most <= stop.at_most.cents(), "{line} {gives}: {most} at most {} {}", stop.at_most, plan.to_json());
            }
        }
    }
}

/// Most answers are proven and found: a line gives to the cent what the largest of all proposals does.
#[test]
fn most_margins_are_found_and_proven() {
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut found, mut proven) = (0, 0, 0);
    for _ in 0..150 {
        let Drawn { plan, .. } = any_plan(14).new_tree(&mut runner).unwrap().current();
        let document: Value = serde_json::from_str(&plan.to_json()).unwrap();
        let payer = |rule: usize| &document["rules"][rule]["limit"]["derived"]["paid_by"];
        if payer(0) != payer(1) || !plan.check().is_empty() {
            continue;
        }
        for (line, margin) in Headroom::of(&plan, Authorization::Free).iter().enumerate().take(4) {
            let most = most(&plan, line, true, Authorization::Free);
            asked += 1;
            found += usize::from(margin.give.cents() == most);
            proven += usize::from(margin.give == margin.give_stop.at_most);
        }
    }
    println!("{found} found and {proven} proven of {asked}");
    let percent = |count: usize| count * 100 / asked;
    assert!(asked > 100 && percent(found) >= 95 && percent(proven) >= 85, "{found} {proven} of {asked}");
}

/// Sixty lines of three partners: one line of indirect costs at 7 % of all direct ones, equipment outside the base, a reserve.
fn sixty_lines(payer: &Value) -> Plan {
    let mut lines: Vec<Value> = Vec::new();
    let mut direct = 0i64;
    for number in 0..58i64 {
        let is_equipment = number % 10 == 9;
        let cents = 8_000_000 + 100_000 * number;
        direct += if is_equipment { 0 } else { cents };
        let cost = if is_equipment { "equipment" } else { "direct" };
        let partner = ["ats", "anci", "cnr"][usize::try_from(number % 3).unwrap()];
        let labels = json!({"cost": cost, "partner": partner});
        lines.push(json!({"id": format!("l{number}"), "amount": euros(cents), "labels": labels}));
    }
    let indirect = direct * 7 / 100;
    let total =
        lines.iter().map(|line| line["amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap());
    let total: i64 = total.sum::<i64>() + indirect + 8_346_000;
    lines.push(json!({"id": "indirect", "title": "indirect costs", "amount": euros(indirect), "labels": {"cost": "indirect"}}));
    lines.push(json!({"id": "reserve", "amount": "83460.00", "labels": {"cost": "reserve"}}));
    let rule = json!({"id": "flat", "scope": {"lines": ["indirect"]}, "limit":
        {"derived": {"percent": "7", "of": {"labels": {"cost": "direct"}}, "rounding": "half_up", "paid_by": payer}}});
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(total), "lines": lines, "rules": [rule]});
    Plan::from_json(&document.to_string()).unwrap()
}

#[test]
fn sixty_lines_under_one_flat_rate_give_what_they_hold_plus_their_indirect_costs() {
    let plan = sixty_lines(&json!("giver"));
    assert!(plan.check().is_empty());
    let headroom = Headroom::of(&plan, Authorization::Free);
    let margin = headroom.iter().last().unwrap();
    // What the reserve holds goes to equipment alone, or to direct costs with what follows: it gives most where nothing follows.
    assert_eq!((margin.give.to_string().as_str(), margin.give_stop.at_most), ("83460.00", margin.give));
    // To a line of direct costs it gives 78,000.00 plus 5,460.00.
    assert_eq!(plan.largest_transfer("reserve", "l0", Authorization::Free).unwrap().to_string(), "78000.00");
    // Between lines of direct costs nothing follows, and 78,000.00 passes as it is.
    let between =
        Proposal::new("p1", "ats").unwrap().transfer("l0", "l1", "78000.00".parse().unwrap()).unwrap();
    assert_eq!(plan.follow(&between).unwrap(), DerivedCompletion::Needless);
    assert!(plan.assess(&between).unwrap().findings().is_empty());
    for margin in headroom.iter().filter(|margin| margin.line.labels().get("cost") == Some("direct")) {
        assert_eq!(margin.give, plan.approved().amount(margin.line.id()).unwrap());
    }
    // What the proposal asks for passes with what follows, and touches no other line.
    let asked =
        Proposal::new("p2", "ats").unwrap().transfer("reserve", "l0", "78000.00".parse().unwrap()).unwrap();
    let completion = plan.follow(&asked).unwrap();
    let assessment = plan.assess(completion.proposal(&asked)).unwrap();
    assert_eq!((assessment.authorization(), assessment.changes().len()), (Authorization::Free, 3));
    // A cent more has no proposal; the counter-proposal is the part that passes, with what follows.
    let more =
        Proposal::new("p3", "ats").unwrap().transfer("reserve", "l0", "78000.10".parse().unwrap()).unwrap();
    let counter = CounterProposal::of(&plan, &more, Authorization::Free).unwrap().unwrap();
    let moved: Vec<String> =
        counter.proposal().transfers().iter().map(|transfer| transfer.amount().to_string()).collect();
    assert_eq!(moved, ["78000.00", "5460.00"]);
    assert_eq!((counter.derived(), counter.unnamed()), (&["indirect".to_owned()][..], &[][..]));
}

#[test]
fn headroom_is_told_with_what_follows() {
    // Direct costs alone can take what the reserve gives.
    let lines = [("desks", 60_000_000), ("indirect", 4_200_000), ("reserve", 8_346_000)];
    let rule = derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "down", &json!("giver"));
    let on_top = plan(&lines, &json!([rule]));
    let headroom = Headroom::of(&on_top, Authorization::Free);
    let margin = headroom.iter().last().unwrap();
    assert_eq!((margin.give.to_string().as_str(), margin.give_stop.at_most), ("78000.00", margin.give));
    let text = headroom.text(Language::English);
    assert!(text.contains("78,000.00 plus 5,460.00 of indirect"), "{text}");
    assert!(headroom.text(Language::Italian).contains("78.000,00 più 5.460,00 di indirect"));
    let written = serde_json::to_value(&headroom).unwrap();
    assert_eq!(
        written["reserve"]["give_follows"],
        json!({"amount": "5460.00", "included": false, "changes": {"indirect": "5460.00"}})
    );
    // Where the receiver pays, what it gets includes them.
    let rule = derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "down", &json!("receiver"));
    let included = plan(&lines, &json!([rule]));
    let headroom = Headroom::of(&included, Authorization::Free);
    assert!(headroom.text(Language::English).contains("83,460.00, of which 5,460.00 of indirect"));
}

#[test]
fn what_would_pass_says_where_its_search_ended() {
    let lines = [("desks", 0), ("indirect", 0), ("reserve", 1_000_000_000)];
    let rules = json!([
        derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "half_up", &json!("giver")),
        {"id": "hundreds", "scope": {"lines": ["indirect"]}, "limit": {"step": "100.00"}},
    ]);
    let plan = plan(&lines, &rules);
    let proposal = Proposal::new("p1", "ats")
        .unwrap()
        .transfer("reserve", "desks", "9341000.00".parse().unwrap())
        .unwrap();
    let request = json!({"id": "r1", "op": "assess", "proposal": proposal,
        "plan": serde_json::from_str::<Value>(&plan.to_json()).unwrap()});
    let answer = ask(&request);
    let told = answer["ok"]["would_pass"].as_array().unwrap();
    let passing = plan.would_pass(&proposal).unwrap();
    assert!(!passing.is_empty() && told.len() == passing.len(), "{answer}");
    for (entry, (level, bounds)) in told.iter().zip(&passing) {
        assert!(!bounds.is_proven() && *level < Authorization::Forbidden);
        assert_eq!(entry["amount"], bounds.passes().to_string());
        assert_eq!(entry["at_most"], bounds.at_most().to_string());
    }
    let report = PassingReport::of(&proposal, &passing);
    assert!(
        report.text(Language::English).contains("in between nothing is proven"),
        "{}",
        report.text(Language::English)
    );
    assert!(report.text(Language::Italian).contains("per quelli intermedi nulla è dimostrato"));
}
