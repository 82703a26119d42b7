//! Shares in proportion against their definition: of all real amounts within the bounds, those whose changes, squared and divided
//! by the wish, sum to the least; and of all cents within a cent of them, those nearest.

use proptest::prelude::*;
use riparto_rebalance::{Answer, Measure, Rebalance};

use super::instance::{Asks, Instance, any_instance, cents, medium, monies, tiny};
use riparto_test_support::{cases, given};

/// A fraction in lowest terms with a positive lower part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ratio(i128, i128);

fn ratio(above: i128, below: i128) -> Ratio {
    let (mut a, mut b) = (above.abs(), below.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let divisor = a.max(1) * below.signum();
    Ratio(above / divisor, below / divisor)
}

impl Ratio {
    fn plus(self, other: Ratio) -> Ratio {
        ratio(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Ratio) -> Ratio {
        ratio(self.0 * other.0, self.1 * other.1)
    }

    fn minus(self, other: Ratio) -> Ratio {
        self.plus(other.times(Ratio(-1, 1)))
    }

    fn is_below(self, other: Ratio) -> bool {
        self.0 * other.1 < other.0 * self.1
    }
}

/// Lines, and what they sum to.
type Sums<'a> = Vec<(&'a [usize], i128)>;

/// What some lines sum to at least and at most.
struct Bound {
    lines: Vec<usize>,
    low: i128,
    high: i128,
}

fn bounds(instance: &Instance) -> Vec<Bound> {
    let total = i128::from(instance.total());
    let mut bounds: Vec<Bound> =
        (0..instance.wish.len()).map(|line| Bound { lines: vec![line], low: 0, high: total }).collect();
    for demand in &instance.demands {
        let parts = if demand.each { demand.lines.chunks(1).collect() } else { vec![&demand.lines[..]] };
        for lines in parts {
            let held = lines.iter().map(|line| i128::from(instance.original[*line])).sum();
            let (low, high) = match demand.asks {
                Asks::Floor(cents) => (i128::from(cents), 1 << 40),
                Asks::Ceiling(cents) => (0, i128::from(cents)),
                Asks::Lock => (held, held),
            };
            bounds.push(Bound { lines: lines.to_vec(), low, high });
        }
    }
    bounds
}

/// The exact shares if some sums are held at given values: each line's wish times one and what its sums add; `None` if the sums
/// depend on each other.
fn held(wish: &[i64], sums: &[(&[usize], i128)]) -> Option<Vec<Ratio>> {
    let whole = |value: i128| Ratio(value, 1);
    // For each sum: Σ over sums of (what both have in common of the wishes) × price = value − wishes.
    let common = |one: &[usize], other: &[usize]| -> i128 {
        one.iter().filter(|line| other.contains(line)).map(|line| i128::from(wish[*line])).sum()
    };
    let mut rows: Vec<Vec<Ratio>> = sums
        .iter()
        .map(|(lines, value)| {
            let mut row: Vec<Ratio> = sums.iter().map(|(other, _)| whole(common(lines, other))).collect();
            row.push(whole(value - common(lines, lines)));
            row
        })
        .collect();
    for at in 0..rows.len() {
        let pivot = (at..rows.len()).find(|row| rows[*row][at].0 != 0)?;
        rows.swap(at, pivot);
        let inverse = ratio(rows[at][at].1, rows[at][at].0);
        let row: Vec<Ratio> = rows[at].iter().map(|value| value.times(inverse)).collect();
        for (number, other) in rows.iter_mut().enumerate() {
            let by = other[at];
            if number != at {
                other.iter_mut().zip(&row).for_each(|(value, of_row)| *value = value.minus(of_row.times(by)));
            }
        }
        rows[at] = row;
    }
    let share = |line: usize| {
        let prices = sums.iter().zip(&rows).filter(|((lines, _), _)| lines.contains(&line));
        let level = prices.fold(whole(1), |level, (_, row)| level.plus(row[sums.len()]));
        level.times(whole(i128::from(wish[line])))
    };
    Some((0..wish.len()).map(share).collect())
}

/// The exact shares of wishes above zero: the best of all that come from some sums held at a bound.
fn exact_shares(instance: &Instance) -> Option<Vec<Ratio>> {
    let bounds = bounds(instance);
    let lines: Vec<usize> = (0..instance.wish.len()).collect();
    let mut best: Option<(Ratio, Vec<Ratio>)> = None;
    let mut sets: Vec<Sums<'_>> = vec![vec![(&lines, i128::from(instance.total()))]];
    for bound in &bounds {
        let short = sets.iter().filter(|set| set.len() < lines.len());
        let longer: Vec<Sums<'_>> = short
            .flat_map(|set| {
                [bound.low, bound.high].map(|value| [&set[..], &[(&bound.lines[..], value)]].concat())
            })
            .collect();
        sets.extend(longer);
    }
    for set in &sets {
        let Some(shares) = held(&instance.wish, set) else { continue };
        let keeps = bounds.iter().all(|bound| {
            let sum = bound.lines.iter().fold(Ratio(0, 1), |sum, line| sum.plus(shares[*line]));
            !sum.is_below(Ratio(bound.low, 1)) && !Ratio(bound.high, 1).is_below(sum)
        });
        let far = shares.iter().zip(&instance.wish).fold(Ratio(0, 1), |far, (share, wish)| {
            let change = share.minus(Ratio(i128::from(*wish), 1));
            far.plus(change.times(change).times(ratio(1, i128::from(*wish))))
        });
        if keeps && best.as_ref().is_none_or(|(least, _)| far.is_below(*least)) {
            best = Some((far, shares));
        }
    }
    best.map(|(_, shares)| shares)
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn cents_are_those_nearest_to_the_exact_shares(mut instance in any_instance(tiny())) {
        instance.wish.iter_mut().for_each(|wish| *wish += 1);
        let nearest = instance.nearest(Measure::InProportion);
        let Some(shares) = exact_shares(&instance) else {
            prop_assert!(nearest.is_none());
            return given(None);
        };
        let mut known: Option<(Ratio, Vec<i64>)> = None;
        for amounts in instance.allocations().into_iter().filter(|amounts| instance.keeps(amounts)) {
            let apart = |line: usize| Ratio(i128::from(amounts[line]), 1).minus(shares[line]);
            let one = |line: usize| apart(line).is_below(Ratio(1, 1)) && Ratio(-1, 1).is_below(apart(line));
            if (0..amounts.len()).all(one) {
                let off = (0..amounts.len()).fold(Ratio(0, 1), |off, line| off.plus(apart(line).times(apart(line))));
                let is_better = |(least, best): &(Ratio, Vec<i64>)| {
                    off.is_below(*least) || (off == *least && amounts > *best)
                };
                if known.as_ref().is_none_or(is_better) {
                    known = Some((off, amounts));
                }
            }
        }
        let answer = nearest.map(|nearest| cents(nearest.allocation()));
        prop_assert_eq!(answer, known.map(|(_, amounts)| amounts), "{:?}", shares);
    }

    #[test]
    fn without_rules_each_line_is_within_a_cent_of_the_same_percentage(mut instance in any_instance(medium())) {
        instance.demands.clear();
        let wished: i128 = instance.wish.iter().map(|wish| i128::from(*wish)).sum();
        prop_assume!(wished > 0);
        let amounts = cents(instance.nearest(Measure::InProportion).unwrap().allocation());
        prop_assert_eq!(amounts.iter().sum::<i64>(), instance.total());
        for (amount, wish) in amounts.iter().zip(&instance.wish) {
            let off = i128::from(*amount) * wished - i128::from(*wish) * i128::from(instance.total());
            prop_assert!(off.abs() < wished, "{amounts:?}");
        }
    }

    #[test]
    fn lines_that_wish_for_nothing_change_only_where_nothing_else_can(mut instance in any_instance(medium()), zeros in 1..6_usize) {
        instance.wish.iter_mut().take(zeros).for_each(|wish| *wish = 0);
        let nearest = given(instance.nearest(Measure::InProportion))?;
        let amounts = cents(nearest.allocation());
        prop_assert_eq!(nearest.objective().off_share, Some(0));
        for taker in (0..amounts.len()).filter(|line| instance.wish[*line] == 0 && amounts[*line] > 0) {
            for giver in (0..amounts.len()).filter(|line| instance.wish[*line] > 0) {
                let mut other = amounts.clone();
                other[taker] -= 1;
                other[giver] += 1;
                prop_assert!(!instance.keeps(&other), "{amounts:?} {taker} {giver}");
            }
        }
        let (plan, options) = (instance.plan(), Rebalance::new().measure(Measure::InProportion));
        prop_assert!(options.clone().wishes(&monies(&instance.wish)).verify(&plan, nearest.allocation()).unwrap());
        let again = options.clone().wishes(&monies(&instance.wish)).run(&plan).unwrap();
        prop_assert_eq!(again, Answer::Found(nearest));
    }
}
