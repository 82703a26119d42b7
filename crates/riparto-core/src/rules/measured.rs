//! What a limit measures and the bound on it, the same for short and long forms.

use super::allowance::{Allowance, Take};
use super::base::Base;
use super::due::Due;
use super::flow_limit::Flow;
use super::limit::{Limit, Share};
use super::limit_amount::{LimitAmount, PercentBasis, PercentOf, Threshold};
use super::quantity_bounds::{ChangeBounds, MovedBounds, SumBounds};
use crate::budget::Scope;
use crate::error::{Cause, Result};
use crate::money::{Money, Percent, Rounding};

/// What a limit measures of a part of a rule's scope.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Quantity {
    Sum,
    /// The sum against that of another scope.
    PartOf(Scope),
    Movement {
        base: Base,
        by: Option<String>,
        inside: bool,
    },
    Flow {
        to: Scope,
        since: Base,
    },
    Step,
}

/// The bound on a quantity, with scopes as they are written.
#[derive(Clone, Debug)]
pub(super) enum StatedBound {
    Between {
        least: Option<Threshold>,
        most: Option<Threshold>,
    },
    Exactly {
        amount: LimitAmount,
        rounding: Rounding,
    },
    Around {
        base: Base,
        up: Option<Threshold>,
        down: Option<Threshold>,
        is_lock: bool,
    },
    Share(Percent, Due),
    /// At most an amount; percentages that name no base are of the place in this one.
    AtMost {
        base: Base,
        most: Threshold,
    },
    Multiple(i64),
}

/// What a limit measures, each with its bound: all of them hold together.
pub(super) fn measured(limit: &Limit) -> Result<Vec<(Quantity, StatedBound)>> {
    let only = |quantity, stated| Ok(vec![(quantity, stated)]);
    let least = |least: Threshold| StatedBound::Between { least: Some(least), most: None };
    let most = |most: Threshold| StatedBound::Between { least: None, most: Some(most) };
    let share = |share: &Share, due: Due, of_total: fn(Threshold) -> StatedBound| match &share.of {
        Some(of) => only(Quantity::PartOf(of.clone()), StatedBound::Share(share.percent, due)),
        None => only(Quantity::Sum, of_total(Threshold::new(PercentOf::new(share.percent)))),
    };
    match limit {
        Limit::Floor(amount) => only(Quantity::Sum, least((*amount).into())),
        Limit::Ceiling(amount) => only(Quantity::Sum, most((*amount).into())),
        Limit::ShareFloor(of) => {
            share(of, Due::AtLeast, |least| StatedBound::Between { least: Some(least), most: None })
        }
        Limit::ShareCeiling(of) => {
            share(of, Due::AtMost, |most| StatedBound::Between { least: None, most: Some(most) })
        }
        Limit::Locked(lock) => only(Quantity::Sum, lock_to(lock.base)),
        Limit::Variation(variation) => {
            let side = |side: &Option<Allowance>| side.as_ref().map(|side| threshold(side, false));
            only(Quantity::Sum, around(variation.base, side(&variation.up), side(&variation.down)))
        }
        Limit::Movement(movement) => {
            let quantity = Quantity::Movement { base: movement.base, by: movement.by.clone(), inside: false };
            let most = threshold(&movement.allowance(), movement.strict);
            only(quantity, StatedBound::AtMost { base: movement.base, most })
        }
        Limit::Flow(flow) => only_flow(flow),
        Limit::Step(step) => only(Quantity::Step, StatedBound::Multiple(step.cents())),
        Limit::Derived(derived) => {
            let due = Due::Equals(derived.rounding);
            only(Quantity::PartOf(derived.of.clone()), StatedBound::Share(derived.percent, due))
        }
        // Counted by proposals, not measured in amounts.
        Limit::Changes(_) => Ok(Vec::new()),
        Limit::Sum(bounds) => sum_bounds(bounds),
        Limit::Change(ChangeBounds { base, up, down }) => {
            let both = [up, down].into_iter().flatten();
            both.map(|side| &side.amount).try_for_each(|amount| is_before(amount, "change"))?;
            only(Quantity::Sum, around(*base, up.clone(), down.clone()))
        }
        Limit::Moved(MovedBounds { base, by, inside, at_most }) => {
            is_before(&at_most.amount, "moved")?;
            let quantity = Quantity::Movement { base: *base, by: by.clone(), inside: *inside };
            only(quantity, StatedBound::AtMost { base: *base, most: at_most.clone() })
        }
        // Bands are taken one by one.
        Limit::Bands(_) => Ok(Vec::new()),
    }
}

