//! Rules as rows of the sheet of checks: what they find and their limits as formulas.

use std::collections::BTreeMap;

use riparto_core::error::Result;
use riparto_core::money::Language;
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;

use super::own_sheet::PlanColumns;
use super::rule_formulas::{RuleFigures, RuleFormulas};
use super::selection_sheet::SheetSelections;

/// A rule, or one part or band of it.
pub(super) struct RuleRow {
    /// The number of the rule in its plan.
    pub(super) number: usize,
    pub(super) id: String,
    pub(super) about: String,
    /// The act of the rule; may be empty.
    pub(super) source: String,
    /// What a breach needs.
    pub(super) level: Authorization,
    /// None where no formula says what the rule asks.
    pub(super) figures: Option<RuleFigures>,
}

/// The rows of all rules, a row for each line or part that a rule is about and each level of authorization; and what their formulas
/// select.
pub(super) fn rule_rows(
    plan: &Plan,
    columns: &PlanColumns,
    language: Language,
) -> Result<(Vec<RuleRow>, SheetSelections)> {
    let mut formulas = RuleFormulas::new(plan, columns);
    let mut rows: Vec<RuleRow> = Vec::new();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for pair in Authorization::ALL.windows(2) {
        let &[up_to, needs] = pair else { continue };
        for bounded in plan.bounds(up_to)? {
            // A bound binds at every level below what its breach needs, which so is the level after the last of these.
            let place = *said.entry(format!("{bounded:?}")).or_insert(rows.len());
            match rows.get_mut(place) {
                Some(row) => row.level = needs,
                None => {
                    let figures = formulas.figures(&bounded);
                    rows.push(row(plan, (bounded.rule(), needs), figures, language));
                }
            }
        }
    }
    rows.sort_by_key(|row| row.number);
    let mut listed: Vec<RuleRow> = Vec::new();
    let mut rest = rows.into_iter().peekable();
    for (number, rule) in plan.rulebook().rules().iter().enumerate() {
        let before = listed.len();
        while let Some(row) = rest.next_if(|row| row.number == number) {
            listed.push(row);
        }
        if listed.len() == before {
            listed.push(row(plan, (number, rule.needs()), None, language));
        }
    }
    Ok((listed, formulas.selections()))
}

fn row(
    plan: &Plan,
    (number, needs): (usize, Authorization),
    figures: Option<RuleFigures>,
    language: Language,
) -> RuleRow {
    let rule = plan.rulebook().rules().get(number);
    let id = rule.map(|rule| rule.id().to_owned()).unwrap_or_default();
    let source = rule.map(|rule| rule.source_in(language).to_owned()).unwrap_or_default();
    let about = figures.as_ref().map(|figures| about(plan, &figures.lines, language)).unwrap_or_default();
    RuleRow { number, id, about, source, level: needs, figures }
}

/// Lines in a few words.
fn about(plan: &Plan, lines: &[usize], language: Language) -> String {
    let ids = |count: usize| -> Vec<String> {
        lines.iter().take(count).map(|line| plan.envelope().line(*line).id().to_owned()).collect()
    };
    match lines.len() {
        all if all == plan.envelope().line_count() => {
            language.choose("all lines", "tutte le voci").to_owned()
        }
        few if few <= 4 => ids(4).join(", "),
        many => language.choose(
            format!("{}, … ({many} lines)", ids(2).join(", ")),
            format!("{}, … ({many} voci)", ids(2).join(", ")),
        ),
    }
}
