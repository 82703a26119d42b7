//! Each rule of each act at its bound, a cent below and a cent above it, where the engine and the independent reading say the same.

use std::collections::{BTreeMap, BTreeSet};

use riparto::{Limit, Money, Plan, Proposal};
use riparto_test_support::oracle::Reading;

use super::{Case, cases};

/// A transfer of some cents from one line to another, or back if they are below zero.
fn moving([from, to]: [&str; 2], cents: i64) -> Proposal {
    let [from, to] = if cents < 0 { [to, from] } else { [from, to] };
    Proposal::new("p1", "ats").unwrap().transfer(from, to, Money::from_cents(cents.abs()).unwrap()).unwrap()
}

/// The rules that are broken after some cents have moved, by the engine and by the reading; none where the lines do not hold so much.
fn broken(plan: &Plan, day: Option<&str>, ends: [&str; 2], cents: i64) -> Option<[BTreeSet<String>; 2]> {
    let counted = |rule: &str| {
        matches!(plan.rulebook().rule(rule).unwrap().limit(), Limit::Changes(_) | Limit::Step(_))
    };
    let proposal = moving(ends, if cents == 0 { 1 } else { cents });
    let assessment = plan.assess(&proposal).ok()?;
    let document = plan.to_json();
    let (findings, now) = match cents {
        0 => (plan.check().clone(), plan.approved().clone()),
        _ => (assessment.findings().clone(), assessment.after()),
    };
    let reading = Reading::new(&document, &now);
    let reading = match day {
        Some(day) => reading.on(&document, day),
        None => reading,
    };
    let read = if cents == 0 { reading.broken() } else { reading.after(&proposal).broken() };
    let found = findings.iter().map(|finding| finding.rule().id().to_owned());
    let read = read.into_iter().map(|broken| broken.0);
    Some([found.filter(|rule| !counted(rule)).collect(), read.filter(|rule| !counted(rule)).collect()])
}

/// The most cents, from nothing to all, at which a rule stands as it does where nothing moves; none where all that moves leaves it so.
fn bound(plan: &Plan, ends: [&str; 2], rule: &str) -> Option<i64> {
    let breaks = |cents: i64| -> Option<bool> {
        if cents == 0 {
            return Some(plan.check().iter().any(|finding| finding.rule().id() == rule));
        }
        let assessment = plan.assess(&moving(ends, cents)).ok()?;
        Some(assessment.findings().iter().any(|finding| finding.rule().id() == rule))
    };
    let (mut stands, mut turns) = (0, plan.approved().amount(ends[0]).unwrap().cents());
    if turns == 0 || breaks(0)? == breaks(turns)? {
        return None;
    }
    let at_first = breaks(0)?;
    while turns - stands > 1 {
        let middle = stands + (turns - stands) / 2;
        if breaks(middle)? == at_first { stands = middle } else { turns = middle }
    }
    // The last that keeps the rule.
    Some(if at_first { turns } else { stands })
}

/// What plans a case comes to, one proposal after the other, with the ends of its transfers.
fn plans(case: &Case) -> Vec<(Plan, Vec<[String; 2]>)> {
    let mut plan = case.read();
    case.proposals()
        .map(|(proposal, _, needs)| {
            let before = plan.clone();
            plan.apply(&proposal, needs).unwrap();
            let ends = proposal.transfers().iter().flat_map(|transfer| {
                let ends = [transfer.from().to_owned(), transfer.to().to_owned()];
                let [from, to] = ends.clone();
                [ends, [to, from]]
            });
            (before, ends.collect())
        })
        .collect()
}

#[test]
fn each_rule_is_tried_at_its_bound_and_a_cent_on_each_side() {
    let mut rules: BTreeMap<(String, String), Option<i64>> = BTreeMap::new();
    for case in cases() {
        let act = case.act["name"].as_str().unwrap();
        for (plan, ends) in plans(&case) {
            for rule in plan.rulebook().rules() {
                let key = (act.to_owned(), rule.id().to_owned());
                let known = rules.entry(key).or_default();
                for [from, to] in ends.iter().filter(|_| !matches!(rule.limit(), Limit::Changes(_))) {
                    if known.is_some_and(|at| at > 0) {
                        break;
                    }
                    let ends = [from.as_str(), to.as_str()];
                    let Some(at) = bound(&plan, ends, rule.id()) else { continue };
                    let three: Option<Vec<[BTreeSet<String>; 2]>> = (at - 1..=at + 1)
                        .map(|cents| broken(&plan, case.case["date"].as_str(), ends, cents))
                        .collect();
                    let Some(three) = three else { continue };
                    let label = format!("{}: {} from {from} to {to} at {at}", case.label, rule.id());
                    for [found, read] in &three {
                        assert_eq!(found, read, "{label}");
                    }
                    let keeps: Vec<bool> =
                        three.iter().map(|[found, _]| !found.contains(rule.id())).collect();
                    assert!(keeps[1] && keeps.contains(&false), "{label}: {keeps:?}");
                    *known = (*known).max(Some(at));
                }
            }
        }
    }
    // How many changes there may be is no amount: acts.json tries them one after the other.
    let untried: Vec<&str> =
        rules.iter().filter(|(_, at)| at.is_none()).map(|((_, rule), _)| rule.as_str()).collect();
    let inside = rules.values().filter(|at| at.is_some_and(|at| at > 0)).count();
    assert!(rules.len() >= 99 && inside >= 50, "{} rules, {inside} with a bound above nothing", rules.len());
    assert_eq!(untried, ["only-one", "two"]);
}
