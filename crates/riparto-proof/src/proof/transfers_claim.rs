//! `FewestTransfersClaim`: that transfers lead to changes, and how few can; and whether they do.

use std::collections::BTreeMap;

use riparto_core::reader::unique_map;
use serde::{Deserialize, Serialize};

use super::refusal::{Checked, Refusal};

/// Transfers lead to changes of lines, and so many are needed at least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FewestTransfersClaim {
    /// By how many cents lines change, by id; they sum to zero.
    #[serde(deserialize_with = "unique_map")]
    pub changes: BTreeMap<String, i64>,
    /// The transfers.
    pub transfers: Vec<ClaimedTransfer>,
    /// How many are needed at least.
    pub at_least: usize,
}

/// A transfer of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ClaimedTransfer {
    /// The line that gives.
    pub from: String,
    /// The line that takes.
    pub to: String,
    /// How many cents.
    pub cents: i64,
}

impl FewestTransfersClaim {
    /// Whether the transfers lead to the changes, and fewer than stated do not.
    pub(super) fn check(&self) -> Checked {
        let mut changes: BTreeMap<&str, i128> = BTreeMap::new();
        for transfer in &self.transfers {
            if transfer.cents < 1 || transfer.from == transfer.to {
                return Err(Refusal::Transfers);
            }
            *changes.entry(&transfer.from).or_default() -= i128::from(transfer.cents);
            *changes.entry(&transfer.to).or_default() += i128::from(transfer.cents);
        }
        changes.retain(|_, cents| *cents != 0);
        let stated = self.changes.iter().map(|(line, cents)| (line.as_str(), i128::from(*cents)));
        if changes != stated.collect() {
            return Err(Refusal::Transfers);
        }
        let proven = needed_at_least(&self.changes.values().copied().collect::<Vec<_>>());
        if self.at_least <= proven { Ok(()) } else { Err(Refusal::Fewer(self.at_least, proven)) }
    }
}

/// The most lines of which all sets are tried.
const MOST_TRIED: usize = 22;

/// The most sets that sum to zero.
const MOST_SETS: usize = 1 << 12;

/// How many transfers changes that sum to zero need at least: one fewer than its lines for each set that settles among itself.
pub(super) fn needed_at_least(changes: &[i64]) -> usize {
    let mut by_size: BTreeMap<u64, [usize; 2]> = BTreeMap::new();
    for cents in changes {
        by_size.entry(cents.unsigned_abs()).or_default()[usize::from(*cents > 0)] += 1;
    }
    let pairs: usize = by_size.values().map(|[giving, taking]| giving.min(taking)).sum();
    let mut rest = Vec::new();
    for (size, [giving, taking]) in by_size {
        let cents = if taking > giving { i128::from(size) } else { -i128::from(size) };
        rest.extend(std::iter::repeat_n(cents, giving.abs_diff(taking)));
    }
    let giving = rest.iter().filter(|cents| **cents < 0).count();
    // No two of the rest sum to zero.
    let counted = giving.min(rest.len() - giving).min(rest.len() / 3);
    let sets = most_sets(&rest).map_or(counted, |sets| sets.min(counted));
    changes.len() - pairs - sets
}

/// The most disjoint sets of some changes that each sum to zero; none where there are too many to try.
fn most_sets(changes: &[i128]) -> Option<usize> {
    if changes.len() > MOST_TRIED {
        return None;
    }
    let mut sums = vec![0_i128];
    for cents in changes {
        let with: Vec<i128> = sums.iter().map(|sum| sum + cents).collect();
        sums.extend(with);
    }
    let zeros: Vec<usize> = (1..sums.len()).filter(|set| sums[*set] == 0).collect();
    if zeros.len() > MOST_SETS {
        return None;
    }
    // How many sets each one splits into, those within it before it.
    let mut most: BTreeMap<usize, usize> = BTreeMap::from([(0, 0)]);
    for set in &zeros {
        let inside = most.iter().filter(|(other, _)| **other & set == **other);
        let best = inside.map(|(_, sets)| sets + 1).max().unwrap_or(0);
        most.insert(*set, best);
    }
    most.values().copied().max()
}
