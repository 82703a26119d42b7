//! Labels that a person would take for the same, or would take to be there: rules compare them as they are written.

use std::collections::BTreeMap;

use super::label_use::LabelUse;
use super::notice::{Notice, NoticeCode};
use super::rule::{Each, Rule};
use crate::budget::{Envelope, LabelColumn, Scope, Selection, likeness, near_equal};
use crate::capacity::{MAX_LABEL_NOTICES, MAX_NOTICE_LINES};
use crate::words::{is_blank, nearest};

/// What is odd about labels: keys, then values key by key, then what rules name that no line carries.
pub(super) fn label_notices(envelope: &Envelope, rules: &[Rule]) -> Vec<Notice> {
    if envelope.labels().key_count() == 0 {
        return Vec::new();
    }
    let reliance = Reliance::new(envelope, rules);
    let mut notices = near_keys(envelope, &reliance);
    for key in 0..envelope.labels().key_count() {
        values(envelope, key, &reliance, &mut notices);
        missing(envelope, key, &reliance, &mut notices);
    }
    notices.extend(unmatched_labels(envelope, rules));
    bounded(notices)
}

/// The first notices, and how many more there are.
fn bounded(mut notices: Vec<Notice>) -> Vec<Notice> {
    if let Some(more) = notices.len().checked_sub(MAX_LABEL_NOTICES).filter(|more| *more > 0) {
        notices.truncate(MAX_LABEL_NOTICES);
        notices.push(Notice { more, ..Notice::of_labels("", NoticeCode::MoreLabels, "", Vec::new()) });
    }
    notices
}

/// Which rules go by which labels: the first rule of each kind.
struct Reliance<'a> {
    /// Rules that hold for each value of a key, or count movement by it: every value matters.
    by_key: BTreeMap<&'a str, Vec<&'a Rule>>,
    /// Rules that select by a value of a key.
    by_value: BTreeMap<(&'a str, &'a str), &'a Rule>,
    /// Rules that select by a key at all.
    selecting: BTreeMap<&'a str, &'a Rule>,
}

impl<'a> Reliance<'a> {
    fn new(envelope: &Envelope, rules: &'a [Rule]) -> Reliance<'a> {
        let mut reliance =
            Reliance { by_key: BTreeMap::new(), by_value: BTreeMap::new(), selecting: BTreeMap::new() };
        for rule in rules {
            if let Some(key) = splitting_key(rule) {
                reliance.by_key.entry(key).or_default().push(rule);
            }
            let labels = scopes(rule).into_iter().flat_map(Scope::selecting_labels);
            for (key, values) in labels.filter(|(key, _)| envelope.labels().find_key(key).is_some()) {
                reliance.selecting.entry(key).or_insert(rule);
                for value in values {
                    reliance.by_value.entry((key, value)).or_insert(rule);
                }
            }
        }
        reliance
    }

    /// The id of a rule that holds for each value of a key; empty if there is none.
    fn splitting(&self, key: &str) -> Option<&str> {
        self.by_key.get(key).and_then(|rules| rules.first()).map(|rule| rule.id())
    }

    /// The id of a rule for which it matters that two values are different.
    fn of_values<'v>(&self, key: &str, values: impl IntoIterator<Item = &'v str>) -> &str {
        let mut named = values.into_iter().filter_map(|value| self.by_value.get(&(key, value)));
        named.next().map(|rule| rule.id()).or_else(|| self.splitting(key)).unwrap_or_default()
    }

    /// The id of a rule for which a key matters.
    fn of_key(&self, key: &str) -> &str {
        let selecting = self.selecting.get(key).map(|rule| rule.id());
        self.splitting(key).or(selecting).unwrap_or_default()
    }
}

/// The key whose values a rule tells apart within its scope.
fn splitting_key(rule: &Rule) -> Option<&str> {
    match rule.each() {
        Some(Each::Label(key) | Each::Through(key)) => Some(key),
        _ => rule.limit().counted_by(),
    }
}

/// The scopes that a rule names.
fn scopes(rule: &Rule) -> Vec<&Scope> {
    let limit = rule.limit();
    std::iter::once(rule.scope()).chain(limit.other_scopes()).chain(limit.paying_scope()).collect()
}

