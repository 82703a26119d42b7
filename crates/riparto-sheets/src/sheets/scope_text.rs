//! The lines that a rule is about, as a person writes them in a cell: `tutte le voci`, `a1, a2`, `azione = A1`.

use std::collections::BTreeMap;
use std::fmt;

use riparto_core::budget::{Envelope, Scope};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::Language;
use riparto_core::words::{Bilingual, among, both, named};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::header_words::plain;

const ALL: &[&str] = &[
    "tutte le voci",
    "tutte",
    "tutti",
    "tutto",
    "tutto il piano",
    "piano",
    "totale",
    "all lines",
    "all",
    "every line",
];
const ONE_BY_ONE: &[&str] =
    &["per ciascuna voce", "ciascuna voce", "per ogni voce", "ogni voce", "for each line", "each line"];
const EXCEPT: &[&str] =
    &[" tranne ", " eccetto ", " salvo ", " esclusa ", " escluso ", " escluse ", " esclusi ", " except "];
const AND: &[&str] = &[" e ", " and "];

/// The scope that is meant where a text says that a rule is about all lines one by one: `ogni voce tranne a1`.
pub(super) fn one_by_one(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = |words: &&str| {
        let (begin, rest) = text.split_at_checked(words.len())?;
        (begin.eq_ignore_ascii_case(words) && (rest.is_empty() || rest.starts_with(' '))).then_some(rest)
    };
    ONE_BY_ONE.iter().find_map(rest).map(|rest| format!("{}{rest}", ALL[0]))
}

/// The lines and labels of an envelope by the words of people.
pub(super) struct ScopeWords<'a> {
    envelope: &'a Envelope,
    /// The lines by their titles.
    titled: BTreeMap<String, Vec<usize>>,
    /// The keys of labels and their values, by their words.
    labels: BTreeMap<String, (&'a str, BTreeMap<String, &'a str>)>,
}

impl<'a> ScopeWords<'a> {
    pub(super) fn of(envelope: &'a Envelope) -> ScopeWords<'a> {
        let mut titled: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut labels: BTreeMap<String, (&'a str, BTreeMap<String, &'a str>)> = BTreeMap::new();
        for (place, line) in envelope.lines().enumerate() {
            titled.entry(plain(line.title())).or_default().push(place);
            for (key, value) in line.labels().iter() {
                let (_, values) = labels.entry(plain(key)).or_insert_with(|| (key, BTreeMap::new()));
                values.entry(plain(value)).or_insert(value);
            }
        }
        ScopeWords { envelope, titled, labels }
    }

    /// The scope that a text says.
    pub(super) fn read(&self, text: &str) -> Result<Scope> {
        let text = text.trim();
        if text.starts_with(['{', '"']) {
            let not = || no_words(text, both("lines", "un insieme di voci"), &both("write", "scrivere"), &[]);
            return serde_json::from_str(text).map_err(|_| not());
        }
        if let Ok(line) = self.line(text) {
            return Ok(Scope::lines([line]));
        }
        let lower = text.to_lowercase();
        // Small letters may take more bytes than large ones: a place in one is no place in the other.
        if lower.len() == text.len()
            && let Some((place, word)) =
                EXCEPT.iter().filter_map(|word| Some((lower.find(word)?, word))).min()
            && let (Some(left), Some(right)) = (text.get(..place), text.get(place + word.len()..))
        {
            return Ok(self.read(left)?.except(self.read(right)?));
        }
        if ALL.contains(&plain(text).as_str()) {
            return Ok(Scope::all());
        }
        if text.contains('=') {
            return self.labelled(text);
        }
        if let Some(scope) = self.relative(text) {
            return scope;
        }
        if let Some(scope) = self.of_value(text) {
            return Ok(scope);
        }
        let separator = if text.contains(';') { ';' } else { ',' };
        let lines = text.split(separator).map(str::trim).filter(|line| !line.is_empty());
        Ok(Scope::lines(lines.map(|line| self.line(line)).collect::<Result<Vec<_>>>()?))
    }

    /// The id of a line by its id or its title.
    pub(super) fn line(&self, text: &str) -> Result<&'a str> {
        let text = text.trim();
        let unknown = match self.envelope.position(text) {
            Ok(place) => return Ok(self.envelope.line(place).id()),
            Err(unknown) => unknown,
        };
        match self.titled.get(&plain(text)).map(Vec::as_slice) {
            Some([place]) => Ok(self.envelope.line(*place).id()),
            Some(places) => {
                let ids =
                    places.iter().take(8).map(|place| self.envelope.line(*place).id()).collect::<Vec<_>>();
                Err(Cause::LineTitles { title: quote(text), ids: ids.join("`, `") }.into())
            }
            None => Err(unknown),
        }
    }

