//! Plans read from spreadsheets that other programs wrote: openpyxl, XlsxWriter, odfpy, xlwt; and from CSV of any kind.

mod comparison;
mod hostile;
mod offices;
mod rules;
mod strangers;
mod twice;

use proptest::prelude::*;
use riparto_arbitrary::arbitrary::any_plan;
use riparto_core::{Error, Language, Money, Plan};
use riparto_sheets::sheets::{Imported, PlanImport, PlanTable, WorkbookExport};

use riparto_test_support::cases;

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/vectors/sheets");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

fn read(name: &str) -> Imported {
    PlanImport::new().run(&file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn refused(bytes: &[u8]) -> Error {
    PlanImport::new().run(bytes).unwrap_err()
}

fn lines(plan: &Plan) -> Vec<(String, String)> {
    plan.original().iter().map(|(line, amount)| (line.id().to_owned(), amount.to_string())).collect()
}

fn amounts(plan: &Plan) -> Vec<String> {
    lines(plan).into_iter().map(|(_, amount)| amount).collect()
}

/// Title block, merged cells filled down, text amounts, a dash for zero, totals of each action, a percent column, a note below.
#[test]
fn a_workbook_of_a_ministry_is_read() {
    let imported = read("ministero.xlsx");
    let plan = imported.plan();
    assert_eq!(plan.envelope().title(), "Regione Toscana - Piano finanziario 2024");
    assert_eq!(plan.original().total().to_string(), "397038.45");
    let line = plan.line("a2-formazione-viaggi").unwrap();
    assert_eq!(
        (line.title(), line.labels().get("azione"), line.labels().get("partner")),
        ("Viaggi", Some("A2 Formazione"), Some("CNR-IGSG"))
    );
    assert_eq!(plan.original().amount("a2-formazione-viaggi").unwrap().to_string(), "12345.60");
    assert_eq!(plan.original().amount("a3-lavoro-servizi").unwrap(), Money::ZERO);
    let told = imported.report().text(Language::Italian);
    for row in [
        "XLSX, foglio «Piano finanziario»: 9 voci, in tutto 397.038,45 €; intestazione alla riga 4",
        "  fogli non letti: «Copertina»",
        "  colonna F «% sul totale»: cifre, non lette",
        "  riga 17 «TOTALE GENERALE»: un totale, pari alla somma delle voci sopra",
        "  riga 19 «Nota: gli importi sono al lordo dell'IVA»: sotto la tabella: non letta",
    ] {
        assert!(told.lines().any(|found| found == row), "{row}: {told}");
    }
    // The same file gives the same ids, and so does the plan that it is.
    assert_eq!(read("ministero.xlsx").plan(), plan);
    assert_eq!(&Plan::from_json(&plan.to_json()).unwrap(), plan);
}

#[test]
fn other_formats_are_read_alike() {
    assert_eq!(
        lines(read("piano.ods").plan()),
        [("personale".into(), "100.50".into()), ("viaggi".into(), "20.00".into())]
    );
    assert_eq!(
        lines(read("piano.xls").plan()),
        [("A1".to_owned(), "100.50".into()), ("A2".into(), "20.00".into())]
    );
    assert_eq!(read("piano.xls").plan().line("A1").unwrap().title(), "Personale");
}

/// Workbooks that LibreOffice wrote of those of others: hidden rows, merged cells, sixty sheets and formulas are found in each format.
#[test]
fn what_libreoffice_saves_in_other_formats_is_read_alike() {
    for (name, others) in [
        ("ministero", ["ods", "xls"].as_slice()),
        ("sessanta", ["ods"].as_slice()),
        ("mezzo", ["xls"].as_slice()),
    ] {
        let wanted = read(&format!("{name}.xlsx"));
        for other in others {
            let imported = read(&format!("{name}.{other}"));
            assert_eq!(imported.plan(), wanted.plan(), "{name}.{other}");
            let told = imported.report().text(Language::English).replace(&other.to_uppercase(), "XLSX");
            assert_eq!(told, wanted.report().text(Language::English), "{name}.{other}");
        }
    }
}

#[test]
fn the_table_is_found_wherever_it_is() {
    // Two rows of heads, of which the lower says what the columns are.
    assert_eq!(amounts(read("due.xlsx").plan()), ["100.00", "200.00"]);
    // A total in the middle; and below a blank row another table.
    let imported = read("mezzo.xlsx");
    assert_eq!(amounts(imported.plan()), ["10.00", "5.00"]);
    let told = imported.report().text(Language::English);
    assert!(told.contains("row 7 “Partner”: another table begins here"), "{told}");
    // The one sheet of sixty that has a table, and its hidden row.
    let imported = read("sessanta.xlsx");
    assert_eq!(imported.report().sheet(), "S37");
    assert!(imported.report().text(Language::English).contains("hidden rows, which count: 3"));
    assert_eq!(
        PlanImport::new().sheet("S99").run(&file("sessanta.xlsx")).unwrap_err().code(),
        "sheet_unknown"
    );
    // A cell in the last corner of a sheet costs nothing.
    assert_eq!(amounts(read("corner.xlsx").plan()), ["1.00"]);
    // Quantity times unit cost.
    let imported = read("unita.xlsx");
    assert_eq!(amounts(imported.plan()), ["120960.00", "250.00"]);
    let units = imported.plan().units("mediatori").unwrap();
    assert_eq!(units.amount().unwrap().to_string(), "120960.00");
    assert_eq!(
        units.with_count("Quantità", "4000".parse().unwrap()).unwrap().amount().unwrap().to_string(),
        "126000.00"
    );
}

#[test]
fn every_mistake_is_told_with_its_cell_at_once() {
    // The total in B8 is not told to differ: nobody knows what these lines hold.
    let refused = refused(&file("errori.xlsx"));
    let told: Vec<String> = refused.all().map(ToString::to_string).collect();
    let expected = [
        "sheet `Sheet`, cell B2: a date where an amount is expected: write it in full, for example `26.344.000,00`",
        "sheet `Sheet`, cell B3: `26.344 milioni` where an amount is expected: write it in full, for example `26.344.000,00`",
        "sheet `Sheet`, cell B4: amount `33.33333` has more than two decimals and is never rounded: write whole cents, without marks between thousands, such as `1234.00`",
        "sheet `Sheet`, cell B5: true or false where an amount is expected: write it in full, for example `26.344.000,00`",
        "sheet `Sheet`, cell B6: the error `#REF!` of a formula where an amount is expected: write it in full, for example `26.344.000,00`",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_was_never_reckoned_or_is_merged_is_no_amount() {
    for (name, code, cell) in [
        ("noresult.xlsx", "formula_without_result", "cell B2"),
        // XlsxWriter leaves 0 for the result of a formula that nobody reckoned.
        ("nocache.xlsx", "formula_without_result", "cell C2"),
        ("unite.xlsx", "cell_merged", "cell B3"),
    ] {
        let refused = refused(&file(name));
        assert_eq!(refused.code(), code, "{name}");
        assert!(refused.to_string().contains(cell), "{name}: {refused}");
    }
}

#[test]
fn csv_of_any_country_and_encoding_is_read() {
    let utf16: Vec<u8> =
        "\u{feff}Voce\tImporto\nA\t10,00\nB\t5,00\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let tables: [(&[u8], &[&str]); 6] = [
        (
            b"sep=;\r\nVoce;Importo\r\nUniversit\xe0;1.234,50\r\nCitt\xe0;765,50\r\nTotale;2.000,00\r\n",
            &["1234.50", "765.50"],
        ),
        (b"item,amount\nstaff,\"1,234.50\"\ntravel,765.50\n", &["1234.50", "765.50"]),
        (b"\xef\xbb\xbfVoce;Importo\n\"Spese; varie\";\"\xe2\x82\xac 10,00\"\n", &["10.00"]),
        (&utf16, &["10.00", "5.00"]),
        (b"Piano 2026\n\nAzione;Voce;Importo;Note\nA1;x;1,00;n\n;y;2,00;\n", &["1.00", "2.00"]),
        (b"partner;2026\nats;60000,00\nanci;40000,00\n", &["60000.00", "40000.00"]),
    ];
    for (bytes, expected) in tables {
        let imported = PlanImport::new()
            .run(bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)));
        assert_eq!(amounts(imported.plan()), expected, "{}", imported.report().text(Language::English));
    }
    let merged = PlanImport::new().run(b"Azione;Voce;Importo\nA1;x;1,00\n;y;2,00\nA2;z;3,00\n").unwrap();
    let labels: Vec<_> = merged
        .plan()
        .envelope()
        .lines()
        .map(|line| line.labels().get("azione").unwrap().to_owned())
        .collect();
    assert_eq!(labels, ["A1", "A1", "A2"]);
    assert!(
        merged
            .report()
            .text(Language::English)
            .contains("column “Azione”: 1 row without a value take the one above")
    );
}

#[test]
fn what_is_no_table_of_amounts_is_refused_in_a_sentence() {
    for (bytes, code) in [
        (b"" as &[u8], "table_missing"),
        (b"hello\nworld\n", "table_missing"),
        (b"PK\x03\x04nonsense", "workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1nonsense", "workbook_unreadable"),
        (b"Voce;2025;2026\nx;1,00;2,00\n", "amount_columns"),
        (b"Voce;Importo\nx;(36.000,00)\n", "amount_negative"),
        (b"%PDF-1.7\x00\xff", "document_malformed"),
    ] {
        assert_eq!(refused(bytes).code(), code, "{}", String::from_utf8_lossy(bytes));
    }
}

/// Words of lines, some of which are alike, with a label, and amounts.
fn any_table() -> impl Strategy<Value = Vec<(String, String, Money)>> {
    let word = prop::sample::select(vec!["Personale", "Viaggi", "Costi indiretti (7 %)", "Città", "x"]);
    let partner = prop::sample::select(vec!["ARTI", "CNR-IGSG", "Comune di Prato"]);
    let line = (word, partner, 0..=9_999_999_999_i64);
    let line = line.prop_map(|(word, partner, cents)| {
        (word.to_owned(), partner.to_owned(), Money::from_cents(cents).unwrap())
    });
    prop::collection::vec(line, 1..12)
}

proptest! {
    #![proptest_config(cases(48))]

    /// Nothing of a plan is lost on the way through a workbook, whose bytes are the same each time.
    #[test]
    fn a_plan_comes_back_whole_from_its_workbook(plan in any_plan()) {
        for language in [Language::English, Language::Italian] {
            let bytes = WorkbookExport::new(&plan).bytes(language).unwrap();
            prop_assert_eq!(&bytes, &WorkbookExport::new(&plan).bytes(language).unwrap());
            let imported = PlanImport::new().run(&bytes).unwrap();
            prop_assert_eq!(imported.plan(), &plan);
            prop_assert_eq!(imported.edited(), None);
        }
    }
}

#[test]
fn lines_come_back_from_csv() {
    let plan = read("ministero.xlsx").into_plan();
    for language in [Language::English, Language::Italian] {
        let back = PlanImport::new().run(PlanTable::of(&plan).csv(language).as_bytes()).unwrap();
        assert_eq!(lines(back.plan()), lines(&plan), "{language:?}");
        for (back, line) in back.plan().envelope().lines().zip(plan.envelope().lines()) {
            assert_eq!(
                (back.title(), back.labels().get("azione")),
                (line.title(), line.labels().get("azione"))
            );
        }
    }
}

#[test]
fn codes_that_are_ids_stay_as_they_are() {
    let plan = riparto_core::Plan::from_json(
        r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "3.00",
             "lines": [ {"id": "A1-ats", "title": "Staff", "amount": "1.00"}, {"id": "a1_B.2", "title": "Staff", "amount": "2.00"} ] }"#,
    )
    .unwrap();
    let back = PlanImport::new().run(PlanTable::of(&plan).csv(Language::Italian).as_bytes()).unwrap();
    assert_eq!(lines(back.plan()), lines(&plan));
}

