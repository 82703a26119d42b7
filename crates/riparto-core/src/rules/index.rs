//! `Index`: from a line to the selections it is in, and from a selection to the checks that read it.

use crate::budget::{Envelope, Selection};

/// Finds what a change of a line can affect, without asking every rule.
#[derive(Debug)]
pub(super) struct Index {
    /// The selections that hold every line.
    everywhere: Vec<u32>,
    /// For each label key in use, for each value, the selections of lines with that value.
    labeled: Vec<(usize, Vec<Vec<u32>>)>,
    /// The selections that list a line: `listed[starts[line]..starts[line + 1]]`. Empty if no selection is a list.
    starts: Vec<u32>,
    listed: Vec<u32>,
    /// The checks that read a selection.
    checks: Vec<Vec<u32>>,
}

impl Index {
    /// Indexes selections, and `readers`: pairs of a selection and a check that reads it.
    pub(super) fn new(envelope: &Envelope, selections: &[Selection], readers: &[(usize, usize)]) -> Index {
        let mut index = Index {
            everywhere: Vec::new(),
            labeled: Vec::new(),
            starts: Vec::new(),
            listed: Vec::new(),
            checks: vec![Vec::new(); selections.len()],
        };
        for (selection, check) in readers {
            let checks = &mut index.checks[*selection];
            if checks.last() != Some(&(*check as u32)) {
                checks.push(*check as u32);
            }
        }
        let mut counts: Vec<u32> = Vec::new();
        for (number, selection) in (0u32..).zip(selections) {
            match selection {
                Selection::All => index.everywhere.push(number),
                Selection::Labeled { key, values } => index.label(envelope, *key, values, number),
                Selection::Lines(lines) => {
                    counts.resize(envelope.line_count() + 1, 0);
                    lines.iter().for_each(|line| counts[*line as usize + 1] += 1);
                }
            }
        }
        for line in 1..counts.len() {
            counts[line] += counts[line - 1];
        }
        index.starts.clone_from(&counts);
        index.listed = vec![0; counts.last().copied().unwrap_or(0) as usize];
        for (number, selection) in (0u32..).zip(selections) {
            if let Selection::Lines(lines) = selection {
                for line in lines.iter() {
                    let next = &mut counts[*line as usize];
                    index.listed[*next as usize] = number;
                    *next += 1;
                }
            }
        }
        index
    }

    fn label(&mut self, envelope: &Envelope, key: usize, values: &[u32], number: u32) {
        let place = self.labeled.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            let count = envelope.labels().column(key).value_count() + 1;
            self.labeled.push((key, vec![Vec::new(); count]));
            self.labeled.len() - 1
        });
        for value in values {
            self.labeled[place].1[*value as usize].push(number);
        }
    }

    /// The selections that a line is in.
    pub(super) fn selections(&self, envelope: &Envelope, line: usize) -> impl Iterator<Item = usize> {
        let labeled = self.labeled.iter().flat_map(move |(key, by_value)| {
            by_value[envelope.labels().column(*key).lines()[line] as usize].iter()
        });
        let listed = match self.starts.get(line..line + 2) {
            Some(ends) => &self.listed[ends[0] as usize..ends[1] as usize],
            None => &[],
        };
        self.everywhere.iter().chain(labeled).chain(listed).map(|number| *number as usize)
    }

    /// The checks that read a selection.
    pub(super) fn checks(&self, selection: usize) -> &[u32] {
        &self.checks[selection]
    }
}
