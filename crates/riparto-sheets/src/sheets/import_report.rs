//! `ImportReport`: what was made of a spreadsheet.

use riparto_core::money::{AmountStyle, Currency, Language, Money};
use serde::Serialize;

use super::archive::Asides;

/// What was made of a file: where the table was found, what each column became, which rows are no lines and why.
///
/// ```
/// use riparto::Language;
/// use riparto::sheets::PlanImport;
///
/// let imported = PlanImport::new().run(b"Voce;Importo\nPersonale;60.000,00\nViaggi;40.000,00\nTotale;100.000,00\n")?;
/// let told = imported.report().text(Language::English);
/// assert!(told.contains("2 lines") && told.contains("line 4 “Totale”: a total, the sum of the lines above"), "{told}");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub(super) kind: &'static str,
    pub(super) encoding: Option<&'static str>,
    pub(super) asides: Asides,
    /// The name of the sheet; empty for CSV.
    pub(super) sheet: String,
    pub(super) other_sheets: Vec<String>,
    /// The row of the head, from 1.
    pub(super) head: u32,
    /// Each column: how a person calls it, its head, what it became.
    pub(super) columns: Vec<(String, String, Became)>,
    /// Tables beside the one that was read: their first and last column, and their heads.
    pub(super) side_tables: Vec<([String; 2], String)>,
    pub(super) lines: usize,
    pub(super) total: Money,
    pub(super) currency: Currency,
    /// SheetRows that are no lines, from 1, with their first words and why.
    pub(super) passed: Vec<(u32, String, Passed)>,
    /// Lines that may be sums, from 1, with their words.
    pub(super) doubtful: Vec<(u32, String, Doubt)>,
    /// SheetRows whose labels come from above, by the head of the column.
    pub(super) filled: Vec<(String, usize)>,
    pub(super) hidden_rows: Vec<u32>,
    /// The columns that a person does not see and that count.
    pub(super) hidden_columns: Vec<String>,
    /// The sheet of rules and how many were read.
    pub(super) rules: Option<(String, usize)>,
    /// The sheet of parties and how many were read.
    pub(super) parties: Option<(String, usize)>,
    /// The rules that somebody changed in a workbook of riparto.
    pub(super) changed_rules: Vec<String>,
}

/// What a column became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Became {
    Ids,
    Titles,
    Amounts,
    Quantities,
    UnitCosts,
    Label(String),
    /// Figures that make up the amounts: left out, or lines with the head as their label of this key.
    Parts(Option<String>),
    /// CellsLeft out: a percentage, or other figures.
    Figures,
    Notes,
}

/// Why a row is no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Passed {
    Total,
    /// A total whose formula has no result.
    TotalUnreckoned,
    /// A total without an amount that reads.
    TotalBare,
    Heading,
    Note,
    HeadAgain,
    /// A part of the line above it, which counts already.
    OfWhich,
    /// The sum of rows below it, whose codes go on from its own.
    SumOfBelow,
    /// Income beside expenses.
    Income,
    /// The first row of another table below this one.
    AnotherTable,
}

/// What a line may be that counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Doubt {
    /// It holds what all lines above it do.
    SumOfAbove,
    /// It holds what lines below it do, and so does every other group.
    SumOfBelow,
    /// It and the lines below it sum to the total above them.
    ToldAgain,
}

