//! Phantoms that rise by whole cents: by their definition, and against every false ballot.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_ballots::ballots::{AggregationRule, Tally};

use riparto_core::{Authorization, Plan};
use serde_json::json;

use super::ballots;
use super::oracle::{Profile, distance, every_split, outcome, phantom};
use super::profiles::profile;
use super::ratio::{Ratio, ratio, whole};
use riparto_test_support::cases;

const RULES: [AggregationRule; 5] = [
    AggregationRule::Utilitarian,
    AggregationRule::UtilitarianProportional,
    AggregationRule::IndependentMarkets,
    AggregationRule::Ladder,
    AggregationRule::PiecewiseUniform,
];

fn integral(votes: &[Vec<i64>], weights: &[u32], rule: AggregationRule) -> Vec<i64> {
    let amounts = Tally::of(&ballots(votes, weights)).integral(rule).unwrap();
    amounts.iter().map(|amount| amount.cents()).collect()
}

/// Where phantom `k` is at a time that may be later than that at which all lines sum to the total.
fn height(rule: AggregationRule, k: i128, n: i128, t: Ratio) -> Ratio {
    let (zero, one) = (whole(0), whole(1));
    match rule {
        // After their shares they rise to the total one by one: (n + 1)/2 totals are the way to the shares.
        AggregationRule::UtilitarianProportional if t > one => {
            let before: Ratio = (0..k).map(|earlier| ratio(earlier, n)).sum();
            ratio(n - k, n) + (ratio(n + 1, 2) * (t - one) - before).clamp(zero, ratio(k, n))
        }
        AggregationRule::PiecewiseUniform if t > one => {
            let share = ratio(n - k, n);
            (share + whole(2) * (t - one) * share.min(one - share)).min(one)
        }
        AggregationRule::Ladder => (t - ratio(k, n)).clamp(zero, one),
        _ => phantom(rule, k, n, t),
    }
}

/// When a phantom comes to an amount: between two times on the grid by halves, so finely that no two phantoms are confused.
fn first_time(rule: AggregationRule, k: i128, n: i128, share: Ratio) -> Option<Ratio> {
    let last = whole(4);
    if height(rule, k, n, last) < share {
        return None;
    }
    let (mut low, mut high) = (whole(0), last);
    for _ in 0..36 {
        let middle = (low + high) / whole(2);
        if height(rule, k, n, middle) >= share { high = middle } else { low = middle }
    }
    Some(high)
}

