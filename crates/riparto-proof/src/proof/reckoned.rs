//! Proofs about no plan: of splits, of what is made of ballots, of transfers. What is made is checked before it is handed over.

use std::cmp::Ordering;

use super::aggregate_claim::{AggregateClaim, ClaimedBallot};
use super::claim::Claim;
use super::no_proof::NoProof;
use super::plain_split::PlainSplit;
use super::proof_document::Proof;
use super::split_claim::{ClaimedCriterion, SplitClaim, signpost};
use super::transfers_claim::{ClaimedTransfer, FewestTransfersClaim, needed_at_least};
use super::whole_number::WholeNumber;
use riparto_ballots::ballots::{Aggregate, Ballots};
use riparto_core::money::{
    AllocationKey, Apportion, Apportionment, Method, MethodName, Money, Percent, Weight,
};
use riparto_core::rules::{Authorization, fraction};
use riparto_rebalance::transfers::Settlement;
use riparto_solve::gcd;

/// A fraction: above and below the line, where zero stands for more than any number.
type DivisorFraction = [i128; 2];

impl Proof {
    /// A proof that a split is what its method gives, by the divisor that makes weights into shares.
    ///
    /// ```
    /// use riparto::money::{AllocationKey, Apportion, Weight};
    /// use riparto::proof::Proof;
    ///
    /// let (total, weights, options) = ("1.00".parse()?, [3, 2, 2].map(Weight::from), Apportion::new());
    /// let split = options.split(total, AllocationKey::Weights(&weights))?;
    /// let proof = Proof::of_split(total, AllocationKey::Weights(&weights), &options, &split).expect("weights alone");
    /// assert_eq!(Proof::from_json(&proof.to_json())?.check_alone(), Ok(()));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Why there is none: a split with parts that do not pay for floors, or numbers that leave 128 bits.
    pub fn of_split(
        total: Money,
        key: AllocationKey<'_>,
        options: &Apportion,
        split: &Apportionment,
    ) -> Result<Proof, NoProof> {
        let terms = options.terms().ok_or(NoProof::Split)?;
        let bounds = |bounds: &[Option<Money>], otherwise: i64| -> Vec<i64> {
            bounds.iter().map(|bound| bound.map_or(otherwise, Money::cents)).collect()
        };
        let whole = |weights: &[Weight]| -> Result<Vec<WholeNumber>, NoProof> {
            let weights = Weight::in_one_unit(weights).ok_or(NoProof::NotFound)?;
            Ok(weights.into_iter().map(|weight| WholeNumber(weight.into())).collect())
        };
        let (mut weights, mut criteria) = (Vec::new(), Vec::new());
        match key {
            AllocationKey::Weights(stated) => weights = whole(stated)?,
            AllocationKey::Criteria(stated) => {
                for criterion in stated.iter().filter(|criterion| criterion.percent() != Percent::ZERO) {
                    let (below, above) = fraction(criterion.percent());
                    let share = [above, below].map(|number| WholeNumber(number.into()));
                    criteria.push(ClaimedCriterion { share, weights: whole(criterion.weights())? });
                }
            }
        }
        let mut claim = SplitClaim {
            total: total.cents(),
            weights,
            criteria,
            method: name(terms.method),
            tie_break: terms.tie_break,
            floors: bounds(terms.floors, 0),
            ceilings: bounds(terms.ceilings, total.cents()),
            fixed: terms.fixed.iter().map(|fixed| fixed.cents()).collect(),
            unit: terms.unit.cents(),
            residual_to: match terms.method {
                Method::Truncated { residual_to } => Some(residual_to),
                _ => terms.residual_to.filter(|_| terms.unit.cents() > 1),
            },
            divisor: [WholeNumber(1), WholeNumber(0)],
            amounts: split.amounts().iter().map(|amount| amount.cents()).collect(),
        };
        let plain = claim.plain().map_err(|_| NoProof::NotFound)?;
        let divisor = match claim.method {
            MethodName::LargestRemainder | MethodName::Truncated => divisor_of_shares(&plain),
            method => divisor_of_units(&plain.in_units(), method),
        };
        let [above, below] = divisor.ok_or(NoProof::NotFound)?;
        let common = gcd(above, below).max(1);
        claim.divisor = [above / common, below / common].map(WholeNumber);
        alone(claim.check().is_ok(), Claim::Split(claim))
    }

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
        let whole = |number: Option<u128>| number.and_then(|number| i128::try_from(number).ok());
        let moment = match aggregate.moment() {
            None => None,
            Some(moment) => match (whole(moment.numerator()), whole(moment.denominator())) {
                (Some(above), Some(below)) => Some([above, below].map(WholeNumber)),
                _ => return Err(NoProof::NotFound),
            },
        };
        let cents = |amounts: &[Money]| amounts.iter().map(|amount| amount.cents()).collect();
        let claimed = ballots
            .iter()
            .map(|one| ClaimedBallot { weight: one.weight().into(), amounts: cents(one.amounts()) });
        let claim = AggregateClaim {
            rule: aggregate.rule(),
            total: ballots.total().cents(),
            ballots: claimed.collect(),
            moment,
            amounts: cents(aggregate.amounts()),
        };
        alone(claim.check().is_ok(), Claim::Aggregate(claim))
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
        alone(claim.check().is_ok(), Claim::FewestTransfers(claim))
    }
}

