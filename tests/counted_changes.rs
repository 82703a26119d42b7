//! Limits on how many changes that need an authorization are made.

use riparto::rebalance::Rebalance;
use riparto::rules::ChangeMade;
use riparto::{Answer, Authorization, Date, Headroom, Plan, Proposal};
use serde_json::{Value, json};

use crate::vectors::ask;

/// Within 20 % a change is free, beyond it is a variant; only one variant may be granted.
fn document(per: &str) -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "200.00",
        "lines": [ {"id": "a", "amount": "100.00"}, {"id": "b", "amount": "100.00"} ],
        "rules": [
            {"id": "variant", "scope": "all", "each": "line", "needs": "prior_approval",
             "limit": {"variation": {"base": "approved", "up": {"percent": "20"}, "down": {"percent": "20"}}}},
            {"id": "once", "scope": "all", "limit": {"changes": {"at_most": 1, "needing": "prior_approval", "per": per}}}
        ]
    })
}

fn read(per: &str) -> Plan {
    Plan::from_json(&document(per).to_string()).unwrap()
}

fn moved(from: &str, to: &str, amount: &str) -> Proposal {
    Proposal::new("p", "ats").unwrap().transfer(from, to, amount.parse().unwrap()).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn needs(plan: &Plan, proposal: &Proposal) -> Authorization {
    plan.assess(proposal).unwrap().authorization()
}

#[test]
fn one_variant_is_granted_and_no_second_one() {
    let mut plan = read("plan");
    assert_eq!(needs(&plan, &moved("a", "b", "20.00")), Authorization::Free);
    assert_eq!(needs(&plan, &moved("a", "b", "20.01")), Authorization::PriorApproval);
    plan.apply(&moved("a", "b", "10.00"), Authorization::Free).unwrap();
    assert!(plan.changes_made().is_empty(), "what is free does not count");
    plan.apply(&moved("b", "a", "30.00"), Authorization::PriorApproval).unwrap();
    assert_eq!(plan.changes_made(), [ChangeMade::new(Authorization::PriorApproval, None)]);
    // From 120.00 and 80.00: 16.00 is a fifth of 80.00.
    for plan in [&plan, &Plan::from_json(&plan.to_json()).unwrap()] {
        assert_eq!(needs(plan, &moved("b", "a", "16.00")), Authorization::Free);
        assert_eq!(needs(plan, &moved("b", "a", "16.01")), Authorization::Forbidden);
        let assessment = plan.assess(&moved("b", "a", "16.01")).unwrap();
        let found: Vec<_> = assessment.findings().iter().map(|finding| finding.rule().id()).collect();
        assert_eq!(found, ["variant", "once"]);
        let once = assessment.findings().iter().last().unwrap();
        assert_eq!((once.found().to_string(), once.limit().to_string()), ("16.01".into(), "0.00".into()));
        for level in [Authorization::Free, Authorization::PriorApproval, Authorization::Exceptional] {
            assert_eq!(plan.largest_transfer("b", "a", level).unwrap().to_string(), "16.00", "{level}");
            let headroom = Headroom::of(plan, level);
            assert_eq!(headroom.iter().nth(1).unwrap().give.to_string(), "16.00", "{level}");
        }
        let nearest = Rebalance::new()
            .wish("a", "150.00".parse().unwrap())
            .wish("b", "50.00".parse().unwrap())
            .up_to(Authorization::PriorApproval)
            .run(plan)
            .unwrap();
        let Answer::Found(nearest) = nearest else { panic!("{nearest:?}") };
        assert_eq!(nearest.allocation().amount("a").unwrap().to_string(), "136.00");
        assert!(plan.clone().apply(&moved("b", "a", "16.01"), Authorization::Exceptional).is_err());
    }
}

#[test]
fn the_sentence_says_how_many_were_made() {
    let mut plan = document("year");
    plan["changes_made"] = json!([{"needs": "prior_approval", "date": "2026-03-12"}]);
    let proposal =
        json!({"id": "p", "party": "ats", "transfers": [{"from": "a", "to": "b", "amount": "30.00"}]});
    let asked = |date, lang| {
        let asked = json!({"op": "assess", "plan": plan, "proposal": proposal, "date": date, "lang": lang});
        let findings = ask(&asked)["ok"]["findings"].clone();
        let once = findings.as_array().unwrap().iter().find(|finding| finding["rule"] == "once").cloned();
        once.map(|once| once["message"].as_str().unwrap().to_owned())
    };
    assert_eq!(
        asked("2026-11-02", "en").unwrap(),
        "`once`: 1 of at most 1 changes that need prior approval were made in 2026, and this is one more"
    );
    assert_eq!(
        asked("2026-11-02", "it").unwrap(),
        "`once`: variazioni con livello «approvazione preventiva» già disposte nel 2026: 1 su un massimo di 1; questa è ulteriore"
    );
    assert_eq!(asked("2027-01-01", "en"), None, "another year");
}

#[test]
fn a_year_starts_anew_and_an_undated_change_counts_in_every_year() {
    let mut plan = read("year").on(day("2026-03-01")).unwrap();
    plan.apply(&moved("a", "b", "30.00"), Authorization::PriorApproval).unwrap();
    assert_eq!(needs(&plan, &moved("b", "a", "30.00")), Authorization::Forbidden);
    assert_eq!(
        needs(&plan.on(day("2026-12-31")).unwrap(), &moved("b", "a", "30.00")),
        Authorization::Forbidden
    );
    assert_eq!(
        needs(&plan.on(day("2027-01-01")).unwrap(), &moved("b", "a", "30.00")),
        Authorization::PriorApproval
    );
    let mut undated = document("year");
    undated["changes_made"] = json!([{"needs": "exceptional"}]);
    let undated = Plan::from_json(&undated.to_string()).unwrap().on(day("2031-01-01")).unwrap();
    assert_eq!(needs(&undated, &moved("b", "a", "30.00")), Authorization::Forbidden);
}

#[test]
fn a_table_counts_what_it_approves() {
    use riparto::journal::MemoryStore;
    use riparto::table::{Command, PersistentTable};
    let mut plan = document("year");
    plan["parties"] = json!([{"id": "regione", "role": "authority"}, {"id": "ats"}]);
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let mut said = 0;
    let mut say = |party: &str, action: Value| {
        said += 1;
        let command = json!({"id": format!("c{said}"), "party": party, "do": action}).to_string();
        kept.submit(&Command::from_json(&command).unwrap()).unwrap().accepted().map_err(|why| why.code())
    };
    let propose = |id: &str, from: &str, to: &str| json!({"propose": {"proposal": {"id": id, "party": "ats", "transfers": [{"from": from, "to": to, "amount": "30.00"}]}}});
    say("regione", json!({"open": {"plan": plan}})).unwrap();
    say("regione", json!({"open_sitting": {"sitting": "s1", "date": "2026-11-02"}})).unwrap();
    say("ats", propose("p1", "a", "b")).unwrap();
    say("regione", json!({"approve": {"proposal": "p1", "act": "DD 1"}})).unwrap();
    say("ats", propose("p2", "b", "a")).unwrap();
    assert_eq!(
        say("regione", json!({"approve": {"proposal": "p2", "act": "DD 2"}})).unwrap_err(),
        "forbidden"
    );
    say("regione", json!({"close_sitting": {}})).unwrap();
    say("regione", json!({"open_sitting": {"sitting": "s2", "date": "2027-01-11"}})).unwrap();
    say("regione", json!({"approve": {"proposal": "p2", "act": "DD 2"}})).unwrap();
    let made = kept.table().plan().unwrap().changes_made().to_vec();
    let dated = |date| ChangeMade::new(Authorization::PriorApproval, Some(day(date)));
    assert_eq!(made, [dated("2026-11-02"), dated("2027-01-11")]);
    let again = PersistentTable::open(kept.store().clone()).unwrap();
    assert_eq!(again.table(), kept.table());
}
