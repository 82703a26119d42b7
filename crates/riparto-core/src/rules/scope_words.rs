//! Lines and scopes in words, in English and Italian.

use crate::budget::{Envelope, Line, Scope, Selection};
use crate::error::quote;
use crate::money::Language;

/// How many lines a sentence names before it only counts them.
const NAMED: usize = 4;

/// Lines in words: by id if they are few, counted if they are many.
pub(super) fn line_words<'a>(
    lines: impl Iterator<Item = Line<'a>>,
    count: usize,
    language: Language,
) -> String {
    if count > NAMED {
        return language.choose(format!("{count} lines"), format!("{count} voci"));
    }
    let ids: Vec<String> = lines.map(|line| format!("`{}`", line.id())).collect();
    let (one, many) = language.choose(("line", "lines"), ("voce", "voci"));
    match ids.as_slice() {
        [] => String::new(),
        [id] => format!("{one} {id}"),
        _ => format!("{many} {}", listed(&ids, language)),
    }
}

/// The lines of a selection in words.
pub(super) fn selection_words(selection: &Selection, envelope: &Envelope, language: Language) -> String {
    let count = selection.len(envelope);
    if count == envelope.line_count() && count > 1 {
        return language.choose(format!("all {count} lines"), format!("tutte le {count} voci"));
    }
    line_words(selection.positions(envelope).map(|line| envelope.line(line)), count, language)
}

/// A scope as its author wrote it, with the lines that it selects: ``kind `programme` (lines `a` and `b`)``.
pub(super) fn scope_words(
    scope: &Scope,
    selection: &Selection,
    envelope: &Envelope,
    language: Language,
) -> String {
    let lines = selection_words(selection, envelope, language);
    let Some(labels) = scope.label_values() else { return lines };
    let label = |(key, values): &(String, Vec<String>)| {
        let more = values.len().saturating_sub(NAMED);
        let named = values.iter().take(NAMED).map(|value| format!("`{}`", quote(value)));
        let more = (more > 0).then(|| language.choose(format!("{more} more"), format!("altri {more}")));
        let values: Vec<String> = named.chain(more).collect();
        format!("{} {}", quote(key), listed(&values, language))
    };
    let labels: Vec<String> = labels.iter().map(label).collect();
    format!("{} ({lines})", labels.join(", "))
}

/// The lines of a scope by name or count; where they are only counted and the scope names labels, by those: ``action `A4`
/// (9 lines)``.
pub(super) fn named_scope_words(
    scope: &Scope,
    selection: &Selection,
    envelope: &Envelope,
    language: Language,
) -> String {
    let is_counted = (NAMED + 1..envelope.line_count()).contains(&selection.len(envelope));
    match is_counted && scope.label_values().is_some() {
        true => scope_words(scope, selection, envelope, language),
        false => selection_words(selection, envelope, language),
    }
}

/// Words in a row with `and` before the last.
fn listed(words: &[String], language: Language) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), language.choose("and", "e")),
    }
}

/// Lines in Italian words after a preposition, given as for one line, for several, and for a count of lines.
pub(super) fn with_article(lines: &str, [one, several, counted]: [&str; 3]) -> String {
    let preposition = match lines {
        _ if lines.starts_with("voce ") => one,
        _ if lines.starts_with("voci ") => several,
        _ => counted,
    };
    format!("{preposition} {lines}")
}
