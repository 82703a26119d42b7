//! Measuring allocations and proposals against compiled rules.
//!
//! A whole allocation is summed once for each label key and list of lines. A proposal against an approved
//! allocation reads only what its transfers touch: the lines, the selections they are in, the checks of those.

use std::collections::{BTreeMap, BTreeSet};

use super::authorization::Authorization;
use super::base::Base;
use super::bases::{Bases, Placement};
use super::compiled::{Bound, Subject};
use super::finding::{Before, Breach, BreachKey, Concerned, Finding};
use super::finding_collector::{FindingCollector, MeasuredCheck};
use super::findings::Findings;
use super::gathered::{Gathered, Unlisted};
use super::kept_allocations::{KeptAllocations, KeptSums};
use super::rulebook::Rulebook;
use super::summed_allocation::SummedAllocation;
use super::view::{Advanced, AllocationView, Evaluation, Moves, Overlay, View};
use crate::budget::Allocation;
use crate::capacity::MAX_FINDINGS;
use crate::error::{Cause, Result};

impl Rulebook {
    /// Everything in an allocation that breaks a rule, taking the original allocation as the approved one.
    ///
    /// What rules of flow bound is known for proposals only; here it is the least that must have flowed since the
    /// approved allocation, whatever the transfers were.
    ///
    /// # Errors
    /// The allocation is of other lines (`envelope_differs`).
    pub fn check(&self, allocation: &Allocation) -> Result<Findings> {
        self.check_against(allocation, &self.compiled().original, &KeptSums::default())
    }

    /// Everything in an allocation that breaks a rule.
    pub(crate) fn check_against(
        &self,
        allocation: &Allocation,
        approved: &SummedAllocation,
        kept: &KeptSums,
    ) -> Result<Findings> {
        if allocation.envelope() != self.envelope() {
            return Err(Cause::EnvelopeDiffers {}.into());
        }
        let summed = self.summed(allocation);
        Ok(Findings::new(self.check_summed(&summed, approved, kept)))
    }

    /// An approved allocation, summed and checked once.
    pub(crate) fn evaluation(&self, approved: &Allocation, kept: &KeptAllocations) -> Evaluation {
        let summed = self.summed(approved);
        let kept = KeptSums::new(kept, &self.compiled().selections);
        let gathered = self.check_summed(&summed, &summed, &kept);
        let whole = AllocationView { rulebook: self, summed: &summed, approved: &summed, kept: &kept };
        let mut movements = BTreeMap::new();
        for (number, check) in self.compiled().checks.iter().enumerate() {
            match check.subject {
                Subject::Movement { scope, base, .. } if base != Base::Approved => {
                    movements.insert(number, whole.movement(number, scope, base));
                }
                _ => {}
            }
        }
        let original = match approved == self.original() {
            true => gathered.befores(),
            false => self.broken_originally(),
        };
        Evaluation { summed, kept, gathered, movements, original }
    }

    /// What the original allocation breaks, under the total that it has.
    fn broken_originally(&self) -> Option<BTreeMap<BreachKey, Before>> {
        let original = &self.compiled().original;
        let then = original.allocation();
        let anew = then.total() != self.envelope().total() && self.compiled().follows_total();
        // The same rules on the same lines: the checks have the same numbers.
        let rulebook = match anew {
            true => {
                self.recompiled(then.envelope(), self.rules().to_vec(), then).unwrap_or_else(|_| self.clone())
            }
            false => self.clone(),
        };
        let original = &rulebook.compiled().original;
        rulebook.check_summed(original, original, &KeptSums::default()).befores()
    }

    fn check_summed(
        &self,
        summed: &SummedAllocation,
        approved: &SummedAllocation,
        kept: &KeptSums,
    ) -> Gathered {
        let whole = AllocationView { rulebook: self, summed, approved, kept };
        let bases = self.bases(approved, kept, Placement::Selection(0));
        let mut gathered = Gathered::default();
        for (check, bound) in self.compiled().constant_bounds.iter().enumerate() {
            if !bound.is_kept(summed) {
                self.evaluate(check, &whole, bases, &mut gathered);
            }
        }
        gathered
    }

