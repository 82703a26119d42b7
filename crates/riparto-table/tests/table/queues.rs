//! What waits for whom, and who said what: just what the table then accepts.

use riparto_table::table::{PartyQueue, Positions, Stance, WaitingFor};
use serde_json::{Value, json};

use riparto_table_tests::Desk;
use riparto_table_tests::dice::Dice;

/// What waits for each party, in short.
fn queues(desk: &Desk) -> Vec<String> {
    let queues = PartyQueue::of(desk.table()).unwrap();
    let items = queues.iter().flat_map(|queue| {
        queue.waiting.iter().map(move |item| {
            let what = match &item.waiting_for {
                WaitingFor::Decision { refused: None, .. } => "decision".to_owned(),
                WaitingFor::Decision { refused: Some(rejection), .. } => rejection.code().to_owned(),
                WaitingFor::Statement => "statement".to_owned(),
                WaitingFor::Amendment => "amendment".to_owned(),
                WaitingFor::Tabling => "tabling".to_owned(),
                other => panic!("{other:?}"),
            };
            format!("{} {} v{} {what}", queue.party, item.proposal, item.version)
        })
    });
    items.collect()
}

#[test]
fn a_proposal_waits_for_statements_and_for_its_decision_then_for_nobody() {
    let policies = json!({"policies": [{"from": "free", "consent": "unanimity"}]});
    let mut desk = Desk::with(&policies);
    desk.ok(
        "anci",
        json!({"draft": {"proposal": riparto_table_tests::proposal("anci", "p1", ("outreach", "desks", "20.00"))}}),
    );
    assert_eq!(queues(&desk), ["anci p1 v1 tabling"]);
    desk.ok("anci", json!({"table": {"proposal": "p1"}}));
    assert_eq!(
        queues(&desk),
        ["regione p1 v1 consent_missing", "ats p1 v1 statement", "cnr p1 v1 statement"]
    );
    desk.ok("regione", json!({"request_changes": {"proposal": "p1", "reason": "Less"}}));
    assert_eq!(queues(&desk), ["anci p1 v1 amendment"]);
    desk.ok(
        "anci",
        json!({"amend": {"proposal": riparto_table_tests::proposal("anci", "p1", ("outreach", "desks", "10.00"))}}),
    );
    desk.ok("ats", json!({"state": {"proposal": "p1", "stance": "consent"}}));
    desk.ok("cnr", json!({"state": {"proposal": "p1", "stance": "consent"}}));
    assert_eq!(queues(&desk), ["regione p1 v2 decision"]);
    desk.approve("p1");
    assert!(queues(&desk).is_empty());
}

#[test]
fn whom_policies_let_approve_what_is_free_has_it_in_its_queue() {
    let mut desk =
        Desk::with(&json!({"policies": [{"from": "free", "consent": "authority"}], "free": "by_the_lead"}));
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.propose("anci", "p2", ("training", "desks", "80.00"));
    let expected = [
        "regione p1 v1 decision",
        "regione p2 v1 decision",
        "ats p1 v1 decision",
        "ats p2 v1 statement",
        "cnr p1 v1 statement",
        "cnr p2 v1 statement",
    ];
    assert_eq!(queues(&desk), expected);
    desk.ok("ats", json!({"approve": {"proposal": "p1"}}));
}

#[test]
fn positions_are_those_on_the_last_version_and_who_proposes_consents() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.ok("ats", json!({"state": {"proposal": "p1", "stance": "objection", "reason": "Too much"}}));
    desk.ok("cnr", json!({"state": {"proposal": "p1", "stance": "abstention"}}));
    let said = |desk: &Desk| -> Vec<(String, Option<Stance>, bool, String)> {
        let positions = Positions::of(desk.table()).unwrap().remove(0);
        let each = positions.parties.into_iter();
        each.map(|position| (position.party, position.stance, position.stated, position.reason)).collect()
    };
    let of =
        |party: &str, stance, stated, reason: &str| (party.to_owned(), stance, stated, reason.to_owned());
    assert_eq!(
        said(&desk),
        [
            of("ats", Some(Stance::Objection), true, "Too much"),
            of("anci", Some(Stance::Consent), false, ""),
            of("cnr", Some(Stance::Abstention), true, "")
        ]
    );
    desk.ok(
        "anci",
        json!({"amend": {"proposal": riparto_table_tests::proposal("anci", "p1", ("outreach", "desks", "10.00"))}}),
    );
    let silent = [
        of("ats", None, false, ""),
        of("anci", Some(Stance::Consent), false, ""),
        of("cnr", None, false, ""),
    ];
    assert_eq!(said(&desk), silent);
}

/// Whether an action would be accepted from a party, on a copy.
fn is_accepted(desk: &Desk, party: &str, action: &Value) -> Result<(), &'static str> {
    let command = riparto_table_tests::command("tried", party, action);
    desk.table().decide(&command).map(drop).map_err(|rejection| rejection.code())
}

#[test]
fn what_waits_for_a_party_is_what_it_may_do() {
    let (mut decisions, mut blocked, mut statements, mut others) = (0, 0, 0, 0);
    for seed in 0..40_u64 {
        let mut dice = Dice(seed);
        let mut model = dice.table();
        let mut desk = Desk::not_open();
        let open = json!({"open": {"plan": model.plan(), "policies": model.policies()}});
        desk.kept
            .submit(&riparto_table_tests::command("open", "regione", &open))
            .unwrap()
            .accepted()
            .unwrap();
        for number in 0..25 {
            let ask = dice.command(&model, number);
            let _ = desk.kept.submit(&ask.command(&model)).unwrap();
            let _ = model.take(&ask);
        }
        for queue in PartyQueue::of(desk.table()).unwrap() {
            let party = queue.party.as_str();
            for item in &queue.waiting {
                let id = &item.proposal;
                let approve = json!({"approve": {"proposal": id, "act": "DD 1", "if_stale": "rebase"}});
                match &item.waiting_for {
                    WaitingFor::Decision { refused: None, .. } => {
                        let accepted = is_accepted(&desk, party, &approve);
                        assert!(matches!(accepted, Ok(()) | Err("requirements_missing")), "{accepted:?}");
                        decisions += 1;
                    }
                    WaitingFor::Decision { refused: Some(rejection), .. } => {
                        assert_eq!(is_accepted(&desk, party, &approve), Err(rejection.code()));
                        blocked += 1;
                    }
                    WaitingFor::Statement => {
                        let consent = json!({"state": {"proposal": id, "stance": "consent"}});
                        assert_eq!(is_accepted(&desk, party, &consent), Ok(()));
                        assert_eq!(is_accepted(&desk, party, &approve), Err("not_allowed"));
                        statements += 1;
                    }
                    _ => {
                        let withdraw = json!({"withdraw": {"proposal": id}});
                        assert_eq!(is_accepted(&desk, party, &withdraw), Ok(()));
                        others += 1;
                    }
                }
            }
        }
    }
    println!("{decisions} decisions, {blocked} blocked, {statements} statements, {others} others");
    assert!(decisions > 5 && blocked > 5 && statements > 20 && others > 5);
}
