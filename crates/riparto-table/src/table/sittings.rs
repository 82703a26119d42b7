//! Opening sittings, closing them, and correcting what was recorded of them.

use super::co_design_table::CoDesignTable;
use super::command_context::{CommandContext, Decided, require_reason};
use super::rejection::{Allowed, Rejection};
use super::sitting::Correction;
use super::sitting_description::SittingDescription;
use super::table_event::EventKind;
use riparto_core::date::Date;
use riparto_core::error::{Cause, Result, quote};

impl CoDesignTable {
    /// The revision at which a sitting ended; the latest while it is under way.
    ///
    /// # Errors
    /// `table_not_open`; `sitting_unknown`.
    pub fn end_of_sitting(&self, id: &str) -> Result<u64> {
        let sitting = self.opened()?.sittings.iter().find(|sitting| sitting.is_called(id));
        let sitting = sitting.ok_or_else(|| Cause::SittingUnknown { id: quote(id) })?;
        Ok(sitting.closed.unwrap_or(self.revision))
    }
}

impl CommandContext<'_> {
    pub(super) fn open_sitting(&self, sitting: &str, date: Date, title: &str) -> Decided<EventKind> {
        self.require_role(Allowed::AuthorityOrLead)?;
        if self.open.sitting_ids.contains(sitting) {
            return Err(Rejection::SittingTaken { sitting: sitting.to_owned() });
        }
        if let Some(open) = self.open.sitting_under_way() {
            return Err(Rejection::SittingOpen { sitting: open.id.clone() });
        }
        if let Some(last) = self.open.sittings.last().filter(|last| last.date > date) {
            return Err(Rejection::DateEarlier { date: date.to_string(), last: last.date.to_string() });
        }
        Ok(EventKind::SittingOpened { sitting: sitting.to_owned(), date, title: title.to_owned() })
    }

    pub(super) fn close_sitting(&self) -> Decided<EventKind> {
        self.require_role(Allowed::AuthorityOrLead)?;
        let under_way = self.open.sitting_under_way().ok_or(Rejection::SittingMissing)?;
        Ok(EventKind::SittingClosed { sitting: under_way.id.clone() })
    }

    /// Place, hours, agenda and attendance, also of a sitting that is closed: minutes are often written afterwards.
    pub(super) fn describe_sitting(&self, description: &SittingDescription) -> Decided<EventKind> {
        let mut parties = description.parties();
        if let Some(party) = parties.find(|party| self.open.party(party).is_none()) {
            let known = self.open.plan.parties().iter().map(|party| party.id().to_owned()).collect();
            return Err(Rejection::PartyUnknown { party: party.to_owned(), known });
        }
        self.require_role(Allowed::AuthorityOrLead)?;
        let sitting = description.sitting.clone();
        let Some(held) = self.open.sittings.iter().find(|held| held.id == sitting) else {
            return Err(Rejection::SittingUnknown { sitting });
        };
        if let Some((begins, ends)) = held.ends_before_it_begins(description) {
            return Err(Rejection::EndsEarlier { begins, ends });
        }
        if held.is_described(description) {
            return Err(Rejection::CorrectionNeedless { sitting });
        }
        Ok(EventKind::SittingDescribed(description.clone()))
    }

    /// The dates of sittings never fall, before a correction and after it.
    pub(super) fn correct_sitting(
        &self,
        sitting: &str,
        correction: Correction<'_>,
        reason: &str,
    ) -> Decided<EventKind> {
        self.require_role(Allowed::Authority)?;
        let sittings = &self.open.sittings;
        let Some(place) = sittings.iter().position(|held| held.id == sitting) else {
            return Err(Rejection::SittingUnknown { sitting: sitting.to_owned() });
        };
        let held = &sittings[place];
        if let Some(id) =
            correction.id.filter(|id| self.open.sitting_ids.contains(*id) && !held.is_called(id))
        {
            return Err(Rejection::SittingTaken { sitting: id.to_owned() });
        }
        if let Some(date) = correction.date {
            let former = place.checked_sub(1).map(|former| sittings[former].date);
            if let Some(last) = former.filter(|last| *last > date) {
                return Err(Rejection::DateEarlier { date: date.to_string(), last: last.to_string() });
            }
            if let Some(next) = sittings.get(place + 1).filter(|next| next.date < date) {
                return Err(Rejection::DateLater { date: date.to_string(), next: next.date.to_string() });
            }
        }
        require_reason(reason)?;
        if held.is_as(correction) {
            return Err(Rejection::CorrectionNeedless { sitting: sitting.to_owned() });
        }
        Ok(EventKind::SittingCorrected {
            sitting: sitting.to_owned(),
            renamed: correction.id.map(str::to_owned),
            date: correction.date,
            title: correction.title.map(str::to_owned),
            reason: reason.to_owned(),
        })
    }
}
