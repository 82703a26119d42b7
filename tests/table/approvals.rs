//! Whose agreement an approval takes: policies by level, weights, quorum, acts, and waivers.

use riparto::report::{EventReport, Report};
use riparto::table::{ApprovalPolicies, Consent, EventKind, Rejection, Stance};
use riparto::{Authorization, Language};
use serde_json::{Value, json};

use riparto_table_tests::{Desk, plan};

const FREE: (&str, &str, &str) = ("outreach", "desks", "20.00");
/// A third more for training: beyond a quarter it needs prior approval.
const LARGE: (&str, &str, &str) = ("desks", "training", "60.00");

/// A table whose policies for what is free are these, with a proposal of `anci` on it.
fn desk(policy: Value, weights: Value) -> Desk {
    let mut policy = policy;
    policy["from"] = json!("free");
    let mut desk = Desk::with(&json!({"policies": [policy], "weights": weights}));
    desk.propose("anci", "p1", FREE);
    desk
}

fn state(desk: &mut Desk, by: &str, stance: &str) {
    desk.ok(by, json!({"state": {"proposal": "p1", "stance": stance, "reason": "So it is"}}));
}

#[track_caller]
fn refused(desk: &mut Desk) -> Rejection {
    desk.no("regione", json!({"approve": {"proposal": "p1"}}))
}

/// What consents and what is needed.
#[track_caller]
fn short_of(desk: &mut Desk) -> (u64, u64, Vec<String>) {
    match refused(desk) {
        Rejection::ConsentMissing { found, needed, without, .. } => {
            (found.parse().unwrap(), needed.parse().unwrap(), without)
        }
        other => panic!("{other}"),
    }
}

#[test]
fn the_authority_alone_decides_whatever_others_think() {
    let mut desk = desk(json!({"consent": "authority"}), json!({}));
    state(&mut desk, "ats", "objection");
    state(&mut desk, "cnr", "objection");
    desk.approve("p1");
    assert_eq!(desk.amounts(), ["420.00", "280.00", "200.00", "100.00"]);
}

#[test]
fn unanimity_takes_every_party_but_the_authority() {
    let mut desk = desk(json!({"consent": "unanimity"}), json!({}));
    assert_eq!(short_of(&mut desk), (1, 3, vec!["ats".into(), "cnr".into()]), "its own party consents");
    state(&mut desk, "ats", "consent");
    state(&mut desk, "cnr", "abstention");
    assert_eq!(short_of(&mut desk), (2, 3, vec!["cnr".into()]), "who abstains does not consent");
    state(&mut desk, "cnr", "consent");
    desk.approve("p1");
}

#[test]
fn a_party_may_object_to_its_own_proposal() {
    let mut desk = desk(json!({"consent": "unanimity"}), json!({}));
    for by in ["ats", "cnr"] {
        state(&mut desk, by, "consent");
    }
    state(&mut desk, "anci", "objection");
    assert_eq!(short_of(&mut desk), (2, 3, vec!["anci".into()]));
}

#[test]
fn a_majority_is_more_than_its_percentage_of_all_weights() {
    let majority = |percent: &str| json!({"consent": {"majority": {"percent": percent}}});
    // Of a weight of 6, half is no majority.
    let mut half = desk(majority("50"), json!({"ats": 3, "anci": 2}));
    assert_eq!(short_of(&mut half), (2, 4, vec!["ats".into(), "cnr".into()]));
    state(&mut half, "cnr", "consent");
    assert_eq!(short_of(&mut half), (3, 4, vec!["ats".into()]));
    state(&mut half, "ats", "consent");
    half.approve("p1");

    // Two thirds of 3, written with decimals, are just exceeded by 2 or not.
    let mut below = desk(majority("66.666666666"), json!({}));
    state(&mut below, "ats", "consent");
    below.approve("p1");
    let mut above = desk(majority("66.666666667"), json!({}));
    state(&mut above, "ats", "consent");
    assert_eq!(short_of(&mut above), (2, 3, vec!["cnr".into()]));

    // More than all cannot be: 100 percent is unanimity, and 0 one consent.
    let mut all = desk(majority("100"), json!({}));
    state(&mut all, "ats", "consent");
    assert_eq!(short_of(&mut all), (2, 3, vec!["cnr".into()]));
    state(&mut all, "cnr", "consent");
    all.approve("p1");
    let mut one = desk(majority("0"), json!({}));
    state(&mut one, "anci", "objection");
    assert_eq!(short_of(&mut one).1, 1);
    state(&mut one, "cnr", "consent");
    one.approve("p1");
}

