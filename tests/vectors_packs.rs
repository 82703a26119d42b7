//! The built-in rule packs, each on a small plan, with a proposal for each tier: `packs.json`.

use std::collections::BTreeSet;

use riparto::report::Report;
use riparto::rules::RulePack;
use riparto::{Language, Plan, Proposal};
use serde_json::Value;

use crate::vectors::{cases, name, plan};

const CASES: &str = include_str!("vectors/packs.json");

fn with_pack(case: &Value) -> Plan {
    let pack = RulePack::built_in(case["pack"].as_str().unwrap()).unwrap();
    Plan::from_json(&plan(CASES, case).to_string()).unwrap().with_pack(&pack).unwrap()
}

fn proposal(case: &Value) -> Proposal {
    of_transfers(&case["transfers"])
}

fn of_transfers(transfers: &Value) -> Proposal {
    let transfers = transfers.as_array().expect("transfers");
    transfers.iter().fold(Proposal::new("p1", "ats").unwrap(), |proposal, transfer| {
        let text = |place: usize| transfer[place].as_str().unwrap();
        proposal.transfer(text(0), text(1), text(2).parse().unwrap()).unwrap()
    })
}

#[test]
fn packs_judge_proposals_as_their_acts_say() {
    for case in cases(CASES) {
        let mut plan = with_pack(&case);
        for earlier in case.get("approved_before").and_then(Value::as_array).into_iter().flatten() {
            plan.apply(&of_transfers(earlier), riparto::Authorization::Exceptional).unwrap();
        }
        let assessment = plan.assess(&proposal(&case)).unwrap();
        let broken: Vec<&str> = assessment.findings().iter().map(|finding| finding.rule().id()).collect();
        assert_eq!(case["broken"], serde_json::json!(broken), "{}", name(&case));
        assert_eq!(case["authorization"], assessment.authorization().name(), "{}", name(&case));
        let notices: Vec<String> = plan.notices().into_iter().map(|notice| notice.rule).collect();
        assert_eq!(case["notices"], serde_json::json!(notices), "{}", name(&case));
    }
}

/// Every rule of every pack, broken by some case: its text and its source in Italian, and in English as the pack has them.
#[test]
fn findings_of_packs_tell_text_and_source_in_the_language_of_the_reader() {
    let mut told = BTreeSet::new();
    for case in cases(CASES) {
        let plan = with_pack(&case);
        let assessment = plan.assess(&proposal(&case)).unwrap();
        let [english, italian] =
            [Language::English, Language::Italian].map(|language| assessment.findings().text(language));
        for finding in assessment.findings() {
            let rule = finding.rule();
            for text in [rule.text(), rule.source()] {
                assert!(english.contains(text) && !italian.contains(text), "{text} in\n{italian}");
            }
            told.insert(rule.id().to_owned());
        }
    }
    let rules = RulePack::built_in_ids().flat_map(|id| RulePack::built_in(id).unwrap().rules().to_vec());
    let rules: BTreeSet<String> = rules.map(|rule| rule.id().to_owned()).collect();
    assert_eq!(told, rules);
}

#[test]
fn every_pack_has_cases_for_at_least_two_tiers() {
    let cases = cases(CASES);
    for id in RulePack::built_in_ids() {
        let mut tiers: Vec<&str> = cases
            .iter()
            .filter(|case| case["pack"] == id)
            .map(|case| case["authorization"].as_str().unwrap())
            .collect();
        tiers.sort_unstable();
        tiers.dedup();
        assert!(tiers.len() >= 2, "{id}: {tiers:?}");
    }
}

#[test]
fn every_pack_names_its_act_and_every_rule_its_source() {
    for id in RulePack::built_in_ids() {
        let pack = RulePack::built_in(id).unwrap();
        assert_eq!(pack.id(), id);
        for text in [pack.title(), pack.act(), pack.article(), pack.date(), pack.labels(), pack.notes()] {
            assert!(!text.is_empty(), "{id}");
        }
        assert!(pack.url().starts_with("http"), "{id}");
        assert!(!pack.rules().is_empty(), "{id}");
        for rule in pack.rules() {
            assert!(!rule.text().is_empty() && !rule.source().is_empty(), "{id}: {}", rule.id());
        }
    }
}
