//! Fewest transfers between two allocations.

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use riparto::transfers::settle;
use riparto::{Allocation, Envelope, Money, Settle, Settlement, api};
use serde_json::{Value, json};

use riparto_test_support::cases;

/// Lines `0`, `1`, … with these amounts in cents.
fn allocation(cents: &[i64]) -> Allocation {
    let amounts: Vec<Money> = cents.iter().map(|cents| Money::from_cents(*cents).unwrap()).collect();
    let mut envelope = Envelope::builder("Plan", Money::checked_sum(amounts.iter().copied()).unwrap());
    for line in 0..cents.len() {
        envelope = envelope.line(&line.to_string(), "Line");
    }
    Allocation::new(&envelope.build().unwrap(), amounts).unwrap()
}

/// Two allocations that differ by these changes.
fn ends(changes: &[i64]) -> (Allocation, Allocation) {
    let before: Vec<i64> = changes.iter().map(|change| (-change).max(0) + 7).collect();
    let after: Vec<i64> = before.iter().zip(changes).map(|(before, change)| before + change).collect();
    (allocation(&before), allocation(&after))
}

fn settled(changes: &[i64]) -> Settlement {
    let (from, to) = ends(changes);
    settle(&from, &to, Settle::default()).unwrap()
}

/// What the lines hold after transfers, none of which may overdraw a line that gives or touch one that does not change.
fn carried_out(from: &[i64], settlement: &Settlement) -> Vec<i64> {
    let mut after = from.to_vec();
    for transfer in settlement.transfers() {
        let position = |id: &str| id.parse::<usize>().unwrap();
        after[position(transfer.from())] -= transfer.amount().cents();
        after[position(transfer.to())] += transfer.amount().cents();
    }
    after
}

/// The fewest transfers, by trying every way to settle one line after the other: easy to read, for few lines.
fn fewest_by_trying(open: &[i64]) -> usize {
    let Some(place) = open.iter().position(|cents| *cents != 0) else {
        return 0;
    };
    let others = (place + 1..open.len()).filter(|other| open[*other].signum() == -open[place].signum());
    let ways = others.map(|other| {
        let mut left = open.to_vec();
        left[other] += left[place];
        left[place] = 0;
        1 + fewest_by_trying(&left)
    });
    ways.min().unwrap()
}

#[test]
fn vectors_are_settled_in_the_fewest_transfers() {
    let vectors = include_str!("vectors/transfers.jsonl");
    assert_eq!(vectors.lines().count(), 30);
    for line in vectors.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let name = case["id"].as_str().unwrap();
        let amounts = |side: &str| -> Vec<i64> {
            case["request"][side].as_array().unwrap().iter().map(|cents| cents.as_i64().unwrap()).collect()
        };
        let map = |side: &str| -> Value {
            let lines = amounts(side).into_iter().enumerate();
            let lines = lines.map(|(line, cents)| {
                (line.to_string(), Money::from_cents(cents).unwrap().to_string().into())
            });
            Value::Object(lines.collect())
        };
        let request = json!({"id": name, "op": "settle", "from": map("from"), "to": map("to")});
        let response: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
        let transfers = response["ok"]["transfers"].as_array().unwrap_or_else(|| panic!("{response}"));
        assert_eq!(response["id"], name);
        assert_eq!(transfers.len() as u64, case["expect"]["min_transfers"].as_u64().unwrap(), "{name}");
        assert_eq!(response["ok"]["fewest"], true, "{name}");
        assert_eq!(response["ok"]["at_least"], case["expect"]["min_transfers"], "{name}");
        let volume = Money::from_cents(case["expect"]["volume"].as_i64().unwrap()).unwrap();
        assert_eq!(response["ok"]["volume"], volume.to_string(), "{name}");
        let mut after = amounts("from");
        for transfer in transfers {
            let position = |end: &str| transfer[end].as_str().unwrap().parse::<usize>().unwrap();
            let cents = transfer["amount"].as_str().unwrap().parse::<Money>().unwrap().cents();
            after[position("from")] -= cents;
            after[position("to")] += cents;
        }
        assert_eq!(after, amounts("to"), "{name}");
    }
}

/// Changes that sum to zero; small sizes make blocks likely.
fn changes(lines: std::ops::Range<usize>, most: i64) -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-most..=most, lines).prop_map(|mut changes| {
        let sum: i64 = changes.iter().sum();
        changes.push(-sum);
        changes
    })
}

