//! Reading the files that the command line names.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use riparto::capacity::MAX_DOCUMENT_BYTES;
use riparto::journal::{Head, Record};
use riparto::money::AmountStyle;
use riparto::proof::DigestedPlan;
use riparto::reader::text_of;
use riparto::report::Report;
use riparto::rules::RulePack;
use riparto::sheets::{Imported, PartyImport, PlanImport, ProposalImport, RuleImport, SheetText};
use riparto::table::{CoDesignTable, KeptScenario, Preview, Replayed};
use riparto::{Date, Envelope, Language, Money, Party, Plan, Proposal, Rule};

use crate::arguments::PlanArguments;
use crate::language_choice::spoken;
use crate::outcome::Failure;

/// A document of a kind, with the file's name in every error.
pub(crate) fn read<T>(name: &str, parse: impl Fn(&str) -> riparto::Result<T>) -> Result<T, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    text_of(&bytes).and_then(parse).map_err(|error| Failure::Input(shown(name), error))
}

/// A document, or a table of a workbook or of CSV in any encoding that spreadsheets save, with the style of its amounts and the
/// sheet where it has these, and the name of that encoding if it is not UTF-8. Of a workbook a sheet with one of some names is read first.
pub(crate) fn read_table<T>(
    name: &str,
    sheets: &[&str],
    parse: impl Fn(&str, (Option<AmountStyle>, Option<&str>)) -> riparto::Result<T>,
) -> Result<(T, Option<&'static str>), Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    let read = match is_json(&bytes) {
        true => text_of(&bytes).and_then(|text| parse(text, (None, None))).map(|read| (read, None)),
        false => SheetText::of(&bytes, sheets).and_then(|table| {
            parse(table.text(), (table.style(), table.sheet())).map(|read| (read, table.encoding()))
        }),
    };
    read.map_err(|error| Failure::Input(shown(name), error))
}

/// A table of many rows, as [`read_table`] reads one: of CSV it takes as many as the reader of its text does.
pub(crate) fn read_rows<T>(
    name: &str,
    sheets: &[&str],
    parse: impl Fn(&str, (Option<AmountStyle>, Option<&str>)) -> riparto::Result<T>,
) -> Result<(T, Option<&'static str>), Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    let read = SheetText::of_many_rows(&bytes, sheets).and_then(|table| {
        parse(table.text(), (table.style(), table.sheet())).map(|read| (read, table.encoding()))
    });
    read.map_err(|error| Failure::Input(shown(name), error))
}

/// The plan in a file, whichever kind of file it is: a plan document, a workbook or CSV, or a table's journal, whose plan is the one
/// that stands.
pub(crate) fn plan_of(name: &str) -> Result<Plan, Failure> {
    match source(name)? {
        PlanSource::Document(plan, _) => Ok(*plan),
        PlanSource::Table(table, _) => standing(name, &table),
    }
}

/// Where a plan is read from.
enum PlanSource {
    /// A plan, and the bytes of its document where it is one of JSON.
    Document(Box<Plan>, Option<Vec<u8>>),
    Table(Box<CoDesignTable>, Head),
}

fn source(name: &str) -> Result<PlanSource, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    let input = |error| Failure::Input(shown(name), error);
    if is_json(&bytes) {
        if let Some((table, head)) = table_of(name, &bytes)? {
            return Ok(PlanSource::Table(Box::new(table), head));
        }
        let plan = text_of(&bytes).and_then(Plan::from_json).map_err(input)?;
        return Ok(PlanSource::Document(Box::new(plan), Some(bytes)));
    }
    let imported = PlanImport::new().run(&bytes).map(Imported::into_plan).map_err(input)?;
    Ok(PlanSource::Document(Box::new(imported), None))
}

