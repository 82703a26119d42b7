//! `Derivation`: lines whose amounts follow from those of others.

use super::compiled::{Bound, CompiledPayer, Subject};
use super::due::Due;
use super::rulebook::Rulebook;
use crate::budget::Selection;
use crate::money::{Percent, Rounding};

/// Who pays what derived lines take, and receives what they set free.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payer<'a> {
    Giver,
    Receiver,
    /// These lines in their order.
    Lines(&'a Selection),
}

/// What one rule of a derived line says: `part` holds just so many percent of `whole`.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Derivation<'a> {
    pub(crate) rule: usize,
    #[doc(hidden)]
    pub part: &'a Selection,
    #[doc(hidden)]
    pub whole: &'a Selection,
    pub(crate) percent: Percent,
    pub(crate) rounding: Rounding,
    /// None where the line does not follow.
    pub(crate) payer: Option<Payer<'a>>,
}

impl Rulebook {
    /// The derived lines, in the order of the rules.
    #[doc(hidden)]
    pub fn derivations(&self) -> Vec<Derivation<'_>> {
        let selection = |number: usize| &self.compiled().selections[number];
        let payer = |number: usize| {
            self.compiled().payers.get(&number).map(|payer| match payer {
                CompiledPayer::Giver => Payer::Giver,
                CompiledPayer::Receiver => Payer::Receiver,
                CompiledPayer::Lines(lines) => Payer::Lines(selection(*lines)),
            })
        };
        let derived = self.compiled().checks.iter().enumerate().filter_map(|(number, check)| {
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
                payer: payer(number),
            })
        });
        derived.collect()
    }

    /// The largest percentage that a rule takes of what lines hold after a proposal.
    #[doc(hidden)]
    #[must_use]
    pub fn largest_share(&self) -> Percent {
        let bands = self.compiled().checks.iter().flat_map(|check| check.bands.iter());
        let percent =
            |bound: &Bound| if let Bound::Share(percent, _) = bound { Some(*percent) } else { None };
        bands.filter_map(|(bound, _)| percent(bound)).max().unwrap_or_default()
    }

    /// Whether some derived lines follow each proposal, as their rule says who pays.
    #[doc(hidden)]
    #[must_use]
    pub fn has_following(&self) -> bool {
        !self.compiled().payers.is_empty()
    }
}
