//! Minutes written as files.

use std::fs;

use super::err;
use super::kept_table::Table;

#[test]
fn minutes_are_written_as_markdown_or_html_with_who_was_present() {
    let table = Table::new();
    table.done("open-sitting", &["s1", "2026-03-01", "--as", "regione"]);
    table.done(
        "describe-sitting",
        &[
            "s1",
            "--place",
            "Firenze",
            "--begins",
            "10.30",
            "--present",
            "Anna Rossi, dirigente=regione",
            "--as",
            "regione",
        ],
    );
    table
        .done("describe-sitting", &["s1", "--chair", "Anna Rossi", "--secretary", "Ugo Neri", "--as", "ats"]);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (md, html) = (file("v.md"), file("v.html"));
    let told = table.done("minutes", &["--sitting", "s1", "--out", &md, "--lang", "it"]);
    assert_eq!(told, format!("scritto: {md}\n"));
    let text = fs::read_to_string(&md).unwrap();
    assert_eq!(text, table.done("minutes", &["--sitting", "s1", "--lang", "it"]));
    assert!(
        text.contains("| Anna Rossi | dirigente | Regione Toscana | presidente               |"),
        "{text}"
    );
    assert!(text.contains("- **Orario**: dalle ore 10:30\n"), "{text}");
    assert!(text.contains("- Il segretario verbalizzante (Ugo Neri): "), "{text}");
    table.done("minutes", &["--out", &html]);
    assert!(fs::read_to_string(&html).unwrap().starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    let refused = table.run("minutes", &["--out", &file("v.pdf")]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("end the name in .md or .html"), "{}", err(&refused));
}
