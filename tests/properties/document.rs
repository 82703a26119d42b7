//! Documents and answers: nothing is lost on the way out and in, and nothing depends on chance.

use proptest::prelude::*;
use riparto::arbitrary::{any_money, any_plan, any_plan_with_proposals};
use riparto::{Authorization, Money, Plan, Proposal, api};
use serde_json::{Value, json};

use riparto_test_support::oracle::cents;
use riparto_test_support::{any_table, cases, summed};

fn request(op: &str, plan: &Plan) -> Value {
    json!({ "id": op, "op": op, "plan": serde_json::from_str::<Value>(&plan.to_json()).unwrap() })
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn import_undoes_export((mut plan, proposals) in any_plan_with_proposals()) {
        for proposal in proposals {
            prop_assert_eq!(&Plan::from_json(&plan.to_json()).unwrap(), &plan);
            prop_assert_eq!(&Proposal::from_json(&proposal.to_json()).unwrap(), &proposal);
            let reversal = proposal.reverse("back").unwrap();
            prop_assert_eq!(&Proposal::from_json(&reversal.to_json()).unwrap(), &reversal);
            // A later proposal may ask for more than is left.
            let _ = plan.apply(&proposal, Authorization::Forbidden);
        }
        let read = Plan::from_json(&plan.to_json()).unwrap();
        prop_assert_eq!(&read, &plan);
        prop_assert_eq!(read.to_json(), plan.to_json());
        prop_assert_eq!(summed(read.approved()), summed(plan.approved()));
    }

    #[test]
    fn a_document_a_cent_off_is_refused(plan in any_plan(), line in any::<prop::sample::Index>()) {
        let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
        let lines = document["lines"].as_array_mut().unwrap();
        let line = line.index(lines.len());
        let amount = i64::try_from(cents(&lines[line]["amount"])).unwrap();
        let wrong = Money::from_cents(amount + 1).or(Money::from_cents(amount - 1)).unwrap();
        lines[line]["amount"] = json!(wrong);
        prop_assert_eq!(Plan::from_json(&document.to_string()).unwrap_err().code(), "total_mismatch");
    }

    #[test]
    fn repeats_identically((plan, proposal) in any_table()) {
        let mut assess = request("assess", &plan);
        assess["proposal"] = serde_json::from_str(&proposal.to_json()).unwrap();
        for request in [request("check", &plan), assess, request("headroom", &plan)] {
            let answer = api::respond(&request.to_string());
            prop_assert!(answer.contains(r#""ok":"#), "{} {}", answer, request);
            prop_assert_eq!(&api::respond(&request.to_string()), &answer);
            prop_assert!(!answer.contains('\n'));
        }
    }

    #[test]
    fn the_api_says_what_the_library_says((plan, proposal) in any_table()) {
        let mut assess = request("assess", &plan);
        assess["proposal"] = serde_json::from_str(&proposal.to_json()).unwrap();
        let answer: Value = serde_json::from_str(&api::respond(&assess.to_string())).unwrap();
        let assessment = plan.assess(&proposal).unwrap();
        prop_assert_eq!(&answer["ok"]["authorization"], &json!(assessment.authorization()));
        prop_assert_eq!(&answer["ok"]["after"], &serde_json::to_value(assessment.after()).unwrap());
        let findings = answer["ok"]["findings"].as_array().unwrap();
        prop_assert_eq!(findings.len(), assessment.findings().len());
        for (told, finding) in findings.iter().zip(assessment.findings()) {
            prop_assert_eq!(&told["rule"], finding.rule().id());
            prop_assert_eq!(cents(&told["excess"]), finding.excess_cents());
        }
    }

    #[test]
    fn an_amount_is_a_string_in_json_and_never_a_number(amount in any_money()) {
        let text = serde_json::to_string(&amount).unwrap();
        prop_assert_eq!(&text, &format!("\"{amount}\""));
        prop_assert_eq!(serde_json::from_str::<Money>(&text).unwrap(), amount);
        prop_assert!(serde_json::from_str::<Money>(text.trim_matches('"')).is_err());
    }
}
