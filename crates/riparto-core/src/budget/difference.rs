//! `Difference`: what changes between two allocations.

use serde::ser::{Serialize, Serializer};

use super::allocation::Allocation;
use super::envelope::{Envelope, Line};
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
    envelope: Envelope,
    changes: Vec<Change>,
}

/// The change of one line.
///
/// ```
/// # use riparto::{Allocation, Envelope, Money};
/// # let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").line("outreach", "Outreach").build()?;
/// # let held = |euros| Allocation::builder(&envelope).amount("outreach", Money::from_euros(euros)).remainder_to("desks").build();
/// let difference = held(40)?.difference(&held(25)?)?;
/// let told = difference.changes().iter().map(|change| format!("{}: {}", difference.line(change).id(), change.after));
/// assert_eq!(told.collect::<Vec<_>>(), ["desks: 75.00", "outreach: 25.00"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// A map from the ids of the lines that change to their changes, as answers have it.
///
/// ```
/// # use riparto::{Allocation, Envelope, Money};
/// # let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").line("outreach", "Outreach").build()?;
/// # let held = |euros| Allocation::builder(&envelope).amount("outreach", Money::from_euros(euros)).remainder_to("desks").build();
/// let (before, after) = (held(40)?, held(25)?);
/// assert_eq!(serde_json::to_string(&before.difference(&after)?).unwrap(), r#"{"desks":"15.00","outreach":"-15.00"}"#);
/// # Ok::<(), riparto::Error>(())
/// ```
impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.changes.iter().map(|change| (self.line(change).id(), change.delta)))
    }
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
            .map(|(line, (before, after))| Change::new(line, *before, *after))
            .collect();
        Ok(Difference { envelope: after.envelope().clone(), changes })
    }
}

impl Change {
    /// The change of the line at a position, from zero, from one amount to another.
    #[must_use]
    pub fn new(line: usize, before: Money, after: Money) -> Change {
        Change { line, before, after, delta: after - before }
    }
}

/// Changes of an envelope's lines, as a map by the ids of the lines.
#[doc(hidden)]
pub struct ChangesByLine<'a>(pub &'a Envelope, pub &'a [Change]);

impl Serialize for ChangesByLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let ChangesByLine(envelope, changes) = *self;
        serializer.collect_map(changes.iter().map(|change| (envelope.line(change.line).id(), change.delta)))
    }
}

impl Difference {
    /// The changed lines, in the order of the envelope.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The line of a change.
    #[must_use]
    pub fn line(&self, change: &Change) -> Line<'_> {
        self.envelope.line(change.line)
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
