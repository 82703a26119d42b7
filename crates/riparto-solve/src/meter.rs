//! `Meter`: how much work a question may take, and how much it has taken.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

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
/// It counts for one question at a time. Where threads share one, they stay within the limit each, and together count no less than
/// one of them.
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
    spent: AtomicU64,
    is_over: AtomicBool,
}

impl Meter {
    /// A meter that allows this many units.
    #[must_use]
    pub fn new(limit: u64) -> Meter {
        Meter { limit, spent: AtomicU64::new(0), is_over: AtomicBool::new(false) }
    }

    /// Counts units before they are spent; `false`, now and from now on, if there are not as many left.
    pub fn spend(&self, units: usize) -> bool {
        let units = u64::try_from(units).unwrap_or(u64::MAX);
        if self.is_over.load(Relaxed) || units > self.limit.saturating_sub(self.spent.load(Relaxed)) {
            self.spent.store(self.limit, Relaxed);
            self.is_over.store(true, Relaxed);
            return false;
        }
        self.spent.store(self.spent.load(Relaxed) + units, Relaxed);
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

    /// A meter for one of this many questions that are to have the same answers in whatever order they are asked: it allows each
    /// of them the same part of what is left.
    pub fn part(&self, questions: u64) -> Meter {
        Meter::new((self.limit.saturating_sub(self.spent.load(Relaxed))) / questions.max(1))
    }

    /// Counts what was spent on a part.
    pub fn join(&self, part: &Meter) {
        self.spent.store(
            self.limit.min(self.spent.load(Relaxed).saturating_add(part.spent.load(Relaxed))),
            Relaxed,
        );
        self.is_over.store(self.is_over.load(Relaxed) || part.is_over.load(Relaxed), Relaxed);
    }

    /// Whether something ended at the limit.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over.load(Relaxed)
    }

    /// The units spent so far.
    #[must_use]
    pub fn spent(&self) -> u64 {
        self.spent.load(Relaxed)
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
