//! Splitting by weights: recorded optima, a brute-force oracle, the laws of the methods, ties, refusals, size.

use std::cmp::Ordering;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use riparto::{Apportion, Apportionment, Method, Money, TieBreak, Weight, api, apportion};
use serde_json::{Value, json};

const FIVE: [Method; 5] =
    [Method::LargestRemainder, Method::Webster, Method::Jefferson, Method::Adams, Method::HuntingtonHill];
const DIVISORS: [Method; 4] = [Method::Webster, Method::Jefferson, Method::Adams, Method::HuntingtonHill];

// ── A small split, and its exact objective ──

/// A split with amounts in cents, as the oracle sees it.
#[derive(Clone, Debug)]
struct Case {
    total: u64,
    weights: Vec<u32>,
    floors: Vec<u64>,
    ceilings: Vec<Option<u64>>,
}

fn cents(cents: u64) -> Money {
    Money::from_cents(i64::try_from(cents).unwrap()).unwrap()
}

impl Case {
    fn new(total: u64, weights: &[u32]) -> Case {
        let count = weights.len();
        Case { total, weights: weights.to_vec(), floors: vec![0; count], ceilings: vec![None; count] }
    }

    fn options(&self, method: Method, tie_break: TieBreak) -> Apportion {
        Apportion {
            method,
            tie_break,
            floors: self.floors.iter().map(|floor| Some(cents(*floor))).collect(),
            ceilings: self.ceilings.iter().map(|ceiling| ceiling.map(cents)).collect(),
        }
    }

    fn run(&self, method: Method, tie_break: TieBreak) -> riparto::Result<Apportionment> {
        let weights: Vec<Weight> = self.weights.iter().copied().map(Weight::from).collect();
        apportion(cents(self.total), &weights, &self.options(method, tie_break))
    }

    fn amounts(&self, method: Method) -> Vec<u64> {
        amounts(&self.run(method, TieBreak::First).unwrap())
    }

    fn ceiling(&self, part: usize) -> u64 {
        self.ceilings[part].unwrap_or(self.total).min(self.total)
    }

    /// Every split within the bounds, parts of weight zero at their floors.
    fn all(&self) -> Vec<Vec<u64>> {
        let mut found = vec![Vec::new()];
        for part in 0..self.weights.len() {
            let highest = if self.weights[part] == 0 { self.floors[part] } else { self.ceiling(part) };
            found = found
                .into_iter()
                .flat_map(|start: Vec<u64>| {
                    (self.floors[part]..=highest).map(move |cents| [start.as_slice(), &[cents]].concat())
                })
                .filter(|start| start.iter().sum::<u64>() <= self.total)
                .collect();
        }
        found.retain(|split| split.iter().sum::<u64>() == self.total);
        found
    }

    /// The exact shares as fractions, found by trying every way of holding parts at their bounds.
    fn water_fill(&self) -> Vec<Ratio> {
        let mut rates: Vec<Ratio> = Vec::new();
        for (part, weight) in self.weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
            rates.push(Ratio::new(self.floors[part], u64::from(*weight)));
            rates.push(Ratio::new(self.ceiling(part), u64::from(*weight)));
        }
        // Between two neighbouring rates at which a part meets a bound, the sum is linear.
        rates.sort();
        let at = |rate: Ratio, part: usize| -> Ratio {
            let share = rate.times(Ratio::new(self.weights[part].into(), 1));
            share.clamp(Ratio::new(self.floors[part], 1), Ratio::new(self.ceiling(part), 1))
        };
        let sum =
            |rate: Ratio| (0..self.weights.len()).fold(Ratio::ZERO, |sum, part| sum.plus(at(rate, part)));
        let whole = Ratio::new(self.total, 1);
        let low = rates.iter().copied().filter(|rate| sum(*rate) <= whole).max().unwrap_or(Ratio::ZERO);
        let high = rates.iter().copied().filter(|rate| sum(*rate) >= whole).min().unwrap_or(low);
        let (below, above) = (sum(low), sum(high));
        let rate = if below == above {
            low
        } else {
            let way = whole.minus(below).over(above.minus(below));
            low.plus(high.minus(low).times(way))
        };
        (0..self.weights.len()).map(|part| at(rate, part)).collect()
    }

    /// What the method makes least; parts of weight zero are at their floors and do not count. The first number counts
    /// what is infinite, parts without a first cent under Huntington–Hill: all such cents are alike.
    fn objective(&self, method: Method, split: &[u64]) -> (usize, Ratio) {
        let mut without = 0;
        let mut sum = Ratio::ZERO;
        let water = if method == Method::LargestRemainder { self.water_fill() } else { Vec::new() };
        for part in 0..split.len() {
            let (x, w) = (split[part], u64::from(self.weights[part]));
            let term = match method {
                _ if w == 0 => Ratio::ZERO,
                Method::LargestRemainder => Ratio::new(x, 1).distance(water[part]),
                Method::Webster => Ratio::new(x * x, w),
                Method::Jefferson => Ratio::new(x * (x + 1), w),
                Method::Adams => Ratio::new(x * x.saturating_sub(1), w),
                _ => {
                    without += usize::from(x == 0);
                    Ratio::new(w * w, x.max(1))
                }
            };
            sum = sum.plus(term);
        }
        (without, sum)
    }
}

