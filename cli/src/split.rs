//! The commands `apportion` and `retrace`: a table of CSV split, and a published split compared with each method.

use std::io::{self, Write};

use riparto::money::{AmountStyle, Apportion, MethodName, ReadSplit, Retrace, SplitTable};
use riparto::proof::{NoProof, Proof};
use riparto::report::{Report, RetraceReport, SplitReport};
use riparto::{Error, Money};

use crate::files;
use crate::language_choice::spoken;
use crate::outcome::{Failure, Outcome};
use crate::proof;
use crate::split_arguments::{OutputName, RoundingArguments, SplitArguments};
use crate::split_file::{self, Amounts};

/// What a table and the command line say together.
struct SplitRequest {
    table: SplitTable,
    total: Money,
    options: Apportion,
}

pub(crate) fn apportion(
    out: &mut impl Write,
    named: &SplitArguments,
    rounding: &RoundingArguments,
) -> Result<Outcome, Failure> {
    let asked = read(out, named)?;
    let (names, key) = (asked.table.names(), asked.table.key());
    let input = |error: Error| Failure::Input(named.table.clone(), error);
    let residual_to = rounding.residual_to.as_deref().map(|name| part(names, name)).transpose()?;
    let options = asked.options.clone().tie_break(rounding.tie_break.into());
    let method = MethodName::from(rounding.method);
    if method == MethodName::HalfUp {
        // A part that takes a residual would take it silently.
        let options = residual_to.map_or(options.clone(), |part| options.residual_to(part));
        let shares = options.half_up(asked.total, key).map_err(input)?;
        match named.output() {
            OutputName::Text => write!(out, "{}", SplitReport::of_half_up(names, &shares).display(spoken()))?,
            OutputName::Json => writeln!(out, "{}", files::json(&shares))?,
            OutputName::Csv => columns(out, names, &[("half_up", shares.amounts())])?,
        }
        split_file::write(out, named, &asked.table, &Amounts::Split(shares.amounts()))?;
        let outcome = if shares.difference().is_zero() { Outcome::Free } else { Outcome::Forbidden };
        let made = || Proof::of_half_up(asked.total, key, &options, &shares);
        return proven(out, (named, rounding), outcome, made);
    }
    let options = match residual_to.filter(|_| named.unit.is_some() && method != MethodName::Truncated) {
        Some(part) => options.method(method.with(None).map_err(input)?).residual_to(part),
        None => options.method(method.with(residual_to).map_err(input)?),
    };
    let split = options.split(asked.total, key).map_err(input)?;
    match named.output() {
        OutputName::Text => write!(out, "{}", SplitReport::of(names, &split).display(spoken()))?,
        OutputName::Json => writeln!(out, "{}", files::json(&split))?,
        OutputName::Csv => columns(out, names, &[(spoken().choose("amount", "importo"), split.amounts())])?,
    }
    split_file::write(out, named, &asked.table, &Amounts::Split(split.amounts()))?;
    proven(out, (named, rounding), Outcome::Free, || Proof::of_split(asked.total, key, &options, &split))
}

/// How the command ends once the proof that is asked for is written. What a program reads is alone on standard output.
fn proven(
    out: &mut impl Write,
    (named, rounding): (&SplitArguments, &RoundingArguments),
    outcome: Outcome,
    made: impl FnOnce() -> Result<Proof, NoProof>,
) -> Result<Outcome, Failure> {
    let Some(file) = &rounding.proof else { return Ok(outcome) };
    let written = match named.output() {
        OutputName::Text => proof::write(out, file, made())?,
        OutputName::Json | OutputName::Csv => proof::write(&mut io::stderr(), file, made())?,
    };
    Ok(proof::ended(outcome, written.is_some()))
}

pub(crate) fn retrace(out: &mut impl Write, named: &SplitArguments) -> Result<Outcome, Failure> {
    let asked = read(out, named)?;
    let names = asked.table.names();
    let Some(published) = asked.table.published() else {
        let said = spoken().choose(
            "the table has no column of published amounts: name it with --published",
            "la tabella non ha una colonna di importi pubblicati: indicarla con --published",
        );
        return Err(Failure::Arguments(said.to_owned()));
    };
    let retrace = Retrace::of(asked.total, asked.table.key(), published, &asked.options)
        .map_err(|error| Failure::Input(named.table.clone(), error))?;
    match named.output() {
        OutputName::Text => write!(out, "{}", RetraceReport::of(names, &retrace).display(spoken()))?,
        OutputName::Json => writeln!(out, "{}", files::json(&retrace))?,
        OutputName::Csv => {
            let heads: Vec<String> =
                retrace.methods().iter().map(|method| method.name().to_string()).collect();
            let mut amounts = vec![(spoken().choose("published", "pubblicato"), published)];
            let methods = heads.iter().zip(retrace.methods());
            amounts.extend(methods.map(|(head, method)| (head.as_str(), method.amounts())));
            columns(out, names, &amounts)?;
        }
    }
    let methods = retrace.methods().iter().map(|method| (method.name().to_string(), method.amounts()));
    split_file::write(out, named, &asked.table, &Amounts::Methods(methods.collect()))?;
    let holds = retrace.adds_up() && retrace.reproduced_by().next().is_some();
    Ok(if holds { Outcome::Free } else { Outcome::Forbidden })
}

