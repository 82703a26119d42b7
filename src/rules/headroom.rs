//! `Headroom`: how much each line may still give and receive.

use std::collections::BTreeMap;

use super::authorization::Authorization;
use super::compiled::{Bases, Bound, Check, Subject};
use super::limit::Base;
use super::margin::{Margin, Room};
use super::rulebook::Rulebook;
use super::view::Standing;
use crate::budget::{Envelope, Selection};
use crate::money::Money;

/// How much each line of an approved allocation may still give and receive without needing more than a level of
/// authorization.
///
/// A margin goes as far as the rules on the line and on the scopes around it allow when the money crosses the
/// border of each such scope, and no further than what all other lines together can take or give. Whether two lines
/// can exchange so much is for [`assess`](crate::Plan::assess) to say, and
/// [`largest_transfer`](crate::Plan::largest_transfer) finds the most that they can.
#[doc(alias = "margine")]
#[derive(Clone, Debug)]
pub struct Headroom {
    rulebook: Rulebook,
    up_to: Authorization,
    give: Vec<Room>,
    receive: Vec<Room>,
}

impl Headroom {
    /// The envelope whose lines the margins are of.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.rulebook.envelope()
    }

    /// The level of authorization that the margins stay within.
    #[must_use]
    pub fn up_to(&self) -> Authorization {
        self.up_to
    }

    /// The margins, in the order of the lines.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Margin<'_>> {
        let rule = |number: Option<usize>| number.map(|number| &self.rulebook.rules()[number]);
        self.rulebook.envelope().lines().map(move |line| {
            let (give, receive) = (self.give[line.position()], self.receive[line.position()]);
            Margin {
                line,
                give: Money::saturating(give.cents.into()),
                give_rule: rule(give.rule),
                receive: Money::saturating(receive.cents.into()),
                receive_rule: rule(receive.rule),
            }
        })
    }
}

impl Rulebook {
    /// The headroom of a standing allocation: rules whose breach needs more than `up_to` bind.
    pub(crate) fn headroom(&self, standing: &Standing, up_to: Authorization) -> Headroom {
        let envelope = self.envelope();
        let total = envelope.total().cents();
        let amounts = standing.tally().amounts();
        let room = |cents| Room { cents, rule: None };
        let mut rooms = Rooms {
            rulebook: self,
            envelope,
            standing,
            give: amounts.iter().map(|amount| room(amount.cents())).collect(),
            receive: amounts.iter().map(|amount| room(total - amount.cents())).collect(),
        };
        let compiled = self.compiled();
        for step in [false, true] {
            for (number, check) in compiled.checks.iter().enumerate() {
                if matches!(check.subject, Subject::Step(_)) != step {
                    continue;
                }
                // The tightest says all, unless it is broken: then no looser one may get worse either.
                for (bound, _) in check.bands.iter().filter(|(_, needs)| *needs > up_to) {
                    rooms.narrow(number, check, bound);
                }
            }
            if !step {
                rooms.meet();
            }
        }
        Headroom { rulebook: self.clone(), up_to, give: rooms.give, receive: rooms.receive }
    }
}

/// The margins while rule after rule narrows them.
struct Rooms<'a> {
    rulebook: &'a Rulebook,
    envelope: &'a Envelope,
    standing: &'a Standing,
    give: Vec<Room>,
    receive: Vec<Room>,
}