fn amounts(split: &Apportionment) -> Vec<u64> {
    split.amounts().iter().map(|amount| amount.cents().unsigned_abs()).collect()
}

/// An exact fraction of zero or more, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ratio(u128, u128);

impl Ratio {
    const ZERO: Ratio = Ratio(0, 1);

    fn new(above: u64, below: u64) -> Ratio {
        Ratio::lowest(above.into(), below.into())
    }

    fn lowest(above: u128, below: u128) -> Ratio {
        let (mut a, mut b) = (above, below);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Ratio(above / a, below / a)
    }

    fn parse(text: &str) -> Ratio {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        Ratio::lowest(above.parse().unwrap(), below.parse().unwrap())
    }

    fn plus(self, other: Ratio) -> Ratio {
        Ratio::lowest(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn minus(self, other: Ratio) -> Ratio {
        Ratio::lowest(self.0 * other.1 - other.0 * self.1, self.1 * other.1)
    }

    fn distance(self, other: Ratio) -> Ratio {
        self.max(other).minus(self.min(other))
    }

    fn times(self, other: Ratio) -> Ratio {
        Ratio::lowest(self.0 * other.0, self.1 * other.1)
    }

    fn over(self, other: Ratio) -> Ratio {
        self.times(Ratio(other.1, other.0))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

// ── Recorded optima ──

fn euros(cents: &Value) -> Value {
    cents.as_u64().map_or(Value::Null, |cents| json!(format!("{}.{:02}", cents / 100, cents % 100)))
}

fn euro_list(cents: &Value) -> Value {
    cents.as_array().unwrap().iter().map(euros).collect()
}

/// Cases whose optima two engines found, or an enumeration: our answer must be as good, by its exact objective.
#[test]
fn recorded_optima_are_reached() {
    let cases = include_str!("vectors/apportion_optima.jsonl");
    let mut feasible = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (id, request, expect) = (&case["id"], &case["request"], &case["expect"]);
        let (name, method) = match request["method"].as_str().unwrap() {
            "hamilton" => ("largest_remainder", Method::LargestRemainder),
            "webster" => ("webster", Method::Webster),
            "jefferson" => ("jefferson", Method::Jefferson),
            "adams" => ("adams", Method::Adams),
            "hill" => ("huntington_hill", Method::HuntingtonHill),
            other => panic!("{other}"),
        };
        let response = api::respond(
            &json!({
                "id": id, "op": "apportion", "total": euros(&request["total"]), "weights": request["weights"],
                "floors": euro_list(&request["floors"]), "ceilings": euro_list(&request["ceils"]), "method": name
            })
            .to_string(),
        );
        let response: Value = serde_json::from_str(&response).unwrap();
        if expect["feasible"] == json!(false) {
            assert_eq!(response["error"]["code"], "ceilings_below_total", "{id}");
            continue;
        }
        feasible += 1;
        let numbers = |list: &Value| -> Vec<Option<u64>> {
            list.as_array().unwrap().iter().map(Value::as_u64).collect()
        };
        let case = Case {
            total: request["total"].as_u64().unwrap(),
            weights: numbers(&request["weights"]).iter().map(|w| w.unwrap().try_into().unwrap()).collect(),
            floors: numbers(&request["floors"]).into_iter().map(Option::unwrap).collect(),
            ceilings: numbers(&request["ceils"]),
        };
        let found: Vec<u64> = response["ok"]["amounts"]
            .as_array()
            .unwrap_or_else(|| panic!("{response}"))
            .iter()
            .map(|amount| amount.as_str().unwrap().replace('.', "").parse().unwrap())
            .collect();
        assert_eq!(found.iter().sum::<u64>(), case.total, "{id}");
        for (part, cents) in found.iter().enumerate() {
            assert!((case.floors[part]..=case.ceiling(part)).contains(cents), "{id}: part {part}");
        }
        let water: Vec<Ratio> = expect["waterfill"]
            .as_array()
            .unwrap()
            .iter()
            .map(|q| Ratio::parse(q.as_str().unwrap()))
            .collect();
        assert_eq!(case.water_fill(), water, "{id}");
        let optimum = Ratio::parse(expect["objective"].as_str().unwrap());
        assert_eq!(case.objective(method, &found), (0, optimum), "{id}: {found:?}");
    }
    assert_eq!((cases.lines().count(), feasible), (39, 38));
}

// ── Brute force ──

/// A failure prints its case, which then becomes a test with a name; no file of seeds is kept.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Small splits: weights that repeat, so that ties are common, and bounds around what proportion gives.
fn small_case() -> impl Strategy<Value = Case> {
    let part = (0u32..7, 0u64..4, proptest::option::weighted(0.6, 0u64..6));
    (0u64..13, proptest::collection::vec(part, 1..5)).prop_map(|(total, parts)| Case {
        total,
        weights: parts.iter().map(|part| part.0).collect(),
        floors: parts.iter().map(|part| part.1 / 2).collect(),
        ceilings: parts.iter().map(|part| part.2).collect(),
    })
}

fn bounds_meet(case: &Case) -> bool {
    (0..case.weights.len()).all(|part| case.ceilings[part].is_none_or(|most| case.floors[part] <= most))
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn no_other_split_within_the_bounds_is_better(case in small_case()) {
        let all = if bounds_meet(&case) { case.all() } else { Vec::new() };
        for method in FIVE {
            let Ok(split) = case.run(method, TieBreak::First) else {
                prop_assert!(all.is_empty(), "{:?} refused", method);
                continue;
            };
            let found = amounts(&split);
            prop_assert!(all.contains(&found), "{:?}: {:?}", method, found);
            let value = case.objective(method, &found);
            let best: Vec<&Vec<u64>> =
                all.iter().filter(|other| case.objective(method, other) <= value).collect();
            prop_assert!(best.iter().all(|other| case.objective(method, other) == value), "{:?}", method);
            // Equal claims exactly where several splits are best; Adams's and Hill's first cents cost nothing alike.
            prop_assert_eq!(best.len() > 1, !split.receipt().tied.is_empty(), "{:?}: {:?}", method, best);
            let refused = case.run(method, TieBreak::Refuse).map_err(|error| error.code());
            prop_assert_eq!(refused.is_err(), best.len() > 1);
            // Among the best, the first parts are favoured: the last in the order of lists.
            prop_assert_eq!(Some(&&found), best.iter().max());
            let last = amounts(&case.run(method, TieBreak::Last).unwrap());
            let reversed = |split: &[u64]| split.iter().rev().copied().collect::<Vec<_>>();
            prop_assert_eq!(Some(reversed(&last)), best.iter().map(|split| reversed(split)).max());
        }
    }

    #[test]
    fn the_receipt_adds_up(case in small_case(), named in 0usize..5) {
        if !bounds_meet(&case) || case.all().is_empty() {
            return Ok(());
        }
        let water = case.water_fill();
        let cut_down = Method::CutDown { residual_to: named % case.weights.len() };
        for method in FIVE.into_iter().chain([cut_down]) {
            let Ok(split) = case.run(method, TieBreak::First) else {
                prop_assert!(method == cut_down);
                continue;
            };
            let mut rebuilt: Vec<i64> = water.iter().map(|q| i64::try_from(q.0 / q.1).unwrap()).collect();
            for leftover in &split.receipt().leftovers {
                prop_assert!(leftover.cents != 0);
                rebuilt[leftover.part] += leftover.cents;
                let remainder = Ratio(leftover.remainder.numerator(), leftover.remainder.denominator());
                let exact = water[leftover.part];
                prop_assert_eq!(remainder, Ratio::lowest(exact.0 % exact.1, exact.1));
            }
            let found = amounts(&split);
            prop_assert_eq!(rebuilt, found.iter().map(|cents| *cents as i64).collect::<Vec<_>>());
            let receipt = split.receipt();
            for (part, cents) in found.iter().enumerate() {
                prop_assert_eq!(receipt.at_floor.contains(&part), *cents == case.floors[part]);
                prop_assert_eq!(receipt.at_ceiling.contains(&part), Some(*cents) == case.ceilings[part]);
            }
        }
    }
}

/// The generator of small cases varies: without this, the properties above could hold for want of cases.
#[test]
fn small_cases_are_infeasible_tied_and_tight_often_enough() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut refused, mut tied, mut bounded) = (0, 0, 0);
    for _ in 0..1_000 {
        let case = small_case().new_tree(&mut runner).unwrap().current();
        match case.run(Method::Webster, TieBreak::First) {
            Err(_) => refused += 1,
            Ok(split) => {
                tied += usize::from(!split.receipt().tied.is_empty());
                bounded += usize::from(!split.receipt().at_ceiling.is_empty());
            }
        }
    }
    assert!(refused > 100 && tied > 30 && bounded > 100, "{refused} {tied} {bounded}");
}

// ── Cent by cent ──

/// The definition of the divisor methods, taken at its word: each cent to the part with the least d(k) / w.
fn cent_by_cent(method: Method, total: u64, weights: &[u64], floors: &[u64], ceilings: &[u64]) -> Vec<u64> {
    // Numbers in proportion to the square of d(k).
    let square = |cents: u64| -> u128 {
        let k = u128::from(cents);
        match method {
            Method::Adams => 4 * k * k,
            Method::Webster => (2 * k + 1) * (2 * k + 1),
            Method::Jefferson => 4 * (k + 1) * (k + 1),
            _ => 4 * k * (k + 1),
        }
    };
    let weight = |part: usize| u128::from(weights[part]) * u128::from(weights[part]);
    let mut split = floors.to_vec();
    for _ in floors.iter().sum::<u64>()..total {
        let open = (0..weights.len()).filter(|part| weights[*part] > 0 && split[*part] < ceilings[*part]);
        let next =
            open.min_by(|a, b| (square(split[*a]) * weight(*b)).cmp(&(square(split[*b]) * weight(*a))));
        split[next.unwrap()] += 1;
    }
    split
}

proptest! {
    #![proptest_config(cases(600))]

    /// Weights from 1 to 10^12 side by side, so that the search has far to go and must refine its units.
    #[test]
    fn divisor_methods_hand_out_cent_by_cent(
        total in 0u64..400,
        parts in proptest::collection::vec(
            (0u32..13, 1u64..10, 0u64..20, proptest::option::weighted(0.4, 0u64..200)), 1..12
        ),
    ) {
        let weights: Vec<u64> = parts.iter().map(|part| part.1 * 10u64.pow(part.0) / 3).collect();
        let floors: Vec<u64> = parts.iter().map(|part| part.2).collect();
        let ceilings: Vec<Option<u64>> =
            parts.iter().map(|part| part.3.map(|more| part.2 + more)).collect();
        let large = Large {
            total,
            weights: weights.iter().map(|weight| weight.to_string().parse().unwrap()).collect(),
            floors: floors.iter().map(|floor| Some(cents(*floor))).collect(),
            ceilings: ceilings.iter().map(|ceiling| ceiling.map(cents)).collect(),
        };
        let most: Vec<u64> = ceilings.iter().map(|ceiling| ceiling.unwrap_or(u64::MAX)).collect();
        for method in DIVISORS {
            if let Ok(split) = large.run(total, method) {
                prop_assert_eq!(amounts(&split), cent_by_cent(method, total, &weights, &floors, &most));
            }
        }
    }
}

// ── Laws, on amounts and weights of any size ──

fn weight() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0u64..100).prop_map(|weight| weight.to_string()),
        2 => (0u64..10_000_000).prop_map(|weight| format!("{}.{:02}", weight / 100, weight % 100)),
        1 => (0u64..1_000_000_000_000_000).prop_map(|weight| weight.to_string()),
    ]
}

