//! The ways to look at an allocation under test: whole, as an approved one with moves on top, or just after them.

use std::collections::{BTreeMap, BTreeSet};

use super::base::Base;
use super::bases::{Bases, Placement};
use super::compiled::Subject;
use super::finding::{Before, BreachKey};
use super::findings::Findings;
use super::gathered::Gathered;
use super::kept_allocations::KeptSums;
use super::rulebook::Rulebook;
use super::summed_allocation::SummedAllocation;
use crate::budget::Allocation;

/// What an evaluation can ask about the allocation under test.
pub(super) trait View {
    /// What a selection holds.
    fn sum(&self, selection: usize) -> i64;
    /// The sum of the increases of a selection's lines since a base; `check` asks.
    fn movement(&self, check: usize, scope: usize, base: Base) -> i64;
    /// The least that must have gone from one selection to another since a base, or what a proposal moves there if that is more.
    fn flow(&self, from: usize, to: usize, since: Base) -> i128;
    /// What a proposal moves between the lines of a selection, or between parts of it.
    fn proposed_inside(&self, scope: usize, parts: Option<&[usize]>) -> i128;
    /// Goes through the lines of a selection that need looking at, in order, each with what it holds.
    fn for_each_line(&self, selection: usize, each: impl FnMut(usize, i64));
}

/// What lines or parts gain and lose, in cents.
#[derive(Clone, Copy, Default)]
pub(super) struct GainsAndLosses {
    pub(super) gained: i128,
    pub(super) lost: i128,
}

impl GainsAndLosses {
    pub(super) fn of(changes: impl IntoIterator<Item = i64>) -> GainsAndLosses {
        let mut exchange = GainsAndLosses::default();
        changes.into_iter().for_each(|change| exchange.add(change));
        exchange
    }

    fn add(&mut self, change: i64) {
        let change = i128::from(change);
        self.gained += change.max(0);
        self.lost += (-change).max(0);
    }

    /// What goes from one to another: what is gained in all beyond what is lost came from outside, and the other way round.
    pub(super) fn inside(self) -> i128 {
        self.gained.min(self.lost)
    }
}

impl Rulebook {
    /// What a check of movement counts: the increases since its base, or what moves inside, since its base or in the proposal if
    /// that is more.
    pub(super) fn moved(&self, check: usize, view: &impl View, bases: Bases<'_>) -> i128 {
        let change = |selection: usize, base: Base| view.sum(selection) - bases.at(base).sum(selection);
        let (exchange, scope, parts, inside) = match &self.compiled().checks[check].subject {
            Subject::Movement { scope, base, inside } => {
                let gained = i128::from(view.movement(check, *scope, *base));
                let lost = gained - if *inside { i128::from(change(*scope, *base)) } else { 0 };
                (GainsAndLosses { gained, lost }, *scope, None, *inside)
            }
            Subject::MovementBy { scope, parts, base, inside } => {
                let exchange = GainsAndLosses::of(parts.iter().map(|part| change(*part, *base)));
                (exchange, *scope, Some(&parts[..]), *inside)
            }
            _ => return 0,
        };
        match inside {
            true => exchange.inside().max(view.proposed_inside(scope, parts)),
            false => exchange.gained,
        }
    }
}

/// An approved allocation, with all that is known of it: what a proposal is measured against.
#[derive(Clone, Debug)]
pub(crate) struct Evaluation {
    pub(super) summed: SummedAllocation,
    /// The allocations that rules measure from beside the original one and this one.
    pub(super) kept: KeptSums,
    /// What a check of the allocation finds, in order.
    pub(super) gathered: Gathered,
    /// For each check of the movement of lines since another base than this allocation, the movement so far.
    pub(super) movements: BTreeMap<usize, i64>,
    /// What the original allocation breaks.
    pub(super) original: Option<BTreeMap<BreachKey, Before>>,
}

/// A set of transfers, with the net change of each line.
#[doc(hidden)]
pub struct Moves {
    /// From, to, cents.
    pub(crate) transfers: Vec<(usize, usize, i64)>,
    /// Lines in order, each once, with a change that is not zero.
    pub(crate) net: Vec<(usize, i64)>,
}

