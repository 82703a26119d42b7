//! `CapAmount`: an amount of a rule, compiled, with what it is in cents on given bases.

use super::base::Base;
use super::bases::{Bases, Basis};
use super::limit_amount::{LimitAmount, PercentOf};
use crate::money::{Percent, Rounding};

/// An amount that bounds a quantity from above or below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CapAmount {
    pub(super) figure: AmountExpression,
    /// Whether the amount itself is beyond the bound.
    pub(super) strict: bool,
}

/// An amount of a rule. Selections are numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AmountExpression {
    Cents(i64),
    Percent { percent: Percent, of: Basis, base: Base },
    Lesser(Vec<AmountExpression>),
    Greater(Vec<AmountExpression>),
}

/// What cents a bound leaves, and what a percentage is rounded to.
#[derive(Clone, Copy)]
enum BoundSide {
    Most,
    Least,
    Below,
    Above,
    Due(Rounding),
}

impl CapAmount {
    /// The most cents that are within it, where it is a most.
    pub(super) fn most(&self, bases: Bases<'_>) -> i64 {
        self.figure.cents(
            &|of, base| bases.basis(of, base),
            if self.strict { BoundSide::Below } else { BoundSide::Most },
        )
    }

    /// The least cents that are within it, where it is a least.
    pub(super) fn least(&self, bases: Bases<'_>) -> i64 {
        self.figure.cents(
            &|of, base| bases.basis(of, base),
            if self.strict { BoundSide::Above } else { BoundSide::Least },
        )
    }

    /// The most cents that are within it where it is fixed and the total is so much.
    pub(super) fn fixed_most(&self, total: i64) -> i64 {
        self.figure.cents(&|_, _| total, if self.strict { BoundSide::Below } else { BoundSide::Most })
    }

    /// The least cents that are within it where it is fixed and the total is so much.
    pub(super) fn fixed_least(&self, total: i64) -> i64 {
        self.figure.cents(&|_, _| total, if self.strict { BoundSide::Above } else { BoundSide::Least })
    }

    /// The most that may change: no change at all is always within.
    pub(super) fn most_change(&self, bases: Bases<'_>) -> i64 {
        self.most(bases).max(0)
    }

    /// Whether a change in cents is within it: the exact inequality, without a division.
    pub(super) fn allows(&self, change: i128, bases: Bases<'_>) -> bool {
        change == 0 || self.figure.allows(change, self.strict, bases)
    }

    /// Whether it is known before any allocation is: amounts in euros, and percentages of the total.
    pub(super) fn is_fixed(&self) -> bool {
        self.figure.is_fixed()
    }

    /// What each percentage in it is of, in cents.
    pub(super) fn bases_of(&self, bases: Bases<'_>) -> Vec<i64> {
        let mut found = Vec::new();
        self.figure.bases_of(bases, &mut found);
        found
    }
}

impl AmountExpression {
    /// The amount of a threshold; `of_scope` numbers scopes, `own` says what stands where a percentage names nothing.
    pub(super) fn of<E>(
        amount: &LimitAmount,
        basis: &mut impl FnMut(&PercentOf) -> Result<(Basis, Base), E>,
    ) -> Result<AmountExpression, E> {
        Ok(match amount {
            LimitAmount::Fixed(amount) => AmountExpression::Cents(amount.cents()),
            LimitAmount::Percent(percent) => {
                let (of, base) = basis(percent)?;
                AmountExpression::Percent { percent: percent.percent, of, base }
            }
            LimitAmount::Lesser(amounts) => AmountExpression::Lesser(
                amounts.iter().map(|amount| AmountExpression::of(amount, basis)).collect::<Result<_, E>>()?,
            ),
            LimitAmount::Greater(amounts) => AmountExpression::Greater(
                amounts.iter().map(|amount| AmountExpression::of(amount, basis)).collect::<Result<_, E>>()?,
            ),
        })
    }

    /// The amount, rounded as named.
    pub(super) fn due(&self, rounding: Rounding, bases: Bases<'_>) -> i64 {
        self.cents(&|of, base| bases.basis(of, base), BoundSide::Due(rounding))
    }

