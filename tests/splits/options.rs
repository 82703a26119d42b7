//! Units, criteria, fixed parts and payers against the definition, against all splits there are, and against each other.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use riparto::money::{AllocationKey, Apportion, Criterion, TieBreak, Weight};
use riparto::{Method, Money, Percent};
use serde_json::json;

use super::exact_oracle::{Part, Question};
use super::respond;
use riparto_test_support::{cases, given};

const FIVE: [Method; 5] =
    [Method::LargestRemainder, Method::Webster, Method::Jefferson, Method::Adams, Method::HuntingtonHill];

fn cents(cents: i128) -> Money {
    Money::from_cents(cents.try_into().unwrap()).unwrap()
}

fn weight(weight: i128) -> Weight {
    weight.to_string().parse().unwrap()
}

impl Question {
    fn criteria(&self) -> Vec<Criterion> {
        let criterion = |(percent, weights): &(i128, Vec<i128>)| {
            let percent = Percent::from_whole(u64::try_from(*percent).unwrap()).unwrap();
            Criterion::new(percent, weights.iter().copied().map(weight).collect())
        };
        self.criteria.iter().map(criterion).collect()
    }

    fn options(&self) -> Apportion {
        Apportion::new()
            .unit(cents(self.unit))
            .floors(self.floors.iter().map(|floor| Some(cents(*floor))).collect())
            .ceilings(self.ceilings.iter().map(|ceiling| ceiling.map(cents)).collect())
            .payers(self.payers.clone())
    }

    fn amounts(&self, options: &Apportion) -> riparto::Result<Vec<i128>> {
        let split = options.split(cents(self.total), AllocationKey::Criteria(&self.criteria()))?;
        Ok(split.amounts().iter().map(|amount| amount.cents().into()).collect())
    }

    /// Every split of the whole units within the bounds.
    fn all(&self) -> Vec<Vec<i128>> {
        let whole = self.total / self.unit;
        let mut found = vec![Vec::new()];
        for part in 0..self.parts() {
            let (floor, ceiling) = self.bounds(part);
            let most = if self.weight(part).0 == 0 { floor } else { ceiling };
            found = found
                .into_iter()
                .flat_map(|start: Vec<i128>| {
                    (floor / self.unit..=most / self.unit)
                        .map(move |units| [start.as_slice(), &[units]].concat())
                })
                .filter(|start| start.iter().sum::<i128>() <= whole)
                .collect();
        }
        found.retain(|split| split.iter().sum::<i128>() == whole);
        found
    }
}

/// Small questions whose every split can be looked at.
fn question(payers: bool) -> impl Strategy<Value = Question> {
    let part = (vec(0i128..6, 3), 0i128..9, weighted(0.4, 3i128..40), any::<bool>());
    (0i128..45, 1i128..5, 0i128..=100, 0i128..=100, vec(part, 1..5)).prop_map(
        move |(total, unit, first, second, parts)| {
            let second = second.min(100 - first);
            let percents = [first, second, 100 - first - second];
            let weights = |place: usize| parts.iter().map(|part| part.0[place]).collect();
            Question {
                total,
                unit,
                criteria: (0..3).map(|place| (percents[place], weights(place))).collect(),
                floors: parts.iter().map(|part| if part.1 > 5 { part.1 - 5 } else { 0 }).collect(),
                ceilings: parts.iter().map(|part| part.2).collect(),
                payers: parts.iter().map(|part| !payers || part.3).collect(),
            }
        },
    )
}

/// Gives the part that is named what is below one unit, unless its ceiling is in the way.
fn asked(question: &Question, method: Method) -> riparto::Result<Vec<i128>> {
    let free = Question { ceilings: question.ceilings.clone(), ..question.clone() };
    let mut amounts = free.amounts(&question.options().method(method).residual_to(0))?;
    amounts[0] -= question.total % question.unit;
    Ok(amounts)
}

