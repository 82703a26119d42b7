//! `Complementary`: what complementary slackness lets prices be, given amounts that are the best.

use super::asked_rows::{RowTerms, RuleRows};
use super::line_cost::CostKind;
use super::network_prices::{CapPrice, GroupPrice, NetworkPrices, PriceRange};
use super::weak_duality::{Case, Costs, RowPrices};

/// Amounts that are the best of a case, and whether rows may be missed at the price of a cent for each cent.
pub(super) struct Complementary<'a> {
    pub(super) rows: &'a RuleRows,
    pub(super) case: &'a Case,
    pub(super) costs: Costs<'a>,
    pub(super) amounts: &'a [i64],
    pub(super) may_miss: bool,
}

impl Complementary<'_> {
    /// Whole prices that prove the amounts the best, if rows on sums are one laminar family or two, or one beside a cap on increases.
    pub(super) fn prices(&self) -> Option<RowPrices> {
        let mut groups: Vec<(usize, GroupPrice<'_>)> = Vec::new();
        let mut cap: Option<(usize, CapPrice)> = None;
        let mut whole: Vec<(usize, i128)> = Vec::new();
        for (number, row) in self.rows.rows.iter().enumerate() {
            let Some(range) = self.row_range(number) else { continue };
            match &row.terms {
                RowTerms::Line(_) if !self.may_miss => {}
                RowTerms::Line(line) => {
                    groups.push((number, GroupPrice { lines: std::slice::from_ref(line), range }))
                }
                // All lines sum to the total: what such a row costs, the price of the total gives back.
                RowTerms::Lines(lines) if lines.len() == self.amounts.len() => {
                    whole.push((number, range.nearest(0)?));
                }
                RowTerms::Lines(lines) => groups.push((number, GroupPrice { lines, range })),
                RowTerms::Increases { lines, held } if cap.is_none() => {
                    cap = Some((number, CapPrice { range, risen: self.risen(lines, held) }));
                }
                // No network: their price is zero, if it may be.
                RowTerms::Increases { .. } | RowTerms::Share { .. } => {
                    if range.least.is_some_and(|least| least > 0) || range.most.is_some_and(|most| most < 0) {
                        return None;
                    }
                }
            }
        }
        let plain: Vec<PriceRange> =
            (0..self.amounts.len()).map(|line| self.plain(line, cap.as_ref())).collect();
        let (numbers, groups): (Vec<usize>, Vec<GroupPrice<'_>>) = groups.into_iter().unzip();
        let found = NetworkPrices::of(&plain, &groups, cap.as_ref().map(|(_, cap)| cap))?;
        let mut rows: Vec<(usize, i128)> = numbers.into_iter().zip(found.groups).collect();
        rows.extend(cap.map(|(number, _)| (number, found.cap)));
        let given_back = whole.iter().map(|(_, price)| price).sum::<i128>();
        rows.extend(whole);
        rows.retain(|(_, price)| *price != 0);
        rows.sort_unstable();
        Some(RowPrices { scale: 1, total: found.total - given_back, rows })
    }

    /// What the price of a row may be; none where it can only be zero.
    fn row_range(&self, number: usize) -> Option<PriceRange> {
        let (low, high) = self.case.sides[number];
        let sum = self.rows.rows[number].sum(self.amounts);
        let side = |side: Option<i64>| side.map(i128::from);
        let is_low = side(low).is_some_and(|low| sum <= low);
        let is_high = side(high).is_some_and(|high| sum >= high);
        if !is_low && !is_high {
            return None;
        }
        let (is_missed_below, is_missed_above) =
            (side(low).is_some_and(|low| sum < low), side(high).is_some_and(|high| sum > high));
        let most = self.may_miss.then_some(1);
        let least = self.may_miss.then_some(-1);
        Some(PriceRange {
            least: if is_missed_below {
                Some(1)
            } else if is_high {
                least
            } else {
                Some(0)
            },
            most: if is_missed_above {
                Some(-1)
            } else if is_low {
                most
            } else {
                Some(0)
            },
        })
    }

    /// What the last step of a line cost, and what the next one would, for each cent.
    fn marginal(&self, line: usize) -> PriceRange {
        let step = i128::from(self.case.bounds.steps[line]);
        let amount = i128::from(self.amounts[line]);
        let change = amount - i128::from(self.costs.wish[line]);
        let weight = i128::from(self.costs.weights[line]);
        let (last, next) = match self.costs.kind {
            CostKind::Squares => (weight * (2 * change - step), weight * (2 * change + step)),
            CostKind::Nothing => (0, 0),
            CostKind::Moved => {
                let cost = |change: i128| weight * change.abs();
                let last = cost(change) - cost(change - step);
                (-(-last).div_euclid(step), (cost(change + step) - cost(change)).div_euclid(step))
            }
        };
        let Some((low, high)) = self.case.bounds.ends(line) else { return PriceRange::FREE };
        PriceRange {
            least: (self.amounts[line] > low).then_some(last),
            most: (self.amounts[line] < high).then_some(next),
        }
    }

    /// What the prices of a line may sum to without that of the cap.
    fn plain(&self, line: usize, cap: Option<&(usize, CapPrice)>) -> PriceRange {
        let own = self.marginal(line);
        match cap.map(|(_, cap)| cap.risen[line]) {
            // With the cap alone, or with it upwards.
            Some(risen) if risen.least.is_some() => PriceRange::FREE,
            Some(risen) if risen.most.is_some() => PriceRange { most: None, ..own },
            _ => own,
        }
    }

    /// What the prices of lines may sum to with that of the cap, where the next cent or the last one counts under it.
    fn risen(&self, lines: &[u32], held: &[i64]) -> Vec<PriceRange> {
        let mut risen = vec![PriceRange::FREE; self.amounts.len()];
        for (line, held) in lines.iter().zip(held) {
            let line = *line as usize;
            let own = self.marginal(line);
            risen[line] = match self.amounts[line].cmp(held) {
                std::cmp::Ordering::Less => PriceRange::FREE,
                std::cmp::Ordering::Equal => PriceRange { least: None, ..own },
                std::cmp::Ordering::Greater => own,
            };
        }
        risen
    }
}
