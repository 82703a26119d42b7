//! Ballots as a table of CSV.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::ballot_layout::{BallotLayout, WEIGHT_HEADS, begins_with, position};
use crate::ballots::{BallotRow, BallotSheet, Completion, ReadBallots};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, Weight};
use riparto_core::plan::{Party, Plan};
use riparto_core::reader::{CsvRow, CsvTable, Mistakes};
use riparto_core::words::{Bilingual, both, named};

/// The first words of a row of averages, which is no ballot either.
const AVERAGE_HEADS: [&str; 4] = ["media", "average", "mean", "avg"];

/// The first words of the head of a column, or of a row, that holds sums.
const SUM_HEADS: [&str; 9] =
    ["totale", "totali", "total", "totals", "tot", "somma", "sum", "complessivo", "subtotale"];

impl BallotSheet {
    /// Reads ballots from CSV, as spreadsheets save it: a head with a name for each line, then one row for each party.
    ///
    /// The first column is the party; a column headed `weight` or `peso` holds weights, 1 where its cell is empty; every
    /// other column is a line. With a plan, heads are the lines' ids or titles and parties may go by their names. Cells are
    /// separated by semicolons, tabs, commas or bars, whichever divides most rows alike, or as a first line `sep=;` says. Titles
    /// and blank lines above the head are passed over, and so are blank rows and columns. An empty cell is a missing amount.
    /// Amounts and weights are read in the style that [`ReadBallots`] names, or in any style that leaves one reading.
    ///
    /// The table may also have a row for each line and a column for each party, or a row for each amount: party, line, amount. That is
    /// told by the names of the plan's lines, or else by the head: the first is `voce` or `line`, or the three are called so.
    ///
    /// Without a total from elsewhere, it is what all complete ballots sum to.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, BallotSheet, ReadBallots};
    ///
    /// let table = "partecipante;peso;desks;outreach\nanci;2;1.234,56;0,44\nats;;235,00;1.000,00\n";
    /// let sheet = BallotSheet::from_csv(table, &ReadBallots::default())?;
    /// assert_eq!(sheet.ballots().total().to_string(), "1235.00");
    /// assert_eq!(sheet.ballots().aggregate(AggregationRule::Mean).amounts()[0].to_string(), "901.37");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no table (`document_malformed`), too many bytes (`document_too_large`), a row with more cells than heads
    /// (`row_too_long`), a head that the plan has no line for (`line_unknown`) or that occurs twice (`id_taken`), a column or row
    /// of sums that was not left out (`ballots_sum`), a plan's line without a column (`amount_missing`), an amount or a weight
    /// that cannot be read (`amount_malformed`, `weight_ambiguous`, …), all with the row, or the cell of a workbook; complete ballots that do not agree on
    /// a total (`ballots_differ`), or none (`ballots_total_unknown`); rows that make no sense by themselves, each with its row; and
    /// whatever [`BallotSheet::new`] refuses.
    pub fn from_csv(table: &str, read: &ReadBallots<'_>) -> Result<BallotSheet> {
        let table = CsvTable::read(table, both("this table of ballots", "questa tabella di schede"))?;
        let is_line = |plan: &Plan, name: &str| position(plan, name).is_ok();
        let known = read.plan.map(|plan| move |name: &str| is_line(plan, name));
        let known = known.as_ref().map(|known| known as &dyn Fn(&str) -> bool);
        let table = BallotLayout::of(table, read.sheet, known)?;
        let columns = CsvColumns::of(&table, read)?;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        let mut mistakes = Mistakes::default();
        for (number, row) in table.rows.iter().enumerate() {
            let name = row.cells.get(0).unwrap_or_default();
            if read.leave_out.contains(&name) {
                continue;
            }
            let place = |error: Error, cell: Option<usize>| error.at(table.place(number, cell));
            let is_computed = is_sum(name) || begins_with(name, &AVERAGE_HEADS);
            if is_computed && named_party(name, read).is_none() {
                let what = table.party_word();
                mistakes.push(place(Cause::BallotsSum { what, name: quote(name) }.into(), None));
                continue;
            }
            match columns.row(row, read) {
                Ok(ballot) => {
                    rows.push(ballot);
                    numbers.push(number);
                }
                Err(refused) => {
                    refused.into_iter().for_each(|(cell, error)| mistakes.push(place(error, Some(cell))))
                }
            }
        }
        if let Some(refused) = std::mem::take(&mut mistakes).into_error() {
            return Err(refused);
        }
        if let Some(unknown) = read.leave_out.iter().find(|name| !columns.knows(name, &table)) {
            return Err(Cause::line_unknown(unknown, columns.lines.iter().map(String::as_str)).into());
        }
        let total = match read.plan.map(|plan| plan.envelope().total()).or(read.total) {
            Some(total) => total,
            None => total_of(&rows)?,
        };
        let completion = match read.remainder_to {
            Some(line) => Completion::RemainderTo(columns.position(line)?),
            None => read.completion,
        };
        let mut parties = BTreeSet::new();
        for (row, number) in rows.iter().zip(numbers) {
            let checked = match parties.insert(row.party.as_str()) {
                true => BallotSheet::check(row, &columns.lines, total, completion),
                false => Err(Cause::IdTaken {
                    what: both("ballot of party", "scheda del soggetto"),
                    id: row.party.clone(),
                }
                .into()),
            };
            if let Err(error) = checked {
                mistakes.push(error.at(table.place(number, None)));
            }
        }
        if let Some(refused) = mistakes.into_error() {
            return Err(refused);
        }
        BallotSheet::new(total, columns.lines, rows, completion)
    }
}