#[derive(Clone, Debug)]
struct Large {
    total: u64,
    weights: Vec<Weight>,
    floors: Vec<Option<Money>>,
    ceilings: Vec<Option<Money>>,
}

impl Large {
    fn run(&self, total: u64, method: Method) -> riparto::Result<Apportionment> {
        let (floors, ceilings) = (self.floors.clone(), self.ceilings.clone());
        let options = Apportion { method, tie_break: TieBreak::First, floors, ceilings };
        apportion(cents(total), &self.weights, &options)
    }
}

/// Splits of up to 40 parts with amounts up to the largest; a third of the parts have a floor, a third a ceiling.
fn large_case() -> impl Strategy<Value = Large> {
    let total = prop_oneof![0u64..100, 0u64..1_000_000_000, 0u64..(1 << 48)];
    let part =
        (weight(), proptest::option::weighted(0.3, 0u64..100), proptest::option::weighted(0.3, 0u64..300));
    (total, proptest::collection::vec(part, 1..40)).prop_map(|(total, parts)| {
        // Bounds are percentages of the mean, so that they bind but often leave a split.
        let mean = total / parts.len() as u64;
        let floors: Vec<Option<u64>> =
            parts.iter().map(|part| part.1.map(|share| mean / 100 * share)).collect();
        let ceilings = parts.iter().zip(&floors).map(|(part, floor)| {
            part.2.map(|share| cents((mean / 100 * share).max(floor.unwrap_or(0)).min(1 << 48)))
        });
        Large {
            total,
            weights: parts.iter().map(|part| part.0.parse().unwrap()).collect(),
            ceilings: ceilings.collect(),
            floors: floors.iter().map(|floor| floor.map(cents)).collect(),
        }
    })
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn parts_sum_to_the_total_within_their_bounds(case in large_case()) {
        for method in FIVE {
            match case.run(case.total, method) {
                Ok(split) => {
                    prop_assert_eq!(Money::sum(split.amounts().iter().copied()).unwrap(), cents(case.total));
                    for (part, amount) in split.amounts().iter().enumerate() {
                        prop_assert!(case.floors[part].is_none_or(|floor| floor <= *amount));
                        prop_assert!(case.ceilings[part].is_none_or(|ceiling| *amount <= ceiling));
                    }
                }
                Err(error) => prop_assert!(
                    ["ceilings_below_total", "proportion_impossible", "weights_all_zero"].contains(&error.code()),
                    "{}", error
                ),
            }
        }
    }

    #[test]
    fn largest_remainder_stays_within_a_cent_of_the_exact_share(case in large_case()) {
        let Ok(split) = case.run(case.total, Method::LargestRemainder) else { return Ok(()) };
        for leftover in &split.receipt().leftovers {
            prop_assert_eq!(leftover.cents, 1);
            prop_assert!(leftover.remainder.numerator() > 0);
        }
    }

    #[test]
    fn a_larger_total_takes_no_cent_from_a_part_under_divisor_methods(case in large_case(), more in 1u64..20) {
        for method in DIVISORS {
            let larger = (case.total + more).min(1 << 48);
            let (Ok(before), Ok(after)) = (case.run(case.total, method), case.run(larger, method)) else {
                continue;
            };
            for (before, after) in before.amounts().iter().zip(after.amounts()) {
                prop_assert!(before <= after, "{:?}", method);
            }
        }
    }

    #[test]
    fn scaling_the_weights_changes_nothing(case in large_case(), factor in 2u32..1_000) {
        let scaled = Large {
            weights: case
                .weights
                .iter()
                .map(|weight| {
                    let digits: u64 = weight.to_string().replace('.', "").parse().unwrap();
                    let decimals = if weight.to_string().contains('.') { 1 } else { 100 };
                    (u128::from(digits) * decimals * u128::from(factor)).to_string()
                })
                .map(|text| text.parse())
                .collect::<riparto::Result<_>>()
                .or_else(|_| Ok::<_, riparto::Error>(case.weights.clone()))
                .unwrap(),
            ..case.clone()
        };
        for method in FIVE {
            let amounts = |case: &Large| case.run(case.total, method).map(Apportionment::into_amounts);
            prop_assert_eq!(amounts(&case).ok(), amounts(&scaled).ok());
        }
    }

    #[test]
    fn relabeling_changes_nothing_but_ties(case in large_case()) {
        let reversed = Large {
            total: case.total,
            weights: case.weights.iter().rev().copied().collect(),
            floors: case.floors.iter().rev().copied().collect(),
            ceilings: case.ceilings.iter().rev().copied().collect(),
        };
        for method in FIVE {
            let (Ok(one), Ok(other)) = (case.run(case.total, method), reversed.run(case.total, method)) else {
                continue;
            };
            let back: Vec<Money> = other.amounts().iter().rev().copied().collect();
            if one.receipt().tied.is_empty() {
                prop_assert_eq!(one.amounts(), back);
            } else {
                prop_assert_eq!(one.receipt().tied.len(), other.receipt().tied.len());
            }
        }
    }
}

