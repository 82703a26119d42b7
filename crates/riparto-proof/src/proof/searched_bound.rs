//! `SearchedBound`: prices for rules of every kind that has rows, by Lagrangian ascent, and a tree of cases where prices alone do not do.

use std::collections::BTreeMap;

use super::asked_rows::{RowTerms, RuleRows};
use super::complementary::Complementary;
use super::line_cost::CostKind;
use super::lower_bound::{Cases, LowerBound};
use super::proven_bound::{MOST_CASES, MOST_NESTED};
use super::weak_duality::{Case, Costs, DualBound, RowPrices, dual_bound};
use riparto_core::plan::Plan;
use riparto_solve::Meter;
use riparto_solve::search::{
    BoundTree, Bounds, Cap, Constraint, DualPrices, Model, RatioBound, SeparableCost, ShareConstraint, Term,
    TermFunction, TreeGoal, bound_tree,
};

/// The most lines times rows for which prices are sought so.
const MOST_ENTRIES: usize = 1 << 20;

/// The scales that prices are rounded to where they prove as much.
const SCALES: [i128; 7] = [1, 4, 16, 64, 1 << 10, 1 << 16, 1 << 24];

/// What is to be proven of a case.
pub(super) struct SearchedBound<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rows: &'a RuleRows,
    pub(super) case: &'a Case,
    pub(super) costs: Costs<'a>,
    /// The amounts that the cost is least at, if there are any.
    pub(super) best: Option<&'a [i64]>,
    /// What every allocation costs at least; none where it is to be proven that there is none.
    pub(super) target: Option<i128>,
}

/// A bound that proves the target; or one that proves less, with what it does.
pub(super) enum Searched {
    Proven(LowerBound),
    Less(LowerBound, i128),
}

/// Which row each constraint of a model is.
struct RowsOfModel {
    model: Model,
    /// For each sum, its rows.
    sums: Vec<Vec<usize>>,
    shares: Vec<usize>,
    caps: Vec<usize>,
}

