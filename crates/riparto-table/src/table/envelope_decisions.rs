//! Changing the total, and closing the table: decisions of the authority that are no proposals.

use std::collections::BTreeMap;

use super::approval::require_not_forbidden;
use super::co_design_table::OpenedTable;
use super::command_context::{CommandContext, Decided, require_reason};
use super::rejection::{Allowed, Rejection};
use super::table_event::{AcceptedBreach, EventKind, LineChange, RecognizedDecision};
use super::tabled::Status;
use super::variation::{TableVariation, VariationKind};
use riparto_core::error::Result;
use riparto_core::money::{Language, Money, MoneyDelta, Weight};
use riparto_core::plan::{Distribution, EnvelopeChange, Plan};
use riparto_core::rules::{Breaches, Finding, Findings, Rulebook};
use riparto_core::words::is_blank;
use riparto_rebalance::rebalance::{Answer, DistributionRule, NearestChange};

/// A change of the total, as a command requests it.
pub(super) struct EnvelopeChangeRequest<'a> {
    pub(super) id: &'a str,
    pub(super) act: &'a str,
    pub(super) amount: MoneyDelta,
    pub(super) distribution: &'a DistributionRule,
    pub(super) reverses: Option<&'a str>,
    pub(super) waivers: &'a BTreeMap<String, String>,
}

impl CommandContext<'_> {
    pub(super) fn change_envelope(&self, request: &EnvelopeChangeRequest<'_>) -> Decided<EventKind> {
        self.require_role(Allowed::Authority)?;
        self.require_free_id(request.id)?;
        request.waivers.values().try_for_each(|reason| require_reason(reason))?;
        if let Some(reversed) = request.reverses
            && !self.open.is_opposite_of(reversed, request)
        {
            let (proposal, reverses) = (request.id.to_owned(), reversed.to_owned());
            return Err(Rejection::ReversalDiffers { proposal, reverses, under_way: None });
        }
        if request.amount.is_zero() {
            return Err(Rejection::EnvelopeUnchanged { change: request.id.to_owned() });
        }
        let gives = |line: &&String| gives_to(request.distribution, line);
        if let Some(line) = self.open.closed_lines.iter().find(gives) {
            return Err(Rejection::LineClosed { line: line.clone() });
        }
        let plan = self.distributed(request)?;
        let pairs = self.open.plan.approved().iter().zip(plan.approved().amounts());
        let mut moved = pairs.filter(|((_, held), holds)| held != *holds).map(|((line, _), _)| line.id());
        if let Some(line) = moved.find(|line| self.open.closed_lines.contains(*line)) {
            return Err(Rejection::LineClosed { line: line.to_owned() });
        }
        let findings = self.broken_by(&plan).map_err(Rejection::Impossible)?;
        let baseline = Breaches::of(&self.open.plan.check());
        let breaches = ActFindings {
            rules: plan.rulebook(),
            findings: &findings,
            is_worse: &|finding| baseline.is_worse_than_before(finding),
            before: &|finding| baseline.before(finding),
        }
        .accepted(request.id, request.waivers)?;
        require_act(request.act)?;
        let (before, after) = (self.open.plan.approved(), plan.approved());
        Ok(EventKind::EnvelopeChanged {
            change: request.id.to_owned(),
            act: request.act.to_owned(),
            before: before.total(),
            after: after.total(),
            changes: LineChange::between(before, after),
            reverses: request.reverses.map(str::to_owned),
            breaches,
            waivers: request.waivers.clone(),
        })
    }

    /// The plan after the change, with what follows it; what takes back another is just its opposite.
    fn distributed(&self, request: &EnvelopeChangeRequest<'_>) -> Decided<Plan> {
        if request.reverses.is_some()
            && let DistributionRule::Named(shares) = request.distribution
        {
            let shares = shares.iter().map(|(line, share)| (line.clone(), *share)).collect();
            let opposite = EnvelopeChange::new(request.id, request.amount, Distribution::Named(shares));
            let after = opposite.and_then(|opposite| self.open.plan.change_envelope(&opposite));
            return after.map(|(plan, _)| plan).map_err(Rejection::Impossible);
        }
        let distributed =
            request.distribution.run_within(&self.open.plan, request.id, request.amount, self.meter);
        let change = match distributed.map_err(Rejection::Impossible)? {
            Answer::Found(distributed) => distributed.change,
            Answer::Infeasible(conflict) => {
                let say = |language| conflict.explanation(language);
                return Err(Rejection::RulesClash {
                    change: request.id.to_owned(),
                    rules: conflict.rules().map(|rule| rule.id().to_owned()).collect(),
                    messages: Box::new([say(Language::English), say(Language::Italian)]),
                });
            }
            Answer::Unknown => return Err(Rejection::Impossible(NearestChange::unproven(request.id))),
        };
        let (plan, _) = self.open.plan.change_envelope(&change).map_err(Rejection::Impossible)?;
        Ok(plan)
    }

    /// What an allocation of another total breaks, measured against the one approved last.
    fn broken_by(&self, after: &Plan) -> Result<Findings> {
        let before = self.open.plan.before_change_to(after.envelope().total())?;
        before.check_allocation(after.approved())
    }

    pub(super) fn close(&self, act: &str) -> Decided<EventKind> {
        self.require_role(Allowed::Authority)?;
        if let Some(sitting) = self.open.sitting_under_way() {
            return Err(Rejection::SittingOpen { sitting: sitting.id.clone() });
        }
        require_act(act)?;
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
        Ok(EventKind::Closed {
            act: act.to_owned(),
            opening: opening.total(),
            total: approved.total(),
            changes: LineChange::between(opening, approved),
            decisions: self.open.variations.iter().map(recognized).collect(),
        })
    }
}

