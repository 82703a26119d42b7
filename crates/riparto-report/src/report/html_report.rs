//! `HtmlReport`: a plan, what proposals make of it, its ballots and its table as one page of charts and tables.

use askama::Template;

use super::change_figures::ComparedAllocations;
use super::disagreement_figures::{Divided, positions};
use super::displayed::Report;
use super::document::{CaptionedTable, Run, runs};
use super::document_html::is_right;
use super::figure::{Figure, LineNames, SHOWN, amounts, lines_of, share};
use super::headroom_figure::margins_of;
use super::svg::Svg;
use super::text_table::Align;
use super::timeline_figure::moments_of;
use super::words::{moved, one_line, party};
use riparto_ballots::ballots::BallotSheet;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_core::plan::{Plan, Proposal};
use riparto_core::rules::{Authorization, Findings};
use riparto_core::words::{choose, with_unbroken_percents};
use riparto_rebalance::rebalance::Headroom;
use riparto_solve::{DEFAULT_EFFORT, Meter};
use riparto_table::journal::Head;
use riparto_table::table::CoDesignTable;

/// A plan as one page of HTML that needs nothing else: the envelope as bars, by line and by label, what changed and who gave to whom,
/// headroom with the rule that stops each line, where ballots and positions differ, the timeline of a table. Each chart has its table. No
/// script, nothing from elsewhere, light and dark, to be printed, read by keyboard and by screen readers. The same input gives the same
/// bytes, and every sum that is shown is that of all lines.
///
/// ```
/// use riparto::Language;
/// use riparto::report::HtmlReport;
/// # let plan = riparto::Plan::from_json(
/// #     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #          "rules": [ {"id": "outreach-floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }"#,
/// # )?;
///
/// let report = HtmlReport::of(&plan);
/// let page = report.html(Language::English)?;
/// assert!(page.starts_with("<!DOCTYPE html>") && !page.contains("<script"));
/// let charts = report.charts(Language::English)?;
/// assert_eq!(charts[0].0, "envelope.svg");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct HtmlReport<'a> {
    plan: &'a Plan,
    proposals: &'a [Proposal],
    ballots: Option<&'a BallotSheet>,
    table: Option<(&'a CoDesignTable, Head)>,
    effort: u64,
}

/// What a proposal makes of the plan, in words.
struct AssessedProposal {
    heading: String,
    facts: Vec<String>,
    findings: Vec<FindingWords>,
}

/// A finding in words.
struct FindingWords {
    needs: &'static str,
    message: String,
    source: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    lang: &'a str,
    language: Language,
    title: String,
    source: String,
    facts: Vec<[String; 2]>,
    verdict: String,
    findings: Vec<FindingWords>,
    unlisted: usize,
    proposals: Vec<AssessedProposal>,
    figures: Vec<Figure>,
    rules: Option<CaptionedTable>,
    lines: CaptionedTable,
    style: &'a str,
}

impl ReportPage<'_> {
    fn say(&self, english: &'static str, italian: &'static str) -> &'static str {
        self.language.choose(english, italian)
    }
}

