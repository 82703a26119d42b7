//! Ballots under the rules of a plan, who agrees with whom, and ballots that are not complete: each against a plain
//! enumeration.

use proptest::prelude::*;
use riparto_ballots::ballots::{AggregationRule, Ballots, Completion, Guarantee};
use riparto_core::{Allocation, Authorization, Money, Plan};
use riparto_rebalance::Answer;
use serde_json::{Value, json};

use super::oracle::every_split;
use super::profiles::{Drawn, profile};
use super::{ballots, money};
use riparto_test_support::cases;

/// A plan over the lines of a profile, with floors, ceilings and groups, some of which cannot hold.
fn plan(drawn: &Drawn, bounds: &[(i64, i64)], group: (i64, i64), parties: &[&str]) -> Plan {
    let lines = drawn.votes[0].len();
    let id = |line: usize| format!("l{line}");
    let text = |cents: i64| money(cents).to_string();
    let mut rules: Vec<Value> = Vec::new();
    for (line, (low, high)) in bounds.iter().take(lines).enumerate() {
        let scope = json!({"lines": [id(line)]});
        rules.push(json!({"id": format!("floor-{line}"), "scope": scope, "limit": {"floor": text(*low)}}));
        let ceiling = json!({"ceiling": text(low + high)});
        rules.push(json!({"id": format!("ceiling-{line}"), "scope": scope, "limit": ceiling}));
    }
    let scope = json!({"lines": (0..lines.div_ceil(2)).map(id).collect::<Vec<_>>()});
    rules.push(json!({"id": "group-floor", "scope": scope, "limit": {"floor": text(group.0)}}));
    rules.push(json!({"id": "group-ceiling", "scope": scope, "limit": {"ceiling": text(group.0 + group.1)}}));
    let lines: Vec<Value> = drawn.votes[0]
        .iter()
        .enumerate()
        .map(|(line, cents)| json!({"id": id(line), "amount": text(*cents)}))
        .collect();
    let parties: Vec<Value> = parties.iter().map(|id| json!({"id": id})).collect();
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": text(drawn.total),
                          "lines": lines, "parties": parties, "rules": rules});
    Plan::from_json(&document.to_string()).unwrap()
}

/// Every allocation that breaks no rule.
fn admissible(plan: &Plan, drawn: &Drawn) -> Vec<Allocation> {
    let allocation = |split: Vec<i64>| {
        Allocation::new(plan.envelope(), split.into_iter().map(money).collect::<Vec<Money>>()).unwrap()
    };
    every_split(drawn.total, drawn.votes[0].len())
        .into_iter()
        .map(allocation)
        .filter(|allocation| plan.check_allocation(allocation).unwrap().is_empty())
        .collect()
}

fn squares(allocation: &Allocation) -> i128 {
    allocation.amounts().iter().map(|amount| i128::from(amount.cents()).pow(2)).sum()
}

