//! `CrossTable`: sums by the values of two labels, one down and one across.

use std::collections::{BTreeMap, BTreeSet};

use super::text_table::{Align, TextTable};
use super::words::label_or_none;
use riparto_core::money::Language;

/// The value of a label; none for a line without it.
type LabelValue = Option<String>;

/// Sums in cents by two labels, with the totals of rows, of columns and of all.
pub(super) struct CrossTable {
    rows: Vec<LabelValue>,
    columns: Vec<LabelValue>,
    cells: BTreeMap<(usize, usize), i128>,
}

impl CrossTable {
    /// The table of sums, each with the values of two labels: in the order in which they come, lines without the label last.
    pub(super) fn of<'a>(cells: impl Iterator<Item = (Vec<Option<&'a str>>, i128)>) -> CrossTable {
        let cells: Vec<(Vec<Option<&str>>, i128)> = cells.collect();
        let [rows, columns] = [0, 1]
            .map(|of| ValueOrder::of(cells.iter().map(|(labels, _)| labels.get(of).copied().flatten())));
        let mut sums: BTreeMap<(usize, usize), i128> = BTreeMap::new();
        for (labels, cents) in &cells {
            let place = |order: &ValueOrder<'_>, of: usize| order.place(labels.get(of).copied().flatten());
            *sums.entry((place(&rows, 0), place(&columns, 1))).or_default() += cents;
        }
        CrossTable { rows: rows.labels(), columns: columns.labels(), cells: sums }
    }

    /// Without sums that are zero, and the rows and columns that have no others.
    pub(super) fn without_zeros(mut self) -> CrossTable {
        self.cells.retain(|_, cents| *cents != 0);
        let mut kept = |labels: &mut Vec<LabelValue>, of: fn(&mut (usize, usize)) -> &mut usize| {
            let used: BTreeSet<usize> = self.cells.keys().map(|place| *of(&mut place.clone())).collect();
            let places: BTreeMap<usize, usize> = used.iter().copied().zip(0..).collect();
            *labels = used.iter().map(|place| labels[*place].clone()).collect();
            let cells = std::mem::take(&mut self.cells).into_iter();
            self.cells = cells
                .map(|(mut place, cents)| {
                    let at = of(&mut place);
                    *at = places.get(at).copied().unwrap_or(0);
                    (place, cents)
                })
                .collect();
        };
        kept(&mut self.rows, |place| &mut place.0);
        kept(&mut self.columns, |place| &mut place.1);
        self
    }

    /// The table with a head for its rows; a cell that no line is in stays blank.
    pub(super) fn table(
        &self,
        head: &str,
        language: Language,
        figures: impl Fn(i128) -> String,
    ) -> TextTable {
        let total = language.choose("total", "totale");
        let named = |label: &LabelValue| label_or_none(label.as_deref(), language);
        let across = self.columns.iter().map(|column| (named(column), Align::Right));
        let mut columns = vec![(head.to_owned(), Align::Left)];
        columns.extend(across.chain([(total.to_owned(), Align::Right)]));
        let mut table = TextTable::of(columns);
        let (mut down, mut across) = (vec![0; self.columns.len()], vec![0; self.rows.len()]);
        for ((row, column), cents) in &self.cells {
            across[*row] += cents;
            down[*column] += cents;
        }
        for (row, label) in self.rows.iter().enumerate() {
            let mut cells = vec![named(label)];
            cells.extend((0..self.columns.len()).map(|column| {
                self.cells.get(&(row, column)).map_or_else(String::new, |cents| figures(*cents))
            }));
            cells.push(figures(across[row]));
            table.push(cells);
        }
        let all = down.iter().sum();
        let foot = [total.to_owned()].into_iter().chain(down.into_iter().map(&figures)).chain([figures(all)]);
        table.close(foot.collect());
        table
    }
}

/// Values in the order in which they first come, what has none last.
struct ValueOrder<'a> {
    places: BTreeMap<&'a str, usize>,
    lacks: bool,
}

impl<'a> ValueOrder<'a> {
    fn of(values: impl Iterator<Item = Option<&'a str>>) -> ValueOrder<'a> {
        let mut order = ValueOrder { places: BTreeMap::new(), lacks: false };
        for value in values {
            let next = order.places.len();
            match value {
                Some(value) => {
                    order.places.entry(value).or_insert(next);
                }
                None => order.lacks = true,
            }
        }
        order
    }

    fn place(&self, value: Option<&str>) -> usize {
        value.and_then(|value| self.places.get(value).copied()).unwrap_or(self.places.len())
    }

    fn labels(&self) -> Vec<LabelValue> {
        let mut labels = vec![None; self.places.len() + usize::from(self.lacks)];
        for (value, place) in &self.places {
            labels[*place] = Some((*value).to_owned());
        }
        labels
    }
}
