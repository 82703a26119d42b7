//! A command sent twice changes nothing the second time, and what the table filled in makes no other command of it.

use riparto::journal::{Digest, Head, Store};
use riparto::report::{EventReport, Report};
use riparto::table::{Command, Rejection, SubmitOutcome};
use serde_json::{Value, json};

use riparto_table_tests::occasions::everything;
use riparto_table_tests::refusable::SMALL;
use riparto_table_tests::refusable_commands::COMMANDS;
use riparto_table_tests::{Desk, command, proposal};

/// Any command that is accepted, then others: sent again, it is done already, and what it led to is told again.
#[test]
fn every_command_sent_twice_changes_nothing_and_is_answered_alike() {
    let mut looked_at = 0;
    for refusable in &COMMANDS {
        let (mut desk, by, action) = (refusable.build)(&|_| false);
        let sent = command("k1", by, &action);
        let SubmitOutcome::Accepted(events) = desk.kept.submit(&sent).unwrap() else { panic!("{action}") };
        let (head, revision) = (desk.kept.head(), desk.revision());
        if refusable.action != "close" {
            desk.ok(
                "cnr",
                json!({"ballot": {"amounts": {"desks": desk.table().plan().unwrap().approved().total()}}}),
            );
        }
        let (table, last) = (desk.table().clone(), desk.kept.head());
        let first = revision + 1 - u64::try_from(events.len()).unwrap();
        assert_eq!(
            desk.kept.submit(&sent).unwrap(),
            SubmitOutcome::AlreadyDone { revision: first },
            "{action}"
        );
        // So it is for one that expects a head that has moved by its own doing.
        let expecting = sent.clone().expecting(Head::new(revision - 1, Digest::ZERO));
        assert_eq!(desk.kept.submit(&expecting).unwrap(), SubmitOutcome::AlreadyDone { revision: first });
        assert_eq!((desk.table(), desk.kept.head()), (&table, last), "{action}");
        assert_eq!(desk.kept.led_to(first).unwrap(), (events, head), "{action}");
        let other = command("k1", "cnr", &json!({"close_sitting": {}}));
        let SubmitOutcome::Rejected(reused) = desk.kept.submit(&other).unwrap() else { panic!("{action}") };
        assert_eq!(reused.code(), "command_reused");
        looked_at += 1;
    }
    assert_eq!(looked_at, COMMANDS.len());
}

fn without_revision(action: &Value) -> Option<Value> {
    let mut action = action.clone();
    let fields = action.as_object_mut()?.values_mut().next()?.as_object_mut()?;
    fields.remove("against").map(|_| action)
}

#[test]
fn a_proposal_that_names_no_revision_is_made_against_the_latest_and_is_the_same_when_sent_again() {
    let mut looked_at = 0;
    for refusable in &COMMANDS {
        let (mut desk, by, action) = (refusable.build)(&|_| false);
        let Some(silent) = without_revision(&action) else { continue };
        let sent = command("k1", by, &silent);
        let before = desk.revision();
        assert!(matches!(desk.kept.submit(&sent).unwrap(), SubmitOutcome::Accepted(_)));
        assert_eq!(desk.table().proposal("p1").unwrap().against(), before);
        desk.ok("cnr", json!({"ballot": {"amounts": {"desks": "1000.00"}}}));
        assert_eq!(desk.kept.submit(&sent).unwrap(), SubmitOutcome::AlreadyDone { revision: before + 1 });
        // Another revision is asked for on purpose.
        let mut named = silent.clone();
        named.as_object_mut().unwrap().values_mut().next().unwrap()["against"] = json!(before + 1);
        let refused = desk.kept.submit(&command("k1", by, &named)).unwrap().accepted().unwrap_err();
        assert_eq!(refused.code(), "command_reused");
        looked_at += 1;
    }
    assert_eq!(looked_at, 3, "draft, propose, amend");
}

/// Programs of before filled in the latest revision themselves: what they wrote is known again.
#[test]
fn a_request_that_named_the_latest_revision_is_the_one_that_names_none() {
    let mut desk = Desk::new();
    let action = json!({"propose": {"against": 1, "proposal": proposal("anci", "p1", SMALL)}});
    let named = command("k1", "anci", &action);
    assert!(matches!(desk.kept.submit(&named).unwrap(), SubmitOutcome::Accepted(_)));
    desk.approve("p1");
    let silent = command("k1", "anci", &without_revision(&action).unwrap());
    assert_eq!(desk.kept.submit(&silent).unwrap(), SubmitOutcome::AlreadyDone { revision: 2 });
}

