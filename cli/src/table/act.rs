//! What changes the table: a command is decided, appended, and told.

use std::collections::BTreeMap;
use std::io::Write;

use riparto::journal::{Digest, Event, Head, Journal};
use riparto::rebalance::CounterProposal;
use riparto::rebalance::{DistributionRule, NearestDistribution};
use riparto::report::{EventReport, PassingReport, RebasedReport, Report, TableAssessmentReport};
use riparto::table::{
    Action, ApprovalPolicies, CoDesignTable, Command, Decision, IfStale, PersistentTable, Rejection,
    SubmitOutcome, TableEvent,
};
use riparto::{Authorization, Language, Plan, Proposal};

use super::envelope::{is_preview, preview, take_back};
use super::journal_table::{input, naming, to_write};
use super::lines::of_lines;
use super::remedy::remedy;
use super::table_arguments::{AboutCommand, ActCommand, Acting, Who, Written};
use crate::arguments::PlanArguments;
use crate::files;
use crate::outcome::{Failure, Outcome};
use crate::spoken::spoken;

/// Opens a table on a plan, in a new journal.
pub(crate) fn new(
    out: &mut impl Write,
    journal: &str,
    named: &PlanArguments,
    policies: Option<&str>,
    who: &Who,
) -> Result<Outcome, Failure> {
    let (plan, language) = (files::plan(named)?, named.language());
    let policies = match policies {
        Some(name) => files::read(name, ApprovalPolicies::from_json)?,
        None => ApprovalPolicies::default(),
    };
    let of_journal = |error| Failure::Input(journal.to_owned(), error);
    let id = who.command_id.clone().unwrap_or_else(|| "open".to_owned());
    let command = Command::open(id, &who.party, &plan, policies);
    let command = command.and_then(|command| stated(command, who)).map_err(of_journal)?;
    if let Some(answered) = opened_already(out, journal, &command, who, language) {
        return answered;
    }
    // A file is made only for a table that opens.
    let (kept, events) = match PersistentTable::create_journal(journal, &command).map_err(of_journal)? {
        Ok(created) => created,
        Err(rejection) => return refused(out, &rejection, &CoDesignTable::new(), journal, language),
    };
    opened(out, kept.table(), &events, kept.head(), language)
}

/// What was opened, with its plan.
fn opened(
    out: &mut impl Write,
    table: &CoDesignTable,
    events: &[TableEvent],
    head: Head,
    language: Language,
) -> Result<Outcome, Failure> {
    done(out, table, events, head, language)?;
    writeln!(out)?;
    let plan = table.plan();
    write!(out, "{}", plan.map_or_else(String::new, |plan| plan.text(language)))?;
    Ok(Outcome::Free)
}

/// The answer where the journal is there and knows the id that the caller gave to the command.
fn opened_already(
    out: &mut impl Write,
    journal: &str,
    command: &Command,
    who: &Who,
    language: Language,
) -> Option<Result<Outcome, Failure>> {
    who.command_id.as_ref()?;
    let mut kept = PersistentTable::open_journal(journal, &[]).ok()?;
    match kept.table().decide(command) {
        Ok(Decision::AlreadyDone { revision }) => Some(
            again(&mut kept, revision, language)
                .map_err(|error| Failure::Input(journal.to_owned(), error))
                .and_then(|again| {
                    write!(out, "{}", again.sentence)?;
                    opened(out, &again.after, &again.events, again.head, language)
                }),
        ),
        Err(rejection @ Rejection::CommandReused { .. }) => {
            Some(refused(out, &rejection, kept.table(), journal, language))
        }
        _ => None,
    }
}

/// What was answered to a command that was carried out before.
struct Again {
    sentence: String,
    before: CoDesignTable,
    after: CoDesignTable,
    events: Vec<TableEvent>,
    head: Head,
}

fn again(kept: &mut PersistentTable<Journal>, revision: u64, language: Language) -> riparto::Result<Again> {
    let at = language.choose("Done already, at event", "Già eseguito, all'evento n.");
    let (events, head) = kept.led_to(revision)?;
    let (before, after) = (kept.at(revision.saturating_sub(1))?, kept.at(head.revision())?);
    Ok(Again { sentence: format!("{at} {revision}.\n"), before, after, events, head })
}

