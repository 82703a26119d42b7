//! Answers by each measure: none is worse by its own measure than another's, and `verify` judges by the measure asked for.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use riparto::{Answer, Measure, Meter, Plan, Rebalance};
use serde_json::{Value, json};

use super::plans::{any_level, any_small_plan, any_wish};

/// Lines by action, partner and category, six of each: three families that cross, which only a search can answer.
fn grid(actions: usize, partners: usize, categories: usize) -> Plan {
    const UNIT: i64 = 163_830;
    let count = actions * partners * categories;
    let cents = |line: usize| UNIT * i64::try_from(1 + line * 7 % 13).unwrap();
    let euros = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let lines: Vec<Value> = (0..count)
        .map(|line| {
            let (category, partner) = (line % categories, line / categories % partners);
            let action = line / categories / partners;
            json!({"id": format!("l{line}"), "amount": euros(cents(line)),
                   "labels": {"action": format!("a{action}"), "partner": format!("p{partner}"),
                              "category": format!("c{category}")}})
        })
        .collect();
    let total: i64 = (0..count).map(cents).sum();
    let of = |key: &str, value: &str| json!({"labels": {key: value}});
    let band =
        |percent: &str| json!({"variation": {"up": {"percent": percent}, "down": {"percent": percent}}});
    let share = |part: i64| json!({"floor": euros(total / part)});
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(total), "lines": lines, "rules": [
        {"id": "category", "scope": of("category", "c0"), "limit": {"share_ceiling": {"percent": "12"}}},
        {"id": "action", "scope": "all", "each": {"label": "action"}, "limit": band("10")},
        {"id": "partner", "scope": "all", "each": {"label": "partner"}, "limit": {"share_floor": {"percent": "15.9"}}},
        {"id": "first", "scope": of("action", "a0"), "limit": share(6)},
        {"id": "last", "scope": of("category", "c1"), "limit": {"ceiling": euros(total / 7)}}]});
    Plan::from_json(&plan.to_string()).unwrap()
}

#[test]
fn no_answer_is_worse_by_its_measure_than_the_answer_for_another() {
    let (mut compared, mut unproven) = (0, 0);
    let mut compare = |plan: &Plan, wish: &[riparto::Money], options: &Rebalance, effort: u64| {
        let answers = Measure::ALL.map(|measure| {
            let (options, meter) = (options.clone().measure(measure), Meter::new(effort));
            match options.clone().wishes(wish).run_within(plan, &meter).unwrap() {
                Answer::Found(nearest) => Some((measure, nearest)),
                _ => None,
            }
        });
        for (measure, own) in answers.iter().flatten() {
            unproven += usize::from(!own.is_proven());
            for (other, nearest) in answers.iter().flatten() {
                if !Measure::DISTANCES.contains(other) && !own.is_proven()
                    || (!Measure::DISTANCES.contains(measure) && !own.is_proven())
                {
                    continue;
                }
                let [own, others] = [own, nearest].map(|answer| answer.objective().of(*measure));
                assert!(own <= others, "{measure:?} {own}, and {other:?} {others}, at {effort}");
                compared += usize::from(measure != other);
            }
        }
    };
    for effort in [100_000, 1_000_000] {
        let plan = grid(6, 6, 6);
        compare(&plan, plan.approved().amounts(), &Rebalance::default(), effort);
    }
    let mut runner = TestRunner::deterministic();
    let tables =
        any_small_plan().prop_flat_map(|plan| (any_wish(&plan), proptest::prelude::Just(plan), any_level()));
    for number in 0..160 {
        let (wish, plan, up_to) = tables.new_tree(&mut runner).unwrap().current();
        let options = Rebalance::new().up_to(up_to);
        compare(&plan, &wish, &options, [1_000, 5_000, 20_000, 1_000_000][number % 4]);
    }
    println!("{compared} compared, {unproven} unproven");
    assert!(compared > 400 && unproven > 20);
}

#[test]
fn what_is_proven_by_a_measure_is_verified_by_it() {
    let mut runner = TestRunner::deterministic();
    let tables =
        any_small_plan().prop_flat_map(|plan| (any_wish(&plan), proptest::prelude::Just(plan), any_level()));
    let (mut accepted, mut refused) = ([0; 5], [0; 5]);
    for number in 0..100 {
        let (wish, plan, up_to) = tables.new_tree(&mut runner).unwrap().current();
        for (place, measure) in Measure::ALL.into_iter().enumerate() {
            let weights = if number % 2 == 0 || measure == Measure::InProportion {
                Vec::new()
            } else {
                (1..=u32::try_from(wish.len()).unwrap()).collect()
            };
            let options = Rebalance::new().measure(measure).weights(&weights).up_to(up_to);
            let Answer::Found(nearest) = options.clone().wishes(&wish).run(&plan).unwrap() else { continue };
            if nearest.is_proven() {
                assert!(
                    options.clone().wishes(&wish).verify(&plan, nearest.allocation()).unwrap(),
                    "{measure:?}"
                );
                accepted[place] += 1;
            }
            // The approved allocation is further from the wish, or no worse.
            let options_here = options.clone().measure(Measure::ALL[(place + 1) % 5]);
            let Ok(Answer::Found(other)) = options_here.clone().wishes(&wish).run(&plan) else { continue };
            let is_further = match measure {
                Measure::InProportion => {
                    nearest.objective().off_share == Some(0) && other.allocation() != nearest.allocation()
                }
                _ => other.objective().of(measure) > nearest.objective().of(measure),
            };
            let is_verified = options.clone().wishes(&wish).verify(&plan, other.allocation()).unwrap();
            assert!(!(is_verified && is_further), "{measure:?}");
            refused[place] += usize::from(is_further);
        }
    }
    println!("{accepted:?} accepted, {refused:?} further");
    assert!(accepted.iter().all(|count| *count > 50) && refused.iter().sum::<usize>() > 20);
}
