//! What is odd about rules as they are compiled: bounds that never bind, and bounds that nothing can keep.

use std::collections::BTreeSet;

use super::bases::{Bases, Placement};
use super::compiled::{Bound, Compiled, Subject};
use super::due::Due;
use super::kept_allocations::KeptSums;
use super::notice::{Notice, NoticeCode};
use super::part_totals::rules_beyond_total;
use super::rule::Rule;
use crate::budget::Selection;
use crate::date::Date;
use crate::money::{Money, Percent, Rounding};

/// Rules that no allocation can break, and rules that none can respect.
pub(super) fn notices(compiled: &Compiled) -> Vec<Notice> {
    let Compiled { envelope, rules, selections, checks, original, .. } = compiled;
    let day = compiled.circumstances.day;
    let total = envelope.total().cents();
    let locked = locked_lines(compiled);
    let locks_stay = checks.iter().all(|check| !check.is_lock() || check.loosest().is_constant());
    let mut locked_amounts = vec![Money::ZERO; envelope.line_count()];
    locked.iter().for_each(|line| locked_amounts[*line] = original.amounts()[*line]);
    let locked_sum: i64 = locked.iter().map(|line| original.amount(*line)).sum();
    let locked_sums = Selection::sums(&selections[..], envelope, &locked_amounts);
    let mut notices: Vec<Notice> = Vec::new();
    let none = KeptSums::default();
    // One notice for all parts of a rule.
    let mut said = None;
    let mut bound_somewhere = vec![false; rules.len()];
    for check in checks {
        let scope = check.subject.scope();
        let bases = compiled.at_original(scope, &none);
        let is_lock = check.is_lock();
        let (tight, loose) = (&check.bands[0].0, &check.bands[check.bands.len() - 1].0);
        let never_binds = match &check.subject {
            Subject::Sum(_) => {
                let selection = &selections[scope];
                let (least, most) = match selection {
                    Selection::All => (total, total),
                    _ if locked.is_empty() || is_lock => (0, total),
                    _ => (locked_sums[scope], total - (locked_sum - locked_sums[scope])),
                };
                let (low, high) = loose.interval(bases);
                if loose.is_constant() && (high < least || low > most || low > high) {
                    let code = match high < 0 || low > total || low > high || *selection == Selection::All {
                        true => NoticeCode::NeverHolds,
                        false => NoticeCode::ContradictsLock,
                    };
                    if said != Some((check.rule, code)) {
                        notices.push(Notice::of_rule(&rules[check.rule], code));
                        said = Some((check.rule, code));
                    }
                }
                let (low, high) = tight.interval(bases);
                let (least, most) =
                    if locks_stay || *selection == Selection::All { (least, most) } else { (0, total) };
                tight.is_constant() && low <= least && most <= high
            }
            Subject::EachLine(_) => no_line_is_bound(compiled, scope, tight, bases),
            Subject::Movement { inside: true, .. } if selections[scope].single(envelope).is_some() => true,
            Subject::MovementBy { parts, inside: true, .. } if parts.len() < 2 => true,
            Subject::Movement { .. } | Subject::MovementBy { .. } => may_all_move(tight, bases),
            Subject::Flow { from, to, .. } => {
                (from == to && selections[*from].single(envelope).is_some()) || may_all_move(tight, bases)
            }
            Subject::Part { part, whole } => {
                may_be_all(tight, part == whole || selections[*whole] == Selection::All, total)
            }
            Subject::Step(_) => *tight == Bound::Multiple(1),
            Subject::Changes(_) => false,
        };
        bound_somewhere[check.rule] |= !never_binds;
    }
    let beyond = rules_beyond_total(compiled).into_iter();
    let beyond = beyond.map(|rule| Notice::of_rule(&rules[rule], NoticeCode::NeverHolds));
    let beyond: Vec<Notice> = beyond.filter(|notice| !notices.contains(notice)).collect();
    notices.extend(beyond);
    notices.extend(rules.iter().zip(bound_somewhere).flat_map(|(rule, bound)| of_rule(rule, bound, day)));
    notices
}

/// What is odd about the days of a rule, and whether it binds at all.
fn of_rule(rule: &Rule, bound: bool, day: Option<Date>) -> impl Iterator<Item = Notice> {
    let never_binds = (!bound && rule.is_in_force(day)).then_some(NoticeCode::NeverBinds);
    day_notice(rule, day).into_iter().chain(never_binds).map(|code| Notice::of_rule(rule, code))
}

/// Whether a bound on each line of a scope lets every line hold anything.
fn no_line_is_bound(compiled: &Compiled, scope: usize, tight: &Bound, bases: Bases<'_>) -> bool {
    let is_bound = |line: usize| {
        let (low, high) = tight.interval(bases.placed(Placement::Line(line)));
        low > 0 || high < compiled.envelope.total().cents()
    };
    tight.is_constant() && !compiled.selections[scope].positions(&compiled.envelope).any(is_bound)
}

/// Whether a share of what other lines hold is one that any part has; `of_more` where the whole holds all of the part.
fn may_be_all(bound: &Bound, of_more: bool, total: i64) -> bool {
    match bound {
        Bound::Share(percent, Due::AtLeast) => percent.share(total, Rounding::Up) == 0,
        Bound::Share(percent, Due::AtMost) => of_more && percent.parts(1) >= Percent::PARTS,
        _ => false,
    }
}

/// Whether a bound on what moves is no less than the total, whatever the allocation.
fn may_all_move(bound: &Bound, bases: Bases<'_>) -> bool {
    bound.has_constant_amounts() && bound.interval(bases).1 >= bases.total
}

/// What is odd about the days of a rule.
fn day_notice(rule: &Rule, day: Option<Date>) -> Option<NoticeCode> {
    match (rule.when(), day) {
        (Some(_), None) => Some(NoticeCode::DayUnknown),
        (Some(_), Some(_)) if !rule.is_in_force(day) => Some(NoticeCode::NotInForce),
        _ => None,
    }
}

/// The lines that a rule locks one by one, in order.
fn locked_lines(compiled: &Compiled) -> Vec<usize> {
    let mut lines = BTreeSet::new();
    for check in &compiled.checks {
        if !check.is_lock() {
            continue;
        }
        match &check.subject {
            Subject::EachLine(scope) => {
                lines.extend(compiled.selections[*scope].positions(&compiled.envelope));
            }
            Subject::Sum(scope) => lines.extend(compiled.selections[*scope].single(&compiled.envelope)),
            _ => {}
        }
    }
    lines.into_iter().collect()
}
