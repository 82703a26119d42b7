//! Plans in and out of spreadsheets on the command line.

use std::fs;

use super::{PLAN, err, out, riparto};

const BOOKS: &str = "../tests/vectors/sheets";

#[test]
fn a_command_takes_a_workbook_where_it_takes_a_plan() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("plan.json");
    let document = document.to_str().unwrap();
    let book = format!("{BOOKS}/ministero.xlsx");
    let imported = riparto(&["import", &book, "--out", document, "--lang", "it"], b"");
    assert_eq!(imported.status.code(), Some(0), "{}", err(&imported));
    assert!(out(&imported).ends_with(&format!("scritto: {document}\n")), "{}", out(&imported));
    for command in ["check", "headroom", "diagnose"] {
        let (of_book, of_document) = (riparto(&[command, &book], b""), riparto(&[command, document], b""));
        assert_eq!((out(&of_book), of_book.status), (out(&of_document), of_document.status), "{command}");
    }
    let refused = riparto(&["check", &format!("{BOOKS}/errori.xlsx"), "--lang", "it"], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(err(&refused).lines().count(), 5, "{}", err(&refused));
    assert!(err(&refused).contains("cella B2: una data dove è atteso un importo"), "{}", err(&refused));
}

/// The reader of old workbooks stops at this one with a panic, of which the person must not hear.
#[test]
fn a_damaged_workbook_is_refused_in_one_sentence_and_nothing_else_is_printed() {
    let book = "../tests/vectors/fuzzed/spreadsheet/record-without-content.xls";
    for (language, words) in [("en", "it is damaged or protected"), ("it", "danneggiat")] {
        let refused = riparto(&["check", book, "--lang", language], b"");
        assert_eq!((refused.status.code(), out(&refused)), (Some(2), ""));
        let said = err(&refused);
        assert!(said.starts_with("riparto: ") && said.contains(words) && said.lines().count() == 1, "{said}");
    }
}

/// The files of the example `quadro`, as an official reads what comes of them.
#[test]
fn the_rules_of_a_file_are_told_in_italian_on_an_office_s_workbook() {
    let data = |name: &str| format!("../examples/data/quadro-{name}");
    let (book, rules) = (data("piano-finanziario.xlsx"), data("vincoli.md"));
    let proposal = br#"{ "id": "p3", "party": "arti", "transfers": [
        {"from": "4.1.1", "to": "5.1.1", "amount": "40000.00"}, {"from": "4.2.1", "to": "5.1.1", "amount": "30000.00"} ] }"#;
    let assessed = riparto(&["assess", &book, "-", "--rules", &rules, "--lang", "it"], proposal);
    assert_eq!(assessed.status.code(), Some(1), "{}", err(&assessed));
    for words in [
        "(Azione 4 almeno 250.000,00): azione `4. Attività di prossimità` (9 voci): importo complessivo 230.000,00 €, \
         inferiore al minimo di 250.000,00 € (importo mancante 20.000,00 €)",
        "partner `Enti del terzo settore` (18 voci): importo complessivo 540.300,00 €, sotto 570.300,00 € (rispetto al \
         piano iniziale) e fino a 513.270,00 €: soggetto a comunicazione (30.000,00 € in meno)",
        "fonte: illustrativo, art. 4",
    ] {
        assert!(out(&assessed).contains(words), "{words}: {}", out(&assessed));
    }
    let assessed = riparto(&["assess", &book, "-", "--rules", &rules], proposal);
    let english =
        "(Action 4 at least 250,000.00): azione `4. Attività di prossimità` (9 lines) holds €230,000.00 and";
    assert!(out(&assessed).contains(english), "{}", out(&assessed));
    let empty = riparto(&["check", "-", "--lang", "it"], b"");
    assert!(err(&empty).starts_with("riparto: ingresso standard: "), "{}", err(&empty));
}

#[test]
fn what_is_edited_in_a_workbook_becomes_a_proposal() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (book, back, proposal) = (path("plan.xlsx"), path("back.json"), path("proposal.json"));
    assert_eq!(riparto(&["export", PLAN, "--out", &book], b"").status.code(), Some(0));
    assert_eq!(riparto(&["import", &book, "--out", &back], b"").status.code(), Some(0));
    assert_eq!(out(&riparto(&["check", &back], b"")), out(&riparto(&["check", PLAN], b"")));
    let told = riparto(&["import", &book, "--proposal", &proposal, "--as", "arti", "--lang", "it"], b"");
    assert!(out(&told).contains("Nessun nuovo importo: la proposta non è stata scritta."), "{}", out(&told));
    assert!(!fs::exists(&proposal).unwrap());
    let edited = format!("{BOOKS}/modificato.xlsx");
    let told = riparto(&["import", &edited, "--proposal", &proposal, "--as", "arti"], b"");
    assert!(out(&told).contains("1 transfer, the fewest that can do."), "{}", out(&told));
    let assessed = riparto(&["assess", PLAN, &proposal], b"");
    assert_eq!(assessed.status.code(), Some(0), "{}", err(&assessed));
    assert!(out(&assessed).contains("1,000.50"), "{}", out(&assessed));
}

