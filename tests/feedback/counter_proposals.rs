//! Counter-proposals pass, leave alone what a proposal does not name, and move derived lines along.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use riparto::rebalance::CounterProposal;
use riparto::report::Report;
use riparto::{Authorization, Language, Plan, Proposal, api};
use serde_json::{Value, json};

use super::plans::{any_level, any_small_plan, any_transfers};

#[test]
fn counter_proposals_pass_and_say_what_they_change_unasked() {
    let mut runner = TestRunner::deterministic();
    let tables = any_small_plan()
        .prop_flat_map(|plan| (any_transfers(&plan), proptest::prelude::Just(plan), any_level()));
    let (mut needed, mut found, mut unnamed, mut none_though_part) = (0, 0, 0, 0);
    for _ in 0..250 {
        let (proposal, plan, up_to) = tables.new_tree(&mut runner).unwrap().current();
        let Ok(assessment) = plan.assess(&proposal) else { continue };
        if assessment.authorization() <= up_to {
            assert_eq!(CounterProposal::of(&plan, &proposal, up_to).unwrap(), None);
            continue;
        }
        needed += 1;
        let Some(counter) = CounterProposal::of(&plan, &proposal, up_to).unwrap() else {
            let passing = plan.would_pass(&proposal).unwrap();
            let part = passing.iter().any(|(level, amount)| *level <= up_to && !amount.passes().is_zero());
            none_though_part += usize::from(part);
            continue;
        };
        found += 1;
        let outcome = plan.assess(counter.proposal()).unwrap();
        assert!(outcome.authorization() <= up_to, "{}\n{counter:?}", plan.to_json());
        assert!(!outcome.changes().is_empty(), "{}\n{counter:?}", plan.to_json());
        let is_named = |line: &str| {
            let mut transfers = proposal.transfers().iter();
            transfers.any(|transfer| [transfer.from(), transfer.to()].contains(&line))
        };
        let others: Vec<&str> = outcome
            .changes()
            .iter()
            .map(|change| outcome.line(change).id())
            .filter(|line| !is_named(line))
            .collect();
        let told = counter.derived().iter().chain(counter.unnamed());
        let mut told: Vec<&str> = told.map(String::as_str).collect();
        told.sort_unstable();
        assert_eq!(told, others);
        unnamed += usize::from(!counter.unnamed().is_empty());
    }
    println!("{needed} needed, {found} found, {unnamed} with lines that are not named");
    assert!(needed > 80 && found > 40 && unnamed > 3);
    assert_eq!(none_though_part, 0, "a part of the only transfer passes, and was not proposed");
}

/// Sixty lines of three partners; five per cent of them are indirect, and equipment counts in no base.
fn sixty_lines() -> Plan {
    let mut lines: Vec<Value> = Vec::new();
    let mut direct = 0i64;
    for number in 0..59 {
        let cents = 4_000_000 + 137_731 * number;
        let is_equipment = number % 10 == 9;
        direct += if is_equipment { 0 } else { cents };
        let (category, partner) = (
            if is_equipment { "equipment" } else { "direct" },
            ["ats", "anci", "cnr"][(number % 3) as usize],
        );
        let labels = json!({"category": category, "partner": partner});
        lines.push(json!({"id": format!("l{number}"), "amount": euros(cents), "labels": labels}));
    }
    let indirect = (direct * 7 + 50) / 100;
    lines.push(json!({"id": "indirect", "amount": euros(indirect), "labels": {"category": "indirect", "partner": "ats"}}));
    let total: i64 = lines.iter().map(|line| cents(line["amount"].as_str().unwrap())).sum();
    let of = |category: &str| json!({"labels": {"category": category}});
    let rule = json!({"id": "flat", "scope": of("indirect"), "limit": {"derived": {"percent": "7", "of": of("direct"), "rounding": "half_up"}}});
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(total), "lines": lines, "rules": [rule]});
    Plan::from_json(&plan.to_string()).unwrap()
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

#[test]
fn a_transfer_out_of_the_base_is_countered_by_itself_with_the_derived_line_that_follows() {
    let plan = sixty_lines();
    assert!(plan.check().is_empty());
    let proposal =
        Proposal::new("p1", "ats").unwrap().transfer("l58", "l9", "36000.00".parse().unwrap()).unwrap();
    let counter = CounterProposal::of(&plan, &proposal, Authorization::Free).unwrap().unwrap();
    let outcome = plan.assess(counter.proposal()).unwrap();
    assert!(outcome.findings().is_empty());
    assert_eq!((counter.derived(), counter.unnamed()), (&["indirect".to_owned()][..], &[][..]));
    assert_eq!(outcome.changes().len(), 3);
    let moved = &counter.proposal().transfers()[0];
    assert_eq!((moved.from(), moved.to(), moved.amount().to_string().as_str()), ("l58", "l9", "36000.00"));
    assert!(counter.text(Language::English).contains("Derived lines that follow: `indirect`."));
}

#[test]
fn lines_that_nobody_named_change_only_where_nothing_else_is_admissible_and_few_of_them() {
    // The first may give the second nothing, so a third must take part.
    let mut lines: Vec<Value> =
        (0..20).map(|line| json!({"id": format!("l{line}"), "amount": "100.00"})).collect();
    lines[0]["amount"] = json!("600.00");
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "2500.00", "lines": lines, "rules": [
        {"id": "r1", "scope": {"lines": ["l0"]}, "limit": {"flow": {"to": {"lines": ["l1"]}, "amount": "0.00"}}}]});
    let proposal =
        json!({"id": "p1", "party": "ats", "transfers": [{"from": "l0", "to": "l1", "amount": "50.00"}]});
    let request = json!({"op": "assess", "plan": plan, "proposal": proposal});
    let answer: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
    let counter = &answer["ok"]["counter_proposal"];
    assert_eq!(counter["authorization"], json!("free"));
    assert_eq!((&counter["changes"]["l0"], &counter["changes"]["l1"]), (&json!("-50.00"), &json!("50.00")));
    let unnamed = counter["unnamed"].as_array().unwrap();
    assert!((1..=2).contains(&unnamed.len()), "{unnamed:?}");
}

#[test]
fn a_completion_that_undoes_a_proposal_is_no_counter_proposal() {
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "160.00",
        "lines": [{"id": "base", "amount": "100.00"}, {"id": "ind", "amount": "10.00"}, {"id": "other", "amount": "50.00"}],
        "rules": [{"id": "r1", "scope": {"lines": ["ind"]}, "limit": {"derived": {"percent": "10", "of": {"lines": ["base"]}, "rounding": "down"}}}]});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let proposal =
        Proposal::new("p1", "ats").unwrap().transfer("base", "ind", "20.00".parse().unwrap()).unwrap();
    let counter = CounterProposal::of(&plan, &proposal, Authorization::Free).unwrap();
    let moves = |counter: &riparto::rebalance::CounterProposal| {
        !plan.assess(counter.proposal()).unwrap().changes().is_empty()
    };
    assert!(counter.iter().all(moves), "{counter:?}");
}
