//! The life of a proposal, from its draft to its reversal.

use riparto_table::table::{EventKind, Status};
use serde_json::json;

use riparto_table_tests::{Desk, proposal};

const SMALL: (&str, &str, &str) = ("outreach", "desks", "20.00");

#[test]
fn a_draft_is_tabled_sent_back_amended_and_approved() {
    let mut desk = Desk::new();
    desk.ok("anci", json!({"draft": {"against": 1, "proposal": proposal("anci", "p1", SMALL)}}));
    assert_eq!(desk.status("p1"), "draft");
    assert_eq!(desk.table().open_proposals().count(), 0);
    desk.ok(
        "anci",
        json!({"amend": {"against": 1, "proposal": proposal("anci", "p1", ("training", "desks", "20.00"))}}),
    );
    assert_eq!((desk.status("p1"), desk.table().proposal("p1").unwrap().version()), ("draft", 2));
    desk.ok("anci", json!({"table": {"proposal": "p1"}}));
    assert_eq!(desk.status("p1"), "tabled");
    desk.ok("regione", json!({"request_changes": {"proposal": "p1", "reason": "Not from training"}}));
    assert_eq!(desk.status("p1"), "changes_requested");
    assert!(desk.table().proposal("p1").unwrap().is_open());
    assert_eq!(desk.no("regione", json!({"approve": {"proposal": "p1"}})).code(), "wrong_status");
    desk.ok("anci", json!({"amend": {"against": 5, "proposal": proposal("anci", "p1", SMALL)}}));
    assert_eq!(desk.status("p1"), "tabled");
    desk.approve("p1");
    let tabled = desk.table().proposal("p1").unwrap();
    assert_eq!((tabled.status(), tabled.decided(), tabled.version()), (Status::Approved, Some(7), 3));
    assert_eq!(desk.amounts(), ["420.00", "280.00", "200.00", "100.00"]);
}

#[test]
fn a_withdrawn_or_rejected_proposal_changes_nothing_and_is_over() {
    for (by, action) in [
        ("anci", json!({"withdraw": {"proposal": "p1", "reason": "No longer needed"}})),
        ("regione", json!({"reject": {"proposal": "p1", "reason": "Outreach is short already"}})),
    ] {
        let mut desk = Desk::new();
        desk.propose("anci", "p1", SMALL);
        desk.ok(by, action.clone());
        assert_eq!(desk.table().proposal("p1").unwrap().decided(), Some(4));
        assert_eq!(desk.amounts(), ["400.00", "300.00", "200.00", "100.00"]);
        for (by, after) in [
            (by, action),
            ("anci", json!({"table": {"proposal": "p1"}})),
            ("anci", json!({"amend": {"against": 4, "proposal": proposal("anci", "p1", SMALL)}})),
            ("cnr", json!({"state": {"proposal": "p1", "stance": "consent"}})),
            ("regione", json!({"approve": {"proposal": "p1"}})),
            ("regione", json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}})),
            ("anci", json!({"rebase": {"proposal": "p1"}})),
            ("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r1"}})),
        ] {
            assert_eq!(desk.no(by, after).code(), "wrong_status");
        }
        let again = json!({"draft": {"against": 4, "proposal": proposal("anci", "p1", SMALL)}});
        assert_eq!(desk.no("anci", again).code(), "id_taken");
    }
}

