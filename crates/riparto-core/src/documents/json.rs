//! Pieces of documents: texts kept where they are, maps in their order.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::error::{Error, Result};
use crate::money::{Money, read_wire};
use crate::words::named;

/// A text, borrowed from the document where it has no escapes.
#[derive(Debug)]
#[doc(hidden)]
pub struct Text<'a>(#[doc(hidden)] pub Cow<'a, str>);

/// The text of an amount: read as [`Money`] where the place is known, so that an error can name it.
#[derive(Debug)]
#[doc(hidden)]
pub struct AmountText<'a>(Text<'a>);

/// Amounts by line id, in the order of the document.
#[derive(Debug)]
#[doc(hidden)]
pub struct AmountMap<'a>(#[doc(hidden)] pub Vec<(Text<'a>, AmountText<'a>)>);

/// Labels, in the order of the document.
#[derive(Debug, Default)]
pub(crate) struct DocumentLabels<'a>(pub(crate) Vec<(Text<'a>, Text<'a>)>);

impl AmountText<'_> {
    #[doc(hidden)]
    pub fn read(&self) -> Result<Money> {
        read_wire(&self.0.0)
    }
}

impl<'a> AmountMap<'a> {
    /// Gives each entry to a function; an error says at which line.
    #[doc(hidden)]
    pub fn try_for_each(&self, mut each: impl FnMut(&str, Money) -> Result<()>) -> Result<()> {
        for (line, amount) in &self.0 {
            let line = line.0.as_ref();
            let place = |error: Error| error.at(named("line", "voce", crate::error::quote(line)));
            each(line, amount.read().map_err(place)?)?;
        }
        Ok(())
    }
}

struct TextVisitor(&'static str);

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> std::result::Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Text<'a>, D::Error> {
        deserializer.deserialize_str(TextVisitor("a string"))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for AmountText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<AmountText<'a>, D::Error> {
        let expected = "an amount as a decimal string, such as \"2464000.00\"";
        deserializer.deserialize_str(TextVisitor(expected)).map(AmountText)
    }
}

/// Pairs of a map in their order.
struct PairsVisitor<V>(&'static str, std::marker::PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
    type Value = Vec<(Text<'de>, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for AmountMap<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<AmountMap<'a>, D::Error> {
        let visitor = PairsVisitor("a map from line ids to amounts", std::marker::PhantomData);
        deserializer.deserialize_map(visitor).map(AmountMap)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for DocumentLabels<'a> {
    fn deserialize<D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<DocumentLabels<'a>, D::Error> {
        let visitor = PairsVisitor("a map from label keys to values", std::marker::PhantomData);
        deserializer.deserialize_map(visitor).map(DocumentLabels)
    }
}
