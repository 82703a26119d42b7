//! What operations answer, as it is in JSON.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::aggregate_answer::Aggregated;
use super::assess_answer::Assessed;
use super::change_answer::ChangedEnvelope;
use super::findings_answer::FindingList;
use super::giving::serialize_given;
use super::listing::Listing;
use super::table_answer::{CompatibleAnswer, ReplayAnswer};
use riparto_core::money::{Apportionment, Money, MoneyDelta};
use riparto_core::plan::{Plan, Transfer};
use riparto_core::rules::{Authorization, Compared, Findings, Notice, Part, Rule};
use riparto_core::words::spoken;
use riparto_rebalance::rebalance::{
    Answer, Conflict, Given, Headroom, Measure, Nearest, Objective, Stop, StoppedBy,
};
use riparto_rebalance::transfers::{Blockage, Settlement, Way};
use riparto_table::table::{Compatible, Replayed};

/// What an operation answers.
pub(super) enum ResponseBody {
    Apportion(Apportionment),
    Check {
        findings: Findings,
        notices: Vec<Notice>,
        listing: Listing,
    },
    Assess(Box<Assessed>),
    ChangeEnvelope(Box<ChangedEnvelope>),
    Headroom(Headroom),
    Rebalance(Box<Nearest>),
    Give(Box<Given>),
    Diagnose(Answer<(), Conflict>),
    /// Transfers; what they need, if that is more than was allowed.
    Settle(Settlement, Option<Authorization>),
    Blocked(Blockage),
    Aggregate(Box<Aggregated>),
    Compatible(Compatible),
    Replay(Box<Replayed>),
}

impl ResponseBody {
    pub(super) fn check(findings: Findings, plan: &Plan, listing: Listing) -> ResponseBody {
        ResponseBody::Check { findings, notices: plan.notices(), listing }
    }
}

impl Serialize for ResponseBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ResponseBody::Apportion(split) => split.serialize(serializer),
            ResponseBody::Check { findings, notices, listing } => {
                let mut answer = serializer.serialize_map(None)?;
                answer.serialize_entry("authorization", &findings.authorization())?;
                FindingList(findings, Compared::No, *listing).serialize_into(&mut answer)?;
                answer.serialize_entry("notices", notices)?;
                answer.end()
            }
            ResponseBody::Assess(assessed) => assessed.serialize(serializer),
            ResponseBody::ChangeEnvelope(changed) => changed.serialize(serializer),
            ResponseBody::Rebalance(nearest) => serialize_nearest(nearest, None, serializer),
            ResponseBody::Give(given) => match given.answer() {
                Answer::Found(nearest) => serialize_nearest(nearest, Some(given), serializer),
                _ => serializer.serialize_unit(),
            },
            ResponseBody::Diagnose(diagnosis) => serialize_diagnosis(diagnosis, serializer),
            ResponseBody::Settle(settlement, needed) => {
                let mut answer = serializer.serialize_map(None)?;
                answer.serialize_entry("transfers", settlement.transfers())?;
                answer.serialize_entry("volume", &settlement.volume())?;
                answer.serialize_entry("fewest", &settlement.fewest())?;
                answer.serialize_entry("at_least", &settlement.at_least())?;
                if let Some(needed) = needed {
                    answer.serialize_entry("authorization", needed)?;
                }
                if !settlement.minimum().is_zero() {
                    let small: Vec<_> = settlement.too_small().collect();
                    let small: Vec<&str> = small.iter().map(|line| line.id()).collect();
                    answer.serialize_entry("too_small", &small)?;
                    let below: Vec<_> = settlement.below_minimum().collect();
                    answer.serialize_entry("below_minimum", &below)?;
                }
                answer.end()
            }
            ResponseBody::Blocked(blockage) => {
                let mut answer = serializer.serialize_struct("Blocked", 2)?;
                answer.serialize_field("feasible", &false)?;
                answer.serialize_field("blockage", &BlockageAnswer::new(blockage))?;
                answer.end()
            }
            ResponseBody::Aggregate(aggregated) => aggregated.serialize(serializer),
            ResponseBody::Compatible(compatible) => CompatibleAnswer::new(compatible).serialize(serializer),
            ResponseBody::Replay(replayed) => ReplayAnswer::new(replayed).serialize(serializer),
            ResponseBody::Headroom(headroom) => {
                let mut lines = serializer.serialize_map(Some(headroom.iter().len()))?;
                for margin in headroom.iter() {
                    lines.serialize_entry(
                        margin.line.id(),
                        &MarginAnswer {
                            give: margin.give,
                            give_rule: margin.give_rule.map(|rule| rule.id()),
                            give_part: margin.give_stop.part,
                            give_rules: rules_of_others(&margin.give_stop),
                            give_at_most: unproven(&margin.give_stop, margin.give),
                            receive: margin.receive,
                            receive_rule: margin.receive_rule.map(|rule| rule.id()),
                            receive_part: margin.receive_stop.part,
                            receive_rules: rules_of_others(&margin.receive_stop),
                            receive_at_most: unproven(&margin.receive_stop, margin.receive),
                        },
                    )?;
                }
                lines.end()
            }
        }
    }
}