/// The plan as it stands at a table.
fn standing(name: &str, table: &CoDesignTable) -> Result<Plan, Failure> {
    // A history whose first event opens no table is broken.
    table.plan().cloned().ok_or_else(|| not_whole(name))
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

/// The table of a journal; none if the bytes are no journal. One that is broken or cut off is refused: what stands is what all of it
/// says.
fn table_of(name: &str, bytes: &[u8]) -> Result<Option<(CoDesignTable, Head)>, Failure> {
    const RECORD: &[u8] = b"{\"event\":";
    if !bytes.starts_with(RECORD) {
        return Ok(None);
    }
    let replayed = Replayed::of(bytes, &[]).map_err(|error| Failure::Input(shown(name), error))?;
    if replayed.broken().is_some() || replayed.torn().is_some() {
        return Err(not_whole(name));
    }
    Ok(Some(replayed.into_table()))
}

fn not_whole(name: &str) -> Failure {
    let why = spoken().choose(
        "this journal is not whole: see what is wrong with riparto table verify JOURNAL",
        "questo registro non è integro: vedere che cosa non va con riparto table verify REGISTRO",
    );
    Failure::Journal(shown(name), why.to_owned())
}

/// The plan, with the rules of the packs that were asked for. What is counted as approved is said first.
pub(crate) fn plan(out: &mut impl Write, arguments: &PlanArguments) -> Result<Plan, Failure> {
    Ok(asked(out, arguments)?.plan)
}

/// A plan that is asked about.
pub(crate) struct AskedPlan {
    /// The plan on the day that was given, with the rules of the packs that were asked for.
    pub(crate) plan: Plan,
    pub(crate) packs: Vec<RulePack>,
    /// The table whose plan it is, if its journal was given.
    pub(crate) table: Option<Box<CoDesignTable>>,
    /// The head of its history.
    pub(crate) head: Option<Head>,
    /// The proposals that are counted as if they were approved.
    pub(crate) counted: Option<Box<Preview>>,
    /// The bytes of the plan's document, where it is one of JSON and all of the plan.
    document: Option<Vec<u8>>,
}

impl AskedPlan {
    /// The plan's document as it was given, where it is one of JSON and all of the plan.
    pub(crate) fn document(&self) -> Option<&str> {
        self.document.as_deref().and_then(|bytes| text_of(bytes).ok())
    }

    /// The plan with the digest by which a proof names it: that of the document that was given, or of the one that `riparto export`
    /// writes where none was given that says all of it; that is said.
    pub(crate) fn digested(&self, out: &mut impl Write, name: &str) -> Result<DigestedPlan, Failure> {
        let input = |error| Failure::Input(shown(name), error);
        let Some(bytes) = &self.document else {
            let said = spoken().choose(
                format!("The proof is about the plan as `riparto export {name} --out plan.json` writes it, with the same options."),
                format!("La prova riguarda il piano come lo scrive `riparto export {name} --out plan.json`, con le stesse opzioni."),
            );
            writeln!(out, "{said}")?;
            return DigestedPlan::of(self.plan.clone()).map_err(input);
        };
        let digested = text_of(bytes).and_then(DigestedPlan::from_json);
        let on_day = |plan: DigestedPlan| match self.plan.rulebook().day() {
            Some(day) => plan.on(day),
            None => Ok(plan),
        };
        digested.and_then(on_day).map_err(input)
    }
}

/// The plan that is asked about. What is counted as approved is said first.
pub(crate) fn asked(out: &mut impl Write, arguments: &PlanArguments) -> Result<AskedPlan, Failure> {
    let source = match arguments.scenario.as_deref() {
        None => source(&arguments.plan)?,
        Some(file) => {
            let said = spoken().choose("In the scenario", "Nello scenario");
            let source = in_scenario(&arguments.plan, file)?;
            writeln!(out, "{said} {file}:\n")?;
            source
        }
    };
    let (mut plan, of_table, counted, document) = match source {
        PlanSource::Document(plan, document) if arguments.with.is_empty() => (*plan, None, None, document),
        PlanSource::Document(..) => {
            return Err(Failure::Arguments(
                spoken()
                    .choose(
                        "--with counts proposals of a table: give the journal of the table as PLAN",
                        "--with considera le proposte di un tavolo: indicare come PIANO il registro del tavolo",
                    )
                    .to_owned(),
            ));
        }
        PlanSource::Table(table, head) => {
            let (plan, counted) = counted(out, arguments, &table)?;
            (plan, Some((table, head)), counted, None)
        }
    };
    let (table, head) = of_table.unzip();
    let built_in = |id: &String| {
        let input = |error| Failure::Input("--pack".to_owned(), error);
        RulePack::built_in(id).map_err(input)
    };
    let mut packs = Vec::new();
    for id in &arguments.pack {
        let pack = built_in(id)?;
        plan = with_pack(plan, (pack, "--pack"), arguments.date, &mut packs)?;
    }
    for (name, rules) in rules_of_all(&arguments.rules, plan.envelope())? {
        match rules {
            Rules::Pack(pack) => plan = with_pack(plan, (*pack, &shown(name)), arguments.date, &mut packs)?,
            Rules::Table(rules) => {
                plan = plan.with_rules(rules).map_err(|error| Failure::Input(shown(name), error))?;
            }
        }
    }
    plan.envelope().currency().print_here();
    if let Some(day) = arguments.date {
        plan = plan.on(day).map_err(|error| Failure::Input("--date".to_owned(), error))?;
    }
    let document = document.filter(|_| arguments.pack.is_empty() && arguments.rules.is_empty());
    Ok(AskedPlan { plan, packs, table, head, counted, document })
}

/// An id for a proposal that the table of a plan does not have; `p1` for a plan of no table. Standard input was read already.
pub(crate) fn free_proposal(plan: &str) -> String {
    let table = match plan {
        "" | "-" => None,
        name => source(name).ok(),
    };
    let is_free = |id: &String| match &table {
        Some(PlanSource::Table(table, _)) => table.proposal(id).is_none(),
        _ => true,
    };
    (1_u64..).map(|number| format!("p{number}")).find(is_free).unwrap_or_default()
}

/// The table as a scenario has it.
fn in_scenario(name: &str, file: &str) -> Result<PlanSource, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    if table_of(name, &bytes)?.is_none() {
        let why = spoken().choose(
            "--scenario asks about a table: give the journal of the table as PLAN",
            "--scenario riguarda un tavolo: indicare come PIANO il registro del tavolo",
        );
        return Err(Failure::Arguments(why.to_owned()));
    }
    let input = |error| Failure::Input(shown(name), error);
    let text = text_of(&bytes).map_err(input)?;
    let records = (1..).zip(text.lines()).map(|(revision, line)| Record::from_line(revision, line));
    let records = records.collect::<riparto::Result<Vec<Record>>>().map_err(input)?;
    let played = read(file, KeptScenario::from_lines)?.played(&records).map_err(input)?;
    let kept = played.map_err(|rejection| Failure::Journal(file.to_owned(), rejection.message(spoken())))?;
    let head = kept.head();
    Ok(PlanSource::Table(Box::new(kept.into_table()), head))
}