/// What all ballots with an amount for each line sum to. Which rows stand first does not matter.
fn total_of(rows: &[BallotRow]) -> Result<Money> {
    if rows.is_empty() {
        return Err(Cause::BallotsMissing {}.into());
    }
    let mut sums: Vec<(Money, &str)> = Vec::new();
    for row in rows.iter().filter(|row| row.amounts.iter().all(Option::is_some)) {
        let place = |error: Error| error.at(named("ballot of", "scheda di", quote(&row.party)));
        let sum = Money::checked_sum(row.amounts.iter().flatten().copied()).map_err(place)?;
        sums.push((sum, &row.party));
    }
    sums.sort_unstable();
    match (sums.first(), sums.last()) {
        (Some((least, first)), Some((most, other))) if least < most => Err(Cause::BallotsDiffer {
            first: quote(first),
            first_sum: least.words(),
            other: quote(other),
            other_sum: most.words(),
        }
        .into()),
        (Some((total, _)), _) => Ok(*total),
        (None, _) => Err(Cause::BallotsTotalUnknown {}.into()),
    }
}

/// Whether a head says that what it heads is a sum.
fn is_sum(head: &str) -> bool {
    begins_with(head, &SUM_HEADS)
}

/// The party of a plan with an id, or else a name.
fn named_party<'a>(name: &str, read: &ReadBallots<'a>) -> Option<&'a Party> {
    let parties = read.plan?.parties();
    parties.iter().find(|party| party.id() == name || party.name() == name)
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ColumnContent {
    /// The amounts of the line at this position.
    Line(usize),
    Weight,
    /// Nothing, or what was left out.
    Nothing,
}

/// What the columns of a table are.
struct CsvColumns {
    lines: Vec<String>,
    /// For each column but the first, what it holds.
    columns: Vec<ColumnContent>,
}

impl CsvColumns {
    fn of(table: &BallotLayout<'_>, read: &ReadBallots<'_>) -> Result<CsvColumns> {
        let mut columns = CsvColumns { lines: Vec::new(), columns: Vec::new() };
        if let Some(plan) = read.plan {
            columns.lines = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
        }
        let mut taken = vec![false; columns.lines.len()];
        for (place, name) in table.head.iter().enumerate().skip(1) {
            let at_head = |error: Error| match table.head_place(place) {
                Some(head) => error.at(head),
                None => error,
            };
            let column = columns.column(name, (table.line_word(), table.is_blank(place)), read);
            let column = column.map_err(at_head)?;
            if let ColumnContent::Line(line) = column {
                taken.resize(columns.lines.len(), false);
                if std::mem::replace(&mut taken[line], true) {
                    let cause = Cause::IdTaken { what: both("line", "voce"), id: quote(name) };
                    return Err(at_head(cause.into()));
                }
            }
            columns.columns.push(column);
        }
        match taken.iter().position(|taken| !taken) {
            Some(line) => Err(Cause::AmountMissing { id: columns.lines[line].clone() }.into()),
            None => Ok(columns),
        }
    }

