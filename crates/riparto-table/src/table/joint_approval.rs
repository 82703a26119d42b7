//! `JointApproval`: several proposals approved at once.

use super::co_design_table::CoDesignTable;
use super::command::{Action, Command};
use super::if_stale::IfStale;
use super::persistent_table::{PersistentTable, SubmitOutcome};
use super::rejection::Rejection;
use crate::journal::Store;
use riparto_core::error::Result;

/// Approvals that are carried out together, one after the other: all of them, in one batch of the history, or none.
///
/// Each is judged on the allocation that those before it leave, so they do not make each other stale. One that was stale before is
/// refused as [`Stale`](Rejection::Stale), unless it says that it is to be rebased.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, JointApproval, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ],
/// #       "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "35.00"}} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "3.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p2", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "3.00"} ]}}}}"#)?;
/// let approve = |id: &str, proposal: &str| Command::from_json(&format!(
///     r#"{{"id": "{id}", "party": "regione", "do": {{"approve": {{"proposal": "{proposal}", "version": 1}}}}}}"#
/// ));
/// let both = JointApproval::of([approve("c4", "p1")?, approve("c5", "p2")?]);
/// let rejection = both.run(&mut kept)?.unwrap_err();
/// assert_eq!((rejection.code(), kept.head().revision()), ("forbidden", 5), "together they break the floor: none is approved");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct JointApproval {
    approvals: Vec<Command>,
}

impl JointApproval {
    /// Approvals in their order. Commands that approve nothing are carried out in their place.
    pub fn of(approvals: impl IntoIterator<Item = Command>) -> JointApproval {
        JointApproval { approvals: approvals.into_iter().collect() }
    }

    /// The commands that are carried out: each approval is judged on what those before it leave.
    ///
    /// # Errors
    /// Those of [`Command::new`].
    pub fn commands(&self) -> Result<Vec<Command>> {
        self.approvals.iter().map(after_others).collect()
    }

    /// Carries them out: what each led to, or the first refusal, and then nothing happened. If somebody else changes the history
    /// meanwhile, they are refused as [`HeadMoved`](Rejection::HeadMoved). Sent again, they are done already.
    ///
    /// # Errors
    /// Those of the store.
    pub fn run<S: Store>(
        &self,
        kept: &mut PersistentTable<S>,
    ) -> Result<std::result::Result<Vec<SubmitOutcome>, Rejection>> {
        if let Some(stale) = self.approvals.iter().find_map(|approval| stale(kept.table(), approval)) {
            return Ok(Err(stale));
        }
        let mut commands = self.commands()?;
        // What is refused as stale was judged on this head.
        if let Some(first) = commands.first_mut().filter(|first| first.expected().is_none()) {
            *first = first.clone().expecting(kept.head());
        }
        kept.submit_whole(&commands)
    }
}

/// Why an approval that was not carried out before is refused as stale.
fn stale(table: &CoDesignTable, approval: &Command) -> Option<Rejection> {
    let Action::Approve { proposal, if_stale: IfStale::Refuse, .. } = approval.action() else { return None };
    let open = table.opened().ok()?;
    let tabled = open.proposals.get(proposal).filter(|tabled| tabled.is_open())?;
    let change =
        open.changed_since(tabled.against).filter(|_| !table.commands.contains_key(approval.id()))?;
    Some(Rejection::Stale {
        proposal: proposal.clone(),
        against: tabled.against,
        changed: change.revision,
        by: change.id.clone(),
    })
}

/// The same approval, judged on what those before it leave.
fn after_others(approval: &Command) -> Result<Command> {
    let mut action = approval.action().clone();
    if let Action::Approve { if_stale, .. } = &mut action {
        *if_stale = IfStale::Rebase;
    }
    approval.asking(action)
}
