//! `Extended`: a map of known fields, and the extension fields beside them.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor,
};
use serde::ser::{Serialize, Serializer};

use super::extensions::{ExtensionValue, Extensions, is_extension};
use crate::error::Result;

/// What a map says in its known fields, read by their type, which never sees the others.
pub(crate) struct Extended<T> {
    value: T,
    extensions: Extensions,
}

impl<T> Extended<T> {
    /// What the known fields say, and the extension fields.
    ///
    /// # Errors
    /// The extension fields are too large (`document_too_large`).
    pub(crate) fn parts(self) -> Result<(T, Extensions)> {
        self.extensions.check()?;
        Ok((self.value, self.extensions))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Extended<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Extended<T>, D::Error> {
        let mut extensions = Extensions::new();
        let value = T::deserialize(Collector(reader, &mut extensions))?;
        Ok(Extended { value, extensions })
    }
}

/// A reader, a visitor or a map whose extension fields are collected.
struct Collector<'e, T>(T, &'e mut Extensions);

macro_rules! collects {
    ($($method:ident($($name:ident: $type:ty),*);)*) => { $(
        fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> std::result::Result<V::Value, D::Error> {
            $( let _ = $name; )*
            self.0.deserialize_map(Collector(visitor, self.1))
        }
    )* };
}

/// Whatever is asked for, a map is read: a type with known fields asks for nothing else.
impl<'de, D: Deserializer<'de>> Deserializer<'de> for Collector<'_, D> {
    type Error = D::Error;

    collects! {
        deserialize_any(); deserialize_bool(); deserialize_i8(); deserialize_i16(); deserialize_i32(); deserialize_i64();
        deserialize_u8(); deserialize_u16(); deserialize_u32(); deserialize_u64(); deserialize_f32(); deserialize_f64();
        deserialize_char(); deserialize_str(); deserialize_string(); deserialize_bytes(); deserialize_byte_buf();
        deserialize_option(); deserialize_unit(); deserialize_seq(); deserialize_map(); deserialize_identifier();
        deserialize_ignored_any();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_tuple(length: usize);
        deserialize_tuple_struct(name: &'static str, length: usize);
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
    }
}

/// What is no map is refused as the type of the known fields refuses it.
impl<'de, V: Visitor<'de>> Visitor<'de> for Collector<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<V::Value, A::Error> {
        self.0.visit_map(Collector(map, self.1))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Collector<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> std::result::Result<Option<S::Value>, A::Error> {
        while let Some(DocumentKey(key)) = self.0.next_key()? {
            if is_extension(&key) {
                let ExtensionValue(value) = self.0.next_value()?;
                if !self.1.insert(&key, value) {
                    return Err(A::Error::custom(format_args!("`{key}` is given twice")));
                }
                continue;
            }
            return match key {
                Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
                Cow::Owned(key) => {
                    let key: StringDeserializer<A::Error> = key.into_deserializer();
                    seed.deserialize(key)
                }
            }
            .map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> std::result::Result<S::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}

/// A key, borrowed where the text of the document holds it as it is.
struct DocumentKey<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for DocumentKey<'de> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<DocumentKey<'de>, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = DocumentKey<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> std::result::Result<DocumentKey<'de>, E> {
                Ok(DocumentKey(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> std::result::Result<DocumentKey<'de>, E> {
                Ok(DocumentKey(Cow::Owned(key.to_owned())))
            }
        }
        reader.deserialize_str(Text)
    }
}

/// A part of a document with its extension fields after its own.
#[derive(serde::Serialize)]
struct Joined<'a, T> {
    #[serde(flatten)]
    value: &'a T,
    #[serde(flatten)]
    extensions: &'a Extensions,
}

/// A part of a document, and the extension fields that it has, if it has any.
pub(crate) struct WithExtensions<'a, T>(pub(crate) &'a T, pub(crate) Option<&'a Extensions>);

impl<T: Serialize> Serialize for WithExtensions<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match *self {
            WithExtensions(value, None) => value.serialize(serializer),
            WithExtensions(value, Some(extensions)) => Joined { value, extensions }.serialize(serializer),
        }
    }
}