/// A short form's allowance as a threshold: a percentage of what the rule's quantity has as its basis.
fn threshold(allowance: &Allowance, strict: bool) -> Threshold {
    let percent = allowance.percent.map(|percent| LimitAmount::Percent(PercentOf::new(percent)));
    let amount = allowance.amount.map(LimitAmount::Fixed);
    let both: Vec<LimitAmount> = percent.into_iter().chain(amount).collect();
    let amount = match (both.len(), allowance.take) {
        (1, _) => both.into_iter().next().unwrap_or(LimitAmount::Lesser(Vec::new())),
        (_, Some(Take::Greater)) => LimitAmount::Greater(both),
        (_, Some(Take::Lesser) | None) => LimitAmount::Lesser(both),
    };
    Threshold { amount, strict }
}

fn only_flow(flow: &Flow) -> Result<Vec<(Quantity, StatedBound)>> {
    let (since, stated) = match &flow.at_most {
        Some(at_most) => {
            is_before(&at_most.amount, "flow")?;
            let since = flow.since.unwrap_or_default();
            (since, StatedBound::AtMost { base: since, most: at_most.clone() })
        }
        None => {
            let most = threshold(&flow.allowance(), false);
            (Base::Approved, StatedBound::AtMost { base: flow.base, most })
        }
    };
    Ok(vec![(Quantity::Flow { to: flow.to.clone(), since }, stated)])
}

/// How far a scope may change; it is locked where that is nothing either way.
fn around(base: Base, up: Option<Threshold>, down: Option<Threshold>) -> StatedBound {
    let is_nothing = |side: &Option<Threshold>| {
        side.as_ref().is_some_and(|side| side.amount == LimitAmount::Fixed(Money::ZERO))
    };
    match is_nothing(&up) && is_nothing(&down) {
        true => lock_to(base),
        false => StatedBound::Around { base, up, down, is_lock: false },
    }
}

/// What a locked scope is: no change either way.
fn lock_to(base: Base) -> StatedBound {
    let none = Some(Threshold::new(Money::ZERO));
    StatedBound::Around { base, up: none.clone(), down: none, is_lock: true }
}

/// Refuses percentages of what lines of a scope hold after, which a change cannot be compared with.
fn is_before(amount: &LimitAmount, limit: &'static str) -> Result<()> {
    let after =
        |percent: &&PercentOf| percent.base == Some(Base::After) && percent.of != Some(PercentBasis::Total);
    match amount.percentages().iter().any(after) {
        true => Err(Cause::AmountAfter { limit }.into()),
        false => Ok(()),
    }
}

/// The share of another scope that an amount is, in the allocation under test: no amount that is known before it.
fn share_after(amount: &LimitAmount) -> Option<(Percent, &Scope)> {
    match amount {
        LimitAmount::Percent(PercentOf { percent, of: Some(PercentBasis::Scope(of)), base }) => {
            matches!(base, None | Some(Base::After)).then_some((*percent, of))
        }
        _ => None,
    }
}

fn has_share_after(amount: &LimitAmount) -> bool {
    match amount {
        LimitAmount::Lesser(amounts) | LimitAmount::Greater(amounts) => amounts.iter().any(has_share_after),
        amount => share_after(amount).is_some(),
    }
}