fn cost(ballots: &Ballots, allocation: &Allocation) -> i128 {
    let distance = |voted: &[Money]| -> i64 {
        voted.iter().zip(allocation.amounts()).map(|(a, b)| (a.cents() - b.cents()).abs()).sum()
    };
    ballots.iter().map(|ballot| i128::from(ballot.weight()) * i128::from(distance(ballot.amounts()))).sum()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_compromise_is_of_least_cost_inside_the_rules_and_the_most_even_of_those(
        drawn in profile(5, 4, 12),
        bounds in prop::collection::vec((0i64..4, 0i64..12), 4),
        group in (0i64..8, 0i64..10),
    ) {
        let (ballots, plan) = (ballots(&drawn.votes, &drawn.weights), plan(&drawn, &bounds, group, &[]));
        let admissible = admissible(&plan, &drawn);
        match ballots.compromise(&plan, Authorization::Free).unwrap() {
            Answer::Infeasible(_) => prop_assert!(admissible.is_empty()),
            Answer::Unknown => prop_assert!(false, "bounds of sums are decided"),
            Answer::Found(found) => {
                prop_assert!(plan.check_allocation(&found).unwrap().is_empty());
                let least = admissible.iter().map(|other| cost(&ballots, other)).min().unwrap();
                prop_assert_eq!(cost(&ballots, &found), least);
                prop_assert_eq!(ballots.distance(&found), least);
                let tied = admissible.iter().filter(|other| cost(&ballots, other) == least);
                prop_assert_eq!(squares(&found), tied.map(squares).min().unwrap(), "the most even one");
            }
        }
    }

    #[test]
    fn an_aggregate_is_moved_to_the_nearest_allocation_inside_the_rules(
        drawn in profile(4, 4, 12),
        bounds in prop::collection::vec((0i64..4, 0i64..12), 4),
        group in (0i64..8, 0i64..10),
    ) {
        let (ballots, plan) = (ballots(&drawn.votes, &drawn.weights), plan(&drawn, &bounds, group, &[]));
        let admissible = admissible(&plan, &drawn);
        for rule in AggregationRule::ALL {
            let repair = ballots.aggregate_under(&plan, rule, Authorization::Free).unwrap();
            prop_assert_eq!(repair.aggregate(), &ballots.aggregate(rule));
            prop_assert_ne!(repair.guarantee(), Guarantee::StrategyproofBeforeRounding);
            let wish = repair.aggregate().amounts();
            let far = |allocation: &Allocation| -> i64 {
                wish.iter().zip(allocation.amounts()).map(|(a, b)| (a.cents() - b.cents()).pow(2)).sum()
            };
            match repair.repaired() {
                Answer::Infeasible(_) => prop_assert!(admissible.is_empty()),
                Answer::Unknown => prop_assert!(false, "bounds of sums are decided"),
                Answer::Found(nearest) => {
                    prop_assert!(plan.check_allocation(nearest.allocation()).unwrap().is_empty());
                    prop_assert_eq!(far(nearest.allocation()), admissible.iter().map(far).min().unwrap());
                }
            }
        }
    }

    #[test]
    fn without_rules_a_compromise_costs_what_utilitarian_costs(drawn in profile(6, 4, 40)) {
        let ballots = ballots(&drawn.votes, &drawn.weights);
        let wide = vec![(0, drawn.total); 4];
        let plan = plan(&drawn, &wide, (0, drawn.total), &[]);
        let Answer::Found(found) = ballots.compromise(&plan, Authorization::Free).unwrap() else {
            panic!("nothing stands in its way")
        };
        let utilitarian = ballots.aggregate(AggregationRule::Utilitarian).amounts().to_vec();
        let utilitarian = Allocation::new(plan.envelope(), utilitarian).unwrap();
        prop_assert_eq!(cost(&ballots, &found), cost(&ballots, &utilitarian));
    }

    #[test]
    fn a_bloc_is_the_heaviest_set_that_agrees(drawn in profile(8, 3, 30), tolerance in 0i64..20) {
        let ballots = ballots(&drawn.votes, &drawn.weights);
        let agree = |set: u32| {
            let members = || (0..drawn.votes.len()).filter(move |ballot| set >> ballot & 1 == 1);
            members().all(|a| members().all(|b| {
                drawn.votes[a].iter().zip(&drawn.votes[b]).all(|(a, b)| (a - b).abs() <= tolerance)
            }))
        };
        let weight = |set: u32| -> u32 {
            drawn.weights.iter().enumerate().map(|(ballot, weight)| (set >> ballot & 1) * weight).sum()
        };
        let heaviest = (0..1u32 << drawn.votes.len()).filter(|set| agree(*set)).map(weight).max().unwrap();
        let clique = ballots.agreement_clique(money(tolerance));
        prop_assert!(clique.is_proven());
        let set = clique.members().iter().fold(0, |set, ballot| set | 1 << ballot);
        prop_assert!(agree(set));
        prop_assert_eq!((clique.weight(), weight(set)), (heaviest, heaviest));
    }

    #[test]
    fn disagreement_says_what_a_look_at_the_columns_says(drawn in profile(6, 5, 100), outcome in profile(1, 5, 100)) {
        let ballots = ballots(&drawn.votes, &drawn.weights);
        let outcome: Vec<i64> = (0..drawn.votes[0].len()).map(|line| *outcome.votes[0].get(line).unwrap_or(&0)).collect();
        let found = ballots.disagreement(&outcome.iter().copied().map(money).collect::<Vec<_>>()).unwrap();
        for (line, of_line) in found.lines().iter().enumerate() {
            let column: Vec<i64> = drawn.votes.iter().map(|vote| vote[line]).collect();
            let (least, most) = (*column.iter().min().unwrap(), *column.iter().max().unwrap());
            prop_assert_eq!((of_line.core.cents(), of_line.most.cents()), (least, most));
            prop_assert_eq!(of_line.contested().cents(), most - least);
            prop_assert_eq!(of_line.least_by, column.iter().position(|cents| *cents == least).unwrap());
            prop_assert_eq!(of_line.most_by, column.iter().position(|cents| *cents == most).unwrap());
        }
        prop_assert_eq!(found.consensus().cents() + found.contested().cents(), drawn.total);
        for (ballot, vote) in drawn.votes.iter().enumerate() {
            let apart: Vec<i64> = vote.iter().zip(&outcome).map(|(a, b)| (a - b).abs()).collect();
            prop_assert_eq!(found.distances()[ballot], apart.iter().sum::<i64>());
            let widest = apart.iter().copied().max().filter(|most| *most > 0);
            let line = widest.map(|most| apart.iter().position(|cents| *cents == most).unwrap());
            prop_assert_eq!(found.farthest_lines()[ballot], line);
        }
    }

    #[test]
    fn a_completed_ballot_sums_to_the_total_and_what_was_whole_is_kept(
        given in prop::collection::vec(prop::option::weighted(0.8, 0i64..100), 1..6),
        total in 0i64..300,
    ) {
        let given: Vec<Option<Money>> = given.into_iter().map(|cents| cents.map(money)).collect();
        let amounts: Vec<i64> = given.iter().map(|amount| amount.map_or(0, Money::cents)).collect();
        let sum: i64 = amounts.iter().sum();
        let complete = |completion: Completion, total: i64| completion.complete(money(total), &given);
        for completion in [Completion::InProportion, Completion::EqualShift, Completion::RemainderTo(0)] {
            let whole: Vec<i64> = complete(completion, sum).unwrap().iter().map(|amount| amount.cents()).collect();
            prop_assert_eq!(&whole, &amounts, "nothing is changed where nothing is missing");
            match complete(completion, total) {
                Ok(done) => prop_assert_eq!(done.iter().map(|amount| amount.cents()).sum::<i64>(), total),
                Err(error) if completion == Completion::InProportion => {
                    prop_assert!(sum == 0, "{}", error);
                    prop_assert_eq!(error.code(), "weights_all_zero");
                }
                Err(error) => {
                    prop_assert!(completion == Completion::RemainderTo(0) && sum - amounts[0] > total);
                    prop_assert_eq!(error.code(), "amount_below_zero");
                }
            }
        }
        // Equal shift is the nearest: no split of the total is nearer in squares.
        if total <= 30 && given.len() <= 4 {
            let far = |split: &[i64]| split.iter().zip(&amounts).map(|(a, b)| (a - b).pow(2)).sum::<i64>();
            let done: Vec<i64> = complete(Completion::EqualShift, total).unwrap().iter().map(|amount| amount.cents()).collect();
            prop_assert_eq!(far(&done), every_split(total, given.len()).iter().map(|split| far(split)).min().unwrap());
        }
    }
}

