//! `Meter`: how much work a question may take, and how much it has taken.

use std::cell::Cell;

/// The most units of work that one question takes where nothing else is said (see [`Meter`]): a few seconds.
pub const DEFAULT_EFFORT: u64 = 1 << 30;

/// Work limit of branch and bound: line subproblems solved over all nodes, a few seconds.
pub const MAX_SEARCH_CHOICES: usize = 1 << 26;

/// An answer needs more work than the meter allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffortSpent {
    /// The units that were allowed.
    pub allowed: u64,
}

/// The work of one question, counted in units against a limit: one meter for all searches that the question starts.
///
/// A unit is one amount, one bound or one coefficient looked at once, a few nanoseconds. Work is counted and not timed, so that
/// the same question with the same limit has the same answer everywhere. At the limit each search ends with what it knows: the
/// best answer found and a bound on every other, or that nothing is known. A larger limit only continues where a
/// smaller one ends, so its answer is never worse.
///
/// ```
/// use riparto_solve::Meter;
///
/// let meter = Meter::new(10);
/// assert!(meter.spend(4) && meter.spend(6));
/// assert!(!meter.spend(1), "nothing is left");
/// assert!(meter.is_over());
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
    /// There are not as many left.
    pub fn pay(&self, units: usize) -> Result<(), EffortSpent> {
        if self.spend(units) { Ok(()) } else { Err(EffortSpent { allowed: self.limit }) }
    }

    /// A meter for what is to be told beside an answer, such as the transfers that lead to it, whatever the search for the answer
    /// took: an eighth of the limit, and as much as a small question needs.
    pub fn aside(&self) -> Meter {
        Meter::new((self.limit / 8).max(1 << 20))
    }

    /// A meter for one of so many questions that are to have the same answers in whatever order they are asked: it allows each
    /// of them the same part of what is left.
    pub fn part(&self, questions: u64) -> Meter {
        Meter::new((self.limit - self.spent.get()) / questions.max(1))
    }

    /// Counts what was spent on a part.
    pub fn join(&self, part: &Meter) {
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