/// What holds for every settlement.
fn holds_for(changes: &[i64]) -> TestCaseResult {
    let (from, to) = ends(changes);
    let settlement = settle(&from, &to, Settle::default()).unwrap();
    let cents = |allocation: &Allocation| -> Vec<i64> {
        allocation.amounts().iter().map(|amount| amount.cents()).collect()
    };
    let count = settlement.transfers().len();
    let (giving, taking) = (
        changes.iter().filter(|change| **change < 0).count(),
        changes.iter().filter(|change| **change > 0).count(),
    );
    prop_assert_eq!(carried_out(&cents(&from), &settlement), cents(&to));
    prop_assert!(count <= (giving + taking).saturating_sub(1));
    prop_assert!(giving.max(taking) <= settlement.at_least() && settlement.at_least() <= count);
    prop_assert_eq!(settlement.fewest(), count == settlement.at_least());
    prop_assert_eq!(settlement.volume().cents(), changes.iter().map(|change| (*change).max(0)).sum::<i64>());
    prop_assert_eq!(settle(&from, &to, Settle::default()).unwrap(), settlement.clone());
    if count > 0 {
        let proposal = settlement.clone().into_proposal("p1", "anci").unwrap();
        prop_assert_eq!(proposal.transfers(), settlement.transfers());
    }
    Ok(())
}

proptest! {
    #[test]
    fn few_lines_are_settled_in_the_fewest_transfers(changes in changes(0..7, 6)) {
        let settlement = settled(&changes);
        prop_assert!(settlement.fewest());
        prop_assert_eq!(settlement.transfers().len(), fewest_by_trying(&changes));
    }

    #[test]
    fn transfers_lead_exactly_from_one_allocation_to_the_other(changes in changes(0..14, 40)) {
        holds_for(&changes)?;
        prop_assert!(settled(&changes).fewest());
    }

    #[test]
    fn the_order_of_lines_does_not_change_the_number(
        (changes, shuffled) in changes(0..14, 12)
            .prop_flat_map(|changes| (Just(changes.clone()), Just(changes).prop_shuffle()))
    ) {
        prop_assert_eq!(settled(&changes).transfers().len(), settled(&shuffled).transfers().len());
    }

    #[test]
    fn a_minimum_costs_no_transfer(changes in changes(0..9, 40), minimum in 1..20_i64) {
        let (plain, kept) = (settled(&changes), settled_by(&changes, minimum));
        prop_assert_eq!(plain.transfers().len(), kept.transfers().len());
        prop_assert_eq!(plain.volume(), kept.volume());
        let small = changes.iter().filter(|change| **change != 0 && change.abs() < minimum).count();
        prop_assert_eq!(kept.too_small().count(), small);
        let (from, to) = ends(&changes);
        let cents = |allocation: &Allocation| -> Vec<i64> {
            allocation.amounts().iter().map(|amount| amount.cents()).collect()
        };
        prop_assert_eq!(carried_out(&cents(&from), &kept), cents(&to));
    }

    #[test]
    fn the_way_back_is_as_short(changes in changes(0..14, 12)) {
        let back: Vec<i64> = changes.iter().map(|change| -change).collect();
        prop_assert_eq!(settled(&changes).transfers().len(), settled(&back).transfers().len());
    }
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn many_lines_are_settled_exactly_with_an_honest_bound(
        (changes, shuffled) in (1_i64..100_000)
            .prop_flat_map(|most| changes(30..200, most))
            .prop_flat_map(|changes| (Just(changes.clone()), Just(changes).prop_shuffle()))
    ) {
        holds_for(&changes)?;
        prop_assert_eq!(settled(&changes).transfers().len(), settled(&shuffled).transfers().len());
        prop_assert_eq!(settled(&changes).at_least(), settled(&shuffled).at_least());
    }
}

#[test]
fn the_generators_vary() {
    // Settled alone, in one block, in several, with blocks of more than two lines, and beyond what is solved exactly.
    assert!(settled(&[0, 0]).transfers().is_empty() && settled(&[0, 0]).fewest());
    assert_eq!(settled(&[-5, 3, 2, 0]).transfers().len(), 2);
    assert_eq!(settled(&[-5, 3, 2, -4, 4]).transfers().len(), 3);
    assert_eq!(settled(&[-5, -6, 1, 2, 3, 5]).transfers().len(), 4);
}