#[test]
fn weights_with_decimals_are_counted_in_their_smallest_part() {
    let majority = json!({"consent": {"majority": {"percent": "50"}}});
    let missing = |weights: Value| match refused(&mut desk(majority.clone(), weights)) {
        Rejection::ConsentMissing { found, needed, .. } => (found, needed),
        other => panic!("{other}"),
    };
    let pair = |found: &str, needed: &str| (found.to_owned(), needed.to_owned());
    // 333.3 of 335.3: more than half is a tenth more than 167.65 rounded down to a tenth.
    assert_eq!(missing(json!({"ats": "333.3"})), pair("1", "167.7"));
    assert_eq!(missing(json!({"anci": "1.25", "ats": "1.50"})), pair("1.25", "2"));
    // Two and a half against 1.5 and 1 is a half, as 5 against 3 and 2 is.
    let mut decimals = desk(majority.clone(), json!({"anci": "2.5", "ats": "1.5"}));
    let mut whole = desk(majority, json!({"anci": 5, "ats": 3, "cnr": 2}));
    let sentence = |desk: &mut Desk, language| refused(desk).message(language);
    assert_eq!(
        sentence(&mut decimals, Language::English),
        "not enough consent to `p1`: parties of weight 2.5 of 5; at least 3 needed; without consent: `ats`, `cnr`"
    );
    assert_eq!(
        sentence(&mut decimals, Language::Italian),
        "assensi a `p1` non sufficienti: peso 2,5 su 5; occorre almeno 3; senza assenso: `ats`, `cnr`"
    );
    for desk in [&mut decimals, &mut whole] {
        state(desk, "cnr", "consent");
        desk.approve("p1");
    }
    let policies = |weights: &str| {
        ApprovalPolicies::from_json(&format!(r#"{{"policies": [{{"from": "free"}}], "weights": {weights}}}"#))
    };
    // Whole numbers are written as before, decimals as they were understood.
    for (weights, written) in [
        (r#"{"anci":3,"ats":2}"#, r#""weights":{"anci":3,"ats":2}"#),
        (r#"{"anci":"3","ats":"2.00"}"#, r#""weights":{"anci":3,"ats":2}"#),
        (r#"{"anci":"333.30","ats":2}"#, r#""weights":{"anci":"333.3","ats":2}"#),
    ] {
        let read = policies(weights).unwrap();
        let text = serde_json::to_string(&read).unwrap();
        assert!(text.ends_with(&format!("{written}}}")), "{text}");
        assert_eq!(ApprovalPolicies::from_json(&text).unwrap(), read);
    }
    let read = policies(r#"{"anci":"1.5"}"#).unwrap();
    assert_eq!((read.weight("anci"), read.weight("ats")), (3, 2));
    for (weights, says) in [
        (r#"{"anci":0}"#, "party `anci`: the weight 0 is out of range: ballots weigh from 1 to 1073741824"),
        (
            r#"{"anci":"0.0"}"#,
            "party `anci`: the weight 0 is out of range: ballots weigh from 1 to 1073741824",
        ),
        (
            r#"{"anci":1073741825}"#,
            "party `anci`: the weight 1073741825 is out of range: ballots weigh from 1 to 1073741824",
        ),
        (
            r#"{"anci":"0.0000000001","ats":2}"#,
            "party `anci`: the weights have no common unit of which `0.0000000001` is at most 1073741824 times: write weights with \
             fewer digits",
        ),
        (
            r#"{"anci":"1,5"}"#,
            "`anci`: `1,5` is not a weight: write a number of zero or more, such as `3` or `12.5`",
        ),
        (r#"{"anci":1.5}"#, "`anci` is the number `1.5`: write it in quotation marks, `\"1.5\"`"),
        (
            r#"{"anci":-1}"#,
            "`anci` is the number `-1`: write a weight, such as `3` or `\"12.5\"` in quotation marks",
        ),
    ] {
        assert_eq!(policies(weights).unwrap_err().to_string(), says);
    }
}

#[test]
fn a_quorum_counts_who_said_something_and_rounds_up() {
    let mut desk = desk(json!({"quorum": "34"}), json!({}));
    let refusal = refused(&mut desk);
    let Rejection::QuorumMissing { found, all, needed, .. } = &refusal else { panic!() };
    assert_eq!([found, &**all, needed], ["1", "3", "2"], "34 percent of 3 is a little more than 1");
    assert_eq!(
        refusal.message(Language::Italian),
        "quorum non raggiunto su `p1`: posizioni espresse 1 su 3; ne occorrono almeno 2"
    );
    state(&mut desk, "cnr", "abstention");
    desk.approve("p1");
}

#[test]
fn a_table_of_the_authority_alone_needs_nobody_else() {
    for consent in [json!("unanimity"), json!({"majority": {"percent": "50"}})] {
        let mut alone = plan();
        alone["parties"] = json!([{"id": "regione", "role": "authority"}]);
        let policies = json!({"policies": [{"from": "free", "consent": consent, "quorum": "100"}]});
        let mut desk = Desk::on(&json!({"plan": alone, "policies": policies}));
        desk.propose("regione", "p1", FREE);
        desk.approve("p1");
    }
}

#[test]
fn policies_go_by_the_level_that_a_proposal_needs() {
    let mut desk = Desk::with(&json!({"policies": [
        {"from": "free"}, {"from": "prior_approval", "consent": "unanimity", "act": true}
    ]}));
    desk.propose("anci", "p0", FREE);
    desk.ok("regione", json!({"approve": {"proposal": "p0"}}));
    desk.propose("anci", "p1", LARGE);
    assert_eq!(refused(&mut desk).code(), "consent_missing");
    for by in ["ats", "cnr"] {
        state(&mut desk, by, "consent");
    }
    let missing = refused(&mut desk);
    assert_eq!(
        [missing.message(Language::English), missing.message(Language::Italian)],
        [
            "the approval needs `prior_approval`, and so the act that it is based on: name it",
            "serve l'autorizzazione `approvazione preventiva`, e quindi l'atto su cui si fonda: indicarlo"
        ]
    );
    let events = desk.ok("regione", json!({"approve": {"proposal": "p1", "act": "DD 12/2024"}}));
    let EventKind::Approved { authorization, act, breaches, .. } = &events[0].what else { panic!() };
    assert_eq!((*authorization, act.as_str()), (Authorization::PriorApproval, "DD 12/2024"));
    assert_eq!((breaches.len(), breaches[0].rule.as_str(), breaches[0].waived), (1, "line-variation", false));
    assert_eq!(breaches[0].excess.to_string(), "10.00");
    assert_eq!(desk.table().proposal("p1").unwrap().act(), "DD 12/2024");
}

#[test]
fn by_default_the_authority_decides_and_names_its_act_from_prior_approval_on() {
    let policies = ApprovalPolicies::default();
    for level in Authorization::ALL {
        let policy = policies.policy(level);
        assert_eq!((policy.consent, policy.quorum), (Consent::Authority, None));
        assert_eq!(policy.act, level >= Authorization::PriorApproval);
    }
    let mut desk = Desk::new();
    assert_eq!(desk.table().policies(), Some(&policies));
    desk.propose("anci", "p1", LARGE);
    assert_eq!(refused(&mut desk).code(), "act_missing");
}

#[test]
fn policies_that_make_no_sense_are_refused() {
    let read = |text: Value| serde_json::from_value::<ApprovalPolicies>(text).unwrap_err().to_string();
    let unordered =
        "approval policies begin with one from `free`, and each is from a higher level than the one before";
    assert_eq!(read(json!({"policies": []})), unordered);
    assert_eq!(read(json!({"policies": [{"from": "notification"}]})), unordered);
    assert_eq!(read(json!({"policies": [{"from": "free"}, {"from": "free"}]})), unordered);
    let free = |policy: Value| json!({"policies": [policy]});
    let percent = "percentage `101` is too large: at most 100 is allowed";
    assert_eq!(read(free(json!({"from": "free", "quorum": "101"}))), percent);
    assert_eq!(read(free(json!({"from": "free", "consent": {"majority": {"percent": "101"}}}))), percent);
    let weights = |weight: u32| json!({"policies": [{"from": "free"}], "weights": {"ats": weight}});
    for (weight, words) in [(0, "the weight 0"), ((1 << 30) + 1, "the weight 1073741825")] {
        assert_eq!(
            read(weights(weight)),
            format!("party `ats`: {words} is out of range: ballots weigh from 1 to 1073741824")
        );
    }
    let twice = r#"{"policies": [{"from": "free"}], "weights": {"ats": 1, "ats": 2}}"#;
    assert!(
        serde_json::from_str::<ApprovalPolicies>(twice)
            .unwrap_err()
            .to_string()
            .contains("`ats` is given twice")
    );

    let unknown = json!({"policies": [{"from": "free"}], "weights": {"asl": 2}});
    let refused = Desk::not_open().no("regione", json!({"open": {"plan": plan(), "policies": unknown}}));
    assert_eq!(
        (refused.code(), refused.to_string().as_str()),
        ("malformed", "weights: there is no party `asl`: the parties are `regione`, `ats`, `anci`, `cnr`")
    );
}

#[test]
fn a_waiver_lets_one_version_of_one_proposal_break_one_rule() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "60.00"));
    desk.propose("cnr", "p2", ("outreach", "desks", "70.00"));
    assert_eq!(refused(&mut desk).code(), "forbidden");
    let waive =
        json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "One desk closes in June"}});
    desk.ok("regione", waive.clone());
    assert_eq!(desk.no("regione", waive.clone()).code(), "waiver_needless", "it is waived already");
    let tabled = desk.table().proposal("p1").unwrap();
    assert_eq!(tabled.waivers()["outreach-floor"], "One desk closes in June");
    let assessed = desk.table().assess("p1").unwrap();
    assert_eq!(assessed.assessment().authorization(), Authorization::Forbidden, "as if nothing was waived");
    assert_eq!(assessed.authorization(), Authorization::Free);
    let written = serde_json::to_value(&assessed).unwrap();
    assert_eq!(
        (&written["authorization"], &written["findings"][0]["waived"]),
        (&json!("free"), &json!(true))
    );
    assert_eq!(written["findings"][0]["rule"], "outreach-floor");
    let rebased = json!({"approve": {"proposal": "p2", "if_stale": "rebase"}});
    assert_eq!(desk.no("regione", rebased).code(), "forbidden", "the waiver is not for it");

    let against = desk.revision();
    let amended = json!({"id": "p1", "party": "anci", "transfers": [{"from": "outreach", "to": "desks", "amount": "61.00"}]});
    desk.ok("anci", json!({"amend": {"against": against, "proposal": amended}}));
    assert_eq!(refused(&mut desk).code(), "forbidden", "another version has no waiver");
    desk.ok("regione", waive);
    let events = desk.ok("regione", json!({"approve": {"proposal": "p1"}}));
    let EventKind::Approved { breaches, authorization, .. } = &events[0].what else { panic!() };
    assert_eq!((breaches[0].waived, breaches[0].excess.to_string().as_str()), (true, "11.00"));
    assert_eq!(*authorization, Authorization::Free);
}

/// What a waiver let stand broken does not stop others, as long as they do not make it worse.
#[test]
fn a_rule_that_was_waived_stays_broken_and_no_more() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "60.00"));
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}}));
    desk.approve("p1");
    desk.propose("cnr", "p2", ("desks", "training", "10.00"));
    desk.approve("p2");
    desk.propose("cnr", "p3", ("desks", "outreach", "5.00"));
    desk.approve("p3");
    desk.propose("cnr", "p4", ("outreach", "desks", "0.01"));
    assert_eq!(desk.no("regione", json!({"approve": {"proposal": "p4"}})).code(), "forbidden");
    desk.propose("cnr", "p5", ("desks", "outreach", "5.00"));
    desk.approve("p5");
    desk.propose("cnr", "p6", ("outreach", "desks", "0.01"));
    assert_eq!(
        desk.no("regione", json!({"approve": {"proposal": "p6"}})).code(),
        "forbidden",
        "it was healed"
    );
}

