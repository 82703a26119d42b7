//! Rules that say what another says, and rules that exclude each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::base::Base;
use super::compiled::{Bound, Check, Compiled, Subject};
use super::kept_allocations::KeptSums;
use super::limit::Limit;
use super::notice::{Notice, NoticeCode};
use super::rule::Rule;
use crate::budget::Selection;

/// With how many rules before it on the same scope a rule is compared: more than people write.
const COMPARED: usize = 64;

/// How many lines and pairs of rules are looked at to find what contradicts what.
const LOOKED_AT: usize = 1 << 20;

/// Rules that add nothing to another one, and pairs of rules that no allocation can respect. Rules are compared that measure the same
/// thing of the same lines; floors also with ceilings over more lines.
pub(super) fn overlaps(compiled: &Compiled) -> Vec<Notice> {
    let checks = &compiled.checks;
    let mut by_first: BTreeMap<&Subject, Vec<Range<usize>>> = BTreeMap::new();
    let mut begin = 0;
    for of_rule in checks.chunk_by(|one, next| one.rule == next.rule) {
        by_first.entry(&of_rule[0].subject).or_default().push(begin..begin + of_rule.len());
        begin += of_rule.len();
    }
    let of = |range: &Range<usize>| checks[range.start].rule;
    let mut found: Vec<(usize, usize, NoticeCode)> = Vec::new();
    for ranges in by_first.into_values() {
        // Those that no other one covers: what covers one of the rest is covered or kept itself.
        let mut kept: Vec<Range<usize>> = Vec::new();
        for later in ranges {
            let before = &kept[kept.len().saturating_sub(COMPARED)..];
            let excludes = before.iter().find(|earlier| exclude(compiled, (*earlier).clone(), later.clone()));
            found.extend(excludes.map(|earlier| (of(&later), of(earlier), NoticeCode::Contradicts)));
            if let Some(earlier) =
                before.iter().find(|earlier| covers(compiled, (*earlier).clone(), later.clone()))
            {
                found.push((of(&later), of(earlier), NoticeCode::Shadowed));
                continue;
            }
            let skipped = kept.len().saturating_sub(COMPARED);
            let mut place = 0;
            kept.retain(|earlier| {
                place += 1;
                let is_covered = place > skipped && covers(compiled, later.clone(), earlier.clone());
                if is_covered {
                    found.push((of(earlier), of(&later), NoticeCode::Shadowed));
                }
                !is_covered
            });
            kept.push(later);
        }
    }
    found.extend(contained(compiled));
    found.sort_unstable();
    found.dedup_by_key(|(rule, _, code)| (*rule, *code));
    let id = |rule: usize| compiled.rules[rule].id();
    // What is wrong with a rule by itself is told once.
    let told = |codes: &[NoticeCode]| -> BTreeSet<&str> {
        let notices = compiled.notices.iter().filter(|notice| codes.contains(&notice.code));
        notices.map(|notice| notice.rule.as_str()).collect()
    };
    let idle = told(&[NoticeCode::NeverBinds]);
    let broken = told(&[NoticeCode::NeverHolds, NoticeCode::ContradictsLock]);
    found.retain(|(rule, other, code)| match code {
        NoticeCode::Shadowed => !idle.contains(id(*rule)),
        _ => !broken.contains(id(*rule)) && !broken.contains(id(*other)),
    });
    found.into_iter().map(|(rule, other, code)| Notice::of_pair(id(rule), id(other), code)).collect()
}

/// Whether whatever breaks one of some checks breaks one of others at the same level or a stricter one, in all circumstances.
fn covers(compiled: &Compiled, by: Range<usize>, of: Range<usize>) -> bool {
    let rule = |range: &Range<usize>| &compiled.rules[compiled.checks[range.start].rule];
    asks_no_less(rule(&by), rule(&of)) && {
        let mut by = compiled.checks[by].iter();
        compiled.checks[of]
            .iter()
            .all(|of| by.any(|by| by.subject == of.subject && is_stricter(compiled, by, of)))
    }
}

/// Whether a rule is in force whenever another is, an approval of its breach comes with all that the other asks, and the same lines
/// pay for what it derives.
fn asks_no_less(rule: &Rule, other: &Rule) -> bool {
    if matches!(other.limit(), Limit::Derived(_)) && rule.limit() != other.limit() {
        return false;
    }
    let all = |asked: &[String], known: &[String]| asked.iter().all(|one| known.contains(one));
    (rule.when().is_none() || rule.when() == other.when())
        && all(other.requires(), rule.requires())
        && all(other.by(), rule.by())
        && rule.by().is_empty() == other.by().is_empty()
}

fn is_stricter(compiled: &Compiled, check: &Check, than: &Check) -> bool {
    let bands = check.bands.iter();
    let covered = |(loose, level): &(Bound, _)| {
        let mut stricter = bands.clone().filter(|(_, needs)| needs >= level);
        stricter.any(|(tight, _)| tight == loose || is_within(compiled, &check.subject, tight, loose))
    };
    than.bands.iter().all(covered)
}

/// Whether what keeps a bound keeps another one, where neither ever changes.
fn is_within(compiled: &Compiled, subject: &Subject, tight: &Bound, loose: &Bound) -> bool {
    let by_line = matches!(subject, Subject::EachLine(_));
    let are_sums =
        matches!(subject, Subject::Sum(_)) || (by_line && [tight, loose].map(is_within_cents) == [true; 2]);
    let are_flows =
        matches!((tight, loose), (Bound::AtMost { base: a, .. }, Bound::AtMost { base: b, .. }) if a == b);
    // What the original allocation broke is judged by its own total.
    let moves = |bound: &Bound| bound.named_bases().contains(&Base::After);
    let has_moved = compiled.original.allocation().total() != compiled.envelope.total();
    if !(are_sums || are_flows)
        || [tight, loose].into_iter().any(|bound| !bound.is_constant() || (has_moved && moves(bound)))
    {
        return false;
    }
    let none = KeptSums::default();
    let bases = compiled.at_original(subject.scope(), &none);
    let ((low, high), (least, most)) = (tight.interval(bases), loose.interval(bases));
    least <= low && high <= most
}

