//! Plans in a currency other than the euro: printed in it, never mixed.

use riparto::money::Currency;
use riparto::report::Report;
use riparto::{Allocation, Answer, Authorization, Envelope};
use riparto::{Conflict, Headroom, Language, Plan, Proposal, Settle};
use serde_json::{Value, json};

use crate::vectors::ask;

fn document(currency: &str) -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Plan", "currency": currency, "total": "100000.00",
        "lines": [ {"id": "a", "amount": "60000.00"}, {"id": "b", "amount": "40000.00"} ],
        "rules": [ {"id": "b-floor", "scope": {"lines": ["b"]}, "limit": {"floor": "35000.00"}} ]
    })
}

fn read(currency: &str) -> Plan {
    Plan::from_json(&document(currency).to_string()).unwrap()
}

fn beyond() -> Proposal {
    Proposal::new("p", "ats").unwrap().transfer("b", "a", "7000.00".parse().unwrap()).unwrap()
}

#[test]
fn sentences_and_reports_are_in_the_currency_of_the_plan() {
    let written = [
        ("CHF", "CHF\u{a0}2,000.00", "2.000,00\u{a0}CHF"),
        ("GBP", "£2,000.00", "2.000,00\u{a0}GBP"),
        ("EUR", "€2,000.00", "2.000,00 €"),
    ];
    for (currency, english, italian) in written {
        let plan = read(currency);
        let assessment = plan.assess(&beyond()).unwrap();
        let finding = assessment.findings().iter().next().unwrap();
        assert!(finding.message(Language::English).contains(english), "{finding}");
        assert!(finding.message(Language::Italian).contains(italian), "{finding}");
        let report = assessment.text(Language::English);
        assert!(report.contains(&format!("before {currency}")) && report.contains(english), "{report}");
        for other in ["€", "EUR", "CHF", "£"]
            .iter()
            .filter(|sign| !currency.contains(**sign) && !english.contains(**sign))
        {
            let all = [
                report.clone(),
                plan.text(Language::Italian),
                Headroom::of(&plan, Authorization::Free).text(Language::Italian),
            ];
            assert!(all.iter().all(|text| !text.contains(other)), "{currency}: {other} in {all:?}");
        }
        assert_eq!(Currency::printed(), Currency::EURO, "nothing is left behind");
    }
}

#[test]
fn answers_of_the_api_print_it_and_the_next_request_does_not() {
    let transfers = json!([{"from": "b", "to": "a", "amount": "7000.00"}]);
    let proposal = json!({"id": "p", "party": "ats", "transfers": transfers});
    let asked = |currency| ask(&json!({"op": "assess", "plan": document(currency), "proposal": proposal}));
    let francs = asked("CHF").to_string();
    assert!(francs.contains("CHF") && !francs.contains('€'), "{francs}");
    let euros = asked("EUR").to_string();
    assert!(euros.contains('€') && !euros.contains("CHF"), "{euros}");
}

#[test]
fn a_conflict_is_told_in_it() {
    let mut plan = document("CHF");
    plan["rules"]
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "a-floor", "scope": {"lines": ["a"]}, "limit": {"floor": "70000.00"}}));
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&plan, Authorization::Free).unwrap() else {
        panic!()
    };
    let told = conflict.explanation(Language::English);
    assert!(told.contains("CHF") && !told.contains('€'), "{told}");
}

#[test]
fn the_document_keeps_it_and_leaves_out_the_euro() {
    let francs = read("CHF");
    assert_eq!(francs.envelope().currency().code(), "CHF");
    assert_eq!(Plan::from_json(&francs.to_json()).unwrap(), francs);
    let mut euros = document("EUR");
    euros.as_object_mut().unwrap().remove("currency");
    assert_eq!(Plan::from_json(&euros.to_string()).unwrap(), read("EUR"));
    assert!(!read("EUR").to_json().contains("currency"));
    assert_ne!(read("EUR"), francs);
    let refused = Plan::from_json(&document("JPY").to_string()).unwrap_err();
    assert_eq!((refused.code(), refused.path()), ("document_malformed", Some("currency")));
    assert!(refused.to_string().contains("`JPY` is no currency with cents"), "{refused}");
}

#[test]
fn currencies_are_never_mixed() {
    let of = |currency: &str| {
        let envelope =
            Envelope::builder("Plan", "1.00".parse()?).line("a", "A").currency(currency.parse()?).build()?;
        Allocation::builder(&envelope).remainder_to("a").build()
    };
    let (euros, francs) = (of("EUR").unwrap(), of("CHF").unwrap());
    let refused = Plan::builder(&euros).approved(&francs).build().unwrap_err();
    assert_eq!(refused.code(), "envelope_differs");
    let plan = Plan::builder(&euros).build().unwrap();
    assert_eq!(plan.check_allocation(&francs).unwrap_err().code(), "envelope_differs");
    assert_eq!(
        Settle::default().run(&plan, &francs, Authorization::Free).unwrap_err().code(),
        "envelope_differs"
    );
}
