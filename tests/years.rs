//! Plans over years: one rule for every beginning of the years, and what is carried over from a year to the next.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use riparto::journal::MemoryStore;
use riparto::report::Report;
use riparto::rules::Part;
use riparto::table::{Command, PersistentTable};
use riparto::{Answer, Authorization, Conflict, Headroom, Language, Money, Plan, Proposal, Rebalance};
use serde_json::{Value, json};

use crate::schema::ask;
use riparto_test_support::cases;

fn euros(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn document(lines: &[(String, u32)], rules: &Value) -> Value {
    let total: u32 = lines.iter().map(|(_, cents)| cents).sum();
    let line = |(number, (year, cents)): (usize, &(String, u32))| json!({"id": format!("l{number}"), "amount": euros(*cents), "labels": {"year": year}});
    let lines: Vec<Value> = lines.iter().enumerate().map(line).collect();
    json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(total), "lines": lines, "rules": rules})
}

fn of_years(years: &[(&str, u32)], rules: &Value) -> Value {
    let lines: Vec<(String, u32)> = years.iter().map(|(year, cents)| ((*year).to_owned(), *cents)).collect();
    document(&lines, rules)
}

fn through(limit: &Value) -> Value {
    json!([{"id": "profile", "scope": "all", "each": {"through": "year"}, "limit": limit}])
}

fn moving(from: &str, to: &str, amount: &str) -> Proposal {
    Proposal::new("p1", "ats").unwrap().transfer(from, to, amount.parse().unwrap()).unwrap()
}