/// The outcome as it is defined: phantoms of each line at whole cents, raised one by one in an order that no ballot changes.
fn by_definition(profile: &Profile, rule: AggregationRule) -> Vec<i64> {
    let (n, lines) = (profile.votes.len(), profile.votes[0].len());
    let mut rises = Vec::new();
    for (k, cents) in (0..=n).flat_map(|k| (1..=profile.total).map(move |cents| (k, cents))) {
        let time = first_time(rule, k as i128, n as i128, ratio(cents.into(), profile.total.into()));
        rises.extend(time.into_iter().flat_map(|time| (0..lines).map(move |line| (time, line, k, cents))));
    }
    rises.sort();
    let mut phantoms = vec![vec![0; n + 1]; lines];
    let medians = |phantoms: &[Vec<i64>]| -> Vec<i64> {
        let median = |line: usize| {
            let mut all: Vec<i64> = profile.votes.iter().map(|vote| vote[line]).collect();
            all.extend(&phantoms[line]);
            all.sort_unstable();
            all[n]
        };
        (0..lines).map(median).collect()
    };
    let mut rises = rises.into_iter();
    loop {
        let now = medians(&phantoms);
        if now.iter().sum::<i64>() == profile.total {
            return now;
        }
        let (_, line, k, cents) = rises.next().expect("the lines come to the total");
        phantoms[line][k] = cents;
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whole_cents_are_those_of_the_definition(drawn in profile(3, 4, 7)) {
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        for rule in RULES {
            prop_assert_eq!(integral(&drawn.votes, &drawn.weights, rule), by_definition(&plain, rule), "{}", rule.name());
        }
    }

    #[test]
    fn no_line_holds_less_than_its_exact_amount_rounded_down(drawn in profile(6, 8, 100_000)) {
        for rule in RULES {
            let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
            let held = integral(&drawn.votes, &drawn.weights, rule);
            prop_assert_eq!(held.iter().sum::<i64>(), drawn.total);
            prop_assert_eq!(&held, &integral(&plain.votes, &[], rule), "a ballot of weight three is three ballots");
            let aggregate = ballots(&drawn.votes, &drawn.weights).aggregate(rule);
            for (held, exact) in held.iter().zip(aggregate.exact()) {
                prop_assert!(whole(*held) > Ratio::from(exact) - whole(1), "{}", rule.name());
            }
        }
    }

    /// What the paper promises of its rule: none of the others that are strategyproof and proportional comes nearer to the ballots in sum.
    #[test]
    fn no_proportional_rule_serves_welfare_better_than_the_utilitarian_proportional_one(drawn in profile(6, 6, 500)) {
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        let cost = |rule| {
            let split = outcome(&plain, rule);
            let far = |vote: &Vec<i64>| distance(&vote.iter().copied().map(whole).collect::<Vec<_>>(), &split);
            plain.votes.iter().map(far).sum::<Ratio>()
        };
        let least = cost(AggregationRule::UtilitarianProportional);
        for rule in [AggregationRule::IndependentMarkets, AggregationRule::Ladder, AggregationRule::PiecewiseUniform] {
            prop_assert!(least <= cost(rule), "{}", rule.name());
        }
        prop_assert!(cost(AggregationRule::Utilitarian) <= least);
    }
}

/// All profiles of so many ballots, and all false ballots of each party: the sum of the distances in whole cents never falls.
fn no_lie_pays(
    count: usize,
    (lines, total): (usize, i64),
    outcome: impl Fn(&[Vec<i64>], AggregationRule) -> Vec<i64>,
) -> usize {
    let splits = every_split(total, lines);
    let mut tried = 0;
    for number in 0..splits.len().pow(u32::try_from(count).unwrap()) {
        let chosen = |ballot: usize| number / splits.len().pow(u32::try_from(ballot).unwrap()) % splits.len();
        let votes: Vec<Vec<i64>> = (0..count).map(|ballot| splits[chosen(ballot)].clone()).collect();
        for rule in RULES {
            let honest = outcome(&votes, rule);
            for party in 0..count {
                let far =
                    |held: &[i64]| held.iter().zip(&votes[party]).map(|(a, b)| (a - b).abs()).sum::<i64>();
                for written in &splits {
                    let mut other = votes.clone();
                    other[party].clone_from(written);
                    let gained = far(&honest) - far(&outcome(&other, rule));
                    assert!(gained <= 0, "{}: {votes:?}: party {party} writes {written:?}", rule.name());
                    tried += 1;
                }
            }
        }
    }
    tried
}

#[test]
fn no_false_ballot_gains_a_cent_in_any_small_profile() {
    let mut tried = 0;
    for (count, lines, total, weights) in [
        (1, 3, 4, &[1][..]),
        (2, 2, 6, &[1, 1]),
        (2, 3, 4, &[1, 1]),
        (2, 3, 4, &[2, 1]),
        (2, 4, 3, &[1, 1]),
        (3, 2, 4, &[1, 1, 1]),
        (3, 3, 2, &[1, 1, 1]),
        (3, 3, 2, &[1, 2, 3]),
    ] {
        tried += no_lie_pays(count, (lines, total), |votes, rule| integral(votes, weights, rule));
    }
    assert!(tried > 60_000, "{tried}");
}

/// Rounding is worth a false ballot somewhere; whole phantoms are not.
#[test]
fn a_false_ballot_that_rounding_pays_gains_nothing_from_whole_phantoms() {
    let mut runner = TestRunner::deterministic();
    let mut paid = 0;
    for number in 0..6_000_u32 {
        let drawn = profile(6, 6, 60).new_tree(&mut runner).unwrap().current();
        // A few cents from one line to another.
        let (lines, cents) = (drawn.votes[0].len(), i64::from(number % 3) + 1);
        let (from, to) = (number as usize % lines, number as usize / 7 % lines);
        let mut written = drawn.votes[0].clone();
        let cents = cents.min(written[from]);
        written[from] -= cents;
        written[to] += cents;
        let meant = drawn.votes[0].clone();
        let far = |held: Vec<i64>| held.iter().zip(&meant).map(|(a, b)| (a - b).abs()).sum::<i64>();
        let mut false_votes = drawn.votes.clone();
        false_votes[0].clone_from(&written);
        for rule in RULES {
            let rounded = |votes: &[Vec<i64>]| {
                let aggregate = ballots(votes, &drawn.weights).aggregate(rule);
                far(aggregate.amounts().iter().map(|amount| amount.cents()).collect())
            };
            paid += usize::from(rounded(&false_votes) < rounded(&drawn.votes));
            let whole = |votes: &[Vec<i64>]| far(integral(votes, &drawn.weights, rule));
            assert!(whole(&false_votes) >= whole(&drawn.votes), "{}: {drawn:?} {written:?}", rule.name());
        }
    }
    assert!(paid > 0, "rounding pays somewhere: {paid}");
}

/// A plan whose lines have intervals.
fn bounded(total: i64, bounds: &[(i64, i64)]) -> Plan {
    let text = |cents: i64| super::money(cents).to_string();
    let (mut rules, mut lines) = (Vec::new(), Vec::new());
    for (line, (low, high)) in bounds.iter().enumerate() {
        let scope = json!({"lines": [format!("l{line}")]});
        rules.push(json!({"id": format!("floor-{line}"), "scope": scope, "limit": {"floor": text(*low)}}));
        rules.push(
            json!({"id": format!("ceiling-{line}"), "scope": scope, "limit": {"ceiling": text(*high)}}),
        );
        lines.push(json!({"id": format!("l{line}"), "amount": text(if line == 0 { total } else { 0 })}));
    }
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": text(total), "lines": lines, "rules": rules});
    Plan::from_json(&plan.to_string()).unwrap()
}

/// What phantoms in whole cents make of ballots inside a plan.
fn within(votes: &[Vec<i64>], weights: &[u32], rule: AggregationRule, plan: &Plan) -> Option<Vec<i64>> {
    let found =
        Tally::of(&ballots(votes, weights)).integral_under(plan, rule, Authorization::Free).unwrap()?;
    Some(found.iter().map(|amount| amount.cents()).collect())
}

/// As it is defined: what never comes to an amount by the rule comes to it at last, cent by cent.
fn within_by_definition(profile: &Profile, rule: AggregationRule, bounds: &[(i64, i64)]) -> Vec<i64> {
    let (n, lines) = (profile.votes.len(), profile.votes[0].len());
    let mut rises = Vec::new();
    for (k, cents) in (0..=n).flat_map(|k| (1..=profile.total).map(move |cents| (k, cents))) {
        let time = first_time(rule, k as i128, n as i128, ratio(cents.into(), profile.total.into()));
        let time = time.map_or((true, whole(cents)), |time| (false, time));
        rises.extend((0..lines).map(move |line| (time, line, k, cents)));
    }
    rises.sort();
    let mut phantoms = vec![vec![0; n + 1]; lines];
    let held = |phantoms: &[Vec<i64>]| -> Vec<i64> {
        let of_line = |line: usize| {
            let mut all: Vec<i64> = profile.votes.iter().map(|vote| vote[line]).collect();
            all.extend(&phantoms[line]);
            all.sort_unstable();
            all[n].clamp(bounds[line].0, bounds[line].1)
        };
        (0..lines).map(of_line).collect()
    };
    let mut rises = rises.into_iter();
    loop {
        let now = held(&phantoms);
        if now.iter().sum::<i64>() == profile.total {
            return now;
        }
        let (_, line, k, cents) = rises.next().expect("the lines come to the total");
        phantoms[line][k] = cents;
    }
}

/// Intervals of lines that let them sum to the total.
fn fitted(drawn: &[(i64, i64)], lines: usize, total: i64) -> Option<Vec<(i64, i64)>> {
    let bounds: Vec<(i64, i64)> =
        drawn.iter().take(lines).map(|(low, more)| ((*low).min(total), (low + more).min(total))).collect();
    let sums = bounds.iter().fold((0, 0), |(low, high), bound| (low + bound.0, high + bound.1));
    (sums.0..=sums.1).contains(&total).then_some(bounds)
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn whole_cents_within_intervals_are_those_of_the_definition(
        drawn in profile(3, 4, 7),
        bounds in prop::collection::vec((0i64..3, 0i64..7), 4),
    ) {
        let bounds = fitted(&bounds, drawn.votes[0].len(), drawn.total);
        let bounds = riparto_test_support::given(bounds)?;
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        let plan = bounded(drawn.total, &bounds);
        for rule in RULES {
            let found = within(&drawn.votes, &drawn.weights, rule, &plan);
            prop_assert_eq!(found, Some(within_by_definition(&plain, rule, &bounds)), "{}", rule.name());
        }
    }

    #[test]
    fn intervals_that_hold_no_line_up_change_nothing(drawn in profile(6, 8, 100_000)) {
        let wide = vec![(0, drawn.total); drawn.votes[0].len()];
        for rule in RULES {
            let plain = integral(&drawn.votes, &drawn.weights, rule);
            // So do intervals that the outcome lies in.
            let tight: Vec<(i64, i64)> = plain.iter().map(|cents| (cents / 2, *cents)).collect();
            for bounds in [&wide, &tight] {
                prop_assert_eq!(within(&drawn.votes, &drawn.weights, rule, &bounded(drawn.total, bounds)), Some(plain.clone()), "{}", rule.name());
            }
        }
    }
}

#[test]
fn no_false_ballot_gains_a_cent_within_intervals() {
    let mut tried = 0;
    for (count, lines, total, weights, all_bounds) in [
        (1, 3, 4, &[1][..], &[vec![(0, 2), (1, 4), (0, 4)], vec![(2, 4), (0, 1), (0, 3)]][..]),
        (2, 2, 6, &[1, 1], &[vec![(0, 2), (0, 6)], vec![(3, 4), (0, 6)]]),
        (2, 3, 4, &[1, 1], &[vec![(0, 1), (1, 4), (0, 4)], vec![(2, 3), (0, 4), (0, 1)]]),
        (2, 3, 4, &[2, 1], &[vec![(1, 1), (0, 2), (0, 4)], vec![(0, 4), (0, 0), (2, 4)]]),
        (2, 4, 3, &[1, 1], &[vec![(1, 3), (0, 3), (0, 1), (0, 3)]]),
        (3, 3, 2, &[1, 1, 1], &[vec![(0, 1), (0, 1), (0, 2)], vec![(1, 2), (0, 2), (0, 2)]]),
        (3, 3, 2, &[1, 2, 3], &[vec![(0, 1), (1, 2), (0, 2)]]),
    ] {
        for bounds in all_bounds {
            let plan = bounded(total, bounds);
            tried += no_lie_pays(count, (lines, total), |votes, rule| {
                within(votes, weights, rule, &plan).unwrap()
            });
        }
    }
    assert!(tried > 60_000, "{tried}");
}

/// The same outcome moved inside the intervals afterwards is another thing: there a false ballot pays.
#[test]
fn moving_an_outcome_inside_intervals_afterwards_pays_false_ballots() {
    let bounds = [(0, 1), (0, 4), (0, 4)];
    let splits = every_split(4, 3);
    let mut paid = 0;
    for (number, other) in splits.iter().flat_map(|a| splits.iter().map(move |b| (a, b))) {
        let far = |held: &[i64]| held.iter().zip(number).map(|(a, b)| (a - b).abs()).sum::<i64>();
        let moved = |vote: &Vec<i64>| -> Vec<i64> {
            let wish = integral(&[vote.clone(), other.clone()], &[1, 1], AggregationRule::Ladder);
            let inside = splits.iter().filter(|split| {
                split.iter().zip(&bounds).all(|(cents, (low, high))| (low..=high).contains(&cents))
            });
            let squares =
                |split: &&Vec<i64>| wish.iter().zip(*split).map(|(a, b)| (a - b).pow(2)).sum::<i64>();
            inside.min_by_key(squares).unwrap().clone()
        };
        let honest = far(&moved(number));
        paid += splits.iter().filter(|written| far(&moved(written)) < honest).count();
    }
    assert!(paid > 0);
}

#[test]
fn rules_of_more_than_one_line_have_no_whole_cents_within_them() {
    let ballots = ballots(&[vec![6, 3, 1], vec![2, 4, 4]], &[1, 1]);
    for (scope, limit, found) in [
        (json!({"lines": ["a"]}), json!({"ceiling": "0.03"}), true),
        (json!({"lines": ["a", "b"]}), json!({"ceiling": "0.05"}), false),
        (json!({"lines": ["a"]}), json!({"floor": "0.20"}), false),
        (json!("all"), json!({"floor": "0.01"}), true),
    ] {
        let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "0.10",
            "lines": [{"id": "a", "amount": "0.04"}, {"id": "b", "amount": "0.03"}, {"id": "c", "amount": "0.03"}],
            "rules": [{"id": "r", "scope": scope, "limit": limit}]});
        let plan = Plan::from_json(&plan.to_string()).unwrap();
        let tally = Tally::of(&ballots);
        let of = |rule| tally.integral_under(&plan, rule, Authorization::Free).unwrap();
        assert_eq!(of(AggregationRule::Ladder).is_some(), found, "{scope} {limit}");
        assert_eq!(of(AggregationRule::Mean), None, "it has no phantoms");
    }
}
