//! Proofs about no plan: of what is made of ballots, of transfers. What is made is checked before it is handed over.

use super::aggregate_claim::{AggregateClaim, ClaimedBallot};
use super::claim::Claim;
use super::no_proof::NoProof;
use super::proof_document::Proof;
use super::refusal::{Checked, Refusal};
use super::transfers_claim::{ClaimedTransfer, FewestTransfersClaim, needed_at_least};
use super::whole_number::WholeNumber;
use riparto_ballots::ballots::{Aggregate, Ballots, Tally, VoteCount};
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_rebalance::rebalance::line_domains;
use riparto_rebalance::transfers::Settlement;

impl Proof {
    /// A proof that an aggregate is what its rule makes of ballots, by the moment at which the phantoms stop.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Ballot, Ballots};
    /// use riparto::proof::Proof;
    ///
    /// let ballot = |party, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
    /// let ballots = Ballots::new("1.00".parse()?, vec![ballot("anci", "0.70", "0.30")?, ballot("ats", "0.20", "0.80")?])?;
    /// let aggregate = ballots.aggregate(AggregationRule::Ladder);
    /// let proof = Proof::of_aggregate(&ballots, &aggregate).expect("small numbers");
    /// assert_eq!(proof.check_alone(), Ok(()));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Why there is none: numbers that leave 128 bits.
    pub fn of_aggregate(ballots: &Ballots, aggregate: &Aggregate) -> Result<Proof, NoProof> {
        let cents = |amounts: &[Money]| amounts.iter().map(|amount| amount.cents()).collect();
        let claimed = ballots
            .iter()
            .map(|one| ClaimedBallot { weight: one.weight().into(), amounts: cents(one.amounts()) });
        let claim = AggregateClaim { ballots: claimed.collect(), ..claimed_of(ballots.total(), aggregate)? };
        alone(claim.check(), Claim::Aggregate(claim))
    }

    /// A proof that an aggregate is what its rule makes of counted ballots. It lists how much weight stands at each amount of each line.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Tally, VoteCount};
    /// use riparto::proof::Proof;
    ///
    /// let count = |amount: &str, weight: u32| -> riparto::Result<VoteCount> { Ok(VoteCount { amount: amount.parse()?, weight }) };
    /// let desks = vec![count("60.00", 3_000_000)?, count("20.00", 1_000_000)?];
    /// let outreach = vec![count("40.00", 3_000_000)?, count("80.00", 1_000_000)?];
    /// let tally = Tally::from_counts("100.00".parse()?, &[desks, outreach])?;
    /// let proof = Proof::of_tally(&tally, &tally.aggregate(AggregationRule::Ladder)).expect("small numbers");
    /// assert_eq!(proof.check_alone(), Ok(()));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Why there is none: numbers that leave 128 bits.
    pub fn of_tally(tally: &Tally, aggregate: &Aggregate) -> Result<Proof, NoProof> {
        let counted = |counts: Vec<VoteCount>| {
            counts.iter().map(|count| [count.amount.cents(), count.weight.into()]).collect()
        };
        let counts = tally.counts().into_iter().map(counted).collect();
        let claim = AggregateClaim { counts, ..claimed_of(tally.total(), aggregate)? };
        alone(claim.check(), Claim::Aggregate(claim))
    }

    /// With the claim that the same ballots, or counts, make these amounts by the same rule where phantoms rise by whole cents.
    ///
    /// ```
    /// use riparto::ballots::{AggregationRule, Ballot, Ballots, Tally};
    /// use riparto::proof::Proof;
    ///
    /// let ballot = |party, a: &str, b: &str| Ballot::new(party, 1, vec![a.parse()?, b.parse()?]);
    /// let ballots = Ballots::new("1.00".parse()?, vec![ballot("anci", "0.70", "0.30")?, ballot("ats", "0.20", "0.80")?])?;
    /// let rule = AggregationRule::Ladder;
    /// let whole = Tally::of(&ballots).integral(rule).expect("it has phantoms");
    /// let proof = Proof::of_aggregate(&ballots, &ballots.aggregate(rule)).and_then(|proof| proof.and_integral(&whole));
    /// assert_eq!(proof.expect("small numbers").check_alone(), Ok(()));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Why there is none: it is no proof of an aggregate, or numbers leave 128 bits.
    pub fn and_integral(self, amounts: &[Money]) -> Result<Proof, NoProof> {
        self.and_integral_within(amounts, [Vec::new(), Vec::new()])
    }

