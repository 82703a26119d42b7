//! The audit and the fold, against histories that somebody bent and sealed again: hashes are right, and the story is not.

use riparto_core::{Authorization, Language, Proposal};
use riparto_table::journal::{Event, Head, MemoryStore, Record, Store};
use riparto_table::table::{Audit, EventKind, LineChange, TableEvent};
use serde_json::{Value, json};

use riparto_table_tests::forged::{found, sealed};
use riparto_table_tests::{Desk, money, proposal};

/// A negotiation with every kind of event that changes something.
fn told() -> Vec<TableEvent> {
    let mut desk = Desk::with(&json!({"policies": [{"from": "free"},
        {"from": "prior_approval", "consent": {"majority": {"percent": "50"}}, "quorum": "60", "act": true}]}));
    desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-10"}}));
    desk.propose("anci", "p1", ("outreach", "desks", "60.00"));
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}}));
    desk.approve("p1");
    desk.propose("cnr", "p2", ("training", "studies", "40.00"));
    desk.ok("ats", json!({"state": {"proposal": "p2", "stance": "consent"}}));
    desk.ok("anci", json!({"state": {"proposal": "p2", "stance": "objection", "reason": "Too much"}}));
    desk.approve("p2");
    desk.ok("regione", json!({"change_envelope": {"change": "e1", "act": "Addendum 1", "amount": "10.00"}}));
    desk.ok("anci", json!({"reverse": {"proposal": "p2", "reversal": "r1"}}));
    desk.approve("r1");
    desk.ok("ats", json!({"close_sitting": {}}));
    desk.ok("regione", json!({"close": {"act": "DD 99/2024"}}));
    desk.kept.store().records().iter().map(|record| record.event().read().unwrap()).collect()
}

pub(super) fn place(events: &[TableEvent], which: impl Fn(&EventKind) -> bool) -> usize {
    events.iter().position(|event| which(&event.what)).unwrap()
}

#[test]
fn a_history_that_was_told_straight_has_no_fault() {
    assert_eq!(found(&told()), (None, None));
}

/// How a lie is told; the place of the event where it shows.
pub(super) type Forgery = fn(&mut Vec<TableEvent>) -> usize;

/// Each lie, and whether the audit alone finds it. The replay finds all.
#[test]
fn every_lie_about_amounts_is_found_by_audit_and_fold_alike() {
    let lies: [(&str, Forgery); 9] = [
        ("a cent more in an approval", |events| {
            let at = place(events, |what| matches!(what, EventKind::Approved { .. }));
            let EventKind::Approved { changes, .. } = &mut events[at].what else { panic!() };
            changes[0].after = changes[0].after.checked_add(money("0.01")).unwrap();
            at
        }),
        ("another line in an approval", |events| {
            let at = place(events, |what| matches!(what, EventKind::Approved { .. }));
            let EventKind::Approved { changes, .. } = &mut events[at].what else { panic!() };
            changes[0].line = "studies".into();
            at
        }),
        ("a proposal that says something else", |events| {
            let at = place(events, |what| matches!(what, EventKind::Drafted { .. }));
            let bent: Value = proposal("anci", "p1", ("outreach", "desks", "61.00"));
            let bent: Proposal = serde_json::from_value(bent).unwrap();
            events[at].what = EventKind::Drafted { proposal: bent, against: 2 };
            place(events, |what| matches!(what, EventKind::Approved { .. }))
        }),
        ("a change of the total that its lines do not make", |events| {
            let at = place(events, |what| matches!(what, EventKind::EnvelopeChanged { .. }));
            let EventKind::EnvelopeChanged { after, .. } = &mut events[at].what else { panic!() };
            *after = after.checked_add(money("0.01")).unwrap();
            at
        }),
        ("a change of another total", |events| {
            let at = place(events, |what| matches!(what, EventKind::EnvelopeChanged { .. }));
            let EventKind::EnvelopeChanged { before, after, .. } = &mut events[at].what else { panic!() };
            (*before, *after) =
                (before.checked_add(money("1.00")).unwrap(), after.checked_add(money("1.00")).unwrap());
            at
        }),
        ("a decision left out", |events| {
            let at = place(events, |what| matches!(what, EventKind::EnvelopeChanged { .. }));
            events.remove(at);
            // The reversal is the first to state what lines held; the fold knows already which revision is not there.
            place(events, |what| matches!(what, EventKind::Approved { proposal, .. } if proposal == "r1"))
        }),
        ("a final act with another total", |events| {
            let at = events.len() - 1;
            let EventKind::Closed { total, .. } = &mut events[at].what else { panic!() };
            *total = money("1010.01");
            at
        }),
        ("a final act that leaves a line out", |events| {
            let at = events.len() - 1;
            let EventKind::Closed { changes, .. } = &mut events[at].what else { panic!() };
            changes.pop();
            at
        }),
        ("a final act that leaves a decision out", |events| {
            let at = events.len() - 1;
            let EventKind::Closed { decisions, .. } = &mut events[at].what else { panic!() };
            decisions.remove(1);
            at
        }),
    ];
    for (lie, bend) in lies {
        let mut events = told();
        let at = u64::try_from(bend(&mut events)).unwrap() + 1;
        let (audited, replayed) = found(&events);
        assert_eq!(audited, Some(at), "{lie}");
        let (revision, code) = replayed.expect(lie);
        assert!(revision <= at && code == "event_impossible", "{lie}: {revision} {code}");
    }
}

/// A lie, how it is told and where it shows, and what the replay says of it.
type Lie = (&'static str, Forgery, &'static str);

