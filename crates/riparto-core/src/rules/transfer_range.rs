//! `TransferRange`: which amounts of one transfer pass.
//!
//! Every rule but a step lets pass what lies between two ends: a sum, a share with its rounding and a flow are lines in the
//! amount, and a movement bends upwards only. What moves inside a scope lets pass what keeps one of two movements. A step lets pass whole multiples, and amounts with the remainder that leaves whole
//! multiples on its lines. So the largest amount is found without a search.

use super::authorization::Authorization;
use super::base::Base;
use super::bounds::{Bounded, counted_since};
use super::check_constraint::{CheckConstraint, Passing};
use super::due::{fraction, share_sides};
use super::remainders::{ENDLESS, remainders};
use super::rulebook::Rulebook;
use super::view::{Evaluation, GainsAndLosses, flow_since};

/// The amounts from `least` to `most` that have, for each step, no remainder or the one that is named.
struct TransferRange {
    least: i128,
    most: i128,
    steps: Vec<(i64, Option<i64>)>,
    /// For each flow since a base, and for what moves inside a scope, the pieces of amounts that pass.
    pieces: Vec<Vec<[i128; 2]>>,
}

impl Rulebook {
    /// The most, up to a limit in cents, that one transfer between two lines can move and pass; `None` where no amount passes,
    /// not even nothing.
    pub(crate) fn largest_transfer(
        &self,
        evaluation: &Evaluation,
        ends: [usize; 2],
        most: i64,
        (up_to, passing): (Authorization, Passing),
    ) -> Option<i64> {
        let mut range = TransferRange { least: 0, most: most.into(), steps: Vec::new(), pieces: Vec::new() };
        for constraint in self.constraints_between(evaluation, ends, up_to, passing) {
            range.tighten((self, evaluation), ends, &constraint);
        }
        range.largest()
    }
}

impl TransferRange {
    fn tighten(
        &mut self,
        (rulebook, evaluation): (&Rulebook, &Evaluation),
        ends @ [from, to]: [usize; 2],
        constraint: &CheckConstraint,
    ) {
        let (envelope, summed) = (rulebook.envelope(), evaluation.summed());
        let is_in = |selection: usize, line: usize| rulebook.selection(selection).contains(envelope, line);
        // By how much a selection changes with each cent.
        let slope = |selection| i128::from(is_in(selection, to)) - i128::from(is_in(selection, from));
        match &constraint.bounded {
            Bounded::Line { line, low, high, .. } => {
                let slope = i128::from(*line == to) - i128::from(*line == from);
                self.between(slope, summed.amount(*line).into(), (*low, *high));
            }
            Bounded::Sum { selection, low, high, .. } => {
                self.between(slope(*selection), summed.sum(*selection).into(), (*low, *high));
            }
            Bounded::Share { part, whole, percent, due, .. } => {
                let (below, above) = fraction(*percent);
                let (low, high) = share_sides(*due, below);
                let (below, above) = (i128::from(below), i128::from(above));
                let [missing, surplus] = constraint.tolerated;
                let apart = below * i128::from(summed.sum(*part)) - above * i128::from(summed.sum(*whole));
                let slope = below * slope(*part) - above * slope(*whole);
                if let (Some(low), Some(missing)) = (low, missing) {
                    self.at_least(slope, i128::from(low) - below * i128::from(missing) - apart);
                }
                if let (Some(high), Some(surplus)) = (high, surplus) {
                    self.at_least(-slope, apart - i128::from(high) - below * i128::from(surplus));
                }
            }
            Bounded::Movement { base, cap, .. } => {
                self.movement(rulebook, evaluation, (ends, [true; 2]), (*base, *cap, constraint.check));
            }
            Bounded::MovementWithin { selection, base, cap, .. } => {
                let counted = ends.map(|line| is_in(*selection, line));
                self.movement(rulebook, evaluation, (ends, counted), (*base, *cap, constraint.check));
            }
            Bounded::MovementBy { parts, base, cap, .. } => {
                self.movement_by(rulebook, evaluation, ends, (parts, *base, *cap));
            }
            Bounded::MovementInside { selection, parts, base, cap, .. } => {
                let counted = (*selection, parts.as_deref());
                for since in counted_since(*base) {
                    self.inside(rulebook, evaluation, ends, (counted, since, *cap, constraint.check));
                }
            }
            Bounded::Flow { from: giving, to: taking, since, cap, .. } if *since != Base::Approved => {
                self.flow_since(rulebook, evaluation, ends, (*since, [*giving, *taking], *cap));
            }
            Bounded::Flow { from: giving, to: taking, cap, .. } => {
                let is_within = ends.iter().all(|line| is_in(*giving, *line) && is_in(*taking, *line));
                if is_in(*giving, from) && is_in(*taking, to) && !is_within {
                    self.at_least(-1, -i128::from(*cap));
                }
            }
            Bounded::Step { selection, cents, .. } => {
                // What each line of the scope needs to be left on a whole multiple.
                let rest = |line: usize, sign: i64| {
                    is_in(*selection, line).then(|| (sign * summed.amount(line)).rem_euclid(*cents))
                };
                let rest = match (rest(from, 1), rest(to, -1)) {
                    (Some(one), Some(other)) => (one == other).then_some(one),
                    (one, other) => one.or(other),
                };
                self.steps.push((*cents, rest.filter(|rest| *rest > 0)));
            }
        }
    }

