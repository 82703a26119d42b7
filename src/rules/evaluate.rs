//! Measuring allocations and proposals against compiled rules.
//!
//! A whole allocation is summed once for each label key and list of lines. A proposal against a standing
//! allocation reads only what its transfers touch: the lines, the selections they are in, the checks of those.

use std::collections::{BTreeMap, BTreeSet};

use super::authorization::Authorization;
use super::compiled::{Bases, Bound, Subject};
use super::finding::{Breach, Concerned, Finding, Findings, Place, Placed};
use super::limit::Base;
use super::rulebook::Rulebook;
use super::tally::Tally;
use crate::budget::Allocation;
use crate::error::{Cause, Result};

/// What an evaluation can ask about the allocation under test.
trait View {
    /// What a selection holds.
    fn sum(&self, selection: usize) -> i64;
    /// What a line holds.
    fn amount(&self, line: usize) -> i64;
    /// The sum of the increases of a selection's lines since a base; `check` asks.
    fn movement(&self, check: usize, scope: usize, base: Base) -> i64;
    /// The least that must have gone from one selection to another.
    fn flow(&self, from: usize, to: usize) -> i64;
    /// Goes through the lines of a selection that need looking at, in order.
    fn for_each_line(&self, selection: usize, each: impl FnMut(usize));
}

/// An approved allocation, with all that is known of it: what a proposal is measured against.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    tally: Tally,
    /// What a check of the allocation finds, in order.
    placed: Vec<Placed>,
    /// For each check of movement since the original, the movement so far.
    movements: BTreeMap<usize, i64>,
}

/// A set of transfers, with the net change of each line.
pub(crate) struct Moves {
    /// From, to, cents.
    pub(crate) transfers: Vec<(usize, usize, i64)>,
    /// Lines in order, each once, with a change that is not zero.
    pub(crate) net: Vec<(usize, i64)>,
}

impl Rulebook {
    /// Everything in an allocation that breaks a rule, taking the original allocation as the approved one.
    ///
    /// What rules of flow bound is known for proposals only; here it is the least that must have flowed since the
    /// approved allocation, whatever the transfers were.
    ///
    /// # Errors
    /// The allocation is of other lines (`envelope_differs`).
    pub fn check(&self, allocation: &Allocation) -> Result<Findings> {
        self.check_against(allocation, &self.compiled().original)
    }

    /// Everything in an allocation that breaks a rule.
    pub(crate) fn check_against(&self, allocation: &Allocation, approved: &Tally) -> Result<Findings> {
        if allocation.envelope() != self.envelope() {
            return Err(Cause::EnvelopeDiffers {}.into());
        }
        let tally = self.tally(allocation);
        Ok(Findings::from_placed(self.check_tally(&tally, approved)))
    }

    /// An approved allocation, summed and checked once.
    pub(crate) fn standing(&self, approved: &Allocation) -> Standing {
        let tally = self.tally(approved);
        let placed = self.check_tally(&tally, &tally);
        let whole = Whole { rulebook: self, tally: &tally, approved: &tally };
        let mut movements = BTreeMap::new();
        for (number, check) in self.compiled().checks.iter().enumerate() {
            if let Subject::Movement { scope, base: Base::Original } = check.subject {
                movements.insert(number, whole.movement(number, scope, Base::Original));
            }
        }
        Standing { tally, placed, movements }
    }

    fn check_tally(&self, tally: &Tally, approved: &Tally) -> Vec<Placed> {
        let whole = Whole { rulebook: self, tally, approved };
        let mut placed = Vec::new();
        for check in 0..self.compiled().checks.len() {
            self.evaluate(check, &whole, approved, &mut placed);
        }
        placed
    }

