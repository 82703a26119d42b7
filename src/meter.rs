//! `Meter`: how much work a question may take, and how much it has taken.

use std::cell::Cell;

use crate::capacity::DEFAULT_EFFORT;
use crate::error::{Cause, Result};

/// The work of one question, counted in units against a limit: one meter for all searches that the question starts.
///
/// A unit is one amount, one bound or one coefficient looked at once, a few nanoseconds. Work is counted and not timed, so that
/// the same question with the same limit has the same answer everywhere. At the limit each search ends with what it knows: the
/// best answer found and a bound on every other, or that nothing is known. A larger limit only continues where a
/// smaller one ends, so its answer is never worse.
///
/// ```
/// use riparto::{Authorization, Diagnosis, Meter, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
///          "rules": [ {"id": "r1", "scope": {"lines": ["a"]}, "limit": {"share_ceiling": {"percent": "50", "of": {"lines": ["b"]}}}} ] }"#,
/// )?;
/// let meter = Meter::new(1);
/// assert_eq!(plan.conflict_within(Authorization::Free, &meter)?, Diagnosis::Unproven);
/// assert!(meter.is_over());
///
/// let meter = Meter::default();
/// assert_eq!(plan.conflict_within(Authorization::Free, &meter)?, Diagnosis::Feasible);
/// assert!(!meter.is_over() && meter.spent() < 10_000);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Debug)]
pub struct Meter {
    limit: u64,
    spent: Cell<u64>,
    is_over: Cell<bool>,
}

impl Meter {
    /// A meter that allows so many units.
    #[must_use]
    pub fn new(limit: u64) -> Meter {
        Meter { limit, spent: Cell::new(0), is_over: Cell::new(false) }
    }

    /// Counts units before they are spent; `false`, now and from now on, if there are not as many left.
    pub fn spend(&self, units: usize) -> bool {
        let units = u64::try_from(units).unwrap_or(u64::MAX);
        if self.is_over.get() || units > self.limit - self.spent.get() {
            self.spent.set(self.limit);
            self.is_over.set(true);
            return false;
        }
        self.spent.set(self.spent.get() + units);
        true
    }

    /// Counts units that an answer cannot do without.
    ///
    /// # Errors
    /// There are not as many left (`effort_spent`).
    pub(crate) fn pay(&self, units: usize) -> Result<()> {
        match self.spend(units) {
            true => Ok(()),
            false => Err(Cause::EffortSpent { allowed: self.limit }.into()),
        }
    }

    /// A meter for what is to be told beside an answer, such as the transfers that lead to it, whatever the search for the answer
    /// took: an eighth of the limit, and as much as a small question needs.
    pub(crate) fn aside(&self) -> Meter {
        Meter::new((self.limit / 8).max(1 << 20))
    }

    /// A meter for one of so many questions that are to have the same answers in whatever order they are asked: it allows each
    /// of them the same part of what is left.
    pub(crate) fn part(&self, questions: u64) -> Meter {
        Meter::new((self.limit - self.spent.get()) / questions.max(1))
    }

    /// Counts what was spent on a part.
    pub(crate) fn join(&self, part: &Meter) {
        self.spent.set(self.limit.min(self.spent.get().saturating_add(part.spent.get())));
        self.is_over.set(self.is_over.get() || part.is_over.get());
    }

    /// Whether something ended at the limit.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over.get()
    }

    /// The units spent so far.
    #[must_use]
    pub fn spent(&self) -> u64 {
        self.spent.get()
    }

    /// The most units that may be spent.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }
}

impl Default for Meter {
    /// A meter that allows [`DEFAULT_EFFORT`].
    fn default() -> Meter {
        Meter::new(DEFAULT_EFFORT)
    }
}

#[cfg(test)]
mod tests {
    use super::Meter;

    #[test]
    fn what_is_over_stays_over() {
        let meter = Meter::new(10);
        assert!(meter.spend(4) && meter.spend(6) && meter.spend(0));
        assert!(!meter.is_over() && meter.spent() == 10);
        assert!(!meter.spend(1) && !meter.spend(0) && meter.is_over());
        let meter = Meter::new(10);
        assert!(!meter.spend(11) && !meter.spend(1), "what is left over is not spent on less");
        assert_eq!((meter.spent(), meter.limit()), (10, 10));
        assert!(!Meter::new(u64::MAX - 1).spend(usize::MAX));
    }
}
