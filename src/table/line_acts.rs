//! Adding, splitting and closing lines: acts of the authority that leave the total what it is.

use std::collections::BTreeMap;

use super::asked::{Asked, Decided, given};
use super::co_design_table::Opened;
use super::envelope::{Held, act_given};
use super::happening::{AcceptedBreach, Happening, LineChange};
use super::rejection::{Allowed, Rejection};
use super::stood::Stood;
use super::tabled::TabledProposal;
use crate::plan::{LinePart, NewLine, Plan, Proposal};
use crate::rules::{Findings, Rulebook};

/// An act on a line, whichever it is.
#[derive(Clone, Copy)]
pub(super) struct AskedLineAct<'a> {
    pub(super) id: &'a str,
    pub(super) act: &'a str,
    pub(super) waivers: &'a BTreeMap<String, String>,
}

impl Asked<'_> {
    pub(super) fn add_line(&self, asked: AskedLineAct<'_>, line: &NewLine) -> Decided<Happening> {
        self.may_act_on_lines(asked)?;
        let plan = self.open.plan.add_line(line).map_err(Rejection::Impossible)?;
        let stood = Stood::of(&self.open.plan.check());
        let breaches = held(asked, plan.rulebook(), &plan.check(), &stood)?;
        Ok(Happening::LineAdded {
            change: asked.id.to_owned(),
            act: asked.act.to_owned(),
            line: NewLine {
                title: Some(line.title.clone().unwrap_or_else(|| line.id.clone())),
                ..line.clone()
            },
            breaches,
            waivers: asked.waivers.clone(),
        })
    }

    pub(super) fn split_line(
        &self,
        asked: AskedLineAct<'_>,
        line: &str,
        parts: &[LinePart],
    ) -> Decided<Happening> {
        self.may_act_on_lines(asked)?;
        self.is_not_closed([line])?;
        let before = &self.open.plan;
        let split = before.split_line(line, parts);
        let plan = self.in_no_proposal(line, split, ("split_unbalanced", Rejection::SplitUnbalanced))?;
        let parts = before.parts_of(line, parts).map_err(Rejection::Impossible)?;
        let stood = Stood::of(&before.check()).split(line, parts.iter().map(|part| part.id.clone()));
        let breaches = held(asked, plan.rulebook(), &plan.check(), &stood)?;
        let held = before.approved().on_more_lines(plan.envelope()).map_err(Rejection::Impossible)?;
        Ok(Happening::LineSplit {
            change: asked.id.to_owned(),
            act: asked.act.to_owned(),
            line: line.to_owned(),
            parts,
            changes: LineChange::between(&held, plan.approved()),
            breaches,
            waivers: asked.waivers.clone(),
        })
    }

    pub(super) fn close_line(
        &self,
        asked: AskedLineAct<'_>,
        line: &str,
        remainder_to: Option<&str>,
    ) -> Decided<Happening> {
        self.may_act_on_lines(asked)?;
        self.is_not_closed([line].into_iter().chain(remainder_to))?;
        let before = &self.open.plan;
        let closed = before.close_line(line, remainder_to);
        let plan = self.in_no_proposal(line, closed, ("line_not_empty", Rejection::LineNotEmpty))?;
        // What the line gives away is judged by the rules as they were: afterwards they look past it.
        let findings = before.check_allocation(plan.approved()).map_err(Rejection::Impossible)?;
        let breaches = held(asked, before.rulebook(), &findings, &Stood::of(&before.check()))?;
        Ok(Happening::LineClosed {
            change: asked.id.to_owned(),
            act: asked.act.to_owned(),
            line: line.to_owned(),
            remainder_to: remainder_to.map(str::to_owned),
            changes: LineChange::between(before.approved(), plan.approved()),
            breaches,
            waivers: asked.waivers.clone(),
        })
    }

    fn may_act_on_lines(&self, asked: AskedLineAct<'_>) -> Decided<()> {
        self.may(Allowed::Authority)?;
        self.id_is_free(asked.id)?;
        asked.waivers.values().try_for_each(|reason| given(reason))
    }

    /// Whether none of some lines is closed.
    pub(super) fn is_not_closed<'l>(&self, lines: impl IntoIterator<Item = &'l str>) -> Decided<()> {
        match lines.into_iter().find(|line| self.open.closed_lines.contains(*line)) {
            Some(line) => Err(Rejection::LineClosed { line: line.to_owned() }),
            None => Ok(()),
        }
    }

    /// Whether a proposal moves nothing from or to a closed line.
    pub(super) fn avoids_closed_lines(&self, proposal: &Proposal) -> Decided<()> {
        let ends = proposal.transfers().iter().flat_map(|transfer| [transfer.from(), transfer.to()]);
        self.is_not_closed(ends)
    }

    /// The plan after an act on a line, if no proposal that waits for a decision names the line. One reason to refuse the act comes
    /// after that one.
    fn in_no_proposal(
        &self,
        line: &str,
        plan: crate::error::Result<Plan>,
        (later, refusal): (&str, fn(crate::error::Error) -> Rejection),
    ) -> Decided<Plan> {
        let plan = match plan {
            Err(error) if error.code() != later => return Err(Rejection::Impossible(error)),
            other => other,
        };
        let proposals = self.open.waiting_on(line);
        if !proposals.is_empty() {
            return Err(Rejection::LineInProposals { line: line.to_owned(), proposals });
        }
        plan.map_err(refusal)
    }
}

/// What an act on a line leaves broken, if the rules let it pass and the act is named.
fn held(
    asked: AskedLineAct<'_>,
    rules: &Rulebook,
    findings: &Findings,
    stood: &Stood,
) -> Decided<Vec<AcceptedBreach>> {
    let held = Held {
        rules,
        findings,
        is_worse: &|finding| stood.worsened_by(finding),
        before: &|finding| stood.before(finding),
    };
    let breaches = held.to_rules(asked.id, asked.waivers)?;
    act_given(asked.act)?;
    Ok(breaches)
}

impl Opened {
    /// The proposals that wait for a decision and name a line.
    pub(super) fn waiting_on(&self, line: &str) -> Vec<String> {
        let names = |tabled: &&TabledProposal| {
            let transfers = tabled.proposal.transfers();
            tabled.is_open()
                && transfers.iter().any(|transfer| transfer.from() == line || transfer.to() == line)
        };
        let proposals = self.order.iter().filter_map(|id| self.proposals.get(id));
        proposals.filter(names).map(|tabled| tabled.proposal.id().to_owned()).collect()
    }
}