    /// The same where lines hold no less and no more than the rules of a plan on single lines allow: these floors and ceilings stand in the
    /// claim.
    ///
    /// # Errors
    /// As [`Proof::and_integral`]; rules that bind lines together have no such amounts (`NoAnswer`).
    pub fn and_integral_under(
        self,
        amounts: &[Money],
        plan: &Plan,
        up_to: Authorization,
    ) -> Result<Proof, NoProof> {
        let domains = line_domains(plan, up_to).ok().flatten().ok_or(NoProof::NoAnswer)?;
        let bounds = [
            domains.iter().map(|domain| domain.low).collect(),
            domains.iter().map(|domain| domain.high).collect(),
        ];
        self.and_integral_within(amounts, bounds)
    }

    fn and_integral_within(
        mut self,
        amounts: &[Money],
        [floors, ceilings]: [Vec<i64>; 2],
    ) -> Result<Proof, NoProof> {
        let aggregate = self.claims.iter().find_map(|claim| match claim {
            Claim::Aggregate(aggregate) => Some(aggregate.clone()),
            _ => None,
        });
        let amounts = amounts.iter().map(|amount| amount.cents()).collect();
        let aggregate = aggregate.ok_or(NoProof::NoAnswer)?;
        let claim = AggregateClaim { integral: true, floors, ceilings, moment: None, amounts, ..aggregate };
        let made = alone(claim.check(), Claim::Aggregate(claim))?;
        self.claims.extend(made.claims);
        Ok(self)
    }

    /// A proof that transfers lead to the changes that they make, and of how few can at least: as few as that if it was found
    /// by trying all sets of lines, or by counting; otherwise a bound.
    ///
    /// # Errors
    /// Why there is none: transfers that lead elsewhere than to their changes, which no settlement has.
    pub fn of_settlement(settlement: &Settlement) -> Result<Proof, NoProof> {
        let claimed = settlement.transfers().iter().map(|transfer| ClaimedTransfer {
            from: transfer.from().to_owned(),
            to: transfer.to().to_owned(),
            cents: transfer.amount().cents(),
        });
        let mut claim = FewestTransfersClaim {
            changes: std::collections::BTreeMap::new(),
            transfers: claimed.collect(),
            at_least: 0,
        };
        for transfer in &claim.transfers {
            *claim.changes.entry(transfer.from.clone()).or_default() -= transfer.cents;
            *claim.changes.entry(transfer.to.clone()).or_default() += transfer.cents;
        }
        claim.changes.retain(|_, cents| *cents != 0);
        claim.at_least = needed_at_least(&claim.changes.values().copied().collect::<Vec<_>>());
        alone(claim.check(), Claim::FewestTransfers(claim))
    }
}

/// What a rule makes of ballots, which are not yet in it.
fn claimed_of(total: Money, aggregate: &Aggregate) -> Result<AggregateClaim, NoProof> {
    let whole = |number: Option<u128>| number.and_then(|number| i128::try_from(number).ok());
    let moment = match aggregate.moment() {
        None => None,
        Some(moment) => match (whole(moment.numerator()), whole(moment.denominator())) {
            (Some(above), Some(below)) => Some([above, below].map(WholeNumber)),
            _ => return Err(NoProof::TooLarge),
        },
    };
    Ok(AggregateClaim {
        rule: aggregate.rule(),
        total: total.cents(),
        ballots: Vec::new(),
        counts: Vec::new(),
        integral: false,
        floors: Vec::new(),
        ceilings: Vec::new(),
        moment,
        amounts: aggregate.amounts().iter().map(|amount| amount.cents()).collect(),
    })
}

