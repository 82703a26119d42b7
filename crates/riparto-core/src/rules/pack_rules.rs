//! Which rules of a pack apply to an envelope.

use super::label_notices::unmatched_labels;
use super::notice::{Notice, NoticeCode};
use super::pack::RulePack;
use super::rule::{Each, Rule};
use crate::budget::{Envelope, Scope, Selection};
use crate::error::{Error, Result};
use crate::words::named;

impl RulePack {
    /// The rules that apply to an envelope, and a notice for each that speaks of labels that no line has. Those of an act that has a
    /// last day are in force on its days.
    ///
    /// # Errors
    /// A rule that cannot be understood for another reason: an unknown line (`line_unknown`).
    pub fn rules_for(&self, envelope: &Envelope) -> Result<(Vec<Rule>, Vec<Notice>)> {
        let (mut rules, mut notices) = (Vec::new(), Vec::new());
        let has_ended = self.in_force().is_some_and(|period| period.until().is_some());
        let dated = has_ended.then(|| self.clone().dated());
        for rule in dated.as_ref().unwrap_or(self).rules() {
            let place = |error: Error| error.at(named("rule", "vincolo", rule.id()));
            if applies(rule, envelope).map_err(place)? {
                rules.push(rule.clone());
            } else {
                notices.push(Notice::of_rule(rule, NoticeCode::SelectsNothing));
                notices.extend(unmatched_labels(envelope, std::slice::from_ref(rule)));
            }
        }
        Ok((rules, notices))
    }
}

fn applies(rule: &Rule, envelope: &Envelope) -> Result<bool> {
    let selects = |result: Result<bool>| match result {
        Err(error) if matches!(error.code(), "scope_empty" | "label_key_unknown") => Ok(false),
        other => other,
    };
    let key = match rule.each() {
        Some(Each::Label(key) | Each::Through(key)) => Some(key.as_str()),
        _ => rule.limit().counted_by(),
    };
    selects(Selection::resolve(rule.scope(), envelope).and_then(|scope| match key {
        Some(key) => scope.split_by(envelope, key).map(|parts| !parts.is_empty()),
        None => Ok(true),
    }))
    .and_then(|found| {
        // What depends on the part that is looked at is found when the rule is compiled.
        let others = rule.limit().other_scopes().into_iter().chain(rule.limit().paying_scope());
        let mut others = others.filter(|scope| !scope.is_relative());
        others.try_fold(found, |found, other| match found {
            true => selects(Selection::resolve(other, envelope).map(|_| true)),
            false => Ok(false),
        })
    })
    .map(|found| {
        let scopes = rule.limit().other_scopes().into_iter().chain(rule.limit().paying_scope());
        let keys = scopes.filter_map(Scope::relative_key);
        found && keys.into_iter().all(|key| envelope.labels().find_key(key).is_some())
    })
}
