//! `SplitClaim`: that amounts are what a method of apportionment gives, by the divisor.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::whole_number::{WholeNumber, given};
use riparto_core::money::{MethodName, TieBreak};

/// Amounts are what a method of apportionment gives: by the divisor that makes weights into shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SplitClaim {
    /// What is split, in cents.
    pub total: i64,
    /// What it is split by, if not by criteria.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<WholeNumber>,
    /// The criteria by which it is split; their shares sum to one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<ClaimedCriterion>,
    /// The method.
    pub method: MethodName,
    /// Which of equal claims gets a cent; the first if left out.
    #[serde(default, skip_serializing_if = "is_first")]
    pub tie_break: TieBreak,
    /// What each part gets at least; nothing if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<i64>,
    /// What each part gets at most; the total if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ceilings: Vec<i64>,
    /// What each part gets first; nothing if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<i64>,
    /// Who pays for floors; all if left out. The others have their share of the total, within their own bounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payers: Vec<bool>,
    /// The cents of which amounts are multiples; one if left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub unit: i64,
    /// The part that takes the leftover cents under `cut_down`, or what is below one unit.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub residual_to: Option<usize>,
    /// The divisor, as a fraction: above and below the line. Its square under `huntington_hill`.
    pub divisor: [WholeNumber; 2],
    /// What the method would give all parts without bounds, of which those who do not pay have theirs: of divisor methods.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub unbounded: Option<UnboundedSplit>,
    /// What each part gets, in cents.
    pub amounts: Vec<i64>,
    /// What amounts under `half_up` sum to beyond the total, in cents; nothing if left out.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub difference: i64,
}

/// What a divisor method gives of what is not fixed where no part has a floor or a ceiling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UnboundedSplit {
    /// The divisor, as a fraction: above and below the line. Its square under `huntington_hill`.
    pub divisor: [WholeNumber; 2],
    /// What each part would get, in cents.
    pub amounts: Vec<i64>,
}

/// A criterion of a split: this share of the total by these weights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ClaimedCriterion {
    /// Its share of the total, as a fraction: above and below the line.
    pub share: [WholeNumber; 2],
    /// A weight for each part.
    pub weights: Vec<WholeNumber>,
}

fn one() -> i64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_one(unit: &i64) -> bool {
    *unit == 1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_nothing(difference: &i64) -> bool {
    *difference == 0
}

fn is_first(tie_break: &TieBreak) -> bool {
    *tie_break == TieBreak::First
}

/// A product; refused where it leaves 128 bits.
pub(super) fn times(one: i128, other: i128) -> Result<i128, Refusal> {
    one.checked_mul(other).ok_or(Refusal::TooLarge)
}

/// How a weight and a number of cents compare under a divisor of one: by products that do.
pub(super) fn signpost(method: MethodName, weight: i128, cents: i64) -> Result<Option<[i128; 2]>, Refusal> {
    let cents = i128::from(cents);
    Ok(Some(match method {
        MethodName::Webster => [times(2, weight)?, 2 * cents + 1],
        MethodName::Jefferson => [weight, cents + 1],
        MethodName::Adams => [weight, cents],
        MethodName::HuntingtonHill => [times(weight, weight)?, times(cents, cents + 1)?],
        _ => return Ok(None),
    }))
}
