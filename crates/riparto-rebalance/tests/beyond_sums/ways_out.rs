//! The cheapest way out of a conflict against a look at every allocation.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_core::{Allocation, Authorization, Money, Plan};
use riparto_rebalance::{Answer, Conflict, Rebalance};
use serde_json::{Value, json};

use super::tiny::{Asks, Tiny, any_tiny};
use riparto_test_support::{cases, given};

impl Tiny {
    /// By how many cents amounts miss a rule; `None` where they are no multiple of its step, which does not give way.
    fn lacks(&self, asks: &Asks, amounts: &[i64]) -> Option<i64> {
        let sum = |lines: &[usize], of: &[i64]| lines.iter().map(|line| of[*line]).sum::<i64>();
        let held = |lines: &[usize]| sum(lines, amounts);
        let down = |thousandths: i64| thousandths.div_euclid(1_000);
        let up = |thousandths: i64| -(-thousandths).div_euclid(1_000);
        let outside = |held: i64, low: i64, high: i64| (low - held).max(held - high).max(0);
        Some(match asks {
            Asks::Floor(lines, cents) => (cents - held(lines)).max(0),
            Asks::Ceiling(lines, cents) => (held(lines) - cents).max(0),
            Asks::ShareOfTotal { lines, tenths, at_most: true } => {
                (held(lines) - down(tenths * self.total())).max(0)
            }
            Asks::ShareOfTotal { lines, tenths, at_most: false } => {
                (up(tenths * self.total()) - held(lines)).max(0)
            }
            Asks::ShareOf { part, whole, tenths, at_most: true } => {
                (held(part) - down(tenths * held(whole))).max(0)
            }
            Asks::ShareOf { part, whole, tenths, at_most: false } => {
                (up(tenths * held(whole)) - held(part)).max(0)
            }
            Asks::Derived { part, whole, tenths, rounding } => {
                let due = match *rounding {
                    "down" => down(tenths * held(whole)),
                    "up" => up(tenths * held(whole)),
                    _ => down(tenths * held(whole) + 500),
                };
                (held(part) - due).abs()
            }
            Asks::Locked(lines, base) => (held(lines) - sum(lines, self.base(*base))).abs(),
            Asks::Variation { lines, base, up, down } => {
                let base = sum(lines, self.base(*base));
                // Nothing holds less than nothing.
                outside(held(lines), (base - down).max(0), base + up)
            }
            Asks::Movement { cap, .. } | Asks::Inside { cap, .. } => {
                (self.moved(asks, amounts)? - cap).max(0)
            }
            Asks::Flow { from, to, cap } => (self.least_flow(from, to, amounts) - cap).max(0),
            Asks::Step(lines, cents) => {
                return lines.iter().all(|line| amounts[*line] % cents == 0).then_some(0);
            }
        })
    }

    /// By how much amounts miss each rule; `None` where one is no multiple of its step.
    fn all_lacks(&self, amounts: &[i64]) -> Option<Vec<i64>> {
        self.rules.iter().map(|asks| self.lacks(asks, amounts)).collect()
    }

    /// The fewest cents by which rules miss any allocation in all, if one keeps all steps.
    fn cheapest(&self) -> Option<i64> {
        self.allocations().iter().filter_map(|amounts| Some(self.all_lacks(amounts)?.iter().sum())).min()
    }

    fn conflict(&self, order: &[usize]) -> Option<Conflict> {
        match Conflict::diagnose(&self.plan_with(order), Authorization::Free).unwrap() {
            Answer::Infeasible(conflict) => Some(conflict),
            Answer::Found(()) => None,
            Answer::Unknown => panic!("a tiny plan is searched whole"),
        }
    }
}

/// By how many cents each rule gives way.
fn ways(tiny: &Tiny, conflict: &Conflict) -> Vec<i64> {
    let mut ways = vec![0; tiny.rules.len()];
    for (rule, cents) in conflict.relaxation() {
        ways[rule.id()[1..].parse::<usize>().unwrap()] += i64::try_from(cents).unwrap();
    }
    ways
}