fn alone(is_proven: bool, claim: Claim) -> Result<Proof, NoProof> {
    let proof = Proof { plan: None, date: None, up_to: Authorization::Free, claims: vec![claim] };
    if is_proven { Ok(proof) } else { Err(NoProof::NotFound) }
}

fn name(method: Method) -> MethodName {
    match method {
        Method::Webster => MethodName::Webster,
        Method::Jefferson => MethodName::Jefferson,
        Method::Adams => MethodName::Adams,
        Method::HuntingtonHill => MethodName::HuntingtonHill,
        Method::Truncated { .. } => MethodName::Truncated,
        _ => MethodName::LargestRemainder,
    }
}

/// How two divisors compare; none where that leaves 128 bits.
fn compared(one: DivisorFraction, other: DivisorFraction) -> Option<Ordering> {
    Some(one[0].checked_mul(other[1])?.cmp(&other[0].checked_mul(one[1])?))
}

/// The divisor under which no part is owed another unit: the most that one which was not given is worth.
fn divisor_of_units(split: &PlainSplit, method: MethodName) -> Option<DivisorFraction> {
    let mut divisor = [0, 1];
    for ((weight, units), [_, ceiling]) in split.weights.iter().zip(&split.amounts).zip(&split.bounds) {
        if *weight > 0 && units < ceiling {
            let worth = signpost(method, *weight, *units).ok()??;
            let worth = if worth[1] == 0 { [1, 0] } else { worth };
            if compared(worth, divisor)?.is_gt() {
                divisor = worth;
            }
        }
    }
    Some(divisor)
}

/// The divisor under which shares within floors and ceilings sum to the total.
fn divisor_of_shares(split: &PlainSplit) -> Option<DivisorFraction> {
    let bounds = split.bounds.iter().map(|bounds| bounds.map(i128::from));
    let parts: Vec<(i128, [i128; 2])> = split.weights.iter().copied().zip(bounds).collect();
    // Where parts come to their floors and ceilings as the divisor rises.
    let mut turns: Vec<DivisorFraction> = Vec::new();
    for (weight, bounds) in parts.iter().filter(|(weight, _)| *weight > 0) {
        turns.extend(bounds.iter().filter(|bound| **bound > 0).map(|bound| [*weight, *bound]));
    }
    turns.sort_by(|one, other| compared(*one, *other).unwrap_or(Ordering::Equal));
    let total = i128::from(split.total);
    let (mut from, mut to) = (0, turns.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let [above, below] = turns[middle];
        let (free, held) = free_and_held(&parts, turns[middle])?;
        match free.checked_mul(below)?.cmp(&(total - held).checked_mul(above)?) {
            Ordering::Equal => return Some(turns[middle]),
            Ordering::Greater => from = middle + 1,
            Ordering::Less => to = middle,
        }
    }
    let before = from.checked_sub(1).map_or([0, 1], |place| turns[place]);
    let after = turns.get(from).copied().unwrap_or([1, 0]);
    let (free, held) = free_and_held(&parts, [before[0] + after[0], before[1] + after[1]])?;
    if free == 0 { Some([before[0] + after[0], before[1] + after[1]]) } else { Some([free, total - held]) }
}

