//! `Limit`: what a rule bounds, as data.

use serde::{Deserialize, Serialize};

use super::authorization::Authorization;
use crate::budget::Scope;
use crate::capacity::MAX_BANDS;
use crate::error::{Cause, Error, Result};
use crate::money::{Money, Percent, Rounding};
use crate::words::numbered;

/// What a rule bounds. In JSON a map with one key: `{"floor": "100000.00"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// The scope holds at least so much.
    Floor(Money),
    /// The scope holds at most so much.
    Ceiling(Money),
    /// The scope holds at least a share.
    ShareFloor(Share),
    /// The scope holds at most a share.
    ShareCeiling(Share),
    /// The scope holds what it held in the base.
    Locked(Lock),
    /// The scope stays within a distance of what it held in the base.
    Variation(Variation),
    /// The increases of the scope's lines since the base sum to at most so much.
    Movement(Movement),
    /// At most so much leaves the scope for another one.
    Flow(Flow),
    /// In an allocation, each line of the scope is a whole multiple of the step; in a proposal, each transfer that
    /// touches the scope is, unless it leaves the scope's lines on whole multiples.
    Step(Money),
    /// The scope holds just a percentage of another one.
    Derived(Derived),
    /// Several limits of one kind, from tight to loose; a breach of each needs its own authorization.
    Bands(Vec<Band>),
}

/// A share of the envelope's total, or of what another scope holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// How many percent.
    pub percent: Percent,
    /// Of what; the envelope's total if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Scope>,
}

/// An allocation that a change is measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[doc(alias = "baseline")]
#[doc(alias = "ripartizione iniziale")]
pub enum Base {
    /// The allocation that the plan began with.
    #[default]
    Original,
    /// The allocation that was approved last.
    Approved,
}

/// What a locked scope is locked to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The allocation whose amounts are kept.
    #[serde(default)]
    pub base: Base,
}

/// How far a scope may go up and down from a base; a side that is absent is not bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variation {
    /// What the change is measured against.
    #[serde(default)]
    pub base: Base,
    /// How much more than the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<Allowance>,
    /// How much less than the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<Allowance>,
}

/// An amount that is stated in percent of a base, in euros, or as the lesser or greater of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// In percent of the base, rounded down to the cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// In euros.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Which one counts if both are given; the lesser if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<Take>,
}

/// Which of two amounts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The lesser one.
    #[default]
    Lesser,
    /// The greater one.
    Greater,
}

/// How much may move inside a scope since a base, all increases together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// What the increases are measured against.
    #[serde(default)]
    pub base: Base,
    /// In percent of what the scope held in the base, rounded down to the cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// In euros.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Which one counts if both are given; the lesser if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<Take>,
    /// Whether the bound itself breaks the limit: *less than 20 %*, not *up to 20 %*. No change at all keeps it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// A label key: the increases are those of its values, so that moves between lines of one value are free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// How much may leave the rule's scope for another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Where the money goes.
    pub to: Scope,
    /// Whose amounts the percentage is of.
    #[serde(default)]
    pub base: Base,
    /// In percent of what the rule's scope held in the base, rounded down to the cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
    /// In euros.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Which one counts if both are given; the lesser if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<Take>,
}

/// What a scope holds as a percentage of another one: indirect costs at a flat rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// How many percent.
    pub percent: Percent,
    /// Of what.
    pub of: Scope,
    /// What becomes of a part of a cent.
    #[serde(default)]
    pub rounding: Rounding,
}

/// One of several limits of a rule, and what its breach needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The limit.
    pub limit: Limit,
    /// What a breach of this limit needs, as long as the next one holds.
    pub needs: Authorization,
}

