//! What a change of each line counts, as requests and commands state it.

use riparto_core::budget::Envelope;
use riparto_core::capacity::MAX_WISH_WEIGHT;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::Weight;
use riparto_core::words::both;

/// How much a change of each line counts, in whole numbers and in the order of the lines: weights by line in lowest terms, with
/// those that are not named, which weigh one. None if none is named.
///
/// # Errors
/// A line that there is not (`line_unknown`); a weight of zero, or for which some other becomes more than [`MAX_WISH_WEIGHT`] in
/// lowest terms (`wish_weight`).
pub(super) fn wish_weights<'a>(
    envelope: &Envelope,
    said: impl Iterator<Item = (&'a String, Weight)>,
) -> Result<Vec<u32>> {
    let mut weights = Vec::new();
    for (line, weight) in said {
        weights.resize(envelope.line_count(), Weight::from(1));
        weights[envelope.position(line).map_err(|error| error.at(both("weights", "pesi")))?] = weight;
    }
    Weight::whole(&weights, MAX_WISH_WEIGHT, u64::MAX).map_err(|position| {
        let found = weights[Weight::blamed(&weights, position, MAX_WISH_WEIGHT)].to_string();
        Error::from(Cause::WishWeight { found, allowed: MAX_WISH_WEIGHT })
    })
}
