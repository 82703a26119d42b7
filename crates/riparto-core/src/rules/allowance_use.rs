//! `AllowanceUse`: how much of an allowance for change is used.

use serde::Serialize;

use super::authorization::Authorization;
use super::base::Base;
use super::bases::{Bases, Placement};
use super::compiled::{Bound, Subject};
use super::rulebook::Rulebook;
use super::view::{Advanced, Standing};
use crate::money::{Money, MoneyDelta};

/// An allowance for change that a rule gives, and how much of it is used. For each line of a rule on each line there is
/// one.
///
/// ```
/// use riparto::{Plan, journal::MemoryStore, rules::AllowanceKind, table::{ApprovalPolicies, Command, PersistentTable}};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "parties": [ {"id": "region", "role": "authority"} ],
///          "rules": [ {"id": "moves", "scope": "all", "limit": {"movement": {"percent": "15"}}} ],
///          "approved": {"total": "100.00", "amounts": {"desks": "64.00", "outreach": "36.00"}} }"#,
/// )?;
/// let mut table = PersistentTable::open(MemoryStore::new())?;
/// table.submit(&Command::open("c1", "region", &plan, ApprovalPolicies::default())?)?.accepted()?;
/// let ledger = table.table().ledger()?;
/// let allowance = ledger.allowances()[0].allowance;
/// // 15 % of 100.00 may move, and 4.00 have.
/// let [most, used, left] = [allowance.most().to_string(), allowance.used().to_string(), allowance.left().to_string()];
/// assert_eq!([most, used, left], ["15.00", "4.00", "11.00"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllowanceUse {
    #[doc(hidden)]
    pub rule: usize,
    #[doc(hidden)]
    pub line: Option<usize>,
    /// The first line of the scope, or of the part of it that the allowance is for.
    #[doc(hidden)]
    pub first: usize,
    kind: AllowanceKind,
    base: Base,
    needs: Authorization,
    most: Money,
    used: Money,
}

/// What an allowance bounds.
///
/// ```
/// # use riparto::{Plan, journal::MemoryStore, rules::AllowanceKind, table::{ApprovalPolicies, Command, PersistentTable}};
/// #
/// # let plan = Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "parties": [ {"id": "region", "role": "authority"} ],
/// #          "rules": [ {"id": "moves", "scope": "all", "limit": {"movement": {"percent": "15"}}} ],
/// #          "approved": {"total": "100.00", "amounts": {"desks": "64.00", "outreach": "36.00"}} }"#,
/// # )?;
/// # let mut table = PersistentTable::open(MemoryStore::new())?;
/// # table.submit(&Command::open("c1", "region", &plan, ApprovalPolicies::default())?)?.accepted()?;
/// # let ledger = table.table().ledger()?;
/// # let allowance = ledger.allowances()[0].allowance;
/// assert_eq!(allowance.kind(), AllowanceKind::Movement);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowanceKind {
    /// The increase of what the scope holds.
    Up,
    /// The decrease of what the scope holds.
    Down,
    /// The increases inside the scope, all together, or what moves between its lines.
    Movement,
}

impl AllowanceUse {
    /// What it bounds.
    #[must_use]
    pub fn kind(&self) -> AllowanceKind {
        self.kind
    }

    /// What changes are measured against. Against the allocation approved last, nothing is used yet.
    #[must_use]
    pub fn base(&self) -> Base {
        self.base
    }

    /// What a breach of it needs.
    #[must_use]
    pub fn needs(&self) -> Authorization {
        self.needs
    }

    /// The allowance.
    #[must_use]
    pub fn most(&self) -> Money {
        self.most
    }

    /// How much of it is used.
    #[must_use]
    pub fn used(&self) -> Money {
        self.used
    }

    /// How much of it is left; below zero where it is exceeded.
    #[must_use]
    pub fn left(&self) -> MoneyDelta {
        self.most - self.used
    }
}

impl Rulebook {
    /// What is used of each allowance, in the order of rules, bands and lines.
    pub(crate) fn allowance_uses(&self, standing: &Standing) -> Vec<AllowanceUse> {
        let compiled = self.compiled();
        let summed = standing.summed();
        let mut uses = Vec::new();
        for (number, check) in compiled.checks.iter().enumerate() {
            let scope = check.subject.scope();
            let bases = standing.bases(self, Placement::Selection(scope));
            let first = compiled.selections[scope].positions(self.envelope()).next().unwrap_or(0);
            for (bound, needs) in &*check.bands {
                let mut push =
                    |line: Option<usize>, kind: AllowanceKind, base: Base, most: i64, used: i64| {
                        let (most, used) = (Money::saturating(most.into()), Money::saturating(used.into()));
                        let (rule, first, needs) = (check.rule, line.unwrap_or(first), *needs);
                        uses.push(AllowanceUse { rule, line, first, kind, base, needs, most, used });
                    };
                let mut around = |line: Option<usize>, bases: Bases<'_>, holds: i64| {
                    let Bound::Around { base, up, down, .. } = bound else { return };
                    let held = bases.of(*base);
                    if let Some(up) = up {
                        push(line, AllowanceKind::Up, *base, up.most_change(bases), (holds - held).max(0));
                    }
                    if let Some(down) = down {
                        push(
                            line,
                            AllowanceKind::Down,
                            *base,
                            down.most_change(bases).min(held),
                            (held - holds).max(0),
                        );
                    }
                };
                match &check.subject {
                    Subject::Sum(_) => {
                        around(None, bases, summed.sum(scope));
                    }
                    Subject::EachLine(_) => compiled.selections[scope].for_each(self.envelope(), |line| {
                        around(Some(line), bases.placed(Placement::Line(line)), summed.amount(line));
                    }),
                    Subject::Movement { base, .. } | Subject::MovementBy { base, .. } => {
                        let now = Advanced { rulebook: self, standing, lines: Vec::new() };
                        let moved = i64::try_from(self.moved(number, &now, bases)).unwrap_or(i64::MAX);
                        push(None, AllowanceKind::Movement, *base, bound.interval(bases).1, moved);
                    }
                    Subject::Part { .. } | Subject::Flow { .. } | Subject::Step(_) | Subject::Changes(_) => {}
                }
            }
        }
        uses
    }
}
