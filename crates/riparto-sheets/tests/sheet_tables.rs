//! Tables as offices lay them out: codes and titles under one head, two rows of heads, parts beside their sum, sums of sums, versions
//! of one table in several sheets.

use riparto_core::Language;
use riparto_sheets::sheets::{Imported, PlanImport};

/// Each line as `id: amount`.
fn lines(imported: &Imported) -> Vec<String> {
    let plan = imported.plan();
    let lines = plan.envelope().lines().zip(plan.original().amounts());
    lines.map(|(line, amount)| format!("{}: {amount}", line.id())).collect()
}

fn read(table: &str) -> Imported {
    PlanImport::new().run(table.as_bytes()).unwrap()
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/vectors/sheets/{name}", concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")))
        .unwrap()
}

#[test]
fn codes_and_titles_under_one_head_are_both_read() {
    let table = "Voce di spesa;;Costo totale\nA;Personale;\nA.1;Coordinatore;40000,00\nA.2;Mediatori;80000,00\n;Totale A;120000,00\n\
                 B;Missioni;\nB.1;Viaggi;10000,00\n;Totale B;10000,00\n;TOTALE GENERALE;130000,00\n";
    let imported = read(table);
    assert_eq!(lines(&imported), ["A.1: 40000.00", "A.2: 80000.00", "B.1: 10000.00"]);
    assert_eq!(imported.plan().line("A.2").unwrap().title(), "Mediatori");
    // Codes under a head of titles, beside titles under another one.
    let imported =
        read("Budget line;Description;Total (EUR)\n1.1;Staff;3,000.00\n1.2;Travel;750.00\n;Total;3,750.00\n");
    assert_eq!(lines(&imported), ["1.1: 3000.00", "1.2: 750.00"]);
    assert_eq!(imported.plan().line("1.2").unwrap().title(), "Travel");
    // Codes to the left of the titles, under no head.
    let imported = read(";Voce;Importo\nA1;Personale;10,00\nA2;Viaggi;20,00\n");
    assert_eq!(lines(&imported), ["A1: 10.00", "A2: 20.00"]);
    // Two columns of words: the second is a label.
    let imported = read(
        "Voce;Descrizione;Importo\nPersonale interno;contratti a termine;10,00\nViaggi;treni locali;5,00\n",
    );
    assert_eq!(imported.plan().line("viaggi").unwrap().labels().get("descrizione"), Some("treni locali"));
}

#[test]
fn a_head_in_two_rows_is_read_as_one() {
    let book = file("due-righe.xlsx");
    let error = PlanImport::new().run(&book).unwrap_err();
    assert_eq!(error.code(), "amount_columns");
    assert!(error.to_string().contains("`Importi Quota UE`, `Importi Quota nazionale`"), "{error}");
    let imported = PlanImport::new().amounts("importi quota UE").run(&book).unwrap();
    assert_eq!(lines(&imported), ["personale: 75.00", "viaggi: 30.00"]);
    // By the letters of its column, too.
    assert_eq!(
        lines(&PlanImport::new().amounts("c").run(&book).unwrap()),
        ["personale: 25.00", "viaggi: 10.00"]
    );
}

#[test]
fn parts_of_amounts_are_no_labels_and_become_lines_where_that_is_asked_for() {
    let table = "Azione;Regione;ARTI;CNR;Totale\nA1;100;200;300;600\nA2;10;20;;30\nTotale;110;220;300;630\n";
    let imported = read(table);
    assert_eq!(lines(&imported), ["a1: 600.00", "a2: 30.00"]);
    assert!(imported.plan().envelope().lines().all(|line| line.labels().iter().next().is_none()));
    let told = imported.report().text(Language::English);
    assert!(told.contains("column 3 “ARTI”: parts of the amounts, not read (see --parts)"), "{told}");
    let imported = PlanImport::new().parts("partner").run(table.as_bytes()).unwrap();
    let wanted =
        ["a1-regione: 100.00", "a1-arti: 200.00", "a1-cnr: 300.00", "a2-regione: 10.00", "a2-arti: 20.00"];
    assert_eq!(lines(&imported), wanted);
    let line = imported.plan().line("a2-arti").unwrap();
    assert_eq!([line.labels().get("azione"), line.labels().get("partner")], [Some("A2"), Some("ARTI")]);
    // Years beside their sum are parts too; changes below zero are no labels.
    let imported = read("Azione;2024;2025;Totale\nA1;100;200;300\nA2;50;60;110\n");
    assert!(imported.report().text(Language::Italian).contains("colonna 2 «2024»: parti degli importi"));
    let table =
        "Voce;Budget approvato;Variazione;Budget rimodulato\nPersonale;1000;-100;900\nViaggi;200;100;300\n";
    let imported = PlanImport::new().amounts("Budget approvato").run(table.as_bytes()).unwrap();
    assert_eq!(lines(&imported), ["personale: 1000.00", "viaggi: 200.00"]);
    assert!(imported.plan().envelope().lines().all(|line| line.labels().iter().next().is_none()));
}

