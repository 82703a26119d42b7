//! `Covered`: a draft whose remainder comes from other lines, or goes to them, within the rules.

use serde::Serialize;

use super::draft_fields::CoverField;
use riparto_core::budget::Scope;
use riparto_core::capacity::MAX_ID_CHARS;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::{DraftAllocation, Plan};
use riparto_core::rules::{Limit, Rule, SumBounds};
use riparto_core::words::spoken;
use riparto_rebalance::rebalance::{Answer, Rebalance};
use riparto_solve::Meter;

/// How covering a remainder ended.
#[derive(Serialize)]
pub(super) struct Covered {
    /// Nothing where that is not known within the effort.
    feasible: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl Covered {
    /// Covers the remainder of a draft: how that ended, and the amounts of all lines then.
    pub(super) fn of(
        plan: &Plan,
        draft: &DraftAllocation,
        cover: &CoverField,
        meter: &Meter,
    ) -> Result<(Covered, Option<Vec<Money>>)> {
        let held = fixed_lines(plan, draft, cover)?;
        let pinned = plan.clone().with_rules(pins(plan, draft, &held)?)?;
        let question = Rebalance::new().wishes(draft.amounts()).measure(cover.measure).up_to(cover.up_to);
        Ok(match question.run_within(&pinned, meter)? {
            Answer::Found(nearest) => {
                let amounts = nearest.allocation().amounts().to_vec();
                (Covered { feasible: Some(true), message: None }, Some(amounts))
            }
            Answer::Infeasible(conflict) => {
                let message = Some(conflict.explanation(spoken()));
                (Covered { feasible: Some(false), message }, None)
            }
            Answer::Unknown => (Covered { feasible: None, message: None }, None),
        })
    }
}

/// The lines that stay what they are in the draft.
fn fixed_lines(plan: &Plan, draft: &DraftAllocation, cover: &CoverField) -> Result<Vec<bool>> {
    let unchanged = |line: usize| draft.amounts()[line] == draft.before().amounts()[line];
    let lines = plan.envelope().line_count();
    let mut held: Vec<bool> = match (&cover.from, cover.nearest) {
        (_, true) => vec![false; lines],
        (None, false) => (0..lines).map(|line| !unchanged(line) && !draft.is_derived(line)).collect(),
        (Some(from), false) => {
            let mut held: Vec<bool> = (0..lines).map(|line| !draft.is_derived(line)).collect();
            for line in from {
                held[plan.envelope().position(line)?] = false;
            }
            held
        }
    };
    for line in &cover.pins {
        held[plan.envelope().position(line)?] = true;
    }
    Ok(held)
}

/// A rule for each line that stays what it is.
fn pins(plan: &Plan, draft: &DraftAllocation, held: &[bool]) -> Result<Vec<Rule>> {
    let taken = |id: &str| plan.rule(id).is_ok();
    let pin = |line: usize| {
        let name = plan.envelope().line(line).id();
        let mut id = format!("pin:{name}");
        if id.len() > MAX_ID_CHARS || taken(&id) {
            id = (line..).map(|number| format!("pin:{number}")).find(|id| !taken(id)).unwrap_or(id);
        }
        let amount = SumBounds::new().exactly(draft.amounts()[line]);
        Rule::new(id, Scope::lines([name]), Limit::Sum(amount))
    };
    (0..held.len()).filter(|line| held[*line]).map(pin).collect()
}