    /// What the allocation after some moves breaks, with what the same rules were broken by before. Reads only what
    /// the moves touch. Rules of a step are judged on the transfers, not on lines that nobody touched.
    pub(crate) fn assess(&self, evaluation: &Evaluation, moves: &Moves) -> Findings {
        let overlay = Overlay::new(self, evaluation, moves);
        let touched = overlay.touched_checks();
        let is_step = |check: usize| matches!(self.compiled().checks[check].subject, Subject::Step(_));
        let is_untouched = |BreachKey { check, detail, .. }: BreachKey| {
            let by_line = matches!(self.compiled().checks[check].subject, Subject::EachLine(_));
            !is_step(check) && (!touched.contains(&check) || (by_line && overlay.change(detail) == 0))
        };
        let mut gathered = Gathered::default();
        for check in touched.iter().filter(|check| !is_step(**check)) {
            self.evaluate(*check, &overlay, evaluation.bases(self, Placement::Selection(0)), &mut gathered);
        }
        for fresh in &mut gathered.placed {
            let before = self.broken_before(evaluation, fresh.place);
            let before = before.or_else(|| self.broken_before(evaluation, fresh.place.opposite()));
            fresh.finding.before = before;
            fresh.finding.stands = before.is_some_and(|before| {
                !fresh.finding.is_worse() && evaluation.was_brought(fresh.place, before)
            });
        }
        for stood in evaluation.gathered.placed.iter().filter(|placed| is_untouched(placed.place)) {
            if !gathered.has_room() {
                gathered.leave_out(stood.place.check, Unlisted { count: 1, needs: stood.finding.needs() });
                continue;
            }
            let before = stood.finding.as_before();
            let stands = evaluation.was_brought(stood.place, before);
            gathered.keep(stood.place, Finding { before: Some(before), stands, ..stood.finding.clone() });
        }
        let mut moved = Vec::new();
        if !evaluation.gathered.unlisted.is_empty() {
            moved.resize(self.envelope().line_count(), false);
            moves.net.iter().for_each(|(line, _)| moved[*line] = true);
        }
        for (check, unlisted) in &evaluation.gathered.unlisted {
            if is_step(*check) {
                continue;
            }
            match (touched.contains(check), &self.compiled().checks[*check].subject) {
                (false, _) => gathered.leave_out(*check, *unlisted),
                (true, Subject::EachLine(scope)) => {
                    let is_kept = |line: &usize| !moved.get(*line).is_some_and(|moved| *moved);
                    let lines = self.compiled().selections[*scope].positions(self.envelope());
                    self.still_unlisted(evaluation, *check, lines.filter(is_kept), &mut gathered);
                }
                (true, _) => {}
            }
        }
        let after = |line: usize| (line, overlay.amount(line));
        let ends: Vec<_> =
            moves.transfers.iter().map(|(from, to, cents)| ([after(*from), after(*to)], *cents)).collect();
        for check in touched.iter().filter(|check| is_step(**check)) {
            self.evaluate_transfers(*check, &ends, &mut gathered);
        }
        self.count_changes(moves, &mut gathered);
        Findings::new(gathered)
    }

    /// What a check of the approved allocation found at a place, if anything.
    pub(super) fn broken_before(&self, evaluation: &Evaluation, place: BreachKey) -> Option<Before> {
        if let Some(known) = evaluation.gathered.find(place) {
            return Some(known.as_before());
        }
        // Not kept, or nothing was found: it is measured again.
        evaluation.gathered.unlisted.get(&place.check)?;
        let view = Advanced { evaluation, lines: vec![place.detail], rulebook: self };
        let mut gathered = Gathered::default();
        self.evaluate(place.check, &view, evaluation.bases(self, Placement::Selection(0)), &mut gathered);
        let mut found = gathered.placed.iter().filter(|placed| placed.place == place);
        found.next().map(|placed| placed.finding.as_before())
    }

