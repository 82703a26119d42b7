//! How money and percentages stand in JSON and other serde formats: as decimal strings, and nothing else.
//!
//! Written by hand so that no feature of another crate can change it: `rust_decimal` and `serde_json` have
//! features that turn decimal strings into numbers for every crate of a program at once.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::amount::{Money, MoneyDelta};
use super::percent::Percent;
use super::text::{read_wire, read_wire_change};
use crate::error::Result;

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for MoneyDelta {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Money, D::Error> {
        deserializer.deserialize_str(ReadText {
            expecting: "an amount as a decimal string, such as \"2464000.00\"",
            read: read_wire,
        })
    }
}

impl<'de> Deserialize<'de> for MoneyDelta {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<MoneyDelta, D::Error> {
        deserializer.deserialize_str(ReadText {
            expecting: "a change as a decimal string, such as \"-40000.00\"",
            read: read_wire_change,
        })
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Percent, D::Error> {
        deserializer.deserialize_str(ReadText {
            expecting: "a percentage as a decimal string, such as \"12.5\"",
            read: str::parse,
        })
    }
}

/// Reads a value from a string; a number, `true` or `null` in its place is refused with what was expected.
struct ReadText<T> {
    expecting: &'static str,
    read: fn(&str) -> Result<T>,
}

impl<T> Visitor<'_> for ReadText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }
}
