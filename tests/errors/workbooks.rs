//! Refusals of files of spreadsheets.

use riparto::sheets::{Imported, PartyImport, PlanImport, ProposalImport, RuleImport, WorkbookExport};
use riparto::{Allocation, Envelope, Error, Language, Money, Plan, Proposal, Result, Rule};

use super::{Case, refused};

fn read(bytes: &[u8]) -> Result<Imported, Error> {
    PlanImport::new().run(bytes)
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/vectors/sheets/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(super) fn files() -> Vec<Case> {
    vec![
        refused(
            read(b"PK\x03\x04nonsense"),
            "workbook_unreadable",
            "this workbook cannot be read: it is damaged or protected by a password; open it, save it again as XLSX, ODS or CSV",
        ),
        refused(
            PlanImport::new().sheet("Budget").run(&file("piano.ods")),
            "sheet_unknown",
            "there is no sheet `Budget`: the sheets are `Piano`",
        ),
        refused(
            read(b"hello\nworld\n"),
            "table_missing",
            "no table with a head and a column of amounts is in this file: write a head such as `Voce; Importo` above the lines",
        ),
        refused(
            read(b"Voce;2025;2026\nx;1,00;2,00\n"),
            "amount_columns",
            "line 1, column 2: several columns hold amounts (`2025`, `2026`) and none is clearly the one to read: name it (`--amounts`), or call it `Importo`",
        ),
        refused(
            PlanImport::new().amounts("2027").run(b"Voce;2025;2026\nx;1,00;2,00\n"),
            "amount_column_unknown",
            "no column of figures is called `2027`: there are `2025`, `2026`",
        ),
        refused(
            read(b"Comune;Popolazione;Importo\nFirenze;360930;\nPrato;195820;\n"),
            "amounts_empty",
            "line 1, column 3: column `Importo` holds no amounts, and nothing says that column `Popolazione` does: fill it in, or name the column to read (`--amounts`)",
        ),
        refused(
            read("Valori in migliaia di euro;\nVoce;Importo\nx;1,00\n".as_bytes()),
            "amounts_scaled",
            "line 1, column 1: the table says `Valori in migliaia di euro`: write its amounts in full, to the cent",
        ),
        refused(
            read(&file("quote.xlsx")),
            "amounts_shares",
            "sheet `Sheet`, cell B2: the amounts sum to 1.00: they may be shares that the cells show in percent; write amounts, or name the column that has them (`--amounts`)",
        ),
        refused(
            read(&file("due-anni.xlsx")),
            "sheets_alike",
            "several sheets hold a table with the same head (`2023`, `2024`): name the one to read (`--sheet`)",
        ),
        refused(
            read(&file("noresult.xlsx")),
            "formula_without_result",
            "sheet `Sheet`, cell B2: a formula without its result: open the file in a spreadsheet, save it, and try again",
        ),
        refused(
            read(b"Voce;Importo\nx;26.344 milioni\n"),
            "cell_no_amount",
            "line 2, column 2: `26.344 milioni` where an amount is expected: write it in full, for example `26.344.000,00`",
        ),
        refused(
            read(&file("unite.xlsx")),
            "cell_merged",
            "sheet `Sheet`, cell B3: an amount is merged over several lines: write what each of them holds",
        ),
        refused(
            read(b"Voce;Importo\nx;1,00\nTotale;1,01\n"),
            "total_row_differs",
            "line 3, column 2: the total is 1.01 and the lines above sum to 1.00: 0.01 apart",
        ),
    ]
}

fn rules(table: &str) -> Result<Vec<Rule>, Error> {
    let envelope = Envelope::builder("Plan", Money::from_euros(100));
    let envelope = envelope.line("a", "Travel").line("b", "Travel").build().unwrap();
    RuleImport::new(&envelope).run(table.as_bytes())
}

pub(super) fn rule_tables() -> Vec<Case> {
    vec![
        refused(
            rules("id;limit\nr1;at most\n"),
            "rules_missing",
            "no table of rules is in this file: write a head such as `id; scope; limit; percent; amount; base; level; source` above them",
        ),
        refused(
            PartyImport.run(b"name;office\nANCI;7\n"),
            "parties_absent",
            "no table of parties is in this file: write a head `id; name; role` above them",
        ),
        refused(
            rules("id;scope;limit;amount\nr1;a;at most;1.00\nr1;b;at most;2.00\n"),
            "rule_rows_differ",
            "line 3, column 1: the rule `r1` stands in row 2 with another scope or source: give it another id, or the same scope, text and source where it has several bands",
        ),
        refused(
            transfers("from;amount\na;1.00\n"),
            "transfers_absent",
            "no table of transfers is in this file: write a head `from; to; amount` above them",
        ),
        refused(
            rules("id;scope;limit;amount\nr1;Travel;at most;1.00\n"),
            "line_titles",
            "line 2, column 2: several lines are called `Travel`: write the id of the one that is meant, such as `a`, `b`",
        ),
        refused(
            rules("id;scope;limit;amount;level\nr1;a;at most;1.00;never\n"),
            "cell_words",
            "line 2, column 5: `never` is not a level of authorization: the levels are `free`, `notification`, `prior approval`, `exceptional approval`, `forbidden`",
        ),
        refused(
            rules("id;scope;limit;amount\nr1;a;unchanged;1.00\n"),
            "cell_spare",
            "line 2, column 4: `1.00` has no use beside the limit `unchanged`: take it out, or write another limit",
        ),
        refused(
            rules_of("giorno.xlsx"),
            "cell_day",
            "sheet `Regole`, cell E2: a day as a date of the spreadsheet: write it as text, such as `2026-11-30`",
        ),
        refused(
            rules_of("percentuali.xlsx"),
            "percent_of_one",
            "sheet `Regole`, cell D2: `0.4` may be that many percent or a share of one that the cell shows in percent: write it as text with its sign, such as `40 %`",
        ),
    ]
}

fn transfers(table: &str) -> Result<Proposal, Error> {
    let plan = Plan::from_json(
        r#"{"format": "riparto.plan/1", "title": "Plan", "total": "1.00", "lines": [{"id": "a", "amount": "1.00"}]}"#,
    );
    ProposalImport::new(&plan.unwrap()).run(table.as_bytes())
}

fn rules_of(name: &str) -> Result<Vec<Rule>, Error> {
    let envelope =
        Envelope::builder("Plan", Money::from_euros(100)).line("overheads", "Overheads").build().unwrap();
    RuleImport::new(&envelope).run(&file(name))
}

pub(super) fn swelling() -> Case {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![0_u8; 1 << 20];
    for _ in 0..520 {
        archive.write_all(&zeros).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20, "half a gigabyte in a megabyte");
    refused(
        read(&bytes),
        "workbook_too_large",
        "this workbook holds more than 536870912 bytes when it is unpacked",
    )
}

pub(super) fn cells() -> Case {
    let row = format!("x{}\n", ";1".repeat(2_047));
    let table = format!("Voce{}\n{}", ";Importo".repeat(2_047), row.repeat(1_024));
    refused(
        read(table.as_bytes()),
        "sheet_cells",
        "this workbook has more than 2097152 cells that hold something: keep the sheet with the budget alone",
    )
}

/// As many lines as a plan may have, which are more than a sheet has rows beside its head and totals.
pub(super) fn too_many_rows() -> Case {
    let lines = 0..riparto::capacity::MAX_LINES;
    let builder = lines.fold(Envelope::builder("Plan", Money::ZERO), |builder, line| {
        let id = format!("l{line}");
        builder.line(&id, &id)
    });
    let amounts = vec![Money::ZERO; riparto::capacity::MAX_LINES];
    let original = Allocation::new(&builder.build().unwrap(), amounts).unwrap();
    let plan = Plan::builder(&original).build().unwrap();
    refused(
        WorkbookExport::new(&plan).bytes(Language::English),
        "workbook_unwritable",
        "the plan does not fit into a workbook: a sheet has 1048576 rows and a cell 32767 characters",
    )
}
