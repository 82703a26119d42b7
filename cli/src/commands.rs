//! What each command does.

use std::io::{self, Write};

use console::Term;
use riparto::money::Weight;
use riparto::plan::{Balance, Comparison};
use riparto::proof::{NoProof, Proof};
use riparto::rebalance::{CounterProposal, LabelHeadroom};
use riparto::report::{
    AssessmentReport, ClaimsReport, FollowingReport, PacksReport, PassingReport, PivotReport, PrintedPage,
    Report, SourcesReport, StandingWaiversReport,
};
use riparto::table::IfStale;
use riparto::{
    Answer, Authorization, Conflict, Headroom, Language, Meter, Plan, Proposal, Settle, SettlementAnswer, api,
};

use crate::arguments::{
    Arguments, ByArguments, CommandArguments, EffortArguments, PlanArguments, RowArguments,
};
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};
use crate::progress::{Work, watched};
use crate::table::{self, ScenarioCommand, TableCommand};
use crate::transfer_arguments::TransferArguments;
use crate::value_names::{LevelArgument, PackOutputName};
use crate::{
    aggregate, export, files, import, packs, page_file, proof, questions, rebalance, report, serve, split,
};

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    // What a command says is written when it is done: no lock is held while a reader sleeps, and what was decided does not
    // depend on whether it reads.
    let mut said = Vec::new();
    let outcome = match &arguments.command {
        // Programs read lines of any width.
        CommandArguments::Api { .. } => answer(&mut said, &arguments.command),
        command => arguments.width.unwrap_or_else(page).printing(|| answer(&mut said, command)),
    };
    let mut out = io::stdout().lock();
    match (out.write_all(&said).and_then(|()| out.flush()), outcome) {
        (_, Err(failure)) => Err(failure),
        (Ok(()), Ok(outcome)) => Ok(outcome),
        (Err(error), Ok(Outcome::CarriedOut(language))) => Err(Failure::Untold(error, language)),
        (Err(error), Ok(outcome)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome),
        (Err(error), Ok(_)) => Err(Failure::Stream(error)),
    }
}

/// As wide as the terminal; as a page of A4 where nobody knows.
fn page() -> PrintedPage {
    match Term::stdout().size_checked() {
        Some((_, columns)) => PrintedPage::of_columns(columns.into()),
        None => PrintedPage::A4,
    }
}

fn answer(mut out: &mut Vec<u8>, command: &CommandArguments) -> Result<Outcome, Failure> {
    if let Some(answered) = watched(Work::Working, || questions::answered(&mut out, command)) {
        return answered;
    }
    match command {
        CommandArguments::Check { plan, by, .. } => {
            watched(Work::Reading(&plan.plan), || check(&mut out, plan, by))
        }
        CommandArguments::Assess { plan, proposal, transfers, balance, rows, effort, .. } => {
            let balance = balance.clone().map_or(Balance::Moved, Balance::Line);
            let asked = (proposal.as_deref(), transfers, balance);
            searched(effort, |meter| assess(&mut out, plan, asked, rows, meter))
        }
        CommandArguments::Units { plan, line, count, unit_cost, from, .. } => {
            units(&mut out, plan, line, (count, *unit_cost), from.as_deref())
        }
        CommandArguments::Headroom { plan, up_to, by, effort, .. } => {
            searched(effort, |meter| headroom(&mut out, plan, (*up_to, by), meter))
        }
        CommandArguments::Settle { plan, to, minimum, up_to, proof, effort, .. } => {
            let asked = (Settle { minimum: *minimum }, proof.as_deref());
            searched(effort, |meter| settle_plan(&mut out, plan, to, asked, (*up_to, meter)))
        }
        CommandArguments::Rebalance { plan, options, effort } => {
            searched(effort, |meter| rebalance::run(&mut out, plan, options, meter))
        }
        CommandArguments::Diagnose { plan, up_to, proof, effort, .. } => {
            searched(effort, |meter| diagnose(&mut out, plan, (*up_to, proof.as_deref()), meter))
        }
        CommandArguments::Verify { plan, proof, .. } => match proof {
            Some(file) => watched(Work::Reading(file), || proof::verify(&mut out, plan, file)),
            None => watched(Work::Reading(&plan.plan), || proof::verify_alone(&mut out, &plan.plan)),
        },
        CommandArguments::Table { command } => table(&mut out, command),
        CommandArguments::Aggregate { ballots, options } => {
            watched(Work::Working, || aggregate::run(&mut out, ballots.as_deref(), options))
        }
        CommandArguments::Apportion { table, rounding } => {
            watched(Work::Working, || split::apportion(&mut out, table, rounding))
        }
        CommandArguments::Retrace { table } => watched(Work::Working, || split::retrace(&mut out, table)),
        CommandArguments::Import { file, options } => {
            watched(Work::Reading(file), || import::run(&mut out, file, options))
        }
        // A document is the same whoever's terminal it is made on.
        CommandArguments::Export { plan, out: file, by } => watched(Work::Writing(file), || {
            PrintedPage::ENDLESS.printing(|| export::run(&mut out, plan, file, by))
        }),
        CommandArguments::Page { plan, out: file } => {
            watched(Work::Writing(file), || page_file::run(&mut out, plan, file))
        }
        CommandArguments::Report { plan, options } => watched(Work::Writing(&options.out), || {
            PrintedPage::ENDLESS.printing(|| report::run(&mut out, plan, options))
        }),
        CommandArguments::Packs { pack, output, json } => {
            let output = if json.json { PackOutputName::Json } else { *output };
            let file = pack.as_deref().unwrap_or_default();
            watched(Work::Reading(file), || packs::run(&mut out, pack.as_deref(), output))
        }
        CommandArguments::Schema => {
            write!(out, "{}", api::schema())?;
            Ok(Outcome::Free)
        }
        CommandArguments::Api { max_effort, max_bytes } => {
            let bounds = api::RequestBounds { effort: *max_effort, bytes: *max_bytes };
            serve::api(io::stdin().lock(), io::stdout().lock(), &bounds)
        }
    }
}

