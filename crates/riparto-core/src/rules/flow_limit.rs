//! `Flow`: how much may leave a scope for another one.

use serde::{Deserialize, Serialize};

use super::allowance::{Allowance, Take};
use super::base::Base;
use super::limit_amount::Threshold;
use crate::budget::Scope;
use crate::money::{Money, Percent};

/// How much may leave the rule's scope for another one: by one proposal, or, with `at_most`, since a base, however many proposals
/// it took.
///
/// ```
/// use riparto::{Limit, Money, Rule, Scope};
/// use riparto::rules::{Allowance, Base, Each, Flow, PercentOf};
///
/// // Nothing may move from the desks to overheads.
/// let flow = Flow::new(Scope::lines(["overheads"]), Allowance::amount(Money::ZERO)).base(Base::Approved);
/// Rule::new("no-overheads", Scope::lines(["desks"]), Limit::Flow(flow))?;
///
/// // Delegated Reg. (EU) 2019/715, art. 26: from each line at most 10 % to other titles in all, of the budget with its amendments.
/// let flow = Flow::since(Base::InitialWithActs, Scope::other("title"), PercentOf::new("10".parse()?));
/// Rule::new("titles", Scope::all(), Limit::Flow(flow))?.with_each(Each::Line)?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, into = "WrittenFlow")]
#[non_exhaustive]
pub struct Flow {
    /// Where the money goes.
    pub to: Scope,
    /// The most that has gone since the base `since`, in the place of `base`, `percent`, `amount` and `take`.
    #[serde(default)]
    pub at_most: Option<Threshold>,
    /// Since when the flow adds up, where `at_most` bounds it; the original allocation if absent.
    #[serde(default)]
    pub since: Option<Base>,
    /// Whose amounts the percentage is of.
    #[serde(default)]
    pub base: Base,
    /// In percent of what the rule's scope held in the base, rounded down to the cent.
    #[serde(default)]
    pub percent: Option<Percent>,
    /// In euros.
    #[serde(default)]
    pub amount: Option<Money>,
    /// Which one counts if both are given; the lesser if absent.
    #[serde(default)]
    pub take: Option<Take>,
}

impl Flow {
    /// At most so much to a scope; a percentage is of what the rule's scope held in the original allocation.
    #[must_use]
    pub fn new(to: Scope, allowance: Allowance) -> Flow {
        let Allowance { percent, amount, take } = allowance;
        Flow { to, at_most: None, since: None, base: Base::default(), percent, amount, take }
    }

    /// At most so much to a scope in all since a base, or by one proposal if that is more.
    #[must_use]
    pub fn since(base: Base, to: Scope, at_most: impl Into<Threshold>) -> Flow {
        let (at_most, since) = (Some(at_most.into()), Some(base));
        Flow { to, at_most, since, base: Base::default(), percent: None, amount: None, take: None }
    }

    /// Whose amounts the percentage is of.
    #[must_use]
    pub fn base(self, base: Base) -> Flow {
        Flow { base, ..self }
    }

    pub(super) fn allowance(&self) -> Allowance {
        Allowance { percent: self.percent, amount: self.amount, take: self.take }
    }
}

/// A flow as documents write it: one form or the other.
#[derive(Serialize)]
struct WrittenFlow {
    to: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Base>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<Threshold>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<Base>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<Percent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    take: Option<Take>,
}

impl From<Flow> for WrittenFlow {
    fn from(flow: Flow) -> WrittenFlow {
        let Flow { to, at_most, since, base, percent, amount, take } = flow;
        let base = at_most.is_none().then_some(base);
        WrittenFlow { to, since, at_most, base, percent, amount, take }
    }
}
