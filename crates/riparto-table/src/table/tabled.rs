//! `TabledProposal`: a proposal with its statements, its waivers and its decision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::approval_policy::Stance;
use riparto_core::money::Language;
use riparto_core::plan::Proposal;
use riparto_core::words::{Bilingual, both};

/// The status of a proposal.
///
/// | from | to |
/// |---|---|
/// | draft | tabled, withdrawn |
/// | tabled | tabled (amended), changes requested, withdrawn, approved, rejected |
/// | changes requested | tabled (amended), withdrawn, rejected |
/// | approved | reversed, when a reversal of it is approved |
///
/// ```
/// use riparto::table::Status;
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
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1", "act": "DD 1/2026"}}}"#)?;
/// # let table = kept.table();
///
/// assert_eq!(table.proposal("p1").map(|tabled| tabled.status()), Some(Status::Approved));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Written, not on the table.
    Draft,
    /// On the table.
    Tabled,
    /// Sent back to its party.
    ChangesRequested,
    /// Taken back by its party.
    Withdrawn,
    /// Carried out.
    Approved,
    /// Decided against.
    Rejected,
    /// Carried out, and taken back by a later proposal.
    Reversed,
}

impl Status {
    /// A stable name for programs: `changes_requested`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Tabled => "tabled",
            Status::ChangesRequested => "changes_requested",
            Status::Withdrawn => "withdrawn",
            Status::Approved => "approved",
            Status::Rejected => "rejected",
            Status::Reversed => "reversed",
        }
    }

    /// The name that programs use and the Italian words, for a sentence that quotes the status.
    pub(crate) fn bilingual(self) -> Bilingual {
        both(self.name(), self.words(Language::Italian))
    }

    /// What a person reads.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Status::Draft => language.choose("a draft", "in bozza"),
            Status::Tabled => language.choose("on the table", "depositata"),
            Status::ChangesRequested => language.choose("sent back", "restituita al proponente"),
            Status::Withdrawn => language.choose("withdrawn", "ritirata"),
            Status::Approved => language.choose("approved", "approvata"),
            Status::Rejected => language.choose("rejected", "respinta"),
            Status::Reversed => language.choose("reversed", "revocata"),
        }
    }
}

/// A party's statement on the current version.
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
/// use riparto::table::Stance;
///
/// let _ = say(r#"{"id": "c3", "party": "anci", "do": {"state": {"proposal": "p1", "stance": "abstention", "reason": "Not yet"}}}"#)?;
/// let statement = &kept.table().proposal("p1").expect("it is tabled").statements()["anci"];
/// assert_eq!((statement.stance, statement.reason.as_str()), (Stance::Abstention, "Not yet"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Consent, objection or abstention.
    pub stance: Stance,
    /// Why.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A proposal with its statements, its waivers and its decision.
///
/// In JSON a map of `proposal`, `version`, `status`, and the revisions `against` and `written`; then, if there is one, `statements`
/// by party, `waivers` by rule, the revision `decided`, `act`, `documents`, `decided_by`, and
/// `reversed_by`.
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
/// # let _ = say(r#"{"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1", "act": "DD 1/2026"}}}"#)?;
/// # let table = kept.table();
/// let tabled = table.proposal("p1").expect("it was proposed");
/// assert_eq!((tabled.version(), tabled.written(), tabled.decided()), (1, 2, Some(4)));
/// assert_eq!((tabled.act(), tabled.is_open()), ("DD 1/2026", false));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TabledProposal {
    pub(super) proposal: Proposal,
    pub(super) version: u32,
    pub(super) status: Status,
    pub(super) against: u64,
    pub(super) written: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) statements: BTreeMap<String, Statement>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) waivers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) decided: Option<u64>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) act: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) documents: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) decided_by: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reversed_by: Option<String>,
}

impl TabledProposal {
    pub(super) fn drafted(proposal: Proposal, against: u64, written: u64) -> TabledProposal {
        TabledProposal {
            proposal,
            version: 1,
            status: Status::Draft,
            against,
            written,
            statements: BTreeMap::new(),
            waivers: BTreeMap::new(),
            decided: None,
            act: String::new(),
            documents: Vec::new(),
            decided_by: Vec::new(),
            reversed_by: None,
        }
    }

    /// The proposal in its last version.
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// How often it was written: 1 before it is amended.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// The revision that it was made against, or rebased to.
    #[must_use]
    pub fn against(&self) -> u64 {
        self.against
    }

    /// The revision at which it was written first.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// The statements on this version, by party. The proposer consents unless its statement says otherwise.
    #[must_use]
    pub fn statements(&self) -> &BTreeMap<String, Statement> {
        &self.statements
    }

    /// What a party thinks of this version.
    #[must_use]
    pub fn stance(&self, party: &str) -> Option<Stance> {
        let own = (party == self.proposal.party()).then_some(Stance::Consent);
        self.statements.get(party).map(|statement| statement.stance).or(own)
    }

    /// The rules that were waived for this version, with the reasons.
    #[must_use]
    pub fn waivers(&self) -> &BTreeMap<String, String> {
        &self.waivers
    }

    /// The revision at which it was approved, rejected or withdrawn.
    #[must_use]
    pub fn decided(&self) -> Option<u64> {
        self.decided
    }

    /// The act of its approval; may be empty.
    #[must_use]
    pub fn act(&self) -> &str {
        &self.act
    }

    /// The documents that came with its approval.
    #[must_use]
    pub fn documents(&self) -> &[String] {
        &self.documents
    }

    /// The bodies that decided its approval.
    #[must_use]
    pub fn decided_by(&self) -> &[String] {
        &self.decided_by
    }

    /// The proposal that took it back.
    #[must_use]
    pub fn reversed_by(&self) -> Option<&str> {
        self.reversed_by.as_deref()
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Tabled | Status::ChangesRequested)
    }

    pub(super) fn amend(&mut self, proposal: Proposal, against: u64) {
        self.proposal = proposal;
        self.against = against;
        self.version = self.version.saturating_add(1);
        self.statements.clear();
        self.waivers.clear();
    }
}
