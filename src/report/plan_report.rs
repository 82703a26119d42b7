//! A plan: its lines with their shares, its parties, what it breaks.

use super::text_table::{Align, TextTable};
use crate::budget::Line;
use crate::money::{AmountStyle, Apportion, Language, Method, Money, Weight, apportion};
use crate::proposals::Plan;
use crate::rules::{Authorization, Findings, Notice};

/// The lines of a plan with their approved amounts and shares of the total, under title and source.
#[must_use]
pub fn plan(plan: &Plan, language: Language) -> String {
    let style = AmountStyle::from(language);
    let total = plan.approved().total();
    let mut table = TextTable::new([
        (language.choose("line", "voce"), Align::Left),
        ("", Align::Left),
        ("EUR", Align::Right),
        ("%", Align::Right),
    ]);
    for ((line, amount), share) in plan.approved().iter().zip(shares(plan, language)) {
        let [id, title] = name(line);
        table.row([id, title, amount.to_figures(style), share]);
    }
    let hundred = match total.is_zero() {
        true => language.choose("n/a", "n.d.").to_owned(),
        false => Money::from_euros(100).to_figures(style),
    };
    table.foot([
        language.choose("total", "totale").to_owned(),
        String::new(),
        total.to_figures(style),
        hundred,
    ]);
    let mut text = format!("{}\n", plan.envelope().title());
    if !plan.envelope().source().is_empty() {
        text.push_str(&format!("{}: {}\n", language.choose("Source", "Fonte"), plan.envelope().source()));
    }
    text + "\n" + &table.render()
}

/// What was found: what it needs, and one sentence for each finding.
#[must_use]
pub fn findings(findings: &Findings, language: Language) -> String {
    let needs = findings.authorization();
    let mut text = match needs {
        _ if findings.is_empty() => {
            language.choose("Free: no rule is broken.\n", "Libero: nessun vincolo è violato.\n").to_owned()
        }
        Authorization::Forbidden => language.choose("Forbidden:\n", "Vietato:\n").to_owned(),
        Authorization::Free => language.choose("Free, to be noted:\n", "Libero, da annotare:\n").to_owned(),
        _ => format!("{} {}:\n", language.choose("Needs", "Richiede"), needs.words(language)),
    };
    for finding in findings {
        text.push_str(&format!("  [{}] {}", finding.needs().words(language), finding.message(language)));
        if !finding.is_worse() {
            text.push_str(
                language.choose(" (already so before, no worse now)", " (già così prima, ora non peggiora)"),
            );
        }
        text.push('\n');
        if !finding.rule().citation().is_empty() {
            let source = language.choose("source", "fonte");
            text.push_str(&format!("      {source}: {}\n", finding.rule().citation()));
        }
    }
    text
}

/// What is odd about rules, one sentence each; empty if nothing is.
#[must_use]
pub fn notices(notices: &[Notice], language: Language) -> String {
    let note = language.choose("note", "nota");
    notices.iter().map(|notice| format!("{note}: {}\n", notice.message(language))).collect()
}

/// A line's id and title; the title only where it says more than the id.
pub(super) fn name(line: Line<'_>) -> [String; 2] {
    let title = if line.title() == line.id() { "" } else { line.title() };
    [line.id().to_owned(), title.to_owned()]
}

/// The shares of the total in percent with two decimals, by largest remainder, so that the column sums to 100.00 as the
/// amounts do to the total: for reading, never for computing.
fn shares(plan: &Plan, language: Language) -> Vec<String> {
    let weights: Vec<Weight> = plan.approved().amounts().iter().copied().map(Weight::from).collect();
    let options = Apportion { method: Method::LargestRemainder, ..Apportion::default() };
    match apportion(Money::from_euros(100), &weights, &options) {
        Ok(split) => split.amounts().iter().map(|share| share.to_figures(language.into())).collect(),
        Err(_) => vec![language.choose("n/a", "n.d.").to_owned(); weights.len()],
    }
}
