//! `Gathered`: what checks find, kept up to a bound and counted beyond it.

use std::collections::BTreeMap;

use super::authorization::Authorization;
use super::finding::{Before, BreachKey, Finding, KeyedFinding};
use crate::capacity::MAX_FINDINGS;

/// Findings of one check that are counted and not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Unlisted {
    pub(super) count: usize,
    /// The most that any of them needs.
    pub(super) needs: Authorization,
}

/// Findings with their places, the first of them as far as there is room, and the others by check.
#[derive(Clone, Debug)]
pub(super) struct Gathered {
    pub(super) placed: Vec<KeyedFinding>,
    /// How many are kept.
    room: usize,
    pub(super) unlisted: BTreeMap<usize, Unlisted>,
}

impl Default for Gathered {
    /// Room for [`MAX_FINDINGS`].
    fn default() -> Gathered {
        Gathered { placed: Vec::new(), room: MAX_FINDINGS, unlisted: BTreeMap::new() }
    }
}

impl Unlisted {
    /// As many more.
    pub(super) fn add(&mut self, more: Unlisted) {
        self.count += more.count;
        self.needs = self.needs.max(more.needs);
    }
}

impl Gathered {
    /// All that is found is counted, nothing is kept.
    pub(super) fn counting() -> Gathered {
        Gathered { room: 0, ..Gathered::default() }
    }

    /// Whether one more is kept; if not, it is to be counted.
    pub(super) fn has_room(&self) -> bool {
        self.placed.len() < self.room
    }

    pub(super) fn keep(&mut self, place: BreachKey, finding: Finding) {
        self.placed.push(KeyedFinding { place, finding });
    }

    pub(super) fn leave_out(&mut self, check: usize, more: Unlisted) {
        if more.count > 0 {
            self.unlisted.entry(check).or_default().add(more);
        }
    }

    pub(super) fn find(&self, place: BreachKey) -> Option<&Finding> {
        let found = self.placed.binary_search_by_key(&place, |placed| placed.place).ok()?;
        Some(&self.placed[found].finding)
    }

    /// What was found at each place, if all of it is kept.
    pub(super) fn befores(&self) -> Option<BTreeMap<BreachKey, Before>> {
        let before = |placed: &KeyedFinding| (placed.place, placed.finding.as_before());
        self.unlisted.is_empty().then(|| self.placed.iter().map(before).collect())
    }

    /// Whether a finding at a place would come after all that are kept.
    pub(super) fn is_beyond(&self, place: BreachKey) -> bool {
        self.placed.last().is_none_or(|last| place > last.place)
    }
}