impl Limit {
    /// The name of the limit in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Limit::Floor(_) => "floor",
            Limit::Ceiling(_) => "ceiling",
            Limit::ShareFloor(_) => "share_floor",
            Limit::ShareCeiling(_) => "share_ceiling",
            Limit::Locked(_) => "locked",
            Limit::Variation(_) => "variation",
            Limit::Movement(_) => "movement",
            Limit::Flow(_) => "flow",
            Limit::Step(_) => "step",
            Limit::Derived(_) => "derived",
            Limit::Bands(_) => "bands",
        }
    }

    /// The field that makes this limit measure something else than another one of its kind, which bands must not.
    fn measures_otherwise(&self, other: &Limit) -> Option<&'static str> {
        let (field, differs) = match (self, other) {
            (Limit::ShareFloor(a), Limit::ShareFloor(b))
            | (Limit::ShareCeiling(a), Limit::ShareCeiling(b)) => ("of", a.of != b.of),
            (Limit::Movement(a), Limit::Movement(b)) => ("by", a.by != b.by),
            (Limit::Flow(a), Limit::Flow(b)) => ("to", a.to != b.to),
            _ => return None,
        };
        differs.then_some(field)
    }

    /// Whether the limit can be understood; whether it fits an envelope is found when it is compiled.
    pub(super) fn check(&self) -> Result<()> {
        let empty = || Err(Error::from(Cause::LimitEmpty { limit: self.name() }));
        match self {
            Limit::Variation(Variation { up, down, .. }) => {
                let sides = [up, down];
                let mut given = sides.into_iter().flatten();
                if given.clone().next().is_none() || given.any(Allowance::is_empty) {
                    return empty();
                }
            }
            Limit::Movement(movement) if movement.allowance().is_empty() => return empty(),
            Limit::Flow(flow) if flow.allowance().is_empty() => return empty(),
            Limit::Step(step) if step.is_zero() => return Err(Cause::LimitZeroStep {}.into()),
            Limit::Bands(bands) => return check_bands(bands),
            _ => {}
        }
        Ok(())
    }
}

fn check_bands(bands: &[Band]) -> Result<()> {
    let Some(first) = bands.first() else {
        return Err(Cause::BandsEmpty {}.into());
    };
    if bands.len() > MAX_BANDS {
        return Err(Cause::BandsTooMany { found: bands.len(), allowed: MAX_BANDS }.into());
    }
    if matches!(first.limit, Limit::Bands(_) | Limit::Step(_) | Limit::Derived(_) | Limit::Locked(_)) {
        return Err(Cause::BandsUnsupported { limit: first.limit.name() }.into());
    }
    for (number, band) in (1..).zip(bands) {
        if band.limit.name() != first.limit.name() {
            return Err(Cause::BandsMixed { first: first.limit.name(), other: band.limit.name() }.into());
        }
        if let Some(field) = band.limit.measures_otherwise(&first.limit) {
            return Err(Error::from(Cause::BandsDiffer { field }).at(numbered("band", "fascia", number)));
        }
        band.limit.check().map_err(|error| error.at(numbered("band", "fascia", number)))?;
    }
    Ok(())
}

impl Allowance {
    /// So many percent of the base.
    #[must_use]
    pub fn percent(percent: Percent) -> Allowance {
        Allowance { percent: Some(percent), ..Allowance::default() }
    }

    /// So many euros.
    #[must_use]
    pub fn amount(amount: Money) -> Allowance {
        Allowance { amount: Some(amount), ..Allowance::default() }
    }

    fn is_empty(&self) -> bool {
        self.percent.is_none() && self.amount.is_none()
    }

    /// Whether a change in cents is within the allowance on a base: the exact inequality, without rounding.
    pub(super) fn allows(&self, change: i128, base: i64) -> bool {
        let percent = self.percent.map(|percent| change * Percent::PARTS <= percent.parts(base));
        match (percent, self.amount.map(|amount| change <= i128::from(amount.cents()))) {
            (Some(percent), Some(amount)) if self.take == Some(Take::Greater) => percent || amount,
            (Some(percent), Some(amount)) => percent && amount,
            (percent, amount) => percent.or(amount).unwrap_or(false),
        }
    }

    /// The allowance in cents on a base.
    pub(super) fn cents(&self, base: i64) -> i64 {
        let percent = self.percent.map(|percent| percent.share(base, Rounding::Down));
        self.taken(percent, self.amount.map(Money::cents))
    }

    /// The most cents that are less than the allowance on a base; none if it is nothing.
    pub(super) fn cents_below(&self, base: i64) -> i64 {
        let percent = self.percent.map(|percent| percent.just_below(base).max(0));
        self.taken(percent, self.amount.map(|amount| (amount.cents() - 1).max(0)))
    }

    /// Which of two amounts counts. A percentage of at most 10,000 of at most 2^48 cents is far inside 64 bits.
    fn taken(&self, percent: Option<i128>, amount: Option<i64>) -> i64 {
        match (percent.map(|cents| i64::try_from(cents).unwrap_or(i64::MAX)), amount) {
            (Some(percent), Some(amount)) if self.take == Some(Take::Greater) => percent.max(amount),
            (Some(percent), Some(amount)) => percent.min(amount),
            (percent, amount) => percent.or(amount).unwrap_or(0),
        }
    }
}

impl Movement {
    pub(super) fn allowance(&self) -> Allowance {
        Allowance { percent: self.percent, amount: self.amount, take: self.take }
    }
}

impl Flow {
    pub(super) fn allowance(&self) -> Allowance {
        Allowance { percent: self.percent, amount: self.amount, take: self.take }
    }
}
