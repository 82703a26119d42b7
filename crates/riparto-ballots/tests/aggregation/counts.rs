//! Tallies made of counts: the same answers as of the ballots, whatever the door; and what no ballots can have is refused.

use proptest::prelude::*;
use riparto_ballots::ballots::{AggregationRule, CountSheet, ReadBallots, Tally, VoteCount};
use riparto_core::money::{AmountStyle, Language, Receipt};
use riparto_core::{Money, Plan};
use serde_json::json;

use super::oracle::{Profile, every_split};
use super::profiles::{Drawn, profile};
use super::{ballots, money};
use riparto_test_support::cases;

/// Counts as a query answers them: each ballot's amounts, in no order, with repetitions.
fn plain_counts(drawn: &Drawn) -> Vec<Vec<VoteCount>> {
    let count = |line: usize, ballot: usize| VoteCount {
        amount: money(drawn.votes[ballot][line]),
        weight: drawn.weights[ballot],
    };
    (0..drawn.votes[0].len())
        .map(|line| (0..drawn.votes.len()).rev().map(|ballot| count(line, ballot)).collect())
        .collect()
}

/// An outcome, but for the time at which phantoms stop: where the lines stay as they are for a while, that is any time of it.
fn told(tally: &Tally, rule: AggregationRule) -> (Vec<String>, Vec<Money>, Receipt) {
    let aggregate = tally.aggregate(rule);
    let exact = aggregate.exact().iter().map(ToString::to_string).collect();
    (exact, aggregate.amounts().to_vec(), aggregate.receipt().clone())
}

