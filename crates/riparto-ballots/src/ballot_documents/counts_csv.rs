//! Counted ballots as a table of CSV.

use std::collections::BTreeMap;

use super::ballot_layout::{AMOUNT_HEADS, LINE_HEADS, WEIGHT_HEADS, begins_with, position};
use crate::ballots::{CountSheet, ReadBallots};
use riparto_core::capacity::{MAX_BALLOT_AMOUNTS, MAX_COUNT_CELLS};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, Weight};
use riparto_core::plan::Plan;
use riparto_core::reader::{CsvRow, CsvTable, Mistakes};
use riparto_core::words::{both, named, numbered};

/// The first words of the head of a column of weights that are numbers of ballots.
const COUNT_HEADS: [&str; 7] = ["count", "counts", "n", "conteggio", "conteggi", "schede", "ballots"];

impl CountSheet {
    /// Reads counts from CSV, as a database that groups and sums writes them: a head, then a row for each line and amount with the weight
    /// that stands there. The columns are headed `line` (`voce`), `amount` (`importo`) and `weight` (`peso`, `count`, `conteggio`), in any order.
    /// An amount of a line may have several rows: files of parts, one after the other, are the file of the whole.
    ///
    /// With a plan, lines go by their ids or titles, and each has rows. Of [`ReadBallots`] the total, the plan and the style count; without a
    /// total, it is what the counts sum to.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, CountSheet, ReadBallots};
    ///
    /// let table = "line,amount,weight\ndesks,60.00,3000000\ndesks,20.00,1000000\noutreach,40.00,3000000\noutreach,80.00,1000000\n";
    /// let sheet = CountSheet::from_csv(table, &ReadBallots::default())?;
    /// assert_eq!((sheet.lines(), sheet.tally().weight()), (&["desks".to_owned(), "outreach".to_owned()][..], 4_000_000));
    /// assert_eq!(sheet.tally().aggregate(AggregationRule::Mean).amounts()[0].to_string(), "50.00");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no table (`document_malformed`) or too large (`document_too_large`), more cells than [`MAX_COUNT_CELLS`] (`too_many`), no rows (`ballots_missing`), a head without one of the three columns (`counts_head`);
    /// a row whose amount or weight cannot be read or that names a line that the plan does not have (`line_unknown`), each with its row; a
    /// plan's line without a row (`amount_missing`), and whatever [`CountSheet::new`] refuses.
    pub fn from_csv(table: &str, read: &ReadBallots<'_>) -> Result<CountSheet> {
        let what = both("this table of counts", "questa tabella di conteggi");
        let found = table.bytes().filter(|byte| matches!(byte, b',' | b';' | b'\t' | b'|')).count();
        if found > MAX_COUNT_CELLS {
            let what = both("cells of a table of counts", "celle di una tabella di conteggi");
            return Err(Cause::TooMany { what, found, allowed: MAX_COUNT_CELLS }.into());
        }
        let CsvTable { head, rows } = CsvTable::read(table, what)?;
        if rows.is_empty() {
            return Err(Cause::BallotsMissing {}.into());
        }
        if rows.len() > MAX_BALLOT_AMOUNTS {
            let (what, found) = (both("counts", "conteggi"), rows.len());
            return Err(Cause::TooMany { what, found, allowed: MAX_BALLOT_AMOUNTS }.into());
        }
        let find = |words: &[&str]| head.iter().position(|head| begins_with(head, words));
        let places =
            [find(&LINE_HEADS), find(&AMOUNT_HEADS), find(&WEIGHT_HEADS).or_else(|| find(&COUNT_HEADS))];
        let [Some(line), Some(amount), Some(weight)] = places else {
            let found = quote(&head.iter().collect::<Vec<_>>().join(", "));
            return Err(Cause::CountsHead { found }.into());
        };
        let mut counted = CountedLines::of(read.plan);
        let mut mistakes = Mistakes::default();
        for row in &rows {
            if let Err(error) = counted.take(row, [line, amount, weight], read) {
                mistakes.push(error.at(numbered("row", "riga", row.line)));
            }
        }
        if let Some(refused) = mistakes.into_error() {
            return Err(refused);
        }
        let CountedLines { lines, counts, .. } = counted;
        if let Some(line) = counts.iter().position(Vec::is_empty) {
            return Err(Cause::AmountMissing { id: lines[line].clone() }.into());
        }
        let total = read.plan.map(|plan| plan.envelope().total()).or(read.total);
        CountSheet::new(total, lines, counts)
    }
}

/// The lines of a table of counts, as its rows name them, and what was counted on each.
struct CountedLines<'a> {
    lines: Vec<String>,
    counts: Vec<Vec<(Money, Weight)>>,
    places: BTreeMap<String, usize>,
    plan: Option<&'a Plan>,
}

impl<'a> CountedLines<'a> {
    fn of(plan: Option<&'a Plan>) -> CountedLines<'a> {
        let mut lines: Vec<String> = Vec::new();
        if let Some(plan) = plan {
            lines = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
        }
        CountedLines { counts: vec![Vec::new(); lines.len()], lines, places: BTreeMap::new(), plan }
    }

    /// Takes a row, whose line, amount and weight stand in these columns.
    fn take(&mut self, row: &CsvRow, columns: [usize; 3], read: &ReadBallots<'_>) -> Result<()> {
        let [line, amount, weight] = columns.map(|column| row.cells.get(column).unwrap_or_default());
        let place = |error: Error| error.at(named("line", "voce", quote(line)));
        let number = match read.style {
            Some(style) => Money::parse(amount, style),
            None => amount.parse(),
        };
        let count = (number.map_err(place)?, Weight::read(weight, read.style).map_err(place)?);
        let at = self.place(line)?;
        self.counts[at].push(count);
        Ok(())
    }

    /// The position of a line.
    fn place(&mut self, line: &str) -> Result<usize> {
        if let Some(place) = self.places.get(line) {
            return Ok(*place);
        }
        let place = match self.plan {
            Some(plan) => position(plan, line)?,
            None => {
                self.lines.push(line.to_owned());
                self.counts.push(Vec::new());
                self.lines.len() - 1
            }
        };
        self.places.insert(line.to_owned(), place);
        Ok(place)
    }
}
