//! What rules leave to a line right after a decision, and the level that its change belongs to.

use super::words::one_line;
use riparto_core::budget::Allocation;
use riparto_core::money::{AmountStyle, Language, Money, MoneyDelta};
use riparto_core::plan::{Comparison, Plan};
use riparto_core::rules::Authorization;
use riparto_table::table::{AcceptedBreach, LineChange};

/// The allowance that a line has used, as it was right after a decision, and the level of what it broke.
#[derive(Clone, Debug)]
pub(super) struct MinutedMargin {
    line: String,
    /// The rule that gives it, how much it is, and what is left of it.
    allowance: Option<(String, Money, MoneyDelta)>,
    level: Authorization,
    /// The rule that asks for the level.
    asked_by: Option<String>,
    /// Whether a waiver covers it.
    waived: bool,
}

impl MinutedMargin {
    /// Those of the lines that a decision changed, on the plan right after it.
    pub(super) fn of(plan: &Plan, changes: &[LineChange], breaches: &[AcceptedBreach]) -> Vec<MinutedMargin> {
        let after = plan.approved();
        let mut amounts = after.amounts().to_vec();
        for change in changes {
            if let Ok(place) = plan.envelope().position(&change.line) {
                amounts[place] = change.before;
            }
        }
        let Ok(before) = Allocation::new(plan.envelope(), amounts) else { return Vec::new() };
        let comparison = Comparison::of(&before, after).with_allowances(plan);
        let rows = comparison.rows();
        let margin = |change: &LineChange| {
            let row = rows.iter().find(|row| row.line.is_some_and(|line| line.id() == change.line))?;
            let allowance = row
                .allowance
                .as_ref()
                .map(|entry| (entry.rule.id().to_owned(), entry.allowance.most(), entry.allowance.left()));
            let mut margin = MinutedMargin {
                line: change.line.clone(),
                allowance,
                level: row.needs,
                asked_by: row.rule.map(|rule| rule.id().to_owned()),
                waived: false,
            };
            for breach in breaches.iter().filter(|breach| breach.line.as_ref() == Some(&change.line)) {
                if breach.needs >= margin.level {
                    margin.level = breach.needs;
                    margin.asked_by = Some(breach.rule.clone());
                    margin.waived = breach.waived;
                }
            }
            Some(margin)
        };
        let margins: Vec<MinutedMargin> = changes.iter().filter_map(margin).collect();
        let says_something = |margin: &MinutedMargin| margin.allowance.is_some() || margin.asked_by.is_some();
        if margins.iter().any(says_something) { margins } else { Vec::new() }
    }

    /// The line that it is of.
    pub(super) fn line(&self) -> &str {
        &self.line
    }

    /// The rules that it names.
    pub(super) fn rules(&self) -> impl Iterator<Item = &str> {
        self.allowance.iter().map(|(rule, ..)| rule.as_str()).chain(self.asked_by.as_deref())
    }

    /// The allowance, what is left of it, and the level with the rule that asks for it.
    pub(super) fn cells(&self, language: Language) -> [String; 3] {
        let style = AmountStyle::from(language);
        let (most, left) = self.allowance.as_ref().map_or_else(Default::default, |(_, most, left)| {
            (most.to_figures(style), left.to_figures(style).trim_start_matches('+').to_owned())
        });
        let level = match self.waived {
            true => language.choose("waived", "in deroga"),
            false => self.level.words(language),
        };
        let rule = self.asked_by.as_deref().or(self.allowance.as_ref().map(|(rule, ..)| rule.as_str()));
        let level = match rule {
            Some(rule) => format!("{level} (`{rule}`)"),
            None => level.to_owned(),
        };
        [most, left, level]
    }
}

/// The acts that rules rest on, each rule once, for those that are not told yet.
pub(super) fn sources<'a>(
    plan: &Plan,
    rules: impl Iterator<Item = &'a str>,
    told: &mut Vec<String>,
    language: Language,
) {
    for id in rules {
        let Ok(rule) = plan.rulebook().rule(id) else { continue };
        let source = one_line(rule.source_in(language));
        let said = format!("`{id}`: {source}");
        if !source.is_empty() && !told.contains(&said) {
            told.push(said);
        }
    }
}