    /// Counts what a check of the approved allocation found on some lines and did not keep.
    fn still_unlisted(
        &self,
        evaluation: &Evaluation,
        check: usize,
        lines: impl Iterator<Item = usize>,
        gathered: &mut Gathered,
    ) {
        let is_beyond = |line: &usize| {
            let place = BreachKey { check, detail: *line, above: false };
            evaluation.gathered.is_beyond(place)
        };
        let lines = lines.filter(is_beyond).collect();
        let view = Advanced { evaluation, lines, rulebook: self };
        let mut counted = Gathered::counting();
        self.evaluate(check, &view, evaluation.bases(self, Placement::Selection(0)), &mut counted);
        counted.unlisted.into_iter().for_each(|(check, unlisted)| gathered.leave_out(check, unlisted));
    }

    /// The checks that look at what some moves change.
    pub(crate) fn touched(&self, evaluation: &Evaluation, moves: &Moves) -> BTreeSet<usize> {
        Overlay::new(self, evaluation, moves).touched_checks()
    }

    /// Carries out moves that leave no line below zero: the new evaluation, reading only what they touch.
    pub(crate) fn advance(&self, evaluation: &mut Evaluation, moves: &Moves) {
        let overlay = Overlay::new(self, evaluation, moves);
        let touched = overlay.touched_checks();
        let movements: Vec<(usize, i64)> = evaluation
            .movements
            .keys()
            .filter(|check| touched.contains(check))
            .map(|check| {
                let subject = &self.compiled().checks[*check].subject;
                let base = subject.since().unwrap_or_default();
                (*check, overlay.movement(*check, subject.scope(), base))
            })
            .collect();
        let sums: Vec<(usize, i64)> =
            overlay.sums.iter().map(|(selection, cents)| (*selection, *cents)).collect();
        let anew: Vec<usize> = touched.into_iter().collect();
        evaluation.summed.change(&moves.net, &sums);
        evaluation.movements.extend(movements);
        if !evaluation.gathered.unlisted.is_empty() {
            evaluation.gathered = self.check_summed(&evaluation.summed, &evaluation.summed, &evaluation.kept);
            return;
        }
        // What was broken by lines that moved is looked at again; the approved allocation is now the new one.
        let changed = |line: usize| moves.net.binary_search_by_key(&line, |(line, _)| *line).is_ok();
        let by_line = |check: usize| {
            let check = &self.compiled().checks[check];
            matches!(check.subject, Subject::EachLine(_) | Subject::Step(_)) && !check.bounds_all_lines_anew()
        };
        let placed = &mut evaluation.gathered.placed;
        placed.retain(|placed| {
            let BreachKey { check, detail, .. } = placed.place;
            anew.binary_search(&check).is_err() || (by_line(check) && !changed(detail))
        });
        let mut fresh = Gathered::default();
        let after = |lines| Advanced { evaluation, lines, rulebook: self };
        let moved = after(moves.net.iter().map(|(line, _)| *line).collect());
        let bases = evaluation.bases(self, Placement::Selection(0));
        for check in anew {
            match self.compiled().checks[check].bounds_all_lines_anew() {
                true => {
                    let all = after((0..self.envelope().line_count()).collect());
                    self.evaluate(check, &all, bases, &mut fresh);
                }
                false => self.evaluate(check, &moved, bases, &mut fresh),
            }
        }
        if fresh.placed.len() + evaluation.gathered.placed.len() > MAX_FINDINGS {
            evaluation.gathered = self.check_summed(&evaluation.summed, &evaluation.summed, &evaluation.kept);
            return;
        }
        let placed = &mut evaluation.gathered.placed;
        placed.extend(fresh.placed);
        placed.sort_by_key(|placed| placed.place);
    }

    /// What is needed by the findings of an approved allocation that a transfer between two lines leaves as they are. Rules of a
    /// step are judged on the transfer.
    pub(crate) fn untouched(&self, evaluation: &Evaluation, lines: [usize; 2]) -> Authorization {
        let compiled = self.compiled();
        let is_step = |check: usize| matches!(compiled.checks[check].subject, Subject::Step(_));
        let is_touched = |BreachKey { check, detail, .. }: BreachKey| {
            let looks = |line: usize| {
                let reads = compiled.checks[check].reads();
                reads.iter().any(|selection| compiled.selections[*selection].contains(self.envelope(), line))
            };
            match compiled.checks[check].subject {
                Subject::EachLine(_) => lines.contains(&detail),
                _ => is_step(check) || lines.into_iter().any(looks),
            }
        };
        let left = evaluation.gathered.placed.iter().filter(|placed| {
            let before = placed.finding.as_before();
            !is_touched(placed.place) && !evaluation.was_brought(placed.place, before)
        });
        let unlisted = evaluation.gathered.unlisted.iter().filter(|(check, _)| !is_step(**check));
        let needs = left.map(|placed| placed.finding.needs());
        needs.chain(unlisted.map(|(_, unlisted)| unlisted.needs)).max().unwrap_or_default()
    }