    /// `slope × amount` is at least so much.
    fn at_least(&mut self, slope: i128, least: i128) {
        match slope {
            0 if least > 0 => self.most = -1,
            0 => {}
            1.. => self.least = self.least.max(-(-least).div_euclid(slope)),
            _ => self.most = self.most.min((-least).div_euclid(-slope)),
        }
    }

    fn between(&mut self, slope: i128, held: i128, (low, high): (i64, i64)) {
        self.at_least(slope, i128::from(low) - held);
        if high < i64::MAX {
            self.at_least(-slope, held - i128::from(high));
        }
    }

    /// The increases of lines; `counted` says which of the two ends the rule looks at.
    fn movement(
        &mut self,
        rulebook: &Rulebook,
        evaluation: &Evaluation,
        (ends, counted): ([usize; 2], [bool; 2]),
        (base, cap, check): (Base, i64, usize),
    ) {
        let since = evaluation.at(rulebook, base);
        let change = |line: usize| evaluation.summed().amount(line) - since.amount(line);
        let [giving, taking] = [0, 1].map(|end| counted[end].then(|| change(ends[end])));
        let moved = evaluation.movement(check);
        self.bend(moved, giving, taking, cap);
    }

    /// The increases of parts.
    fn movement_by(
        &mut self,
        rulebook: &Rulebook,
        evaluation: &Evaluation,
        ends: [usize; 2],
        (parts, base, cap): (&[usize], Base, i64),
    ) {
        let (since, summed) = (evaluation.at(rulebook, base), evaluation.summed());
        let is_in = |part: usize, line: usize| rulebook.selection(part).contains(rulebook.envelope(), line);
        let change = |part: usize| summed.sum(part) - since.sum(part);
        let [giving, taking] = ends.map(|line| parts.iter().copied().find(|part| is_in(*part, line)));
        let moved = parts.iter().map(|part| change(*part).max(0)).sum::<i64>();
        // What moves inside one part, or beside all of them, leaves all parts as they are.
        match giving == taking {
            true => self.at_least(0, i128::from(moved) - i128::from(cap)),
            false => self.bend(moved, giving.map(change), taking.map(change), cap),
        }
    }

    /// What moved so far falls with each cent while the giver is above its base, and rises from where the taker is at its own.
    /// Each side is the change since the base, if it counts.
    fn bend(&mut self, moved: i64, giving: Option<i64>, taking: Option<i64>, cap: i64) {
        let falls = giving.map_or(0, |change| i128::from(change.max(0)));
        let rises = taking.map_or(ENDLESS, |change| i128::from((-change).max(0)));
        let [least, most] = within(moved.into(), [falls, rises], cap.into());
        self.least = self.least.max(least);
        self.most = self.most.min(most);
    }

    /// What moves inside is the lesser of the increases and the decreases, so what keeps either within the cap passes: two pieces,
    /// or one where they meet.
    fn inside(
        &mut self,
        rulebook: &Rulebook,
        evaluation: &Evaluation,
        ends: [usize; 2],
        ((scope, parts), base, cap, check): ((usize, Option<&[usize]>), Base, i64, usize),
    ) {
        let (since, summed) = (evaluation.at(rulebook, base), evaluation.summed());
        let is_in =
            |selection: usize, line: usize| rulebook.selection(selection).contains(rulebook.envelope(), line);
        let change = |part: usize| summed.sum(part) - since.sum(part);
        let (exchange, [giving, taking]) = match parts {
            None => {
                let gained = if base == Base::Approved { 0 } else { i128::from(evaluation.movement(check)) };
                let counted =
                    |line: usize| is_in(scope, line).then(|| summed.amount(line) - since.amount(line));
                (GainsAndLosses { gained, lost: gained - i128::from(change(scope)) }, ends.map(counted))
            }
            Some(parts) => {
                let part = |line: usize| parts.iter().copied().find(|part| is_in(*part, line));
                let [giving, taking] = ends.map(part);
                let counted =
                    if giving == taking { [None; 2] } else { [giving.map(change), taking.map(change)] };
                (GainsAndLosses::of(parts.iter().map(|part| change(*part))), counted)
            }
        };
        let above = |change: i64| i128::from(change.max(0));
        let below = |change: i64| i128::from((-change).max(0));
        let gained = [giving.map_or(0, above), taking.map_or(ENDLESS, below)];
        let lost = [taking.map_or(0, below), giving.map_or(ENDLESS, above)];
        let cap = i128::from(cap);
        let either = [within(exchange.gained, gained, cap), within(exchange.lost, lost, cap)];
        self.pieces.push(joined(either));
    }