/// Years are in order as numbers: 9 comes before 10. A finding names the beginning.
#[test]
fn a_finding_names_the_beginning() {
    let plan =
        of_years(&[("10", 200), ("9", 100), ("11", 300)], &through(&json!({"change": {"down": "0.00"}})));
    let answer = ask(&json!({"op": "assess", "plan": plan, "proposal": {"id": "p1", "party": "ats",
        "transfers": [{"from": "l0", "to": "l2", "amount": "0.50"}]}}));
    let findings = answer["ok"]["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["part"], json!({"key": "year", "through": "10"}));
    assert_eq!(findings[0]["lines"], json!(["l0", "l1"]));
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
    let found = plan.assess(&moving("l1", "l2", "0.01")).unwrap();
    let told = |language| -> Vec<String> {
        found.findings().iter().map(|finding| finding.message(language)).collect()
    };
    assert_eq!(told(Language::English).len(), 2);
    assert!(told(Language::English)[0].contains("year up to `9`"), "{:?}", told(Language::English));
    assert!(told(Language::Italian)[1].contains("year fino a `10`"), "{:?}", told(Language::Italian));
    // Money may come earlier.
    assert!(plan.assess(&moving("l2", "l1", "3.00")).unwrap().findings().is_empty());
}

/// One value that is no number makes all texts.
#[test]
fn values_that_are_no_numbers_are_in_order_as_texts() {
    let document = of_years(&[("9", 100), ("10", 100), ("end", 100)], &through(&json!({"ceiling": "1.50"})));
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let checked = plan.check();
    let parts: Vec<String> =
        checked.iter().map(|finding| finding.part().unwrap().words(Language::English)).collect();
    assert_eq!(parts, ["year up to `9`", "year up to `end`"]);
    let missing =
        json!([{"id": "r", "scope": "all", "each": {"through": "quarter"}, "limit": {"ceiling": "1.50"}}]);
    let refused = Plan::from_json(&of_years(&[("9", 100)], &missing).to_string()).unwrap_err();
    assert_eq!(refused.code(), "label_key_unknown");
}

/// The money of a year goes to the next by an approval; the rule says that such a decision is the authority's.
#[test]
fn a_carry_over_is_a_decision_of_the_authority() {
    let rules = json!([{"id": "carry-over", "scope": "all", "each": {"label": "year"},
        "limit": {"flow": {"to": {"other": "year"}, "at_most": "0.00"}}, "needs": "prior_approval"}]);
    let years = [("2026", 10_000), ("2026", 5_000), ("2027", 20_000)];
    let mut plan = Plan::from_json(&of_years(&years, &rules).to_string()).unwrap();
    assert!(plan.assess(&moving("l0", "l1", "40.00")).unwrap().findings().is_empty());
    let carried = moving("l0", "l2", "40.00");
    assert_eq!(plan.assess(&carried).unwrap().authorization(), Authorization::PriorApproval);
    assert_eq!(plan.apply(&carried, Authorization::Notification).unwrap_err().code(), "not_authorized");
    plan.apply(&carried, Authorization::PriorApproval).unwrap();
    assert_eq!(plan.approved().amount("l2").unwrap().to_string(), "240.00");
}

fn limits() -> impl Strategy<Value = Value> {
    (0..3_000u32, 0..150u32).prop_flat_map(|(cents, percent)| {
        select(vec![
            json!({"sum": {"at_least": euros(cents)}}),
            json!({"sum": {"at_most": euros(cents)}}),
            json!({"sum": {"at_least": {"percent": percent.to_string(), "of": {"lines": ["l0"]}}}}),
            json!({"change": {"down": {"percent": percent.to_string()}}}),
            json!({"change": {"up": euros(cents)}}),
        ])
    })
}

/// Lines, amounts and excess of what is broken.
fn said(plan: &Plan) -> Vec<(Vec<String>, String, String)> {
    let findings = plan.check();
    let words = findings.iter().map(|finding| {
        let lines = finding.lines().map(|line| line.id().to_owned()).collect();
        (lines, finding.found().to_string(), finding.excess().to_string())
    });
    words.collect()
}

fn margins(plan: &Plan) -> Vec<(String, Money, Money)> {
    let headroom = Headroom::of(plan, Authorization::Free);
    headroom.iter().map(|margin| (margin.line.id().to_owned(), margin.give, margin.receive)).collect()
}

fn nearest(plan: &Plan, wish: &[Money]) -> Option<Vec<Money>> {
    match Rebalance::new().wishes(wish).run(plan) {
        Ok(Answer::Found(nearest)) => Some(nearest.allocation().amounts().to_vec()),
        Ok(_) => None,
        Err(error) => panic!("{error}"),
    }
}

/// Which beginning it is stands in margins, in the ledger and in conflicts, in both languages.
#[test]
fn margins_ledger_and_conflicts_name_the_beginning() {
    let years = [("2026", 10_000), ("2027", 5_000), ("2027", 20_000), ("2028", 4_000)];
    let once =
        Plan::from_json(&of_years(&years, &through(&json!({"change": {"down": "30.00"}}))).to_string())
            .unwrap();
    let headroom = Headroom::of(&once, Authorization::Free);
    let written = serde_json::to_value(&headroom).unwrap();
    assert_eq!(written["l0"]["give_part"], json!({"key": "year", "through": "2026"}));
    for (language, told) in [
        (Language::English, "profile (year up to `2026`)"),
        (Language::Italian, "profile (year fino a `2026`)"),
    ] {
        let text = headroom.text(language);
        assert!(text.contains(told), "{text}");
    }
    let open = json!({"id": "c1", "party": "regione", "do": {"open": {"plan": serde_json::from_str::<Value>(&once.to_json()).unwrap()}}});
    let mut open = open;
    open["do"]["open"]["plan"]["parties"] = json!([{"id": "regione", "role": "authority"}]);
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    kept.submit(&Command::from_json(&open.to_string()).unwrap()).unwrap().accepted().unwrap();
    let ledger = kept.table().ledger().unwrap();
    let parts: Vec<Value> =
        ledger.allowances().iter().map(|entry| serde_json::to_value(entry.part).unwrap()).collect();
    assert_eq!(parts, ["2026", "2027", "2028"].map(|through| json!({"key": "year", "through": through})));
    let text = ledger.text(Language::Italian);
    assert!(text.contains("year fino a `2027`"), "{text}");
    // 2026 and 2027 together hold at most 50.00, and one of their lines at least 60.00.
    let mut rules = through(&json!({"ceiling": "50.00"}));
    rules
        .as_array_mut()
        .unwrap()
        .push(json!({"id": "floor", "scope": {"lines": ["l2"]}, "limit": {"floor": "60.00"}}));
    rules[0]["scope"] = json!({"labels": {"year": ["2026", "2027"]}});
    let clash = Plan::from_json(&of_years(&years, &rules).to_string()).unwrap();
    let Answer::Infeasible(conflict) = Conflict::diagnose(&clash, Authorization::Free).unwrap() else {
        panic!("they clash")
    };
    let written = serde_json::to_value(&conflict).unwrap();
    assert_eq!(
        written["parts"],
        json!([{"rule": "profile", "of": ["2027"], "part": [{"key": "year", "through": "2027"}]}])
    );
    for (language, told) in [
        (Language::English, "`profile` (year up to `2027`)"),
        (Language::Italian, "`profile` (year fino a `2027`)"),
    ] {
        let text = conflict.explanation(language);
        assert!(text.contains(told), "{text}");
    }
}

proptest! {
    #![proptest_config(cases(64))]
    /// A rule for every beginning is just the rules of the beginnings one by one: in findings, headroom and the nearest allocation.
    #[test]
    fn a_rule_for_beginnings_is_the_rules_of_them_one_by_one(
        lines in vec((select(vec!["9", "10", "11", "100"]), 1..1_500u32), 2..7),
        wish in vec(0..1_500i64, 7),
        limit in limits(),
    ) {
        let lines: Vec<(String, u32)> = lines.into_iter().map(|(year, cents)| (year.to_owned(), cents)).collect();
        let mut years: Vec<u32> = lines.iter().map(|(year, _)| year.parse().unwrap()).collect();
        years.sort_unstable();
        years.dedup();
        let written_out: Vec<Value> = (0..years.len()).map(|last| {
            let beginning: Vec<String> = years[..=last].iter().map(ToString::to_string).collect();
            json!({"id": format!("up-to-{}", years[last]), "scope": {"labels": {"year": beginning}}, "limit": limit})
        }).collect();
        let [once, written_out] = [through(&limit), json!(written_out)].map(|rules| {
            Plan::from_json(&document(&lines, &rules).to_string()).unwrap()
        });
        prop_assert_eq!(said(&once), said(&written_out));
        prop_assert_eq!(margins(&once), margins(&written_out));
        for (margin, other) in Headroom::of(&once, Authorization::Free).iter().zip(Headroom::of(&written_out, Authorization::Free).iter()) {
            for (stop, rule) in [(&margin.give_stop, other.give_rule), (&margin.receive_stop, other.receive_rule)] {
                if let Some(Part::Through { through, .. }) = stop.part {
                    prop_assert_eq!(rule.map(|rule| rule.id().to_owned()), Some(format!("up-to-{through}")));
                }
            }
        }
        let wish: Vec<Money> = wish[..lines.len()].iter().map(|cents| Money::from_cents(*cents).unwrap()).collect();
        prop_assert_eq!(nearest(&once, &wish), nearest(&written_out, &wish));
    }
}
