//! What rules measure, as formulas over the sheet of a plan, with what they find now.

use std::collections::BTreeSet;

use riparto_core::money::{Percent, Rounding};
use riparto_core::plan::Plan;
use riparto_core::rules::{Base, Bounded, Due, counted_since};

use super::own_sheet::PlanColumns;
use super::selection_sheet::{SelectionColumn, SheetSelections};
use super::workbook_formats::decimal_text;

/// Sums of more ranges than these are taken with a column that says which lines are meant.
const RANGES: usize = 12;

/// More decimals of a percentage than these are lost in the numbers of a spreadsheet.
const DECIMALS: usize = 4;

/// What a rule measures of the new amounts, and its limits; all in cents, or a number of lines.
pub(super) struct RuleFigures {
    /// The formula of what is found.
    pub(super) found: String,
    /// What is found now.
    known: i64,
    limits: [Option<(String, i64)>; 2],
    /// The lines that it is about.
    pub(super) lines: Vec<usize>,
    /// Whether lines are counted, not cents.
    pub(super) counts: bool,
}

/// An amount that a formula reckons, and what it is now.
struct FormulaTerm {
    formula: String,
    known: i64,
}

/// Writes formulas about a plan.
pub(super) struct RuleFormulas<'a> {
    plan: &'a Plan,
    columns: &'a PlanColumns,
    selections: SheetSelections,
}

impl RuleFigures {
    /// What is found now, as a number of a cell.
    pub(super) fn known(&self) -> String {
        self.shown(self.known)
    }

    /// An amount, or a number of lines.
    pub(super) fn shown(&self, number: i64) -> String {
        if self.counts { number.to_string() } else { decimal_text(number) }
    }

    /// The least and the most: the formula, and what it is now.
    pub(super) fn limits(&self) -> [Option<(&str, String)>; 2] {
        self.limits
            .each_ref()
            .map(|limit| limit.as_ref().map(|(formula, known)| (formula.as_str(), self.shown(*known))))
    }

    /// By how much what is found now is beyond a limit.
    pub(super) fn beyond(&self) -> i64 {
        let [least, most] = self.limits.each_ref().map(|limit| limit.as_ref().map(|(_, known)| *known));
        least.map_or(0, |least| least - self.known).max(most.map_or(0, |most| self.known - most)).max(0)
    }
}