#[test]
fn a_draft_and_what_was_sent_back_can_be_withdrawn_and_a_draft_is_nobody_elses_business() {
    let mut desk = Desk::new();
    desk.ok("anci", json!({"draft": {"against": 1, "proposal": proposal("anci", "p1", SMALL)}}));
    assert_eq!(
        desk.no("regione", json!({"reject": {"proposal": "p1", "reason": "No"}})).code(),
        "wrong_status"
    );
    assert_eq!(desk.no("regione", json!({"approve": {"proposal": "p1"}})).code(), "wrong_status");
    assert_eq!(
        desk.no("cnr", json!({"state": {"proposal": "p1", "stance": "consent"}})).code(),
        "wrong_status"
    );
    assert_eq!(desk.no("ats", json!({"table": {"proposal": "p1"}})).code(), "not_proposer");
    desk.ok("anci", json!({"withdraw": {"proposal": "p1"}}));
    desk.propose("anci", "p2", SMALL);
    desk.ok("regione", json!({"request_changes": {"proposal": "p2", "reason": "Less"}}));
    desk.ok("anci", json!({"withdraw": {"proposal": "p2"}}));
    assert_eq!((desk.status("p1"), desk.status("p2")), ("withdrawn", "withdrawn"));
}

#[test]
fn what_was_sent_back_can_be_rejected_stated_on_and_rebased() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", SMALL);
    desk.propose("ats", "p2", ("training", "desks", "10.00"));
    desk.ok("regione", json!({"request_changes": {"proposal": "p1", "reason": "Less"}}));
    desk.ok("cnr", json!({"state": {"proposal": "p1", "stance": "abstention"}}));
    desk.approve("p2");
    desk.ok("anci", json!({"rebase": {"proposal": "p1"}}));
    desk.ok("regione", json!({"reject": {"proposal": "p1", "reason": "Still too much"}}));
    assert_eq!(desk.status("p1"), "rejected");
}

#[test]
fn a_stale_proposal_is_refused_rebased_on_request_or_rebased_in_approving() {
    let mut desk = Desk::new();
    for (id, from) in [("p1", "training"), ("p2", "outreach"), ("p3", "outreach")] {
        desk.ok(
            "anci",
            json!({"propose": {"against": 1, "proposal": proposal("anci", id, (from, "desks", "20.00"))}}),
        );
    }
    desk.approve("p1");
    let stale = desk.no("regione", json!({"approve": {"proposal": "p2"}}));
    assert_eq!(
        stale.to_string(),
        "proposal `p2` was made against revision 1, and `p1` changed the allocation at revision 8: rebase it"
    );
    for by in ["anci", "regione"] {
        let mut other = desk.clone();
        let events = other.ok(by, json!({"rebase": {"proposal": "p2"}}));
        assert_eq!(
            events[0].what,
            EventKind::Rebased { proposal: "p2".into(), from: 1, to: 8, follows: None }
        );
        assert_eq!(other.table().proposal("p2").unwrap().against(), 8);
        other.ok("regione", json!({"approve": {"proposal": "p2"}}));
    }
    let events = desk.ok("regione", json!({"approve": {"proposal": "p2", "if_stale": "rebase"}}));
    assert_eq!(events.len(), 2, "the rebase is on record");
    assert_eq!(events[0].what, EventKind::Rebased { proposal: "p2".into(), from: 1, to: 8, follows: None });
    assert_eq!(desk.amounts(), ["440.00", "280.00", "180.00", "100.00"]);
    let events = desk.ok("regione", json!({"approve": {"proposal": "p3", "if_stale": "rebase"}}));
    assert_eq!(events[0].what, EventKind::Rebased { proposal: "p3".into(), from: 1, to: 10, follows: None });
}

#[test]
fn a_rebased_proposal_is_judged_on_the_new_allocation() {
    let mut desk = Desk::new();
    for id in ["p1", "p2"] {
        desk.ok("anci", json!({"propose": {"against": 1, "proposal": proposal("anci", id, ("outreach", "desks", "30.00"))}}));
    }
    desk.approve("p1");
    let forbidden = desk.no("regione", json!({"approve": {"proposal": "p2", "if_stale": "rebase"}}));
    assert_eq!(
        forbidden.to_string(),
        "`p2` is forbidden: `outreach-floor`: line `outreach` holds €240.00 and at least €250.00 is required: €10.00 is missing"
    );
}

