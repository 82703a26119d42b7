//! What changed in the allocation of a table, line by line and by which decisions.

use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use super::words::{currency_of, when};
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::{AmountStyle, Currency, Language, MoneyDelta};
use riparto_core::words::choose;
use riparto_table::table::{CoDesignTable, TableDiff, TableVariation, VariationKind};

/// Two allocations side by side, with the change of each line. One may have more lines than the other, after all that both have.
///
/// ```
/// use riparto::Language;
/// use riparto::report::{ComparisonReport, Report};
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
/// let (before, after) = (table.amounts_at(1)?, table.amounts_at(4)?);
/// let text = ComparisonReport::of(&before, &after).text(Language::English);
/// assert!(text.contains("65.00") && text.contains("+5.00"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ComparisonReport<'a> {
    before: &'a Allocation,
    after: &'a Allocation,
}

impl<'a> ComparisonReport<'a> {
    /// The report on two allocations.
    #[must_use]
    pub fn of(before: &'a Allocation, after: &'a Allocation) -> ComparisonReport<'a> {
        ComparisonReport { before, after }
    }
}

impl Report for ComparisonReport<'_> {
    fn currency(&self) -> Currency {
        self.before.envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let ComparisonReport { before, after } = *self;
        let style = AmountStyle::from(language);
        let mut text = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "before", "prima").as_str(), Align::Right),
            (Currency::printed().head(language, "after", "dopo").as_str(), Align::Right),
            (language.choose("change", "variazione"), Align::Right),
        ]);
        let change =
            |delta: MoneyDelta| if delta.is_zero() { String::new() } else { delta.to_figures(style) };
        // Lines come one after the other: those that only one of the two has hold nothing in the other.
        let lines =
            if before.amounts().len() > after.amounts().len() { before.envelope() } else { after.envelope() };
        let held =
            |allocation: &Allocation, at: usize| allocation.amounts().get(at).copied().unwrap_or_default();
        for line in lines.lines() {
            let [id, title] = name(line);
            let (before, after) = (held(before, line.position()), held(after, line.position()));
            let delta = change(after - before);
            text.row([id, title, before.to_figures(style), after.to_figures(style), delta]);
        }
        text.foot([
            language.choose("total", "totale").to_owned(),
            String::new(),
            before.total().to_figures(style),
            after.total().to_figures(style),
            (after.total() - before.total()).to_figures(style),
        ]);
        text.render()
    }
}

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
    held: (Allocation, Allocation),
    diff: TableDiff<'a>,
}

impl<'a> DifferenceReport<'a> {
    /// The report on what changed at a table from one revision to another.
    ///
    /// # Errors
    /// Those of [`CoDesignTable::diff`]: `revision_unknown`.
    pub fn between(table: &'a CoDesignTable, from: u64, to: u64) -> Result<DifferenceReport<'a>> {
        let diff = table.diff(from, to)?;
        let held = (table.amounts_at(from)?, table.amounts_at(to)?);
        Ok(DifferenceReport { table, revisions: (from, to), held, diff })
    }
}

impl Report for DifferenceReport<'_> {
    fn currency(&self) -> Currency {
        currency_of(self.table.plan())
    }

    fn written(&self, language: Language) -> String {
        let (from, to) = self.revisions;
        let title = choose!(
            language,
            "From revision {from} to revision {to}",
            "Dalla revisione {from} alla revisione {to}"
        );
        if self.diff.changes().is_empty() && self.diff.variations().is_empty() {
            let nothing = language.choose("Nothing changed.", "Nessuna variazione.");
            return format!("{title}\n{nothing}\n");
        }
        let lines = ComparisonReport::of(&self.held.0, &self.held.1).text(language);
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
            VariationKind::Reversal => language.choose("reversal", "annullamento"),
            VariationKind::EnvelopeChange => {
                language.choose("change of the total", "variazione della dotazione")
            }
            VariationKind::LineAdded => language.choose("line added", "voce aggiunta"),
            VariationKind::LineSplit => language.choose("line split", "voce suddivisa"),
            VariationKind::LineClosed => language.choose("line closed", "voce chiusa"),
        };
        let (event, revision) = (language.choose("event", "evento"), variation.revision());
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
