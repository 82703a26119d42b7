//! How a table of ballots is laid out: a row a party, a row a line, or a row an amount; and where each of its cells stands.

use std::collections::BTreeMap;

use csv::StringRecord;

use riparto_core::capacity::MAX_SHEET_CELLS;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::plan::Plan;
use riparto_core::reader::{CsvRow, CsvTable};
use riparto_core::words::{Bilingual, bilingual, both, column_letters, numbered};

/// The first words of the head of a column of parties.
const PARTY_HEADS: [&str; 10] = [
    "partecipante",
    "partecipanti",
    "partner",
    "soggetto",
    "soggetti",
    "ente",
    "party",
    "parties",
    "participant",
    "participants",
];

/// The first words of the head of a column of lines.
pub(super) const LINE_HEADS: [&str; 8] = ["voce", "voci", "linea", "linee", "line", "lines", "item", "items"];

/// The first words of the head of a column of amounts.
pub(super) const AMOUNT_HEADS: [&str; 6] = ["importo", "importi", "amount", "amounts", "euro", "eur"];

/// The first words of the head of a column of weights.
pub(super) const WEIGHT_HEADS: [&str; 4] = ["weight", "weights", "peso", "pesi"];

/// A table with a row for each party, and where its cells stand in the file.
pub(super) struct BallotLayout<'a> {
    pub(super) head: StringRecord,
    pub(super) rows: Vec<CsvRow>,
    /// The lines of the file and the columns of the cells of each row, from zero; none where the file has a row for each party too.
    places: Option<Vec<Vec<(u64, usize)>>>,
    /// The sheet of a workbook that the table stands in.
    sheet: Option<&'a str>,
    /// Whether the file has a row for each line.
    is_turned: bool,
}

impl<'a> BallotLayout<'a> {
    /// The layout of a table, where names that are lines are known from a plan, or else by the words of the heads.
    pub(super) fn of(
        table: CsvTable,
        sheet: Option<&'a str>,
        is_line: Option<&dyn Fn(&str) -> bool>,
    ) -> Result<BallotLayout<'a>> {
        if let Some(list) = AmountList::of(&table, is_line) {
            return list.laid(&table, sheet);
        }
        let first = |row: &CsvRow| row.cells.get(0).unwrap_or_default().to_owned();
        let is_turned = match is_line {
            Some(is_line) => {
                let across = table.head.iter().skip(1).filter(|head| is_line(head)).count();
                table.rows.iter().filter(|row| is_line(&first(row))).count() > across
            }
            None => begins_with(table.head.get(0).unwrap_or_default(), &LINE_HEADS),
        };
        if !is_turned {
            let CsvTable { head, rows } = table;
            return Ok(BallotLayout { head, rows, places: None, sheet, is_turned });
        }
        let corner = table.head.get(0).unwrap_or_default().to_owned();
        let head: Vec<String> = [corner].into_iter().chain(table.rows.iter().map(first)).collect();
        let above = table.rows.first().map_or(1, |row| row.line.saturating_sub(1));
        let width =
            table.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default().max(table.head.len());
        let (mut rows, mut places) = (Vec::new(), Vec::new());
        for column in 1..width {
            let name = table.head.get(column).unwrap_or_default();
            if name.is_empty() && table.is_blank(column) {
                continue;
            }
            let cells = table.rows.iter().map(|row| row.cells.get(column).unwrap_or_default());
            rows.push(CsvRow {
                line: above,
                cells: StringRecord::from_iter([name].into_iter().chain(cells)),
            });
            let lines = [above].into_iter().chain(table.rows.iter().map(|row| row.line));
            places.push(lines.map(|line| (line, column)).collect());
        }
        Ok(BallotLayout { head: head.into(), rows, places: Some(places), sheet, is_turned })
    }

    /// Where a row of a party stands, or a cell of it.
    pub(super) fn place(&self, row: usize, cell: Option<usize>) -> Bilingual {
        let found = self.rows.get(row).map_or(0, |row| row.line);
        let moved = self.places.as_ref().and_then(|places| places.get(row)?.get(cell.unwrap_or(0)).copied());
        if moved.is_none() && self.sheet.is_none() {
            return numbered("row", "riga", found);
        }
        cell_place(self.sheet, moved.unwrap_or((found, cell.unwrap_or(0))))
    }

    /// Where the head of a column stands in a workbook: in the row above those of the parties, or at the row of a line.
    pub(super) fn head_place(&self, column: usize) -> Option<Bilingual> {
        let first = self.rows.first()?;
        let place = match &self.places {
            None => (first.line.saturating_sub(1), column),
            Some(places) if self.is_turned => (places.first()?.get(column)?.0, 0),
            Some(_) => return None,
        };
        self.sheet.map(|_| cell_place(self.sheet, place))
    }

    /// What a column of a line is in the file: a row in one that is turned.
    pub(super) fn line_word(&self) -> Bilingual {
        if self.is_turned { both("row", "riga") } else { both("column", "colonna") }
    }

    /// What a row of a party is in the file.
    pub(super) fn party_word(&self) -> Bilingual {
        if self.is_turned { both("column", "colonna") } else { both("row", "riga") }
    }

    /// Whether no party has anything under a head.
    pub(super) fn is_blank(&self, column: usize) -> bool {
        self.rows.iter().all(|row| row.cells.get(column).is_none_or(str::is_empty))
    }
}

