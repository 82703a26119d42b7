//! The audit and the fold, against acts on lines that somebody bent and sealed again.

use riparto_core::plan::{LinePart, NewLine};
use riparto_table::table::{EventKind, TableEvent};
use serde_json::json;

use super::audits::{Forgery, place};
use riparto_table_tests::forged::found;
use riparto_table_tests::{Desk, money};

/// A table at which a line is added, one split and one closed, and the final act.
fn told() -> Vec<TableEvent> {
    let mut desk = Desk::new();
    desk.ok("regione", json!({"add_line": {"change": "l1", "act": "DD 1", "line": {"id": "volunteers"}}}));
    desk.propose("anci", "p1", ("desks", "volunteers", "20.00"));
    desk.approve("p1");
    let parts = json!([{"id": "courses", "approved": "150.00", "original": "120.00"},
        {"id": "tutors", "approved": "50.00", "original": "80.00"}]);
    desk.ok(
        "regione",
        json!({"split_line": {"change": "l2", "act": "DD 2", "line": "training", "parts": parts}}),
    );
    let close = json!({"change": "l3", "act": "DD 3", "line": "studies", "remainder_to": "desks"});
    desk.ok("regione", json!({"close_line": close}));
    desk.propose("cnr", "p2", ("courses", "desks", "10.00"));
    desk.approve("p2");
    desk.ok("regione", json!({"close": {"act": "DD 9"}}));
    desk.kept.store().records().iter().map(|record| record.event().read().unwrap()).collect()
}

fn added(events: &mut [TableEvent]) -> (usize, &mut NewLine) {
    let at = place(events, |what| matches!(what, EventKind::LineAdded { .. }));
    let EventKind::LineAdded { line, .. } = &mut events[at].what else { panic!() };
    (at, line)
}

fn split(events: &mut [TableEvent]) -> (usize, &mut Vec<LinePart>) {
    let at = place(events, |what| matches!(what, EventKind::LineSplit { .. }));
    let EventKind::LineSplit { parts, .. } = &mut events[at].what else { panic!() };
    (at, parts)
}

fn closed(events: &[TableEvent]) -> usize {
    place(events, |what| matches!(what, EventKind::LineClosed { .. }))
}

const LIES: [(&str, Forgery); 12] = [
    ("a line that was there", |events| {
        let (at, line) = added(events);
        line.id = "desks".into();
        at
    }),
    ("a part a cent larger", |events| {
        let (at, parts) = split(events);
        parts[0].approved = money("150.01");
        at
    }),
    ("a part of another original amount", |events| {
        let (at, parts) = split(events);
        parts[0].original = Some(money("120.01"));
        at
    }),
    ("parts that hold other shares than the lines that changed", |events| {
        let (at, parts) = split(events);
        (parts[0].approved, parts[1].approved) = (money("149.00"), money("51.00"));
        at
    }),
    ("one part alone", |events| {
        let (at, parts) = split(events);
        parts.truncate(1);
        (parts[0].approved, parts[0].original) = (money("200.00"), Some(money("200.00")));
        at
    }),
    ("a part that was there", |events| {
        let (at, parts) = split(events);
        parts[1].id = "volunteers".into();
        at
    }),
    ("another line that received the remainder", |events| {
        let at = closed(events);
        let EventKind::LineClosed { remainder_to, .. } = &mut events[at].what else { panic!() };
        *remainder_to = Some("outreach".into());
        at
    }),
    ("a line closed with what it holds", |events| {
        let at = closed(events);
        let EventKind::LineClosed { remainder_to, changes, .. } = &mut events[at].what else { panic!() };
        *remainder_to = None;
        changes.clear();
        at
    }),
    ("a closed line closed again", |events| {
        let at = closed(events);
        let EventKind::LineClosed { line, remainder_to, changes, .. } = &mut events[at].what else {
            panic!()
        };
        *line = "training".into();
        *remainder_to = None;
        changes.clear();
        at
    }),
    ("an act on lines by a partner", |events| {
        let at = closed(events);
        events[at].by = "anci".into();
        at
    }),
    ("a line that a proposal names", |events| {
        let (written, at) = (place(events, |what| matches!(what, EventKind::Drafted { .. })), closed(events));
        // The first proposal is not approved before the line that it takes from is closed.
        let approved = events.remove(written + 2);
        assert!(matches!(approved.what, EventKind::Approved { .. }));
        let EventKind::LineClosed { line, remainder_to, changes, .. } = &mut events[at - 1].what else {
            panic!()
        };
        *line = "desks".into();
        *remainder_to = Some("studies".into());
        (changes[0].before, changes[0].after) = (money("400.00"), money("0.00"));
        (changes[1].before, changes[1].after) = (money("100.00"), money("500.00"));
        at - 1
    }),
    ("a final act without one of them", |events| {
        let at = events.len() - 1;
        let EventKind::Closed { decisions, .. } = &mut events[at].what else { panic!() };
        decisions.remove(0);
        at
    }),
];

#[test]
fn every_lie_about_lines_is_found_by_audit_and_fold_alike() {
    assert_eq!(found(&told()), (None, None));
    for (lie, bend) in LIES {
        let mut events = told();
        let at = u64::try_from(bend(&mut events)).unwrap() + 1;
        assert_eq!(found(&events), (Some(at), Some((at, "event_impossible"))), "{lie}");
    }
}

/// What only the audit knows: an act on lines needs its act, and money neither leaves nor reaches a closed line.
#[test]
fn what_the_fold_lets_pass_the_audit_finds() {
    let mut events = told();
    let (at, _) = split(&mut events);
    let EventKind::LineSplit { act, .. } = &mut events[at].what else { panic!() };
    act.clear();
    assert_eq!(found(&events).1, Some((at as u64 + 1, "audit")));

    let mut events = told();
    let written =
        place(&events, |what| matches!(what, EventKind::Drafted { proposal, .. } if proposal.id() == "p2"));
    let bent = riparto_table_tests::proposal("cnr", "p2", ("courses", "studies", "10.00"));
    let EventKind::Drafted { proposal, .. } = &mut events[written].what else { panic!() };
    *proposal = serde_json::from_value(bent).unwrap();
    let EventKind::Approved { changes, .. } = &mut events[written + 2].what else { panic!() };
    let courses = changes.iter().find(|change| change.line == "courses").unwrap().clone();
    let studies = riparto_table::table::LineChange {
        line: "studies".into(),
        before: money("0.00"),
        after: money("10.00"),
    };
    *changes = vec![studies, courses];
    assert_eq!(found(&events).1, Some((written as u64 + 3, "audit")));
}
