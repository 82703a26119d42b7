//! What the papers promise of the rules, on exact outcomes.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_ballots::ballots::{AggregationRule, Ballot, Ballots, Tally};

use super::oracle::{Profile, distance, every_split, mean, outcome};
use super::profiles::{Drawn, profile};
use super::ratio::{Ratio, ratio, whole};
use super::{ballots, money};
use riparto_test_support::cases;

const TRUTHFUL: [AggregationRule; 5] = [
    AggregationRule::UtilitarianProportional,
    AggregationRule::Utilitarian,
    AggregationRule::IndependentMarkets,
    AggregationRule::Ladder,
    AggregationRule::PiecewiseUniform,
];

const PROPORTIONAL: [AggregationRule; 5] = [
    AggregationRule::UtilitarianProportional,
    AggregationRule::Mean,
    AggregationRule::IndependentMarkets,
    AggregationRule::Ladder,
    AggregationRule::PiecewiseUniform,
];

pub(crate) fn aggregated(drawn: &Drawn, rule: AggregationRule) -> Vec<Ratio> {
    of(&ballots_of(drawn), rule)
}

fn ballots_of(drawn: &Drawn) -> Ballots {
    ballots(&drawn.votes, &drawn.weights)
}

fn of(ballots: &Ballots, rule: AggregationRule) -> Vec<Ratio> {
    ballots.aggregate(rule).exact().iter().map(Ratio::from).collect()
}

fn shares(votes: &[i64]) -> Vec<Ratio> {
    votes.iter().copied().map(whole).collect()
}

fn rotated<T: Clone>(list: &[T], by: usize) -> Vec<T> {
    let mut list = list.to_vec();
    let by = by % list.len();
    list.rotate_left(by);
    list
}

