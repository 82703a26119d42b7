//! `TableEvent`: something that happened at the table, as the history keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::approval_policy::{ApprovalPolicies, Stance};
use super::attribution::Attribution;
use super::metadata::Metadata;
use super::opening_plan::OpeningPlan;
use super::signed_request::SignedRequest;
use super::sitting_description::SittingDescription;
use super::tabled::TabledProposal;
use super::timestamp::Timestamp;
use crate::checkpoints::VerifierKey;
use crate::journal::Digest;
use riparto_core::budget::{Allocation, Change};
use riparto_core::date::Date;
use riparto_core::money::Money;
use riparto_core::plan::{LinePart, NewLine, Proposal, Transfer};
use riparto_core::rules::{Authorization, Finding};

/// Something that happened: who did it, by which command, and what. Its JSON form is described in docs/HISTORY.md.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::{CoDesignTable, EventKind};
///
/// let event = CoDesignTable::event(&kept.store().records()[1])?;
/// assert_eq!((event.by.as_str(), event.command.as_str()), ("anci", "c2"));
/// assert!(matches!(event.what, EventKind::Drafted { against: 1, .. }));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableEvent {
    /// The party that did it.
    pub by: String,
    /// The id of the command that led to it.
    pub command: String,
    /// The SHA-256 of that command in canonical form.
    pub request: Digest,
    /// When the command was given, as the caller stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Timestamp>,
    /// Who acted for the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// What the caller's program knows of the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// What its party asked and signed, if it did; in the first event of the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Box<SignedRequest>>,
    /// What happened.
    pub what: EventKind,
}

/// What happened. A new kind of event is a new format of the history, so programs that read it match all kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "fields are those of the action that leads to it, and docs/HISTORY.md lists them"
)]
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::{CoDesignTable, EventKind};
///
/// let event = CoDesignTable::event(&kept.store().records()[2])?;
/// assert_eq!(event.what, EventKind::Tabled { proposal: "p1".into() });
/// # Ok::<(), riparto::Error>(())
/// ```
pub enum EventKind {
    /// The table was opened on a plan document.
    Opened { plan: OpeningPlan, policies: ApprovalPolicies },
    /// A sitting began.
    SittingOpened { sitting: String, date: Date, title: String },
    /// The sitting ended.
    SittingClosed { sitting: String },
    /// What was recorded of a sitting was set right.
    SittingCorrected {
        sitting: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        renamed: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        reason: String,
    },
    /// Place, hours, agenda or attendance of a sitting were stated.
    SittingDescribed(SittingDescription),
    /// The public key of a party, which is its name, was declared.
    KeyDeclared { key: VerifierKey },
    /// A proposal was written.
    Drafted { proposal: Proposal, against: u64 },
    /// A proposal was put on the table.
    Tabled { proposal: String },
    /// A proposal was amended.
    Amended {
        proposal: Proposal,
        against: u64,
        version: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        voids: Option<Voided>,
    },
    /// A proposal was sent back.
    ChangesRequested { proposal: String, reason: String },
    /// A proposal was taken off the table.
    Withdrawn { proposal: String, reason: String },
    /// A party made a statement on a version of a proposal.
    Stated { proposal: String, version: u32, stance: Stance, reason: String },
    /// A rule was waived for a version of a proposal.
    Waived { proposal: String, version: u32, rule: String, reason: String },
    /// A proposal was put on a later allocation.
    Rebased {
        proposal: String,
        from: u64,
        to: u64,
        /// What follows it there, where that differs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follows: Option<Vec<Transfer>>,
    },
    /// A proposal was approved: these lines changed.
    Approved {
        proposal: String,
        version: u32,
        authorization: Authorization,
        act: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        documents: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        decided_by: Vec<String>,
        changes: Vec<LineChange>,
        breaches: Vec<AcceptedBreach>,
    },
    /// A proposal was rejected.
    Rejected { proposal: String, reason: String },
    /// The total changed: these lines changed.
    EnvelopeChanged {
        change: String,
        act: String,
        before: Money,
        after: Money,
        changes: Vec<LineChange>,
        /// The earlier change of the total that it takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reverses: Option<String>,
        breaches: Vec<AcceptedBreach>,
        waivers: BTreeMap<String, String>,
    },
    /// A line was added, with nothing on it.
    LineAdded {
        change: String,
        act: String,
        line: NewLine,
        breaches: Vec<AcceptedBreach>,
        waivers: BTreeMap<String, String>,
    },
    /// A line was split into parts: these lines changed.
    LineSplit {
        change: String,
        act: String,
        line: String,
        parts: Vec<LinePart>,
        changes: Vec<LineChange>,
        breaches: Vec<AcceptedBreach>,
        waivers: BTreeMap<String, String>,
    },
    /// A line was closed: what it held is on another one.
    LineClosed {
        change: String,
        act: String,
        line: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remainder_to: Option<String>,
        changes: Vec<LineChange>,
        breaches: Vec<AcceptedBreach>,
        waivers: BTreeMap<String, String>,
    },
    /// A party stated how it would split the total.
    Balloted { amounts: BTreeMap<String, Money> },
    /// The table was closed by an act that recognizes every decision, and all changes of lines since the table was opened.
    Closed {
        act: String,
        opening: Money,
        total: Money,
        changes: Vec<LineChange>,
        decisions: Vec<RecognizedDecision>,
    },
}

