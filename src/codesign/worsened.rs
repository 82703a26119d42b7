//! Which findings a change of the total makes worse.

use std::collections::BTreeMap;

use crate::money::Money;
use crate::proposals::Plan;
use crate::rules::{Authorization, Breach, Finding};

/// What the rules of a plan were broken by, to tell what is worse after a change of its total.
pub(super) struct Worsened(BTreeMap<(String, Option<String>), (Authorization, Money)>);

impl Worsened {
    /// Compared with a plan before the change.
    pub(super) fn since(plan: &Plan) -> Worsened {
        let found = |finding: &Finding| (place(finding), (finding.needs(), finding.excess()));
        Worsened(plan.check().iter().map(found).collect())
    }

    /// By how much what a finding is about was broken before the change.
    pub(super) fn before(&self, finding: &Finding) -> Money {
        self.0.get(&place(finding)).map_or(Money::ZERO, |(_, excess)| *excess)
    }

    /// Whether a finding after the change is new, or worse than it was. Rules of a step bind transfers, and shares of a change
    /// are none.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        if finding.breach() == Breach::LineStep {
            return false;
        }
        let now = (finding.needs(), finding.excess());
        self.0.get(&place(finding)).is_none_or(|before| now > *before)
    }
}

/// A rule's findings are about lines or scopes that lie apart: the first line tells them apart.
fn place(finding: &Finding) -> (String, Option<String>) {
    (finding.rule().id().to_owned(), finding.lines().next().map(|line| line.id().to_owned()))
}
