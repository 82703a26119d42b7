//! `TransferBounds`: how much one transfer can move, as far as is proven.

use crate::money::Money;

/// How much one transfer can move: an amount that passes, and one above which none does ([`Plan::transfer_bounds`]).
///
/// ```
/// use riparto::{Authorization, Plan};
/// # let plan = Plan::from_json(r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #     "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #     "rules": [ {"id": "r1", "scope": {"lines": ["outreach"]}, "limit": {"floor": "30.00"}} ] }"#)?;
///
/// let most = plan.transfer_bounds("outreach", "desks", Authorization::Free)?;
/// assert_eq!(most.passes().to_string(), "10.00");
/// assert!(most.is_proven() && most.at_most() == most.passes());
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// [`Plan::transfer_bounds`]: super::Plan::transfer_bounds
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferBounds {
    passes: Money,
    at_most: Money,
}

impl TransferBounds {
    /// What passes, and that no more does.
    pub(super) fn exactly(passes: Money) -> TransferBounds {
        TransferBounds { passes, at_most: passes }
    }

    /// What passes, and what no amount above passes.
    pub(super) fn between(passes: i64, at_most: i64) -> TransferBounds {
        let [passes, at_most] = [passes, at_most].map(|cents| Money::saturating(cents.into()));
        TransferBounds { passes, at_most: passes.max(at_most) }
    }

    /// An amount that passes, the largest that was found; zero where none was.
    #[must_use]
    pub fn passes(&self) -> Money {
        self.passes
    }

    /// No amount above it passes.
    #[must_use]
    pub fn at_most(&self) -> Money {
        self.at_most
    }

    /// Whether what passes is the largest amount that does.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.passes == self.at_most
    }
}