impl Evaluation {
    pub(crate) fn summed(&self) -> &SummedAllocation {
        &self.summed
    }

    pub(crate) fn kept(&self) -> &KeptSums {
        &self.kept
    }

    pub(crate) fn allocation(&self) -> &Allocation {
        self.summed.allocation()
    }

    /// What the allocation breaks as it stands.
    pub(crate) fn findings(&self) -> Findings {
        Findings::new(self.gathered.clone())
    }

    /// The allocation of a base.
    pub(crate) fn at<'a>(&'a self, rulebook: &'a Rulebook, base: Base) -> &'a SummedAllocation {
        rulebook.bases(&self.summed, &self.kept, Placement::Selection(0)).at(base)
    }

    /// The bases of a place, of which this is the allocation approved last.
    pub(super) fn bases<'a>(&'a self, rulebook: &'a Rulebook, place: Placement) -> Bases<'a> {
        rulebook.bases(&self.summed, &self.kept, place)
    }

    /// The movement so far since a base, of a check of movement.
    pub(super) fn movement(&self, check: usize) -> i64 {
        self.movements.get(&check).copied().unwrap_or(0)
    }

    /// Whether an approval brought what the approved allocation breaks: the original one does not break it, or less.
    /// Where the original breaks more than is kept, that is not known, and nothing stands authorized.
    pub(super) fn was_brought(&self, place: BreachKey, now: Before) -> bool {
        self.original.as_ref().is_some_and(|original| {
            original.get(&place).is_none_or(|original| now.breaks_more_than(*original))
        })
    }
}

/// A whole allocation, read line by line where a check needs lines.
pub(super) struct AllocationView<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) summed: &'a SummedAllocation,
    pub(super) approved: &'a SummedAllocation,
    pub(super) kept: &'a KeptSums,
}

impl<'a> AllocationView<'a> {
    fn at(&self, base: Base) -> &'a SummedAllocation {
        self.rulebook.bases(self.approved, self.kept, Placement::Selection(0)).at(base)
    }
}

impl View for AllocationView<'_> {
    fn sum(&self, selection: usize) -> i64 {
        self.summed.sum(selection)
    }

    fn movement(&self, _check: usize, scope: usize, base: Base) -> i64 {
        let since = self.at(base);
        let mut movement = 0;
        self.for_each_line(scope, |line, held| movement += (held - since.amount(line)).max(0));
        movement
    }

    fn flow(&self, from: usize, to: usize, since: Base) -> i128 {
        let least =
            |base| flow_since(self.rulebook, self.at(base), |line| self.summed.amount(line), [from, to]);
        match since {
            Base::Approved => least(Base::Approved),
            // What a proposal of these amounts moves counts, even where it undoes what went before.
            _ => least(since).max(least(Base::Approved)),
        }
    }

    fn proposed_inside(&self, scope: usize, parts: Option<&[usize]>) -> i128 {
        let mut exchange = GainsAndLosses::default();
        match parts {
            None => {
                self.for_each_line(scope, |line, held| exchange.add(held - self.approved.amount(line)));
            }
            Some(parts) => {
                let change = |part: &usize| self.summed.sum(*part) - self.approved.sum(*part);
                exchange = GainsAndLosses::of(parts.iter().map(change));
            }
        }
        exchange.inside()
    }

    fn for_each_line(&self, selection: usize, mut each: impl FnMut(usize, i64)) {
        let selection = &self.rulebook.compiled().selections[selection];
        selection.for_each(self.rulebook.envelope(), |line| each(line, self.summed.amount(line)));
    }
}

/// The least that must have gone from one selection to another since a base, where lines hold so much.
pub(super) fn flow_since(
    rulebook: &Rulebook,
    since: &SummedAllocation,
    holds: impl Fn(usize) -> i64,
    [from, to]: [usize; 2],
) -> i128 {
    let lines = 0..rulebook.envelope().line_count();
    let changes =
        lines.map(|line| (line, holds(line) - since.amount(line))).filter(|(_, change)| *change != 0);
    least_flow(rulebook, from, to, changes)
}

