//! A plan on a day, after the changes that were made.

use super::financial_plan::Plan;
use crate::date::Date;
use crate::error::Result;
use crate::rules::{ChangeMade, Circumstances};

impl Plan {
    /// The same plan on a day: rules that are not in force then bind nothing. Without a day all rules bind. The day is part of the
    /// question, not of the plan's document.
    ///
    /// # Errors
    /// None that the plan did not have when it was read.
    pub fn on(&self, day: Date) -> Result<Plan> {
        if !self.rulebook.depends_on_day() {
            return Ok(self.clone());
        }
        self.under(Circumstances { day: Some(day), ..self.rulebook.circumstances().clone() })
    }

    /// The same plan in other circumstances.
    pub(super) fn under(&self, circumstances: Circumstances) -> Result<Plan> {
        let rulebook = self.rulebook.under(circumstances)?;
        let evaluation = rulebook.evaluation(self.approved(), &self.kept());
        Ok(self.with_parts(rulebook, evaluation))
    }

    /// The changes of the plan that were made and that rules count, in their order.
    #[must_use]
    pub fn changes_made(&self) -> &[ChangeMade] {
        &self.rulebook.circumstances().made
    }
}
