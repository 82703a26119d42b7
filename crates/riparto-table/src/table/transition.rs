//! `Transition`: the life of a proposal as a table: who may bring about what, from which status to which.
//!
//! Commands are decided by this table and events are folded by it; docs/TABLE.md shows it. The audit has separate code.

use super::tabled::Status;

/// Who may bring a transition about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    /// Any party at the table.
    Anybody,
    /// The party of the proposal.
    Proposer,
    /// The authority.
    Authority,
    /// Any party but the authority.
    Others,
    /// The party of the proposal or the authority.
    ProposerOrAuthority,
    /// The authority, or the party that the policies let approve what needs no authorization.
    Approver,
}

/// What an event does to the status of the proposal that it is about.
#[derive(Debug)]
pub(super) struct Transition {
    pub(super) by: Actor,
    /// The statuses that allow it; none for a proposal that is not written yet.
    pub(super) from: &'static [Status],
    /// The status that each of `from` leads to.
    to: &'static [Status],
}

pub(super) const DRAFT: Transition = Transition { by: Actor::Anybody, from: &[], to: &[Status::Draft] };

pub(super) const TABLE: Transition =
    Transition { by: Actor::Proposer, from: &[Status::Draft], to: &[Status::Tabled] };

pub(super) const AMEND: Transition = Transition {
    by: Actor::Proposer,
    from: &[Status::Draft, Status::Tabled, Status::ChangesRequested],
    to: &[Status::Draft, Status::Tabled, Status::Tabled],
};

pub(super) const REQUEST_CHANGES: Transition =
    Transition { by: Actor::Authority, from: &[Status::Tabled], to: &[Status::ChangesRequested] };

pub(super) const STATE: Transition = Transition {
    by: Actor::Others,
    from: &[Status::Tabled, Status::ChangesRequested],
    to: &[Status::Tabled, Status::ChangesRequested],
};

pub(super) const WAIVE: Transition =
    Transition { by: Actor::Authority, from: &[Status::Tabled], to: &[Status::Tabled] };

/// On its own. An approval that rebases a stale proposal is an approver's.
pub(super) const REBASE: Transition = Transition {
    by: Actor::ProposerOrAuthority,
    from: &[Status::Tabled, Status::ChangesRequested],
    to: &[Status::Tabled, Status::ChangesRequested],
};

pub(super) const WITHDRAW: Transition = Transition {
    by: Actor::Proposer,
    from: &[Status::Draft, Status::Tabled, Status::ChangesRequested],
    to: &[Status::Withdrawn, Status::Withdrawn, Status::Withdrawn],
};

pub(super) const APPROVE: Transition =
    Transition { by: Actor::Approver, from: &[Status::Tabled], to: &[Status::Approved] };

pub(super) const REJECT: Transition = Transition {
    by: Actor::Authority,
    from: &[Status::Tabled, Status::ChangesRequested],
    to: &[Status::Rejected, Status::Rejected],
};

/// What the approval of a reversal does to the proposal that it takes back.
pub(super) const REVERSE: Transition =
    Transition { by: Actor::Approver, from: &[Status::Approved], to: &[Status::Reversed] };

impl Transition {
    /// The status that another one leads to; none if it does not allow the transition.
    pub(super) fn next(&self, status: Status) -> Option<Status> {
        let place = self.from.iter().position(|from| *from == status)?;
        self.to.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        AMEND, APPROVE, Actor, DRAFT, REBASE, REJECT, REQUEST_CHANGES, REVERSE, STATE, TABLE, Transition,
        WAIVE, WITHDRAW,
    };

    /// All, in the order of the page, with their events.
    const ALL: [(&Transition, &str); 11] = [
        (&DRAFT, "`drafted`"),
        (&TABLE, "`tabled`"),
        (&AMEND, "`amended`"),
        (&REQUEST_CHANGES, "`changes_requested`"),
        (&STATE, "`stated`"),
        (&WAIVE, "`waived`"),
        (&REBASE, "`rebased`"),
        (&WITHDRAW, "`withdrawn`"),
        (&APPROVE, "`approved`"),
        (&REJECT, "`rejected`"),
        (&REVERSE, "`approved`, of its reversal"),
    ];

    fn words(by: Actor) -> &'static str {
        match by {
            Actor::Anybody => "anybody at the table",
            Actor::Proposer => "its party",
            Actor::Authority => "authority",
            Actor::Others => "all but the authority",
            Actor::ProposerOrAuthority => "its party, authority",
            Actor::Approver => "authority, and whom `free` names",
        }
    }

    #[test]
    fn the_page_shows_the_transitions() {
        let mut expected = String::from("| event | by | from | to |\n|---|---|---|---|\n");
        for (transition, event) in ALL {
            let by = words(transition.by);
            for (place, to) in transition.to.iter().enumerate() {
                let from =
                    transition.from.get(place).map_or(String::new(), |from| format!("`{}`", from.name()));
                expected.push_str(&format!("| {event} | {by} | {from} | `{}` |\n", to.name()));
            }
        }
        let page = include_str!("../../../../docs/TABLE.md");
        assert!(page.contains(&expected), "docs/TABLE.md does not show this:\n{expected}");
    }

    #[test]
    fn every_status_that_allows_a_transition_leads_somewhere() {
        for (transition, event) in ALL {
            let written = transition.from.len().max(1);
            assert_eq!(transition.to.len(), written, "{event}");
            assert!(transition.from.iter().all(|from| transition.next(*from).is_some()));
        }
    }
}
