//! What is answered about a co-design table, in JSON.

use serde::Serialize;
use serde::ser::{Error as _, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::outside_answer::OutsideAnswer;
use riparto_core::budget::Allocation;
use riparto_core::error::{Error, Result};
use riparto_core::money::Money;
use riparto_core::rules::Authorization;
use riparto_core::words::{both, spoken};
use riparto_report::report::{EventReport, Report};
use riparto_table::journal::{Digest, Head, Parting, Record, Verification};
use riparto_table::table::{
    CoDesignTable, FirstFault, LineClaims, PartyQueue, Positions, Preview, Rejection, Replayed,
    ScenarioComparison, TableEvent, TableVariation, TabledProposal,
};

/// What is answered about a table.
pub(super) enum TableAnswer {
    Decide(DecideAnswer),
    Verify(Box<VerifyAnswer>),
    State(Box<StateAnswer>),
    /// The ledger, by the values of some labels too.
    Ledger {
        table: Box<CoDesignTable>,
        by: Option<Vec<String>>,
        head: Head,
        text: String,
    },
    Log(LogAnswer),
    Minutes {
        head: Head,
        text: String,
    },
}

/// What became of a command.
pub(super) enum CommandOutcome {
    Accepted,
    /// The revision of the first event that it led to.
    AlreadyDone(u64),
    Rejected(Rejection),
}

impl Serialize for TableAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            TableAnswer::Decide(decided) => decided.serialize(serializer),
            TableAnswer::Verify(verified) => verified.serialize(serializer),
            TableAnswer::State(state) => state.serialize(serializer),
            TableAnswer::Ledger { table, by, head, text } => {
                let ledger = table.ledger().map_err(S::Error::custom)?;
                let mut answer = serializer.serialize_map(None)?;
                answer.serialize_entry("head", head)?;
                answer.serialize_entry("lines", ledger.lines())?;
                answer.serialize_entry("allowances", ledger.allowances())?;
                if let Some(keys) = by {
                    let by_label = table.ledger_by(keys).map_err(S::Error::custom)?;
                    answer.serialize_entry("by_label", &by_label)?;
                }
                answer.serialize_entry("text", text)?;
                answer.end()
            }
            TableAnswer::Log(log) => log.serialize(serializer),
            TableAnswer::Minutes { head, text } => {
                let mut answer = serializer.serialize_map(None)?;
                answer.serialize_entry("head", head)?;
                answer.serialize_entry("text", text)?;
                answer.end()
            }
        }
    }
}

impl CommandOutcome {
    fn name(&self) -> &'static str {
        match self {
            CommandOutcome::Accepted => "accepted",
            CommandOutcome::AlreadyDone(_) => "already_done",
            CommandOutcome::Rejected(_) => "rejected",
        }
    }
}

/// What a command leads to, and the history after it.
pub(super) struct DecideAnswer {
    pub(super) outcome: CommandOutcome,
    pub(super) head: Head,
    pub(super) records: Vec<Record>,
    /// What is appended to the journal.
    pub(super) append: String,
    pub(super) text: Option<String>,
}

impl DecideAnswer {
    /// The history is as it was.
    pub(super) fn nothing(outcome: CommandOutcome, head: Head) -> DecideAnswer {
        DecideAnswer { outcome, head, records: Vec::new(), append: String::new(), text: None }
    }
}

impl Serialize for DecideAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("outcome", self.outcome.name())?;
        match &self.outcome {
            CommandOutcome::Accepted => {}
            CommandOutcome::AlreadyDone(revision) => answer.serialize_entry("revision", revision)?,
            CommandOutcome::Rejected(rejection) => answer.serialize_entry("rejection", rejection)?,
        }
        answer.serialize_entry("head", &self.head)?;
        // A record in canonical form stands in the answer byte for byte.
        let records = self.records.iter().map(|record| RawValue::from_string(record.line()));
        let records = records.collect::<serde_json::Result<Vec<_>>>().map_err(S::Error::custom)?;
        answer.serialize_entry("records", &records)?;
        answer.serialize_entry("append", &self.append)?;
        if let Some(text) = &self.text {
            answer.serialize_entry("text", text)?;
        }
        answer.end()
    }
}

/// A history verified, folded and audited, and compared with another one.
pub(super) struct VerifyAnswer {
    pub(super) replayed: Replayed,
    pub(super) parting: Option<Parting>,
    pub(super) outside: OutsideAnswer,
}

/// The first event of a history that is broken.
#[derive(Serialize)]
struct BrokenHistory {
    event: u64,
    code: &'static str,
    message: String,
}

impl BrokenHistory {
    fn of(verification: &Verification) -> Option<BrokenHistory> {
        let fault = verification.fault()?;
        Some(BrokenHistory {
            event: fault.revision(),
            code: fault.code().name(),
            message: fault.message(spoken()),
        })
    }
}