impl TableEvent {
    /// The id of the proposal, or of the change of the total or the lines, that it decides.
    #[must_use]
    pub fn decides(&self) -> Option<&str> {
        match &self.what {
            EventKind::Approved { proposal, .. }
            | EventKind::Rejected { proposal, .. }
            | EventKind::Withdrawn { proposal, .. } => Some(proposal),
            EventKind::EnvelopeChanged { change, .. }
            | EventKind::LineAdded { change, .. }
            | EventKind::LineSplit { change, .. }
            | EventKind::LineClosed { change, .. } => Some(change),
            EventKind::Opened { .. }
            | EventKind::SittingOpened { .. }
            | EventKind::SittingClosed { .. }
            | EventKind::SittingCorrected { .. }
            | EventKind::SittingDescribed(_)
            | EventKind::KeyDeclared { .. }
            | EventKind::Drafted { .. }
            | EventKind::Tabled { .. }
            | EventKind::Amended { .. }
            | EventKind::ChangesRequested { .. }
            | EventKind::Stated { .. }
            | EventKind::Waived { .. }
            | EventKind::Rebased { .. }
            | EventKind::Balloted { .. }
            | EventKind::Closed { .. } => None,
        }
    }

    pub(super) fn attribution(&self) -> Attribution {
        let (when, actor, metadata) = (self.when.clone(), self.actor.clone(), self.metadata.clone());
        Attribution { when, actor, metadata }
    }
}

/// Statements and waivers on the former version of a proposal, which lapsed.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::EventKind;
///
/// let _ = say(r#"{"id": "c3", "party": "anci", "do": {"state": {"proposal": "p1", "stance": "consent", "reason": "Still so"}}}"#)?;
/// let amend = r#"{"id": "c4", "party": "anci", "do": {"amend": {"proposal":
///     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "4.00"} ]}}}}"#;
/// let events = say(amend)?.accepted().expect("its party may amend it");
/// let EventKind::Amended { voids: Some(voided), .. } = &events[0].what else { panic!("a statement lapsed") };
/// assert_eq!(voided.statements, ["anci"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voided {
    /// The parties whose statements no longer count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<String>,
    /// The rules whose waivers no longer count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<String>,
}

impl Voided {
    /// What an amendment of a proposal voids; `None` if there were neither statements nor waivers.
    pub(super) fn by_amending(tabled: &TabledProposal) -> Option<Voided> {
        let statements: Vec<String> = tabled.statements.keys().cloned().collect();
        let waivers: Vec<String> = tabled.waivers.keys().cloned().collect();
        (!statements.is_empty() || !waivers.is_empty()).then_some(Voided { statements, waivers })
    }
}

