//! Who said what, what waits for whom, what a party did, and what changed between sittings.

use serde_json::{Value, json};

use super::kept_table::Table;
use super::{err, out};

/// Two sittings: `p1` approved in the first, `p2` objected to in the second, `p3` a draft.
fn two_sittings() -> Table {
    let table = Table::new();
    table.done("open-sitting", &["s1", "2026-03-12", "--as", "regione"]);
    table.propose("anci", "p1", "outreach", "desks", "20000.00");
    table.approve("p1");
    table.done("close-sitting", &["--as", "regione"]);
    table.done("open-sitting", &["s2", "2026-03-19", "--as", "regione"]);
    table.propose("arti", "p2", "services", "autonomy", "5000.00");
    table.done("state", &["p2", "objection", "--reason", "Too much", "--as", "ats"]);
    let draft =
        ["--draft", "--as", "anci", "--id", "p3", "--from", "desks", "--to", "services", "--amount", "1.00"];
    table.done("propose", &draft);
    table
}

#[test]
fn positions_say_who_said_what_of_which_proposal() {
    let table = two_sittings();
    let text = table.done("positions", &["--lang", "it"]);
    let row: Vec<&str> = text.lines().nth(2).unwrap().split_whitespace().collect();
    assert_eq!(
        row,
        ["p2", "1", "depositata", "arti", "ats", "cnr-igsg,", "anci,", "local-authorities"],
        "{text}"
    );
    assert!(text.contains("Motivazioni:\n  `p2`, ATS, obiezione: Too much\n"), "{text}");
    assert!(text.contains("\nImpronta del registro: "), "{text}");
    let all = table.done("positions", &["--all"]);
    assert!(all.contains("  p1 ") && all.contains("  p2 ") && !all.contains("  p3 "), "{all}");
    assert!(table.done("positions", &["p1"]).contains("approved"));
    let unknown = table.run("positions", &["p9"]);
    assert_eq!((unknown.status.code(), out(&unknown)), (Some(2), ""));
    assert!(err(&unknown).contains("there is no proposal `p9`"), "{}", err(&unknown));
}

/// With `--json` the command answers with the fields of the API.
#[test]
fn programs_read_what_people_ask() {
    let table = two_sittings();
    let json = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let history = String::from_utf8(table.bytes()).unwrap();
    let ask = |request: Value| json(&riparto::api::respond(&request.to_string()))["ok"].clone();
    let state = ask(json!({"op": "table_state", "history": history, "tell": ["positions", "queue"]}));
    let positions = json(&table.done("positions", &["--all", "--json"]));
    assert_eq!(positions, json!({"head": state["head"], "positions": state["positions"]}));
    let queue = json(&table.done("queue", &["--json"]));
    assert_eq!(queue, json!({"head": state["head"], "queue": state["queue"]}));
    let open = json(&table.done("positions", &["p2", "--json"]));
    assert_eq!(open["positions"].as_array().map(Vec::len), Some(1), "{open}");
    let mut ledger = ask(json!({"op": "table_ledger", "history": history}));
    ledger.as_object_mut().unwrap().remove("text");
    assert_eq!(json(&table.done("ledger", &["--json"])), ledger);
}

#[test]
fn a_queue_says_what_waits_for_each_party() {
    let table = two_sittings();
    let expected = "Regione Toscana (`regione`)\n  `p2`, version 1: to be decided; needs no authorization\n\
                    CNR-IGSG (`cnr-igsg`)\n  `p2`, version 1: say what it thinks\n\
                    ANCI Toscana (`anci`)\n  `p2`, version 1: say what it thinks\n  `p3`, version 1: a draft: put it on the table or withdraw it\n\
                    Partner local authorities (`local-authorities`)\n  `p2`, version 1: say what it thinks\n";
    assert_eq!(table.done("queue", &[]), expected);
    table.propose("anci", "p4", "outreach", "desks", "90000.00");
    let of_authority = table.done("queue", &["regione", "--lang", "it"]);
    let forbidden =
        "  `p4`, versione 1: da decidere; per ora non approvabile: `p4` non è ammissibile: `outreach-floor`";
    assert!(of_authority.contains(forbidden), "{of_authority}");
    assert_eq!(table.done("queue", &["arti", "--lang", "it"]).lines().count(), 2);
    let unknown = table.run("queue", &["lazio"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("`lazio` is not at the table"), "{}", err(&unknown));
}

#[test]
fn a_log_of_one_party_holds_what_it_did() {
    let table = two_sittings();
    let log = table.done("log", &["--by", "anci"]);
    let events = |log: &str| -> Vec<String> {
        log.lines().skip(2).filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
    };
    assert!(["3", "4", "11"].iter().all(|event| events(&log).contains(&(*event).to_owned())), "{log}");
    assert!(!log.contains("arti") && !log.contains("regione"), "{log}");
    assert_eq!(events(&table.done("log", &["--by", "anci", "--last", "1"])), ["11"]);
    let unknown = table.run("log", &["--by", "lazio"]);
    assert_eq!((unknown.status.code(), out(&unknown)), (Some(2), ""));
}

#[test]
fn a_difference_between_sittings_is_that_of_their_ends() {
    let table = two_sittings();
    let first = table.done("diff", &["1", "s1"]);
    let title = "From revision 1 to revision 6 (end of sitting `s1`, 12 March 2026)\n";
    assert!(first.starts_with(title) && first.contains("+20,000.00"), "{first}");
    assert!(first.ends_with("Decisions:\n  proposal `p1`, event 5, s1, 12 March 2026\n"), "{first}");
    table.approve("p2");
    let under_way = table.done("diff", &["s1", "s2"]);
    assert!(under_way.contains("services") && !under_way.contains("+20,000.00"), "{under_way}");
    assert_eq!(under_way, table.done("diff", &["6"]).as_str());
    let unknown = table.run("diff", &["s1", "s9"]);
    assert_eq!((unknown.status.code(), out(&unknown)), (Some(2), ""));
    assert!(err(&unknown).contains("there was no sitting `s9`"), "{}", err(&unknown));
}
