//! `DualBound`: what every allocation costs at least, by weak duality: docs/PROOFS.md.

use super::asked_rows::{LineDomains, RowTerms, RuleRows};
use super::line_cost::{CostKind, LineCost};
use super::lower_bound::{LowerBound, Prices, RowPrice};
use super::whole_number::WholeNumber;
use riparto_core::plan::Plan;
use riparto_solve::gcd;

/// What allocations cost, for each line: how a change from the wish counts, and how many times.
#[derive(Clone, Copy)]
pub(super) struct Costs<'a> {
    pub(super) kind: CostKind,
    pub(super) wish: &'a [i64],
    pub(super) weights: &'a [i64],
}

/// Prices over a scale: of the total and of rows by number.
#[derive(Clone, Debug, Default)]
pub(super) struct RowPrices {
    pub(super) scale: i128,
    pub(super) total: i128,
    pub(super) rows: Vec<(usize, i128)>,
}

impl RowPrices {
    /// The prices by the names of their rows.
    pub(super) fn named(&self, plan: &Plan, rows: &RuleRows) -> LowerBound {
        let named = self.rows.iter().map(|(row, price)| RowPrice::new(rows.name(plan, *row), *price));
        LowerBound::Prices(Prices {
            scale: (self.scale != 1).then_some(WholeNumber(self.scale)),
            total: WholeNumber(self.total),
            rows: named.collect(),
        })
    }

    /// The prices over another scale, rounded.
    pub(super) fn rounded(&self, scale: i128) -> Option<RowPrices> {
        let over = |price: i128| {
            let times = price.checked_mul(scale)?.checked_mul(2)?.checked_add(self.scale)?;
            Some(times.div_euclid(self.scale.checked_mul(2)?))
        };
        let rows = self.rows.iter().map(|(row, price)| Some((*row, over(*price)?)));
        let mut rows = rows.collect::<Option<Vec<(usize, i128)>>>()?;
        rows.retain(|(_, price)| *price != 0);
        Some(RowPrices { scale, total: over(self.total)?, rows })
    }
}

/// The case at hand: what lines may hold and what rows may sum to.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) bounds: LineDomains,
    /// The sides of rows.
    pub(super) sides: Vec<(Option<i64>, Option<i64>)>,
}

impl Case {
    pub(super) fn of(rows: &RuleRows) -> Case {
        let sides = rows.rows.iter().map(|row| (row.low, row.high)).collect();
        Case { bounds: rows.bounds.clone(), sides }
    }

    /// Whether a row's least is above its most.
    pub(super) fn is_crossed(&self) -> bool {
        self.sides.iter().any(|sides| matches!(sides, (Some(low), Some(high)) if low > high))
    }

    /// Whether the steps of lines cannot sum to a total, with what those hold that may hold one amount alone.
    pub(super) fn is_off_step(&self, total: i64) -> bool {
        let LineDomains { low, high, steps } = &self.bounds;
        let is_pinned = |line: &usize| low[*line] == high[*line];
        let pinned = (0..low.len()).filter(is_pinned).map(|line| i128::from(low[line])).sum::<i128>();
        let free = (0..low.len()).filter(|line| !is_pinned(line));
        let common = free.map(|line| i128::from(steps[line])).fold(0, gcd);
        let left = i128::from(total) - pinned;
        if common == 0 { left != 0 } else { left % common != 0 }
    }
}

/// What every allocation costs at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DualBound {
    /// So much, times the scale.
    Least(i128),
    /// There is no allocation: a line can hold nothing, or the steps of lines do not sum to the total.
    Nothing,
    /// A price is given for a side that the row does not have.
    NoSide(usize),
    /// A number leaves 128 bits.
    TooLarge,
}

/// Every allocation of a case costs at least: the sum of price times side, plus for each line the least of its cost less what prices
/// give, over the amounts that it may hold.
pub(super) fn dual_bound(rows: &RuleRows, case: &Case, prices: &RowPrices, costs: Costs<'_>) -> DualBound {
    let lines = case.bounds.low.len();
    let (mut slopes, mut increases) = (vec![prices.total; lines], Vec::new());
    let Some(mut least) = prices.total.checked_mul(rows.total.into()) else { return DualBound::TooLarge };
    for (number, price) in prices.rows.iter().filter(|(_, price)| *price != 0) {
        let (low, high) = case.sides[*number];
        let Some(side) = (if *price > 0 { low } else { high }) else { return DualBound::NoSide(*number) };
        let sum = price.checked_mul(side.into()).and_then(|gain| least.checked_add(gain));
        let spread = spread(&rows.rows[*number].terms, *price, &mut slopes, &mut increases);
        let (Some(sum), Some(())) = (sum, spread) else { return DualBound::TooLarge };
        least = sum;
    }
    if case.is_off_step(rows.total) {
        return DualBound::Nothing;
    }
    // By line; what has no line is after all others.
    increases.sort_unstable_by_key(|(line, ..)| *line);
    let mut rest = &increases[..];
    for (line, slope) in slopes.into_iter().enumerate() {
        let own = rest.iter().take_while(|(of, ..)| *of as usize == line).count();
        let (own, after) = rest.split_at(own);
        rest = after;
        let own: Vec<(i64, i128)> = own.iter().map(|(_, held, price)| (*held, *price)).collect();
        let Some(ends) = case.bounds.ends(line) else { return DualBound::Nothing };
        let Some(weight) = prices.scale.checked_mul(costs.weights[line].into()) else {
            return DualBound::TooLarge;
        };
        let cost = LineCost { kind: costs.kind, wish: costs.wish[line], weight, slope, increases: &own };
        let sum = cost.least(ends, case.bounds.steps[line]).and_then(|own| least.checked_add(own));
        let Some(sum) = sum else { return DualBound::TooLarge };
        least = sum;
    }
    DualBound::Least(least)
}

/// Adds the price of a row to what each cent of its lines gives.
fn spread(
    terms: &RowTerms,
    price: i128,
    slopes: &mut [i128],
    increases: &mut Vec<(u32, i64, i128)>,
) -> Option<()> {
    let mut add = |line: u32, coefficient: i64| {
        let slope = &mut slopes[line as usize];
        *slope = slope.checked_add(price.checked_mul(coefficient.into())?)?;
        Some(())
    };
    match terms {
        RowTerms::Line(line) => add(*line, 1),
        RowTerms::Lines(lines) => lines.iter().try_for_each(|line| add(*line, 1)),
        RowTerms::Share { part, whole, below, above } => {
            part.iter().try_for_each(|line| add(*line, *below))?;
            whole.iter().try_for_each(|line| add(*line, above.checked_neg()?))
        }
        RowTerms::Increases { lines, held } => {
            increases.extend(lines.iter().zip(held).map(|(line, held)| (*line, *held, price)));
            Some(())
        }
    }
}
