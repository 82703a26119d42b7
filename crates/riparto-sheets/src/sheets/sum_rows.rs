//! Which rows of a table hold the sum of others.

use std::collections::{BTreeMap, BTreeSet};

use super::coded_sums::{Coded, coded_sums};
use super::group_sums::{Summed, group_sums};
use super::header_words::ColumnRole;
use super::import_report::Passed;
use super::row_words::{is_of_which, is_total};
use super::table_reading::TableReading;

/// How many rows are looked at to tell whether codes stand before titles.
const LOOKED_AT: usize = 256;

fn first_word(text: &str) -> Option<&str> {
    text.split(' ').next().filter(|word| !word.is_empty())
}

impl TableReading<'_> {
    /// The rows that hold the sum of others, by their codes, their formulas or, where a total confirms it, their amounts; and those that
    /// may, which no total confirms.
    pub(super) fn sums(&self) -> (BTreeMap<u32, Passed>, Vec<u32>) {
        let mut sums: BTreeMap<u32, Passed> = BTreeMap::new();
        sums.extend(self.column_sums());
        sums.extend(self.coded_sums().into_iter().map(|row| (row, Passed::SumOfBelow)));
        if !sums.is_empty() {
            return (sums, Vec::new());
        }
        let rows = self.table.below(self.grid).filter_map(|row| {
            let cents = self.amount(row).0?.ok()?.cents().into();
            let words = self.words(row);
            match is_of_which(&words) {
                true => None,
                false if is_total(&words) => Some(Summed::Total(cents)),
                false => Some(Summed::Line(row, cents)),
            }
        });
        match group_sums(rows) {
            Some(found) if found.is_confirmed => {
                (found.rows.into_iter().map(|row| (row, Passed::SumOfBelow)).collect(), Vec::new())
            }
            found => (sums, found.map(|found| found.rows).unwrap_or_default()),
        }
    }

    /// The rows whose formula sums rows of the table.
    fn column_sums(&self) -> BTreeMap<u32, Passed> {
        let Some(column) = self.table.column(&ColumnRole::Amount(0)).map(|column| column.place) else {
            return BTreeMap::new();
        };
        let of = self.grid.sums.iter().filter(|((row, place), _)| *place == column && *row > self.table.head);
        let sums = of.filter_map(|((row, _), summed)| {
            let holds = |row: u32| matches!(self.amount(row).0, Some(Ok(_)));
            let is_within = summed.iter().all(|(first, last)| {
                *first > self.table.head && self.grid.rows.range(*first..=*last).any(|(row, _)| holds(row))
            });
            let is_above = summed.iter().all(|(_, last)| last < row);
            let passed = if is_above { Passed::Total } else { Passed::SumOfBelow };
            is_within.then_some((*row, passed))
        });
        sums.collect()
    }

    /// The rows that hold the sum of rows below them, by their codes.
    fn coded_sums(&self) -> BTreeSet<u32> {
        let is_code = |text: &str| text.contains('.') && text.bytes().any(|byte| byte.is_ascii_digit());
        let columns = [ColumnRole::Code, ColumnRole::Title].map(|role| self.table.column(&role));
        let found = columns.into_iter().flatten().find(|column| {
            let begun = |row| first_word(&self.grid.text(row, column.place)).is_some_and(is_code);
            self.table.below(self.grid).take(LOOKED_AT).any(begun)
        });
        let Some(column) = found else { return BTreeSet::new() };
        let rows = self.table.below(self.grid).filter_map(|row| {
            let (amount, text) = (self.amount(row).0?.ok()?, self.grid.text(row, column.place));
            Some((row, first_word(&text)?.to_owned(), amount.cents().into()))
        });
        let rows: Vec<(u32, String, i128)> = rows.collect();
        let coded = rows.iter().map(|(row, code, cents)| Coded { row: *row, code, cents: *cents });
        coded_sums(&coded.collect::<Vec<_>>())
    }
}
