//! `PlanTable`: the lines of a plan as a table of CSV or Markdown.

use std::collections::BTreeSet;

use riparto_core::money::{AmountStyle, Language};
use riparto_core::plan::Plan;
use riparto_core::words::{as_text, csv_rows, markdown_rows};

/// The lines of a plan with their labels and amounts, and the totals, as text. What a spreadsheet would take for a formula is
/// written so that it stays text.
///
/// ```
/// use riparto::sheets::PlanTable;
/// use riparto::{Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1000.50",
///          "lines": [ {"id": "desks", "title": "=Desks", "amount": "1000.50"} ] }"#,
/// )?;
/// assert_eq!(
///     PlanTable::of(&plan).csv(Language::Italian),
///     "Codice;Voce;Iniziale;Vigente\r\ndesks;'=Desks;1.000,50;1.000,50\r\n;Totale;1.000,50;1.000,50\r\n"
/// );
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PlanTable<'a>(&'a Plan);

impl<'a> PlanTable<'a> {
    /// The table of a plan.
    #[must_use]
    pub fn of(plan: &'a Plan) -> PlanTable<'a> {
        PlanTable(plan)
    }

    /// Head, lines and totals; amounts in a style.
    fn rows(self, language: Language, style: AmountStyle) -> Vec<Vec<String>> {
        let plan = self.0;
        let keys: BTreeSet<&str> =
            plan.envelope().lines().flat_map(|line| line.labels().iter().map(|(key, _)| key)).collect();
        let word = |english: &str, italian: &str| language.choose(english, italian).to_owned();
        let head = [word("code", "Codice"), word("line", "Voce")].into_iter();
        let head = head.chain(keys.iter().map(|key| (*key).to_owned()));
        let mut rows =
            vec![head.chain([word("original", "Iniziale"), word("approved", "Vigente")]).collect::<Vec<_>>()];
        let amounts = plan.original().amounts().iter().zip(plan.approved().amounts());
        for (line, (original, approved)) in plan.envelope().lines().zip(amounts) {
            let labels = keys.iter().map(|key| line.labels().get(key).unwrap_or_default());
            let texts = [line.id(), line.title()].into_iter().chain(labels).map(as_text);
            rows.push(texts.chain([original.to_figures(style), approved.to_figures(style)]).collect());
        }
        let totals = [plan.original().total(), plan.approved().total()].map(|total| total.to_figures(style));
        let blanks = keys.iter().map(|_| String::new());
        rows.push([String::new(), word("total", "Totale")].into_iter().chain(blanks).chain(totals).collect());
        rows
    }

    /// CSV as spreadsheets of a language read it: in Italian with semicolons and decimal commas, in English with commas and points.
    #[must_use]
    pub fn csv(self, language: Language) -> String {
        let style = language.choose(AmountStyle::Plain, AmountStyle::Italian);
        csv_rows(&self.rows(language, style), language)
    }

    /// A table of Markdown below the title.
    #[must_use]
    pub fn markdown(self, language: Language) -> String {
        let rows = self.rows(language, AmountStyle::from(language));
        let columns = rows.first().map_or(0, Vec::len);
        let table = markdown_rows(&rows, |column| column + 2 >= columns);
        format!("# {}\n\n{table}", self.0.envelope().title())
    }
}
