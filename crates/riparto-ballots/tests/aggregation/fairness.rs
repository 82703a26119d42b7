//! What an outcome gives each party and each coalition: against the definitions, ballot by ballot.

use proptest::prelude::*;
use riparto_ballots::ballots::{AggregationRule, Coalition, CoalitionKind, Tally};
use riparto_core::Money;
use riparto_core::money::Fraction;

use super::oracle::every_split;
use super::profiles::profile;
use super::ratio::{Ratio, ratio, whole};
use super::{ballots, money};
use riparto_test_support::cases;

fn share(fraction: &Fraction) -> Ratio {
    Ratio::from(fraction)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn parties_and_blocs_obtain_what_the_outcome_covers_of_their_ballots(
        drawn in profile(6, 5, 200),
        tolerance in 0i64..80,
        of_group in prop::collection::vec(any::<bool>(), 6),
    ) {
        let ballots = ballots(&drawn.votes, &drawn.weights);
        let all: i128 = drawn.weights.iter().map(|weight| i128::from(*weight)).sum();
        let total = i128::from(drawn.total);
        let clique = ballots.agreement_clique(money(tolerance));
        let group: Vec<usize> = (0..drawn.votes.len()).filter(|ballot| of_group[*ballot]).collect();
        for rule in AggregationRule::ALL {
            let outcome = ballots.aggregate(rule).amounts().to_vec();
            let fairness = ballots.fairness(&outcome, &[]).unwrap();
            // What of a ballot the outcome covers: on each line the less of the two.
            let covered = |ballot: usize| -> i128 {
                drawn.votes[ballot].iter().zip(&outcome).map(|(vote, amount)| i128::from(*vote.min(&amount.cents()))).sum()
            };
            for (ballot, party) in fairness.parties().iter().enumerate() {
                prop_assert_eq!(i128::from(party.obtained().cents()), covered(ballot));
                prop_assert_eq!(party.obtained().cents() + party.moved().cents(), drawn.total);
                prop_assert_eq!(party.distance(), 2 * party.moved().cents());
                prop_assert_eq!(share(&party.share_of_weight()), ratio(drawn.weights[ballot].into(), all));
                let expected = if total == 0 { whole(1) } else { ratio(covered(ballot), total) };
                prop_assert_eq!(share(&party.share_obtained()), expected);
            }
            let welfare = fairness.welfare();
            let distance: i128 = (0..drawn.votes.len()).map(|ballot| i128::from(drawn.weights[ballot]) * 2 * (total - covered(ballot))).sum();
            prop_assert_eq!(welfare.distance(), distance);
            prop_assert_eq!(welfare.least(), Tally::of(&ballots).least_distance());
            prop_assert!(welfare.excess() >= 0, "{}", rule.name());
            let mut coalitions = vec![Coalition::Clique(&clique), Coalition::Others(&clique)];
            if !group.is_empty() {
                let parties = group.iter().rev().map(|ballot| format!("p{ballot}")).collect();
                coalitions.insert(0, Coalition::Group("some".into(), parties));
            }
            let fairness = ballots.fairness(&outcome, &coalitions).unwrap();
            let mut members: Vec<Vec<usize>> = if group.is_empty() { Vec::new() } else { vec![group.clone()] };
            members.push(clique.members().to_vec());
            members.push((0..drawn.votes.len()).filter(|ballot| !clique.members().contains(ballot)).collect());
            members.retain(|members| !members.is_empty());
            prop_assert_eq!(fairness.coalitions().len(), members.len());
            for (coalition, members) in fairness.coalitions().iter().zip(&members) {
                prop_assert_eq!(coalition.members(), &members[..]);
                let weight: i128 = members.iter().map(|ballot| i128::from(drawn.weights[*ballot])).sum();
                let obtained: i128 = members.iter().map(|ballot| i128::from(drawn.weights[*ballot]) * covered(*ballot)).sum();
                let expected = if total == 0 { whole(1) } else { ratio(obtained, weight * total) };
                prop_assert_eq!(share(&coalition.share_obtained()), expected);
                prop_assert_eq!(share(&coalition.share_of_weight()), ratio(weight, all));
                prop_assert_eq!(coalition.is_better_alone(), expected < share(&coalition.share_alone()));
                prop_assert!(total == 0 || share(&coalition.share_alone()) <= ratio(weight, all));
                let least = members.iter().copied().min_by_key(|ballot| covered(*ballot)).unwrap();
                prop_assert_eq!(coalition.least_served(), least);
            }
        }
    }

    /// What proportional rules owe a coalition that gives everything to one line.
    #[test]
    fn a_bloc_of_one_mind_obtains_its_share_under_a_proportional_rule(weights in prop::collection::vec(1..5u32, 2..6)) {
        let lines = weights.len();
        let vote = |ballot: usize| (0..lines).map(|line| if line == ballot { 840 } else { 0 }).collect::<Vec<i64>>();
        let votes: Vec<Vec<i64>> = (0..lines).map(vote).collect();
        let ballots = ballots(&votes, &weights);
        let all: u32 = weights.iter().sum();
        for rule in [AggregationRule::Ladder, AggregationRule::IndependentMarkets, AggregationRule::UtilitarianProportional] {
            let outcome = ballots.aggregate(rule).amounts().to_vec();
            let fairness = ballots.fairness(&outcome, &[]).unwrap();
            for (party, weight) in fairness.parties().iter().zip(&weights) {
                // To the cent.
                let apart = share(&party.share_obtained()) - ratio((*weight).into(), all.into());
                prop_assert!(apart.abs() < ratio(1, 840), "{}", rule.name());
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    /// Against every split of the coalition's part: amounts are multiples of all weights, so that the part is whole.
    #[test]
    fn what_a_bloc_obtains_alone_is_the_most_of_any_split_of_its_part(
        drawn in profile(4, 3, 3),
        of_group in prop::collection::vec(any::<bool>(), 4),
    ) {
        let all: u32 = drawn.weights.iter().sum();
        let times = i64::from(all);
        let votes: Vec<Vec<i64>> = drawn.votes.iter().map(|vote| vote.iter().map(|cents| cents * times).collect()).collect();
        let members: Vec<usize> = (0..votes.len()).filter(|ballot| of_group[*ballot]).collect();
        prop_assume!(!members.is_empty() && drawn.total > 0);
        let ballots = ballots(&votes, &drawn.weights);
        let parties = members.iter().map(|ballot| format!("p{ballot}")).collect();
        let outcome = ballots.aggregate(AggregationRule::Mean).amounts().to_vec();
        let fairness = ballots.fairness(&outcome, &[Coalition::Group("some".into(), parties)]).unwrap();
        let weight: u32 = members.iter().map(|ballot| drawn.weights[*ballot]).sum();
        let covered = |split: &[i64]| -> i128 {
            members.iter().map(|ballot| {
                let of_ballot: i64 = votes[*ballot].iter().zip(split).map(|(vote, amount)| *vote.min(amount)).sum();
                i128::from(drawn.weights[*ballot]) * i128::from(of_ballot)
            }).sum()
        };
        let most = every_split(drawn.total * i64::from(weight), drawn.votes[0].len()).iter().map(|split| covered(split)).max().unwrap();
        prop_assert_eq!(share(&fairness.coalitions()[0].share_alone()), ratio(most, i128::from(weight) * i128::from(drawn.total * times)));
    }
}

#[test]
fn groups_that_cannot_be_are_refused() {
    let ballots = ballots(&[vec![6, 4], vec![2, 8]], &[1, 1]);
    let outcome: [Money; 2] = [money(5), money(5)];
    assert_eq!(ballots.fairness(&outcome[..1], &[]).unwrap_err().code(), "amounts_mismatch");
    let group = |name: &str, parties: &[&str]| {
        Coalition::Group(name.to_owned(), parties.iter().map(|party| (*party).to_owned()).collect())
    };
    for (coalition, sentence) in [
        (
            group("towns", &["p0", "p2"]),
            "group `towns`: there is no party `p2`: the parties are `p0`, `p1`; did you mean `p0`?",
        ),
        (group("towns", &["p0", "p0"]), "group `towns`: party `p0` is given twice: ids are unique"),
        (group("towns", &[]), "group `towns`: a party of the group is missing: write at least one character"),
        (group(" ", &["p0"]), "the name of the group is missing: write at least one character"),
    ] {
        assert_eq!(ballots.fairness(&outcome, &[coalition]).unwrap_err().to_string(), sentence);
    }
    let named = ballots.fairness(&outcome, &[group("towns", &["p1"])]).unwrap();
    assert_eq!(named.coalitions()[0].kind(), &CoalitionKind::Group("towns".into()));
    assert_eq!(named.coalitions()[0].parties(), ["p1"]);
}
