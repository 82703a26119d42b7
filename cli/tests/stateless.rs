//! What `riparto table` does on a journal, `riparto api` does on its text: the same bytes, the same sentences.

use std::fs;

use riparto::Plan;
use riparto::api::respond;
use riparto::journal::Head;

use super::kept_table::Table;
use super::{PLAN, riparto};

/// The fields of an answer as JSON text that has no need of a reader: a text of it, unescaped.
fn text_of(answer: &str, field: &str) -> String {
    let (_, rest) =
        answer.rsplit_once(&format!("\"{field}\":\"")).unwrap_or_else(|| panic!("{field}: {answer}"));
    let mut text = String::new();
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => match characters.next() {
                Some('n') => text.push('\n'),
                Some(escaped) => text.push(escaped),
                None => break,
            },
            other => text.push(other),
        }
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// A journal that the command writes, and one that grows by what the API answers to the same commands.
struct Two {
    table: Table,
    journal: String,
}

impl Two {
    fn new() -> Two {
        let table = Table { folder: tempfile::tempdir().unwrap(), journal: String::new() };
        let journal = table.folder.path().join("two.jsonl").to_str().unwrap().to_owned();
        let mut two = Two { table: Table { journal, ..table }, journal: String::new() };
        // The command opens a table on the plan as it writes it, with packs and rules added.
        let plan = Plan::from_json(&fs::read_to_string(PLAN).unwrap()).unwrap().to_json();
        let open = format!("{{\"open\":{{\"plan\":{plan}}}}}");
        two.say("new", &[PLAN, "--as", "regione", "--command-id", "open"], ("open", "regione", &open));
        two
    }

    fn ask(&self, fields: &str) -> String {
        respond(&format!("{{{fields},\"history\":{}}}", quoted(&self.journal)))
    }

    /// Gives the same command to both.
    fn say(&mut self, command: &str, arguments: &[&str], (id, party, action): (&str, &str, &str)) {
        let output = self.table.run(command, arguments);
        let printed = super::out(&output).to_owned();
        let asked = format!("\"command\":{{\"id\":\"{id}\",\"party\":\"{party}\",\"do\":{action}}}");
        let answer = self.ask(&format!("\"op\":\"table_decide\",{asked}"));
        match output.status.code() {
            Some(0) => assert!(printed.contains(&text_of(&answer, "text")), "{printed}: {answer}"),
            Some(1) => {
                let (code, message) = (text_of(&answer, "code"), text_of(&answer, "message"));
                assert!(
                    printed.starts_with(&format!("Refused [{code}]: {message}\n")),
                    "{printed}: {answer}"
                );
            }
            other => panic!("{other:?}: {printed}{}", super::err(&output)),
        }
        self.journal.push_str(&text_of(&answer, "append"));
        assert!(self.journal.as_bytes() == self.table.bytes(), "{command}: {}", self.journal);
    }

    fn told(&self, fields: &str) -> String {
        text_of(&self.ask(fields), "text")
    }
}

#[test]
fn a_table_over_the_api_is_the_table_of_the_command_byte_for_byte() {
    let mut two = Two::new();
    two.say(
        "open-sitting",
        &["s1", "2026-03-12", "--title", "First", "--as", "regione", "--command-id", "c1"],
        ("c1", "regione", r#"{"open_sitting":{"sitting":"s1","date":"2026-03-12","title":"First"}}"#),
    );
    two.say(
        "propose",
        &["--as", "anci", "--id", "p1", "--from", "outreach", "--to", "desks", "--amount", "20000.00", "--command-id", "c2"],
        (
            "c2",
            "anci",
            r#"{"propose":{"proposal":{"id":"p1","party":"anci","transfers":[{"from":"outreach","to":"desks","amount":"20000.00"}]}}}"#,
        ),
    );
    two.say(
        "approve",
        &["p1", "--as", "anci", "--command-id", "c3"],
        ("c3", "anci", r#"{"approve":{"proposal":"p1"}}"#),
    );
    two.say(
        "approve",
        &["p1", "--as", "regione", "--command-id", "c4"],
        ("c4", "regione", r#"{"approve":{"proposal":"p1"}}"#),
    );
    two.say(
        "close-sitting",
        &["--as", "ats", "--command-id", "c5"],
        ("c5", "ats", r#"{"close_sitting":{}}"#),
    );
    two.say(
        "change-envelope",
        &["e1", "--as", "regione", "--act", "DD 9/2026", "--amount", "10000.00", "--share", "desks=10000.00", "--command-id", "c6"],
        (
            "c6",
            "regione",
            r#"{"change_envelope":{"change":"e1","act":"DD 9/2026","amount":"10000.00","distribution":{"named":{"desks":"10000.00"}}}}"#,
        ),
    );
    for (lang, name) in [("en", "en"), ("it", "it")] {
        let printed = |command: &str, arguments: &[&str]| {
            two.table.done(command, &[arguments, &["--lang", name]].concat())
        };
        let told = |fields: &str| two.told(&format!("{fields},\"lang\":\"{lang}\""));
        assert_eq!(told(r#""op":"table_log""#), printed("log", &[]));
        assert_eq!(told(r#""op":"table_log","last":3"#), printed("log", &["--last", "3"]));
        assert_eq!(told(r#""op":"table_ledger""#), printed("ledger", &[]));
        assert_eq!(told(r#""op":"table_minutes""#), printed("minutes", &[]));
        assert_eq!(told(r#""op":"table_minutes","sitting":"s1""#), printed("minutes", &["--sitting", "s1"]));
        let listed = printed("list", &[]);
        assert!(listed.contains(&told(r#""op":"table_state""#)), "{listed}");
        let then = printed("at", &["4"]);
        assert!(then.ends_with(&told(r#""op":"table_state","at":4"#)), "{then}");
    }
    let verified = two.ask(r#""op":"table_verify""#);
    assert!(verified.contains(r#""valid":true"#) && verified.contains(r#""decisions":2"#), "{verified}");
    assert_eq!(two.table.head(), format!("{}:{}", two.table.events(), text_of(&verified, "hash")));
    assert_ne!(text_of(&verified, "hash"), Head::START.hash().to_string());
}

#[test]
fn requests_about_tables_are_served_line_by_line() {
    let two = Two::new();
    let request = format!("{{\"op\":\"table_log\",\"history\":{}}}\n", quoted(&two.journal));
    let output = riparto(&["api"], request.as_bytes());
    assert_eq!(super::out(&output), format!("{}\n", respond(request.trim_end())));
}