impl SearchedBound<'_> {
    /// Looks for a bound; none if there are no prices for such numbers.
    pub(super) fn find(&self, meter: &Meter) -> Option<Searched> {
        let entries = self.rows.rows.len().saturating_mul(self.case.bounds.low.len());
        if entries > MOST_ENTRIES {
            return None;
        }
        if let Some(prices) = self.contradiction() {
            return Some(Searched::Proven(prices.named(self.plan, self.rows)));
        }
        let of = self.model();
        let (l1_coefficient, cutoff) = self.objective()?;
        let (wish, weights) = (self.costs.wish, self.costs.weights);
        let cost = SeparableCost { wish, weights, l1_coefficient };
        let goal = TreeGoal {
            accepts: &|prices, bounds| self.leaf(&of, prices, bounds, l1_coefficient).is_some(),
            may_cut: &|sum| !of.sums[sum].is_empty(),
            cutoff,
            best: self.best,
            most: MOST_CASES,
            depth: MOST_NESTED,
        };
        match bound_tree(&of.model, cost, &goal, meter) {
            Ok(tree) => self.lower_bound(&of, &tree, &of.model.bounds, l1_coefficient).map(Searched::Proven),
            Err(prices) => {
                let prices = self.row_prices(&of, &prices?, &of.model.bounds, l1_coefficient)?;
                match (dual_bound(self.rows, self.case, &prices, self.costs), self.target) {
                    (DualBound::Least(least), Some(_)) => Some(Searched::Less(
                        prices.named(self.plan, self.rows),
                        -(-least).div_euclid(prices.scale),
                    )),
                    _ => None,
                }
            }
        }
    }

    /// A line that can hold nothing, steps that do not sum to the total, or rows that exclude themselves or each other.
    fn contradiction(&self) -> Option<RowPrices> {
        let none = RowPrices { scale: 1, ..RowPrices::default() };
        if (0..self.case.bounds.low.len()).any(|line| self.case.bounds.ends(line).is_none()) {
            return Some(none);
        }
        let mut sides: BTreeMap<&[u32], [(i64, usize); 2]> = BTreeMap::new();
        for (number, row) in self.rows.rows.iter().enumerate() {
            let (RowTerms::Lines(lines), (Some(low), Some(high))) = (&row.terms, self.case.sides[number])
            else {
                continue;
            };
            let known = sides.entry(lines).or_insert([(low, number), (high, number)]);
            known[0] = known[0].max((low, number));
            known[1] = known[1].min((high, number));
        }
        let crossing =
            sides.into_values().find(|[(low, first), (high, second)]| low > high && first != second);
        let Some([(low, first), (high, second)]) = crossing else {
            let is_plain = self.case.is_crossed() || self.case.is_off_step(self.rows.total);
            return is_plain.then_some(none);
        };
        let price = self.target.map_or(1, |target| target.max(0) / i128::from(low - high) + 1);
        let rows = vec![(first, price), (second, -price)];
        Some(RowPrices { rows, ..none })
    }

    /// What a cent of movement costs beside its square, and the cost that is to be reached.
    fn objective(&self) -> Option<(i128, i128)> {
        match (self.costs.kind, self.target) {
            (CostKind::Moved, Some(target)) => {
                let best = self.best?.iter().zip(self.costs.wish);
                let change = |(amount, wish): (&i64, &i64)| (i128::from(*amount) - i128::from(*wish)).pow(2);
                let squares: i128 = best.map(change).sum();
                let most = i128::from(*self.costs.weights.iter().max()?);
                let coefficient = squares.checked_mul(most)?.checked_add(1)?.checked_mul(4)?;
                Some((coefficient, target.checked_mul(coefficient)?))
            }
            (CostKind::Squares, Some(target)) => Some((0, target)),
            _ => Some((0, i128::MAX)),
        }
    }

    /// The rows as a model.
    fn model(&self) -> RowsOfModel {
        let (rows, lines) = (&self.rows.rows, self.case.bounds.low.len());
        let mut constraints = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let (low, high) = self.case.sides[number];
            constraints.extend(match &row.terms {
                RowTerms::Line(_) => None,
                RowTerms::Lines(of) if of.len() == lines => None,
                RowTerms::Lines(of) => Some(Constraint::Sum {
                    lines: of.clone(),
                    low: low.unwrap_or(0),
                    high: high.unwrap_or(self.rows.total),
                }),
                RowTerms::Share { part, whole, below, above } => Some(Constraint::Share {
                    part: part.clone(),
                    whole: whole.clone(),
                    ratio: RatioBound { numerator: *above, denominator: *below, least: low, most: high },
                }),
                RowTerms::Increases { lines, held } => Some(Constraint::Cap {
                    terms: lines.iter().zip(held).map(|(line, held)| increase(vec![*line], *held)).collect(),
                    most: high.unwrap_or(i64::MAX),
                }),
            });
        }
        constraints.extend(
            (0_u32..)
                .zip(&self.case.bounds.steps)
                .filter(|(_, step)| **step > 1)
                .map(|(line, step)| Constraint::Step { lines: vec![line], cents: *step }),
        );
        let bounds = &self.case.bounds;
        let model = Model::new(self.rows.total, bounds.low.clone(), bounds.high.clone(), &constraints);
        self.rows_of(model)
    }

    /// Which row each constraint is.
    fn rows_of(&self, model: Model) -> RowsOfModel {
        let numbers: BTreeMap<&[u32], usize> =
            model.sums.iter().enumerate().map(|(number, lines)| (&lines[..], number)).collect();
        let column = |of: &[u32]| match of {
            [line] => *line as usize,
            of => numbers.get(of).map_or(usize::MAX, |sum| model.lines + sum),
        };
        let mut sums = vec![Vec::new(); model.sums.len()];
        let (mut shares, mut caps) =
            (vec![usize::MAX; model.shares.len()], vec![usize::MAX; model.caps.len()]);
        for (number, row) in self.rows.rows.iter().enumerate() {
            let (low, high) = self.case.sides[number];
            match &row.terms {
                RowTerms::Line(_) => {}
                RowTerms::Lines(of) => {
                    if let Some(sum) = numbers.get(&of[..]) {
                        sums[*sum].push(number);
                    }
                }
                RowTerms::Share { part, whole, below, above } => {
                    let ratio = RatioBound { numerator: *above, denominator: *below, least: low, most: high };
                    let share = ShareConstraint { part: column(part), whole: column(whole), ratio };
                    let found = model.shares.binary_search(&share);
                    found.into_iter().for_each(|place| shares[place] = number);
                }
                RowTerms::Increases { lines, held } => {
                    let terms = lines.iter().zip(held).map(|(line, held)| increase(*line as usize, *held));
                    let mut terms: Vec<Term<usize>> = terms.collect();
                    terms.sort_unstable();
                    let cap = Cap { terms, most: high.unwrap_or(i64::MAX).min(self.rows.total) };
                    let found = model.caps.binary_search(&cap);
                    found.into_iter().for_each(|place| caps[place] = number);
                }
            }
        }
        // The first sum is the total.
        sums[0].clear();
        RowsOfModel { sums, shares, caps, model }
    }

    /// The case that bounds of columns are.
    fn case_of(&self, of: &RowsOfModel, bounds: &Bounds) -> Case {
        let mut case = self.case.clone();
        let lines = of.model.lines;
        case.bounds.low.copy_from_slice(&bounds.low[..lines]);
        case.bounds.high.copy_from_slice(&bounds.high[..lines]);
        for (sum, rows) in of.sums.iter().enumerate() {
            // A cut names the first of the rows on the same lines.
            let Some(row) = rows.first() else { continue };
            let (low, high) = &mut case.sides[*row];
            let narrowed = |sides: &Bounds| (sides.low[lines + sum], sides.high[lines + sum]);
            let (before, now) = (narrowed(&of.model.bounds), narrowed(bounds));
            if now.0 > before.0 {
                *low = Some(now.0);
            }
            if now.1 < before.1 {
                *high = Some(now.1);
            }
        }
        case
    }

    /// Prices by row: of a sum, at the row whose side is the narrowest.
    fn row_prices(
        &self,
        of: &RowsOfModel,
        prices: &DualPrices,
        bounds: &Bounds,
        l1_coefficient: i128,
    ) -> Option<RowPrices> {
        let case = self.case_of(of, bounds);
        let mut rows = Vec::new();
        for (own, price) in of.sums.iter().zip(&prices.sums).skip(1).filter(|(_, price)| **price != 0) {
            let narrowest = match *price > 0 {
                true => own.iter().max_by_key(|row| case.sides[**row].0),
                false => own.iter().min_by_key(|row| case.sides[**row].1.unwrap_or(i64::MAX)),
            };
            rows.extend(narrowest.map(|row| (*row, *price)));
        }
        for (own, prices) in [(&of.shares, &prices.shares), (&of.caps, &prices.caps)] {
            let known = own.iter().zip(prices).filter(|(row, price)| **row != usize::MAX && **price != 0);
            rows.extend(known.map(|(row, price)| (*row, *price)));
        }
        let scale = prices.scale.checked_mul(l1_coefficient.max(1))?;
        Some(RowPrices { scale, total: prices.sums[0], rows })
    }

    /// Prices that prove the target in a case, over the least scale that does.
    fn leaf(
        &self,
        of: &RowsOfModel,
        prices: &DualPrices,
        bounds: &Bounds,
        l1_coefficient: i128,
    ) -> Option<RowPrices> {
        let case = self.case_of(of, bounds);
        let known = self.of_best(&case).into_iter().chain(self.of_shares(&case));
        if let Some(known) = known.filter_map(|prices| self.proving(&case, prices)).next() {
            return Some(known);
        }
        let exact = self.row_prices(of, prices, bounds, l1_coefficient)?;
        let proven = self.proving(&case, exact.clone())?;
        let rounded = SCALES.into_iter().filter(|scale| *scale < exact.scale);
        let rounded = rounded.filter_map(|scale| self.proving(&case, exact.rounded(scale)?)).next();
        Some(rounded.unwrap_or(proven))
    }

    /// Prices by complementary slackness, where the best amounts are in a case and its shares may have the price zero.
    fn of_best(&self, case: &Case) -> Option<RowPrices> {
        let amounts = self.best.filter(|_| self.target.is_some())?;
        let is_in = (0..amounts.len()).all(|line| case.bounds.allow(line, amounts[line]));
        let Costs { kind, wish, weights } = self.costs;
        let costs = Costs { kind, wish, weights };
        let found = Complementary { rows: self.rows, case, costs, amounts, may_miss: false };
        if is_in { found.prices() } else { None }
    }

    /// Prices of one share with the total that exclude every allocation of a case: that of the total undoes what one of the
    /// share's coefficients does.
    fn of_shares(&self, case: &Case) -> Option<RowPrices> {
        let nothing = Costs { kind: CostKind::Nothing, ..self.costs };
        let excludes = |prices: &RowPrices| {
            matches!(dual_bound(self.rows, case, prices, nothing), DualBound::Least(1..) | DualBound::Nothing)
        };
        let shares = self.rows.rows.iter().enumerate().filter_map(|(number, row)| match row.terms {
            RowTerms::Share { below, above, .. } => Some((number, i128::from(below), i128::from(above))),
            _ => None,
        });
        let tried = shares.flat_map(|(number, below, above)| {
            let coefficients = [below, -above, below - above, 0];
            coefficients.into_iter().flat_map(move |coefficient| {
                [1, -1].map(|price| RowPrices {
                    scale: 1,
                    total: -price * coefficient,
                    rows: vec![(number, price)],
                })
            })
        });
        tried.into_iter().find(|prices| excludes(prices))
    }

    fn proving(&self, case: &Case, prices: RowPrices) -> Option<RowPrices> {
        let nothing = Costs { kind: CostKind::Nothing, ..self.costs };
        let least = |prices: &RowPrices, costs| dual_bound(self.rows, case, prices, costs);
        let Some(target) = self.target else {
            return match least(&prices, nothing) {
                DualBound::Least(1..) | DualBound::Nothing => Some(prices),
                _ => None,
            };
        };
        let needed = (target - 1).checked_mul(prices.scale)?;
        match least(&prices, self.costs) {
            DualBound::Nothing => return Some(prices),
            DualBound::Least(least) if least > needed => return Some(prices),
            _ => {}
        }
        // There is no allocation in this case: at higher prices that is worth any cost.
        let DualBound::Least(worth @ 1..) = least(&prices, nothing) else { return None };
        let times = needed.max(0) / worth + 1;
        let rows = prices.rows.iter().map(|(row, price)| Some((*row, price.checked_mul(times)?)));
        let raised = RowPrices {
            scale: prices.scale,
            total: prices.total.checked_mul(times)?,
            rows: rows.collect::<Option<Vec<(usize, i128)>>>()?,
        };
        matches!(least(&raised, self.costs), DualBound::Least(least) if least > needed).then_some(raised)
    }

    fn lower_bound(
        &self,
        of: &RowsOfModel,
        tree: &BoundTree,
        bounds: &Bounds,
        l1_coefficient: i128,
    ) -> Option<LowerBound> {
        match tree {
            BoundTree::Prices(prices) => {
                self.leaf(of, prices, bounds, l1_coefficient).map(|prices| prices.named(self.plan, self.rows))
            }
            BoundTree::Cases { column, at, below, above } => {
                let (mut lower, mut upper) = (bounds.clone(), bounds.clone());
                lower.high[*column] = lower.high[*column].min(*at);
                upper.low[*column] = upper.low[*column].max(at + 1);
                let (line, row) = match column.checked_sub(of.model.lines) {
                    None => (Some(self.plan.envelope().line(*column).id().to_owned()), None),
                    Some(sum) => (None, Some(self.rows.name(self.plan, *of.sums[sum].first()?))),
                };
                Some(LowerBound::Cases(Box::new(Cases {
                    line,
                    rule: row.map(|(rule, ..)| rule.to_owned()),
                    part: row.and_then(|(_, part, _)| part.map(str::to_owned)),
                    row: row.map_or(0, |(.., row)| row),
                    at_most: *at,
                    below: self.lower_bound(of, below, &lower, l1_coefficient)?,
                    above: self.lower_bound(of, above, &upper, l1_coefficient)?,
                })))
            }
        }
    }
}

/// How much more than it held a column holds.
fn increase<C>(column: C, base: i64) -> Term<C> {
    Term { column, base, function: TermFunction::PositivePart }
}
