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

/// A region holds more than it may, from the start, and no variant may be granted.
#[test]
fn a_count_is_no_worse_where_nothing_else_is() {
    let plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
        "lines": [ {"id": "region", "amount": "5.00", "labels": {"partner": "region"}}, {"id": "a", "amount": "45.00"}, {"id": "b", "amount": "50.00"} ],
        "rules": [
            {"id": "small", "scope": {"labels": {"partner": "region"}}, "limit": {"bands": [
                {"limit": {"share_ceiling": {"percent": "0", "of": "all"}}, "needs": "prior_approval"},
                {"limit": {"share_ceiling": {"percent": "1", "of": "all"}}, "needs": "exceptional"}]}},
            {"id": "none", "scope": "all", "limit": {"changes": {"at_most": 0, "needing": "prior_approval"}}}
        ]
    });
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    for level in [Authorization::Free, Authorization::PriorApproval, Authorization::Exceptional] {
        let headroom = Headroom::of(&plan, level);
        let largest = |from: &str, to: &str| plan.largest_transfer(from, to, level).unwrap().to_string();
        let give = |line: usize| headroom.iter().nth(line).unwrap().give.to_string();
        assert_eq!((largest("a", "b"), give(1)), ("45.00".into(), "45.00".into()), "{level}");
        // What the region gives mends the breach, through both bands.
        assert_eq!((largest("region", "b"), give(0)), ("5.00".into(), "5.00".into()), "{level}");
        assert_eq!(largest("a", "region"), "0.00", "{level}");
    }
    let found = |proposal: &Proposal| {
        let assessment = plan.assess(proposal).unwrap();
        assert_eq!(
            assessment.authorization(),
            Authorization::Forbidden,
            "what the plan began with was never approved"
        );
        let found =
            assessment.findings().iter().map(|finding| (finding.rule().id().to_owned(), finding.is_worse()));
        found.collect::<Vec<_>>()
    };
    let of = |is_worse: bool| [("small".to_owned(), is_worse), ("none".to_owned(), is_worse)];
    for (from, to, amount) in [("a", "b", "45.00"), ("region", "b", "4.50"), ("region", "b", "4.01")] {
        assert_eq!(found(&moved(from, to, amount)), of(false), "{from} {to} {amount}");
    }
    assert_eq!(found(&moved("a", "region", "0.01")), of(true));
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
