//! `Findings`: everything that a check found.

use std::collections::{BTreeMap, BTreeSet};

use super::authorization::Authorization;
use super::finding::Finding;
use super::gathered::{Gathered, Unlisted};

/// Everything that a check found, in the order of the rules. Of more than [`MAX_FINDINGS`](crate::capacity::MAX_FINDINGS) findings
/// the first are kept, and the others count in [`len`](Findings::len) and in [`authorization`](Findings::authorization).
///
/// ```
/// use riparto::{Allocation, Authorization, Envelope, Limit, Money, Plan, Rule, Scope};
///
/// let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").line("outreach", "Outreach").build()?;
/// let original = Allocation::builder(&envelope).amount("outreach", Money::from_euros(40)).remainder_to("desks").build()?;
/// let floor = Rule::new("floor", Scope::lines(["outreach"]), Limit::Floor(Money::from_euros(50)))?;
/// let ceiling = Rule::new("ceiling", Scope::lines(["desks"]), Limit::Ceiling(Money::from_euros(45)))?;
/// let findings = Plan::builder(&original).rules([floor, ceiling]).build()?.check();
/// assert_eq!((findings.len(), findings.authorization()), (2, Authorization::Forbidden));
/// let beyond: Vec<_> = findings.into_iter().map(|finding| (finding.rule().id().to_owned(), finding.excess())).collect();
/// assert_eq!(beyond, [("floor".to_owned(), Money::from_euros(10)), ("ceiling".to_owned(), Money::from_euros(15))]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    listed: Vec<Finding>,
    /// By check.
    unlisted: BTreeMap<usize, Unlisted>,
}

impl Findings {
    pub(super) fn new(mut gathered: Gathered) -> Findings {
        gathered.placed.sort_by_key(|placed| placed.place);
        let listed = gathered.placed.into_iter().map(|placed| placed.finding).collect();
        Findings { listed, unlisted: gathered.unlisted }
    }

    /// What all of it together needs: the most that any finding needs that does not stand authorized, free if there is
    /// none.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        let counts = self.listed.iter().filter(|finding| !finding.stands_authorized());
        counts.map(Finding::needs).max().unwrap_or_default().max(self.unlisted_authorization())
    }

    /// The same for a proposal that takes back an approved one: to undo a decision needs what the decision needed, so
    /// that only what it leaves as it was stands authorized.
    pub(crate) fn of_reversal(mut self) -> Findings {
        self.listed.iter_mut().for_each(Finding::undo);
        self
    }

    /// Whether no rule is broken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// How many findings there are, those that are not kept included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.listed.len() + self.unlisted()
    }

    /// How many findings are not kept.
    #[must_use]
    pub fn unlisted(&self) -> usize {
        self.unlisted.values().map(|unlisted| unlisted.count).sum()
    }

    /// The most that a finding needs which is not kept; free if all are kept.
    #[must_use]
    pub fn unlisted_authorization(&self) -> Authorization {
        self.unlisted.values().map(|unlisted| unlisted.needs).max().unwrap_or_default()
    }

    /// The findings that are kept.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.listed.iter()
    }

    /// The numbers of the rules that some finding breaks by more than a level of authorization allows.
    #[doc(hidden)]
    pub fn broken_rules(&self, up_to: Authorization) -> BTreeSet<usize> {
        let listed = self.listed.iter().filter(|finding| finding.needs() > up_to).map(Finding::rule_number);
        let unlisted = self.unlisted.iter().filter(|(_, unlisted)| unlisted.needs > up_to);
        let rule = |check: &usize| self.listed.first().map(|first| first.rule_of_check(*check));
        listed.chain(unlisted.filter_map(|(check, _)| rule(check))).collect()
    }
}

/// The findings that are kept.
impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.listed.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
