//! Proposals and ballots in files: what is told of each, and what becomes of it.

use riparto_core::{Language, Proposal};
use riparto_table::journal::{Digest, Event, Head, MemoryStore};
use riparto_table::table::{
    EventKind, IfStale, PersistentTable, Received, Submission, SubmissionContent, SubmittedBallot,
};
use serde_json::{Value, json};

use riparto_table_tests::{Desk, money, proposal};

fn of_proposal(id: &str, transfer: (&str, &str, &str), against: Option<Head>) -> Submission {
    let proposal = Proposal::from_json(&proposal("anci", id, transfer).to_string()).unwrap();
    let when = Some("2026-03-12".parse().unwrap());
    Submission::new(SubmissionContent::Proposal(proposal), against, when).unwrap()
}

fn of_ballot(desks: &str, training: &str, against: Option<Head>) -> Submission {
    let amounts =
        [("desks".to_owned(), money(desks)), ("training".to_owned(), money(training))].into_iter().collect();
    let mut ballot = SubmittedBallot::new("cnr", amounts);
    ballot.reason = "Desks first".to_owned();
    Submission::new(SubmissionContent::Ballot(ballot), against, None).unwrap()
}

/// Receives a file that changes nothing.
#[track_caller]
fn nothing(desk: &mut Desk, submission: &Submission) -> Received {
    let before = desk.kept.clone();
    let received = desk.kept.receive(submission, IfStale::Refuse).unwrap();
    assert_eq!(desk.kept.head(), before.head());
    assert_eq!(desk.table(), before.table());
    received
}

fn said(received: &Received, submission: &Submission) -> [String; 2] {
    [Language::English, Language::Italian].map(|language| received.message(submission, language))
}

#[test]
fn a_file_says_what_was_written_and_any_change_of_it_is_told() {
    for submission in [
        of_proposal("p1", ("outreach", "desks", "10.00"), Some(Desk::new().kept.head())),
        of_ballot("900.00", "100.00", None),
    ] {
        let text = submission.to_json();
        assert_eq!(Submission::from_json(&text).unwrap(), submission);
        let mut value: Value = serde_json::from_str(&text).unwrap();
        let digest = value.as_object_mut().unwrap().remove("digest").unwrap();
        let canonical = Event::of(&value).unwrap();
        assert_eq!(digest, json!(Digest::of(canonical.as_str().as_bytes()).to_string()));
        // Blanks, line ends, a mark before it and the order of keys may change on the way.
        for harmless in [
            text.replace('\n', "\r\n"),
            format!("\u{feff}{text}"),
            text.replace("  ", ""),
            text.replacen('{', &format!("{{\"digest\":{digest},"), 1)
                .replace(&format!(",\n  \"digest\": {digest}"), ""),
        ] {
            assert!(Submission::from_json(&harmless).unwrap().is_intact(), "{harmless}");
        }
        for (from, to) in [
            ("00\"", "01\""),
            ("desks", "studies"),
            ("\"reason\": \"", "\"reason\": \"X"),
            ("\"anci", "\"cnr"),
            ("\"cnr", "\"ats"),
        ] {
            let altered = text.replacen(from, to, 1);
            if altered != text {
                let altered = Submission::from_json(&altered).unwrap();
                assert!(!altered.is_intact(), "{from}");
                let mut desk = Desk::new();
                assert_eq!(nothing(&mut desk, &altered), Received::Altered);
            }
        }
    }
}

