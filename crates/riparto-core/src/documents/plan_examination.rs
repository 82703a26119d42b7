//! All that is wrong with a plan document, as far as each part of it can be understood without the others.

use std::collections::BTreeSet;

use super::json::{AmountText, DocumentLabels, Text};
use super::plan_document::FORMAT;
use crate::budget::{Allocation, Envelope, EnvelopeBuilder, check_text, check_title};
use crate::capacity::{MAX_EXAMINED_PAIRS, MAX_PARTIES, MAX_RULES};
use crate::error::{Cause, Error, Result, quote};
use crate::money::Money;
use crate::plan::{Party, PartyDocument};
use crate::reader::{Extended, Mistakes, Node, from_json, push_index, push_key};
use crate::rules::{Rule, RuleDocument, Rulebook};
use crate::words::{both, named};

/// Adds what is wrong with what a plan means.
pub(crate) fn examine_plan(text: &str, plan: &Node<'_>, path: &str, mistakes: &mut Mistakes) {
    let mut examined = ExaminedPlan { text, path, mistakes };
    match plan.field("format").and_then(Node::text) {
        Some(format) if format != FORMAT => {
            let cause = Cause::DocumentFormat { found: quote(format), expected: FORMAT };
            return examined.tell("format", cause);
        }
        _ => {}
    }
    for (field, check) in [
        ("title", (|text| check_title(both("the title", "il titolo"), text)) as fn(&str) -> Result<()>),
        ("source", |text| check_text(both("the source", "la fonte"), text)),
    ] {
        if let Some(Err(error)) = plan.field(field).and_then(Node::text).map(check) {
            examined.tell(field, error);
        }
    }
    let total =
        plan.field("total").and_then(|total| examined.read::<AmountText<'_>>(total)).and_then(|total| {
            total.read().map_err(|error| examined.tell("total", error.at(both("total", "totale")))).ok()
        });
    let lines = examined.lines(plan.field("lines"), total);
    examined.rules(plan.field("rules"), lines.as_ref());
    examined.parties(plan.field("parties"));
    if let (Some(approved), Some(lines)) = (plan.field("approved"), &lines) {
        examined.approved(approved, lines.allocation.envelope());
    }
}

struct ExaminedPlan<'a, 'm> {
    text: &'a str,
    path: &'a str,
    mistakes: &'m mut Mistakes,
}

/// The lines of a plan that can be understood.
struct ExaminedLines {
    allocation: Allocation,
    /// Whether their amounts sum to the plan's total.
    is_balanced: bool,
}