impl OpenedTable {
    /// Whether a change of the total is, line by line, the opposite of an earlier one that no other takes back.
    fn is_opposite_of(&self, reversed: &str, request: &EnvelopeChangeRequest<'_>) -> bool {
        let DistributionRule::Named(shares) = request.distribution else { return false };
        let Some(earlier) = self.envelope_change(reversed) else { return false };
        let opposite = earlier.changes().iter().map(|change| {
            (self.plan.envelope().line(change.line).id().to_owned(), change.before - change.after)
        });
        !self.reversed_changes.contains_key(reversed)
            && request.amount == -earlier.total()
            && shares
                .iter()
                .filter(|(_, share)| !share.is_zero())
                .map(|(line, share)| (line.clone(), *share))
                .eq(opposite.collect::<BTreeMap<_, _>>())
    }

    /// The change of the total with an id.
    pub(super) fn envelope_change(&self, id: &str) -> Option<&TableVariation> {
        let is_meant =
            |earlier: &&TableVariation| earlier.id() == id && earlier.kind() == VariationKind::EnvelopeChange;
        self.variations.iter().find(is_meant)
    }
}

/// Whether a change of the total, as it is written, would give a line something or take from it.
fn gives_to(distribution: &DistributionRule, line: &str) -> bool {
    match distribution {
        DistributionRule::ProRata => false,
        DistributionRule::Named(shares) => shares.get(line).is_some_and(|share| !share.is_zero()),
        DistributionRule::Apportion(split) => {
            split.weights.get(line).is_some_and(|weight| *weight != Weight::from(0))
                || split.floors.get(line).is_some_and(|floor| !floor.is_zero())
                || split.residual_to.as_deref() == Some(line)
        }
        DistributionRule::Nearest(nearest) => nearest.wish.get(line).is_some_and(|wish| !wish.is_zero()),
    }
}

/// What an act of the authority breaks, to be held to the rules.
pub(super) struct ActFindings<'a> {
    pub(super) rules: &'a Rulebook,
    pub(super) findings: &'a Findings,
    /// Whether a finding is new, or worse than before the act.
    pub(super) is_worse: &'a dyn Fn(&Finding) -> bool,
    /// By how much what a finding is about was broken before.
    pub(super) before: &'a dyn Fn(&Finding) -> Money,
}

impl ActFindings<'_> {
    /// The breaches that the act leaves, if waivers cover every new forbidden one and no waiver is needless.
    pub(super) fn accepted(
        &self,
        id: &str,
        waivers: &BTreeMap<String, String>,
    ) -> Decided<Vec<AcceptedBreach>> {
        if let Some(rule) = waivers.keys().find(|rule| self.rules.rule(rule).is_err()) {
            return Err(Rejection::RuleUnknown { rule: rule.clone() });
        }
        let is_worse = |rule: &str| {
            self.findings.iter().any(|finding| finding.rule().id() == rule && (self.is_worse)(finding))
        };
        if let Some(rule) = waivers.keys().find(|rule| !is_worse(rule)) {
            return Err(Rejection::WaiverNeedless { proposal: id.to_owned(), rule: rule.clone() });
        }
        let is_waived = |finding: &Finding| waivers.contains_key(finding.rule().id());
        let anew = self.findings.iter().filter(|finding| (self.is_worse)(finding) && !is_waived(finding));
        require_not_forbidden(id, anew)?;
        let accepted = |finding: &Finding| AcceptedBreach {
            before: (self.before)(finding),
            ..AcceptedBreach::of(finding, is_waived(finding))
        };
        Ok(self.findings.iter().map(accepted).collect())
    }
}

pub(super) fn require_act(act: &str) -> Decided<()> {
    (!is_blank(act)).then_some(()).ok_or(Rejection::ActMissing { needs: None })
}
