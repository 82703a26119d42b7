//! What was authorized stands and is told; what a proposal needs is what gets worse.

use riparto::plan::{Distribution, EnvelopeChange};
use riparto::report::Report;
use riparto::{Authorization, Language, Plan, Proposal};
use serde_json::{Value, json};

use crate::vectors::ask;

/// Three lines; the first may vary by 20 % of its original 100.00, beyond that with prior approval.
fn document(approved: Option<[&str; 3]>) -> Value {
    let mut plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "300.00",
        "lines": [ {"id": "a", "amount": "100.00"}, {"id": "b", "amount": "100.00"}, {"id": "c", "amount": "100.00"} ],
        "rules": [
            {"id": "near", "scope": {"lines": ["a"]}, "needs": "prior_approval",
             "limit": {"variation": {"up": {"percent": "20"}, "down": {"percent": "20"}}}}
        ]
    });
    if let Some([a, b, c]) = approved {
        plan["approved"] = json!({"total": "300.00", "amounts": {"a": a, "b": b, "c": c}});
    }
    plan
}

fn moved(from: &str, to: &str, amount: &str) -> Proposal {
    Proposal::new("p", "ats").unwrap().transfer(from, to, amount.parse().unwrap()).unwrap()
}

fn assess(plan: &Value, from: &str, to: &str, amount: &str) -> Value {
    let proposal =
        json!({"id": "p", "party": "ats", "transfers": [{"from": from, "to": to, "amount": amount}]});
    ask(&json!({"op": "assess", "plan": plan, "proposal": proposal}))["ok"].clone()
}

#[test]
fn what_an_approval_brought_stands_until_it_gets_worse() {
    let mut plan = Plan::from_json(&document(None).to_string()).unwrap();
    plan.apply(&moved("b", "a", "30.00"), Authorization::PriorApproval).unwrap();
    for (plan, way) in [(plan.clone(), "grown"), (Plan::from_json(&plan.to_json()).unwrap(), "read")] {
        let cases = [
            ("b", "c", "10.00", Authorization::Free, true),
            ("a", "c", "0.01", Authorization::Free, true),
            ("a", "b", "10.00", Authorization::Free, false),
            ("b", "a", "0.01", Authorization::PriorApproval, false),
            // As far on the other side of the limit: 70.00 of at least 80.00.
            ("a", "c", "60.00", Authorization::PriorApproval, false),
        ];
        for (from, to, amount, needs, stands) in cases {
            let assessment = plan.assess(&moved(from, to, amount)).unwrap();
            assert_eq!(assessment.authorization(), needs, "{way}: {from} -> {to} {amount}");
            let found = assessment.findings().iter().any(|finding| finding.stands_authorized());
            assert_eq!(found, stands, "{way}: {from} -> {to} {amount}");
        }
        // The limit of what passes without authorization is what may be applied with none.
        assert_eq!(plan.largest_transfer("b", "a", Authorization::Free).unwrap().to_string(), "0.00");
        assert_eq!(plan.largest_transfer("b", "c", Authorization::Free).unwrap().to_string(), "70.00");
        assert_eq!(plan.largest_transfer("a", "c", Authorization::Free).unwrap().to_string(), "50.00");
        assert!(plan.clone().apply(&moved("b", "c", "10.00"), Authorization::Free).is_ok());
    }
}

#[test]
fn small_steps_add_up_against_the_base() {
    let mut plan = Plan::from_json(&document(None).to_string()).unwrap();
    plan.apply(&moved("b", "a", "15.00"), Authorization::Free).unwrap();
    let second = plan.assess(&moved("b", "a", "15.00")).unwrap();
    assert_eq!(second.authorization(), Authorization::PriorApproval);
    plan.apply(&moved("b", "a", "15.00"), Authorization::PriorApproval).unwrap();
    let third = plan.assess(&moved("b", "a", "0.01")).unwrap();
    assert_eq!(
        third.authorization(),
        Authorization::PriorApproval,
        "each step beyond the limit is authorized"
    );
    // Healed in part, only what is left stands.
    plan.apply(&moved("a", "b", "5.00"), Authorization::Free).unwrap();
    let again = plan.assess(&moved("b", "a", "0.01")).unwrap();
    assert_eq!(again.authorization(), Authorization::PriorApproval);
}

