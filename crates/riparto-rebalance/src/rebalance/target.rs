//! `Target`: what an allocation is to be near to, and by what it is measured.

use std::borrow::Cow;

use super::measure::Measure;
use riparto_core::money::Money;
use riparto_core::rules::Authorization;
use riparto_solve::flow::Distance;

/// What counts as near to a wish, and the rules that are respected.
#[derive(Clone, Debug, Default)]
pub(super) struct NearnessCriterion {
    pub(super) measure: Measure,
    /// How much a change of each line counts, in the order of the lines; empty if all count the same.
    pub(super) weights: Vec<u32>,
    /// Rules whose breach needs more are respected.
    pub(super) up_to: Authorization,
}

/// A wish in cents, what a change of each line counts (empty if all count the same), and the distance that is to be least.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) wish: &'a [i64],
    pub(super) weights: &'a [i64],
    pub(super) distance: Distance,
    pub(super) up_to: Authorization,
}

/// A wish in cents, and a weight for each line; none if all count the same.
pub(super) fn in_cents(wish: &[Money], criterion: &NearnessCriterion) -> (Vec<i64>, Vec<i64>) {
    let weights = criterion.weights.iter().map(|weight| i64::from(*weight)).collect();
    (wish.iter().map(|wish| wish.cents()).collect(), weights)
}

impl Target<'_> {
    /// A weight for each line.
    pub(super) fn weight_of_each(&self) -> Cow<'_, [i64]> {
        match self.weights {
            [] => vec![1; self.wish.len()].into(),
            weights => weights.into(),
        }
    }
}
