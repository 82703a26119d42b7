//! A plan by labels: totals by the values of one, a cross table of two.

use super::cross_table::CrossTable;
use super::displayed::Report;
#[cfg(feature = "html")]
use super::document::{Block, CaptionedTable, Document};
#[cfg(feature = "html")]
use super::document_html::html;
use super::plan_report::{hundredths, shares_note};
use super::text_table::{Align, TextTable};
use super::words::label_or_none;
use riparto_core::budget::{Envelope, Pivot};
use riparto_core::error::Result;
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::Plan;
use riparto_core::words::{as_text, csv_rows};

/// The approved amounts of a plan by label keys: with their shares by one key, crossed by two, with a row for each combination by
/// more.
///
/// ```
/// use riparto::report::{PivotReport, Report};
/// use riparto::{Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00", "labels": {"action": "A1", "partner": "ats"}},
///                     {"id": "b", "amount": "30.00", "labels": {"action": "A2", "partner": "ats"}},
///                     {"id": "c", "amount": "10.00", "labels": {"action": "A2"}} ] }"#,
/// )?;
/// let text = PivotReport::of(&plan, &["action", "partner"])?.text(Language::English);
/// assert!(text.contains("  action    ats  (none)   total\n"), "{text}");
/// assert!(text.contains("  A2      30.00   10.00   40.00\n"), "{text}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PivotReport<'a> {
    envelope: &'a Envelope,
    pivot: Pivot,
}

impl<'a> PivotReport<'a> {
    /// The report on a plan by keys.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub fn of<S: AsRef<str>>(plan: &'a Plan, keys: &[S]) -> Result<PivotReport<'a>> {
        Ok(PivotReport { envelope: plan.envelope(), pivot: plan.approved().pivot(keys)? })
    }

    /// The totals.
    #[must_use]
    pub fn pivot(&self) -> &Pivot {
        &self.pivot
    }

    /// The table as CSV, as spreadsheets of a language read it.
    #[must_use]
    pub fn csv(&self, language: Language) -> String {
        let style = language.choose(AmountStyle::Plain, AmountStyle::Italian);
        let amounts = self.amounts(language, style);
        let rows = amounts.rows().map(|row| row.iter().map(|cell| as_text(cell)).collect());
        csv_rows(&rows.collect::<Vec<_>>(), language)
    }

    /// The table as Markdown below the title.
    #[must_use]
    pub fn markdown(&self, language: Language) -> String {
        let table = self.amounts(language, AmountStyle::from(language)).markdown();
        format!("# {}\n\n{table}", self.envelope.title())
    }

    /// The table as a page of HTML that prints on A4: no script, and nothing from elsewhere.
    #[cfg(feature = "html")]
    #[must_use]
    pub fn html(&self, language: Language) -> String {
        let table = self.currency().printing(|| self.amounts(language, AmountStyle::from(language)));
        let mut document = Document::default();
        document.heading(1, self.envelope.title());
        document.blocks.push(Block::Table(CaptionedTable::of("", table)));
        html(&document, language)
    }

    /// The table without shares.
    fn amounts(&self, language: Language, style: AmountStyle) -> TextTable {
        let keys: Vec<&str> = self.pivot.keys().collect();
        if let [rows, _] = keys[..] {
            let cells = self.pivot.rows().map(|row| (row.labels, i128::from(row.amount.cents())));
            let figures = |cents: i128| Money::saturating(cents).to_figures(style);
            return CrossTable::of(cells).table(rows, language, figures);
        }
        let names = keys.iter().map(|key| ((*key).to_owned(), Align::Left));
        let mut table =
            TextTable::of(names.chain([(self.currency().code().to_owned(), Align::Right)]).collect());
        for row in self.pivot.rows() {
            let labels = row.labels.iter().map(|label| label_or_none(*label, language));
            table.push(labels.chain([row.amount.to_figures(style)]).collect());
        }
        let mut foot = vec![String::new(); keys.len()];
        if let Some(first) = foot.first_mut() {
            language.choose("total", "totale").clone_into(first);
        }
        foot.push(self.pivot.total().to_figures(style));
        table.close(foot);
        table
    }
}

impl Report for PivotReport<'_> {
    fn currency(&self) -> Currency {
        self.envelope.currency()
    }

    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let mut table = self.amounts(language, style);
        let mut shares = Vec::new();
        if self.pivot.keys().len() != 2 {
            let total = self.pivot.total();
            shares = self.pivot.rows().filter_map(|row| hundredths(row.amount, total)).collect();
            let figures = |share: &i64| Money::saturating((*share).into()).to_figures(style);
            let hundred = Money::from_euros(100).to_figures(style);
            if !shares.is_empty() {
                table.append("%", shares.iter().map(figures).collect(), hundred);
            }
        }
        format!("{}\n\n{}{}", self.envelope.title(), table.render(), shares_note(&shares, language))
    }
}