fn serialize_nearest<S: Serializer>(
    nearest: &Nearest,
    given: Option<&Given>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut answer = serializer.serialize_map(None)?;
    answer.serialize_entry("feasible", &true)?;
    answer.serialize_entry("proven", &nearest.is_proven())?;
    answer.serialize_entry("amounts", nearest.allocation())?;
    let at_least = nearest.at_least().to_string();
    let objective = nearest.objective();
    let lines = (nearest.measure() == Measure::FewestLines).then(|| objective.lines.to_string());
    answer.serialize_entry("objective", &Bounded { objective, lines, at_least })?;
    answer.serialize_entry("optimal_for", nearest.optimal_for())?;
    let binding: Vec<&str> = nearest.binding().map(|rule| rule.id()).collect();
    answer.serialize_entry("binding", &binding)?;
    match nearest.way() {
        Some(Way::Found(settlement)) => answer.serialize_entry("transfers", settlement.transfers())?,
        Some(Way::Blocked(blockage)) => {
            let rules: Vec<&str> = blockage.rules().iter().map(Rule::id).collect();
            answer.serialize_entry("transfers", &None::<&[Transfer]>)?;
            answer.serialize_entry("transfers_blocked_by", &rules)?;
            answer.serialize_entry("blockage", &BlockageAnswer::new(blockage))?;
        }
        None => answer.serialize_entry("transfers", &None::<&[Transfer]>)?,
    }
    if let Some(given) = given {
        serialize_given(given, &mut answer)?;
    }
    answer.end()
}

/// How far an allocation is from the wish, and how far every other one is at least.
#[derive(serde::Serialize)]
struct Bounded {
    #[serde(flatten)]
    objective: Objective,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<String>,
    at_least: String,
}

/// Neither true nor false where the search ended unproven.
fn serialize_diagnosis<S: Serializer>(
    diagnosis: &Answer<(), Conflict>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (feasible, conflict) = match diagnosis {
        Answer::Found(()) => (Some(true), None),
        Answer::Infeasible(conflict) => (Some(false), Some(conflict)),
        Answer::Unknown => (None, None),
    };
    let mut answer = serializer.serialize_struct("Diagnose", 3)?;
    answer.serialize_field("feasible", &feasible)?;
    answer.serialize_field("proven", &feasible.is_some())?;
    if let Some(conflict) = conflict {
        answer.serialize_field("conflict", &ConflictAnswer::new(conflict))?;
    }
    answer.end()
}

#[derive(serde::Serialize)]
struct ConflictAnswer<'a> {
    rules: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartsAnswer<'a>>,
    minimal: bool,
    irreducible: bool,
    relaxation: Option<RelaxationAnswer<'a>>,
    explanation: String,
}

/// For which lines or values of a label a rule clashes that holds for each.
#[derive(serde::Serialize)]
struct PartsAnswer<'a> {
    rule: &'a str,
    of: Vec<&'a str>,
    part: Vec<Part<'a>>,
}

impl<'a> PartsAnswer<'a> {
    fn new(rule: &'a Rule, of: Vec<&'a str>) -> PartsAnswer<'a> {
        let part = of.iter().filter_map(|value| Part::named(rule, value)).collect();
        PartsAnswer { rule: rule.id(), of, part }
    }
}

/// The fewest euros by which rules give way, and which rules.
#[derive(serde::Serialize)]
struct RelaxationAnswer<'a> {
    total: String,
    rules: Vec<GivesWay<'a>>,
    proven: bool,
    at_least: String,
}

#[derive(serde::Serialize)]
struct GivesWay<'a> {
    rule: &'a str,
    amount: String,
}

impl ConflictAnswer<'_> {
    fn new(conflict: &Conflict) -> ConflictAnswer<'_> {
        ConflictAnswer {
            rules: conflict.rules().map(Rule::id).collect(),
            parts: conflict.parts().map(|(rule, of)| PartsAnswer::new(rule, of)).collect(),
            minimal: conflict.is_minimal(),
            irreducible: conflict.is_irreducible(),
            relaxation: RelaxationAnswer::new(conflict),
            explanation: conflict.explanation(spoken()),
        }
    }
}

impl RelaxationAnswer<'_> {
    fn new(conflict: &Conflict) -> Option<RelaxationAnswer<'_>> {
        Some(RelaxationAnswer {
            total: plain(conflict.relaxation_cents()?),
            rules: conflict
                .relaxation()
                .map(|(rule, cents)| GivesWay { rule: rule.id(), amount: plain(cents) })
                .collect(),
            proven: conflict.is_relaxation_proven(),
            at_least: plain(conflict.relaxation_at_least()?),
        })
    }
}

/// Rules of flow that leave no way.
#[derive(serde::Serialize)]
struct BlockageAnswer<'a> {
    rules: Vec<&'a str>,
    proven: bool,
    message: String,
}

impl BlockageAnswer<'_> {
    fn new(blockage: &Blockage) -> BlockageAnswer<'_> {
        BlockageAnswer {
            rules: blockage.rules().iter().map(Rule::id).collect(),
            proven: blockage.proven(),
            message: blockage.message(spoken()),
        }
    }
}

fn plain(cents: i128) -> String {
    MoneyDelta::plain(cents)
}

#[derive(serde::Serialize)]
struct MarginAnswer<'a> {
    give: Money,
    give_rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    give_part: Option<Part<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    give_rules: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    give_at_most: Option<Money>,
    receive: Money,
    receive_rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receive_part: Option<Part<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    receive_rules: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receive_at_most: Option<Money>,
}

/// The rules that stop other lines, where these stop a line.
fn rules_of_others<'a>(stop: &Stop<'a>) -> Vec<&'a str> {
    match stop.by {
        StoppedBy::Others => stop.rules.iter().map(|rule| rule.id()).collect(),
        StoppedBy::Amount | StoppedBy::Rule => Vec::new(),
    }
}

/// What a line can move at most, where what was found is not proven to be all.
fn unproven(stop: &Stop<'_>, found: Money) -> Option<Money> {
    (stop.at_most != found).then_some(stop.at_most)
}
