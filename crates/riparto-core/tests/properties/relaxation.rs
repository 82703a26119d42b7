//! Loosening a rule, or dropping it, breaks nothing.

use proptest::prelude::*;
use proptest::sample::Index;
use riparto_arbitrary::arbitrary::any_money;
use riparto_core::rules::{Allowance, Band, Flow, LimitAmount, Threshold};
use riparto_core::{Limit, Money, Percent, Plan, Proposal, Rule};

use riparto_test_support::oracle::{Broken, found, level};
use riparto_test_support::{any_table, any_table_in_every_form, cases, given};

fn less(amount: Money, by: Money) -> Money {
    amount.checked_sub(by).unwrap_or(Money::ZERO)
}

fn more(amount: Money, by: Money) -> Money {
    amount.checked_add(by).unwrap_or(Money::MAX)
}

/// Half of a percentage, or twice as much.
fn times(percent: Percent, doubled: bool) -> Percent {
    let units = riparto_test_support::oracle::scaled(&serde_json::to_value(percent).unwrap(), 9);
    let units = if doubled { (units * 2).min(10_000_000_000_000) } else { units / 2 };
    format!("{}.{:09}", units / 1_000_000_000, units % 1_000_000_000).parse().unwrap()
}

fn wider(allowance: &Allowance, by: Money) -> Allowance {
    let mut wider = allowance.clone();
    wider.percent = allowance.percent.map(|percent| times(percent, true));
    wider.amount = allowance.amount.map(|amount| more(amount, by));
    wider
}

/// A larger amount, or a smaller one where it is a least.
fn shifted(amount: &LimitAmount, by: Money, is_least: bool) -> LimitAmount {
    let each = |amounts: &[LimitAmount]| amounts.iter().map(|amount| shifted(amount, by, is_least)).collect();
    match amount {
        LimitAmount::Fixed(amount) => {
            LimitAmount::Fixed(if is_least { less(*amount, by) } else { more(*amount, by) })
        }
        LimitAmount::Percent(of) => {
            let mut of = of.clone();
            of.percent = times(of.percent, !is_least);
            LimitAmount::Percent(of)
        }
        LimitAmount::Lesser(amounts) => LimitAmount::Lesser(each(amounts)),
        LimitAmount::Greater(amounts) => LimitAmount::Greater(each(amounts)),
        other => panic!("no looser amount is known of {other:?}"),
    }
}

/// A bound that is looser, and may be reached.
fn reachable(threshold: &Threshold, by: Money, is_least: bool) -> Threshold {
    Threshold::new(shifted(&threshold.amount, by, is_least))
}

/// A looser limit of the same kind; `None` where the kind has no loose and tight.
fn loosened(limit: &Limit, by: Money) -> Option<Limit> {
    let mut limit = limit.clone();
    match &mut limit {
        Limit::Floor(amount) => *amount = less(*amount, by),
        Limit::Ceiling(amount) => *amount = more(*amount, by),
        Limit::ShareFloor(share) => share.percent = times(share.percent, false),
        Limit::ShareCeiling(share) => share.percent = times(share.percent, true),
        Limit::Variation(variation) => {
            for allowance in [&mut variation.up, &mut variation.down].into_iter().flatten() {
                *allowance = wider(allowance, by);
            }
        }
        Limit::Movement(movement) => {
            movement.percent = movement.percent.map(|percent| times(percent, true));
            movement.amount = movement.amount.map(|amount| more(amount, by));
        }
        Limit::Sum(bounds) if bounds.exactly.is_none() => {
            bounds.at_least = bounds.at_least.as_ref().map(|least| reachable(least, by, true));
            bounds.at_most = bounds.at_most.as_ref().map(|most| reachable(most, by, false));
        }
        Limit::Change(change) => {
            for side in [&mut change.up, &mut change.down].into_iter().flatten() {
                *side = reachable(side, by, false);
            }
        }
        Limit::Moved(moved) => moved.at_most = reachable(&moved.at_most, by, false),
        Limit::Flow(Flow { at_most: Some(most), .. }) => *most = reachable(most, by, false),
        Limit::Flow(flow) => {
            flow.percent = flow.percent.map(|percent| times(percent, true));
            flow.amount = flow.amount.map(|amount| more(amount, by));
        }
        Limit::Bands(bands) => {
            for Band { limit, .. } in bands {
                *limit = loosened(limit, by)?;
            }
        }
        _ => return None,
    }
    Some(limit)
}

/// The same plan with other rules.
fn with_rules(plan: &Plan, rules: &[Rule]) -> Plan {
    let mut document: serde_json::Value = serde_json::from_str(&plan.to_json()).unwrap();
    document["rules"] = serde_json::to_value(rules).unwrap();
    Plan::from_json(&document.to_string()).unwrap()
}

fn rebuilt(rule: &Rule, limit: Limit) -> Rule {
    let banded = matches!(limit, Limit::Bands(_));
    let mut other = Rule::new(rule.id(), rule.scope().clone(), limit).unwrap();
    if !banded {
        other = other.with_needs(rule.needs()).unwrap();
    }
    if let Some(when) = rule.when() {
        other = other.with_when(when);
    }
    match rule.each() {
        Some(each) => other.with_each(each.clone()).unwrap(),
        None => other,
    }
}

/// What a plan breaks as it stands, and what a proposal would.
/// Whether a rule counts changes: what it finds depends on what all others need.
fn counts(plan: &Plan, id: &str) -> bool {
    plan.rulebook().rules().iter().any(|rule| rule.id() == id && matches!(rule.limit(), Limit::Changes(_)))
}