fn assert_same_answers(of_counts: &Tally, of_ballots: &Tally) {
    assert_eq!(of_counts, of_ballots);
    for rule in AggregationRule::ALL {
        assert_eq!(told(of_counts, rule), told(of_ballots, rule), "{}", rule.name());
        assert_eq!(of_counts.integral(rule), of_ballots.integral(rule), "{}", rule.name());
    }
    assert_eq!(of_counts.disagreement(), of_ballots.disagreement());
    assert_eq!(of_counts.least_distance(), of_ballots.least_distance());
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn counts_of_ballots_give_what_the_ballots_give_under_every_rule(drawn in profile(8, 12, 1_000)) {
        let tally = Tally::of(&ballots(&drawn.votes, &drawn.weights));
        let counts = tally.counts();
        for line in &counts {
            prop_assert!(line.windows(2).all(|pair| pair[0].amount < pair[1].amount), "each amount once, from the smallest");
            prop_assert_eq!(line.iter().map(|count| count.weight).sum::<u32>(), tally.weight());
        }
        assert_same_answers(&Tally::from_counts(money(drawn.total), &counts).unwrap(), &tally);
        assert_same_answers(&Tally::from_counts(money(drawn.total), &plain_counts(&drawn)).unwrap(), &tally);
    }

    // Few ballots over many lines: heights are listed once for all; and amounts that need all bits.
    #[test]
    fn so_they_do_of_many_lines_and_of_large_totals(drawn in profile(4, 40, 400), bits in 0u32..39) {
        let times = (1i64 << 39) >> bits;
        let votes: Vec<Vec<i64>> =
            drawn.votes.iter().map(|vote| vote.iter().map(|cents| cents * times).collect()).collect();
        let grown = Drawn { total: drawn.total * times, votes, weights: drawn.weights.clone() };
        let tally = Tally::of(&ballots(&grown.votes, &grown.weights));
        assert_same_answers(&Tally::from_counts(money(grown.total), &plain_counts(&grown)).unwrap(), &tally);
    }

    #[test]
    fn merged_counts_are_counts_of_the_merged(drawn in profile(8, 6, 300), cut in 0usize..9, mixed in 0u8..3) {
        let tally = Tally::of(&ballots(&drawn.votes, &drawn.weights));
        let cut = cut.min(drawn.votes.len());
        prop_assume!(cut > 0 && cut < drawn.votes.len());
        let part = |range: std::ops::Range<usize>| Tally::of(&ballots(&drawn.votes[range.clone()], &drawn.weights[range]));
        let counted = |tally: &Tally| Tally::from_counts(tally.total(), &tally.counts()).unwrap();
        let (mut first, mut second) = (part(0..cut), part(cut..drawn.votes.len()));
        prop_assert_eq!(first.merge(&second).unwrap().ballot_count(), Some(drawn.votes.len()));
        if mixed > 0 {
            first = counted(&first);
        }
        if mixed > 1 {
            second = counted(&second);
        }
        let merged = first.merge(&second).unwrap();
        prop_assert_eq!(merged.ballot_count().is_some(), mixed == 0, "counts do not tell how many ballots there were");
        assert_same_answers(&merged, &tally);
        // Counts of parts, one after the other, are the counts of the whole.
        let both: Vec<Vec<VoteCount>> =
            first.counts().into_iter().zip(second.counts()).map(|(a, b)| [a, b].concat()).collect();
        assert_same_answers(&Tally::from_counts(money(drawn.total), &both).unwrap(), &tally);
    }

    #[test]
    fn the_least_distance_is_that_of_the_best_split(drawn in profile(4, 4, 12)) {
        let tally = Tally::of(&ballots(&drawn.votes, &drawn.weights));
        let plain = Profile::new(drawn.total, &drawn.votes, &drawn.weights);
        let cost = |split: &[i64]| -> i128 {
            plain.votes.iter().flat_map(|vote| vote.iter().zip(split)).map(|(a, b)| i128::from((a - b).abs())).sum()
        };
        let splits = every_split(drawn.total, drawn.votes[0].len());
        prop_assert_eq!(tally.least_distance(), splits.iter().map(|split| cost(split)).min().unwrap());
        for split in splits.iter().step_by(7) {
            let amounts: Vec<Money> = split.iter().copied().map(money).collect();
            prop_assert_eq!(tally.distance(&amounts).unwrap(), cost(split));
        }
        prop_assert_eq!(tally.distance(&[]).unwrap_err().code(), "amounts_mismatch");
        let utilitarian = tally.integral(AggregationRule::Utilitarian).unwrap();
        prop_assert_eq!(tally.distance(&utilitarian).unwrap(), tally.least_distance());
    }

    /// Whatever weights stand at whatever amounts: an error, or an answer that sums to the total.
    #[test]
    fn no_counts_lead_to_a_panic(
        total in 0i64..40,
        counts in prop::collection::vec(prop::collection::vec((0i64..45, 0u32..4), 0..4), 0..4),
    ) {
        let count = |(cents, weight): &(i64, u32)| VoteCount { amount: money(*cents), weight: *weight };
        let mut counts: Vec<Vec<VoteCount>> =
            counts.iter().map(|line| line.iter().map(count).collect()).collect();
        answers_or_refuses(total, &counts);
        // The same with weights and amounts evened out on the last line, so that many pass the first two checks.
        let weight = counts.iter().map(|line| line.iter().map(|count| count.weight).sum::<u32>()).max().unwrap_or(0);
        for line in &mut counts {
            let missing = weight - line.iter().map(|count| count.weight).sum::<u32>();
            line.push(VoteCount { amount: money(total / 3), weight: missing });
            line.retain(|count| count.weight > 0);
        }
        answers_or_refuses(total, &counts);
    }
}

fn answers_or_refuses(total: i64, counts: &[Vec<VoteCount>]) {
    let Ok(tally) = Tally::from_counts(money(total), counts) else { return };
    for rule in AggregationRule::ALL {
        let sum: i64 = tally.aggregate(rule).amounts().iter().map(|amount| amount.cents()).sum();
        assert_eq!(sum, total, "{}", rule.name());
        if let Some(whole) = tally.integral(rule) {
            assert_eq!(whole.iter().map(|amount| amount.cents()).sum::<i64>(), total, "{}", rule.name());
        }
    }
}