#[test]
fn a_party_that_the_plan_does_not_have_is_refused() {
    let drawn = Drawn { total: 10, votes: vec![vec![4, 6], vec![5, 5]], weights: vec![1, 1] };
    let ballots = ballots(&drawn.votes, &drawn.weights);
    let wide = [(0, 10); 2];
    let refused = |parties: &[&str]| {
        let plan = plan(&drawn, &wide, (0, 10), parties);
        let compromise = ballots.compromise(&plan, Authorization::Free).map(|_| ());
        let repair = ballots.aggregate_under(&plan, AggregationRule::Ladder, Authorization::Free).map(|_| ());
        assert_eq!(compromise, repair);
        compromise.map_err(|error| error.code())
    };
    assert_eq!(refused(&["p0", "p1", "p2"]), Ok(()));
    assert_eq!(refused(&["p0"]), Err("party_unknown"));
}

#[test]
fn rules_end_the_guarantee_and_an_empty_rulebook_does_not() {
    let drawn = Drawn { total: 10, votes: vec![vec![4, 6], vec![5, 5]], weights: vec![1, 1] };
    let ballots = ballots(&drawn.votes, &drawn.weights);
    let original = Allocation::new(
        plan(&drawn, &[], (0, 10), &[]).envelope(),
        drawn.votes[0].iter().copied().map(money).collect(),
    );
    let free = Plan::builder(&original.unwrap()).build().unwrap();
    let guarantee =
        |plan: &Plan, rule| ballots.aggregate_under(plan, rule, Authorization::Free).unwrap().guarantee();
    assert_eq!(guarantee(&free, AggregationRule::Ladder), Guarantee::StrategyproofBeforeRounding);
    assert_eq!(guarantee(&free, AggregationRule::Mean), Guarantee::NotStrategyproof);
    let ruled = plan(&drawn, &[], (0, 10), &[]);
    assert_eq!(guarantee(&ruled, AggregationRule::Ladder), Guarantee::EndedByRules);
    assert_eq!(guarantee(&ruled, AggregationRule::Mean), Guarantee::NotStrategyproof);
}

