//! `Allocation`: an amount for each line, always summing to the envelope.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::envelope::{Envelope, Line};
use crate::error::{Cause, Error, Result, quote};
use crate::money::{Money, MoneyDelta};
use crate::words::Bilingual;

/// An amount for each line of an envelope. The amounts sum to the envelope's total, to the cent: there is no way,
/// through any constructor, deserializer or operation, to hold an allocation that does not. Cheap to clone.
///
/// ```
/// use riparto::{Allocation, Envelope};
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?).line("a", "A").line("b", "B").build()?;
/// let allocation = Allocation::new(&envelope, vec!["60.00".parse()?, "40.00".parse()?])?;
/// assert_eq!(allocation.amount("b")?.to_string(), "40.00");
///
/// let error = Allocation::new(&envelope, vec!["60.00".parse()?, "39.99".parse()?]).unwrap_err();
/// assert_eq!(error.to_string(), "the lines sum to 99.99 and the total is 100.00: 0.01 is missing");
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "ripartizione")]
#[derive(Clone, PartialEq, Eq)]
pub struct Allocation {
    envelope: Envelope,
    amounts: Arc<Vec<Money>>,
}

impl Allocation {
    /// An allocation with these amounts, in the order of the lines.
    ///
    /// # Errors
    /// Not one amount for each line (`amounts_mismatch`), or a sum that is not the total (`total_mismatch`); the
    /// sentence names the difference.
    pub fn new(envelope: &Envelope, amounts: Vec<Money>) -> Result<Allocation> {
        if amounts.len() != envelope.line_count() {
            return Err(Cause::AmountsMismatch { found: amounts.len(), lines: envelope.line_count() }.into());
        }
        let sum: i128 = amounts.iter().map(|amount| i128::from(amount.cents())).sum();
        let total = i128::from(envelope.total().cents());
        if sum != total {
            let size = MoneyDelta::words((sum - total).abs());
            let difference = if sum < total {
                Bilingual::new(format!("{size} is missing"), format!("mancano {}", size.italian()))
            } else {
                Bilingual::new(format!("{size} too much"), format!("{} in eccesso", size.italian()))
            };
            let (sum, total) = (MoneyDelta::words(sum), envelope.total().words());
            return Err(Cause::TotalMismatch { sum, total, difference }.into());
        }
        Ok(Allocation { envelope: envelope.clone(), amounts: Arc::new(amounts) })
    }

    /// The same amounts on an envelope that has more lines after these: they hold nothing.
    #[doc(hidden)]
    pub fn on_more_lines(&self, envelope: &Envelope) -> Result<Allocation> {
        let mut amounts = self.amounts.to_vec();
        amounts.resize(envelope.line_count(), Money::ZERO);
        Allocation::new(&envelope.with_total(self.total()), amounts)
    }

    /// The amounts of the first lines, which hold all that there is.
    #[doc(hidden)]
    pub fn on_first_lines(&self, count: usize) -> Result<Allocation> {
        if count == self.amounts.len() {
            return Ok(self.clone());
        }
        let envelope = self.envelope.first_lines(count)?;
        Allocation::new(&envelope, self.amounts[..count].to_vec())
    }

    /// Starts an allocation that is filled line by line.
    #[must_use]
    pub fn builder(envelope: &Envelope) -> AllocationBuilder {
        let amounts = vec![None; envelope.line_count()];
        AllocationBuilder { envelope: envelope.clone(), amounts, remainder_to: None, likely: 0, error: None }
    }

    /// What this is an allocation of.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The envelope's total, which the amounts sum to.
    #[must_use]
    pub fn total(&self) -> Money {
        self.envelope.total()
    }

    /// The amounts, in the order of the lines.
    #[must_use]
    pub fn amounts(&self) -> &[Money] {
        &self.amounts
    }

    /// The amount of a line.
    ///
    /// # Errors
    /// No line has that id (`line_unknown`).
    pub fn amount(&self, line: &str) -> Result<Money> {
        Ok(self.amounts[self.envelope.position(line)?])
    }

