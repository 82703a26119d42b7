//! `Pivot`: sums by the values of a label key.

use serde::{Serialize, Serializer};

use super::allocation::Allocation;
use crate::error::{Cause, Result, quote};
use crate::money::Money;

/// The sums of an allocation by the values of one label key, and what lies on lines without that label. Rows and
/// rest sum to the total.
///
/// ```
/// use riparto::{Allocation, Envelope};
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?)
///     .line("a", "A").label("partner", "ats")
///     .line("b", "B").label("partner", "region")
///     .line("c", "C").label("partner", "ats")
///     .build()?;
/// let amounts = vec!["60.00".parse()?, "30.00".parse()?, "10.00".parse()?];
/// let pivot = Allocation::new(&envelope, amounts)?.pivot("partner")?;
/// assert_eq!(pivot.rows()[0], ("ats".to_owned(), "70.00".parse()?));
/// assert!(pivot.unlabeled().is_zero());
/// assert_eq!(serde_json::to_string(&pivot).unwrap(), r#"{"rows":{"ats":"70.00","region":"30.00"},"unlabeled":"0.00"}"#);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pivot {
    #[serde(serialize_with = "by_value")]
    rows: Vec<(String, Money)>,
    unlabeled: Money,
}

fn by_value<S: Serializer>(rows: &[(String, Money)], serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(rows.iter().map(|(value, sum)| (value, sum)))
}

impl Allocation {
    /// The sums by the values of a label key, in one pass over the lines.
    ///
    /// # Errors
    /// No line has a label of that key (`label_key_unknown`).
    pub fn pivot(&self, key: &str) -> Result<Pivot> {
        let labels = self.envelope().labels();
        let Some(key) = labels.find_key(key) else {
            return Err(Cause::LabelKeyUnknown { key: quote(key) }.into());
        };
        let column = labels.column(key);
        let mut sums = column.sums(self.amounts()).into_iter();
        let unlabeled = Money::saturating(sums.next().unwrap_or(0).into());
        let rows = (1u32..)
            .zip(sums)
            .map(|(number, sum)| {
                (column.value(number).unwrap_or_default().to_owned(), Money::saturating(sum.into()))
            })
            .collect();
        Ok(Pivot { rows, unlabeled })
    }
}

impl Pivot {
    /// Each value of the key with the sum of its lines, in the order in which the values first appear.
    #[must_use]
    pub fn rows(&self) -> &[(String, Money)] {
        &self.rows
    }

    /// The sum of the lines that have no label of the key.
    #[must_use]
    pub fn unlabeled(&self) -> Money {
        self.unlabeled
    }
}
