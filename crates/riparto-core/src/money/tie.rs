//! `Ties`: choosing the strongest of many claims to a cent, and breaking or refusing ties at the cut.

use std::cmp::{Ordering, Reverse};

use super::method::TieBreak;
use crate::error::{Cause, Result};
use crate::words::{Noun, bilingual, noun};

/// How many tied parts the sentence of an error names.
const SHOWN: usize = 8;

/// What decides between equal claims.
pub(super) struct Ties<'a> {
    pub(super) tie_break: TieBreak,
    pub(super) weights: &'a [u64],
}

/// The parts that get a cent, and the parts that a tie break decided between, in order.
#[derive(Default)]
pub(super) struct Chosen {
    pub(super) winners: Vec<usize>,
    pub(super) tied: Vec<usize>,
}

impl Ties<'_> {
    /// The parts of the first `cents` claims in the order of `compare`, in which no part has two equal claims. There
    /// are at least as many claims.
    pub(super) fn choose<T: Copy>(
        &self,
        mut claims: Vec<T>,
        cents: usize,
        compare: impl Fn(&T, &T) -> Ordering,
        part: impl Fn(&T) -> usize,
    ) -> Result<Chosen> {
        if cents == 0 {
            return Ok(Chosen::default());
        }
        let (_, cut, _) = claims.select_nth_unstable_by(cents - 1, &compare);
        let cut = *cut;
        let mut winners: Vec<usize> = Vec::with_capacity(cents);
        let mut equal: Vec<usize> = Vec::new();
        for claim in &claims {
            match compare(claim, &cut) {
                Ordering::Less => winners.push(part(claim)),
                Ordering::Equal => equal.push(part(claim)),
                Ordering::Greater => {}
            }
        }
        let left = cents - winners.len();
        if left == equal.len() {
            winners.extend(equal);
            return Ok(Chosen { winners, tied: Vec::new() });
        }
        equal.sort_unstable();
        let tied = equal.clone();
        match self.tie_break {
            TieBreak::First => {}
            TieBreak::Last => equal.reverse(),
            TieBreak::LargestWeight => equal.sort_by_key(|part| Reverse(self.weights[*part])),
            TieBreak::Refuse => return Err(refusal(left, &tied).into()),
        }
        winners.extend(&equal[..left]);
        Ok(Chosen { winners, tied })
    }
}

const CENTS: Noun = noun(
    "leftover cent falls",
    "leftover cents fall",
    "centesimo di resto spetta",
    "centesimi di resto spettano",
);

fn refusal(cents: usize, tied: &[usize]) -> Cause {
    let shown: Vec<String> = tied.iter().take(SHOWN).map(|part| (part + 1).to_string()).collect();
    let more = if tied.len() > SHOWN { ", …" } else { "" };
    let parts = bilingual!("numbers {shown}{more}", "nn. {shown}{more}", shown = shown.join(", "));
    let cents = CENTS.in_both(cents);
    Cause::TieRefused { cents, tied: tied.len(), parts }
}
