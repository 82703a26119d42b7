//! Transfers of at least a minimum: within a subset, other pairs of lines may avoid the small ones.

use std::collections::BTreeSet;

use super::line_delta::{LineDelta, north_west_corner};
use riparto_solve::Meter;

/// The most lines of a subset for which other pairs are tried.
const SEARCHED_LINES: usize = 22;

/// The most states of a subset that are looked at.
const SEARCHED_STATES: usize = 1 << 14;

/// The transfers of a zero-sum subset, each of at least `minimum` cents if such are found. Where a line changes by less than that
/// in all, its transfers are exempt.
pub(super) fn pair_above_minimum(
    subset: &[LineDelta],
    minimum: i64,
    meter: &Meter,
) -> Vec<(usize, usize, i64)> {
    let transfers = north_west_corner(subset);
    let small = |line: usize| subset.iter().any(|delta| delta.line == line && delta.cents.abs() < minimum);
    let kept = |(from, to, cents): &(usize, usize, i64)| *cents >= minimum || small(*from) || small(*to);
    if subset.len() > SEARCHED_LINES || transfers.iter().all(kept) {
        return transfers;
    }
    let left = subset.iter().map(|delta| delta.cents).collect();
    let mut search = SettlementSearch {
        subset,
        minimum,
        left,
        meter,
        seen: BTreeSet::new(),
        transfers: Vec::with_capacity(subset.len()),
    };
    let found = search.settles() && search.transfers.len() <= transfers.len();
    if found { search.transfers } else { transfers }
}

/// Settling whole lines one after the other, in every order: all ways without a cycle are among them.
struct SettlementSearch<'a> {
    subset: &'a [LineDelta],
    minimum: i64,
    /// What each line still has to give or to take.
    left: Vec<i64>,
    /// What led nowhere.
    seen: BTreeSet<Vec<i64>>,
    transfers: Vec<(usize, usize, i64)>,
    meter: &'a Meter,
}

impl SettlementSearch<'_> {
    fn settles(&mut self) -> bool {
        if self.left.iter().all(|cents| *cents == 0) {
            return true;
        }
        let looks = self.subset.len() * self.subset.len();
        if self.seen.len() == SEARCHED_STATES
            || !self.meter.spend(looks)
            || !self.seen.insert(self.left.clone())
        {
            return false;
        }
        for whole in 0..self.subset.len() {
            let cents = self.left[whole];
            for other in (0..self.subset.len()).filter(|_| cents != 0) {
                if self.left[other].signum() != -cents.signum() || self.left[other].abs() < cents.abs() {
                    continue;
                }
                let small = |line: usize| self.subset[line].cents.abs() < self.minimum;
                if cents.abs() < self.minimum && !small(whole) && !small(other) {
                    continue;
                }
                let (from, to) = if cents < 0 { (whole, other) } else { (other, whole) };
                self.transfers.push((self.subset[from].line, self.subset[to].line, cents.abs()));
                self.left[whole] = 0;
                self.left[other] += cents;
                if self.settles() {
                    return true;
                }
                self.transfers.pop();
                self.left[other] -= cents;
                self.left[whole] = cents;
            }
        }
        false
    }
}