impl Rooms<'_> {
    fn narrow(&mut self, number: usize, check: &Check, bound: &Bound) {
        let compiled = self.rulebook.compiled();
        let tally = self.standing.tally();
        let scope = check.subject.scope();
        let bases = Bases { original: compiled.original.sum(scope), approved: tally.sum(scope) };
        let selection = &compiled.selections[scope];
        let rule = check.rule;
        match &check.subject {
            // Money that moves between all lines leaves their sum as it is.
            Subject::Sum(_) if *selection == Selection::All => {}
            Subject::Sum(_) => {
                let (low, high) = bound.interval(bases);
                let held = tally.sum(scope);
                for line in selection.positions(self.envelope) {
                    self.narrow_line(line, held, (low, high), rule);
                }
            }
            Subject::EachLine(_) => {
                for line in selection.positions(self.envelope) {
                    let held = tally.amount(line);
                    let bases = Bases { original: compiled.original.amount(line), approved: held };
                    self.narrow_line(line, held, bound.interval(bases), rule);
                }
            }
            Subject::Part { part, whole } => self.narrow_part(rule, bound, *part, *whole),
            Subject::Movement { base, .. } => {
                let left = bound.interval(bases).1 - self.standing.movement(number);
                self.narrow_movement(rule, scope, *base, left);
            }
            Subject::MovementBy { parts, base, .. } => {
                self.narrow_movement_by(rule, parts, *base, bound.interval(bases).1);
            }
            Subject::Flow { from, to } => self.narrow_flow(rule, bound.interval(bases).1, *from, *to),
            Subject::Step(_) => {
                let Bound::Multiple(step) = *bound else { return };
                for line in selection.positions(self.envelope) {
                    for room in [&mut self.give[line], &mut self.receive[line]] {
                        let whole = room.cents - room.cents % step;
                        if whole < room.cents {
                            room.narrow(whole, rule);
                        }
                    }
                }
            }
        }
    }

    /// What moves inside a scope, with so much left. A line below its base may first come back to it. Where the scope is
    /// all lines, so may the others: what they return, or take back, moves nothing.
    fn narrow_movement(&mut self, rule: usize, scope: usize, base: Base, left: i64) {
        let compiled = self.rulebook.compiled();
        let tally = self.standing.tally();
        let since = |line: usize| match base {
            Base::Original => compiled.original.amount(line),
            Base::Approved => tally.amount(line),
        };
        let above = |line: usize| (tally.amount(line) - since(line)).max(0);
        let below = |line: usize| (since(line) - tally.amount(line)).max(0);
        let selection = &compiled.selections[scope];
        let closed = selection.len(self.envelope) == self.envelope.line_count();
        let (mut all_above, mut all_below) = (0, 0);
        if closed {
            all_above = (0..self.envelope.line_count()).map(above).sum();
            all_below = (0..self.envelope.line_count()).map(below).sum();
        }
        for line in selection.positions(self.envelope) {
            let others_above = (all_above - above(line)).max(0);
            self.receive[line].narrow(left.saturating_add(below(line)).saturating_add(others_above), rule);
            if closed {
                let others_below = all_below - below(line);
                self.give[line].narrow(left.saturating_add(above(line)).saturating_add(others_below), rule);
            }
        }
    }

    /// What moves between the parts of a scope: a part below its base may first come back to it.
    fn narrow_movement_by(&mut self, rule: usize, parts: &[usize], base: Base, most: i64) {
        let compiled = self.rulebook.compiled();
        let tally = self.standing.tally();
        let since = |part: usize| match base {
            Base::Original => compiled.original.sum(part),
            Base::Approved => tally.sum(part),
        };
        let moved: i64 = parts.iter().map(|part| (tally.sum(*part) - since(*part)).max(0)).sum();
        for part in parts {
            let room = (most - moved).saturating_add((since(*part) - tally.sum(*part)).max(0));
            for line in compiled.selections[*part].positions(self.envelope) {
                self.receive[line].narrow(room, rule);
            }
        }
    }

    /// A sum between two bounds. The bound of a rule that has none on that side, zero or endless, is not named.
    fn narrow_line(&mut self, line: usize, held: i64, (low, high): (i64, i64), rule: usize) {
        if low > 0 {
            self.give[line].narrow(held - low, rule);
        }
        if high < i64::MAX {
            self.receive[line].narrow(high - held, rule);
        }
    }

    /// A share of another scope: money that enters or leaves may count in the part, in the whole, or in both.
    fn narrow_part(&mut self, rule: usize, bound: &Bound, part: usize, whole: usize) {
        let compiled = self.rulebook.compiled();
        let (parts, wholes) = (&compiled.selections[part], &compiled.selections[whole]);
        let tally = self.standing.tally();
        let (held, base) = (tally.sum(part), tally.sum(whole));
        for line in 0..self.envelope.line_count() {
            let in_part = i64::from(parts.contains(self.envelope, line));
            let in_whole = i64::from(wholes.contains(self.envelope, line));
            if in_part + in_whole == 0 {
                continue;
            }
            // What is missing and what is too much; below zero where the bound is kept on that side.
            let apart = |change: i64| {
                let (low, high) = bound.share_interval(base + in_whole * change);
                let found = held + in_part * change;
                (low - found, found - high)
            };
            // As for a sum: what is broken already may heal, and neither side may be broken by more than it is.
            let (missing, surplus) = apart(0);
            let keeps = |change: i64| {
                let (less, more) = apart(change);
                less <= missing.max(0) && more <= surplus.max(0)
            };
            let give = furthest(self.give[line].cents, |cents| keeps(-cents));
            let receive = furthest(self.receive[line].cents, keeps);
            for (room, most) in [(&mut self.give[line], give), (&mut self.receive[line], receive)] {
                if most < room.cents {
                    room.narrow(most, rule);
                }
            }
        }
    }

    /// A flow binds a line on its own only where the money has no other way: every other line is on the far side.
    fn narrow_flow(&mut self, rule: usize, cap: i64, from: usize, to: usize) {
        let compiled = self.rulebook.compiled();
        let (giving, taking) = (&compiled.selections[from], &compiled.selections[to]);
        let count = |line: &usize, side: &Selection| side.contains(self.envelope, *line);
        let lines = 0..self.envelope.line_count();
        let both = lines.clone().filter(|line| count(line, giving) && count(line, taking)).count();
        let (givers, takers) = (giving.len(self.envelope), taking.len(self.envelope));
        let others = self.envelope.line_count() - 1;
        for line in lines {
            let (gives, takes) = (count(&line, giving), count(&line, taking));
            // Lines on both sides exchange freely, so for one of them the far side is without them.
            let far = |side: usize| if gives && takes { side - both } else { side };
            if gives && far(takers) == others {
                self.give[line].narrow(cap, rule);
            }
            if takes && far(givers) == others {
                self.receive[line].narrow(cap, rule);
            }
        }
    }

    /// A line gives no more than all others can take together, and takes no more than they can give.
    fn meet(&mut self) {
        let sum = |rooms: &[Room]| rooms.iter().map(|room| i128::from(room.cents)).sum::<i128>();
        let (given, taken) = (sum(&self.give), sum(&self.receive));
        let (given_by, taken_by) = (SoleRule::of(&self.give), SoleRule::of(&self.receive));
        for line in 0..self.give.len() {
            let (give, receive) = (self.give[line], self.receive[line]);
            let others_give = given - i128::from(give.cents);
            let others_take = taken - i128::from(receive.cents);
            if let Ok(cents) = i64::try_from(others_take)
                && cents < give.cents
            {
                self.give[line] = Room { cents, rule: taken_by.without(receive.rule) };
            }
            if let Ok(cents) = i64::try_from(others_give)
                && cents < receive.cents
            {
                self.receive[line] = Room { cents, rule: given_by.without(give.rule) };
            }
        }
    }
}

