//! Adding, splitting and closing lines: acts of the authority that leave the total what it is.

use std::collections::BTreeMap;

use super::breach_baseline::BreachBaseline;
use super::co_design_table::OpenedTable;
use super::command_context::{CommandContext, Decided, require_reason};
use super::envelope_decisions::{ActFindings, require_act};
use super::rejection::{Allowed, Rejection};
use super::table_event::{AcceptedBreach, EventKind, LineChange};
use super::tabled::TabledProposal;
use riparto_core::plan::{LinePart, NewLine, Plan, Proposal};
use riparto_core::rules::{Findings, Rulebook};

/// An act on a line, whichever it is.
#[derive(Clone, Copy)]
pub(super) struct LineActRequest<'a> {
    pub(super) id: &'a str,
    pub(super) act: &'a str,
    pub(super) waivers: &'a BTreeMap<String, String>,
}

impl CommandContext<'_> {
    pub(super) fn add_line(&self, request: LineActRequest<'_>, line: &NewLine) -> Decided<EventKind> {
        self.require_line_act(request)?;
        let plan = self.open.plan.add_line(line).map_err(Rejection::Impossible)?;
        let baseline = BreachBaseline::of(&self.open.plan.check());
        let breaches = accepted_breaches(request, plan.rulebook(), &plan.check(), &baseline)?;
        let mut line = line.clone();
        line.title.get_or_insert_with(|| line.id.clone());
        Ok(EventKind::LineAdded {
            change: request.id.to_owned(),
            act: request.act.to_owned(),
            line,
            breaches,
            waivers: request.waivers.clone(),
        })
    }

    pub(super) fn split_line(
        &self,
        request: LineActRequest<'_>,
        line: &str,
        parts: &[LinePart],
    ) -> Decided<EventKind> {
        self.require_line_act(request)?;
        self.require_open_lines([line])?;
        let before = &self.open.plan;
        let split = before.split_line(line, parts);
        let plan = self.in_no_proposal(line, split, ("split_unbalanced", Rejection::SplitUnbalanced))?;
        let parts = before.parts_of(line, parts).map_err(Rejection::Impossible)?;
        let baseline =
            BreachBaseline::of(&before.check()).split(line, parts.iter().map(|part| part.id.clone()));
        let breaches = accepted_breaches(request, plan.rulebook(), &plan.check(), &baseline)?;
        let held = before.approved().on_more_lines(plan.envelope()).map_err(Rejection::Impossible)?;
        Ok(EventKind::LineSplit {
            change: request.id.to_owned(),
            act: request.act.to_owned(),
            line: line.to_owned(),
            parts,
            changes: LineChange::between(&held, plan.approved()),
            breaches,
            waivers: request.waivers.clone(),
        })
    }

    pub(super) fn close_line(
        &self,
        request: LineActRequest<'_>,
        line: &str,
        remainder_to: Option<&str>,
    ) -> Decided<EventKind> {
        self.require_line_act(request)?;
        self.require_open_lines([line].into_iter().chain(remainder_to))?;
        let before = &self.open.plan;
        let closed = before.close_line(line, remainder_to);
        let plan = self.in_no_proposal(line, closed, ("line_not_empty", Rejection::LineNotEmpty))?;
        // What the line gives away is judged by the rules as they were: afterwards they look past it.
        let findings = before.check_allocation(plan.approved()).map_err(Rejection::Impossible)?;
        let breaches =
            accepted_breaches(request, before.rulebook(), &findings, &BreachBaseline::of(&before.check()))?;
        Ok(EventKind::LineClosed {
            change: request.id.to_owned(),
            act: request.act.to_owned(),
            line: line.to_owned(),
            remainder_to: remainder_to.map(str::to_owned),
            changes: LineChange::between(before.approved(), plan.approved()),
            breaches,
            waivers: request.waivers.clone(),
        })
    }

    fn require_line_act(&self, request: LineActRequest<'_>) -> Decided<()> {
        self.require_role(Allowed::Authority)?;
        self.require_free_id(request.id)?;
        request.waivers.values().try_for_each(|reason| require_reason(reason))
    }

    /// Whether none of some lines is closed.
    pub(super) fn require_open_lines<'l>(&self, lines: impl IntoIterator<Item = &'l str>) -> Decided<()> {
        match lines.into_iter().find(|line| self.open.closed_lines.contains(*line)) {
            Some(line) => Err(Rejection::LineClosed { line: line.to_owned() }),
            None => Ok(()),
        }
    }

    /// Whether a proposal moves nothing from or to a closed line.
    pub(super) fn require_open_ends(&self, proposal: &Proposal) -> Decided<()> {
        let ends = proposal.transfers().iter().flat_map(|transfer| [transfer.from(), transfer.to()]);
        self.require_open_lines(ends)
    }

    /// The plan after an act on a line, if no proposal that waits for a decision names the line. One reason to refuse the act comes
    /// after that one.
    fn in_no_proposal(
        &self,
        line: &str,
        plan: riparto_core::error::Result<Plan>,
        (later, refusal): (&str, fn(riparto_core::error::Error) -> Rejection),
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
fn accepted_breaches(
    request: LineActRequest<'_>,
    rules: &Rulebook,
    findings: &Findings,
    baseline: &BreachBaseline,
) -> Decided<Vec<AcceptedBreach>> {
    let held = ActFindings {
        rules,
        findings,
        is_worse: &|finding| baseline.is_worse_than_before(finding),
        before: &|finding| baseline.before(finding),
    };
    let breaches = held.accepted(request.id, request.waivers)?;
    require_act(request.act)?;
    Ok(breaches)
}

impl OpenedTable {
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
