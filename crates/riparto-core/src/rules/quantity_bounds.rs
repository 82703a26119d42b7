//! `SumBounds`, `ChangeBounds`, `MovedBounds`: bounds on a quantity, each an amount of any kind.

use serde::{Deserialize, Serialize};

use super::base::Base;
use super::limit_amount::{LimitAmount, Threshold};
use crate::money::Rounding;

/// Bounds on what the rule's scope holds.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::rules::{Each, PercentOf, SumBounds};
///
/// // Between 4 % and 5 % of the total for the evaluation.
/// let of_total = |percent: &str| Ok::<_, riparto::Error>(PercentOf::new(percent.parse()?));
/// let evaluation = SumBounds::new().at_least(of_total("4")?).at_most(of_total("5")?);
/// Rule::new("evaluation", Scope::lines(["evaluation"]), Limit::Sum(evaluation))?;
///
/// // At most 75 % of each project from the Union.
/// let rate = PercentOf::new("75".parse()?).of(Scope::same("project"));
/// Rule::new("rate", Scope::labels([("source", "eu")]), Limit::Sum(SumBounds::new().at_most(rate)))?
///     .with_each(Each::Label("project".to_owned()))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SumBounds {
    /// The least that the scope holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Threshold>,
    /// The most that the scope holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Threshold>,
    /// Just what the scope holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<LimitAmount>,
    /// What becomes of a part of a cent of `exactly`; cut off if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
}

/// Bounds on the change of what the rule's scope holds, up and down from a base.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::rules::{Base, ChangeBounds, PercentOf, Threshold};
///
/// // Less than ten percent of the total may leave the line since the last approval.
/// let down = Threshold::new(PercentOf::new("10".parse()?).of_total()).strict(true);
/// let change = ChangeBounds::new().base(Base::Approved).down(down);
/// Rule::new("desks", Scope::lines(["desks"]), Limit::Change(change))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ChangeBounds {
    /// What the change is measured against.
    #[serde(default)]
    pub base: Base,
    /// How much more than the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<Threshold>,
    /// How much less than the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<Threshold>,
}

/// A bound on what moves inside the rule's scope since a base: its increases, all together.
///
/// ```
/// use riparto::{Limit, Money, Rule, Scope};
/// use riparto::rules::{LimitAmount, MovedBounds, PercentOf};
///
/// // 45 CFR 75.308(e): the lesser of 25 % of the total and EUR 250,000.00 between the categories of direct costs.
/// let lesser = LimitAmount::Lesser(vec![
///     PercentOf::new("25".parse()?).of_total().into(),
///     Money::from_euros(250_000).into(),
/// ]);
/// let direct = Scope::labels([("cost", "direct")]);
/// let rebudget = Rule::new("rebudget", direct.clone(), Limit::Moved(MovedBounds::new(lesser).by("category")))?;
///
/// // 2 CFR 200.308(f): 10 % of the total between these categories; what comes from indirect costs or goes there does not count.
/// let tenth = PercentOf::new("10".parse()?).of_total();
/// Rule::new("transfers", direct, Limit::Moved(MovedBounds::new(tenth).by("category").inside(true)))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MovedBounds {
    /// What the increases are measured against.
    #[serde(default)]
    pub base: Base,
    /// A label key: the increases are those of its values, so that moves between lines of one value are free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether only what moves between lines of the scope counts, or between the values of `by`: the lesser of their increases and
    /// their decreases. What enters the scope from outside, or leaves it, does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inside: bool,
    /// The most that moves.
    pub at_most: Threshold,
}

impl SumBounds {
    /// No bound yet.
    #[must_use]
    pub fn new() -> SumBounds {
        SumBounds::default()
    }

    /// The least that the scope holds.
    #[must_use]
    pub fn at_least(self, least: impl Into<Threshold>) -> SumBounds {
        SumBounds { at_least: Some(least.into()), ..self }
    }

    /// The most that the scope holds.
    #[must_use]
    pub fn at_most(self, most: impl Into<Threshold>) -> SumBounds {
        SumBounds { at_most: Some(most.into()), ..self }
    }

    /// Just what the scope holds.
    #[must_use]
    pub fn exactly(self, amount: impl Into<LimitAmount>) -> SumBounds {
        SumBounds { exactly: Some(amount.into()), ..self }
    }

    /// What becomes of a part of a cent of `exactly`.
    #[must_use]
    pub fn rounding(self, rounding: Rounding) -> SumBounds {
        SumBounds { rounding: Some(rounding), ..self }
    }
}

impl ChangeBounds {
    /// No bound yet, measured against the original allocation.
    #[must_use]
    pub fn new() -> ChangeBounds {
        ChangeBounds::default()
    }

    /// What the change is measured against.
    #[must_use]
    pub fn base(self, base: Base) -> ChangeBounds {
        ChangeBounds { base, ..self }
    }

    /// How much more than the base.
    #[must_use]
    pub fn up(self, up: impl Into<Threshold>) -> ChangeBounds {
        ChangeBounds { up: Some(up.into()), ..self }
    }

    /// How much less than the base.
    #[must_use]
    pub fn down(self, down: impl Into<Threshold>) -> ChangeBounds {
        ChangeBounds { down: Some(down.into()), ..self }
    }
}

impl MovedBounds {
    /// Increases that sum to at most so much, measured against the original allocation.
    #[must_use]
    pub fn new(at_most: impl Into<Threshold>) -> MovedBounds {
        MovedBounds { base: Base::default(), by: None, inside: false, at_most: at_most.into() }
    }

    /// What the increases are measured against.
    #[must_use]
    pub fn base(self, base: Base) -> MovedBounds {
        MovedBounds { base, ..self }
    }

    /// The label key by whose values the increases are counted.
    #[must_use]
    pub fn by(self, key: impl Into<String>) -> MovedBounds {
        MovedBounds { by: Some(key.into()), ..self }
    }

    /// Whether only what moves between lines of the scope counts.
    #[must_use]
    pub fn inside(self, inside: bool) -> MovedBounds {
        MovedBounds { inside, ..self }
    }
}
