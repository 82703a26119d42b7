//! Rules restated after lines were split or closed.

use std::collections::BTreeSet;

use super::limit::Limit;
use super::rule::{Each, Rule};
use crate::budget::{Envelope, Scope, Selection};
use crate::error::Result;
use crate::money::Money;

/// The id of the rule that holds closed lines at nothing.
const CLOSED_LINES: &str = "closed-lines";

/// What it asks, in English and in Italian.
pub(super) const CLOSED_LINES_TEXT: [&str; 2] =
    ["Closed lines hold nothing", "Le voci chiuse non hanno importo"];

impl Rule {
    /// The rule that holds closed lines at nothing: a ceiling of zero for each, whose breach is forbidden.
    pub(crate) fn of_closed_lines(lines: Vec<String>) -> Result<Rule> {
        let rule = Rule::new(CLOSED_LINES, Scope::lines(lines), Limit::Ceiling(Money::ZERO))?;
        rule.with_text(CLOSED_LINES_TEXT[0])?.with_each(Each::Line)
    }

    /// The lines that this rule holds at nothing, if it is the one of closed lines.
    pub(crate) fn closed_lines(&self) -> Option<&[String]> {
        let closes = self.id() == CLOSED_LINES
            && self.each() == Some(&Each::Line)
            && *self.limit() == Limit::Ceiling(Money::ZERO);
        self.scope().line_ids().filter(|_| closes)
    }

    /// This rule with the parts of a line in its place, wherever a list of lines names it.
    pub(crate) fn with_parts(&self, line: &str, parts: &[&str]) -> Rule {
        let scope = self.scope().with_parts(line, parts);
        self.about(scope, self.limit().with_scopes(&|scope| scope.with_parts(line, parts)))
    }

    /// This rule past lines that are closed: what it holds for each line, or each value of a label, it no longer holds for what
    /// is wholly closed. None if all that it binds is.
    ///
    /// # Errors
    /// A scope or a label key that the envelope does not know.
    pub(crate) fn past(&self, envelope: &Envelope, closed: &BTreeSet<usize>) -> Result<Option<Rule>> {
        let selection = Selection::resolve(self.scope(), envelope)?;
        let is_closed = |part: &Selection| part.positions(envelope).all(|line| closed.contains(&line));
        if is_closed(&selection) {
            return Ok(None);
        }
        let gone: BTreeSet<usize> = match self.each() {
            None => return Ok(Some(self.clone())),
            Some(Each::Line) => {
                closed.iter().copied().filter(|line| selection.contains(envelope, *line)).collect()
            }
            // A beginning keeps its lines: what is closed in it holds nothing.
            Some(Each::Through(_)) => return Ok(Some(self.clone())),
            Some(Each::Label(key)) => {
                let parts = selection.split_by(envelope, key)?;
                if parts.iter().all(is_closed) {
                    return Ok(None);
                }
                let gone = parts.iter().filter(|part| is_closed(part));
                gone.flat_map(|part| part.positions(envelope)).collect()
            }
        };
        let gone: BTreeSet<&str> = gone.into_iter().map(|line| envelope.line(line).id()).collect();
        let scope = if gone.is_empty() { None } else { self.scope().without(&gone) };
        let scope = scope.unwrap_or_else(|| self.scope().clone());
        Ok(Some(self.about(scope, self.limit().clone())))
    }
}
