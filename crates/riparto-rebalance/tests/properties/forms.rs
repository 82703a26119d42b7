//! Plans in every form of the language: beginnings, days, counted changes, payers, units, co-financing. What is assessed, how far a
//! transfer may go, margins and the nearest amounts agree with the independent reading.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestCaseError;
use riparto_arbitrary::arbitrary::{PlanForms, any_allocation_of, any_plan_of};
use riparto_core::plan::DerivedCompletion;
use riparto_core::{Authorization, Date, Limit, Money, Plan, Proposal};
use riparto_rebalance::rebalance::Rebalance;
use riparto_rebalance::{Answer, Headroom};
use riparto_solve::Meter;

use riparto_test_support::oracle::{Broken, Reading, expected_after, expected_on, found, level};
use riparto_test_support::{any_table_in_every_form, cases, given};

const DAYS: [&str; 4] = ["2026-02-28", "2026-06-01", "2026-11-30", "2027-10-01"];

fn on(plan: &Plan, day: &str) -> Plan {
    plan.on(day.parse::<Date>().unwrap()).unwrap()
}

/// The ids of rules of some kind.
fn rules_with(plan: &Plan, is: impl Fn(&Limit) -> bool) -> BTreeSet<String> {
    let rules = plan.rulebook().rules().iter().filter(|rule| is(rule.limit()));
    rules.map(|rule| rule.id().to_owned()).collect()
}

fn without(broken: Vec<Broken>, rules: &BTreeSet<String>) -> Vec<Broken> {
    broken.into_iter().filter(|broken| !rules.contains(&broken.0)).collect()
}

/// A proposal of one transfer as it would be approved: over the sources, with what follows it; none where that is impossible.
fn completed(plan: &Plan, [from, to]: [&str; 2], cents: i64) -> Option<Proposal> {
    let party = plan.parties().first().map_or("ats", |party| party.id());
    let amount = Money::from_cents(cents).ok()?;
    let stated = Proposal::new("try", party).unwrap().transfer(from, to, amount).ok()?;
    let split = plan.split_by_source(&stated).ok()?.into_owned();
    let completion = plan.follow(&split).ok()?;
    let proposal = completion.proposal(&split).clone();
    let is_possible = !matches!(completion, DerivedCompletion::Impossible(_));
    (is_possible && plan.assess(&proposal).is_ok()).then_some(proposal)
}

/// Whether a transfer needs no more than a level, but for what is broken already and does not get worse.
fn passes(plan: &Plan, ends: [&str; 2], cents: i64, up_to: Authorization) -> bool {
    if cents == 0 {
        return true;
    }
    let Some(proposal) = completed(plan, ends, cents) else { return false };
    let findings = plan.assess(&proposal).unwrap().findings().clone();
    findings.iter().all(|finding| finding.needs() <= up_to || !finding.is_worse())
}

/// The two ends of a transfer: lines, or co-financed actions.
fn ends(plan: &Plan, picks: [Index; 2]) -> Option<[String; 2]> {
    let mut names: Vec<String> = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
    if let Some(co_financing) = plan.co_financing() {
        let each = co_financing.each.as_str();
        let values: BTreeSet<&str> =
            plan.envelope().lines().filter_map(|line| line.labels().get(each)).collect();
        names.extend(values.into_iter().flat_map(|value| vec![format!("{each}={value}"); 3]));
    }
    let [from, to] = picks.map(|pick| names[pick.index(names.len())].clone());
    let held = |end: &str| match end.split_once('=') {
        None => BTreeSet::from([end.to_owned()]),
        Some((each, value)) => {
            let lines = plan.envelope().lines().filter(|line| line.labels().get(each) == Some(value));
            lines.map(|line| line.id().to_owned()).collect()
        }
    };
    held(&from).is_disjoint(&held(&to)).then_some([from, to])
}

