//! `riparto packs`: the packs that there are, and one of them.

use std::io::Write;

use riparto::report::{PrintedPage, Report};
use riparto::rules::RulePack;
use serde::Serialize;

use crate::files;
use crate::json_answer::JsonFields;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};
use crate::value_names::PackOutputName;

/// Lists the packs, or shows one. Tests that need something else than they say are like a breach: exit status 1.
pub(crate) fn run(
    out: &mut impl Write,
    name: Option<&str>,
    output: PackOutputName,
) -> Result<Outcome, Failure> {
    let Some(name) = name else {
        return if output == PackOutputName::Json { list_for_programs(out) } else { list(out) };
    };
    if output == PackOutputName::Markdown {
        write!(out, "{}", RulePack::built_in_page(name).map_err(failure)?)?;
        return Ok(Outcome::Free);
    }
    let is_file =
        name == "-" || name.contains(['/', '\\']) || name.ends_with(".md") || name.ends_with(".json");
    let pack = if is_file { files::pack(name)? } else { built_in(name)? };
    match output {
        PackOutputName::Json => writeln!(out, "{}", pack.to_json())?,
        PackOutputName::Text | PackOutputName::Markdown => write!(out, "{}", pack.display(spoken()))?,
    }
    Ok(if holds(&pack) { Outcome::Free } else { Outcome::Forbidden })
}

/// Whether each test of a pack needs what it says.
fn holds(pack: &RulePack) -> bool {
    pack.tests().iter().all(|tests| {
        let found = tests.found(pack).unwrap_or_default();
        found.len() == tests.cases().len()
            && tests.cases().iter().zip(found).all(|(case, found)| case.needs() == found)
    })
}

fn list(out: &mut impl Write) -> Result<Outcome, Failure> {
    let mut text = String::new();
    for id in RulePack::built_in_ids() {
        let pack = built_in(id)?;
        let [title, act, labels] = pack.words(spoken());
        let expected = spoken().choose("labels", "etichette");
        text.push_str(&format!("{id}\n    {title}\n    {act}\n    {expected}: {labels}\n"));
    }
    write!(out, "{}", PrintedPage::printed().fit(text))?;
    Ok(Outcome::Free)
}

/// A pack, in a list for programs.
#[derive(Serialize)]
struct ListedPack {
    id: &'static str,
    title: String,
    act: String,
    labels: String,
}

fn list_for_programs(out: &mut impl Write) -> Result<Outcome, Failure> {
    let listed = |id: &'static str| {
        let [title, act, labels] = built_in(id)?.words(spoken()).map(|words| words.to_string());
        Ok(ListedPack { id, title, act, labels })
    };
    let packs = RulePack::built_in_ids().map(listed).collect::<Result<Vec<ListedPack>, Failure>>()?;
    JsonFields::default().with("packs", &packs)?.tell(out)
}

fn built_in(id: &str) -> Result<RulePack, Failure> {
    RulePack::built_in(id).map_err(failure)
}

fn failure(error: riparto::Error) -> Failure {
    Failure::Input("packs".to_owned(), error)
}