    /// What the allocation after some moves breaks, with what the same rules were broken by before. Reads only what
    /// the moves touch. Rules of a step are judged on the transfers, not on lines that nobody touched.
    pub(crate) fn assess(&self, standing: &Standing, moves: &Moves) -> Findings {
        let overlay = Overlay::new(self, standing, moves);
        let touched = overlay.touched_checks();
        let is_step = |check: usize| matches!(self.compiled().checks[check].subject, Subject::Step(_));
        let untouched = |placed: &&Placed| {
            let Place { check, detail } = placed.place;
            let by_line = matches!(self.compiled().checks[check].subject, Subject::EachLine(_));
            !is_step(check) && (!touched.contains(&check) || (by_line && overlay.change(detail) == 0))
        };
        let mut placed: Vec<Placed> = Vec::new();
        for check in touched.iter().filter(|check| !is_step(**check)) {
            self.evaluate(*check, &overlay, &standing.tally, &mut placed);
        }
        for fresh in &mut placed {
            if let Some(before) = standing.find(fresh.place) {
                fresh.finding.before = Some((before.needs, before.excess()));
            }
        }
        placed.extend(standing.placed.iter().filter(untouched).cloned().map(|mut kept| {
            kept.finding.before = Some((kept.finding.needs, kept.finding.excess()));
            kept
        }));
        for check in touched.iter().filter(|check| is_step(**check)) {
            self.evaluate_transfers(*check, &overlay, &mut placed);
        }
        Findings::from_placed(placed)
    }

    /// Carries out moves that leave no line below zero: the new standing, reading only what they touch.
    pub(crate) fn advance(&self, standing: &mut Standing, moves: &Moves) {
        let overlay = Overlay::new(self, standing, moves);
        let touched = overlay.touched_checks();
        let movements: Vec<(usize, i64)> = standing
            .movements
            .keys()
            .filter(|check| touched.contains(check))
            .map(|check| {
                (
                    *check,
                    overlay.movement(*check, self.compiled().checks[*check].subject.scope(), Base::Original),
                )
            })
            .collect();
        let sums: Vec<(usize, i64)> =
            overlay.sums.iter().map(|(selection, cents)| (*selection, *cents)).collect();
        let anew: Vec<usize> = touched.into_iter().collect();
        standing.tally.change(&moves.net, &sums);
        standing.movements.extend(movements);
        // What was broken by lines that moved is looked at again; the approved allocation is now the new one.
        let changed = |line: usize| moves.net.binary_search_by_key(&line, |(line, _)| *line).is_ok();
        let by_line = |check: usize| {
            matches!(self.compiled().checks[check].subject, Subject::EachLine(_) | Subject::Step(_))
        };
        standing.placed.retain(|placed| {
            let Place { check, detail } = placed.place;
            anew.binary_search(&check).is_err() || (by_line(check) && !changed(detail))
        });
        let mut placed = Vec::new();
        let after =
            Advanced { standing, lines: moves.net.iter().map(|(line, _)| *line).collect(), rulebook: self };
        for check in anew {
            self.evaluate(check, &after, &standing.tally, &mut placed);
        }
        standing.placed.extend(placed);
        standing.placed.sort_by_key(|placed| placed.place);
    }

    /// The least amount that steps which need more than a level of authorization let a transfer between lines be: the
    /// least common multiple of those steps, one cent if there are none.
    pub(crate) fn steps(&self, lines: &[usize], up_to: Authorization) -> i64 {
        let compiled = self.compiled();
        let steps = compiled.checks.iter().filter_map(|check| match (&check.subject, &check.bands[0]) {
            (Subject::Step(scope), (Bound::Multiple(step), needs)) if *needs > up_to => {
                let selection = &compiled.selections[*scope];
                lines.iter().any(|line| selection.contains(self.envelope(), *line)).then_some(*step)
            }
            _ => None,
        });
        steps.fold(1, |common, step| {
            let (mut a, mut b) = (common, step);
            while b > 0 {
                (a, b) = (b, a % b);
            }
            (common / a).checked_mul(step).unwrap_or(i64::MAX)
        })
    }