/// What a line held and what it holds.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::EventKind;
///
/// let events = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}}"#)?.accepted().expect("it is free");
/// let EventKind::Approved { changes, .. } = &events[0].what else { panic!("it is approved") };
/// assert_eq!((changes[0].line.as_str(), changes[0].before.to_string(), changes[0].after.to_string()), ("desks", "60.00".into(), "65.00".into()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    /// The id of the line.
    pub line: String,
    /// What it held.
    pub before: Money,
    /// What it holds.
    pub after: Money,
}

/// A decision that the final act recognizes.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::EventKind;
///
/// let events = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}}"#)?.accepted().expect("it is free");
/// assert!(matches!(events[0].what, EventKind::Approved { .. }));
/// let closed = say(r#"{"id": "c4", "party": "regione", "do": {"close": {"act": "DD 9/2026"}}}"#)?.accepted().expect("nothing is open");
/// let EventKind::Closed { decisions, .. } = &closed[0].what else { panic!("it is closed") };
/// assert_eq!((decisions[0].id.as_str(), decisions[0].revision), ("p1", 4));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecognizedDecision {
    /// The revision of its event.
    pub revision: u64,
    /// The id of the proposal or of the change.
    pub id: String,
    /// The act; may be empty.
    pub act: String,
}

/// A rule that a decision left broken, with what that needed.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "up", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::EventKind;
///
/// let _ = say(r#"{"id": "c3", "party": "anci", "do": {"propose": {"proposal":
///     {"id": "p2", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "15.00"} ]}}}}"#)?;
/// let _ = say(r#"{"id": "c4", "party": "regione", "do": {"waive": {"proposal": "p2", "rule": "up", "reason": "The survey is late"}}}"#)?;
/// let approve = r#"{"id": "c5", "party": "regione", "do": {"approve": {"proposal": "p2", "act": "DD 1/2026"}}}"#;
/// let events = say(approve)?.accepted().expect("the rule is waived");
/// let EventKind::Approved { breaches, .. } = &events[0].what else { panic!("it is approved") };
/// assert_eq!((breaches[0].rule.as_str(), breaches[0].excess.to_string(), breaches[0].waived), ("up", "3.00".into(), true));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedBreach {
    /// The id of the rule.
    pub rule: String,
    /// The line that breaks it, if it is one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// What the breach needs.
    pub needs: Authorization,
    /// By how much the rule is broken.
    pub excess: Money,
    /// By how much it was broken before the decision.
    pub before: Money,
    /// Whether a waiver covers it.
    pub waived: bool,
    /// Whether an earlier decision authorized it and this one makes it no worse: it needs no new authorization.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stands: bool,
    /// The documents that an approval of the breach needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// The bodies that decide on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
}

impl AcceptedBreach {
    pub(crate) fn of(finding: &Finding, waived: bool) -> AcceptedBreach {
        let mut lines = finding.lines().map(|line| line.id().to_owned());
        AcceptedBreach {
            rule: finding.rule().id().to_owned(),
            line: lines.next().filter(|_| lines.next().is_none()),
            needs: finding.needs(),
            excess: finding.excess(),
            before: finding.excess_before(),
            waived,
            stands: finding.stands_authorized(),
            requires: finding.requires().map(str::to_owned).collect(),
            by: finding.by().map(str::to_owned).collect(),
        }
    }
}

impl LineChange {
    /// The changes of some lines.
    pub(crate) fn all(allocation: &Allocation, changes: &[Change]) -> Vec<LineChange> {
        let line = |change: &Change| LineChange {
            line: allocation.envelope().line(change.line).id().to_owned(),
            before: change.before,
            after: change.after,
        };
        changes.iter().map(line).collect()
    }

    /// What changed between two allocations of the same lines.
    pub(crate) fn between(before: &Allocation, after: &Allocation) -> Vec<LineChange> {
        let lines = before.iter().zip(after.amounts());
        let changed = lines.filter(|((_, before), after)| before != *after);
        changed
            .map(|((line, before), after)| LineChange { line: line.id().to_owned(), before, after: *after })
            .collect()
    }
}