/// A search, within the work that it may take.
fn searched<T>(effort: &EffortArguments, search: impl FnOnce(&Meter) -> T) -> T {
    let meter = effort.meter();
    watched(Work::Search(&meter), || search(&meter))
}

fn table(out: &mut impl Write, command: &TableCommand) -> Result<Outcome, Failure> {
    match command {
        TableCommand::New { journal, plan, policies, who } => {
            let opened = table::new(out, journal, plan, policies.as_deref(), who)?;
            Ok(opened.carried_out(plan.language()))
        }
        TableCommand::Act(command) => {
            let language = table::acting(command).journal.language();
            Ok(watched(Work::Working, || table::act(out, command))?.carried_out(language))
        }
        TableCommand::TakeBallots(taking) => {
            Ok(table::take(out, taking)?.carried_out(taking.journal.language()))
        }
        TableCommand::Show(command) => watched(Work::Working, || table::show(out, command)),
        TableCommand::Scenario(command) => {
            let outcome = watched(Work::Working, || table::scenarios(out, command))?;
            Ok(if matches!(command, ScenarioCommand::Promote { .. }) {
                outcome.carried_out(spoken())
            } else {
                outcome
            })
        }
        TableCommand::Trust(command) => table::trusted(out, command),
        TableCommand::Receive { journal, files, party, rebase, preview } => {
            let if_stale = if *rebase { IfStale::Rebase } else { IfStale::Refuse };
            let asked = (files.as_slice(), party.as_deref());
            let outcome = watched(Work::Working, || table::receive(out, journal, asked, if_stale, *preview))?;
            Ok(if *preview { outcome } else { outcome.carried_out(journal.language()) })
        }
        TableCommand::Tried { command, .. } => watched(Work::Working, || tried(out, command.as_deref())),
        TableCommand::Verify { journal, head, against, outside, json } if json.json => {
            watched(Work::Reading(&journal.journal), || {
                table::verified(out, journal, (head, outside), against.as_deref())
            })
        }
        TableCommand::Verify { journal, head, against, outside, json: _ } => {
            watched(Work::Reading(&journal.journal), || {
                table::verify(out, journal, (head, outside), against.as_deref())
            })
        }
        TableCommand::Repair { journal, head, line_ends } => {
            let mended = match line_ends {
                true => table::restore_line_ends(out, journal),
                false => table::repair(out, journal, head),
            };
            Ok(mended?.carried_out(journal.language()))
        }
    }
}

/// A command of a table, shown as if it were carried out.
fn tried(out: &mut impl Write, command: Option<&TableCommand>) -> Result<Outcome, Failure> {
    match command {
        Some(TableCommand::Act(command)) => table::preview(out, command),
        Some(TableCommand::TakeBallots(taking)) => table::take_tried(out, taking),
        Some(TableCommand::Show(command)) => table::show(out, command),
        _ => Err(Failure::Arguments(
            spoken()
                .choose(
                    "only what is done at a table, or shown of it, can be tried: not new, verify, repair or try",
                    "si può provare solo ciò che si compie a un tavolo o se ne mostra: non new, verify, repair o try",
                )
                .to_owned(),
        )),
    }
}