    /// Each line with its amount, in the order of the envelope.
    #[must_use]
    pub fn iter(&self) -> AllocationIter<'_> {
        AllocationIter { allocation: self, lines: 0..self.amounts.len() }
    }

    /// Changes some lines by cents that sum to zero and leave no line below zero; the caller has checked both.
    pub(crate) fn change(&mut self, changes: &[(usize, i64)]) {
        assert!(changes.iter().map(|(_, cents)| i128::from(*cents)).sum::<i128>() == 0);
        let amounts = Arc::make_mut(&mut self.amounts);
        for (line, cents) in changes {
            let after = Money::from_wide(i128::from(amounts[*line].cents()) + i128::from(*cents));
            assert!(after.is_some(), "a change that leaves the range of amounts");
            amounts[*line] = after.unwrap_or_default();
        }
    }
}

/// The lines of an [`Allocation`] with their amounts.
///
/// ```
/// use riparto::{Allocation, Envelope, Money};
///
/// let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").line("outreach", "Outreach").build()?;
/// let allocation = Allocation::builder(&envelope).amount("outreach", Money::from_euros(40)).remainder_to("desks").build()?;
/// let held: Vec<String> = allocation.iter().map(|(line, amount)| format!("{}: {amount}", line.title())).collect();
/// assert_eq!(held, ["Desks: 60.00", "Outreach: 40.00"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct AllocationIter<'a> {
    allocation: &'a Allocation,
    lines: Range<usize>,
}

impl<'a> AllocationIter<'a> {
    fn at(&self, line: usize) -> (Line<'a>, Money) {
        (self.allocation.envelope.line(line), self.allocation.amounts[line])
    }
}

impl<'a> Iterator for AllocationIter<'a> {
    type Item = (Line<'a>, Money);

    fn next(&mut self) -> Option<Self::Item> {
        self.lines.next().map(|line| self.at(line))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.lines.size_hint()
    }
}

impl DoubleEndedIterator for AllocationIter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.lines.next_back().map(|line| self.at(line))
    }
}

impl ExactSizeIterator for AllocationIter<'_> {}

impl<'a> IntoIterator for &'a Allocation {
    type Item = (Line<'a>, Money);
    type IntoIter = AllocationIter<'a>;

    fn into_iter(self) -> AllocationIter<'a> {
        self.iter()
    }
}

/// The ids of the lines with their amounts, to keep beyond the envelope.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use riparto::{Allocation, Envelope, Money};
///
/// let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").build()?;
/// let by_line: BTreeMap<String, Money> = Allocation::new(&envelope, vec![Money::from_euros(100)])?.into_iter().collect();
/// assert_eq!(by_line["desks"], Money::from_euros(100));
/// # Ok::<(), riparto::Error>(())
/// ```
impl IntoIterator for Allocation {
    type Item = (String, Money);
    type IntoIter = std::vec::IntoIter<(String, Money)>;

    fn into_iter(self) -> Self::IntoIter {
        let pairs: Vec<_> = self.iter().map(|(line, amount)| (line.id().to_owned(), amount)).collect();
        pairs.into_iter()
    }
}

/// The total and every line with its amount.
impl fmt::Debug for Allocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Allocation of {} ", self.total())?;
        f.debug_map().entries(self.iter().map(|(line, amount)| (line.id(), amount))).finish()
    }
}

/// A map from line id to decimal string, in the order of the lines.
impl Serialize for Allocation {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.amounts.len()))?;
        for (line, amount) in self.iter() {
            map.serialize_entry(line.id(), &amount)?;
        }
        map.end()
    }
}

/// Fills an [`Allocation`] line by line.
///
/// ```
/// use riparto::{Allocation, Envelope, Money};
///
/// let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").line("outreach", "Outreach").build()?;
/// let begun = || Allocation::builder(&envelope).amount("outreach", Money::from_euros(40));
/// assert_eq!(begun().build().unwrap_err().code(), "amount_missing");
/// assert_eq!(begun().remainder_to("desks").build()?.amount("desks")?, Money::from_euros(60));
/// # Ok::<(), riparto::Error>(())
/// ```
pub struct AllocationBuilder {
    envelope: Envelope,
    amounts: Vec<Option<Money>>,
    remainder_to: Option<usize>,
    likely: usize,
    error: Option<Error>,
}

