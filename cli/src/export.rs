//! `riparto export`: a plan as a workbook, CSV, Markdown or JSON.

use std::io::Write;

use riparto::sheets::{PlanTable, WorkbookExport};

use crate::arguments::PlanArguments;
use crate::files;
use crate::outcome::{Failure, Outcome};

/// Writes a plan in the format that the end of the file's name says.
pub(crate) fn run(out: &mut impl Write, named: &PlanArguments, file: &str) -> Result<Outcome, Failure> {
    let (plan, language) = (files::plan(out, named)?, named.language());
    let bytes = match files::ending(file).as_str() {
        "xlsx" => WorkbookExport::new(&plan)
            .bytes(language)
            .map_err(|error| Failure::Input(named.plan.clone(), error))?,
        // A mark tells Excel that the text is in UTF-8.
        "csv" => format!("\u{feff}{}", PlanTable::of(&plan).csv(language)).into_bytes(),
        "md" => PlanTable::of(&plan).markdown(language).into_bytes(),
        "json" => (plan.to_json() + "\n").into_bytes(),
        _ => return Err(Failure::of_ending(file, &[".xlsx", ".csv", ".md", ".json"], language)),
    };
    files::written(out, file, &bytes, language)?;
    Ok(Outcome::Free)
}