proptest! {
    #![proptest_config(cases(800))]

    /// Of all splits in whole units, largest remainder takes one whose sum of distances to the exact shares is least.
    #[test]
    fn largest_remainder_is_nearest_to_the_exact_shares(question in question(false)) {
        let found = given(asked(&question, Method::LargestRemainder).ok())?;
        let shares = question.shares().unwrap();
        let distance = |split: &[i128]| split.iter().zip(&shares).fold(Part(0, 1), |sum, (amount, share)| {
            let apart = Part(*amount, 1).minus(*share);
            sum.plus(Part(apart.0.abs(), apart.1))
        });
        let all: Vec<Vec<i128>> =
            question.all().into_iter().map(|split| split.iter().map(|units| units * question.unit).collect()).collect();
        prop_assert!(all.contains(&found), "{:?}", found);
        let least = all.iter().map(|split| distance(split)).min().unwrap();
        prop_assert_eq!(distance(&found), least, "{:?}: {:?}", found, shares);
    }

    /// The divisor methods hand out unit after unit, each to the part with the least d(k) / w.
    #[test]
    fn divisor_methods_hand_out_unit_by_unit(question in question(false)) {
        let weights: Vec<Part> = (0..question.parts()).map(|part| question.weight(part)).collect();
        for method in &FIVE[1..] {
            let found = given(asked(&question, *method).ok())?;
            let bounds: Vec<(i128, i128)> =
                (0..question.parts()).map(|part| question.bounds(part)).map(|(least, most)| (least / question.unit, most / question.unit)).collect();
            let mut split: Vec<i128> = bounds.iter().map(|bounds| bounds.0).collect();
            while split.iter().sum::<i128>() < question.total / question.unit {
                let square = |part: usize| {
                    let k = split[part];
                    let square = match method {
                        Method::Adams => 4 * k * k,
                        Method::Webster => (2 * k + 1) * (2 * k + 1),
                        Method::Jefferson => 4 * (k + 1) * (k + 1),
                        _ => 4 * k * (k + 1),
                    };
                    Part(square, 1).over(weights[part].times(weights[part]))
                };
                let open = (0..split.len()).filter(|part| weights[*part].0 > 0 && split[*part] < bounds[*part].1);
                let next = open.min_by_key(|part| square(*part)).unwrap();
                split[next] += 1;
            }
            split.iter_mut().for_each(|units| *units *= question.unit);
            prop_assert_eq!(&found, &split, "{:?}", method);
        }
    }

    /// Who does not pay has the share of the total, within its bounds; rounding takes less than a unit either way.
    #[test]
    fn floors_are_paid_by_the_payers_alone(question in question(true)) {
        let found = given(asked(&question, Method::LargestRemainder).ok())?;
        let shares = question.shares().unwrap();
        prop_assert_eq!(found.iter().sum::<i128>(), question.total / question.unit * question.unit);
        for (part, share) in shares.iter().enumerate() {
            let apart = Part(found[part], 1).minus(*share);
            prop_assert!(apart < Part(question.unit, 1) && apart > Part(-question.unit, 1), "{:?} {:?}", found, shares);
            let (least, most) = question.bounds(part);
            prop_assert!((least..=most).contains(&found[part]));
            if !question.payers[part] && question.weight(part).0 > 0 {
                let free = question.weight(part).times(Part(question.total, 1));
                let most = if most < question.total / question.unit * question.unit { most } else { question.total };
                prop_assert_eq!(*share, free.clamp(Part(least, 1), Part(most, 1)));
            }
        }
    }

    /// Half up rounds the same exact shares, each by itself, and tells what the sum misses.
    #[test]
    fn half_up_rounds_each_share_and_tells_the_difference(question in question(true)) {
        let criteria = question.criteria();
        let half_up = question.options().half_up(cents(question.total), AllocationKey::Criteria(&criteria));
        let half_up = given(half_up.ok())?;
        let shares = question.shares().unwrap();
        let units = |share: Part| share.over(Part(question.unit, 1)).plus(Part(1, 2)).floor() * question.unit;
        let expected: Vec<i128> = shares.into_iter().map(units).collect();
        let found: Vec<i128> = half_up.amounts().iter().map(|amount| amount.cents().into()).collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(i128::from(half_up.difference().cents()), expected.iter().sum::<i128>() - question.total);
    }

    /// Where no claims are equal, the order in which parts stand does not matter.
    #[test]
    fn the_order_of_parts_does_not_matter(question in question(true), turn in 0usize..4) {
        let refuse = |question: &Question| question.options().tie_break(TieBreak::Refuse);
        let whole = Question { total: question.total / question.unit * question.unit, ..question };
        let turned = |question: &Question| {
            let mut turned = question.clone();
            let turn = turn % question.parts();
            turned.criteria.iter_mut().for_each(|(_, weights)| weights.rotate_left(turn));
            turned.floors.rotate_left(turn);
            turned.ceilings.rotate_left(turn);
            turned.payers.rotate_left(turn);
            turned
        };
        for method in FIVE {
            let found = whole.amounts(&refuse(&whole).method(method));
            let mut found = given(found.ok())?;
            let other = turned(&whole);
            let turned = other.amounts(&refuse(&other).method(method)).unwrap();
            found.rotate_left(turn % whole.parts());
            prop_assert_eq!(found, turned, "{:?}", method);
        }
    }

    /// One criterion of a hundred percent is its weights; a unit of a cent is none; a payer among payers changes nothing.
    #[test]
    fn what_says_nothing_changes_nothing(
        total in 0i64..100_000, weights in vec(0u32..100_000, 1..20), last in any::<bool>(),
    ) {
        let total = Money::from_cents(total).unwrap();
        let parts = weights.len();
        let weights: Vec<Weight> = weights.into_iter().map(Weight::from).collect();
        let criteria = [Criterion::new(Percent::HUNDRED, weights.clone())];
        let tie_break = if last { TieBreak::Last } else { TieBreak::LargestWeight };
        for method in FIVE {
            let plain = Apportion::new().method(method).tie_break(tie_break);
            let expected = given(riparto::apportion(total, &weights, &plain).ok())?;
            let by_criteria = plain.split(total, AllocationKey::Criteria(&criteria)).unwrap();
            prop_assert_eq!(&by_criteria, &expected, "{:?}", method);
            let in_cents = plain.clone().unit("0.01".parse().unwrap()).payers(vec![true; parts]).fixed(vec![Money::ZERO; parts]);
            let exact = in_cents.split(total, AllocationKey::Weights(&weights)).unwrap();
            prop_assert_eq!(&exact, &expected, "{:?}", method);
        }
    }

    /// What is fixed comes first, and the rest is split as if it were all.
    #[test]
    fn fixed_amounts_come_before_the_weights(
        fixed in vec(0i64..500, 3), total in 1_500i64..9_000, weights in vec(1u32..50, 3),
    ) {
        let money = |cents: i64| Money::from_cents(cents).unwrap();
        let weights: Vec<Weight> = weights.into_iter().map(Weight::from).collect();
        let options = Apportion::new().fixed(fixed.iter().copied().map(money).collect());
        let rest = total - fixed.iter().sum::<i64>();
        for method in FIVE {
            let split = riparto::apportion(money(total), &weights, &options.clone().method(method)).unwrap();
            let by_weights = riparto::apportion(money(rest), &weights, &Apportion::new().method(method)).unwrap();
            let sums: Vec<i64> = by_weights.amounts().iter().zip(&fixed).map(|(part, fixed)| part.cents() + fixed).collect();
            prop_assert_eq!(split.amounts().iter().map(|amount| amount.cents()).collect::<Vec<_>>(), sums);
        }
    }
}

