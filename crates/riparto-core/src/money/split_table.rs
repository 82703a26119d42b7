//! `SplitTable`: the weights, bounds and published amounts of a split as a table of CSV.

use super::amount::Money;
use super::amount_style::AmountStyle;
use super::apportionment::Apportion;
use super::criterion::{AllocationKey, Criterion};
use super::percent::Percent;
use super::weight::Weight;
use crate::error::{Cause, Error, Result, quote};
use crate::reader::{CsvRow, CsvTable, Mistakes};
use crate::words::{among, both, named, numbered};

/// How the columns of a [`SplitTable`] are found, where their heads do not say it.
///
/// ```
/// use riparto::money::{ReadSplit, SplitTable};
///
/// let table = "Regione;Chiave;Assegnato\nAbruzzo;60 %;600,00 €\nMolise;40 %;400,00 €\nTotale;;1.000,00 €\n";
/// let read = ReadSplit { weights: Some("Chiave"), ..ReadSplit::default() };
/// let table = SplitTable::from_csv(table, &read)?;
/// assert_eq!(table.names(), ["Abruzzo", "Molise"]);
/// assert_eq!(table.total().unwrap().to_string(), "1000.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadSplit<'a> {
    /// The column of weights.
    pub weights: Option<&'a str>,
    /// Columns of weights with their percentages, in place of one.
    pub criteria: &'a [(String, Percent)],
    /// The column of published amounts.
    pub published: Option<&'a str>,
    /// The column of floors.
    pub floors: Option<&'a str>,
    /// The column of ceilings.
    pub ceilings: Option<&'a str>,
    /// The column of fixed amounts.
    pub fixed: Option<&'a str>,
    /// The column that says who pays for floors.
    pub payers: Option<&'a str>,
    /// The column of amounts that percentages of floors and ceilings are of.
    pub previous: Option<&'a str>,
    /// Names of rows that are no parts.
    pub leave_out: &'a [&'a str],
    /// How amounts and weights are written, where they can be read in two ways.
    pub style: Option<AmountStyle>,
}

/// The parts of a split as a table has them: one row a part, its name first.
///
/// ```
/// use riparto::money::{ReadSplit, SplitTable};
///
/// let table = SplitTable::from_csv("comune,abitanti\nA,3\nB,1\n", &ReadSplit::default())?;
/// assert_eq!(table.options().split("100.00".parse()?, table.key())?.amounts()[0].to_string(), "75.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitTable {
    names: Vec<String>,
    weights: Vec<Weight>,
    criteria: Vec<Criterion>,
    published: Option<Vec<Money>>,
    previous: Vec<Option<Money>>,
    options: Apportion,
    total: Option<Money>,
    source: SplitSource,
}

/// The first words of heads, for each kind of column.
const WEIGHT_HEADS: &[&str] = &[
    "weight",
    "weights",
    "key",
    "keys",
    "peso",
    "pesi",
    "chiave",
    "chiavi",
    "percentuale",
    "percentage",
    "population",
    "popolazione",
    "inhabitants",
    "abitanti",
];
const PUBLISHED_HEADS: &[&str] =
    &["published", "pubblicato", "pubblicati", "amount", "amounts", "importo", "importi", "assegnato"];
const FLOOR_HEADS: &[&str] = &["floor", "floors", "minimum", "minimo", "minimi"];
const CEILING_HEADS: &[&str] = &["ceiling", "ceilings", "maximum", "massimo", "massimi", "massimale"];
const FIXED_HEADS: &[&str] = &["fixed", "fisso", "fissa"];
const PAYER_HEADS: &[&str] = &["pays", "payer", "payers", "paga", "paganti"];
const PREVIOUS_HEADS: &[&str] = &["previous", "precedente"];
/// First words of rows of sums, and names that are one as a whole: Somma Lombardo is a municipality.
const SUM_HEADS: &[&str] = &["total", "totals", "totale", "totali"];
const SUM_NAMES: &[&str] = &["sum", "somma", "tot", "tot."];
const YES: &[&str] = &["yes", "y", "true", "x", "1", "sì", "si", "s", "vero"];
const NO: &[&str] = &["", "no", "n", "false", "0", "falso"];

