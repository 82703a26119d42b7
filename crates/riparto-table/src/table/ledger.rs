//! `VariationLedger`: what was moved since the base, and how much of each allowance is left.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::co_design_table::{CoDesignTable, OpenedTable};
use riparto_core::budget::Line;
use riparto_core::error::Result;
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::rules::AllowanceEntry;

/// What has changed on each line since the original plan, and what is used of the allowances of each rule that bounds changes.
///
/// Amounts of the original plan and of the approved one are shown side by side and never added.
///
/// In JSON a map of `lines` and `allowances`, each a list of maps with the fields of [`LineEntry`], `net` among them, and of
/// [`AllowanceEntry`]: `rule` and `line` by id, and `kind`, `base`, `needs`, `most`, `used` and `left` of the allowance.
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
/// let (desks, allowance) = (&ledger.lines()[0], &ledger.allowances()[0].allowance);
/// assert_eq!((desks.original.to_string(), desks.approved.to_string()), ("60.00".into(), "65.00".into()));
/// assert_eq!((allowance.used().to_string(), allowance.left().to_string()), ("5.00".into(), "7.00".into()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[doc(alias = "registro delle variazioni")]
pub struct VariationLedger<'a> {
    lines: Vec<LineEntry<'a>>,
    allowances: Vec<AllowanceEntry<'a>>,
}

/// A line since the original plan.
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
/// let outreach = &ledger.lines()[1];
/// assert_eq!((outreach.given.to_string(), outreach.net().to_string()), ("5.00".into(), "-5.00".into()));
/// assert_eq!(outreach.decisions, 1);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LineEntry<'a> {
    /// The line.
    pub line: Line<'a>,
    /// What it held in the original plan.
    pub original: Money,
    /// What it held when the table was opened: the original amount, unless the plan had been changed before, or an act added or
    /// split the line since.
    pub opening: Money,
    /// What it holds in the allocation approved last.
    pub approved: Money,
    /// All that it received in decisions of the table: decisions that took from it are not set off. What it held at the opening, and
    /// this, less what it gave, is what it holds. [`Money::MAX`] if it is more than that, after decisions without end.
    pub received: Money,
    /// All that it gave in decisions of the table; [`Money::MAX`] if it is more.
    pub given: Money,
    /// How many decisions changed it.
    pub decisions: u64,
}

impl LineEntry<'_> {
    /// The change since the original plan.
    #[must_use]
    pub fn net(&self) -> MoneyDelta {
        self.approved - self.original
    }
}

impl Serialize for LineEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(8))?;
        map.serialize_entry("line", self.line.id())?;
        map.serialize_entry("original", &self.original)?;
        map.serialize_entry("opening", &self.opening)?;
        map.serialize_entry("approved", &self.approved)?;
        map.serialize_entry("received", &self.received)?;
        map.serialize_entry("given", &self.given)?;
        map.serialize_entry("net", &self.net())?;
        map.serialize_entry("decisions", &self.decisions)?;
        map.end()
    }
}

impl VariationLedger<'_> {
    /// The lines, in the order of the envelope.
    #[must_use]
    pub fn lines(&self) -> &[LineEntry<'_>] {
        &self.lines
    }

    /// The allowances, in the order of the rules.
    #[must_use]
    pub fn allowances(&self) -> &[AllowanceEntry<'_>] {
        &self.allowances
    }
}

impl CoDesignTable {
    /// What has changed on each line, and what is used and left of each allowance.
    ///
    /// # Errors
    /// `table_not_open`.
    pub fn ledger(&self) -> Result<VariationLedger<'_>> {
        let open = self.opened()?;
        let entry = |allowance| open.plan.rulebook().allowance_entry(allowance);
        let allowances = open.plan.allowance_uses().into_iter().map(entry).collect();
        Ok(VariationLedger { lines: open.line_entries(), allowances })
    }
}

impl OpenedTable {
    fn line_entries(&self) -> Vec<LineEntry<'_>> {
        let mut gross = vec![(0_i128, 0_i128, 0_u64); self.plan.envelope().line_count()];
        for change in self.variations.iter().flat_map(|variation| variation.changes.iter()) {
            let (received, given, decisions) = &mut gross[change.line];
            let cents = i128::from(change.delta.cents());
            *received += cents.max(0);
            *given += (-cents).max(0);
            *decisions += 1;
        }
        let before = self.plan.original().amounts().iter().zip(self.opening.amounts());
        let lines = self.plan.approved().iter().zip(before).zip(gross);
        lines
            .map(|(((line, approved), (original, opening)), (received, given, decisions))| LineEntry {
                line,
                original: *original,
                opening: *opening,
                approved,
                received: Money::saturating(received),
                given: Money::saturating(given),
                decisions,
            })
            .collect()
    }
}
