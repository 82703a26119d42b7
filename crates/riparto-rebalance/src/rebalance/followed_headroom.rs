//! What each line can give and receive with what follows, where rules say who pays for derived lines.
//!
//! The program of [`HeadroomProgram`] bounds it: derived lines and lines named as payers may rise and fall there, and any other payer
//! is one of its lines. Where the line asked about does not pay, it gives just what it is asked for, and the program asks for the most that it
//! gives; where it pays, the others take just that, and the program asks for the most that they take. What the
//! program finds is written as a proposal, completed as the rules say and judged: only what passes is reported as found.

use std::collections::BTreeSet;

use super::headroom_program::{HeadroomProgram, ProgramColumn};
use super::line_classes::LineClasses;
use super::line_slacks::{Direction, LineSlacks, SideMargin, StopReasons};
use super::margin::Slack;
use riparto_core::capacity::{MAX_FOLLOWING_LINES, MAX_HEADROOM_LOOKS};
use riparto_core::money::{Apportion, Method, Money, MoneyDelta, Weight, apportion};
use riparto_core::plan::{Assessment, DerivedCompletion, Paying, Plan, Proposal};
use riparto_core::rules::{Authorization, Bounded};
use riparto_solve::Meter;
use riparto_solve::search::{LinearConstraint, LinearProgram, integer_minimum};

/// If what is found does not pass, it is tried with up to this many cents less.
const MOST_CENTS_LESS: i64 = 8;

/// The most amounts that are tried with the other lines in one order.
const MOST_TRIES: usize = 256;

/// What derived lines change by where a line gives or receives as much as it may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FollowedChange {
    /// What they take, or what they set free if that is more, in cents.
    pub(super) cents: i64,
    /// Whether it is part of what the line gives or receives; else it comes on top.
    pub(super) is_included: bool,
    /// By how much each of them changes.
    pub(super) changes: Vec<(usize, MoneyDelta)>,
}

/// A margin, and what follows where it is used up.
pub(super) type FollowedMargin = (SideMargin, Option<FollowedChange>);

/// What the program asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ProgramObjective {
    /// The most that the line itself gives or receives.
    OfLine,
    /// The most that the others take or give.
    OfOthers,
}

struct FollowedHeadroom<'a> {
    plan: &'a Plan,
    slacks: &'a LineSlacks<'a>,
    classes: LineClasses<'a>,
    paying: Paying,
    up_to: Authorization,
    meter: &'a Meter,
}

/// What every line can give and receive, with what follows.
pub(super) fn followed_headroom(
    plan: &Plan,
    slacks: &LineSlacks<'_>,
    up_to: Authorization,
    meter: &Meter,
) -> [Vec<FollowedMargin>; 2] {
    let paying = plan.paying();
    let classes = LineClasses::with_following(slacks, &paying.lines);
    let headroom = FollowedHeadroom { plan, slacks, classes, paying, up_to, meter };
    let units = usize::try_from(meter.limit() - meter.spent()).unwrap_or(usize::MAX);
    let mut budget = units.min(MAX_HEADROOM_LOOKS);
    let lines = plan.envelope().line_count();
    let mut left = 2 * lines;
    let mut side = |direction| -> Vec<FollowedMargin> {
        let found = (0..lines).map(|line| {
            let given = budget / left.div_ceil(8);
            let mut part = given;
            let margin = headroom.margin(line, direction, &mut part);
            budget -= given - part;
            left -= 1;
            margin
        });
        found.collect()
    };
    [side(Direction::Give), side(Direction::Receive)]
}