/// A cell of a sheet, or of CSV.
fn cell_place(sheet: Option<&str>, (line, column): (u64, usize)) -> Bilingual {
    match sheet {
        Some(sheet) => {
            let (sheet, cell) = (quote(sheet), format!("{}{line}", column_letters(column)));
            bilingual!("sheet `{sheet}`, cell {cell}", "foglio `{sheet}`, cella {cell}")
        }
        None => {
            bilingual!("line {line}, column {number}", "riga {line}, colonna {number}", number = column + 1)
        }
    }
}

/// The columns of a table with a row for each amount.
struct AmountList {
    party: usize,
    line: usize,
    amount: usize,
    weight: Option<usize>,
}

impl AmountList {
    /// The columns, where there are these and no others.
    fn of(table: &CsvTable, is_line: Option<&dyn Fn(&str) -> bool>) -> Option<AmountList> {
        let heads: Vec<(usize, &str)> =
            table.head.iter().enumerate().filter(|(_, head)| !head.is_empty()).collect();
        let find =
            |words: &[&str]| heads.iter().find(|(_, head)| begins_with(head, words)).map(|(place, _)| *place);
        let (party, amount) = (find(&PARTY_HEADS)?, find(&AMOUNT_HEADS)?);
        let weight = find(&WEIGHT_HEADS);
        let mut others = heads.iter().map(|(place, _)| *place);
        let mut others =
            others.by_ref().filter(|place| ![Some(party), Some(amount), weight].contains(&Some(*place)));
        let line = others.next().filter(|_| others.next().is_none())?;
        let names_line = heads.iter().any(|(place, head)| *place == line && begins_with(head, &LINE_HEADS));
        let mut names = table.rows.iter().map(|row| row.cells.get(line).unwrap_or_default());
        let are_lines = is_line.is_some_and(|is_line| names.any(is_line));
        let is_head = is_line.is_some_and(|is_line| heads.iter().skip(1).any(|(_, head)| is_line(head)));
        ((names_line || are_lines) && !is_head).then_some(AmountList { party, line, amount, weight })
    }

    fn laid<'a>(&self, table: &CsvTable, sheet: Option<&'a str>) -> Result<BallotLayout<'a>> {
        let cell = |row: &CsvRow, column: usize| row.cells.get(column).unwrap_or_default().to_owned();
        let (mut parties, mut lines) = (NameIndex::default(), NameIndex::default());
        let mut given: BTreeMap<(usize, usize), &CsvRow> = BTreeMap::new();
        for row in &table.rows {
            let here = (parties.place(cell(row, self.party)), lines.place(cell(row, self.line)));
            if given.insert(here, row).is_some() {
                let what = both(
                    "an amount of this party for the line",
                    "un importo di questo partecipante per la voce",
                );
                let cause = Cause::IdTaken { what, id: quote(&cell(row, self.line)) };
                return Err(Error::from(cause).at(cell_place(sheet, (row.line, self.line))));
            }
        }
        let width = lines.names.len() + 2;
        if parties.names.len().saturating_mul(width) > MAX_SHEET_CELLS {
            return Err(Cause::SheetCells { allowed: MAX_SHEET_CELLS }.into());
        }
        let mut head = vec![String::new(), WEIGHT_HEADS[0].to_owned()];
        head.extend(lines.names);
        let mut cells: Vec<Vec<String>> = parties.names.into_iter().map(|name| vec![name]).collect();
        cells.iter_mut().for_each(|cells| cells.resize(width, String::new()));
        let mut places = vec![vec![(0, self.party); width]; cells.len()];
        for ((party, line), row) in given {
            cells[party][line + 2] = cell(row, self.amount);
            places[party][line + 2] = (row.line, self.amount);
            if places[party][0].0 == 0 {
                places[party][0].0 = row.line;
            }
            if let Some(weight) = self.weight.filter(|weight| !cell(row, *weight).is_empty()) {
                cells[party][1] = cell(row, weight);
                places[party][1] = (row.line, weight);
            }
        }
        let rows = cells.into_iter().zip(&places);
        let rows = rows.map(|(cells, places)| CsvRow { line: places[0].0, cells: cells.into() }).collect();
        Ok(BallotLayout { head: head.into(), rows, places: Some(places), sheet, is_turned: false })
    }
}

/// Names in the order in which they come, each once.
#[derive(Default)]
struct NameIndex {
    names: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl NameIndex {
    fn place(&mut self, name: String) -> usize {
        *self.places.entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            self.names.len() - 1
        })
    }
}

/// Whether the first word of a head is one of some.
pub(super) fn begins_with(head: &str, words: &[&str]) -> bool {
    let lower = head.to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    first.is_some_and(|first| words.contains(&first))
}

/// The line of a plan with an id, or else a title.
pub(super) fn position(plan: &Plan, name: &str) -> Result<usize> {
    plan.envelope().position(name).or_else(|unknown| {
        let titled = plan.envelope().lines().position(|line| line.title() == name);
        titled.ok_or(unknown)
    })
}