#[test]
fn a_proposal_may_be_written_against_an_old_revision_and_cannot_be_carried_out_then() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("studies", "desks", "80.00"));
    desk.approve("p1");
    let late = |id: &str| json!({"propose": {"against": 1, "proposal": proposal("cnr", id, ("studies", "training", "50.00"))}});
    desk.ok("cnr", late("p2"));
    assert_eq!(desk.no("cnr", json!({"rebase": {"proposal": "p2"}})).code(), "impossible");
    assert_eq!(
        desk.no("regione", json!({"approve": {"proposal": "p2", "if_stale": "rebase"}})).to_string(),
        "proposal `p2`: line `studies` holds 20.00 and would give 50.00: 30.00 is missing"
    );
    let fresh = json!({"propose": {"against": 4, "proposal": proposal("cnr", "p3", ("studies", "training", "50.00"))}});
    assert_eq!(desk.no("cnr", fresh).code(), "impossible");
    let before_the_table = json!({"propose": {"against": 0, "proposal": proposal("cnr", "p3", SMALL)}});
    assert_eq!(desk.no("cnr", before_the_table).code(), "revision_unknown");
}

#[test]
fn a_reversal_is_proposed_by_anybody_and_approved_like_any_other() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", SMALL);
    desk.approve("p1");
    let events = desk.ok(
        "cnr",
        json!({"reverse": {"proposal": "p1", "reversal": "r1", "reason": "The desk stays closed"}}),
    );
    assert_eq!(events.len(), 2);
    let tabled = desk.table().proposal("r1").unwrap();
    assert_eq!((tabled.proposal().party(), tabled.proposal().reverses()), ("cnr", Some("p1")));
    assert_eq!(tabled.proposal().reason(), "The desk stays closed");
    assert_eq!(
        desk.no("ats", json!({"reverse": {"proposal": "p1", "reversal": "r2"}})).code(),
        "reversal_differs"
    );
    desk.approve("r1");
    assert_eq!((desk.status("p1"), desk.status("r1")), ("reversed", "approved"));
    assert_eq!(desk.table().proposal("p1").unwrap().reversed_by(), Some("r1"));
    assert_eq!(desk.amounts(), ["400.00", "300.00", "200.00", "100.00"]);
    assert_eq!(
        desk.no("ats", json!({"reverse": {"proposal": "p1", "reversal": "r2"}})).code(),
        "wrong_status"
    );
    // The reversal itself can be taken back.
    desk.ok("ats", json!({"reverse": {"proposal": "r1", "reversal": "r2"}}));
    desk.approve("r2");
    assert_eq!(desk.amounts()[0], "420.00");
    assert_eq!(desk.status("r1"), "reversed");
}

#[test]
fn a_reversal_that_was_withdrawn_makes_room_for_another() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", SMALL);
    desk.approve("p1");
    desk.ok("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    desk.ok("cnr", json!({"withdraw": {"proposal": "r1"}}));
    let mut by_hand = proposal("ats", "r2", ("desks", "outreach", "20.00"));
    by_hand["reverses"] = json!("p1");
    desk.ok("ats", json!({"draft": {"against": 4, "proposal": by_hand.clone()}}));
    assert_eq!(
        desk.no("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r3"}})).code(),
        "reversal_differs"
    );
    by_hand["transfers"][0]["amount"] = json!("19.99");
    assert_eq!(
        desk.no("ats", json!({"amend": {"against": 4, "proposal": by_hand}})).code(),
        "reversal_differs"
    );
}

#[test]
fn proposals_are_listed_in_the_order_in_which_they_were_written() {
    let mut desk = Desk::new();
    for (by, id) in [("cnr", "z"), ("anci", "a"), ("ats", "m")] {
        desk.propose(by, id, SMALL);
    }
    let ids: Vec<&str> = desk.table().proposals().map(|tabled| tabled.proposal().id()).collect();
    assert_eq!(ids, ["z", "a", "m"]);
    assert_eq!(desk.table().proposal("b"), None);
}
