//! Sittings, and the closing of the table.

use riparto::Language;
use riparto::journal::Store;
use riparto::report::{EventReport, Minutes, Report};
use riparto::table::{CoDesignTable, Date, EventKind, LineChange, RecognizedDecision};
use serde_json::json;

use riparto_table_tests::{Desk, money};

#[test]
fn sittings_are_dated_by_the_caller_and_know_their_events() {
    let mut desk = Desk::new();
    desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-29", "title": "First"}}));
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.ok("regione", json!({"close_sitting": {}}));
    desk.ok("regione", json!({"open_sitting": {"sitting": "s2", "date": "2024-02-29"}}));
    let sittings = desk.table().sittings();
    let first = (sittings[0].id(), sittings[0].title(), sittings[0].revisions());
    assert_eq!(first, ("s1", "First", (2, Some(5))));
    assert_eq!((sittings[1].title(), sittings[1].revisions()), ("", (6, None)));
    let day: Date = "2024-02-29".parse().unwrap();
    assert_eq!(sittings[0].date(), day);
    assert_eq!((day.year(), day.month(), day.day(), day.to_string().as_str()), (2024, 2, 29, "2024-02-29"));
}

#[test]
fn a_sitting_is_described_during_it_or_after_and_what_is_left_out_stays() {
    let mut desk = Desk::new();
    desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-29", "title": "First"}}));
    let present = json!([
        {"name": "Maria Rossi", "party": "regione", "capacity": "dirigente", "duty": "chair"},
        {"name": "Luca Bianchi", "duty": "secretary"},
    ]);
    let first = json!({"sitting": "s1", "place": "Firenze", "begins": "10:30", "agenda": ["Variazioni", "Varie"], "present": present});
    let events = desk.ok("ats", json!({"describe_sitting": first}));
    let told = EventReport::of(desk.table(), &events).text(Language::English);
    assert_eq!(
        told,
        "ats described sitting `s1`.\n  Place: Firenze\n  Begins at: 10:30\n  Agenda: 1) Variazioni; 2) Varie\n  \
         Present: Maria Rossi (dirigente) for regione, chair; Luca Bianchi, secretary\n"
    );
    desk.ok("ats", json!({"close_sitting": {}}));
    desk.ok("regione", json!({"describe_sitting": {"sitting": "s1", "ends": "12.45", "agenda": []}}));
    let sitting = &desk.table().sittings()[0];
    assert_eq!((sitting.place(), sitting.agenda().len(), sitting.present().len()), ("Firenze", 0, 2));
    assert_eq!(
        json!(sitting),
        json!({"id": "s1", "date": "2024-02-29", "title": "First", "opened": 2, "closed": 4, "place": "Firenze",
            "begins": "10:30", "ends": "12:45", "present": present})
    );
    let again = json!({"describe_sitting": {"sitting": "s1", "place": "Firenze"}});
    assert_eq!(desk.no("regione", again).code(), "correction_needless");
    assert_eq!(riparto::table::Audit::of(desk.kept.store().records()).unwrap().fault(), None);
}

#[test]
fn a_sitting_that_was_dated_wrongly_is_set_right_and_others_can_follow() {
    let mut desk = Desk::new();
    let open = |id: &str, date: &str| json!({"open_sitting": {"sitting": id, "date": date}});
    desk.ok("regione", open("s1", "2062-03-12"));
    desk.ok("regione", json!({"close_sitting": {}}));
    assert_eq!(desk.no("regione", open("s2", "2026-04-02")).code(), "date_earlier");
    let correct =
        json!({"correct_sitting": {"sitting": "s1", "date": "2026-03-12", "reason": "2062 was typed"}});
    let events = desk.ok("regione", correct);
    let told = EventReport::of(desk.table(), &events).text(Language::English);
    assert_eq!(told, "regione corrected sitting `s1`: its day is 12 March 2026. Reason: 2062 was typed.\n");
    assert_eq!(
        EventReport::of(desk.table(), &events).text(Language::Italian),
        "regione: rettifica della seduta `s1` (data 12 marzo 2026). Motivazione: 2062 was typed.\n"
    );
    desk.ok("regione", open("s2", "2026-04-02"));
    // The id and the title of the one under way, which is then closed by its new id.
    let correct =
        json!({"correct_sitting": {"sitting": "s2", "renamed": "s2-bis", "title": "Second", "reason": "R"}});
    desk.ok("regione", correct);
    let events = desk.ok("ats", json!({"close_sitting": {}}));
    assert_eq!(events[0].what, EventKind::SittingClosed { sitting: "s2-bis".into() });
    assert_eq!(
        desk.no("ats", open("s2", "2026-05-01")).code(),
        "sitting_taken",
        "an id leads to one sitting"
    );
    // Back to an id of its own.
    desk.ok("regione", json!({"correct_sitting": {"sitting": "s2-bis", "renamed": "s2", "reason": "R"}}));
    let sitting = &desk.table().sittings()[1];
    let recorded = sitting.corrected().unwrap();
    assert_eq!((sitting.id(), recorded.id(), recorded.title(), recorded.revision()), ("s2", "s2", "", 8));
    assert!(sitting.is_called("s2-bis") && !sitting.is_called("s1"));

    let minutes = |language: Language, wanted: Option<&str>| {
        let mut minutes = match wanted {
            Some(id) => Minutes::of_sitting(id, language),
            None => Minutes::new(language),
        };
        desk.kept.store().read_after(0, &mut |record| minutes.take(&record)).unwrap();
        minutes.text().unwrap()
    };
    let whole = minutes(Language::English, None);
    for line in [
        "## Sitting `s1` of 12 March 2026",
        "It was recorded as: Sitting `s1` of 12 March 2062. It was corrected at event 4.",
        "## Sitting `s2` of 2 April 2026. Second",
    ] {
        assert!(whole.lines().any(|found| found == line), "{line}: {whole}");
    }
    let first = minutes(Language::Italian, Some("s1"));
    assert!(first.contains("Seduta `s1` del 12 marzo 2026\n"), "{first}");
    assert!(
        first.contains(
            "Era registrata come: Seduta `s1` del 12 marzo 2062. È stata rettificata all'evento 4."
        )
    );
    assert!(!first.contains("`s2`"), "{first}");
    assert!(minutes(Language::English, Some("s2-bis")).contains("Sitting `s2` of 2 April 2026. Second"));
}

