//! What changes the table: a command is decided, appended, and told.

use std::io::Write;

use riparto::journal::{Digest, Event, Head, Store};
use riparto::rebalance::CounterProposal;
use riparto::report::{EventReport, PassingReport, RebasedReport, Report, TableAssessmentReport};
use riparto::table::{
    Action, ApprovalPolicies, CoDesignTable, Command, Decision, JointApproval, PersistentTable, Rejection,
    SubmitOutcome, TableEvent, Timestamp,
};
use riparto::{Authorization, Language, Plan};

use super::about_arguments::AboutCommand;
use super::action::{action, approvals};
use super::envelope::is_preview;
use super::journal_table::{in_memory, input, naming, scenario, to_write};
use super::remedy::remedy;
use super::scenario_file::keep;
use super::table_arguments::{ActCommand, Acting, Who};
use crate::arguments::PlanArguments;
use crate::files;
use crate::outcome::{Failure, Outcome};

/// Opens a table on a plan, in a new journal.
pub(crate) fn new(
    out: &mut impl Write,
    journal: &str,
    named: &PlanArguments,
    policies: Option<&str>,
    who: &Who,
) -> Result<Outcome, Failure> {
    let (plan, language) = (files::plan(out, named)?, named.language());
    let policies = match policies {
        Some(name) => files::read(name, ApprovalPolicies::from_json)?,
        None => ApprovalPolicies::default(),
    };
    let of_journal = |error| Failure::Input(journal.to_owned(), error);
    let id = who.command_id.clone().unwrap_or_else(|| "open".to_owned());
    let command = Command::open(id, &who.party, &plan, policies);
    // What opens a table cannot be signed, as no key is declared yet: it is refused if it is.
    let command = command.and_then(|command| signed(stated(command, who.stated())?, who, Head::START));
    let command = command.map_err(of_journal)?;
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

fn again<S: Store>(
    kept: &mut PersistentTable<S>,
    revision: u64,
    language: Language,
) -> riparto::Result<Again> {
    let at = language.choose("Done already, at event", "Già eseguito, all'evento n.");
    let (events, head) = kept.led_to(revision)?;
    let (before, after) = (kept.at(revision.saturating_sub(1))?, kept.at(head.revision())?);
    Ok(Again { sentence: format!("{at} {revision}.\n"), before, after, events, head })
}

/// Carries out a command on the journal.
pub(crate) fn act(out: &mut impl Write, command: &ActCommand) -> Result<Outcome, Failure> {
    if is_preview(command) {
        return preview(out, command);
    }
    let kept = to_write(&acting(command).journal)?;
    Ok(carry_out(out, kept, command, Telling::Done)?.0)
}

/// What a command would do, on a copy of the table in memory: nothing is locked and nothing is written.
pub(crate) fn preview(out: &mut impl Write, command: &ActCommand) -> Result<Outcome, Failure> {
    let (named, language) = (&acting(command).journal, acting(command).journal.language());
    let kept = in_memory(named)?;
    let head = kept.head();
    let mut told = Vec::new();
    let (outcome, accepted) = carry_out(&mut told, kept, command, Telling::Previewed)?;
    if !matches!(outcome, Outcome::Free) {
        out.write_all(&told)?;
        return Ok(outcome);
    }
    if let Some(file) = scenario() {
        out.write_all(&told)?;
        keep(out, file, &accepted)?;
        return Ok(outcome);
    }
    let said = language.choose("Preview: nothing was written.", "Anteprima: non è stato scritto nulla.");
    writeln!(out, "{said}")?;
    out.write_all(&told)?;
    let again = language.choose("To carry it out, the same with", "Per darvi corso, lo stesso comando con");
    writeln!(out, "{again} --expect {}:{}", head.revision(), head.hash())?;
    Ok(outcome)
}

/// Whether what is told happened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Telling {
    Done,
    Previewed,
}

fn carry_out<S: Store>(
    out: &mut impl Write,
    mut kept: PersistentTable<S>,
    command: &ActCommand,
    telling: Telling,
) -> Result<(Outcome, Vec<Command>), Failure> {
    let on = acting(command);
    let language = on.journal.language();
    if let ActCommand::About(about) = command {
        let approvals = approvals(about)?;
        if approvals.len() > 1 {
            return approve_together(out, kept, (on, approvals), telling);
        }
    }
    let action = action(command, kept.table())?;
    let shown = ShownAct { telling, ..ShownAct::before(&action, kept.table(), language) };
    let (asked, submitted) = submit(&mut kept, on, action.clone())?;
    match submitted {
        SubmitOutcome::Rejected(rejection) => {
            // The journal is given back before a counter-proposal is looked for.
            let table = kept.into_table();
            let outcome = refused(out, &rejection, &table, &on.journal.journal, language)?;
            if let (Rejection::Forbidden { proposal, .. }, Some(plan)) = (&*rejection, table.plan()) {
                counter(out, plan, &table, proposal, language)
                    .map_err(|error| input(&on.journal, error))??;
            }
            Ok((outcome, Vec::new()))
        }
        SubmitOutcome::AlreadyDone { revision } => {
            let again = again(&mut kept, revision, language).map_err(|error| input(&on.journal, error))?;
            write!(out, "{}", again.sentence)?;
            let shown = ShownAct::before(&action, &again.before, language);
            let outcome = shown.answer(out, &again.after, &again.events, again.head, language)?;
            Ok((outcome, Vec::new()))
        }
        SubmitOutcome::Accepted(events) => {
            let outcome = shown.answer(out, kept.table(), &events, kept.head(), language)?;
            Ok((outcome, vec![asked]))
        }
    }
}

