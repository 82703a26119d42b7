//! What is wrong with a command in itself.

use super::command::{Action, Command};
use riparto_core::budget::{check_id, check_prose, check_text};
use riparto_core::error::Result;
use riparto_core::rules::{check_bodies, check_documents};
use riparto_core::words::both;

impl Command {
    /// Checks the texts of what is asked.
    pub(super) fn check(&self) -> Result<()> {
        if let Action::ChangeEnvelope { reverses: Some(reversed), .. } = self.action() {
            check_id(reversed)?;
        }
        check_id(self.id())?;
        check_id(self.party()).map_err(|error| error.at(both("party", "soggetto")))?;
        let prose = |text: &str| check_prose(both("the reason", "la motivazione"), text);
        match self.action() {
            Action::OpenSitting { sitting, title, .. } => {
                check_id(sitting)?;
                check_text(both("the title", "il titolo"), title)
            }
            Action::CorrectSitting { sitting, renamed, title, reason, .. } => {
                check_id(sitting)?;
                renamed.as_deref().map_or(Ok(()), check_id)?;
                title.as_deref().map_or(Ok(()), |title| check_text(both("the title", "il titolo"), title))?;
                prose(reason)
            }
            Action::DescribeSitting(description) => description.check(),
            Action::RequestChanges { proposal, reason, .. }
            | Action::Withdraw { proposal, reason }
            | Action::State { proposal, reason, .. }
            | Action::Reject { proposal, reason, .. } => check_id(proposal).and_then(|()| prose(reason)),
            Action::Waive { proposal, rule, reason, .. } => {
                check_id(proposal).and_then(|()| check_id(rule)).and_then(|()| prose(reason))
            }
            Action::Reverse { proposal, reversal, reason } => {
                check_id(proposal).and_then(|()| check_id(reversal)).and_then(|()| prose(reason))
            }
            Action::Approve { proposal, act, documents, decided_by, .. } => {
                check_id(proposal).and_then(|()| check_text(both("the act", "l'atto"), act))?;
                check_documents(documents)?;
                check_bodies(decided_by)
            }
            Action::ChangeEnvelope { change, act, waivers, .. }
            | Action::AddLine { change, act, waivers, .. }
            | Action::SplitLine { change, act, waivers, .. }
            | Action::CloseLine { change, act, waivers, .. } => {
                check_id(change).and_then(|()| check_text(both("the act", "l'atto"), act))?;
                waivers.iter().try_for_each(|(rule, reason)| check_id(rule).and_then(|()| prose(reason)))
            }
            Action::Table { proposal } | Action::Rebase { proposal } => check_id(proposal),
            Action::Close { act } => check_text(both("the act", "l'atto"), act),
            Action::Open { .. }
            | Action::CloseSitting {}
            | Action::DeclareKey { .. }
            | Action::Draft { .. }
            | Action::Propose { .. }
            | Action::Amend { .. }
            | Action::Ballot { .. } => Ok(()),
        }
    }
}
