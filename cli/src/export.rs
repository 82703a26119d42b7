//! `riparto export`: a plan as a workbook, CSV, Markdown, HTML or JSON.

use std::io::Write;

use riparto::journal::Journal;
use riparto::report::{LogReport, PivotReport, PlanPage};
use riparto::sheets::{PlanTable, SheetCell, TableSheet, WorkbookExport};
use riparto::table::{CoDesignTable, Stance, TableEvent, TabledProposal};
use riparto::{Language, Money, Transfer};

use crate::arguments::{ByArguments, PlanArguments};
use crate::commands::by_labels;
use crate::files::{self, AskedPlan};
use crate::outcome::{Failure, Outcome};

/// The formats that plans are written in.
const ENDINGS: &[&str] = &[".xlsx", ".csv", ".md", ".html", ".json"];

/// Writes a plan in the format that the end of the file's name says; a table's workbook with its proposals and its history.
pub(crate) fn run(
    out: &mut impl Write,
    named: &PlanArguments,
    file: &str,
    by: &ByArguments,
) -> Result<Outcome, Failure> {
    let (AskedPlan { plan, table, .. }, language) = (files::asked(out, named)?, named.language());
    let bytes = match files::ending(file).as_str() {
        ending if !by.labels.is_empty() => {
            let pivot = by_labels(&plan, named, &by.labels)?;
            match ending {
                "xlsx" => pivot_sheet(&pivot, language)
                    .workbook()
                    .map_err(|error| Failure::Input(named.plan.clone(), error))?,
                "csv" => format!("\u{feff}{}", pivot.csv(language)).into_bytes(),
                "md" => pivot.markdown(language).into_bytes(),
                "html" => pivot.html(language).into_bytes(),
                "json" => (files::json(pivot.pivot()) + "\n").into_bytes(),
                _ => return Err(Failure::of_ending(file, ENDINGS, language)),
            }
        }
        "xlsx" => {
            let mut export = WorkbookExport::new(&plan);
            if let Some(table) = &table {
                export = export.sheet(proposals_sheet(table, language));
                if named.plan != "-" {
                    export = export.sheet(history_sheet(table, &named.plan, language)?);
                }
            }
            export.bytes(language).map_err(|error| Failure::Input(named.plan.clone(), error))?
        }
        // A mark tells Excel that the text is in UTF-8.
        "csv" => format!("\u{feff}{}", PlanTable::of(&plan).csv(language)).into_bytes(),
        "md" => PlanTable::of(&plan).markdown(language).into_bytes(),
        "html" => PlanPage::of(&plan).html(language).into_bytes(),
        "json" => (plan.to_json() + "\n").into_bytes(),
        _ => return Err(Failure::of_ending(file, ENDINGS, language)),
    };
    files::written(out, file, &bytes, language)?;
    Ok(Outcome::Free)
}

/// The amounts of a plan by labels: a row for each combination of their values, then the total.
fn pivot_sheet(report: &PivotReport<'_>, language: Language) -> TableSheet {
    let pivot = report.pivot();
    let amount = language.choose("amount", "Importo").to_owned();
    let heads = pivot.keys().map(str::to_owned).chain([amount]);
    let sheet = TableSheet::new(language.choose("Totals", "Totali"), heads);
    let none = language.choose("(none)", "(senza)");
    let sheet = pivot.rows().fold(sheet, |sheet, row| {
        let labels = row.labels.iter().map(|label| SheetCell::Text(label.unwrap_or(none).to_owned()));
        sheet.row(labels.chain([SheetCell::Amount(row.amount)]))
    });
    let mut foot = vec![SheetCell::Text(String::new()); pivot.keys().len()];
    if let Some(first) = foot.first_mut() {
        *first = SheetCell::Text(language.choose("total", "Totale").to_owned());
    }
    foot.push(SheetCell::Sum(pivot.total()));
    sheet.row(foot)
}

/// The proposals of a table, a row for each transfer, with what parties said of them.
fn proposals_sheet(table: &CoDesignTable, language: Language) -> TableSheet {
    let heads = language.choose(
        [
            "proposal",
            "version",
            "title",
            "by",
            "status",
            "reason",
            "act",
            "from",
            "to",
            "amount",
            "consent",
            "objection",
            "abstention",
        ],
        [
            "Proposta",
            "Versione",
            "Titolo",
            "Proponente",
            "Stato",
            "Motivazione",
            "Atto",
            "Da",
            "A",
            "Importo",
            "Assenso",
            "Obiezione",
            "Astensione",
        ],
    );
    let sheet = TableSheet::new(language.choose("Proposals", "Proposte"), heads);
    table.proposals().fold(sheet, |sheet, tabled| {
        let transfers = tabled.proposal().transfers();
        let listed: Vec<Option<&Transfer>> = match transfers {
            [] => vec![None],
            some => some.iter().map(Some).collect(),
        };
        listed.into_iter().fold(sheet, |sheet, transfer| sheet.row(proposal_row(tabled, transfer, language)))
    })
}

fn proposal_row(tabled: &TabledProposal, transfer: Option<&Transfer>, language: Language) -> Vec<SheetCell> {
    let text = |words: &str| SheetCell::Text(words.to_owned());
    let proposal = tabled.proposal();
    let parties = |stance: Stance| {
        let said = tabled.statements().iter().filter(|(_, statement)| statement.stance == stance);
        let said = said.map(|(party, statement)| match statement.reason.as_str() {
            "" => party.clone(),
            reason => format!("{party} ({reason})"),
        });
        SheetCell::Text(said.collect::<Vec<_>>().join(", "))
    };
    vec![
        text(proposal.id()),
        SheetCell::Number(tabled.version().into()),
        text(proposal.title()),
        text(proposal.party()),
        text(tabled.status().words(language)),
        text(proposal.reason()),
        text(tabled.act()),
        text(transfer.map_or("", Transfer::from)),
        text(transfer.map_or("", Transfer::to)),
        transfer.map_or(text(""), |transfer| SheetCell::Amount(transfer.amount())),
        parties(Stance::Consent),
        parties(Stance::Objection),
        parties(Stance::Abstention),
    ]
}

/// What happened at a table, an event a row.
fn history_sheet(table: &CoDesignTable, journal: &str, language: Language) -> Result<TableSheet, Failure> {
    let mut events: Vec<(u64, TableEvent)> = Vec::new();
    let read = Journal::inspect(journal, &[], &mut |record| {
        events.push((record.revision(), CoDesignTable::event(&record)?));
        Ok(())
    });
    read.map_err(|error| Failure::Input(journal.to_owned(), error))?;
    let heads = language.choose(
        ["event", "when", "who", "what", "amount"],
        ["Evento", "Quando", "Chi", "Che cosa", "Importo"],
    );
    let sheet = TableSheet::new(language.choose("History", "Cronologia"), heads);
    let rows = LogReport::of(table, &events).rows(language);
    Ok(rows.into_iter().fold(sheet, |sheet, [number, when, who, what, amount]| {
        let number = number.parse().map_or(SheetCell::Text(number), SheetCell::Number);
        let amount = amount.parse::<Money>().map_or(SheetCell::Text(amount), SheetCell::Amount);
        sheet.row([number, SheetCell::Text(when), SheetCell::Text(who), SheetCell::Text(what), amount])
    }))
}
