//! `Selection`: a scope resolved to the lines of one envelope.

use std::cmp::Ordering;
use std::sync::Arc;

use super::envelope::Envelope;
use super::labels::ValueNumber;
use super::scope::{Scope, Select};
use crate::capacity::{MAX_MEMBERSHIPS, MAX_SCOPE_DEPTH};
use crate::error::{Cause, Error, Result, quote};
use crate::money::Money;
use crate::words::{Bilingual, bilingual, both, named};

/// The lines that a scope selects, in the form that is cheapest to sum and to ask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[doc(hidden)]
pub enum Selection {
    /// Every line: its sum never changes.
    All,
    /// The lines whose label of a key has one of these values (sorted): no list of lines is kept.
    Labeled { key: usize, values: Vec<ValueNumber> },
    /// These lines, in order of position, each once.
    Lines(Arc<[u32]>),
}

impl Selection {
    /// Resolves a scope.
    ///
    /// # Errors
    /// A line that does not exist or stands twice, a scope that selects nothing or nests too deep.
    #[doc(hidden)]
    pub fn resolve(scope: &Scope, envelope: &Envelope) -> Result<Selection> {
        Selection::resolve_beside(scope, envelope, None)
    }

    /// Resolves a scope that may depend on the part that a rule looks at.
    ///
    /// # Errors
    /// As [`Selection::resolve`]; `same` or `other` where there is no part (`scope_relative`), or where its lines have several
    /// values of the label, or one has none (`scope_ambiguous`).
    pub(crate) fn resolve_beside(
        scope: &Scope,
        envelope: &Envelope,
        part: Option<&Selection>,
    ) -> Result<Selection> {
        let selection = Selection::within(scope, envelope, part, 0)?;
        if selection.len(envelope) == 0 {
            return Err(Cause::ScopeEmpty { selection: describe(scope) }.into());
        }
        Ok(selection)
    }

    fn within(
        scope: &Scope,
        envelope: &Envelope,
        part: Option<&Selection>,
        depth: usize,
    ) -> Result<Selection> {
        if depth > MAX_SCOPE_DEPTH {
            return Err(Cause::ScopeTooDeep { allowed: MAX_SCOPE_DEPTH }.into());
        }
        let selected = match &scope.select {
            Select::All => Selection::All,
            Select::Lines(ids) => listed(ids, envelope)?,
            Select::Labels(labels) => labeled(labels, envelope),
            Select::Same(key) => sharing(key, envelope, part)?,
            Select::Other(key) => {
                let same = sharing(key, envelope, part)?;
                let others = (0..envelope.line_count()).filter(|line| !same.contains(envelope, *line));
                Selection::Lines(others.map(position_number).collect())
            }
        };
        let Some(except) = &scope.except else {
            return Ok(selected.tightened(envelope));
        };
        let except = Selection::within(except, envelope, part, depth + 1)?;
        let kept = selected.positions(envelope).filter(|line| !except.contains(envelope, *line));
        Ok(Selection::Lines(kept.map(position_number).collect()).tightened(envelope))
    }

    /// The same lines in the cheapest form.
    fn tightened(self, envelope: &Envelope) -> Selection {
        match self {
            Selection::Lines(lines) if lines.len() == envelope.line_count() => Selection::All,
            other => other,
        }
    }

    /// The lines of this selection that have a value for a key, in one selection for each value, in the order in
    /// which the values first appear.
    #[doc(hidden)]
    pub fn split_by(&self, envelope: &Envelope, key: &str) -> Result<Vec<Selection>> {
        let Some(key_number) = envelope.labels().find_key(key) else {
            return Err(envelope.labels().key_unknown(key));
        };
        let column = envelope.labels().column(key_number);
        if *self == Selection::All {
            let value = |number| Selection::Labeled { key: key_number, values: vec![number] };
            let values = 1..=column.value_count();
            return Ok(values.map(|number| value(number as ValueNumber)).collect());
        }
        let mut parts: Vec<Vec<u32>> = vec![Vec::new(); column.value_count() + 1];
        for line in self.positions(envelope) {
            parts[column.lines()[line] as usize].push(position_number(line));
        }
        Ok(parts
            .into_iter()
            .skip(1)
            .filter(|lines| !lines.is_empty())
            .map(|lines| Selection::Lines(lines.into()))
            .collect())
    }

