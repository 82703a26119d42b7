//! `Elastic`: rules as rows of a program in which each may give way, at a cost of one for each cent.
//!
//! What a rule lacks is a column of its own, and so is what a sum rises above a base or falls below it. Lines that no rule
//! tells apart but rules on single lines are one column: what these lack is a convex function of its sum, a column for each
//! bend. Steps do not give way: a step is no amount that could be a little larger.

use std::collections::BTreeMap;
use std::ops::Range;

use super::convex::Cost;
use crate::capacity::MAX_RELAXED_NUMBERS;
use riparto_solve::search::{
    Constraint, LinearConstraint, LinearProgram, RatioBound, Term, TermFunction, capped_lcm, gcd,
};

/// With more lines, none is looked at.
const MOST_LINES: usize = MAX_RELAXED_NUMBERS >> 3;

/// Lines that are one column, and what their sum is a multiple of.
pub(super) struct Bunch {
    pub(super) lines: Vec<u32>,
    pub(super) step: i64,
}

/// What the rules on a line alone ask of it: the least and the most, by rule.
pub(super) type Alone = Vec<(i64, i64)>;

/// What a sum falls below its base: the column of that, and the variable of what it rises above it.
pub(super) struct Fall {
    pub(super) below: usize,
    pub(super) above: usize,
}

/// Rules as a program.
pub(super) struct Elastic {
    pub(super) program: LinearProgram,
    /// The first columns, in this order.
    pub(super) bunches: Vec<Bunch>,
    /// By line.
    pub(super) alone: Vec<Alone>,
    /// What rules on single lines lack whatever the lines hold.
    pub(super) lacking_anyway: i128,
    /// The columns of what rules lack.
    pub(super) lacking: Range<usize>,
    pub(super) falls: Vec<Fall>,
    /// Columns that hold what several lines sum to, and what they are multiples of.
    pub(super) sums: Vec<(usize, i64)>,
}

/// A column that is no line.
#[derive(Clone, Copy)]
enum Other {
    /// What a rule lacks.
    Lacks(usize),
    /// What a sum rises or falls.
    Bends(usize),
}

/// A row before lines are bunched.
struct Draft {
    lines: Vec<(u32, i64)>,
    others: Vec<(Other, i64)>,
    least: i128,
}

/// Rows and columns as they are found.
struct Drafts {
    total: i64,
    rows: Vec<Draft>,
    steps: Vec<i64>,
    alone: Vec<Alone>,
    lacking_anyway: i128,
    /// How many rules can lack something.
    lacking: usize,
    /// The terms that bend, by number.
    bends: BTreeMap<Term<Vec<u32>>, usize>,
    /// For each fall: the number of its bend, its base, and its row.
    falls: Vec<(usize, i64, usize)>,
}