/// Cent by cent, with bounds and equal weights: no part ever loses.
#[test]
fn divisor_methods_are_house_monotone_cent_by_cent() {
    let mut case = Case::new(0, &[1, 1, 2, 3, 5, 8, 8, 13, 21, 144]);
    case.floors[1] = 2;
    case.ceilings[9] = Some(60);
    case.ceilings[4] = Some(3);
    for method in DIVISORS {
        case.total = 2;
        let mut before = case.amounts(method);
        for total in 3..400 {
            case.total = total;
            let after = case.amounts(method);
            let raised: Vec<u64> =
                before.iter().zip(&after).map(|(a, b)| b.checked_sub(*a).unwrap()).collect();
            assert_eq!(raised.iter().sum::<u64>(), 1, "{method:?} at {total}");
            before = after;
        }
    }
    // Largest remainder is not: the Alabama paradox.
    assert_eq!(Case::new(10, &[6, 6, 2]).amounts(Method::LargestRemainder), [4, 4, 2]);
    assert_eq!(Case::new(11, &[6, 6, 2]).amounts(Method::LargestRemainder), [5, 5, 1]);
}

// ── Ties ──

#[test]
fn ties_go_where_the_policy_says() {
    let case = Case::new(4, &[2, 6, 6, 2]);
    // Exact shares ½, 1½, 1½, ½: two cents for four equal remainders.
    let split = |tie_break| case.run(Method::LargestRemainder, tie_break);
    assert_eq!(amounts(&split(TieBreak::First).unwrap()), [1, 2, 1, 0]);
    assert_eq!(amounts(&split(TieBreak::Last).unwrap()), [0, 1, 2, 1]);
    assert_eq!(amounts(&split(TieBreak::LargestWeight).unwrap()), [0, 2, 2, 0]);
    assert_eq!(split(TieBreak::Last).unwrap().receipt().tied, [0, 1, 2, 3]);
    let error = split(TieBreak::Refuse).unwrap_err();
    assert_eq!(error.code(), "tie_refused");
    assert_eq!(
        error.to_string(),
        "2 leftover cents fall to 4 parts with equal claims (numbers 1, 2, 3, 4): choose how to break ties"
    );
    // First cents cost nothing under Adams and Huntington–Hill, whatever the weight.
    for method in [Method::Adams, Method::HuntingtonHill] {
        let case = Case::new(1, &[1, 0, 9, 5]);
        let split = |tie_break| case.run(method, tie_break);
        assert_eq!(amounts(&split(TieBreak::First).unwrap()), [1, 0, 0, 0]);
        assert_eq!(amounts(&split(TieBreak::Last).unwrap()), [0, 0, 0, 1]);
        assert_eq!(amounts(&split(TieBreak::LargestWeight).unwrap()), [0, 0, 1, 0]);
        assert_eq!(split(TieBreak::First).unwrap().receipt().tied, [0, 2, 3]);
        assert_eq!(split(TieBreak::Refuse).unwrap_err().code(), "tie_refused");
    }
    // A total that needs no tie broken is not refused.
    assert!(Case::new(8, &[2, 6, 6, 2]).run(Method::LargestRemainder, TieBreak::Refuse).is_ok());
}