/// The weight of the parts between their bounds under a divisor, and what the others hold.
fn free_and_held(parts: &[(i128, [i128; 2])], [above, below]: DivisorFraction) -> Option<(i128, i128)> {
    let (mut free, mut held) = (0_i128, 0_i128);
    for (weight, [floor, ceiling]) in parts {
        let share = weight.checked_mul(below)?;
        if share <= floor.checked_mul(above)? {
            held += floor;
        } else if share >= ceiling.checked_mul(above)? {
            held += ceiling;
        } else {
            free += weight;
        }
    }
    Some((free, held))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{AllocationKey, Apportion, Claim, Method, Money, NoProof, Proof, Weight};
    use riparto_ballots::ballots::{AggregationRule, Ballot, Ballots};
    use riparto_core::money::Criterion;
    use riparto_core::money::TieBreak;

    const METHODS: [Method; 6] = [
        Method::LargestRemainder,
        Method::Webster,
        Method::Jefferson,
        Method::Adams,
        Method::HuntingtonHill,
        Method::Truncated { residual_to: 0 },
    ];

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
        let count = match &proof.claims()[0] {
            Claim::Split(split) => split.amounts.len(),
            Claim::Aggregate(aggregate) => aggregate.amounts.len(),
            _ => 0,
        };
        let moved = |from: usize, to: usize| {
            let mut proof = proof.clone();
            let amounts = match &mut proof.claims[0] {
                Claim::Split(split) => &mut split.amounts,
                Claim::Aggregate(aggregate) => &mut aggregate.amounts,
                _ => return true,
            };
            amounts[from] -= 1;
            amounts[to] += 1;
            proof.check_alone().is_err()
        };
        (0..count).all(|from| (0..count).filter(|to| *to != from).all(|to| moved(from, to)))
    }

    proptest! {
        /// Every split by weights has a proof, which is taken, and not for any other amounts.
        #[test]
        fn splits_have_proofs(
            (total, method) in (0..400_i64, prop::sample::select(METHODS.to_vec())),
            parts in prop::collection::vec((0..9_u32, 0..60_i64, prop::option::of(60..300_i64)), 1..6),
            tie_break in prop::sample::select(vec![TieBreak::First, TieBreak::Last, TieBreak::LargestWeight]),
        ) {
            let weights: Vec<Weight> = parts.iter().map(|(weight, ..)| Weight::from(*weight)).collect();
            let options = Apportion::new()
                .method(method)
                .tie_break(tie_break)
                .floors(parts.iter().map(|(_, floor, _)| Some(cents(*floor))).collect())
                .ceilings(parts.iter().map(|(.., ceiling)| ceiling.map(cents)).collect());
            let key = AllocationKey::Weights(&weights);
            let split = options.split(cents(total), key);
            prop_assume!(split.is_ok());
            let split = split.unwrap();
            let proof = Proof::of_split(cents(total), key, &options, &split).unwrap();
            prop_assert_eq!(Proof::from_json(&proof.to_json()).unwrap().check_alone(), Ok(()));
            prop_assert!(is_alone(&proof), "{}", proof.to_json());
        }

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
        }
    }

    proptest! {
        /// Criteria, units, fixed amounts and a part that takes what is below a unit have proofs too.
        #[test]
        fn splits_of_acts_have_proofs(
            (total, method, unit) in (0..2_000_i64, prop::sample::select(METHODS.to_vec()), prop::sample::select(vec![1_i64, 7, 100])),
            parts in prop::collection::vec(
                (0..9_u32, 0..9_u32, 0..3_i64, 0..60_i64, prop::option::of(60..900_i64)), 1..6),
            (percent, by_criteria) in (0..=100_u32, any::<bool>()),
            tie_break in prop::sample::select(vec![TieBreak::First, TieBreak::Last, TieBreak::LargestWeight]),
        ) {
            let [one, other] = [0, 1].map(|list| -> Vec<Weight> {
                parts.iter().map(|(one, other, ..)| Weight::from([*one, *other][list])).collect()
            });
            let criteria = [
                Criterion::new(percent.to_string().parse().unwrap(), one.clone()),
                Criterion::new((100 - percent).to_string().parse().unwrap(), other),
            ];
            let key = if by_criteria { AllocationKey::Criteria(&criteria) } else { AllocationKey::Weights(&one) };
            let options = Apportion::new()
                .method(method)
                .tie_break(tie_break)
                .unit(cents(unit))
                .fixed(parts.iter().map(|(_, _, fixed, ..)| cents(*fixed * unit)).collect())
                .floors(parts.iter().map(|(.., floor, _)| Some(cents(*floor))).collect())
                .ceilings(parts.iter().map(|(.., ceiling)| ceiling.map(cents)).collect());
            let options = if matches!(method, Method::Truncated { .. }) { options } else { options.residual_to(parts.len() - 1) };
            let split = options.split(cents(total), key);
            prop_assume!(split.is_ok());
            let split = split.unwrap();
            let proof = Proof::of_split(cents(total), key, &options, &split).unwrap();
            prop_assert_eq!(Proof::from_json(&proof.to_json()).unwrap().check_alone(), Ok(()));
            prop_assert!(is_alone(&proof), "{}", proof.to_json());
        }
    }

    #[test]
    fn a_split_that_some_do_not_pay_for_has_none() {
        let weights = [Weight::from(1); 2];
        let (options, key) = (Apportion::new().payers(vec![true, false]), AllocationKey::Weights(&weights));
        let split = options.split(cents(400), key).unwrap();
        assert_eq!(Proof::of_split(cents(400), key, &options, &split), Err(NoProof::Split));
    }
}