impl SplitTable {
    /// Reads a table as spreadsheets save it: a head, then one row for each part, its name in the first column.
    ///
    /// Columns that are not named are found by the first word of their heads: weights (`peso`, `chiave`, `abitanti`), published
    /// amounts (`importo`), floors (`minimo`), ceilings (`massimo`), fixed amounts (`fisso`), payers (`paga`), last year's amounts
    /// (`precedente`), or in English. A row of sums is no part; its published amount is the total. Cells, separators and styles of
    /// numbers are read as those of ballots; a weight may end in `%`.
    ///
    /// # Errors
    /// Text that is no table (`document_malformed`), a column that is named and not there, or no weights (`name_unknown`), a cell
    /// that cannot be read (`weight_malformed`, `amount_ambiguous`, …), each with its row.
    pub fn from_csv(text: &str, read: &ReadSplit<'_>) -> Result<SplitTable> {
        let table = CsvTable::read(text, both("this table", "questa tabella"))?;
        let columns = SplitColumns::of(&table, read)?;
        let mut found = columns.empty(read);
        found.table.source.head = table.head.iter().map(str::to_owned).collect();
        let mut mistakes = Mistakes::default();
        for row in &table.rows {
            let name = row.cells.get(0).unwrap_or_default();
            if read.leave_out.contains(&name) {
                continue;
            }
            let parts = found.table.names.len();
            if let Err(error) = columns.read_row(row, &mut found, read) {
                mistakes.push(error.at(numbered("row", "riga", row.line)));
            }
            let part = (found.table.names.len() > parts).then_some(parts);
            found.table.source.rows.push((part, row.cells.iter().map(str::to_owned).collect()));
        }
        match mistakes.into_error() {
            Some(refused) => Err(refused),
            None => Ok(found.finish(&columns)),
        }
    }

    /// The names of the parts.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// By what is split.
    #[must_use]
    pub fn key(&self) -> AllocationKey<'_> {
        match self.criteria.is_empty() {
            true => AllocationKey::Weights(&self.weights),
            false => AllocationKey::Criteria(&self.criteria),
        }
    }

    /// The published amounts, if a column has them.
    #[must_use]
    pub fn published(&self) -> Option<&[Money]> {
        self.published.as_deref()
    }

    /// Last year's amounts; empty if no column has them.
    #[must_use]
    pub fn previous(&self) -> &[Option<Money>] {
        &self.previous
    }

    /// The floors, ceilings, fixed amounts and payers that columns have.
    #[must_use]
    pub fn options(&self) -> Apportion {
        self.options.clone()
    }

    /// The published amount in the row of sums, if there is one.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.total
    }

    /// The table as it stands in its file.
    #[doc(hidden)]
    #[must_use]
    pub fn source(&self) -> &SplitSource {
        &self.source
    }
}

/// A table as it stands in its file, without the rows that were left out.
#[doc(hidden)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitSource {
    #[doc(hidden)]
    pub head: Vec<String>,
    /// The cells of each row, and which part it is; none of a row of totals.
    #[doc(hidden)]
    pub rows: Vec<(Option<usize>, Vec<String>)>,
    /// The column of published amounts, and what they sum to.
    #[doc(hidden)]
    pub published: Option<usize>,
    #[doc(hidden)]
    pub published_total: Money,
    /// How its amounts and weights were read.
    #[doc(hidden)]
    pub style: Option<AmountStyle>,
}

/// Where the columns are.
struct SplitColumns {
    keys: Vec<usize>,
    published: Option<usize>,
    floors: Option<usize>,
    ceilings: Option<usize>,
    fixed: Option<usize>,
    payers: Option<usize>,
    previous: Option<usize>,
}

/// What rows held so far.
struct SplitRows {
    table: SplitTable,
    keys: Vec<Vec<Weight>>,
    percents: Vec<Percent>,
    published: Vec<Money>,
    floors: Vec<Option<Money>>,
    ceilings: Vec<Option<Money>>,
    fixed: Vec<Money>,
    payers: Vec<bool>,
}

fn first_word(text: &str) -> String {
    let lower = text.to_lowercase();
    let word = lower.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    word.unwrap_or_default().to_owned()
}

impl SplitColumns {
    fn of(table: &CsvTable, read: &ReadSplit<'_>) -> Result<SplitColumns> {
        let heads: Vec<&str> = table.head.iter().collect();
        let unknown = |name: &str| {
            let what = both("a column of this table", "una colonna di questa tabella");
            let are = both("the columns are", "le colonne sono");
            Error::from(Cause::NameUnknown {
                found: quote(name),
                what,
                known: among(name, &are, heads.iter().copied()),
            })
        };
        let place = |name: &str| heads.iter().position(|head| *head == name).ok_or_else(|| unknown(name));
        let guessed = |words: &[&str]| {
            heads
                .iter()
                .skip(1)
                .position(|head| words.contains(&first_word(head).as_str()))
                .map(|place| place + 1)
        };
        let column = |name: Option<&str>, words: &[&str]| match name {
            Some(name) => place(name).map(Some),
            None => Ok(guessed(words)),
        };
        let keys = match read.criteria {
            [] => match column(read.weights, WEIGHT_HEADS)? {
                Some(place) => vec![place],
                None if heads.is_empty() => return Err(Cause::WeightsMissing {}.into()),
                None => return Err(unknown("peso")),
            },
            criteria => criteria.iter().map(|(name, _)| place(name)).collect::<Result<Vec<usize>>>()?,
        };
        Ok(SplitColumns {
            keys,
            published: column(read.published, PUBLISHED_HEADS)?,
            floors: column(read.floors, FLOOR_HEADS)?,
            ceilings: column(read.ceilings, CEILING_HEADS)?,
            fixed: column(read.fixed, FIXED_HEADS)?,
            payers: column(read.payers, PAYER_HEADS)?,
            previous: column(read.previous, PREVIOUS_HEADS)?,
        })
    }