#[test]
fn what_stands_in_the_original_amounts_counts() {
    let mut plan = document(None);
    plan["rules"][0]["limit"] = json!({"ceiling": "90.00"});
    let answer = assess(&plan, "b", "c", "1.00");
    assert_eq!(
        (&answer["authorization"], &answer["findings"][0]["stands_authorized"]),
        (&json!("prior_approval"), &Value::Null)
    );
    // Of an approval that made it smaller, too; of one that made it larger, not.
    for (amount, needs) in [("95.00", "prior_approval"), ("110.00", "free")] {
        let rest = if amount == "95.00" { "105.00" } else { "90.00" };
        plan["approved"] = json!({"total": "300.00", "amounts": {"a": amount, "b": rest, "c": "100.00"}});
        assert_eq!(assess(&plan, "b", "c", "1.00")["authorization"], needs, "{amount}");
    }
}

#[test]
fn what_a_change_of_the_total_brought_stands() {
    let plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "200.00",
        "lines": [ {"id": "a", "amount": "20.00"}, {"id": "b", "amount": "100.00"}, {"id": "c", "amount": "80.00"} ],
        "rules": [ {"id": "share", "scope": {"lines": ["a"]}, "limit": {"share_floor": {"percent": "10"}}, "needs": "prior_approval"} ],
        "approved": {"total": "300.00", "amounts": {"a": "20.00", "b": "200.00", "c": "80.00"}}
    });
    let answer = assess(&plan, "b", "c", "1.00");
    assert_eq!(
        (&answer["authorization"], &answer["findings"][0]["stands_authorized"]),
        (&json!("free"), &json!(true))
    );
    assert_eq!(assess(&plan, "a", "c", "0.01")["authorization"], "prior_approval");
}

#[test]
fn a_report_says_in_both_languages_that_it_stands() {
    let plan = Plan::from_json(&document(Some(["130.00", "70.00", "100.00"])).to_string()).unwrap();
    let assessment = plan.assess(&moved("b", "c", "10.00")).unwrap();
    let [english, italian] =
        [Language::English, Language::Italian].map(|language| assessment.findings().text(language));
    assert!(english.contains("(authorized before, no worse now)"), "{english}");
    assert!(italian.contains("(situazione preesistente autorizzata, non aggravata)"), "{italian}");
    assert!(italian.starts_with("Nessuna autorizzazione richiesta"), "{italian}");
}

/// Each line may go up by half of what line c holds as it was approved last: what c gives narrows the bound of all of them.
#[test]
fn what_one_line_gives_bounds_the_others_anew() {
    let half_of_c = json!({"percent": "50", "of": {"lines": ["c"]}, "base": "approved"});
    let mut document = document(None);
    document["rules"] = json!([{"id": "near", "scope": {"lines": ["a", "b"]}, "each": "line", "needs": "prior_approval",
        "limit": {"change": {"base": "original", "up": half_of_c}}}]);
    let mut plan = Plan::from_json(&document.to_string()).unwrap();
    plan.apply(&moved("b", "a", "40.00"), Authorization::Free).unwrap();
    plan.apply(&moved("c", "b", "40.00"), Authorization::Free).unwrap();
    assert_eq!(plan.check().iter().count(), 1, "a is 40.00 above, and half of c is 30.00");
    assert_eq!(plan.check(), Plan::from_json(&plan.to_json()).unwrap().check());
}

/// Acts that no kept allocation can follow leave the approved one in its place.
#[test]
fn what_is_kept_for_acts_stays_below_the_largest_amount() {
    let most = riparto::Money::MAX;
    let document = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": most,
        "lines": [{"id": "a", "amount": most}, {"id": "b", "amount": "0.00"}],
        "approved": {"total": most, "amounts": {"a": "0.00", "b": most}},
        "rules": [{"id": "near", "scope": {"lines": ["a"]}, "limit": {"change": {"base": "initial_with_acts", "up": {"percent": "10"}}}}]
    });
    let plan = Plan::from_json(&document.to_string()).unwrap();
    let shares =
        [("a", "1.00"), ("b", "-1.00")].map(|(line, share)| (line.to_owned(), share.parse().unwrap()));
    let act = EnvelopeChange::new("e1", "0.00".parse().unwrap(), Distribution::Named(shares.into())).unwrap();
    let (changed, _) = plan.change_envelope(&act).unwrap();
    assert_eq!(Plan::from_json(&changed.to_json()).unwrap(), changed);
}