fn check(out: &mut impl Write, named: &PlanArguments, by: &ByArguments) -> Result<Outcome, Failure> {
    let (files::AskedPlan { plan, packs, table, .. }, language) =
        (files::asked(out, named)?, named.language());
    let findings = plan.check();
    match by.labels.as_slice() {
        [] => writeln!(out, "{}", plan.display(language))?,
        keys => writeln!(out, "{}", by_labels(&plan, named, keys)?.display(language))?,
    }
    write!(out, "{}", findings.display(language))?;
    if let Some(table) = &table {
        write!(out, "{}", StandingWaiversReport::of(table, &findings).display(language))?;
    }
    write!(out, "{}", PacksReport::of(&packs).display(language))?;
    write!(out, "{}", plan.notices().display(language))?;
    Ok(findings.authorization().into())
}

/// A plan by labels.
pub(crate) fn by_labels<'a>(
    plan: &'a Plan,
    named: &PlanArguments,
    keys: &[String],
) -> Result<PivotReport<'a>, Failure> {
    PivotReport::of(plan, keys).map_err(|error| Failure::Input(named.plan.clone(), error))
}

fn assess(
    out: &mut impl Write,
    named: &PlanArguments,
    (name, transfers, balance): (Option<&str>, &TransferArguments, Balance),
    rows: &RowArguments,
    meter: &Meter,
) -> Result<Outcome, Failure> {
    let plan = files::plan(out, named)?;
    let proposal = questions::proposed(named, &plan, (name, transfers))?;
    let language = named.language();
    let input = |error| Failure::Input(name.unwrap_or("--from, --to, --amount").to_owned(), error);
    let split = plan.split_by_source(&proposal).map_err(input)?;
    let follows = plan.follow(&split).map_err(input)?;
    let followed = follows.proposal(&split);
    let assessment = plan.assess(followed).map_err(input)?;
    let comparison = Comparison::of_assessment(&plan, &assessment).map_err(input)?;
    let comparison =
        comparison.by(&rows.by.labels).map_err(|error| Failure::Input(named.plan.clone(), error))?;
    let report = AssessmentReport::of(&assessment, &comparison).all(rows.all);
    let report = if name.is_some() { report } else { report.unproposed() };
    write!(out, "{}", report.display(language))?;
    write!(out, "{}", SourcesReport::of(&proposal, &split).display(language))?;
    write!(out, "{}", FollowingReport::of(&follows).display(language))?;
    let passing = plan.would_pass(&proposal).map_err(input)?;
    write!(out, "{}", PassingReport::of(&proposal, &passing).display(language))?;
    let counter = CounterProposal::of_within(&plan, &proposal, Authorization::Exceptional, meter);
    if let Some(counter) = counter.map_err(input)? {
        write!(out, "{}", counter.display(language))?;
    }
    let completion = plan.complete_derived(followed, &balance).map_err(input)?;
    write!(out, "{}", completion.display(language))?;
    write!(out, "{}", plan.notices().display(language))?;
    say_where_it_ended(out, meter, language)?;
    Ok(assessment.authorization().into())
}

fn units(
    out: &mut impl Write,
    named: &PlanArguments,
    line: &str,
    (counts, unit_cost): (&[(String, Weight)], Option<Weight>),
    from: Option<&str>,
) -> Result<Outcome, Failure> {
    let plan = files::plan(out, named)?;
    let input = |error| Failure::Input(named.plan.clone(), error);
    let counts = counts.iter().map(|(of, count)| (of.as_str(), *count));
    let recomputed = plan.recounted(line, counts, unit_cost).map_err(input)?;
    write!(out, "{}", recomputed.display(named.language()))?;
    let transfer = from.map(|from| plan.line(from).and_then(|from| recomputed.transfer(from.id())));
    let Some(transfer) = transfer.transpose().map_err(input)?.flatten() else { return Ok(Outcome::Free) };
    let party = plan.parties().first().map_or("anyone", |party| party.id());
    let proposal = Proposal::new("units", party).and_then(|proposal| proposal.with_transfers([transfer]));
    let proposal = proposal.map_err(input)?;
    let follows = plan.follow(&proposal).map_err(input)?;
    let assessment = plan.assess(follows.proposal(&proposal)).map_err(input)?;
    write!(out, "\n{}", assessment.display(named.language()))?;
    write!(out, "{}", FollowingReport::of(&follows).display(named.language()))?;
    Ok(assessment.authorization().into())
}

