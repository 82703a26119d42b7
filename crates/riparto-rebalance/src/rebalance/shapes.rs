//! How documents write distributions and measures.

use super::distribution_rule::{DistributionRule, NearestDistribution, WeightedDistribution};
use super::measure::Measure;
use riparto_core::money::{AMOUNT, CHANGE, METHOD, TIE_BREAK, WEIGHT};
use riparto_core::plan::Splitting;
use riparto_core::reader::{
    ID, Shape, choice, entries, fields, names_of, nullable, optional, required, word,
};
use riparto_core::rules::LEVEL;
use riparto_core::words::both;

/// What counts as near to a wish.
#[doc(hidden)]
pub static MEASURE: Shape = word(
    both("a measure, such as `\"least_squares\"`", "un criterio, per esempio `\"least_squares\"`"),
    names_of::<Measure>,
);

static CHANGES: Shape = entries(
    both(
        "changes by line, such as `{\"A1\": \"-40000.00\"}`",
        "variazioni per voce, per esempio `{\"A1\": \"-40000.00\"}`",
    ),
    &CHANGE,
);

/// Weights of lines.
#[doc(hidden)]
pub static LINE_WEIGHTS: Shape = entries(
    both("weights by line, such as `{\"A1\": 2}`", "pesi per voce, per esempio `{\"A1\": 2}`"),
    &WEIGHT,
);

static BOUNDS: Shape = entries(
    both(
        "amounts by line, such as `{\"A1\": \"40000.00\"}`",
        "importi per voce, per esempio `{\"A1\": \"40000.00\"}`",
    ),
    &AMOUNT,
);

static SPLIT: Shape =
    word(both("`\"change\"` or `\"total\"`", "`\"change\"` o `\"total\"`"), names_of::<Splitting>);

static APPORTION: Shape = fields(
    both(
        "a split by weights, such as `{\"weights\": {\"A1\": 2}}`",
        "un riparto per pesi, per esempio `{\"weights\": {\"A1\": 2}}`",
    ),
    names_of::<WeightedDistribution>,
    &[
        optional("split", &SPLIT),
        optional("weights", &LINE_WEIGHTS),
        optional("method", &METHOD),
        nullable("residual_to", &ID),
        optional("tie_break", &TIE_BREAK),
        optional("floors", &BOUNDS),
        optional("ceilings", &BOUNDS),
    ],
);

static NEAREST: Shape = fields(
    both(
        "a wish, such as `{\"wish\": {\"A1\": \"40000.00\"}}`",
        "un desiderio, per esempio `{\"wish\": {\"A1\": \"40000.00\"}}`",
    ),
    names_of::<NearestDistribution>,
    &[
        optional("wish", &BOUNDS),
        optional("measure", &MEASURE),
        optional("weights", &LINE_WEIGHTS),
        optional("up_to", &LEVEL),
    ],
);

/// How a change of the total falls on the lines.
#[doc(hidden)]
pub static DISTRIBUTION: Shape = choice(
    both(
        "a distribution, `\"pro_rata\"` or a map with one key, such as `{\"named\": {\"A1\": \"-40000.00\"}}`",
        "una distribuzione, `\"pro_rata\"` o una mappa con una sola chiave, per esempio `{\"named\": {\"A1\": \"-40000.00\"}}`",
    ),
    names_of::<DistributionRule>,
    &[required("named", &CHANGES), required("apportion", &APPORTION), required("nearest", &NEAREST)],
);
