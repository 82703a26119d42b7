//! `LineGroups`: the lines of an envelope by the values of some label keys.

use std::collections::BTreeMap;

use super::envelope::Envelope;
use super::labels::ValueNumber;
use crate::error::Result;

/// The lines of an envelope, in a group for each combination of values of some label keys that a line has. Groups come in the
/// order in which the values first appear, key by key; where a line lacks a label, it comes after those that have it.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct LineGroups {
    envelope: Envelope,
    /// Each key with its number among the columns.
    keys: Vec<(String, usize)>,
    /// The values of each group, key by key; zero stands for none.
    groups: Vec<Vec<ValueNumber>>,
    /// The group of each line.
    of_line: Vec<usize>,
}

#[doc(hidden)]
impl LineGroups {
    /// The groups by some keys; one group of all lines by none.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub fn by<S: AsRef<str>>(envelope: &Envelope, keys: &[S]) -> Result<LineGroups> {
        let labels = envelope.labels();
        let number = |key: &S| match labels.find_key(key.as_ref()) {
            Some(number) => Ok((key.as_ref().to_owned(), number)),
            None => Err(labels.key_unknown(key.as_ref())),
        };
        let keys = keys.iter().map(number).collect::<Result<Vec<_>>>()?;
        // A value's number less one, so that none wraps to the last place.
        let place = |value: ValueNumber| value.wrapping_sub(1);
        let of_line = |line: usize| -> Vec<ValueNumber> {
            keys.iter().map(|(_, key)| place(labels.column(*key).lines()[line])).collect()
        };
        let lines: Vec<Vec<ValueNumber>> = (0..envelope.line_count()).map(of_line).collect();
        let mut groups: BTreeMap<&[ValueNumber], usize> =
            lines.iter().map(|values| (values.as_slice(), 0)).collect();
        groups.values_mut().enumerate().for_each(|(number, group)| *group = number);
        let of_line = lines.iter().map(|values| groups[values.as_slice()]).collect();
        let unplaced = |values: &&[ValueNumber]| values.iter().map(|value| value.wrapping_add(1)).collect();
        let groups = groups.keys().map(unplaced).collect();
        Ok(LineGroups { envelope: envelope.clone(), keys, groups, of_line })
    }

    /// The keys, as they were asked for.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.keys.iter().map(|(key, _)| key.as_str())
    }

    /// How many groups there are.
    pub fn count(&self) -> usize {
        self.groups.len()
    }

    /// The values of a group, key by key.
    pub fn labels(&self, group: usize) -> Vec<Option<&str>> {
        let keys = self.keys.iter().zip(&self.groups[group]);
        keys.map(|((_, key), value)| self.envelope.labels().column(*key).value(*value)).collect()
    }

    /// The group of a line.
    pub fn of_line(&self, line: usize) -> usize {
        self.of_line[line]
    }

    /// How many lines each group has.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.count()];
        self.of_line.iter().for_each(|group| sizes[*group] += 1);
        sizes
    }

    /// The sums of some numbers, one a line, group by group.
    pub fn sums(&self, numbers: impl IntoIterator<Item = i64>) -> Vec<i128> {
        let mut sums = vec![0; self.count()];
        self.of_line.iter().zip(numbers).for_each(|(group, number)| sums[*group] += i128::from(number));
        sums
    }
}
