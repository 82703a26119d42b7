//! A plan: its lines with their shares, its parties, what it breaks.

use std::collections::BTreeSet;

use super::displayed::Report;
use super::text_table::{Align, TextTable};
use riparto_core::budget::Line;
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::{Plan, RecomputedLine};
use riparto_core::rules::{Authorization, Finding, Findings, Notice};

/// The lines of a plan with their approved amounts and shares of the total, under title and source.
impl Report for Plan {
    fn currency(&self) -> Currency {
        self.envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let total = self.approved().total();
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().code(), Align::Right),
            ("%", Align::Right),
        ]);
        let closed: BTreeSet<&str> = self.closed_lines().iter().map(String::as_str).collect();
        let mut shares = Vec::new();
        for (line, amount) in self.approved().iter() {
            let [id, mut title] = name(line);
            if closed.contains(line.id()) {
                title.push_str(language.choose(" (closed)", " (chiusa)"));
            }
            let title = title.trim_start().to_owned();
            let share = hundredths(amount, total);
            shares.extend(share);
            let share = share.map(|share| Money::saturating(share.into()).to_figures(style));
            let share = share.unwrap_or_else(|| language.choose("n/a", "n.d.").to_owned());
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
        let mut text = format!("{}\n", self.envelope().title());
        if !self.envelope().source().is_empty() {
            text.push_str(&format!("{}: {}\n", language.choose("Source", "Fonte"), self.envelope().source()));
        }
        text + "\n" + &table.render() + &shares_note(&shares, language) + &units_note(self, language)
    }
}

/// What lines are made of, where the plan says so.
fn units_note(plan: &Plan, language: Language) -> String {
    let style = AmountStyle::from(language);
    let made = plan.original().iter().filter_map(|(line, amount)| {
        let (units, held) = (plan.units(line.id())?, plan.approved().amounts()[line.position()]);
        let (words, amount) = (units.words(), amount.to_figures(style));
        let now = match held == plan.original().amounts()[line.position()] {
            true => String::new(),
            false => language.choose(
                format!("; {} is approved now", held.to_figures(style)),
                format!("; importo vigente {}", held.to_figures(style)),
            ),
        };
        Some(format!("  {}: {} = {amount}{now}\n", line.id(), words.text(language)))
    });
    let made: String = made.collect();
    if made.is_empty() {
        return made;
    }
    format!("\n{}\n{made}", language.choose("Quantities and unit costs:", "Quantità e costi unitari:"))
}

/// A line with other quantities or another unit cost.
impl Report for RecomputedLine {
    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let (words, amount) = (self.units().words(), self.amount().to_figures(style));
        let (line, words, change) = (self.line(), words.text(language), self.change().to_figures(style));
        language.choose(
            format!("Line `{line}`: {words} = {amount}, {change} on what is approved.\n"),
            format!("Voce `{line}`: {words} = {amount}, {change} rispetto all'importo vigente.\n"),
        )
    }
}

/// What was found: what it needs, and one sentence for each finding.
impl Report for Findings {
    fn written(&self, language: Language) -> String {
        let needs = self.authorization();
        let mut text = match needs {
            _ if self.is_empty() => language
                .choose(
                    "Free: no rule is broken.\n",
                    "Nessuna autorizzazione richiesta: tutti i vincoli sono rispettati.\n",
                )
                .to_owned(),
            Authorization::Forbidden => language.choose("Forbidden:\n", "Non ammissibile:\n").to_owned(),
            Authorization::Free => language
                .choose("Free, to be noted:\n", "Nessuna autorizzazione richiesta, da annotare:\n")
                .to_owned(),
            level @ (Authorization::Notification
            | Authorization::PriorApproval
            | Authorization::Exceptional) => {
                format!("{}:\n", level.heading(language))
            }
        };
        let findings: Vec<&Finding> = self.iter().collect();
        for of_rule in findings.chunk_by(|a, b| a.rule().id() == b.rule().id()) {
            text.push_str(&of_one_rule(of_rule, language));
        }
        text
    }
}

/// What breaks one rule, and the source of the rule: in one sentence, or each part below the rule.
fn of_one_rule(findings: &[&Finding], language: Language) -> String {
    let level = |finding: &Finding| format!("[{}]", finding.needs().words(language));
    let standing = |finding: &Finding| finding.standing_words(language);
    let Some((first, others)) = findings.split_first() else { return String::new() };
    let mut text = match others {
        [] => format!("  {} {}{}\n", level(first), first.message(language), standing(first)),
        _ => {
            let same = others.iter().all(|finding| finding.needs() == first.needs());
            let levels = if same { format!("{} ", level(first)) } else { String::new() };
            let mut text = format!("  {levels}{}:\n", first.rule_words(language));
            for finding in findings {
                let level = if same { String::new() } else { format!("{} ", level(finding)) };
                text.push_str(&format!(
                    "      - {level}{}{}\n",
                    finding.statement(language),
                    standing(finding)
                ));
            }
            text
        }
    };
    if !first.rule().source().is_empty() {
        let source = language.choose("source", "fonte");
        text.push_str(&format!("      {source}: {}\n", first.rule().source_in(language)));
    }
    text
}

/// What is odd about rules, one sentence each; empty if nothing is.
impl Report for [Notice] {
    fn written(&self, language: Language) -> String {
        let note = language.choose("note", "nota");
        self.iter().map(|notice| format!("{note}: {}\n", notice.message(language))).collect()
    }
}

/// A line's id and title; the title only where it says more than the id.
pub(super) fn name(line: Line<'_>) -> [String; 2] {
    let title = if line.title() == line.id() { "" } else { line.title() };
    [line.id().to_owned(), title.to_owned()]
}

/// The share of the total in hundredths of a percent, each rounded half up by itself, so that equal amounts show equal
/// shares: for reading, never for computing.
pub(super) fn hundredths(amount: Money, total: Money) -> Option<i64> {
    let (amount, total) = (i128::from(amount.cents()), i128::from(total.cents()));
    i64::try_from((2 * 10_000 * amount + total).checked_div(2 * total)?).ok()
}

/// Says what a column of rounded shares sums to, where that is not 100.
pub(super) fn shares_note(shares: &[i64], language: Language) -> String {
    let sum: i128 = shares.iter().copied().map(i128::from).sum();
    if shares.is_empty() || sum == 10_000 {
        return String::new();
    }
    let sum = Money::saturating(sum).to_figures(language.into());
    language.choose(
        format!("Each percentage is rounded by itself: the column sums to {sum}.\n"),
        format!("Ogni percentuale è arrotondata per sé: la colonna somma a {sum}.\n"),
    )
}
