//! Plans of a few lines and cents with rules of every kind, and what each rule asks, read plainly.

use proptest::collection::vec;
use proptest::prelude::*;
use riparto_core::{Money, Plan};
use riparto_rebalance::{Measure, Rebalance};
use serde_json::{Value, json};

/// What a rule asks. Lines are positions, percentages are in tenths.
#[derive(Clone, Debug)]
pub(super) enum Asks {
    Floor(Vec<usize>, i64),
    Ceiling(Vec<usize>, i64),
    ShareOfTotal { lines: Vec<usize>, tenths: i64, at_most: bool },
    ShareOf { part: Vec<usize>, whole: Vec<usize>, tenths: i64, at_most: bool },
    Derived { part: Vec<usize>, whole: Vec<usize>, tenths: i64, rounding: &'static str },
    Locked(Vec<usize>, Base),
    Variation { lines: Vec<usize>, base: Base, up: i64, down: i64 },
    Movement { lines: Vec<usize>, base: Base, by_label: bool, cap: i64 },
    Inside { lines: Vec<usize>, base: Base, by_label: bool, cap: i64 },
    Flow { from: Vec<usize>, to: Vec<usize>, cap: i64 },
    Step(Vec<usize>, i64),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Base {
    Original,
    Approved,
}

#[derive(Clone, Debug)]
pub(super) struct Tiny {
    pub(super) original: Vec<i64>,
    pub(super) approved: Vec<i64>,
    pub(super) wish: Vec<i64>,
    pub(super) weights: Vec<u32>,
    pub(super) rules: Vec<Asks>,
}

impl Asks {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Asks::Floor(..) => "floor",
            Asks::Ceiling(..) => "ceiling",
            Asks::ShareOfTotal { .. } => "share of the total",
            Asks::ShareOf { .. } => "share of a scope",
            Asks::Derived { .. } => "derived",
            Asks::Locked(..) => "locked",
            Asks::Variation { .. } => "variation",
            Asks::Movement { by_label: false, .. } => "movement",
            Asks::Movement { by_label: true, .. } => "movement by label",
            Asks::Inside { by_label: false, .. } => "inside",
            Asks::Inside { by_label: true, .. } => "inside by label",
            Asks::Flow { .. } => "flow",
            Asks::Step(..) => "step",
        }
    }
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn percent(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn scope(lines: &[usize]) -> Value {
    json!({"lines": lines.iter().map(|line| format!("L{line}")).collect::<Vec<_>>()})
}

/// Every second line has the label `odd`.
fn label(line: usize) -> usize {
    line % 2
}

impl Tiny {
    pub(super) fn total(&self) -> i64 {
        self.original.iter().sum()
    }

    pub(super) fn base(&self, base: Base) -> &[i64] {
        match base {
            Base::Original => &self.original,
            Base::Approved => &self.approved,
        }
    }

    /// Whether amounts respect a rule.
    pub(super) fn keeps(&self, asks: &Asks, amounts: &[i64]) -> bool {
        let sum = |lines: &[usize], of: &[i64]| lines.iter().map(|line| of[*line]).sum::<i64>();
        let held = |lines: &[usize]| sum(lines, amounts);
        match asks {
            Asks::Floor(lines, cents) => held(lines) >= *cents,
            Asks::Ceiling(lines, cents) => held(lines) <= *cents,
            Asks::ShareOfTotal { lines, tenths, at_most: true } => {
                held(lines) * 1_000 <= tenths * self.total()
            }
            Asks::ShareOfTotal { lines, tenths, at_most: false } => {
                held(lines) * 1_000 >= tenths * self.total()
            }
            Asks::ShareOf { part, whole, tenths, at_most: true } => {
                held(part) * 1_000 <= tenths * held(whole)
            }
            Asks::ShareOf { part, whole, tenths, at_most: false } => {
                held(part) * 1_000 >= tenths * held(whole)
            }
            Asks::Derived { part, whole, tenths, rounding } => {
                let thousandths = tenths * held(whole);
                let add = match *rounding {
                    "down" => 0,
                    "up" => 999,
                    _ => 500,
                };
                held(part) == (thousandths + add) / 1_000
            }
            Asks::Locked(lines, base) => held(lines) == sum(lines, self.base(*base)),
            Asks::Variation { lines, base, up, down } => {
                let change = held(lines) - sum(lines, self.base(*base));
                -down <= change && change <= *up
            }
            Asks::Movement { cap, .. } | Asks::Inside { cap, .. } => {
                self.moved(asks, amounts).is_some_and(|moved| moved <= *cap)
            }
            Asks::Flow { from, to, cap } => self.least_flow(from, to, amounts) <= *cap,
            Asks::Step(lines, cents) => lines.iter().all(|line| amounts[*line] % cents == 0),
        }
    }

    /// What a rule of movement counts.
    pub(super) fn moved(&self, asks: &Asks, amounts: &[i64]) -> Option<i64> {
        match asks {
            Asks::Movement { lines, base, by_label, .. } => Some(
                self.changes(lines, *base, *by_label, amounts).iter().map(|change| (*change).max(0)).sum(),
            ),
            Asks::Inside { lines, base, by_label, .. } => {
                // What is gained inside and lost inside, since the base or since the last approval.
                let inside = |base| {
                    let changes = self.changes(lines, base, *by_label, amounts);
                    let gained: i64 = changes.iter().filter(|change| **change > 0).sum();
                    let lost: i64 = changes.iter().filter(|change| **change < 0).map(|change| -change).sum();
                    gained.min(lost)
                };
                Some(inside(*base).max(inside(Base::Approved)))
            }
            _ => None,
        }
    }

    /// By how much each of some lines has changed, or those of each label together.
    fn changes(&self, lines: &[usize], base: Base, by_label: bool, amounts: &[i64]) -> Vec<i64> {
        let change = |line: usize| amounts[line] - self.base(base)[line];
        let of_label =
            |wanted| lines.iter().filter(|line| label(**line) == wanted).map(|line| change(*line)).sum();
        match by_label {
            true => vec![of_label(0), of_label(1)],
            false => lines.iter().map(|line| change(*line)).collect(),
        }
    }

    /// What was moved in all, less the most that can have gone where the rule does not count it.
    pub(super) fn least_flow(&self, from: &[usize], to: &[usize], amounts: &[i64]) -> i64 {
        let kinds = |sign: i64, in_from: bool, in_to: bool| -> i64 {
            let lines = (0..amounts.len())
                .filter(|line| from.contains(line) == in_from && to.contains(line) == in_to);
            lines.map(|line| (sign * (amounts[line] - self.approved[line])).max(0)).sum()
        };
        let moved: i64 = [(false, false), (false, true), (true, false), (true, true)]
            .map(|(in_from, in_to)| kinds(1, in_from, in_to))
            .iter()
            .sum();
        // What `from` alone gives is free to lines outside `to`; what lines in both give, also to lines in both.
        let mut outside_to = kinds(1, false, false) + kinds(1, true, false);
        let from_alone = kinds(-1, true, false).min(outside_to);
        outside_to -= from_alone;
        let within = kinds(-1, true, true).min(kinds(1, true, true));
        let from_both = (kinds(-1, true, true) - within).min(outside_to);
        let outside_from = kinds(-1, false, false) + kinds(-1, false, true);
        let free = from_alone + within + from_both;
        moved - free - outside_from.min(moved - free)
    }

    /// Every allocation of the total.
    pub(super) fn allocations(&self) -> Vec<Vec<i64>> {
        let mut begun: Vec<(Vec<i64>, i64)> = vec![(Vec::new(), self.total())];
        for _ in 1..self.original.len() {
            begun = begun
                .into_iter()
                .flat_map(|(amounts, left)| {
                    (0..=left).map(move |cents| {
                        let mut amounts = amounts.clone();
                        amounts.push(cents);
                        (amounts, left - cents)
                    })
                })
                .collect();
        }
        let whole = begun.into_iter().map(|(mut amounts, left)| {
            amounts.push(left);
            amounts
        });
        whole.collect()
    }

    pub(super) fn far(&self, measure: Measure, amounts: &[i64]) -> i128 {
        let changes = (0..amounts.len()).map(|line| {
            (i128::from(self.weights[line]), i128::from((amounts[line] - self.wish[line]).abs()))
        });
        match measure {
            Measure::LeastSquares => changes.map(|(weight, change)| weight * change * change).sum(),
            Measure::LeastMoved => changes.map(|(weight, change)| weight * change).sum(),
            Measure::LeastPeak => changes.map(|(weight, change)| weight * change).max().unwrap(),
            Measure::FewestLines => changes.map(|(_, change)| change.signum()).sum(),
            Measure::InProportion => panic!("the exact shares are told elsewhere"),
        }
    }

    fn rule(&self, number: usize) -> Value {
        let base = |base: Base| match base {
            Base::Original => "original",
            Base::Approved => "approved",
        };
        let (lines, limit) = match &self.rules[number] {
            Asks::Floor(lines, cents) => (lines, json!({"floor": euros(*cents)})),
            Asks::Ceiling(lines, cents) => (lines, json!({"ceiling": euros(*cents)})),
            Asks::ShareOfTotal { lines, tenths, at_most } => {
                let kind = if *at_most { "share_ceiling" } else { "share_floor" };
                (lines, json!({kind: {"percent": percent(*tenths)}}))
            }
            Asks::ShareOf { part, whole, tenths, at_most } => {
                let kind = if *at_most { "share_ceiling" } else { "share_floor" };
                (part, json!({kind: {"percent": percent(*tenths), "of": scope(whole)}}))
            }
            Asks::Derived { part, whole, tenths, rounding } => {
                let derived = json!({"percent": percent(*tenths), "of": scope(whole), "rounding": rounding});
                (part, json!({"derived": derived}))
            }
            Asks::Locked(lines, of) => (lines, json!({"locked": {"base": base(*of)}})),
            Asks::Variation { lines, base: of, up, down } => {
                let sides = json!({"base": base(*of), "up": {"amount": euros(*up)}, "down": {"amount": euros(*down)}});
                (lines, json!({"variation": sides}))
            }
            Asks::Movement { lines, base: of, by_label, cap } => {
                let mut movement = json!({"base": base(*of), "amount": euros(*cap)});
                if *by_label {
                    movement["by"] = json!("parity");
                }
                (lines, json!({"movement": movement}))
            }
            Asks::Inside { lines, base: of, by_label, cap } => {
                let mut moved = json!({"base": base(*of), "inside": true, "at_most": euros(*cap)});
                if *by_label {
                    moved["by"] = json!("parity");
                }
                (lines, json!({"moved": moved}))
            }
            Asks::Flow { from, to, cap } => (from, json!({"flow": {"to": scope(to), "amount": euros(*cap)}})),
            Asks::Step(lines, cents) => (lines, json!({"step": euros(*cents)})),
        };
        json!({"id": format!("r{number}"), "scope": scope(lines), "limit": limit})
    }

    /// The plan with some of the rules, in their order.
    pub(super) fn plan_with(&self, rules: &[usize]) -> Plan {
        let lines: Vec<Value> = (0..self.original.len())
            .map(|line| {
                let parity = ["even", "odd"][label(line)];
                json!({"id": format!("L{line}"), "amount": euros(self.original[line]), "labels": {"parity": parity}})
            })
            .collect();
        let amounts: serde_json::Map<String, Value> = (0..self.approved.len())
            .map(|line| (format!("L{line}"), json!(euros(self.approved[line]))))
            .collect();
        let total = euros(self.total());
        let plan = json!({
            "format": "riparto.plan/1", "title": "Tiny", "total": total, "lines": lines,
            "approved": {"total": total, "amounts": amounts},
            "rules": rules.iter().map(|rule| self.rule(*rule)).collect::<Vec<_>>(),
        });
        Plan::from_json(&plan.to_string()).unwrap()
    }

    pub(super) fn plan(&self) -> Plan {
        self.plan_with(&(0..self.rules.len()).collect::<Vec<_>>())
    }

    pub(super) fn wish(&self) -> Vec<Money> {
        self.wish.iter().map(|cents| Money::from_cents(*cents).unwrap()).collect()
    }

    pub(super) fn options(&self, measure: Measure) -> Rebalance {
        let weights = if measure == Measure::InProportion { Vec::new() } else { self.weights.clone() };
        Rebalance::new().measure(measure).weights(&weights)
    }
}

fn some_lines(lines: usize) -> impl Strategy<Value = Vec<usize>> + Clone {
    prop::sample::subsequence((0..lines).collect::<Vec<_>>(), 1..=lines)
}

fn any_base() -> impl Strategy<Value = Base> + Clone {
    prop_oneof![Just(Base::Original), Just(Base::Approved)]
}

fn any_rule(lines: usize, total: i64) -> BoxedStrategy<Asks> {
    let scope = some_lines(lines);
    let tenths =
        prop_oneof![Just(70i64), Just(150), Just(333), Just(500), Just(1_000), Just(1_250), 1i64..1_500];
    let part = move || prop::sample::subsequence((0..lines).collect::<Vec<_>>(), 1..=lines.div_ceil(2));
    let rounding = prop::sample::select(vec!["down", "up", "half_up"]);
    prop_oneof![
        2 => (scope.clone(), 0..=total / 2).prop_map(|(lines, cents)| Asks::Floor(lines, cents)),
        2 => (scope.clone(), total / 4..=total).prop_map(|(lines, cents)| Asks::Ceiling(lines, cents)),
        1 => (part(), tenths.clone(), any::<bool>())
            .prop_map(|(lines, tenths, at_most)| Asks::ShareOfTotal { lines, tenths: if at_most { tenths } else { tenths / 3 }, at_most }),
        4 => (part(), scope.clone(), tenths.clone(), any::<bool>())
            .prop_map(|(part, whole, tenths, at_most)| Asks::ShareOf { part, whole, tenths: if at_most { tenths } else { tenths / 3 }, at_most }),
        3 => (part(), scope.clone(), tenths, rounding)
            .prop_map(|(part, whole, tenths, rounding)| Asks::Derived { part, whole, tenths, rounding }),
        1 => (scope.clone(), any_base()).prop_map(|(lines, base)| Asks::Locked(lines, base)),
        1 => (scope.clone(), any_base(), 0..=total / 2, 0..=total / 2)
            .prop_map(|(lines, base, up, down)| Asks::Variation { lines, base, up, down }),
        3 => (scope.clone(), any_base(), any::<bool>(), 0..=total / 2)
            .prop_map(|(lines, base, by_label, cap)| Asks::Movement { lines, base, by_label, cap }),
        3 => (scope.clone(), any_base(), any::<bool>(), 0..=total / 4)
            .prop_map(|(lines, base, by_label, cap)| Asks::Inside { lines, base, by_label, cap }),
        3 => (scope.clone(), scope.clone(), 0..=total / 3).prop_map(|(from, to, cap)| Asks::Flow { from, to, cap }),
        2 => (part(), 2i64..8).prop_map(|(lines, cents)| Asks::Step(lines, cents)),
    ]
    .boxed()
}

/// Splits a total by whole shares.
fn split_of(total: i64, lines: usize) -> impl Strategy<Value = Vec<i64>> + Clone {
    vec(0i64..=total, lines - 1).prop_map(move |mut cuts| {
        cuts.sort_unstable();
        cuts.push(total);
        let mut last = 0;
        cuts.into_iter().map(|cut| cut - std::mem::replace(&mut last, cut)).collect()
    })
}

/// Weights that are far apart.
const APART: [u32; 3] = [1, 1_925, 1 << 30];

pub(super) fn any_tiny() -> impl Strategy<Value = Tiny> {
    let size = prop_oneof![(Just(3usize), 8i64..40), (Just(4usize), 6i64..24), (Just(5usize), 5i64..14)];
    size.prop_flat_map(|(lines, total)| {
        let approved = prop_oneof![Just(None), split_of(total, lines).prop_map(Some)];
        let weights = prop_oneof![Just(vec![1u32; lines]), vec(1u32..4, lines)];
        let wish = prop_oneof![split_of(total, lines), vec(0i64..=total, lines)];
        (split_of(total, lines), approved, wish, weights, vec(any_rule(lines, total), 1..5)).prop_map(
            move |(original, approved, wish, mut weights, rules)| {
                if total % 3 == 0 {
                    weights.iter_mut().for_each(|weight| *weight = APART[*weight as usize - 1]);
                }
                let approved = approved.unwrap_or_else(|| original.clone());
                Tiny { original, approved, wish, weights, rules }
            },
        )
    })
}
