//! From rules as data to checks with integer bounds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::allowance::Allowance;
use super::authorization::Authorization;
use super::compiled::{Bases, Bound, Check, Compiled, Subject};
use super::index::Index;
use super::limit::{Limit, Share};
use super::notice::{Notice, NoticeCode};
use super::rule::{Each, Rule};
use super::summed_allocation::SummedAllocation;
use crate::budget::{Allocation, Envelope, Scope, Selection};
use crate::capacity::{MAX_CHECKS, MAX_LOOKS, MAX_MEMBERSHIPS, MAX_RULES};
use crate::error::{Cause, Error, Result};
use crate::money::{Money, Percent, Rounding};
use crate::words::{both, named};

/// Compiles rules for an envelope; `original` is of the same lines, its total may be an earlier one.
pub(super) fn compile(envelope: &Envelope, rules: Vec<Rule>, original: &Allocation) -> Result<Compiled> {
    if rules.len() > MAX_RULES {
        return Err(Cause::TooMany {
            what: both("rules", "vincoli"),
            found: rules.len(),
            allowed: MAX_RULES,
        }
        .into());
    }
    if !envelope.same_lines(original.envelope()) {
        return Err(Cause::EnvelopeDiffers {}.into());
    }
    let mut ids = BTreeSet::new();
    if let Some(rule) = rules.iter().find(|rule| !ids.insert(rule.id())) {
        return Err(Cause::IdTaken { what: both("rule", "vincolo"), id: rule.id().to_owned() }.into());
    }
    drop(ids);
    let mut compiler = Compiler {
        envelope,
        selections: Vec::new(),
        numbers: BTreeMap::new(),
        memberships: 0,
        checks: Vec::new(),
    };
    for (number, rule) in rules.iter().enumerate() {
        compiler.rule(number, rule).map_err(|error| error.at(named("rule", "vincolo", rule.id())))?;
    }
    let Compiler { selections, checks, numbers, .. } = compiler;
    drop(numbers);
    let original = SummedAllocation::new(original, &selections);
    for check in &checks {
        order_bands(check, &original)
            .map_err(|error| error.at(named("rule", "vincolo", rules[check.rule].id())))?;
    }
    let readers: Vec<(usize, usize)> = (0..)
        .zip(&checks)
        .flat_map(|(number, check)| {
            check.subject.reads().into_iter().map(move |selection| (selection, number))
        })
        .collect();
    let index = Index::new(envelope, &selections, &readers);
    let mut compiled = Compiled {
        envelope: envelope.clone(),
        rules,
        selections,
        checks,
        index,
        original,
        notices: Vec::new(),
    };
    let looks = compiled.checks.iter().map(|check| compiled.looks(check)).fold(0, usize::saturating_add);
    if looks > MAX_LOOKS {
        let what = both("lines that rules look at one by one", "voci che i vincoli esaminano una a una");
        return Err(Cause::TooMany { what, found: looks, allowed: MAX_LOOKS }.into());
    }
    compiled.notices = notices(&compiled);
    Ok(compiled)
}

/// A part that a rule of movement tells apart takes as much memory as so many lines in a list.
const PART: usize = 4;

/// Bounds from tight to loose, with what their breach needs.
type Bands = Arc<[(Bound, Authorization)]>;

struct Compiler<'a> {
    envelope: &'a Envelope,
    selections: Vec<Selection>,
    numbers: BTreeMap<Selection, usize>,
    memberships: usize,
    checks: Vec<Check>,
}

