//! What is odd about rules as they are compiled: bounds that never bind, and bounds that nothing can keep.

use std::collections::BTreeSet;

use super::compiled::{Bound, Compiled, Subject};
use super::kept_allocations::KeptSums;
use super::notice::{Notice, NoticeCode};
use super::rule::Rule;
use crate::budget::Selection;
use crate::date::Date;
use crate::money::Money;

/// Rules that no allocation can break, and rules that none can respect.
pub(super) fn notices(compiled: &Compiled) -> Vec<Notice> {
    let Compiled { envelope, rules, selections, checks, original, .. } = compiled;
    let day = compiled.circumstances.day;
    let total = envelope.total().cents();
    let locked = locked_lines(compiled);
    let mut locked_amounts = vec![Money::ZERO; envelope.line_count()];
    locked.iter().for_each(|line| locked_amounts[*line] = original.amounts()[*line]);
    let locked_sum: i64 = locked.iter().map(|line| original.amount(*line)).sum();
    let locked_sums = Selection::sums(selections, envelope, &locked_amounts);
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
                    _ => {
                        let inside = locked_sums[scope];
                        (inside, total - (locked_sum - inside))
                    }
                };
                let (low, high) = loose.interval(bases);
                if high < least || low > most || low > high {
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
                low <= least && most <= high
            }
            Subject::EachLine(_) => {
                let (low, high) = tight.interval(bases);
                matches!(tight, Bound::Within { .. }) && low <= 0 && total <= high
            }
            Subject::Movement { inside: true, .. } if selections[scope].single(envelope).is_some() => true,
            Subject::MovementBy { parts, inside: true, .. } if parts.len() < 2 => true,
            Subject::Movement { .. } | Subject::MovementBy { .. } => tight.interval(bases).1 >= total,
            Subject::Flow { from, to, .. } => {
                let same = from == to && selections[*from].single(envelope).is_some();
                same || tight.interval(bases).1 >= total
            }
            Subject::Step(_) => *tight == Bound::Multiple(1),
            Subject::Part { .. } | Subject::Changes(_) => false,
        };
        bound_somewhere[check.rule] |= !never_binds;
    }
    for (rule, bound) in rules.iter().zip(bound_somewhere) {
        if let Some(code) = day_notice(rule, day) {
            notices.push(Notice::of_rule(rule, code));
        }
        if !bound && rule.is_in_force(day) {
            notices.push(Notice::of_rule(rule, NoticeCode::NeverBinds));
        }
    }
    notices
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
