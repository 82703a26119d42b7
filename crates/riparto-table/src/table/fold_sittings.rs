//! Folding sittings into a table.

use super::co_design_table::OpenedTable;
use super::fold::{FoldResult, words};
use super::sitting::{Correction, Sitting};
use super::sitting_description::SittingDescription;
use riparto_core::date::Date;
use riparto_core::words::{bilingual, both};

impl OpenedTable {
    pub(super) fn fold_sitting(&mut self, sitting: Sitting) -> FoldResult {
        let last = self.sittings.last();
        if self.sitting_under_way().is_some() || last.is_some_and(|last| last.date > sitting.date) {
            return Err(both(
                "a sitting is under way, or was dated later",
                "una seduta è in corso, o ha una data successiva",
            ));
        }
        if !self.sitting_ids.insert(sitting.id.clone()) {
            return Err(bilingual!(
                "sitting `{id}` was held before",
                "la seduta `{id}` si è già tenuta",
                id = sitting.id
            ));
        }
        self.set_day(sitting.date)?;
        self.sittings.push(sitting);
        Ok(())
    }

    pub(super) fn fold_sitting_end(&mut self, sitting: &str, revision: u64) -> FoldResult {
        match self.sittings.last_mut() {
            Some(last) if last.id == *sitting && last.closed.is_none() => {
                last.closed = Some(revision);
                Ok(())
            }
            _ => Err(bilingual!(
                "sitting `{sitting}` is not under way",
                "la seduta `{sitting}` non è in corso"
            )),
        }
    }

    pub(super) fn fold_correction(
        &mut self,
        sitting: &str,
        correction: Correction<'_>,
        revision: u64,
    ) -> FoldResult {
        let place = self.sittings.iter().position(|held| held.id == *sitting);
        let place = place.ok_or_else(|| {
            bilingual!("there was no sitting `{sitting}`", "non c'è stata una seduta `{sitting}`")
        })?;
        let mut corrected = self.sittings.clone();
        corrected[place].correct(correction, revision);
        if corrected.windows(2).any(|pair| pair[0].date > pair[1].date) {
            return Err(both(
                "the dates of sittings would fall",
                "le date delle sedute non sarebbero più in ordine",
            ));
        }
        let id = correction.id.filter(|id| !self.sittings[place].is_called(id));
        if let Some(id) = id.filter(|id| !self.sitting_ids.insert((*id).to_owned())) {
            return Err(bilingual!("sitting `{id}` was held before", "la seduta `{id}` si è già tenuta"));
        }
        if let Some(last) = corrected.last() {
            self.set_day(last.date)?;
        }
        self.sittings = corrected;
        Ok(())
    }

    pub(super) fn fold_description(&mut self, description: &SittingDescription) -> FoldResult {
        if let Some(party) = description.parties().find(|party| self.party(party).is_none()) {
            return Err(bilingual!(
                "`{party}` is not at the table",
                "soggetto non presente al tavolo: `{party}`"
            ));
        }
        let id = description.sitting.as_str();
        let held = self.sittings.iter_mut().find(|held| held.id == *id);
        let held =
            held.ok_or_else(|| bilingual!("there was no sitting `{id}`", "non c'è stata una seduta `{id}`"))?;
        held.describe(description);
        Ok(())
    }

    /// From now on those rules bind that are in force on the day of the last sitting.
    fn set_day(&mut self, day: Date) -> FoldResult {
        self.plan = self.plan.on(day).map_err(words)?;
        Ok(())
    }
}
