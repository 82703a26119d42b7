//! A settlement: its transfers, what moves in all, and whether fewer would do.

use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use super::words::follows;
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_rebalance::transfers::{Settlement, SettlementAnswer};

/// The transfers of a settlement, or the rules of flow that leave none.
impl Report for SettlementAnswer {
    fn written(&self, language: Language) -> String {
        match self {
            SettlementAnswer::Found(found) => found.text(language),
            SettlementAnswer::Blocked(blockage) => {
                let mut text = format!("{}\n", blockage.message(language));
                for rule in blockage.rules().iter().filter(|rule| !rule.text().is_empty()) {
                    text.push_str(&format!("  `{}`: {}\n", rule.id(), rule.text_in(language)));
                }
                text
            }
        }
    }
}

/// The transfers of a settlement with their total, and whether fewer would do.
impl Report for Settlement {
    fn currency(&self) -> Currency {
        self.envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        match self.transfers().is_empty() {
            true => language.choose("Nothing changes.\n", "Nessuna variazione.\n").to_owned(),
            false => format!("{}\n\n{}", self.envelope().title(), transfers(self, language)),
        }
    }
}

/// The transfers as a table, and whether fewer would do.
pub(super) fn transfers(settlement: &Settlement, language: Language) -> String {
    let style = AmountStyle::from(language);
    let mut table = TextTable::new([
        (language.choose("from", "da"), Align::Left),
        ("", Align::Left),
        (language.choose("to", "a"), Align::Left),
        ("", Align::Left),
        (Currency::printed().code(), Align::Right),
    ]);
    let lines = settlement.lines();
    for ((from, to), transfer) in lines.zip(settlement.transfers()) {
        let ([from, giving], [to, taking]) = (name(from), name(to));
        let taking = format!("{taking}{}", follows(transfer, language)).trim_start().to_owned();
        table.row([from, giving, to, taking, transfer.amount().to_figures(style)]);
    }
    let empty = String::new;
    let volume = settlement.volume().to_figures(style);
    table.foot([language.choose("total", "totale").to_owned(), empty(), empty(), empty(), volume]);
    let found = settlement.transfers().len();
    let at_least = settlement.at_least();
    let transfers = match found {
        1 => language.choose("1 transfer", "1 storno").to_owned(),
        _ => format!("{found} {}", language.choose("transfers", "storni")),
    };
    let proof = match settlement.fewest() {
        true => language.choose(", the fewest that can do", ", il minimo possibile").to_owned(),
        false => language.choose(
            format!("; at least {at_least} are needed, and whether fewer than {found} would do is not known"),
            format!("; ne occorrono almeno {at_least}, e non è noto se ne basterebbero meno di {found}"),
        ),
    };
    let below = settlement.below_minimum().count();
    let small: Vec<String> = settlement.too_small().map(|line| format!("`{}`", line.id())).collect();
    let mut text = format!("{}\n{transfers}{proof}.\n", table.render());
    if below > 0 {
        text.push_str(
            &language
                .choose(format!("Below the minimum: {below}.\n"), format!("Sotto il minimo: {below}.\n")),
        );
    }
    if !small.is_empty() {
        let (change, small) = (language.choose("These change by less", "Variano di meno"), small.join(", "));
        text.push_str(&format!("{change}: {small}.\n"));
    }
    text
}