#[test]
fn criteria_are_summed_before_they_are_rounded() {
    let criteria = json!([{"percent": "60", "weights": [1, 1, 1]}, {"percent": "40", "weights": [1, 1, 4]}]);
    let answer =
        respond(&json!({"op": "apportion", "total": "1.00", "criteria": criteria, "receipt": false}));
    // Exact: 26 2/3, 26 2/3, 46 2/3. In two calls the third part is a cent lower.
    assert_eq!(answer["ok"], json!({"amounts": ["0.27", "0.27", "0.46"]}));
}

#[test]
fn many_criteria_with_long_sums_stay_exact() {
    let criterion = |number: u64| {
        let weights: Vec<String> =
            (0..5).map(|part| (999_999_999_999_000_000 - number * 7 - part * part).to_string()).collect();
        json!({"percent": "3.125", "weights": weights})
    };
    let criteria: Vec<_> = (0..32).map(criterion).collect();
    let answer = respond(
        &json!({"op": "apportion", "total": "1000000.02", "criteria": criteria, "tie_break": "refuse"}),
    );
    let amounts = answer["ok"]["amounts"].as_array().unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(amounts[0], "200000.01");
    assert_eq!(amounts[2..], [json!("200000.00"), json!("200000.00"), json!("200000.00")]);
    let remainder = answer["ok"]["receipt"]["leftovers"][0]["remainder"].as_str().unwrap().to_owned();
    assert!(remainder.len() > 500, "{remainder}");
}

