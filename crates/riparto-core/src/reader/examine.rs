//! From a value and the shape that it should have to all that is wrong with it.

use std::collections::BTreeSet;

use super::extensions::{ExtensionValue, Extensions, is_extension};
use super::mistakes::Mistakes;
use super::node::{Node, Value};
use super::path::{last_step, push_index, push_key};
use super::shape::{Choice, Entries, Field, Fields, Form, ParsedText, Shape};
use crate::error::{Cause, Error, quote};
use crate::words::{Bilingual, both, nearest};

/// Adds all that is wrong with a value at a path of a text.
#[doc(hidden)]
pub fn examine(text: &str, node: &Node<'_>, shape: &Shape, path: &str, mistakes: &mut Mistakes) {
    let mut examiner = Examiner { text, path: path.to_owned(), place: None, extended: false, mistakes };
    examiner.shape(node, shape);
}

/// A known value in quotation marks, to be written in a sentence.
fn ticked(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

struct Examiner<'a, 'm> {
    text: &'a str,
    path: String,
    /// What is being examined, in words: ``rule `r1` ``.
    place: Option<Bilingual>,
    /// Whether the map or the list of maps that comes next may have extension fields.
    extended: bool,
    mistakes: &'m mut Mistakes,
}

impl Examiner<'_, '_> {
    /// How sentences name what is at the path.
    fn name(&self) -> Bilingual {
        match last_step(&self.path) {
            "" => both("the document", "il documento"),
            step => Bilingual::same(format!("`{}`", quote(step))),
        }
    }

    /// Adds a mistake at the path, in the words of a sentence.
    fn say(&mut self, english: String, italian: String) {
        let said = match &self.place {
            None => Bilingual::new(english, italian),
            Some(place) => {
                Bilingual::new(format!("{place}: {english}"), format!("{}: {italian}", place.italian()))
            }
        };
        self.mistakes.push(Error::from(Cause::DocumentMalformed { said }).with_path(self.path.clone()));
    }

    fn say_wrong(&mut self, node: &Node<'_>, shape: &Shape) {
        let (name, found) = (self.name(), found(&node.value));
        let (expected, hint) = (shape.expected(), in_quotation_marks(&node.value, shape));
        match hint {
            Some(hint) => self.say(
                format!("{name} is {found}: write it in quotation marks, `\"{hint}\"`"),
                format!("{} è {}: scriverlo tra virgolette, `\"{hint}\"`", name.italian(), found.italian()),
            ),
            None => self.say(
                format!("{name} is {found}: write {expected}"),
                format!("{} è {}: scrivere {}", name.italian(), found.italian(), expected.italian()),
            ),
        }
    }

    fn inside(&mut self, key: &str, examine: impl FnOnce(&mut Self)) {
        let outer = self.path.len();
        push_key(&mut self.path, key);
        examine(self);
        self.path.truncate(outer);
    }

    fn shape(&mut self, node: &Node<'_>, shape: &Shape) {
        let extended = std::mem::take(&mut self.extended);
        match (&shape.form, &node.value) {
            (Form::Optional(_), Value::Null)
            | (Form::Text, Value::Text(_))
            | (Form::Flag, Value::Flag(_)) => {}
            (Form::Optional(inner), _) => self.shape(node, inner),
            (Form::Extended(inner), _) => {
                self.extended = true;
                self.shape(node, inner);
            }
            (Form::Anything, _) => self.anything(node, false),
            (Form::AnyMap, Value::Map(_)) => self.anything(node, false),
            (Form::AnythingWhole, _) => self.anything(node, true),
            (Form::Either(shapes), _) => match shapes.iter().find(|shape| takes(shape, &node.value)) {
                Some(inner) => self.shape(node, inner),
                None => self.say_wrong(node, shape),
            },
            (Form::Written(written), _) => self.written(node, written, shape),
            (Form::Whole(most), Value::Number(number))
                if number.parse::<u64>().is_ok_and(|number| number <= *most) => {}
            (Form::Word(names), _) => self.word(node, names(), shape),
            (Form::List(each), Value::List(elements)) => {
                let outer = self.path.len();
                for (index, element) in elements.iter().enumerate() {
                    push_index(&mut self.path, index);
                    self.extended = extended;
                    self.shape(element, each);
                    self.path.truncate(outer);
                }
            }
            (Form::Entries(entries), Value::Map(fields)) => self.entries(fields, entries),
            (Form::Fields(known), Value::Map(_)) => self.fields(node, known, extended),
            (Form::Choice(choice), Value::Text(text)) => self.chosen_word(node, text, choice, shape),
            (Form::Choice(choice), Value::Map(fields)) => self.chosen_key(fields, choice, shape),
            _ => self.say_wrong(node, shape),
        }
    }

    fn anything(&mut self, node: &Node<'_>, whole: bool) {
        if let Value::Number(number) = &node.value
            && whole
            && number.parse::<i64>().is_err()
            && number.parse::<u64>().is_err()
        {
            let (name, number) = (self.name(), quote(number));
            self.say(
                format!("{name} is the number `{number}`, which is not whole: write amounts and percentages in quotation marks"),
                format!("{} è il numero `{number}`, che non è intero: scrivere importi e percentuali tra virgolette", name.italian()),
            );
        }
        let outer = self.path.len();
        for (index, element) in node.elements().iter().enumerate() {
            push_index(&mut self.path, index);
            self.anything(element, whole);
            self.path.truncate(outer);
        }
        self.twice(node.fields(), |_| None);
        for (key, value) in node.fields() {
            self.inside(key, |examiner| examiner.anything(value, whole));
        }
    }

    /// Tells the keys that stand twice.
    fn twice(
        &mut self,
        fields: &[(std::borrow::Cow<'_, str>, Node<'_>)],
        cause: impl Fn(&str) -> Option<Error>,
    ) {
        let mut seen = BTreeSet::new();
        for (key, _) in fields {
            if !seen.insert(key) {
                let name = self.name();
                self.inside(key, |examiner| match cause(key) {
                    Some(error) => examiner.mistakes.push(error.with_path(examiner.path.clone())),
                    None => examiner.say(
                        format!("`{}` is given twice in {name}: give it once", quote(key)),
                        format!(
                            "`{}` è scritto due volte in {}: scriverlo una volta sola",
                            quote(key),
                            name.italian()
                        ),
                    ),
                });
            }
        }
    }

    fn written(&mut self, node: &Node<'_>, written: &ParsedText, shape: &Shape) {
        let text = match &node.value {
            Value::Text(text) => text.as_ref(),
            Value::Number(number) if written.whole && number.parse::<u64>().is_ok() => number,
            _ => return self.say_wrong(node, shape),
        };
        if let Err(error) = (written.read)(text) {
            let (name, said) = (self.name(), error.words());
            self.say(format!("{name}: {said}"), format!("{}: {}", name.italian(), said.italian()));
        }
    }

    fn word(&mut self, node: &Node<'_>, names: &[&'static str], shape: &Shape) {
        let known = |word: &str| names.contains(&word);
        match &node.value {
            Value::Text(word) if known(word) => {}
            Value::Text(word) => self.unknown_word(node, word, names, shape),
            // The long form of a word that some tools write: `{"free": null}`.
            Value::Map(fields)
                if fields.len() == 1 && known(&fields[0].0) && matches!(fields[0].1.value, Value::Null) => {}
            _ => self.say_wrong(node, shape),
        }
    }

    fn unknown_word(&mut self, node: &Node<'_>, word: &str, names: &[&str], shape: &Shape) {
        if names.len() < 2 {
            return self.say_wrong(node, shape);
        }
        let (name, word, names) =
            (self.name(), quote(word), (nearest(word, names.iter().copied()), ticked(names)));
        match names {
            (Some(meant), all) => self.say(
                format!("{name} is `{word}`: did you mean `{meant}`? It is one of {all}"),
                format!("{} è `{word}`: forse `{meant}`? Può essere uno tra {all}", name.italian()),
            ),
            (None, all) => self.say(
                format!("{name} is `{word}`: write one of {all}"),
                format!("{} è `{word}`: scrivere uno tra {all}", name.italian()),
            ),
        }
    }

    fn entries(&mut self, fields: &[(std::borrow::Cow<'_, str>, Node<'_>)], entries: &Entries) {
        if let Some(most) = entries.most.filter(|most| fields.len() > *most) {
            let (name, found) = (self.name(), fields.len());
            self.say(
                format!("{name} has {found} keys: at most {most} are allowed"),
                format!("{} ha {found} chiavi: ne sono ammesse al massimo {most}", name.italian()),
            );
        }
        self.twice(fields, entries.twice);
        for (key, value) in fields {
            self.inside(key, |examiner| examiner.shape(value, entries.each));
        }
    }

    fn fields(&mut self, node: &Node<'_>, known: &Fields, extended: bool) {
        let before = self.mistakes.count();
        let outer = self.place.clone();
        if let Some((noun, field)) = &known.named
            && let Some(id) = node.field(field).and_then(Node::text)
        {
            let id = quote(id);
            self.place = Some(Bilingual::new(format!("{noun} `{id}`"), format!("{} `{id}`", noun.italian())));
        }
        self.twice(node.fields(), |_| None);
        self.field_names(node, known, extended);
        if extended {
            self.extensions(node);
        }
        for (key, value) in node.fields() {
            match known.fields.iter().find(|field| field.name == key.as_ref()) {
                Some(field) if field.null && matches!(value.value, Value::Null) => {}
                Some(field) => self.inside(key, |examiner| examiner.shape(value, field.shape)),
                None => {}
            }
        }
        self.place = outer;
        if self.mistakes.count() == before
            && let Some(read) = known.read
            && let Err(error) = read(&self.text[node.bytes.clone()])
        {
            let said = error.words();
            self.say(said.to_string(), said.italian().to_string());
        }
        if let Some(meaning) = known.meaning {
            meaning(self.text, node, &self.path, self.mistakes);
        }
    }

    /// Tells what is wrong with the extension fields of a map.
    fn extensions(&mut self, node: &Node<'_>) {
        let before = self.mistakes.count();
        let mut extensions = Extensions::new();
        for (key, value) in node.fields().iter().filter(|(key, _)| is_extension(key)) {
            self.inside(key, |examiner| examiner.anything(value, true));
            if let Ok(ExtensionValue(value)) = serde_json::from_str(&self.text[value.bytes.clone()]) {
                extensions.insert(key, value);
            }
        }
        if self.mistakes.count() == before
            && let Err(error) = extensions.check()
        {
            self.mistakes.push(error.with_path(self.path.clone()));
        }
    }

    /// Tells the fields that are not known, and those that are missing.
    fn field_names(&mut self, node: &Node<'_>, known: &Fields, extended: bool) {
        let (name, names) = (self.name(), (known.names)());
        for (key, _) in node.fields() {
            if names.contains(&key.as_ref()) || (extended && is_extension(key)) {
                continue;
            }
            let (key, all) = (key.as_ref(), ticked(names));
            let meant = nearest(key, names.iter().copied());
            let (english, italian) = match meant {
                Some(meant) => (
                    format!(": did you mean `{meant}`? Its fields are"),
                    format!(": forse `{meant}`? I suoi campi sono"),
                ),
                None => (": its fields are".to_owned(), ": i suoi campi sono".to_owned()),
            };
            self.inside(key, |examiner| {
                examiner.say(
                    format!("{name} has no field `{}`{english} {all}", quote(key)),
                    format!("{} non prevede il campo `{}`{italian} {all}", name.italian(), quote(key)),
                );
            });
        }
        for Field { name: field, shape, .. } in known.fields.iter().filter(|field| field.required) {
            if node.field(field).is_none() {
                let expected = shape.expected();
                self.say(
                    format!("{name} has no `{field}`: add it, {expected}"),
                    format!("{} non ha `{field}`: aggiungerlo, {}", name.italian(), expected.italian()),
                );
            }
        }
        let given: Vec<&str> = node.fields().iter().map(|(key, _)| key.as_ref()).collect();
        if let Some(said) = known.together.and_then(|together| together(&given)) {
            self.say(format!("{name}: {said}"), format!("{}: {}", name.italian(), said.italian()));
        }
    }

    fn chosen_word(&mut self, node: &Node<'_>, word: &str, choice: &Choice, shape: &Shape) {
        let names = (choice.names)();
        let words: Vec<&str> =
            names.iter().copied().filter(|name| choice.keyed.iter().all(|key| key.name != *name)).collect();
        match (words.contains(&word), words.is_empty() || names.contains(&word)) {
            (true, _) => {}
            (false, true) => self.say_wrong(node, shape),
            (false, false) => self.unknown_word(node, word, &words, shape),
        }
    }

    fn chosen_key(
        &mut self,
        fields: &[(std::borrow::Cow<'_, str>, Node<'_>)],
        choice: &Choice,
        shape: &Shape,
    ) {
        let (name, names, expected) = (self.name(), (choice.names)(), &shape.expected);
        let keyed: Vec<&str> = choice.keyed.iter().map(|field| field.name).collect();
        match fields {
            [(key, value)] => match choice.keyed.iter().find(|field| field.name == key.as_ref()) {
                Some(field) => self.inside(key, |examiner| examiner.shape(value, field.shape)),
                None if names.contains(&key.as_ref()) && matches!(value.value, Value::Null) => {}
                None if names.contains(&key.as_ref()) => {
                    self.inside(key, |examiner| examiner.anything(value, false))
                }
                None => {
                    let all = ticked(&keyed);
                    let (meant, key) = (nearest(key, keyed.iter().copied()), quote(key));
                    let english = meant.map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
                    let italian = meant.map_or(String::new(), |meant| format!("forse `{meant}`? "));
                    self.say(
                        format!(
                            "{name} has the key `{key}`, which is not known: {english}Write one of {all}"
                        ),
                        format!(
                            "{} ha la chiave `{key}`, che non è nota: {italian}Scrivere una tra {all}",
                            name.italian()
                        ),
                    );
                }
            },
            [] => self.say(
                format!("{name} is an empty map: write {expected}"),
                format!("{} è una mappa vuota: scrivere {}", name.italian(), expected.italian()),
            ),
            several => {
                let given: Vec<String> =
                    several.iter().take(8).map(|(key, _)| format!("`{}`", quote(key))).collect();
                let (count, given) = (several.len(), given.join(", "));
                self.say(
                    format!(
                        "{name} has {count} keys, {given}: write one, such as {}",
                        example(expected.to_string().as_str())
                    ),
                    format!(
                        "{} ha {count} chiavi, {given}: scriverne una, per esempio {}",
                        name.italian(),
                        example(expected.italian())
                    ),
                );
                for (key, value) in several {
                    if let Some(field) = choice.keyed.iter().find(|field| field.name == key.as_ref()) {
                        self.inside(key, |examiner| examiner.shape(value, field.shape));
                    }
                }
            }
        }
    }
}

