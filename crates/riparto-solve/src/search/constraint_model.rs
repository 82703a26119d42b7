//! `Model`: constraints compiled to numbered columns with bounds.

use std::collections::{BTreeMap, BTreeSet};

use super::constraint::{Constraint, Term, TermFunction};
use super::ratio_bound::RatioBound;
use crate::gcd::gcd;

/// One column lies within a ratio of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShareConstraint {
    /// The column that is bounded.
    pub part: usize,
    /// The column that it is a share of.
    pub whole: usize,
    /// The bound.
    pub ratio: RatioBound,
}

/// `Σ terms ≤ most`, each term on a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cap {
    /// The terms, ascending.
    pub terms: Vec<Term<usize>>,
    /// Cents.
    pub most: i64,
}

/// An interval of cents for each column: `low ≤ column ≤ high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Lower bounds by column.
    pub low: Vec<i64>,
    /// Upper bounds by column.
    pub high: Vec<i64>,
}

/// Columns are the lines, then sums of lines; the first sum is that of all lines. Sums are sorted by their lines, shares and
/// caps by their contents, so the model does not depend on the order in which constraints are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The number of lines: columns `0..lines` are lines, all further ones are sums.
    pub lines: usize,
    /// The lines of each sum: column `lines + number` is the sum of `sums[number]`.
    pub sums: Vec<Vec<u32>>,
    /// The bounds of all columns. The sum of all lines is fixed at the total.
    pub bounds: Bounds,
    /// For each line, the number of cents that it is a multiple of; 1 if there is no such constraint.
    pub steps: Vec<i64>,
    /// Constraints on the ratio of two columns, ascending and distinct.
    pub shares: Vec<ShareConstraint>,
    /// Caps on sums of terms, ascending and distinct.
    pub caps: Vec<Cap>,
    /// For each line, the numbers of the sums that contain it, ascending.
    pub sums_of_line: Vec<Vec<u32>>,
}

impl Model {
    /// Compiles constraints on lines with lower and upper bounds that sum to a total. All are cents.
    pub fn new(total: i64, low: Vec<i64>, high: Vec<i64>, constraints: &[Constraint]) -> Model {
        let lines = low.len();
        let mut sums: BTreeSet<&[u32]> = BTreeSet::new();
        for constraint in constraints {
            match constraint {
                Constraint::Sum { lines, .. } => drop(sums.insert(lines)),
                Constraint::Share { part, whole, .. } => sums.extend([&part[..], &whole[..]]),
                Constraint::Cap { terms, .. } => sums.extend(terms.iter().map(|term| &term.column[..])),
                Constraint::Step { .. } => {}
            }
        }
        let sums: Vec<Vec<u32>> = std::iter::once((0..).take(lines).collect())
            .chain(sums.into_iter().filter(|sum| (2..lines).contains(&sum.len())).map(<[u32]>::to_vec))
            .collect();
        let columns: BTreeMap<&[u32], usize> = sums.iter().map(Vec::as_slice).zip(lines..).collect();
        let column = |of: &Vec<u32>| columns.get(&of[..]).copied().unwrap_or_else(|| of[0] as usize);
        let mut sums_of_line: Vec<Vec<u32>> = vec![Vec::new(); lines];
        for (number, sum) in (0..).zip(&sums) {
            sum.iter().for_each(|line| sums_of_line[*line as usize].push(number));
        }
        let mut bounds = Bounds { low, high };
        bounds.low.resize(lines + sums.len(), 0);
        bounds.high.resize(lines + sums.len(), total);
        bounds.low[lines] = total;
        let (mut steps, mut shares, mut caps) = (vec![1i64; lines], Vec::new(), Vec::new());
        for constraint in constraints {
            match constraint {
                Constraint::Sum { lines, low, high } => {
                    let column = column(lines);
                    bounds.low[column] = bounds.low[column].max(*low);
                    bounds.high[column] = bounds.high[column].min(*high);
                }
                Constraint::Share { part, whole, ratio } => {
                    let (part, whole) = (column(part), column(whole));
                    shares.push(ShareConstraint { part, whole, ratio: *ratio });
                }
                Constraint::Cap { terms, most } => {
                    let on_column = |term: &Term<Vec<u32>>| Term {
                        column: column(&term.column),
                        base: term.base,
                        function: term.function,
                    };
                    let mut terms: Vec<Term<usize>> = terms.iter().map(on_column).collect();
                    terms.sort_unstable();
                    caps.push(Cap { terms, most: (*most).min(total) });
                }
                Constraint::Step { lines, cents } => {
                    for line in lines {
                        let step = &mut steps[*line as usize];
                        *step = capped_lcm(*step, *cents, total + 1);
                    }
                }
            }
        }
        shares.sort_unstable();
        shares.dedup();
        caps.sort_unstable();
        caps.dedup();
        Model { lines, sums, bounds, steps, shares, caps, sums_of_line }
    }

