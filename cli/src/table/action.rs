//! What a command of the line asks of the table, as an action.

use std::collections::BTreeMap;

use riparto::Proposal;
use riparto::rebalance::{DistributionRule, NearestDistribution};
use riparto::table::{Action, CoDesignTable, IfStale};

use super::about_arguments::AboutCommand;
use super::envelope::take_back;
use super::lines::of_lines;
use super::table_arguments::{ActCommand, ProposalArguments};
use crate::files;
use crate::language_choice::spoken;
use crate::outcome::Failure;

pub(super) fn action(command: &ActCommand, table: &CoDesignTable) -> Result<Action, Failure> {
    Ok(match command {
        ActCommand::OpenSitting { sitting, date, title, .. } => {
            Action::OpenSitting { sitting: sitting.clone(), date: *date, title: title.clone() }
        }
        ActCommand::CloseSitting { .. } => Action::CloseSitting {},
        ActCommand::CorrectSitting { sitting, date, title, id, reason, .. } => Action::CorrectSitting {
            sitting: sitting.clone(),
            renamed: id.clone(),
            date: *date,
            title: title.clone(),
            reason: reason.clone(),
        },
        ActCommand::DescribeSitting(sitting) => sitting.action(table)?,
        ActCommand::DeclareKey { key, .. } => Action::DeclareKey { key: key.clone() },
        ActCommand::Propose { on, written, draft } => {
            let (proposal, against) = (proposal(written, &on.who.party, table)?, written.against);
            match draft {
                true => Action::Draft { proposal, against },
                false => Action::Propose { proposal, against },
            }
        }
        ActCommand::Amend { on, written } => {
            let (proposal, against) = (proposal(written, &on.who.party, table)?, written.against);
            Action::Amend { proposal, against }
        }
        ActCommand::ChangeEnvelope { change, act, amount, share, nearest, carried_out, .. } => {
            Action::ChangeEnvelope {
                change: change.clone(),
                act: act.clone(),
                amount: *amount,
                distribution: match (share.is_empty(), nearest) {
                    (_, true) => DistributionRule::Nearest(NearestDistribution::default()),
                    (true, false) => DistributionRule::ProRata,
                    (false, false) => DistributionRule::Named(each_once(share)?),
                },
                reverses: None,
                waivers: each_once(&carried_out.waive)?,
            }
        }
        ActCommand::ReverseEnvelope { change, reversal, act, carried_out, .. } => {
            let waivers = each_once(&carried_out.waive)?;
            take_back(table, change, (reversal, act), waivers)?
        }
        ActCommand::Lines(lines) => of_lines(lines)?,
        ActCommand::Ballot { wish, line, .. } => Action::Ballot {
            amounts: match wish {
                Some(name) => {
                    let wish = files::plan_of(name)?;
                    wish.approved().iter().map(|(line, amount)| (line.id().to_owned(), amount)).collect()
                }
                None => each_once(line)?,
            },
        },
        ActCommand::Close { act, .. } => Action::Close { act: act.clone() },
        ActCommand::About(about) => of_proposal(about)?,
    })
}

/// Pairs as a map, if no name is given twice.
pub(super) fn each_once<T: Clone>(pairs: &[(String, T)]) -> Result<BTreeMap<String, T>, Failure> {
    let mut map = BTreeMap::new();
    for (name, given) in pairs {
        if map.insert(name.clone(), given.clone()).is_some() {
            let why = spoken().choose(
                format!("`{name}` is given twice: give it once"),
                format!("`{name}` è indicato due volte: indicarlo una volta sola"),
            );
            return Err(Failure::Arguments(why));
        }
    }
    Ok(map)
}

/// What is asked about a proposal that is there.
fn of_proposal(command: &AboutCommand) -> Result<Action, Failure> {
    Ok(match command {
        AboutCommand::Submit { proposal, .. } => Action::Table { proposal: proposal.clone() },
        AboutCommand::RequestChanges { proposal, reason, version, .. } => {
            Action::RequestChanges { proposal: proposal.clone(), reason: reason.clone(), version: *version }
        }
        AboutCommand::Withdraw { proposal, reason, .. } => {
            Action::Withdraw { proposal: proposal.clone(), reason: reason.clone() }
        }
        AboutCommand::State { proposal, stance, reason, version, .. } => Action::State {
            proposal: proposal.clone(),
            stance: (*stance).into(),
            reason: reason.clone(),
            version: *version,
        },
        AboutCommand::Waive { proposal, rule, reason, version, .. } => Action::Waive {
            proposal: proposal.clone(),
            rule: rule.clone(),
            reason: reason.clone(),
            version: *version,
        },
        AboutCommand::Rebase { proposal, .. } => Action::Rebase { proposal: proposal.clone() },
        AboutCommand::Approve { .. } => {
            return approvals(command)?.into_iter().next().ok_or_else(nothing_named);
        }
        AboutCommand::Reject { proposal, reason, version, .. } => {
            Action::Reject { proposal: proposal.clone(), reason: reason.clone(), version: *version }
        }
        AboutCommand::Reverse { proposal, reversal, reason, .. } => {
            Action::Reverse { proposal: proposal.clone(), reversal: reversal.clone(), reason: reason.clone() }
        }
    })
}

/// The approvals that a command asks for, one for each proposal; none for other commands.
pub(super) fn approvals(command: &AboutCommand) -> Result<Vec<Action>, Failure> {
    let AboutCommand::Approve { proposals, act, documents, decided_by, version, rebase, .. } = command else {
        return Ok(Vec::new());
    };
    let names_its_own = proposals.iter().any(|(_, version)| version.is_some());
    if version.is_some() && (proposals.len() > 1 || names_its_own) {
        return Err(Failure::Arguments(
            spoken()
                .choose(
                    "--version is of one proposal: name the version of each as p3@2",
                    "--version vale per una sola proposta: indicare la versione di ciascuna come p3@2",
                )
                .to_owned(),
        ));
    }
    let approve = |(proposal, own): &(String, Option<u32>)| Action::Approve {
        proposal: proposal.clone(),
        act: act.clone(),
        documents: documents.clone(),
        decided_by: decided_by.clone(),
        version: own.or(*version),
        if_stale: if *rebase { IfStale::Rebase } else { IfStale::Refuse },
    };
    Ok(proposals.iter().map(approve).collect())
}

/// That no proposal is named, which the command line does not let through.
fn nothing_named() -> Failure {
    Failure::Arguments(spoken().choose("no proposal is named", "non è indicata alcuna proposta").to_owned())
}

/// The proposal of a file, or the one that the options write.
fn proposal(written: &ProposalArguments, party: &str, table: &CoDesignTable) -> Result<Proposal, Failure> {
    if let Some(name) = &written.proposal {
        return match table.plan() {
            Some(plan) => files::proposal(name, plan, Some(party)),
            None => files::read(name, Proposal::from_json),
        };
    }
    let blame = |option: &str| {
        let option = option.to_owned();
        move |error| Failure::Input(option, error)
    };
    let id = written.id.clone().unwrap_or_default();
    let begun = Proposal::new(id, party).map_err(blame("--id"))?;
    let begun = begun.with_title(&written.title).map_err(blame("--title"))?;
    written.transfers.written_in(begun.with_reason(&written.reason).map_err(blame("--reason"))?)
}
