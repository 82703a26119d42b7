//! `DistributionRule`: how an act's change of the total falls on the lines, as commands and requests write it.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::nearest::Nearest;
use super::nearest_change::{NearestChange, serialize_change};
use super::options::Rebalance;
use super::rule_conflict::Conflict;
use riparto_core::budget::Envelope;
use riparto_core::error::Result;
use riparto_core::money::{Apportion, MethodName, Money, MoneyDelta, TieBreak, Weight, weights_by_name};
use riparto_core::plan::{ChangeCompletion, Distribution, EnvelopeChange, Plan, Splitting};
use riparto_core::reader::unique_map;
use riparto_core::rules::Authorization;
use riparto_core::words::{Bilingual, both};
use riparto_solve::{Answer, Meter, Proven};

/// How a change of the total falls on the lines, by their ids. In JSON `"pro_rata"`, or a map with one key.
///
/// ```
/// use riparto::rebalance::DistributionRule;
/// use riparto::{Answer, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#,
/// )?;
/// let rule: DistributionRule = serde_json::from_str(r#"{"apportion": {"weights": {"a": 1, "b": 2}}}"#)?;
/// let Answer::Found(distributed) = rule.run(&plan, "e1", "0.10".parse()?)? else { panic!("nothing conflicts") };
/// assert_eq!(plan.change_envelope(&distributed.change)?.0.approved().amount("b")?.to_string(), "40.07");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "criterio di riparto")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DistributionRule {
    /// In proportion to what the lines hold: [`Distribution::ProRata`].
    #[default]
    ProRata,
    /// These lines take these changes, which sum to that of the total: [`Distribution::Named`].
    #[serde(deserialize_with = "unique_map")]
    Named(BTreeMap<String, MoneyDelta>),
    /// By weights: [`Distribution::Apportioned`].
    Apportion(WeightedDistribution),
    /// As near to a wish as the rules allow: [`Rebalance::change_total`].
    Nearest(NearestDistribution),
}

/// A change, or a new total, that is split by weights.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeightedDistribution {
    /// What is split.
    pub split: Splitting,
    /// By line; lines that are not named weigh nothing. What the lines hold if none is named.
    #[serde(deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Weight>,
    /// The method of apportionment.
    pub method: MethodName,
    /// The line that takes the residual: with [`MethodName::Truncated`], and only with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual_to: Option<String>,
    /// What decides between equal claims to a cent.
    pub tie_break: TieBreak,
    /// What lines get of what is split at least.
    #[serde(deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub floors: BTreeMap<String, Money>,
    /// What lines get of what is split at most.
    #[serde(deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub ceilings: BTreeMap<String, Money>,
}

/// A new total that is allocated as near to a wish as the rules allow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NearestDistribution {
    /// What lines wish to hold; those that are not named wish for what they hold.
    #[serde(deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub wish: BTreeMap<String, Money>,
    /// What counts as near.
    pub measure: Measure,
    /// How much a change of a line counts, with decimals if need be; those that are not named count once.
    #[serde(
        deserialize_with = "unique_map",
        serialize_with = "weights_by_name",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub weights: BTreeMap<String, Weight>,
    /// The authorization that may be used: rules whose breach needs more are respected.
    pub up_to: Authorization,
}

/// A change of the total by a rule of distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Distributed {
    /// The change, as [`Plan::change_envelope`] takes it, with what follows it.
    pub change: EnvelopeChange,
    /// The allocation after it, for [`DistributionRule::Nearest`].
    pub nearest: Option<Nearest>,
    /// What follows, where rules say who pays for derived lines ([`Plan::follow_change`]). Nothing for
    /// [`DistributionRule::Nearest`], which wishes for what follows.
    pub follows: ChangeCompletion,
}

/// As [`NearestChange`], with what is known before the change is applied: without `total`, `amounts` and a `nearest` where no
/// search was asked for, and without `changes` where the lines are not named.
impl Serialize for Distributed {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        serialize_change(&self.change, self.nearest.as_ref(), &mut map)?;
        if self.follows != ChangeCompletion::Needless {
            map.serialize_entry("follows", &self.follows)?;
        }
        map.end()
    }
}

/// Shares that no search decides are exact.
impl Proven for Distributed {
    fn is_proven(&self) -> bool {
        self.nearest.as_ref().is_none_or(Nearest::is_proven)
    }
}

impl DistributionRule {
    /// A change of the plan's total that falls on the lines by this rule. Where rules say who pays for derived lines, these follow
    /// ([`Plan::follow_change`]).
    ///
    /// # Errors
    /// A malformed id (`id_malformed`), an unknown line (`line_unknown`), the cut-down method without a line that takes
    /// the residual (`field_missing`) or another method with one (`residual_unused`), and those of
    /// [`Rebalance::change_total`]. What cannot be split is found by [`Plan::change_envelope`], or here where derived lines follow.
    pub fn run(
        &self,
        plan: &Plan,
        id: impl Into<String>,
        change: MoneyDelta,
    ) -> Result<Answer<Distributed, Conflict>> {
        self.run_within(plan, id, change, &Meter::default())
    }

    /// As [`DistributionRule::run`], with the work that a meter allows for the search that is the rule
    /// [`DistributionRule::Nearest`].
    ///
    /// # Errors
    /// As [`DistributionRule::run`].
    pub fn run_within(
        &self,
        plan: &Plan,
        id: impl Into<String>,
        change: MoneyDelta,
        meter: &Meter,
    ) -> Result<Answer<Distributed, Conflict>> {
        let distribution = match self {
            DistributionRule::ProRata => Distribution::ProRata,
            DistributionRule::Named(shares) => {
                Distribution::Named(shares.iter().map(|(line, share)| (line.clone(), *share)).collect())
            }
            DistributionRule::Apportion(weighted) => weighted.by_position(plan.envelope())?,
            DistributionRule::Nearest(nearest) => {
                let answer = nearest.question().change_total_within(plan, id, change, meter)?;
                return Ok(answer.map(|NearestChange { change, nearest }| Distributed {
                    change,
                    nearest: Some(nearest),
                    follows: ChangeCompletion::Needless,
                }));
            }
        };
        let change = EnvelopeChange::new(id, change, distribution)?;
        if !meter.spend(plan.following_units()) {
            return Ok(Answer::Unknown);
        }
        let follows = plan.follow_change(&change)?;
        let change = follows.change(&change).clone();
        Ok(Answer::Found(Distributed { change, nearest: None, follows }))
    }
}

impl NearestDistribution {
    fn question(&self) -> Rebalance {
        let question = Rebalance::new().measure(self.measure).up_to(self.up_to);
        let wished = self.wish.iter().fold(question, |question, (line, amount)| question.wish(line, *amount));
        self.weights.iter().fold(wished, |question, (line, weight)| question.weight(line, *weight))
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
        let options =
            Apportion::new().method(method).tie_break(self.tie_break).floors(floors).ceilings(ceilings);
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