#[test]
fn a_journal_stands_for_the_plan_at_its_table() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("table.jsonl").to_str().unwrap().to_owned();
    assert_eq!(riparto(&["table", "new", &journal, PLAN, "--as", "regione"], b"").status.code(), Some(0));
    assert_eq!(out(&riparto(&["check", &journal], b"")), out(&riparto(&["check", PLAN], b"")));
    // Half of a record more, as a crash leaves it.
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, [&whole[..], &whole[..whole.len() / 2]].concat()).unwrap();
    let refused = riparto(&["check", &journal, "--lang", "it"], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("questo registro non è integro"), "{}", err(&refused));
}

#[test]
fn an_export_has_the_format_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (name, begins) in
        [("p.csv", "\u{feff}Codice;Voce;"), ("p.md", "# "), ("p.html", "<!DOCTYPE html>"), ("p.json", "{")]
    {
        let file = path(name);
        assert_eq!(riparto(&["export", PLAN, "--out", &file, "--lang", "it"], b"").status.code(), Some(0));
        assert!(fs::read_to_string(&file).unwrap().starts_with(begins), "{name}");
    }
    let refused = riparto(&["export", PLAN, "--out", &path("p.doc"), "--lang", "it"], b"");
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        err(&refused).contains("il nome deve terminare in .xlsx, .csv, .md, .html o .json"),
        "{}",
        err(&refused)
    );
}

#[test]
fn rules_come_from_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plan, rules, document) = (path("plan.csv"), path("rules.csv"), path("plan.json"));
    fs::write(&plan, "Voce;Importo\nSportelli;600,00\nOutreach;400,00\n").unwrap();
    fs::write(&rules, "id;ambito;limite;importo;livello\nr1;Outreach;minimo;500,00;vietato\n").unwrap();
    let checked = riparto(&["check", &plan, "--rules", &rules, "--lang", "it"], b"");
    assert_eq!(checked.status.code(), Some(1), "{}{}", out(&checked), err(&checked));
    assert!(out(&checked).contains("r1"), "{}", out(&checked));
    let imported = riparto(&["import", &plan, "--rules", &rules, "--out", &document, "--lang", "it"], b"");
    assert!(out(&imported).contains(&format!("{rules}: vincoli: 1\n")), "{}", out(&imported));
    assert_eq!(out(&riparto(&["check", &document, "--lang", "it"], b"")), out(&checked));
    fs::write(&rules, "id;ambito;limite;importo\nr1;Outrech;minimo;500,00\nr2;Outreach;minmo;5,00\n")
        .unwrap();
    let refused = riparto(&["check", &plan, "--rules", &rules, "--lang", "it"], b"");
    assert_eq!((refused.status.code(), err(&refused).lines().count()), (Some(2), 2), "{}", err(&refused));
}

/// Who mends one file does not learn of the next one only then.
#[test]
fn what_is_wrong_with_several_files_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [plan, parties, first, second] = ["plan.csv", "soggetti.csv", "r1.csv", "r2.csv"].map(path);
    fs::write(&plan, "Voce;Importo\nSportelli;600,00\nOutreach;400,00\n").unwrap();
    fs::write(&parties, "denominazione;ruolo\nRegione;capo\n").unwrap();
    fs::write(&first, "id;ambito;limite;importo\nr1;Outrech;minimo;500,00\n").unwrap();
    fs::write(&second, "id;ambito;limite;importo\nr2;Outreach;minmo;5,00\n").unwrap();
    let rules = ["--rules", &first, "--rules", &second, "--lang", "it"];
    let lines_of = |words: &[&str]| -> Vec<String> {
        let refused = riparto(&[words, &rules].concat(), b"");
        assert_eq!((refused.status.code(), out(&refused)), (Some(2), ""), "{}", err(&refused));
        err(&refused).lines().map(str::to_owned).collect()
    };
    let begins = |lines: &[String], files: &[&str]| {
        assert_eq!(lines.len(), files.len(), "{lines:#?}");
        for (line, file) in lines.iter().zip(files) {
            assert!(line.starts_with(&format!("riparto: {file}: ")), "{lines:#?}");
        }
    };
    begins(&lines_of(&["import", &plan, "--parties", &parties]), &[&parties, &first, &second]);
    begins(&lines_of(&["import", &plan, "--parties", &parties, "--json"]), &[&parties, &first, &second]);
    begins(&lines_of(&["check", &plan]), &[&first, &second]);
    // A plan that cannot be read does not hide what is wrong with the parties.
    fs::write(&plan, "Voce;Importo\nSportelli;seicento\n").unwrap();
    let told = lines_of(&["import", &plan, "--parties", &parties]);
    assert!(told.iter().any(|line| line.contains(&plan)) && told.iter().any(|line| line.contains(&parties)));
    // What each file says is right, and does not fit the plan: both are told.
    fs::write(&plan, "Voce;Importo\nSportelli;600,00\nOutreach;400,00\n").unwrap();
    fs::write(&parties, "sigla;denominazione;ruolo\na;Regione;partner\na;ANCI;partner\n").unwrap();
    fs::write(&first, "id;ambito;limite;importo\nr1;Outreach;minimo;5,00\n").unwrap();
    fs::write(&second, "id;ambito;limite;importo\nr1;Outreach;minimo;5,00\n").unwrap();
    let refused = riparto(&[&["import", &plan, "--parties", &parties][..], &rules].concat(), b"");
    let told: Vec<&str> = err(&refused).lines().collect();
    assert!(told.iter().any(|line| line.starts_with(&format!("riparto: {parties}: "))), "{told:#?}");
    assert!(told.iter().any(|line| line.starts_with(&format!("riparto: {second}: "))), "{told:#?}");
}

