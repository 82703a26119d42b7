//! Answers for programs: one object of JSON on a line, with the fields that the API answers with.

use std::fmt;
use std::io::{self, Write};

use clap::Args;
use riparto::api::{RequestBounds, respond_within};
use riparto::capacity::MAX_EFFORT;
use riparto::report::PrintedPage;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Whether a program reads the answer.
#[derive(Args)]
pub(crate) struct JsonArguments {
    /// Print one object of JSON for programs instead of a text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Prints an answer on a line.
pub(crate) fn say_json(out: &mut impl Write, answer: &impl Serialize) -> Result<Outcome, Failure> {
    let text = serde_json::to_string(answer).map_err(io::Error::other)?;
    writeln!(out, "{text}")?;
    Ok(Outcome::Free)
}

/// An object of JSON whose values stay as they were written, in the order in which they were.
#[derive(Default)]
pub(crate) struct JsonFields(Vec<(String, Box<RawValue>)>);

impl JsonFields {
    /// The fields of a value that is an object.
    pub(crate) fn of(value: &impl Serialize) -> Result<JsonFields, Failure> {
        let text = serde_json::to_string(value).map_err(io::Error::other)?;
        Ok(serde_json::from_str(&text).map_err(io::Error::other)?)
    }

    /// With one more field.
    pub(crate) fn with(mut self, name: &str, value: &impl Serialize) -> Result<JsonFields, Failure> {
        self.0.push((name.to_owned(), to_raw_value(value).map_err(io::Error::other)?));
        Ok(self)
    }

    /// With one more field, if there is something to say.
    pub(crate) fn with_some(self, name: &str, value: Option<impl Serialize>) -> Result<JsonFields, Failure> {
        match value {
            Some(value) => self.with(name, &value),
            None => Ok(self),
        }
    }

    /// With a document that is JSON already.
    pub(crate) fn with_document(mut self, name: &str, document: String) -> Result<JsonFields, Failure> {
        // A line break in JSON stands between values, so on one line it says the same.
        let document: String = document.lines().map(str::trim_start).collect();
        self.0.push((name.to_owned(), RawValue::from_string(document).map_err(io::Error::other)?));
        Ok(self)
    }

    /// With the fields of another object.
    pub(crate) fn and(mut self, mut more: JsonFields) -> JsonFields {
        self.0.append(&mut more.0);
        self
    }

    /// Without a field.
    pub(crate) fn without(mut self, name: &str) -> JsonFields {
        self.0.retain(|(field, _)| field != name);
        self
    }

    /// The text of a field.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.get())
    }

    /// What the answer says about the question, as the exit status tells it.
    fn outcome(&self) -> Outcome {
        let says = |name, value| self.text(name) == Some(value);
        let differs = |known: &str| known.starts_with("{\"agrees\":false");
        let is_without_answer = self.text("feasible").is_some_and(|feasible| feasible != "true");
        let forbids = says("authorization", "\"forbidden\"")
            || is_without_answer
            || says("proven", "false") && self.text("claims").is_some()
            || says("valid", "false")
            || ["typed", "checkpoint", "proof"].iter().any(|known| self.text(known).is_some_and(differs))
            || self.text("against").is_some_and(|against| against.contains("\"fork\":true"))
            || self.text("choices").is_some_and(|choices| !choices.contains("\"feasible\":true"));
        if forbids { Outcome::Forbidden } else { Outcome::Free }
    }

    /// Prints them on a line; the exit status is that of the text for people.
    pub(crate) fn tell(&self, out: &mut impl Write) -> Result<Outcome, Failure> {
        say_json(out, self)?;
        Ok(self.outcome())
    }

    /// Asks the API with these fields as a request, within all the work that a request may take if it names no less; the answer, or
    /// what is wrong with what a file says, by its name.
    pub(crate) fn ask(self, operation: &str, file: &str) -> Result<JsonFields, Failure> {
        let request = JsonFields::default().with("op", &operation)?.with("lang", &spoken())?.and(self);
        let request = serde_json::to_string(&request).map_err(io::Error::other)?;
        let bounds = RequestBounds { effort: MAX_EFFORT, bytes: usize::MAX };
        // Programs read lines of any width.
        let response = PrintedPage::ENDLESS.printing(|| respond_within(request.as_bytes(), &bounds));
        let response: ReadResponse = serde_json::from_str(&response).map_err(io::Error::other)?;
        let ReadResponse { ok, error, effort } = response;
        match (ok, error) {
            (Some(answer), _) => answer.with_some("effort", effort),
            (None, error) => Err(Failure::Answered(
                file.to_owned(),
                error.map_or_else(Vec::new, RefusedQuestion::messages),
            )),
        }
    }
}

impl Serialize for JsonFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for JsonFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JsonFields, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = JsonFields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonFields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry::<String, Box<RawValue>>()? {
                    fields.push(field);
                }
                Ok(JsonFields(fields))
            }

            fn visit_unit<E: de::Error>(self) -> Result<JsonFields, E> {
                Err(E::invalid_type(de::Unexpected::Unit, &self))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

#[derive(serde::Deserialize)]
struct ReadResponse {
    ok: Option<JsonFields>,
    error: Option<RefusedQuestion>,
    effort: Option<Box<RawValue>>,
}

#[derive(serde::Deserialize)]
struct RefusedQuestion {
    message: String,
    #[serde(default)]
    errors: Vec<OneRefused>,
}

#[derive(serde::Deserialize)]
struct OneRefused {
    message: String,
}

impl RefusedQuestion {
    /// All that is wrong. Where it stands in the request is nothing that a person wrote.
    fn messages(self) -> Vec<String> {
        match self.errors.is_empty() {
            true => vec![self.message],
            false => self.errors.into_iter().map(|error| error.message).collect(),
        }
    }
}
