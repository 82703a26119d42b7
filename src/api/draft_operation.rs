//! The operation `draft`.

use super::bar_scale::{BarScale, ScaleKind};
use super::draft_answer::{Advice, DraftAnswer, NearestPart};
use super::draft_cover::Covered;
use super::draft_fields::{CoverField, HandleField, ReachField, TypedAmounts};
use super::plan_field::plan;
use super::request::Request;
use super::response_body::ResponseBody;
use riparto_core::budget::LineGroups;
use riparto_core::error::Result;
use riparto_core::plan::{DraftAllocation, Party, Plan, Proposal};
use riparto_core::rules::Authorization;
use riparto_core::words::{both, spoken};
use riparto_rebalance::rebalance::{Answer, CounterProposal, Headroom, Rebalance};
use riparto_rebalance::transfers::pay;
use riparto_report::report::{PassingReport, Report};
use riparto_solve::Meter;

const NAME: &str = "draft";

/// The fields of the operation.
pub(super) const DRAFT_FIELDS: &[&str] = &[
    "plan", "amounts", "handle", "scale", "by", "cover", "headroom", "reach", "advice", "list", "date",
    "effort", "lang",
];

pub(super) fn run_draft(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let plan = plan(request, NAME)?;
    // A draft is looked at twice at most beside what is searched.
    pay(meter, plan.rulebook().check_units().saturating_mul(3))?;
    let scales = scales(&plan, request.optional("scale")?.unwrap_or_default());
    let typed: TypedAmounts = request.optional("amounts")?.unwrap_or_default();
    let mut written = typed.read(&plan).map_err(|error| error.at(both("amounts", "importi")))?;
    let mut draft = DraftAllocation::of(&plan, &written)?;
    if let Some(handle) = request.optional::<HandleField>("handle")? {
        let position = plan.envelope().position(&handle.line)?;
        written[position] = Some(handle.amount(&draft, position, scales[position])?);
        draft = DraftAllocation::of(&plan, &written)?;
    }
    let cover = match request.optional::<CoverField>("cover")? {
        None => None,
        Some(cover) => {
            let (covered, amounts) = Covered::of(&plan, &draft, &cover, meter)?;
            if let Some(amounts) = amounts {
                written = amounts.into_iter().map(Some).collect();
                draft = DraftAllocation::of(&plan, &written)?;
            }
            Some(covered)
        }
    };
    let keys: Vec<String> = request.optional("by")?.unwrap_or_default();
    let grouped = |key: String| LineGroups::by(plan.envelope(), &[&key]).map(|groups| (key, groups));
    let groups = keys.into_iter().map(grouped).collect::<Result<Vec<_>>>()?;
    let up_to = request.optional::<Authorization>("headroom")?;
    let headroom = up_to.map(|up_to| Headroom::of_within(&plan, up_to, meter));
    let reach = request.optional::<ReachField>("reach")?;
    let reach = reach.map(|reach| reach.asked(&plan, meter)).transpose()?;
    let advised = request.optional("advice")?.unwrap_or(false);
    let advice = if advised { advice(&plan, &draft, meter)? } else { None };
    let listing = request.optional("list")?.unwrap_or_default();
    let answer =
        DraftAnswer { plan, draft, written, scales, groups, headroom, reach, cover, advice, listing };
    Ok(ResponseBody::Draft(Box::new(answer)))
}

/// A scale for each line.
fn scales(plan: &Plan, kind: ScaleKind) -> Vec<BarScale> {
    let (approved, total) = (plan.approved().amounts(), plan.approved().total());
    match kind {
        ScaleKind::Own => approved.iter().map(|held| BarScale::of(*held, total)).collect(),
        ScaleKind::Shared => {
            let most = approved.iter().copied().max().unwrap_or_default();
            vec![BarScale::of(most, total); approved.len()]
        }
    }
}

/// What would pass in the place of a draft; nothing to one that moves nothing or does not sum to the total.
fn advice(plan: &Plan, draft: &DraftAllocation, meter: &Meter) -> Result<Option<Advice>> {
    let Some(transfers) = draft.transfers().filter(|transfers| !transfers.is_empty()) else {
        return Ok(None);
    };
    let party = plan.parties().first().map_or("anyone", Party::id);
    let proposal = Proposal::new(NAME, party)?.with_transfers(transfers)?;
    pay(meter, plan.assessment_units(&proposal)?.saturating_add(plan.following_units()))?;
    let passing = plan.would_pass(&proposal)?;
    let would_pass = PassingReport::of(&proposal, &passing).text(spoken());
    let counter = CounterProposal::of_within(plan, &proposal, Authorization::Exceptional, meter)?;
    let ways = if proposal.transfers().len() > 1 { ways(plan, draft, meter)? } else { Vec::new() };
    Ok(Some(Advice { would_pass, counter, ways }))
}

/// For each level that is less than a draft needs and lets more pass than those below it, what comes nearest to the draft.
fn ways(plan: &Plan, draft: &DraftAllocation, meter: &Meter) -> Result<Vec<NearestPart>> {
    let needs = draft.findings().authorization();
    let mut ways: Vec<NearestPart> = Vec::new();
    for level in Authorization::ALL.into_iter().filter(|level| *level < needs) {
        let question = Rebalance::new().wishes(draft.amounts()).up_to(level);
        let Answer::Found(nearest) = question.run_within(plan, meter)? else { continue };
        let after = nearest.allocation().clone();
        let is_more = ways.last().is_none_or(|way| way.after != after);
        if is_more && after.amounts() != draft.before().amounts() {
            ways.push(NearestPart { level, after });
        }
    }
    Ok(ways)
}
