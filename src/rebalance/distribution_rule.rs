//! `DistributionRule`: how an act's change of the total falls on the lines, as commands and requests write it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Deserialize as Read, Serialize};

use super::measure::Measure;
use super::nearest::Nearest;
use super::nearest_change::NearestChange;
use super::objective::Rebalance;
use super::rule_conflict::Conflict;
use super::wish_weights::wish_weights;
use crate::budget::Envelope;
use crate::error::{Result, quote};
use crate::money::{Apportion, MethodName, Money, MoneyDelta, TieBreak, Weight, weights_by_name};
use crate::plan::{Distribution, EnvelopeChange, Plan, Splitting};
use crate::rules::Authorization;
use crate::words::{Bilingual, both};
use riparto_solve::Meter;

/// How a change of the total falls on the lines, by their ids. In JSON `"pro_rata"`, or a map with one key.
///
/// ```
/// use riparto::rebalance::{Distributed, DistributionRule};
/// use riparto::Plan;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#,
/// )?;
/// let rule: DistributionRule = serde_json::from_str(r#"{"apportion": {"weights": {"a": 1, "b": 2}}}"#)?;
/// let Distributed::Found { change, .. } = plan.distribute("e1", "0.10".parse()?, &rule)? else {
///     panic!("nothing clashes");
/// };
/// assert_eq!(plan.change_envelope(&change)?.0.approved().amount("b")?.to_string(), "40.07");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "criterio di riparto")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(rename_all = "snake_case")]
pub enum DistributionRule {
    /// In proportion to what the lines hold: [`Distribution::ProRata`].
    #[default]
    ProRata,
    /// These lines take these changes, which sum to that of the total: [`Distribution::Named`].
    #[serde(deserialize_with = "each_once")]
    Named(BTreeMap<String, MoneyDelta>),
    /// By weights: [`Distribution::Apportioned`].
    Apportion(WeightedDistribution),
    /// As near to a wish as the rules allow: [`Plan::nearest_change`].
    Nearest(NearestDistribution),
}

/// A change, or a new total, that is split by weights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(default, deny_unknown_fields)]
pub struct WeightedDistribution {
    /// What is split.
    pub split: Splitting,
    /// By line; lines that are not named weigh nothing. What the lines hold if none is named.
    #[serde(deserialize_with = "each_once", skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Weight>,
    /// The method of apportionment.
    pub method: MethodName,
    /// The line that takes the residual: with [`MethodName::CutDown`], and only with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual_to: Option<String>,
    /// What decides between equal claims to a cent.
    pub tie_break: TieBreak,
    /// What lines get of what is split at least.
    #[serde(deserialize_with = "each_once", skip_serializing_if = "BTreeMap::is_empty")]
    pub floors: BTreeMap<String, Money>,
    /// What lines get of what is split at most.
    #[serde(deserialize_with = "each_once", skip_serializing_if = "BTreeMap::is_empty")]
    pub ceilings: BTreeMap<String, Money>,
}

/// A new total that is allocated as near to a wish as the rules allow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Read)]
#[serde(default, deny_unknown_fields)]
pub struct NearestDistribution {
    /// What lines wish to hold; those that are not named wish for what they hold.
    #[serde(deserialize_with = "each_once", skip_serializing_if = "BTreeMap::is_empty")]
    pub wish: BTreeMap<String, Money>,
    /// What counts as near.
    pub measure: Measure,
    /// How much a change of a line counts, with decimals if need be; those that are not named count once.
    #[serde(
        deserialize_with = "each_once",
        serialize_with = "weights_by_name",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub weights: BTreeMap<String, Weight>,
    /// The authorization that may be used: rules whose breach needs more are respected.
    pub up_to: Authorization,
}

/// A change of the total by a rule of distribution, or the rules that clash with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Distributed {
    /// The change; for [`DistributionRule::Nearest`] with how near it leads.
    Found {
        /// The change, as [`Plan::change_envelope`] takes it.
        change: EnvelopeChange,
        /// The allocation after it, if it was searched for.
        nearest: Option<Box<Nearest>>,
    },
    /// No allocation of the new total respects the rules: the ones that clash.
    Impossible(Box<Conflict>),
}

