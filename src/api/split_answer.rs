//! The answer of a split: with or without its receipt, or shares that need not sum.

use serde::ser::{Serialize, SerializeMap, Serializer};

use riparto_core::money::{Apportionment, HalfUp};

/// A split with or without its receipt, or shares that need not sum.
pub(super) enum SplitAnswer {
    Exact(Apportionment, bool),
    Rounded(HalfUp, bool),
}

impl Serialize for SplitAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            SplitAnswer::Exact(split, true) => split.serialize(serializer),
            SplitAnswer::Rounded(shares, true) => shares.serialize(serializer),
            SplitAnswer::Exact(split, false) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("amounts", split.amounts())?;
                map.end()
            }
            SplitAnswer::Rounded(shares, false) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("amounts", shares.amounts())?;
                map.serialize_entry("difference", &shares.difference())?;
                map.end()
            }
        }
    }
}