#[test]
fn profiles_vary() {
    let mut runner = TestRunner::deterministic();
    let drawn: Vec<Drawn> =
        (0..500).map(|_| profile(5, 4, 60).new_tree(&mut runner).unwrap().current()).collect();
    let share = |is: &dyn Fn(&Drawn) -> bool| drawn.iter().filter(|drawn| is(drawn)).count();
    assert!(share(&|drawn| drawn.votes.len() == 1) > 40);
    assert!(share(&|drawn| drawn.votes[0].len() == 1) > 40);
    assert!(share(&|drawn| drawn.weights.windows(2).any(|pair| pair[0] != pair[1])) > 80);
    assert!(share(&|drawn| drawn.votes.iter().all(|vote| vote.contains(&drawn.total))) > 40);
    let rounded = |drawn: &Drawn, rule| !ballots_of(drawn).aggregate(rule).receipt().leftovers.is_empty();
    for rule in AggregationRule::ALL {
        // Utilitarian outcomes are votes, or votes raised evenly: fractions are rarer there.
        assert!(share(&|drawn| rounded(drawn, rule)) > 40, "{}", rule.name());
    }
    let apart = |drawn: &Drawn| {
        aggregated(drawn, AggregationRule::Ladder) != aggregated(drawn, AggregationRule::PiecewiseUniform)
    };
    assert!(share(&apart) > 40);
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn every_rule_agrees_with_its_definition(drawn in profile(4, 4, 60)) {
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        for rule in AggregationRule::ALL {
            prop_assert_eq!(aggregated(&drawn, rule), outcome(&plain, rule), "{}", rule.name());
        }
    }

    #[test]
    fn every_rule_agrees_with_its_definition_on_larger_amounts(drawn in profile(3, 3, 5_000_000)) {
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        for rule in AggregationRule::ALL {
            prop_assert_eq!(aggregated(&drawn, rule), outcome(&plain, rule), "{}", rule.name());
        }
    }

    #[test]
    fn cents_sum_to_the_total_and_are_next_to_the_exact_amounts(drawn in profile(6, 6, 1_000)) {
        for rule in AggregationRule::ALL {
            let aggregate = ballots_of(&drawn).aggregate(rule);
            prop_assert_eq!(aggregate.amounts().iter().map(|amount| amount.cents()).sum::<i64>(), drawn.total);
            prop_assert_eq!(aggregate.exact().iter().map(Ratio::from).sum::<Ratio>(), whole(drawn.total));
            let mut raised = vec![0; drawn.votes[0].len()];
            aggregate.receipt().leftovers.iter().for_each(|leftover| raised[leftover.part] += leftover.cents);
            for (line, (exact, amount)) in aggregate.exact().iter().zip(aggregate.amounts()).enumerate() {
                let apart = whole(amount.cents()) - Ratio::from(exact);
                prop_assert!(apart.abs() < whole(1), "{}", rule.name());
                prop_assert_eq!(raised[line] == 1, apart > whole(0), "the receipt says who was rounded up");
            }
        }
    }

    #[test]
    fn one_opinion_is_the_outcome(drawn in profile(1, 6, 1_000), copies in 1usize..6) {
        let votes = vec![drawn.votes[0].clone(); copies];
        for rule in AggregationRule::ALL {
            prop_assert_eq!(of(&ballots(&votes, &vec![2; copies]), rule), shares(&drawn.votes[0]));
        }
    }

    #[test]
    fn single_minded_ballots_share_in_proportion(lines in 1usize..6, minds in prop::collection::vec((0usize..6, 1..9u32), 1..9)) {
        let vote = |line: usize| (0..lines).map(|place| if place == line % lines { 840 } else { 0 }).collect::<Vec<i64>>();
        let votes: Vec<Vec<i64>> = minds.iter().map(|(line, _)| vote(*line)).collect();
        let weights: Vec<u32> = minds.iter().map(|(_, weight)| *weight).collect();
        let mean = mean(&Profile::new(840, &votes, &weights));
        for rule in PROPORTIONAL {
            prop_assert_eq!(of(&ballots(&votes, &weights), rule), mean.clone(), "{}", rule.name());
        }
    }

    #[test]
    fn the_order_of_ballots_changes_nothing(drawn in profile(6, 5, 1_000), by in 0usize..6) {
        let turned = Drawn { votes: rotated(&drawn.votes, by), weights: rotated(&drawn.weights, by), ..drawn.clone() };
        for rule in AggregationRule::ALL {
            prop_assert_eq!(ballots_of(&drawn).aggregate(rule), ballots_of(&turned).aggregate(rule));
        }
    }

    #[test]
    fn the_order_of_lines_changes_nothing(drawn in profile(5, 6, 1_000), by in 0usize..6) {
        let votes = drawn.votes.iter().map(|vote| rotated(vote, by)).collect();
        let turned = Drawn { votes, ..drawn.clone() };
        for rule in AggregationRule::ALL {
            prop_assert_eq!(rotated(&aggregated(&drawn, rule), by), aggregated(&turned, rule), "{}", rule.name());
        }
    }

    #[test]
    fn a_ballot_of_weight_three_is_three_ballots(drawn in profile(5, 30, 1_000)) {
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        let replicas = ballots(&plain.votes, &[]);
        let larger: Vec<u32> = drawn.weights.iter().map(|weight| weight * 100).collect();
        for rule in AggregationRule::ALL {
            prop_assert_eq!(aggregated(&drawn, rule), of(&replicas, rule), "{}", rule.name());
            prop_assert_eq!(aggregated(&drawn, rule), of(&ballots(&drawn.votes, &larger), rule), "{}", rule.name());
        }
    }

    // By so much that sums need every width, from a few bits to more than 64.
    #[test]
    fn larger_amounts_scale_the_outcome(drawn in profile(6, 40, 1_000), large in (1i64 << 36)..(1 << 37), bits in 0u32..37) {
        let times = large >> bits;
        let votes = drawn.votes.iter().map(|vote| vote.iter().map(|cents| cents * times).collect()).collect();
        let scaled = Drawn { total: drawn.total * times, votes, weights: drawn.weights.clone() };
        for rule in AggregationRule::ALL {
            let grown: Vec<Ratio> = aggregated(&drawn, rule).into_iter().map(|share| share * whole(times)).collect();
            prop_assert_eq!(aggregated(&scaled, rule), grown, "{}", rule.name());
        }
    }

    #[test]
    fn tallies_of_parts_merge_into_the_same_answer(drawn in profile(8, 30, 1_000), owner in prop::collection::vec(0usize..3, 8)) {
        let whole_tally = Tally::of(&ballots_of(&drawn));
        let part = |number: usize| {
            let mut mine = Vec::new();
            for (place, vote) in drawn.votes.iter().enumerate().filter(|(place, _)| owner[*place] == number) {
                let amounts = vote.iter().copied().map(money).collect();
                mine.push(Ballot::new(format!("p{place}"), drawn.weights[place], amounts).unwrap());
            }
            (!mine.is_empty()).then(|| Tally::of(&Ballots::new(money(drawn.total), mine).unwrap()))
        };
        let parts: Vec<Tally> = (0..3).filter_map(part).collect();
        let forwards = parts[1..].iter().fold(parts[0].clone(), |all, next| all.merge(next).unwrap());
        let last = parts.len() - 1;
        let backwards = parts[..last].iter().rfold(parts[last].clone(), |all, next| next.merge(&all).unwrap());
        for rule in AggregationRule::ALL {
            prop_assert_eq!(whole_tally.aggregate(rule), forwards.aggregate(rule), "{}", rule.name());
            prop_assert_eq!(whole_tally.aggregate(rule), backwards.aggregate(rule), "{}", rule.name());
        }
    }

    #[test]
    fn a_gain_is_the_difference_of_two_distances_and_no_overstatement_pays_under_a_strategyproof_rule(drawn in profile(4, 4, 60)) {
        let honest = ballots_of(&drawn);
        for (rule, party) in AggregationRule::ALL.into_iter().flat_map(|rule| [(rule, 0), (rule, drawn.votes.len() - 1)]) {
            let gain = honest.best_overstatement(rule, party).unwrap();
            let written: Vec<i64> = gain.written().iter().map(|amount| amount.cents()).collect();
            let mut other = drawn.clone();
            other.votes[party] = written;
            let meant = shares(&drawn.votes[party]);
            prop_assert_eq!(Ratio::from(&gain.honest()), distance(&meant, &aggregated(&drawn, rule)));
            prop_assert_eq!(Ratio::from(&gain.otherwise()), distance(&meant, &aggregated(&other, rule)));
            prop_assert_eq!(gain.pays(), gain.otherwise() < gain.honest());
            prop_assert!(!(gain.pays() && rule.is_strategyproof()), "{}", rule.name());
        }
        prop_assert_eq!(honest.best_overstatement(AggregationRule::Mean, drawn.votes.len()), None);
        let refused = honest.gain(AggregationRule::Mean, drawn.votes.len(), &[]).unwrap_err();
        prop_assert_eq!(refused.code(), "too_many");
    }

    #[test]
    fn utilitarian_is_of_least_cost_and_lies_between_the_medians(drawn in profile(4, 3, 12)) {
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        let cost = |split: &[Ratio]| plain.votes.iter().map(|vote| distance(&shares(vote), split)).sum::<Ratio>();
        let splits = every_split(drawn.total, drawn.votes[0].len());
        let least = splits.iter().map(|split| cost(&shares(split))).min().unwrap();
        let exact = aggregated(&drawn, AggregationRule::Utilitarian);
        prop_assert_eq!(cost(&exact), least);
        let squares = |split: &[Ratio]| split.iter().map(|share| *share * *share).sum::<Ratio>();
        for split in splits.iter().map(|split| shares(split)).filter(|split| cost(split) == least) {
            prop_assert!(squares(&exact) <= squares(&split), "the most even one");
        }
    }
}

