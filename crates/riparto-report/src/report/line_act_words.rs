//! What acts on lines did, in words: a line added, split, closed.

use std::collections::BTreeMap;

use super::wording::Wording;
use super::words::one_line;
use riparto_core::plan::LinePart;
use riparto_core::words::choose;

impl Wording<'_> {
    pub(super) fn parts(&self, parts: &[LinePart]) -> Vec<String> {
        parts.iter().map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &LinePart) -> String {
        let name = titled(&part.id, part.title.as_deref());
        let (approved, original) =
            (self.money(part.approved), self.money(part.original.unwrap_or(part.approved)));
        let labels = part.labels.iter().flat_map(|labels| self.labels(labels));
        let labels: String = labels.map(|labels| format!(". {labels}")).collect();
        self.language.choose(
            format!("Part {name}: {approved}, of the original amount {original}{labels}"),
            format!("Parte {name}: {approved}, dell'importo iniziale {original}{labels}"),
        )
    }

    /// The labels of a line in one detail; none if it has none.
    pub(super) fn labels(&self, labels: &BTreeMap<String, String>) -> Vec<String> {
        let label = |(key, value): (&String, &String)| format!("{} `{}`", one_line(key), one_line(value));
        let labels: Vec<String> = labels.iter().map(label).collect();
        let all = labels.join(", ");
        let labels = (!all.is_empty()).then(|| choose!(self.language, "Labels: {all}", "Etichette: {all}"));
        labels.into_iter().collect()
    }
}

/// A line by its id, with its title where that says more.
pub(super) fn titled(id: &str, title: Option<&str>) -> String {
    match title.map(one_line) {
        Some(title) if title != id && !title.is_empty() => format!("`{id}` ({title})"),
        _ => format!("`{id}`"),
    }
}