#[test]
fn parties_come_from_a_table_and_a_table_can_be_opened_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plan, parties, document, journal) =
        (path("plan.csv"), path("soggetti.csv"), path("plan.json"), path("t.jsonl"));
    fs::write(&plan, "Voce;Importo\nSportelli;600,00\nOutreach;400,00\n").unwrap();
    let open = |document: &str| riparto(&["table", "new", &journal, document, "--as", "regione"], b"");
    assert_eq!(riparto(&["import", &plan, "--out", &document], b"").status.code(), Some(0));
    let refused = open(&document);
    assert_eq!(refused.status.code(), Some(1));
    let told = format!("{}{}", out(&refused), err(&refused));
    assert!(told.contains("riparto import FILE --parties TABLE"), "{told}");
    fs::write(&parties, "denominazione;ruolo\nRegione;amministrazione procedente\nANCI Toscana;partner\n")
        .unwrap();
    let asked = ["import", &plan, "--parties", &parties, "--out", &document, "--lang", "it"];
    let imported = riparto(&asked, b"");
    assert!(out(&imported).contains(&format!("{parties}: soggetti: 2\n")), "{}", out(&imported));
    assert_eq!(open(&document).status.code(), Some(0));
    let json = riparto(&["import", &plan, "--parties", &parties, "--json"], b"");
    assert!(out(&json).contains("anci-toscana"), "{}", out(&json));
    fs::write(&parties, "denominazione;ruolo\nRegione;capo\n;partner\n").unwrap();
    let refused = riparto(&asked, b"");
    assert_eq!((refused.status.code(), err(&refused).lines().count()), (Some(2), 2), "{}", err(&refused));
    fs::write(&parties, "sigla;denominazione;ruolo\na;Regione;partner\na;ANCI;partner\n").unwrap();
    let refused = riparto(&asked, b"");
    assert!(err(&refused).contains("soggetto") && err(&refused).contains("`a`"), "{}", err(&refused));
}

#[test]
fn ballots_splits_and_proposals_come_from_workbooks_as_from_csv() {
    let same = |command: &[&str], csv: &str, book: &str| {
        let run = |file: &str| riparto(&[command, &[file]].concat(), b"");
        let (csv, book) = (run(csv), run(&format!("{BOOKS}/{book}")));
        assert!(!out(&csv).is_empty(), "{}", err(&csv));
        assert_eq!((out(&book), book.status), (out(&csv), csv.status), "{}", err(&book));
    };
    same(&["aggregate", "--lang", "it"], "../examples/data/toscana-schede.csv", "schede.xlsx");
    same(&["aggregate", "--lang", "it"], "../examples/data/toscana-schede.csv", "schede.ods");
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("comuni.csv").to_str().unwrap().to_owned();
    fs::write(&table, "Comune;Popolazione;Importo\nPrato;195089;68.713,14\nLucca;88824;31.286,86\nTotale;283913;100.000,00\n").unwrap();
    same(
        &["apportion", "--weights", "Popolazione", "--total", "100000", "--lang", "it"],
        &table,
        "comuni.xlsx",
    );
    same(
        &["retrace", "--weights", "Popolazione", "--published", "Importo", "--lang", "it"],
        &table,
        "comuni.xlsx",
    );
    let proposal = folder.path().join("proposta.csv").to_str().unwrap().to_owned();
    fs::write(
        &proposal,
        "Proponente;ANCI Toscana\nda;a;importo;motivazione\ninformazione;sportelli;20.000,00;due sportelli\n",
    )
    .unwrap();
    let plan = "../examples/data/toscana-piano.json";
    same(&["assess", "--lang", "it", plan], &proposal, "proposta.xlsx");
    let journal = folder.path().join("table.jsonl").to_str().unwrap().to_owned();
    assert_eq!(riparto(&["table", "new", &journal, plan, "--as", "regione"], b"").status.code(), Some(0));
    let book = format!("{BOOKS}/proposta.xlsx");
    let proposed = riparto(&["table", "propose", &journal, &book, "--as", "anci", "--lang", "it"], b"");
    assert_eq!(proposed.status.code(), Some(0), "{}", err(&proposed));
    // What happened is in the workbook of the table, which is read back as its plan.
    let export = folder.path().join("tavolo.xlsx").to_str().unwrap().to_owned();
    assert_eq!(riparto(&["export", &journal, "--out", &export, "--lang", "it"], b"").status.code(), Some(0));
    assert_eq!(out(&riparto(&["check", &export], b"")), out(&riparto(&["check", &journal], b"")));
}

