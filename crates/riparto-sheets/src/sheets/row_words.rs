//! What the first words of a row say, in Italian and English: totals, parts of the row above, income and sources of funds.

use super::header_words::{plain, unaccented};

const TOTAL: &[&str] = &[
    "totale",
    "totali",
    "total",
    "totals",
    "tot",
    "somma",
    "sum",
    "grand total",
    "subtotale",
    "subtotali",
    "subtotal",
    "subtotals",
    "sub totale",
    "sub totali",
    "sub total",
    "parziale",
    "complessivo",
    "a riportare",
    "da riportare",
    "riporto",
    "carried forward",
    "brought forward",
];
/// Words of which one makes a row whose amount is that of lines above it a sum: `A) Totale lavori`, `A2 Totale`.
const SUM_WORDS: &[&str] = &[
    "totale",
    "totali",
    "total",
    "totals",
    "tot",
    "subtotale",
    "subtotal",
    "complessivo",
    "complessiva",
    "complessivi",
    "somma",
];

/// Words with which a row tells a part of the row above it.
const OF_WHICH: &[&str] = &["di cui", "of which"];

/// Whether a text begins a row of a sum: `Totale generale`, `TOT.`, `Subtotale azione 1`.
pub(super) fn is_total(text: &str) -> bool {
    begins_with(text, TOTAL)
}

/// Whether a text names a sum anywhere: a row of it is one if its amount is that of lines above.
pub(super) fn names_total(text: &str) -> bool {
    text.len() >= 3 && plain(text).split(' ').any(|word| SUM_WORDS.contains(&word))
}

/// Words of income and of expenses, as they call the two sides of a budget.
const SIDES: [&[&str]; 2] = [
    &[
        "entrate",
        "entrata",
        "ricavi",
        "proventi",
        "income",
        "revenue",
        "revenues",
        "receipts",
        "fonti",
        "coperture",
        "copertura",
        "sources",
        "funding",
    ],
    &["uscite", "uscita", "spese", "costi", "expenses", "expenditure", "expenditures", "costs"],
];

/// The side of a budget that a row of a sum closes: `Totale entrate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BudgetSide {
    Income,
    Expenses,
}

/// The side of a budget that the words of a sum name, if they name one of the two.
pub(super) fn side(total: &str) -> Option<BudgetSide> {
    let plain = plain(total);
    let names = |words: &[&str]| plain.split(' ').any(|word| words.contains(&word));
    match SIDES.map(names) {
        [true, false] => Some(BudgetSide::Income),
        [false, true] => Some(BudgetSide::Expenses),
        _ => None,
    }
}

/// Words of what expenses are paid from.
const SOURCES: &[&str] = &[
    "contributo",
    "contributi",
    "cofinanziamento",
    "cofinanziamenti",
    "finanziamento",
    "finanziamenti",
    "risorse",
    "fonti",
    "quota",
    "fondi",
    "fondo",
    "copertura",
    "entrate",
    "donazioni",
    "contribution",
    "contributions",
    "cofinancing",
    "financing",
    "funding",
    "funds",
    "grant",
    "resources",
    "sources",
    "income",
];

/// Whether a text names what expenses are paid from: `Cofinanziamento nazionale (50 %)`.
pub(super) fn names_source(text: &str) -> bool {
    plain(text).split(' ').any(|word| SOURCES.contains(&word))
}

/// Whether a row tells a part of the one above it, which counts already: `di cui interno`.
pub(super) fn is_of_which(text: &str) -> bool {
    begins_with(text, OF_WHICH)
}

/// Whether a text is one of some known ones in plain words, or goes on after one.
fn begins_with(text: &str, known: &[&str]) -> bool {
    // Of most texts the first two letters tell that they do not.
    let mut letters = text.bytes().map(|letter| letter.to_ascii_lowercase());
    if let Some(first) = letters.next().filter(u8::is_ascii_alphabetic) {
        let second = letters.next().filter(u8::is_ascii_alphanumeric);
        let may_begin = |known: &&str| {
            let known = known.as_bytes();
            known.first() == Some(&first) && second.is_none_or(|second| known.get(1) == Some(&second))
        };
        if !known.iter().any(may_begin) {
            return false;
        }
    }
    let first = text.chars().find(|sign| sign.is_alphanumeric()).and_then(|sign| sign.to_lowercase().next());
    let Some(first) =
        first.map(unaccented).filter(|first| known.iter().any(|known| known.starts_with(*first)))
    else {
        return false;
    };
    let plain = plain(text);
    plain.starts_with(first)
        && known.iter().any(|known| {
            plain.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
}

#[cfg(test)]
mod tests {
    use super::{BudgetSide, is_of_which, is_total, names_source, names_total, side};

    #[test]
    fn sums_are_told_from_lines() {
        assert!(
            ["TOTALE", "Totale generale", "Tot.", "Subtotale azione 1", "Grand total"]
                .iter()
                .all(|text| is_total(text))
        );
        assert!(
            ["Totalizzatori", "Personale", "Sommelier", "Azione totale?"].iter().all(|text| !is_total(text))
        );
        let sides = ["Totale entrate", "TOTALE COSTI", "Totale entrate e spese", "Totale"].map(side);
        assert_eq!(sides, [Some(BudgetSide::Income), Some(BudgetSide::Expenses), None, None]);
    }

    #[test]
    fn sums_are_named_anywhere() {
        assert!(
            ["A) Totale lavori", "A2 Totale", "Costo totale del progetto"]
                .iter()
                .all(|text| names_total(text))
        );
        assert!(["Totalizzatori", "Somme a disposizione", "Personale"].iter().all(|text| !names_total(text)));
    }

    #[test]
    fn parts_and_sources_are_told_from_lines() {
        assert!(is_of_which("  di cui: interno") && !is_of_which("Dicui"));
        assert!(names_source("Contributo FAMI (50 %)") && !names_source("Personale"));
    }
}