#[test]
fn bounds_are_percentages_of_last_year_rounded_inwards() {
    let request = json!({"op": "apportion", "total": "100.00", "weights": [1, 1, 2],
        "floors": {"percent": "95", "of": ["33.33", null, null]}, "ceilings": {"percent": "105", "of": [null, null, "33.33"]},
        "receipt": false});
    // 31.6635 and 34.9965.
    assert_eq!(respond(&request)["ok"]["amounts"], json!(["32.51", "32.50", "34.99"]));
}

#[test]
fn refusals_of_the_options_name_what_is_wrong() {
    for (fields, code) in [
        (
            json!({"criteria": [{"percent": "60", "weights": [1, 2]}, {"percent": "30", "weights": [1, 1]}]}),
            "criteria_percent",
        ),
        (
            json!({"criteria": [{"percent": "60", "weights": [1, 2]}, {"percent": "40", "weights": [0, 0]}]}),
            "criterion_all_zero",
        ),
        (
            json!({"criteria": [{"percent": "60", "weights": [1, 2]}, {"percent": "40", "weights": [1]}]}),
            "bounds_mismatch",
        ),
        (json!({"criteria": []}), "weights_missing"),
        (json!({"criteria": [{"percent": "100", "weights": [1, 2]}], "weights": [1, 2]}), "key_twice"),
        (json!({"weights": [1, 2], "unit": "0.00"}), "unit_zero"),
        (json!({"weights": [1, 2], "unit": "3.00"}), "unit_remainder"),
        (json!({"weights": [1, 2], "unit": "3.00", "residual_to": 2}), "residual_unknown"),
        (
            json!({"weights": [1, 2], "unit": "3.00", "residual_to": 1, "ceilings": [null, "66.50"]}),
            "residual_above_ceiling",
        ),
        (json!({"weights": [1, 2], "method": "half_up", "residual_to": 1}), "residual_unused"),
        (
            json!({"weights": [1, 2], "unit": "10.00", "floors": ["31.00", null], "ceilings": ["39.00", null]}),
            "no_multiple_between",
        ),
        (json!({"weights": [1, 2], "fixed": ["10.00"]}), "bounds_mismatch"),
        (json!({"weights": [1, 2], "fixed": "60.00"}), "fixed_above_total"),
        (json!({"weights": [1, 2], "fixed": "6.50", "unit": "1.00"}), "fixed_no_multiple"),
        (json!({"weights": [1, 2], "fixed": "6.50", "ceilings": ["6.00", null]}), "fixed_above_ceiling"),
        (
            json!({"weights": [1, 2], "payers": [false, true], "floors": ["70.00", "40.00"]}),
            "floors_above_total",
        ),
        (json!({"weights": [1, 2], "payers": [false, true], "floors": [null, "70.00"]}), "payers_short"),
        (json!({"weights": [1, 2], "payers": [false, true], "ceilings": ["70.00", "60.00"]}), "payers_full"),
        (json!({"weights": [1, 2], "payers": [false, false], "floors": ["50.00", null]}), "payers_short"),
    ] {
        let mut request = json!({"op": "apportion", "total": "100.00"});
        fields.as_object().unwrap().iter().for_each(|(field, value)| request[field] = value.clone());
        assert_eq!(respond(&request)["error"]["code"], code, "{request}");
    }
    let none = respond(&json!({"op": "retrace", "total": "1.00", "weights": [1, 2], "published": []}));
    assert_eq!(none["error"]["code"], "bounds_mismatch");
}
