//! What the fields of a split hold that are more than one amount.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use riparto_core::money::{AMOUNT, Criterion, Money, PERCENT, Percent, WEIGHT};
use riparto_core::reader::{FLAG, Form, Shape, fields, list, names_of, required};
use riparto_core::words::both;

/// The weights of each part.
pub(super) static WEIGHTS: Shape = list(
    both("a list of weights, such as `[3, \"12.5\"]`", "un elenco di pesi, per esempio `[3, \"12.5\"]`"),
    &WEIGHT,
);

/// The criteria of a split.
pub(super) static CRITERIA: Shape = list(
    both(
        "a list of criteria, such as `[{\"percent\": \"100\", \"weights\": [3, 1]}]`",
        "un elenco di criteri, per esempio `[{\"percent\": \"100\", \"weights\": [3, 1]}]`",
    ),
    &CRITERION,
);

static CRITERION: Shape = fields(
    both(
        "a criterion, such as `{\"percent\": \"60\", \"weights\": [3, 1]}`",
        "un criterio, per esempio `{\"percent\": \"60\", \"weights\": [3, 1]}`",
    ),
    names_of::<Criterion>,
    &[required("percent", &PERCENT), required("weights", &WEIGHTS)],
);

/// Floors, or ceilings.
pub(super) static BOUNDS: Shape = Shape {
    expected: both(
        "a list of amounts, `null` where there is none, such as `[\"40000.00\", null]`",
        "un elenco di importi, `null` dove non c'è, per esempio `[\"40000.00\", null]`",
    ),
    form: Form::Either(&[&BOUND_LIST, &BOUND_SHARES]),
};

static BOUND_LIST: Shape = list(
    both(
        "a list of amounts, `null` where there is none, such as `[\"40000.00\", null]`",
        "un elenco di importi, `null` dove non c'è, per esempio `[\"40000.00\", null]`",
    ),
    &BOUND,
);

static BOUND_SHARES: Shape = fields(
    both(
        "a percentage of amounts, such as `{\"percent\": \"95\", \"of\": [\"40000.00\", null]}`",
        "una percentuale di importi, per esempio `{\"percent\": \"95\", \"of\": [\"40000.00\", null]}`",
    ),
    names_of::<BoundShares>,
    &[required("percent", &PERCENT), required("of", &BOUND_LIST)],
);

static BOUND: Shape = Shape {
    expected: both(
        "an amount in quotation marks, such as `\"40000.00\"`, or `null`",
        "un importo tra virgolette, per esempio `\"40000.00\"`, o `null`",
    ),
    form: Form::Optional(&AMOUNT),
};

/// What each part gets first.
pub(super) static FIXED: Shape = Shape {
    expected: both(
        "an amount for each part, such as `\"1000.00\"`, or a list of amounts",
        "un importo per ciascuna parte, per esempio `\"1000.00\"`, o un elenco di importi",
    ),
    form: Form::Either(&[&AMOUNT, &AMOUNT_LIST]),
};

/// A list of amounts.
pub(super) static AMOUNT_LIST: Shape = list(
    both(
        "a list of amounts, such as `[\"40000.00\", \"25000.00\"]`",
        "un elenco di importi, per esempio `[\"40000.00\", \"25000.00\"]`",
    ),
    &AMOUNT,
);

/// Who pays for the floors.
pub(super) static PAYERS: Shape = list(
    both(
        "a list that says who pays, such as `[true, false]`",
        "un elenco che dice chi paga, per esempio `[true, false]`",
    ),
    &FLAG,
);

/// Bounds as a request has them: amounts, or a percentage of amounts.
pub(super) enum BoundsField {
    Amounts(Vec<Option<Money>>),
    Shares(BoundShares),
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundShares {
    pub(super) percent: Percent,
    pub(super) of: Vec<Option<Money>>,
}

impl<'de> Deserialize<'de> for BoundsField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<BoundsField, D::Error> {
        struct Bounds;
        impl<'de> Visitor<'de> for Bounds {
            type Value = BoundsField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of amounts, or a percentage of amounts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> std::result::Result<BoundsField, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(BoundsField::Amounts)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<BoundsField, A::Error> {
                BoundShares::deserialize(MapAccessDeserializer::new(map)).map(BoundsField::Shares)
            }
        }
        deserializer.deserialize_any(Bounds)
    }
}

/// What is fixed, as a request has it: one amount for each part, or one for all.
pub(super) enum FixedField {
    Each(Vec<Money>),
    All(Money),
}

impl<'de> Deserialize<'de> for FixedField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<FixedField, D::Error> {
        struct Fixed;
        impl<'de> Visitor<'de> for Fixed {
            type Value = FixedField;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of amounts, or one amount as a decimal string")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> std::result::Result<FixedField, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(FixedField::Each)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<FixedField, E> {
                Money::deserialize(StrDeserializer::new(text)).map(FixedField::All)
            }
        }
        deserializer.deserialize_any(Fixed)
    }
}