/// The example of an expectation: what is between its first code marks.
fn example(expected: &str) -> String {
    match expected.split('`').nth(1) {
        Some(example) => format!("`{example}`"),
        None => expected.to_owned(),
    }
}

/// Whether a shape takes a kind of value.
fn takes(shape: &Shape, value: &Value<'_>) -> bool {
    match &shape.form {
        Form::Anything | Form::AnythingWhole => true,
        Form::Text => matches!(value, Value::Text(_)),
        Form::Written(written) => {
            matches!(value, Value::Text(_)) || (written.whole && matches!(value, Value::Number(_)))
        }
        Form::Whole(_) => matches!(value, Value::Number(_)),
        Form::Flag => matches!(value, Value::Flag(_)),
        Form::Word(_) => matches!(value, Value::Text(_)),
        Form::List(_) => matches!(value, Value::List(_)),
        Form::AnyMap | Form::Entries(_) | Form::Fields(_) => matches!(value, Value::Map(_)),
        Form::Choice(_) => matches!(value, Value::Text(_) | Value::Map(_)),
        Form::Either(shapes) => shapes.iter().any(|shape| takes(shape, value)),
        Form::Optional(inner) => matches!(value, Value::Null) || takes(inner, value),
        Form::Extended(inner) => takes(inner, value),
    }
}

