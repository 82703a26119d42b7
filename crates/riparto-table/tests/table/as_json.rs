//! What a program reads of a table in JSON: proposals, sittings, differences, the ledger, refusals.

use serde_json::json;

use super::refusals::refusal;
use riparto_table_tests::occasions::decided;
use riparto_table_tests::proposal;

#[test]
fn a_proposal_has_its_statements_waivers_and_decision() {
    let desk = decided();
    let proposals = json!(desk.table().proposals().collect::<Vec<_>>());
    let mut written = proposal("anci", "p1", ("outreach", "desks", "60.00"));
    written["title"] = json!("");
    written["reason"] = json!("");
    assert_eq!(
        proposals[0],
        json!({
            "proposal": written, "version": 1, "status": "approved", "against": 2, "written": 3,
            "statements": {"ats": {"stance": "consent"}, "cnr": {"stance": "objection", "reason": "Too much"}},
            "waivers": {"outreach-floor": "June"}, "decided": 8, "act": "DD 1/2024"
        })
    );
    let waiting: Vec<&String> = proposals[1].as_object().unwrap().keys().collect();
    assert_eq!(
        waiting,
        ["against", "proposal", "status", "version", "written"],
        "what there is not is absent"
    );
}

#[test]
fn a_sitting_has_its_revisions_and_what_was_recorded_first() {
    assert_eq!(
        json!(decided().table().sittings()),
        json!([{
            "id": "s1", "date": "2024-02-11", "title": "First", "opened": 2, "closed": 9,
            "corrected": {"ids": ["s1"], "date": "2024-02-10", "title": "First", "revision": 10}
        }])
    );
}

#[test]
fn a_difference_has_the_lines_and_the_decisions() {
    let mut desk = decided();
    desk.ok(
        "regione",
        json!({"change_envelope": {"change": "e1", "act": "DD 2/2024", "amount": "10.00",
        "distribution": {"named": {"studies": "10.00"}}}}),
    );
    let last = desk.revision();
    let p1 = json!({"desks": "60.00", "outreach": "-60.00"});
    assert_eq!(
        json!(desk.table().diff(1, last).unwrap()),
        json!({
            "total": "10.00",
            "changes": {"desks": "60.00", "outreach": "-60.00", "studies": "10.00"},
            "decisions": [
                {"revision": 8, "id": "p1", "act": "DD 1/2024", "kind": "proposal", "changes": p1},
                {"revision": last, "id": "e1", "act": "DD 2/2024", "kind": "envelope_change", "total": "10.00",
                 "changes": {"studies": "10.00"}}
            ]
        })
    );
}

#[test]
fn the_ledger_has_lines_and_allowances() {
    let desk = decided();
    let ledger = json!(desk.table().ledger().unwrap());
    assert_eq!(
        ledger["lines"][1],
        json!({"line": "outreach", "original": "300.00", "opening": "300.00", "approved": "240.00", "received": "0.00",
               "given": "60.00", "net": "-60.00", "decisions": 1})
    );
    assert_eq!(
        ledger["allowances"][0],
        json!({"rule": "line-variation", "line": "desks", "part": {"line": "desks"}, "kind": "up", "base": "original",
               "needs": "prior_approval", "most": "100.00", "used": "60.00", "left": "40.00"})
    );
}

#[test]
fn a_refusal_has_what_its_sentence_says() {
    let of = |code: &str| {
        let mut written = json!(refusal(code));
        written.as_object_mut().unwrap().remove("message").unwrap();
        written
    };
    assert_eq!(
        of("wrong_status"),
        json!({"code": "wrong_status", "kind": "state", "proposal": "p1", "status": "tabled", "allowed": ["approved"]})
    );
    assert_eq!(of("not_open"), json!({"code": "not_open", "kind": "state"}));
    assert_eq!(of("split_unbalanced")["error"], json!("split_unbalanced"));
}