    fn evaluate(&self, number: usize, view: &impl View, approved: &Tally, placed: &mut Vec<Placed>) {
        let compiled = self.compiled();
        let check = &compiled.checks[number];
        let scope = check.subject.scope();
        let bases = Bases { original: compiled.original.sum(scope), approved: approved.sum(scope) };
        let mut report = |breach, found, limit, band: usize, concerned| {
            let detail = if let Concerned::Line(line) = concerned { line } else { 0 };
            let needs = check.bands[band].1;
            let rulebook = self.clone();
            let finding =
                Finding { rulebook, rule: check.rule, breach, needs, found, limit, concerned, before: None };
            placed.push(Placed { place: Place { check: number, detail }, finding });
        };
        let all = Concerned::Selection(scope);
        match &check.subject {
            Subject::Sum(_) => {
                let found = view.sum(scope);
                if let Some((band, breach, limit)) = outside(&check.bands, found, bases) {
                    report(breach, found, limit, band, all);
                }
            }
            Subject::EachLine(_) => {
                view.for_each_line(scope, |line| {
                    let found = view.amount(line);
                    let bases =
                        Bases { original: compiled.original.amount(line), approved: approved.amount(line) };
                    if let Some((band, breach, limit)) = outside(&check.bands, found, bases) {
                        report(breach, found, limit, band, Concerned::Line(line));
                    }
                });
            }
            Subject::Part { part, whole } => {
                let (found, whole) = (view.sum(*part), view.sum(*whole));
                for (band, (bound, _)) in check.bands.iter().enumerate().rev() {
                    let (low, high) = bound.share_interval(whole);
                    let exact = matches!(bound, Bound::ShareEquals(..));
                    if found < low || found > high {
                        let (breach, limit) = match found < low {
                            _ if exact => (Breach::Differs, low),
                            true => (Breach::Below, low),
                            false => (Breach::Above, high),
                        };
                        report(breach, found, limit, band, all);
                        break;
                    }
                }
            }
            Subject::Movement { base, .. } => {
                let found = view.movement(number, scope, *base);
                if let Some((band, _, limit)) = outside(&check.bands, found, bases) {
                    report(Breach::Movement, found, limit, band, all);
                }
            }
            Subject::MovementBy { parts, base, .. } => {
                let since = match base {
                    Base::Original => &compiled.original,
                    Base::Approved => approved,
                };
                let found = parts.iter().map(|part| (view.sum(*part) - since.sum(*part)).max(0)).sum();
                if let Some((band, _, limit)) = outside(&check.bands, found, bases) {
                    report(Breach::Movement, found, limit, band, all);
                }
            }
            Subject::Flow { from, to } => {
                let found = view.flow(*from, *to);
                if let Some((band, _, limit)) = outside(&check.bands, found, bases) {
                    report(Breach::Flow, found, limit, band, all);
                }
            }
            Subject::Step(_) => {
                let Bound::Multiple(step) = check.bands[0].0 else { return };
                view.for_each_line(scope, |line| {
                    let found = view.amount(line);
                    if found % step != 0 {
                        report(Breach::LineStep, found, found - found % step, 0, Concerned::Line(line));
                    }
                });
            }
        }
    }

    /// Each transfer that touches the scope of a step: it is a whole multiple, or leaves whole multiples behind.
    fn evaluate_transfers(&self, number: usize, overlay: &Overlay<'_>, placed: &mut Vec<Placed>) {
        let check = &self.compiled().checks[number];
        let (Subject::Step(scope), (Bound::Multiple(step), needs)) = (&check.subject, &check.bands[0]) else {
            return;
        };
        let in_scope = |line: usize| self.compiled().selections[*scope].contains(self.envelope(), line);
        for (detail, (from, to, cents)) in overlay.moves.transfers.iter().enumerate() {
            let mut ends = [*from, *to].into_iter().filter(|line| in_scope(*line)).peekable();
            if ends.peek().is_none() || cents % step == 0 || ends.all(|line| overlay.amount(line) % step == 0)
            {
                continue;
            }
            let finding = Finding {
                rulebook: self.clone(),
                rule: check.rule,
                breach: Breach::TransferStep,
                needs: *needs,
                found: *cents,
                limit: cents - cents % step,
                concerned: Concerned::Transfer(*from, *to),
                before: None,
            };
            placed.push(Placed { place: Place { check: number, detail }, finding });
        }
    }
}