    /// The beginnings of the values of a key: for each value in this selection, the lines of it and of all values before it. In order
    /// as whole numbers if all that the plan has are, else as texts.
    #[doc(hidden)]
    pub fn split_through(&self, envelope: &Envelope, key: &str) -> Result<Vec<Selection>> {
        let parts = self.split_by(envelope, key)?;
        let value = |part: &Selection| -> String {
            let line = part.positions(envelope).next().map(|line| envelope.line(line));
            line.and_then(|line| line.labels().get(key)).unwrap_or_default().to_owned()
        };
        let texts: Vec<String> = parts.iter().map(value).collect();
        let order = InOrder::of(envelope, key);
        let mut ordered: Vec<(&String, Selection)> =
            texts.iter().zip(parts).filter(|(_, part)| part.len(envelope) > 0).collect();
        ordered.sort_by(|a, b| order.compare(a.0, b.0));
        let mut held = 0;
        let found = ordered.iter().fold(0usize, |found, (_, part)| {
            held += part.len(envelope);
            found.saturating_add(held)
        });
        if found > MAX_MEMBERSHIPS {
            let (what, allowed) = (both("lines in scopes", "voci negli ambiti"), MAX_MEMBERSHIPS);
            return Err(Cause::TooMany { what, found, allowed }.into());
        }
        let mut lines: Vec<u32> = Vec::new();
        let mut beginnings = Vec::with_capacity(ordered.len());
        for (_, part) in ordered {
            lines.extend(part.positions(envelope).map(position_number));
            lines.sort_unstable();
            beginnings.push(Selection::Lines(lines.clone().into()).tightened(envelope));
        }
        Ok(beginnings)
    }

    #[doc(hidden)]
    pub fn len(&self, envelope: &Envelope) -> usize {
        match self {
            Selection::All => envelope.line_count(),
            Selection::Lines(lines) => lines.len(),
            Selection::Labeled { key, values } => {
                let column = envelope.labels().column(*key);
                values.iter().map(|value| column.lines_of(*value).len()).sum()
            }
        }
    }

    /// How many lines it keeps as a list.
    pub(crate) fn listed(&self) -> usize {
        if let Selection::Lines(lines) = self { lines.len() } else { 0 }
    }

    #[doc(hidden)]
    pub fn contains(&self, envelope: &Envelope, line: usize) -> bool {
        match self {
            Selection::All => true,
            Selection::Labeled { key, values } => {
                values.binary_search(&envelope.labels().column(*key).lines()[line]).is_ok()
            }
            Selection::Lines(lines) => lines.binary_search(&position_number(line)).is_ok(),
        }
    }

    /// The positions of the lines, in order.
    #[doc(hidden)]
    pub fn positions<'a>(&'a self, envelope: &'a Envelope) -> Box<dyn Iterator<Item = usize> + 'a> {
        match self {
            Selection::All => Box::new(0..envelope.line_count()),
            Selection::Lines(lines) => Box::new(lines.iter().map(|line| *line as usize)),
            Selection::Labeled { key, values } => {
                let column = envelope.labels().column(*key);
                match values.as_slice() {
                    [value] => Box::new(column.lines_of(*value).iter().map(|line| *line as usize)),
                    values => {
                        let mut lines: Vec<u32> =
                            values.iter().flat_map(|value| column.lines_of(*value)).copied().collect();
                        lines.sort_unstable();
                        Box::new(lines.into_iter().map(|line| line as usize))
                    }
                }
            }
        }
    }

    /// Goes through the positions of the lines, in order: [`Selection::positions`] without a call for each.
    #[doc(hidden)]
    pub fn for_each(&self, envelope: &Envelope, mut each: impl FnMut(usize)) {
        match self {
            Selection::All => (0..envelope.line_count()).for_each(each),
            Selection::Lines(lines) => lines.iter().for_each(|line| each(*line as usize)),
            Selection::Labeled { .. } => self.positions(envelope).for_each(each),
        }
    }

    /// The only line, if there is just one.
    #[doc(hidden)]
    pub fn single(&self, envelope: &Envelope) -> Option<usize> {
        if let Selection::Lines(lines) = self {
            return if let [line] = **lines { Some(line as usize) } else { None };
        }
        let mut positions = self.positions(envelope);
        let first = positions.next()?;
        positions.next().is_none().then_some(first)
    }

    /// What each of many selections holds, in cents: one pass over the lines for each label key in use, and one over
    /// each list of lines. The amounts sum to no more than an amount.
    #[doc(hidden)]
    pub fn sums<'s>(
        selections: impl IntoIterator<Item = &'s Selection>,
        envelope: &Envelope,
        amounts: &[Money],
    ) -> Vec<i64> {
        let mut by_key: Vec<Option<Vec<i64>>> = vec![None; envelope.labels().key_count()];
        let mut whole = None;
        let sum = |selection: &Selection| match selection {
            Selection::All => {
                *whole.get_or_insert_with(|| amounts.iter().map(|amount| amount.cents()).sum::<i64>())
            }
            Selection::Lines(lines) => lines.iter().map(|line| amounts[*line as usize].cents()).sum(),
            Selection::Labeled { key, values } => {
                let sums = by_key[*key].get_or_insert_with(|| envelope.labels().column(*key).sums(amounts));
                values.iter().map(|value| sums[*value as usize]).sum()
            }
        };
        selections.into_iter().map(sum).collect()
    }
}