/// The least that any transfers must take from one selection to another to make these changes: what `from` gave and
/// others than `to` did not get. Lines in both exchange freely among themselves. Where the total changed, what was cut
/// went outside, and what was added came from there.
fn least_flow(
    rulebook: &Rulebook,
    from: usize,
    to: usize,
    changes: impl Iterator<Item = (usize, i64)>,
) -> i128 {
    let envelope = rulebook.envelope();
    let (from, to) = (&rulebook.compiled().selections[from], &rulebook.compiled().selections[to]);
    let (mut given, mut received, mut given_within, mut received_within) = (0, 0, 0, 0);
    let (mut all_given, mut all_received) = (0, 0);
    for (line, change) in changes {
        let (in_from, in_to) = (from.contains(envelope, line), to.contains(envelope, line));
        if change > 0 {
            all_received += change;
            received += if in_to { change } else { 0 };
            received_within += if in_from && in_to { change } else { 0 };
        } else {
            all_given -= change;
            given += if in_from { -change } else { 0 };
            given_within += if in_from && in_to { -change } else { 0 };
        }
    }
    let within: i64 = std::cmp::min(given_within, received_within);
    let moved: i64 = std::cmp::max(all_given, all_received);
    i128::from((given + received - moved - within).max(0))
}

/// An approved allocation with some moves on top.
pub(super) struct Overlay<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) evaluation: &'a Evaluation,
    pub(super) moves: &'a Moves,
    /// The selections whose sums may change, with the change.
    pub(super) sums: BTreeMap<usize, i64>,
}

impl<'a> Overlay<'a> {
    pub(super) fn new(rulebook: &'a Rulebook, evaluation: &'a Evaluation, moves: &'a Moves) -> Overlay<'a> {
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        for (line, cents) in &moves.net {
            for selection in rulebook.compiled().index.selections(rulebook.envelope(), *line) {
                *sums.entry(selection).or_default() += cents;
            }
        }
        // Transfers that cancel out still flow and still have steps.
        let mut ends: Vec<usize> = moves.transfers.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        ends.sort_unstable();
        ends.dedup();
        for line in ends {
            for selection in rulebook.compiled().index.selections(rulebook.envelope(), line) {
                sums.entry(selection).or_default();
            }
        }
        Overlay { rulebook, evaluation, moves, sums }
    }

    pub(super) fn touched_checks(&self) -> BTreeSet<usize> {
        let index = &self.rulebook.compiled().index;
        self.sums.keys().flat_map(|selection| index.checks(*selection)).map(|check| *check as usize).collect()
    }

    /// What a line holds after the moves.
    pub(super) fn amount(&self, line: usize) -> i64 {
        self.evaluation.summed.amount(line) + self.change(line)
    }

    pub(super) fn change(&self, line: usize) -> i64 {
        let found = self.moves.net.binary_search_by_key(&line, |(line, _)| *line);
        found.map_or(0, |place| self.moves.net[place].1)
    }
}

impl View for Overlay<'_> {
    fn sum(&self, selection: usize) -> i64 {
        self.evaluation.summed.sum(selection) + self.sums.get(&selection).copied().unwrap_or(0)
    }

    fn movement(&self, check: usize, scope: usize, base: Base) -> i64 {
        let selection = &self.rulebook.compiled().selections[scope];
        let touched =
            self.moves.net.iter().filter(|(line, _)| selection.contains(self.rulebook.envelope(), *line));
        let since = self.evaluation.at(self.rulebook, base);
        let further = touched.map(|(line, change)| {
            let before = self.evaluation.summed.amount(*line) - since.amount(*line);
            (before + change).max(0) - before.max(0)
        });
        self.evaluation.movement(check) + further.sum::<i64>()
    }

