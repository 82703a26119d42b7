//! The ledger of a table: what each line received and gave, and what is used of each allowance.

use super::displayed::Report;
use super::text_table::{Align, TextTable};
use super::words::label_or_none;
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::rules::{AllowanceEntry, AllowanceKind, Base, Part};
use riparto_table::table::{LabelLedger, VariationLedger};

/// What each line received and gave since the original plan, and what is used and left of each allowance.
impl Report for VariationLedger<'_> {
    fn written(&self, language: Language) -> String {
        let head = vec![(language.choose("line", "voce").to_owned(), Align::Left)];
        let rows = self.lines().iter().map(|entry| LedgerRow {
            names: vec![entry.line.id().to_owned()],
            original: entry.original,
            received: entry.received,
            given: entry.given,
            approved: entry.approved,
            decisions: entry.decisions,
        });
        let rows: Vec<LedgerRow> = rows.collect();
        let none = language.choose(
            "No rule gives an allowance for changes.\n",
            "Nessun vincolo concede un margine di variazione.\n",
        );
        format!(
            "{}\n{}",
            table(head, &rows, language).render(),
            allowances(self.allowances(), none, language)
        )
    }
}

/// What the lines with each value of a label received and gave, and what is used and left of allowances that are not for single lines.
impl Report for LabelLedger<'_> {
    fn written(&self, language: Language) -> String {
        let head = self.keys().iter().map(|key| (key.clone(), Align::Left)).collect();
        // Two values that no line has both are told by no row.
        let rows = self.rows().iter().filter(|entry| entry.lines > 0).map(|entry| LedgerRow {
            names: entry.labels.iter().map(|label| label_or_none(label.as_deref(), language)).collect(),
            original: entry.original,
            received: entry.received,
            given: entry.given,
            approved: entry.approved,
            decisions: entry.decisions,
        });
        let rows: Vec<LedgerRow> = rows.collect();
        let none = language.choose(
            "No rule gives an allowance to several lines together; those of single lines are in the ledger by line.\n",
            "Nessun vincolo concede un margine a più voci insieme; quelli delle singole voci sono nel registro per voce.\n",
        );
        format!(
            "{}\n{}",
            table(head, &rows, language).render(),
            allowances(self.allowances(), none, language)
        )
    }
}

/// A line, or the lines with a value of a label.
struct LedgerRow {
    names: Vec<String>,
    original: Money,
    received: Money,
    given: Money,
    approved: Money,
    decisions: u64,
}

fn table(mut columns: Vec<(String, Align)>, rows: &[LedgerRow], language: Language) -> TextTable {
    let style = AmountStyle::from(language);
    let names = columns.len();
    let euros = |english, italian| Currency::printed().head(language, english, italian);
    let word = |english: &str, italian: &str| language.choose(english, italian).to_owned();
    columns.extend([
        (euros("original", "iniziale"), Align::Right),
        (word("received", "ricevuto"), Align::Right),
        (word("given", "ceduto"), Align::Right),
        (word("net", "saldo"), Align::Right),
        (euros("approved", "vigente"), Align::Right),
        (word("decisions", "decisioni"), Align::Right),
    ]);
    let mut table = TextTable::of(columns);
    for row in rows {
        let net = row.approved - row.original;
        let mut cells = row.names.clone();
        cells.extend([
            row.original.to_figures(style),
            figures_or_blank(row.received, style),
            figures_or_blank(row.given, style),
            if net.is_zero() { String::new() } else { net.to_figures(style) },
            row.approved.to_figures(style),
            if row.decisions == 0 { String::new() } else { row.decisions.to_string() },
        ]);
        table.push(cells);
    }
    let sum = |of: fn(&LedgerRow) -> Money| {
        Money::saturating(rows.iter().map(|row| i128::from(of(row).cents())).sum())
    };
    let (original, approved) = (sum(|row| row.original), sum(|row| row.approved));
    let mut foot = vec![String::new(); names];
    foot[0] = word("total", "totale");
    foot.extend([
        original.to_figures(style),
        sum(|row| row.received).to_figures(style),
        sum(|row| row.given).to_figures(style),
        (approved - original).to_figures(style),
        approved.to_figures(style),
        String::new(),
    ]);
    table.close(foot);
    table
}

/// The allowances, or a sentence where there are none.
fn allowances(entries: &[AllowanceEntry<'_>], none: &str, language: Language) -> String {
    if entries.is_empty() {
        return none.to_owned();
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
    for entry in entries {
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