/// What the lines of an end hold.
fn held(plan: &Plan, end: &str) -> i64 {
    match end.split_once('=') {
        None => plan.approved().amount(end).unwrap().cents(),
        Some((each, value)) => plan
            .approved()
            .iter()
            .filter(|(line, _)| line.labels().get(each) == Some(value))
            .map(|(_, amount)| amount.cents())
            .sum(),
    }
}

#[test]
fn every_form_comes_up() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [0; 9];
    for _ in 0..400 {
        let plan = any_plan_of(PlanForms::all()).new_tree(&mut runner).unwrap().current();
        let text = plan.to_json();
        let is_paid = |limit: &Limit| matches!(limit, Limit::Derived(derived) if derived.paid_by.is_some());
        let is_at_rates = !plan.check().iter().any(|finding| finding.rule().id().starts_with("co-financing"));
        let found = [
            text.contains("\"through\":"),
            text.contains("\"when\":"),
            !rules_with(&plan, is_paid).is_empty(),
            !rules_with(&plan, |limit| matches!(limit, Limit::Changes(_))).is_empty(),
            text.contains("\"changes_made\":"),
            text.contains("\"units\":"),
            plan.co_financing().is_some(),
            plan.co_financing().is_some_and(|co_financing| !co_financing.exceptions.is_empty()),
            plan.co_financing().is_some() && is_at_rates,
        ];
        counts.iter_mut().zip(found).for_each(|(count, found)| *count += usize::from(found));
    }
    assert!(counts.iter().all(|count| *count >= 20), "{counts:?}");
    let plain = any_plan_of(PlanForms::default()).new_tree(&mut runner).unwrap().current();
    assert!(plain.co_financing().is_none() && plain.changes_made().is_empty());
}

