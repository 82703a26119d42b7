//! `Ballot`: one party's ideal split.

use riparto_core::budget::check_id;
use riparto_core::capacity::MAX_BALLOT_WEIGHT;
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::words::both;

/// The split of the total that one party would like: an amount for each line, and how much the ballot counts.
///
/// ```
/// use riparto::ballots::Ballot;
///
/// let ballot = Ballot::new("anci", 2, vec!["60.00".parse()?, "40.00".parse()?])?;
/// assert_eq!(ballot.weight(), 2);
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "scheda")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    party: String,
    weight: u32,
    amounts: Vec<Money>,
}

impl Ballot {
    /// A ballot of a party: an amount for each line, in their order. A ballot of weight 3 counts as three equal ones.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`); a weight outside 1 to 2^30 (`ballot_weight`).
    pub fn new(party: impl Into<String>, weight: u32, amounts: Vec<Money>) -> Result<Ballot> {
        let party = party.into();
        check_id(&party).map_err(|error| error.at(both("party", "soggetto")))?;
        if !(1..=MAX_BALLOT_WEIGHT).contains(&weight) {
            return Err(Cause::BallotWeight { found: weight.into(), allowed: MAX_BALLOT_WEIGHT }.into());
        }
        Ok(Ballot { party, weight, amounts })
    }

    /// The party.
    #[must_use]
    pub fn party(&self) -> &str {
        &self.party
    }

    /// How many equal ballots it counts as.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.weight
    }

    /// The amounts, in the order of the lines.
    #[must_use]
    pub fn amounts(&self) -> &[Money] {
        &self.amounts
    }
}
