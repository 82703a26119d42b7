//! Acts that change the total: every rule of distribution, exact, inside the rules where it says so, and never guessed.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use riparto::journal::MemoryStore;
use riparto::money::{TieBreak, Weight};
use riparto::plan::{Distribution, EnvelopeChange, Splitting};
use riparto::rebalance::NearestChange;
use riparto::rebalance::{Distributed, DistributionRule};
use riparto::table::{Action, Command, PersistentTable};
use riparto::{Answer, Apportion, Conflict, Method, Money, MoneyDelta, Plan, Rebalance, apportion};
use serde_json::json;

use riparto_test_support::cases;

fn money(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

fn delta(cents: i64) -> MoneyDelta {
    MoneyDelta::from_cents(cents).unwrap()
}

fn cents(plan: &Plan) -> Vec<i64> {
    plan.approved().amounts().iter().map(|amount| amount.cents()).collect()
}

/// Lines `l0`, `l1`, … with these cents and rules.
fn plan(amounts: &[i64], rules: &serde_json::Value) -> Plan {
    let line = |(number, cents): (usize, &i64)| json!({"id": format!("l{number}"), "amount": money(*cents)});
    let lines: Vec<_> = amounts.iter().enumerate().map(line).collect();
    let total = money(amounts.iter().sum());
    let document =
        json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines, "rules": rules});
    Plan::from_json(&document.to_string()).unwrap()
}

fn distributed(plan: &Plan, change: i64, rule: &serde_json::Value) -> Answer<Distributed, Conflict> {
    let rule: DistributionRule = serde_json::from_value(rule.clone()).unwrap();
    rule.run(plan, "e1", delta(change)).unwrap()
}

/// The amounts after a change, in cents.
fn after(plan: &Plan, change: i64, rule: &serde_json::Value) -> Vec<i64> {
    let Answer::Found(found) = distributed(plan, change, rule) else { panic!("the rules conflict") };
    cents(&plan.change_envelope(&found.change).unwrap().0)
}

/// The code of the error of a change.
fn refused(plan: &Plan, change: i64, rule: &serde_json::Value) -> String {
    let rule: DistributionRule = serde_json::from_value(rule.clone()).unwrap();
    let found = rule.run(plan, "e1", delta(change));
    let found = found.map(|found| found.found().expect("the rules do not conflict"));
    let outcome = found.and_then(|found| plan.change_envelope(&found.change));
    outcome.unwrap_err().to_string()
}

#[test]
fn each_rule_of_distribution_shares_an_increase_and_a_decrease() {
    let plan = plan(&[6_000, 3_000, 1_000], &json!([]));
    let cases = [
        (1_001, json!("pro_rata"), [6_601, 3_300, 1_100]),
        (-1_001, json!("pro_rata"), [5_399, 2_700, 900]),
        (-10_000, json!("pro_rata"), [0, 0, 0]),
        (500, json!({"named": {"l1": "7.00", "l2": "-2.00"}}), [6_000, 3_700, 800]),
        // The change by weights: a residual line, bounds on the shares.
        (
            -1_000,
            json!({"apportion": {"weights": {"l0": 1, "l1": 1, "l2": 1}, "method": "cut_down", "residual_to": "l2"}}),
            [5_667, 2_667, 666],
        ),
        (
            -1_000,
            json!({"apportion": {"weights": {"l0": "0.5", "l1": "0.5"}, "ceilings": {"l1": "2.00"}}}),
            [5_200, 2_800, 1_000],
        ),
        (
            1_000,
            json!({"apportion": {"weights": {"l0": 1, "l1": 1}, "floors": {"l2": "1.00"}, "tie_break": "last"}}),
            [6_450, 3_450, 1_100],
        ),
        // The new total by weights: what lines held does not count.
        (
            -9_000,
            json!({"apportion": {"split": "total", "weights": {"l0": 1, "l1": 1, "l2": 1}, "method": "largest_remainder", "tie_break": "last"}}),
            [333, 333, 334],
        ),
        (-10_000, json!({"apportion": {"split": "total"}}), [0, 0, 0]),
        // As near as can be to what lines held, and to a wish.
        (300, json!({"nearest": {}}), [6_100, 3_100, 1_100]),
        (-300, json!({"nearest": {}}), [5_900, 2_900, 900]),
        (-10_000, json!({"nearest": {}}), [0, 0, 0]),
        (-2_000, json!({"nearest": {"wish": {"l0": "40.00"}}}), [4_000, 3_000, 1_000]),
        (
            -300,
            json!({"nearest": {"measure": "least_moved", "weights": {"l0": 2, "l2": 3}}}),
            [6_000, 2_700, 1_000],
        ),
        (
            -300,
            json!({"nearest": {"measure": "least_moved", "weights": {"l0": "1.5", "l2": "1.25"}}}),
            [6_000, 2_700, 1_000],
        ),
        (300, json!({"nearest": {"weights": {"l0": "333.3"}}}), [6_000, 3_150, 1_150]),
        (
            963,
            json!({"nearest": {"weights": {"l0": 48_125, "l1": 950, "l2": 1_000_000_000}}}),
            [6_019, 3_944, 1_000],
        ),
    ];
    for (change, rule, amounts) in cases {
        assert_eq!(after(&plan, change, &rule), amounts, "{rule}");
        // A rule reads as it was written.
        let read: DistributionRule = serde_json::from_value(rule).unwrap();
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<DistributionRule>(&written).unwrap(), read);
    }
}