impl Elastic {
    /// What rules ask of lines that sum to a total, the constraints of a rule together; `None` if that is too many numbers.
    pub(super) fn new(lines: usize, total: i64, asked: &[&[Constraint]]) -> Option<Elastic> {
        if lines > MOST_LINES {
            return None;
        }
        let mut drafts = Drafts {
            total,
            rows: Vec::new(),
            steps: steps_of(lines, total, asked),
            alone: vec![Alone::new(); lines],
            lacking_anyway: 0,
            lacking: 0,
            bends: BTreeMap::new(),
            falls: Vec::new(),
        };
        for constraints in asked {
            drafts.add(constraints);
            let columns = drafts.lacking + drafts.bends.len();
            if drafts.rows.len().saturating_mul(columns) > MAX_RELAXED_NUMBERS {
                return None;
            }
        }
        let bunches = drafts.bunches();
        let costs: Vec<Cost> = bunches.iter().map(|bunch| drafts.cost(bunch)).collect();
        let sums = drafts.sums(asked);
        let bends = costs.iter().map(|cost| cost.bends().len() * 2).sum::<usize>();
        let columns = bunches.len() + drafts.lacking + drafts.bends.len() + sums.len() + bends;
        let numbers = (drafts.rows.len() + sums.len() + bends + 2).saturating_mul(columns);
        (numbers <= MAX_RELAXED_NUMBERS).then(|| drafts.finish(bunches, &costs, &sums))
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

/// What the rules on a line alone lack, by what it holds.
pub(super) fn alone_cost(alone: &Alone) -> Cost {
    let mut cost = Cost::free();
    alone.iter().for_each(|(low, high)| cost.bound(*low, *high));
    cost
}

impl Drafts {
    /// What one rule asks. What it lacks is one column, whichever of its constraints is missed most.
    fn add(&mut self, constraints: &[Constraint]) {
        if let [Constraint::Sum { lines, low, high }] = constraints
            && let [line] = lines[..]
            && self.steps[line as usize] == 1
        {
            // A floor above the total lacks the difference whatever the line holds.
            self.lacking_anyway += i128::from((low - self.total).max(0));
            return self.alone[line as usize].push(((*low).min(self.total), *high));
        }
        let lacks = Other::Lacks(self.lacking);
        let known = self.rows.len();
        for constraint in constraints {
            match constraint {
                Constraint::Sum { lines, low, high } => {
                    let of = |sign: i64| lines.iter().map(|line| (*line, sign)).collect();
                    if *low > 0 {
                        self.row(of(1), vec![(lacks, 1)], i128::from(*low));
                    }
                    if *high < self.total {
                        self.row(of(-1), vec![(lacks, 1)], -i128::from(*high));
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
                        self.row(of(1), vec![(lacks, below)], i128::from(low));
                    }
                    if let Some(high) = high {
                        self.row(of(-1), vec![(lacks, below)], -i128::from(high));
                    }
                }
                Constraint::Cap { terms, most } => self.cap(terms, *most, lacks),
                Constraint::Step { .. } => {}
            }
        }
        self.lacking += usize::from(self.rows.len() > known);
    }

    fn row(&mut self, lines: Vec<(u32, i64)>, others: Vec<(Other, i64)>, least: i128) {
        self.rows.push(Draft { lines, others, least });
    }

    fn cap(&mut self, terms: &[Term<Vec<u32>>], most: i64, lacks: Other) {
        let (mut lines, mut others) = (BTreeMap::new(), vec![(lacks, 1)]);
        let mut least = -i128::from(most);
        for term in terms {
            let sign = match term.function {
                TermFunction::Identity => {
                    term.column.iter().for_each(|line| *lines.entry(*line).or_default() -= 1);
                    least -= i128::from(term.base);
                    continue;
                }
                // Nothing falls below zero, or rises above all.
                TermFunction::NegativePart if term.base == 0 => continue,
                TermFunction::PositivePart if term.base >= self.total => continue,
                TermFunction::NegativePart => 1,
                TermFunction::PositivePart => -1,
            };
            others.push((Other::Bends(self.bend(term, sign)), sign));
        }
        self.row(lines.into_iter().collect(), others, least);
    }

    /// The column of a term that bends, with the row that ties it to its lines.
    fn bend(&mut self, term: &Term<Vec<u32>>, sign: i64) -> usize {
        let next = self.bends.len();
        if let Some(known) = self.bends.get(term) {
            return *known;
        }
        self.bends.insert(term.clone(), next);
        let lines = term.column.iter().map(|line| (*line, sign)).collect();
        if sign > 0 {
            self.falls.push((next, term.base, self.rows.len()));
        }
        self.row(lines, vec![(Other::Bends(next), 1)], i128::from(term.base * sign));
        next
    }

    /// Lines that all rows count alike and that are multiples of the same step.
    fn bunches(&self) -> Vec<Bunch> {
        let mut seen: Vec<Vec<(usize, i64)>> = vec![Vec::new(); self.steps.len()];
        for (number, row) in self.rows.iter().enumerate() {
            row.lines.iter().for_each(|(line, by)| seen[*line as usize].push((number, *by)));
        }
        let mut bunches: Vec<Bunch> = Vec::new();
        let mut known: BTreeMap<(Vec<(usize, i64)>, i64), usize> = BTreeMap::new();
        for ((line, seen), step) in (0_u32..).zip(seen).zip(&self.steps) {
            let bunch = *known.entry((seen, *step)).or_insert(bunches.len());
            match bunches.get_mut(bunch) {
                Some(bunch) => bunch.lines.push(line),
                None => bunches.push(Bunch { lines: vec![line], step: *step }),
            }
        }
        bunches
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

    /// What the rules on single lines of a bunch lack, by what its lines hold in all.
    fn cost(&self, bunch: &Bunch) -> Cost {
        let mut costs = bunch.lines.iter().map(|line| alone_cost(&self.alone[*line as usize]));
        let mut joined = costs.next().unwrap_or_else(Cost::free);
        costs.for_each(|cost| joined.join(&cost));
        joined
    }

    fn finish(self, bunches: Vec<Bunch>, alone: &[Cost], sums: &[(Vec<u32>, i64)]) -> Elastic {
        let lacking = bunches.len()..bunches.len() + self.lacking;
        let mut bunch_of: Vec<Option<usize>> = vec![None; self.steps.len()];
        bunches
            .iter()
            .enumerate()
            .for_each(|(number, bunch)| bunch_of[bunch.lines[0] as usize] = Some(number));
        let column = |other: Other| match other {
            Other::Lacks(number) => lacking.start + number,
            Other::Bends(number) => lacking.end + number,
        };
        let mut rows: Vec<LinearConstraint> = Vec::with_capacity(self.rows.len() + 1);
        for draft in &self.rows {
            let lines = draft.lines.iter().filter_map(|(line, by)| Some((bunch_of[*line as usize]?, *by)));
            let others = draft.others.iter().map(|(other, by)| (column(*other), *by));
            rows.push(LinearConstraint {
                terms: lines.chain(others).collect(),
                least: draft.least,
                is_equation: false,
            });
        }
        let whole = (0..bunches.len()).map(|bunch| (bunch, 1)).collect();
        rows.push(LinearConstraint { terms: whole, least: i128::from(self.total), is_equation: true });
        let first = lacking.end + self.bends.len();
        for (column, (sum, _)) in (first..).zip(sums) {
            let lines = sum.iter().filter_map(|line| Some((bunch_of[*line as usize]?, 1)));
            rows.push(LinearConstraint {
                terms: lines.chain([(column, -1)]).collect(),
                least: 0,
                is_equation: true,
            });
        }
        let mut costs = vec![0; first + sums.len()];
        costs[lacking.clone()].fill(1);
        for (bunch, cost) in alone.iter().enumerate() {
            for (at, below, above) in cost.bends() {
                for (sign, price) in [(1, below), (-1, above)].into_iter().filter(|(_, price)| *price > 0) {
                    let terms = vec![(bunch, sign), (costs.len(), 1)];
                    rows.push(LinearConstraint { terms, least: i128::from(at * sign), is_equation: false });
                    costs.push(price);
                }
            }
        }
        let mut program = LinearProgram::new(&costs, &rows);
        let fall = |(number, base, row): &(usize, i64, usize)| {
            let below = lacking.end + number;
            program.tighten(below, 0, i128::from(*base));
            Fall { below, above: program.surplus(*row) }
        };
        let falls = self.falls.iter().map(fall).collect();
        let sums = (first..).zip(sums).map(|(column, (_, step))| (column, *step)).collect();
        let lacking_anyway = self.lacking_anyway + alone.iter().map(Cost::least).sum::<i128>();
        Elastic { program, bunches, alone: self.alone, lacking_anyway, lacking, falls, sums }
    }
}