/// All counts of two or three lines with the right sums: what passes has an outcome under every rule, and what ballots have passes.
#[test]
fn what_ballots_have_passes_and_what_passes_has_an_outcome() {
    let (mut passed, mut refused) = (0, 0);
    for (lines, total, weight) in [(2, 4, 3), (3, 3, 3), (3, 5, 2), (4, 3, 2)] {
        let splits = every_split(total, lines);
        let mut real: Vec<Vec<Vec<i64>>> = Vec::new();
        let mut number = vec![0; weight];
        loop {
            let mut columns: Vec<Vec<i64>> =
                (0..lines).map(|line| number.iter().map(|ballot| splits[*ballot][line]).collect()).collect();
            columns.iter_mut().for_each(|column| column.sort_unstable());
            real.push(columns);
            let Some(place) = number.iter().position(|ballot| ballot + 1 < splits.len()) else { break };
            number[place] += 1;
            number[..place].fill(0);
        }
        real.sort();
        real.dedup();
        let column = |mut code: i64| -> Vec<i64> {
            (0..weight)
                .map(|_| {
                    let cents = code % (total + 1);
                    code /= total + 1;
                    cents
                })
                .collect()
        };
        let columns: Vec<Vec<i64>> = (0..(total + 1).pow(u32::try_from(weight).unwrap()))
            .map(column)
            .filter(|column| column.windows(2).all(|pair| pair[0] <= pair[1]))
            .collect();
        for number in 0..columns.len().pow(u32::try_from(lines).unwrap()) {
            let place = |line: u32| number / columns.len().pow(line) % columns.len();
            let counts: Vec<Vec<i64>> =
                (0..u32::try_from(lines).unwrap()).map(|line| columns[place(line)].clone()).collect();
            let sum: i64 = counts.iter().flatten().sum();
            if sum != total * i64::try_from(weight).unwrap() {
                continue;
            }
            let one = |cents: &i64| VoteCount { amount: money(*cents), weight: 1 };
            let given: Vec<Vec<VoteCount>> =
                counts.iter().map(|line| line.iter().map(one).collect()).collect();
            let is_real = real.binary_search(&counts).is_ok();
            match Tally::from_counts(money(total), &given) {
                Ok(_) => passed += 1,
                Err(error) => {
                    assert_eq!(error.code(), "counts_impossible");
                    assert!(!is_real, "{counts:?}");
                    refused += 1;
                }
            }
            answers_or_refuses(total, &given);
        }
    }
    assert!(passed > 100 && refused > 50, "{passed} {refused}");
}

fn count(amount: &str, weight: u32) -> VoteCount {
    VoteCount { amount: amount.parse().unwrap(), weight }
}

#[test]
fn each_mistake_of_counts_is_told() {
    let total = money(1_000);
    for (lines, code, sentence) in [
        (vec![], "lines_missing", "an envelope needs at least one line: add one"),
        (
            vec![vec![count("6.00", 0)], vec![count("4.00", 1)]],
            "ballot_weight",
            "line 1: the weight 0 is out of range: ballots weigh from 1 to 1073741824",
        ),
        (vec![vec![], vec![]], "ballots_missing", "there is no ballot to aggregate: give at least one"),
        (
            vec![vec![count("6.00", 1 << 30), count("4.00", 1)], vec![count("4.00", 1)]],
            "ballots_weight",
            "the ballots weigh 1073741825 together and at most 1073741824 is allowed: write smaller weights in the same proportion",
        ),
        (
            vec![vec![count("6.00", 3)], vec![count("4.00", 1), count("0.00", 1)]],
            "counts_weight",
            "line 2 weighs 2 and line 1 3: 1 is missing; every ballot counts on every line, with 0.00 where it gives nothing",
        ),
        (
            vec![vec![count("6.00", 2)], vec![count("4.00", 1), count("4.01", 1)]],
            "counts_total",
            "the counted amounts, each times its weight, sum to 20.01, and 10.00 times the weight 2 is 20.00: 0.01 is too much",
        ),
        (
            vec![vec![count("11.00", 1), count("3.00", 1)], vec![count("3.00", 2)]],
            "counts_impossible",
            "no ballots of one total have these counts: line 1 has 11.00, which is more than the total 10.00: count again",
        ),
        (
            vec![vec![count("10.00", 1), count("0.00", 1)], vec![count("5.00", 2)]],
            "counts_impossible",
            "no ballots of one total have these counts: line 1 has 10.00 on some ballot, and all other lines together at least 5.00, which is \
             more than 10.00: count again",
        ),
        (
            vec![
                vec![count("5.00", 3), count("1.00", 1)],
                vec![count("2.00", 1), count("3.00", 2), count("4.00", 1)],
                vec![count("2.00", 1), count("3.00", 2), count("4.00", 1)],
            ],
            "counts_impossible",
            "no ballots of one total have these counts: line 1 has 1.00 on some ballot, and all other lines together at most 8.00, which is \
             less than 10.00: count again",
        ),
        (
            // A line may have so much on some ballots, but not on each that is needed.
            vec![
                vec![count("10.00", 1), count("2.00", 3), count("0.00", 1)],
                vec![count("10.00", 1), count("2.00", 3), count("0.00", 1)],
                vec![count("10.00", 1), count("2.00", 3), count("0.00", 1)],
                vec![count("2.00", 1), count("0.00", 4)],
            ],
            "counts_impossible",
            "no ballots of one total have these counts: large amounts weigh too little, and small ones too much, for each ballot to sum to 10.00: \
             count again",
        ),
    ] {
        let error = Tally::from_counts(total, &lines).unwrap_err();
        assert_eq!((error.code(), error.message(Language::English).as_str()), (code, sentence));
    }
}

