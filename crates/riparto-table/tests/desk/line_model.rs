//! The model's acts on lines: one is added, split or closed.

use crate::asking::{Text, What};
use crate::model::{Bound, Model};

impl Text {
    /// The lines that it moves money from or to.
    pub fn ends(&self) -> impl Iterator<Item = usize> {
        self.legs.iter().flat_map(|(from, to, _)| [*from, *to])
    }
}

impl Bound {
    pub fn held(&self, amounts: &[i64]) -> i64 {
        // A line that is yet to be added held nothing.
        self.lines.iter().map(|at| amounts.get(*at).copied().unwrap_or(0)).sum()
    }
}

impl Model {
    pub fn is_rule(&self, number: usize) -> bool {
        self.bounds.get(number).is_some_and(|bound| !bound.lapsed)
    }

    pub fn is_not_shut(&self, mut lines: impl Iterator<Item = usize>) -> Result<(), &'static str> {
        if lines.any(|at| self.shut.contains(&at)) { Err("line_closed") } else { Ok(()) }
    }

    fn is_in_no_proposal(&self, line: usize) -> Result<(), &'static str> {
        let open =
            self.proposals.values().filter(|tabled| ["tabled", "changes_requested"].contains(&tabled.status));
        let names = |tabled: &crate::model::Tabled| tabled.text.ends().any(|at| at == line);
        if open.into_iter().any(names) { Err("line_in_proposals") } else { Ok(()) }
    }

    pub fn act_on_lines(&mut self, what: &What) -> Result<&'static str, &'static str> {
        let (What::AddLine { id, act, waive, .. }
        | What::SplitLine { id, act, waive, .. }
        | What::CloseLine { id, act, waive, .. }) = what
        else {
            return Err("unheard of");
        };
        if self.is_taken(id) {
            return Err("id_taken");
        }
        if waive.as_ref().is_some_and(|(_, reason)| reason.trim().is_empty()) {
            return Err("reason_missing");
        }
        let mut after = self.clone();
        let name = after.change_lines(what)?;
        let worse =
            |number: &usize| after.excess(*number, &after.amounts) > self.excess(*number, &self.amounts);
        let waived = waive.as_ref().map(|(number, _)| *number);
        if let Some(number) = waived {
            if !self.is_rule(number) {
                return Err("rule_unknown");
            }
            if !worse(&number) {
                return Err("waiver_needless");
            }
        }
        let forbids =
            |number: &usize| self.bounds[*number].needs == 4 && waived != Some(*number) && worse(number);
        if (0..self.bounds.len()).any(|number| forbids(&number)) {
            return Err("forbidden");
        }
        if act.trim().is_empty() {
            return Err("act_missing");
        }
        let moved = after.amounts[..self.amounts.len()] != self.amounts;
        *self = after;
        self.last_change = if moved { self.revision + 1 } else { self.last_change };
        self.changes.insert(id.clone());
        self.carried.extend(waived);
        for bound in &mut self.bounds {
            bound.lapsed = bound.lines.iter().all(|at| self.shut.contains(at));
        }
        let shut = &self.shut;
        self.ballots.retain(|_, ballot| {
            ballot.iter().enumerate().all(|(at, cents)| *cents == 0 || !shut.contains(&at))
        });
        Ok(name)
    }

    /// Other lines, and what they hold; what the rules say of it comes later.
    fn change_lines(&mut self, what: &What) -> Result<&'static str, &'static str> {
        let known = self.amounts.len();
        match what {
            What::AddLine { at, .. } => {
                if *at < known {
                    return Err("impossible");
                }
                self.put_lines(&[(0, 0)]);
                Ok("line_added")
            }
            What::SplitLine { line, at, parts, .. } => {
                self.is_not_shut([*line].into_iter())?;
                if *line >= known || parts.len() < 2 || *at < known {
                    return Err("impossible");
                }
                self.is_in_no_proposal(*line)?;
                let (approved, original): (Vec<i64>, Vec<i64>) = parts.iter().copied().unzip();
                if approved.iter().sum::<i64>() != self.amounts[*line]
                    || original.iter().sum::<i64>() != self.start[*line]
                {
                    return Err("split_unbalanced");
                }
                (self.amounts[*line], self.start[*line], self.original[*line]) = (0, 0, 0);
                self.put_lines(parts);
                for bound in &mut self.bounds {
                    if let Some(place) = bound.lines.iter().position(|at| at == line) {
                        bound.lines.splice(place..=place, known..known + parts.len());
                    }
                }
                self.shut.insert(*line);
                Ok("line_split")
            }
            What::CloseLine { line, to, .. } => {
                self.is_not_shut([*line].into_iter().chain(*to))?;
                if *line >= known || to.is_some_and(|to| to >= known || to == *line) {
                    return Err("impossible");
                }
                self.is_in_no_proposal(*line)?;
                let held = std::mem::take(&mut self.amounts[*line]);
                match to {
                    Some(to) => self.amounts[*to] += held,
                    None if held != 0 => return Err("line_not_empty"),
                    None => {}
                }
                self.shut.insert(*line);
                Ok("line_closed")
            }
            _ => Err("unheard of"),
        }
    }

    fn put_lines(&mut self, lines: &[(i64, i64)]) {
        self.amounts.extend(lines.iter().map(|(approved, _)| approved));
        self.start.extend(lines.iter().map(|(_, original)| original));
        self.original.extend(lines.iter().map(|(_, original)| original));
    }
}
