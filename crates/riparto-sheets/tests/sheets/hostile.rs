//! Files that mean no good, or were made without care.

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