#[test]
fn every_mistake_of_a_table_of_transfers_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("proposta.csv").to_str().unwrap().to_owned();
    fs::write(&table, "da;a;importo\ninformazzione;sportelli;20.000,00\ninformazione;sportelli;tanto\n")
        .unwrap();
    let refused = riparto(&["assess", "../examples/data/toscana-piano.json", &table, "--lang", "it"], b"");
    assert_eq!(refused.status.code(), Some(2));
    let told = err(&refused);
    assert!(told.contains("riga 2, colonna 1: la voce `informazzione` non esiste"), "{told}");
    assert!(told.contains("riga 3, colonna 3: `tanto` dove è atteso un importo"), "{told}");
}

/// A split is written as a workbook and as CSV, which `retrace` finds to be of the method that it was made with.
#[test]
fn a_split_is_written_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let table = path("comuni.csv");
    let text = "Comune;Popolazione;Minimo;Importo\nPrato;195.089;;1,00\nLucca;88824;30.000,00;2,00\n\"=Pisa\";90488,5;;3,00\nTotale;;;100.000,01\n";
    fs::write(&table, text).unwrap();
    for name in ["riparto.xlsx", "riparto.csv"] {
        let asked = ["--style", "italian", "--lang", "it"];
        let file = path(name);
        let split = riparto(&[&["apportion", &table, "--out", &file], &asked[..]].concat(), b"");
        assert_eq!(split.status.code(), Some(0), "{}", err(&split));
        assert!(out(&split).ends_with(&format!("scritto: {file}\n")), "{}", out(&split));
        let traced = path(&format!("confronto-{name}"));
        let words: &[&str] = if name.ends_with("csv") { &asked } else { &["--lang", "it"] };
        let retrace = riparto(&[&["retrace", &file, "--out", &traced], words].concat(), b"");
        assert_eq!(retrace.status.code(), Some(0), "{}{}", out(&retrace), err(&retrace));
        let again = riparto(&[&["retrace", &traced], words].concat(), b"");
        assert_eq!(again.status.code(), Some(0), "{}{}", out(&again), err(&again));
    }
    let csv = fs::read_to_string(path("riparto.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}Comune;Popolazione;Minimo;importo\r\nPrato;195089;;"), "{csv}");
    assert!(csv.contains("\r\n'=Pisa;90488,5;;") && csv.ends_with("\r\nTotale;;;100.000,01\r\n"), "{csv}");
    let refused = riparto(&["apportion", &table, "--style", "italian", "--out", &path("riparto.pdf")], b"");
    assert!(err(&refused).contains("end the name in .xlsx or .csv"), "{}", err(&refused));
}

/// Ballots with lines in rows, from a workbook; mistakes are told by their cell.
#[test]
fn ballots_of_a_workbook_may_lie_either_way() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("schede.csv").to_str().unwrap().to_owned();
    fs::write(&table, "chi;peso;desks;outreach\nanci;2;1000,00;234,56\nats;1;800,50;434,06\n").unwrap();
    let run = |file: &str| riparto(&["aggregate", file, "--lang", "it"], b"");
    let (csv, book) = (run(&table), run(&format!("{BOOKS}/schede-colonne.xlsx")));
    assert!(!out(&csv).is_empty(), "{}", err(&csv));
    assert_eq!(out(&book), out(&csv), "{}", err(&book));
    let refused = run(&format!("{BOOKS}/schede-errore.xlsx"));
    let told = err(&refused);
    assert!(told.contains("foglio `Schede`, cella C5: voce `desks`: `molto`"), "{told}");
}
