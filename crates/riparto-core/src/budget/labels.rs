//! Labels in columns: for each key, the number of each line's value.

use super::interner::Interner;
use crate::error::{Cause, Error, quote};
use crate::money::Money;
use crate::words::{among, both};

/// The number of a value in a column; zero where the line has no such label.
pub(crate) type ValueNumber = u32;

/// The columns of labels of an envelope.
#[derive(Clone, Debug)]
pub(crate) struct LabelColumns {
    keys: Interner,
    columns: Vec<LabelColumn>,
}

/// One key's values, line by line.
#[derive(Clone, Debug)]
pub(crate) struct LabelColumn {
    values: Interner,
    /// One more than the value's number, for each line up to the last one that has the label.
    lines: Vec<ValueNumber>,
    /// The lines value by value: those of value `v` are `grouped[starts[v]..starts[v + 1]]`, in order.
    starts: Vec<u32>,
    grouped: Vec<u32>,
}

impl LabelColumns {
    pub(crate) fn new() -> LabelColumns {
        LabelColumns { keys: Interner::new(), columns: Vec::new() }
    }

    pub(crate) fn key_count(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn find_key(&self, key: &str) -> Option<usize> {
        // There are at most a few keys: comparing them is cheaper than a hash.
        (0..self.keys.len()).find(|number| self.keys.text(*number) == key)
    }

    pub(crate) fn key(&self, key: usize) -> &str {
        self.keys.text(key)
    }

    /// That no line has a label of a key, and which labels there are instead.
    pub(crate) fn key_unknown(&self, key: &str) -> Error {
        let known = (0..self.keys.len()).map(|number| self.keys.text(number)).filter(|known| *known != key);
        let are = both("the labels are", "le etichette sono");
        Cause::LabelKeyUnknown { key: quote(key), known: among(key, &are, known) }.into()
    }

    pub(crate) fn column(&self, key: usize) -> &LabelColumn {
        &self.columns[key]
    }

    /// Sets a line's label; false if the line already has one of that key.
    pub(crate) fn set(&mut self, line: usize, key: &str, value: &str) -> bool {
        let key = self.find_key(key).unwrap_or_else(|| {
            self.columns.push(LabelColumn::new());
            self.keys.intern(key).0
        });
        let column = &mut self.columns[key];
        if column.lines.len() <= line {
            column.lines.resize(line + 1, 0);
        } else if column.lines[line] != 0 {
            return false;
        }
        // At most one value a line, and at most 2^20 lines.
        column.lines[line] = column.values.intern(value).0 as ValueNumber + 1;
        true
    }

    /// Gives every column an entry for each of this many lines.
    pub(crate) fn close(&mut self, lines: usize) {
        for column in &mut self.columns {
            column.lines.resize(lines, 0);
            column.lines.shrink_to_fit();
            column.group();
        }
    }
}

impl LabelColumn {
    fn new() -> LabelColumn {
        LabelColumn { values: Interner::new(), lines: Vec::new(), starts: Vec::new(), grouped: Vec::new() }
    }

    /// Sorts the lines by value, by counting.
    fn group(&mut self) {
        let mut starts = vec![0u32; self.values.len() + 2];
        self.lines.iter().for_each(|value| starts[*value as usize + 1] += 1);
        for value in 1..starts.len() {
            starts[value] += starts[value - 1];
        }
        self.starts.clone_from(&starts);
        self.grouped = vec![0; self.lines.len()];
        for (line, value) in (0u32..).zip(&self.lines) {
            let place = &mut starts[*value as usize];
            self.grouped[*place as usize] = line;
            *place += 1;
        }
    }

    /// The lines that have a value, in order.
    pub(crate) fn lines_of(&self, value: ValueNumber) -> &[u32] {
        let value = value as usize;
        &self.grouped[self.starts[value] as usize..self.starts[value + 1] as usize]
    }

    /// One more than the number of each line's value, zero where it has none.
    pub(crate) fn lines(&self) -> &[ValueNumber] {
        &self.lines
    }

    /// The sums in cents of amounts by what is in [`LabelColumn::lines`]; at zero, of the lines without a value.
    pub(crate) fn sums(&self, amounts: &[Money]) -> Vec<i64> {
        let mut sums = vec![0i64; self.values.len() + 1];
        // All amounts together are one amount: no sum of some of them is larger.
        for (value, amount) in self.lines.iter().zip(amounts) {
            sums[*value as usize] += amount.cents();
        }
        sums
    }

    pub(crate) fn value_count(&self) -> usize {
        self.values.len()
    }

    /// What stands for a value in [`LabelColumn::lines`].
    pub(crate) fn find(&self, value: &str) -> Option<ValueNumber> {
        self.values.find(value).map(|number| number as ValueNumber + 1)
    }

    /// The text of what is in [`LabelColumn::lines`]; `None` for zero.
    pub(crate) fn value(&self, number: ValueNumber) -> Option<&str> {
        (number > 0).then(|| self.values.text(number as usize - 1))
    }
}

/// The labels of one line, by key, in the order in which the keys first appear in the envelope.
///
/// ```
/// # use riparto::{Envelope, Money};
/// let envelope = Envelope::builder("Plan", Money::from_euros(100))
///     .line("desks", "One-stop-shop desks").label("partner", "anci")
///     .line("outreach", "Outreach").label("partner", "ats").label("year", "2026")
///     .build()?;
/// let labels: Vec<_> = envelope.line(1).labels().iter().collect();
/// assert_eq!(labels, [("partner", "ats"), ("year", "2026")]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    columns: &'a LabelColumns,
    line: usize,
}

impl<'a> Labels<'a> {
    pub(crate) fn new(columns: &'a LabelColumns, line: usize) -> Labels<'a> {
        Labels { columns, line }
    }

    /// The value of a key, if the line has that label.
    #[must_use]
    pub fn get(self, key: &str) -> Option<&'a str> {
        let column = self.columns.column(self.columns.find_key(key)?);
        column.value(column.lines[self.line])
    }

    /// All labels of the line.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        (0..self.columns.key_count()).filter_map(move |key| {
            let column = self.columns.column(key);
            Some((self.columns.key(key), column.value(column.lines[self.line])?))
        })
    }
}

impl std::fmt::Debug for Labels<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
