//! Approving proposals: staleness, waivers, rules, policies.

use std::collections::BTreeSet;

use super::approval_grounds::ApprovalGrounds;
use super::approval_policy::{ApprovalPolicy, Consent};
use super::command_context::{CommandContext, Decided, require_reason, require_version};
use super::if_stale::IfStale;
use super::rejection::{Allowed, Rejection};
use super::table_assessment::TableAssessment;
use super::table_event::{AcceptedBreach, EventKind, LineChange};
use super::tabled::{Status, TabledProposal};
use super::transition::{APPROVE, REBASE, WAIVE};
use riparto_core::money::Language;
use riparto_core::rules::{Authorization, Finding};
use riparto_core::words::is_blank;

impl CommandContext<'_> {
    pub(super) fn waive(
        &self,
        proposal: &str,
        rule: &str,
        reason: &str,
        version: Option<u32>,
    ) -> Decided<EventKind> {
        let tabled = self.require(&WAIVE, proposal)?;
        require_version(tabled, version)?;
        require_reason(reason)?;
        let assessed = self.open.assess(tabled).map_err(Rejection::Impossible)?;
        if self.open.plan.rulebook().rule(rule).is_err() {
            return Err(Rejection::RuleUnknown { rule: rule.to_owned() });
        }
        let in_the_way = |(finding, waived): (&Finding, bool)| {
            finding.rule().id() == rule && !waived && !finding.stands_authorized()
        };
        if !assessed.findings().any(in_the_way) {
            let (proposal, rule) = (proposal.to_owned(), rule.to_owned());
            return Err(Rejection::WaiverNeedless { proposal, rule });
        }
        let (proposal, rule, reason) = (proposal.to_owned(), rule.to_owned(), reason.to_owned());
        Ok(EventKind::Waived { proposal, version: tabled.version, rule, reason })
    }

    pub(super) fn rebase(&self, proposal: &str) -> Decided<EventKind> {
        let tabled = self.require(&REBASE, proposal)?;
        if self.open.changed_since(tabled.against).is_none() {
            return Err(Rejection::NotStale { proposal: proposal.to_owned() });
        }
        self.open.assess(tabled).map_err(Rejection::Impossible)?;
        self.rebased(tabled)
    }

    /// A proposal on the latest allocation, with what follows it there.
    fn rebased(&self, tabled: &TabledProposal) -> Decided<EventKind> {
        let proposal = tabled.proposal.id().to_owned();
        let follows = self.open.follows_anew(tabled).map_err(Rejection::Impossible)?;
        Ok(EventKind::Rebased { proposal, from: tabled.against, to: self.table.revision, follows })
    }

    /// Whether who asks may approve a proposal: the authority, or whom the policies name where it needs no authorization.
    pub(super) fn require_approver(&self, proposal: &str) -> Decided<()> {
        let role = self.open.party(self.party).map(|party| party.role());
        let tabled = self.open.proposals.get(proposal);
        let is_own = tabled.is_some_and(|tabled| tabled.proposal.party() == self.party);
        let is_free = |tabled| match self.open.assess(tabled) {
            Ok(assessed) => assessed.authorization() == Authorization::Free,
            Err(_) => true,
        };
        let lets = self.open.policies.free().lets(role, is_own);
        if lets && tabled.is_none_or(|tabled| tabled.status == Status::Approved || is_free(tabled)) {
            return Ok(());
        }
        self.require_role(Allowed::Authority)
    }

    /// When a proposal was approved as it is asked for again: in this version, on the same grounds. What the command leaves out is
    /// not compared.
    pub(super) fn approved_already(
        &self,
        proposal: &str,
        grounds: ApprovalGrounds<'_>,
        version: Option<u32>,
    ) -> Option<u64> {
        let tabled = self.open.proposals.get(proposal)?;
        let is_same = tabled.status == Status::Approved
            && version.is_none_or(|version| version == tabled.version)
            && (grounds.act.is_empty() || grounds.act == tabled.act)
            && grounds.documents.iter().all(|document| tabled.documents.contains(document))
            && grounds.decided_by.iter().all(|body| tabled.decided_by.contains(body));
        tabled.decided.filter(|_| is_same)
    }

    pub(super) fn approve(
        &self,
        proposal: &str,
        grounds: ApprovalGrounds<'_>,
        version: Option<u32>,
        if_stale: IfStale,
    ) -> Decided<Vec<EventKind>> {
        let tabled = self.require(&APPROVE, proposal)?;
        let version = require_version(tabled, version)?;
        let mut events = Vec::new();
        if let Some(change) = self.open.changed_since(tabled.against) {
            if if_stale == IfStale::Refuse {
                let (proposal, against) = (proposal.to_owned(), tabled.against);
                let (changed, by) = (change.revision, change.id.clone());
                return Err(Rejection::Stale { proposal, against, changed, by });
            }
            events.push(self.rebased(tabled)?);
        }
        // A reversal still takes back what it says: no other reversal could be written meanwhile.
        let assessed = self.open.assess(tabled).map_err(Rejection::Impossible)?;
        self.require_passing(tabled, &assessed, grounds)?;
        events.push(EventKind::Approved {
            proposal: proposal.to_owned(),
            version,
            authorization: assessed.authorization(),
            act: grounds.act.to_owned(),
            documents: grounds.documents.to_vec(),
            decided_by: grounds.decided_by.to_vec(),
            changes: LineChange::all(assessed.assessment().before(), assessed.assessment().changes()),
            breaches: assessed
                .findings()
                .map(|(finding, waived)| AcceptedBreach::of(finding, waived))
                .collect(),
        });
        Ok(events)
    }

    /// Refuses what rules forbid, what its policy does not let pass, and what lacks an act, a document or a body.
    fn require_passing(
        &self,
        tabled: &TabledProposal,
        assessed: &TableAssessment,
        grounds: ApprovalGrounds<'_>,
    ) -> Decided<()> {
        let counts = assessed.findings().filter(|(finding, waived)| !waived && !finding.stands_authorized());
        let counts: Vec<&Finding> = counts.map(|(finding, _)| finding).collect();
        require_not_forbidden(tabled.proposal.id(), counts.iter().copied())?;
        let needs = assessed.authorization();
        let policy = self.open.policies.policy(needs);
        // Nobody is counted where the authority decides alone: a table may have thousands of parties.
        if policy.consent != Consent::Authority || policy.quorum.is_some() {
            self.require_consent(tabled, policy)?;
        }
        if policy.act && is_blank(grounds.act) {
            return Err(Rejection::ActMissing { needs: Some(needs) });
        }
        let documents = missing(counts.iter().flat_map(|finding| finding.requires()), grounds.documents);
        let bodies = missing(counts.iter().flat_map(|finding| finding.by()), grounds.decided_by);
        match documents.is_empty() && bodies.is_empty() {
            true => Ok(()),
            false => {
                let proposal = tabled.proposal.id().to_owned();
                Err(Rejection::RequirementsMissing { proposal, documents, bodies })
            }
        }
    }

    /// Refuses where too few parties made a statement, or too few of them consent, for a policy.
    fn require_consent(&self, tabled: &TabledProposal, policy: ApprovalPolicy) -> Decided<()> {
        let proposal = tabled.proposal.id().to_owned();
        let count = self.open.policies.count(self.open.plan.parties(), |party| tabled.stance(party));
        let policies = &self.open.policies;
        let (all, by_weight) =
            (policies.figure(count.all).into_boxed_str(), policies.weighted().next().is_some());
        if let Some(needed) = policy.quorum.and_then(|quorum| count.below_quorum(quorum)) {
            let (found, needed) = (policies.figure(count.consenting + count.other), policies.figure(needed));
            return Err(Rejection::QuorumMissing { proposal, found, all, needed, by_weight });
        }
        let missing = match policy.consent {
            Consent::Authority => None,
            Consent::Unanimity => (count.consenting < count.all).then_some(count.all),
            Consent::Majority { percent } => count.below_majority(percent),
        };
        if let Some(needed) = missing {
            let without = count.without_consent.iter().map(|party| (*party).to_owned()).collect();
            let (found, needed) = (policies.figure(count.consenting), policies.figure(needed));
            return Err(Rejection::ConsentMissing { proposal, found, all, needed, by_weight, without });
        }
        Ok(())
    }
}

/// The names that rules ask for and nobody gave, each once.
fn missing<'a>(asked: impl Iterator<Item = &'a str>, given: &[String]) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for name in asked.filter(|name| !given.iter().any(|given| given == name)) {
        if !missing.iter().any(|known| known == name) {
            missing.push(name.to_owned());
        }
    }
    missing
}

/// Refuses a decision that some of the findings forbid, by the names of all their rules.
pub(super) fn require_not_forbidden<'f>(
    decision: &str,
    findings: impl Iterator<Item = &'f Finding>,
) -> Decided<()> {
    let forbidding: Vec<&Finding> =
        findings.filter(|finding| finding.needs() == Authorization::Forbidden).collect();
    let Some(first) = forbidding.first() else { return Ok(()) };
    let mut named = BTreeSet::new();
    let ids = forbidding.iter().map(|finding| finding.rule().id());
    let rules = ids.filter(|rule| named.insert(*rule)).map(str::to_owned).collect();
    let messages = Box::new([first.message(Language::English), first.message(Language::Italian)]);
    Err(Rejection::Forbidden { proposal: decision.to_owned(), rules, messages })
}
