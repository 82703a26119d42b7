//! `ElasticProgram`: rules as rows of a linear program, each with an elastic variable that costs one for each cent.
//!
//! The elastic variable of a rule, its shortfall, is a column; so is the positive or negative part of a sum's change from a base.
//! Lines with the same coefficients in all rows are one aggregated column: the violation of the rules on its single lines is a
//! convex function of its sum, with a column for each breakpoint. Steps are not relaxed: a step has no amount to increase.

use std::collections::BTreeMap;
use std::ops::Range;

use super::violation_function::ViolationFunction;
use riparto_core::capacity::MAX_RELAXED_NUMBERS;
use riparto_solve::gcd;
use riparto_solve::search::{
    Constraint, LinearConstraint, LinearProgram, RatioBound, Term, TermFunction, capped_lcm,
};

/// With more lines there is no program.
const MOST_LINES: usize = MAX_RELAXED_NUMBERS >> 3;

/// Lines that are one column, and the step that their sum is a multiple of.
pub(super) struct AggregatedColumn {
    pub(super) lines: Vec<u32>,
    pub(super) step: i64,
}

/// The bounds on a single line: the least and the most, by rule.
pub(super) type UnaryBounds = Vec<(i64, i64)>;

/// The negative part of a sum's change, a column, and its positive part, a surplus variable: at most one is above zero.
pub(super) struct ComplementaryPair {
    pub(super) below: usize,
    pub(super) above: usize,
}

/// Rules as a program.
pub(super) struct ElasticProgram {
    pub(super) program: LinearProgram,
    /// The first columns, in this order.
    pub(super) aggregates: Vec<AggregatedColumn>,
    /// By line.
    pub(super) unary: Vec<UnaryBounds>,
    /// The violation of rules on single lines that no amounts avoid.
    pub(super) constant_shortfall: i128,
    /// The columns of the rules' shortfalls.
    pub(super) shortfalls: Range<usize>,
    pub(super) complementary: Vec<ComplementaryPair>,
    /// Columns that hold what several lines sum to, and what they are multiples of.
    pub(super) sums: Vec<(usize, i64)>,
}

/// A column that is no line.
#[derive(Clone, Copy)]
enum Auxiliary {
    /// The shortfall of a rule.
    Shortfall(usize),
    /// The positive or negative part of a sum's change.
    Deviation(usize),
}

/// A row before lines are aggregated.
struct RowBuilder {
    lines: Vec<(u32, i64)>,
    others: Vec<(Auxiliary, i64)>,
    least: i128,
}

/// Rows and columns as they are found.
struct ElasticBuilder {
    total: i64,
    rows: Vec<RowBuilder>,
    steps: Vec<i64>,
    unary: Vec<UnaryBounds>,
    constant_shortfall: i128,
    /// How many rules can be violated.
    shortfalls: usize,
    /// The numbers of the terms with a positive or negative part.
    deviations: BTreeMap<Term<Vec<u32>>, usize>,
    /// For each negative part: the number of its term, its base, and its row.
    complementary: Vec<(usize, i64, usize)>,
}

impl ElasticProgram {
    /// What rules ask of lines that sum to a total, the constraints of a rule together; `None` if that is too many numbers.
    pub(super) fn new(lines: usize, total: i64, asked: &[&[Constraint]]) -> Option<ElasticProgram> {
        if lines > MOST_LINES {
            return None;
        }
        let mut builder = ElasticBuilder {
            total,
            rows: Vec::new(),
            steps: steps_of(lines, total, asked),
            unary: vec![UnaryBounds::new(); lines],
            constant_shortfall: 0,
            shortfalls: 0,
            deviations: BTreeMap::new(),
            complementary: Vec::new(),
        };
        for constraints in asked {
            builder.add(constraints);
            let columns = builder.shortfalls + builder.deviations.len();
            if builder.rows.len().saturating_mul(columns) > MAX_RELAXED_NUMBERS {
                return None;
            }
        }
        let aggregates = builder.aggregates();
        let costs: Vec<ViolationFunction> =
            aggregates.iter().map(|aggregate| builder.cost(aggregate)).collect();
        let sums = builder.sums(asked);
        let deviations = costs.iter().map(|cost| cost.breakpoints().len() * 2).sum::<usize>();
        let columns =
            aggregates.len() + builder.shortfalls + builder.deviations.len() + sums.len() + deviations;
        let numbers = (builder.rows.len() + sums.len() + deviations + 2).saturating_mul(columns);
        (numbers <= MAX_RELAXED_NUMBERS).then(|| builder.finish(aggregates, &costs, &sums))
    }
}

/// What each line is a multiple of.
fn steps_of(lines: usize, total: i64, asked: &[&[Constraint]]) -> Vec<i64> {
    let mut steps = vec![1; lines];
    for constraint in asked.iter().flat_map(|constraints| constraints.iter()) {
        if let Constraint::Step { lines, cents } = constraint {
            for line in lines {
                let step = &mut steps[*line as usize];
                *step = capped_lcm(*step, *cents, total + 1);
            }
        }
    }
    steps
}

