//! `riparto export`: a plan as a workbook, CSV, Markdown or JSON.

use std::fs;
use std::io::Write;
use std::path::Path;

use riparto::sheets::{PlanTable, WorkbookExport};

use crate::arguments::PlanArguments;
use crate::files;
use crate::outcome::{Failure, Outcome};

/// Writes a plan in the format that the end of the file's name says.
pub(crate) fn run(out: &mut impl Write, named: &PlanArguments, file: &str) -> Result<Outcome, Failure> {
    let (plan, language) = (files::plan(out, named)?, named.language());
    let ending =
        Path::new(file).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let bytes = match ending.as_str() {
        "xlsx" => WorkbookExport::new(&plan)
            .bytes(language)
            .map_err(|error| Failure::Input(named.plan.clone(), error))?,
        // A mark tells Excel that the text is in UTF-8.
        "csv" => format!("\u{feff}{}", PlanTable::of(&plan).csv(language)).into_bytes(),
        "md" => PlanTable::of(&plan).markdown(language).into_bytes(),
        "json" => (plan.to_json() + "\n").into_bytes(),
        _ => {
            let why = language.choose(
                format!("--out {file}: end the name in .xlsx, .csv, .md or .json"),
                format!("--out {file}: il nome deve terminare in .xlsx, .csv, .md o .json"),
            );
            return Err(Failure::Arguments(why));
        }
    };
    fs::write(file, bytes).map_err(|error| Failure::File(file.to_owned(), error))?;
    writeln!(out, "{}", language.choose(format!("written: {file}"), format!("scritto: {file}")))?;
    Ok(Outcome::Free)
}
