//! Rules as they are met in calls, on plans of real size: the answers are proven, keep the rules, and no transfer of a cent
//! betters them.

use riparto::rebalance::NearestChange;
use riparto::{
    Allocation, Answer, Authorization, Conflict, Language, Measure, Money, Nearest, Plan, Rebalance,
};
use serde_json::{Value, json};

use super::instances::{
    Wished, chained_six, derived_six, many_lines, moving_lines, stepped_six, three_families,
};

fn monies(cents: &[i64]) -> Vec<Money> {
    cents.iter().map(|cents| Money::from_cents(*cents).unwrap()).collect()
}

/// The answer, which keeps all rules.
fn nearest(wished: &Wished, measure: Measure) -> (Plan, Nearest) {
    let plan = Plan::from_json(&wished.plan.to_string()).unwrap();
    let options = Rebalance::new().measure(measure);
    let Answer::Found(nearest) = options.clone().wishes(&monies(&wished.wish)).run(&plan).unwrap() else {
        panic!("there is an answer")
    };
    assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
    assert!(nearest.at_least() <= nearest.objective().of(measure));
    (plan, nearest)
}

fn cents(nearest: &Nearest) -> Vec<i64> {
    nearest.allocation().amounts().iter().map(|amount| amount.cents()).collect()
}

/// Every way to shift some cents between two lines and back to a third breaks a rule or is no nearer.
fn assert_no_shift_is_nearer(plan: &Plan, wished: &Wished, nearest: &Nearest) {
    let squares = |amounts: &[i64]| -> i128 {
        amounts.iter().zip(&wished.wish).map(|(amount, wish)| i128::from(amount - wish).pow(2)).sum()
    };
    let best = cents(nearest);
    for giver in 0..best.len() {
        for taker in (0..best.len()).filter(|taker| *taker != giver) {
            for third in 0..best.len() {
                for (given, taken) in [(1, 1), (15, 14), (14, 15), (10_000, 10_000), (100, 93), (107, 100)] {
                    let mut shifted = best.clone();
                    shifted[giver] -= given;
                    shifted[taker] += taken;
                    shifted[third] += given - taken;
                    if shifted.iter().any(|cents| *cents < 0) || squares(&shifted) >= squares(&best) {
                        continue;
                    }
                    let allocation = Allocation::new(plan.envelope(), monies(&shifted)).unwrap();
                    let findings = plan.check_allocation(&allocation).unwrap();
                    assert!(!findings.is_empty(), "{shifted:?} is nearer");
                }
            }
        }
    }
}

#[test]
fn a_derived_line_is_rebalanced_with_its_base() {
    let wished = derived_six();
    for measure in Measure::DISTANCES {
        let (plan, nearest) = nearest(&wished, measure);
        assert!(nearest.is_proven(), "{measure:?}");
        let amounts = cents(&nearest);
        let direct: i64 = amounts[..5].iter().sum();
        assert_eq!(amounts[5], (direct * 7 + 50) / 100);
        assert!(nearest.binding().any(|rule| rule.id() == "indirect"));
        if measure == Measure::LeastSquares {
            assert_no_shift_is_nearer(&plan, &wished, &nearest);
            assert!(
                Rebalance::new().wishes(&monies(&wished.wish)).verify(&plan, nearest.allocation()).unwrap()
            );
        }
    }
}

#[test]
fn bases_may_be_chained() {
    let wished = chained_six();
    for measure in [Measure::LeastSquares, Measure::LeastPeak] {
        let (plan, nearest) = nearest(&wished, measure);
        assert!(nearest.is_proven(), "{measure:?}");
        let amounts = cents(&nearest);
        let direct: i64 = amounts[..4].iter().sum();
        assert!(amounts[4] * 100 <= direct * 7);
        assert_eq!(amounts[5], (direct + amounts[4]) * 425 / 10_000);
        if measure == Measure::LeastSquares {
            assert_no_shift_is_nearer(&plan, &wished, &nearest);
        }
    }
}

#[test]
fn more_than_a_hundred_lines_under_rules_of_all_kinds_have_an_answer() {
    let wished = many_lines(120);
    let (_, nearest) = nearest(&wished, Measure::LeastSquares);
    // If it is not proven, it is a few cents off.
    let (found, least) = (nearest.objective().of(Measure::LeastSquares), nearest.at_least());
    assert!((found - least) * 1_000_000_000 < found, "{found} {least}");
}

#[test]
fn whole_hundreds_with_nothing_into_a_line() {
    let wished = stepped_six();
    for measure in Measure::DISTANCES {
        let (plan, nearest) = nearest(&wished, measure);
        assert!(nearest.is_proven(), "{measure:?}");
        let amounts = cents(&nearest);
        assert!(amounts.iter().all(|cents| cents % 10_000 == 0));
        assert!(amounts[5] <= 18_000_000);
        if measure == Measure::LeastSquares {
            assert_no_shift_is_nearer(&plan, &wished, &nearest);
        }
    }
}