/// Whether a line is derived and somebody pays for it. It follows and has no margin of its own.
fn follows(plan: &Plan, id: &str) -> bool {
    let reading = Reading::new(&plan.to_json(), plan.approved());
    // What is no line is an action with several sources.
    let Some(line) = plan.envelope().lines().position(|line| line.id() == id) else { return false };
    plan.rulebook().rules().iter().any(|rule| {
        let is_paid = matches!(rule.limit(), Limit::Derived(derived) if derived.paid_by.is_some());
        is_paid && reading.selected(&serde_json::to_value(rule.scope()).unwrap()).contains(&line)
    })
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn assessing_equals_the_reading((plan, proposal) in any_table_in_every_form()) {
        let assessment = plan.assess(&proposal).unwrap();
        let apart = rules_with(&plan, |limit| matches!(limit, Limit::Step(_) | Limit::Changes(_)));
        let read = without(expected_after(&plan, &proposal, &assessment.after()), &apart);
        prop_assert_eq!(without(found(assessment.findings()), &apart), read, "{} {:?}", plan.to_json(), proposal);
        // A count is found to be used up where some breach that no approval brought would need what it counts.
        let reading = Reading::new(&plan.to_json(), plan.approved());
        let counted = rules_with(&plan, |limit| matches!(limit, Limit::Changes(_)));
        let used_up = assessment.findings().iter().filter(|finding| counted.contains(finding.rule().id())).count();
        let lifts = assessment.findings().iter().any(|finding| {
            !finding.stands_authorized() && !counted.contains(finding.rule().id()) && reading.is_lifted(finding)
        });
        prop_assert_eq!(used_up > 0, lifts, "{} {:?}", plan.to_json(), proposal);
    }

    #[test]
    fn the_largest_transfer_passes_and_none_beyond_does(
        plan in any_plan_of(PlanForms::all()), picks: [Index; 2], day in select(DAYS.to_vec()),
        up_to in select(Authorization::ALL.to_vec()), further in 1..1_000i64,
    ) {
        let plan = on(&plan, day);
        let ends = given(ends(&plan, picks))?;
        let ends = [ends[0].as_str(), ends[1].as_str()];
        let held = held(&plan, ends[0]);
        let bounds = plan.transfer_bounds(ends[0], ends[1], up_to).unwrap();
        let [largest, at_most] = [bounds.passes().cents(), bounds.at_most().cents()];
        prop_assert!(0 <= largest && largest <= at_most && at_most <= held);
        prop_assert!(passes(&plan, ends, largest, up_to), "{} {:?} {}", largest, ends, plan.to_json());
        // Only what follows, and what becomes several transfers, is searched.
        let is_paid = |limit: &Limit| matches!(limit, Limit::Derived(derived) if derived.paid_by.is_some());
        let is_searched = ends.iter().any(|end| end.contains('=')) || !rules_with(&plan, is_paid).is_empty();
        prop_assert!(bounds.is_proven() || is_searched, "{} {:?} {}", largest, ends, plan.to_json());
        let beyond = held - at_most;
        let middle = i64::try_from(i128::from(beyond) * i128::from(further) / 1_000).unwrap();
        for more in [1, 2, 3, 7, 100, beyond, beyond - 1, middle] {
            if (1..=beyond).contains(&more) {
                let cents = at_most + more;
                prop_assert!(!passes(&plan, ends, cents, up_to), "{} not {} {:?} {}", cents, at_most, ends, plan.to_json());
            }
        }
    }

    /// A margin is at least what any single transfer from the line can move, or to it.
    #[test]
    fn no_transfer_is_beyond_the_margins(
        plan in any_plan_of(PlanForms::all()), up_to in select(Authorization::ALL.to_vec()), picks: [Index; 2],
    ) {
        let lines: Vec<&str> = plan.envelope().lines().map(|line| line.id()).collect();
        let [from, to] = picks.map(|pick| pick.index(lines.len()));
        prop_assume!(from != to && !follows(&plan, lines[from]) && !follows(&plan, lines[to]));
        let headroom = Headroom::of_within(&plan, up_to, &Meter::new(1 << 18));
        let largest = plan.largest_transfer(lines[from], lines[to], up_to).unwrap();
        let margins: Vec<_> = headroom.iter().collect();
        prop_assert!(largest <= margins[from].give_stop.at_most, "{} {} {}", lines[from], largest, plan.to_json());
        prop_assert!(largest <= margins[to].receive_stop.at_most, "{} {} {}", lines[to], largest, plan.to_json());
    }

    /// The nearest amounts break nothing above the level by the reading; where it is said that none are, none that are drawn is one.
    #[test]
    fn the_nearest_amounts_are_those_of_the_reading(
        (plan, wish) in any_plan_of(PlanForms::all()).prop_flat_map(|plan| (Just(plan.clone()), any_allocation_of(plan.envelope()))),
        day in select(DAYS.to_vec()), up_to in select(Authorization::ALL.to_vec()),
    ) {
        let plan = on(&plan, day);
        let steps = rules_with(&plan, |limit| matches!(limit, Limit::Step(_)));
        let above = |allocation: &riparto_core::Allocation| -> bool {
            let read = expected_on(&plan, allocation, day);
            read.iter().any(|broken| level(&broken.1) > level(up_to.name()))
        };
        let answer = Rebalance::new().up_to(up_to).wishes(wish.amounts()).run_within(&plan, &Meter::new(1 << 14)).unwrap();
        match answer {
            Answer::Found(found) => prop_assert!(!above(found.allocation()), "{} {}", day, plan.to_json()),
            Answer::Infeasible(_) => {
                prop_assert!(!steps.is_empty() || above(&wish), "{} {}", day, plan.to_json());
                prop_assert!(above(plan.approved()), "{} {}", day, plan.to_json());
                prop_assert!(above(plan.original()) || plan.original().total() != plan.approved().total(), "{} {}", day, plan.to_json());
            }
            Answer::Unknown => return Err(TestCaseError::reject("not decided in so much work")),
        }
        let reading = Reading::new(&plan.to_json(), plan.approved()).on(&plan.to_json(), day);
        prop_assert_eq!(reading.broken().is_empty(), plan.check().is_empty());
    }
}
