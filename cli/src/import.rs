//! `riparto import`: a plan from a workbook or CSV.

use std::fs;
use std::io::Write;

use riparto::report::Report;
use riparto::sheets::PlanImport;

use crate::arguments::ImportArguments;
use crate::files;
use crate::outcome::{Failure, Outcome};
use crate::spoken::spoken;

/// Reads a plan, writes it where that is asked for, and says what was made of each row and column.
pub(crate) fn run(out: &mut impl Write, file: &str, options: &ImportArguments) -> Result<Outcome, Failure> {
    let language = spoken();
    let import = options.sheet.iter().fold(PlanImport::new(), |import, sheet| import.sheet(sheet));
    let import = options.title.iter().fold(import, |import, title| import.title(title));
    let imported = files::imported(file, &import)?;
    write!(out, "{}", imported.report().text(language))?;
    let notices = imported.plan().notices();
    write!(out, "{}", notices.display(language))?;
    if let Some(name) = &options.out {
        let document = imported.plan().to_json() + "\n";
        fs::write(name, document).map_err(|error| Failure::File(name.clone(), error))?;
        writeln!(out, "{}", language.choose(format!("written: {name}"), format!("scritto: {name}")))?;
    }
    Ok(Outcome::Free)
}