fn key_use(envelope: &Envelope, key: usize) -> LabelUse {
    let labels = envelope.labels();
    let carrying = labels.column(key).lines().iter().zip(0..).filter(|(value, _)| **value != 0);
    let count = envelope.line_count() - labels.column(key).lines_of(0).len();
    LabelUse::new(Some(labels.key(key)), count, carrying.map(|(_, line)| line), envelope)
}

/// The use of the value with a number from zero.
fn value_use(envelope: &Envelope, column: &LabelColumn, value: usize) -> LabelUse {
    let (number, lines) = of_value(column, value);
    LabelUse::new(column.value(number), lines.len(), lines.iter().map(|line| *line as usize), envelope)
}

fn of_value(column: &LabelColumn, value: usize) -> (u32, &[u32]) {
    // There are at most 2^20 values: one a line.
    let number = value as u32 + 1;
    (number, column.lines_of(number))
}

fn near_keys(envelope: &Envelope, reliance: &Reliance<'_>) -> Vec<Notice> {
    let labels = envelope.labels();
    let keys = || (0..labels.key_count()).map(|key| labels.key(key));
    let mut notices = Vec::new();
    for key in keys().filter(|key| has_blank_end(key)) {
        let number = labels.find_key(key).unwrap_or_default();
        let uses = vec![key_use(envelope, number)];
        notices.push(Notice::of_labels(reliance.of_key(key), NoticeCode::BlankEndedKey, key, uses));
    }
    for group in near_equal(keys()) {
        let rule = group.iter().map(|key| reliance.of_key(labels.key(*key))).find(|rule| !rule.is_empty());
        let uses = group.iter().map(|key| key_use(envelope, *key)).collect();
        let key = labels.key(group[0]);
        notices.push(Notice::of_labels(rule.unwrap_or_default(), NoticeCode::NearEqualKeys, key, uses));
    }
    notices
}

/// Values of one key that end in a blank, and values that are near-equal.
fn values(envelope: &Envelope, key: usize, reliance: &Reliance<'_>, notices: &mut Vec<Notice>) {
    let (column, key) = (envelope.labels().column(key), envelope.labels().key(key));
    let text = |value: usize| column.value(of_value(column, value).0).unwrap_or_default();
    for value in (0..column.value_count()).filter(|value| has_blank_end(text(*value))) {
        let rule = reliance.of_values(key, [text(value)]);
        let uses = vec![value_use(envelope, column, value)];
        notices.push(Notice::of_labels(rule, NoticeCode::BlankEndedLabel, key, uses));
    }
    for group in near_equal((0..column.value_count()).map(text)) {
        let rule = reliance.of_values(key, group.iter().map(|value| text(*value)));
        let uses = group.iter().take(MAX_NOTICE_LINES).map(|value| value_use(envelope, column, *value));
        let more = group.len().saturating_sub(MAX_NOTICE_LINES);
        let notice = Notice::of_labels(rule, NoticeCode::NearEqualLabels, key, uses.collect());
        notices.push(Notice { more, ..notice });
    }
}

fn has_blank_end(text: &str) -> bool {
    let blank = |end: Option<char>| end.is_some_and(|end| is_blank(end.encode_utf8(&mut [0; 4])));
    blank(text.chars().next()) || blank(text.chars().next_back())
}

/// Whether lines without a label look forgotten among all lines: three in four have it, of at least four, where a rule
/// goes by it; nine in ten, of at least ten, where none does.
fn look_forgotten(without: usize, of: usize, relied_on: bool) -> bool {
    let (least, one_in) = if relied_on { (4, 4) } else { (10, 10) };
    without > 0 && of >= least && one_in * without <= of
}

/// Lines without a label that nearly all lines have, or that nearly all lines have among which a rule tells them apart by it.
fn missing(envelope: &Envelope, key: usize, reliance: &Reliance<'_>, notices: &mut Vec<Notice>) {
    let (column, key) = (envelope.labels().column(key), envelope.labels().key(key));
    let without = column.lines_of(0);
    let mut notice = |rule: &str, without: &[u32]| {
        let lines = without.iter().map(|line| *line as usize);
        let uses = vec![LabelUse::new(None, without.len(), lines, envelope)];
        notices.push(Notice::of_labels(rule, NoticeCode::LabelMissing, key, uses));
    };
    let rule = reliance.of_key(key);
    if look_forgotten(without.len(), envelope.line_count(), !rule.is_empty()) {
        return notice(rule, without);
    }
    for rule in reliance.by_key.get(key).into_iter().flatten().take(MAX_LABEL_NOTICES) {
        let Ok(scope) = Selection::resolve(rule.scope(), envelope) else { continue };
        let within: Vec<u32> =
            without.iter().copied().filter(|line| scope.contains(envelope, *line as usize)).collect();
        let of = scope.len(envelope);
        if look_forgotten(within.len(), of, true) || (within.len() == 1 && of >= 3) {
            notice(rule.id(), &within);
        }
    }
}