impl FollowedHeadroom<'_> {
    fn margin(&self, line: usize, direction: Direction, budget: &mut usize) -> FollowedMargin {
        if let Some(rule) = self.paying.derived.get(&line) {
            let reasons = StopReasons { is_own: true, rules: [*rule].into(), ..StopReasons::default() };
            return (SideMargin { cents: 0, at_most: 0, reasons }, None);
        }
        let held = self.stated_most(line, direction);
        let own = Slack { cents: held, rule: None };
        let mut bound = SideMargin { cents: 0, at_most: 0, reasons: StopReasons::own(own) };
        let mut best: Option<(i64, Assessment)> = None;
        let asked = self.asked(line, direction);
        match asked {
            Some(asked) => {
                let (found, stated) = self.program(line, (direction, asked), budget);
                let at_most = found.at_most.saturating_add(self.odd_cents(line, (direction, asked)));
                // Of some cents, all may be paid for what rounds up.
                let rounded = self.paying.jump.saturating_mul(2);
                let is_fixed =
                    asked == ProgramObjective::OfLine && self.slacks.own(line, direction).cents == 0;
                let at_most = if is_fixed { at_most } else { at_most.max(rounded) };
                (bound.at_most, bound.reasons) = (at_most.min(held), found.reasons);
                if let Some(stated) = stated {
                    best = self.passing(line, direction, stated, best);
                }
            }
            None => bound.at_most = held,
        }
        for alike_first in [true, false] {
            best = self.best_in_order((line, direction), alike_first, bound.at_most, best);
        }
        bound.cents = best.as_ref().map_or(0, |(cents, _)| *cents);
        let follows = best.and_then(|(cents, assessment)| self.follows(cents, &assessment));
        (bound, follows)
    }

    /// The most that a proposal can state.
    fn stated_most(&self, line: usize, direction: Direction) -> i64 {
        let amounts = self.plan.approved().amounts();
        match direction {
            Direction::Give => amounts[line].cents(),
            // What follows is not stated.
            Direction::Receive => {
                let following = self.paying.derived.keys().map(|derived| amounts[*derived].cents());
                self.plan.approved().total().cents() - amounts[line].cents() - following.sum::<i64>()
            }
        }
    }

    /// Which program bounds the line; none where none does.
    fn asked(&self, line: usize, direction: Direction) -> Option<ProgramObjective> {
        // Rules on single transfers, and those that hold in one of two ways, are no rows of one program.
        let is_no_row = |bounded: &Bounded| {
            matches!(bounded, Bounded::Flow { .. } | Bounded::Step { .. } | Bounded::MovementInside { .. })
        };
        let mut coupling = self.slacks.coupling.iter();
        if coupling.any(|constraint| is_no_row(&constraint.bounded))
            || !self.classes.follows_all(&self.paying.lines)
            || !self.paying.is_right
        {
            return None;
        }
        let Paying { giver, receiver, named, .. } = &self.paying;
        let gives = direction == Direction::Give;
        match (giver, receiver, named.len()) {
            (false, false, 1) if named.contains(&line) => Some(ProgramObjective::OfOthers),
            (false, false, _) => (!named.contains(&line)).then_some(ProgramObjective::OfLine),
            (true, false, 0) => {
                Some(if gives { ProgramObjective::OfOthers } else { ProgramObjective::OfLine })
            }
            (false, true, 0) => {
                Some(if gives { ProgramObjective::OfLine } else { ProgramObjective::OfOthers })
            }
            // Several kinds of payers may move against each other.
            _ => None,
        }
    }

    /// What a cent that no whole cents leave may add to the bound: none where no payer is in a base. It goes to, or comes from, a line
    /// that pays for nothing and is in no base: the line itself, if others pay, or one of the others.
    fn odd_cents(&self, line: usize, (direction, asked): (Direction, ProgramObjective)) -> i64 {
        let Paying { bases, named, jump, .. } = &self.paying;
        let may_be_odd = match asked {
            ProgramObjective::OfLine => !bases.contains(&line),
            ProgramObjective::OfOthers => bases.contains(&line),
        };
        if !may_be_odd || (!named.is_empty() && named.is_disjoint(bases)) {
            return 0;
        }
        // Of the amounts beside what is due the nearer is taken, the lower of two as near, and where the line has nothing to give.
        let (left, lacking) = (*jump, jump / 2);
        match (direction, asked) {
            (Direction::Give, ProgramObjective::OfLine)
            | (Direction::Receive, ProgramObjective::OfOthers) => left,
            (Direction::Receive, ProgramObjective::OfLine)
            | (Direction::Give, ProgramObjective::OfOthers) => lacking,
        }
    }

    /// The most by one of the programs, and the amounts of the other lines where it is reached.
    fn program(
        &self,
        line: usize,
        (direction, asked): (Direction, ProgramObjective),
        budget: &mut usize,
    ) -> (SideMargin, Option<Vec<(usize, i64)>>) {
        let own = self.slacks.own(line, direction);
        let stated = self.stated_most(line, direction);
        let limit = self.limit(line, (direction, asked));
        let unknown = || (SideMargin::unknown(limit), None);
        if own.cents == 0 && asked == ProgramObjective::OfLine {
            return (SideMargin { cents: 0, at_most: 0, reasons: StopReasons::own(own) }, None);
        }
        let cells = self.classes.classes.len().saturating_mul(self.slacks.coupling.len() + 1);
        if cells > *budget || !self.meter.spend(8_usize.saturating_mul(cells)) {
            *budget = 0;
            return unknown();
        }
        let mut program = HeadroomProgram {
            joint: &self.classes,
            line,
            direction,
            most: own.cents,
            rounded: &[],
            are_lost: [].iter(),
            columns: Vec::new(),
            rows: Vec::new(),
            is_inexpressible: false,
        };
        if program.state().is_none() || program.is_inexpressible {
            return unknown();
        }
        if asked == ProgramObjective::OfOthers {
            // Who pays may end with less than it had.
            program.columns[0].1 += i128::from(self.slacks.other(line, direction).cents);
        }
        let objective =
            program.others_within(limit.cents, asked == ProgramObjective::OfOthers, self.odd_of_named());
        let costs: Vec<i64> =
            (0..program.columns.len()).map(|column| i64::from(column == objective)).collect();
        let rows: Vec<LinearConstraint> = program.rows.iter().map(|(row, _)| row.clone()).collect();
        let size = costs.len().saturating_mul(rows.len() + 1);
        if size > *budget || !self.meter.spend(size) {
            *budget = 0;
            return unknown();
        }
        *budget -= size;
        let mut linear = LinearProgram::new(&costs, &rows);
        for (column, (_, high)) in program.columns.iter().enumerate() {
            linear.tighten(column, 0, *high);
        }
        let is_whole = |column: &usize| !matches!(program.columns[*column].0, ProgramColumn::Above);
        let whole: Vec<usize> = (0..costs.len()).filter(is_whole).collect();
        let enough = i128::from(limit.cents);
        let found = integer_minimum(linear, &whole, enough, (&mut *budget, self.meter));
        let at_most = i64::try_from(enough - found.at_least).unwrap_or(0);
        let reasons = program.reasons(&found.binding);
        let is_own = at_most == limit.cents && (limit.rule.is_some() || !reasons.is_one_rule());
        let reasons = if is_own || reasons.is_nothing() { StopReasons::own(limit) } else { reasons };
        let stated = found.values.map(|values| {
            let mut by_column = vec![0; costs.len()];
            for (column, value) in whole.iter().zip(values) {
                by_column[*column] = i64::try_from(value).unwrap_or(0);
            }
            let moved = (limit.cents - by_column[objective]).min(stated);
            self.read(&program, moved, &by_column)
        });
        (SideMargin { cents: 0, at_most, reasons }, stated)
    }

    /// By how many odd cents the others may take more than the line gives, where payers are named.
    fn odd_of_named(&self) -> Option<i64> {
        let Paying { named, bases, jump, .. } = &self.paying;
        (!named.is_empty()).then_some(if named.is_disjoint(bases) { 0 } else { *jump })
    }

    /// The most that the program may answer.
    fn limit(&self, line: usize, (direction, asked): (Direction, ProgramObjective)) -> Slack {
        match asked {
            ProgramObjective::OfLine => self.slacks.own(line, direction),
            // What the others take may be some odd cents more.
            ProgramObjective::OfOthers => {
                let most = self.stated_most(line, direction).saturating_add(self.paying.jump);
                Slack { cents: most, rule: None }
            }
        }
    }

    /// What a proposal states, by what the program found.
    fn read(&self, program: &HeadroomProgram<'_>, moved: i64, values: &[i64]) -> Vec<(usize, i64)> {
        let (line, direction) = (program.line, program.direction);
        let columns = || program.columns.iter().map(|(column, _)| column).zip(values);
        let classes = columns().filter_map(|(column, value)| match column {
            ProgramColumn::Class(class, _) => Some((*class, *value)),
            _ => None,
        });
        let sign = if direction == Direction::Give { 1 } else { -1 };
        let payers = columns().filter_map(|(column, value)| match column {
            ProgramColumn::Follows(payer) if self.paying.named.contains(payer) => {
                Some((*payer, sign * (value - self.slacks.down[*payer].cents)))
            }
            _ => None,
        });
        let parts = self.split(line, direction, classes);
        self.stated((line, direction), moved, &parts, &payers.collect::<Vec<_>>())
    }

    /// What classes of lines take, line by line.
    fn split(
        &self,
        line: usize,
        direction: Direction,
        classes: impl Iterator<Item = (usize, i64)>,
    ) -> Vec<(usize, i64)> {
        let mut parts = Vec::new();
        for (class, mut cents) in classes {
            for other in self.classes.classes[class].lines.iter().filter(|other| **other != line) {
                let part = cents.min(self.slacks.other(*other, direction).cents);
                if part > 0 {
                    parts.push((*other, part));
                    cents -= part;
                }
            }
        }
        parts
    }

    /// What a proposal states so that the others take such parts in the end: exactly these, and the rest by payers that are named; or in
    /// proportion, where they pay.
    fn stated(
        &self,
        (line, direction): (usize, Direction),
        moved: i64,
        parts: &[(usize, i64)],
        payers: &[(usize, i64)],
    ) -> Vec<(usize, i64)> {
        let sum: i64 = parts.iter().map(|(_, cents)| cents).sum();
        let gives = direction == Direction::Give;
        let Paying { giver, receiver, named, .. } = &self.paying;
        if !named.is_empty() {
            let mut stated = parts.to_vec();
            // The first pays first, so the last give or take what they do in the end.
            let mut left = moved - sum;
            let first = payers.iter().find(|(payer, _)| *payer != line).map(|(payer, _)| *payer);
            for (payer, cents) in payers.iter().rev().filter(|(payer, _)| *payer != line) {
                let part = if Some(*payer) == first { left } else { (*cents).clamp(0, left.max(0)) };
                left -= part;
                stated.extend((part > 0).then_some((*payer, part)));
            }
            return stated;
        }
        if !((*receiver && gives) || (*giver && !gives)) {
            return parts.to_vec();
        }
        let weights: Vec<Weight> =
            parts.iter().map(|(_, cents)| Weight::from(Money::saturating((*cents).into()))).collect();
        let options = Apportion::new().method(Method::Webster);
        match apportion(Money::saturating(moved.into()), &weights, &options) {
            Ok(split) => {
                let split = split.into_amounts().into_iter().map(Money::cents);
                parts.iter().map(|(other, _)| *other).zip(split).filter(|(_, cents)| *cents > 0).collect()
            }
            Err(_) => Vec::new(),
        }
    }

    /// The best of what is known and what a stated proposal, or one of some cents less, lets pass.
    fn passing(
        &self,
        line: usize,
        direction: Direction,
        mut stated: Vec<(usize, i64)>,
        best: Option<(i64, Assessment)>,
    ) -> Option<(i64, Assessment)> {
        for _ in 0..MOST_CENTS_LESS {
            let moved: i64 = stated.iter().map(|(_, cents)| cents).sum();
            if moved <= best.as_ref().map_or(0, |(cents, _)| *cents) {
                return best;
            }
            if let Some(assessment) = self.judged(line, direction, &stated) {
                return Some((moved, assessment));
            }
            stated.iter_mut().max_by_key(|(_, cents)| *cents)?.1 -= 1;
            stated.retain(|(_, cents)| *cents > 0);
        }
        best
    }

    /// A proposal of some parts, if there is work left to judge it.
    fn proposal(&self, line: usize, direction: Direction, stated: &[(usize, i64)]) -> Option<Proposal> {
        let envelope = self.plan.envelope();
        let id = |line: usize| envelope.line(line).id();
        let party = self.plan.parties().first().map_or("try", |party| party.id());
        let mut proposal = Proposal::new("try", party).ok()?;
        for (other, cents) in stated {
            let (from, to) = match direction {
                Direction::Give => (line, *other),
                Direction::Receive => (*other, line),
            };
            proposal = proposal.transfer(id(from), id(to), Money::saturating((*cents).into())).ok()?;
        }
        let units = self.plan.assessment_units(&proposal).ok()?.saturating_add(self.plan.following_units());
        self.meter.spend(units).then_some(proposal)
    }

    /// A proposal with what follows it, if it passes.
    fn judged(&self, line: usize, direction: Direction, stated: &[(usize, i64)]) -> Option<Assessment> {
        let proposal = self.proposal(line, direction, stated)?;
        let completion = self.plan.follow(&proposal).ok()?;
        if matches!(completion, DerivedCompletion::Impossible(_)) {
            return None;
        }
        let assessment = self.plan.assess(completion.proposal(&proposal)).ok()?;
        let findings = assessment.findings();
        let passes = findings.iter().all(|finding| finding.needs() <= self.up_to || !finding.is_worse())
            && findings.unlisted_authorization() <= self.up_to;
        passes.then_some(assessment)
    }

    /// The best of what is known and of proposals with the other lines one after the other, each as far as it can: those first that
    /// are in a base as the line is, or are in none as it is, so that little follows; or those last.
    fn best_in_order(
        &self,
        (line, direction): (usize, Direction),
        alike_first: bool,
        at_most: i64,
        best: Option<(i64, Assessment)>,
    ) -> Option<(i64, Assessment)> {
        let known = best.as_ref().map_or(0, |(cents, _)| *cents);
        let is_alike = |other: &usize| self.paying.bases.contains(other) == self.paying.bases.contains(&line);
        let mut others: Vec<usize> = (0..self.plan.envelope().line_count()).collect();
        others.retain(|other| *other != line && !self.paying.derived.contains_key(other));
        others.sort_by_key(|other| is_alike(other) != alike_first);
        let parts = |mut cents: i64| -> Vec<(usize, i64)> {
            let part = |other: &usize| {
                let part = cents.min(self.slacks.other(*other, direction).cents);
                cents -= part;
                (part > 0).then_some((*other, part))
            };
            others.iter().filter_map(part).collect()
        };
        // The same amount in this order may have less that follows.
        if alike_first
            && known > 0
            && let Some(assessment) = self.judged(line, direction, &parts(known))
            && known == at_most
        {
            return Some((known, assessment));
        }
        if known >= at_most {
            return best;
        }
        let sum = |parts: &[(usize, i64)]| parts.iter().map(|(_, cents)| cents).sum::<i64>();
        let make = |cents: i64| Ok(self.proposal(line, direction, &parts(cents)));
        let most = sum(&parts(at_most));
        match self.plan.largest_followed_of(most, MOST_TRIES, self.up_to, &make) {
            Ok(largest) if largest > known => {
                let assessment = self.judged(line, direction, &parts(largest));
                assessment.map(|assessment| (largest, assessment)).or(best)
            }
            _ => best,
        }
    }

    /// What derived lines change by.
    fn follows(&self, cents: i64, assessment: &Assessment) -> Option<FollowedChange> {
        let derived =
            assessment.changes().iter().filter(|change| self.paying.derived.contains_key(&change.line));
        let changes: Vec<(usize, MoneyDelta)> = derived.map(|change| (change.line, change.delta)).collect();
        let side = |sign: i64| -> i64 {
            changes.iter().map(|(_, delta)| (sign * delta.cents()).max(0)).fold(0, i64::saturating_add)
        };
        let amount = side(1).max(side(-1));
        let is_included = assessment.moved().cents() <= cents;
        (amount > 0).then_some(FollowedChange { cents: amount, is_included, changes })
    }
}

impl LineClasses<'_> {
    /// Whether all of some lines may rise and fall.
    fn follows_all(&self, lines: &BTreeSet<usize>) -> bool {
        lines.len() <= MAX_FOLLOWING_LINES && lines.is_subset(&self.following)
    }
}
