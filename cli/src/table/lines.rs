//! Acts on lines, as the actions that they are.

use std::collections::BTreeMap;

use riparto::Money;
use riparto::plan::{LinePart, NewLine};
use riparto::table::Action;

use super::action::each_once;
use super::line_arguments::LineCommand;
use crate::language_choice::spoken;
use crate::outcome::Failure;

pub(super) fn of_lines(command: &LineCommand) -> Result<Action, Failure> {
    Ok(match command {
        LineCommand::AddLine { change, line, act, title, label, carried_out, .. } => Action::AddLine {
            change: change.clone(),
            act: act.clone(),
            line: new_line(line, title.as_deref(), each_once(label)?),
            waivers: each_once(&carried_out.waive)?,
        },
        LineCommand::SplitLine { change, line, act, part, original, title, label, carried_out, .. } => {
            let mut parts = Parts { approved: part, labels: BTreeMap::new() };
            for (id, (key, value)) in label {
                let labels = parts.labels.entry(id.as_str()).or_default();
                labels.push((key.clone(), value.clone()));
            }
            Action::SplitLine {
                change: change.clone(),
                act: act.clone(),
                line: line.clone(),
                parts: parts.written(&each_once(original)?, &each_once(title)?)?,
                waivers: each_once(&carried_out.waive)?,
            }
        }
        LineCommand::CloseLine { change, line, act, remainder_to, carried_out, .. } => Action::CloseLine {
            change: change.clone(),
            act: act.clone(),
            line: line.clone(),
            remainder_to: remainder_to.clone(),
            waivers: each_once(&carried_out.waive)?,
        },
    })
}

/// The parts of a line, and the labels that were given to some of them.
struct Parts<'a> {
    approved: &'a [(String, Money)],
    labels: BTreeMap<&'a str, Vec<(String, String)>>,
}

impl Parts<'_> {
    fn written(
        &self,
        originals: &BTreeMap<String, Money>,
        titles: &BTreeMap<String, String>,
    ) -> Result<Vec<LinePart>, Failure> {
        let named =
            originals.keys().chain(titles.keys()).map(String::as_str).chain(self.labels.keys().copied());
        for name in named {
            if self.approved.iter().all(|(part, _)| part != name) {
                return Err(Failure::Arguments(spoken().choose(
                    format!("`{name}` is no part: name it with --part"),
                    format!("`{name}` non è una parte: indicarla con --part"),
                )));
            }
        }
        let part = |(id, approved): &(String, Money)| {
            let mut part = LinePart::new(id, *approved);
            part.title = titles.get(id).cloned();
            part.labels = self.labels.get(id.as_str()).map(|labels| each_once(labels)).transpose()?;
            part.original = originals.get(id).copied();
            Ok(part)
        };
        self.approved.iter().map(part).collect()
    }
}

/// A line with the labels that were given.
fn new_line(id: &str, title: Option<&str>, labels: BTreeMap<String, String>) -> NewLine {
    let mut line = NewLine::new(id);
    line.title = title.map(str::to_owned);
    line.labels = labels;
    line
}