/// The violation of the bounds on a single line, as a function of its amount.
pub(super) fn unary_violation(unary: &UnaryBounds) -> ViolationFunction {
    let mut cost = ViolationFunction::zero();
    unary.iter().for_each(|(low, high)| cost.add_bound(*low, *high));
    cost
}

impl ElasticBuilder {
    /// Adds the rows of one rule. Its shortfall is one column, at least the violation of each of its constraints.
    fn add(&mut self, constraints: &[Constraint]) {
        if let [Constraint::Sum { lines, low, high }] = constraints
            && let [line] = lines[..]
            && self.steps[line as usize] == 1
        {
            // A floor above the total is violated by the difference whatever the line holds.
            self.constant_shortfall += i128::from((low - self.total).max(0));
            return self.unary[line as usize].push(((*low).min(self.total), *high));
        }
        let shortfall = Auxiliary::Shortfall(self.shortfalls);
        let known = self.rows.len();
        for constraint in constraints {
            match constraint {
                Constraint::Sum { lines, low, high } => {
                    let of = |sign: i64| lines.iter().map(|line| (*line, sign)).collect();
                    if *low > 0 {
                        self.row(of(1), vec![(shortfall, 1)], i128::from(*low));
                    }
                    if *high < self.total {
                        self.row(of(-1), vec![(shortfall, 1)], -i128::from(*high));
                    }
                }
                Constraint::Share { part, whole, ratio } => {
                    let RatioBound { numerator: above, denominator: below, least: low, most: high } = *ratio;
                    let mut merged: BTreeMap<u32, i64> = BTreeMap::new();
                    part.iter().for_each(|line| *merged.entry(*line).or_default() += below);
                    whole.iter().for_each(|line| *merged.entry(*line).or_default() -= above);
                    merged.retain(|_, coefficient| *coefficient != 0);
                    let of = |sign: i64| merged.iter().map(|(line, by)| (*line, sign * by)).collect();
                    if let Some(low) = low {
                        self.row(of(1), vec![(shortfall, below)], i128::from(low));
                    }
                    if let Some(high) = high {
                        self.row(of(-1), vec![(shortfall, below)], -i128::from(high));
                    }
                }
                Constraint::Cap { terms, most } => self.cap(terms, *most, shortfall),
                Constraint::Step { .. } => {}
            }
        }
        self.shortfalls += usize::from(self.rows.len() > known);
    }

    fn row(&mut self, lines: Vec<(u32, i64)>, others: Vec<(Auxiliary, i64)>, least: i128) {
        self.rows.push(RowBuilder { lines, others, least });
    }

    fn cap(&mut self, terms: &[Term<Vec<u32>>], most: i64, shortfall: Auxiliary) {
        let (mut lines, mut others) = (BTreeMap::new(), vec![(shortfall, 1)]);
        let mut least = -i128::from(most);
        for term in terms {
            let sign = match term.function {
                TermFunction::Identity => {
                    term.column.iter().for_each(|line| *lines.entry(*line).or_default() -= 1);
                    least -= i128::from(term.base);
                    continue;
                }
                // No sum falls below zero, or rises above the total.
                TermFunction::NegativePart if term.base == 0 => continue,
                TermFunction::PositivePart if term.base >= self.total => continue,
                TermFunction::NegativePart => 1,
                TermFunction::PositivePart => -1,
            };
            others.push((Auxiliary::Deviation(self.deviation_column(term, sign)), sign));
        }
        self.row(lines.into_iter().collect(), others, least);
    }

    /// The column of a positive or negative part, with the row that ties it to its lines.
    fn deviation_column(&mut self, term: &Term<Vec<u32>>, sign: i64) -> usize {
        let next = self.deviations.len();
        if let Some(known) = self.deviations.get(term) {
            return *known;
        }
        self.deviations.insert(term.clone(), next);
        let lines = term.column.iter().map(|line| (*line, sign)).collect();
        if sign > 0 {
            self.complementary.push((next, term.base, self.rows.len()));
        }
        self.row(lines, vec![(Auxiliary::Deviation(next), 1)], i128::from(term.base * sign));
        next
    }

    /// Lines with the same coefficients in all rows and the same step.
    fn aggregates(&self) -> Vec<AggregatedColumn> {
        let mut seen: Vec<Vec<(usize, i64)>> = vec![Vec::new(); self.steps.len()];
        for (number, row) in self.rows.iter().enumerate() {
            row.lines.iter().for_each(|(line, by)| seen[*line as usize].push((number, *by)));
        }
        let mut aggregates: Vec<AggregatedColumn> = Vec::new();
        let mut known: BTreeMap<(Vec<(usize, i64)>, i64), usize> = BTreeMap::new();
        for ((line, seen), step) in (0_u32..).zip(seen).zip(&self.steps) {
            let aggregate = *known.entry((seen, *step)).or_insert(aggregates.len());
            match aggregates.get_mut(aggregate) {
                Some(aggregate) => aggregate.lines.push(line),
                None => aggregates.push(AggregatedColumn { lines: vec![line], step: *step }),
            }
        }
        aggregates
    }