    /// The transfers as they are written, or more if the net changes show a detour over a third line.
    fn flow(&self, from: usize, to: usize, since: Base) -> i128 {
        let envelope = self.rulebook.envelope();
        let selections = &self.rulebook.compiled().selections;
        let (giving, taking) = (&selections[from], &selections[to]);
        let within = |line: usize| giving.contains(envelope, line) && taking.contains(envelope, line);
        // Transfers back and forth can sum to more than 64 bits.
        let written: i128 = self
            .moves
            .transfers
            .iter()
            .filter(|(a, b, _)| giving.contains(envelope, *a) && taking.contains(envelope, *b))
            .filter(|(a, b, _)| !(within(*a) && within(*b)))
            .map(|(_, _, cents)| i128::from(*cents))
            .sum();
        let moved = written.max(least_flow(self.rulebook, from, to, self.moves.net.iter().copied()));
        match since {
            Base::Approved => moved,
            _ => {
                let at = self.evaluation.at(self.rulebook, since);
                moved.max(flow_since(self.rulebook, at, |line| self.amount(line), [from, to]))
            }
        }
    }

    /// The transfers as they are written, or more if the net changes show a detour over a line outside.
    fn proposed_inside(&self, scope: usize, parts: Option<&[usize]>) -> i128 {
        let envelope = self.rulebook.envelope();
        let selection = &self.rulebook.compiled().selections[scope];
        // The line itself, or its part; none outside.
        let sorted: Option<BTreeSet<usize>> = parts.map(|parts| parts.iter().copied().collect());
        let place = |line: usize| match &sorted {
            None => selection.contains(envelope, line).then_some(line),
            Some(parts) => {
                let index = &self.rulebook.compiled().index;
                index.selections(envelope, line).find(|selection| parts.contains(selection))
            }
        };
        let places = self.moves.transfers.iter().map(|(from, to, cents)| (place(*from), place(*to), *cents));
        let between = places.filter(|(from, to, _)| from.is_some() && to.is_some() && from != to);
        let written: i128 = between.map(|(.., cents)| i128::from(cents)).sum();
        let net = match parts {
            None => {
                let lines = self.moves.net.iter().filter(|(line, _)| selection.contains(envelope, *line));
                GainsAndLosses::of(lines.map(|(_, change)| *change))
            }
            Some(parts) => {
                GainsAndLosses::of(parts.iter().map(|part| self.sums.get(part).copied().unwrap_or(0)))
            }
        };
        written.max(net.inside())
    }

    fn for_each_line(&self, selection: usize, mut each: impl FnMut(usize, i64)) {
        let selection = &self.rulebook.compiled().selections[selection];
        for (line, change) in &self.moves.net {
            if selection.contains(self.rulebook.envelope(), *line) {
                each(*line, self.evaluation.summed.amount(*line) + change);
            }
        }
    }
}

/// An approved allocation just after moves: the lines that moved are the ones to look at again.
pub(super) struct Advanced<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) evaluation: &'a Evaluation,
    pub(super) lines: Vec<usize>,
}

impl View for Advanced<'_> {
    fn sum(&self, selection: usize) -> i64 {
        self.evaluation.summed.sum(selection)
    }

    fn movement(&self, check: usize, _scope: usize, _base: Base) -> i64 {
        self.evaluation.movement(check)
    }

    fn flow(&self, from: usize, to: usize, since: Base) -> i128 {
        match since {
            Base::Approved => 0,
            _ => {
                let at = self.evaluation.at(self.rulebook, since);
                flow_since(self.rulebook, at, |line| self.evaluation.summed.amount(line), [from, to])
            }
        }
    }

    fn proposed_inside(&self, _scope: usize, _parts: Option<&[usize]>) -> i128 {
        0
    }

    fn for_each_line(&self, selection: usize, mut each: impl FnMut(usize, i64)) {
        let selection = &self.rulebook.compiled().selections[selection];
        let lines = self.lines.iter().copied();
        let inside = lines.filter(|line| selection.contains(self.rulebook.envelope(), *line));
        inside.for_each(|line| each(line, self.evaluation.summed.amount(line)));
    }
}
