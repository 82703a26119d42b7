//! Folding the acts on lines into a table.

use super::co_design_table::OpenedTable;
use super::fold::{FoldResult, PlanDecision, changed_lines, words};
use super::table_event::LineChange;
use super::variation::{TableVariation, VariationKind};
use riparto_core::error::Result;
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::plan::{LinePart, NewLine, Plan};
use riparto_core::words::{bilingual, both};

impl OpenedTable {
    pub(super) fn fold_added_line(
        &mut self,
        act: &PlanDecision<'_>,
        line: &NewLine,
        revision: u64,
    ) -> FoldResult {
        self.fold_line_act(act, VariationKind::LineAdded, self.plan.add_line(line), revision)
    }

    pub(super) fn fold_split_line(
        &mut self,
        act: &PlanDecision<'_>,
        (line, parts): (&str, &[LinePart]),
        revision: u64,
    ) -> FoldResult {
        self.is_in_no_proposal(line)?;
        self.fold_line_act(act, VariationKind::LineSplit, self.plan.split_line(line, parts), revision)
    }

    pub(super) fn fold_closed_line(
        &mut self,
        act: &PlanDecision<'_>,
        (line, remainder_to): (&str, Option<&str>),
        revision: u64,
    ) -> FoldResult {
        self.is_in_no_proposal(line)?;
        let plan = self.plan.close_line(line, remainder_to);
        self.fold_line_act(act, VariationKind::LineClosed, plan, revision)
    }

    fn fold_line_act(
        &mut self,
        act: &PlanDecision<'_>,
        kind: VariationKind,
        plan: Result<Plan>,
        revision: u64,
    ) -> FoldResult {
        let PlanDecision { id, act, changes, waivers } = *act;
        if self.is_taken(id) {
            return Err(bilingual!("`{id}` is taken", "`{id}` è già usato"));
        }
        let plan = plan.map_err(words)?;
        let held = self.plan.approved().on_more_lines(plan.envelope()).map_err(words)?;
        if LineChange::between(&held, plan.approved()) != *changes {
            return Err(both(
                "the stated changes are not those that this change makes",
                "le variazioni indicate non sono quelle che questo atto produce",
            ));
        }
        let changed = changed_lines(&held, plan.approved()).into();
        let added = plan.envelope().line_count() - self.plan.envelope().line_count();
        self.take_lines_of(plan).map_err(words)?;
        self.changes.insert(id.to_owned(), revision);
        self.record_standing_waivers(waivers.keys().cloned(), revision);
        let (id, act, total) = (id.to_owned(), act.to_owned(), MoneyDelta::from(Money::ZERO));
        self.variations.push(TableVariation { revision, id, act, kind, total, changes: changed, added });
        Ok(())
    }

    fn is_in_no_proposal(&self, line: &str) -> FoldResult {
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