impl Plan {
    /// A change of the total that falls on the lines by a rule of distribution.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`), an unknown line (`line_unknown`), the cut-down method without a line that takes
    /// the residual (`field_missing`) or another method with one (`residual_unused`), and those of
    /// [`Plan::nearest_change`]. What cannot be split is found by [`Plan::change_envelope`].
    pub fn distribute(
        &self,
        id: impl Into<String>,
        change: MoneyDelta,
        rule: &DistributionRule,
    ) -> Result<Distributed> {
        self.distribute_within(id, change, rule, &Meter::default())
    }

    /// As [`Plan::distribute`], with the work that a meter allows for the search that is the rule
    /// [`DistributionRule::Nearest`].
    ///
    /// # Errors
    /// As [`Plan::distribute`].
    pub fn distribute_within(
        &self,
        id: impl Into<String>,
        change: MoneyDelta,
        rule: &DistributionRule,
        meter: &Meter,
    ) -> Result<Distributed> {
        let distribution = match rule {
            DistributionRule::ProRata => Distribution::ProRata,
            DistributionRule::Named(shares) => {
                Distribution::Named(shares.iter().map(|(line, share)| (line.clone(), *share)).collect())
            }
            DistributionRule::Apportion(weighted) => weighted.by_position(self.envelope())?,
            DistributionRule::Nearest(nearest) => {
                let lines = self.envelope();
                let wish = by_position(lines, &nearest.wish, self.approved().amounts().to_vec())
                    .map_err(|error| error.at(both("wish", "importi desiderati")))?;
                let options = Rebalance {
                    measure: nearest.measure,
                    weights: wish_weights(
                        lines,
                        nearest.weights.iter().map(|(line, weight)| (line, *weight)),
                    )?,
                    up_to: nearest.up_to,
                };
                return Ok(match self.nearest_change_within(id, change, Some(&wish), (&options, meter))? {
                    NearestChange::Impossible(conflict) => Distributed::Impossible(conflict),
                    NearestChange::Found { change, nearest } => {
                        Distributed::Found { change, nearest: Some(nearest) }
                    }
                });
            }
        };
        Ok(Distributed::Found { change: EnvelopeChange::new(id, change, distribution)?, nearest: None })
    }
}

impl WeightedDistribution {
    fn by_position(&self, lines: &Envelope) -> Result<Distribution> {
        let residual_to = self.residual_to.as_ref().map(|line| lines.position(line)).transpose();
        let residual_to = residual_to.map_err(|error| error.at(both("residual_to", "`residual_to`")))?;
        let method = self.method.with(residual_to)?;
        let weights = match self.weights.is_empty() {
            true => Vec::new(),
            false => by_position(lines, &self.weights, vec![Weight::from(0); lines.line_count()])
                .map_err(|error| error.at(both("weights", "pesi")))?,
        };
        let bounds = |name: Bilingual, bounds: &BTreeMap<String, Money>| {
            let some = bounds.iter().map(|(line, bound)| (line.clone(), Some(*bound))).collect();
            match bounds.is_empty() {
                true => Ok(Vec::new()),
                false => {
                    by_position(lines, &some, vec![None; lines.line_count()]).map_err(|error| error.at(name))
                }
            }
        };
        let (floors, ceilings) = (
            bounds(both("floors", "minimi"), &self.floors)?,
            bounds(both("ceilings", "massimi"), &self.ceilings)?,
        );
        let options = Apportion { method, tie_break: self.tie_break, floors, ceilings };
        Ok(Distribution::Apportioned { split: self.split, weights, options })
    }
}

/// What is said of some lines, by position, over what holds for the others.
fn by_position<T: Copy>(lines: &Envelope, said: &BTreeMap<String, T>, mut others: Vec<T>) -> Result<Vec<T>> {
    for (line, value) in said {
        others[lines.position(line)?] = *value;
    }
    Ok(others)
}

/// A map in which no line stands twice.
fn each_once<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<String, T>, D::Error> {
    struct ByLine<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for ByLine<T> {
        type Value = BTreeMap<String, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map by line ids")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
            let mut lines = BTreeMap::new();
            while let Some((line, value)) = map.next_entry::<String, T>()? {
                let twice = quote(&line);
                if lines.insert(line, value).is_some() {
                    return Err(de::Error::custom(format_args!("line `{twice}` is given twice")));
                }
            }
            Ok(lines)
        }
    }
    deserializer.deserialize_map(ByLine(PhantomData))
}