/// The loosest band that a sum breaks, in which way, and its bound.
fn outside(bands: &[(Bound, Authorization)], found: i64, bases: Bases) -> Option<(usize, Breach, i64)> {
    let band = bands.iter().rposition(|(bound, _)| !bound.keeps(found, bases))?;
    let (low, high) = bands[band].0.interval(bases);
    Some(if found < low { (band, Breach::Below, low) } else { (band, Breach::Above, high) })
}

impl Standing {
    pub(crate) fn tally(&self) -> &Tally {
        &self.tally
    }

    pub(crate) fn allocation(&self) -> &Allocation {
        self.tally.allocation()
    }

    /// What the allocation breaks as it stands.
    pub(crate) fn findings(&self) -> Findings {
        Findings::from_placed(self.placed.clone())
    }

    /// The movement so far since a base, of a check of movement.
    pub(super) fn movement(&self, check: usize) -> i64 {
        self.movements.get(&check).copied().unwrap_or(0)
    }

    fn find(&self, place: Place) -> Option<&Finding> {
        let found = self.placed.binary_search_by_key(&place, |placed| placed.place).ok()?;
        Some(&self.placed[found].finding)
    }
}

/// A whole allocation, read line by line where a check needs lines.
struct Whole<'a> {
    rulebook: &'a Rulebook,
    tally: &'a Tally,
    approved: &'a Tally,
}

impl View for Whole<'_> {
    fn sum(&self, selection: usize) -> i64 {
        self.tally.sum(selection)
    }

    fn amount(&self, line: usize) -> i64 {
        self.tally.amount(line)
    }

    fn movement(&self, _check: usize, scope: usize, base: Base) -> i64 {
        let since = match base {
            Base::Original => &self.rulebook.compiled().original,
            Base::Approved => self.approved,
        };
        let mut movement = 0;
        self.for_each_line(scope, |line| movement += (self.amount(line) - since.amount(line)).max(0));
        movement
    }

    fn flow(&self, from: usize, to: usize) -> i64 {
        let pairs = self.tally.amounts().iter().zip(self.approved.amounts()).enumerate();
        let changes = pairs
            .map(|(line, (after, before))| (line, after.cents() - before.cents()))
            .filter(|(_, change)| *change != 0);
        least_flow(self.rulebook, from, to, changes)
    }

    fn for_each_line(&self, selection: usize, each: impl FnMut(usize)) {
        self.rulebook.compiled().selections[selection].for_each(self.rulebook.envelope(), each);
    }
}

/// The least that any transfers must take from one selection to another to make these changes: what `from` gave and
/// others than `to` did not get. Lines in both exchange freely among themselves.
fn least_flow(
    rulebook: &Rulebook,
    from: usize,
    to: usize,
    changes: impl Iterator<Item = (usize, i64)>,
) -> i64 {
    let envelope = rulebook.envelope();
    let (from, to) = (&rulebook.compiled().selections[from], &rulebook.compiled().selections[to]);
    let (mut given, mut received, mut moved, mut given_within, mut received_within) = (0, 0, 0, 0, 0);
    for (line, change) in changes {
        let (in_from, in_to) = (from.contains(envelope, line), to.contains(envelope, line));
        if change > 0 {
            moved += change;
            received += if in_to { change } else { 0 };
            received_within += if in_from && in_to { change } else { 0 };
        } else {
            given += if in_from { -change } else { 0 };
            given_within += if in_from && in_to { -change } else { 0 };
        }
    }
    let within: i64 = std::cmp::min(given_within, received_within);
    (given + received - moved - within).max(0)
}

/// A standing allocation with some moves on top.
pub(crate) struct Overlay<'a> {
    rulebook: &'a Rulebook,
    standing: &'a Standing,
    moves: &'a Moves,
    /// The selections whose sums may change, with the change.
    sums: BTreeMap<usize, i64>,
}

