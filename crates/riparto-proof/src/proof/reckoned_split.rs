//! Proofs of splits: by the divisor that makes weights into shares. What is made is checked before it is handed over.

use std::cmp::Ordering;

use super::claim::Claim;
use super::no_proof::NoProof;
use super::plain_split::PlainSplit;
use super::proof_document::Proof;
use super::reckoned::alone;
use super::split_claim::{ClaimedCriterion, SplitClaim, UnboundedSplit, signpost};
use super::whole_number::WholeNumber;
use riparto_core::money::{
    AllocationKey, Apportion, Apportionment, HalfUp, Method, MethodName, Money, Percent, SplitTerms,
    TieBreak, Weight,
};
use riparto_core::rules::fraction;
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
    /// Why there is none: numbers that leave 128 bits.
    pub fn of_split(
        total: Money,
        key: AllocationKey<'_>,
        options: &Apportion,
        split: &Apportionment,
    ) -> Result<Proof, NoProof> {
        let terms = options.terms();
        let mut claim = claimed(total, key, &terms)?;
        claim.method = name(terms.method);
        claim.tie_break = terms.tie_break;
        claim.residual_to = match terms.method {
            Method::Truncated { residual_to } => Some(residual_to),
            _ => terms.residual_to.filter(|_| terms.unit.cents() > 1),
        };
        claim.amounts = split.amounts().iter().map(|amount| amount.cents()).collect();
        let plain = claim.plain().map_err(|_| NoProof::TooLarge)?;
        let divisor = match claim.method {
            MethodName::LargestRemainder | MethodName::Truncated => divisor_of_shares(&plain),
            method => {
                if !plain.payers.is_empty() {
                    claim.unbounded = Some(unbounded(&plain, key, &terms)?);
                }
                divisor_of_units(&plain.in_units(), method)
            }
        };
        claim.divisor = divisor.map(lowest).ok_or(NoProof::TooLarge)?;
        alone(claim.check(), Claim::Split(claim))
    }

    /// A proof that amounts are shares each rounded half up, which need not sum to the total, by the divisor that makes weights into shares.
    ///
    /// ```
    /// use riparto::money::{AllocationKey, Apportion, Weight};
    /// use riparto::proof::{Claim, Proof};
    ///
    /// let (total, thirds, options) = ("100.00".parse()?, [Weight::from(1); 3], Apportion::new());
    /// let shares = options.half_up(total, AllocationKey::Weights(&thirds))?;
    /// let proof = Proof::of_half_up(total, AllocationKey::Weights(&thirds), &options, &shares).expect("weights alone");
    /// assert_eq!(proof.check_alone(), Ok(()));
    /// assert!(matches!(&proof.claims()[0], Claim::Split(claim) if claim.difference == -1));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Why there is none: numbers that leave 128 bits.
    pub fn of_half_up(
        total: Money,
        key: AllocationKey<'_>,
        options: &Apportion,
        shares: &HalfUp,
    ) -> Result<Proof, NoProof> {
        let mut claim = claimed(total, key, &options.terms())?;
        claim.method = MethodName::HalfUp;
        claim.amounts = shares.amounts().iter().map(|amount| amount.cents()).collect();
        claim.difference = shares.difference().cents();
        let plain = claim.plain().map_err(|_| NoProof::TooLarge)?;
        claim.divisor = divisor_of_shares(&plain).map(lowest).ok_or(NoProof::TooLarge)?;
        alone(claim.check(), Claim::Split(claim))
    }
}

