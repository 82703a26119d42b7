//! `Limit`: what a rule bounds, as data.

use serde::{Deserialize, Serialize};

use super::allowance::{Allowance, Take};
use super::authorization::Authorization;
use super::base::Base;
use super::change_count::ChangeCount;
use super::flow_limit::Flow;
use super::limit_amount::LimitAmount;
use super::paid_by::PaidBy;
use super::quantity_bounds::{ChangeBounds, MovedBounds, SumBounds};
use super::requirements::{check_bodies, check_documents};
use crate::budget::Scope;
use crate::capacity::MAX_BANDS;
use crate::error::{Cause, Error, Result};
use crate::money::{Money, Percent, Rounding};
use crate::words::numbered;

/// What a rule bounds. In JSON a map with one key: `{"floor": "100000.00"}`.
///
/// ```
/// use riparto::{Limit, Money, Rule, Scope};
/// use riparto::rules::{Allowance, Flow, Movement, Share, Variation};
///
/// let staff = || Scope::labels([("category", "staff")]);
/// let rules = [
///     Rule::new("floor", Scope::lines(["outreach"]), Limit::Floor(Money::from_euros(350_000)))?,
///     Rule::new("staff-cap", staff(), Limit::ShareCeiling(Share::of_total("40".parse()?)))?,
///     Rule::new("staff-change", staff(), Limit::Variation(Variation::new().up(Allowance::percent("20".parse()?))))?,
///     Rule::new("all-moves", Scope::all(), Limit::Movement(Movement::new(Allowance::percent("15".parse()?))))?,
///     Rule::new("no-staff", Scope::lines(["travel"]), Limit::Flow(Flow::new(staff(), Allowance::amount(Money::ZERO))))?,
/// ];
/// assert_eq!(rules.map(|rule| rule.limit().name()), ["floor", "share_ceiling", "variation", "movement", "flow"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
    /// What the scope holds is between two amounts of any kind, or just one.
    Sum(SumBounds),
    /// What the scope holds stays within amounts of any kind up and down from a base.
    Change(ChangeBounds),
    /// The increases inside the scope since a base sum to at most an amount of any kind.
    Moved(MovedBounds),
    /// At most so many changes that need a level of authorization are made.
    Changes(ChangeCount),
    /// Several limits of one kind, from tight to loose; a breach of each needs its own authorization.
    Bands(Vec<Band>),
}

/// A share of the envelope's total, or of what another scope holds.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::rules::Share;
///
/// // Overheads at most 7 % of the total, and at most 20 % of the costs of staff.
/// let overheads = || Scope::lines(["overheads"]);
/// Rule::new("of-total", overheads(), Limit::ShareCeiling(Share::of_total("7".parse()?)))?;
/// let of_staff = Share::new("20".parse()?, Scope::labels([("category", "staff")]));
/// Rule::new("of-staff", overheads(), Limit::ShareCeiling(of_staff))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Share {
    /// How many percent.
    pub percent: Percent,
    /// Of what; the envelope's total if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Scope>,
}

/// What a locked scope is locked to.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::rules::{Base, Each, Lock};
///
/// // Each line of staff keeps what was approved last.
/// let staff = Scope::labels([("category", "staff")]);
/// Rule::new("staff", staff, Limit::Locked(Lock::new(Base::Approved)))?.with_each(Each::Line)?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Lock {
    /// The allocation whose amounts are kept.
    #[serde(default)]
    pub base: Base,
}

/// How far a scope may go up and down from a base; a side that is absent is not bounded.
///
/// ```
/// use riparto::{Limit, Money, Rule, Scope};
/// use riparto::rules::{Allowance, Base, Variation};
///
/// // Up by 10 % at most and down by EUR 5,000.00 at most, since the last approval.
/// let variation = Variation::new()
///     .base(Base::Approved)
///     .up(Allowance::percent("10".parse()?))
///     .down(Allowance::amount(Money::from_euros(5_000)));
/// Rule::new("travel", Scope::lines(["travel"]), Limit::Variation(variation))?;
///
/// let unbounded = Rule::new("r1", Scope::all(), Limit::Variation(Variation::new()));
/// assert_eq!(unbounded.unwrap_err().code(), "limit_empty");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
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

/// How much may move inside a scope since a base, all increases together.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::rules::{Allowance, Movement};
///
/// // Less than 20 % of the plan may move between partners; what moves between lines of one partner is free.
/// let movement = Movement::new(Allowance::percent("20".parse()?)).strict(true).by("partner");
/// Rule::new("between-partners", Scope::all(), Limit::Movement(movement))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
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