/// Keys and values that rules name and no line carries, where a near-equal one is carried.
pub(super) fn unmatched_labels(envelope: &Envelope, rules: &[Rule]) -> Vec<Notice> {
    let labels = envelope.labels();
    let keys: Vec<String> = (0..labels.key_count()).map(|key| likeness(labels.key(key))).collect();
    let mut likenesses: Vec<Option<Vec<(String, usize)>>> = vec![None; labels.key_count()];
    let mut notices = Vec::new();
    for rule in rules {
        let selecting = scopes(rule).into_iter().flat_map(Scope::selecting_labels);
        for (key, values) in selecting.chain(splitting_key(rule).map(|key| (key, [].as_slice()))) {
            let Some(number) = labels.find_key(key) else {
                let like = likeness(key);
                let near = (0..keys.len()).filter(|number| keys[*number] == like);
                let near = near.map(|number| key_use(envelope, number));
                notices.extend(unmatched(rule, NoticeCode::KeyUnmatched, key, key, near));
                continue;
            };
            let column = labels.column(number);
            for value in values.iter().filter(|value| column.find(value).is_none()) {
                let sorted = likenesses[number].get_or_insert_with(|| sorted_likenesses(column));
                let like = likeness(value);
                let first = sorted.partition_point(|(other, _)| *other < like);
                let near = sorted[first..].iter().take_while(|(other, _)| *other == like);
                let near: Vec<usize> = near.take(MAX_NOTICE_LINES).map(|(_, value)| *value).collect();
                let near = if near.is_empty() { misspelled(column, value) } else { near };
                let near = near.into_iter().map(|value| value_use(envelope, column, value));
                notices.extend(unmatched(rule, NoticeCode::LabelUnmatched, key, value, near));
            }
        }
    }
    notices
}

/// The value that differs by a few letters from one that no line has: a word of letters, long enough not to be another one.
fn misspelled(column: &LabelColumn, value: &str) -> Vec<usize> {
    const SHORTEST: usize = 6;
    /// Of very many values, the first so many are compared.
    const COMPARED: usize = 1024;
    let is_word = |text: &str, shortest: usize| {
        text.chars().count() >= shortest
            && text.chars().all(|c| c.is_alphabetic() || is_blank(c.encode_utf8(&mut [0; 4])))
    };
    // A letter may have been left out.
    if !is_word(value, SHORTEST - 1) {
        return Vec::new();
    }
    let text = |value: usize| column.value(of_value(column, value).0).unwrap_or_default();
    let words: Vec<usize> =
        (0..column.value_count().min(COMPARED)).filter(|value| is_word(text(*value), SHORTEST)).collect();
    let near = nearest(value, words.iter().map(|value| text(*value)));
    words.into_iter().find(|value| near == Some(text(*value))).into_iter().collect()
}

fn sorted_likenesses(column: &LabelColumn) -> Vec<(String, usize)> {
    let text = |value: usize| column.value(of_value(column, value).0).unwrap_or_default();
    let mut sorted: Vec<(String, usize)> =
        (0..column.value_count()).map(|value| (likeness(text(value)), value)).collect();
    sorted.sort_unstable();
    sorted
}

/// A notice that a rule names a text that only near-equal texts stand for; none if there are none.
fn unmatched(
    rule: &Rule,
    code: NoticeCode,
    key: &str,
    text: &str,
    near: impl Iterator<Item = LabelUse>,
) -> Option<Notice> {
    let named = LabelUse { text: Some(text.to_owned()), count: 0, lines: Vec::new() };
    let uses: Vec<LabelUse> = std::iter::once(named).chain(near).collect();
    (uses.len() > 1).then(|| Notice::of_labels(rule.id(), code, key, uses))
}