/// Weights that no single vote can hold, at the largest total.
#[test]
fn heavy_counts_of_the_largest_total_are_exact() {
    let most = 1i64 << 48;
    let half = most / 2;
    let of = |cents: i64, weight: u32| VoteCount { amount: money(cents), weight };
    let lines =
        [vec![of(most, 700_000_001), of(half, 300_000_000)], vec![of(0, 700_000_001), of(half, 300_000_000)]];
    let tally = Tally::from_counts(money(most), &lines).unwrap();
    assert_eq!(tally.counts()[0], [of(half, 300_000_000), of(most, 700_000_001)]);
    let exact = |rule| tally.aggregate(rule).exact()[0].to_string();
    let mean = (i128::from(most) * 700_000_001 + i128::from(half) * 300_000_000) / 1_000_000_001;
    assert_eq!(tally.aggregate(AggregationRule::Mean).exact()[0].floor(), mean.unsigned_abs());
    assert_eq!(exact(AggregationRule::Utilitarian), most.to_string());
    // Merged with itself a few times over: one vote cannot hold it all, and nothing is lost.
    let small = Tally::from_counts(
        money(most),
        &[vec![of(most, 20_000), of(half, 20_000)], vec![of(0, 20_000), of(half, 20_000)]],
    )
    .unwrap();
    let twice = small.merge(&small).unwrap();
    let merged = twice.merge(&twice).unwrap().merge(&small).unwrap();
    assert_eq!(merged.counts()[1], [of(0, 100_000), of(half, 100_000)]);
    assert_eq!(told(&merged, AggregationRule::Ladder), told(&small, AggregationRule::Ladder));
    // The same in lowest weights, of ballots.
    let plain = Tally::of(&ballots(&[vec![most, 0], vec![half, half]], &[7, 3]));
    let heavy =
        [vec![of(most, 700_000_000), of(half, 300_000_000)], vec![of(0, 700_000_000), of(half, 300_000_000)]];
    let heavy = Tally::from_counts(money(most), &heavy).unwrap();
    for rule in [AggregationRule::Mean, AggregationRule::IndependentMarkets, AggregationRule::Ladder] {
        assert_eq!(told(&heavy, rule), told(&plain, rule), "{}", rule.name());
    }
}

fn plan() -> Plan {
    let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": "10.00",
        "lines": [{"id": "desks", "title": "Sportelli", "amount": "6.00"}, {"id": "outreach", "amount": "4.00"}]});
    Plan::from_json(&document.to_string()).unwrap()
}