impl ImportReport {
    /// How many lines were read.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// The sheet that was read; empty for CSV.
    #[must_use]
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// What was made of the file, as lines that end in a line feed.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        self.currency.printing(|| self.written(language))
    }

    fn written(&self, language: Language) -> String {
        let mut text = self.found(language);
        if self.asides.has_macros {
            text += language.choose("  macros: neither read nor run\n", "  macro: né lette né eseguite\n");
        }
        if self.asides.has_links {
            text += language.choose(
                "  links to other files: not followed, their cells count as saved\n",
                "  collegamenti ad altri file: non seguiti, le loro celle valgono come salvate\n",
            );
        }
        for (column, head, became) in &self.columns {
            let head = if head.is_empty() { String::new() } else { format!(" {}", quoted(head, language)) };
            text += &format!(
                "  {} {column}{head}: {}\n",
                language.choose("column", "colonna"),
                became.words(language)
            );
        }
        for ([first, last], heads) in &self.side_tables {
            let heads = quoted(heads, language);
            text += &match first == last {
                true => language.choose(
                    format!("  column {first} {heads}: another table beside this one: not read\n"),
                    format!("  colonna {first} {heads}: un'altra tabella accanto a questa: non letta\n"),
                ),
                false => language.choose(
                    format!("  columns {first}-{last} {heads}: another table beside this one: not read\n"),
                    format!(
                        "  colonne {first}-{last} {heads}: un'altra tabella accanto a questa: non letta\n"
                    ),
                ),
            };
        }
        for (row, words, passed) in &self.passed {
            let row_words = self.row_words(language);
            let words =
                if words.is_empty() { String::new() } else { format!(" {}", quoted(words, language)) };
            text += &format!("  {row_words} {row}{words}: {}\n", passed.words(language));
        }
        for (row, words, doubt) in &self.doubtful {
            let (row_words, words) = (self.row_words(language), quoted(words, language));
            text += &format!("  {row_words} {row} {words}: {}\n", doubt.words(language));
        }
        text += &self.beside(language);
        for (head, rows) in &self.filled {
            let (one, many) = language.choose(("row", "rows"), ("riga", "righe"));
            let noun = if *rows == 1 { one } else { many };
            text += &language.choose(
                format!("  column “{head}”: {rows} {noun} without a value take the one above\n"),
                format!("  colonna «{head}»: in {rows} {noun} senza valore vale quello sopra\n"),
            );
        }
        let rows: Vec<String> = self.hidden_rows.iter().map(u32::to_string).collect();
        let hidden = [
            (rows, language.choose("hidden rows, which count", "righe nascoste, che valgono comunque")),
            (
                self.hidden_columns.clone(),
                language.choose("hidden columns, which count", "colonne nascoste, che valgono comunque"),
            ),
        ];
        for (places, words) in hidden.iter().filter(|(places, _)| !places.is_empty()) {
            text += &format!("  {words}: {}\n", places.join(", "));
        }
        text
    }

    fn found(&self, language: Language) -> String {
        let encoding = self.encoding.map(|encoding| format!(", {encoding}")).unwrap_or_default();
        let total = self.total.to_text(AmountStyle::from(language));
        let (lines, head) = (self.lines, self.head);
        let noun = match lines {
            1 => language.choose("line", "voce"),
            _ => language.choose("lines", "voci"),
        };
        let sheet = match self.sheet.as_str() {
            "" => String::new(),
            sheet => language.choose(format!(", sheet “{sheet}”"), format!(", foglio «{sheet}»")),
        };
        let row = self.row_words(language);
        let mut text = language.choose(
            format!("{}{encoding}{sheet}: {lines} {noun}, {total} in all; head in {row} {head}\n", self.kind),
            format!(
                "{}{encoding}{sheet}: {lines} {noun}, in tutto {total}; intestazione alla {row} {head}\n",
                self.kind
            ),
        );
        if !self.other_sheets.is_empty() {
            let sheets =
                self.other_sheets.iter().map(|sheet| quoted(sheet, language)).collect::<Vec<_>>().join(", ");
            text +=
                &language.choose(format!("  not read: {sheets}\n"), format!("  fogli non letti: {sheets}\n"));
        }
        text
    }

    /// What was read from other sheets.
    fn beside(&self, language: Language) -> String {
        let mut text = String::new();
        let count =
            |count: usize, [one, many]: [&str; 2]| format!("{count} {}", if count == 1 { one } else { many });
        if let Some((sheet, found)) = &self.parties {
            let parties = count(*found, language.choose(["party", "parties"], ["soggetto", "soggetti"]));
            text += &language.choose(
                format!("  sheet “{sheet}”: {parties}\n"),
                format!("  foglio «{sheet}»: {parties}\n"),
            );
        }
        if let Some((sheet, found)) = &self.rules {
            let rules = count(*found, language.choose(["rule", "rules"], ["vincolo", "vincoli"]));
            text += &language
                .choose(format!("  sheet “{sheet}”: {rules}\n"), format!("  foglio «{sheet}»: {rules}\n"));
        }
        if !self.changed_rules.is_empty() {
            let rules: Vec<String> = self.changed_rules.iter().map(|id| format!("`{id}`")).collect();
            let rules = rules.join(", ");
            text += &language.choose(
                format!("  rules changed in the workbook, taken as they stand there: {rules}\n"),
                format!("  vincoli modificati nella cartella di lavoro, presi come vi si leggono: {rules}\n"),
            );
        }
        text
    }

    fn row_words(&self, language: Language) -> &'static str {
        if self.sheet.is_empty() { language.choose("line", "riga") } else { language.choose("row", "riga") }
    }
}

