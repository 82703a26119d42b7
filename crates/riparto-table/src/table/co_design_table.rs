//! `CoDesignTable`: the state of a table, folded from its events.

use std::collections::{BTreeMap, BTreeSet};

use super::approval_policy::ApprovalPolicies;
use super::declared_key::DeclaredKey;
use super::passed_heads::PassedHeads;
use super::sitting::Sitting;
use super::tabled::{Status, TabledProposal};
use super::variation::TableVariation;
use crate::journal::Digest;
use riparto_ballots::ballots::{Ballot, Ballots};
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Result, quote};
use riparto_core::money::Money;
use riparto_core::plan::{Party, Plan};

/// A table at which partners co-design a budget: the fold of its events.
///
/// [`decide`](CoDesignTable::decide) says what a command leads to and [`apply`](CoDesignTable::apply) folds an event in;
/// [`PersistentTable`](super::PersistentTable) does both with a store between them. A table is a value: a clone of it is a place to try
/// things.
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
/// assert_eq!(table.revision(), 4);
/// assert_eq!(table.plan().map(|plan| plan.approved().amount("desks")).transpose()?, Some("65.00".parse()?));
/// assert_eq!(table.proposals().count(), 1);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[doc(alias = "tavolo di co-progettazione")]
pub struct CoDesignTable {
    pub(super) revision: u64,
    pub(super) open: Option<OpenedTable>,
    pub(super) commands: BTreeMap<Box<str>, (Digest, u64)>,
    pub(super) heads: PassedHeads,
}

/// A table that was opened.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OpenedTable {
    pub(super) plan: Plan,
    /// The allocation that the table was opened on.
    pub(super) opening: Allocation,
    pub(super) policies: ApprovalPolicies,
    pub(super) proposals: BTreeMap<String, TabledProposal>,
    pub(super) order: Vec<String>,
    pub(super) variations: Vec<TableVariation>,
    pub(super) sittings: Vec<Sitting>,
    pub(super) sitting_ids: BTreeSet<String>,
    pub(super) keys: Vec<DeclaredKey>,
    /// The place of each party in the plan.
    pub(super) seats: BTreeMap<String, usize>,
    /// The reversals that are written or on the table, by the proposal that they take back.
    pub(super) reversals: BTreeMap<String, BTreeSet<String>>,
    /// The waivers in force: rules that a decision left broken under a waiver, and its revision.
    pub(super) standing_waivers: BTreeMap<String, u64>,
    pub(super) ballots: BTreeMap<String, Vec<Money>>,
    /// The lines that are closed.
    pub(super) closed_lines: BTreeSet<String>,
    /// The changes of the total and the acts on lines, and their revisions.
    pub(super) changes: BTreeMap<String, u64>,
    /// The changes of the total that later ones take back, and by which.
    pub(super) reversed_changes: BTreeMap<String, String>,
    pub(super) closed: Option<String>,
}

impl CoDesignTable {
    /// A table that is not open yet.
    #[must_use]
    pub fn new() -> CoDesignTable {
        CoDesignTable::default()
    }