/// The one rule that stops all lines but one, if there is only one.
struct SoleRule {
    counts: BTreeMap<Option<usize>, usize>,
}

impl SoleRule {
    fn of(rooms: &[Room]) -> SoleRule {
        let mut counts = BTreeMap::new();
        for room in rooms {
            *counts.entry(room.rule).or_insert(0) += 1;
        }
        SoleRule { counts }
    }

    fn without(&self, own: Option<usize>) -> Option<usize> {
        let mut left = self.counts.iter().filter(|(rule, count)| **count > usize::from(**rule == own));
        let first = left.next()?;
        if left.next().is_some() { None } else { *first.0 }
    }
}

/// The largest of `0..=most` for which a condition holds that, once it fails, fails for all larger ones.
fn furthest(most: i64, holds: impl Fn(i64) -> bool) -> i64 {
    if holds(most) {
        return most;
    }
    if !holds(0) {
        return 0;
    }
    let (mut kept, mut broken) = (0, most);
    while broken - kept > 1 {
        let middle = kept + (broken - kept) / 2;
        if holds(middle) {
            kept = middle;
        } else {
            broken = middle;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::furthest;
    use crate::money::{Percent, Rounding};

    #[test]
    fn furthest_stops_at_the_last_that_holds() {
        assert_eq!(furthest(10, |cents| cents <= 7), 7);
        assert_eq!(furthest(10, |_| true), 10);
        assert_eq!(furthest(10, |_| false), 0);
        let percent: Percent = "7".parse().unwrap();
        assert_eq!(furthest(1_000, |cents| percent.share(10_000 - cents, Rounding::Down) >= 650), 714);
    }
}
