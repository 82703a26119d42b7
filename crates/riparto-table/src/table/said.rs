//! Whether an event says what was asked.

use super::command::Action;
use super::table_event::EventKind;
use riparto_core::money::Money;
use riparto_core::plan::{LinePart, Proposal};

/// Whether an event says what was asked, as far as its party stated it: what the table fills in is not compared.
pub(super) fn says(asked: &Action, what: &EventKind) -> bool {
    says_of_the_table(asked, what) || says_of_a_proposal(asked, what) || says_of_the_plan(asked, what)
}

fn says_of_the_table(asked: &Action, what: &EventKind) -> bool {
    match (asked, what) {
        (
            Action::OpenSitting { sitting, date, title },
            EventKind::SittingOpened { sitting: id, date: day, title: name },
        ) => (sitting, date, title) == (id, day, name),
        (Action::CloseSitting {}, EventKind::SittingClosed { .. }) => true,
        (
            Action::CorrectSitting { sitting, renamed, date, title, reason },
            EventKind::SittingCorrected { sitting: id, renamed: to, date: day, title: name, reason: why },
        ) => (sitting, renamed, date, title, reason) == (id, to, day, name, why),
        (Action::DescribeSitting(asked), EventKind::SittingDescribed(described)) => asked == described,
        (Action::DeclareKey { key }, EventKind::KeyDeclared { key: declared }) => key == declared,
        (Action::Ballot { amounts }, EventKind::Balloted { amounts: stated }) => amounts == stated,
        (Action::Close { act }, EventKind::Closed { act: named, .. }) => act == named,
        _ => false,
    }
}

fn says_of_a_proposal(asked: &Action, what: &EventKind) -> bool {
    let meant = |asked: Option<u32>, version: u32| asked.is_none_or(|asked| asked == version);
    match (asked, what) {
        (
            Action::Draft { proposal, .. } | Action::Propose { proposal, .. },
            EventKind::Drafted { proposal: written, .. },
        )
        | (Action::Amend { proposal, .. }, EventKind::Amended { proposal: written, .. }) => {
            is_text(proposal, written)
        }
        (Action::Propose { proposal, .. }, EventKind::Tabled { proposal: id }) => proposal.id() == id,
        (Action::Table { proposal }, EventKind::Tabled { proposal: id }) => proposal == id,
        (Action::Reverse { proposal, reversal, reason }, EventKind::Drafted { proposal: written, .. }) => {
            (written.id(), written.reverses(), written.reason())
                == (reversal, Some(proposal.as_str()), reason)
        }
        (Action::Reverse { reversal, .. }, EventKind::Tabled { proposal: id }) => reversal == id,
        (
            Action::RequestChanges { proposal, reason, .. },
            EventKind::ChangesRequested { proposal: id, reason: why },
        )
        | (Action::Withdraw { proposal, reason }, EventKind::Withdrawn { proposal: id, reason: why })
        | (Action::Reject { proposal, reason, .. }, EventKind::Rejected { proposal: id, reason: why }) => {
            (proposal, reason) == (id, why)
        }
        (
            Action::State { proposal, stance, reason, version: of },
            EventKind::Stated { proposal: id, version, stance: stated, reason: why },
        ) => (proposal, stance, reason) == (id, stated, why) && meant(*of, *version),
        (
            Action::Waive { proposal, rule, reason, version: of },
            EventKind::Waived { proposal: id, version, rule: waived, reason: why },
        ) => (proposal, rule, reason) == (id, waived, why) && meant(*of, *version),
        (
            Action::Rebase { proposal } | Action::Approve { proposal, .. },
            EventKind::Rebased { proposal: id, .. },
        ) => proposal == id,
        (
            Action::Approve { proposal, act, documents, decided_by, version: of, .. },
            EventKind::Approved {
                proposal: id,
                version,
                act: named,
                documents: with,
                decided_by: bodies,
                ..
            },
        ) => (proposal, act, documents, decided_by) == (id, named, with, bodies) && meant(*of, *version),
        _ => false,
    }
}

fn says_of_the_plan(asked: &Action, what: &EventKind) -> bool {
    match (asked, what) {
        (
            Action::ChangeEnvelope { change, act, amount, reverses, waivers, .. },
            EventKind::EnvelopeChanged {
                change: id,
                act: named,
                before,
                after,
                reverses: back,
                waivers: waived,
                ..
            },
        ) => (change, act, reverses, waivers) == (id, named, back, waived) && *after - *before == *amount,
        (
            Action::AddLine { change, act, line, waivers },
            EventKind::LineAdded { change: id, act: named, line: added, waivers: waived, .. },
        ) => {
            (change, act, waivers) == (id, named, waived)
                && (&line.id, &line.labels) == (&added.id, &added.labels)
                && (line.title.is_none() || line.title == added.title)
        }
        (
            Action::SplitLine { change, act, line, parts, waivers },
            EventKind::LineSplit {
                change: id, act: named, line: split, parts: made, waivers: waived, ..
            },
        ) => {
            let alike = |(asked, made): (&LinePart, &LinePart)| {
                (&asked.id, asked.approved) == (&made.id, made.approved)
                    && (asked.title.is_none() || asked.title == made.title)
                    && (asked.labels.is_none() || asked.labels == made.labels)
                    && (asked.original.is_none() || asked.original == made.original)
            };
            (change, act, line, waivers) == (id, named, split, waived)
                && parts.len() == made.len()
                && parts.iter().zip(made).all(alike)
        }
        (
            Action::CloseLine { change, act, line, remainder_to, waivers },
            EventKind::LineClosed {
                change: id,
                act: named,
                line: closed,
                remainder_to: to,
                waivers: waived,
                ..
            },
        ) => {
            (change, act, line, waivers) == (id, named, closed, waived)
                && (remainder_to == to || to.is_none())
        }
        _ => false,
    }
}

/// Whether a proposal was written down as it was asked: its transfers, but for those that follow. One between ends such as `action=A1` is
/// written down over lines, and sums to as much.
fn is_text(asked: &Proposal, written: &Proposal) -> bool {
    let texts = |proposal: &Proposal| {
        [proposal.id(), proposal.party(), proposal.title(), proposal.reason()].map(str::to_owned)
    };
    let own = |proposal: &Proposal| -> Vec<(String, String, Money)> {
        let own = proposal.transfers().iter().filter(|transfer| !transfer.follows());
        own.map(|own| (own.from().to_owned(), own.to().to_owned(), own.amount())).collect()
    };
    let sum = |own: &[(String, String, Money)]| own.iter().map(|own| i128::from(own.2.cents())).sum::<i128>();
    let (transfers, lines) = (own(asked), own(written));
    let is_split = transfers.iter().any(|(from, to, _)| from.contains('=') || to.contains('='));
    texts(asked) == texts(written)
        && asked.reverses() == written.reverses()
        && if is_split { sum(&transfers) == sum(&lines) } else { transfers == lines }
}