/// A proof of one claim, if it is taken.
pub(super) fn alone(checked: Checked, claim: Claim) -> Result<Proof, NoProof> {
    let proof = Proof { plan: None, date: None, up_to: Authorization::Free, claims: vec![claim] };
    match checked {
        Ok(()) => Ok(proof),
        Err(Refusal::TooLarge) => Err(NoProof::TooLarge),
        Err(_) => Err(NoProof::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Tally;
    use super::{Authorization, Claim, Money, Plan, Proof};
    use riparto_ballots::ballots::{AggregationRule, Ballot, Ballots};

    const RULES: [AggregationRule; 7] = [
        AggregationRule::Mean,
        AggregationRule::MedianNormalized,
        AggregationRule::Utilitarian,
        AggregationRule::IndependentMarkets,
        AggregationRule::Ladder,
        AggregationRule::PiecewiseUniform,
        AggregationRule::UtilitarianProportional,
    ];

    fn cents(cents: i64) -> Money {
        Money::from_cents(cents).unwrap()
    }

    /// Whether no proof is taken in which a cent goes from one amount to another.
    fn is_alone(proof: &Proof) -> bool {
        let last = proof.claims.len() - 1;
        let Claim::Aggregate(claim) = &proof.claims()[last] else { return false };
        let count = claim.amounts.len();
        let moved = |from: usize, to: usize| {
            let mut proof = proof.clone();
            let Claim::Aggregate(claim) = &mut proof.claims[last] else { return false };
            claim.amounts[from] -= 1;
            claim.amounts[to] += 1;
            proof.check_alone().is_err()
        };
        (0..count).all(|from| (0..count).filter(|to| *to != from).all(|to| moved(from, to)))
    }

    proptest! {
        /// Every aggregate has a proof, which is taken, and not for any other amounts.
        #[test]
        fn aggregates_have_proofs(
            rule in prop::sample::select(RULES.to_vec()),
            ballots in prop::collection::vec((1..4_u32, prop::collection::vec(0..50_i64, 3)), 1..6),
            total in 150..400_i64,
        ) {
            let ballot = |(place, (weight, votes)): (usize, &(u32, Vec<i64>))| {
                let rest = total - votes.iter().sum::<i64>();
                let amounts = votes.iter().copied().chain([rest]).map(cents).collect();
                Ballot::new(format!("p{place}"), *weight, amounts).unwrap()
            };
            let ballots = Ballots::new(cents(total), ballots.iter().enumerate().map(ballot).collect()).unwrap();
            let proof = Proof::of_aggregate(&ballots, &ballots.aggregate(rule)).unwrap();
            prop_assert_eq!(Proof::from_json(&proof.to_json()).unwrap().check_alone(), Ok(()));
            prop_assert!(is_alone(&proof), "{}", proof.to_json());
            // Of the counts, and in whole cents.
            let tally = Tally::of(&ballots);
            let counted = Proof::of_tally(&tally, &tally.aggregate(rule)).unwrap();
            prop_assert!(is_alone(&counted), "{}", counted.to_json());
            prop_assert_eq!(tally.integral(rule).is_some(), rule.is_strategyproof());
            for (proof, amounts) in [proof, counted].into_iter().zip([tally.integral(rule), tally.integral(rule)]) {
                let proof = amounts.map_or(Ok(proof.clone()), |amounts| proof.and_integral(&amounts)).unwrap();
                prop_assert_eq!(Proof::from_json(&proof.to_json()).unwrap().check_alone(), Ok(()));
                prop_assert!(is_alone(&proof), "{}", proof.to_json());
            }
        }
    }

    /// What is not of a claim is refused, field by field.
    #[test]
    fn what_is_falsified_of_whole_cents_and_counts_is_refused() {
        let ballot =
            |party: &str, amounts: [i64; 3]| Ballot::new(party, 1, amounts.map(cents).to_vec()).unwrap();
        let ballots = vec![ballot("a", [70, 20, 10]), ballot("b", [20, 50, 30]), ballot("c", [10, 10, 80])];
        let ballots = Ballots::new(cents(100), ballots).unwrap();
        let (tally, rule) = (Tally::of(&ballots), AggregationRule::Ladder);
        let plan = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "1.00",
            "lines": [ {"id": "x", "amount": "0.40"}, {"id": "y", "amount": "0.30"}, {"id": "z", "amount": "0.30"} ],
            "rules": [ {"id": "x-floor", "scope": {"lines": ["x"]}, "limit": {"floor": "0.45"}} ] }"#;
        let plan = Plan::from_json(plan).unwrap();
        let within = tally.integral_under(&plan, rule, Authorization::Free).unwrap().unwrap();
        let proof = Proof::of_tally(&tally, &tally.aggregate(rule))
            .and_then(|proof| proof.and_integral_under(&within, &plan, Authorization::Free))
            .unwrap();
        assert_eq!(proof.check_alone(), Ok(()));
        let document = proof.to_json();
        for (was, falsified) in [
            (r#""floors":[45,0,0]"#, r#""floors":[44,0,0]"#),
            (r#""floors":[45,0,0]"#, r#""floors":[46,0,0]"#),
            (r#""floors":[45,0,0]"#, r#""floors":[45,0]"#),
            (r#""floors":[45,0,0],"#, ""),
            (r#""integral":true"#, r#""integral":false"#),
            (r#""integral":true"#, r#""integral":true,"moment":[1,1]"#),
            (r#""counts":[[[10,1]"#, r#""counts":[[[11,1]"#),
            (r#""counts":[[[10,1]"#, r#""counts":[[[10,2]"#),
            (r#""rule":"ladder""#, r#""rule":"mean""#),
        ] {
            assert!(document.contains(was), "{was}: {document}");
            let taken = Proof::from_json(&document.replace(was, falsified));
            assert!(!taken.is_ok_and(|proof| proof.check_alone().is_ok()), "{falsified}");
        }
    }
}