#[test]
fn what_cannot_be_shared_is_an_error_that_names_the_line() {
    let plan = plan(&[6_000, 3_000, 1_000], &json!([]));
    let equal = json!({"l0": 1, "l1": 1, "l2": 1});
    for (change, rule, sentence) in [
        (
            -6_000,
            json!({"apportion": {"weights": equal}}),
            "envelope change `e1`: line `l2`: 20.00 cannot be taken from 10.00: 10.00 is missing",
        ),
        (
            -10_001,
            json!("pro_rata"),
            "envelope change `e1`: 100.01 cannot be taken from 100.00: 0.01 is missing",
        ),
        (
            -10_001,
            json!({"nearest": {}}),
            "envelope change `e1`: 100.01 cannot be taken from 100.00: 0.01 is missing",
        ),
        (
            100,
            json!({"named": {"l0": "0.99"}}),
            "envelope change `e1`: the lines' shares sum to 0.99 and the total changes by 1.00: make them equal",
        ),
        (
            100,
            json!({"named": {"l9": "1.00"}}),
            "envelope change `e1`: there is no line `l9`: the lines are `l0`, `l1`, `l2`; did you mean `l0`?",
        ),
        (
            100,
            json!({"apportion": {"weights": {"l9": 1}}}),
            "weights: there is no line `l9`: the lines are `l0`, `l1`, `l2`; did you mean `l0`?",
        ),
        (
            100,
            json!({"nearest": {"wish": {"l9": "1.00"}}}),
            "wish: there is no line `l9`: the lines are `l0`, `l1`, `l2`; did you mean `l0`?",
        ),
        (
            100,
            json!({"apportion": {"residual_to": "l0"}}),
            "only the method `cut_down` has a part that takes the residual: leave `residual_to` out, or choose that method",
        ),
        (
            100,
            json!({"apportion": {"method": "cut_down"}}),
            "`apportion` needs the field `residual_to`: add it",
        ),
        (
            100,
            json!({"apportion": {"weights": {"l0": 0}}}),
            "envelope change `e1`: all weights are zero, so 1.00 has no proportional split: give at least one weight above zero",
        ),
        (
            100,
            json!({"apportion": {"ceilings": {"l0": "0.10", "l1": "0.10", "l2": "0.10"}}}),
            "envelope change `e1`: the ceilings sum to 0.30 and the total is 1.00: raise ceilings by 0.70 in all",
        ),
        (
            1,
            json!({"apportion": {"weights": equal, "tie_break": "refuse"}}),
            "envelope change `e1`: 1 leftover cent falls to 3 parts with equal claims (numbers 1, 2, 3): choose how to break ties",
        ),
    ] {
        assert_eq!(refused(&plan, change, &rule), sentence, "{rule}");
    }
}

