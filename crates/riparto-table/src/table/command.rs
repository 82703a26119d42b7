//! `Command`: what a party asks of the table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::approval_policy::{ApprovalPolicies, Stance};
use super::attribution::{Attribution, check_actor};
use super::command_signature::CommandSignature;
use super::if_stale::IfStale;
use super::metadata::StatedMetadata;
use super::opening_plan::OpeningPlan;
use super::sitting_description::SittingDescription;
use super::timestamp::Timestamp;
use crate::checkpoints::VerifierKey;
use crate::journal::{Digest, Event, Head};
use riparto_core::date::Date;
use riparto_core::error::{Error, Result};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::plan::{LinePart, NewLine, Plan, Proposal};
use riparto_core::reader::unique_map;
use riparto_rebalance::rebalance::DistributionRule;

/// What a party asks of the table. It has an id: the same command sent twice is carried out once.
///
/// ```
/// use riparto::table::{Action, Command};
///
/// let command = Command::from_json(
///     r#"{"id": "c7", "party": "regione", "do": {"approve": {"proposal": "p1", "act": "DD 120/2024"}}}"#,
/// )?;
/// assert_eq!(command.party(), "regione");
/// assert!(matches!(command.action(), Action::Approve { .. }));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "CommandDocument")]
pub struct Command {
    id: String,
    party: String,
    #[serde(rename = "do")]
    action: Action,
    /// The head that it was decided on, if it is to be refused once that has moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expect: Option<Head>,
    #[serde(flatten)]
    pub(super) attribution: Attribution,
    #[serde(rename = "signed", skip_serializing_if = "Option::is_none")]
    pub(super) signature: Option<CommandSignature>,
    /// What distinguishes it from other commands: the SHA-256 of its canonical form without the head that it expects, and without
    /// what is stated of it.
    #[serde(skip)]
    digest: Digest,
}