#[test]
fn statements_are_on_a_version_and_an_amendment_resets_them() {
    let mut desk = desk(json!({"consent": "unanimity"}), json!({}));
    for by in ["ats", "cnr"] {
        state(&mut desk, by, "consent");
    }
    let against = desk.revision();
    let mut larger = riparto_table_tests::proposal("anci", "p1", ("outreach", "desks", "25.00"));
    larger["title"] = json!("Five euros more");
    desk.ok("anci", json!({"amend": {"against": against, "proposal": larger}}));
    let tabled = desk.table().proposal("p1").unwrap();
    assert_eq!((tabled.version(), tabled.statements().len(), tabled.status().name()), (2, 0, "tabled"));
    assert_eq!(tabled.stance("ats"), None);
    assert_eq!(tabled.stance("anci"), Some(Stance::Consent));
    assert_eq!(short_of(&mut desk).0, 1);
    let old = json!({"state": {"proposal": "p1", "stance": "consent", "version": 1}});
    assert_eq!(desk.no("ats", old).code(), "version_differs");
    assert_eq!(
        desk.no("regione", json!({"approve": {"proposal": "p1", "version": 1}})).code(),
        "version_differs"
    );
    for by in ["ats", "cnr"] {
        desk.ok(by, json!({"state": {"proposal": "p1", "stance": "consent", "version": 2}}));
    }
    desk.ok("regione", json!({"approve": {"proposal": "p1", "version": 2}}));
    assert_eq!(desk.amounts()[0], "425.00");
}