/// What a scope holds as a percentage of another one: indirect costs at a flat rate.
///
/// ```
/// use riparto::{Limit, Rule, Scope};
/// use riparto::money::Rounding;
/// use riparto::rules::Derived;
///
/// // Indirect costs are 7 % of the direct ones, rounded half up.
/// let flat_rate = Derived::new("7".parse()?, Scope::labels([("category", "direct")])).rounding(Rounding::HalfUp);
/// Rule::new("flat-rate", Scope::lines(["indirect"]), Limit::Derived(flat_rate))?;
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Derived {
    /// How many percent.
    pub percent: Percent,
    /// Of what.
    pub of: Scope,
    /// What becomes of a part of a cent.
    #[serde(default)]
    pub rounding: Rounding,
    /// Who pays when a proposal changes the base: then the line follows each proposal. If absent, nothing moves by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_by: Option<PaidBy>,
}

/// One of several limits of a rule, and what its breach needs.
///
/// ```
/// use riparto::{Authorization, Limit, Rule, Scope};
/// use riparto::rules::{Allowance, Band, Variation};
///
/// // Up to 10 % more is free, up to 20 % needs prior approval, beyond is forbidden.
/// let up = |percent: &str| Ok::<_, riparto::Error>(Variation::new().up(Allowance::percent(percent.parse()?)));
/// let bands = vec![
///     Band::new(Limit::Variation(up("10")?), Authorization::PriorApproval),
///     Band::new(Limit::Variation(up("20")?), Authorization::Forbidden),
/// ];
/// let rule = Rule::new("staff", Scope::lines(["staff"]), Limit::Bands(bands))?;
/// assert_eq!(rule.needs(), Authorization::Forbidden);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Band {
    /// The limit.
    pub limit: Limit,
    /// What a breach of this limit needs, as long as the next one holds.
    pub needs: Authorization,
    /// The documents that an approval of such a breach needs, beside those of the rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// The bodies that decide on such a breach, beside those of the rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
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
            Limit::Sum(_) => "sum",
            Limit::Change(_) => "change",
            Limit::Moved(_) => "moved",
            Limit::Changes(_) => "changes",
            Limit::Bands(_) => "bands",
        }
    }

    /// The field that makes this limit measure something else than another one of its kind, which bands must not.
    fn measures_otherwise(&self, other: &Limit) -> Option<&'static str> {
        let (field, differs) = match (self, other) {
            (Limit::ShareFloor(a), Limit::ShareFloor(b))
            | (Limit::ShareCeiling(a), Limit::ShareCeiling(b)) => ("of", a.of != b.of),
            (Limit::Movement(a), Limit::Movement(b)) => ("by", a.by != b.by),
            (Limit::Moved(a), Limit::Moved(b)) if a.inside != b.inside => return Some("inside"),
            (Limit::Moved(a), Limit::Moved(b)) => ("by", a.by != b.by),
            (Limit::Flow(a), Limit::Flow(b))
                if a.since != b.since || a.at_most.is_some() != b.at_most.is_some() =>
            {
                return Some("since");
            }
            (Limit::Flow(a), Limit::Flow(b)) => ("to", a.to != b.to),
            _ => return None,
        };
        differs.then_some(field)
    }

    /// Whether the limit can be understood; whether it fits an envelope is found when it is compiled.
    pub(super) fn check(&self) -> Result<()> {
        let empty = || Err(Error::from(Cause::LimitEmpty { limit: self.name() }));
        let base = |base: Base| match base {
            Base::After => Err(Error::from(Cause::BaseAfter { limit: self.name() })),
            _ => Ok(()),
        };
        match self {
            Limit::Variation(Variation { up, down, base: since }) => {
                let sides = [up, down];
                let mut given = sides.into_iter().flatten();
                if given.clone().next().is_none() || given.any(Allowance::is_empty) {
                    return empty();
                }
                base(*since)?;
            }
            Limit::Movement(movement) if movement.allowance().is_empty() => return empty(),
            Limit::Movement(movement) => base(movement.base)?,
            Limit::Locked(lock) => base(lock.base)?,
            Limit::Flow(flow) => match (&flow.at_most, flow.allowance().is_empty()) {
                (None, true) => return empty(),
                (Some(_), false) => return Err(Cause::FlowTwice {}.into()),
                (None, false) if flow.since.is_some() => return Err(Cause::FlowTwice {}.into()),
                (None, false) => base(flow.base)?,
                (Some(at_most), true) => {
                    base(flow.since.unwrap_or_default())?;
                    at_most.amount.check()?;
                }
            },
            Limit::Step(step) if step.is_zero() => return Err(Cause::LimitZeroStep {}.into()),
            Limit::Sum(SumBounds { at_least, at_most, exactly, .. }) => {
                let sides = [at_least, at_most].into_iter().flatten().map(|threshold| &threshold.amount);
                let mut amounts = sides.chain(exactly).peekable();
                if amounts.peek().is_none() {
                    return empty();
                }
                amounts.try_for_each(LimitAmount::check)?;
            }
            Limit::Change(ChangeBounds { base: since, up, down }) => {
                if up.is_none() && down.is_none() {
                    return empty();
                }
                base(*since)?;
                [up, down].into_iter().flatten().try_for_each(|threshold| threshold.amount.check())?;
            }
            Limit::Moved(moved) => {
                base(moved.base)?;
                moved.at_most.amount.check()?;
            }
            Limit::Changes(count) => count.check()?,
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
    if matches!(
        first.limit,
        Limit::Bands(_) | Limit::Step(_) | Limit::Derived(_) | Limit::Locked(_) | Limit::Changes(_)
    ) {
        return Err(Cause::BandsUnsupported { limit: first.limit.name() }.into());
    }
    for (number, band) in (1..).zip(bands) {
        if band.limit.name() != first.limit.name() {
            return Err(Cause::BandsMixed { first: first.limit.name(), other: band.limit.name() }.into());
        }
        if let Some(field) = band.limit.measures_otherwise(&first.limit) {
            return Err(Error::from(Cause::BandsDiffer { field }).at(numbered("band", "fascia", number)));
        }
        let check = || {
            check_documents(&band.requires)?;
            check_bodies(&band.by)?;
            band.limit.check()
        };
        check().map_err(|error| error.at(numbered("band", "fascia", number)))?;
    }
    Ok(())
}

impl Share {
    /// So many percent of the envelope's total.
    #[must_use]
    pub fn of_total(percent: Percent) -> Share {
        Share { percent, of: None }
    }

    /// So many percent of what another scope holds.
    #[must_use]
    pub fn new(percent: Percent, of: Scope) -> Share {
        Share { percent, of: Some(of) }
    }
}

impl Lock {
    /// Locked to what the scope held in a base.
    #[must_use]
    pub fn new(base: Base) -> Lock {
        Lock { base }
    }
}

impl Variation {
    /// No bound yet, measured against the original allocation.
    #[must_use]
    pub fn new() -> Variation {
        Variation::default()
    }

    /// What the change is measured against.
    #[must_use]
    pub fn base(self, base: Base) -> Variation {
        Variation { base, ..self }
    }

    /// How much more than the base.
    #[must_use]
    pub fn up(self, up: Allowance) -> Variation {
        Variation { up: Some(up), ..self }
    }

    /// How much less than the base.
    #[must_use]
    pub fn down(self, down: Allowance) -> Variation {
        Variation { down: Some(down), ..self }
    }
}

impl Movement {
    /// Increases that sum to at most so much, measured against the original allocation.
    #[must_use]
    pub fn new(allowance: Allowance) -> Movement {
        let Allowance { percent, amount, take } = allowance;
        Movement { percent, amount, take, ..Movement::default() }
    }

    /// What the increases are measured against.
    #[must_use]
    pub fn base(self, base: Base) -> Movement {
        Movement { base, ..self }
    }

    /// Whether the bound itself breaks the limit.
    #[must_use]
    pub fn strict(self, strict: bool) -> Movement {
        Movement { strict, ..self }
    }

    /// The label key by whose values the increases are counted.
    #[must_use]
    pub fn by(self, key: impl Into<String>) -> Movement {
        Movement { by: Some(key.into()), ..self }
    }

    pub(super) fn allowance(&self) -> Allowance {
        Allowance { percent: self.percent, amount: self.amount, take: self.take }
    }
}

impl Derived {
    /// So many percent of a scope, rounded down to the cent.
    #[must_use]
    pub fn new(percent: Percent, of: Scope) -> Derived {
        Derived { percent, of, rounding: Rounding::default(), paid_by: None }
    }

    /// What becomes of a part of a cent.
    #[must_use]
    pub fn rounding(self, rounding: Rounding) -> Derived {
        Derived { rounding, ..self }
    }

    /// Who pays when a proposal changes the base, so that the line follows.
    #[must_use]
    pub fn paid_by(self, payer: PaidBy) -> Derived {
        Derived { paid_by: Some(payer), ..self }
    }
}

impl Band {
    /// A limit, and what its breach needs as long as the next one holds.
    #[must_use]
    pub fn new(limit: Limit, needs: Authorization) -> Band {
        Band { limit, needs, requires: Vec::new(), by: Vec::new() }
    }
}