#[test]
fn a_decision_on_a_head_that_has_moved_is_refused() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", SMALL);
    let read = desk.kept.head();
    let mut amended = proposal("anci", "p1", ("outreach", "desks", "49.00"));
    amended["title"] = json!("More");
    desk.ok("anci", json!({"amend": {"against": 1, "proposal": amended}}));
    let approve = command("a1", "regione", &json!({"approve": {"proposal": "p1", "act": "DD"}}));
    let before = desk.kept.head();
    for stale in [read, Head::new(before.revision(), read.hash()), Head::START] {
        let refused = desk.kept.submit(&approve.clone().expecting(stale)).unwrap().accepted().unwrap_err();
        let (expected, revision) = (stale.revision(), before.revision());
        assert_eq!(refused, Rejection::HeadMoved { expected, revision });
        assert_eq!(desk.kept.head(), before);
    }
    // In JSON it stands beside what is asked, and the history does not keep it.
    let mut written: Value = serde_json::to_value(&approve).unwrap();
    assert!(written.get("expect").is_none());
    written["expect"] = json!({"revision": before.revision(), "hash": before.hash()});
    let expecting = Command::from_json(&written.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&expecting).unwrap(), written);
    let mut other = desk.clone();
    assert!(matches!(desk.kept.submit(&expecting).unwrap(), SubmitOutcome::Accepted(_)));
    assert!(matches!(other.kept.submit(&approve).unwrap(), SubmitOutcome::Accepted(_)));
    assert_eq!(desk.kept.head(), other.kept.head());
    // Commands that are submitted together move the head for each other.
    let head = desk.kept.head();
    let both = ["s1", "s2"]
        .map(|id| command(id, "cnr", &json!({"ballot": {"amounts": {"desks": "1000.00"}}})).expecting(head));
    let outcomes = desk.kept.submit_all(&both).unwrap();
    assert!(matches!(outcomes[0], SubmitOutcome::Accepted(_)));
    let SubmitOutcome::Rejected(second) = &outcomes[1] else { panic!("the first moved the head") };
    assert_eq!(second.code(), "head_moved");
}

#[test]
fn an_amendment_names_what_it_voids_and_one_that_changes_nothing_is_refused() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("training", "studies", "60.00"));
    desk.ok("cnr", json!({"state": {"proposal": "p1", "stance": "consent"}}));
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "studies-share", "reason": "Once"}}));
    let same = json!({"amend": {"against": 2, "proposal": proposal("anci", "p1", ("training", "studies", "60.00"))}});
    assert_eq!(desk.no("anci", same).code(), "amendment_needless");
    assert_eq!(desk.table().proposal("p1").unwrap().statements().len(), 1);
    let other = json!({"amend": {"proposal": proposal("anci", "p1", ("training", "studies", "61.00"))}});
    let events = desk.ok("anci", other);
    let told = EventReport::of(desk.table(), &events).text(riparto::Language::English);
    assert!(told.contains("no longer counts: the statements of cnr\n"), "{told}");
    assert!(told.contains("no longer counts: the waiver of rule `studies-share`\n"), "{told}");
    let told = EventReport::of(desk.table(), &events).text(riparto::Language::Italian);
    assert!(
        told.contains("le dichiarazioni di cnr\n") && told.contains("la deroga a `studies-share`\n"),
        "{told}"
    );
    // Nothing was said of this version: nothing is told.
    let third = json!({"amend": {"proposal": proposal("anci", "p1", ("training", "studies", "62.00"))}});
    let events = desk.ok("anci", third);
    assert!(!serde_json::to_string(&events[0]).unwrap().contains("voids"));
}

#[test]
fn a_second_reversal_is_refused_by_the_name_of_the_first() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", SMALL);
    desk.approve("p1");
    desk.ok("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    let second = desk.no("anci", json!({"reverse": {"proposal": "p1", "reversal": "r2"}}));
    assert_eq!(
        second.to_string(),
        "`r1` would take back `p1` already: decide it or let its party withdraw it first"
    );
    // So is one that is written by hand.
    let mut written = proposal("ats", "r3", ("desks", "outreach", "20.00"));
    written["reverses"] = json!("p1");
    assert!(desk.no("ats", json!({"draft": {"proposal": written.clone()}})).to_string().contains("`r1`"));
    desk.ok("cnr", json!({"withdraw": {"proposal": "r1"}}));
    written["transfers"][0]["amount"] = json!("19.00");
    let differs = desk.no("ats", json!({"draft": {"proposal": written}}));
    assert!(differs.to_string().starts_with("`r3` does not take back `p1`"), "{differs}");
}

/// What everything led to is told again by its first revision.
#[test]
fn what_a_command_led_to_is_read_back() {
    let desk = everything();
    let last = desk.kept.head().revision();
    let (mut revision, mut commands) = (1, 0);
    while revision <= last {
        let (events, head) = desk.kept.led_to(revision).unwrap();
        assert!(events.iter().all(|event| event.command == events[0].command));
        assert_eq!(head.revision(), revision - 1 + u64::try_from(events.len()).unwrap());
        (revision, commands) = (head.revision() + 1, commands + 1);
    }
    assert_eq!((revision, commands), (last + 1, desk.said));
    assert_eq!(desk.kept.led_to(0).unwrap_err().code(), "revision_unknown");
    assert_eq!(desk.kept.led_to(last + 1).unwrap_err().code(), "revision_unknown");
    assert_eq!(desk.kept.store().head().unwrap(), desk.kept.head());
}