#[test]
fn only_days_of_the_calendar_are_dates() {
    for text in [
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-04-31",
        "2024-01-00",
        "0000-01-01",
        "2024-1-1",
        "2024-01-01 ",
        "２024-01-01",
        "24-01-01",
        "2024/01/01",
        "",
    ] {
        assert_eq!(text.parse::<Date>().unwrap_err().code(), "date_malformed", "{text}");
    }
    for text in ["2000-02-29", "0001-01-01", "9999-12-31", "2024-04-30"] {
        assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
    }
}

#[test]
fn the_final_act_recognizes_every_decision_and_nothing_happens_after_it() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.approve("p1");
    desk.ok(
        "regione",
        json!({"change_envelope": {"change": "e1", "act": "Addendum 1", "amount": "10.00",
        "distribution": {"named": {"studies": "10.00"}}}}),
    );
    desk.ok("ats", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    desk.approve("r1");
    desk.propose("anci", "p2", ("training", "studies", "1.00"));
    desk.ok("anci", json!({"withdraw": {"proposal": "p2"}}));
    let events = desk.ok("regione", json!({"close": {"act": "DD 99/2025"}}));
    let decision =
        |revision, id: &str, act: &str| RecognizedDecision { revision, id: id.into(), act: act.into() };
    let change = LineChange { line: "studies".into(), before: money("100.00"), after: money("110.00") };
    assert_eq!(
        events[0].what,
        EventKind::Closed {
            act: "DD 99/2025".into(),
            opening: money("1000.00"),
            total: money("1010.00"),
            changes: vec![change],
            decisions: vec![
                decision(4, "p1", "DD p1"),
                decision(5, "e1", "Addendum 1"),
                decision(8, "r1", "DD r1")
            ],
        }
    );
    assert_eq!(desk.table().closed(), Some("DD 99/2025"));
    assert_eq!(desk.no("regione", json!({"close": {"act": "DD 100/2025"}})).code(), "closed");
}

#[test]
fn a_draft_does_not_keep_the_table_open_and_what_was_sent_back_does() {
    let mut desk = Desk::new();
    desk.ok("anci", json!({"draft": {"against": 1, "proposal": riparto_table_tests::proposal("anci", "p1", ("outreach", "desks", "1.00"))}}));
    desk.clone().ok("regione", json!({"close": {"act": "DD 99/2025"}}));
    desk.ok("anci", json!({"table": {"proposal": "p1"}}));
    desk.ok("regione", json!({"request_changes": {"proposal": "p1", "reason": "More"}}));
    assert_eq!(desk.no("regione", json!({"close": {"act": "DD 99/2025"}})).code(), "proposals_open");
}

#[test]
fn before_it_is_opened_a_table_has_nothing() {
    let table = CoDesignTable::new();
    assert_eq!((table.revision(), table.plan(), table.policies(), table.closed()), (0, None, None, None));
    assert_eq!((table.proposals().count(), table.sittings().len(), table.variations().len()), (0, 0, 0));
    for code in [
        table.ledger().err().map(|error| error.code()),
        table.preview(&[]).err().map(|error| error.code()),
        table.assess("p1").err().map(|error| error.code()),
        table.rebased("p1").err().map(|error| error.code()),
        table.diff(0, 0).err().map(|error| error.code()),
        table.amounts_at(0).err().map(|error| error.code()),
        table.compatible(riparto::Authorization::Free).err().map(|error| error.code()),
    ] {
        assert_eq!(code, Some("table_not_open"));
    }
}
