//! `LabelLedger`: what the lines with each value of a label received and gave.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::Serializer;

use super::co_design_table::{CoDesignTable, OpenedTable};
use riparto_core::budget::LineGroups;
use riparto_core::error::Result;
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::rules::AllowanceEntry;

/// What the lines with each combination of values of some label keys received and gave since the original plan. What moves between
/// two lines of a row is neither received nor given by it.
///
/// In JSON a map of `by` (the keys), `rows`, each a map with `labels` and the fields of [`LabelEntry`], `net` among them, and
/// `allowances`: those that are not for single lines.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00", "labels": {"partner": "anci"}},
/// #                  {"id": "travel", "amount": "10.00", "labels": {"partner": "anci"}},
/// #                  {"id": "outreach", "amount": "30.00", "labels": {"partner": "ats"}} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"},
/// #                                                  {"from": "travel", "to": "desks", "amount": "2.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1", "act": "DD 1/2026"}}}"#)?;
/// # let table = kept.table();
/// let ledger = table.ledger_by(&["partner"])?;
/// let anci = &ledger.rows()[0];
/// assert_eq!(anci.labels, [Some("anci".to_owned())]);
/// assert_eq!((anci.original.to_string(), anci.received.to_string(), anci.given.to_string()), ("70.00".into(), "5.00".into(), "0.00".into()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LabelLedger<'a> {
    keys: Vec<String>,
    rows: Vec<LabelEntry>,
    allowances: Vec<AllowanceEntry<'a>>,
}

/// The lines with one combination of values since the original plan.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00", "labels": {"partner": "anci"}}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ] }}}}"#)?;
/// # let table = kept.table();
/// let ledger = table.ledger_by(&["partner"])?;
/// let without = &ledger.rows()[1];
/// assert_eq!((without.labels.clone(), without.net().to_string(), without.decisions), (vec![None], "0.00".to_owned(), 0));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LabelEntry {
    /// The value of each key, in the order of the keys; none where the lines have no such label.
    pub labels: Vec<Option<String>>,
    /// What the lines held in the original plan.
    pub original: Money,
    /// What they held when the table was opened.
    pub opening: Money,
    /// What they hold in the allocation approved last.
    pub approved: Money,
    /// All that came to them from other lines in decisions of the table, decision by decision; [`Money::MAX`] if it is more.
    pub received: Money,
    /// All that went from them to other lines; [`Money::MAX`] if it is more.
    pub given: Money,
    /// How many decisions changed what they hold together.
    pub decisions: u64,
    /// How many lines there are; none of two values that no line has both.
    pub lines: usize,
}

impl LabelEntry {
    /// The change since the original plan.
    #[must_use]
    pub fn net(&self) -> MoneyDelta {
        self.approved - self.original
    }
}

impl LabelLedger<'_> {
    /// The keys, as they were asked for.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The rows, in the order in which the values first appear; lines without a label come last.
    #[must_use]
    pub fn rows(&self) -> &[LabelEntry] {
        &self.rows
    }

    /// The allowances that are not for single lines, in the order of the rules.
    #[must_use]
    pub fn allowances(&self) -> &[AllowanceEntry<'_>] {
        &self.allowances
    }
}

impl CoDesignTable {
    /// What has changed by the values of some label keys, and what is used and left of allowances that are not for single lines.
    ///
    /// # Errors
    /// `table_not_open`; no line has a label of such a key (`label_key_unknown`).
    pub fn ledger_by<S: AsRef<str>>(&self, keys: &[S]) -> Result<LabelLedger<'_>> {
        let open = self.opened()?;
        let groups = LineGroups::by(open.plan.envelope(), keys)?;
        let entry = |allowance| open.plan.rulebook().allowance_entry(allowance);
        let allowances = open.plan.allowance_uses().into_iter().map(entry);
        Ok(LabelLedger {
            keys: keys.iter().map(|key| key.as_ref().to_owned()).collect(),
            rows: open.label_entries(&groups),
            allowances: allowances.filter(|entry| entry.line.is_none()).collect(),
        })
    }
}

impl OpenedTable {
    fn label_entries(&self, groups: &LineGroups) -> Vec<LabelEntry> {
        let mut gross = vec![(0_i128, 0_i128, 0_u64); groups.count()];
        for variation in &self.variations {
            let mut net: BTreeMap<usize, i128> = BTreeMap::new();
            for change in &variation.changes {
                *net.entry(groups.of_line(change.line)).or_default() += i128::from(change.delta.cents());
            }
            for (group, cents) in net.into_iter().filter(|(_, cents)| *cents != 0) {
                let (received, given, decisions) = &mut gross[group];
                *received += cents.max(0);
                *given += (-cents).max(0);
                *decisions += 1;
            }
        }
        let sums = |amounts: &[Money]| groups.sums(amounts.iter().map(|amount| amount.cents()));
        let [original, opening, approved] =
            [self.plan.original(), &self.opening, self.plan.approved()].map(|held| sums(held.amounts()));
        let rows = gross.into_iter().zip(groups.sizes()).enumerate();
        rows.map(|(group, ((received, given, decisions), lines))| LabelEntry {
            labels: groups.labels(group).into_iter().map(|label| label.map(str::to_owned)).collect(),
            original: Money::saturating(original[group]),
            opening: Money::saturating(opening[group]),
            approved: Money::saturating(approved[group]),
            received: Money::saturating(received),
            given: Money::saturating(given),
            decisions,
            lines,
        })
        .collect()
    }
}

impl Serialize for LabelLedger<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            labels: BTreeMap<&'a str, Option<&'a str>>,
            original: Money,
            opening: Money,
            approved: Money,
            received: Money,
            given: Money,
            net: MoneyDelta,
            decisions: u64,
        }
        #[derive(Serialize)]
        struct Written<'a> {
            by: &'a [String],
            rows: Vec<Row<'a>>,
            allowances: &'a [AllowanceEntry<'a>],
        }
        let rows = self.rows.iter().map(|entry| Row {
            labels: self
                .keys
                .iter()
                .map(String::as_str)
                .zip(entry.labels.iter().map(Option::as_deref))
                .collect(),
            original: entry.original,
            opening: entry.opening,
            approved: entry.approved,
            received: entry.received,
            given: entry.given,
            net: entry.net(),
            decisions: entry.decisions,
        });
        Written { by: &self.keys, rows: rows.collect(), allowances: &self.allowances }.serialize(serializer)
    }
}