impl Compiler<'_> {
    fn rule(&mut self, number: usize, rule: &Rule) -> Result<()> {
        let scope = Selection::resolve(rule.scope(), self.envelope)?;
        let limits = rule.bands();
        let bands: Bands = limits.iter().map(|(limit, needs)| (self.bound(limit), *needs)).collect();
        match rule.each() {
            None => {
                let subject = self.subject(scope, limits[0].0)?;
                self.check(number, subject, &bands)
            }
            Some(Each::Line) => {
                let scope = self.number(scope)?;
                self.check(number, Subject::EachLine(scope), &bands)
            }
            Some(Each::Label(key)) => {
                let parts = scope.split_by(self.envelope, key)?;
                if parts.is_empty() {
                    return Err(Cause::LabelKeyUnknown { key: key.clone() }.into());
                }
                for part in parts {
                    let part = self.number(part)?;
                    self.check(number, Subject::Sum(part), &bands)?;
                }
                Ok(())
            }
        }
    }

    fn subject(&mut self, scope: Selection, limit: &Limit) -> Result<Subject> {
        match limit {
            Limit::ShareFloor(Share { of: Some(of), .. })
            | Limit::ShareCeiling(Share { of: Some(of), .. }) => self.part(scope, of),
            Limit::Derived(derived) => self.part(scope, &derived.of),
            Limit::Movement(movement) => match &movement.by {
                None => Ok(Subject::Movement { scope: self.number(scope)?, base: movement.base }),
                Some(key) => {
                    let parts = scope.split_by(self.envelope, key)?;
                    let scope = self.number(scope)?;
                    self.hold(parts.len().saturating_mul(PART))?;
                    let parts = parts.into_iter().map(|part| self.number(part)).collect::<Result<_>>()?;
                    Ok(Subject::MovementBy { scope, parts, base: movement.base })
                }
            },
            Limit::Flow(flow) => {
                let from = self.number(scope)?;
                let to = Selection::resolve(&flow.to, self.envelope)
                    .map_err(|error| error.at(both("to", "`to`")))?;
                Ok(Subject::Flow { from, to: self.number(to)? })
            }
            Limit::Step(_) => Ok(Subject::Step(self.number(scope)?)),
            _ => Ok(Subject::Sum(self.number(scope)?)),
        }
    }

    fn part(&mut self, part: Selection, whole: &Scope) -> Result<Subject> {
        let part = self.number(part)?;
        let whole = Selection::resolve(whole, self.envelope).map_err(|error| error.at(both("of", "`of`")))?;
        Ok(Subject::Part { part, whole: self.number(whole)? })
    }

    fn check(&mut self, rule: usize, subject: Subject, bands: &Bands) -> Result<()> {
        if self.checks.len() == MAX_CHECKS {
            return Err(Cause::TooMany {
                what: both("parts that rules hold for", "parti per cui valgono i vincoli"),
                found: MAX_CHECKS + 1,
                allowed: MAX_CHECKS,
            }
            .into());
        }
        self.checks.push(Check { rule, subject, bands: Arc::clone(bands) });
        Ok(())
    }

    fn bound(&self, limit: &Limit) -> Bound {
        let total = self.envelope.total().cents();
        // A share of the total is at most a hundred times 2^48 cents.
        let share =
            |percent: Percent, rounding| i64::try_from(percent.share(total, rounding)).unwrap_or(i64::MAX);
        match limit {
            Limit::Floor(amount) => Bound::Within { low: amount.cents(), high: i64::MAX },
            Limit::Ceiling(amount) => Bound::Within { low: 0, high: amount.cents() },
            Limit::ShareFloor(Share { percent, of: None }) => {
                Bound::Within { low: share(*percent, Rounding::Up), high: i64::MAX }
            }
            Limit::ShareCeiling(Share { percent, of: None }) => {
                Bound::Within { low: 0, high: share(*percent, Rounding::Down) }
            }
            Limit::ShareFloor(share) => Bound::ShareAtLeast(share.percent),
            Limit::ShareCeiling(share) => Bound::ShareAtMost(share.percent),
            Limit::Locked(lock) => {
                let none = Some(Allowance::percent(Percent::ZERO));
                Bound::Around { base: lock.base, up: none.clone(), down: none }
            }
            Limit::Variation(variation) => {
                Bound::Around { base: variation.base, up: variation.up.clone(), down: variation.down.clone() }
            }
            Limit::Movement(movement) => Bound::AtMost {
                base: movement.base,
                allowance: movement.allowance(),
                strict: movement.strict,
            },
            Limit::Flow(flow) => {
                Bound::AtMost { base: flow.base, allowance: flow.allowance(), strict: false }
            }
            Limit::Step(step) => Bound::Multiple(step.cents()),
            Limit::Derived(derived) => Bound::ShareEquals(derived.percent, derived.rounding),
            Limit::Bands(_) => Bound::Within { low: 0, high: i64::MAX },
        }
    }

    fn number(&mut self, selection: Selection) -> Result<usize> {
        if let Some(number) = self.numbers.get(&selection) {
            return Ok(*number);
        }
        if let Selection::Lines(lines) = &selection {
            self.hold(lines.len())?;
        }
        let number = self.selections.len();
        self.selections.push(selection.clone());
        self.numbers.insert(selection, number);
        Ok(number)
    }

    /// So many lines or parts more are kept as a list.
    fn hold(&mut self, more: usize) -> Result<()> {
        self.memberships += more;
        if self.memberships > MAX_MEMBERSHIPS {
            let what = both("lines in all scopes", "voci in tutti gli ambiti");
            return Err(Cause::TooMany { what, found: self.memberships, allowed: MAX_MEMBERSHIPS }.into());
        }
        Ok(())
    }
}