#[test]
fn of_several_columns_of_figures_none_is_guessed() {
    let table = "Cap.;Descrizione;Competenza;Cassa\n1011;Stipendi;500000;480000\n1020;Beni;25000;20000\n;TOTALE;525000;500000\n";
    assert_eq!(PlanImport::new().run(table.as_bytes()).unwrap_err().code(), "amount_columns");
    let imported = PlanImport::new().amounts("Competenza").run(table.as_bytes()).unwrap();
    assert_eq!(imported.plan().original().total().to_string(), "525000.00");
}

#[test]
fn sums_of_sums_and_parts_of_lines_are_not_counted() {
    let table = "Voce;Importo\nCoordinatore;40,00\n  di cui: interno;30,00\nTotale A.1;40,00\nMediatori;60,00\nTotale A.2;60,00\n\
                 Totale A;100,00\nViaggi;10,00\nTotale B;10,00\n\nTotale;110,00\n";
    let imported = read(table);
    assert_eq!(lines(&imported), ["coordinatore: 40.00", "mediatori: 60.00", "viaggi: 10.00"]);
    let told = imported.report().text(Language::English);
    assert!(told.contains("line 3 “di cui: interno”: a part of the line above: not counted"), "{told}");
    assert!(told.contains("line 11 “Totale”: a total, the sum of the lines above"), "{told}");
    let wrong = table.replace("Totale A;100,00", "Totale A;100,01");
    assert_eq!(PlanImport::new().run(wrong.as_bytes()).unwrap_err().code(), "total_row_differs");
}

#[test]
fn versions_of_a_table_are_told_apart_by_name_only() {
    let book = file("due-anni.xlsx");
    assert_eq!(PlanImport::new().run(&book).unwrap_err().code(), "sheets_alike");
    assert_eq!(lines(&PlanImport::new().sheet("2024").run(&book).unwrap()), ["a: 3.00", "b: 4.00"]);
}

/// Two tables side by side: the one with the amounts is read, and the other told; of two with amounts one is asked for by its letter.
#[test]
fn of_tables_side_by_side_the_one_with_the_amounts_is_read() {
    let legend = "Piano 2026;;;;\nVoce;Importo;;Sigla;Significato\nPersonale;60,00;;WP;gruppo di lavoro\nViaggi;30,00;;ATS;raggruppamento\n\
                  Beni;10,00;;;\nServizi;5,00;;;\nTotale;105,00;;;\n;;;Totale sigle;2\n";
    let imported = read(legend);
    assert_eq!(lines(&imported), ["personale: 60.00", "viaggi: 30.00", "beni: 10.00", "servizi: 5.00"]);
    assert!(imported.plan().line("viaggi").unwrap().labels().iter().next().is_none());
    let told = imported.report().text(Language::Italian);
    assert!(
        told.contains("colonne 4-5 «Sigla, Significato»: un'altra tabella accanto a questa: non letta"),
        "{told}"
    );
    let two = "Entrate;Importo;;Spese;Importo\nRegione;70,00;;Personale;60,00\nComuni;30,00;;Viaggi;25,00\n;;;Beni;15,00\nTotale;100,00;;Totale;100,00\n";
    let error = PlanImport::new().run(two.as_bytes()).unwrap_err();
    assert_eq!(error.code(), "amount_columns");
    assert!(error.to_string().contains("`Importo` (2, 5)"), "{error}");
    let spent = PlanImport::new().amounts("5").run(two.as_bytes()).unwrap();
    assert_eq!(lines(&spent), ["personale: 60.00", "viaggi: 25.00", "beni: 15.00"]);
    // An empty column inside a table divides nothing: the words are left of it, the amounts right of it, or labels fill all rows.
    let spaced = read("Voce;;Importo\nPersonale;;60,00\nViaggi;;40,00\n");
    assert_eq!(lines(&spaced), ["personale: 60.00", "viaggi: 40.00"]);
    let labelled = read("Voce;Importo;;Azione\nPersonale;60,00;;A1\nViaggi;40,00;;A2\n");
    assert_eq!(labelled.plan().line("viaggi").unwrap().labels().get("azione"), Some("A2"));
}

/// A preface may be longer than the rows that are looked at first.
#[test]
fn a_head_below_many_rows_is_found() {
    let preface: String =
        (1..=90).map(|row| format!("{row}. Premessa del bando, capoverso {row};;\n")).collect();
    let table =
        format!("{preface}Codice;Voce;Importo\nA1;Personale;60,00\nA2;Viaggi;40,00\nTotale;;100,00\n");
    let imported = read(&table);
    assert_eq!(lines(&imported), ["A1: 60.00", "A2: 40.00"]);
    assert!(imported.report().text(Language::English).contains("head in line 91"));
}

/// Lines that end in a carriage return alone, as old programs write them, are lines, and mistakes name them.
#[test]
fn lines_may_end_in_a_carriage_return() {
    let table = "sep=;\rVoce;Importo\rPersonale;60,00\r\rViaggi;40,00\rTotale;100,00\r";
    assert_eq!(lines(&read(table)), ["personale: 60.00", "viaggi: 40.00"]);
    let error = PlanImport::new().run(table.replace("40,00", "4O,00").as_bytes()).unwrap_err();
    assert!(error.to_string().contains("line 5, column 2"), "{error}");
}