impl AllocationBuilder {
    /// Gives a line its amount.
    #[must_use]
    pub fn amount(mut self, line: &str, amount: Money) -> AllocationBuilder {
        if self.error.is_none() {
            self.error = self.push(line, amount).err();
        }
        self
    }

    /// Names the line that takes what the others leave of the total, on top of its own amount if it has one.
    #[must_use]
    pub fn remainder_to(mut self, line: &str) -> AllocationBuilder {
        match self.envelope.position(line) {
            Ok(position) => self.remainder_to = Some(position),
            Err(error) => self.error = self.error.or(Some(error)),
        }
        self
    }

    /// Gives each line that has no amount yet the one that it has in another allocation of the same lines.
    #[must_use]
    pub fn otherwise(mut self, other: &Allocation) -> AllocationBuilder {
        if self.envelope.same_lines(other.envelope()) {
            for (amount, other) in self.amounts.iter_mut().zip(other.amounts()) {
                amount.get_or_insert(*other);
            }
        } else {
            self.error.get_or_insert(Cause::EnvelopeDiffers {}.into());
        }
        self
    }

    /// The allocation.
    ///
    /// # Errors
    /// The first of: a line that is unknown (`line_unknown`) or has two amounts (`amount_twice`); a line without an
    /// amount (`amount_missing`); amounts that do not sum to the total (`total_mismatch`), which with
    /// [`remainder_to`](AllocationBuilder::remainder_to) can only be too much.
    pub fn build(self) -> Result<Allocation> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let mut amounts = Vec::with_capacity(self.amounts.len());
        for (position, amount) in self.amounts.iter().enumerate() {
            match amount {
                Some(amount) => amounts.push(*amount),
                None if self.remainder_to == Some(position) => amounts.push(Money::ZERO),
                None => {
                    let id = self.envelope.line(position).id().to_owned();
                    return Err(Cause::AmountMissing { id }.into());
                }
            }
        }
        if let Some(position) = self.remainder_to {
            let sum: i128 = amounts.iter().map(|amount| i128::from(amount.cents())).sum();
            let remainder = i128::from(self.envelope.total().cents()) - sum;
            if let Some(amount) = Money::from_wide(i128::from(amounts[position].cents()) + remainder)
                && remainder > 0
            {
                amounts[position] = amount;
            }
        }
        Allocation::new(&self.envelope, amounts)
    }

    /// [`AllocationBuilder::amount`] for a caller with many lines, in any order, fastest in that of the envelope.
    #[doc(hidden)]
    pub fn push(&mut self, line: &str, amount: Money) -> Result<()> {
        let position = self.envelope.position_near(line, self.likely)?;
        self.likely = position + 1;
        if self.amounts[position].replace(amount).is_some() {
            return Err(Cause::AmountTwice { id: quote(line) }.into());
        }
        Ok(())
    }
}

/// Reads an allocation of one envelope from a map of line ids to decimal strings: serde's way to deserialize what
/// cannot be understood alone.
///
/// ```
/// use riparto::Envelope;
/// use riparto::budget::AllocationSeed;
/// use serde::de::DeserializeSeed;
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?).line("a", "A").line("b", "B").build()?;
/// let mut json = serde_json::Deserializer::from_str(r#"{"a": "60.00", "b": "39.99"}"#);
/// assert!(AllocationSeed::new(&envelope).deserialize(&mut json).is_err()); // a cent is missing
/// # Ok::<(), riparto::Error>(())
/// ```
pub struct AllocationSeed<'a> {
    envelope: &'a Envelope,
}

impl AllocationSeed<'_> {
    /// Reads allocations of this envelope.
    #[must_use]
    pub fn new(envelope: &Envelope) -> AllocationSeed<'_> {
        AllocationSeed { envelope }
    }
}

impl<'de> DeserializeSeed<'de> for AllocationSeed<'_> {
    type Value = Allocation;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Allocation, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AllocationSeed<'_> {
    type Value = Allocation;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from line ids to amounts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Allocation, A::Error> {
        let mut builder = Allocation::builder(self.envelope);
        while let Some(line) = map.next_key::<String>()? {
            builder.push(&line, map.next_value()?).map_err(de::Error::custom)?;
        }
        builder.build().map_err(de::Error::custom)
    }
}
