//! `LimitAmount`: an amount as a rule states it, in euros, in percent, or as the lesser or greater of several.

use serde::{Deserialize, Serialize};

use super::base::Base;
use crate::budget::Scope;
use crate::capacity::{MAX_AMOUNT_DEPTH, MAX_AMOUNT_TERMS};
use crate::error::{Cause, Result};
use crate::money::{Money, Percent};

/// An amount as a rule states it. Percentages are rounded inwards, so that no rounding allows what the rule forbids: down to the
/// cent where the amount is a most, up where it is a least.
///
/// In JSON `"50000.00"`, `{"percent": "10", "of": "total", "base": "original"}`, `{"lesser": […]}` or `{"greater": […]}`.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::rules::{ChangeBounds, Each, LimitAmount, PercentOf};
///
/// // Reg. (EU) 2021/1060, art. 24(5): up to 8 % of a priority, and no more than 4 % of the programme, may leave it.
/// let of_priority = PercentOf::new("8".parse()?);
/// let of_programme = PercentOf::new("4".parse()?).of_total();
/// let down = LimitAmount::Lesser(vec![of_priority.into(), of_programme.into()]);
/// let rule = Rule::new("transfers", Scope::all(), Limit::Change(ChangeBounds::new().down(down)))?
///     .with_each(Each::Label("priority".to_owned()))?;
/// assert_eq!(
///     serde_json::to_string(rule.limit()).unwrap(),
///     r#"{"change":{"base":"original","down":{"lesser":[{"percent":"8"},{"percent":"4","of":"total"}]}}}"#
/// );
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "AmountDocument", into = "AmountDocument")]
#[non_exhaustive]
pub enum LimitAmount {
    /// In euros.
    Fixed(Money),
    /// In percent.
    Percent(PercentOf),
    /// The least of several amounts.
    Lesser(Vec<LimitAmount>),
    /// The largest of several amounts.
    Greater(Vec<LimitAmount>),
}

/// A percentage, of what, and in which allocation.
///
/// ```
/// use riparto::Scope;
/// use riparto::rules::{Base, PercentOf};
///
/// // 40 % of what the lines of staff held when the plan began.
/// let of_staff = PercentOf::new("40".parse()?).of(Scope::labels([("category", "staff")])).base(Base::Original);
/// assert_eq!(
///     serde_json::to_string(&of_staff).unwrap(),
///     r#"{"percent":"40","of":{"labels":{"category":"staff"}},"base":"original"}"#
/// );
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PercentOf {
    /// How many percent.
    pub percent: Percent,
    /// Of what. If absent: of the total where a sum is bounded, of what the rule's scope held where a change, a movement or a flow is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PercentBasis>,
    /// In which allocation. If absent: the one under test where a sum is bounded, else the one that the change is measured against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
}

/// What a percentage is of.
///
/// ```
/// use riparto::rules::PercentBasis;
///
/// let total: PercentBasis = serde_json::from_str(r#""total""#).unwrap();
/// assert_eq!(total, PercentBasis::Total);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BasisDocument", into = "BasisDocument")]
#[non_exhaustive]
pub enum PercentBasis {
    /// The total.
    Total,
    /// What the lines of a scope hold.
    Scope(Scope),
}

/// An amount that is a bound, and whether the bound itself breaks the limit: *less than 20 %*, not *up to 20 %*.
///
/// In JSON an amount, or `{"amount": {"percent": "20"}, "strict": true}`.
///
/// ```
/// use riparto::Money;
/// use riparto::rules::{LimitAmount, Threshold};
///
/// let below = Threshold::from(Money::from_euros(1_000)).strict(true);
/// assert_eq!(serde_json::to_string(&below).unwrap(), r#"{"amount":"1000.00","strict":true}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ThresholdDocument", into = "ThresholdDocument")]
#[non_exhaustive]
pub struct Threshold {
    /// The amount.
    pub amount: LimitAmount,
    /// Whether the bound itself breaks the limit.
    pub strict: bool,
}

impl LimitAmount {
    /// Refuses a list of nothing, too many amounts, and lists in lists in lists.
    pub(super) fn check(&self) -> Result<()> {
        let mut terms = 0;
        self.count(&mut terms, 0)
    }

    fn count(&self, terms: &mut usize, depth: usize) -> Result<()> {
        *terms += 1;
        let is_empty = match self {
            LimitAmount::Fixed(_) | LimitAmount::Percent(_) => false,
            LimitAmount::Lesser(amounts) | LimitAmount::Greater(amounts) => amounts.is_empty(),
        };
        if is_empty || *terms > MAX_AMOUNT_TERMS || depth > MAX_AMOUNT_DEPTH {
            return Err(Cause::AmountList { allowed: MAX_AMOUNT_TERMS, depth: MAX_AMOUNT_DEPTH }.into());
        }
        match self {
            LimitAmount::Fixed(_) | LimitAmount::Percent(_) => Ok(()),
            LimitAmount::Lesser(amounts) | LimitAmount::Greater(amounts) => {
                amounts.iter().try_for_each(|amount| amount.count(terms, depth + 1))
            }
        }
    }

    /// The percentages in it.
    pub(super) fn percentages(&self) -> Vec<&PercentOf> {
        match self {
            LimitAmount::Fixed(_) => Vec::new(),
            LimitAmount::Percent(percent) => vec![percent],
            LimitAmount::Lesser(amounts) | LimitAmount::Greater(amounts) => {
                amounts.iter().flat_map(LimitAmount::percentages).collect()
            }
        }
    }