fn sum_bounds(bounds: &SumBounds) -> Result<Vec<(Quantity, StatedBound)>> {
    let SumBounds { at_least, at_most, exactly, rounding } = bounds;
    let mut measured = Vec::new();
    let mut between = [None, None];
    for (side, threshold) in [at_least, at_most].into_iter().enumerate() {
        let Some(threshold) = threshold else { continue };
        let (shares, others) = conjuncts(&threshold.amount, side == 1)?;
        let due = match (side, threshold.strict) {
            (0, false) => Due::AtLeast,
            (0, true) => Due::Above,
            (_, false) => Due::AtMost,
            (_, true) => Due::Below,
        };
        for (percent, of) in shares {
            measured.push((Quantity::PartOf(of.clone()), StatedBound::Share(percent, due)));
        }
        between[side] = others.map(|amount| Threshold { amount, strict: threshold.strict });
    }
    let [least, most] = between;
    if least.is_some() || most.is_some() {
        measured.insert(0, (Quantity::Sum, StatedBound::Between { least, most }));
    }
    if let Some(amount) = exactly {
        let rounding = rounding.unwrap_or_default();
        measured.push(match share_after(amount) {
            Some((percent, of)) => {
                (Quantity::PartOf(of.clone()), StatedBound::Share(percent, Due::Equals(rounding)))
            }
            None if has_share_after(amount) => return Err(Cause::AmountAfter { limit: "sum" }.into()),
            None => (Quantity::Sum, StatedBound::Exactly { amount: amount.clone(), rounding }),
        });
    }
    Ok(measured)
}

/// The shares of other scopes and the other amounts that hold together: those under `lesser` for a most, under `greater` for a
/// least.
type Conjuncts<'a> = (Vec<(Percent, &'a Scope)>, Option<LimitAmount>);

fn conjuncts(amount: &LimitAmount, is_most: bool) -> Result<Conjuncts<'_>> {
    if let Some(share) = share_after(amount) {
        return Ok((vec![share], None));
    }
    if !has_share_after(amount) {
        return Ok((Vec::new(), Some(amount.clone())));
    }
    let amounts = match (amount, is_most) {
        (LimitAmount::Lesser(amounts), true) | (LimitAmount::Greater(amounts), false) => amounts,
        _ => return Err(Cause::AmountAfter { limit: "sum" }.into()),
    };
    let (mut shares, mut others) = (Vec::new(), Vec::new());
    for amount in amounts {
        let (more, other) = conjuncts(amount, is_most)?;
        shares.extend(more);
        others.extend(other);
    }
    let others = match (others.len(), is_most) {
        (0, _) => None,
        (1, _) => others.pop(),
        (_, true) => Some(LimitAmount::Lesser(others)),
        (_, false) => Some(LimitAmount::Greater(others)),
    };
    Ok((shares, others))
}

/// The scope that a percentage is of where it is not the total; none where it names nothing.
pub(super) fn scope_of(percent: &PercentOf) -> Option<&Scope> {
    match &percent.of {
        Some(PercentBasis::Scope(of)) => Some(of),
        Some(PercentBasis::Total) | None => None,
    }
}

/// What each percentage of a bound is of and in which allocation, where it does not say so: of the total as it is where a sum is
/// bounded, of the place in the base where a change is.
pub(super) fn percent_defaults(stated: &StatedBound) -> (Option<PercentBasis>, Base) {
    match stated {
        StatedBound::Between { .. } | StatedBound::Exactly { .. } => (Some(PercentBasis::Total), Base::After),
        StatedBound::Around { base, .. } | StatedBound::AtMost { base, .. } => (None, *base),
        StatedBound::Share(..) | StatedBound::Multiple(_) => (None, Base::After),
    }
}

impl Quantity {
    /// Whether another limit measures the same but since another base, which bands are told apart for later.
    pub(super) fn is_like(&self, other: &Quantity) -> bool {
        match (self, other) {
            (Quantity::Movement { by: a, inside: b, .. }, Quantity::Movement { by: c, inside: d, .. }) => {
                (a, b) == (c, d)
            }
            (Quantity::Flow { to: a, since: b }, Quantity::Flow { to: c, since: d }) => (a, b) == (c, d),
            (one, other) => one == other,
        }
    }
}

impl StatedBound {
    /// The scopes that its amounts name.
    pub(super) fn scopes(&self) -> Vec<&Scope> {
        let amounts: Vec<&LimitAmount> = match self {
            StatedBound::Between { least, most } => {
                [least, most].into_iter().flatten().map(|side| &side.amount).collect()
            }
            StatedBound::Around { up, down, .. } => {
                [up, down].into_iter().flatten().map(|side| &side.amount).collect()
            }
            StatedBound::Exactly { amount, .. } => vec![amount],
            StatedBound::AtMost { most, .. } => vec![&most.amount],
            StatedBound::Share(..) | StatedBound::Multiple(_) => Vec::new(),
        };
        amounts.into_iter().flat_map(LimitAmount::percentages).filter_map(scope_of).collect()
    }
}
