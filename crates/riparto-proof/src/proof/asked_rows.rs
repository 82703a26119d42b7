//! `RuleRows`: what the rules of a plan ask, as rows of whole numbers; the same that docs/PROOFS.md defines.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::budget::{Selection, position_number};
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Base, Bounded, Each, Part, fraction, share_sides};
use riparto_solve::search::capped_lcm;

/// What the rules of a plan ask of an allocation.
pub(super) struct RuleRows {
    pub(super) total: i64,
    /// What each line may hold by the rows on it alone.
    pub(super) bounds: LineDomains,
    pub(super) rows: Vec<ProofRow>,
    /// Rules that ask what no row says, by position.
    pub(super) uncovered: BTreeSet<usize>,
}

/// What lines may hold: whole multiples of a step in an interval.
#[derive(Clone)]
pub(super) struct LineDomains {
    pub(super) low: Vec<i64>,
    pub(super) high: Vec<i64>,
    pub(super) steps: Vec<i64>,
}

/// A row: what one rule asks of one part.
pub(super) struct ProofRow {
    pub(super) rule: usize,
    /// The line that the part is named by, where the rule holds for each.
    pub(super) named_by: Option<u32>,
    pub(super) terms: RowTerms,
    /// The least and the most that the terms may sum to.
    pub(super) low: Option<i64>,
    pub(super) high: Option<i64>,
}

/// What a row sums.
pub(super) enum RowTerms {
    /// What a line holds.
    Line(u32),
    /// What some lines hold.
    Lines(Vec<u32>),
    /// `below × part − above × whole`.
    Share { part: Vec<u32>, whole: Vec<u32>, below: i64, above: i64 },
    /// By how much lines rise above what they held.
    Increases { lines: Vec<u32>, held: Vec<i64> },
}

/// Which rules count, and whether what one line may hold is fixed.
#[derive(Clone, Copy)]
pub(super) struct RowSelection<'a> {
    pub(super) up_to: Authorization,
    /// All rules, if none are named.
    pub(super) only: Option<&'a BTreeSet<usize>>,
    /// Whether rows on one line may be missed as well: then they do not narrow what it may hold.
    pub(super) may_miss: bool,
}

impl RuleRows {
    pub(super) fn of(plan: &Plan, asked: RowSelection<'_>) -> Result<RuleRows> {
        let lines = plan.envelope().line_count();
        let total = plan.envelope().total().cents();
        let bounds = LineDomains { low: vec![0; lines], high: vec![total; lines], steps: vec![1; lines] };
        let mut all = RuleRows { total, bounds, rows: Vec::new(), uncovered: BTreeSet::new() };
        for bounded in plan.bounds(asked.up_to)? {
            if asked.only.is_none_or(|only| only.contains(&bounded.rule())) {
                all.add(plan, &bounded, asked.may_miss);
            }
        }
        Ok(all)
    }

    fn add(&mut self, plan: &Plan, bounded: &Bounded, may_miss: bool) {
        let (rule, total) = (bounded.rule(), self.total);
        let (terms, low, high, names) = match bounded {
            Bounded::Line { line, low, high, .. } => {
                let terms = RowTerms::Line(position_number(*line));
                (terms, Some((*low).max(0)), Some((*high).min(total)), None)
            }
            Bounded::Sum { selection, low, high, .. } => {
                let terms = RowTerms::of_lines(positions(plan, *selection));
                (terms, Some((*low).max(0)), Some((*high).min(total)), Some(*selection))
            }
            Bounded::Share { part, whole, percent, due, .. } => {
                let (below, above) = fraction(*percent);
                let (low, high) = share_sides(*due, below);
                let (selection, part) = (*part, positions(plan, *part));
                (
                    RowTerms::Share { part, whole: positions(plan, *whole), below, above },
                    low,
                    high,
                    Some(selection),
                )
            }
            Bounded::Movement { base, cap, .. } => {
                let lines: Vec<u32> = (0..).take(plan.envelope().line_count()).collect();
                (RowTerms::increases(plan, lines, *base), None, Some(*cap), None)
            }
            Bounded::MovementWithin { selection, base, cap, .. } => {
                let lines = positions(plan, *selection);
                (RowTerms::increases(plan, lines, *base), None, Some(*cap), Some(*selection))
            }
            Bounded::Step { selection, cents, .. } => {
                for line in positions(plan, *selection) {
                    let step = &mut self.bounds.steps[line as usize];
                    *step = capped_lcm(*step, *cents, total + 1);
                }
                return;
            }
            Bounded::MovementBy { .. } | Bounded::MovementInside { .. } | Bounded::Flow { .. } => {
                self.uncovered.insert(rule);
                return;
            }
        };
        let named_by = naming_line(plan, rule, names, &terms);
        if let (RowTerms::Line(line), false) = (&terms, may_miss) {
            self.bounds.tighten(*line as usize, [low, high]);
        }
        self.rows.push(ProofRow { rule, named_by, terms, low, high });
    }