#[test]
fn at_the_edge_of_the_exact_method_the_fewest_are_proven() {
    // 22 lines of which only all together sum to zero: 1, 10, 100, … in base 4 against their sum.
    let powers: Vec<i64> = (0..21).map(|power| 4_i64.pow(power)).collect();
    let mut changes = powers.clone();
    changes.push(-powers.iter().sum::<i64>());
    let settlement = settled(&changes);
    assert_eq!((settlement.transfers().len(), settlement.fewest()), (21, true));

    // Eleven lines against eleven that sum alike only all together: one block, and both sides are long.
    let mut changes: Vec<i64> = (0..11).map(|power| 3_i64.pow(power) * 2).collect();
    changes.extend((0..11).map(|power| -(3_i64.pow(power) * 2) + if power == 0 { 1_000_000_007 } else { 0 }));
    changes[0] -= 1_000_000_007;
    let settlement = settled(&changes);
    assert!(settlement.fewest());
    assert_eq!(settlement.transfers().len(), 11);
}

#[test]
fn one_line_that_gives_to_a_hundred_needs_a_hundred_transfers_and_that_is_proven() {
    let mut changes: Vec<i64> = (1..=100).collect();
    changes.push(-5050);
    let settlement = settled(&changes);
    assert_eq!((settlement.transfers().len(), settlement.at_least(), settlement.fewest()), (100, 100, true));
}

#[test]
fn blocks_of_three_are_found_beyond_the_exact_method() {
    // Sixty lines in twenty blocks of three, and no two that offset each other.
    let changes: Vec<i64> = (0..20).flat_map(|n| [3 + 1000 * n, 500 * n + 1, -(1500 * n + 4)]).collect();
    let settlement = settled(&changes);
    assert!(settlement.transfers().len() <= 45, "{}", settlement.transfers().len());
    assert_eq!(settlement.at_least(), 40);
}

#[test]
fn a_hundred_thousand_lines_are_settled() {
    let mut state = 7_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 40).unwrap() - (1 << 23)
    };
    let mut changes: Vec<i64> = (0..99_999).map(|_| random()).collect();
    changes.push(-changes.iter().sum::<i64>());
    let (from, to) = ends(&changes);
    let settlement = settle(&from, &to, Settle::default()).unwrap();
    // Two thirds are needed for sure; bundles of small remainders come within an eighth of all.
    assert_eq!(settlement.at_least(), 66_577);
    assert!(settlement.transfers().len() < 90_000, "{}", settlement.transfers().len());
    let cents: Vec<i64> = from.amounts().iter().map(|amount| amount.cents()).collect();
    let after: Vec<i64> = to.amounts().iter().map(|amount| amount.cents()).collect();
    assert_eq!(carried_out(&cents, &settlement), after);
}

fn settled_by(changes: &[i64], minimum: i64) -> Settlement {
    let (from, to) = ends(changes);
    settle(&from, &to, Settle { minimum: Some(Money::from_cents(minimum).unwrap()) }).unwrap()
}

#[test]
fn a_minimum_is_respected_where_other_pairs_allow_it() {
    // Side by side, 10 and 7 give 8 + 2 and 3 + 4 to lines that take 8, 5 and 4; 3 is the most that can be kept to.
    assert_eq!(settled(&[-10, -7, 8, 5, 4]).transfers().iter().map(|t| t.amount().cents()).min(), Some(2));
    let settlement = settled_by(&[-10, -7, 8, 5, 4], 3);
    assert_eq!((settlement.transfers().len(), settlement.fewest()), (4, true));
    assert_eq!((settlement.below_minimum().count(), settlement.too_small().count()), (0, 0));
    let (from, to) = ends(&[-10, -7, 8, 5, 4]);
    let cents = |allocation: &Allocation| -> Vec<i64> {
        allocation.amounts().iter().map(|amount| amount.cents()).collect()
    };
    assert_eq!(carried_out(&cents(&from), &settlement), cents(&to));
}

