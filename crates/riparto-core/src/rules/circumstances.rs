//! `Circumstances`: what rules depend on beside amounts: the day, and the changes made before.

use super::authorization::Authorization;
use super::change_count::ChangeMade;
use super::limit::Limit;
use super::rule::Rule;
use crate::date::Date;

/// The day that rules are asked about, if it is known, and the changes of the plan that were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Circumstances {
    pub(crate) day: Option<Date>,
    pub(crate) made: Vec<ChangeMade>,
}

/// A level of authorization that is used up, since no more changes that need it may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UsedUp {
    /// The number of the rule that says so.
    pub(super) rule: usize,
    /// The level from which on changes count.
    pub(super) from: Authorization,
    /// What such a change needs instead.
    pub(super) to: Authorization,
}

impl UsedUp {
    /// Whether it makes a breach that needs a level need more.
    pub(super) fn lifts(self, needs: Authorization) -> bool {
        self.from <= needs && needs < self.to
    }
}

impl Circumstances {
    /// The levels that are used up.
    pub(super) fn used_up(&self, rules: &[Rule]) -> Vec<UsedUp> {
        let counts = rules.iter().enumerate().filter(|(_, rule)| rule.is_in_force(self.day));
        let used_up = counts.filter_map(|(number, rule)| match rule.limit() {
            Limit::Changes(count) if count.is_used_up(&self.made, self.day) => {
                Some(UsedUp { rule: number, from: count.needing, to: rule.needs() })
            }
            _ => None,
        });
        used_up.collect()
    }
}

/// What a breach needs where some levels are used up.
pub(super) fn lifted(needs: Authorization, used_up: &[UsedUp]) -> Authorization {
    let mut needs = needs;
    while let Some(more) = used_up.iter().find(|used_up| used_up.lifts(needs)) {
        needs = more.to;
    }
    needs
}
