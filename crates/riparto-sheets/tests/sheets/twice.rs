//! Rows that nothing tells apart, and codes that rows share: told with their rows in `check` and `import`.

use riparto_core::Language;
use riparto_core::rules::{Notice, NoticeCode};
use riparto_sheets::sheets::PlanImport;

fn notices(table: &str) -> (Vec<String>, Vec<Notice>) {
    let plan = PlanImport::new().run(table.as_bytes()).unwrap().into_plan();
    let ids = plan.envelope().lines().map(|line| line.id().to_owned()).collect();
    (ids, plan.notices())
}

#[test]
fn a_line_named_twice_is_told_with_both_rows() {
    let table = "Piano;\nVoce;Importo\nPersonale;100,00\nViaggi;50,00\nPersonale;30,00\nTotale;180,00\n";
    let (ids, notices) = notices(table);
    assert_eq!(ids, ["personale", "viaggi", "personale-2"]);
    let [notice] = notices.as_slice() else { panic!("{notices:?}") };
    assert_eq!((notice.code, notice.rows.as_slice()), (NoticeCode::LineTwice, [3, 5].as_slice()));
    assert_eq!(
        notice.message(Language::English),
        "“Personale” stands in rows 3 and 5 with the same labels, and each counts: lines `personale`, `personale-2`; if it is one line, write it in one row, else give each a name or a code of its own"
    );
    assert_eq!(
        notice.message(Language::Italian),
        "«Personale» si trova alle righe 3 e 5 con le stesse etichette, e ciascuna conta: voci `personale`, `personale-2`; se la voce è una sola, scriverla in una riga, altrimenti dare a ciascuna un nome o un codice proprio"
    );
}

#[test]
fn lines_that_a_label_or_a_code_tells_apart_are_not_twice() {
    let by_partner = "Partner;Voce;Importo\nARTI;Personale;100,00\nCNR;Personale;50,00\n";
    assert_eq!(notices(by_partner).1, []);
    let by_code = "Codice;Voce;Importo\nA1;Personale;100,00\nA2;Personale;50,00\n";
    assert_eq!(notices(by_code), (vec!["A1".to_owned(), "A2".to_owned()], vec![]));
    // Only the partner's own rows are.
    let (_, notices) =
        notices("Partner;Voce;Importo\nARTI;Personale;1,00\nCNR;Personale;2,00\nARTI;personale;3,00\n");
    let rows: Vec<&[u32]> = notices
        .iter()
        .filter(|notice| notice.code == NoticeCode::LineTwice)
        .map(|notice| notice.rows.as_slice())
        .collect();
    assert_eq!(rows, [[2, 4]]);
}

#[test]
fn codes_that_rows_share_are_told_to_be_a_label() {
    for head in ["Codice", "Code"] {
        let (ids, notices) =
            notices(&format!("{head};Voce;Importo\nA1;Personale;100,00\nA1;Viaggi;50,00\nA2;Costi;10,00\n"));
        assert_eq!(ids, ["personale", "viaggi", "costi"]);
        let [notice] = notices.as_slice() else { panic!("{notices:?}") };
        let key = head.to_lowercase();
        assert_eq!(
            (notice.code, notice.key.as_str(), notice.rows.as_slice()),
            (NoticeCode::CodeShared, key.as_str(), [2, 3].as_slice())
        );
        assert_eq!(
            notice.message(Language::English),
            format!(
                "`A1` is the code of rows 2 and 3: codes that rows share do not tell lines apart, so their column counts as the label `{key}`; where they are to be ids, give each row its own"
            )
        );
        assert!(notice.message(Language::Italian).starts_with("`A1` è il codice delle righe 2 e 3: "));
    }
    // Another head, such as that of actions, is a label from the beginning.
    assert_eq!(notices("Azione;Voce;Importo\nA1;Personale;100,00\nA1;Viaggi;50,00\n").1, []);
}

#[test]
fn many_rows_are_counted_and_a_code_alone_does_not_tell_a_line_twice() {
    let rows: String = (0..13).map(|_| "Personale;1,00\n").collect();
    let (_, notices) = notices(&format!("Voce;Importo\n{rows}"));
    let [notice] = notices.as_slice() else { panic!("{notices:?}") };
    assert_eq!((notice.rows.len(), notice.more, notice.labels[0].count), (10, 3, 13));
    assert!(
        notice
            .message(Language::English)
            .starts_with("“Personale” stands in rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more")
    );
    let written = serde_json::to_value(notice).unwrap();
    assert_eq!(
        (written["code"].as_str(), written["rows"].as_array().map(Vec::len)),
        (Some("line_twice"), Some(10))
    );
}