    /// The same amount of other scopes.
    pub(super) fn with_scopes(&self, scope: &impl Fn(&Scope) -> Scope) -> LimitAmount {
        let each = |amounts: &[LimitAmount]| amounts.iter().map(|amount| amount.with_scopes(scope)).collect();
        match self {
            LimitAmount::Fixed(amount) => LimitAmount::Fixed(*amount),
            LimitAmount::Percent(percent) => {
                let mut percent = percent.clone();
                if let Some(PercentBasis::Scope(of)) = &mut percent.of {
                    *of = scope(of);
                }
                LimitAmount::Percent(percent)
            }
            LimitAmount::Lesser(amounts) => LimitAmount::Lesser(each(amounts)),
            LimitAmount::Greater(amounts) => LimitAmount::Greater(each(amounts)),
        }
    }
}

impl PercentOf {
    /// So many percent, of what the rule's quantity has as its basis.
    #[must_use]
    pub fn new(percent: Percent) -> PercentOf {
        PercentOf { percent, of: None, base: None }
    }

    /// Of what the lines of a scope hold.
    #[must_use]
    pub fn of(self, scope: Scope) -> PercentOf {
        PercentOf { of: Some(PercentBasis::Scope(scope)), ..self }
    }

    /// Of the total.
    #[must_use]
    pub fn of_total(self) -> PercentOf {
        PercentOf { of: Some(PercentBasis::Total), ..self }
    }

    /// In which allocation.
    #[must_use]
    pub fn base(self, base: Base) -> PercentOf {
        PercentOf { base: Some(base), ..self }
    }
}

impl Threshold {
    /// An amount that may be reached.
    #[must_use]
    pub fn new(amount: impl Into<LimitAmount>) -> Threshold {
        Threshold { amount: amount.into(), strict: false }
    }

    /// Whether the bound itself breaks the limit.
    #[must_use]
    pub fn strict(self, strict: bool) -> Threshold {
        Threshold { strict, ..self }
    }

    /// The same bound of other scopes.
    pub(super) fn with_scopes(&self, scope: &impl Fn(&Scope) -> Scope) -> Threshold {
        Threshold { amount: self.amount.with_scopes(scope), strict: self.strict }
    }
}

impl From<Money> for LimitAmount {
    fn from(amount: Money) -> LimitAmount {
        LimitAmount::Fixed(amount)
    }
}

impl From<PercentOf> for LimitAmount {
    fn from(percent: PercentOf) -> LimitAmount {
        LimitAmount::Percent(percent)
    }
}

impl<A: Into<LimitAmount>> From<A> for Threshold {
    fn from(amount: A) -> Threshold {
        Threshold::new(amount)
    }
}

/// An amount as documents write it.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum AmountDocument {
    Fixed(Money),
    Percent(PercentOf),
    Lesser { lesser: Vec<LimitAmount> },
    Greater { greater: Vec<LimitAmount> },
}

impl From<AmountDocument> for LimitAmount {
    fn from(document: AmountDocument) -> LimitAmount {
        match document {
            AmountDocument::Fixed(amount) => LimitAmount::Fixed(amount),
            AmountDocument::Percent(percent) => LimitAmount::Percent(percent),
            AmountDocument::Lesser { lesser } => LimitAmount::Lesser(lesser),
            AmountDocument::Greater { greater } => LimitAmount::Greater(greater),
        }
    }
}

impl From<LimitAmount> for AmountDocument {
    fn from(amount: LimitAmount) -> AmountDocument {
        match amount {
            LimitAmount::Fixed(amount) => AmountDocument::Fixed(amount),
            LimitAmount::Percent(percent) => AmountDocument::Percent(percent),
            LimitAmount::Lesser(lesser) => AmountDocument::Lesser { lesser },
            LimitAmount::Greater(greater) => AmountDocument::Greater { greater },
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BasisDocument {
    Total(TotalWord),
    Scope(Scope),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TotalWord {
    Total,
}

impl From<BasisDocument> for PercentBasis {
    fn from(document: BasisDocument) -> PercentBasis {
        match document {
            BasisDocument::Total(TotalWord::Total) => PercentBasis::Total,
            BasisDocument::Scope(scope) => PercentBasis::Scope(scope),
        }
    }
}

impl From<PercentBasis> for BasisDocument {
    fn from(of: PercentBasis) -> BasisDocument {
        match of {
            PercentBasis::Total => BasisDocument::Total(TotalWord::Total),
            PercentBasis::Scope(scope) => BasisDocument::Scope(scope),
        }
    }
}

/// A threshold as documents write it: the amount alone, unless it is strict.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum ThresholdDocument {
    Stated {
        amount: LimitAmount,
        #[serde(default)]
        strict: bool,
    },
    Plain(LimitAmount),
}

impl From<ThresholdDocument> for Threshold {
    fn from(document: ThresholdDocument) -> Threshold {
        match document {
            ThresholdDocument::Stated { amount, strict } => Threshold { amount, strict },
            ThresholdDocument::Plain(amount) => Threshold { amount, strict: false },
        }
    }
}

impl From<Threshold> for ThresholdDocument {
    fn from(threshold: Threshold) -> ThresholdDocument {
        let Threshold { amount, strict } = threshold;
        if strict { ThresholdDocument::Stated { amount, strict } } else { ThresholdDocument::Plain(amount) }
    }
}