impl Became {
    fn words(&self, language: Language) -> String {
        match self {
            Became::Ids => language.choose("ids", "identificativi").to_owned(),
            Became::Titles => language.choose("titles of lines", "denominazioni delle voci").to_owned(),
            Became::Amounts => language.choose("amounts", "importi").to_owned(),
            Became::Quantities => language.choose("quantities", "quantità").to_owned(),
            Became::UnitCosts => language.choose("unit costs", "costi unitari").to_owned(),
            Became::Label(key) => language.choose(format!("label `{key}`"), format!("etichetta `{key}`")),
            Became::Parts(None) => language
                .choose(
                    "parts of the amounts, not read (see --parts)",
                    "parti degli importi, non lette (v. --parts)",
                )
                .to_owned(),
            Became::Parts(Some(key)) => language.choose(
                format!("amounts of lines with this label `{key}`"),
                format!("importi delle voci con questa etichetta `{key}`"),
            ),
            Became::Figures => language.choose("figures, not read", "cifre, non lette").to_owned(),
            Became::Notes => language.choose("notes, not read", "note, non lette").to_owned(),
        }
    }
}

impl Passed {
    fn words(self, language: Language) -> &'static str {
        match self {
            Passed::Total => language
                .choose("a total, the sum of the lines above", "un totale, pari alla somma delle voci sopra"),
            Passed::TotalUnreckoned => language.choose(
                "a total whose formula has no result or gives 0: not compared with the lines",
                "un totale la cui formula è senza risultato o dà 0: non confrontato con le voci",
            ),
            Passed::TotalBare => language.choose(
                "a total without an amount: not compared with the lines",
                "un totale senza importo: non confrontato con le voci",
            ),
            Passed::Heading => {
                language.choose("no amount: a heading, no line", "senza importo: un titolo, non una voce")
            }
            Passed::Note => language.choose("below the table: not read", "sotto la tabella: non letta"),
            Passed::HeadAgain => {
                language.choose("the head again: not read", "di nuovo l'intestazione: non letta")
            }
            Passed::OfWhich => language
                .choose("a part of the line above: not counted", "una parte della voce sopra: non contata"),
            Passed::SumOfBelow => language
                .choose("the sum of the lines below: not counted", "la somma delle voci sotto: non contata"),
            Passed::Income => language.choose(
                "income, which the plan does not split: not counted",
                "un'entrata, che il piano non ripartisce: non contata",
            ),
            Passed::AnotherTable => language.choose(
                "another table begins here: it and what is below it is not read",
                "qui comincia un'altra tabella: non è letta, né quanto segue",
            ),
        }
    }
}

impl Doubt {
    fn words(self, language: Language) -> &'static str {
        match self {
            Doubt::SumOfAbove => language.choose(
                "the sum of the lines above, counted as a line: if it is a total, call it `Total …`",
                "pari alla somma delle voci sopra, contata come voce: se è un totale, chiamarla `Totale …`",
            ),
            Doubt::ToldAgain => language.choose(
                "from here on the lines sum to the total above again, and count: if they tell the same amounts, such as by source, take them out",
                "da qui le voci danno di nuovo il totale precedente, e sono contate: se ripetono gli stessi importi, per esempio per fonte, toglierle",
            ),
            Doubt::SumOfBelow => language.choose(
                "the sum of the lines below, counted as a line: if it is a total, call it `Total …`",
                "pari alla somma delle voci sotto, contata come voce: se è un totale, chiamarla `Totale …`",
            ),
        }
    }
}

/// What stands in a file, between the quotation marks of a language.
fn quoted(text: &str, language: Language) -> String {
    language.choose(format!("“{text}”"), format!("«{text}»"))
}