    /// `azione = A1, A2; categoria = personale`.
    fn labelled(&self, text: &str) -> Result<Scope> {
        let mut parts: Vec<&str> = text.split(';').collect();
        for word in AND {
            // A word between two conditions, not one inside of a value.
            parts = parts.into_iter().flat_map(|part| between(part, word)).collect();
        }
        let mut labels = Vec::new();
        for part in parts.into_iter().filter(|part| !part.trim().is_empty()) {
            let (key, values) = part.split_once('=').unwrap_or((part, ""));
            let (key, known) = self.key(key)?;
            let values = match self.value(known, key, values) {
                Ok(value) => vec![value],
                Err(unknown) if !values.contains(',') => return Err(unknown),
                Err(_) => values
                    .split(',')
                    .map(|value| self.value(known, key, value))
                    .collect::<Result<Vec<_>>>()?,
            };
            labels.push(format!("{}:{}", json(&key), json(&values)));
        }
        // As text, which keeps their order.
        serde_json::from_str(&format!("{{\"labels\":{{{}}}}}", labels.join(",")))
            .map_err(|_| no_words(text, both("lines", "un insieme di voci"), &both("write", "scrivere"), &[]))
    }

    /// The lines with a value that only one label has: `B. Viaggi`.
    fn of_value(&self, text: &str) -> Option<Scope> {
        let of_key =
            |(key, values): &(&'a str, BTreeMap<String, &'a str>)| Some((*key, *values.get(&plain(text))?));
        let mut found = self.labels.values().filter_map(of_key);
        let (key, value) = found.next().filter(|_| found.next().is_none())?;
        serde_json::from_value(serde_json::json!({"labels": {key: [value]}})).ok()
    }

    /// A key of labels and its values.
    fn key(&self, text: &str) -> Result<(&'a str, &BTreeMap<String, &'a str>)> {
        let found = self.labels.get(&plain(text));
        let (key, values) = found.ok_or_else(|| self.key_unknown(text))?;
        Ok((key, values))
    }

    pub(super) fn key_of(&self, text: &str) -> Result<&'a str> {
        self.key(text).map(|(key, _)| key)
    }

    fn key_unknown(&self, text: &str) -> Error {
        let keys: Vec<&str> = self.labels.values().map(|(key, _)| *key).collect();
        no_words(
            text.trim(),
            both("a label of the lines", "un'etichetta delle voci"),
            &both("the labels are", "le etichette sono"),
            &keys,
        )
    }

    fn value(&self, known: &BTreeMap<String, &'a str>, key: &str, text: &str) -> Result<&'a str> {
        let found = known.get(&plain(text)).copied();
        found.ok_or_else(|| {
            let values: Vec<&str> = known.values().copied().collect();
            let what = named("a value of", "un valore di", key);
            no_words(text.trim(), what, &both("the values are", "i valori sono"), &values)
        })
    }

    /// `stesso partner`, `other action`: lines with the same label as those that a rule looks at, or another one.
    fn relative(&self, text: &str) -> Option<Result<Scope>> {
        let (first, key) = text.split_once(' ')?;
        let key = || self.key_of(key);
        match plain(first).as_str() {
            "stesso" | "stessa" | "same" => Some(key().map(Scope::same)),
            "altro" | "altra" | "altri" | "altre" | "other" => Some(key().map(Scope::other)),
            _ => None,
        }
    }
}

