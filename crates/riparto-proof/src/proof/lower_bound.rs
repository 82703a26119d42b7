//! `LowerBound`: why no allocation costs less: prices of rules, or a tree of cases with prices for each.

use serde::{Deserialize, Serialize};

use super::whole_number::{WholeNumber, given};

/// Why no allocation costs less. In JSON a map with one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LowerBound {
    /// What a cent costs at each rule, by weak duality.
    Prices(Prices),
    /// Two cases, one of which every allocation is in.
    Cases(Box<Cases>),
}

/// What a cent more or less costs at the total and at rows of rules: whole numbers over a scale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Prices {
    /// What prices are divided by: 1 if left out.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub scale: Option<WholeNumber>,
    /// The price of the total, of either sign; zero if left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub total: WholeNumber,
    /// The prices of rows; zero for those that are not named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowPrice>,
}

/// The price of a row: above zero where its lower side holds, below zero where its upper side does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RowPrice {
    /// The rule, by id.
    pub rule: String,
    /// The line or the value of a label, where the rule holds for each.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Which of the rows of the rule and part, from 0; the first if left out.
    #[serde(default, skip_serializing_if = "is_first")]
    pub row: usize,
    /// The price.
    pub price: WholeNumber,
}

/// Two cases: what a line holds, or what a row sums to, is at most an amount, or is at least a cent more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Cases {
    /// The line, by id, if it is one.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// The rule, by id, if it is a row of one.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The line or the value of a label, where the rule holds for each.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Which of the rows of the rule and part, from 0; the first if left out.
    #[serde(default, skip_serializing_if = "is_first")]
    pub row: usize,
    /// The amount in cents.
    pub at_most: i64,
    /// Why no allocation costs less where it is at most that.
    pub below: LowerBound,
    /// Why none does where it is more.
    pub above: LowerBound,
}

fn is_zero(number: &WholeNumber) -> bool {
    number.0 == 0
}

fn is_first(row: &usize) -> bool {
    *row == 0
}

impl RowPrice {
    pub(super) fn new((rule, part, row): (&str, Option<&str>, usize), price: i128) -> RowPrice {
        let (rule, part) = (rule.to_owned(), part.map(str::to_owned));
        RowPrice { rule, part, row, price: WholeNumber(price) }
    }
}