impl<'a> RuleFormulas<'a> {
    pub(super) fn new(plan: &'a Plan, columns: &'a PlanColumns) -> RuleFormulas<'a> {
        RuleFormulas { plan, columns, selections: SheetSelections::default() }
    }

    /// The columns that the formulas need beside those of the plan.
    pub(super) fn selections(self) -> SheetSelections {
        self.selections
    }

    /// What a rule asks; none where no formula says it.
    pub(super) fn figures(&mut self, bounded: &Bounded) -> Option<RuleFigures> {
        let all = || (0..self.plan.envelope().line_count()).collect::<Vec<usize>>();
        let lines = |selection: usize| -> Vec<usize> {
            self.plan.rulebook().selection(selection).positions(self.plan.envelope()).collect()
        };
        match bounded {
            Bounded::Line { line, low, high, .. } => self.between(vec![*line], *low, *high),
            Bounded::Sum { selection, low, high, .. } => self.between(lines(*selection), *low, *high),
            Bounded::Movement { base, cap, .. } => self.increases(all(), *base, *cap),
            Bounded::MovementWithin { selection, base, cap, .. } => {
                self.increases(lines(*selection), *base, *cap)
            }
            Bounded::MovementBy { parts, base, cap, .. } => {
                let parts: Vec<Vec<usize>> = parts.iter().map(|part| lines(*part)).collect();
                let found = self.gained(&parts, *base)?;
                Some(self.at_most(found, *cap, parts.concat()))
            }
            Bounded::MovementInside { selection, parts, base, cap, .. } => {
                let about = lines(*selection);
                let parts: Option<Vec<Vec<usize>>> =
                    parts.as_ref().map(|parts| parts.iter().map(|part| lines(*part)).collect());
                let inside = |base| self.inside(&about, parts.as_deref(), base);
                let found = counted_since(*base).into_iter().map(inside).collect::<Option<Vec<_>>>()?;
                Some(self.at_most(greatest(found), *cap, about.clone()))
            }
            Bounded::Flow { from, to, since, cap, .. } => {
                let (from, to) = (lines(*from), lines(*to));
                let found = self.flow(&from, &to, *since)?;
                Some(self.at_most(found, *cap, from))
            }
            Bounded::Share { part, whole, percent, due, .. } => {
                let (part, whole) = (lines(*part), lines(*whole));
                self.share(part, &whole, (*percent, *due))
            }
            Bounded::Step { selection, cents, .. } => {
                let lines = lines(*selection);
                self.step(lines, *cents)
            }
        }
    }

    fn between(&mut self, lines: Vec<usize>, low: i64, high: i64) -> Option<RuleFigures> {
        let found = self.sum(&lines)?;
        let limit = |cents: i64| (decimal_text(cents), cents);
        let limits = [(low > 0).then(|| limit(low)), (high < i64::MAX).then(|| limit(high))];
        Some(RuleFigures { found: found.formula, known: found.known, limits, lines, counts: false })
    }

    fn at_most(&self, found: FormulaTerm, cap: i64, lines: Vec<usize>) -> RuleFigures {
        let limit = (decimal_text(cap), cap);
        RuleFigures {
            found: found.formula,
            known: found.known,
            limits: [None, Some(limit)],
            lines,
            counts: false,
        }
    }

    fn increases(&mut self, lines: Vec<usize>, base: Base, cap: i64) -> Option<RuleFigures> {
        let found = self.rises(&lines, base, ChangeSign::Up)?;
        Some(self.at_most(found, cap, lines))
    }

    /// What lines hold.
    fn held(&self, line: usize) -> i64 {
        self.plan.approved().amounts()[line].cents()
    }

    /// What lines are to hold together.
    fn sum(&mut self, lines: &[usize]) -> Option<FormulaTerm> {
        let known = lines.iter().map(|line| self.held(*line)).sum();
        let formula = self.sum_of(&self.columns.ranges(lines), lines, None)?;
        Some(FormulaTerm { formula, known })
    }

    /// The sum of the new amounts of some lines, or of those of a base.
    fn sum_of(&mut self, ranges: &[[u32; 2]], lines: &[usize], base: Option<Base>) -> Option<String> {
        if lines.is_empty() {
            return Some("0".to_owned());
        }
        let all = |this: &mut Self| match base {
            Some(base) => this.base_cells(base),
            None => Some(this.columns.on_sheet(this.columns.proposed(), this.columns.whole())),
        };
        let direct = match base {
            None => Some(self.columns.proposed()),
            Some(base) => self.column(base),
        };
        if let Some(column) = direct.filter(|_| ranges.len() <= RANGES) {
            let cells: Vec<String> =
                ranges.iter().map(|range| self.columns.on_sheet(column, *range)).collect();
            return Some(format!("SUM({})", cells.join(",")));
        }
        let cells = all(self)?;
        let mask = self.mask(lines)?;
        Some(format!("SUMPRODUCT({mask}*{cells})"))
    }

    fn mask(&mut self, lines: &[usize]) -> Option<String> {
        self.selections.cells(SelectionColumn::Lines(lines.to_vec()), self.columns)
    }

    /// The column of a base on the sheet of the plan, if that has one.
    fn column(&self, base: Base) -> Option<u16> {
        match base {
            Base::Original => Some(self.columns.original),
            Base::Approved => Some(self.columns.approved()),
            _ => None,
        }
    }

    /// The cells of a base for all lines.
    fn base_cells(&mut self, base: Base) -> Option<String> {
        match self.column(base) {
            Some(column) => Some(self.columns.on_sheet(column, self.columns.whole())),
            None => self.selections.cells(SelectionColumn::Base(base), self.columns),
        }
    }

    /// What lines gained, or lost, since a base, each by itself.
    fn rises(&mut self, lines: &[usize], base: Base, way: ChangeSign) -> Option<FormulaTerm> {
        let before = self.plan.allocation_at(base).amounts();
        let change = |line: &usize| way.sign() * (self.held(*line) - before[*line].cents());
        let known = lines.iter().map(|line| change(line).max(0)).sum();
        if lines.is_empty() {
            return Some(FormulaTerm { formula: "0".to_owned(), known });
        }
        let rise = |new: &str, old: &str| match way {
            ChangeSign::Up => format!("({new}>{old})*({new}-{old})"),
            ChangeSign::Down => format!("({old}>{new})*({old}-{new})"),
        };
        let ranges = self.columns.ranges(lines);
        if let Some(column) = self.column(base).filter(|_| ranges.len() <= RANGES) {
            let of = |range: &[u32; 2]| {
                let [new, old] =
                    [self.columns.proposed(), column].map(|column| self.columns.on_sheet(column, *range));
                format!("SUMPRODUCT({})", rise(&new, &old))
            };
            return Some(FormulaTerm { formula: ranges.iter().map(of).collect::<Vec<_>>().join("+"), known });
        }
        let mask = self.mask(lines)?;
        let old = self.base_cells(base)?;
        let new = self.columns.on_sheet(self.columns.proposed(), self.columns.whole());
        Some(FormulaTerm { formula: format!("SUMPRODUCT({mask}*{})", rise(&new, &old)), known })
    }

    /// What parts gained since a base, each as a whole.
    fn gained(&mut self, parts: &[Vec<usize>], base: Base) -> Option<FormulaTerm> {
        self.exchanged(parts, base, ChangeSign::Up)
    }

    fn exchanged(&mut self, parts: &[Vec<usize>], base: Base, way: ChangeSign) -> Option<FormulaTerm> {
        let before = self.plan.allocation_at(base).amounts();
        let change = |part: &Vec<usize>| {
            let change: i64 = part.iter().map(|line| self.held(*line) - before[*line].cents()).sum();
            (way.sign() * change).max(0)
        };
        let known = parts.iter().map(change).sum();
        if parts.is_empty() {
            return Some(FormulaTerm { formula: "0".to_owned(), known });
        }
        let old = self.base_cells(base)?;
        let numbers = self.selections.cells(SelectionColumn::Parts(parts.to_vec()), self.columns)?;
        let new = self.columns.on_sheet(self.columns.proposed(), self.columns.whole());
        let sums = |cells: &str| format!("SUMIF({numbers},ROW($1:${}),{cells})", parts.len());
        let (new, old) = (sums(&new), sums(&old));
        let (more, less) = match way {
            ChangeSign::Up => (new, old),
            ChangeSign::Down => (old, new),
        };
        // Sums of the same amounts in another order differ in the last of their digits.
        let change = format!("ROUND({more}-{less},2)");
        Some(FormulaTerm { formula: format!("SUMPRODUCT(({change}>0)*{change})"), known })
    }

    /// What moves between lines, or parts, since a base: what is gained or lost, whichever is less.
    fn inside(&mut self, lines: &[usize], parts: Option<&[Vec<usize>]>, base: Base) -> Option<FormulaTerm> {
        let terms = match parts {
            None => [ChangeSign::Up, ChangeSign::Down].map(|way| self.rises(lines, base, way)),
            Some(parts) => [ChangeSign::Up, ChangeSign::Down].map(|way| self.exchanged(parts, base, way)),
        };
        let [gained, lost] = terms;
        let (gained, lost) = (gained?, lost?);
        Some(FormulaTerm {
            formula: format!("MIN({},{})", gained.formula, lost.formula),
            known: gained.known.min(lost.known),
        })
    }

    /// The least that must have gone from some lines to others since a base.
    fn flow(&mut self, from: &[usize], to: &[usize], since: Base) -> Option<FormulaTerm> {
        let all: Vec<usize> = (0..self.plan.envelope().line_count()).collect();
        let taking: BTreeSet<usize> = to.iter().copied().collect();
        let both: Vec<usize> = from.iter().filter(|line| taking.contains(line)).copied().collect();
        let mut moved = |lines: &[usize], way| self.rises(lines, since, way);
        let (given, received) = (moved(from, ChangeSign::Down)?, moved(to, ChangeSign::Up)?);
        let (given_within, received_within) =
            (moved(&both, ChangeSign::Down)?, moved(&both, ChangeSign::Up)?);
        let (all_given, all_received) = (moved(&all, ChangeSign::Down)?, moved(&all, ChangeSign::Up)?);
        let known = given.known + received.known
            - all_given.known.max(all_received.known)
            - given_within.known.min(received_within.known);
        let within = match both.is_empty() {
            true => String::new(),
            false => format!("-MIN({},{})", given_within.formula, received_within.formula),
        };
        let formula = format!(
            "MAX(0,{}+{}-MAX({},{}){within})",
            given.formula, received.formula, all_given.formula, all_received.formula
        );
        Some(FormulaTerm { formula, known: known.max(0) })
    }

    /// A part of a whole.
    fn share(
        &mut self,
        part: Vec<usize>,
        whole: &[usize],
        (percent, due): (Percent, Due),
    ) -> Option<RuleFigures> {
        let text = percent.to_string();
        if text.split_once('.').is_some_and(|(_, decimals)| decimals.len() > DECIMALS) {
            return None;
        }
        let (found, of) = (self.sum(&part)?, self.sum(whole)?);
        let cents = |rounding| i64::try_from(percent.share(of.known, rounding)).ok();
        let exact = format!("ROUND({text}*{},6)/100", of.formula);
        let round = |function: &str| format!("{function}({exact},2)");
        let (down, up) = (round("ROUNDDOWN"), round("ROUNDUP"));
        let limits = match due {
            Due::AtMost => [None, Some((down, cents(Rounding::Down)?))],
            Due::AtLeast => [Some((up, cents(Rounding::Up)?)), None],
            Due::Below => [None, Some((format!("{up}-0.01"), cents(Rounding::Up)? - 1))],
            Due::Above => [Some((format!("{down}+0.01"), cents(Rounding::Down)? + 1)), None],
            Due::Equals(rounding) => {
                let formula = match rounding {
                    Rounding::Down => down,
                    Rounding::Up => up,
                    Rounding::HalfUp => round("ROUND"),
                    _ => return None,
                };
                let limit = (formula, cents(rounding)?);
                [Some(limit.clone()), Some(limit)]
            }
        };
        Some(RuleFigures { found: found.formula, known: found.known, limits, lines: part, counts: false })
    }

    /// How many lines are no whole multiples.
    fn step(&mut self, lines: Vec<usize>, step: i64) -> Option<RuleFigures> {
        let known = lines.iter().filter(|line| self.held(**line) % step != 0).count();
        let cents = |cells: &str| format!("ROUND({cells}*100,0)");
        let missed = |cells: &str| {
            let cents = cents(cells);
            format!("({cents}<>{step}*INT({cents}/{step}))")
        };
        let ranges = self.columns.ranges(&lines);
        let formula = match ranges.len() <= RANGES {
            true => {
                let of = |range: &[u32; 2]| {
                    let cells = self.columns.on_sheet(self.columns.proposed(), *range);
                    format!("SUMPRODUCT(1*{})", missed(&cells))
                };
                ranges.iter().map(of).collect::<Vec<_>>().join("+")
            }
            false => {
                let mask = self.mask(&lines)?;
                let cells = self.columns.on_sheet(self.columns.proposed(), self.columns.whole());
                format!("SUMPRODUCT({mask}*{})", missed(&cells))
            }
        };
        let formula = if formula.is_empty() { "0".to_owned() } else { formula };
        let limits = [None, Some(("0".to_owned(), 0))];
        Some(RuleFigures { found: formula, known: i64::try_from(known).ok()?, limits, lines, counts: true })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ChangeSign {
    Up,
    Down,
}

impl ChangeSign {
    fn sign(self) -> i64 {
        match self {
            ChangeSign::Up => 1,
            ChangeSign::Down => -1,
        }
    }
}

/// The greatest of some terms.
fn greatest(terms: Vec<FormulaTerm>) -> FormulaTerm {
    let known = terms.iter().map(|term| term.known).max().unwrap_or_default();
    let formulas: Vec<String> = terms.into_iter().map(|term| term.formula).collect();
    match formulas.as_slice() {
        [one] => FormulaTerm { formula: one.clone(), known },
        _ => FormulaTerm { formula: format!("MAX({})", formulas.join(",")), known },
    }
}
