//! What the audit knows of a proposal, and how it counts consent again.

use std::collections::{BTreeMap, BTreeSet};

use super::approval_policy::{ApprovalPolicies, Consent, FreeApproval, Stance};
use super::table_event::{AcceptedBreach, EventKind, LineChange, TableEvent};
use super::tabled::Status;
use riparto_core::money::Percent;
use riparto_core::plan::{Proposal, Role, Transfer};
use riparto_core::rules::Authorization;
use riparto_core::words::{Bilingual, bilingual, both};

/// What the audit knows of a proposal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AuditedProposal {
    pub(super) proposal: Proposal,
    pub(super) version: u32,
    pub(super) against: u64,
    pub(super) status: Status,
    pub(super) stances: BTreeMap<String, Stance>,
    pub(super) waived: BTreeSet<String>,
    /// What follows since a rebase.
    follows: Option<Vec<Transfer>>,
}

impl AuditedProposal {
    pub(super) fn new(proposal: &Proposal, version: u32, against: u64, status: Status) -> AuditedProposal {
        let (proposal, stances) = (proposal.clone(), BTreeMap::new());
        AuditedProposal {
            proposal,
            version,
            against,
            status,
            stances,
            waived: BTreeSet::new(),
            follows: None,
        }
    }

    pub(super) fn state(&mut self, party: &str, stance: Stance) {
        self.stances.insert(party.to_owned(), stance);
    }

    pub(super) fn waive(&mut self, rule: &str) {
        self.waived.insert(rule.to_owned());
    }

    /// Puts it on another allocation, with what follows it there.
    pub(super) fn rebase(&mut self, to: u64, follows: Option<&[Transfer]>) {
        self.against = to;
        if let Some(follows) = follows {
            self.follows = Some(follows.to_vec());
        }
    }

    /// Its transfers, those that follow as the last rebase says.
    fn transfers(&self) -> impl Iterator<Item = &Transfer> {
        let kept = self.proposal.transfers().iter();
        let kept = kept.filter(|transfer| self.follows.is_none() || !transfer.follows());
        kept.chain(self.follows.iter().flatten())
    }

    /// Whether it is on the table and moves money from or to a line.
    pub(super) fn waits_on(&self, line: &str) -> bool {
        let names = self.transfers().any(|transfer| [transfer.from(), transfer.to()].contains(&line));
        names && matches!(self.status, Status::Tabled | Status::ChangesRequested)
    }

    /// What each line gives and takes, in cents; lines that do neither are left out.
    pub(super) fn net(&self) -> BTreeMap<&str, i128> {
        let mut net: BTreeMap<&str, i128> = BTreeMap::new();
        for transfer in self.transfers() {
            let cents = i128::from(transfer.amount().cents());
            *net.entry(transfer.from()).or_default() -= cents;
            *net.entry(transfer.to()).or_default() += cents;
        }
        net.retain(|_, cents| *cents != 0);
        net
    }

    /// What the breaches that an approval states come to, if each waiver among them was given.
    pub(super) fn needs(
        &self,
        breaches: &[AcceptedBreach],
        standing_waivers: &BTreeSet<String>,
        standing: &[AcceptedBreach],
    ) -> Result<Authorization, Bilingual> {
        let mut needs = Authorization::Free;
        for breach in breaches {
            if breach.stands {
                self.stood(breach, standing)?;
            } else if !breach.waived {
                needs = needs.max(breach.needs);
            } else if !self.waived.contains(&breach.rule) && !standing_waivers.contains(&breach.rule) {
                let (rule, id) = (&breach.rule, self.proposal.id());
                return Err(bilingual!(
                    "rule `{rule}` was not waived for `{id}`",
                    "per `{id}` non è stata concessa la deroga al vincolo `{rule}`"
                ));
            }
        }
        Ok(needs)
    }

    /// Whether documents and bodies are named that the breaches ask for.
    pub(super) fn has_grounds(
        &self,
        breaches: &[AcceptedBreach],
        documents: &[String],
        decided_by: &[String],
    ) -> Result<(), Bilingual> {
        let counts = || breaches.iter().filter(|breach| !breach.stands && !breach.waived);
        let given = counts().all(|breach| {
            breach.requires.iter().all(|name| documents.contains(name))
                && breach.by.iter().all(|name| decided_by.contains(name))
        });
        let id = self.proposal.id();
        given.then_some(()).ok_or_else(|| {
            bilingual!(
                "`{id}` was approved without the documents or the decisions that its breaches ask for",
                "`{id}` è stata approvata senza i documenti o le decisioni che i suoi superamenti richiedono"
            )
        })
    }

    /// Whether a breach that is stated as authorized before existed after the last decision, and is no worse.
    fn stood(&self, breach: &AcceptedBreach, standing: &[AcceptedBreach]) -> Result<(), Bilingual> {
        let stood = standing.iter().any(|before| {
            (&before.rule, &before.line, before.excess) == (&breach.rule, &breach.line, breach.before)
                && (breach.needs, breach.excess) <= (before.needs, before.excess)
        });
        let (rule, id) = (&breach.rule, self.proposal.id());
        stood.then_some(()).ok_or_else(|| {
            bilingual!(
                "rule `{rule}` did not stand broken so far before `{id}`",
                "prima di `{id}` il superamento del vincolo `{rule}` non sussisteva in tale misura"
            )
        })
    }

