//! The operation `draft`.

use super::answer::ResponseBody;
use super::bar_scale::{BarScale, ScaleKind};
use super::draft_answer::{Advice, DraftAnswer};
use super::draft_cover::Covered;
use super::draft_fields::{CoverField, HandleField, TypedAmounts};
use super::plan_field::plan;
use super::request::Request;
use riparto_core::budget::LineGroups;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::{Draft, Party, Plan, Proposal};
use riparto_core::rules::Authorization;
use riparto_core::words::{both, spoken};
use riparto_rebalance::rebalance::{CounterProposal, Headroom};
use riparto_rebalance::transfers::pay;
use riparto_report::report::{PassingReport, Report};
use riparto_solve::Meter;

const NAME: &str = "draft";

/// The fields of the operation.
pub(super) const DRAFT_FIELDS: &[&str] = &[
    "plan", "amounts", "handle", "scale", "by", "cover", "headroom", "advice", "list", "date", "effort",
    "lang",
];

pub(super) fn run_draft(request: &Request<'_>, meter: &Meter) -> Result<ResponseBody> {
    let plan = plan(request, NAME)?;
    // A draft is looked at twice at most beside what is searched.
    pay(meter, plan.rulebook().check_units().saturating_mul(3))?;
    let scales = scales(&plan, request.optional("scale")?.unwrap_or_default());
    let typed: TypedAmounts = request.optional("amounts")?.unwrap_or_default();
    let mut written = typed.read(&plan).map_err(|error| error.at(both("amounts", "importi")))?;
    let mut draft = Draft::of(&plan, &written)?;
    if let Some(handle) = request.optional::<HandleField>("handle")? {
        let position = plan.envelope().position(&handle.line)?;
        written[position] = Some(handle.amount(&draft, position, scales[position])?);
        draft = Draft::of(&plan, &written)?;
    }
    let cover = match request.optional::<CoverField>("cover")? {
        None => None,
        Some(cover) => {
            let (covered, amounts) = Covered::of(&plan, &draft, &cover, meter)?;
            if let Some(amounts) = amounts {
                let all: Vec<Option<Money>> = amounts.into_iter().map(Some).collect();
                draft = Draft::of(&plan, &all)?;
            }
            Some(covered)
        }
    };
    let keys: Vec<String> = request.optional("by")?.unwrap_or_default();
    let grouped = |key: String| LineGroups::by(plan.envelope(), &[&key]).map(|groups| (key, groups));
    let groups = keys.into_iter().map(grouped).collect::<Result<Vec<_>>>()?;
    let up_to = request.optional::<Authorization>("headroom")?;
    let headroom = up_to.map(|up_to| Headroom::of_within(&plan, up_to, meter));
    let advised = request.optional("advice")?.unwrap_or(false);
    let advice = if advised { advice(&plan, &draft, meter)? } else { None };
    let listing = request.optional("list")?.unwrap_or_default();
    let answer = DraftAnswer { plan, draft, scales, groups, headroom, cover, advice, listing };
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
fn advice(plan: &Plan, draft: &Draft, meter: &Meter) -> Result<Option<Advice>> {
    let Some(transfers) = draft.transfers().filter(|transfers| !transfers.is_empty()) else {
        return Ok(None);
    };
    let party = plan.parties().first().map_or("anyone", Party::id);
    let proposal = Proposal::new(NAME, party)?.with_transfers(transfers)?;
    pay(meter, plan.assessment_units(&proposal)?.saturating_add(plan.following_units()))?;
    let passing = plan.would_pass(&proposal)?;
    let would_pass = PassingReport::of(&proposal, &passing).text(spoken());
    let counter = CounterProposal::of_within(plan, &proposal, Authorization::Exceptional, meter)?;
    Ok(Some(Advice { would_pass, counter }))
}