/// Whether findings of all rules but one stay as they were where that one is loosened or dropped. What counts changes, and what the
/// others need where so many were made, may only get less.
fn stays(plan: &Plan, id: &str, (was, is): (&[Broken], &[Broken])) -> bool {
    let apart = |all: &[Broken]| -> (Vec<Broken>, Vec<Broken>) {
        all.iter().filter(|finding| finding.0 != id).cloned().partition(|finding| counts(plan, &finding.0))
    };
    let ((counted, others), (counted_then, others_then)) = (apart(was), apart(is));
    let same = match plan.rulebook().rules().iter().any(|rule| counts(plan, rule.id())) {
        false => others == others_then,
        true => {
            others.len() == others_then.len()
                && others.iter().zip(&others_then).all(|(was, is)| {
                    (&was.0, was.2, was.3, &was.4) == (&is.0, is.2, is.3, &is.4)
                        && level(&is.1) <= level(&was.1)
                })
        }
    };
    same && counted_then.iter().all(|then| counted.iter().any(|was| was.0 == then.0))
}

fn all_found(plan: &Plan, proposal: &Proposal) -> [Vec<Broken>; 2] {
    [found(&plan.check()), found(plan.assess(proposal).unwrap().findings())]
}

#[test]
fn bands_that_measure_different_things_are_refused() {
    for (limit, field, bands) in [
        ("share_ceiling", "of", [r#"{"percent": "20"}"#, r#"{"percent": "20", "of": {"lines": ["b"]}}"#]),
        (
            "share_floor",
            "of",
            [r#"{"percent": "20", "of": {"lines": ["b"]}}"#, r#"{"percent": "20", "of": "all"}"#],
        ),
        (
            "flow",
            "to",
            [r#"{"amount": "1.00", "to": "all"}"#, r#"{"amount": "2.00", "to": {"lines": ["b"]}}"#],
        ),
        ("movement", "by", [r#"{"amount": "1.00", "by": "partner"}"#, r#"{"amount": "2.00"}"#]),
    ] {
        let band =
            |value: &str, needs: &str| format!(r#"{{"limit": {{"{limit}": {value}}}, "needs": "{needs}"}}"#);
        let bands = format!("{}, {}", band(bands[0], "notification"), band(bands[1], "forbidden"));
        let rule = format!(r#"{{"id": "r", "scope": {{"lines": ["a"]}}, "limit": {{"bands": [{bands}]}}}}"#);
        let told = serde_json::from_str::<Rule>(&rule).unwrap_err().to_string();
        let expected = format!(
            "rule `r`: band 2: the limit's `{field}` is not that of the first band: write one rule for each"
        );
        assert!(told.starts_with(&expected), "{told}");
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn relaxing_a_rule_cannot_break((plan, proposal) in prop_oneof![any_table(), any_table_in_every_form()], place: Index, by in any_money()) {
        let mut rules = plan.rulebook().rules().to_vec();
        prop_assume!(!rules.is_empty());
        let place = place.index(rules.len());
        let limit = given(loosened(rules[place].limit(), by))?;
        rules[place] = rebuilt(&rules[place], limit);
        let relaxed = with_rules(&plan, &rules);
        let id = rules[place].id();
        // Where changes are counted, a tight band and a loose one may both need what the count does.
        let counting = plan.rulebook().rules().iter().any(|rule| counts(&plan, rule.id()));
        let pairs = all_found(&plan, &proposal).into_iter().zip(all_found(&relaxed, &proposal));
        for (tight, loose) in pairs {
            prop_assert!(stays(&plan, id, (&tight, &loose)), "{id} {tight:?} {loose:?} {}", plan.to_json());
            for (rule, needs, is, limit, lines) in loose.iter().filter(|finding| finding.0 == id) {
                // Where a rule says several things of the same lines, some of them was as broken.
                let was_broken = |(other, needed, was, allowed, there): &Broken| {
                    let is_same_side = (is > limit) == (was > allowed);
                    (other, was, there, is_same_side) == (rule, is, lines, true)
                        && level(needs) <= level(needed)
                        && (needs != needed || counting || (is - limit).abs() <= (was - allowed).abs())
                };
                prop_assert!(tight.iter().any(was_broken), "{id} {} {}", plan.to_json(), relaxed.to_json());
            }
        }
        let needed = |plan: &Plan| plan.assess(&proposal).unwrap().authorization();
        // What an approval brought stands authorized, and that is said by how much more it breaks than the original amounts did. Of a
        // percentage of two bases, a larger one can end that.
        let assessed = plan.assess(&proposal).unwrap();
        let stands = assessed.findings().iter().any(|found| found.rule().id() == id && found.stands_authorized());
        prop_assert!(
            stands || needed(&relaxed) <= needed(&plan),
            "{id} {} {} {proposal:?}",
            plan.to_json(),
            relaxed.to_json()
        );
    }

    #[test]
    fn dropping_a_rule_drops_its_findings_and_no_other((plan, proposal) in prop_oneof![any_table(), any_table_in_every_form()], place: Index) {
        let mut rules = plan.rulebook().rules().to_vec();
        prop_assume!(!rules.is_empty());
        let dropped = rules.remove(place.index(rules.len()));
        // A co-financing states its rules anew.
        prop_assume!(!dropped.id().starts_with("co-financing"));
        let without = with_rules(&plan, &rules);
        let pairs = all_found(&plan, &proposal).into_iter().zip(all_found(&without, &proposal));
        for (all, fewer) in pairs {
            prop_assert!(stays(&plan, dropped.id(), (&all, &fewer)), "{all:?} {fewer:?} {}", plan.to_json());
        }
    }
}
