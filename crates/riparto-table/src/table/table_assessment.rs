//! `TableAssessment`: what a proposal at the table does and needs, with the findings that waivers cover.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::co_design_table::{CoDesignTable, OpenedTable};
use super::followed::followed;
use super::tabled::TabledProposal;
use riparto_core::budget::{Allocation, ChangesByLine};
use riparto_core::error::Result;
use riparto_core::plan::{Assessment, Plan, Proposal, Transfer};
use riparto_core::rules::{Authorization, Compared, Finding, ListedFinding};

/// An assessment at a table: with the findings that waivers cover.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// let assessed = kept.table().assess("p1")?;
/// assert_eq!(assessed.authorization(), riparto::Authorization::Free);
/// assert_eq!(assessed.findings().count(), 0);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TableAssessment {
    assessment: Assessment,
    waived: Vec<bool>,
}

/// As an [`Assessment`], with the authorization that is left and, in a finding that a waiver covers, `waived`.
impl Serialize for TableAssessment {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            before: &'a Allocation,
            after: Allocation,
            changes: ChangesByLine<'a>,
            authorization: Authorization,
            findings: Vec<FindingAtTable<'a>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            findings_more: Option<usize>,
        }
        #[derive(Serialize)]
        struct FindingAtTable<'a> {
            #[serde(flatten)]
            finding: ListedFinding<'a>,
            #[serde(skip_serializing_if = "Option::is_none")]
            waived: Option<bool>,
        }
        Written {
            before: self.assessment.before(),
            after: self.assessment.after(),
            changes: self.assessment.changes_by_line(),
            authorization: self.authorization(),
            findings: self
                .findings()
                .map(|(finding, waived)| FindingAtTable {
                    finding: ListedFinding::new(finding, Compared::Yes),
                    waived: waived.then_some(true),
                })
                .collect(),
            findings_more: Some(self.assessment.findings().unlisted()).filter(|more| *more > 0),
        }
        .serialize(serializer)
    }
}

impl TableAssessment {
    pub(super) fn new(assessment: Assessment, waived: Vec<bool>) -> TableAssessment {
        TableAssessment { assessment, waived }
    }

    /// What the proposal does and breaks, as if nothing was waived.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The findings, each with whether a waiver covers it: one for this proposal, or an earlier one that left the rule
    /// broken, as long as the proposal does not make it worse.
    pub fn findings(&self) -> impl Iterator<Item = (&Finding, bool)> {
        self.assessment.findings().iter().zip(self.waived.iter().copied())
    }

    /// The authorization that the proposal needs. Findings that a waiver covers, or that were authorized before, need none.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        let counts = self.findings().filter(|(finding, waived)| !waived && !finding.stands_authorized());
        let needs = counts.map(|(finding, _)| finding.needs());
        // What is not kept by name cannot have been waived by it.
        let needs = needs.chain([self.assessment.findings().unlisted_authorization()]);
        needs.max().unwrap_or_default()
    }
}

impl CoDesignTable {
    /// What a proposal would do to the allocation approved last, with the rules that are waived for it.
    ///
    /// # Errors
    /// `table_not_open`, `proposal_unknown`; those of [`Plan::assess`], such as `line_overdrawn`.
    pub fn assess(&self, proposal: &str) -> Result<TableAssessment> {
        let open = self.opened()?;
        open.assess(open.find(proposal)?)
    }
}

impl OpenedTable {
    /// Whether a waiver covers a finding: one for the proposal, or an earlier one that carries the rule, as long as the
    /// proposal does not make it worse.
    fn is_waived(
        tabled: &TabledProposal,
        finding: &Finding,
        has_standing_waiver: &dyn Fn(&str) -> bool,
    ) -> bool {
        let rule = finding.rule().id();
        tabled.waivers.contains_key(rule) || (!finding.is_worse() && has_standing_waiver(rule))
    }

    /// What a proposal does to the allocation approved last; where that changed since, with what follows it now.
    pub(super) fn assess(&self, tabled: &TabledProposal) -> Result<TableAssessment> {
        let has_standing_waiver = |rule: &str| self.standing_waivers.contains_key(rule);
        match self.changed_since(tabled.against) {
            None => OpenedTable::assess_on(&self.plan, tabled, &has_standing_waiver),
            Some(_) => OpenedTable::assess_followed(&self.plan, tabled, &has_standing_waiver),
        }
    }

    /// What follows a proposal on the allocation approved last, if that is not what it says.
    pub(super) fn follows_anew(&self, tabled: &TabledProposal) -> Result<Option<Vec<Transfer>>> {
        let anew = followed(&self.plan, &tabled.proposal)?;
        let follows = |proposal: &Proposal| -> Vec<Transfer> {
            proposal.transfers().iter().filter(|transfer| transfer.follows()).cloned().collect()
        };
        let now = follows(&anew);
        Ok((now != follows(&tabled.proposal)).then_some(now))
    }

    /// What a proposal does with what follows it on an allocation.
    pub(super) fn assess_followed(
        plan: &Plan,
        tabled: &TabledProposal,
        has_standing_waiver: &dyn Fn(&str) -> bool,
    ) -> Result<TableAssessment> {
        match followed(plan, &tabled.proposal)? {
            Cow::Borrowed(_) => OpenedTable::assess_on(plan, tabled, has_standing_waiver),
            Cow::Owned(proposal) => {
                let tabled = TabledProposal { proposal, ..tabled.clone() };
                OpenedTable::assess_on(plan, &tabled, has_standing_waiver)
            }
        }
    }

    pub(super) fn assess_on(
        plan: &Plan,
        tabled: &TabledProposal,
        has_standing_waiver: &dyn Fn(&str) -> bool,
    ) -> Result<TableAssessment> {
        let assessment = plan.assess(&tabled.proposal)?;
        let findings = assessment.findings().iter();
        let waived =
            findings.map(|finding| OpenedTable::is_waived(tabled, finding, has_standing_waiver)).collect();
        Ok(TableAssessment::new(assessment, waived))
    }
}