#[test]
fn movement_inside_scopes_and_flows_between_them() {
    let (_, nearest) = nearest(&moving_lines(), Measure::LeastSquares);
    assert!(nearest.is_proven());
    assert!(nearest.binding().any(|rule| rule.id() == "first"));
}

#[test]
fn three_families_that_cross() {
    let (_, nearest) = nearest(&three_families(3), Measure::LeastSquares);
    assert!(nearest.is_proven());
}

/// Three lines whose steps have nothing in common: whether they can sum to the total takes more looks than are allowed.
fn unsearchable() -> Plan {
    let step =
        |line: &str, cents: &str| json!({"id": line, "scope": {"lines": [line]}, "limit": {"step": cents}});
    let plan = json!({
        "format": "riparto.plan/1", "title": "t", "total": "2464000.00",
        "lines": [{"id": "a", "amount": "2464000.00"}, {"id": "b", "amount": "0.00"}, {"id": "c", "amount": "0.00"}],
        "rules": [step("a", "1000.03"), step("b", "1000.07"), step("c", "1000.19")],
    });
    Plan::from_json(&plan.to_string()).unwrap()
}

#[test]
fn what_a_search_cannot_decide_is_called_unproven() {
    let plan = unsearchable();
    let wish = plan.approved().amounts();
    assert_eq!(Rebalance::new().wishes(wish).run(&plan).unwrap(), Answer::Unknown);
    assert_eq!(Conflict::diagnose(&plan, Authorization::Free).unwrap(), Answer::Unknown);
    // A change of the total undoes no breach that stood before it, so it need not find amounts that keep all steps.
    let change = Rebalance::new().change_total(&plan, "e1", "0.00".parse().unwrap()).unwrap();
    let Answer::Found(NearestChange { nearest, .. }) = change else { panic!("nothing has to move") };
    assert_eq!(nearest.allocation(), plan.approved());
    let request = json!({"op": "diagnose", "plan": serde_json::from_str::<Value>(&plan.to_json()).unwrap()});
    let response: Value = serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap();
    assert_eq!(response["ok"], json!({"feasible": null, "proven": false}));
}

#[test]
fn rules_of_other_kinds_that_clash_are_named() {
    let lines = json!([{"id": "direct", "amount": "900.00"}, {"id": "indirect", "amount": "100.00"}, {"id": "other", "amount": "0.00"}]);
    let rules = json!([
        {"id": "rate", "scope": {"lines": ["indirect"]}, "limit": {"derived": {"percent": "7", "of": {"lines": ["direct"]}}}},
        {"id": "idle", "scope": {"lines": ["direct"]}, "limit": {"floor": "1.00"}},
        {"id": "indirect-floor", "scope": {"lines": ["indirect"]}, "limit": {"floor": "70.00"}},
        {"id": "other-floor", "scope": {"lines": ["other"]}, "limit": {"floor": "0.01"}}
    ]);
    let plan: Value =
        json!({"format": "riparto.plan/1", "title": "t", "total": "1000.00", "lines": lines, "rules": rules});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("7 % of 930 is below 70")
    };
    let named: Vec<&str> = conflict.rules().map(|rule| rule.id()).collect();
    assert_eq!(named, ["rate", "indirect-floor"]);
    assert!(conflict.is_irreducible() && conflict.is_minimal());
    assert_eq!(
        conflict.explanation(Language::Italian),
        "`rate`, `indirect-floor` sono incompatibili tra loro entro il totale della dotazione; eliminandone uno il conflitto \
         si risolve"
    );
}

#[test]
fn a_total_that_is_no_multiple_of_the_step_of_all_lines_clashes_by_itself() {
    let lines: Vec<Value> =
        (0..40).map(|line| json!({"id": format!("l{line}"), "amount": "25.00"})).collect();
    let rules = json!([
        {"id": "hundreds", "scope": "all", "limit": {"step": "300.00"}},
        {"id": "some", "scope": {"lines": ["l0", "l1"]}, "limit": {"floor": "500.00"}}
    ]);
    let plan =
        json!({"format": "riparto.plan/1", "title": "t", "total": "1000.00", "lines": lines, "rules": rules});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!("1000.00 is no multiple of 300.00")
    };
    assert_eq!(conflict.rules().map(|rule| rule.id()).collect::<Vec<_>>(), ["hundreds"]);
    assert!(conflict.is_minimal());
    assert_eq!(
        [Language::English, Language::Italian].map(|language| conflict.explanation(language)),
        [
            "`hundreds` cannot hold within the envelope's total; dropping it lifts this conflict",
            "`hundreds` è incompatibile con il totale della dotazione; eliminandolo il conflitto si risolve"
        ]
    );
}
