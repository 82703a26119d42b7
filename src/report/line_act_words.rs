//! What acts on lines did, in words: a line added, split, closed.

use std::collections::BTreeMap;

use super::teller::Teller;
use super::words::{line, one_line};
use crate::plan::LinePart;
use crate::table::EventKind;

impl Teller<'_> {
    /// What an act on a line says that its party does; empty for any other event.
    pub(super) fn phrase_of_line(&self, what: &EventKind) -> String {
        let say = |english: String, italian: String| self.language.choose(english, italian);
        match what {
            EventKind::LineAdded { change, act, line: added, .. } => {
                let (name, act) = (titled(&added.id, added.title.as_deref()), one_line(act));
                say(
                    format!("adds line {name} (`{change}`) by {act}"),
                    format!("aggiunge la voce {name} (`{change}`) con {act}"),
                )
            }
            EventKind::LineSplit { change, act, line: split, parts, .. } => {
                let (name, act, count) = (line(self.plan, split), one_line(act), parts.len());
                say(
                    format!("splits line {name} into {count} parts (`{change}`) by {act}"),
                    format!("suddivide la voce {name} in {count} parti (`{change}`) con {act}"),
                )
            }
            EventKind::LineClosed { change, act, line: closed, .. } => {
                let (name, act) = (line(self.plan, closed), one_line(act));
                say(
                    format!("closes line {name} (`{change}`) by {act}"),
                    format!("chiude la voce {name} (`{change}`) con {act}"),
                )
            }
            _ => String::new(),
        }
    }

    /// The details of an act on a line.
    pub(super) fn details_of_line(&self, what: &EventKind) -> Vec<String> {
        let (mut details, breaches, waivers) = match what {
            EventKind::LineAdded { line, breaches, waivers, .. } => {
                (self.labels(&line.labels).into_iter().collect(), breaches, waivers)
            }
            EventKind::LineSplit { line, parts, changes, breaches, waivers, .. } => {
                let whole = changes.iter().filter(|change| change.line == *line);
                let mut details: Vec<String> = whole.map(|change| self.change(change)).collect();
                details.extend(parts.iter().map(|part| self.part(part)));
                (details, breaches, waivers)
            }
            EventKind::LineClosed { changes, breaches, waivers, .. } => {
                (changes.iter().map(|change| self.change(change)).collect(), breaches, waivers)
            }
            _ => return Vec::new(),
        };
        details.extend(self.breaches(breaches));
        details.extend(self.waived(waivers));
        details
    }

    fn part(&self, part: &LinePart) -> String {
        let name = titled(&part.id, part.title.as_deref());
        let (approved, original) =
            (self.money(part.approved), self.money(part.original.unwrap_or(part.approved)));
        let labels = part.labels.as_ref().and_then(|labels| self.labels(labels));
        let labels = labels.map_or_else(String::new, |labels| format!(". {labels}"));
        self.language.choose(
            format!("Part {name}: {approved}, of the original amount {original}{labels}"),
            format!("Parte {name}: {approved}, dell'importo iniziale {original}{labels}"),
        )
    }

    fn labels(&self, labels: &BTreeMap<String, String>) -> Option<String> {
        let label = |(key, value): (&String, &String)| format!("{} `{}`", one_line(key), one_line(value));
        let labels: Vec<String> = labels.iter().map(label).collect();
        let all = labels.join(", ");
        (!all.is_empty()).then(|| self.language.choose(format!("Labels: {all}"), format!("Etichette: {all}")))
    }
}

/// A line by its id, with its title where that says more.
fn titled(id: &str, title: Option<&str>) -> String {
    match title.map(one_line) {
        Some(title) if title != id && !title.is_empty() => format!("`{id}` ({title})"),
        _ => format!("`{id}`"),
    }
}
