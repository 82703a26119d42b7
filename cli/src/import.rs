//! `riparto import`: a plan from a workbook or CSV.

use std::io::Write;

use riparto::report::Report;
use riparto::sheets::PlanImport;
use riparto::transfers::settle;
use riparto::{Proposal, Settle};

use crate::files;
use crate::import_arguments::ImportArguments;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};

/// Reads a plan, writes it where that is asked for, and says what was made of each row and column.
pub(crate) fn run(out: &mut impl Write, file: &str, options: &ImportArguments) -> Result<Outcome, Failure> {
    let language = spoken();
    let import = options.sheet.iter().fold(PlanImport::new(), |import, sheet| import.sheet(sheet));
    let import = options.amounts.iter().fold(import, |import, head| import.amounts(head));
    let import = options.parts.iter().fold(import, |import, key| import.parts(key));
    let import = options.title.iter().fold(import, |import, title| import.title(title));
    let imported = files::imported(file, &import)?;
    write!(out, "{}", imported.report().text(language))?;
    let mut plan = imported.plan().clone();
    for name in &options.rules {
        let before = plan.rulebook().rules().len();
        plan = match files::rules_of(name, plan.envelope())? {
            files::Rules::Table(rules) => plan.with_rules(rules),
            files::Rules::Pack(pack) => plan.with_pack(&pack),
        }
        .map_err(|error| Failure::Input(name.clone(), error))?;
        let count = plan.rulebook().rules().len() - before;
        writeln!(out, "{name}: {}", language.choose(format!("rules: {count}"), format!("vincoli: {count}")))?;
    }
    let notices = plan.notices();
    write!(out, "{}", notices.display(language))?;
    if let Some(edited) = imported.edited() {
        let input = |error| Failure::Input(file.to_owned(), error);
        let settlement = settle(plan.approved(), edited, Settle::default()).map_err(input)?;
        let heading = language
            .choose("New amounts; the transfers that lead to them:", "Nuovi importi; storni necessari:");
        write!(out, "{heading}\n\n{}", settlement.display(language))?;
        if let (Some(name), Some(party)) = (&options.proposal, &options.party) {
            let proposal = Proposal::new("p1", party.as_str()).map_err(input)?;
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
