//! `Assessment`: what a proposal would do, and what it needs.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::proposal::Proposal;
use crate::budget::{Allocation, Change, ChangesByLine, Line};
use crate::money::Money;
use crate::rules::{AllListed, Authorization, Compared, Findings};

/// What a proposal would do to a plan: before, after, the changes, what it breaks, and what it needs.
///
/// ```
/// use riparto::{Authorization, Plan, Proposal};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
///          "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "30.00"}} ] }"#,
/// )?;
/// let proposal = Proposal::new("p1", "anci")?.transfer("outreach", "desks", "15.00".parse()?)?;
/// let assessment = plan.assess(&proposal)?;
/// assert_eq!((assessment.moved().to_string(), assessment.authorization()), ("15.00".to_owned(), Authorization::Forbidden));
/// let document = serde_json::to_value(&assessment).unwrap();
/// assert_eq!(document["changes"]["outreach"], "-15.00");
/// assert_eq!(document["findings"][0]["excess"], "5.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    pub(super) proposal: Proposal,
    pub(super) before: Allocation,
    pub(super) changes: Vec<Change>,
    pub(super) findings: Findings,
}

/// As the operation `assess` begins: a map of `before`, `after`, `changes`, `authorization`, `findings`, and `findings_more` where
/// some are not kept.
impl Serialize for Assessment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let more = self.findings.unlisted();
        let mut map = serializer.serialize_struct("Assessment", 5 + usize::from(more > 0))?;
        map.serialize_field("before", &self.before)?;
        map.serialize_field("after", &self.after())?;
        map.serialize_field("changes", &self.changes_by_line())?;
        map.serialize_field("authorization", &self.authorization())?;
        map.serialize_field("findings", &AllListed(&self.findings, Compared::Yes))?;
        if more > 0 {
            map.serialize_field("findings_more", &more)?;
        }
        map.end()
    }
}

impl Assessment {
    /// The proposal that was assessed.
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The approved allocation that the proposal was assessed against.
    #[must_use]
    pub fn before(&self) -> &Allocation {
        &self.before
    }

    /// The allocation that the proposal would lead to. It is put together at each call.
    #[must_use]
    pub fn after(&self) -> Allocation {
        let mut after = self.before.clone();
        let changes: Vec<(usize, i64)> =
            self.changes.iter().map(|change| (change.line, change.delta.cents())).collect();
        after.change(&changes);
        after
    }

    /// The lines that change, in their order; none if the transfers cancel out.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The changes by the ids of their lines.
    #[doc(hidden)]
    #[must_use]
    pub fn changes_by_line(&self) -> ChangesByLine<'_> {
        ChangesByLine(self.before.envelope(), &self.changes)
    }

    /// The line of a change.
    #[must_use]
    pub fn line(&self, change: &Change) -> Line<'_> {
        self.before.envelope().line(change.line)
    }

    /// The sum of all increases, which is the sum of all decreases.
    #[must_use]
    pub fn moved(&self) -> Money {
        Money::saturating(self.changes.iter().map(|change| i128::from(change.delta.cents().max(0))).sum())
    }

    /// What the allocation after the proposal breaks, and what the transfers themselves break.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What the proposal needs: the most that any finding needs.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        self.findings.authorization()
    }
}