    /// Whether the parties agreed as the policies ask, in exact fractions.
    pub(super) fn agreed(
        &self,
        needs: Authorization,
        act: &str,
        policies: &ApprovalPolicies,
        roles: &BTreeMap<String, Role>,
    ) -> Result<(), Bilingual> {
        let id = self.proposal.id();
        if needs == Authorization::Forbidden {
            return Err(bilingual!(
                "`{id}` was approved and is forbidden",
                "`{id}` è stata approvata e non è ammissibile"
            ));
        }
        let mut in_force = None;
        for policy in policies.policies() {
            if policy.from <= needs {
                in_force = Some(policy);
            }
        }
        let Some(policy) = in_force else {
            return Err(both("no policy is in force", "nessuna regola di approvazione è in vigore"));
        };
        let counts = policy.consent != Consent::Authority || policy.quorum.is_some();
        let others = roles.iter().filter(|(_, role)| counts && **role != Role::Authority);
        let (mut all, mut said, mut consenting) = (0_i64, 0_i64, 0_i64);
        for party in others.map(|(party, _)| party) {
            let weight = i64::from(policies.weight(party));
            let own = (party == self.proposal.party()).then_some(Stance::Consent);
            let stance = self.stances.get(party).copied().or(own);
            all += weight;
            said += if stance.is_some() { weight } else { 0 };
            consenting += if stance == Some(Stance::Consent) { weight } else { 0 };
        }
        let agreed = match policy.consent {
            Consent::Authority => true,
            Consent::Unanimity => consenting == all,
            Consent::Majority { percent } => consenting == all || exceeds(consenting, percent, all),
        };
        let present = policy.quorum.is_none_or(|quorum| said == all || !exceeds_share(quorum, all, said));
        match agreed && present {
            false => Err(bilingual!(
                "`{id}` was approved and its policy asks for more consent",
                "`{id}` è stata approvata e la sua regola di approvazione richiede più assensi"
            )),
            true if policy.act && act.trim().is_empty() => Err(bilingual!(
                "`{id}` was approved without the act that its policy asks for",
                "`{id}` è stata approvata senza l'atto che la sua regola di approvazione richiede"
            )),
            true => Ok(()),
        }
    }
}

/// Whether a party is the authority.
pub(super) fn is_authority(roles: &BTreeMap<String, Role>, party: &str) -> Result<(), Bilingual> {
    match roles.get(party) {
        Some(Role::Authority) => Ok(()),
        _ => Err(bilingual!(
            "`{party}` is no authority and decided",
            "decisione di un soggetto diverso dall'Amministrazione procedente: `{party}`"
        )),
    }
}

/// Whether who did something that only the authority may is the authority, or one whom the policies let approve what needs no
/// authorization. Whose proposal it is, the audit does not ask.
pub(super) fn require_actor(
    event: &TableEvent,
    policies: &ApprovalPolicies,
    roles: &BTreeMap<String, Role>,
    written: &BTreeMap<String, AuditedProposal>,
) -> Result<(), Bilingual> {
    match &event.what {
        EventKind::Approved { proposal, authorization: Authorization::Free, .. }
            if may_approve_free(&event.by, proposal, policies, roles, written) =>
        {
            Ok(())
        }
        EventKind::SittingCorrected { .. }
        | EventKind::ChangesRequested { .. }
        | EventKind::Waived { .. }
        | EventKind::Approved { .. }
        | EventKind::Rejected { .. }
        | EventKind::EnvelopeChanged { .. }
        | EventKind::LineAdded { .. }
        | EventKind::LineSplit { .. }
        | EventKind::LineClosed { .. }
        | EventKind::Closed { .. } => is_authority(roles, &event.by),
        // Who opens the table is known by the plan that it is opened on.
        EventKind::Opened { .. }
        | EventKind::SittingOpened { .. }
        | EventKind::SittingClosed { .. }
        | EventKind::SittingDescribed(_)
        | EventKind::KeyDeclared { .. }
        | EventKind::Drafted { .. }
        | EventKind::Tabled { .. }
        | EventKind::Amended { .. }
        | EventKind::Withdrawn { .. }
        | EventKind::Stated { .. }
        | EventKind::Rebased { .. }
        | EventKind::Balloted { .. } => Ok(()),
    }
}

/// By how many cents each line changes.
pub(super) fn net_of(changes: &[LineChange]) -> BTreeMap<&str, i128> {
    let cents = |change: &LineChange| i128::from(change.after.cents()) - i128::from(change.before.cents());
    changes.iter().map(|change| (change.line.as_str(), cents(change))).collect()
}

/// That no sitting has an id.
pub(super) fn no_sitting(sitting: &str) -> Bilingual {
    bilingual!("there was no sitting `{sitting}`", "non c'è stata una seduta `{sitting}`")
}

fn may_approve_free(
    party: &str,
    proposal: &str,
    policies: &ApprovalPolicies,
    roles: &BTreeMap<String, Role>,
    written: &BTreeMap<String, AuditedProposal>,
) -> bool {
    match policies.free() {
        FreeApproval::ByTheAuthority => false,
        FreeApproval::ByTheLead => roles.get(party) == Some(&Role::Lead),
        FreeApproval::ByTheProposer => {
            written.get(proposal).is_some_and(|written| written.proposal.party() == party)
        }
    }
}

/// Whether a part is more than a percentage of the whole.
fn exceeds(part: i64, percent: Percent, whole: i64) -> bool {
    percent.parts(whole) < hundredfold(part)
}

/// Whether a percentage of the whole is more than a part.
fn exceeds_share(percent: Percent, whole: i64, part: i64) -> bool {
    percent.parts(whole) > hundredfold(part)
}

/// A part in the unit of [`Percent::parts`].
fn hundredfold(part: i64) -> i128 {
    Percent::from_whole(100).map_or(0, |hundred| hundred.parts(part))
}