#[test]
fn lines_that_change_by_less_than_a_minimum_are_named() {
    let settlement = settled_by(&[-10, 8, 2], 5);
    assert_eq!(settlement.below_minimum().count(), 1);
    assert_eq!(settlement.too_small().map(|line| line.id()).collect::<Vec<_>>(), ["2"]);
}

#[test]
fn settle_refuses_other_lines_and_other_totals() {
    let error = settle(&allocation(&[1, 2]), &allocation(&[1, 1, 1]), Settle::default()).unwrap_err();
    assert_eq!(error.code(), "envelope_differs");
    let error = settle(&allocation(&[1, 2]), &allocation(&[1, 1]), Settle::default()).unwrap_err();
    assert_eq!(error.code(), "envelope_differs");
    let nothing = settled(&[0, 0]).into_proposal("p1", "anci").unwrap_err();
    assert_eq!(nothing.code(), "transfers_missing");
    assert_eq!(settled(&[1, -1]).into_proposal("p 1", "anci").unwrap_err().code(), "id_malformed");
}

#[test]
fn the_operation_settles_in_the_order_of_from() {
    let response = api::respond(
        r#"{"id": 1, "op": "settle", "from": {"b": "3.00", "a": "2.00", "c": "0.00"},
            "to": {"a": "1.00", "b": "0.00", "c": "4.00"}}"#,
    );
    assert_eq!(
        response,
        concat!(
            r#"{"id":1,"ok":{"transfers":[{"from":"b","to":"c","amount":"3.00"},"#,
            r#"{"from":"a","to":"c","amount":"1.00"}],"volume":"4.00","fewest":true,"at_least":2}}"#
        )
    );
}

#[test]
fn the_operation_refuses_what_makes_no_sense_and_says_where() {
    let cases = [
        (r#""to": {}"#, "field_missing", "`settle` needs the field `from`: add it"),
        (r#""from": {"a": "1.00"}"#, "field_missing", "`settle` needs the field `to`: add it"),
        (r#""from": {}, "to": {}"#, "lines_missing", "from: an envelope needs at least one line: add one"),
        (
            r#""from": {"a": "1.00"}, "to": {"b": "1.00"}"#,
            "line_unknown",
            "to: there is no line `b`: the lines are `a`",
        ),
        (
            r#""from": {"a": "1.00", "b": "1.00"}, "to": {"a": "2.00"}"#,
            "amount_missing",
            "to: line `b` has no amount: give one, or name the line that takes the remainder",
        ),
        (
            r#""from": {"a": "1.00", "b": "1.00"}, "to": {"a": "1.00", "b": "1.01"}"#,
            "total_mismatch",
            "to: the lines sum to 2.01 and the total is 2.00: 0.01 too much",
        ),
        (
            r#""from": {"a": "1.00", "a": "1.00"}, "to": {"a": "1.00"}"#,
            "id_taken",
            "from: line `a` is given twice: ids are unique",
        ),
        (
            r#""from": {"a": "1.00"}, "to": {"a": "0.50", "a": "0.50"}"#,
            "amount_twice",
            "to: line `a` has two amounts: give one",
        ),
        (
            r#""from": {"a b": "1.00"}, "to": {"a b": "1.00"}"#,
            "id_malformed",
            "from: `a b` is not an id: use 1 to 64 characters of a-z, A-Z, 0-9, `.`, `_`, `-`, `:`",
        ),
        (
            r#""from": {"a": "1,00"}, "to": {"a": "1.00"}"#,
            "amount_not_plain",
            "from: line `a`: `1,00` is not an amount in plain style: write digits, a point and two decimals, such as `1.00`",
        ),
        (
            r#""from": {"a": "1.00"}, "to": {"a": "1.00"}, "fewset": true"#,
            "field_unknown",
            "`settle` has no field `fewset`: its fields are `from`, `to`, `plan`, `up_to`, `minimum`, `proof`, `date`, `effort`, `lang`",
        ),
    ];
    for (fields, code, message) in cases {
        let response: Value =
            serde_json::from_str(&api::respond(&format!(r#"{{"op": "settle", {fields}}}"#))).unwrap();
        assert_eq!(response["error"]["message"], message);
        assert_eq!(response["error"]["code"], code);
    }
    let number = api::respond(r#"{"op": "settle", "from": {"a": 1}, "to": {"a": "1.00"}}"#);
    assert!(number.contains("document_malformed"), "{number}");
}
