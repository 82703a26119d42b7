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
/// First words of the heads of classes of a budget, and of what is counted in lines.
const CLASSES: &[&str] = &[
    "capitolo",
    "cap",
    "articolo",
    "art",
    "anno",
    "year",
    "missione",
    "programma",
    "titolo",
    "macroaggregato",
    "categoria",
    "cat",
    "azione",
    "attivita",
    "activity",
    "wp",
    "work",
    "lotto",
    "lot",
    "fase",
    "codice",
    "code",
    "cod",
    "n",
    "nr",
    "num",
    "numero",
    "number",
    "no",
    "id",
    "cup",
    "cig",
    "livello",
    "level",
    "pdc",
    "conto",
    "account",
    "partner",
    "protocollo",
    "prot",
    "destinatari",
    "beneficiari",
    "partecipanti",
    "mesi",
    "durata",
    "months",
    "priorita",
    "rank",
    "ordine",
];

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
    "eur 000",
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

pub(super) fn unaccented(letter: char) -> char {
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

/// Whether a head says that its numbers are classes or places of lines: they are no amounts, though no cents tell.
pub(super) fn is_class(head: &str) -> bool {
    let plain = plain(head);
    plain.split(' ').next().is_some_and(|word| CLASSES.contains(&word))
}

/// Whether a column holds the cents of the amounts in the one beside it.
pub(super) fn is_cents(head: &str) -> bool {
    ["cent", "cents", "centesimi", "c mi"].contains(&plain(head).as_str())
}

/// Whether a sheet is called as the plan.
pub(super) fn is_plan_sheet(name: &str) -> bool {
    PLAN_SHEETS.contains(&plain(name).as_str())
}

#[cfg(test)]
mod tests {
    use super::{ColumnRole, is_scaled, is_scaled_head, role};

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
    fn amounts_that_are_not_in_full_are_told_from_titles() {
        let scaled = [
            "Valori in migliaia di euro",
            "(importi in milioni)",
            "Figures in thousands",
            "k€",
            "€/000",
            "(EUR '000)",
        ];
        assert!(scaled.iter().all(|text| is_scaled(text)));
        let titles = ["Riparto di 2 milioni di euro", "Piano 2026", "Soglia di 5.000 €", "Avviso milionario"];
        assert!(titles.iter().all(|text| !is_scaled(text)));
        assert!(is_scaled_head("Importo (mln €)") && !is_scaled_head("Importo"));
    }
}
