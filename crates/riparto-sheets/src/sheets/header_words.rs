//! What the head of a column says, in Italian and English.

/// What a column holds, by its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ColumnRole {
    /// The code of a line.
    Code,
    /// What a line is called.
    Title,
    /// What a line holds; with how clearly the head says so, the clearest first.
    Amount(u8),
    Quantity,
    UnitCost,
    Percent,
    /// Figures that make up the amount beside them, such as the parts of each partner or year.
    Part,
    Note,
    /// A label of this key.
    Label(String),
}

const CODE: &[&str] =
    &["id", "codice", "cod", "code", "n", "nr", "num", "numero", "rif", "codice voce", "cod voce", "line id"];
const TITLE: &[&str] = &[
    "voce",
    "voci",
    "voce di spesa",
    "voci di spesa",
    "voce di costo",
    "voci di costo",
    "descrizione",
    "denominazione",
    "oggetto",
    "descrizione voce",
    "descrizione della spesa",
    "line",
    "item",
    "title",
    "titolo",
    "description",
    "budget line",
    "name",
    "nome",
    "tipologia di spesa",
    "spesa",
    "intervento",
];
/// From the clearest to the vaguest.
const AMOUNT: &[&[&str]] = &[
    &[
        "importo",
        "importi",
        "amount",
        "importo vigente",
        "vigente",
        "importo approvato",
        "approved",
        "current",
    ],
    &[
        "importo totale",
        "totale importo",
        "costo totale",
        "totale costo",
        "total amount",
        "total cost",
        "importo complessivo",
    ],
    &[
        "budget",
        "stanziamento",
        "dotazione",
        "previsione",
        "spesa prevista",
        "costo previsto",
        "piano finanziario",
        "finanziamento",
        "finanziamento concesso",
        "contributo concesso",
        "somma assegnata",
        "risorse assegnate",
        "assegnazione",
        "contributo richiesto",
        "grant requested",
        "requested grant",
        "eu contribution",
        "parziale",
        "parziali",
        "importo parziale",
    ],
    &[
        "totale",
        "total",
        "tot",
        "valore",
        "value",
        "costo",
        "cost",
        "costi",
        "euro",
        "eur",
        "importo richiesto",
        "contributo",
    ],
];
const QUANTITY: &[&str] = &[
    "quantita",
    "q ta",
    "qta",
    "qt",
    "quantity",
    "qty",
    "n ore",
    "ore",
    "hours",
    "numero unita",
    "unita",
    "units",
    "numero di unita",
    "no of units",
    "number of units",
    "giornate",
    "days",
];
const UNIT_COST: &[&str] = &[
    "costo unitario",
    "prezzo unitario",
    "importo unitario",
    "tariffa",
    "tariffa oraria",
    "costo orario",
    "unit cost",
    "unit price",
    "rate",
];
const PERCENT: &[&str] =
    &["percentuale", "perc", "incidenza", "quota", "share", "percent", "percentage", "peso"];
const NOTE: &[&str] =
    &["note", "nota", "annotazioni", "commenti", "commento", "notes", "comments", "remarks", "osservazioni"];
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
    "subtotal",
    "parziale",
    "complessivo",
];

/// Words with which a row tells a part of the row above it.
const OF_WHICH: &[&str] = &["di cui", "of which"];
/// Words in which a table says that its amounts are not in full.
const SCALED: &[&str] = &[
    "in migliaia",
    "migliaia di euro",
    "in milioni",
    "in thousands",
    "in millions",
    "thousands of euro",
    "eur thousand",
    "eur million",
    "euro 000",
    "keur",
    "meur",
];
/// The same in the head of a column, where one word is enough.
const SCALED_HEAD: &[&str] =
    &["migliaia", "milioni", "mln", "thousands", "thousand", "millions", "million", "mil"];
/// Names of the sheet that holds the plan itself.
const PLAN_SHEETS: &[&str] = &[
    "piano",
    "piano finanziario",
    "piano dei costi",
    "budget",
    "bilancio",
    "preventivo",
    "quadro economico",
    "quadro finanziario",
    "plan",
    "financial plan",
];

