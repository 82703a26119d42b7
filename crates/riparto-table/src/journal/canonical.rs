//! Writing a value in its one canonical form.

use serde_json::{Map, Number, Value};

use riparto_core::capacity::{MAX_EVENT_DEPTH, MAX_EVENT_INTEGER};
use riparto_core::error::{Cause, Result};
use riparto_core::words::bilingual;

/// A record that was read as JSON, as the line that it must be.
#[doc(hidden)]
pub fn record_line(record: &Map<String, Value>) -> Result<String> {
    let mut fields: Vec<(&String, &Value)> = record.iter().collect();
    fields.sort_unstable_by_key(|(key, _)| *key);
    let mut line = String::from("{");
    for (place, (key, value)) in fields.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        write_text(&mut line, key);
        line.push(':');
        write_value(&mut line, value, 0)?;
    }
    line.push('}');
    Ok(line)
}

/// Appends the canonical form of a value that lies so deep in others, the value itself counted if it holds others.
pub(crate) fn write_value(out: &mut String, value: &Value, depth: usize) -> Result<()> {
    if depth >= MAX_EVENT_DEPTH && (value.is_object() || value.is_array()) {
        let why = bilingual!(
            "it is nested more than {MAX_EVENT_DEPTH} deep",
            "ha più di {MAX_EVENT_DEPTH} livelli annidati"
        );
        return Err(Cause::EventMalformed { why }.into());
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let Some(integer) = whole(number) else {
                let number = if is_negative_zero(number) { "-0".to_owned() } else { number.to_string() };
                let why = bilingual!(
                    "the number {number} is not a whole number from -{MAX_EVENT_INTEGER} to {MAX_EVENT_INTEGER}, write it as text",
                    "il numero {number} non è un intero da -{MAX_EVENT_INTEGER} a {MAX_EVENT_INTEGER}, scriverlo come testo"
                );
                return Err(Cause::EventMalformed { why }.into());
            };
            out.push_str(&integer.to_string());
        }
        Value::String(text) => write_text(out, text),
        Value::Array(values) => {
            out.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_value(out, value, depth + 1)?;
            }
            out.push(']');
        }
        Value::Object(fields) => {
            // Another crate of a program can make serde_json keep keys in the order of writing.
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (place, (key, value)) in fields.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_text(out, key);
                out.push(':');
                write_value(out, value, depth + 1)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// A whole number of the canonical form. Whether `-0` is one may not depend on the feature `arbitrary_precision` of serde_json,
/// which any crate of a program can turn on: it is read as an integer with it, and as a float without.
fn whole(number: &Number) -> Option<i64> {
    let integer = number.as_i64().filter(|integer| integer.abs_diff(0) <= MAX_EVENT_INTEGER)?;
    (integer != 0 || !is_negative_zero(number)).then_some(integer)
}

/// `-0`, however it is written.
fn is_negative_zero(number: &Number) -> bool {
    let text = number.to_string();
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    digits.strip_prefix('-').is_some_and(|digits| digits.bytes().all(|byte| matches!(byte, b'0' | b'.')))
}

/// Appends a text in quotes, with as few escapes as JSON allows.
fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