    /// What has gone since a base is a line in the amount from bend to bend: where either end of the transfer is at its base. It
    /// may rise and fall, so what passes is one piece or several.
    fn flow_since(
        &mut self,
        rulebook: &Rulebook,
        evaluation: &Evaluation,
        [from, to]: [usize; 2],
        (base, scopes, cap): (Base, [usize; 2], i64),
    ) {
        let since = evaluation.at(rulebook, base);
        let summed = evaluation.summed();
        let bends = [summed.amount(from) - since.amount(from), since.amount(to) - summed.amount(to)];
        let found = |amount: i128| {
            let moved = i64::try_from(amount).unwrap_or(i64::MAX);
            let holds = |line: usize| match line {
                line if line == from => summed.amount(line) - moved,
                line if line == to => summed.amount(line) + moved,
                line => summed.amount(line),
            };
            flow_since(rulebook, since, holds, scopes)
        };
        let mut ends: Vec<i128> = bends.into_iter().map(i128::from).collect();
        ends.extend([0, self.most.max(0)]);
        ends.retain(|end| (0..=self.most.max(0)).contains(end));
        ends.sort_unstable();
        ends.dedup();
        let mut pieces = Vec::new();
        let cap = i128::from(cap);
        for pair in ends.windows(2) {
            passing(&mut pieces, [pair[0], pair[1]], &found, cap);
        }
        if ends.len() == 1 && found(ends[0]) <= cap {
            pieces.push([ends[0], ends[0]]);
        }
        self.pieces.push(pieces);
    }

    fn largest(self) -> Option<i64> {
        let mut whole = vec![[self.least, self.most]];
        for pieces in &self.pieces {
            let both = |a: &[i128; 2]| {
                let [low, high] = *a;
                pieces.iter().map(move |[least, most]| [low.max(*least), high.min(*most)])
            };
            whole = whole.iter().flat_map(both).filter(|[least, most]| least <= most).collect();
        }
        whole.into_iter().filter_map(|piece| self.largest_in(piece)).max()
    }

    fn largest_in(&self, [least, most]: [i128; 2]) -> Option<i64> {
        if least > most {
            return None;
        }
        let remainders = remainders(&self.steps, most).into_iter();
        let largest = remainders.map(|(rest, step)| most - (most - rest).rem_euclid(step));
        largest.filter(|amount| *amount >= least).max().and_then(|amount| i64::try_from(amount).ok())
    }
}

/// The amounts at which increases, or decreases, are within a cap: they fall by a cent with each one up to one end, and rise by one
/// from the other.
fn within(moved: i128, [falls, rises]: [i128; 2], cap: i128) -> [i128; 2] {
    let least = moved - falls.min(rises);
    if least > cap {
        return [0, -1];
    }
    [moved - cap, falls.max(rises) + cap - least]
}

/// The pieces that hold an amount, from the lowest; as one where they meet.
fn joined(mut pieces: [[i128; 2]; 2]) -> Vec<[i128; 2]> {
    pieces.sort_unstable();
    let mut joined: Vec<[i128; 2]> = Vec::new();
    for [least, most] in pieces.into_iter().filter(|[least, most]| least <= most) {
        match joined.last_mut() {
            Some([_, end]) if least <= end.saturating_add(1) => *end = most.max(*end),
            _ => joined.push([least, most]),
        }
    }
    joined
}

/// Adds the amounts between two ends at which a flow is within its cap. Between the ends it is the greatest of three lines with
/// slopes of one, none and minus one at most, so halving finds where it crosses the cap.
fn passing(pieces: &mut Vec<[i128; 2]>, [start, end]: [i128; 2], found: &impl Fn(i128) -> i128, cap: i128) {
    let within = |amount: i128| found(amount) <= cap;
    // A greatest of lines is convex: its least point is where it stops falling.
    let (mut low, mut high) = (start, end);
    while low < high {
        let middle = low + (high - low).div_euclid(2);
        match found(middle) <= found(middle + 1) {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    if !within(low) {
        return;
    }
    let edge = |mut inside: i128, mut outside: i128| {
        while (outside - inside).abs() > 1 {
            let middle = inside + (outside - inside) / 2;
            match within(middle) {
                true => inside = middle,
                false => outside = middle,
            }
        }
        inside
    };
    let least = if within(start) { start } else { edge(low, start) };
    let most = if within(end) { end } else { edge(low, end) };
    pieces.push([least, most]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::TransferRange;

    proptest! {
        #[test]
        fn the_largest_is_that_of_all_amounts(
            least in 0..50_i128, most in 0..300_i128,
            steps in prop::collection::vec((2..30_i64, prop::option::of(1..30_i64)), 0..4),
        ) {
            let steps: Vec<(i64, Option<i64>)> =
                steps.into_iter().map(|(step, rest)| (step, rest.map(|rest| rest % step))).collect();
            let passes = |amount: &i128| {
                let rest = |step: i64| i64::try_from(*amount).unwrap() % step;
                steps.iter().all(|(step, other)| rest(*step) == 0 || Some(rest(*step)) == *other)
            };
            let largest = (least..=most).rev().find(passes).map(|amount| i64::try_from(amount).unwrap());
            let found = TransferRange { least, most, steps: steps.clone(), pieces: Vec::new() }.largest();
            prop_assert_eq!(found, largest);
        }
    }
}