#[test]
fn a_proposal_is_received_once() {
    let mut desk = Desk::new();
    let submission = of_proposal("p1", ("outreach", "desks", "10.00"), Some(desk.kept.head()));
    let received = desk.kept.receive(&submission, IfStale::Refuse).unwrap();
    let Received::Accepted { events, rebased: None } = &received else { panic!("{received:?}") };
    assert!(matches!(&events[0].what, EventKind::Drafted { against: 1, .. }));
    assert_eq!(desk.status("p1"), "tabled");
    assert_eq!(
        said(&received, &submission),
        ["proposal `p1` of `anci`: received", "proposta `p1` di `anci`: acquisita agli atti"]
    );
    // With another head in between, and also to be rebased.
    desk.propose("ats", "p2", ("outreach", "desks", "1.00"));
    desk.approve("p2");
    for if_stale in [IfStale::Refuse, IfStale::Rebase] {
        let again = desk.kept.receive(&submission, if_stale).unwrap();
        assert_eq!(again, Received::AlreadyDone { revision: 2 });
        assert!(again.is_at_the_table());
    }
    assert_eq!(
        said(&Received::AlreadyDone { revision: 2 }, &submission),
        [
            "proposal `p1` of `anci`: received before, at event 2; nothing more was done",
            "proposta `p1` di `anci`: già acquisita agli atti, all'evento n. 2; non è stato fatto altro"
        ]
    );
}

#[test]
fn a_stale_proposal_is_told_and_rebased_on_request() {
    let mut desk = Desk::new();
    let made = desk.kept.head();
    desk.propose("ats", "p2", ("outreach", "desks", "1.00"));
    let fresh = of_proposal("p3", ("outreach", "desks", "2.00"), Some(made));
    assert!(matches!(
        desk.kept.receive(&fresh, IfStale::Refuse).unwrap(),
        Received::Accepted { rebased: None, .. }
    ));
    desk.approve("p2");
    let stale = of_proposal("p1", ("outreach", "desks", "10.00"), Some(made));
    let received = nothing(&mut desk, &stale);
    assert_eq!(received, Received::Stale { against: 1, since: 6 });
    assert_eq!(
        said(&received, &stale),
        [
            "proposal `p1` of `anci`: not taken: it was made at event 1, and the allocation has changed since, at event 6: rebase it to judge it on today's",
            "proposta `p1` di `anci`: non acquisita: è stata redatta all'evento n. 1 e da allora il riparto è cambiato, all'evento n. 6: riportarla su quello attuale per valutarla"
        ]
    );
    let received = desk.kept.receive(&stale, IfStale::Rebase).unwrap();
    assert_eq!(
        said(&received, &stale),
        [
            "proposal `p1` of `anci`: received, and put on the allocation at event 6 in the place of event 1",
            "proposta `p1` di `anci`: acquisita agli atti e riportata sul riparto all'evento n. 6, anziché all'evento n. 1"
        ]
    );
    desk.approve("p1");
    assert_eq!(desk.amounts()[1], "289.00");
}

#[test]
fn a_file_of_another_history_or_of_none_is_told() {
    let mut desk = Desk::new();
    desk.propose("ats", "p2", ("outreach", "desks", "1.00"));
    let transfer = ("outreach", "desks", "10.00");
    for head in
        [Head::new(2, Digest::ZERO), Head::new(1, desk.kept.head().hash()), Head::new(999, Digest::ZERO)]
    {
        let submission = of_proposal("p1", transfer, Some(head));
        assert_eq!(nothing(&mut desk, &submission), Received::OtherHistory { against: head });
        // That is no question of what is stale.
        let received = desk.kept.receive(&submission, IfStale::Rebase).unwrap();
        assert_eq!(received, Received::OtherHistory { against: head });
    }
    let other = Received::OtherHistory { against: Head::new(2, Digest::ZERO) };
    let submission = of_proposal("p1", transfer, None);
    assert!(
        said(&other, &submission)[1].contains("all'evento n. 2 di un registro che non è di questo tavolo")
    );
    assert_eq!(nothing(&mut desk, &submission), Received::NoHistory);
    let received = desk.kept.receive(&submission, IfStale::Rebase).unwrap();
    assert!(matches!(received, Received::Accepted { rebased: Some(3), .. }), "{received:?}");
    assert!(said(&received, &submission)[0].ends_with("received, and put on the allocation at event 3"));
    assert!(said(&Received::NoHistory, &submission)[1].contains("senza registro"));
    let start = of_proposal("p9", transfer, Some(Head::START));
    assert!(matches!(nothing(&mut desk, &start), Received::Rejected(_)));
    assert!(matches!(nothing(&mut Desk::not_open(), &submission), Received::NoHistory));
}