/// An amount with two readings takes that of its column, and is refused where the column tells none.
#[test]
fn an_amount_of_two_readings_is_not_guessed() {
    let read = |table: &str| PlanImport::new().run(table.as_bytes());
    assert_eq!(amounts(read("Voce;Importo\nA;1.234\nB;10,00\n").unwrap().plan()), ["1234.00", "10.00"]);
    assert_eq!(amounts(read("item;amount\nA;1,234\nB;10.50\n").unwrap().plan()), ["1234.00", "10.50"]);
    for table in ["Voce;Importo\nA;1.234\nB;10\n", "Voce;Importo\nA;1.234\nB;10,00\nC;10.50\n"] {
        let refused = read(table).unwrap_err();
        assert_eq!(refused.code(), "amount_ambiguous", "{refused}");
        assert!(refused.to_string().starts_with("line 2, column 2: "), "{refused}");
    }
}

/// Codes that lines share are a label, not ids that would be lost.
#[test]
fn a_code_that_is_repeated_is_kept_as_a_label() {
    let plan = PlanImport::new().run(b"Codice;Voce;Importo\nA1;x;1,00\nA1;y;2,00\n").unwrap().into_plan();
    assert_eq!(lines(&plan), [("x".to_owned(), "1.00".into()), ("y".into(), "2.00".into())]);
    assert_eq!(plan.line("y").unwrap().labels().get("codice"), Some("A1"));
}