    /// Of the sums that rules speak of, those whose lines' steps have something in common, and those that are a share of
    /// another or of which one is, with what they are multiples of.
    fn sums(&self, asked: &[&[Constraint]]) -> Vec<(Vec<u32>, i64)> {
        let all: Vec<u32> = (0..).take(self.steps.len()).collect();
        // Whether a sum is counted without steps too.
        let mut sums: BTreeMap<&[u32], bool> = BTreeMap::from([(&all[..], false)]);
        for constraint in asked.iter().flat_map(|constraints| constraints.iter()) {
            match constraint {
                Constraint::Sum { lines, .. } => _ = sums.entry(lines).or_default(),
                Constraint::Share { part, whole, .. } => sums.extend([(&part[..], true), (&whole[..], true)]),
                Constraint::Cap { terms, .. } => {
                    terms.iter().for_each(|term| _ = sums.entry(&term.column).or_default());
                }
                Constraint::Step { .. } => {}
            }
        }
        let several = sums.into_iter().filter(|(sum, _)| sum.len() > 1);
        let common = |(sum, is_share): (&[u32], bool)| {
            let step = sum.iter().fold(0, |common, line| gcd(common, self.steps[*line as usize]));
            (is_share || step > 1).then(|| (sum.to_vec(), step))
        };
        several.filter_map(common).collect()
    }

    /// The violation of the bounds on single lines of an aggregated column, as a function of its sum.
    fn cost(&self, aggregate: &AggregatedColumn) -> ViolationFunction {
        let mut costs = aggregate.lines.iter().map(|line| unary_violation(&self.unary[*line as usize]));
        let mut joined = costs.next().unwrap_or_else(ViolationFunction::zero);
        costs.for_each(|cost| joined.convolve(&cost));
        joined
    }

    fn finish(
        self,
        aggregates: Vec<AggregatedColumn>,
        unary: &[ViolationFunction],
        sums: &[(Vec<u32>, i64)],
    ) -> ElasticProgram {
        let shortfalls = aggregates.len()..aggregates.len() + self.shortfalls;
        let mut aggregate_of: Vec<Option<usize>> = vec![None; self.steps.len()];
        aggregates
            .iter()
            .enumerate()
            .for_each(|(number, aggregate)| aggregate_of[aggregate.lines[0] as usize] = Some(number));
        let column = |other: Auxiliary| match other {
            Auxiliary::Shortfall(number) => shortfalls.start + number,
            Auxiliary::Deviation(number) => shortfalls.end + number,
        };
        let mut rows: Vec<LinearConstraint> = Vec::with_capacity(self.rows.len() + 1);
        for row in &self.rows {
            let lines = row.lines.iter().filter_map(|(line, by)| Some((aggregate_of[*line as usize]?, *by)));
            let others = row.others.iter().map(|(other, by)| (column(*other), *by));
            rows.push(LinearConstraint {
                terms: lines.chain(others).collect(),
                least: row.least,
                is_equation: false,
            });
        }
        let whole = (0..aggregates.len()).map(|aggregate| (aggregate, 1)).collect();
        rows.push(LinearConstraint { terms: whole, least: i128::from(self.total), is_equation: true });
        let first = shortfalls.end + self.deviations.len();
        for (column, (sum, _)) in (first..).zip(sums) {
            let lines = sum.iter().filter_map(|line| Some((aggregate_of[*line as usize]?, 1)));
            rows.push(LinearConstraint {
                terms: lines.chain([(column, -1)]).collect(),
                least: 0,
                is_equation: true,
            });
        }
        let mut costs = vec![0; first + sums.len()];
        costs[shortfalls.clone()].fill(1);
        for (aggregate, cost) in unary.iter().enumerate() {
            for (at, below, above) in cost.breakpoints() {
                for (sign, price) in [(1, below), (-1, above)].into_iter().filter(|(_, price)| *price > 0) {
                    let terms = vec![(aggregate, sign), (costs.len(), 1)];
                    rows.push(LinearConstraint { terms, least: i128::from(at * sign), is_equation: false });
                    costs.push(price);
                }
            }
        }
        let mut program = LinearProgram::new(&costs, &rows);
        let pair = |(number, base, row): &(usize, i64, usize)| {
            let below = shortfalls.end + number;
            program.tighten(below, 0, i128::from(*base));
            ComplementaryPair { below, above: program.surplus(*row) }
        };
        let complementary = self.complementary.iter().map(pair).collect();
        let sums = (first..).zip(sums).map(|(column, (_, step))| (column, *step)).collect();
        let constant_shortfall =
            self.constant_shortfall + unary.iter().map(ViolationFunction::least).sum::<i128>();
        ElasticProgram {
            program,
            aggregates,
            unary: self.unary,
            constant_shortfall,
            shortfalls,
            complementary,
            sums,
        }
    }
}