#[test]
fn the_last_statement_counts_and_an_objection_has_a_reason() {
    let mut desk = desk(json!({"consent": "unanimity"}), json!({}));
    assert_eq!(
        desk.no("cnr", json!({"state": {"proposal": "p1", "stance": "objection"}})).code(),
        "reason_missing"
    );
    state(&mut desk, "cnr", "objection");
    assert_eq!(desk.table().proposal("p1").unwrap().statements()["cnr"].reason, "So it is");
    desk.ok("cnr", json!({"state": {"proposal": "p1", "stance": "consent"}}));
    assert_eq!(desk.table().proposal("p1").unwrap().stance("cnr"), Some(Stance::Consent));
    assert_eq!(
        desk.no("regione", json!({"state": {"proposal": "p1", "stance": "consent"}})).code(),
        "not_allowed"
    );
}

#[test]
fn what_needs_nobody_is_approved_by_the_lead_or_the_proposer_if_policies_say_so() {
    let with = |free: &str| Desk::with(&json!({"policies": [{"from": "free"}], "free": free}));
    let approve = |proposal: &str| json!({"approve": {"proposal": proposal}});
    for (free, approves, others) in [
        ("by_the_authority", None, ["ats", "anci", "cnr"]),
        ("by_the_lead", Some("ats"), ["anci", "cnr", "anci"]),
        ("by_the_proposer", Some("anci"), ["ats", "cnr", "ats"]),
    ] {
        let mut desk = with(free);
        desk.propose("anci", "p1", FREE);
        desk.propose("anci", "p2", LARGE);
        for other in others {
            assert_eq!(desk.no(other, approve("p1")).code(), "not_allowed", "{free}, {other}");
        }
        let Some(by) = approves else {
            desk.approve("p1");
            continue;
        };
        // Beyond what is free, the authority decides; and only that.
        assert_eq!(desk.no(by, approve("p2")).code(), "not_allowed", "{free}");
        assert_eq!(desk.no(by, json!({"reject": {"proposal": "p1", "reason": "No"}})).code(), "not_allowed");
        let events = desk.ok(by, approve("p1"));
        assert_eq!((events[0].by.as_str(), events.len()), (by, 1));
        assert!(matches!(events[0].what, EventKind::Approved { authorization: Authorization::Free, .. }));
        assert_eq!(desk.amounts(), ["420.00", "280.00", "200.00", "100.00"]);
        // One that became stale is put on the new allocation by who may approve it.
        desk.propose("anci", "p3", ("desks", "outreach", "1.00"));
        desk.ok("regione", json!({"approve": {"proposal": "p2", "if_stale": "rebase"}}));
        assert_eq!(desk.no(by, approve("p3")).code(), "stale");
        let rebased = desk.ok(by, json!({"approve": {"proposal": "p3", "if_stale": "rebase"}}));
        assert_eq!(rebased.len(), 2);
    }
    let mut desk = Desk::not_open();
    let policies = json!({"policies": [{"from": "free"}], "free": "by_the_proposer"});
    let opened = desk.ok("regione", json!({"open": {"plan": plan(), "policies": policies}}));
    let told = EventReport::of(desk.table(), &opened).text(Language::English);
    assert!(told.contains("  What needs no authorization, its proposer approves too\n"), "{told}");
    // What its level asks for holds for the lead too.
    let mut desk =
        Desk::with(&json!({"policies": [{"from": "free", "consent": "unanimity"}], "free": "by_the_lead"}));
    desk.propose("anci", "p1", FREE);
    assert_eq!(desk.no("ats", approve("p1")).code(), "consent_missing");
    // Policies of before are written as before.
    let written = serde_json::to_value(ApprovalPolicies::default()).unwrap();
    assert_eq!(written.as_object().unwrap().keys().collect::<Vec<_>>(), ["policies", "weights"]);
    let error =
        ApprovalPolicies::from_json(r#"{"policies": [{"from": "free"}], "free": "lead"}"#).unwrap_err();
    assert!(error.to_string().contains("`free`"), "{error}");
}
