//! `Pivot`: sums by the values of label keys.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::allocation::Allocation;
use super::line_groups::LineGroups;
use crate::error::Result;
use crate::money::Money;

/// The sums of an allocation by the values of some label keys: one row for each combination of values that a line has. The rows
/// sum to the total.
///
/// ```
/// use riparto::{Allocation, Envelope};
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?)
///     .line("a", "A").label("partner", "ats")
///     .line("b", "B").label("partner", "region")
///     .line("c", "C").label("partner", "ats")
///     .line("reserve", "Reserve")
///     .build()?;
/// let amounts = vec!["60.00".parse()?, "20.00".parse()?, "10.00".parse()?, "10.00".parse()?];
/// let pivot = Allocation::new(&envelope, amounts)?.pivot(&["partner"])?;
/// let rows: Vec<_> = pivot.rows().map(|row| (row.labels[0], row.amount.to_string())).collect();
/// assert_eq!(rows, [(Some("ats"), "70.00".into()), (Some("region"), "20.00".into()), (None, "10.00".into())]);
/// assert_eq!(serde_json::to_value(&pivot).unwrap()["rows"][0]["labels"]["partner"], "ats");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "tabella pivot")]
pub struct Pivot {
    groups: LineGroups,
    amounts: Vec<Money>,
    total: Money,
}

/// A row of a [`Pivot`].
///
/// ```
/// # use riparto::{Allocation, Envelope, Money};
/// # let envelope = Envelope::builder("Plan", Money::from_euros(100))
/// #     .line("a", "A").label("action", "A1").label("partner", "ats")
/// #     .line("b", "B").label("action", "A1").label("partner", "anci").build()?;
/// # let allocation = Allocation::new(&envelope, vec![Money::from_euros(60), Money::from_euros(40)])?;
/// let pivot = allocation.pivot(&["action", "partner"])?;
/// let last = pivot.rows().last().unwrap();
/// assert_eq!((last.labels, last.amount), (vec![Some("A1"), Some("anci")], Money::from_euros(40)));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PivotRow<'a> {
    /// The value of each key, in the order of the keys; none where the lines have no such label.
    pub labels: Vec<Option<&'a str>>,
    /// The sum of the lines with these values.
    pub amount: Money,
}

impl Allocation {
    /// The sums by the values of some label keys, in one pass over the lines.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub fn pivot<S: AsRef<str>>(&self, keys: &[S]) -> Result<Pivot> {
        let groups = LineGroups::by(self.envelope(), keys)?;
        let sums = groups.sums(self.amounts().iter().map(|amount| amount.cents()));
        let amounts = sums.into_iter().map(Money::saturating).collect();
        Ok(Pivot { groups, amounts, total: self.total() })
    }
}

impl Pivot {
    /// The keys, in the order in which they were asked for.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.groups.keys()
    }

    /// The rows, in the order in which the values first appear, key by key; rows without a label come after those that have it.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = PivotRow<'_>> {
        let rows = self.amounts.iter().enumerate();
        rows.map(|(group, amount)| PivotRow { labels: self.groups.labels(group), amount: *amount })
    }

    /// What all rows sum to.
    #[must_use]
    pub fn total(&self) -> Money {
        self.total
    }
}

/// Values of labels by their keys; null where there is none.
pub(crate) struct ByKey<'a>(pub(crate) Vec<(&'a str, Option<&'a str>)>);

impl Serialize for ByKey<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A map of `by` (the keys), `rows` (each with `labels`, where null stands for none, and `amount`) and `total`.
impl Serialize for Pivot {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Row<'a> {
            labels: ByKey<'a>,
            amount: Money,
        }
        let rows = self
            .rows()
            .map(|row| Row { labels: ByKey(self.keys().zip(row.labels).collect()), amount: row.amount });
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("by", &self.keys().collect::<Vec<_>>())?;
        map.serialize_entry("rows", &rows.collect::<Vec<_>>())?;
        map.serialize_entry("total", &self.total)?;
        map.end()
    }
}
