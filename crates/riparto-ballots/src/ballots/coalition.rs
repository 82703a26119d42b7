//! `Coalition`: ballots that are looked at together, and what an outcome gives them.

use super::agreement_clique::AgreementClique;
use riparto_core::money::{Fraction, Money};

/// Ballots that are looked at together.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots, Coalition};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = Ballots::new("10.00".parse()?, vec![ballot("anci", "7.00", "3.00")?, ballot("ats", "4.00", "6.00")?])?;
/// let towns = Coalition::Group("towns".into(), vec!["anci".into(), "cnr".into()]);
/// let refused = ballots.fairness(&["7.00".parse()?, "3.00".parse()?], &[towns]).unwrap_err();
/// assert_eq!(refused.code(), "party_unknown");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coalition<'a> {
    /// A group with a name, and its parties.
    Group(String, Vec<String>),
    /// An agreement clique of the same ballots.
    Clique(&'a AgreementClique),
    /// All that are not in the clique; no coalition if there are none.
    Others(&'a AgreementClique),
}

/// What makes some ballots a coalition.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots, Coalition, CoalitionKind};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = vec![ballot("anci", "7.00", "3.00")?, ballot("ats", "7.00", "3.00")?, ballot("cnr", "0.00", "10.00")?];
/// let ballots = Ballots::new("10.00".parse()?, ballots)?;
/// let clique = ballots.agreement_clique("1.00".parse()?);
/// let coalitions = [Coalition::Clique(&clique), Coalition::Others(&clique)];
/// let fairness = ballots.fairness(&["7.00".parse()?, "3.00".parse()?], &coalitions)?;
/// assert_eq!(fairness.coalitions().iter().map(|coalition| coalition.kind()).collect::<Vec<_>>(), [&CoalitionKind::Clique, &CoalitionKind::Others]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoalitionKind {
    /// Somebody named it.
    Group(String),
    /// It is an agreement clique.
    Clique,
    /// It is all that are not in the clique.
    Others,
}

/// What an outcome gives a coalition of what it asked for.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots, Coalition};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots = vec![ballot("anci", "7.00", "3.00")?, ballot("ats", "5.00", "5.00")?, ballot("cnr", "0.00", "10.00")?];
/// let ballots = Ballots::new("10.00".parse()?, ballots)?;
/// let towns = Coalition::Group("towns".into(), vec!["anci".into(), "ats".into()]);
/// let fairness = ballots.fairness(&["7.00".parse()?, "3.00".parse()?], &[towns])?;
/// let towns = &fairness.coalitions()[0];
/// assert_eq!((towns.share_of_weight().to_string(), towns.share_obtained().to_string()), ("2/3".into(), "9/10".into()));
/// assert_eq!(fairness.parties()[towns.least_served()].party(), "ats");
/// assert!(!towns.is_better_alone());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoalitionFairness {
    pub(super) kind: CoalitionKind,
    pub(super) members: Vec<usize>,
    pub(super) parties: Vec<String>,
    pub(super) weight: u32,
    pub(super) weight_of_all: u32,
    pub(super) total: Money,
    pub(super) distance: i128,
    pub(super) alone: Fraction,
    pub(super) least_served: usize,
}

/// The share of a total that is not moved: all of it where there is nothing to split.
pub(super) fn obtained(total: Money, weight: u32, distance: i128) -> Fraction {
    let asked = i128::from(total.cents()) * i128::from(weight);
    if asked == 0 {
        return Fraction::of(1, 1);
    }
    Fraction::of((2 * asked - distance).max(0).unsigned_abs(), (2 * asked).unsigned_abs())
}

impl CoalitionFairness {
    /// What makes it a coalition.
    #[must_use]
    pub fn kind(&self) -> &CoalitionKind {
        &self.kind
    }

    /// Its ballots, by position from zero, in order.
    #[must_use]
    pub fn members(&self) -> &[usize] {
        &self.members
    }

    /// The parties of these ballots, in the same order.
    #[must_use]
    pub fn parties(&self) -> &[String] {
        &self.parties
    }

    /// What its ballots weigh of all.
    #[must_use]
    pub fn share_of_weight(&self) -> Fraction {
        Fraction::of(self.weight.into(), self.weight_of_all.into())
    }

    /// What its parties obtain of what they asked for, by weight.
    #[must_use]
    pub fn share_obtained(&self) -> Fraction {
        obtained(self.total, self.weight, self.distance)
    }

    /// The ballot of it, by position, that obtains least; the first of several.
    #[must_use]
    pub fn least_served(&self) -> usize {
        self.least_served
    }

    /// The most that its parties could obtain, by weight, if they split alone the part of the total that they weigh: its share of
    /// the weight where all ask for the same, less where they differ.
    #[must_use]
    pub fn share_alone(&self) -> Fraction {
        self.alone.clone()
    }

    /// Whether it could obtain more alone.
    #[must_use]
    pub fn is_better_alone(&self) -> bool {
        self.share_obtained() < self.alone
    }
}
