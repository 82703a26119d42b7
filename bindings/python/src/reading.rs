//! Documents read from the bytes of files.

use pyo3::prelude::*;
use riparto::ballots::{BallotSheet, Completion, ReadBallots};
use riparto::reader::text_of;
use riparto::rules::RulePack;
use riparto::sheets::{PlanImport, ProposalImport, RuleImport, SheetText};
use riparto::table::Replayed;
use riparto::{Money, Plan, Proposal};
use serde_json::{Map, Value, json};

use crate::answering::level_named;
use crate::failure::working;

/// Whether bytes begin as a document of JSON does.
fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut begun = bytes.iter().skip_while(|byte| byte.is_ascii_whitespace());
    // What is empty or no text is refused as a document.
    begun.next().is_none_or(|byte| matches!(byte, b'{' | b'['))
}

/// The document of a plan as it is kept: the text that was given, and the one that riparto writes.
#[pyfunction]
pub(crate) fn normal_plan(py: Python<'_>, document: &str, language: &str) -> PyResult<String> {
    working(py, language, |_| Plan::from_json(document).map(|plan| plan.to_json()))
}

/// A plan from the bytes of a file: a document, a table's journal, a workbook or CSV. Its document, what was made of rows and
/// columns, and the new amounts that a workbook has.
#[pyfunction]
#[pyo3(signature = (bytes, sheet, amounts, parts, title, language))]
pub(crate) fn read_plan(
    py: Python<'_>,
    bytes: &[u8],
    sheet: Option<String>,
    amounts: Vec<String>,
    parts: Option<String>,
    title: Option<String>,
    language: &str,
) -> PyResult<(String, Option<String>, Option<String>)> {
    working(py, language, |spoken| {
        if is_json(bytes) {
            let text = text_of(bytes)?;
            if text.starts_with("{\"event\":") {
                let (table, _) = Replayed::of(bytes, &[])?.whole()?;
                let standing = table.plan().map(Plan::to_json).unwrap_or_default();
                return Ok((standing, None, None));
            }
            return Plan::from_json(text).map(|_| (text.to_owned(), None, None));
        }
        let import = sheet.into_iter().fold(PlanImport::new(), PlanImport::sheet);
        let import = amounts.into_iter().fold(import, PlanImport::amounts);
        let import = parts.into_iter().fold(import, PlanImport::parts);
        let imported = title.into_iter().fold(import, PlanImport::title).run(bytes)?;
        let edited = imported.edited().and_then(|edited| serde_json::to_string(edited).ok());
        Ok((imported.plan().to_json(), Some(imported.report().text(spoken)), edited))
    })
}

/// A proposal from the bytes of a file: a document, or a table of transfers in a workbook or CSV.
#[pyfunction]
#[pyo3(signature = (bytes, plan, party, language))]
pub(crate) fn read_proposal(
    py: Python<'_>,
    bytes: &[u8],
    plan: Option<&str>,
    party: Option<String>,
    language: &str,
) -> PyResult<String> {
    working(py, language, |_| {
        let plan = plan.map(Plan::from_json).transpose()?;
        let read = match &plan {
            Some(plan) if !is_json(bytes) => {
                party.into_iter().fold(ProposalImport::new(plan), ProposalImport::party).run(bytes)
            }
            _ => text_of(bytes).and_then(Proposal::from_json),
        };
        read.map(|proposal| proposal.to_json())
    })
}

/// A proposal's document as riparto writes it.
#[pyfunction]
pub(crate) fn normal_proposal(py: Python<'_>, document: &str, language: &str) -> PyResult<String> {
    working(py, language, |_| Proposal::from_json(document).map(|proposal| proposal.to_json()))
}

/// Rules from a table of one rule a row, in a workbook or CSV, or from a rule pack: a list of JSON.
#[pyfunction]
pub(crate) fn read_rules(py: Python<'_>, bytes: &[u8], plan: &str, language: &str) -> PyResult<String> {
    working(py, language, |spoken| {
        let page =
            bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().starts_with(b"---");
        let rules = match page || is_json(bytes) {
            true => text_of(bytes).and_then(RulePack::from_text)?.in_language(spoken)?.rules().to_vec(),
            false => RuleImport::new(Plan::from_json(plan)?.envelope()).run(bytes)?,
        };
        // Rules are written with string keys: nothing here can fail.
        Ok(serde_json::to_string(&rules).unwrap_or_default())
    })
}

/// The ids of the rule packs that come with riparto.
#[pyfunction]
pub(crate) fn pack_ids() -> Vec<&'static str> {
    RulePack::built_in_ids().collect()
}

/// The plan with the rules of a pack that comes with riparto.
#[pyfunction]
pub(crate) fn with_pack(py: Python<'_>, plan: &str, id: &str, language: &str) -> PyResult<String> {
    working(py, language, |_| {
        Plan::from_json(plan)?.with_pack(&RulePack::built_in(id)?).map(|plan| plan.to_json())
    })
}

/// The plan after a proposal, if it needs no more authorization than is granted.
#[pyfunction]
pub(crate) fn apply(
    py: Python<'_>,
    plan: &str,
    proposal: &str,
    granted: &str,
    language: &str,
) -> PyResult<String> {
    let granted = level_named(granted)?;
    working(py, language, |_| {
        let mut plan = Plan::from_json(plan)?;
        plan.apply(&Proposal::from_json(proposal)?, granted)?;
        Ok(plan.to_json())
    })
}

/// Ballots from the bytes of a file: a document, or a table in a workbook or CSV. The fields `total` and `ballots` of a request.
#[pyfunction]
#[pyo3(signature = (bytes, plan, total, leave_out, language))]
pub(crate) fn read_ballots(
    py: Python<'_>,
    bytes: &[u8],
    plan: Option<&str>,
    total: Option<&str>,
    leave_out: Vec<String>,
    language: &str,
) -> PyResult<String> {
    working(py, language, |_| {
        let plan = plan.map(Plan::from_json).transpose()?;
        let leave_out: Vec<&str> = leave_out.iter().map(String::as_str).collect();
        let read = ReadBallots {
            plan: plan.as_ref(),
            total: total.map(str::parse::<Money>).transpose()?,
            completion: Completion::Refused,
            leave_out: &leave_out,
            ..ReadBallots::default()
        };
        let sheet = if is_json(bytes) {
            text_of(bytes).and_then(|text| BallotSheet::from_json(text, &read))?
        } else {
            let table = SheetText::of(bytes, &["schede", "ballots"])?;
            let read = ReadBallots { style: table.style(), sheet: table.sheet(), ..read };
            BallotSheet::from_csv(table.text(), &read)?
        };
        Ok(fields_of(&sheet).to_string())
    })
}

fn fields_of(sheet: &BallotSheet) -> Value {
    let ballot = |ballot: &riparto::ballots::Ballot| {
        let amounts = sheet.lines().iter().zip(ballot.amounts());
        let amounts: Map<String, Value> =
            amounts.map(|(line, amount)| (line.clone(), amount.to_string().into())).collect();
        json!({"party": ballot.party(), "weight": ballot.weight(), "amounts": amounts})
    };
    let ballots: Vec<Value> = sheet.ballots().iter().map(ballot).collect();
    json!({"lines": sheet.lines(), "total": sheet.ballots().total().to_string(), "ballots": ballots})
}
