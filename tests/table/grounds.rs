//! What an approval is based on: documents, the bodies that decided, and the rules of the day.

use riparto::Language;
use riparto::journal::Store;
use riparto::report::Minutes;
use riparto::table::{CoDesignTable, EventKind, Rejection, SubmitOutcome, TableEvent};
use serde_json::{Value, json};

use riparto_table_tests::{Desk, command, plan, proposal};

const GROWS: (&str, &str, &str) = ("outreach", "desks", "20.00");

/// From November a rise of the desks needs a justification and the committee.
fn dated() -> Value {
    let mut plan = plan();
    let rule = json!({"id": "desks-grow", "scope": {"lines": ["desks"]}, "needs": "prior_approval",
                      "when": {"from": "2026-11-01"}, "requires": ["justification"], "by": ["committee"],
                      "limit": {"change": {"base": "original", "up": "0.00"}}});
    plan["rules"].as_array_mut().unwrap().push(rule);
    plan
}

fn sitting(desk: &mut Desk, id: &str, date: &str) {
    desk.ok("regione", json!({"open_sitting": {"sitting": id, "date": date}}));
}

fn approval(id: &str, documents: &[&str], bodies: &[&str]) -> Value {
    json!({"approve": {"proposal": id, "act": "DD 1/2026", "documents": documents, "decided_by": bodies}})
}

#[test]
fn the_rules_are_those_of_the_day_of_the_sitting() {
    let mut desk = Desk::on(&json!({"plan": dated()}));
    sitting(&mut desk, "s1", "2026-10-20");
    desk.propose("anci", "p1", GROWS);
    desk.approve("p1");
    desk.ok("regione", json!({"close_sitting": {}}));
    sitting(&mut desk, "s2", "2026-11-02");
    desk.propose("anci", "p2", GROWS);
    let refused = desk.no("regione", approval("p2", &["budget"], &[]));
    let Rejection::RequirementsMissing { documents, bodies, .. } = &refused else { panic!("{refused}") };
    assert_eq!(
        (documents.as_slice(), bodies.as_slice()),
        (["justification".to_owned()].as_slice(), ["committee".to_owned()].as_slice())
    );
    assert_eq!(
        refused.message(Language::Italian),
        "per approvare `p2` manca quanto richiesto dai vincoli: documenti: justification; la decisione di: committee"
    );
    let events = desk.ok("regione", approval("p2", &["justification", "budget"], &["committee"]));
    let EventKind::Approved { documents, decided_by, breaches, .. } = &events[0].what else { panic!() };
    assert_eq!((documents.len(), decided_by.len(), breaches[0].requires.len()), (2, 1, 1));
    for (language, words) in [
        (Language::English, ["Documents: justification, budget", "Decided by: committee"]),
        (
            Language::Italian,
            ["Documenti allegati: justification, budget", "Organi che hanno deciso: committee"],
        ),
    ] {
        let mut minutes = Minutes::new(language);
        desk.kept.store().read_after(0, &mut |record| minutes.take(&record)).unwrap();
        let minutes = minutes.text().unwrap();
        assert!(words.iter().all(|words| minutes.contains(words)), "{minutes}");
    }
}

/// What is approved already is done already; grounds that the history does not have are refused, never dropped.
#[test]
fn an_approval_asked_for_again_on_other_grounds_is_refused() {
    let mut desk = Desk::on(&json!({"plan": dated()}));
    desk.propose("anci", "p1", GROWS);
    desk.ok("regione", approval("p1", &["justification", "budget"], &["committee"]));
    let head = desk.kept.head();
    assert_eq!(desk.table().proposal("p1").unwrap().documents(), ["justification", "budget"]);
    assert_eq!(desk.table().proposal("p1").unwrap().decided_by(), ["committee"]);
    let mut again = 0;
    let mut submit = |action: &Value| {
        again += 1;
        desk.kept.submit(&command(&format!("again-{again}"), "regione", action)).unwrap()
    };
    for same in [
        approval("p1", &["justification", "budget"], &["committee"]),
        approval("p1", &["budget"], &[]),
        json!({"approve": {"proposal": "p1"}}),
    ] {
        assert_eq!(submit(&same), SubmitOutcome::AlreadyDone { revision: head.revision() }, "{same}");
    }
    for other in [
        approval("p1", &["justification", "budget", "opinion"], &["committee"]),
        approval("p1", &["justification"], &["council"]),
        json!({"approve": {"proposal": "p1", "act": "DD 2/2026"}}),
    ] {
        let SubmitOutcome::Rejected(refused) = submit(&other) else { panic!("{other}") };
        assert_eq!(refused.code(), "wrong_status", "{other}");
    }
    assert_eq!(desk.kept.head(), head);
}

#[test]
fn a_date_set_right_brings_the_rules_of_that_day() {
    let mut desk = Desk::on(&json!({"plan": dated()}));
    sitting(&mut desk, "s1", "2026-10-20");
    desk.ok(
        "regione",
        json!({"correct_sitting": {"sitting": "s1", "date": "2026-11-20", "reason": "The month was wrong"}}),
    );
    desk.propose("anci", "p1", GROWS);
    let refused = desk.no("regione", json!({"approve": {"proposal": "p1", "act": "DD 1/2026"}}));
    assert_eq!(refused.code(), "requirements_missing");
}

#[test]
fn a_waiver_needs_no_documents() {
    let mut desk = Desk::on(&json!({"plan": dated()}));
    desk.propose("anci", "p1", GROWS);
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "desks-grow", "reason": "Urgent"}}));
    desk.approve("p1");
}

#[test]
fn the_audit_finds_an_approval_without_what_its_breaches_ask_for() {
    let mut desk = Desk::on(&json!({"plan": dated()}));
    desk.ok("anci", json!({"propose": {"proposal": proposal("anci", "p1", GROWS)}}));
    desk.ok("regione", approval("p1", &["justification"], &["committee"]));
    let mut events: Vec<TableEvent> =
        desk.kept.store().records().iter().map(|record| CoDesignTable::event(record).unwrap()).collect();
    let last = events.len() - 1;
    let EventKind::Approved { documents, .. } = &mut events[last].what else { panic!() };
    documents.clear();
    let (fault, _) = riparto_table_tests::forged::found(&events);
    assert_eq!(fault, Some(u64::try_from(last).unwrap() + 1));
}