fn headroom(
    out: &mut impl Write,
    named: &PlanArguments,
    (up_to, by): (LevelArgument, &ByArguments),
    meter: &Meter,
) -> Result<Outcome, Failure> {
    let (files::AskedPlan { plan, table, .. }, language) = (files::asked(out, named)?, named.language());
    if !by.labels.is_empty() {
        let headroom = LabelHeadroom::of_within(&plan, &by.labels, up_to.into(), meter);
        let headroom = headroom.map_err(|error| Failure::Input(named.plan.clone(), error))?;
        write!(out, "{}", headroom.display(language))?;
        say_where_it_ended(out, meter, language)?;
        return Ok(Outcome::Free);
    }
    let headroom = Headroom::of_within(&plan, up_to.into(), meter);
    write!(out, "{}", headroom.display(language))?;
    if let Some(table) = table {
        let with: Vec<&str> = named.with.iter().map(String::as_str).collect();
        let claims = table.line_claims(&with).map_err(|error| Failure::Input(named.plan.clone(), error))?;
        write!(out, "{}", ClaimsReport::of(&headroom, &claims).display(language))?;
    }
    write!(out, "{}", plan.notices().display(language))?;
    say_where_it_ended(out, meter, language)?;
    Ok(Outcome::Free)
}

fn settle_plan(
    out: &mut impl Write,
    named: &PlanArguments,
    to: &str,
    (options, file): (Settle, Option<&str>),
    (up_to, meter): (LevelArgument, &Meter),
) -> Result<Outcome, Failure> {
    let (plan, wanted) = (files::plan(out, named)?, files::plan_of(to)?);
    let way = options
        .run_within(&plan, wanted.approved(), up_to.into(), meter)
        .map_err(|error| Failure::Input(to.to_owned(), error))?;
    write!(out, "{}", way.display(named.language()))?;
    if let SettlementAnswer::Found(settlement) = &way
        && !settlement.transfers().is_empty()
    {
        let party = plan.parties().first().map_or("anyone", |party| party.id());
        let proposal = settlement.clone().into_proposal("way", party);
        let assessed = proposal.and_then(|proposal| plan.assess(&proposal));
        let assessment = assessed.map_err(|error| Failure::Input(to.to_owned(), error))?;
        if assessment.authorization() > up_to.into() {
            write!(out, "{}", assessment.findings().display(named.language()))?;
        }
    }
    let (outcome, made) = match &way {
        SettlementAnswer::Found(settlement) => (Outcome::Free, Proof::of_settlement(settlement)),
        SettlementAnswer::Blocked(_) => (Outcome::Forbidden, Err(NoProof::NoTransfers)),
    };
    let outcome = match file {
        Some(file) => proof::ended(outcome, proof::write(out, file, made)?.is_some()),
        None => outcome,
    };
    say_where_it_ended(out, meter, named.language())?;
    Ok(outcome)
}

/// Where a search ended at its limit, that it did.
pub(crate) fn say_where_it_ended(
    out: &mut impl Write,
    meter: &Meter,
    language: Language,
) -> Result<(), Failure> {
    if meter.is_over() {
        let said = language.choose(
            "The search ended at its limit of work (--effort): with a higher one it may know more.",
            "La ricerca si è fermata al limite di lavoro (--effort): con un limite più alto può accertare di più.",
        );
        writeln!(out, "{said}")?;
    }
    Ok(())
}

fn diagnose(
    out: &mut impl Write,
    named: &PlanArguments,
    (up_to, file): (LevelArgument, Option<&str>),
    meter: &Meter,
) -> Result<Outcome, Failure> {
    let asked = files::asked(out, named)?;
    let input = |error| Failure::Input(named.plan.clone(), error);
    let diagnosis = Conflict::diagnose_within(&asked.plan, up_to.into(), meter).map_err(input)?;
    write!(out, "{}", diagnosis.display(named.language()))?;
    let mut outcome = if diagnosis == Answer::Found(()) { Outcome::Free } else { Outcome::Forbidden };
    if let Some(file) = file {
        let plan = asked.digested(out, &named.plan)?;
        let made = Proof::of_diagnosis(&plan, &diagnosis, up_to.into(), meter).map_err(input)?;
        outcome = proof::ended(outcome, proof::write(out, file, made)?.is_some());
    }
    say_where_it_ended(out, meter, named.language())?;
    Ok(outcome)
}
