//! Conflicts: nothing in them can be spared, and the way out is enough and the cheapest.

use proptest::prelude::*;
use riparto_core::{Authorization, Language, Limit, Plan, Rule, Scope};
use riparto_rebalance::{Answer, Conflict};

use super::instance::{Asks, Instance, any_instance, medium, money, position, tiny};
use riparto_test_support::{cases, given};

fn diagnosed(plan: &Plan) -> Option<Conflict> {
    match Conflict::diagnose(plan, Authorization::Free).unwrap() {
        Answer::Found(()) => None,
        Answer::Infeasible(conflict) => Some(conflict),
        Answer::Unknown => panic!("bounds of sums are decided"),
    }
}

/// The rules by which an instance cannot be met, by position.
fn named(conflict: &Conflict) -> Vec<usize> {
    conflict.rules().map(|rule| position(rule.id())).collect()
}

/// An instance with some of its rules.
fn only(instance: &Instance, rules: &[usize]) -> Instance {
    let demands = rules.iter().map(|rule| instance.demands[*rule].clone()).collect();
    Instance { demands, ..instance.clone() }
}

/// For each allocation, the rules that it breaks, as bits; and the cents by which rules would have to give way.
fn broken(instance: &Instance) -> Vec<(usize, i64)> {
    let lacks = |amounts: &Vec<i64>| -> Vec<i64> {
        instance.demands.iter().map(|demand| demand.lacks(&instance.original, amounts)).collect()
    };
    let bits = |lacks: Vec<i64>| {
        let rules = lacks.iter().enumerate().filter(|(_, lacks)| **lacks > 0);
        (rules.map(|(rule, _)| 1 << rule).sum(), lacks.iter().sum())
    };
    instance.allocations().iter().map(lacks).map(bits).collect()
}

/// A rule that asks so many cents less than another: a lock becomes a floor and a ceiling around it.
fn loosened(instance: &Instance, number: usize, by: i64) -> Vec<Rule> {
    let demand = &instance.demands[number];
    let held: i64 = demand.lines.iter().map(|line| instance.original[*line]).sum();
    let scope = Scope::lines(demand.lines.iter().map(|line| format!("L{line}")));
    let limits = match demand.asks {
        Asks::Floor(cents) => vec![Limit::Floor(money(cents - by))],
        Asks::Ceiling(cents) => vec![Limit::Ceiling(money(cents + by))],
        Asks::Lock => vec![Limit::Floor(money((held - by).max(0))), Limit::Ceiling(money(held + by))],
    };
    (0..)
        .zip(limits)
        .map(|(side, limit)| Rule::new(format!("r{number}.{side}"), scope.clone(), limit).unwrap())
        .collect()
}

fn on_sums(mut instance: Instance) -> Instance {
    instance.demands.iter_mut().for_each(|demand| demand.each = false);
    instance
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_conflict_has_no_rule_to_spare(instance in any_instance(medium())) {
        let conflict = given(diagnosed(&instance.plan()))?;
        let rules = named(&conflict);
        prop_assert!(diagnosed(&only(&instance, &rules).plan()).is_some());
        for spared in &rules {
            let rest: Vec<usize> = rules.iter().copied().filter(|rule| rule != spared).collect();
            prop_assert!(diagnosed(&only(&instance, &rest).plan()).is_none());
        }
    }

    #[test]
    fn a_conflict_that_is_called_minimal_is_the_smallest(instance in any_instance(tiny())) {
        let broken = broken(&instance);
        let clashes = |rules: &usize| broken.iter().all(|(bits, _)| bits & rules != 0);
        let smallest = (0..1usize << instance.demands.len()).filter(clashes).map(usize::count_ones).min();
        let conflict = diagnosed(&instance.plan());
        prop_assert_eq!(conflict.is_some(), smallest.is_some());
        let conflict = given(conflict)?;
        let rules: usize = named(&conflict).iter().map(|rule| 1usize << rule).sum();
        prop_assert!(clashes(&rules));
        if conflict.is_minimal() {
            prop_assert_eq!(Some(rules.count_ones()), smallest);
        }
    }

    #[test]
    fn the_way_out_is_the_cheapest_of_all(instance in any_instance(tiny())) {
        let conflict = given(diagnosed(&instance.plan()))?;
        let cheapest = broken(&instance).into_iter().map(|(_, cents)| i128::from(cents)).min();
        prop_assert_eq!(conflict.relaxation_cents(), cheapest);
        prop_assert!(conflict.is_relaxation_proven());
    }

    #[test]
    fn giving_way_as_told_is_enough(instance in any_instance(medium()).prop_map(on_sums)) {
        let conflict = given(diagnosed(&instance.plan()))?;
        let mut by = vec![0; instance.demands.len()];
        for (rule, cents) in conflict.relaxation() {
            prop_assert!(cents > 0);
            by[position(rule.id())] += i64::try_from(cents).unwrap();
        }
        let rules = (0..by.len()).flat_map(|number| loosened(&instance, number, by[number])).collect();
        prop_assert!(diagnosed(&instance.plan_with(rules)).is_none());
    }

    #[test]
    fn an_explanation_is_one_sentence_that_names_its_rules_and_no_other(instance in any_instance(medium())) {
        let conflict = given(diagnosed(&instance.plan()))?;
        for language in [Language::English, Language::Italian] {
            let told = conflict.explanation(language);
            prop_assert!(!told.contains('\n'));
            let (lines, rules): (Vec<&str>, Vec<&str>) =
                told.split('`').skip(1).step_by(2).partition(|name| name.starts_with('L'));
            let mut mentioned: Vec<usize> = rules.into_iter().map(position).collect();
            mentioned.sort_unstable();
            let parts: Vec<&str> = conflict.parts().flat_map(|(_, of)| of).collect();
            prop_assert!(lines.iter().all(|line| parts.contains(line)), "{}", told);
            prop_assert_eq!(lines.is_empty(), conflict.parts().next().is_none(), "{}", told);
            prop_assert_eq!(mentioned, named(&conflict), "{}", told);
        }
    }
}