/// What is shown besides what happened.
struct ShownAct {
    /// Told before: the difference that a rebase makes.
    text: String,
    /// Assessed after: a proposal that is new on the table.
    assess: Option<String>,
    telling: Telling,
}

impl ShownAct {
    fn before(action: &Action, table: &CoDesignTable, language: Language) -> ShownAct {
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
        ShownAct { text, assess, telling: Telling::Done }
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
        match self.telling {
            Telling::Done => done(out, table, events, head, language)?,
            Telling::Previewed => write!(out, "{}", EventReport::of(table, events).display(language))?,
        }
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

fn submit<S: Store>(
    kept: &mut PersistentTable<S>,
    on: &Acting,
    action: Action,
) -> Result<(Command, SubmitOutcome), Failure> {
    let of_journal = |error| input(&on.journal, error);
    let command = asked(kept.head(), on, action).map_err(of_journal)?;
    let submitted = kept.submit(&command).map_err(of_journal)?;
    Ok((command, submitted))
}

/// Approves several proposals, all or none.
fn approve_together<S: Store>(
    out: &mut impl Write,
    mut kept: PersistentTable<S>,
    (on, approvals): (&Acting, Vec<Action>),
    telling: Telling,
) -> Result<(Outcome, Vec<Command>), Failure> {
    let (of_journal, language) = (|error| input(&on.journal, error), on.journal.language());
    let head = kept.head();
    let each = approvals.into_iter().zip(1_u32..).map(|(action, number)| {
        let command = asked(head, on, action.clone())?;
        // One id is given for all of them.
        let id = on.who.command_id.as_ref().map_or(command.id().to_owned(), |id| format!("{id}-{number}"));
        let command =
            signed(stated(Command::new(id, command.party(), action)?, on.who.stated())?, &on.who, head)?;
        Ok(match (number, on.expect) {
            (1, Some(expected)) => command.expecting(expected),
            _ => command,
        })
    });
    let commands = each.collect::<riparto::Result<Vec<Command>>>().map_err(of_journal)?;
    let joint = JointApproval::of(commands);
    let outcomes = match joint.run(&mut kept).map_err(of_journal)? {
        Ok(outcomes) => outcomes,
        Err(rejection) => {
            let none = language.choose("None of them is approved.", "Nessuna di esse è approvata.");
            let outcome = refused(out, &rejection, kept.table(), &on.journal.journal, language)?;
            writeln!(out, "{none}")?;
            return Ok((outcome, Vec::new()));
        }
    };
    let mut each = Vec::new();
    for outcome in outcomes {
        match outcome {
            SubmitOutcome::Accepted(events) => each.push(events),
            SubmitOutcome::AlreadyDone { revision } => {
                let again = again(&mut kept, revision, language).map_err(of_journal)?;
                write!(out, "{}", again.sentence)?;
                each.push(again.events);
            }
            SubmitOutcome::Rejected(_) => {}
        }
    }
    each_done(out, kept.table(), &each, language)?;
    if telling == Telling::Done {
        say_head(out, kept.head(), language)?;
    }
    let carried_out = joint.commands().map_err(of_journal)?;
    Ok((Outcome::Free, carried_out))
}

/// What is asked at a head, as a command.
fn asked(head: Head, on: &Acting, action: Action) -> riparto::Result<Command> {
    let party = &on.who.party;
    let id = match &on.who.command_id {
        Some(id) => id.clone(),
        None => derived(head, party, &action)?,
    };
    let command = signed(stated(Command::new(id, party, action)?, on.who.stated())?, &on.who, head)?;
    Ok(match on.expect {
        Some(head) => command.expecting(head),
        None => command,
    })
}

/// A command with who acts and when, if that is given.
pub(super) fn stated(
    mut command: Command,
    (acting, when): (Option<&str>, Option<&Timestamp>),
) -> riparto::Result<Command> {
    if let Some(when) = when {
        command = command.dated(when.clone());
    }
    match acting {
        Some(actor) => command.acting(actor),
        None => Ok(command),
    }
}

/// A command that its party signs on a head, if a key is given.
fn signed(command: Command, who: &Who, head: Head) -> riparto::Result<Command> {
    match &who.sign {
        Some(key) => command.signed(key, head),
        None => Ok(command),
    }
}

/// An id for what a party asks at a head: the same question at the same head has the same id.
pub(super) fn derived(head: Head, party: &str, action: &Action) -> riparto::Result<String> {
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
    say_head(out, head, language)
}

/// What several commands led to, one after the other.
pub(super) fn each_done(
    out: &mut impl Write,
    table: &CoDesignTable,
    each: &[Vec<TableEvent>],
    language: Language,
) -> Result<(), Failure> {
    for events in each {
        write!(out, "{}", EventReport::of(table, events).display(language))?;
    }
    Ok(())
}

/// Where the history is by now.
pub(super) fn say_head(out: &mut impl Write, head: Head, language: Language) -> Result<(), Failure> {
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
        | ActCommand::DeclareKey { on, .. }
        | ActCommand::Propose { on, .. }
        | ActCommand::Amend { on, .. }
        | ActCommand::ChangeEnvelope { on, .. }
        | ActCommand::ReverseEnvelope { on, .. }
        | ActCommand::Ballot { on, .. }
        | ActCommand::Close { on, .. } => on,
        ActCommand::Lines(lines) => lines.on(),
        ActCommand::DescribeSitting(sitting) => &sitting.on,
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
