//! The names that a type reads, asked of its own reader, so that no list of them can go stale.

use serde::de::value::Error as Refused;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use crate::error::Cause;
use crate::words::Bilingual;

/// The names of the fields, or of the variants, that a type reads.
#[doc(hidden)]
pub fn names_of<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    asked::<T>(None)
}

/// The names of the fields of a variant.
#[doc(hidden)]
pub fn names_in<'de, T: Deserialize<'de>>(variant: &'static str) -> &'static [&'static str] {
    asked::<T>(Some(variant))
}

fn asked<'de, T: Deserialize<'de>>(variant: Option<&'static str>) -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // The reader states its names and is told nothing: it cannot succeed.
    drop(T::deserialize(NameCollector { names: &mut names, variant }));
    names
}

struct NameCollector<'a> {
    names: &'a mut &'static [&'static str],
    /// The variant whose fields are asked for.
    variant: Option<&'static str>,
}

fn nothing<T>() -> Result<T, Refused> {
    Err(Refused::custom(""))
}

impl<'de> Deserializer<'de> for NameCollector<'_> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        nothing()
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refused> {
        *self.names = fields;
        nothing()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        if self.variant.is_some() {
            return visitor.visit_enum(self);
        }
        *self.names = variants;
        nothing()
    }

    fn deserialize_f32<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        nothing()
    }

    fn deserialize_f64<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        nothing()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for NameCollector<'_> {
    type Error = Refused;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Refused> {
        let name: serde::de::value::StrDeserializer<'_, Refused> =
            self.variant.unwrap_or_default().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for NameCollector<'_> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        nothing()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Refused> {
        nothing()
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Refused> {
        nothing()
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refused> {
        *self.names = fields;
        nothing()
    }
}

/// The value that documents write with a name.
///
/// # Errors
/// No value has that name (`name_unknown`): the sentence says which there are.
#[doc(hidden)]
pub fn read_name<'de, T: Deserialize<'de>>(what: Bilingual, name: &'de str) -> crate::error::Result<T> {
    let text: serde::de::value::StrDeserializer<'de, Refused> = name.into_deserializer();
    T::deserialize(text).map_err(|_| Cause::name_unknown(name, what, names_of::<T>()).into())
}

/// Reads values by the names that documents write: `read_by_name! { Role: "a role", "un ruolo"; }`.
#[doc(hidden)]
#[macro_export]
macro_rules! read_by_name {
    ($( $type:ty: $english:literal, $italian:literal; )*) => { $(
        /// Reads the name that documents write.
        ///
        /// # Errors
        /// There is no such name (`name_unknown`).
        impl std::str::FromStr for $type {
            type Err = $crate::error::Error;

            fn from_str(name: &str) -> $crate::error::Result<$type> {
                $crate::reader::read_name($crate::words::both($english, $italian), name)
            }
        }
    )* };
}
#[doc(hidden)]
pub use read_by_name;

/// Writes values by the names that documents write.
#[doc(hidden)]
#[macro_export]
macro_rules! shown_by_name {
    ($( $type:ty ),*) => { $(
        /// The name that documents write.
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                serde::Serialize::serialize(self, f)
            }
        }
    )* };
}
#[doc(hidden)]
pub use shown_by_name;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[allow(dead_code)]
    enum Either {
        One,
        Two { first: u8, second: u8 },
    }

    #[test]
    fn a_type_states_its_names() {
        assert_eq!(names_of::<Either>(), ["One", "Two"]);
        assert_eq!(names_in::<Either>("Two"), ["first", "second"]);
        assert!(names_in::<Either>("One").is_empty());
        assert!(names_of::<String>().is_empty());
    }
}
