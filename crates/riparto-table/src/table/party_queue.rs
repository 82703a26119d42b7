//! `PartyQueue`: what waits for a party.

use serde::Serialize;

use super::co_design_table::CoDesignTable;
use super::command::{Action, Command};
use super::if_stale::IfStale;
use super::rejection::Rejection;
use super::tabled::{Status, TabledProposal};
use riparto_core::error::Result;
use riparto_core::plan::{Party, Role};
use riparto_core::rules::Authorization;

/// What waits for one party of a table.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"}, {"id": "arti"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::{PartyQueue, WaitingFor};
///
/// let queues = PartyQueue::of(kept.table())?;
/// assert!(matches!(queues[0].waiting[0].waiting_for, WaitingFor::Decision { refused: None, .. }));
/// assert!(queues[1].waiting.is_empty(), "anci proposes, and so consents");
/// assert!(matches!(queues[2].waiting[0].waiting_for, WaitingFor::Statement));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PartyQueue {
    /// The id of the party.
    pub party: String,
    /// What waits, in the order in which the proposals were written.
    pub waiting: Vec<WaitingProposal>,
}

/// A proposal that waits for a party.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"}, {"id": "arti"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// let queues = riparto::table::PartyQueue::of(kept.table())?;
/// assert_eq!((queues[2].waiting[0].proposal.as_str(), queues[2].waiting[0].version), ("p1", 1));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WaitingProposal {
    /// The id of the proposal.
    pub proposal: String,
    /// Its last version.
    pub version: u32,
    /// What it waits for.
    pub waiting_for: WaitingFor,
}

/// What a proposal waits for.
///
/// ```
/// use riparto::table::WaitingFor;
///
/// assert!(!matches!(WaitingFor::Statement, WaitingFor::Decision { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaitingFor {
    /// Somebody who may decides.
    Decision {
        /// The authorization that it needs on the latest allocation; none if it cannot be carried out there.
        needs: Option<Authorization>,
        /// Whether the allocation has changed since it was made, so that an approval rebases it.
        stale: bool,
        /// Why an approval would be refused now, other than for the act and what comes with it.
        #[serde(skip_serializing_if = "Option::is_none")]
        refused: Option<Box<Rejection>>,
    },
    /// The party says what it thinks.
    Statement,
    /// Its party writes it anew or withdraws it: it was sent back.
    Amendment,
    /// Its party puts it on the table or withdraws it: it is a draft.
    Tabling,
}

impl PartyQueue {
    /// What waits for each party, in the order of the plan. A closed table waits for nobody.
    ///
    /// # Errors
    /// `table_not_open`.
    pub fn of(table: &CoDesignTable) -> Result<Vec<PartyQueue>> {
        let open = table.opened()?;
        let queue = |party: &Party| {
            let waiting = table.proposals().filter(|_| open.closed.is_none()).filter_map(|tabled| {
                let waiting_for = waits_for(table, tabled, party)?;
                let (proposal, version) = (tabled.proposal.id().to_owned(), tabled.version);
                Some(WaitingProposal { proposal, version, waiting_for })
            });
            PartyQueue { party: party.id().to_owned(), waiting: waiting.collect() }
        };
        Ok(open.plan.parties().iter().map(queue).collect())
    }
}

/// What a proposal waits for from a party; none if nothing.
fn waits_for(table: &CoDesignTable, tabled: &TabledProposal, party: &Party) -> Option<WaitingFor> {
    let is_own = tabled.proposal.party() == party.id();
    match tabled.status {
        Status::Draft if is_own => Some(WaitingFor::Tabling),
        Status::ChangesRequested if is_own => Some(WaitingFor::Amendment),
        Status::Tabled => {
            let has_spoken = party.role() == Role::Authority || tabled.stance(party.id()).is_some();
            match decision(table, tabled, party) {
                Some(decision) => Some(decision),
                None => (!has_spoken).then_some(WaitingFor::Statement),
            }
        }
        Status::Draft
        | Status::ChangesRequested
        | Status::Withdrawn
        | Status::Approved
        | Status::Rejected
        | Status::Reversed => None,
    }
}

/// The decision that a proposal on the table waits for, if a party may take it.
fn decision(table: &CoDesignTable, tabled: &TabledProposal, party: &Party) -> Option<WaitingFor> {
    let open = table.opened().ok()?;
    let is_own = tabled.proposal.party() == party.id();
    if party.role() != Role::Authority && !open.policies.free().lets(Some(party.role()), is_own) {
        return None;
    }
    let approve = Action::Approve {
        proposal: tabled.proposal.id().to_owned(),
        act: String::new(),
        documents: Vec::new(),
        decided_by: Vec::new(),
        version: Some(tabled.version),
        if_stale: IfStale::Rebase,
    };
    let command = Command::new("queue", party.id(), approve).ok()?;
    let refused = match table.decide_anew(&command) {
        Err(Rejection::NotAllowed { .. }) => return None,
        Ok(()) | Err(Rejection::ActMissing { .. } | Rejection::RequirementsMissing { .. }) => None,
        Err(rejection) => Some(Box::new(rejection)),
    };
    Some(WaitingFor::Decision {
        needs: open.assess(tabled).ok().map(|assessed| assessed.authorization()),
        stale: open.changed_since(tabled.against).is_some(),
        refused,
    })
}
