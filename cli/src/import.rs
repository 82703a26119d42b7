//! `riparto import`: a plan from a workbook or CSV.

use std::io::Write;

use riparto::report::Report;
use riparto::sheets::{Imported, PlanImport};
use riparto::transfers::settle;
use riparto::{Plan, Proposal, Settle};

use crate::files;
use crate::import_arguments::ImportArguments;
use crate::json_answer::JsonFields;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Reads a plan, writes it where that is asked for, and says what was made of each row and column.
pub(crate) fn run(out: &mut impl Write, file: &str, options: &ImportArguments) -> Result<Outcome, Failure> {
    let language = spoken();
    let imported = read(file, options)?;
    if options.json.json {
        return for_programs(file, &imported, options)?.tell(out);
    }
    write!(out, "{}", imported.report().text(language))?;
    let plan = with_parties(imported.plan().clone(), options, |name, count| {
        let parties = language.choose(format!("parties: {count}"), format!("soggetti: {count}"));
        Ok(writeln!(out, "{name}: {parties}")?)
    })?;
    let plan = with_rules(plan, options, |name, count| {
        let rules = language.choose(format!("rules: {count}"), format!("vincoli: {count}"));
        Ok(writeln!(out, "{name}: {rules}")?)
    })?;
    let notices = plan.notices();
    write!(out, "{}", notices.display(language))?;
    if let Some(edited) = imported.edited() {
        let input = |error| Failure::Input(file.to_owned(), error);
        let settlement = settle(plan.approved(), edited, Settle::default()).map_err(input)?;
        let heading = language
            .choose("New amounts; the transfers that lead to them:", "Nuovi importi; storni necessari:");
        write!(out, "{heading}\n\n{}", settlement.display(language))?;
        if let (Some(name), Some(party)) = (&options.proposal, &options.party) {
            let proposal = Proposal::new(options.id.as_str(), party.as_str()).map_err(input)?;
            let transfers = settlement.transfers();
            let proposal = transfers.iter().try_fold(proposal, |proposal, transfer| {
                proposal.transfer(transfer.from(), transfer.to(), transfer.amount())
            });
            files::write(out, name, proposal.map_err(input)?.to_json())?;
        }
    } else if options.proposal.is_some() {
        let nothing = language.choose(
            "No new amounts, so no proposal is written. They are read from the column of new amounts of a workbook that `riparto export` wrote.",
            "Nessun nuovo importo: la proposta non è stata scritta. I nuovi importi si leggono nella colonna «Nuovo importo» di una cartella di lavoro scritta da `riparto export`.",
        );
        writeln!(out, "{nothing}")?;
    }
    if let Some(name) = &options.out {
        files::write(out, name, plan.to_json())?;
    }
    Ok(Outcome::Free)
}

/// The plan of a file, read as the options say.
fn read(file: &str, options: &ImportArguments) -> Result<Imported, Failure> {
    let import = options.sheet.iter().fold(PlanImport::new(), |import, sheet| import.sheet(sheet));
    let import = options.amounts.iter().fold(import, |import, head| import.amounts(head));
    let import = options.parts.iter().fold(import, |import, key| import.parts(key));
    let import = options.title.iter().fold(import, |import, title| import.title(title));
    files::imported(file, &import)
}

/// The plan with the parties of a file; how many it has is told.
fn with_parties(
    plan: Plan,
    options: &ImportArguments,
    mut told: impl FnMut(&str, usize) -> Result<(), Failure>,
) -> Result<Plan, Failure> {
    let Some(name) = &options.parties else { return Ok(plan) };
    let parties = files::parties(name)?;
    let count = parties.len();
    let plan = plan.with_parties(parties).map_err(|error| Failure::Input(name.clone(), error))?;
    told(name, count)?;
    Ok(plan)
}

/// The plan with the rules of files; how many each has is told.
fn with_rules(
    plan: Plan,
    options: &ImportArguments,
    mut told: impl FnMut(&str, usize) -> Result<(), Failure>,
) -> Result<Plan, Failure> {
    let mut plan = plan;
    for name in &options.rules {
        let before = plan.rulebook().rules().len();
        plan = match files::rules_of(name, plan.envelope())? {
            files::Rules::Table(rules) => plan.with_rules(rules),
            files::Rules::Pack(pack) => plan.with_pack(&pack),
        }
        .map_err(|error| Failure::Input(name.clone(), error))?;
        told(name, plan.rulebook().rules().len() - before)?;
    }
    Ok(plan)
}

/// What was read and what was made of it; with the transfers that lead to new amounts, where there are some.
fn for_programs(file: &str, imported: &Imported, options: &ImportArguments) -> Result<JsonFields, Failure> {
    let plan = with_parties(imported.plan().clone(), options, |_, _| Ok(()))?;
    let plan = with_rules(plan, options, |_, _| Ok(()))?;
    let edited = imported.edited().map(|edited| settle(plan.approved(), edited, Settle::default()));
    let edited = edited.transpose().map_err(|error| Failure::Input(file.to_owned(), error))?;
    JsonFields::default()
        .with_document("plan", plan.to_json())?
        .with("report", imported.report())?
        .with("notices", &plan.notices())?
        .with_some("edited", edited.as_ref())
}