impl<'a> ExaminedPlan<'a, '_> {
    /// A part that has the shape of a type; another one was told before.
    fn read<T: serde::Deserialize<'a>>(&self, node: &Node<'_>) -> Option<T> {
        from_json(&self.text[node.bytes.clone()]).ok()
    }

    /// Adds a mistake at a path inside the plan.
    fn tell(&mut self, inner: &str, error: impl Into<Error>) {
        let error: Error = error.into();
        let error = error.with_path(inner);
        self.mistakes.push(if self.path.is_empty() { error } else { error.under(self.path) });
    }

    /// The lines, if all have an id and an amount.
    fn lines(&mut self, list: Option<&Node<'a>>, total: Option<Money>) -> Option<ExaminedLines> {
        let lines = list?.elements();
        let (mut builder, mut amounts) = (EnvelopeBuilder::untitled(), Vec::new());
        for (index, line) in lines.iter().enumerate() {
            if let Some(amount) = self.line(&mut builder, &at("lines", index), line) {
                amounts.push(amount);
            }
        }
        if lines.is_empty() {
            self.tell("lines", Cause::LinesMissing {});
        }
        if amounts.len() != lines.len() {
            return None;
        }
        let sum = Money::checked_sum(amounts.iter().copied());
        let envelope = |total| builder.titled("Plan", total).build().ok();
        let is_balanced = match (total, &sum) {
            (Some(total), Ok(sum)) => total == *sum,
            _ => false,
        };
        let envelope = envelope(total.filter(|_| !is_balanced).or(sum.clone().ok())?)?;
        if let (Some(_), false) = (total, is_balanced)
            && let Err(error) = Allocation::new(&envelope, amounts.clone())
        {
            self.tell("total", error);
        }
        let allocation = Allocation::new(&envelope.with_total(sum.ok()?), amounts).ok()?;
        Some(ExaminedLines { allocation, is_balanced })
    }

    /// The amount of a line, if all of the line can be understood.
    fn line(&mut self, builder: &mut EnvelopeBuilder, path: &str, line: &Node<'a>) -> Option<Money> {
        let id = line.field("id").and_then(Node::text)?;
        let title: Option<Text<'_>> = match line.field("title") {
            Some(title) => self.read(title)?,
            None => None,
        };
        let pushed = builder.push_line(id, title.as_ref().map_or(id, |title| title.0.as_ref()));
        let is_pushed = pushed.is_ok();
        if let Err(error) = pushed {
            let field = match error.code() {
                "id_malformed" | "id_taken" => ".id",
                "too_many" => "",
                _ => ".title",
            };
            self.tell(&format!("{path}{field}"), error);
        }
        let labels: DocumentLabels<'_> = match line.field("labels") {
            Some(labels) => self.read(labels)?,
            None => DocumentLabels::default(),
        };
        let mut is_labelled = true;
        for (key, value) in labels.0.iter().filter(|_| is_pushed) {
            // A key that stands twice was told with the fields.
            if let Err(error) = builder.push_label(&key.0, &value.0) {
                is_labelled = false;
                if error.code() != "id_taken" {
                    let mut path = format!("{path}.labels");
                    push_key(&mut path, &key.0);
                    self.tell(&path, error);
                }
            }
        }
        let amount: AmountText<'_> = line.field("amount").and_then(|amount| self.read(amount))?;
        match amount.read() {
            Ok(amount) => (is_pushed && is_labelled).then_some(amount),
            Err(error) => {
                self.tell(&format!("{path}.amount"), error.at(named("line", "voce", quote(id))));
                None
            }
        }
    }

    fn rules(&mut self, list: Option<&Node<'a>>, lines: Option<&ExaminedLines>) {
        let Some(rules) = list.map(Node::elements) else { return };
        if rules.len() > MAX_RULES {
            let (what, found, allowed) = (both("rules", "vincoli"), rules.len(), MAX_RULES);
            return self.tell("rules", Cause::TooMany { what, found, allowed });
        }
        let lines = lines.filter(|lines| {
            rules.len().saturating_mul(lines.allocation.amounts().len()) <= MAX_EXAMINED_PAIRS
        });
        let mut ids = BTreeSet::new();
        for (index, node) in rules.iter().enumerate() {
            let path = at("rules", index);
            if let Some(id) = node.field("id").and_then(Node::text)
                && !ids.insert(id)
            {
                let cause = Cause::IdTaken { what: both("rule", "vincolo"), id: quote(id) };
                self.tell(&format!("{path}.id"), cause);
            }
            let told = self.mistakes.count();
            if let Some(lines) = lines {
                let id = node.field("id").and_then(Node::text).unwrap_or_default();
                self.scope_lines(node, &mut path.clone(), id, lines.allocation.envelope());
            }
            let Some((document, _)) =
                self.read::<Extended<RuleDocument>>(node).and_then(|rule| rule.parts().ok())
            else {
                continue;
            };
            match Rule::try_from(document) {
                Err(error) => self.tell(&format!("{path}{}", field_of_rule(error.code())), error),
                Ok(rule) if self.mistakes.count() == told => {
                    if let Some(lines) = lines {
                        self.compile(rule, lines, &path);
                    }
                }
                Ok(_) => {}
            }
        }
    }

    /// Tells the ids in the scopes of a rule that no line has.
    fn scope_lines(&mut self, node: &Node<'_>, path: &mut String, rule: &str, envelope: &Envelope) {
        let outer = path.len();
        for (key, value) in node.fields() {
            push_key(path, key);
            match key.as_ref() {
                "lines" => {
                    for (index, line) in value.elements().iter().enumerate() {
                        if let Some(Err(error)) = line.text().map(|line| envelope.position(line)) {
                            let place = named("rule", "vincolo", quote(rule));
                            self.tell(&at(path, index), error.at(place));
                        }
                    }
                }
                "labels" => {}
                _ => self.scope_lines(value, path, rule, envelope),
            }
            path.truncate(outer);
        }
        for (index, value) in node.elements().iter().enumerate() {
            push_index(path, index);
            self.scope_lines(value, path, rule, envelope);
            path.truncate(outer);
        }
    }

    /// Tells why a rule does not fit the lines.
    fn compile(&mut self, rule: Rule, lines: &ExaminedLines, path: &str) {
        let envelope = lines.allocation.envelope();
        if let Err(error) = Rulebook::compile(envelope, vec![rule], &lines.allocation) {
            // Bands are ordered by what they come to, which depends on the total.
            if lines.is_balanced || error.code() != "bands_unordered" {
                self.tell(&format!("{path}{}", field_of_rule(error.code())), error);
            }
        }
    }

    fn parties(&mut self, list: Option<&Node<'a>>) {
        let Some(parties) = list.map(Node::elements) else { return };
        if parties.len() > MAX_PARTIES {
            let (what, found, allowed) = (both("parties", "soggetti"), parties.len(), MAX_PARTIES);
            return self.tell("parties", Cause::TooMany { what, found, allowed });
        }
        let mut ids = BTreeSet::new();
        for (index, node) in parties.iter().enumerate() {
            let path = at("parties", index);
            if let Some(id) = node.field("id").and_then(Node::text)
                && !ids.insert(id)
            {
                let cause = Cause::IdTaken { what: both("party", "soggetto"), id: quote(id) };
                self.tell(&format!("{path}.id"), cause);
            }
            let Some((document, _)) =
                self.read::<Extended<PartyDocument>>(node).and_then(|party| party.parts().ok())
            else {
                continue;
            };
            if let Err(error) = Party::try_from(document) {
                let field = if error.code() == "id_malformed" { "id" } else { "name" };
                self.tell(&format!("{path}.{field}"), error);
            }
        }
    }

    fn approved(&mut self, approved: &Node<'a>, envelope: &Envelope) {
        let place = |error: Error| error.at(both("approved", "approvato"));
        let total = approved.field("total").and_then(|total| self.read::<AmountText<'_>>(total));
        let total = match total.as_ref().map(AmountText::read) {
            Some(Ok(total)) => Some(total),
            Some(Err(error)) => {
                self.tell("approved.total", place(error));
                None
            }
            None => None,
        };
        let Some(amounts) = approved.field("amounts") else { return };
        let told = self.mistakes.count();
        let mut builder = Allocation::builder(&envelope.with_total(total.unwrap_or(Money::ZERO)));
        for (line, node) in amounts.fields() {
            let Some(amount) = self.read::<AmountText<'_>>(node) else { return };
            let read = amount.read().map_err(|error| error.at(named("line", "voce", quote(line))));
            // A line that stands twice was told with the fields.
            match read.and_then(|amount| builder.push(line, amount)) {
                Err(error) if error.code() != "amount_twice" => {
                    let mut path = "approved.amounts".to_owned();
                    push_key(&mut path, line);
                    self.tell(&path, place(error));
                }
                _ => {}
            }
        }
        if self.mistakes.count() == told
            && total.is_some()
            && let Err(error) = builder.build()
        {
            self.tell("approved.amounts", place(error));
        }
    }
}

/// The path of an element.
fn at(list: &str, index: usize) -> String {
    let mut path = list.to_owned();
    push_index(&mut path, index);
    path
}

/// The field of a rule that an error is about.
fn field_of_rule(code: &str) -> &'static str {
    match code {
        "id_malformed" => ".id",
        "scope_empty" | "scope_too_deep" | "line_unknown" | "label_key_unknown" => ".scope",
        "bands_needs" => ".needs",
        "scope_relative" | "scope_ambiguous" | "amount_list" | "amount_after" | "base_after"
        | "flow_twice" => ".limit",
        code if code.starts_with("limit_") || code.starts_with("bands_") => ".limit",
        _ => "",
    }
}