#[test]
fn a_rule_of_distribution_that_cannot_be_read_is_an_error() {
    let plan = plan(&[6_000, 3_000, 1_000], &json!([]));
    for twice in [
        r#"{"named": {"l0": "1.00", "l0": "2.00"}}"#,
        r#"{"nearest": {"wish": {"l0": "1.00", "l0": "1.00"}}}"#,
    ] {
        let error = serde_json::from_str::<DistributionRule>(twice).unwrap_err();
        assert!(error.to_string().contains("`l0` is given twice"), "{error}");
    }
    // Whole weights are written as numbers, and others as decimals.
    let weighed = r#"{"nearest": {"weights": {"l0": "3.0", "l1": 2, "l2": "2.50"}}}"#;
    let weighed = serde_json::from_str::<DistributionRule>(weighed).unwrap();
    let written =
        r#"{"nearest":{"measure":"least_squares","weights":{"l0":3,"l1":2,"l2":"2.5"},"up_to":"free"}}"#;
    assert_eq!(serde_json::to_string(&weighed).unwrap(), written);
    for unknown in [r#"{"apportion": {"weight": {}}}"#, r#"{"nearest": {"wishes": {}}}"#, r#""pro rata""#] {
        assert!(serde_json::from_str::<DistributionRule>(unknown).is_err(), "{unknown}");
    }
    let split = Splitting::Change;
    let distribution =
        Distribution::Apportioned { split, weights: vec![1.into()], options: Apportion::default() };
    let change = EnvelopeChange::new("e1", delta(100), distribution).unwrap();
    assert_eq!(plan.change_envelope(&change).unwrap_err().code(), "amounts_mismatch");
    let malformed = Rebalance::new().change_total(&plan, "e 1", delta(100));
    assert_eq!(malformed.unwrap_err().code(), "id_malformed");
}

#[test]
fn rules_that_no_new_total_can_respect_are_the_answer() {
    let floors = json!([
        {"id": "f0", "scope": {"lines": ["l0"]}, "limit": {"floor": "50.00"}},
        {"id": "f1", "scope": {"lines": ["l1"]}, "limit": {"floor": "30.00"}},
        {"id": "free", "scope": {"lines": ["l2"]}, "limit": {"floor": "5.00"}, "needs": "notification"},
    ]);
    let plan = plan(&[6_000, 3_000, 1_000], &floors);
    let Answer::Infeasible(conflict) =
        distributed(&plan, -2_001, &json!({"nearest": {"up_to": "notification"}}))
    else {
        panic!("79.99 cannot hold floors of 80.00");
    };
    let rules: Vec<&str> = conflict.rules().map(|rule| rule.id()).collect();
    assert_eq!((rules, conflict.relaxation_cents()), (vec!["f0", "f1"], Some(1)));
    assert_eq!(after(&plan, -2_000, &json!({"nearest": {"up_to": "notification"}})), [5_000, 3_000, 0]);
    let Answer::Infeasible(_) = distributed(&plan, -2_000, &json!({"nearest": {}})) else {
        panic!("80.00 cannot hold floors of 85.00");
    };
    // Pro rata asks no rule; a check tells what it broke.
    assert_eq!(after(&plan, -5_000, &json!("pro_rata")), [3_000, 1_500, 500]);
}

#[test]
fn shares_of_the_total_and_bases_are_those_that_the_act_finds() {
    let rules = json!([
        {"id": "share", "scope": {"lines": ["l2"]}, "limit": {"share_ceiling": {"percent": "10"}}},
        {"id": "near", "scope": {"lines": ["l1"]}, "limit": {"variation": {"base": "approved", "up": {"percent": "1"}}}},
        {"id": "locked", "scope": {"lines": ["l0"]}, "limit": {"locked": {"base": "original"}}},
    ]);
    let plan = plan(&[6_000, 3_000, 1_000], &rules);
    // At most a tenth of the new total, one percent more than before, and the locked line as it was.
    assert_eq!(after(&plan, 33, &json!({"nearest": {}})), [6_000, 3_030, 1_003]);
    let Answer::Infeasible(conflict) = distributed(&plan, 35, &json!({"nearest": {}})) else {
        panic!("l1 takes at most 0.30 and l2 at most 0.03");
    };
    let rules: Vec<&str> = conflict.rules().map(|rule| rule.id()).collect();
    assert_eq!(rules, ["share", "near", "locked"]);
}