/// What is there, in words.
fn found(value: &Value<'_>) -> Bilingual {
    match value {
        Value::Null => both("`null`", "`null`"),
        Value::Flag(true) => both("`true`", "`true`"),
        Value::Flag(false) => both("`false`", "`false`"),
        Value::Number(number) => Bilingual::new(
            format!("the number `{}`", quote(number)),
            format!("il numero `{}`", quote(number)),
        ),
        Value::Text(text) => Bilingual::new(
            format!("the text `\"{}\"`", quote(text)),
            format!("il testo `\"{}\"`", quote(text)),
        ),
        Value::List(elements) if elements.is_empty() => both("an empty list", "un elenco vuoto"),
        Value::List(_) => both("a list", "un elenco"),
        Value::Map(fields) if fields.is_empty() => both("an empty map", "una mappa vuota"),
        Value::Map(fields) => {
            let keys: Vec<String> =
                fields.iter().take(4).map(|(key, _)| format!("`{}`", quote(key))).collect();
            Bilingual::new(
                format!("a map with {}", keys.join(", ")),
                format!("una mappa con {}", keys.join(", ")),
            )
        }
    }
}

/// The text that a number without quotation marks should have been.
fn in_quotation_marks(value: &Value<'_>, shape: &Shape) -> Option<String> {
    let read = written_form(shape)?.number?;
    let Value::Number(number) = value else { return None };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let tried = [(*number).to_owned(), format!("{whole}.{decimals:0<2}")];
    // An amount is shown with its cents, a percentage unchanged.
    let with_cents = read("0.000").is_err();
    let mut tried = tried.into_iter();
    if with_cents {
        tried.next();
    }
    tried.find(|text| read(text).is_ok())
}

fn written_form(shape: &Shape) -> Option<&ParsedText> {
    match &shape.form {
        Form::Written(written) => Some(written),
        Form::Optional(inner) => written_form(inner),
        _ => None,
    }
}