#[test]
fn a_ballot_is_taken_as_long_as_the_total_is_its_own_and_keeps_its_reason() {
    let mut desk = Desk::new();
    let made = desk.kept.head();
    desk.propose("ats", "p2", ("outreach", "desks", "1.00"));
    desk.approve("p2");
    let ballot = of_ballot("900.00", "100.00", Some(made));
    let received = desk.kept.receive(&ballot, IfStale::Refuse).unwrap();
    let Received::Accepted { events, .. } = &received else { panic!("{received:?}") };
    let kept = events[0].metadata.as_ref().unwrap();
    assert!(kept.as_str().contains("\"reason\":\"Desks first\""), "{kept:?}");
    assert_eq!(
        said(&received, &ballot),
        ["ballot of `cnr`: received", "scheda di `cnr`: acquisita agli atti"]
    );
    assert_eq!(desk.table().ballots().unwrap().iter().count(), 1);
    let other = of_ballot("900.00", "100.01", Some(made));
    let refused = nothing(&mut desk, &other);
    let Received::Rejected(rejection) = &refused else { panic!("{refused:?}") };
    assert_eq!(rejection.code(), "impossible");
    assert!(!refused.is_at_the_table());
    assert!(said(&refused, &other)[0].starts_with("ballot of `cnr`: not taken: "));
}

#[test]
fn what_is_no_submission_is_refused_with_all_mistakes() {
    let good: Value = serde_json::from_str(&of_ballot("1.00", "2.00", None).to_json()).unwrap();
    let with = |field: &str, value: Value| {
        let mut changed = good.clone();
        changed[field] = value;
        Submission::from_json(&changed.to_string()).unwrap_err()
    };
    assert_eq!(with("format", json!("riparto.submission/2")).code(), "document_format");
    assert_eq!(with("digest", json!("E3B0")).code(), "document_malformed");
    assert_eq!(with("proposal", proposal("anci", "p1", ("a", "b", "1.00"))).code(), "document_malformed");
    assert_eq!(with("ballot", Value::Null).code(), "document_malformed");
    assert_eq!(with("ballot", json!({"party": "a b", "amounts": {}})).code(), "id_malformed");
    assert_eq!(with("sender", json!("anci")).code(), "document_malformed");
    let all = with("ballot", json!({"party": 1, "amounts": {"a": 1}, "why": ""}));
    assert!(
        all.all().count() >= 3,
        "{:?}",
        all.all().map(|error| error.message(Language::Italian)).collect::<Vec<_>>()
    );
    let twice =
        of_ballot("1.00", "2.00", None).to_json().replacen('{', "{\"when\": null, \"when\": null,", 1);
    assert_eq!(Submission::from_json(&twice).unwrap_err().code(), "document_malformed");
    assert_eq!(Submission::from_json("").unwrap_err().code(), "document_malformed");
    let mut long = SubmittedBallot::new("cnr", [].into());
    long.reason = "\u{1d11e}".repeat(2_000);
    let refused = Submission::new(SubmissionContent::Ballot(long), None, None).unwrap_err();
    assert_eq!(refused.code(), "document_too_large");
}

#[test]
fn a_table_that_others_write_to_meanwhile_is_read_first() {
    let desk = Desk::new();
    let records = desk.kept.store().records().to_vec();
    let mut kept = PersistentTable::open(MemoryStore::with_records(records).unwrap()).unwrap();
    let submission = of_proposal("p1", ("outreach", "desks", "10.00"), Some(desk.kept.head()));
    let received = kept.receive(&submission, IfStale::Refuse).unwrap();
    assert!(received.is_at_the_table());
    assert_eq!(kept.head().revision(), 3);
}