    fn cents(&self, basis: &impl Fn(Basis, Base) -> i64, side: BoundSide) -> i64 {
        match self {
            AmountExpression::Cents(cents) => match side {
                BoundSide::Below => cents - 1,
                BoundSide::Above => cents + 1,
                BoundSide::Most | BoundSide::Least | BoundSide::Due(_) => *cents,
            },
            AmountExpression::Percent { percent, of, base } => {
                let whole = basis(*of, *base);
                let cents = match side {
                    BoundSide::Most => percent.share(whole, Rounding::Down),
                    BoundSide::Least => percent.share(whole, Rounding::Up),
                    BoundSide::Below => percent.just_below(whole),
                    BoundSide::Above => percent.share(whole, Rounding::Down) + 1,
                    BoundSide::Due(rounding) => percent.share(whole, rounding),
                };
                // A percentage of at most 10,000 of at most 2^48 cents is far inside 64 bits.
                i64::try_from(cents).unwrap_or(i64::MAX)
            }
            AmountExpression::Lesser(figures) => {
                figures.iter().map(|figure| figure.cents(basis, side)).min().unwrap_or(0)
            }
            AmountExpression::Greater(figures) => {
                figures.iter().map(|figure| figure.cents(basis, side)).max().unwrap_or(0)
            }
        }
    }

    fn allows(&self, change: i128, strict: bool, bases: Bases<'_>) -> bool {
        match self {
            AmountExpression::Cents(cents) => change + i128::from(strict) <= i128::from(*cents),
            AmountExpression::Percent { percent, of, base } => {
                change * Percent::PARTS + i128::from(strict) <= percent.parts(bases.basis(*of, *base))
            }
            AmountExpression::Lesser(figures) => {
                figures.iter().all(|figure| figure.allows(change, strict, bases))
            }
            AmountExpression::Greater(figures) => {
                figures.iter().any(|figure| figure.allows(change, strict, bases))
            }
        }
    }

    pub(super) fn is_fixed(&self) -> bool {
        match self {
            AmountExpression::Cents(_) => true,
            AmountExpression::Percent { of, base, .. } => *of == Basis::Total && *base == Base::After,
            AmountExpression::Lesser(figures) | AmountExpression::Greater(figures) => {
                figures.iter().all(AmountExpression::is_fixed)
            }
        }
    }

    fn bases_of(&self, bases: Bases<'_>, found: &mut Vec<i64>) {
        match self {
            AmountExpression::Cents(_) => {}
            AmountExpression::Percent { of, base, .. } => found.push(bases.basis(*of, *base)),
            AmountExpression::Lesser(figures) | AmountExpression::Greater(figures) => {
                figures.iter().for_each(|figure| figure.bases_of(bases, found));
            }
        }
    }

    pub(super) fn has_percent(&self) -> bool {
        !self.named_bases().is_empty()
    }

    /// The base of its percentages where all are of what the place itself held in one.
    pub(super) fn own_base(&self) -> Option<Base> {
        let first = self.percentages().into_iter().next().filter(|_| !self.has_several());
        first.filter(|(of, _)| *of == Basis::Own).map(|(_, base)| base)
    }

    /// Whether its percentages are of several things.
    pub(super) fn has_several(&self) -> bool {
        let mut of = self.percentages().into_iter();
        of.next().is_some_and(|first| of.any(|other| other != first))
    }

    /// What each of its percentages is of, and in which allocation.
    fn percentages(&self) -> Vec<(Basis, Base)> {
        match self {
            AmountExpression::Cents(_) => Vec::new(),
            AmountExpression::Percent { of, base, .. } => vec![(*of, *base)],
            AmountExpression::Lesser(figures) | AmountExpression::Greater(figures) => {
                figures.iter().flat_map(AmountExpression::percentages).collect()
            }
        }
    }

    /// The bases of its percentages.
    pub(super) fn named_bases(&self) -> Vec<Base> {
        self.percentages().into_iter().map(|(_, base)| base).collect()
    }

    /// Whether a percentage in it is of what a selection held in a base.
    pub(super) fn is_of_selections_in(&self, base: Base) -> bool {
        let mut percentages = self.percentages().into_iter();
        percentages.any(|(of, held_in)| matches!(of, Basis::Selection(_)) && held_in == base)
    }

    /// The selections of its percentages.
    pub(super) fn selections(&self) -> Vec<usize> {
        let selection = |of| if let Basis::Selection(selection) = of { Some(selection) } else { None };
        self.percentages().into_iter().filter_map(|(of, _)| selection(of)).collect()
    }
}