proptest! {
    #![proptest_config(cases(12))]

    // Where lines outnumber phantoms, heights are listed once for all of them.
    #[test]
    fn every_rule_agrees_with_its_definition_on_many_lines(drawn in profile(3, 30, 400)) {
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        for rule in AggregationRule::ALL {
            prop_assert_eq!(aggregated(&drawn, rule), outcome(&plain, rule), "{}", rule.name());
        }
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn no_party_gains_by_another_ballot_under_a_strategyproof_rule(drawn in profile(3, 3, 6)) {
        for rule in TRUTHFUL {
            for party in 0..drawn.votes.len() {
                let gain = best_gain(&drawn, party, rule);
                prop_assert!(gain <= whole(0), "{}: party {} gains {:?}", rule.name(), party, gain);
            }
        }
    }
}

/// The most by which a party brings the exact outcome nearer to its ballot by writing any other one, in whole cents.
fn best_gain(drawn: &Drawn, party: usize, rule: AggregationRule) -> Ratio {
    let meant = shares(&drawn.votes[party]);
    let honest = distance(&meant, &aggregated(drawn, rule));
    let gain = |written: Vec<i64>| {
        let mut other = drawn.clone();
        other.votes[party] = written;
        honest - distance(&meant, &aggregated(&other, rule))
    };
    every_split(drawn.total, drawn.votes[0].len()).into_iter().map(gain).max().unwrap()
}

#[test]
fn parties_gain_by_overstating_under_the_other_rules() {
    // Three partners over two lines; the first would like 8 and 4, and the others less on the first line.
    let drawn = Drawn { total: 12, votes: vec![vec![8, 4], vec![2, 10], vec![5, 7]], weights: vec![1; 3] };
    assert_eq!(best_gain(&drawn, 0, AggregationRule::Mean), ratio(8, 3));
    // The first would like 0, 1 and 5. By giving up the 1 it stretches the medians of the other lines.
    let drawn =
        Drawn { total: 6, votes: vec![vec![0, 1, 5], vec![0, 5, 1], vec![5, 0, 1]], weights: vec![1; 3] };
    assert_eq!(best_gain(&drawn, 0, AggregationRule::MedianNormalized), whole(2));
    for rule in TRUTHFUL {
        assert!((0..3).all(|party| best_gain(&drawn, party, rule) == whole(0)), "{}", rule.name());
    }
}

#[test]
fn utilitarian_is_not_proportional() {
    let votes = [vec![100, 0], vec![100, 0], vec![0, 100]];
    assert_eq!(of(&ballots(&votes, &[]), AggregationRule::Utilitarian), shares(&[100, 0]));
}
