//! Equal claims to a cent, and cents by the largest remainder: what a checker recomputes of a split.

use std::cmp::Reverse;

use riparto_core::money::TieBreak;

use super::refusal::{Checked, Refusal};

/// Whether of equal claims those that got a cent come before those that did not; positions with what each weighs.
pub(super) fn ties_are_broken(tie_break: TieBreak, got: &[(usize, i128)], not: &[(usize, i128)]) -> Checked {
    let (Some((first, _)), Some((last, _))) = (got.first(), not.last()) else { return Ok(()) };
    let refused = |part: usize| Err(Refusal::Part(part));
    match tie_break {
        TieBreak::Refuse => refused(*first),
        TieBreak::First if got.iter().max() > not.iter().min() => refused(*first),
        TieBreak::Last if got.iter().min() < not.iter().max() => refused(*last),
        TieBreak::LargestWeight => {
            let key = |(part, weight): &(usize, i128)| (Reverse(*weight), *part);
            match got.iter().map(key).max() > not.iter().map(key).min() {
                true => refused(*first),
                false => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether each amount is its share rounded down, or a cent more where no larger remainder got none. Shares are whole cents and
/// remainders below one cent.
pub(super) fn largest_remainders_got_cents(
    shares: &[(i128, i128)],
    (weights, tie_break): (&[i128], TieBreak),
    amounts: &[i64],
) -> Checked {
    let (mut got, mut not) = (Vec::new(), Vec::new());
    for (part, ((whole, remainder), amount)) in shares.iter().zip(amounts).enumerate() {
        match i128::from(*amount) - whole {
            0 => not.push((*remainder, part)),
            1 if *remainder > 0 => got.push((*remainder, part)),
            _ => return Err(Refusal::Part(part)),
        }
    }
    let Some(cut) = got.iter().map(|(remainder, _)| *remainder).min() else { return Ok(()) };
    if let Some((_, part)) = not.iter().find(|(remainder, _)| *remainder > cut) {
        return Err(Refusal::Part(*part));
    }
    let equal = |claims: Vec<(i128, usize)>| -> Vec<(usize, i128)> {
        let equal = claims.into_iter().filter(|(remainder, _)| *remainder == cut);
        equal.map(|(_, part)| (part, weights[part])).collect()
    };
    ties_are_broken(tie_break, &equal(got), &equal(not))
}
