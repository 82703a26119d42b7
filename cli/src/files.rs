//! Reading the files that the command line names.

use std::fs::File;
use std::io::{self, Read};

use riparto::capacity::MAX_DOCUMENT_BYTES;
use riparto::reader::{decoded, text_of};
use riparto::rules::RulePack;
use riparto::sheets::{Imported, PlanImport};
use riparto::table::Replayed;
use riparto::{Money, Plan, Proposal};

use crate::arguments::PlanArguments;
use crate::outcome::Failure;
use crate::spoken::spoken;

/// A document of a kind, with the file's name in every error.
pub(crate) fn read<T>(name: &str, parse: impl Fn(&str) -> riparto::Result<T>) -> Result<T, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    text_of(&bytes).and_then(parse).map_err(|error| Failure::Input(shown(name), error))
}

/// A table or document in any encoding that spreadsheets save, and the name of that encoding if it is not UTF-8.
pub(crate) fn read_table<T>(
    name: &str,
    parse: impl Fn(&str) -> riparto::Result<T>,
) -> Result<(T, Option<&'static str>), Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    let read = decoded(&bytes).and_then(|table| {
        let encoding = Some(table.encoding).filter(|encoding| *encoding != "UTF-8");
        parse(&table.text).map(|read| (read, encoding))
    });
    read.map_err(|error| Failure::Input(shown(name), error))
}

/// The plan in a file, whichever kind of file it is: a plan document, a workbook or CSV, or a table's journal, whose plan is the one
/// that stands.
pub(crate) fn plan_of(name: &str) -> Result<Plan, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    let input = |error| Failure::Input(shown(name), error);
    if is_json(&bytes) {
        if let Some(plan) = standing(name, &bytes)? {
            return Ok(plan);
        }
        return text_of(&bytes).and_then(Plan::from_json).map_err(input);
    }
    PlanImport::new().run(&bytes).map(Imported::into_plan).map_err(input)
}

/// A plan read from a workbook or from CSV, with what was made of it.
pub(crate) fn imported(name: &str, import: &PlanImport) -> Result<Imported, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    import.run(&bytes).map_err(|error| Failure::Input(shown(name), error))
}

/// Whether bytes begin as a document of JSON does.
fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut begun = bytes.iter().skip_while(|byte| byte.is_ascii_whitespace());
    // What is empty or no text is refused as a plan document.
    begun.next().is_none_or(|byte| matches!(byte, b'{' | b'['))
}

/// The plan as it stands at the table of a journal; none if the bytes are no journal. One that is broken or cut off is refused: what
/// stands is what all of it says.
fn standing(name: &str, bytes: &[u8]) -> Result<Option<Plan>, Failure> {
    const RECORD: &[u8] = b"{\"event\":";
    if !bytes.starts_with(RECORD) {
        return Ok(None);
    }
    let replayed = Replayed::of(bytes, &[]).map_err(|error| Failure::Input(shown(name), error))?;
    if replayed.broken().is_some() || replayed.torn().is_some() {
        let why = spoken().choose(
            "this journal is not whole: see what is wrong with riparto table verify JOURNAL",
            "questo registro non è integro: vedere che cosa non va con riparto table verify REGISTRO",
        );
        return Err(Failure::Journal(shown(name), why.to_owned()));
    }
    Ok(replayed.table().plan().cloned())
}

/// The plan, with the rules of the packs that were asked for.
pub(crate) fn plan(arguments: &PlanArguments) -> Result<Plan, Failure> {
    Ok(plan_and_packs(arguments)?.0)
}

/// The plan, asked about on the day that was given, with the rules of the packs that were asked for; and these packs.
pub(crate) fn plan_and_packs(arguments: &PlanArguments) -> Result<(Plan, Vec<RulePack>), Failure> {
    let mut plan = plan_of(&arguments.plan)?;
    let built_in = |id: &String| {
        let input = |error| Failure::Input("--pack".to_owned(), error);
        RulePack::built_in(id).map(|pack| (pack, "--pack".to_owned())).map_err(input)
    };
    let from_file = |name: &String| pack(name).map(|pack| (pack, shown(name)));
    let mut packs = Vec::new();
    for read in arguments.pack.iter().map(built_in).chain(arguments.rules.iter().map(from_file)) {
        let (pack, place) = read?;
        let pack = if arguments.date.is_some() { pack.dated() } else { pack };
        plan = plan.with_pack(&pack).map_err(|error| Failure::Input(place, error))?;
        packs.push(pack);
    }
    plan.envelope().currency().print_here();
    if let Some(day) = arguments.date {
        plan = plan.on(day).map_err(|error| Failure::Input("--date".to_owned(), error))?;
    }
    Ok((plan, packs))
}

/// A rule pack, Markdown or JSON.
pub(crate) fn pack(name: &str) -> Result<RulePack, Failure> {
    read(name, RulePack::from_text)
}

pub(crate) fn proposal(name: &str) -> Result<Proposal, Failure> {
    read(name, Proposal::from_json)
}

/// The amounts wished for: those of a plan document, line by line; a line that it does not have keeps what it holds.
pub(crate) fn wish(name: &str, plan: &Plan) -> Result<Vec<Money>, Failure> {
    let wanted = plan_of(name)?;
    let same = plan.envelope().require_currency(wanted.envelope());
    same.map_err(|error| Failure::Input(shown(name), error))?;
    let mut amounts = plan.approved().amounts().to_vec();
    for (line, amount) in wanted.approved().iter() {
        let position = plan.envelope().position(line.id());
        amounts[position.map_err(|error| Failure::Input(shown(name), error))?] = amount;
    }
    Ok(amounts)
}

fn shown(name: &str) -> String {
    if name == "-" { "standard input".to_owned() } else { name.to_owned() }
}

/// The bytes of a file, no more than a document may have: one byte more is read so that the limit is told.
fn bytes(name: &str) -> io::Result<Vec<u8>> {
    let most = u64::try_from(MAX_DOCUMENT_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if name == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(name)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
