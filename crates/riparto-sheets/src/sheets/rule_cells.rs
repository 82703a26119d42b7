//! Rules as the cells of rows.

use std::collections::BTreeMap;

use riparto_core::money::{Language, Percent};
use riparto_core::rules::{Allowance, Authorization, Each, Limit, Rule};

use super::limit_words::{LimitKind, base_words};
use super::rule_field::{RuleCells, RuleField};
use super::rule_record::RuleRecord;
use super::scope_text::{ScopeWords, scope_text};
use super::sheet_grid::CellValue;

/// A rule as the cells of rows, one for each band, which are read as the same rule. What has no plain words is as documents
/// write it.
pub(super) fn rule_cells(rule: &Rule, words: &ScopeWords<'_>, language: Language) -> Vec<RuleCells> {
    let comes_back = |rows: &[RuleCells]| {
        let records = rows.iter().map(|cells| RuleRecord::read(cells, words, ("", None)));
        let records: std::result::Result<Vec<_>, _> = records.collect();
        records.is_ok_and(|records| RuleRecord::rule(&records).as_ref() == Ok(rule))
    };
    let plain = bands_of(rule).into_iter().map(|(limit, needs)| {
        let limit = plain_limit(limit, language)?;
        Some(framed(rule, needs, limit, language))
    });
    match plain.collect::<Option<Vec<_>>>() {
        Some(rows) if comes_back(&rows) => rows,
        _ => {
            let text = |value| CellValue::Text(value);
            let limit = BTreeMap::from([(RuleField::Limit, text(json(rule.limit())))]);
            let mut cells = framed(rule, rule.needs(), limit, language);
            if comes_back(std::slice::from_ref(&cells)) {
                return vec![cells];
            }
            cells.insert(RuleField::Scope, text(json(rule.scope())));
            if let Some(each) = rule.each() {
                cells.insert(RuleField::Each, text(json(&each)));
            }
            vec![cells]
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn bands_of(rule: &Rule) -> Vec<(&Limit, Authorization)> {
    match rule.limit() {
        Limit::Bands(bands) => bands.iter().map(|band| (&band.limit, band.needs)).collect(),
        limit => vec![(limit, rule.needs())],
    }
}

/// The cells of a rule around those of its limit.
fn framed(rule: &Rule, needs: Authorization, limit: RuleCells, language: Language) -> RuleCells {
    let mut cells = limit;
    let mut put = |field, text: String| {
        if !text.is_empty() {
            cells.insert(field, CellValue::Text(text));
        }
    };
    let listed = |items: &[String]| match items.iter().any(|item| item.contains(';') || item.trim() != item) {
        true => json(&items),
        false => items.join("; "),
    };
    put(RuleField::Id, rule.id().to_owned());
    put(RuleField::Text, rule.text().to_owned());
    put(RuleField::Source, rule.source().to_owned());
    put(RuleField::Scope, scope_text(rule.scope(), language).unwrap_or_else(|| json(rule.scope())));
    put(RuleField::Level, needs.words(language).to_owned());
    put(RuleField::Documents, listed(rule.requires()));
    put(RuleField::Bodies, listed(rule.by()));
    let days = rule.when().map(|when| [when.from(), when.until()]).unwrap_or_default();
    for (field, day) in [RuleField::From, RuleField::Until].into_iter().zip(days) {
        put(field, day.map(|day| day.to_string()).unwrap_or_default());
    }
    let each = rule.each().map(|each| match each {
        Each::Line => language.choose("line", "voce").to_owned(),
        Each::Label(key) => key.clone(),
        Each::Through(key) => format!("{} {key}", language.choose("through", "attraverso")),
    });
    put(RuleField::Each, each.unwrap_or_default());
    cells
}

/// The cells of a limit that has plain words.
fn plain_limit(limit: &Limit, language: Language) -> Option<RuleCells> {
    let mut cells = RuleCells::new();
    let mut base = None;
    let mut of = None;
    let mut allowed = Allowance::default();
    let kind = match limit {
        Limit::Floor(amount) | Limit::Ceiling(amount) | Limit::Step(amount) => {
            allowed.amount = Some(*amount);
            match limit {
                Limit::Floor(_) => LimitKind::Least,
                Limit::Ceiling(_) => LimitKind::Most,
                _ => LimitKind::Step,
            }
        }
        Limit::ShareFloor(share) | Limit::ShareCeiling(share) => {
            (allowed.percent, of) = (Some(share.percent), share.of.as_ref());
            if matches!(limit, Limit::ShareFloor(_)) { LimitKind::Least } else { LimitKind::Most }
        }
        Limit::Derived(derived) => {
            (allowed.percent, of) = (Some(derived.percent), Some(&derived.of));
            LimitKind::Exactly
        }
        Limit::Locked(lock) => {
            base = Some(lock.base);
            LimitKind::Locked
        }
        Limit::Movement(movement) => {
            (allowed.percent, allowed.amount, base) =
                (movement.percent, movement.amount, Some(movement.base));
            LimitKind::Movement
        }
        Limit::Flow(flow) => {
            (allowed.percent, allowed.amount, base) = (flow.percent, flow.amount, Some(flow.base));
            of = Some(&flow.to);
            LimitKind::Flow
        }
        Limit::Variation(variation) => {
            let (up, down) = (variation.up.clone(), variation.down.clone());
            base = Some(variation.base);
            let kind = match (&up, &down) {
                (Some(_), None) => LimitKind::Increase,
                (None, Some(_)) => LimitKind::Decrease,
                _ => LimitKind::Variation,
            };
            allowed = up.or(down)?;
            kind
        }
        _ => return None,
    };
    cells.insert(RuleField::Limit, CellValue::Text(kind.words(language).to_owned()));
    if let Some(percent) = allowed.percent {
        cells.insert(RuleField::Percent, percent_cell(percent, language));
    }
    if let Some(amount) = allowed.amount {
        cells.insert(RuleField::Amount, CellValue::Number(amount.to_string()));
    }
    if let Some(of) = of {
        cells.insert(RuleField::Of, CellValue::Text(scope_text(of, language)?));
    }
    if let Some(base) = base {
        cells.insert(RuleField::Base, CellValue::Text(base_words(base, language)));
    }
    Some(cells)
}

/// A percentage as a number; one that could be taken for a share of one, with its sign.
fn percent_cell(percent: Percent, language: Language) -> CellValue {
    let text = percent.to_string();
    match text.starts_with("0.") || text == "1" {
        true => CellValue::Text(format!("{} %", language.choose(text.clone(), text.replace('.', ",")))),
        false => CellValue::Number(text),
    }
}