    pub(super) fn evaluate(
        &self,
        number: usize,
        view: &impl View,
        bases: Bases<'_>,
        gathered: &mut Gathered,
    ) {
        let check = &self.compiled().checks[number];
        let scope = check.subject.scope();
        let bases = bases.placed(Placement::Selection(scope));
        let mut broken =
            FindingCollector { rulebook: self, number, check, gathered, left: Unlisted::default() };
        match &check.subject {
            Subject::Sum(_) => {
                broken.outside(view.sum(scope).into(), bases, None, Concerned::Selection(scope))
            }
            Subject::EachLine(_) => view.for_each_line(scope, |line, held| {
                broken.outside(held.into(), bases.placed(Placement::Line(line)), None, Concerned::Line(line));
            }),
            Subject::Part { part, whole } => broken.share(view.sum(*part), view.sum(*whole), scope),
            Subject::Movement { .. } | Subject::MovementBy { .. } => {
                let found = self.moved(number, view, bases);
                broken.outside(found, bases, Some(Breach::Movement), Concerned::Selection(scope));
            }
            Subject::Flow { from, to, since, .. } => {
                let found = view.flow(*from, *to, *since);
                broken.outside(found, bases, Some(Breach::Flow), Concerned::Selection(scope));
            }
            // Looked at when all else is found.
            Subject::Changes(_) => {}
            Subject::Step(_) => {
                let Bound::Multiple(step) = check.bands[0].0 else { return };
                view.for_each_line(scope, |line, found| {
                    if found % step != 0 && broken.keeps(check.bands[0].1) {
                        let limit = found - found % step;
                        let measured = MeasuredCheck {
                            found: found.into(),
                            limit: limit.into(),
                            ..MeasuredCheck::default()
                        };
                        broken.push(Breach::LineStep, measured, 0, Concerned::Line(line));
                    }
                });
            }
        }
        let left = broken.left;
        gathered.leave_out(number, left);
    }

    /// Each transfer that touches the scope of a step, with what its lines hold after all: it is a whole multiple, or leaves whole
    /// multiples behind.
    fn evaluate_transfers(&self, number: usize, transfers: &[Transferred], gathered: &mut Gathered) {
        let check = &self.compiled().checks[number];
        let (Subject::Step(scope), (Bound::Multiple(step), needs)) = (&check.subject, &check.bands[0]) else {
            return;
        };
        let selection = &self.compiled().selections[*scope];
        let mut left = Unlisted::default();
        for (detail, (ends, cents)) in transfers.iter().enumerate() {
            if cents % step == 0 {
                continue;
            }
            let in_scope = |(line, _): &&(usize, i64)| selection.contains(self.envelope(), *line);
            let mut ends_inside = ends.iter().filter(in_scope).peekable();
            if ends_inside.peek().is_none() || ends_inside.all(|(_, held)| held % step == 0) {
                continue;
            }
            if !gathered.has_room() {
                left.add(Unlisted { count: 1, needs: *needs });
                continue;
            }
            let finding = Finding {
                rulebook: self.clone(),
                check: number,
                band: 0,
                breach: Breach::TransferStep,
                found: i128::from(*cents),
                limit: i128::from(cents - cents % step),
                next: None,
                reference: 0,
                percent_of: Vec::new(),
                concerned: Concerned::Transfer(ends[0].0, ends[1].0),
                before: None,
                stands: false,
            };
            gathered.keep(BreachKey { check: number, detail, above: true }, finding);
        }
        gathered.leave_out(number, left);
    }
}

/// A transfer: its two lines with what they hold after all transfers, and the cents.
type Transferred = ([(usize, i64); 2], i64);