/// Carries out a command on the journal.
pub(crate) fn act(out: &mut impl Write, command: &ActCommand) -> Result<Outcome, Failure> {
    let on = acting(command);
    let language = on.journal.language();
    if is_preview(command) {
        return preview(out, command);
    }
    let mut kept = to_write(&on.journal)?;
    let action = action(command, kept.table())?;
    let shown = Shown::before(&action, kept.table(), language);
    let submitted = submit(&mut kept, on, action.clone())?;
    match submitted {
        SubmitOutcome::Rejected(rejection) => {
            // The journal is given back before a counter-proposal is looked for.
            let table = kept.into_table();
            let outcome = refused(out, &rejection, &table, &on.journal.journal, language)?;
            if let (Rejection::Forbidden { proposal, .. }, Some(plan)) = (&*rejection, table.plan()) {
                counter(out, plan, &table, proposal, language)
                    .map_err(|error| input(&on.journal, error))??;
            }
            Ok(outcome)
        }
        SubmitOutcome::AlreadyDone { revision } => {
            let again = again(&mut kept, revision, language).map_err(|error| input(&on.journal, error))?;
            write!(out, "{}", again.sentence)?;
            let shown = Shown::before(&action, &again.before, language);
            shown.answer(out, &again.after, &again.events, again.head, language)
        }
        SubmitOutcome::Accepted(events) => shown.answer(out, kept.table(), &events, kept.head(), language),
    }
}

/// What is shown besides what happened.
struct Shown {
    /// Told before: the difference that a rebase makes.
    text: String,
    /// Assessed after: a proposal that is new on the table.
    assess: Option<String>,
}

impl Shown {
    fn before(action: &Action, table: &CoDesignTable, language: Language) -> Shown {
        let text = match action {
            Action::Rebase { proposal } => table
                .rebased(proposal)
                .map_or_else(|_| String::new(), |rebased| RebasedReport::of(table, &rebased).text(language)),
            _ => String::new(),
        };
        let assess = match action {
            Action::Propose { proposal, .. }
            | Action::Draft { proposal, .. }
            | Action::Amend { proposal, .. } => Some(proposal.id().to_owned()),
            Action::Reverse { reversal, .. } => Some(reversal.clone()),
            Action::Waive { proposal, .. } | Action::Table { proposal } => Some(proposal.clone()),
            _ => None,
        };
        Shown { text, assess }
    }

    fn answer(
        &self,
        out: &mut impl Write,
        table: &CoDesignTable,
        events: &[TableEvent],
        head: Head,
        language: Language,
    ) -> Result<Outcome, Failure> {
        write!(out, "{}", self.text)?;
        done(out, table, events, head, language)?;
        if let Some(proposal) = &self.assess
            && let Ok(assessed) = table.assess(proposal)
        {
            let label = language.choose("On the latest allocation:", "Sulla ripartizione vigente:");
            writeln!(out, "{label}")?;
            write!(out, "{}", TableAssessmentReport::of(table, &assessed).display(language))?;
        }
        Ok(Outcome::Free)
    }
}

fn submit(
    kept: &mut PersistentTable<Journal>,
    on: &Acting,
    action: Action,
) -> Result<SubmitOutcome, Failure> {
    let of_journal = |error| input(&on.journal, error);
    let command = asked(kept.head(), on, action).map_err(of_journal)?;
    kept.submit(&command).map_err(of_journal)
}

/// What is asked at a head, as a command.
pub(super) fn asked(head: Head, on: &Acting, action: Action) -> riparto::Result<Command> {
    let party = &on.who.party;
    let id = match &on.who.command_id {
        Some(id) => id.clone(),
        None => derived(head, party, &action)?,
    };
    let command = stated(Command::new(id, party, action)?, &on.who)?;
    Ok(match on.expect {
        Some(head) => command.expecting(head),
        None => command,
    })
}

/// A command with who acts and when, if that is given.
fn stated(mut command: Command, who: &Who) -> riparto::Result<Command> {
    if let Some(when) = &who.when {
        command = command.dated(when.clone());
    }
    match &who.acting {
        Some(actor) => command.acting(actor),
        None => Ok(command),
    }
}

/// An id for what a party asks at a head: the same question at the same head has the same id.
fn derived(head: Head, party: &str, action: &Action) -> riparto::Result<String> {
    let asked = Command::new("derived", party, action.clone())?;
    let asked = Digest::of(Event::of(&asked)?.as_str().as_bytes());
    let digest = Digest::of(format!("{head} {asked}").as_bytes()).to_string();
    Ok(format!("{}-{}", head.revision(), &digest[..16]))
}

/// What happened, and where the history is by now.
fn done(
    out: &mut impl Write,
    table: &CoDesignTable,
    events: &[TableEvent],
    head: Head,
    language: Language,
) -> Result<(), Failure> {
    write!(out, "{}", EventReport::of(table, events).display(language))?;
    let label = language.choose("Head of the history", "Impronta del registro");
    writeln!(out, "{label}: {}:{}", head.revision(), head.hash())?;
    Ok(())
}

pub(super) fn refused(
    out: &mut impl Write,
    rejection: &Rejection,
    table: &CoDesignTable,
    journal: &str,
    language: Language,
) -> Result<Outcome, Failure> {
    let refused = language.choose("Refused", "Rifiutato");
    writeln!(out, "{refused} [{}]: {}", rejection.code(), rejection.message(language))?;
    let remedy = remedy(rejection, table, language);
    if !remedy.is_empty() {
        writeln!(out, "  → {}", naming(&remedy, journal))?;
    }
    Ok(Outcome::Forbidden)
}