/// A text in small letters without accents and marks, words apart by one blank: `Q.tà (ore)` is `q ta ore`.
pub(super) fn plain(text: &str) -> String {
    let folded: String = text.chars().flat_map(char::to_lowercase).map(unaccented).collect();
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '%').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn unaccented(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// What a column is whose head is this text.
pub(super) fn role(head: &str) -> ColumnRole {
    let plain = plain(head);
    // The unit in a head says nothing about the column: `Importo (€)`, `Costo EUR`.
    let words: Vec<&str> =
        plain.split(' ').filter(|word| !matches!(*word, "eur" | "euro" | "in" | "di cui")).collect();
    let bare = words.join(" ");
    let is = |known: &[&str]| known.contains(&bare.as_str()) || known.contains(&plain.as_str());
    let says_share =
        ["percentuale ", "perc ", "percentage ", "incidenza "].iter().any(|word| plain.starts_with(word));
    if plain.contains('%') || says_share || is(PERCENT) {
        return ColumnRole::Percent;
    }
    if is(CODE) {
        return ColumnRole::Code;
    }
    if is(UNIT_COST) {
        return ColumnRole::UnitCost;
    }
    if is(QUANTITY) {
        return ColumnRole::Quantity;
    }
    if let Some(rank) = (0_u8..).zip(AMOUNT).find_map(|(rank, known)| is(known).then_some(rank)) {
        return ColumnRole::Amount(rank);
    }
    if head.trim() == "€" {
        return ColumnRole::Amount(3);
    }
    if is(TITLE) {
        return ColumnRole::Title;
    }
    if is(NOTE) {
        return ColumnRole::Note;
    }
    // `Importo 2024`, `Costo totale del progetto`: an amount, if nothing says it more clearly.
    let begins = AMOUNT
        .iter()
        .take(3)
        .flat_map(|known| known.iter())
        .any(|known| bare.starts_with(&format!("{known} ")));
    let is_year = plain.len() == 4 && plain.parse().is_ok_and(|year: u16| (1900..2200).contains(&year));
    match (begins, is_year) {
        (true, _) => ColumnRole::Amount(4),
        (false, true) => ColumnRole::Amount(5),
        (false, false) => ColumnRole::Label(key(head)),
    }
}

/// The key of a label: the words of the head in small letters, with hyphens.
pub(super) fn key(head: &str) -> String {
    let folded: String = head.trim().chars().flat_map(char::to_lowercase).collect();
    let words =
        folded.split(|c: char| c.is_whitespace() || matches!(c, '/' | '(' | ')' | ':' | ',' | ';' | '"'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Whether a text begins a row of a sum: `Totale generale`, `TOT.`, `Subtotale azione 1`.
pub(super) fn is_total(text: &str) -> bool {
    begins_with(text, TOTAL)
}

/// Words of income and of expenses, as they call the two sides of a budget.
const SIDES: [&[&str]; 2] = [
    &["entrate", "entrata", "ricavi", "proventi", "income", "revenue", "revenues", "receipts"],
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

/// Whether a row tells a part of the one above it, which counts already: `di cui interno`.
pub(super) fn is_of_which(text: &str) -> bool {
    begins_with(text, OF_WHICH)
}

/// Whether a text is one of some known ones in plain words, or goes on after one.
fn begins_with(text: &str, known: &[&str]) -> bool {
    // Of most texts the first letter tells that they do not.
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

/// Whether a text above a table says that its amounts are in thousands or millions.
pub(super) fn is_scaled(text: &str) -> bool {
    let plain = format!(" {} ", plain(text));
    let signs: String =
        text.chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase).collect();
    SCALED.iter().any(|known| plain.contains(&format!(" {known} ")))
        || ["k€", "m€", "€000", "€/000", "€/1000", "(000)"].iter().any(|known| signs.contains(known))
}

/// Whether the head of a column says that its amounts are in thousands or millions.
pub(super) fn is_scaled_head(head: &str) -> bool {
    is_scaled(head) || plain(head).split(' ').any(|word| SCALED_HEAD.contains(&word))
}

/// Whether a sheet is called as the plan.
pub(super) fn is_plan_sheet(name: &str) -> bool {
    PLAN_SHEETS.contains(&plain(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::{BudgetSide, ColumnRole, is_of_which, is_scaled, is_scaled_head, is_total, role, side};

    #[test]
    fn heads_of_offices_are_known() {
        let roles = [
            ("Codice", ColumnRole::Code),
            ("Voce di spesa", ColumnRole::Title),
            ("Importo (€)", ColumnRole::Amount(0)),
            ("IMPORTO TOTALE", ColumnRole::Amount(1)),
            ("Totale €", ColumnRole::Amount(3)),
            ("Importo 2024", ColumnRole::Amount(4)),
            ("Percentuale di finanziamento", ColumnRole::Percent),
            ("No. of units", ColumnRole::Quantity),
            ("Grant requested (EUR)", ColumnRole::Amount(2)),
            ("Q.tà", ColumnRole::Quantity),
            ("Costo unitario", ColumnRole::UnitCost),
            ("% sul totale", ColumnRole::Percent),
            ("Partner", ColumnRole::Label("partner".into())),
            ("Azione / attività", ColumnRole::Label("azione-attività".into())),
            ("Note", ColumnRole::Note),
        ];
        for (head, expected) in roles {
            assert_eq!(role(head), expected, "{head}");
        }
    }

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
    fn amounts_that_are_not_in_full_are_told_from_titles() {
        let scaled =
            ["Valori in migliaia di euro", "(importi in milioni)", "Figures in thousands", "k€", "€/000"];
        assert!(scaled.iter().all(|text| is_scaled(text)));
        let titles = ["Riparto di 2 milioni di euro", "Piano 2026", "Soglia di 5.000 €", "Avviso milionario"];
        assert!(titles.iter().all(|text| !is_scaled(text)));
        assert!(is_scaled_head("Importo (mln €)") && !is_scaled_head("Importo"));
        assert!(is_of_which("  di cui: interno") && !is_of_which("Dicui"));
    }
}
