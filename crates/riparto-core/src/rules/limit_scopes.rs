//! The scopes and label keys that a limit names.

use super::flow_limit::Flow;
use super::limit::{Band, Derived, Limit, Share};
use super::limit_amount::{LimitAmount, Threshold};
use super::measured::scope_of;
use super::paid_by::PaidBy;
use super::quantity_bounds::{ChangeBounds, MovedBounds, SumBounds};
use crate::budget::Scope;

impl Limit {
    /// The amounts of any kind in it.
    fn amounts(&self) -> Vec<&LimitAmount> {
        match self {
            Limit::Sum(SumBounds { at_least, at_most, exactly, .. }) => {
                let sides = [at_least, at_most].into_iter().flatten().map(|side| &side.amount);
                sides.chain(exactly).collect()
            }
            Limit::Change(ChangeBounds { up, down, .. }) => {
                [up, down].into_iter().flatten().map(|side| &side.amount).collect()
            }
            Limit::Moved(MovedBounds { at_most, .. }) => vec![&at_most.amount],
            Limit::Flow(Flow { at_most, .. }) => at_most.iter().map(|side| &side.amount).collect(),
            Limit::Bands(bands) => bands.iter().flat_map(|band| band.limit.amounts()).collect(),
            Limit::Floor(_)
            | Limit::Ceiling(_)
            | Limit::ShareFloor(_)
            | Limit::ShareCeiling(_)
            | Limit::Locked(_)
            | Limit::Variation(_)
            | Limit::Movement(_)
            | Limit::Step(_)
            | Limit::Changes(_)
            | Limit::Derived(_) => Vec::new(),
        }
    }

    /// The scopes that it names beside the rule's own.
    pub(super) fn other_scopes(&self) -> Vec<&Scope> {
        let of = match self {
            Limit::ShareFloor(Share { of, .. }) | Limit::ShareCeiling(Share { of, .. }) => of.as_ref(),
            Limit::Derived(derived) => Some(&derived.of),
            Limit::Flow(flow) => Some(&flow.to),
            Limit::Bands(bands) => return bands.iter().flat_map(|band| band.limit.other_scopes()).collect(),
            _ => None,
        };
        let percentages = self.amounts().into_iter().flat_map(LimitAmount::percentages);
        of.into_iter().chain(percentages.filter_map(scope_of)).collect()
    }

    /// Who pays for the lines that it derives.
    pub(super) fn paid_by(&self) -> Option<&PaidBy> {
        match self {
            Limit::Derived(derived) => derived.paid_by.as_ref(),
            _ => None,
        }
    }

    /// The scope of the lines that pay for those that it derives.
    pub(super) fn paying_scope(&self) -> Option<&Scope> {
        match self.paid_by() {
            Some(PaidBy::Lines(scope)) => Some(scope),
            _ => None,
        }
    }

    /// The label key by whose values it counts what moves.
    pub(super) fn counted_by(&self) -> Option<&str> {
        match self {
            Limit::Movement(movement) => movement.by.as_deref(),
            Limit::Moved(moved) => moved.by.as_deref(),
            Limit::Bands(bands) => bands.first().and_then(|band| band.limit.counted_by()),
            _ => None,
        }
    }

    /// Whether it counts only what moves between lines of the scope.
    pub(super) fn counts_inside(&self) -> bool {
        match self {
            Limit::Moved(moved) => moved.inside,
            Limit::Bands(bands) => bands.first().is_some_and(|band| band.limit.counts_inside()),
            _ => false,
        }
    }

    /// The same limit with other scopes in the place of those that it names.
    pub(super) fn with_scopes(&self, scope: &impl Fn(&Scope) -> Scope) -> Limit {
        let share = |share: &Share| Share { of: share.of.as_ref().map(scope), ..share.clone() };
        let side = |side: &Option<Threshold>| side.as_ref().map(|side| side.with_scopes(scope));
        match self {
            Limit::ShareFloor(of) => Limit::ShareFloor(share(of)),
            Limit::ShareCeiling(of) => Limit::ShareCeiling(share(of)),
            Limit::Derived(derived) => Limit::Derived(Derived {
                of: scope(&derived.of),
                paid_by: derived.paid_by.as_ref().map(|payer| payer.with_scopes(scope)),
                ..derived.clone()
            }),
            Limit::Flow(flow) => {
                Limit::Flow(Flow { to: scope(&flow.to), at_most: side(&flow.at_most), ..flow.clone() })
            }
            Limit::Sum(bounds) => Limit::Sum(SumBounds {
                at_least: side(&bounds.at_least),
                at_most: side(&bounds.at_most),
                exactly: bounds.exactly.as_ref().map(|amount| amount.with_scopes(scope)),
                ..bounds.clone()
            }),
            Limit::Change(bounds) => Limit::Change(ChangeBounds {
                up: side(&bounds.up),
                down: side(&bounds.down),
                ..bounds.clone()
            }),
            Limit::Moved(moved) => {
                Limit::Moved(MovedBounds { at_most: moved.at_most.with_scopes(scope), ..moved.clone() })
            }
            Limit::Bands(bands) => {
                let band = |band: &Band| Band { limit: band.limit.with_scopes(scope), ..band.clone() };
                Limit::Bands(bands.iter().map(band).collect())
            }
            Limit::Floor(_)
            | Limit::Ceiling(_)
            | Limit::Locked(_)
            | Limit::Variation(_)
            | Limit::Movement(_)
            | Limit::Step(_)
            | Limit::Changes(_) => self.clone(),
        }
    }
}
