//! Answers as they stand in JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::aggregate_answer::Aggregated;
use super::table_answer::{CompatibleAnswer, ReplayAnswer};
use crate::codesign::{Compatible, Replayed};
use crate::money::{Apportionment, Language, Money, MoneyDelta, Receipt};
use crate::proposals::{Assessment, Plan};
use crate::rebalance::{Conflict, Diagnosis, Nearest};
use crate::rules::{Authorization, Finding, Findings, Headroom, Notice, Rule};
use crate::settlements::Settlement;

/// What an operation answers.
pub(super) enum Answer {
    Apportion(Apportionment),
    Check { findings: Findings, notices: Vec<Notice> },
    Assess { assessment: Box<Assessment>, would_pass: Vec<(Authorization, Money)> },
    Headroom(Headroom),
    Rebalance { nearest: Box<Nearest>, way: Settlement },
    Diagnose(Diagnosis),
    Settle(Settlement),
    Aggregate(Box<Aggregated>),
    Compatible(Compatible),
    Replay(Box<Replayed>),
}

impl Answer {
    pub(super) fn check(findings: Findings, plan: &Plan) -> Answer {
        Answer::Check { findings, notices: plan.notices() }
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Answer::Apportion(split) => serialize_split(split.amounts(), split.receipt(), serializer),
            Answer::Check { findings, notices } => {
                let mut answer = serializer.serialize_struct("Check", 3)?;
                answer.serialize_field("authorization", &findings.authorization())?;
                answer.serialize_field("findings", &FindingList(findings, Compared::No))?;
                answer.serialize_field("notices", &NoticeList(notices))?;
                answer.end()
            }
            Answer::Assess { assessment, would_pass } => {
                serialize_assessment(assessment, would_pass, serializer)
            }
            Answer::Rebalance { nearest, way } => serialize_nearest(nearest, way, serializer),
            Answer::Diagnose(Diagnosis::Feasible) => serialize_conflict(None, serializer),
            Answer::Diagnose(Diagnosis::Conflict(conflict)) => serialize_conflict(Some(conflict), serializer),
            Answer::Settle(settlement) => {
                let mut answer = serializer.serialize_struct("Settle", 4)?;
                answer.serialize_field("transfers", settlement.transfers())?;
                answer.serialize_field("volume", &settlement.volume())?;
                answer.serialize_field("fewest", &settlement.fewest())?;
                answer.serialize_field("at_least", &settlement.at_least())?;
                answer.end()
            }
            Answer::Aggregate(aggregated) => aggregated.serialize(serializer),
            Answer::Compatible(compatible) => CompatibleAnswer::new(compatible).serialize(serializer),
            Answer::Replay(replayed) => ReplayAnswer::new(replayed).serialize(serializer),
            Answer::Headroom(headroom) => {
                let mut lines = serializer.serialize_map(Some(headroom.iter().len()))?;
                for margin in headroom.iter() {
                    lines.serialize_entry(
                        margin.line.id(),
                        &MarginAnswer {
                            give: margin.give,
                            give_rule: margin.give_rule.map(|rule| rule.id()),
                            receive: margin.receive,
                            receive_rule: margin.receive_rule.map(|rule| rule.id()),
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
    way: &Settlement,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut answer = serializer.serialize_struct("Rebalance", 6)?;
    answer.serialize_field("feasible", &true)?;
    answer.serialize_field("amounts", nearest.allocation())?;
    answer.serialize_field("objective", &nearest.objective())?;
    answer.serialize_field("optimal_for", nearest.optimal_for())?;
    let binding: Vec<&str> = nearest.binding().iter().map(|rule| rule.id()).collect();
    answer.serialize_field("binding", &binding)?;
    answer.serialize_field("transfers", way.transfers())?;
    answer.end()
}

fn serialize_conflict<S: Serializer>(conflict: Option<&Conflict>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut answer = serializer.serialize_struct("Diagnose", 2)?;
    answer.serialize_field("feasible", &conflict.is_none())?;
    if let Some(conflict) = conflict {
        answer.serialize_field("conflict", &ConflictAnswer::new(conflict))?;
    }
    answer.end()
}

#[derive(serde::Serialize)]
struct ConflictAnswer<'a> {
    rules: Vec<&'a str>,
    minimal: bool,
    relaxation: RelaxationAnswer<'a>,
    explanation: String,
}

/// The fewest euros by which rules give way, and which rules.
#[derive(serde::Serialize)]
struct RelaxationAnswer<'a> {
    total: String,
    rules: Vec<GivesWay<'a>>,
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
            minimal: conflict.is_minimal(),
            relaxation: RelaxationAnswer {
                total: plain(conflict.relaxation_cents()),
                rules: conflict
                    .relaxation()
                    .map(|(rule, cents)| GivesWay { rule: rule.id(), amount: plain(cents) })
                    .collect(),
            },
            explanation: conflict.explanation(Language::English),
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
    receive: Money,
    receive_rule: Option<&'a str>,
}

fn serialize_split<S: Serializer>(
    amounts: &[Money],
    receipt: &Receipt,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut answer = serializer.serialize_struct("Apportion", 2)?;
    answer.serialize_field("amounts", amounts)?;
    answer.serialize_field("receipt", receipt)?;
    answer.end()
}

fn serialize_assessment<S: Serializer>(
    assessment: &Assessment,
    would_pass: &[(Authorization, Money)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut answer = serializer.serialize_struct("Assess", 6)?;
    answer.serialize_field("before", assessment.before())?;
    answer.serialize_field("after", &assessment.after())?;
    answer.serialize_field("changes", &Changes(assessment))?;
    answer.serialize_field("authorization", &assessment.authorization())?;
    answer.serialize_field("findings", &FindingList(assessment.findings(), Compared::Yes))?;
    let passing = would_pass
        .iter()
        .map(|(authorization, amount)| Passing { authorization: *authorization, amount: *amount });
    answer.serialize_field("would_pass", &passing.collect::<Vec<_>>())?;
    answer.end()
}

/// The most that a transfer could have moved with a level of authorization.
#[derive(serde::Serialize)]
struct Passing {
    authorization: Authorization,
    amount: Money,
}

struct Changes<'a>(&'a Assessment);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let changes = self.0.changes();
        serializer.collect_map(changes.iter().map(|change| (self.0.line(change).id(), change.delta)))
    }
}

/// Whether findings were compared with those before a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compared {
    No,
    Yes,
}