/// The plan of a table with proposals counted as if they were approved, which are said.
fn counted(
    out: &mut impl Write,
    arguments: &PlanArguments,
    table: &CoDesignTable,
) -> Result<(Plan, Option<Box<Preview>>), Failure> {
    if arguments.with.is_empty() {
        return Ok((standing(&arguments.plan, table)?, None));
    }
    let with: Vec<&str> = arguments.with.iter().map(String::as_str).collect();
    let preview = table.preview(&with).map_err(|error| Failure::Input("--with".to_owned(), error))?;
    writeln!(out, "{}", preview.display(arguments.language()))?;
    Ok((preview.plan().clone(), Some(Box::new(preview))))
}

fn with_pack(
    plan: Plan,
    (pack, place): (RulePack, &str),
    date: Option<Date>,
    packs: &mut Vec<RulePack>,
) -> Result<Plan, Failure> {
    let pack = if date.is_some() { pack.dated() } else { pack };
    let plan = plan.with_pack(&pack).map_err(|error| Failure::Input(place.to_owned(), error))?;
    packs.push(pack);
    Ok(plan)
}

/// What a file of rules holds.
pub(crate) enum Rules {
    Pack(Box<RulePack>),
    /// A rule a row, in a workbook or CSV.
    Table(Vec<Rule>),
}

