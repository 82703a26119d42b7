//! `Derivation`: lines whose amounts follow from those of others.

use super::compiled::{Bound, Subject};
use super::due::Due;
use super::rulebook::Rulebook;
use crate::budget::Selection;
use crate::money::{Percent, Rounding};

/// What one rule of a derived line says: `part` holds just so many percent of `whole`.
#[doc(hidden)]
pub struct Derivation<'a> {
    pub(crate) rule: usize,
    #[doc(hidden)]
    pub part: &'a Selection,
    #[doc(hidden)]
    pub whole: &'a Selection,
    pub(crate) percent: Percent,
    pub(crate) rounding: Rounding,
}

impl Rulebook {
    /// The derived lines, in the order of the rules.
    #[doc(hidden)]
    pub fn derivations(&self) -> Vec<Derivation<'_>> {
        let selection = |number: usize| &self.compiled().selections[number];
        let derived = self.compiled().checks.iter().filter_map(|check| {
            let (Subject::Part { part, whole }, Bound::Share(percent, Due::Equals(rounding))) =
                (&check.subject, &check.bands[0].0)
            else {
                return None;
            };
            Some(Derivation {
                rule: check.rule,
                part: selection(*part),
                whole: selection(*whole),
                percent: *percent,
                rounding: *rounding,
            })
        });
        derived.collect()
    }
}