    /// How many events the table has seen.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The plan: rules, parties, the original allocation and the one approved last. `None` before the table is opened.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.open.as_ref().map(|open| &open.plan)
    }

    /// What approvals take.
    #[must_use]
    pub fn policies(&self) -> Option<&ApprovalPolicies> {
        self.open.as_ref().map(|open| &open.policies)
    }

    /// A proposal by its id.
    #[must_use]
    pub fn proposal(&self, id: &str) -> Option<&TabledProposal> {
        self.open.as_ref()?.proposals.get(id)
    }

    /// All proposals, in the order in which they were written first.
    pub fn proposals(&self) -> impl Iterator<Item = &TabledProposal> {
        let open = self.open.iter();
        open.flat_map(|open| open.order.iter().filter_map(|id| open.proposals.get(id)))
    }

    /// The proposals that wait for a decision.
    pub fn open_proposals(&self) -> impl Iterator<Item = &TabledProposal> {
        self.proposals().filter(|tabled| tabled.status() == Status::Tabled)
    }

    /// The revision of the decision that left a rule broken under a waiver, which stands; none if no waiver of it does.
    #[must_use]
    pub fn standing_waiver(&self, rule: &str) -> Option<u64> {
        self.open.as_ref()?.standing_waivers.get(rule).copied()
    }

    /// The sittings, the last one last.
    #[must_use]
    pub fn sittings(&self) -> &[Sitting] {
        self.open.as_ref().map_or(&[], |open| &open.sittings)
    }

    /// The sitting at which an event happened; none if it happened outside of sittings.
    #[must_use]
    pub fn sitting_at(&self, revision: u64) -> Option<&Sitting> {
        let begun = self.sittings().partition_point(|sitting| sitting.opened <= revision);
        let last = self.sittings()[..begun].last()?;
        last.closed.is_none_or(|closed| revision <= closed).then_some(last)
    }

    /// The decisions that changed the allocation, in order.
    #[must_use]
    pub fn variations(&self) -> &[TableVariation] {
        self.open.as_ref().map_or(&[], |open| &open.variations)
    }

    /// The act that closed the table.
    #[must_use]
    pub fn closed(&self) -> Option<&str> {
        self.open.as_ref()?.closed.as_deref()
    }

    /// The last ballot of each party that cast one, for [`Ballots::aggregate`] and [`Ballots::compromise`], with the parties'
    /// weights of the policies. Ballots on a total that was changed since do not count any more.
    ///
    /// # Errors
    /// `table_not_open`; `ballots_missing` if there is none.
    pub fn ballots(&self) -> Result<Ballots> {
        let open = self.opened()?;
        let ballot = |(party, amounts): (&String, &Vec<Money>)| {
            Ballot::new(party.clone(), open.policies.weight(party), amounts.clone())
        };
        let ballots = open.ballots.iter().map(ballot).collect::<Result<_>>()?;
        Ballots::new(open.plan.envelope().total(), ballots)
    }

    /// The allocation at a revision, on the lines of that revision.
    ///
    /// # Errors
    /// `table_not_open`; `revision_unknown` beyond the last event, or before the table was opened.
    pub fn amounts_at(&self, revision: u64) -> Result<Allocation> {
        let held = self.held_at(revision)?;
        let later = self.variations().iter().filter(|variation| variation.revision > revision);
        let added: usize = later.map(|variation| variation.added).sum();
        held.on_first_lines(held.amounts().len() - added)
    }

    /// The allocation at a revision, on today's lines: lines added since hold nothing.
    pub(super) fn held_at(&self, revision: u64) -> Result<Allocation> {
        let open = self.opened()?;
        if revision == 0 || revision > self.revision {
            return Err(Cause::RevisionUnknown { found: revision, last: self.revision }.into());
        }
        let mut amounts = open.opening.amounts().to_vec();
        let mut total = i128::from(open.opening.total().cents());
        for variation in open.variations.iter().take_while(|variation| variation.revision <= revision) {
            total += i128::from(variation.total.cents());
            for change in &variation.changes {
                amounts[change.line] = change.after;
            }
        }
        Allocation::new(&open.plan.envelope().with_total(Money::saturating(total)), amounts)
    }

    pub(super) fn opened(&self) -> Result<&OpenedTable> {
        self.open.as_ref().ok_or_else(|| Cause::TableNotOpen {}.into())
    }
}

impl OpenedTable {
    pub(super) fn party(&self, id: &str) -> Option<&Party> {
        self.seats.get(id).map(|seat| &self.plan.parties()[*seat])
    }

    /// Whether a proposal or a change has an id.
    pub(super) fn is_taken(&self, id: &str) -> bool {
        self.proposals.contains_key(id) || self.changes.contains_key(id)
    }

    pub(super) fn sitting_under_way(&self) -> Option<&Sitting> {
        self.sittings.last().filter(|last| last.closed.is_none())
    }

    /// The first variation after a revision that makes proposals stale.
    pub(super) fn changed_since(&self, revision: u64) -> Option<&TableVariation> {
        // Most proposals are decided on the allocation that they were made against.
        self.variations.last().filter(|last| last.revision > revision)?;
        let first = self.variations.partition_point(|variation| variation.revision <= revision);
        self.variations[first..].iter().find(|variation| variation.makes_stale())
    }

    pub(super) fn find(&self, proposal: &str) -> Result<&TabledProposal> {
        self.proposals.get(proposal).ok_or_else(|| Cause::ProposalUnknown { id: quote(proposal) }.into())
    }

    pub(super) fn with_status(&self, allowed: &[Status]) -> Vec<String> {
        let open = self
            .order
            .iter()
            .filter(|id| self.proposals.get(*id).is_some_and(|tabled| allowed.contains(&tabled.status)));
        open.cloned().collect()
    }
}