/// The rules in a file, whichever kind of file it is: a pack, or a table about the lines of an envelope.
pub(crate) fn rules_of(name: &str, envelope: &Envelope) -> Result<Rules, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    let page = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start().starts_with(b"---");
    let read = match page || is_json(&bytes) {
        true => text_of(&bytes)
            .and_then(RulePack::from_text)
            .and_then(|pack| pack.in_language(spoken()))
            .map(Box::new)
            .map(Rules::Pack),
        false => RuleImport::new(envelope).run(&bytes).map(Rules::Table),
    };
    read.map_err(|error| Failure::Input(shown(name), error))
}

/// The rules in some files, or all that is wrong with each of them.
pub(crate) fn rules_of_all<'n>(
    names: &'n [String],
    envelope: &Envelope,
) -> Result<Vec<(&'n str, Rules)>, Failure> {
    let (mut read, mut failures) = (Vec::new(), Vec::new());
    for name in names {
        match rules_of(name, envelope) {
            Ok(rules) => read.push((name.as_str(), rules)),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::of_all(failures).map_or(Ok(read), Err)
}

/// The parties in a table, in a workbook or CSV.
pub(crate) fn parties(name: &str) -> Result<Vec<Party>, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    PartyImport.run(&bytes).map_err(|error| Failure::Input(shown(name), error))
}

/// A rule pack, Markdown or JSON.
pub(crate) fn pack(name: &str) -> Result<RulePack, Failure> {
    read(name, RulePack::from_text)
}

/// The proposal in a file: a document, or a table of transfers in a workbook or CSV, of a party where the table names none.
pub(crate) fn proposal(name: &str, plan: &Plan, party: Option<&str>) -> Result<Proposal, Failure> {
    let bytes = bytes(name).map_err(|error| Failure::File(shown(name), error))?;
    let import = party.into_iter().fold(ProposalImport::new(plan), |import, party| import.party(party));
    let read = match is_json(&bytes) {
        true => text_of(&bytes).and_then(Proposal::from_json),
        false => import.run(&bytes),
    };
    read.map_err(|error| Failure::Input(shown(name), error))
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

/// Writes a document to a file, which is replaced if it is there, and says so.
pub(crate) fn write(out: &mut impl Write, name: &str, document: String) -> Result<(), Failure> {
    written(out, name, (document + "\n").as_bytes(), spoken())
}

/// An answer as the JSON API gives it.
pub(crate) fn json(answer: &impl serde::Serialize) -> String {
    // Answers have string keys only: nothing here can fail.
    serde_json::to_string(answer).unwrap_or_default()
}

/// The end of a file's name, which says its format: `xlsx`.
pub(crate) fn ending(file: &str) -> String {
    Path::new(file).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase()
}

/// Writes a file, which is replaced if it is there, and says so.
pub(crate) fn written(
    out: &mut impl Write,
    file: &str,
    bytes: &[u8],
    language: Language,
) -> Result<(), Failure> {
    fs::write(file, bytes).map_err(|error| Failure::File(file.to_owned(), error))?;
    writeln!(out, "{}", language.choose(format!("written: {file}"), format!("scritto: {file}")))?;
    Ok(())
}

fn shown(name: &str) -> String {
    let name = if name == "-" { spoken().choose("standard input", "ingresso standard") } else { name };
    name.to_owned()
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