#[test]
fn a_party_can_gain_under_rules_where_it_cannot_without_them() {
    // Three lines, the third with a ceiling. The repair spreads over the first two what the third may not hold. In whole
    // euros, so that no gain comes of rounding, which is worth less than three cents.
    let euros = |split: Vec<i64>| split.into_iter().map(|euros| euros * 100).collect::<Vec<i64>>();
    let splits: Vec<Vec<i64>> = every_split(8, 3).into_iter().map(euros).collect();
    let gain = |votes: &[Vec<i64>], written: &[i64]| {
        let outcome = |votes: &[Vec<i64>]| {
            let drawn = Drawn { total: 800, votes: votes.to_vec(), weights: vec![1; votes.len()] };
            let plan = plan(&drawn, &[(0, 800), (0, 800), (0, 200)], (0, 800), &[]);
            let repair =
                ballots(votes, &[]).aggregate_under(&plan, AggregationRule::Utilitarian, Authorization::Free);
            repair
                .unwrap()
                .allocation()
                .unwrap()
                .amounts()
                .iter()
                .map(|amount| amount.cents())
                .collect::<Vec<_>>()
        };
        let far = |outcome: &[i64]| outcome.iter().zip(&votes[0]).map(|(a, b)| (a - b).abs()).sum::<i64>();
        let mut other = votes.to_vec();
        other[0] = written.to_vec();
        far(&outcome(votes)) - far(&outcome(&other))
    };
    let others = [vec![0, 100, 700], vec![200, 0, 600]];
    let best = splits
        .iter()
        .map(|meant| {
            let votes = [vec![meant.clone()], others.to_vec()].concat();
            splits.iter().map(|written| gain(&votes, written)).max().unwrap()
        })
        .max()
        .unwrap();
    assert!(best >= 200, "a party brings the outcome {best} cents nearer");
}
