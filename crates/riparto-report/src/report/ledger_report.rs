//! The ledger of a table: what each line received and gave, and what is used of each allowance.

use super::displayed::Report;
use super::text_table::{Align, TextTable};
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::rules::{AllowanceKind, Base, Part};
use riparto_table::table::{LineEntry, VariationLedger};

/// What each line received and gave since the original plan, and what is used and left of each allowance.
impl Report for VariationLedger<'_> {
    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let mut lines = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            (Currency::printed().head(language, "original", "iniziale").as_str(), Align::Right),
            (language.choose("received", "ricevuto"), Align::Right),
            (language.choose("given", "ceduto"), Align::Right),
            (language.choose("net", "saldo"), Align::Right),
            (Currency::printed().head(language, "approved", "vigente").as_str(), Align::Right),
            (language.choose("decisions", "decisioni"), Align::Right),
        ]);
        let figures = |amount: Money| if amount.is_zero() { String::new() } else { amount.to_figures(style) };
        let net = |delta: MoneyDelta| if delta.is_zero() { String::new() } else { delta.to_figures(style) };
        for entry in self.lines() {
            lines.row([
                entry.line.id().to_owned(),
                entry.original.to_figures(style),
                figures(entry.received),
                figures(entry.given),
                net(entry.net()),
                entry.approved.to_figures(style),
                if entry.decisions == 0 { String::new() } else { entry.decisions.to_string() },
            ]);
        }
        let sum = |of: fn(&LineEntry<'_>) -> i128| -> i128 { self.lines().iter().map(of).sum() };
        let original = sum(|entry| entry.original.cents().into());
        let approved = sum(|entry| entry.approved.cents().into());
        let change = Money::saturating(approved) - Money::saturating(original);
        lines.foot([
            language.choose("total", "totale").to_owned(),
            Money::saturating(original).to_figures(style),
            Money::saturating(sum(|entry| entry.received.cents().into())).to_figures(style),
            Money::saturating(sum(|entry| entry.given.cents().into())).to_figures(style),
            change.to_figures(style),
            Money::saturating(approved).to_figures(style),
            String::new(),
        ]);
        format!("{}\n{}", lines.render(), allowances(self, language))
    }
}

fn allowances(ledger: &VariationLedger<'_>, language: Language) -> String {
    if ledger.allowances().is_empty() {
        return language
            .choose(
                "No rule gives an allowance for changes.\n",
                "Nessun vincolo concede un margine di variazione.\n",
            )
            .to_owned();
    }
    let style = AmountStyle::from(language);
    let mut text = TextTable::new([
        (language.choose("rule", "vincolo"), Align::Left),
        (language.choose("part", "parte"), Align::Left),
        (language.choose("allowance", "margine"), Align::Left),
        (Currency::printed().code(), Align::Right),
        (language.choose("used", "utilizzato"), Align::Right),
        (language.choose("left", "residuo"), Align::Right),
        (language.choose("beyond it", "oltre"), Align::Left),
    ]);
    for entry in ledger.allowances() {
        let kind = match entry.allowance.kind() {
            AllowanceKind::Up => language.choose("up", "in aumento"),
            AllowanceKind::Down => language.choose("down", "in diminuzione"),
            AllowanceKind::Movement => language.choose("all increases", "somma degli aumenti"),
        };
        let base = match entry.allowance.base() {
            Base::Original => language.choose("original", "iniziale"),
            Base::Approved => language.choose("approved", "approvato"),
            Base::Authorized(_) => language.choose("authorized", "autorizzato"),
            Base::InitialWithActs | Base::After => language.choose("original with acts", "iniziale con atti"),
        };
        let left = entry.allowance.left();
        text.row([
            entry.rule.id().to_owned(),
            part_name(entry.part, language),
            language.choose(format!("{kind}, of the {base}"), format!("{kind}, sull'{base}")),
            entry.allowance.most().to_figures(style),
            figures_or_blank(entry.allowance.used(), style),
            left.to_figures(style).trim_start_matches('+').to_owned(),
            entry.allowance.needs().words(language).to_owned(),
        ]);
    }
    text.render()
}

/// The line or the value of a label that an allowance is for.
fn part_name(part: Option<Part<'_>>, language: Language) -> String {
    match part {
        None => String::new(),
        Some(Part::Line { line }) => line.to_owned(),
        Some(part) => part.words(language),
    }
}

fn figures_or_blank(amount: Money, style: AmountStyle) -> String {
    if amount.is_zero() { String::new() } else { amount.to_figures(style) }
}