#[test]
fn a_command_carries_its_rule_of_distribution() {
    let action = json!({"change_envelope": {"change": "e1", "act": "DD 12/2025", "amount": "10.00",
        "distribution": {"apportion": {"weights": {"l0": "39.86"}, "method": "largest_remainder"}}}});
    let Action::ChangeEnvelope { distribution, .. } = serde_json::from_value(action).unwrap() else {
        panic!("it is a change of the envelope");
    };
    let DistributionRule::Apportion(weighted) = distribution else { panic!("it splits by weights") };
    assert_eq!(weighted.weights["l0"].to_string(), "39.86");
    let plain = json!({"change_envelope": {"change": "e1", "act": "DD 12/2025", "amount": "10.00"}});
    let Action::ChangeEnvelope { distribution, .. } = serde_json::from_value(plain).unwrap() else {
        panic!("it is a change of the envelope");
    };
    assert_eq!(distribution, DistributionRule::ProRata);
}

fn any_method() -> impl Strategy<Value = Method> {
    use Method::{Adams, HuntingtonHill, Jefferson, LargestRemainder, Truncated, Webster};
    prop_oneof![
        Just(LargestRemainder),
        Just(Webster),
        Just(Jefferson),
        Just(Adams),
        Just(HuntingtonHill),
        (0..4usize).prop_map(|residual_to| Truncated { residual_to }),
    ]
}

#[test]
fn a_cut_flows_outside_and_to_no_line() {
    let rules = json!([{"id": "r", "scope": {"lines": ["l0", "l1"]},
                        "limit": {"flow": {"to": {"lines": ["l0", "l3"]}, "amount": "0.00"}}}]);
    let plan = plan(&[900, 600, 400, 200, 600], &rules);
    // Nothing holds the nearest allocation back: the cut is even, to the cent.
    assert_eq!(after(&plan, -50, &json!({"nearest": {}})), [890, 590, 390, 190, 590]);
    // And the table carries out what two lines give of a cut.
    let mut document: serde_json::Value = serde_json::from_str(&plan.to_json()).unwrap();
    document["parties"] = json!([{"id": "regione", "role": "authority"}]);
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let actions = [
        json!({"open": {"plan": document}}),
        json!({"change_envelope": {"change": "e1", "act": "Addendum", "amount": "-0.71", "distribution": "pro_rata"}}),
        // A rise comes from outside, and fills what no line may.
        json!({"change_envelope": {"change": "e2", "act": "Addendum", "amount": "5.00", "distribution": {"named": {"l3": "5.00"}}}}),
    ];
    for (number, action) in actions.iter().enumerate() {
        let command = json!({"id": format!("c{number}"), "party": "regione", "do": action}).to_string();
        let submitted = kept.submit(&Command::from_json(&command).unwrap()).unwrap();
        assert!(submitted.accepted().is_ok(), "{action}");
    }
    assert_eq!(cents(kept.table().plan().unwrap()), [876, 584, 390, 695, 584]);
}