/// What is asked. Revisions are those of the history: how many events it had.
///
/// ```
/// use riparto::table::{Action, Command};
///
/// let close = Command::new("c9", "regione", Action::Close { act: "DD 9/2026".into() })?;
/// assert!(matches!(close.action(), Action::Close { .. }));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Action {
    /// Opens the table on a plan. By an authority of the plan.
    Open {
        /// The plan document (`riparto.plan/1`), with its parties.
        plan: OpeningPlan,
        /// Whose agreement approvals need; the authority's alone if absent.
        #[serde(default)]
        policies: ApprovalPolicies,
    },
    /// Begins a sitting. By the authority or the lead.
    #[doc(alias = "apertura della seduta")]
    OpenSitting {
        /// The id of the sitting.
        sitting: String,
        /// Its day, not before that of the last sitting.
        date: Date,
        /// What a person reads.
        #[serde(default)]
        title: String,
    },
    /// Ends the sitting. By the authority or the lead.
    CloseSitting {},
    /// Sets right what was recorded of a sitting, also of one that is closed. By the authority.
    #[doc(alias = "rettifica")]
    CorrectSitting {
        /// The id of the sitting.
        sitting: String,
        /// The id that it should have had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        renamed: Option<String>,
        /// Its day, not before that of the sitting before and not after that of the next one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<Date>,
        /// Its title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Why.
        reason: String,
    },
    /// States what the minutes say of a sitting: place, hours, agenda, attendance. By the authority or the lead.
    DescribeSitting(SittingDescription),
    /// States the public key with which a party signs, which its name says; a later one takes the place of the former. By that party, or
    /// by the authority, where a key was lost.
    #[doc(alias = "deposito della chiave")]
    DeclareKey {
        /// The key.
        key: VerifierKey,
    },
    /// Writes a proposal that is not yet on the table.
    #[doc(alias = "bozza")]
    Draft {
        /// The proposal, by this party.
        proposal: Proposal,
        /// The revision that it was made against; the latest if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        against: Option<u64>,
    },
    /// Writes a proposal and puts it on the table.
    Propose {
        /// The proposal, by this party.
        proposal: Proposal,
        /// The revision that it was made against; the latest if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        against: Option<u64>,
    },
    /// Puts a draft on the table. By its party.
    Table {
        /// The id of the proposal.
        proposal: String,
    },
    /// Replaces the text of a proposal by a new version: statements and waivers on the former one lapse. By its party.
    #[doc(alias = "emendamento")]
    Amend {
        /// The new version, with the id of the former.
        proposal: Proposal,
        /// The revision that it was made against; the latest if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        against: Option<u64>,
    },
    /// Sends a proposal back to its party. By the authority.
    RequestChanges {
        /// The id of the proposal.
        proposal: String,
        /// What should change.
        reason: String,
        /// The version that is meant; the last if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// Takes a proposal off the table. By its party.
    #[doc(alias = "ritiro")]
    Withdraw {
        /// The id of the proposal.
        proposal: String,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Says what a party, not the authority, thinks of a proposal.
    State {
        /// The id of the proposal.
        proposal: String,
        /// Consent, objection or abstention.
        stance: Stance,
        /// Why; an objection needs it.
        #[serde(default)]
        reason: String,
        /// The version that it is about; the last if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// Lets a proposal break a rule. By the authority.
    #[doc(alias = "deroga")]
    Waive {
        /// The id of the proposal.
        proposal: String,
        /// The id of the rule.
        rule: String,
        /// Why.
        reason: String,
        /// The version that is meant; the last if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// Puts a proposal on the allocation that was approved since. By its party or the authority.
    Rebase {
        /// The id of the proposal.
        proposal: String,
    },
    /// Approves a proposal: the allocation changes. By the authority.
    Approve {
        /// The id of the proposal.
        proposal: String,
        /// The act that the approval is based on; policies say from which level on it is needed.
        #[serde(default)]
        act: String,
        /// The documents that come with it, by the names under which rules require them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        documents: Vec<String>,
        /// The bodies that decided, by the names that rules give them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        decided_by: Vec<String>,
        /// The version that is meant; the last if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
        /// What to do if the allocation has changed since the proposal was made.
        #[serde(default)]
        if_stale: IfStale,
    },
    /// Rejects a proposal. By the authority.
    #[doc(alias = "diniego")]
    Reject {
        /// The id of the proposal.
        proposal: String,
        /// Why.
        reason: String,
        /// The version that is meant; the last if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    },
    /// Proposes to take back an approved proposal, by the opposite transfers.
    Reverse {
        /// The id of the approved proposal.
        proposal: String,
        /// The id of the new proposal.
        reversal: String,
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// Changes the envelope's total, by an act. By the authority. It is held to the rules as every decision is: what they
    /// forbid anew needs a waiver.
    ChangeEnvelope {
        /// The id of the change.
        change: String,
        /// The act.
        act: String,
        /// By how much the total changes.
        amount: MoneyDelta,
        /// How it falls on the lines; in proportion to what they hold if absent. The event holds what each line
        /// takes, so the history does not depend on it.
        #[serde(default)]
        distribution: DistributionRule,
        /// The id of an earlier change of the total that it takes back, line by line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reverses: Option<String>,
        /// Rules that the change may break, with the reasons.
        #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
        waivers: BTreeMap<String, String>,
    },
    /// Adds a line by an act, with nothing on it: proposals and changes of the total move money to it. By the authority.
    #[doc(alias = "istituzione di una voce")]
    AddLine {
        /// The id of the change.
        change: String,
        /// The act.
        act: String,
        /// The line.
        line: NewLine,
        /// Rules that the act may break, with the reasons.
        #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
        waivers: BTreeMap<String, String>,
    },
    /// Splits a line by an act: its original amount and its approved one are divided to the cent, and the line is closed. By the
    /// authority.
    #[doc(alias = "suddivisione di una voce")]
    SplitLine {
        /// The id of the change.
        change: String,
        /// The act.
        act: String,
        /// The id of the line.
        line: String,
        /// Its parts, two or more.
        parts: Vec<LinePart>,
        /// Rules that the act may break, with the reasons.
        #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
        waivers: BTreeMap<String, String>,
    },
    /// Closes a line by an act: it gives and receives nothing any more. By the authority.
    #[doc(alias = "chiusura di una voce")]
    CloseLine {
        /// The id of the change.
        change: String,
        /// The act.
        act: String,
        /// The id of the line.
        line: String,
        /// The line that receives what it holds, if it holds something.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remainder_to: Option<String>,
        /// Rules that the act may break, with the reasons.
        #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
        waivers: BTreeMap<String, String>,
    },
    /// States how a party would split the total. A later one replaces it.
    Ballot {
        /// What each line should hold, in the order of ids; lines that are not named hold nothing.
        #[serde(deserialize_with = "unique_map")]
        amounts: BTreeMap<String, Money>,
    },
    /// Closes the table by a final act that recognizes all changes. By the authority.
    #[doc(alias = "atto ricognitivo")]
    Close {
        /// The act.
        act: String,
    },
}

impl Command {
    /// A command.
    ///
    /// # Errors
    /// `id_malformed`, such as for an id with a blank; `text_too_long`, `text_malformed` for a reason, title or act;
    /// `event_malformed`, `document_too_large` for a plan that no history can hold, such as one with `0.1` in it.
    pub fn new(id: impl Into<String>, party: impl Into<String>, action: Action) -> Result<Command> {
        let (id, party) = (id.into(), party.into());
        let mut command = Command {
            id,
            party,
            action,
            expect: None,
            attribution: Attribution::default(),
            signature: None,
            digest: Digest::ZERO,
        };
        command.check()?;
        command.digest = Digest::of(Event::of(&command)?.as_str().as_bytes());
        Ok(command)
    }

    /// The command that opens a table on a plan.
    ///
    /// # Errors
    /// As for [`new`](Command::new).
    pub fn open(
        id: impl Into<String>,
        party: impl Into<String>,
        plan: &Plan,
        policies: ApprovalPolicies,
    ) -> Result<Command> {
        Command::new(id, party, Action::Open { plan: OpeningPlan::of(plan)?, policies })
    }

    /// The same command, refused as `head_moved` if the history has another head by the time that it is decided. What is
    /// asked stays the same: sent again with another expectation, it is still the same command.
    ///
    /// ```
    /// use riparto::table::{Action, Command};
    /// use riparto::journal::Head;
    ///
    /// let command = Command::new("c1", "regione", Action::Close { act: "DD 9/2026".into() })?.expecting(Head::START);
    /// assert_eq!(command.expected(), Some(Head::START));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn expecting(mut self, head: Head) -> Command {
        self.expect = Some(head);
        self
    }

    /// The head that the history must have.
    #[must_use]
    pub fn expected(&self) -> Option<Head> {
        self.expect
    }

    /// The command's own id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who asks.
    #[must_use]
    pub fn party(&self) -> &str {
        &self.party
    }

    /// What is asked.
    #[must_use]
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// The revision that its proposal is made against.
    pub(super) fn against(&self) -> Option<u64> {
        let (Action::Draft { against, .. } | Action::Propose { against, .. } | Action::Amend { against, .. }) =
            &self.action
        else {
            return None;
        };
        *against
    }

    pub(super) fn digest(&self) -> Digest {
        self.digest
    }

    /// Whether a request that led to an event is this command. One that leaves the latest revision to the table is the same as
    /// one that named the revision which was the latest then.
    pub(super) fn is_request(&self, request: Digest, revision: u64) -> bool {
        if self.digest == request {
            return true;
        }
        let mut named = self.action.clone();
        let (Action::Draft { against: against @ None, .. }
        | Action::Propose { against: against @ None, .. }
        | Action::Amend { against: against @ None, .. }) = &mut named
        else {
            return false;
        };
        *against = Some(revision.saturating_sub(1));
        let named = Command::new(self.id.as_str(), self.party.as_str(), named);
        named.is_ok_and(|named| named.digest == request)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandDocument {
    id: String,
    party: String,
    #[serde(rename = "do")]
    action: Action,
    #[serde(default)]
    expect: Option<Head>,
    #[serde(default)]
    when: Option<Timestamp>,
    #[serde(default)]
    actor: Option<String>,
    #[serde(default)]
    metadata: StatedMetadata,
    #[serde(default)]
    signed: Option<CommandSignature>,
}

impl TryFrom<CommandDocument> for Command {
    type Error = Error;

    fn try_from(document: CommandDocument) -> Result<Command> {
        let command = Command::new(document.id, document.party, document.action)?;
        let (expect, when, actor) = (document.expect, document.when, document.actor);
        let metadata = document.metadata.check()?;
        if let Some(actor) = &actor {
            check_actor(actor)?;
        }
        let (attribution, signature) = (Attribution { when, actor, metadata }, document.signed);
        Ok(Command { expect, attribution, signature, ..command })
    }
}