#[derive(Serialize)]
struct HistoryComparison {
    common: Head,
    only_here: u64,
    only_there: u64,
    fork: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken: Option<BrokenHistory>,
}

impl HistoryComparison {
    fn of(parting: &Parting) -> HistoryComparison {
        let beyond =
            |found: &Verification| found.head().revision().saturating_sub(parting.common().revision());
        HistoryComparison {
            common: parting.common(),
            only_here: beyond(parting.one()),
            only_there: beyond(parting.other()),
            fork: parting.is_fork(),
            broken: BrokenHistory::of(parting.other()),
        }
    }
}

impl Serialize for VerifyAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            valid: bool,
            head: Head,
            total: Option<Money>,
            amounts: Option<&'a Allocation>,
            decisions: usize,
            #[serde(skip_serializing_if = "Option::is_none")]
            broken: Option<FirstFault<'a>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            against: Option<HistoryComparison>,
            #[serde(flatten)]
            outside: &'a OutsideAnswer,
        }
        let table = self.replayed.table();
        let plan = table.plan();
        let moved = |variation: &&TableVariation| !variation.is_of_lines() || !variation.changes().is_empty();
        let broken = self.replayed.first_fault();
        Written {
            valid: broken.is_none(),
            head: self.replayed.head(),
            total: plan.map(|plan| plan.envelope().total()),
            amounts: plan.map(|plan| plan.approved()),
            decisions: table.variations().iter().filter(moved).count(),
            broken,
            against: self.parting.as_ref().map(HistoryComparison::of),
            outside: &self.outside,
        }
        .serialize(serializer)
    }
}

/// A table with all that it holds.
pub(super) struct StateAnswer {
    pub(super) table: CoDesignTable,
    pub(super) head: Head,
    pub(super) text: String,
    pub(super) counted: Option<CountedProposals>,
    pub(super) positions: Option<Vec<Positions>>,
    pub(super) queue: Option<Vec<PartyQueue>>,
    pub(super) scenarios: Option<ScenarioComparison>,
}

/// Proposals that are counted as if they were approved, and what the others would take.
pub(super) struct CountedProposals {
    pub(super) preview: Preview,
    pub(super) claims: Vec<LineClaims>,
}

/// One of them.
#[derive(Serialize)]
struct CountedProposal<'a> {
    proposal: &'a str,
    version: u32,
    authorization: Authorization,
}

impl CountedProposals {
    fn each(&self) -> Vec<CountedProposal<'_>> {
        let each = self.preview.steps().iter().zip(self.preview.versions());
        let counted = each.map(|(step, version)| CountedProposal {
            proposal: step.assessment().proposal().id(),
            version: *version,
            authorization: step.authorization(),
        });
        counted.collect()
    }
}

impl Serialize for StateAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let StateAnswer { table, head, text, counted, positions, queue, scenarios } = self;
        let proposals: Vec<&TabledProposal> = table.proposals().collect();
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("head", head)?;
        let plan = counted.as_ref().map(|counted| counted.preview.plan()).or(table.plan());
        answer.serialize_entry("plan", &plan)?;
        if let Some(counted) = counted {
            answer.serialize_entry("counted", &counted.each())?;
            answer.serialize_entry("claims", &counted.claims)?;
        }
        answer.serialize_entry("policies", &table.policies())?;
        answer.serialize_entry("proposals", &proposals)?;
        answer.serialize_entry("sittings", table.sittings())?;
        answer.serialize_entry("closed", &table.closed())?;
        if let Some(positions) = positions {
            answer.serialize_entry("positions", positions)?;
        }
        if let Some(queue) = queue {
            answer.serialize_entry("queue", queue)?;
        }
        if let Some(scenarios) = scenarios {
            answer.serialize_entry("scenarios", scenarios)?;
        }
        answer.serialize_entry("text", text)?;
        answer.end()
    }
}

/// What happened at a table, event by event.
#[derive(Serialize)]
pub(super) struct LogAnswer {
    pub(super) head: Head,
    pub(super) events: Vec<LoggedEvent>,
    pub(super) text: String,
}

/// An event, with the sitting at which it happened and a sentence.
#[derive(Serialize)]
pub(super) struct LoggedEvent {
    revision: u64,
    hash: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    sitting: Option<String>,
    event: Box<RawValue>,
    sentence: String,
}

impl LoggedEvent {
    pub(super) fn of(table: &CoDesignTable, record: &Record, event: &TableEvent) -> Result<LoggedEvent> {
        let text = EventReport::of(table, std::slice::from_ref(event)).text(spoken());
        let written = RawValue::from_string(record.event().as_str().to_owned());
        Ok(LoggedEvent {
            revision: record.revision(),
            hash: record.hash(),
            sitting: table.sitting_at(record.revision()).map(|sitting| sitting.id().to_owned()),
            event: written.map_err(|why| Error::unreadable(both("this event", "questo evento"), &why))?,
            sentence: text.lines().next().unwrap_or_default().to_owned(),
        })
    }
}
