//! Files that mean no good, or were made without care.

use std::io::Cursor;

use riparto_core::{Language, Plan};
use riparto_sheets::sheets::{PlanImport, PlanTable, SheetCell, TableSheet, WorkbookExport};

use super::{amounts, file, read};

/// The parts of a workbook that hold cells.
fn sheets(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let sheets = names.iter().filter(|name| name.starts_with("xl/worksheets/sheet"));
    sheets
        .map(|name| {
            let mut part = String::new();
            std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut part).unwrap();
            part
        })
        .collect()
}

#[test]
fn no_word_of_a_plan_becomes_a_formula() {
    let evil = r#"=cmd|' /C calc'!A0"#;
    let document = serde_json::json!({
        "format": "riparto.plan/1", "title": evil, "total": "10.00",
        "lines": [{"id": "a", "title": evil, "labels": {"partner": "@SUM(1+1)"}, "amount": "10.00"}],
        "rules": [{"id": "r1", "text": "+1+1", "source": evil, "scope": "all", "limit": {"floor": "1.00"}}],
    });
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let bytes = WorkbookExport::new(&plan).bytes(Language::Italian).unwrap();
    let table = TableSheet::new("Tavolo", [evil]).row([SheetCell::Text(evil.into())]).workbook().unwrap();
    for part in sheets(&bytes).iter().chain(&sheets(&table)) {
        let formulas = part.split("<f>").skip(1).map(|rest| rest.split("</f>").next().unwrap());
        assert!(
            formulas.clone().all(|formula| !formula.contains("cmd") && !formula.contains("1+1")),
            "{part}"
        );
    }
    let csv = PlanTable::of(&plan).csv(Language::Italian);
    assert!(csv.contains(";'=cmd|") && csv.contains(";'@SUM(1+1);"), "{csv}");
}

/// What a formula over another file found last is its amount; macros are not looked at, and the report says so; a total over merged cells is a total.
#[test]
fn links_and_macros_do_nothing() {
    for (name, told) in [
        ("collegamento.xlsx", "collegamenti ad altri file: non seguiti, le loro celle valgono come salvate"),
        ("collegamento.ods", "collegamenti ad altri file: non seguiti, le loro celle valgono come salvate"),
        ("macro.xlsm", "macro: né lette né eseguite"),
    ] {
        let imported = read(name);
        assert_eq!(amounts(imported.plan()), ["12.50", "7.50"]);
        assert!(imported.report().text(Language::Italian).contains(told), "{name}");
    }
    let imported = PlanImport::new().run(&file("totale-unito.xlsx")).unwrap();
    assert_eq!(amounts(imported.plan()), ["12.50", "7.50"]);
    assert!(imported.report().text(Language::Italian).contains("riga 4 «TOTALE»: un totale"));
}

/// A workbook of one sheet with these rows of XML.
fn workbook_with(rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let sheet_type = format!("{OFFICE}/worksheet");
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Piano" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{sheet_type}" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, part.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TABLE: &str = concat!(
    r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Voce</t></is></c><c r="B1" t="inlineStr"><is><t>Importo</t></is></c></row>"#,
    r#"<row r="2"><c r="A2" t="inlineStr"><is><t>Personale</t></is></c><c r="B2"><v>12.5</v></c></row>"#,
);

/// A sheet whose rows are formatted to the last one that there is holds what it holds.
#[test]
fn rows_without_cells_cost_nothing() {
    let blank: String = (3..=1_048_576).map(|row| format!(r#"<row r="{row}" s="1"/>"#)).collect();
    let book = workbook_with(&format!("{TABLE}{blank}"));
    assert_eq!(amounts(PlanImport::new().run(&book).unwrap().plan()), ["12.50"]);
    let last = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let book = workbook_with(&format!("{TABLE}{last}"));
    assert_eq!(amounts(PlanImport::new().run(&book).unwrap().plan()), ["12.50"]);
}

/// A file that grows beyond what a workbook may take is refused while it is unpacked, whatever it states.
#[test]
fn a_file_that_grows_without_end_is_refused_in_a_sentence() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    archive.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let zeros = vec![0_u8; 1 << 20];
    for _ in 0..=riparto_core::capacity::MAX_WORKBOOK_BYTES >> 20 {
        std::io::Write::write_all(&mut archive, &zeros).unwrap();
    }
    let bomb = archive.finish().unwrap().into_inner();
    assert!(bomb.len() < 8 << 20, "it is small: {}", bomb.len());
    let error = PlanImport::new().run(&bomb).unwrap_err();
    assert_eq!(error.code(), "workbook_too_large");
    assert!(
        error.message(Language::Italian).contains("decompressa, supera 536870912 byte"),
        "{}",
        error.message(Language::Italian)
    );
}