fn refused(table: &str, read: &ReadBallots<'_>) -> String {
    let error = CountSheet::from_csv(table, read).unwrap_err();
    error.all().map(|one| format!("{}: {one}", one.code())).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_table_of_counts_is_read_as_databases_and_offices_write_it() {
    let plan = plan();
    let expected = Tally::from_counts(
        money(1_000),
        &[vec![count("6.00", 3_000), count("2.50", 1_000)], vec![count("4.00", 3_000), count("7.50", 1_000)]],
    )
    .unwrap();
    for table in [
        "line,amount,weight\ndesks,6.00,3000\ndesks,2.50,1000\noutreach,4.00,3000\noutreach,7.50,1000\n",
        "\"amount\",\"line\",\"n\"\n\"7.50\",\"outreach\",1000\n4,outreach,3000\n6.00,desks,3000\n2.50,desks,1000\n",
        "Voce;Importo;Peso\ndesks;6,00;2000\ndesks;2,50;1000\noutreach;4,00;3000\noutreach;7,50;1000\ndesks;6,00;1000\n",
        "voce;importo;schede\nSportelli;6,00;3\nSportelli;2,50;1\noutreach;4,00;3\noutreach;7,50;1\n",
        "line,amount,weight\ndesks,6.00,1.5\ndesks,2.50,0.5\noutreach,4.00,1.5\noutreach,7.50,0.5\n",
    ] {
        let with_plan = ReadBallots { plan: Some(&plan), ..ReadBallots::default() };
        let sheet = CountSheet::from_csv(table, &with_plan).unwrap();
        assert_eq!(sheet.lines(), ["desks", "outreach"]);
        assert_eq!(sheet.tally().total(), money(1_000));
        for rule in AggregationRule::ALL {
            assert_eq!(told(sheet.tally(), rule), told(&expected, rule), "{table}");
        }
    }
    let italian = ReadBallots { style: Some(AmountStyle::Italian), ..ReadBallots::default() };
    let thousands =
        CountSheet::from_csv("voce;importo;peso\na;1.000,00;1.500\nb;0;1.500\n", &italian).unwrap();
    assert_eq!((thousands.tally().total(), thousands.tally().weight()), (money(100_000), 1_500));
}

#[test]
fn what_is_wrong_in_a_table_of_counts_is_told_by_row() {
    let (plain, plan) = (ReadBallots::default(), plan());
    let with_plan = ReadBallots { plan: Some(&plan), ..ReadBallots::default() };
    for (table, read, expected) in [
        (
            "line,amount\na,1.00\n",
            &plain,
            "counts_head: a table of counts has the columns `line`, `amount` and `weight`, and its head is `line, amount`: name the columns so",
        ),
        (
            "line,amount,weight\na,1.00,due\na,uno,1\n",
            &plain,
            "weight_malformed: row 2: line `a`: `due` is not a weight: write a number of zero or more, such as `3` or `12.5`\n\
             amount_malformed: row 3: line `a`: `uno` is not an amount: write for example `2464000.00` or `2.464.000,00 €`",
        ),
        (
            "line,amount,weight\ndesks,1.00,1\noutreech,9.00,1\n",
            &with_plan,
            "line_unknown: row 3: there is no line `outreech`: the lines are `desks`, `outreach`; did you mean `outreach`?",
        ),
        (
            "line,amount,weight\ndesks,10.00,1\n",
            &with_plan,
            "amount_missing: line `outreach` has no amount: give one, or name the line that takes the remainder",
        ),
        (
            "line,amount,weight\na,6.00,2\nb,4.00,1\nb,4.01,1\n",
            &plain,
            "counts_impossible: no ballots of one total have these counts: the amounts, each times its weight, sum to 20.01, and a weight \
             of 2 does not divide that into whole cents: count again",
        ),
        (
            "line,amount,weight\na,6.00,2\nb,4.00,1\n",
            &ReadBallots { total: Some(money(1_000)), ..ReadBallots::default() },
            "counts_weight: line `b` weighs 1 and line `a` 2: 1 is missing; every ballot counts on every line, with 0.00 where it gives \
             nothing",
        ),
        (
            "line,amount,weight\na,6.00,0\nb,4.00,1\n",
            &plain,
            "ballot_weight: line `a`: the weight 0 is out of range: ballots weigh from 1 to 1073741824",
        ),
        (
            "line,amount,weight\n",
            &plain,
            "ballots_missing: there is no ballot to aggregate: give at least one",
        ),
    ] {
        assert_eq!(refused(table, read), expected, "{table}");
    }
}