    /// What a column with a head holds; a head that no plan knows is a new line.
    fn column(
        &mut self,
        name: &str,
        (what, is_blank): (Bilingual, bool),
        read: &ReadBallots<'_>,
    ) -> Result<ColumnContent> {
        let is_line = read.plan.is_some_and(|plan| position(plan, name).is_ok());
        let is_weight = begins_with(name, &WEIGHT_HEADS) && !is_line;
        if is_weight && !self.columns.contains(&ColumnContent::Weight) {
            return Ok(ColumnContent::Weight);
        }
        if read.leave_out.contains(&name) || (name.is_empty() && is_blank) {
            return Ok(ColumnContent::Nothing);
        }
        let known = read.plan.map(|plan| position(plan, name));
        if is_sum(name) && !matches!(known, Some(Ok(_))) {
            return Err(Cause::BallotsSum { what, name: quote(name) }.into());
        }
        match known {
            Some(position) => position.map(ColumnContent::Line),
            None => {
                self.lines.push(name.to_owned());
                Ok(ColumnContent::Line(self.lines.len() - 1))
            }
        }
    }

    /// Whether a name heads a column or a row.
    fn knows(&self, name: &str, table: &BallotLayout<'_>) -> bool {
        table.head.iter().any(|head| head == name)
            || table.rows.iter().any(|row| row.cells.get(0) == Some(name))
    }

    fn position(&self, line: &str) -> Result<usize> {
        let found = self.lines.iter().position(|name| name == line);
        found.ok_or_else(|| Cause::line_unknown(line, self.lines.iter().map(String::as_str)).into())
    }

    /// The ballot of a row, or all that is wrong with its cells, by their numbers.
    fn row(
        &self,
        row: &CsvRow,
        read: &ReadBallots<'_>,
    ) -> std::result::Result<BallotRow, Vec<(usize, Error)>> {
        let name = row.cells.get(0).unwrap_or_default();
        let party = named_party(name, read).map_or(name, Party::id);
        let mut ballot = BallotRow {
            party: party.to_owned(),
            weight: Weight::from(1),
            amounts: vec![None; self.lines.len()],
        };
        let mut refused = Vec::new();
        if let Err(error) = self.refuse_more_cells(&row.cells) {
            return Err(vec![(self.columns.len() + 1, error)]);
        }
        let cells = row.cells.iter().enumerate().skip(1).zip(&self.columns);
        for ((number, cell), column) in cells.filter(|((_, cell), _)| !cell.is_empty()) {
            match column {
                ColumnContent::Nothing => {}
                ColumnContent::Weight => match Weight::read(cell, read.style) {
                    Ok(weight) => ballot.weight = weight,
                    Err(error) => refused.push((number, error)),
                },
                ColumnContent::Line(line) => {
                    let amount = match read.style {
                        Some(style) => Money::parse(cell, style),
                        None => cell.parse(),
                    };
                    match amount {
                        Ok(amount) => ballot.amounts[*line] = Some(amount),
                        Err(error) => {
                            let line = named("line", "voce", quote(&self.lines[*line]));
                            refused.push((number, error.at(line)));
                        }
                    }
                }
            }
        }
        if refused.is_empty() { Ok(ballot) } else { Err(refused) }
    }

    fn refuse_more_cells(&self, cells: &StringRecord) -> Result<()> {
        let heads = self.columns.len() + 1;
        match cells.iter().skip(heads).find(|cell| !cell.is_empty()) {
            None => Ok(()),
            Some(cell) => Err(Cause::RowTooLong { found: cells.len(), heads, cell: quote(cell) }.into()),
        }
    }
}