/// A position as it is kept in lists: there are at most 2^20 lines.
#[doc(hidden)]
pub fn position_number(line: usize) -> u32 {
    debug_assert!(line < crate::capacity::MAX_LINES);
    line as u32
}

fn listed(ids: &[String], envelope: &Envelope) -> Result<Selection> {
    let mut lines = Vec::with_capacity(ids.len());
    let mut likely = 0;
    for id in ids {
        let line = envelope.position_near(id, likely)?;
        likely = line + 1;
        lines.push(position_number(line));
    }
    lines.sort_unstable();
    if let Some(twice) = lines.windows(2).find(|pair| pair[0] == pair[1]) {
        let id = envelope.line(twice[0] as usize).id().to_owned();
        return Err(Error::from(Cause::IdTaken { what: both("line", "voce"), id }));
    }
    Ok(Selection::Lines(lines.into()))
}

fn labeled(labels: &[(String, Vec<String>)], envelope: &Envelope) -> Selection {
    let mut wanted: Vec<(usize, Vec<ValueNumber>)> = Vec::with_capacity(labels.len());
    for (key, values) in labels {
        let Some(key) = envelope.labels().find_key(key) else {
            return Selection::Lines(Arc::new([]));
        };
        let column = envelope.labels().column(key);
        let mut numbers: Vec<ValueNumber> = values.iter().filter_map(|value| column.find(value)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        wanted.push((key, numbers));
    }
    match wanted.as_slice() {
        [] => Selection::Lines(Arc::new([])),
        [(key, values)] => Selection::Labeled { key: *key, values: values.clone() },
        [(key, values), others @ ..] => {
            let first = Selection::Labeled { key: *key, values: values.clone() };
            let has_others = |line: &usize| {
                others.iter().all(|(key, values)| {
                    values.binary_search(&envelope.labels().column(*key).lines()[*line]).is_ok()
                })
            };
            Selection::Lines(first.positions(envelope).filter(has_others).map(position_number).collect())
        }
    }
}

/// All lines of the plan that have the value of a label that the lines of a part have.
fn sharing(key: &str, envelope: &Envelope, part: Option<&Selection>) -> Result<Selection> {
    let Some(part) = part else {
        return Err(Cause::ScopeRelative { key: quote(key) }.into());
    };
    let Some(number) = envelope.labels().find_key(key) else {
        return Err(envelope.labels().key_unknown(key));
    };
    let column = envelope.labels().column(number);
    let mut values = part.positions(envelope).map(|line| column.lines()[line]);
    let first = values.next().unwrap_or_default();
    // The number zero is that of lines without the label.
    if first == 0 || values.any(|value| value != first) {
        return Err(Cause::ScopeAmbiguous { key: quote(key) }.into());
    }
    Ok(Selection::Labeled { key: number, values: vec![first] })
}

/// A scope in words, for the sentence that says that it selects nothing.
fn describe(scope: &Scope) -> Bilingual {
    let words = match &scope.select {
        Select::All => both("any id", "un identificativo"),
        Select::Lines(ids) if ids.is_empty() => {
            both("an id of an empty list", "un identificativo di un elenco vuoto")
        }
        Select::Lines(ids) => named("the id", "l'identificativo", quote(&ids[0])),
        Select::Labels(labels) if labels.is_empty() => {
            both("a label of an empty list", "un'etichetta di un elenco vuoto")
        }
        Select::Labels(labels) => Bilingual::of(|language| {
            let pairs: Vec<String> =
                labels.iter().map(|(key, values)| format!("`{key}={}`", values.join("|"))).collect();
            quote(&pairs.join(language.choose(" and ", " e ")))
        }),
        Select::Same(key) => named("the same label", "la stessa etichetta", quote(key)),
        Select::Other(key) => {
            named("another value of the label", "un altro valore dell'etichetta", quote(key))
        }
    };
    match scope.except {
        None => words,
        Some(_) => {
            let (english, italian) = (words.to_string(), words.italian());
            bilingual!("{english} outside its exception", "{italian} al di fuori della sua eccezione")
        }
    }
}

/// The order of the values of a label: as numbers if all are numbers, else as texts.
pub(crate) enum InOrder {
    Numbers,
    Texts,
}

impl InOrder {
    /// The order of all values that lines of the envelope have.
    pub(crate) fn of(envelope: &Envelope, key: &str) -> InOrder {
        let Some(key) = envelope.labels().find_key(key) else { return InOrder::Texts };
        let column = envelope.labels().column(key);
        let mut values = (1..=column.value_count()).filter_map(|value| column.value(value as ValueNumber));
        match values.all(|value| number(value).is_some()) {
            true => InOrder::Numbers,
            false => InOrder::Texts,
        }
    }

    pub(crate) fn compare(&self, a: &str, b: &str) -> Ordering {
        match self {
            InOrder::Numbers => number(a).cmp(&number(b)).then_with(|| a.cmp(b)),
            InOrder::Texts => a.cmp(b),
        }
    }
}

/// A whole number that a label states.
fn number(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}
