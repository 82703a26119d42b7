//! `Ballots`: ideal splits of one total over the same lines.

use super::ballot::Ballot;
use super::line_votes::Packing;
use riparto_core::budget::{Interner, near_equal};
use riparto_core::capacity::{
    MAX_BALLOT_AMOUNTS, MAX_BALLOT_WEIGHT, MAX_BALLOTS, MAX_LINES, MAX_REBALANCE_CENTS,
};
use riparto_core::error::{Cause, Error, Result};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::words::{Bilingual, both, named};

/// Ideal splits of one total over the same lines, one for each party.
///
/// ```
/// use riparto::ballots::{Ballot, Ballots};
///
/// let short = Ballot::new("anci", 1, vec!["60.00".parse()?, "39.99".parse()?])?;
/// let error = Ballots::new("100.00".parse()?, vec![short]).unwrap_err();
/// assert_eq!(error.code(), "ballot_unbalanced");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballots {
    total: Money,
    lines: usize,
    ballots: Vec<Ballot>,
}

impl Ballots {
    /// Ballots over the same lines, each of which sums to the total.
    ///
    /// # Errors
    /// In this order: no ballot (`ballots_missing`); too many ballots, lines, or amounts in all (`too_many`); a total so
    /// large over so many lines that sums leave 128 bits (`amount_overflow`); and for the first ballot that makes no sense:
    /// a weight beyond what the total leaves room for (`ballot_weight`), not one amount for each line of the first ballot
    /// (`amounts_mismatch`), a sum that is not the total (`ballot_unbalanced`), a second ballot of a party (`id_taken`); then
    /// weights that sum to more than [`MAX_BALLOT_WEIGHT`] (`ballots_weight`).
    pub fn new(total: Money, ballots: Vec<Ballot>) -> Result<Ballots> {
        let Some(first) = ballots.first() else { return Err(Cause::BallotsMissing {}.into()) };
        let lines = first.amounts().len();
        if lines == 0 {
            return Err(Cause::LinesMissing {}.into());
        }
        let amounts = ballots.len().saturating_mul(lines);
        for (what, found, allowed) in [
            (both("ballots", "schede"), ballots.len(), MAX_BALLOTS),
            (both("lines", "voci"), lines, MAX_LINES),
            (both("amounts in ballots", "importi nelle schede"), amounts, MAX_BALLOT_AMOUNTS),
        ] {
            if found > allowed {
                return Err(Cause::TooMany { what, found, allowed }.into());
            }
        }
        check_total(total, lines)?;
        let mut parties = Interner::new();
        for ballot in &ballots {
            let place = |error: Error| error.at(named("ballot of", "scheda di", ballot.party()));
            check(ballot, total, lines).map_err(place)?;
            if !parties.intern(ballot.party()).1 {
                return Err(Cause::IdTaken {
                    what: both("ballot of party", "scheda del soggetto"),
                    id: ballot.party().to_owned(),
                }
                .into());
            }
        }
        check_weight(ballots.iter().map(|ballot| u64::from(ballot.weight())).sum())?;
        Ok(Ballots { total, lines, ballots })
    }

    /// What each ballot splits.
    #[must_use]
    pub fn total(&self) -> Money {
        self.total
    }

    /// How many lines each ballot splits it over.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines
    }

    /// The weight of all ballots together.
    #[must_use]
    pub fn weight(&self) -> u32 {
        // At most 2^30: see `check_weight`.
        self.ballots.iter().map(Ballot::weight).sum()
    }

    /// Parties whose ids differ only in case, accents and punctuation, such as `anci` and `ANCI`, in groups: each may be
    /// one party that votes twice.
    #[must_use]
    pub fn near_equal_parties(&self) -> Vec<Vec<&str>> {
        let ids = || self.ballots.iter().map(Ballot::party);
        let of_group =
            |group: &Vec<usize>| group.iter().map(|ballot| self.ballots[*ballot].party()).collect();
        near_equal(ids()).iter().map(of_group).collect()
    }

    /// The ballots, as given.
    pub fn iter(&self) -> std::slice::Iter<'_, Ballot> {
        self.ballots.iter()
    }

    /// The ballots, as given.
    #[must_use]
    pub fn as_slice(&self) -> &[Ballot] {
        &self.ballots
    }
}

impl<'a> IntoIterator for &'a Ballots {
    type Item = &'a Ballot;
    type IntoIter = std::slice::Iter<'a, Ballot>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// How far a ballot is from the total.
pub(super) fn difference_words(missing: i128) -> Bilingual {
    let size = MoneyDelta::words(missing.abs());
    if missing >= 0 {
        Bilingual::new(format!("{size} is missing"), format!("mancano {}", size.italian()))
    } else {
        Bilingual::new(format!("{size} is too much"), format!("{} in eccesso", size.italian()))
    }
}

/// The weight that all ballots of a total may have together, and the most of one of them.
pub(super) fn heaviest(total: Money) -> u32 {
    Packing::of(total).most().min(MAX_BALLOT_WEIGHT)
}

/// Refuses a total so large over so many lines that sums leave 128 bits.
pub(super) fn check_total(total: Money, lines: usize) -> Result<()> {
    if i128::from(total.cents()) * (lines as i128) > MAX_REBALANCE_CENTS {
        let allowed = Money::saturating(MAX_REBALANCE_CENTS / lines as i128).words();
        let operation = both("the total of ballots over so many lines", "il totale di schede con tante voci");
        return Err(Cause::AmountOverflow { operation, allowed }.into());
    }
    Ok(())
}

/// Refuses ballots that weigh too much together.
pub(super) fn check_weight(all: u64) -> Result<()> {
    if all > u64::from(MAX_BALLOT_WEIGHT) {
        return Err(Cause::BallotsWeight { found: all, allowed: MAX_BALLOT_WEIGHT }.into());
    }
    Ok(())
}

pub(super) fn check(ballot: &Ballot, total: Money, lines: usize) -> Result<()> {
    if ballot.weight() > heaviest(total) {
        return Err(Cause::BallotWeight { found: ballot.weight().into(), allowed: heaviest(total) }.into());
    }
    let found = ballot.amounts().len();
    if found != lines {
        return Err(Cause::AmountsMismatch { found, lines }.into());
    }
    let sum: i128 = ballot.amounts().iter().map(|amount| i128::from(amount.cents())).sum();
    let missing = i128::from(total.cents()) - sum;
    if missing != 0 {
        let (sum, total) = (MoneyDelta::words(sum), total.words());
        return Err(Cause::BallotUnbalanced { sum, total, difference: difference_words(missing) }.into());
    }
    Ok(())
}