/// What would pass instead of a forbidden proposal.
fn counter(
    out: &mut impl Write,
    plan: &Plan,
    table: &CoDesignTable,
    proposal: &str,
    language: Language,
) -> riparto::Result<Result<(), Failure>> {
    let Some(tabled) = table.proposal(proposal) else { return Ok(Ok(())) };
    let passing = PassingReport::of(tabled.proposal(), &plan.would_pass(tabled.proposal())?).text(language);
    let counter = CounterProposal::of(plan, tabled.proposal(), Authorization::Exceptional)?;
    let counter = counter.map_or_else(String::new, |counter| counter.text(language));
    Ok(write!(out, "{passing}{counter}").map_err(Failure::from))
}

/// On which journal a command acts, and who asks for it.
pub(crate) fn acting(command: &ActCommand) -> &Acting {
    match command {
        ActCommand::OpenSitting { on, .. }
        | ActCommand::CloseSitting { on }
        | ActCommand::CorrectSitting { on, .. }
        | ActCommand::Propose { on, .. }
        | ActCommand::Amend { on, .. }
        | ActCommand::ChangeEnvelope { on, .. }
        | ActCommand::ReverseEnvelope { on, .. }
        | ActCommand::Ballot { on, .. }
        | ActCommand::Close { on, .. } => on,
        ActCommand::Lines(lines) => lines.on(),
        ActCommand::About(about) => match about {
            AboutCommand::Submit { on, .. }
            | AboutCommand::RequestChanges { on, .. }
            | AboutCommand::Withdraw { on, .. }
            | AboutCommand::State { on, .. }
            | AboutCommand::Waive { on, .. }
            | AboutCommand::Rebase { on, .. }
            | AboutCommand::Approve { on, .. }
            | AboutCommand::Reject { on, .. }
            | AboutCommand::Reverse { on, .. } => on,
        },
    }
}

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
        ActCommand::Propose { on, written, draft } => {
            let (proposal, against) = (proposal(written, &on.who.party)?, written.against);
            match draft {
                true => Action::Draft { proposal, against },
                false => Action::Propose { proposal, against },
            }
        }
        ActCommand::Amend { on, written } => {
            let (proposal, against) = (proposal(written, &on.who.party)?, written.against);
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
        ActCommand::About(about) => of_proposal(about),
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
fn of_proposal(command: &AboutCommand) -> Action {
    match command {
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
        AboutCommand::Approve { proposal, act, documents, decided_by, version, rebase, .. } => {
            Action::Approve {
                proposal: proposal.clone(),
                act: act.clone(),
                documents: documents.clone(),
                decided_by: decided_by.clone(),
                version: *version,
                if_stale: if *rebase { IfStale::Rebase } else { IfStale::Refuse },
            }
        }
        AboutCommand::Reject { proposal, reason, version, .. } => {
            Action::Reject { proposal: proposal.clone(), reason: reason.clone(), version: *version }
        }
        AboutCommand::Reverse { proposal, reversal, reason, .. } => {
            Action::Reverse { proposal: proposal.clone(), reversal: reversal.clone(), reason: reason.clone() }
        }
    }
}

/// The proposal of a file, or the one that the options write.
fn proposal(written: &Written, party: &str) -> Result<Proposal, Failure> {
    if let Some(name) = &written.proposal {
        return files::proposal(name);
    }
    let blame = |option: &str| {
        let option = option.to_owned();
        move |error| Failure::Input(option, error)
    };
    let counts = [written.from.len(), written.to.len(), written.amount.len()];
    if counts.iter().any(|count| *count != counts[0]) {
        let [from, to, amount] = counts;
        let why = spoken().choose(
            format!("{from} --from, {to} --to and {amount} --amount: give as many of each"),
            format!("{from} --from, {to} --to e {amount} --amount: indicarne lo stesso numero"),
        );
        return Err(Failure::Arguments(why));
    }
    let id = written.id.clone().unwrap_or_default();
    let begun = Proposal::new(id, party).map_err(blame("--id"))?;
    let begun = begun.with_title(&written.title).map_err(blame("--title"))?;
    let mut proposal = begun.with_reason(&written.reason).map_err(blame("--reason"))?;
    for ((from, to), amount) in written.from.iter().zip(&written.to).zip(&written.amount) {
        proposal = proposal.transfer(from, to, *amount).map_err(|error| {
            let option = match error.code() {
                "transfer_zero" => "--amount",
                "transfer_to_itself" => "--to",
                _ => "--from",
            };
            blame(option)(error)
        })?;
    }
    Ok(proposal)
}