/// What is asked of a split, with what it is split by; the method and what it leads to are not yet in it.
fn claimed(total: Money, key: AllocationKey<'_>, terms: &SplitTerms<'_>) -> Result<SplitClaim, NoProof> {
    let bounds = |bounds: &[Option<Money>], otherwise: i64| -> Vec<i64> {
        bounds.iter().map(|bound| bound.map_or(otherwise, Money::cents)).collect()
    };
    let whole = |weights: &[Weight]| -> Result<Vec<WholeNumber>, NoProof> {
        let weights = Weight::in_one_unit(weights).ok_or(NoProof::TooLarge)?;
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
    Ok(SplitClaim {
        total: total.cents(),
        weights,
        criteria,
        method: MethodName::LargestRemainder,
        tie_break: TieBreak::First,
        floors: bounds(terms.floors, 0),
        ceilings: bounds(terms.ceilings, total.cents()),
        fixed: terms.fixed.iter().map(|fixed| fixed.cents()).collect(),
        payers: terms.payers.to_vec(),
        unit: terms.unit.cents(),
        residual_to: None,
        divisor: [WholeNumber(1), WholeNumber(0)],
        unbounded: None,
        amounts: Vec::new(),
        difference: 0,
    })
}

/// What a divisor method gives without bounds.
fn unbounded(
    split: &PlainSplit,
    key: AllocationKey<'_>,
    terms: &SplitTerms<'_>,
) -> Result<UnboundedSplit, NoProof> {
    let total = Money::checked_from_cents(split.total - split.total % split.unit).ok_or(NoProof::TooLarge)?;
    let options = Apportion::new().method(terms.method).tie_break(terms.tie_break).unit(terms.unit);
    let found = options.split(total, key).map_err(|_| NoProof::NotFound)?;
    let amounts: Vec<i64> = found.amounts().iter().map(|amount| amount.cents()).collect();
    let free = PlainSplit {
        total: total.cents(),
        unit: split.unit,
        weights: split.weights.clone(),
        bounds: vec![[0, total.cents()]; amounts.len()],
        amounts: amounts.clone(),
        payers: Vec::new(),
    };
    let divisor = divisor_of_units(&free.in_units(), name(terms.method)).ok_or(NoProof::TooLarge)?;
    Ok(UnboundedSplit { divisor: lowest(divisor), amounts })
}

/// A divisor in lowest terms.
fn lowest([above, below]: DivisorFraction) -> [WholeNumber; 2] {
    let common = gcd(above, below).max(1);
    [above / common, below / common].map(WholeNumber)
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

/// The divisor under which no part that pays is owed another unit: the most that one which was not given is worth.
fn divisor_of_units(split: &PlainSplit, method: MethodName) -> Option<DivisorFraction> {
    let mut divisor = [0, 1];
    let parts = split.weights.iter().zip(&split.amounts).zip(&split.bounds).enumerate();
    for (_, ((weight, units), [_, ceiling])) in parts.filter(|(part, _)| split.pays(*part)) {
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

/// The divisor under which shares within floors and ceilings sum to what those who do not pay leave of the total.
fn divisor_of_shares(split: &PlainSplit) -> Option<DivisorFraction> {
    let [total, scale] = split.left_to_payers().ok()?;
    let bounds = split.bounds.iter().map(|bounds| bounds.map(i128::from));
    let parts = split.weights.iter().copied().zip(bounds).enumerate();
    let parts = parts.filter(|(part, _)| split.pays(*part)).map(|(_, part)| part);
    let parts: Vec<(i128, [i128; 2])> = parts.collect();
    // Where parts come to their floors and ceilings as the divisor rises.
    let mut turns: Vec<DivisorFraction> = Vec::new();
    for (weight, bounds) in parts.iter().filter(|(weight, _)| *weight > 0) {
        turns.extend(bounds.iter().filter(|bound| **bound > 0).map(|bound| [*weight, *bound]));
    }
    turns.sort_by(|one, other| compared(*one, *other).unwrap_or(Ordering::Equal));
    let left = |held: i128| total.checked_sub(held.checked_mul(scale)?);
    let (mut from, mut to) = (0, turns.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let [above, below] = turns[middle];
        let (free, held) = free_and_held(&parts, turns[middle])?;
        let shared = free.checked_mul(below)?.checked_mul(scale)?;
        match shared.cmp(&left(held)?.checked_mul(above)?) {
            Ordering::Equal => return Some(turns[middle]),
            Ordering::Greater => from = middle + 1,
            Ordering::Less => to = middle,
        }
    }
    let before = from.checked_sub(1).map_or([0, 1], |place| turns[place]);
    let after = turns.get(from).copied().unwrap_or([1, 0]);
    let between = [before[0] + after[0], before[1] + after[1]];
    let (free, held) = free_and_held(&parts, between)?;
    Some(match (free, left(held)?) {
        (0, 0) => between,
        // All have their ceilings, and something is left below one unit.
        (0, _) => [0, 1],
        (free, left) => [free.checked_mul(scale)?, left],
    })
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

    use super::{AllocationKey, Apportion, Claim, Method, Money, Proof, Weight};
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

    fn cents(cents: i64) -> Money {
        Money::from_cents(cents).unwrap()
    }

    /// Whether no proof is taken in which a cent goes from one amount to another.
    fn is_alone(proof: &Proof) -> bool {
        let Claim::Split(claim) = &proof.claims()[0] else { return false };
        let count = claim.amounts.len();
        let moved = |from: usize, to: usize| {
            let mut proof = proof.clone();
            let Claim::Split(claim) = &mut proof.claims[0] else { return false };
            claim.amounts[from] -= 1;
            claim.amounts[to] += 1;
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

    proptest! {
        /// Where some do not pay for floors, and where shares are rounded half up, there is a proof, and not for any other amounts.
        #[test]
        fn splits_that_some_pay_for_and_rounded_shares_have_proofs(
            (total, method, unit) in (0..2_000_i64, prop::option::of(prop::sample::select(METHODS.to_vec())), prop::sample::select(vec![1_i64, 7, 100])),
            parts in prop::collection::vec(
                (0..9_u32, any::<bool>(), 0..2_i64, 0..90_i64, prop::option::of(60..900_i64)), 1..6),
            tie_break in prop::sample::select(vec![TieBreak::First, TieBreak::Last, TieBreak::LargestWeight]),
        ) {
            let weights: Vec<Weight> = parts.iter().map(|(weight, ..)| Weight::from(*weight)).collect();
            let key = AllocationKey::Weights(&weights);
            let options = Apportion::new()
                .tie_break(tie_break)
                .unit(cents(unit))
                .payers(parts.iter().map(|(_, pays, ..)| *pays).collect())
                .fixed(parts.iter().map(|(_, _, fixed, ..)| cents(*fixed * unit)).collect())
                .floors(parts.iter().map(|(.., floor, _)| Some(cents(*floor))).collect())
                .ceilings(parts.iter().map(|(.., ceiling)| ceiling.map(cents)).collect());
            let proof = match method {
                None => {
                    let shares = options.half_up(cents(total), key);
                    prop_assume!(shares.is_ok());
                    Proof::of_half_up(cents(total), key, &options, &shares.unwrap())
                }
                Some(method) => {
                    let options = options.method(method);
                    let takes_itself = matches!(method, Method::Truncated { .. });
                    let options = if takes_itself { options } else { options.residual_to(parts.len() - 1) };
                    let split = options.split(cents(total), key);
                    prop_assume!(split.is_ok());
                    Proof::of_split(cents(total), key, &options, &split.unwrap())
                }
            };
            let proof = proof.unwrap();
            prop_assert_eq!(Proof::from_json(&proof.to_json()).unwrap().check_alone(), Ok(()));
            prop_assert!(is_alone(&proof), "{}", proof.to_json());
        }
    }

    #[test]
    fn what_is_not_of_a_claim_is_refused() {
        let weights = [3, 2, 2].map(Weight::from);
        let key = AllocationKey::Weights(&weights);
        let half_up = Apportion::new().half_up(cents(100), key).unwrap();
        let rounded = Proof::of_half_up(cents(100), key, &Apportion::new(), &half_up).unwrap().to_json();
        let paid = Apportion::new().method(Method::Webster).payers(vec![true, false, true]).floors(vec![
            None,
            None,
            Some(cents(40)),
        ]);
        let paid =
            Proof::of_split(cents(100), key, &paid, &paid.split(cents(100), key).unwrap()).unwrap().to_json();
        for (proof, was, falsified) in [
            (&rounded, r#""difference":1"#, r#""difference":0"#),
            (&rounded, r#""difference":1"#, r#""difference":2"#),
            (&rounded, r#""method":"half_up""#, r#""method":"half_up","tie_break":"last""#),
            (&rounded, r#""method":"half_up""#, r#""method":"half_up","residual_to":0"#),
            (&rounded, r#""method":"half_up""#, r#""method":"largest_remainder""#),
            (&paid, r#""payers":[true,false,true]"#, r#""payers":[true,true,true]"#),
            (&paid, r#""payers":[true,false,true]"#, r#""payers":[false,false,true]"#),
            (&paid, r#""payers":[true,false,true]"#, r#""payers":[true,false]"#),
            (&paid, r#""payers":[true,false,true],"#, ""),
            (&paid, r#""amounts":[43,29,28]"#, r#""amounts":[43,28,29]"#),
            (&paid, r#""method":"webster""#, r#""method":"adams""#),
            (&paid, r#""method":"webster""#, r#""method":"largest_remainder""#),
            (&paid, r#""method":"webster""#, r#""method":"webster","difference":1"#),
        ] {
            assert!(proof.contains(was), "{proof}");
            let falsified = proof.replacen(was, falsified, 1);
            let taken = Proof::from_json(&falsified).is_ok_and(|proof| proof.check_alone().is_ok());
            assert!(!taken, "{falsified}");
            assert_eq!(Proof::from_json(proof).unwrap().check_alone(), Ok(()));
        }
    }
}
