//! What changed in the allocation of a table, line by line and by which decisions.

use super::comparison_report::ComparisonReport;
use super::displayed::Report;
use super::words::{currency_of, when};
use riparto_core::error::Result;
use riparto_core::money::{Currency, Language};
use riparto_core::plan::Comparison;
use riparto_core::words::choose;
use riparto_table::table::{CoDesignTable, Sitting, TableDiff, TableVariation, VariationKind};

/// What changed in the allocation between two revisions, and the decisions that changed it.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{DifferenceReport, Report};
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
///
/// let text = DifferenceReport::between(table, 1, 4)?.text(Language::English);
/// assert!(text.starts_with("From revision 1 to revision 4
/// ") && text.contains("p1"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DifferenceReport<'a> {
    table: &'a CoDesignTable,
    revisions: (u64, u64),
    comparison: Comparison,
    all: bool,
    diff: TableDiff<'a>,
}

impl<'a> DifferenceReport<'a> {
    /// The report on what changed at a table from one revision to another.
    ///
    /// # Errors
    /// Those of [`CoDesignTable::diff`]: `revision_unknown`.
    pub fn between(table: &'a CoDesignTable, from: u64, to: u64) -> Result<DifferenceReport<'a>> {
        let diff = table.diff(from, to)?;
        let comparison = Comparison::of(&table.amounts_at(from)?, &table.amounts_at(to)?);
        // Allowances are known as they are used now.
        let comparison = match table.plan().filter(|_| to == table.revision()) {
            Some(plan) => comparison.with_allowances(plan),
            None => comparison,
        };
        Ok(DifferenceReport { table, revisions: (from, to), comparison, all: false, diff })
    }

    /// The same by the values of some label keys; by line where there are none.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub fn by<S: AsRef<str>>(self, keys: &[S]) -> Result<DifferenceReport<'a>> {
        Ok(DifferenceReport { comparison: self.comparison.by(keys)?, ..self })
    }

    /// Whether rows without a change are shown one by one; if not, as one row.
    #[must_use]
    pub fn all(self, all: bool) -> DifferenceReport<'a> {
        DifferenceReport { all, ..self }
    }
}

impl Report for DifferenceReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let (from, to) = self.revisions;
        let moment = |revision: u64| {
            let ended = |sitting: &&Sitting| sitting.revisions().1 == Some(revision);
            self.table.sittings().iter().find(ended).map_or_else(String::new, |sitting| {
                let (id, day) = (sitting.id(), sitting.date().words(language));
                choose!(language, " (end of sitting `{id}`, {day})", " (fine della seduta `{id}`, {day})")
            })
        };
        let title = choose!(
            language,
            "From revision {from}{since} to revision {to}{until}",
            "Dalla revisione {from}{since} alla revisione {to}{until}",
            since = moment(from),
            until = moment(to)
        );
        if self.diff.changes().is_empty() && self.diff.variations().is_empty() {
            let nothing = language.choose("Nothing changed.", "Nessuna variazione.");
            return format!("{title}\n{nothing}\n");
        }
        let lines = ComparisonReport::of(&self.comparison).all(self.all).text(language);
        let decisions = decisions(self.table, self.diff.variations(), language);
        format!("{title}\n\n{lines}\n{decisions}")
    }
}

/// The decisions that changed the allocation, one a line.
pub(super) fn decisions(table: &CoDesignTable, variations: &[TableVariation], language: Language) -> String {
    let mut text = language.choose("Decisions:\n", "Decisioni:\n").to_owned();
    for variation in variations {
        let kind = match variation.kind() {
            VariationKind::Proposal => language.choose("proposal", "proposta"),
            VariationKind::Reversal => language.choose("reversal", "revoca"),
            VariationKind::EnvelopeChange => {
                language.choose("change of the total", "variazione della dotazione")
            }
            VariationKind::LineAdded => language.choose("line added", "voce istituita"),
            VariationKind::LineSplit => language.choose("line split", "voce suddivisa"),
            VariationKind::LineClosed => language.choose("line closed", "voce chiusa"),
        };
        let (event, revision) = (language.choose("event", "evento n."), variation.revision());
        text.push_str(&format!("  {kind} `{}`, {event} {revision}", variation.id()));
        for more in [when(table, revision, language), variation.act().to_owned()] {
            if !more.is_empty() {
                text.push_str(&format!(", {more}"));
            }
        }
        text.push('\n');
    }
    text
}