#[test]
fn rules_of_every_kind_give_way_somewhere() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut runner, strategy) = (TestRunner::deterministic(), any_tiny());
    for _ in 0..1_500 {
        let tiny = strategy.new_tree(&mut runner).unwrap().current();
        let order: Vec<usize> = (0..tiny.rules.len()).collect();
        let Some(conflict) = tiny.conflict(&order) else { continue };
        if conflict.relaxation_cents().is_none() {
            *counts.entry("steps leave no way").or_default() += 1;
        }
        for (asks, _) in tiny.rules.iter().zip(ways(&tiny, &conflict)).filter(|(_, cents)| *cents > 0) {
            *counts.entry(asks.kind()).or_default() += 1;
        }
    }
    println!("{counts:#?}");
    // All kinds but steps, which leave no way now and then.
    counts.remove("steps leave no way");
    assert_eq!(counts.len(), 12, "{counts:#?}");
    assert!(!counts.contains_key("step"), "{counts:#?}");
    assert!(counts.values().all(|count| *count >= 3), "{counts:#?}");
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn no_way_out_is_cheaper(tiny in any_tiny()) {
        let order: Vec<usize> = (0..tiny.rules.len()).collect();
        let conflict = given(tiny.conflict(&order))?;
        prop_assert_eq!(conflict.relaxation_cents(), tiny.cheapest().map(i128::from));
        prop_assert_eq!(conflict.relaxation_at_least(), conflict.relaxation_cents());
        prop_assert_eq!(conflict.is_relaxation_proven(), conflict.relaxation_cents().is_some());
    }

    #[test]
    fn rules_that_give_way_as_told_hold_together(tiny in any_tiny()) {
        let order: Vec<usize> = (0..tiny.rules.len()).collect();
        let conflict = given(tiny.conflict(&order))?;
        let ways = ways(&tiny, &conflict);
        let held = tiny.allocations().into_iter().find(|amounts| tiny.all_lacks(amounts).as_ref() == Some(&ways));
        prop_assert_eq!(held.is_some(), conflict.relaxation_cents().is_some());
        let held = given(held)?;
        // What a check finds there is just what is told.
        let plan = tiny.plan();
        let money = held.iter().map(|cents| Money::from_cents(*cents).unwrap()).collect();
        let findings = plan.check_allocation(&Allocation::new(plan.envelope(), money).unwrap()).unwrap();
        let mut found = vec![0; ways.len()];
        for finding in &findings {
            found[finding.rule().id()[1..].parse::<usize>().unwrap()] += finding.excess().cents();
        }
        prop_assert_eq!(found, ways);
    }

    #[test]
    fn rules_give_way_alike_in_whatever_order_they_are_written(tiny in any_tiny()) {
        let order: Vec<usize> = (0..tiny.rules.len()).collect();
        let reversed: Vec<usize> = order.iter().rev().copied().collect();
        let told = |order: &[usize]| tiny.conflict(order).map(|conflict| ways(&tiny, &conflict));
        prop_assert_eq!(told(&order), told(&reversed));
    }
}

fn plan_of(lines: &[(&str, &str)], rules: &Value) -> Plan {
    let total: Money = lines.iter().fold(Money::ZERO, |sum, (_, amount)| {
        Money::from_cents(sum.cents() + amount.parse::<Money>().unwrap().cents()).unwrap()
    });
    let lines: Vec<Value> = lines.iter().map(|(id, amount)| json!({"id": id, "amount": amount})).collect();
    let plan =
        json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines, "rules": rules});
    Plan::from_json(&plan.to_string()).unwrap()
}

