//! `riparto import`: a plan from a workbook or CSV.

use std::io::Write;

use riparto::report::Report;
use riparto::sheets::{Imported, PlanImport};
use riparto::transfers::settle;
use riparto::{Party, Plan, Proposal, Settle};

use crate::files;
use crate::import_arguments::ImportArguments;
use crate::json_answer::JsonFields;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Reads a plan, writes it where that is asked for, and says what was made of each row and column.
pub(crate) fn run(out: &mut impl Write, file: &str, options: &ImportArguments) -> Result<Outcome, Failure> {
    let language = spoken();
    let (imported, side_files) = read_all(file, options)?;
    if options.json.json {
        return for_programs(file, &imported, side_files)?.tell(out);
    }
    write!(out, "{}", imported.report().text(language))?;
    let plan = with_side_files(imported.plan(), side_files, |name, (english, italian), count| {
        Ok(writeln!(out, "{name}: {}: {count}", language.choose(english, italian))?)
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

/// What stands in the files beside the plan's.
struct SideFiles<'a> {
    parties: Option<(&'a str, Vec<Party>)>,
    rules: Vec<(&'a str, files::Rules)>,
}

/// The plan of a file and what stands in those beside it, or all that is wrong with each of them.
fn read_all<'a>(file: &str, options: &'a ImportArguments) -> Result<(Imported, SideFiles<'a>), Failure> {
    let imported = read(file, options);
    let parties = options.parties.as_deref();
    let parties = parties.map(|name| files::parties(name).map(|parties| (name, parties))).transpose();
    // Rules are about the lines of a plan: without one, nothing can be said of them.
    let rules = match &imported {
        Ok(imported) => files::rules_of_all(&options.rules, imported.plan().envelope()),
        Err(_) => Ok(Vec::new()),
    };
    match (imported, parties, rules) {
        (Ok(imported), Ok(parties), Ok(rules)) => Ok((imported, SideFiles { parties, rules })),
        (imported, parties, rules) => {
            let failures = [imported.err(), parties.err(), rules.err()];
            Err(Failure::Several(failures.into_iter().flatten().collect()))
        }
    }
}

/// The plan with the parties and the rules of files, or all that does not fit it; how many each has is told.
fn with_side_files(
    plan: &Plan,
    files: SideFiles<'_>,
    mut told: impl FnMut(&str, (&str, &str), usize) -> Result<(), Failure>,
) -> Result<Plan, Failure> {
    let (mut plan, mut failures) = (plan.clone(), Vec::new());
    if let Some((name, parties)) = files.parties {
        let count = parties.len();
        match plan.clone().with_parties(parties) {
            Ok(with) => {
                plan = with;
                told(name, ("parties", "soggetti"), count)?;
            }
            Err(error) => failures.push(Failure::Input(name.to_owned(), error)),
        }
    }
    for (name, rules) in files.rules {
        let before = plan.rulebook().rules().len();
        let with = match rules {
            files::Rules::Table(rules) => plan.clone().with_rules(rules),
            files::Rules::Pack(pack) => plan.clone().with_pack(&pack),
        };
        match with {
            Ok(with) => {
                plan = with;
                told(name, ("rules", "vincoli"), plan.rulebook().rules().len() - before)?;
            }
            Err(error) => failures.push(Failure::Input(name.to_owned(), error)),
        }
    }
    Failure::of_all(failures).map_or(Ok(plan), Err)
}

/// What was read and what was made of it; with the transfers that lead to new amounts, where there are some.
fn for_programs(file: &str, imported: &Imported, side_files: SideFiles<'_>) -> Result<JsonFields, Failure> {
    let plan = with_side_files(imported.plan(), side_files, |_, _, _| Ok(()))?;
    let edited = imported.edited().map(|edited| settle(plan.approved(), edited, Settle::default()));
    let edited = edited.transpose().map_err(|error| Failure::Input(file.to_owned(), error))?;
    JsonFields::default()
        .with_document("plan", plan.to_json())?
        .with("report", imported.report())?
        .with("notices", &plan.notices())?
        .with_some("edited", edited.as_ref())
}