impl<'a> Overlay<'a> {
    fn new(rulebook: &'a Rulebook, standing: &'a Standing, moves: &'a Moves) -> Overlay<'a> {
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        for (line, cents) in &moves.net {
            for selection in rulebook.compiled().index.selections(rulebook.envelope(), *line) {
                *sums.entry(selection).or_default() += cents;
            }
        }
        // Transfers that cancel out still flow and still have steps.
        for (from, to, _) in &moves.transfers {
            for line in [*from, *to] {
                for selection in rulebook.compiled().index.selections(rulebook.envelope(), line) {
                    sums.entry(selection).or_default();
                }
            }
        }
        Overlay { rulebook, standing, moves, sums }
    }

    fn touched_checks(&self) -> BTreeSet<usize> {
        let index = &self.rulebook.compiled().index;
        self.sums.keys().flat_map(|selection| index.checks(*selection)).map(|check| *check as usize).collect()
    }

    fn change(&self, line: usize) -> i64 {
        let found = self.moves.net.binary_search_by_key(&line, |(line, _)| *line);
        found.map_or(0, |place| self.moves.net[place].1)
    }
}

impl View for Overlay<'_> {
    fn sum(&self, selection: usize) -> i64 {
        self.standing.tally.sum(selection) + self.sums.get(&selection).copied().unwrap_or(0)
    }

    fn amount(&self, line: usize) -> i64 {
        self.standing.tally.amount(line) + self.change(line)
    }

    fn movement(&self, check: usize, scope: usize, base: Base) -> i64 {
        let compiled = self.rulebook.compiled();
        let selection = &compiled.selections[scope];
        let touched =
            self.moves.net.iter().filter(|(line, _)| selection.contains(self.rulebook.envelope(), *line));
        match base {
            Base::Approved => touched.map(|(_, change)| (*change).max(0)).sum(),
            Base::Original => {
                let further = touched.map(|(line, change)| {
                    let before = self.standing.tally.amount(*line) - compiled.original.amount(*line);
                    (before + change).max(0) - before.max(0)
                });
                self.standing.movement(check) + further.sum::<i64>()
            }
        }
    }

    /// The transfers as they are written, or more if the net changes show a detour over a third line.
    fn flow(&self, from: usize, to: usize) -> i64 {
        let envelope = self.rulebook.envelope();
        let selections = &self.rulebook.compiled().selections;
        let (giving, taking) = (&selections[from], &selections[to]);
        let within = |line: usize| giving.contains(envelope, line) && taking.contains(envelope, line);
        let written: i128 = self
            .moves
            .transfers
            .iter()
            .filter(|(a, b, _)| giving.contains(envelope, *a) && taking.contains(envelope, *b))
            .filter(|(a, b, _)| !(within(*a) && within(*b)))
            .map(|(_, _, cents)| i128::from(*cents))
            .sum();
        // Transfers back and forth can sum to more than 64 bits.
        let written = i64::try_from(written).unwrap_or(i64::MAX);
        written.max(least_flow(self.rulebook, from, to, self.moves.net.iter().copied()))
    }

    fn for_each_line(&self, selection: usize, each: impl FnMut(usize)) {
        let selection = &self.rulebook.compiled().selections[selection];
        let lines = self.moves.net.iter().map(|(line, _)| *line);
        lines.filter(|line| selection.contains(self.rulebook.envelope(), *line)).for_each(each);
    }
}

/// A standing allocation just after moves: the lines that moved are the ones to look at again.
struct Advanced<'a> {
    rulebook: &'a Rulebook,
    standing: &'a Standing,
    lines: Vec<usize>,
}

impl View for Advanced<'_> {
    fn sum(&self, selection: usize) -> i64 {
        self.standing.tally.sum(selection)
    }

    fn amount(&self, line: usize) -> i64 {
        self.standing.tally.amount(line)
    }

    fn movement(&self, check: usize, _scope: usize, _base: Base) -> i64 {
        self.standing.movement(check)
    }

    fn flow(&self, _from: usize, _to: usize) -> i64 {
        0
    }

    fn for_each_line(&self, selection: usize, each: impl FnMut(usize)) {
        let selection = &self.rulebook.compiled().selections[selection];
        let lines = self.lines.iter().copied();
        lines.filter(|line| selection.contains(self.rulebook.envelope(), *line)).for_each(each);
    }
}