struct FindingList<'a>(&'a Findings, Compared);

impl Serialize for FindingList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for finding in self.0 {
            list.serialize_element(&FindingAnswer(finding, self.1))?;
        }
        list.end()
    }
}

struct FindingAnswer<'a>(&'a Finding, Compared);

impl Serialize for FindingAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let FindingAnswer(finding, compared) = self;
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("rule", finding.rule().id())?;
        answer.serialize_entry("needs", &finding.needs())?;
        answer.serialize_entry("found", &finding.found())?;
        answer.serialize_entry("limit", &finding.limit())?;
        answer.serialize_entry("excess", &finding.excess())?;
        if *compared == Compared::Yes {
            answer.serialize_entry("excess_before", &finding.excess_before())?;
        }
        answer.serialize_entry("lines", &LineIds(finding))?;
        answer.serialize_entry("message", &finding.message(Language::English))?;
        answer.end()
    }
}

struct LineIds<'a>(&'a Finding);

impl Serialize for LineIds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.lines().map(|line| line.id()))
    }
}

struct NoticeList<'a>(&'a [Notice]);

impl Serialize for NoticeList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(NoticeAnswer::new))
    }
}

#[derive(serde::Serialize)]
struct NoticeAnswer<'a> {
    #[serde(flatten)]
    notice: &'a Notice,
    message: String,
}

impl NoticeAnswer<'_> {
    fn new(notice: &Notice) -> NoticeAnswer<'_> {
        NoticeAnswer { notice, message: notice.message(Language::English) }
    }
}
