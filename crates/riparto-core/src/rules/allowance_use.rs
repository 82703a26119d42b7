//! `AllowanceUse`: how much of an allowance for change is used.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::authorization::Authorization;
use super::base::Base;
use super::bases::{Bases, Placement};
use super::compiled::{Bound, Subject};
use super::part::Part;
use super::rule::Rule;
use super::rulebook::Rulebook;
use super::view::{Advanced, Evaluation, Moves, Overlay, View};
use crate::budget::{Line, Selection};
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
    /// The selection that it is for; one line of it where there is a `line`.
    scope: usize,
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

/// An allowance for change, and how much of it is used.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1", "act": "DD 1/2026"}}}"#)?;
/// # let table = kept.table();
/// let ledger = table.ledger()?;
/// let up = &ledger.allowances()[0];
/// assert_eq!((up.rule.id(), up.allowance.most().to_string(), up.allowance.left().to_string()), ("up", "12.00".into(), "7.00".into()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AllowanceEntry<'a> {
    /// The rule that gives it. One with bands gives several, from tight to loose.
    pub rule: &'a Rule,
    /// The line that it is for, if the rule gives one to each line.
    pub line: Option<Line<'a>>,
    /// The part of the scope that it is for, if the rule gives one to each line or each value of a label.
    pub part: Option<Part<'a>>,
    /// The allowance: what it bounds, against which base, how much is used and left.
    pub allowance: AllowanceUse,
}

impl Serialize for AllowanceEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let allowance = &self.allowance;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", self.rule.id())?;
        if let Some(line) = self.line {
            map.serialize_entry("line", line.id())?;
        }
        if let Some(part) = self.part {
            map.serialize_entry("part", &part)?;
        }
        map.serialize_entry("kind", &allowance.kind())?;
        map.serialize_entry("base", &allowance.base())?;
        map.serialize_entry("needs", &allowance.needs())?;
        map.serialize_entry("most", &allowance.most())?;
        map.serialize_entry("used", &allowance.used())?;
        map.serialize_entry("left", &allowance.left())?;
        map.end()
    }
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
    pub(crate) fn allowance_uses(&self, evaluation: &Evaluation) -> Vec<AllowanceUse> {
        let now = Advanced { rulebook: self, evaluation, lines: Vec::new() };
        self.uses(evaluation, &now, |line| evaluation.summed().amount(line))
    }

    /// What would be used of each allowance after some moves.
    pub(crate) fn allowance_uses_after(&self, evaluation: &Evaluation, moves: &Moves) -> Vec<AllowanceUse> {
        let after = Overlay::new(self, evaluation, moves);
        self.uses(evaluation, &after, |line| after.amount(line))
    }

    fn uses(
        &self,
        evaluation: &Evaluation,
        view: &impl View,
        amount: impl Fn(usize) -> i64,
    ) -> Vec<AllowanceUse> {
        let compiled = self.compiled();
        let mut uses = Vec::new();
        for (number, check) in compiled.checks.iter().enumerate() {
            let scope = check.subject.scope();
            let bases = evaluation.bases(self, Placement::Selection(scope));
            let first = self.naming_line(check.rule, &compiled.selections[scope]).unwrap_or(0);
            for (bound, needs) in &*check.bands {
                let mut push =
                    |line: Option<usize>, kind: AllowanceKind, base: Base, most: i64, used: i64| {
                        let (most, used) = (Money::saturating(most.into()), Money::saturating(used.into()));
                        let (rule, first, needs) = (check.rule, line.unwrap_or(first), *needs);
                        uses.push(AllowanceUse { rule, line, first, scope, kind, base, needs, most, used });
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
                        around(None, bases, view.sum(scope));
                    }
                    Subject::EachLine(_) => compiled.selections[scope].for_each(self.envelope(), |line| {
                        around(Some(line), bases.placed(Placement::Line(line)), amount(line));
                    }),
                    Subject::Movement { base, .. } | Subject::MovementBy { base, .. } => {
                        let moved = i64::try_from(self.moved(number, view, bases)).unwrap_or(i64::MAX);
                        push(None, AllowanceKind::Movement, *base, bound.interval(bases).1, moved);
                    }
                    Subject::Part { .. } | Subject::Flow { .. } | Subject::Step(_) | Subject::Changes(_) => {}
                }
            }
        }
        uses
    }

    /// The line that a part of a rule's scope is named by.
    #[doc(hidden)]
    #[must_use]
    pub fn naming_line(&self, rule: usize, part: &Selection) -> Option<usize> {
        Part::naming_line(&self.rules()[rule], self.envelope(), part.positions(self.envelope()))
    }

    /// An allowance with its rule and its part.
    #[doc(hidden)]
    pub fn allowance_entry(&self, allowance: AllowanceUse) -> AllowanceEntry<'_> {
        let rule = &self.rules()[allowance.rule];
        AllowanceEntry {
            rule,
            line: allowance.line.map(|line| self.envelope().line(line)),
            part: Part::of(rule, self.envelope().line(allowance.first)),
            allowance,
        }
    }

    /// Goes through the lines that an allowance is for.
    #[doc(hidden)]
    pub fn for_each_line_of(&self, allowance: &AllowanceUse, mut each: impl FnMut(usize)) {
        match allowance.line {
            Some(line) => each(line),
            None => self.compiled().selections[allowance.scope].for_each(self.envelope(), each),
        }
    }
}