impl<'a> HtmlReport<'a> {
    /// The report on a plan.
    #[must_use]
    pub fn of(plan: &'a Plan) -> HtmlReport<'a> {
        HtmlReport { plan, proposals: &[], ballots: None, table: None, effort: DEFAULT_EFFORT }
    }

    /// With what proposals make of it, one after the other.
    #[must_use]
    pub fn proposals(self, proposals: &'a [Proposal]) -> HtmlReport<'a> {
        HtmlReport { proposals, ..self }
    }

    /// With ballots on its lines.
    #[must_use]
    pub fn ballots(self, ballots: &'a BallotSheet) -> HtmlReport<'a> {
        HtmlReport { ballots: Some(ballots), ..self }
    }

    /// With the table that it comes from, and the head of its history.
    #[must_use]
    pub fn table(self, table: &'a CoDesignTable, head: Head) -> HtmlReport<'a> {
        HtmlReport { table: Some((table, head)), ..self }
    }

    /// With at most so much work for headroom.
    #[must_use]
    pub fn effort(self, effort: u64) -> HtmlReport<'a> {
        HtmlReport { effort, ..self }
    }

    /// The page.
    ///
    /// # Errors
    /// Those of [`Plan::assess`] for a proposal that cannot be carried out after those before it.
    pub fn html(&self, language: Language) -> Result<String> {
        self.plan.envelope().currency().printing(|| self.page(language))
    }

    /// The charts as files of SVG: a name and a drawing each.
    ///
    /// # Errors
    /// Those of [`html`](HtmlReport::html).
    pub fn charts(&self, language: Language) -> Result<Vec<(String, String)>> {
        let figures = self.plan.envelope().currency().printing(|| self.figures(language))?;
        let file =
            |figure: Figure| (format!("{}.svg", figure.id), figure.svg.file(&figure.title, &figure.sentence));
        Ok(figures.into_iter().map(file).collect())
    }

    /// The allocation after the proposals, and each as assessed where its turn comes.
    fn assessed(&self, language: Language) -> Result<(Allocation, Vec<AssessedProposal>)> {
        let mut plan = self.plan.clone();
        let mut assessed = Vec::new();
        for proposal in self.proposals {
            let assessment = plan.assess(proposal)?;
            let title = one_line(proposal.title());
            let title = if title.is_empty() { title } else { format!(": {title}") };
            let mut facts = vec![choose!(
                language,
                "By {by}; {moved} moves.",
                "Proponente: {by}; importo complessivo degli storni: {moved}.",
                by = party(Some(self.plan), proposal.party()),
                moved = moved(proposal).to_text(language.into())
            )];
            if !proposal.reason().is_empty() {
                let reason = one_line(proposal.reason());
                facts.push(choose!(language, "Reason: {reason}", "Motivazione: {reason}"));
            }
            facts.push(format!("{}.", assessment.authorization().heading(language)));
            let id = proposal.id();
            assessed.push(AssessedProposal {
                heading: choose!(language, "Proposal {id}{title}", "Proposta {id}{title}"),
                facts,
                findings: found(assessment.findings(), language).0,
            });
            let after = assessment.after();
            plan = plan.with_approved(&after)?;
        }
        Ok((plan.approved().clone(), assessed))
    }

    fn figures(&self, language: Language) -> Result<Vec<Figure>> {
        let (plan, approved) = (self.plan, self.plan.approved());
        let line = language.choose("line", "voce");
        let title = language.choose("The envelope by line", "La dotazione per voce").to_owned();
        let mut figures = vec![amounts(("envelope", title), line, lines_of(approved), language)];
        let mut by_label = self.by_label(language)?;
        // Many lines are read by their labels first.
        let at = if plan.envelope().line_count() > SHOWN { 0 } else { figures.len() };
        figures.splice(at..at, by_label.drain(..));
        let (after, _) = self.assessed(language)?;
        let opening = self.table.and_then(|(table, _)| table.amounts_at(1).ok());
        let compared = match (self.proposals.is_empty(), &opening) {
            (false, _) => ComparedAllocations {
                before: approved,
                after: &after,
                called: [language.choose("approved", "vigente"), language.choose("proposed", "proposta")],
                language,
            },
            (true, Some(opening)) => ComparedAllocations {
                before: opening,
                after: approved,
                called: [language.choose("opening", "apertura"), language.choose("approved", "vigente")],
                language,
            },
            (true, None) => ComparedAllocations {
                before: plan.original(),
                after: approved,
                called: [language.choose("original", "originaria"), language.choose("approved", "vigente")],
                language,
            },
        };
        figures.extend(compared.figure());
        figures.extend(compared.flow());
        let headroom = Headroom::of_within(plan, Authorization::Free, &Meter::new(self.effort));
        figures.push(margins_of(&headroom, approved.amounts(), language));
        figures.extend(self.divided(language));
        if let Some((table, _)) = self.table {
            figures.extend(positions(table, language));
            figures.extend(moments_of(table, language));
        }
        Ok(figures)
    }

    /// The envelope by the values of each label.
    fn by_label(&self, language: Language) -> Result<Vec<Figure>> {
        let approved = self.plan.approved();
        let mut keys: Vec<&str> = Vec::new();
        for line in approved.envelope().lines() {
            for (key, _) in line.labels().iter() {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        let figure = |(place, key): (usize, &str)| {
            let pivot = approved.pivot(&[key])?;
            let none = language.choose("no label", "senza etichetta");
            let value = |labels: &[Option<&str>]| labels.first().copied().flatten().map(one_line);
            let rows = pivot.rows().map(|row| {
                (value(&row.labels).unwrap_or_else(|| none.to_owned()), i128::from(row.amount.cents()))
            });
            let rows: Vec<(String, i128)> = rows.collect();
            let key = one_line(key);
            let title = choose!(language, "The envelope by {key}", "La dotazione per {key}");
            Ok(amounts((&format!("by-{}", place + 1), title), &key, rows, language))
        };
        keys.into_iter().enumerate().map(figure).collect()
    }

    /// Where ballots differ: those of a file, or those of the table.
    fn divided(&self, language: Language) -> Vec<Figure> {
        let of_table = self.table.and_then(|(table, _)| table.ballots().ok());
        let lines: Vec<String> = match self.ballots {
            Some(sheet) => sheet.lines().to_vec(),
            None => self.plan.envelope().lines().map(|line| line.id().to_owned()).collect(),
        };
        let Some(ballots) = self.ballots.map(BallotSheet::ballots).or(of_table.as_ref()) else {
            return Vec::new();
        };
        let names = LineNames::of(self.plan.envelope());
        let divided = Divided { plan: self.plan, ballots, lines: &lines, names, language };
        divided.by_line().into_iter().chain([divided.by_party()]).collect()
    }

    fn page(&self, language: Language) -> Result<String> {
        let envelope = self.plan.envelope();
        let check = self.plan.check();
        let (mut findings, unlisted) = found(&check, language);
        if let Some((table, _)) = self.table {
            // What a decision left broken under a waiver is authorized.
            for (words, finding) in findings.iter_mut().zip(check.iter()) {
                if table.standing_waiver(finding.rule().id()).is_some() {
                    words.needs = language.choose("waived", "in deroga");
                }
            }
        }
        let page = ReportPage {
            lang: language.choose("en", "it"),
            language,
            title: one_line(envelope.title()),
            source: one_line(envelope.source()),
            facts: self.facts(language),
            verdict: check.text(language).lines().next().unwrap_or_default().trim_end_matches(':').to_owned(),
            findings,
            unlisted,
            proposals: self.assessed(language)?.1,
            figures: self.figures(language)?,
            rules: rules(self.plan, language),
            lines: all_lines(self.plan, language),
            style: Svg::style(),
        };
        // Texts are written into memory, which does not fail.
        Ok(page.render().unwrap_or_default())
    }

    fn facts(&self, language: Language) -> Vec<[String; 2]> {
        let envelope = self.plan.envelope();
        let total = envelope.total().to_text(language.into());
        let mut facts = vec![
            [language.choose("Envelope", "Dotazione").to_owned(), total],
            [language.choose("Lines", "Voci").to_owned(), envelope.line_count().to_string()],
            [language.choose("Rules", "Vincoli").to_owned(), self.plan.rulebook().rules().len().to_string()],
        ];
        if let Some((_, head)) = self.table {
            let label = language.choose("Head of the register", "Impronta del registro").to_owned();
            facts.push([label, format!("{}:{}", head.revision(), head.hash())]);
        }
        facts
    }
}

/// How many findings a page lists.
const MOST_FINDINGS: usize = 60;

/// Findings in words, and how many more there are.
fn found(findings: &Findings, language: Language) -> (Vec<FindingWords>, usize) {
    let words = |finding: &riparto_core::rules::Finding| FindingWords {
        needs: finding.needs().words(language),
        message: finding.message(language) + finding.standing_words(language),
        source: one_line(finding.rule().source_in(language)),
    };
    let listed: Vec<FindingWords> = findings.iter().take(MOST_FINDINGS).map(words).collect();
    let more = findings.iter().count() - listed.len();
    (listed, more)
}

/// The rules in their words, with the level that each needs and its source; none if there are none.
fn rules(plan: &Plan, language: Language) -> Option<CaptionedTable> {
    let rules = plan.rulebook().rules();
    let mut grid = CaptionedTable::new(
        "",
        [
            (language.choose("rule", "vincolo"), Align::Left),
            (language.choose("text", "testo"), Align::Left),
            (language.choose("beyond it", "oltre il limite"), Align::Left),
            (language.choose("source", "fonte"), Align::Left),
        ],
    );
    for rule in rules {
        grid.row([
            rule.id().to_owned(),
            one_line(rule.text_in(language)),
            rule.needs().words(language).to_owned(),
            one_line(rule.source_in(language)),
        ]);
    }
    (!rules.is_empty()).then_some(grid)
}

/// All lines with what they held and hold.
fn all_lines(plan: &Plan, language: Language) -> CaptionedTable {
    let style = AmountStyle::from(language);
    let (currency, total) = (Currency::printed(), i128::from(plan.approved().total().cents()));
    let [original, approved] =
        [language.choose("original", "originaria"), language.choose("approved", "vigente")];
    let mut grid = CaptionedTable::new(
        language.choose("All lines", "Tutte le voci"),
        [
            (language.choose("id", "codice"), Align::Left),
            (language.choose("line", "voce"), Align::Left),
            (&currency.head(language, original, original), Align::Right),
            (&currency.head(language, approved, approved), Align::Right),
            ("%", Align::Right),
        ],
    );
    let names = LineNames::of(plan.envelope());
    for ((line, amount), original) in plan.approved().iter().zip(plan.original().amounts()) {
        grid.row([
            line.id().to_owned(),
            names.name(line),
            original.to_figures(style),
            amount.to_figures(style),
            share(amount.cents().into(), total, language),
        ]);
    }
    grid.foot = Some(vec![
        language.choose("total", "totale").to_owned(),
        String::new(),
        plan.original().total().to_figures(style),
        plan.approved().total().to_figures(style),
        share(total, total, language),
    ]);
    grid
}