    fn empty(&self, read: &ReadSplit<'_>) -> SplitRows {
        let table = SplitTable {
            names: Vec::new(),
            weights: Vec::new(),
            criteria: Vec::new(),
            published: None,
            previous: Vec::new(),
            options: Apportion::new(),
            total: None,
            source: SplitSource { published: self.published, style: read.style, ..SplitSource::default() },
        };
        SplitRows {
            table,
            keys: vec![Vec::new(); self.keys.len()],
            percents: read.criteria.iter().map(|(_, percent)| *percent).collect(),
            published: Vec::new(),
            floors: Vec::new(),
            ceilings: Vec::new(),
            fixed: Vec::new(),
            payers: Vec::new(),
        }
    }

    fn read_row(&self, row: &CsvRow, rows: &mut SplitRows, read: &ReadSplit<'_>) -> Result<()> {
        let cell =
            |column: Option<usize>| column.and_then(|column| row.cells.get(column)).unwrap_or_default();
        let here = |what: &str| named("cell of", "cella di", quote(what));
        let amount = |column: Option<usize>| -> Result<Option<Money>> {
            let text = cell(column);
            let amount = match read.style {
                _ if text.is_empty() => return Ok(None),
                Some(style) => Money::parse(text, style),
                None => text.parse(),
            };
            amount.map(Some)
        };
        let name = cell(Some(0));
        let is_sum = SUM_HEADS.contains(&first_word(name).as_str())
            || SUM_NAMES.contains(&name.to_lowercase().as_str());
        if is_sum {
            rows.table.total = amount(self.published)?.or(rows.table.total);
            return Ok(());
        }
        for (column, key) in self.keys.iter().zip(&mut rows.keys) {
            let text = cell(Some(*column)).trim_end_matches('%').trim_end();
            key.push(Weight::read(text, read.style).map_err(|error| error.at(here(name)))?);
        }
        rows.published.push(amount(self.published)?.unwrap_or(Money::ZERO));
        rows.floors.push(amount(self.floors)?);
        rows.ceilings.push(amount(self.ceilings)?);
        rows.fixed.push(amount(self.fixed)?.unwrap_or(Money::ZERO));
        rows.table.previous.push(amount(self.previous)?);
        let pays = cell(self.payers).to_lowercase();
        let is_yes = YES.contains(&pays.as_str());
        if !is_yes && !NO.contains(&pays.as_str()) {
            let what = both("an answer to who pays", "una risposta a chi paga");
            let known = both("write `yes` or `no`", "scrivere `sì` o `no`");
            return Err(Cause::NameUnknown { found: quote(&pays), what, known }.into());
        }
        rows.payers.push(is_yes);
        rows.table.names.push(name.to_owned());
        Ok(())
    }
}

impl SplitRows {
    fn finish(self, columns: &SplitColumns) -> SplitTable {
        let mut table = self.table;
        let mut keys = self.keys;
        if self.percents.is_empty() {
            table.weights = keys.pop().unwrap_or_default();
        } else {
            let criteria = self.percents.into_iter().zip(keys);
            table.criteria = criteria.map(|(percent, weights)| Criterion::new(percent, weights)).collect();
        }
        table.source.published_total = Money::checked_sum(self.published.iter().copied()).unwrap_or_default();
        table.published = columns.published.map(|_| self.published);
        if columns.previous.is_none() {
            table.previous = Vec::new();
        }
        let mut options = table.options;
        options = if columns.floors.is_some() { options.floors(self.floors) } else { options };
        options = if columns.ceilings.is_some() { options.ceilings(self.ceilings) } else { options };
        options = if columns.fixed.is_some() { options.fixed(self.fixed) } else { options };
        table.options = if columns.payers.is_some() { options.payers(self.payers) } else { options };
        table
    }
}
