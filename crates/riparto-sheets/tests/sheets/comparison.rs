//! The sheet that compares, beside what the engine says of the same plan.

use std::cell::Cell;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use proptest::prelude::*;
use riparto_arbitrary::arbitrary::any_plan_with_proposals;
use riparto_core::plan::Comparison;
use riparto_core::{Authorization, Language, Plan};
use riparto_sheets::sheets::WorkbookExport;

use riparto_test_support::cases;

/// The sheet of comparison of a plan.
fn comparison(plan: &Plan) -> Range<Data> {
    let bytes = WorkbookExport::new(plan).bytes(Language::English).unwrap();
    Xlsx::new(Cursor::new(bytes)).unwrap().worksheet_range("Comparison").unwrap()
}

/// What a cell shows; amounts with their cents.
fn shown(range: &Range<Data>, row: usize, column: usize) -> String {
    match range.get((row, column)) {
        Some(Data::Float(number)) => format!("{number:.2}"),
        Some(Data::String(text)) => text.clone(),
        Some(Data::Empty) | None => String::new(),
        other => panic!("{other:?}"),
    }
}

/// Each line that uses an allowance has it beside its amounts: the rule, how much, what is used and left, the level that is reached.
#[test]
fn allowances_are_those_of_the_engine() {
    let seen = Cell::new(0);
    proptest!(cases(60), |((plan, proposals) in any_plan_with_proposals())| {
        let mut plan = plan;
        for proposal in &proposals {
            let _ = plan.apply(proposal, Authorization::Forbidden);
        }
        let (sheet, compared) = (comparison(&plan), Comparison::since_original(&plan));
        for (place, row) in compared.rows().iter().enumerate() {
            let Some(entry) = &row.allowance else { continue };
            let cells: Vec<String> = (9..14).map(|column| shown(&sheet, place + 1, column)).collect();
            let allowance = entry.allowance;
            let figures = [allowance.most().to_string(), allowance.used().to_string(), allowance.left().to_string()];
            prop_assert_eq!(&cells[0], entry.rule.id());
            prop_assert_eq!(&cells[1..4], &figures[..]);
            // A rule that several lines break at once is told beside each of them.
            let level = Authorization::ALL.iter().position(|level| level.words(Language::English) == cells[4]);
            let needs = Authorization::ALL.iter().position(|level| *level == row.needs);
            if row.rule.is_none_or(|rule| rule.id() == entry.rule.id()) {
                prop_assert!(level >= needs, "{} is less than {:?}", cells[4], row.needs);
            }
            seen.set(seen.get() + 1);
        }
    });
    assert!(seen.get() > 0);
}

/// What is used follows the new amounts, from the base that the rule counts from; a plan whose rules allow nothing has no such columns.
#[test]
fn what_is_used_is_a_formula() {
    let document = |rules: &str| {
        format!(
            r#"{{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [
                {{"id": "desks", "amount": "60.00"}}, {{"id": "outreach", "amount": "40.00"}} ], "rules": [{rules}] }}"#
        )
    };
    let rule = r#"{"id": "up", "source": "art. 9", "scope": "all", "each": "line", "limit": {"variation": {"up": {"percent": "20"}}}}"#;
    let plan = Plan::from_json(&document(rule)).unwrap();
    let bytes = WorkbookExport::new(&plan).bytes(Language::English).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formulas = book.worksheet_formula("Comparison").unwrap();
    assert_eq!(formulas.get_value((1, 11)).unwrap(), "MAX(0,ROUND(E2-C2,2))");
    assert_eq!(formulas.get_value((1, 12)).unwrap(), "K2-L2");
    let sheet = comparison(&plan);
    let told: Vec<String> = (9..16).map(|column| shown(&sheet, 1, column)).collect();
    assert_eq!(told, ["up", "12.00", "0.00", "12.00", "free", "–", "art. 9"]);
    assert_eq!(shown(&comparison(&Plan::from_json(&document("")).unwrap()), 0, 9), "");
}

/// An increase that becomes a decrease is told the other allowance; the level is that of any rule about the line alone, by formulas; what
/// lines share stands below them.
#[test]
fn all_that_rules_say_of_a_line_is_a_formula() {
    let plan = Plan::from_json(
        r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [
            {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ], "rules": [
            {"id": "move", "source": "art. 9", "scope": {"lines": ["desks"]}, "needs": "prior_approval", "limit": {"bands": [
                {"limit": {"variation": {"up": {"percent": "10"}, "down": {"percent": "5"}}}, "needs": "notification"},
                {"limit": {"variation": {"up": {"percent": "20"}}}, "needs": "prior_approval"} ]}},
            {"id": "floor", "source": "art. 3", "scope": {"lines": ["desks"]}, "limit": {"floor": "50.00"}},
            {"id": "all", "source": "art. 10", "scope": "all", "limit": {"movement": {"percent": "15"}}} ]}"#,
    )
    .unwrap();
    let bytes = WorkbookExport::new(&plan).bytes(Language::English).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formulas = book.worksheet_formula("Comparison").unwrap();
    let formula = |cell: (u32, u32)| formulas.get_value(cell).cloned().unwrap_or_default();
    let most = formula((1, 10));
    assert!(
        most.starts_with("IF(") && ["6.00", "12.00", "3.00"].iter().all(|most_of| most.contains(most_of)),
        "{most}"
    );
    let level = formula((1, 13));
    for said in ["\"forbidden\"", "\"prior approval\"", "\"notification\"", "\"free\"", "Checks!F"] {
        assert!(level.contains(said), "{said}: {level}");
    }
    assert!(
        level.find("forbidden") < level.find("prior approval"),
        "the highest level is asked first: {level}"
    );
    assert!(formula((1, 14)).contains(",Checks!A") && formula((1, 15)).contains(",Checks!I"));
    let sheet = comparison(&plan);
    let shared: Vec<String> = [1, 9, 10, 11, 12, 13, 15].map(|column| shown(&sheet, 6, column)).into();
    assert_eq!(
        shared,
        ["all lines: sum of the increases", "all", "15.00", "0.00", "15.00", "free", "art. 10"]
    );
    assert!(formula((6, 11)).starts_with("Checks!C"), "{}", formula((6, 11)));
}

/// On paper the sheet is as wide as its columns: they are no wider than their figures and words need.
#[test]
fn the_comparison_can_be_read_on_paper() {
    let plan = Plan::from_json(include_str!("../../../../examples/data/toscana-piano.json")).unwrap();
    let bytes = WorkbookExport::new(&plan).bytes(Language::Italian).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut sheet = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet3.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut sheet).unwrap();
    let number = |text: &str, name: &str| -> f64 {
        let (_, rest) = text.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let columns = sheet.split("<col ").skip(1).map(|column| {
        let count = number(column, "max") - number(column, "min") + 1.0;
        count * number(column, " width")
    });
    let wide: f64 = columns.sum();
    assert!((200.0..270.0).contains(&wide), "{wide} characters");
}
