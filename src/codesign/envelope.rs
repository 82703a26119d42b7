//! Changing the total, and closing the table: decisions of the authority that are no proposals.

use std::collections::BTreeMap;

use super::approval::nothing_forbids;
use super::asked::{Asked, Decided, given};
use super::happening::{AcceptedBreach, Happening, LineChange, RecognizedDecision};
use super::rejection::{Allowed, Rejection};
use super::tabled::Status;
use super::variation::TableVariation;
use crate::error::Result;
use crate::money::{Language, MoneyDelta};
use crate::proposals::Plan;
use crate::rebalance::{Distributed, DistributionRule};
use crate::rules::{Breaches, Finding, Findings};
use crate::words::is_blank;

/// A change of the total, as it is asked for.
pub(super) struct AskedChange<'a> {
    pub(super) id: &'a str,
    pub(super) act: &'a str,
    pub(super) amount: MoneyDelta,
    pub(super) distribution: &'a DistributionRule,
    pub(super) waivers: &'a BTreeMap<String, String>,
}

impl Asked<'_> {
    pub(super) fn change_envelope(&self, asked: &AskedChange<'_>) -> Decided<Happening> {
        self.may(Allowed::Authority)?;
        self.id_is_free(asked.id)?;
        asked.waivers.values().try_for_each(|reason| given(reason))?;
        if asked.amount.is_zero() {
            return Err(Rejection::EnvelopeUnchanged { change: asked.id.to_owned() });
        }
        let plan = self.distributed(asked)?;
        let findings = self.broken_by(&plan).map_err(Rejection::Impossible)?;
        if let Some(rule) = asked.waivers.keys().find(|rule| plan.rulebook().rule(rule).is_err()) {
            return Err(Rejection::RuleUnknown { rule: rule.clone() });
        }
        let stood = Breaches::of(&self.open.plan.check());
        let is_worse = |rule: &str| {
            findings.iter().any(|finding| finding.rule().id() == rule && stood.worsened_by(finding))
        };
        if let Some(rule) = asked.waivers.keys().find(|rule| !is_worse(rule)) {
            let (proposal, rule) = (asked.id.to_owned(), rule.clone());
            return Err(Rejection::WaiverNeedless { proposal, rule });
        }
        let is_waived = |finding: &Finding| asked.waivers.contains_key(finding.rule().id());
        let anew = findings.iter().filter(|finding| stood.worsened_by(finding) && !is_waived(finding));
        nothing_forbids(asked.id, anew)?;
        act_given(asked.act)?;
        let (before, after) = (self.open.plan.approved(), plan.approved());
        let accepted = |finding: &Finding| AcceptedBreach {
            before: stood.before(finding),
            ..AcceptedBreach::of(finding, is_waived(finding))
        };
        Ok(Happening::EnvelopeChanged {
            change: asked.id.to_owned(),
            act: asked.act.to_owned(),
            before: before.total(),
            after: after.total(),
            changes: LineChange::between(before, after),
            breaches: findings.iter().map(accepted).collect(),
            waivers: asked.waivers.clone(),
        })
    }

    /// The plan after the change.
    fn distributed(&self, asked: &AskedChange<'_>) -> Decided<Plan> {
        let distributed = self.open.plan.distribute(asked.id, asked.amount, asked.distribution);
        let change = match distributed.map_err(Rejection::Impossible)? {
            Distributed::Found { change, .. } => change,
            Distributed::Impossible(conflict) => {
                let say = |language| conflict.explanation(language);
                return Err(Rejection::RulesClash {
                    change: asked.id.to_owned(),
                    rules: conflict.rules().map(|rule| rule.id().to_owned()).collect(),
                    messages: Box::new([say(Language::English), say(Language::Italian)]),
                });
            }
        };
        let (plan, _) = self.open.plan.change_envelope(&change).map_err(Rejection::Impossible)?;
        Ok(plan)
    }

    /// What an allocation of another total breaks, measured against the one approved last.
    fn broken_by(&self, after: &Plan) -> Result<Findings> {
        let before = self.open.plan.before_change_to(after.envelope().total())?;
        before.check_allocation(after.approved())
    }

    pub(super) fn close(&self, act: &str) -> Decided<Happening> {
        self.may(Allowed::Authority)?;
        if let Some(sitting) = self.open.sitting_under_way() {
            return Err(Rejection::SittingOpen { sitting: sitting.id.clone() });
        }
        act_given(act)?;
        let proposals = self.open.with_status(&[Status::Tabled, Status::ChangesRequested]);
        if !proposals.is_empty() {
            return Err(Rejection::ProposalsOpen { proposals });
        }
        let (opening, approved) = (&self.open.opening, self.open.plan.approved());
        let recognized = |variation: &TableVariation| RecognizedDecision {
            revision: variation.revision,
            id: variation.id.clone(),
            act: variation.act.clone(),
        };
        Ok(Happening::Closed {
            act: act.to_owned(),
            opening: opening.total(),
            total: approved.total(),
            changes: LineChange::between(opening, approved),
            decisions: self.open.variations.iter().map(recognized).collect(),
        })
    }
}

fn act_given(act: &str) -> Decided<()> {
    (!is_blank(act)).then_some(()).ok_or(Rejection::ActMissing { needs: None })
}