/// Costs are due at 130.5 % of the base and both are all there is: 65,331.32 asks 85,257.38, which is a cent too little in all,
/// and a cent more on the base asks a cent more of the costs, which is a cent too much. That no search box by box excludes.
#[test]
fn a_rule_that_no_whole_cents_meet_gives_way_by_a_cent() {
    let derived = json!({"derived": {"percent": "130.5", "of": {"lines": ["base"]}, "rounding": "up"}});
    let rules = json!([{"id": "costs", "scope": {"lines": ["costs"]}, "limit": derived}]);
    let plan = plan_of(&[("costs", "80000.00"), ("base", "70588.71")], &rules);
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("it clashes")
    };
    let told: Vec<(&str, i128)> = conflict.relaxation().map(|(rule, cents)| (rule.id(), cents)).collect();
    assert_eq!((told, conflict.is_relaxation_proven()), (vec![("costs", 1)], true));
    let nearest = Rebalance::new().wishes(plan.approved().amounts()).run(&plan).unwrap();
    assert!(matches!(nearest, Answer::Infeasible(_)), "{nearest:?}");
}

/// Lines of 100.00 and of 1,000.00 whose sum with others is a share to the cent: few allocations do, and programs find one.
#[test]
fn steps_and_a_derived_line_are_met_where_they_can_be() {
    let rules = json!([
        {"id": "derived", "scope": {"lines": ["L1", "L2", "L4", "L5"]}, "limit": {"derived": {"percent": "439.4", "of": {"lines": ["L1"]}, "rounding": "up"}}},
        {"id": "hundreds", "scope": {"lines": ["L0", "L3", "L4", "L5"]}, "limit": {"step": "100.00"}},
        {"id": "thousands", "scope": {"lines": ["L0"]}, "limit": {"step": "1000.00"}}
    ]);
    let amounts = ["4371.59", "17800.00", "10000.00", "4424.69", "23434.22", "18200.00"];
    let lines: Vec<(&str, &str)> = ["L0", "L1", "L2", "L3", "L4", "L5"].into_iter().zip(amounts).collect();
    let plan = plan_of(&lines, &rules);
    let Answer::Found(nearest) = Rebalance::new().wishes(plan.approved().amounts()).run(&plan).unwrap()
    else {
        panic!("some allocation keeps them")
    };
    assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
    assert!(nearest.at_least() <= nearest.objective().squares);
}

/// A step leaves no way: the total is no multiple of it, and it does not give way.
#[test]
fn steps_that_the_total_is_no_multiple_of_leave_no_way_out() {
    let rules = json!([{"id": "hundreds", "scope": "all", "limit": {"step": "100.00"}}]);
    let plan = plan_of(&[("a", "80.00"), ("b", "70.00")], &rules);
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("it clashes")
    };
    assert_eq!((conflict.relaxation_cents(), conflict.relaxation_at_least()), (None, None));
}

/// The flow makes the program of three thousand lines too large; but where bounds of sums give way by the fewest cents, it is
/// kept, and no fewer cents can do.
#[test]
fn a_way_out_of_the_sums_that_keeps_all_other_rules_is_the_cheapest_at_any_size() {
    let line = |number: usize| {
        let group = ["first", "second"][number % 2];
        json!({"id": format!("L{number}"), "amount": "100.00", "labels": {"group": group}})
    };
    let lines: Vec<Value> = (0..3_000).map(line).collect();
    let tenth = json!({"percent": "10"});
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "300000.00", "lines": lines, "rules": [
        {"id": "each", "scope": "all", "each": "line", "limit": {"variation": {"up": tenth, "down": tenth}}},
        {"id": "first", "scope": {"labels": {"group": "first"}}, "limit": {"ceiling": "120000.00"}},
        {"id": "flow", "scope": {"lines": ["L0"]}, "limit": {"flow": {"to": {"lines": ["L1"]}, "amount": "0.00"}}}
    ]});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("it clashes")
    };
    assert_eq!((conflict.relaxation_cents(), conflict.is_relaxation_proven()), (Some(1_500_000), true));
}