#[test]
fn every_lie_about_who_decided_is_found() {
    let lies: [Lie; 5] = [
        (
            "a partner who approves",
            |events| {
                let at = place(events, |what| matches!(what, EventKind::Approved { .. }));
                events[at].by = "anci".into();
                at
            },
            "event_impossible",
        ),
        (
            "a stranger who objects",
            |events| {
                let at = place(events, |what| matches!(what, EventKind::Stated { .. }));
                events[at].by = "nobody".into();
                at
            },
            "event_impossible",
        ),
        (
            "a command that was another one",
            |events| {
                let (first, at) = (events[2].command.clone(), 4);
                events[at].command = first;
                at
            },
            "event_impossible",
        ),
        (
            "a change of the total without an act",
            |events| {
                let at = place(events, |what| matches!(what, EventKind::EnvelopeChanged { .. }));
                let EventKind::EnvelopeChanged { act, .. } = &mut events[at].what else { panic!() };
                act.clear();
                at
            },
            "audit",
        ),
        (
            "a waiver that was not given",
            |events| {
                let at = place(events, |what| matches!(what, EventKind::Waived { .. }));
                let EventKind::Waived { rule, .. } = &mut events[at].what else { panic!() };
                *rule = "studies-share".into();
                place(events, |what| matches!(what, EventKind::Approved { .. }))
            },
            "audit",
        ),
    ];
    for (lie, bend, expected) in lies {
        let mut events = told();
        let at = u64::try_from(bend(&mut events)).unwrap() + 1;
        let (_, replayed) = found(&events);
        assert_eq!(replayed, Some((at, expected)), "{lie}");
    }
}

#[test]
fn every_lie_about_who_agreed_is_found() {
    let lies: [Lie; 4] = [
        (
            "a consent that was an objection",
            |events| {
                let at = place(events, |what| matches!(what, EventKind::Stated { .. }));
                let EventKind::Stated { stance, .. } = &mut events[at].what else { panic!() };
                *stance = riparto_table::table::Stance::Objection;
                place(events, |what| matches!(what, EventKind::Approved { proposal, .. } if proposal == "p2"))
            },
            "audit",
        ),
        (
            "a statement that nobody made",
            |events| {
                let at = place(events, |what| matches!(what, EventKind::Stated { .. }));
                events.remove(at);
                let approved = place(
                    events,
                    |what| matches!(what, EventKind::Approved { proposal, .. } if proposal == "p2"),
                );
                for event in &mut events[..approved] {
                    if let EventKind::Drafted { against, .. } = &mut event.what {
                        *against = (*against).min(6);
                    }
                }
                approved
            },
            "audit",
        ),
        (
            "an approval without its act",
            |events| {
                let at = place(
                    events,
                    |what| matches!(what, EventKind::Approved { proposal, .. } if proposal == "p2"),
                );
                let EventKind::Approved { act, .. } = &mut events[at].what else { panic!() };
                act.clear();
                at
            },
            "audit",
        ),
        (
            "a breach that needs less than it says",
            |events| {
                let at = place(
                    events,
                    |what| matches!(what, EventKind::Approved { proposal, .. } if proposal == "p2"),
                );
                let EventKind::Approved { authorization, .. } = &mut events[at].what else { panic!() };
                *authorization = Authorization::Free;
                at
            },
            "audit",
        ),
    ];
    for (lie, bend, expected) in lies {
        let mut events = told();
        let at = u64::try_from(bend(&mut events)).unwrap() + 1;
        let (_, replayed) = found(&events);
        assert_eq!(replayed, Some((at, expected)), "{lie}");
    }
}

#[test]
fn every_event_taken_out_swapped_or_told_twice_is_found() {
    let events = told();
    for at in 0..events.len() - 1 {
        let mut fewer = events.clone();
        fewer.remove(at);
        let is_statement = matches!(events[at].what, EventKind::Stated { .. });
        let (_, replayed) = found(&fewer);
        assert!(replayed.is_some() || is_statement, "event {} was taken out: {:?}", at + 1, events[at].what);
        let mut twice = events.clone();
        twice.insert(at + 1, events[at].clone());
        assert!(found(&twice).1.is_some(), "event {} was told twice", at + 1);
    }
}

#[test]
fn a_waiver_for_a_proposal_that_was_sent_back_is_neither_granted_nor_folded() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "60.00"));
    let waive = json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}});
    let mut waived = desk.clone().ok("regione", waive.clone()).remove(0);
    desk.ok("regione", json!({"request_changes": {"proposal": "p1", "reason": "Less"}}));
    assert_eq!(desk.no("regione", waive).code(), "wrong_status");
    waived.command = "forged".to_owned();
    let refused = desk.table().clone().apply(&waived).unwrap_err();
    assert_eq!(refused.code(), "event_impossible");
    assert!(refused.to_string().ends_with("proposal `p1` is `changes_requested`"), "{refused}");
}

#[test]
fn after_a_fault_the_rest_is_not_looked_at() {
    let mut events = told();
    events.swap(3, 4);
    let store = sealed(&events);
    let mut audit = Audit::default();
    for record in store.records() {
        audit.take(record).unwrap();
    }
    let fault = audit.fault().unwrap();
    assert_eq!((fault.revision(), audit.revision()), (5, 5));
    assert!(!fault.to_string().is_empty());
    assert_ne!(fault.message(Language::Italian), fault.to_string());
    let stranger: Vec<Record> = {
        let mut store = MemoryStore::new();
        store.append(&Head::START, &[Event::of(&json!({"noted": 1})).unwrap()]).unwrap().accepted().unwrap();
        store.records().to_vec()
    };
    assert_eq!(Audit::of(&stranger).unwrap_err().code(), "document_malformed");
    let change = LineChange { line: "desks".into(), before: money("1.00"), after: money("2.00") };
    assert_eq!(
        serde_json::to_value(&change).unwrap(),
        json!({"line": "desks", "before": "1.00", "after": "2.00"})
    );
}
