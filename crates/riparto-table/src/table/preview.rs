//! Looking ahead: proposals rebased, and several carried out one after the other.

use super::co_design_table::{CoDesignTable, OpenedTable};
use super::table_assessment::TableAssessment;
use super::tabled::{Status, TabledProposal};
use super::variation::TableVariation;
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Result, quote};
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;

/// A proposal on the allocation that it was made against, and on the latest.
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
/// let rebased = kept.table().rebased("p1")?;
/// assert_eq!(rebased.against(), 1);
/// assert!(rebased.variations().is_empty() && rebased.newly_broken().next().is_none());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Rebased<'a> {
    against: u64,
    before: TableAssessment,
    now: TableAssessment,
    variations: &'a [TableVariation],
}

impl Rebased<'_> {
    /// The revision that the proposal was made against.
    #[must_use]
    pub fn against(&self) -> u64 {
        self.against
    }

    /// What it did and needed there.
    #[must_use]
    pub fn before(&self) -> &TableAssessment {
        &self.before
    }

    /// What it does and needs now.
    #[must_use]
    pub fn now(&self) -> &TableAssessment {
        &self.now
    }

    /// The decisions that changed the allocation in between; none if the proposal is not stale.
    #[must_use]
    pub fn variations(&self) -> &[TableVariation] {
        self.variations
    }

    /// The rules that it breaks now and did not break before.
    pub fn newly_broken(&self) -> impl Iterator<Item = &str> {
        let broke: Vec<&str> = self.before.findings().map(|(finding, _)| finding.rule().id()).collect();
        let breaks = self.now.findings().map(|(finding, _)| finding.rule().id());
        breaks.filter(move |rule| !broke.contains(rule))
    }

    /// The rules that it broke before and does not break now.
    pub fn no_longer_broken(&self) -> impl Iterator<Item = &str> {
        let breaks: Vec<&str> = self.now.findings().map(|(finding, _)| finding.rule().id()).collect();
        let broke = self.before.findings().map(|(finding, _)| finding.rule().id());
        broke.filter(move |rule| !breaks.contains(rule))
    }
}

/// Proposals carried out one after the other.
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
/// let preview = kept.table().preview(&["p1"])?;
/// assert_eq!(preview.after().amount("desks")?.to_string(), "65.00");
/// assert_eq!(preview.authorization(), riparto::Authorization::Free);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    steps: Vec<TableAssessment>,
    versions: Vec<u32>,
    plan: Plan,
}

impl Preview {
    /// What each proposal does and needs in its turn.
    #[must_use]
    pub fn steps(&self) -> &[TableAssessment] {
        &self.steps
    }

    /// The version of each proposal that is counted.
    #[must_use]
    pub fn versions(&self) -> &[u32] {
        &self.versions
    }

    /// The plan after all of them, as if each was approved: any question can be asked of it.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The allocation after all of them.
    #[must_use]
    pub fn after(&self) -> &Allocation {
        self.plan.approved()
    }

    /// The most that any of them needs in its turn.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        self.steps.iter().map(TableAssessment::authorization).max().unwrap_or_default()
    }
}

impl CoDesignTable {
    /// A proposal on the allocation that it was made against, and on the latest: what was approved since makes the
    /// difference. If lines were added, split or closed meanwhile, the former allocation is the one that the last such act left:
    /// today's rules say nothing of lines that are gone.
    ///
    /// # Errors
    /// `table_not_open`, `proposal_unknown`; those of [`Plan::assess`], such as `line_overdrawn` for one that cannot be
    /// carried out any more.
    pub fn rebased(&self, proposal: &str) -> Result<Rebased<'_>> {
        let open = self.opened()?;
        let tabled = open.find(proposal)?;
        let then = open.plan.with_approved(&self.held_at(open.since_lines(tabled.against))?)?;
        let first = open.variations.partition_point(|variation| variation.revision <= tabled.against);
        let has_standing_waiver =
            |rule: &str| open.standing_waivers.get(rule).is_some_and(|since| *since <= tabled.against);
        Ok(Rebased {
            against: tabled.against,
            before: OpenedTable::assess_on(&then, tabled, &has_standing_waiver)?,
            now: open.assess(tabled)?,
            variations: &open.variations[first..],
        })
    }

    /// What proposals that are not decided would do, carried out in this order on the latest allocation. What is waived for
    /// one stays waived for those after it.
    ///
    /// # Errors
    /// `table_not_open`; `proposal_unknown`, `proposal_twice`, `proposal_decided`; those of [`Plan::assess`] for the first that
    /// cannot be carried out in its turn.
    pub fn preview(&self, proposals: &[&str]) -> Result<Preview> {
        let open = self.opened()?;
        let mut plan = open.plan.clone();
        let (mut steps, mut versions) = (Vec::new(), Vec::new());
        let mut before: Vec<&TabledProposal> = Vec::new();
        for id in proposals {
            let tabled = open.find(id)?;
            if before.iter().any(|earlier| earlier.proposal.id() == *id) {
                return Err(Cause::ProposalTwice { id: quote(id) }.into());
            }
            if !tabled.is_open() && tabled.status != Status::Draft {
                return Err(
                    Cause::ProposalDecided { id: quote(id), status: tabled.status.bilingual() }.into()
                );
            }
            let has_standing_waiver = |rule: &str| {
                open.standing_waivers.contains_key(rule)
                    || before.iter().any(|earlier| earlier.waivers.contains_key(rule))
            };
            let step = OpenedTable::assess_followed(&plan, tabled, &has_standing_waiver)?;
            plan.apply(step.assessment().proposal(), Authorization::Forbidden)?;
            steps.push(step);
            versions.push(tabled.version);
            before.push(tabled);
        }
        Ok(Preview { steps, versions, plan })
    }
}

impl OpenedTable {
    /// A revision, or the last one after it at which lines were added, split or closed.
    fn since_lines(&self, revision: u64) -> u64 {
        let last = self.variations.iter().rfind(|variation| variation.is_of_lines());
        last.map_or(revision, |last| last.revision.max(revision))
    }
}