/// Each band holds whatever the one before it holds, and needs no less.
fn order_bands(check: &Check, original: &SummedAllocation) -> Result<()> {
    let unordered = |band: usize| Err(Error::from(Cause::BandsUnordered { band }));
    for (number, pair) in (2..).zip(check.bands.windows(2)) {
        let ((tight, needs), (loose, needs_more)) = (&pair[0], &pair[1]);
        let looser = match (tight, loose) {
            (Bound::ShareAtMost(a), Bound::ShareAtMost(b)) => a <= b,
            (Bound::ShareAtLeast(a), Bound::ShareAtLeast(b)) => a >= b,
            (Bound::Around { base: a, .. }, Bound::Around { base: b, .. })
            | (Bound::AtMost { base: a, .. }, Bound::AtMost { base: b, .. })
                if a != b =>
            {
                false
            }
            _ => {
                let sum = original.sum(check.subject.scope());
                let bases = Bases { original: sum, approved: sum };
                let ((low, high), (low_after, high_after)) = (tight.interval(bases), loose.interval(bases));
                low_after <= low && high <= high_after
            }
        };
        if !looser || needs_more <= needs {
            return unordered(number);
        }
    }
    Ok(())
}

/// Rules that no allocation can break, and rules that none can respect.
fn notices(compiled: &Compiled) -> Vec<Notice> {
    let Compiled { envelope, rules, selections, checks, original, .. } = compiled;
    let total = envelope.total().cents();
    let locked = locked_lines(compiled);
    let mut locked_amounts = vec![Money::ZERO; envelope.line_count()];
    locked.iter().for_each(|line| locked_amounts[*line] = original.amounts()[*line]);
    let locked_sum: i64 = locked.iter().map(|line| original.amount(*line)).sum();
    let locked_sums = Selection::sums(selections, envelope, &locked_amounts);
    let mut notices: Vec<Notice> = Vec::new();
    // One notice for all parts of a rule.
    let mut said = None;
    let mut bound_somewhere = vec![false; rules.len()];
    for check in checks {
        let scope = check.subject.scope();
        let bases = Bases { original: original.sum(scope), approved: original.sum(scope) };
        let is_lock = matches!(rules[check.rule].limit(), Limit::Locked(_));
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
                if high < least || low > most {
                    let code = match high < 0 || low > total || *selection == Selection::All {
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
            Subject::Movement { .. } | Subject::MovementBy { .. } => tight.interval(bases).1 >= total,
            Subject::Flow { from, to } => {
                let same = from == to && selections[*from].single(envelope).is_some();
                same || tight.interval(bases).1 >= total
            }
            Subject::Part { .. } => false,
            Subject::Step(_) => *tight == Bound::Multiple(1),
        };
        bound_somewhere[check.rule] |= !never_binds;
    }
    for (rule, bound) in rules.iter().zip(bound_somewhere) {
        if !bound {
            notices.push(Notice::of_rule(rule, NoticeCode::NeverBinds));
        }
    }
    notices
}

/// The lines that a rule locks one by one, in order.
fn locked_lines(compiled: &Compiled) -> Vec<usize> {
    let mut lines = BTreeSet::new();
    for check in &compiled.checks {
        if !matches!(compiled.rules[check.rule].limit(), Limit::Locked(_)) {
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
