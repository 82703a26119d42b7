//! Rules with parts that no allocation keeps: the least of the parts come to more than there is, or the most to less.

use super::bases::Placement;
use super::compiled::{Bound, Check, Compiled, Subject};
use super::due::Due;
use super::kept_allocations::KeptSums;
use crate::budget::Selection;
use crate::money::Percent;

/// What the parts of one thing that a rule says ask for together.
#[derive(Default)]
struct PartTotals {
    least: i128,
    most: i128,
    /// Of shares of the total, in parts of a percentage.
    least_share: i128,
    /// How often each line is in a part.
    held: Vec<bool>,
    /// Parts that overlap, or bounds that follow amounts, say nothing together.
    is_open: bool,
}

/// The rules that nothing can keep in all their parts, by number, each once.
pub(super) fn rules_beyond_total(compiled: &Compiled) -> Vec<usize> {
    let total = i128::from(compiled.envelope.total().cents());
    let of_one = |check: &Check, other: &Check| (check.rule, check.conjunct) == (other.rule, other.conjunct);
    let mut rules: Vec<usize> = Vec::new();
    for checks in compiled.checks.chunk_by(of_one) {
        let mut totals =
            PartTotals { held: vec![false; compiled.envelope.line_count()], ..PartTotals::default() };
        checks.iter().for_each(|check| totals.add(compiled, check));
        let is_whole = totals.held.iter().all(|held| *held);
        let is_beyond = totals.least > total
            || (is_whole && totals.most < total)
            || (total > 0 && totals.least_share > 100 * Percent::PARTS);
        if is_beyond && !totals.is_open {
            rules.push(checks[0].rule);
        }
    }
    rules.dedup();
    rules
}

impl PartTotals {
    fn add(&mut self, compiled: &Compiled, check: &Check) {
        let bound = &check.bands[check.bands.len() - 1].0;
        let none = KeptSums::default();
        let bases = compiled.at_original(check.subject.scope(), &none);
        match (&check.subject, bound) {
            (Subject::Sum(selection), _) if bound.is_constant() => {
                let (low, high) = bound.interval(bases);
                self.count((low, high), &compiled.selections[*selection], compiled);
            }
            (Subject::EachLine(selection), _) if bound.is_constant() => {
                let mut lines = Vec::new();
                let (mut least, mut most) = (0_i128, 0_i128);
                compiled.selections[*selection].for_each(&compiled.envelope, |line| {
                    let (low, high) = bound.interval(bases.placed(Placement::Line(line)));
                    least += i128::from(low.max(0));
                    most += i128::from(high);
                    lines.push(line);
                });
                (self.least, self.most) = (self.least + least, self.most.saturating_add(most));
                self.hold(lines.into_iter());
            }
            (Subject::Part { part, whole }, Bound::Share(percent, Due::AtLeast))
                if compiled.selections[*whole] == Selection::All =>
            {
                self.least_share += percent.parts(100);
                self.most = i128::MAX;
                let lines: Vec<usize> = compiled.selections[*part].positions(&compiled.envelope).collect();
                self.hold(lines.into_iter());
            }
            _ => self.is_open = true,
        }
    }

    fn count(&mut self, (low, high): (i64, i64), selection: &Selection, compiled: &Compiled) {
        self.least += i128::from(low.max(0));
        self.most = self.most.saturating_add(high.into());
        let mut lines = Vec::new();
        selection.for_each(&compiled.envelope, |line| lines.push(line));
        self.hold(lines.into_iter());
    }

    fn hold(&mut self, lines: impl Iterator<Item = usize>) {
        for line in lines {
            self.is_open |= std::mem::replace(&mut self.held[line], true);
        }
    }
}
