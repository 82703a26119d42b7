//! Rules in force on some days only, and what an approval of their breach comes with.

use riparto::rules::NoticeCode;
use riparto::{Authorization, Date, Plan, Proposal};
use serde_json::{Value, json};

use crate::vectors::ask;

/// In the last two months of the year staff moves between titles within 5 % of the total; else it does not move at all.
fn plan() -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [ {"id": "staff", "amount": "600.00"}, {"id": "travel", "amount": "400.00"} ],
        "rules": [
            {"id": "until-october", "scope": {"lines": ["staff"]}, "when": {"until": "2026-10-31"},
             "limit": {"flow": {"to": {"lines": ["travel"]}, "at_most": "0.00"}}},
            {"id": "from-november", "scope": {"lines": ["staff"]}, "when": {"from": "2026-11-01", "until": "2026-12-31"},
             "needs": "prior_approval", "requires": ["justification"], "by": ["monitoring committee"],
             "limit": {"flow": {"to": {"lines": ["travel"]}, "at_most": {"percent": "5", "of": "total"}}}}
        ]
    })
}

fn read() -> Plan {
    Plan::from_json(&plan().to_string()).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn moved(amount: &str) -> Proposal {
    Proposal::new("p", "ats").unwrap().transfer("staff", "travel", amount.parse().unwrap()).unwrap()
}

#[test]
fn a_rule_binds_from_its_first_day_to_its_last() {
    let needs = [
        ("2026-10-31", "0.01", Authorization::Forbidden),
        ("2026-11-01", "50.00", Authorization::Free),
        ("2026-11-01", "50.01", Authorization::PriorApproval),
        ("2026-12-31", "50.01", Authorization::PriorApproval),
        ("2027-01-01", "600.00", Authorization::Free),
    ];
    for (date, amount, needs) in needs {
        let plan = read().on(day(date)).unwrap();
        assert_eq!(plan.assess(&moved(amount)).unwrap().authorization(), needs, "{date} {amount}");
        let proposal = json!({"id": "p", "party": "ats", "transfers": [{"from": "staff", "to": "travel", "amount": amount}]});
        let asked = json!({"op": "assess", "plan": self::plan(), "proposal": proposal, "date": date});
        assert_eq!(ask(&asked)["ok"]["authorization"], needs.name(), "{date} {amount}");
    }
    let largest = |date| {
        let plan = read().on(day(date)).unwrap();
        plan.largest_transfer("staff", "travel", Authorization::Free).unwrap().to_string()
    };
    assert_eq!(["2026-10-31", "2026-11-01", "2027-01-01"].map(largest), ["0.00", "50.00", "600.00"]);
}

#[test]
fn without_a_day_every_rule_binds_and_a_notice_says_so() {
    assert_eq!(read().assess(&moved("0.01")).unwrap().authorization(), Authorization::Forbidden);
    let codes = |plan: &Plan| {
        plan.notices().iter().map(|notice| (notice.rule.clone(), notice.code)).collect::<Vec<_>>()
    };
    let unknown = ["until-october", "from-november"].map(|rule| (rule.to_owned(), NoticeCode::DayUnknown));
    assert_eq!(codes(&read()), unknown);
    let november = read().on(day("2026-11-15")).unwrap();
    assert_eq!(codes(&november), [("until-october".to_owned(), NoticeCode::NotInForce)]);
    // The day is part of the question: the document has none, and what is applied keeps it.
    assert_eq!(november.to_json(), read().to_json());
    let mut applied = november;
    applied.apply(&moved("10.00"), Authorization::Free).unwrap();
    assert_eq!(applied.rulebook().day(), Some(day("2026-11-15")));
}

#[test]
fn what_an_approval_needs_is_in_the_finding_and_in_its_sentence() {
    let proposal = json!({"id": "p", "party": "ats", "transfers": [{"from": "staff", "to": "travel", "amount": "60.00"}]});
    let asked = |lang| json!({"op": "assess", "plan": plan(), "proposal": proposal, "date": "2026-11-01", "lang": lang});
    let finding = &ask(&asked("en"))["ok"]["findings"][0];
    assert_eq!(
        (&finding["requires"], &finding["by"]),
        (&json!(["justification"]), &json!(["monitoring committee"]))
    );
    let message = finding["message"].as_str().unwrap();
    assert!(
        message.ends_with("€10.00 too much; it requires: justification; decided by: monitoring committee"),
        "{message}"
    );
    let italian = ask(&asked("it"))["ok"]["findings"][0]["message"].as_str().unwrap().to_owned();
    assert!(italian.ends_with("; occorre: justification; decide: monitoring committee"), "{italian}");
}

#[test]
fn bands_ask_for_more_than_their_rule() {
    let mut plan = plan();
    plan["rules"] = json!([{
        "id": "r", "scope": {"lines": ["travel"]}, "requires": ["justification"],
        "limit": {"bands": [
            {"limit": {"ceiling": "450.00"}, "needs": "prior_approval", "requires": ["comparison table", "justification"]},
            {"limit": {"ceiling": "500.00"}, "needs": "exceptional", "by": ["Commission"]}
        ]}
    }]);
    let read = Plan::from_json(&plan.to_string()).unwrap();
    assert_eq!(Plan::from_json(&read.to_json()).unwrap(), read);
    let asked = |amount| {
        let assessment = read.assess(&moved(amount)).unwrap();
        let finding = assessment.findings().iter().next().unwrap();
        let names = |names: Vec<&str>| names.join(", ");
        (names(finding.requires().collect()), names(finding.by().collect()))
    };
    assert_eq!(asked("60.00"), ("justification, comparison table".to_owned(), String::new()));
    assert_eq!(asked("110.00"), ("justification".to_owned(), "Commission".to_owned()));
}

#[test]
fn a_date_without_a_plan_is_refused() {
    let asked = json!({"op": "settle", "from": {"a": "1.00"}, "to": {"a": "1.00"}, "date": "2026-11-01"});
    assert_eq!(ask(&asked)["error"]["code"], "field_missing");
}