fn is_within_cents(bound: &Bound) -> bool {
    matches!(bound, Bound::Within { .. })
}

/// Whether no allocation keeps both of two rules: what they let a sum or a line be has nothing in common.
fn exclude(compiled: &Compiled, first: Range<usize>, second: Range<usize>) -> bool {
    let mut others = compiled.checks[second].iter();
    let none = KeptSums::default();
    compiled.checks[first].iter().any(|check| {
        others.find(|other| other.subject == check.subject).is_some_and(|other| {
            let is_cents = match check.subject {
                Subject::Sum(_) => true,
                Subject::EachLine(_) => [check, other].iter().all(|check| is_within_cents(check.loosest())),
                _ => false,
            };
            if !is_cents || !check.loosest().is_constant() || !other.loosest().is_constant() {
                return false;
            }
            let bases = compiled.at_original(check.subject.scope(), &none);
            let ((low, high), (least, most)) =
                (check.loosest().interval(bases), other.loosest().interval(bases));
            low <= high && least <= most && low.max(least) > high.min(most)
        })
    })
}

/// What the lines of a scope, or each of them, hold at least or at most in every allocation that keeps a rule.
struct SumLimit<'a> {
    rule: usize,
    lines: &'a Selection,
    /// Whether it is about each of the lines.
    by_line: bool,
    low: i64,
    high: i64,
}

/// Pairs of rules of which the one asks more of lines than the other lets some lines hold that these are among: amounts are not below
/// zero, so that no allocation keeps both.
fn contained(compiled: &Compiled) -> Vec<(usize, usize, NoticeCode)> {
    let none = KeptSums::default();
    let limits = compiled.checks.iter().filter_map(|check| {
        let by_line = match check.subject {
            Subject::Sum(_) => false,
            Subject::EachLine(_) if is_within_cents(check.loosest()) => true,
            _ => return None,
        };
        let scope = check.subject.scope();
        let (low, high) = match check.loosest().is_constant() {
            true => check.loosest().interval(compiled.at_original(scope, &none)),
            false => return None,
        };
        let lines = &compiled.selections[scope];
        (low <= high).then_some(SumLimit { rule: check.rule, lines, by_line, low, high })
    });
    let limits: Vec<SumLimit<'_>> = limits.collect();
    let total = compiled.envelope.total().cents();
    let floors = limits.iter().filter(|limit| limit.low > 0);
    let mut found = Vec::new();
    let mut looks = LOOKED_AT;
    for floor in floors {
        for ceiling in limits.iter().filter(|limit| limit.high < floor.low.min(total)) {
            if looks == 0 {
                return found;
            }
            looks -= 1;
            if floor.rule != ceiling.rule
                && are_in_force_together(compiled, [floor.rule, ceiling.rule])
                && is_inside(compiled, floor, ceiling, &mut looks)
            {
                let rules = [floor.rule, ceiling.rule];
                let [first, second] = if rules[0] < rules[1] { rules } else { [rules[1], rules[0]] };
                found.push((second, first, NoticeCode::Contradicts));
            }
        }
    }
    found
}

/// Whether one of two rules is always in force, or both are on the same days.
fn are_in_force_together(compiled: &Compiled, rules: [usize; 2]) -> bool {
    let [one, other] = rules.map(|rule| compiled.rules[rule].when());
    one.is_none() || other.is_none() || one == other
}

/// Whether what a floor asks for is among the lines that a ceiling bounds.
fn is_inside(compiled: &Compiled, floor: &SumLimit<'_>, ceiling: &SumLimit<'_>, looks: &mut usize) -> bool {
    let envelope = &compiled.envelope;
    let mut lines = floor.lines.positions(envelope);
    let mut is_in = |line: usize| {
        *looks = looks.saturating_sub(1);
        *looks > 0 && ceiling.lines.contains(envelope, line)
    };
    match (floor.by_line, ceiling.by_line) {
        // One line in common is enough.
        (true, _) => lines.any(is_in),
        (false, true) => lines.next().is_some_and(&mut is_in) && lines.next().is_none(),
        (false, false) => lines.all(is_in),
    }
}

impl Check {
    /// The bound whose breach needs most.
    pub(super) fn loosest(&self) -> &Bound {
        &self.bands[self.bands.len() - 1].0
    }
}

impl Bound {
    /// Whether it is the same for every allocation of the envelope: it measures from the original allocation, and its amounts are in
    /// euros, of the total, or of what stood in the original allocation.
    pub(super) fn is_constant(&self) -> bool {
        let is_original = match self {
            Bound::Around { base, .. } | Bound::AtMost { base, .. } => *base == Base::Original,
            Bound::Within { .. } | Bound::Between { .. } | Bound::Exactly { .. } => true,
            Bound::Share(..) | Bound::Multiple(_) | Bound::Count => false,
        };
        is_original && self.has_constant_amounts()
    }

    /// Whether its amounts are the same for every allocation of the envelope.
    pub(super) fn has_constant_amounts(&self) -> bool {
        self.figures().into_iter().all(|figure| {
            figure.is_fixed() || figure.named_bases().into_iter().all(|base| base == Base::Original)
        })
    }
}
