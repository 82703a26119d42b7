//! Ballots as a table of CSV: one row a party, one column a line.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::error::{Cause, Error, Result, quote};
use crate::limits::MAX_DOCUMENT_BYTES;
use crate::money::{Money, Weight};
use crate::preferences::{BallotRow, BallotSheet, Completion, ReadBallots};
use crate::proposals::{Party, Plan};
use crate::words::{Bilingual, both, numbered};

/// The heads of a column of weights.
const WEIGHT_HEADS: [&str; 2] = ["weight", "peso"];

const WHAT: Bilingual = both("this table of ballots", "questa tabella di schede");

impl BallotSheet {
    /// Reads ballots from CSV, as spreadsheets save it: a head with a name for each line, then one row for each party.
    ///
    /// The first column is the party; a column headed `weight` or `peso` holds weights, 1 where its cell is empty; every
    /// other column is a line. With a plan, heads are the lines' ids or titles and parties may go by their names. Cells are
    /// separated by semicolons if the head has any, else by tabs, else by commas. An empty cell is a missing amount, a row of
    /// empty cells is skipped. Without a total from elsewhere, each ballot must sum to what the first one sums to.
    ///
    /// ```
    /// use riparto::preferences::{AggregationRule, BallotSheet, ReadBallots};
    ///
    /// let table = "partecipante;peso;desks;outreach\nanci;2;1.234,56;0,44\nats;;235,00;1.000,00\n";
    /// let sheet = BallotSheet::from_csv(table, &ReadBallots::default())?;
    /// assert_eq!(sheet.ballots().total().to_string(), "1235.00");
    /// assert_eq!(sheet.ballots().aggregate(AggregationRule::Mean).amounts()[0].to_string(), "901.37");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no table (`document_malformed`), too many bytes (`document_too_large`), a head that the plan has no line for
    /// (`line_unknown`) or that stands twice (`id_taken`), a plan's line without a column (`amount_missing`), an amount or a
    /// weight that cannot be read, all with the row; and whatever [`BallotSheet::new`] refuses.
    pub fn from_csv(table: &str, read: &ReadBallots<'_>) -> Result<BallotSheet> {
        if table.len() > MAX_DOCUMENT_BYTES {
            let (found, allowed) = (table.len(), MAX_DOCUMENT_BYTES);
            return Err(Cause::DocumentTooLarge { what: WHAT, found, allowed }.into());
        }
        let table = table.strip_prefix('\u{feff}').unwrap_or(table);
        let head_end = table.find(['\n', '\r']).unwrap_or(table.len());
        let head = &table[..head_end];
        let delimiter = [b';', b'\t'].into_iter().find(|mark| head.as_bytes().contains(mark)).unwrap_or(b',');
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).from_reader(table.as_bytes());
        let unreadable = |why: csv::Error| Error::from(malformed(why.to_string()));
        let columns = Columns::of(reader.headers().map_err(unreadable)?, read.plan)?;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            if record.iter().all(str::is_empty) {
                continue;
            }
            let line = record.position().map_or(0, csv::Position::line);
            rows.push(columns.row(&record, read).map_err(|error| error.at(numbered("row", "riga", line)))?);
        }
        let of_first = rows.first().map(|row: &BallotRow| Money::sum(row.amounts.iter().flatten().copied()));
        let total = match read.plan.map(|plan| plan.envelope().total()).or(read.total) {
            Some(total) => total,
            None => of_first.unwrap_or(Err(Cause::BallotsMissing {}.into()))?,
        };
        let completion = match read.remainder_to {
            Some(line) => Completion::RemainderTo(columns.position(line)?),
            None => read.completion,
        };
        BallotSheet::new(total, columns.lines, rows, completion)
    }
}

/// What the columns of a table are.
struct Columns {
    lines: Vec<String>,
    /// For each column but the first, the position of its line; none for the weights.
    places: Vec<Option<usize>>,
}

impl Columns {
    fn of(head: &StringRecord, plan: Option<&Plan>) -> Result<Columns> {
        let mut columns = Columns { lines: Vec::new(), places: Vec::new() };
        if let Some(plan) = plan {
            columns.lines = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
        }
        let mut taken = vec![false; columns.lines.len()];
        for name in head.iter().skip(1) {
            let is_weight = WEIGHT_HEADS.iter().any(|known| known.eq_ignore_ascii_case(name));
            if is_weight && !columns.places.contains(&None) {
                columns.places.push(None);
                continue;
            }
            let place = match plan {
                Some(plan) => position(plan, name)?,
                None => {
                    columns.lines.push(name.to_owned());
                    taken.push(false);
                    columns.lines.len() - 1
                }
            };
            if std::mem::replace(&mut taken[place], true) {
                return Err(Cause::IdTaken { what: both("line", "voce"), id: quote(name) }.into());
            }
            columns.places.push(Some(place));
        }
        match taken.iter().position(|taken| !taken) {
            Some(line) => Err(Cause::AmountMissing { id: columns.lines[line].clone() }.into()),
            None => Ok(columns),
        }
    }

    fn position(&self, line: &str) -> Result<usize> {
        let found = self.lines.iter().position(|name| name == line);
        found.ok_or_else(|| Cause::LineUnknown { id: quote(line) }.into())
    }

    fn row(&self, record: &StringRecord, read: &ReadBallots<'_>) -> Result<BallotRow> {
        let name = record.get(0).unwrap_or_default();
        let named = |party: &&Party| party.id() == name || party.name() == name;
        let party = read.plan.and_then(|plan| plan.parties().iter().find(named)).map_or(name, Party::id);
        let mut row = BallotRow {
            party: party.to_owned(),
            weight: Weight::from(1),
            amounts: vec![None; self.lines.len()],
        };
        for (cell, place) in record.iter().skip(1).zip(&self.places) {
            match place {
                _ if cell.is_empty() => {}
                // Decimals of a weight are written as those of amounts are.
                None => row.weight = cell.replace(',', ".").parse()?,
                Some(place) => {
                    let amount = match read.style {
                        Some(style) => Money::parse(cell, style),
                        None => cell.parse(),
                    };
                    let at_line = |error: Error| {
                        error.at(crate::words::named("line", "voce", quote(&self.lines[*place])))
                    };
                    row.amounts[*place] = Some(amount.map_err(at_line)?);
                }
            }
        }
        Ok(row)
    }
}

/// The line of a plan with an id, or else a title.
fn position(plan: &Plan, name: &str) -> Result<usize> {
    plan.envelope().position(name).or_else(|unknown| {
        let titled = plan.envelope().lines().position(|line| line.title() == name);
        titled.ok_or(unknown)
    })
}

fn malformed(why: String) -> Cause {
    Cause::unreadable(&WHAT, &Bilingual::same(why.trim_start_matches("CSV error: ")))
}