fn read(out: &mut impl Write, named: &SplitArguments) -> Result<SplitRequest, Failure> {
    let leave_out: Vec<&str> = named.leave_out.iter().map(String::as_str).collect();
    let read = |style: Option<AmountStyle>| ReadSplit {
        weights: named.weights.as_deref(),
        criteria: &named.criterion,
        published: named.published.as_deref(),
        floors: named.floors.as_deref(),
        ceilings: named.ceilings.as_deref(),
        fixed: named.fixed.as_deref(),
        payers: named.payers.as_deref(),
        previous: named.previous.as_deref(),
        leave_out: &leave_out,
        style: named.style.map(Into::into).or(style),
    };
    let (table, encoding) = files::read_table(&named.table, &["riparto", "split"], |text, (style, _)| {
        SplitTable::from_csv(text, &read(style))
    })?;
    if let Some(encoding) = encoding.filter(|_| named.output() == OutputName::Text) {
        let read_as =
            spoken().choose("The file was read in the encoding", "Il file è stato letto nella codifica");
        writeln!(out, "{read_as} {encoding}.\n")?;
    }
    let Some(total) = named.total.or(table.total()) else {
        let said = spoken().choose(
            "the table has no row of totals: say with --total what is split",
            "la tabella non ha una riga di totale: indicare con --total che cosa si ripartisce",
        );
        return Err(Failure::Arguments(said.to_owned()));
    };
    let input = |error: Error| Failure::Input(named.table.clone(), error);
    let mut options = table.options();
    if let Some(fixed) = named.fixed_each {
        options = options.fixed(vec![fixed; table.names().len()]);
    }
    if (named.at_least.is_some() || named.at_most.is_some()) && table.previous().is_empty() {
        let said = spoken().choose(
            "the table has no column of last year's amounts: name it with --previous",
            "la tabella non ha una colonna di importi dell'anno precedente: indicarla con --previous",
        );
        return Err(Failure::Arguments(said.to_owned()));
    }
    if let Some(percent) = named.at_least {
        options = options.floors_of(percent, table.previous()).map_err(input)?;
    }
    if let Some(percent) = named.at_most {
        options = options.ceilings_of(percent, table.previous()).map_err(input)?;
    }
    if let Some(unit) = named.unit {
        options = options.unit(unit);
    }
    Ok(SplitRequest { table, total, options })
}

/// The part with a name.
fn part(names: &[String], name: &str) -> Result<usize, Failure> {
    names.iter().position(|known| known == name).ok_or_else(|| {
        let said = spoken().choose(
            format!("the table has no part `{name}` to take the residual"),
            format!("la tabella non ha una parte `{name}` a cui attribuire il resto"),
        );
        Failure::Arguments(said)
    })
}

/// A table for spreadsheets of the language: a column of names, then one for each list of amounts.
fn columns(out: &mut impl Write, names: &[String], lists: &[(&str, &[Money])]) -> Result<(), Failure> {
    let language = spoken();
    let (separator, style) = language.choose((",", AmountStyle::Plain), (";", AmountStyle::Italian));
    let heads = lists.iter().map(|(head, _)| (*head).to_owned());
    let head: Vec<String> = [language.choose("part", "parte").to_owned()].into_iter().chain(heads).collect();
    writeln!(out, "{}", head.join(separator))?;
    for (place, name) in names.iter().enumerate() {
        let amounts = lists.iter().map(|(_, amounts)| amounts[place].to_figures(style));
        let row: Vec<String> = [quoted(name, separator)].into_iter().chain(amounts).collect();
        writeln!(out, "{}", row.join(separator))?;
    }
    Ok(())
}

/// A cell in quotation marks where it needs them.
fn quoted(cell: &str, separator: &str) -> String {
    let needs = cell.contains(separator) || cell.contains(['"', '\n', '\r']);
    if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