#[test]
fn lines_follow_the_total_unless_a_rule_forces_them_and_are_named_then() {
    let nearest = json!({"nearest": {}});
    let named = |plan: &Plan, change: i64, rule: &serde_json::Value| {
        let Answer::Found(Distributed { nearest: Some(nearest), change, .. }) =
            distributed(plan, change, rule)
        else {
            panic!("it was searched for");
        };
        let against: Vec<String> = nearest.against().map(str::to_owned).collect();
        (cents(&plan.change_envelope(&change).unwrap().0), against)
    };
    // A ceiling that was exceeded stands, and what is above it is given to nobody.
    let above = plan(
        &[6_000, 3_000, 1_000],
        &json!([{"id": "c", "scope": {"lines": ["l0"]}, "limit": {"ceiling": "50.00"}}]),
    );
    assert_eq!(named(&above, -300, &nearest), (vec![5_900, 2_900, 900], vec![]));
    assert_eq!(named(&above, 300, &nearest), (vec![6_000, 3_150, 1_150], vec![]));
    // So does a floor that was not reached, and a lock that was broken.
    let below = plan(
        &[6_000, 3_000, 1_000],
        &json!([{"id": "f", "scope": {"lines": ["l1"]}, "limit": {"floor": "40.00"}}]),
    );
    assert_eq!(named(&below, -300, &nearest), (vec![5_850, 3_000, 850], vec![]));
    // A lock that was broken stands where it is.
    let mut document = json!({"format": "riparto.plan/1", "title": "Plan", "total": "100.00", "approved": {"total": "100.00", "amounts": {"l0": "60.00", "l1": "40.00"}},
        "lines": [{"id": "l0", "amount": "50.00"}, {"id": "l1", "amount": "50.00"}]});
    document["rules"] = json!([{"id": "k", "scope": {"lines": ["l0"]}, "limit": {"locked": {}}}]);
    let locked = Plan::from_json(&document.to_string()).unwrap();
    assert_eq!(named(&locked, -300, &nearest), (vec![6_000, 3_700], vec![]));
    // Whole tens change by tens only: the one line that need not hold tens moves against the total.
    let tens = json!({"id": "t", "scope": {"lines": ["l0", "l2"]}, "limit": {"step": "10.00"}});
    let cap = json!({"id": "c", "scope": {"lines": ["l1"]}, "limit": {"ceiling": "6.00"}});
    for (change, rules, held) in [(-500, json!([tens]), 700), (900, json!([tens, cap]), 100)] {
        let (amounts, against) = named(&plan(&[3_000, 200, 5_000], &rules), change, &nearest);
        assert_eq!((amounts[1], against), (held, vec!["l1".to_owned()]));
    }
    // A wish that names a line moves it as it says.
    let wish = json!({"nearest": {"wish": {"l2": "12.00"}}});
    let free = plan(&[6_000, 3_000, 1_000], &json!([]));
    assert_eq!(named(&free, -600, &wish), (vec![5_734, 2_733, 933], vec![]));
    // Every other distribution takes from no line where the total rises, and gives to none where it is cut.
    for rule in [json!("pro_rata"), json!({"apportion": {"weights": {"l0": 3, "l2": "0.5"}}})] {
        for change in [-777, 777] {
            let amounts = after(&free, change, &rule);
            let moved =
                amounts.iter().zip([6_000, 3_000, 1_000]).map(|(after, before)| (after - before).signum());
            assert!(moved.into_iter().all(|sign| sign == 0 || sign == i64::signum(change)), "{rule}");
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// The shares are those of `apportion`, added to what lines hold or taken from it; a line that would go below zero
    /// is refused, and nothing else is.
    #[test]
    fn a_change_by_weights_is_apportioned_exactly(
        amounts in vec(0..=3_000i64, 4), weights in option::of(vec(0..=5u32, 4)), change in -6_000..=6_000i64,
        method in any_method(), total in any::<bool>(), last in any::<bool>(), bounds in vec(option::weighted(0.2, 0..=2_000i64), 8),
    ) {
        let plan = plan(&amounts, &json!([]));
        let bound = |bound: &Option<i64>| bound.map(money);
        let options = Apportion::new().method(method).tie_break(if last { TieBreak::Last } else { TieBreak::First }).floors(bounds[..4].iter().map(bound).collect()).ceilings(bounds[4..].iter().map(bound).collect());
        let weights: Vec<Weight> = weights.unwrap_or_default().into_iter().map(Weight::from).collect();
        let split = if total { Splitting::Total } else { Splitting::Change };
        let distribution = Distribution::Apportioned { split, weights: weights.clone(), options: options.clone() };
        let outcome = plan.change_envelope(&EnvelopeChange::new("e1", delta(change), distribution).unwrap());

        let sum: i64 = amounts.iter().sum();
        if sum + change < 0 {
            prop_assert_eq!(outcome.unwrap_err().code(), "amount_below_zero");
            return Ok(());
        }
        let weights = match weights.as_slice() {
            [] => amounts.iter().map(|cents| Weight::from(u32::try_from(*cents).unwrap())).collect(),
            _ => weights,
        };
        let whole = if total { sum + change } else { change.abs() };
        let expected = match apportion(money(whole), &weights, &options) {
            Err(error) => {
                prop_assert_eq!(outcome.unwrap_err().code(), error.code());
                return Ok(());
            }
            Ok(split) => split,
        };
        let held = |(held, share): (&i64, &Money)| match split {
            Splitting::Total => share.cents(),
            _ => held + change.signum() * share.cents(),
        };
        let expected_amounts: Vec<i64> = amounts.iter().zip(expected.amounts()).map(held).collect();
        if expected_amounts.iter().any(|cents| *cents < 0) {
            prop_assert_eq!(outcome.unwrap_err().code(), "amount_below_zero");
            return Ok(());
        }
        let (changed, receipt) = outcome.unwrap();
        prop_assert_eq!(cents(&changed), expected_amounts);
        prop_assert_eq!(receipt.as_ref(), Some(expected.receipt()));
        prop_assert_eq!(changed.approved().total(), money(sum + change));
    }

    /// The nearest change against a look at every allocation of the new total: same feasibility, least squares, all
    /// rules respected; and where nothing is feasible, rules that clash are named.
    #[test]
    fn no_change_that_respects_the_rules_is_nearer(
        amounts in vec(0..=6i64, 3), wish in option::of(vec(0..=6i64, 3)), after in 0..=14i64,
        floors in vec(option::weighted(0.4, 0..=5i64), 3), ceiling in option::of(0..=8i64), lock in option::weighted(0.2, 0..3usize),
        up in option::of(0..=3i64),
    ) {
        let mut rules = Vec::new();
        for (line, floor) in floors.iter().enumerate() {
            if let Some(floor) = floor {
                rules.push(json!({"id": format!("f{line}"), "scope": {"lines": [format!("l{line}")]}, "limit": {"floor": money(*floor)}}));
            }
        }
        if let Some(ceiling) = ceiling {
            rules.push(json!({"id": "c", "scope": {"lines": ["l0", "l1"]}, "limit": {"ceiling": money(ceiling)}}));
        }
        if let Some(line) = lock {
            rules.push(json!({"id": "k", "scope": {"lines": [format!("l{line}")]}, "limit": {"locked": {}}}));
        }
        if let Some(up) = up {
            let variation = json!({"variation": {"base": "approved", "up": {"amount": money(up)}}});
            rules.push(json!({"id": "v", "scope": "all", "each": "line", "limit": variation}));
        }
        let plan = plan(&amounts, &json!(rules));
        // A breach of before stands, and grows no worse.
        let keeps = |found: &[i64]| {
            let mut lines = floors.iter().zip(&amounts).zip(found);
            lines.all(|((floor, held), found)| floor.is_none_or(|floor| *found >= floor.min(*held)))
                && ceiling.is_none_or(|ceiling| found[0] + found[1] <= ceiling.max(amounts[0] + amounts[1]))
                && lock.is_none_or(|line| found[line] == amounts[line])
                && up.is_none_or(|up| (0..3).all(|line| found[line] - amounts[line] <= up))
        };
        let aim = wish.clone().unwrap_or(amounts.clone());
        let squares = |found: &[i64]| -> i64 { found.iter().zip(&aim).map(|(found, aim)| (found - aim).pow(2)).sum() };
        let by = after - amounts.iter().sum::<i64>();
        let follows = |line: usize, found: &[i64]| match by.signum() {
            -1 => found[line] <= amounts[line].max(aim[line]),
            1 => found[line] >= amounts[line].min(aim[line]),
            _ => true,
        };
        let all = || (0..=after).flat_map(|a| (0..=after - a).map(move |b| [a, b, after - a - b]));
        // The least where all lines but some follow the total.
        let least_but = |against: &[usize]| {
            let found = all().filter(|found| keeps(found));
            let found = found.filter(|found| (0..3).all(|line| against.contains(&line) || follows(line, found)));
            found.map(|found| squares(&found)).min()
        };
        let wished = |wish: Vec<i64>| Rebalance::new().wishes(&wish.into_iter().map(money).collect::<Vec<Money>>());
        let question = wish.map_or_else(Rebalance::new, wished);
        match question.change_total(&plan, "e1", delta(by)).unwrap() {
            Answer::Infeasible(conflict) => {
                prop_assert_eq!(least_but(&[0, 1, 2]), None);
                prop_assert!(conflict.rules().next().is_some());
            }
            Answer::Unknown => prop_assert!(false, "bounds of sums are decided"),
            Answer::Found(NearestChange { change, nearest }) => {
                let (changed, receipt) = plan.change_envelope(&change).unwrap();
                prop_assert!(receipt.is_none());
                prop_assert_eq!(changed.approved(), nearest.allocation());
                prop_assert!(keeps(&cents(&changed)));
                let stray: Vec<usize> = (0..3).filter(|line| !follows(*line, &cents(&changed))).collect();
                let named: Vec<usize> = nearest.against().map(|line| line[1..].parse().unwrap()).collect();
                prop_assert_eq!(&named, &stray);
                prop_assert_eq!(Some(squares(&cents(&changed))), least_but(&stray));
                for line in &stray {
                    let others: Vec<usize> = stray.iter().filter(|other| *other != line).copied().collect();
                    prop_assert_eq!(least_but(&others), None, "the rules force l{}", line);
                }
                prop_assert_eq!(changed.approved().total(), money(after));
            }
        }
    }
}
