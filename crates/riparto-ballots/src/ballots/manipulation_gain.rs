//! `ManipulationGain`: what a party gains by a ballot other than the one it means.

use std::cmp::Ordering;

use super::aggregation_rule::AggregationRule;
use super::ballot::Ballot;
use super::profile::Ballots;
use riparto_core::error::{Cause, Result};
use riparto_core::money::{Fraction, Money};
use riparto_core::words::both;

/// What a party gains by a ballot other than the one it means: the distance of the exact outcome to what it means, either way.
///
/// ```
/// use riparto::ballots::{AggregationRule, Ballot, Ballots};
///
/// let ballot = |party: &str, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
/// let ballots =
///     Ballots::new("100.00".parse()?, vec![ballot("anci", "70.00", "30.00")?, ballot("ats", "40.00", "60.00")?])?;
/// let all_to_one = ["100.00".parse()?, "0.00".parse()?];
/// let gain = ballots.gain(AggregationRule::Mean, 0, &all_to_one)?;
/// assert!(gain.pays());
/// assert_eq!(gain.cents(), 3000); // 70.00 and 30.00 is the outcome, just what `anci` means
/// assert!(!ballots.gain(AggregationRule::Ladder, 0, &all_to_one)?.pays());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManipulationGain {
    honest: Fraction,
    otherwise: Fraction,
    written: Vec<Money>,
}

impl ManipulationGain {
    /// The distance of the exact outcome to what the party means if it writes that, in cents.
    #[must_use]
    pub fn honest(&self) -> Fraction {
        self.honest.clone()
    }

    /// The distance if it writes the other ballot.
    #[must_use]
    pub fn otherwise(&self) -> Fraction {
        self.otherwise.clone()
    }

    /// The other ballot.
    #[must_use]
    pub fn written(&self) -> &[Money] {
        &self.written
    }

    /// Whether the other ballot brings the exact outcome nearer to what the party means.
    #[must_use]
    pub fn pays(&self) -> bool {
        self.otherwise < self.honest
    }

    /// By how much nearer, or farther if below zero, in whole cents: parts of a cent are dropped from either distance first.
    #[must_use]
    pub fn cents(&self) -> i64 {
        // A distance is at most twice a total, far within 64 bits.
        let cents = |distance: &Fraction| i64::try_from(distance.floor()).unwrap_or(i64::MAX);
        cents(&self.honest) - cents(&self.otherwise)
    }
}

impl Ballots {
    /// What the party of a ballot, by position, gets by writing other amounts than those of its ballot, which it means.
    ///
    /// # Errors
    /// There is no such ballot (`too_many`), not one amount for each line (`amounts_mismatch`), or a sum that is not the total
    /// (`ballot_unbalanced`).
    pub fn gain(&self, rule: AggregationRule, ballot: usize, written: &[Money]) -> Result<ManipulationGain> {
        let mut ballots = self.as_slice().to_vec();
        let Some(meant) = ballots.get(ballot).map(|ballot| ballot.amounts().to_vec()) else {
            let (found, allowed) = (ballot.saturating_add(1), ballots.len());
            return Err(Cause::TooMany { what: both("ballots", "schede"), found, allowed }.into());
        };
        ballots[ballot] = Ballot::new(ballots[ballot].party(), ballots[ballot].weight(), written.to_vec())?;
        let false_ballots = Ballots::new(self.total(), ballots)?;
        Ok(ManipulationGain {
            honest: self.aggregate(rule).distance(&meant)?,
            otherwise: false_ballots.aggregate(rule).distance(&meant)?,
            written: written.to_vec(),
        })
    }

    /// The overstatement that serves the party of a ballot best, of those tried: a quarter, half, three quarters and all of
    /// the way from its ballot to giving everything to one line, for each line. The first of several; no ballot of one line
    /// can be overstated. None if there is no such ballot.
    #[must_use]
    pub fn best_overstatement(&self, rule: AggregationRule, ballot: usize) -> Option<ManipulationGain> {
        const STEPS: i64 = 4;
        let meant = self.as_slice().get(ballot)?.amounts();
        let mut best: Option<ManipulationGain> = None;
        for favored in 0..meant.len() {
            for step in 1..=STEPS {
                // Rounded up for the favored line, so that no cent is lost.
                let kept =
                    |amount: &Money| Money::saturating((amount.cents() / STEPS * (STEPS - step)).into());
                let mut written: Vec<Money> = meant.iter().map(kept).collect();
                let others: i128 = written
                    .iter()
                    .enumerate()
                    .filter(|(line, _)| *line != favored)
                    .map(|(_, amount)| i128::from(amount.cents()))
                    .sum();
                written[favored] = Money::saturating(i128::from(self.total().cents()) - others);
                let Ok(gain) = self.gain(rule, ballot, &written) else { continue };
                if best.as_ref().is_none_or(|best| gain.otherwise.cmp(&best.otherwise) == Ordering::Less) {
                    best = Some(gain);
                }
            }
        }
        best
    }
}
