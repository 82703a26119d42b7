//! A plan as a page to print.

use std::collections::BTreeSet;

use super::displayed::Report;
use super::document::{Block, CaptionedTable, ColumnHead, Document};
use super::document_html::html;
use super::text_table::Align;
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_core::plan::Plan;

/// A plan as a page to be printed on A4: the lines with their labels, amounts and totals, then the rules with what they ask
/// and whether they are kept. No script, nothing from elsewhere; all words are escaped.
///
/// ```
/// use riparto::report::PlanPage;
/// use riparto::{Language, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan & <b>", "total": "10.00", "lines": [ {"id": "desks", "amount": "10.00"} ] }"#,
/// )?;
/// assert!(PlanPage::of(&plan).html(Language::English).contains("<h1>Plan &#38; &#60;b&#62;</h1>"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PlanPage<'a> {
    plan: &'a Plan,
}

impl<'a> PlanPage<'a> {
    /// The page of a plan.
    #[must_use]
    pub fn of(plan: &'a Plan) -> PlanPage<'a> {
        PlanPage { plan }
    }

    /// The page, in HTML. The same plan gives the same bytes.
    #[must_use]
    pub fn html(self, language: Language) -> String {
        let envelope = self.plan.envelope();
        let mut document = Document::default();
        envelope.currency().printing(|| {
            document.heading(1, envelope.title());
            if !envelope.source().is_empty() {
                document.paragraph(envelope.source());
            }
            document.blocks.push(Block::Table(self.lines(language)));
            if !self.plan.rulebook().rules().is_empty() {
                document.heading(2, language.choose("Rules", "Vincoli"));
                let verdict = self.plan.check().text(language);
                document.paragraph(verdict.lines().next().unwrap_or_default().trim_end_matches(':'));
                document.blocks.push(Block::Table(self.rules(language)));
            }
        });
        html(&document, language)
    }

    /// The lines with their labels and amounts, and the totals.
    fn lines(self, language: Language) -> CaptionedTable {
        let (plan, style, currency) = (self.plan, AmountStyle::from(language), Currency::printed());
        let keys: BTreeSet<&str> =
            plan.envelope().lines().flat_map(|line| line.labels().iter().map(|(key, _)| key)).collect();
        let mut grid = CaptionedTable::new(
            "",
            [
                (language.choose("code", "codice"), Align::Left),
                (language.choose("line", "voce"), Align::Left),
            ],
        );
        let labels =
            keys.iter().map(|key| (*key).to_owned()).map(|head| ColumnHead { head, align: Align::Left });
        grid.columns.extend(labels);
        let amounts = [("original", "iniziale"), ("approved", "vigente")];
        let heads = amounts.map(|(english, italian)| currency.head(language, english, italian));
        grid.columns.extend(heads.into_iter().map(|head| ColumnHead { head, align: Align::Right }));
        let amounts = plan.original().amounts().iter().zip(plan.approved().amounts());
        for (line, (original, approved)) in plan.envelope().lines().zip(amounts) {
            let labels = keys.iter().map(|key| line.labels().get(key).unwrap_or_default());
            let texts = [line.id(), line.title()].into_iter().chain(labels).map(str::to_owned);
            grid.rows
                .push(texts.chain([original, approved].map(|amount| amount.to_figures(style))).collect());
        }
        let mut foot = vec![String::new(), language.choose("total", "totale").to_owned()];
        foot.extend(keys.iter().map(|_| String::new()));
        foot.extend([plan.original(), plan.approved()].map(|held| held.total().to_figures(style)));
        grid.foot = Some(foot);
        grid
    }

    /// The rules, and whether each is kept now.
    fn rules(self, language: Language) -> CaptionedTable {
        let check = self.plan.check();
        let broken: BTreeSet<&str> = check.iter().map(|finding| finding.rule().id()).collect();
        let heads = [
            ("rule", "vincolo"),
            ("text", "contenuto"),
            ("source", "fonte"),
            ("level", "livello"),
            ("verdict", "esito"),
        ];
        let heads = heads.map(|(english, italian)| (language.choose(english, italian), Align::Left));
        let mut grid = CaptionedTable::new("", heads);
        for rule in self.plan.rulebook().rules() {
            let verdict = match broken.contains(rule.id()) {
                true => language.choose("broken", "superato"),
                false => language.choose("kept", "rispettato"),
            };
            let (text, source) = (rule.text_in(language), rule.source_in(language));
            let cells = [rule.id(), text, source, rule.needs().words(language), verdict];
            grid.row(cells.map(str::to_owned));
        }
        grid
    }
}
