//! `riparto page`: a plan as one HTML file that works without a network.

use std::io::Write;

use riparto::Language;
use riparto::journal::{Journal, Record};
use riparto::page::TablePage;

use crate::arguments::PlanArguments;
use crate::files::{self, AskedPlan};
use crate::outcome::{Failure, Outcome};

/// Writes the page, and says where it is and how large; of a journal, with its history.
pub(crate) fn run(out: &mut impl Write, named: &PlanArguments, file: &str) -> Result<Outcome, Failure> {
    let language = named.language();
    if files::ending(file) != "html" {
        return Err(Failure::of_ending(file, &[".html"], language));
    }
    let AskedPlan { plan, table, .. } = files::asked(out, named)?;
    let input = |error| Failure::Input(named.plan.clone(), error);
    let mut records: Vec<Record> = Vec::new();
    if table.is_some() {
        if named.plan == "-" {
            let why = language.choose(
                "a page of a table needs its journal as a file: give its name",
                "la pagina di un tavolo richiede il registro come file: indicarne il nome",
            );
            return Err(Failure::Arguments(why.to_owned()));
        }
        let read = Journal::inspect(&named.plan, &[], &mut |record| {
            records.push(record);
            Ok(())
        });
        read.map_err(input)?;
    }
    let page = TablePage::of(&plan).language(language);
    let page = if table.is_some() { page.history(&records) } else { page };
    let html = page.html().map_err(input)?;
    files::written(out, file, html.as_bytes(), language)?;
    let kilobytes = html.len().div_ceil(1_000);
    let said = match records.last().map(|record| record.head()) {
        Some(head) => language.choose(
            format!("{kilobytes} kB, with the history up to {}:{}.", head.revision(), head.hash()),
            format!("{kilobytes} kB, con il registro fino a {}:{}.", head.revision(), head.hash()),
        ),
        None => language.choose(
            format!("{kilobytes} kB, without a journal: what is proposed on it is judged on the plan."),
            format!("{kilobytes} kB, senza registro: le proposte si valutano sul piano."),
        ),
    };
    let opened = say_how(language);
    writeln!(out, "{said} {opened}")?;
    Ok(Outcome::Free)
}

fn say_how(language: Language) -> &'static str {
    language.choose("Any browser opens it, without a network.", "Si apre con qualsiasi browser, senza rete.")
}