/// A cell with words that are not known, and which are: the same in both languages.
fn no_words(found: &str, what: Bilingual, are: &Bilingual, known: &[&str]) -> Error {
    Cause::CellWords { found: quote(found), what, known: among(found, are, known.iter().copied()) }.into()
}

/// A cell with words that are not known, and which are, in English and in Italian.
pub(super) fn no_such_words(found: &str, what: Bilingual, are: &Bilingual, known: &[[&str; 2]]) -> Error {
    let of = |language: Language| {
        let words = known.iter().map(|[english, italian]| language.choose(*english, *italian));
        among(found, are, words.collect::<Vec<_>>()).text(language).to_owned()
    };
    let known = Bilingual::new(of(Language::English), of(Language::Italian));
    Cause::CellWords { found: quote(found), what, known }.into()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The parts of a text between a word, where each of them has a sign of equality.
fn between<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mut parts: Vec<&str> = Vec::new();
    let mut start = 0;
    for (place, _) in text.match_indices(word) {
        let after = place + word.len();
        if let (Some(left), Some(right)) = (text.get(start..place), text.get(after..))
            && left.contains('=')
            && right.contains('=')
        {
            parts.push(left);
            start = after;
        }
    }
    parts.extend(text.get(start..));
    parts
}

/// A scope as documents write it, labels in their order.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenScope {
    #[allow(dead_code, reason = "`all` is the one word")]
    All(String),
    Fields(WrittenFields),
}

#[derive(Deserialize)]
struct WrittenFields {
    lines: Option<Vec<String>>,
    labels: Option<SheetLabels>,
    same: Option<String>,
    other: Option<String>,
    except: Option<Box<WrittenScope>>,
}

/// Keys and values in the order in which they are written.
struct SheetLabels(Vec<(String, Vec<String>)>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl<'de> Deserialize<'de> for SheetLabels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<SheetLabels, D::Error> {
        struct Labels;
        impl<'de> Visitor<'de> for Labels {
            type Value = SheetLabels;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("labels")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<SheetLabels, A::Error> {
                let mut labels = Vec::new();
                while let Some((key, values)) = map.next_entry()? {
                    labels.push(match values {
                        OneOrMore::One(value) => (key, vec![value]),
                        OneOrMore::More(values) => (key, values),
                    });
                }
                Ok(SheetLabels(labels))
            }
        }
        deserializer.deserialize_map(Labels)
    }
}

/// A scope in the words of a language; none of one that has no words.
pub(super) fn scope_text(scope: &Scope, language: Language) -> Option<String> {
    let written = serde_json::to_string(scope).ok()?;
    Some(words(&serde_json::from_str(&written).ok()?, language))
}

fn words(scope: &WrittenScope, language: Language) -> String {
    let all = language.choose("all lines", "tutte le voci");
    let WrittenScope::Fields(fields) = scope else { return all.to_owned() };
    let text = if let Some(lines) = &fields.lines {
        lines.join(", ")
    } else if let Some(SheetLabels(labels)) = &fields.labels {
        let labels = labels.iter().map(|(key, values)| format!("{key} = {}", values.join(", ")));
        labels.collect::<Vec<_>>().join("; ")
    } else if let Some(key) = &fields.same {
        format!("{} {key}", language.choose("same", "stesso"))
    } else if let Some(key) = &fields.other {
        format!("{} {key}", language.choose("other", "altro"))
    } else {
        all.to_owned()
    };
    match &fields.except {
        Some(except) => {
            format!("{text} {} {}", language.choose("except", "tranne"), words(except, language))
        }
        None => text,
    }
}