    /// The name of a row: rule, part, and which of their rows.
    pub(super) fn name<'p>(&self, plan: &'p Plan, number: usize) -> (&'p str, Option<&'p str>, usize) {
        let row = &self.rows[number];
        let is_like = |other: &&ProofRow| (other.rule, other.named_by) == (row.rule, row.named_by);
        let before = self.rows[..number].iter().rev().take_while(|other| other.rule == row.rule);
        (plan.rulebook().rules()[row.rule].id(), row.part(plan), before.filter(is_like).count())
    }

    /// The rows of some rules by name.
    pub(super) fn named<'p>(
        &self,
        plan: &'p Plan,
        rules: &BTreeSet<&str>,
    ) -> BTreeMap<(&'p str, Option<&'p str>, usize), usize> {
        let mut named = BTreeMap::new();
        for (number, row) in self.rows.iter().enumerate() {
            let id = plan.rulebook().rules()[row.rule].id();
            if !rules.contains(id) {
                continue;
            }
            let part = row.part(plan);
            let mut place = 0;
            while named.contains_key(&(id, part, place)) {
                place += 1;
            }
            named.insert((id, part, place), number);
        }
        named
    }
}

/// The line that the part of a rule for each is named by.
fn naming_line(plan: &Plan, rule: usize, selection: Option<usize>, terms: &RowTerms) -> Option<u32> {
    let each = plan.rulebook().rules()[rule].each()?;
    match (each, terms, selection) {
        (Each::Line, RowTerms::Line(line), _) => Some(*line),
        (_, _, Some(selection)) => {
            let selection = plan.rulebook().selection(selection);
            plan.rulebook().naming_line(rule, selection).map(position_number)
        }
        _ => None,
    }
}

fn positions(plan: &Plan, selection: usize) -> Vec<u32> {
    let selection: &Selection = plan.rulebook().selection(selection);
    selection.positions(plan.envelope()).map(position_number).collect()
}

impl LineDomains {
    /// Tightens what a line may hold.
    pub(super) fn tighten(&mut self, line: usize, [low, high]: [Option<i64>; 2]) {
        if let Some(low) = low {
            self.low[line] = self.low[line].max(low);
        }
        if let Some(high) = high {
            self.high[line] = self.high[line].min(high);
        }
    }

    /// The least and the greatest multiple of the step that a line may hold; none if there is none.
    pub(super) fn ends(&self, line: usize) -> Option<(i64, i64)> {
        let (step, low, high) = (self.steps[line], self.low[line], self.high[line]);
        let (least, most) = match step {
            1 => (low, high),
            step => (low + (-low).rem_euclid(step), high - high.rem_euclid(step)),
        };
        (least <= most).then_some((least, most))
    }

    /// Whether a line may hold an amount.
    pub(super) fn allow(&self, line: usize, amount: i64) -> bool {
        (self.low[line]..=self.high[line]).contains(&amount) && amount % self.steps[line] == 0
    }
}

impl RowTerms {
    fn of_lines(lines: Vec<u32>) -> RowTerms {
        match lines[..] {
            [line] => RowTerms::Line(line),
            _ => RowTerms::Lines(lines),
        }
    }

    fn increases(plan: &Plan, lines: Vec<u32>, base: Base) -> RowTerms {
        let held = plan.allocation_at(base).amounts();
        let held = lines.iter().map(|line| held[*line as usize].cents()).collect();
        RowTerms::Increases { lines, held }
    }

    /// What a cent that a rule is missed by is in the terms.
    pub(super) fn unit(&self) -> i64 {
        match self {
            RowTerms::Share { below, .. } => *below,
            RowTerms::Line(_) | RowTerms::Lines(_) | RowTerms::Increases { .. } => 1,
        }
    }
}

impl ProofRow {
    fn part<'p>(&self, plan: &'p Plan) -> Option<&'p str> {
        let line = plan.envelope().line(self.named_by? as usize);
        match Part::of(&plan.rulebook().rules()[self.rule], line)? {
            Part::Line { line } => Some(line),
            Part::Label { value, .. } => Some(value),
            Part::Through { through, .. } => Some(through),
        }
    }

    /// What the terms sum to.
    pub(super) fn sum(&self, amounts: &[i64]) -> i128 {
        let sum = |lines: &[u32]| lines.iter().map(|line| i128::from(amounts[*line as usize])).sum::<i128>();
        match &self.terms {
            RowTerms::Line(line) => amounts[*line as usize].into(),
            RowTerms::Lines(lines) => sum(lines),
            RowTerms::Share { part, whole, below, above } => {
                i128::from(*below) * sum(part) - i128::from(*above) * sum(whole)
            }
            RowTerms::Increases { lines, held } => {
                let increase = |(line, held): (&u32, &i64)| i128::from(amounts[*line as usize] - held).max(0);
                lines.iter().zip(held).map(increase).sum()
            }
        }
    }

    /// By how many cents amounts miss the row.
    pub(super) fn missed(&self, amounts: &[i64]) -> i128 {
        let (sum, unit) = (self.sum(amounts), i128::from(self.terms.unit()));
        let cents = |beyond: i128| -(-beyond).div_euclid(unit);
        let below = self.low.map_or(0, |low| cents(i128::from(low) - sum));
        let above = self.high.map_or(0, |high| cents(sum - i128::from(high)));
        below.max(above).max(0)
    }
}

impl RuleRows {
    /// By how many cents amounts miss each rule, where they miss any.
    pub(super) fn missed(&self, amounts: &[i64]) -> BTreeMap<usize, i128> {
        let mut missed = BTreeMap::new();
        for row in &self.rows {
            let cents = row.missed(amounts);
            if cents > 0 {
                *missed.entry(row.rule).or_default() += cents;
            }
        }
        missed
    }
}
