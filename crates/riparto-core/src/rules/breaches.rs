//! `Breaches`: where rules are broken and by how much, to tell what is worse after a change of the total.

use std::collections::BTreeMap;

use super::authorization::Authorization;
use super::bases::Bases;
use super::compiled::{Bound, Check};
use super::finding::{Breach, Finding};
use super::findings::Findings;
use crate::money::Money;

/// The breaches of an allocation, by where they are.
#[derive(Clone, Debug, Default)]
#[doc(hidden)]
pub struct Breaches(BTreeMap<Where, BreachBefore>);

/// The number of a rule, which of the things it says, the first line of its scope, which tells scopes that lie apart from each
/// other, and whether too much was found or too little.
type Where = (usize, usize, Option<usize>, bool);

#[derive(Clone, Copy, Debug)]
struct BreachBefore {
    needs: Authorization,
    /// The loosest band that was broken.
    band: usize,
    excess: Money,
    /// What was found less the limit, in cents.
    gap: i128,
    is_lock: bool,
}

impl Breaches {
    pub(crate) const NONE: Breaches = Breaches(BTreeMap::new());

    /// What a check found.
    #[doc(hidden)]
    pub fn of(findings: &Findings) -> Breaches {
        let before = |finding: &Finding| {
            let before = BreachBefore {
                needs: finding.needs(),
                band: finding.band,
                excess: finding.excess(),
                gap: finding.found_cents() - finding.limit_cents(),
                is_lock: matches!(finding.broken_bound(), Bound::Around { is_lock: true, .. }),
            };
            (place(finding), before)
        };
        Breaches(findings.iter().map(before).collect())
    }

    #[doc(hidden)]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By how much what a finding is about was broken before the change.
    #[doc(hidden)]
    pub fn before(&self, finding: &Finding) -> Money {
        self.0.get(&place(finding)).map_or(Money::ZERO, |before| before.excess)
    }

    /// Whether a finding after the change is new, or worse than it was. Rules of a step bind transfers, and shares of a change
    /// are none.
    #[doc(hidden)]
    pub fn is_worse_than_before(&self, finding: &Finding) -> bool {
        finding.breach() != Breach::LineStep && self.exceeded_by(finding)
    }

    fn exceeded_by(&self, finding: &Finding) -> bool {
        let now = (finding.needs(), finding.band, finding.excess());
        self.0.get(&place(finding)).is_none_or(|before| now > (before.needs, before.band, before.excess))
    }

    /// Whether findings need no more than a level, except those that are as they were.
    #[doc(hidden)]
    pub fn need_at_most(&self, findings: &Findings, up_to: Authorization) -> bool {
        findings.unlisted_authorization() <= up_to
            && findings.iter().all(|finding| finding.needs() <= up_to || !self.exceeded_by(finding))
    }

    /// Whether a check was broken above a level in the scope that begins with a line.
    pub(super) fn was_broken(&self, check: &Check, first: Option<usize>, up_to: Authorization) -> bool {
        self.broken_by(check, first, up_to).into_iter().flatten().next().is_some()
    }

    /// What a check was broken by above a level in the scope that begins with a line, below and above.
    fn broken_by(
        &self,
        check: &Check,
        first: Option<usize>,
        up_to: Authorization,
    ) -> [Option<BreachBefore>; 2] {
        [false, true].map(|above| {
            let before = self.0.get(&(check.rule, check.conjunct, first, above));
            before.copied().filter(|before| before.needs > up_to)
        })
    }

    /// Whether a rule was broken anywhere.
    pub(super) fn was_broken_anywhere(&self, rule: usize) -> bool {
        self.0.range((rule, 0, None, false)..).next().is_some_and(|((of, ..), _)| *of == rule)
    }

    /// The interval of a check in the scope that begins with a line, as wide as the breach of before. A lock holds
    /// where the breach left it.
    pub(super) fn loosen(
        &self,
        check: &Check,
        first: Option<usize>,
        up_to: Authorization,
        bases: Bases<'_>,
    ) -> (i64, i64) {
        let within = check.bands.iter().find(|(_, needs)| *needs > up_to);
        let (mut low, mut high) = within.map_or((0, i64::MAX), |(bound, _)| bound.interval(bases));
        for before in self.broken_by(check, first, up_to).into_iter().flatten() {
            let broken = check.bands.get(before.band);
            let (floor, ceiling) = broken.map_or((low, high), |(bound, _)| bound.interval(bases));
            let by = |cents: i64| i64::try_from(i128::from(cents) + before.gap).unwrap_or(i64::MAX).max(0);
            (low, high) = match before.gap > 0 {
                _ if before.is_lock => (by(floor), by(ceiling)),
                true => (low, high.max(by(ceiling))),
                false => (low.min(by(floor)), high),
            };
        }
        (low, high)
    }
}

fn place(finding: &Finding) -> Where {
    (finding.rule_number(), finding.conjunct(), finding.first_line(), finding.is_above())
}
