//! Which of several allowances a change uses, and how much of it, as formulas over the amounts of a row.

use riparto_core::money::Money;
use riparto_core::plan::{Comparison, Plan};
use riparto_core::rules::{AllowanceEntry, AllowanceKind, Base};

use super::check_cells::CheckCells;
use super::workbook_formats::decimal_text;

/// More allowances of a row than these make no formula.
const MOST: usize = 8;

/// A cell: its formula, or none where it stays as it is, and what it says now.
pub(super) struct LiveCell {
    pub(super) formula: Option<String>,
    pub(super) known: String,
    pub(super) is_text: bool,
}

/// The rule of the allowance that a row uses, how much it is, and what is used of it.
pub(super) struct UsedAllowance {
    pub(super) rule: LiveCell,
    pub(super) most: LiveCell,
    pub(super) used: LiveCell,
    /// What is left now, in cents.
    pub(super) left: i64,
}

/// One of them, with the formula of what is used.
struct OneOf<'e, 'a> {
    entry: &'e AllowanceEntry<'a>,
    used: Option<String>,
    /// The cell that names its rule.
    rule: Option<String>,
}

/// What is used of the allowances of a row, over the cells of its original amount, of the one before and the one after: of those of the
/// first way in which something is used, or else of the way of the change.
pub(super) fn used_allowance(
    (plan, comparison, checks): (&Plan, &Comparison, &CheckCells<'_>),
    allowances: &[AllowanceEntry<'_>],
    amounts: &[String; 3],
) -> Option<UsedAllowance> {
    let one_of = |entry| OneOf {
        entry,
        used: used_formula((plan, comparison, checks), entry, amounts),
        rule: checks.place(entry.allowance.rule).map(|place| checks.rule(place).formula),
    };
    let all: Vec<OneOf<'_, '_>> = allowances.iter().map(one_of).collect();
    let of_way = |kind: AllowanceKind| {
        let of_kind: Vec<&OneOf<'_, '_>> =
            all.iter().filter(|one| one.entry.allowance.kind() == kind).collect();
        of_one_way(&of_kind)
    };
    let (up, down) = (of_way(AllowanceKind::Up), of_way(AllowanceKind::Down));
    let [original, _, after] = amounts;
    let otherwise = match (up, down) {
        (Some(up), Some(down)) => {
            let is_down = plan_change(plan, comparison, all.first()?) < 0;
            either(Some(format!("{after}<{original}")), is_down, (down, up))
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return of_way(AllowanceKind::Movement),
    };
    let kind = |one: &OneOf<'_, '_>| one.entry.allowance.kind();
    let is_of_one = all.iter().all(|one| kind(one) == kind(&all[0]));
    let mut asked: Vec<&OneOf<'_, '_>> = Vec::new();
    for one in all.iter().filter(|_| !is_of_one) {
        if !asked.iter().any(|other| kind(other) == kind(one) && other.used == one.used) {
            asked.push(one);
        }
    }
    asked.into_iter().rev().try_fold(otherwise, |rest, one| {
        let is_begun = one.used.as_ref().map(|used| format!("{used}>0"));
        Some(either(is_begun, !one.entry.allowance.used().is_zero(), (of_way(kind(one))?, rest)))
    })
}

/// What the lines of a row changed since the original.
fn plan_change(plan: &Plan, comparison: &Comparison, one: &OneOf<'_, '_>) -> i64 {
    let [original, approved] = [plan.original(), plan.approved()].map(|held| held.amounts());
    let lines = comparison.lines_of(&one.entry.allowance);
    lines.into_iter().map(|line| approved[line].cents() - original[line].cents()).sum()
}

fn either(
    asked: Option<String>,
    is_first: bool,
    (first, second): (UsedAllowance, UsedAllowance),
) -> UsedAllowance {
    let pick = |one: LiveCell, other: LiveCell| {
        let written = |cell: &LiveCell| cell.formula.clone().unwrap_or_else(|| cell.known.clone());
        let [yes, no] = [written(&one), written(&other)];
        let formula = match (&asked, yes == no) {
            (Some(asked), false) => Some(format!("IF({asked},{yes},{no})")),
            (Some(_), true) => one.formula.clone(),
            (None, _) => None,
        };
        LiveCell { formula, known: if is_first { one.known } else { other.known }, is_text: one.is_text }
    };
    UsedAllowance {
        left: if is_first { first.left } else { second.left },
        rule: pick(first.rule, second.rule),
        most: pick(first.most, second.most),
        used: pick(first.used, second.used),
    }
}

/// Of allowances for changes of one way the tightest that is not exceeded, or the widest where all are.
fn of_one_way(all: &[&OneOf<'_, '_>]) -> Option<UsedAllowance> {
    let left = |one: &&&OneOf<'_, '_>| one.entry.allowance.left().cents();
    let kept = all.iter().filter(|one| left(one) >= 0).min_by_key(left);
    let widest = all.iter().max_by_key(|one| one.entry.allowance.most())?;
    let now = kept.unwrap_or(widest);
    let cell = |said: &dyn Fn(&OneOf<'_, '_>) -> Option<String>, known: String| {
        let formula = if all.len() > 1 { chain(all, widest, said) } else { None };
        LiveCell { formula, known, is_text: false }
    };
    let allowance = now.entry.allowance;
    let used = |one: &OneOf<'_, '_>| one.used.clone();
    let first = all.first().and_then(|one| one.used.clone());
    let is_alike = all.iter().all(|one| one.used == first);
    Some(UsedAllowance {
        rule: rule_cell(all, widest, now),
        most: cell(&|one| Some(most(one)), allowance.most().to_string()),
        used: match is_alike {
            true => LiveCell { formula: first, known: allowance.used().to_string(), is_text: false },
            false => cell(&used, allowance.used().to_string()),
        },
        left: allowance.left().cents(),
    })
}

/// The rule of the one that is shown: the cell that names it, so that no word of a plan stands in a formula.
fn rule_cell(all: &[&OneOf<'_, '_>], widest: &OneOf<'_, '_>, now: &OneOf<'_, '_>) -> LiveCell {
    let said = |one: &OneOf<'_, '_>| one.rule.clone();
    let is_one = all.iter().all(|one| one.rule == now.rule);
    let formula = if is_one { now.rule.clone() } else { chain(all, widest, &said) };
    LiveCell { formula, known: now.entry.rule.id().to_owned(), is_text: true }
}

fn most(one: &OneOf<'_, '_>) -> String {
    one.entry.allowance.most().to_string()
}

/// What the one says that is shown: none where no formula tells which that is.
fn chain(
    all: &[&OneOf<'_, '_>],
    widest: &OneOf<'_, '_>,
    said: &dyn Fn(&OneOf<'_, '_>) -> Option<String>,
) -> Option<String> {
    if all.len() > MOST {
        return None;
    }
    let left = |one: &OneOf<'_, '_>| Some(format!("ROUND({}-{},2)", most(one), one.used.as_ref()?));
    let lefts = all.iter().map(|one| left(one)).collect::<Option<Vec<String>>>()?;
    let mut formula = said(widest)?;
    for (place, one) in all.iter().enumerate().rev() {
        let mine = &lefts[place];
        let mut asked = vec![format!("{mine}>=0")];
        for (other, left) in lefts.iter().enumerate().filter(|(other, _)| *other != place) {
            // Of two that leave the same the first is shown.
            let less = if other < place { "<" } else { "<=" };
            asked.push(format!("OR({left}<0,{mine}{less}{left})"));
        }
        formula = format!("IF(AND({}),{},{formula})", asked.join(","), said(one)?);
    }
    Some(formula)
}

/// What is used of an allowance as a formula; none where no cell tells.
fn used_formula(
    (plan, comparison, checks): (&Plan, &Comparison, &CheckCells<'_>),
    entry: &AllowanceEntry<'_>,
    [original, before, after]: &[String; 3],
) -> Option<String> {
    let allowance = &entry.allowance;
    if allowance.kind() == AllowanceKind::Movement {
        let lines = comparison.lines_of(allowance);
        let place = checks.of_allowance(allowance, &lines)?;
        return Some(checks.cell('C', place));
    }
    let base = match allowance.base() {
        Base::Original => original.clone(),
        Base::Approved => before.clone(),
        base => {
            let held = held_at(plan, comparison, entry, base);
            // A base that the rule takes from elsewhere is not followed.
            decimal_text(held.filter(|held| is_base_of(plan, comparison, entry, *held))?)
        }
    };
    Some(match allowance.kind() {
        AllowanceKind::Down => format!("MAX(0,ROUND({base}-{after},2))"),
        _ => format!("MAX(0,ROUND({after}-{base},2))"),
    })
}

/// What the lines of an allowance held at a base, in cents.
fn held_at(plan: &Plan, comparison: &Comparison, entry: &AllowanceEntry<'_>, base: Base) -> Option<i64> {
    let held = plan.allocation_at(base).amounts();
    let lines = comparison.lines_of(&entry.allowance).into_iter();
    lines.map(|line| held.get(line).map(|amount| amount.cents())).sum()
}

/// Whether what is used now follows from a base.
fn is_base_of(plan: &Plan, comparison: &Comparison, entry: &AllowanceEntry<'_>, base: i64) -> bool {
    let approved = plan.approved().amounts();
    let holds: i64 =
        comparison.lines_of(&entry.allowance).into_iter().map(|line| approved[line].cents()).sum();
    let used = match entry.allowance.kind() {
        AllowanceKind::Down => base - holds,
        _ => holds - base,
    };
    Money::saturating(used.max(0).into()) == entry.allowance.used()
}

/// What is used of an allowance that lines of several rows share.
pub(super) fn used_together(
    (plan, comparison, checks): (&Plan, &Comparison, &CheckCells<'_>),
    entry: &AllowanceEntry<'_>,
) -> LiveCell {
    let allowance = &entry.allowance;
    let place = checks.of_allowance(allowance, &comparison.lines_of(allowance));
    let formula = place.and_then(|place| {
        let found = checks.cell('C', place);
        if allowance.kind() == AllowanceKind::Movement {
            return Some(found);
        }
        let held = held_at(plan, comparison, entry, allowance.base())?;
        let base = decimal_text(Some(held).filter(|held| is_base_of(plan, comparison, entry, *held))?);
        Some(match allowance.kind() {
            AllowanceKind::Down => format!("MAX(0,ROUND({base}-{found},2))"),
            _ => format!("MAX(0,ROUND({found}-{base},2))"),
        })
    });
    LiveCell { formula, known: allowance.used().to_string(), is_text: false }
}
