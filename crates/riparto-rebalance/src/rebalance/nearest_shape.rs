//! Nearest allocations as the JSON API writes them.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::measure::Measure;
use super::nearest::Nearest;
use super::objective::Objective;
use crate::transfers::{Blockage, SettlementAnswer};
use riparto_core::money::Money;
use riparto_core::plan::Transfer;
use riparto_core::rules::Rule;

/// As the operation `rebalance` writes it after `feasible` and `proven`: a map of `amounts`, `objective` (with `at_least`),
/// `optimal_for`, `binding` and `transfers`; these are null where there are none, and `blockage` says why. `wish_follows` is there
/// where lines wish for more or less with what follows the wish.
impl Serialize for Nearest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("amounts", self.allocation())?;
        map.serialize_entry("objective", &BoundedObjective::of(self))?;
        if self.wished().next().is_some() {
            let wished: BTreeMap<&str, Money> = self.wished().collect();
            map.serialize_entry("wish_follows", &wished)?;
        }
        map.serialize_entry("optimal_for", self.optimal_for())?;
        map.serialize_entry("binding", &binding(self))?;
        let (transfers, blockage): (Option<&[Transfer]>, Option<&Blockage>) = match self.settlement() {
            Some(SettlementAnswer::Found(settlement)) => (Some(settlement.transfers()), None),
            Some(SettlementAnswer::Blocked(blockage)) => (None, Some(blockage)),
            None => (None, None),
        };
        map.serialize_entry("transfers", &transfers)?;
        if let Some(blockage) = blockage {
            map.serialize_entry("transfers_blocked_by", &blockage.rule_ids())?;
            map.serialize_entry("blockage", blockage)?;
        }
        map.end()
    }
}

fn binding(nearest: &Nearest) -> Vec<&str> {
    nearest.binding().map(Rule::id).collect()
}

/// How far an allocation is from the wish, and how far every other one is at least.
#[derive(serde::Serialize)]
struct BoundedObjective {
    #[serde(flatten)]
    objective: Objective,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<String>,
    at_least: String,
}

impl BoundedObjective {
    fn of(nearest: &Nearest) -> BoundedObjective {
        let objective = nearest.objective();
        let lines = (nearest.measure() == Measure::FewestLines).then(|| objective.lines.to_string());
        BoundedObjective { objective, lines, at_least: nearest.at_least().to_string() }
    }
}

/// How near an allocation of a new total is to the wish, and what holds it there, as the operation `change_envelope` writes it.
#[doc(hidden)]
pub struct NearestOfChange<'a>(#[doc(hidden)] pub &'a Nearest);

impl Serialize for NearestOfChange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Written<'a> {
            objective: Objective,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            wish_follows: BTreeMap<&'a str, Money>,
            optimal_for: &'a [Measure],
            binding: Vec<&'a str>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            against: Vec<&'a str>,
        }
        let nearest = self.0;
        Written {
            objective: nearest.objective(),
            wish_follows: nearest.wished().collect(),
            optimal_for: nearest.optimal_for(),
            binding: binding(nearest),
            against: nearest.against().collect(),
        }
        .serialize(serializer)
    }
}