/// Remainders that differ only far beyond 64 bits are told apart, and are no tie.
#[test]
fn remainders_are_compared_to_the_last_bit() {
    let weights: Vec<Weight> = ["999999999999999998", "999999999999999999", "999999999999999998"]
        .map(|text| text.parse().unwrap())
        .into();
    for method in FIVE {
        let options = Apportion { method, tie_break: TieBreak::Refuse, ..Apportion::default() };
        let split = apportion(cents(1_000_003), &weights, &options).unwrap();
        if method == Method::LargestRemainder {
            assert_eq!(amounts(&split), [333_334, 333_335, 333_334]);
        }
        assert_eq!(split.receipt().tied, Vec::<usize>::new());
    }
}

// ── Cut down ──

#[test]
fn cut_down_gives_the_residual_to_the_named_part() {
    let respond = |fields: &str| {
        api::respond(&format!(
            r#"{{"op":"apportion","total":"1.00","weights":[1,1,0,1],"method":"cut_down"{fields}}}"#
        ))
    };
    assert_eq!(
        respond(r#","residual_to":2"#),
        r#"{"id":null,"ok":{"amounts":["0.33","0.33","0.01","0.33"],"receipt":{"method":"cut_down","residual_to":2,"tie_break":"first","leftovers":[{"part":2,"cents":1,"remainder":"0/1"}],"tied":[],"at_floor":[],"at_ceiling":[]}}}"#
    );
    for (fields, code, message) in [
        ("", "field_missing", "`apportion` needs the field `residual_to`: add it"),
        (
            r#","residual_to":4"#,
            "residual_unknown",
            "there is no part 4 to take the residual: parts are counted from 0 to 3",
        ),
        (
            r#","residual_to":1,"ceilings":[null,"0.33",null,null]"#,
            "residual_above_ceiling",
            "part number 2 would get 0.34 with the residual and its ceiling is 0.33: name another part or raise its ceiling",
        ),
    ] {
        let response: Value = serde_json::from_str(&respond(fields)).unwrap();
        assert_eq!(response["error"], json!({"code": code, "message": message}));
    }
}

// ── The API ──

#[test]
fn the_api_splits_by_webster_unless_told_otherwise() {
    assert_eq!(
        api::respond(
            r#"{"id":1,"op":"apportion","total":"0.11","weights":[6,"6.0",2],"floors":[null,null,"0.02"],"ceilings":["0.04",null,null]}"#
        ),
        r#"{"id":1,"ok":{"amounts":["0.04","0.05","0.02"],"receipt":{"method":"webster","tie_break":"first","leftovers":[],"tied":[],"at_floor":[2],"at_ceiling":[0]}}}"#
    );
    let code = |fields: &str| {
        let request = format!(r#"{{"op":"apportion","total":"1.00","weights":[1,2],{fields}}}"#);
        let response: Value = serde_json::from_str(&api::respond(&request)).unwrap();
        response["error"]["code"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(code(r#""residual_to":1"#), "residual_unused");
    assert_eq!(code(r#""method":"webster","residual_to":0"#), "residual_unused");
    assert_eq!(code(r#""method":"hamilton""#), "document_malformed");
    assert_eq!(code(r#""floors":[100,null]"#), "document_malformed");
    assert_eq!(code(r#""floors":["-1.00",null]"#), "document_malformed");
    assert_eq!(code(r#""floor":["1.00",null]"#), "field_unknown");
    assert_eq!(code(r#""method":null,"floors":[],"ceilings":null"#), "");
}

/// Refusals, each with its whole sentence, in the order in which they are checked: every case also breaks the next one.
#[test]
fn refusals_are_sentences_in_a_stated_order() {
    let respond = |total: &str, weights: &str, floors: &str, ceilings: &str| {
        let request = format!(
            r#"{{"op":"apportion","total":"{total}","weights":[{weights}],"floors":[{floors}],"ceilings":[{ceilings}]}}"#
        );
        let response: Value = serde_json::from_str(&api::respond(&request)).unwrap();
        let text = |field: &str| response["error"][field].as_str().unwrap_or_default().to_owned();
        (text("code"), text("message"))
    };
    let fine = r#""0.0000000001","1000000000""#;
    for (total, weights, floors, ceilings, code, message) in [
        (
            "1.00",
            "",
            r#""9.00""#,
            "",
            "weights_missing",
            "there are no weights to split by: give one for each part",
        ),
        (
            "1.00",
            fine,
            r#""9.00""#,
            "null",
            "bounds_mismatch",
            "there are 1 floors for 2 parts: give one for each part, or none at all",
        ),
        (
            "1.00",
            fine,
            "",
            "null",
            "bounds_mismatch",
            "there are 1 ceilings for 2 parts: give one for each part, or none at all",
        ),
        (
            "1.00",
            fine,
            r#""9.00",null"#,
            r#""8.00",null"#,
            "weights_too_fine",
            "the weights need more than 18 digits when written with equally many decimals: write them with fewer digits",
        ),
        (
            "1.00",
            "1,1",
            r#"null,"9.00""#,
            r#"null,"8.00""#,
            "floor_above_ceiling",
            "part number 2 has the floor 9.00 above its ceiling 8.00: lower the one or raise the other",
        ),
        (
            "1.00",
            "0,0",
            r#""0.99","0.02""#,
            "",
            "floors_above_total",
            "the floors sum to 1.01 and the total is 1.00: lower floors by 0.01 in all",
        ),
        (
            "1.00",
            "0,0",
            "",
            r#""0.49","0.50""#,
            "ceilings_below_total",
            "the ceilings sum to 0.99 and the total is 1.00: raise ceilings by 0.01 in all",
        ),
        (
            "1.00",
            "0,0",
            r#""0.40",null"#,
            "",
            "weights_all_zero",
            "all weights are zero, so 0.60 has no proportional split: give at least one weight above zero",
        ),
        (
            "1.00",
            "0,0",
            "",
            "",
            "weights_all_zero",
            "all weights are zero, so 1.00 has no proportional split: give at least one weight above zero",
        ),
        (
            "1.00",
            "0,3",
            r#""0.40",null"#,
            r#"null,"0.30""#,
            "proportion_impossible",
            "all parts with a weight above zero are at their ceilings and 0.30 is left: raise a ceiling, or give weight to a part that has none",
        ),
    ] {
        assert_eq!(respond(total, weights, floors, ceilings), (code.to_owned(), message.to_owned()));
    }
    // Nothing to split proportionally is no error.
    assert_eq!(respond("0.00", "0,0", "", "").0, "");
    assert_eq!(respond("1.00", "0,0", r#""0.40","0.60""#, "").0, "");
}

// ── Size, and contrived input ──

/// A million parts, with bounds on some, under every method.
#[test]
fn a_million_parts_are_split_exactly() {
    let count = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    let mut text = String::new();
    let weights: Vec<Weight> = (0..count)
        .map(|part: u64| {
            text.clear();
            write!(text, "{}.{:02}", part * 7_919 % 90_000, part % 100).unwrap();
            text.parse().unwrap()
        })
        .collect();
    let total = cents(count * 31_415);
    let floors: Vec<Option<Money>> = (0..count).map(|part| (part % 5 == 0).then(|| cents(20_000))).collect();
    let ceilings: Vec<Option<Money>> =
        (0..count).map(|part| (part % 7 == 0).then(|| cents(45_000))).collect();
    for method in FIVE {
        let plain = Apportion { method, ..Apportion::default() };
        let bounded = Apportion { floors: floors.clone(), ceilings: ceilings.clone(), ..plain.clone() };
        for options in [plain, bounded] {
            let split = apportion(total, &weights, &options).unwrap();
            assert_eq!(Money::sum(split.amounts().iter().copied()).unwrap(), total);
        }
    }
}

/// Each floor binds only after the one before is held: variable fixing alone would take a round for each part.
#[test]
fn floors_that_bind_one_after_the_other_do_not_take_forever() {
    let count: u64 = if cfg!(debug_assertions) { 20_000 } else { 200_000 };
    let total = count << 27;
    let (mut rest, mut floors) = (total, Vec::new());
    for part in 0..count / 2 {
        // Just above what the parts that are still open would have.
        let floor = rest / (count - part) + 1;
        floors.push(Some(cents(floor)));
        rest -= floor;
    }
    floors.resize(usize::try_from(count).unwrap(), None);
    let weights = vec![Weight::from(1); floors.len()];
    for method in FIVE {
        let options = Apportion { method, floors: floors.clone(), ..Apportion::default() };
        let split = apportion(cents(total), &weights, &options).unwrap();
        assert_eq!(Money::sum(split.amounts().iter().copied()).unwrap(), cents(total));
    }
}

/// The largest amount, the heaviest weights beside the lightest, ceilings that leave the rest to the light parts.
#[test]
fn extremes_stay_exact() {
    let most = Money::MAX.cents().unsigned_abs();
    let heavy: Weight = "999999999999999999".parse().unwrap();
    let light = Weight::from(1);
    let none: Vec<Option<Money>> = Vec::new();
    for (total, weights, ceilings) in [
        (most, vec![heavy; 1_000], none.clone()),
        (most, vec![heavy, light], none.clone()),
        (1, vec![light, heavy], none.clone()),
        (most, vec![heavy, light], vec![Some(cents(most - 1)), None]),
        (most, vec![heavy, light, light], vec![Some(cents(5)), None, None]),
        (
            (1 << 40) + 3,
            vec![heavy, light, light, light, light],
            vec![Some(cents(1 << 40)), None, None, None, None],
        ),
        (2, vec![light; 1_000], none.clone()),
        (most, vec![light; 1_000], none),
    ] {
        for method in FIVE {
            let options = Apportion { method, ceilings: ceilings.clone(), ..Apportion::default() };
            let split = apportion(cents(total), &weights, &options).unwrap();
            assert_eq!(Money::sum(split.amounts().iter().copied()).unwrap(), cents(total));
        }
    }
}