    /// Models of which each allocation of this one is feasible in one at least, and no others are: a cap on increases where a term
    /// takes off a decrease asks one thing or another. Without the term it is one cap, and with the whole change in its place, line
    /// by line, another; both are easier to bound. Only a bounded number of such caps are taken apart.
    pub fn alternatives(&self, most: usize) -> Vec<Model> {
        let is_either = |number: &usize| {
            let of = |function| {
                self.caps[*number].terms.iter().filter(move |term| term.function == function).count()
            };
            of(TermFunction::PositivePart) > 0 && of(TermFunction::NegativePart) == 1
        };
        let mut models = vec![self.clone()];
        for number in (0..self.caps.len()).filter(is_either).take(most) {
            let either = |model: &Model| {
                let (mut without, mut with) = (model.clone(), model.clone());
                let terms = &mut without.caps[number].terms;
                terms.retain(|term| term.function != TermFunction::NegativePart);
                let terms =
                    with.caps[number].terms.iter().flat_map(|term| self.change_by_line(term)).collect();
                with.caps[number].terms = terms;
                with.caps[number].terms.sort_unstable();
                [without, with]
            };
            models = models.iter().flat_map(either).collect();
        }
        models
    }

    /// The whole change of a column where a term counts its decrease, line by line; other terms as they are.
    fn change_by_line(&self, term: &Term<usize>) -> Vec<Term<usize>> {
        if term.function != TermFunction::NegativePart {
            return vec![term.clone()];
        }
        let lines: Vec<usize> = match term.column.checked_sub(self.lines) {
            None => vec![term.column],
            Some(sum) => self.sums[sum].iter().map(|line| *line as usize).collect(),
        };
        let base = |place: usize| if place == 0 { term.base } else { 0 };
        let change = |(place, column)| Term { column, base: base(place), function: TermFunction::Identity };
        lines.into_iter().enumerate().map(change).collect()
    }

    /// The number of columns: lines and sums.
    pub fn columns(&self) -> usize {
        self.lines + self.sums.len()
    }

    /// The number of amounts and coefficients that one evaluation of all constraints reads.
    pub fn size(&self) -> usize {
        let terms = self.caps.iter().map(|cap| cap.terms.len()).sum::<usize>();
        self.columns() + self.sums_of_line.iter().map(Vec::len).sum::<usize>() + 2 * self.shares.len() + terms
    }

    /// The amounts of all columns, given those of the lines.
    pub fn column_amounts(&self, amounts: &[i64]) -> Vec<i64> {
        let sum = |sum: &Vec<u32>| sum.iter().map(|line| amounts[*line as usize]).sum::<i64>();
        amounts.iter().copied().chain(self.sums.iter().map(sum)).collect()
    }

    /// Whether the amounts of the lines satisfy all bounds and constraints.
    pub fn is_feasible(&self, amounts: &[i64]) -> bool {
        let columns = self.column_amounts(amounts);
        let intervals = columns.iter().zip(self.bounds.low.iter().zip(&self.bounds.high));
        intervals.into_iter().all(|(amount, (low, high))| (low..=high).contains(&amount))
            && amounts.iter().zip(&self.steps).all(|(amount, step)| amount % step == 0)
            && self.shares.iter().all(|share| share.violation(&columns) == 0)
            && self.caps.iter().all(|cap| cap.violation(&columns) == 0)
    }
}

impl Bounds {
    /// Whether the column's interval is a single amount.
    pub fn is_fixed(&self, column: usize) -> bool {
        self.low[column] == self.high[column]
    }

    /// `high − low` of a column, in cents.
    pub fn width(&self, column: usize) -> i64 {
        self.high[column] - self.low[column]
    }
}

impl ShareConstraint {
    /// By how many cents the part lies outside its bounds, given the amounts of all columns.
    pub fn violation(&self, columns: &[i64]) -> i64 {
        self.ratio.violation(columns[self.part], columns[self.whole])
    }
}

impl Cap {
    /// By how many cents the terms exceed the cap, given the amounts of all columns.
    pub fn violation(&self, columns: &[i64]) -> i64 {
        (self.terms.iter().map(|term| term.value(columns[term.column])).sum::<i64>() - self.most).max(0)
    }
}

/// The least common multiple of two positive numbers, or `most` if it is larger.
pub fn capped_lcm(a: i64, b: i64, most: i64) -> i64 {
    (a / gcd(a, b)).checked_mul(b).map_or(most, |common| common.min(most))
}
