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
    let came = ["s1", "--arrived", "Anna Rossi=10.40", "--left", "Ugo Neri=12:10", "--as", "regione"];
    let told = table.done("describe-sitting", &came);
    assert!(
        told.contains("Anna Rossi (dirigente) for Regione Toscana, chair, came at 10:40; Ugo Neri"),
        "{told}"
    );
    let unknown = table.run("describe-sitting", &["s1", "--left", "Nobody=12:10", "--as", "regione"]);
    assert!(err(&unknown).contains("`Nobody` is not among those present"), "{}", err(&unknown));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (md, html) = (file("v.md"), file("v.html"));
    let told = table.done("minutes", &["--sitting", "s1", "--out", &md, "--lang", "it"]);
    assert_eq!(told, format!("scritto: {md}\n"));
    let text = fs::read_to_string(&md).unwrap();
    assert_eq!(text, table.done("minutes", &["--sitting", "s1", "--lang", "it"]));
    assert!(
        text.contains(
            "| Anna Rossi | dirigente | Regione Toscana | presidente               | entra alle ore 10:40 |"
        ),
        "{text}"
    );
    assert!(text.contains("| esce alle ore 12:10  |"), "{text}");
    assert!(text.contains("- **Orario**: dalle ore 10:30\n"), "{text}");
    assert!(text.contains("- Il segretario verbalizzante (Ugo Neri): "), "{text}");
    table.done("minutes", &["--out", &html]);
    let page = fs::read_to_string(&html).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    // The annex begins a page, in word processors too; columns have widths, which sum to no more than the page.
    assert!(page.contains("<h2 class=\"annex\" style=\"page-break-before: always\">Annex"), "{page}");
    for columns in page.split("<colgroup>").skip(1) {
        let columns = columns.split("</colgroup>").next().unwrap();
        let widths = columns.split("width=\"").skip(1).map(|width| width.split('"').next().unwrap());
        let widths: Vec<u32> = widths.map(|width| width.parse().unwrap()).collect();
        assert!(!widths.is_empty() && widths.iter().all(|width| *width > 0), "{widths:?}");
        assert!(widths.iter().sum::<u32>() <= 672, "{widths:?}");
    }
    let refused = table.run("minutes", &["--out", &file("v.pdf")]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("end the name in .md or .html"), "{}", err(&refused));
}

/// The proof that was written beside a counter-proposal is named by its digest from the proposal on, up to the minutes.
#[test]
fn the_proof_of_a_counter_proposal_is_named_in_the_minutes() {
    let table = Table::new();
    let file = |name: &str| table.folder.path().join(name).to_str().unwrap().to_owned();
    let (wish, proposal, proof) = (file("wish.json"), file("proposal.json"), file("proof.json"));
    let mut wished: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(super::PLAN).unwrap()).unwrap();
    let lines = wished["lines"].as_array_mut().unwrap();
    for (line, more) in [(0, 1_000_000), (1, -1_000_000)] {
        let amount: riparto::Money = lines[line]["amount"].as_str().unwrap().parse().unwrap();
        lines[line]["amount"] = riparto::Money::from_cents(amount.cents() + more).unwrap().to_string().into();
    }
    fs::write(&wish, wished.to_string()).unwrap();
    let words =
        ["rebalance", &table.journal, &wish, "--proposal", &proposal, "--as", "ats", "--proof", &proof];
    let found = super::riparto(&words, b"");
    assert_eq!(found.status.code(), Some(0), "{}{}", super::out(&found), err(&found));
    let digest = riparto::journal::Digest::of(&fs::read(&proof).unwrap()).to_string();
    let written: serde_json::Value = serde_json::from_str(&fs::read_to_string(&proposal).unwrap()).unwrap();
    assert_eq!(written["proof"], digest.as_str());
    table.done("propose", &[&proposal, "--as", "ats"]);
    table.done("approve", &["p1", "--as", "regione"]);
    for (lang, words) in [
        ("en", format!("- **Proof named by the proponent**: file with SHA-256 `{digest}`")),
        ("it", format!("- **Prova indicata dal proponente**: file con impronta SHA-256 `{digest}`")),
    ] {
        let minutes = table.done("minutes", &["--lang", lang]);
        assert!(minutes.contains(&words), "{minutes}");
    }
    // What is no digest is refused by its place.
    fs::write(&proposal, fs::read_to_string(&proposal).unwrap().replace(&digest, "E3B0")).unwrap();
    let refused = table.run("propose", &[&proposal, "--as", "ats"]);
    assert!(err(&refused).contains("`E3B0` is not a hash"), "{}", err(&refused));
}
