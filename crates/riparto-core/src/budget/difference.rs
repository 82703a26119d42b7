//! `Difference`: what changes between two allocations.

use super::allocation::Allocation;
use crate::error::{Cause, Result};
use crate::money::{Money, MoneyDelta};

/// The lines that differ between two allocations of the same lines. If the totals are equal, so are what is moved
/// out of lines and what is moved in.
///
/// ```
/// use riparto::{Allocation, Envelope};
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?).line("a", "A").line("b", "B").build()?;
/// let before = Allocation::new(&envelope, vec!["60.00".parse()?, "40.00".parse()?])?;
/// let after = Allocation::new(&envelope, vec!["75.00".parse()?, "25.00".parse()?])?;
/// let difference = before.difference(&after)?;
/// assert_eq!(difference.moved().to_string(), "15.00");
/// assert_eq!(difference.changes()[1].delta.to_string(), "-15.00");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    changes: Vec<Change>,
}

/// The change of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line's position in the envelope, from zero.
    pub line: usize,
    /// The amount before.
    pub before: Money,
    /// The amount after.
    pub after: Money,
    /// The change: after minus before, never zero.
    pub delta: MoneyDelta,
}

impl Allocation {
    /// What changes from this allocation to another one of the same lines.
    ///
    /// # Errors
    /// The allocations are of different lines (`envelope_differs`).
    pub fn difference(&self, after: &Allocation) -> Result<Difference> {
        if !self.envelope().same_lines(after.envelope()) {
            return Err(Cause::EnvelopeDiffers {}.into());
        }
        let pairs = self.amounts().iter().zip(after.amounts()).enumerate();
        let changes = pairs
            .filter(|(_, (before, after))| before != after)
            .map(|(line, (before, after))| Change {
                line,
                before: *before,
                after: *after,
                delta: after - *before,
            })
            .collect();
        Ok(Difference { changes })
    }
}

impl Difference {
    /// The changed lines, in the order of the envelope.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The sum of all increases.
    #[must_use]
    pub fn moved(&self) -> Money {
        let increases = self.changes.iter().map(|change| i128::from(change.delta.cents().max(0)));
        // Increases are parts of amounts that sum to a total.
        Money::saturating(increases.sum())
    }
}
