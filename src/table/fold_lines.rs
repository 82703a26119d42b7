//! Folding the acts on lines into a table.

use super::co_design_table::Opened;
use super::fold::{Folded, changed_lines, words};
use super::table_event::{EventKind, LineChange};
use super::variation::{TableVariation, VariationKind};
use crate::error::Result;
use crate::money::{Money, MoneyDelta};
use crate::plan::Plan;
use crate::words::{bilingual, both};

impl Opened {
    pub(super) fn fold_line_act(&mut self, what: &EventKind, revision: u64) -> Folded {
        let (id, act, waivers) = match what {
            EventKind::LineAdded { change, act, waivers, .. }
            | EventKind::LineSplit { change, act, waivers, .. }
            | EventKind::LineClosed { change, act, waivers, .. } => (change, act, waivers),
            _ => return Err(both("it is no act on a line", "non riguarda una voce")),
        };
        if self.is_taken(id) {
            return Err(bilingual!("`{id}` is taken", "`{id}` è già usato"));
        }
        let (plan, changes, kind) = match what {
            EventKind::LineAdded { line, .. } => {
                (self.plan.add_line(line).map_err(words)?, &Vec::new(), VariationKind::LineAdded)
            }
            EventKind::LineSplit { line, parts, changes, .. } => {
                self.is_in_no_proposal(line)?;
                (self.plan.split_line(line, parts).map_err(words)?, changes, VariationKind::LineSplit)
            }
            EventKind::LineClosed { line, remainder_to, changes, .. } => {
                self.is_in_no_proposal(line)?;
                let plan = self.plan.close_line(line, remainder_to.as_deref()).map_err(words)?;
                (plan, changes, VariationKind::LineClosed)
            }
            _ => return Err(both("it is no act on a line", "non riguarda una voce")),
        };
        let held = self.plan.approved().on_more_lines(plan.envelope()).map_err(words)?;
        if LineChange::between(&held, plan.approved()) != *changes {
            return Err(both("lines held other amounts", "le voci avevano altri importi"));
        }
        let changed = changed_lines(&held, plan.approved()).into();
        let added = plan.envelope().line_count() - self.plan.envelope().line_count();
        self.take_lines_of(plan).map_err(words)?;
        self.changes.insert(id.clone(), revision);
        self.keep_waivers(waivers.keys().cloned(), revision);
        let (id, act, total) = (id.clone(), act.clone(), MoneyDelta::from(Money::ZERO));
        self.variations.push(TableVariation { revision, id, act, kind, total, changes: changed, added });
        Ok(())
    }

    fn is_in_no_proposal(&self, line: &str) -> Folded {
        match self.waiting_on(line).first() {
            None => Ok(()),
            Some(id) => Err(bilingual!(
                "proposal `{id}` names line `{line}` and is not decided",
                "la proposta `{id}` riguarda la voce `{line}` e non è stata decisa"
            )),
        }
    }

    /// Goes on with a plan that has the same lines, and perhaps more after them. Ballots that give a closed line something no longer
    /// count.
    fn take_lines_of(&mut self, plan: Plan) -> Result<()> {
        let opening = self.opening.on_more_lines(plan.envelope())?;
        let closed: Vec<usize> =
            plan.closed_lines().iter().map(|line| plan.envelope().position(line)).collect::<Result<_>>()?;
        self.opening = opening;
        self.closed_lines = plan.closed_lines().iter().cloned().collect();
        let lines = plan.envelope().line_count();
        self.ballots.retain(|_, ballot| {
            ballot.resize(lines, Money::ZERO);
            closed.iter().all(|line| ballot[*line].is_zero())
        });
        self.plan = plan;
        Ok(())
    }
}
