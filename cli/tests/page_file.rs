//! The table in one file.

use std::fs;

use serde_json::Value;

use super::kept_table::Table;
use super::{PLAN, err, out, riparto};

#[test]
fn a_page_holds_the_plan_and_the_journal_and_says_where_it_is() {
    let table = Table::new();
    let head = table.head();
    let page = table.folder.path().join("tavolo.html").to_str().unwrap().to_owned();
    for (plan, language, told) in [
        (
            table.journal.as_str(),
            "it",
            format!("con il registro fino a {head}. Si apre con qualsiasi browser, senza rete."),
        ),
        (
            PLAN,
            "en",
            "without a journal: what is proposed on it is judged on the plan. Any browser opens it"
                .to_owned(),
        ),
    ] {
        let output = riparto(&["page", plan, "--out", &page, "--lang", language], b"");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(out(&output).contains(&page) && out(&output).contains(&told), "{}", out(&output));
        let html = fs::read_to_string(&page).unwrap();
        assert!(html.len() < 1_500_000, "{}", html.len());
        assert!(html.contains(&format!("<html lang=\"{language}\"")));
        let (_, data) = html.split_once("id=\"riparto-data\">").unwrap();
        let data: Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
        assert_eq!(data["language"], language);
        assert_eq!(data["plan"]["format"], "riparto.plan/1");
        assert_eq!(data["journal"].is_array(), plan != PLAN);
        if plan != PLAN {
            let journal: Vec<&str> =
                data["journal"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
            assert_eq!((journal.join("\n") + "\n").into_bytes(), table.bytes());
            assert_eq!(format!("{}:{}", data["revision"], data["head"].as_str().unwrap()), head);
        }
    }
    let wrong = riparto(&["page", &table.journal, "--out", &table.journal], b"");
    assert_eq!(
        (wrong.status.code(), err(&wrong).contains("end the name in .html")),
        (Some(2), true),
        "{}",
        err(&wrong)
    );
    let unnamed = riparto(&["page", "-", "--out", &page], &table.bytes());
    assert_eq!(unnamed.status.code(), Some(2), "{}", out(&unnamed));
}