/// A workbook whose new amounts somebody edited, as openpyxl saves it.
#[test]
fn new_amounts_are_told_and_must_sum_to_the_total() {
    let imported = read("modificato.xlsx");
    let edited = imported.edited().unwrap();
    let changed = |line| {
        edited.amount(line).unwrap().cents() - imported.plan().approved().amount(line).unwrap().cents()
    };
    assert_eq!((changed("mediators"), changed("desks"), changed("outreach")), (-100_050, 100_050, 0));
    let refused = refused(&file("sbilanciato.xlsx"));
    assert_eq!(refused.code(), "total_mismatch");
    assert!(refused.to_string().starts_with("sheet `Piano`, cell E11: "), "{refused}");
}

proptest! {
    #![proptest_config(cases(128))]

    /// However a table is written, the same lines come out of it to the cent, with the same ids.
    #[test]
    fn a_table_is_read_to_the_cent_however_it_is_written(table in any_table()) {
        let sum = Money::checked_sum(table.iter().map(|(.., amount)| *amount)).unwrap();
        let written = |separator: &str, style: riparto_core::money::AmountStyle| {
            let amount = |amount: Money| format!("\"{}\"", amount.to_text(style));
            let mut text = format!("Voce{separator}Partner{separator}Importo\n");
            for (word, partner, cents) in &table {
                text += &format!("{word}{separator}{partner}{separator}{}\n", amount(*cents));
            }
            text + &format!("Totale{separator}{separator}{}\n", amount(sum))
        };
        let italian = PlanImport::new().run(written(";", riparto_core::money::AmountStyle::Italian).as_bytes()).unwrap();
        let english = PlanImport::new().run(written("\t", riparto_core::money::AmountStyle::English).as_bytes()).unwrap();
        let plan = italian.plan();
        prop_assert_eq!(plan, english.plan());
        let read: Vec<Money> = plan.original().amounts().to_vec();
        prop_assert_eq!(read, table.iter().map(|(.., amount)| *amount).collect::<Vec<_>>());
        prop_assert_eq!(&Plan::from_json(&plan.to_json()).unwrap(), plan);
    }
}
