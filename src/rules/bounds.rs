//! `Bounded`: what rules ask, as bounds that a search for allocations can use.

use super::authorization::Authorization;
use super::compiled::{Bases, Bound, Subject};
use super::limit::Base;
use super::rulebook::Rulebook;
use super::view::Standing;
use crate::budget::Selection;

/// What one rule asks of an allocation, in cents.
#[derive(Clone, Debug)]
pub(crate) enum Bounded {
    /// A line holds between `low` and `high`.
    Line { rule: usize, line: usize, low: i64, high: i64 },
    /// A selection holds between `low` and `high`.
    Sum { rule: usize, selection: usize, low: i64, high: i64 },
    /// The increases of all lines since a base sum to at most so much.
    Movement { rule: usize, base: Base, cap: i64 },
    /// Something that is no bound of a sum: a share of another scope, a flow, a step, movement inside a scope.
    Other { rule: usize },
}

impl Bounded {
    pub(crate) fn rule(&self) -> usize {
        match self {
            Bounded::Line { rule, .. }
            | Bounded::Sum { rule, .. }
            | Bounded::Movement { rule, .. }
            | Bounded::Other { rule } => *rule,
        }
    }
}

impl Rulebook {
    /// What the rules whose breach needs more than `up_to` ask, around a standing allocation.
    pub(crate) fn bounds(&self, standing: &Standing, up_to: Authorization) -> Vec<Bounded> {
        let compiled = self.compiled();
        let tally = standing.tally();
        let mut bounds = Vec::new();
        for check in &compiled.checks {
            let Some((bound, _)) = check.bands.iter().find(|(_, needs)| *needs > up_to) else { continue };
            let rule = check.rule;
            let scope = check.subject.scope();
            let bases = Bases { original: compiled.original.sum(scope), approved: tally.sum(scope) };
            match &check.subject {
                Subject::Sum(selection) => {
                    let (low, high) = bound.interval(bases);
                    bounds.push(Bounded::Sum { rule, selection: *selection, low, high });
                }
                Subject::EachLine(selection) => {
                    compiled.selections[*selection].for_each(self.envelope(), |line| {
                        let (original, approved) = (compiled.original.amount(line), tally.amount(line));
                        let (low, high) = bound.interval(Bases { original, approved });
                        bounds.push(Bounded::Line { rule, line, low, high });
                    });
                }
                Subject::Movement { scope, base } if compiled.selections[*scope] == Selection::All => {
                    let cap = bound.interval(bases).1;
                    bounds.push(Bounded::Movement { rule, base: *base, cap });
                }
                // One cent is a step that every amount is a multiple of.
                Subject::Step(_) if *bound == Bound::Multiple(1) => {}
                _ => bounds.push(Bounded::Other { rule }),
            }
        }
        bounds
    }

    pub(crate) fn selection(&self, number: usize) -> &Selection {
        &self.compiled().selections[number]
    }
}
