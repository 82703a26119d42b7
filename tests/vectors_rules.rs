//! Every kind of limit, checked and assessed through the JSON interface: `rules.json` and `headroom.json`.

use riparto::report::Report;
use riparto::{Authorization, Findings, Headroom, Money, Plan, Proposal};
use serde_json::{Value, json};

use crate::vectors::ask;
use riparto_test_support::vectors::{cases, name, only, plan};

const RULES: &str = include_str!("vectors/rules.json");
const HEADROOM: &str = include_str!("vectors/headroom.json");

/// A case with `transfers` is a proposal to assess; others are allocations to check.
fn answer(case: &Value) -> Value {
    let plan = plan(RULES, case);
    let request = match case.get("transfers") {
        Some(transfers) => {
            let transfers: Vec<Value> = transfers.as_array().unwrap().iter().map(transfer).collect();
            json!({"op": "assess", "plan": plan, "proposal": {"id": "p1", "party": "ats", "transfers": transfers}})
        }
        None => json!({"op": "check", "plan": plan, "amounts": case.get("amounts")}),
    };
    let mut response = ask(&request);
    assert!(response.get("error").is_none(), "{}: {response}", name(case));
    response["ok"].take()
}

fn transfer(parts: &Value) -> Value {
    json!({"from": parts[0], "to": parts[1], "amount": parts[2]})
}

#[test]
fn rules_are_judged_as_stated() {
    for case in cases(RULES) {
        let name = name(&case);
        let answer = answer(&case);
        let expected = case["findings"].as_array().expect("findings");
        let found = answer["findings"].as_array().expect("findings");
        assert_eq!(found.len(), expected.len(), "{name}: {found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(&only(found, expected), expected, "{name}");
        }
        assert_eq!(answer["authorization"], case["authorization"], "{name}");
        if let Some(expected) = case.get("would_pass") {
            assert_eq!(&answer["would_pass"], expected, "{name}");
        }
        if let Some(expected) = case.get("notices") {
            let notices = answer["notices"].as_array().expect("notices");
            let found: Vec<Value> =
                notices.iter().map(|notice| json!([notice["rule"], notice["code"]])).collect();
            assert_eq!(&Value::Array(found), expected, "{name}");
        }
    }
}

#[test]
fn every_kind_of_limit_has_a_case_that_holds_and_one_that_does_not() {
    let kinds = [
        "floor",
        "ceiling",
        "share_floor",
        "share_ceiling",
        "locked",
        "variation",
        "movement",
        "flow",
        "step",
        "derived",
        "bands",
    ];
    let cases = cases(RULES);
    for kind in kinds {
        let about = |case: &&Value| case["rules"][0]["limit"].get(kind).is_some();
        let (held, broken): (Vec<&Value>, Vec<&Value>) =
            cases.iter().filter(about).partition(|case| case["findings"] == json!([]));
        assert!(
            !held.is_empty() && !broken.is_empty(),
            "{kind}: {} held, {} broken",
            held.len(),
            broken.len()
        );
    }
}

#[test]
fn headroom_is_as_stated() {
    for case in cases(HEADROOM) {
        let mut request = json!({"op": "headroom", "plan": plan(HEADROOM, &case)});
        if let Some(up_to) = case.get("up_to") {
            request["up_to"] = up_to.clone();
        }
        assert_eq!(ask(&request)["ok"], case["lines"], "{}", name(&case));
    }
}

fn read_plan(case: &Value) -> Plan {
    Plan::from_json(&plan(RULES, case).to_string()).unwrap()
}

fn proposal(transfers: &[(&str, &str, Money)]) -> Proposal {
    transfers.iter().fold(Proposal::new("p1", "ats").unwrap(), |proposal, (from, to, amount)| {
        proposal.transfer(from, to, *amount).unwrap()
    })
}

fn sentences(findings: &Findings) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

/// What is kept up to date while proposals are carried out is what a reader of the new document finds.
#[test]
fn a_plan_after_a_proposal_is_the_plan_that_is_read_back() {
    let mut seen = 0;
    for case in cases(RULES).iter().filter(|case| case.get("transfers").is_some()) {
        let mut plan = read_plan(case);
        let transfers = case["transfers"].as_array().unwrap();
        let text = |transfer: &Value, place: usize| transfer[place].as_str().unwrap().to_owned();
        // One transfer after the other, so that what was kept is used again.
        for transfer in transfers {
            let (from, to, amount) = (text(transfer, 0), text(transfer, 1), text(transfer, 2));
            plan.apply(&proposal(&[(&from, &to, amount.parse().unwrap())]), Authorization::Forbidden)
                .unwrap();
            let read = Plan::from_json(&plan.to_json()).unwrap();
            assert_eq!(read, plan, "{}", name(case));
            assert_eq!(sentences(&read.check()), sentences(&plan.check()), "{}", name(case));
            seen += 1;
        }
    }
    assert!(seen > 50);
}

/// The most that passes does pass, and a cent more does not, unless nothing is left or a step is in force.
#[test]
fn the_largest_transfer_is_the_largest() {
    let (mut stopped, mut emptied) = (0, 0);
    for case in cases(RULES).iter().filter(|case| !case["rules"].to_string().contains("\"step\"")) {
        let plan = read_plan(case);
        let ids: Vec<&str> = plan.envelope().lines().map(|line| line.id()).collect();
        for (from, to) in
            ids.iter().flat_map(|from| ids.iter().map(move |to| (*from, *to))).filter(|(a, b)| a != b)
        {
            let passes = |cents: i64| {
                let moves = proposal(&[(from, to, Money::from_cents(cents).unwrap())]);
                let assessment = plan.assess(&moves).unwrap();
                assessment
                    .findings()
                    .iter()
                    .all(|finding| finding.needs() == Authorization::Free || !finding.is_worse())
            };
            let largest = plan.largest_transfer(from, to, Authorization::Free).unwrap().cents();
            let label = format!("{}: {from} to {to}: {largest}", name(case));
            assert!(largest == 0 || passes(largest), "{label} does not pass");
            if largest < plan.approved().amount(from).unwrap().cents() {
                assert!(!passes(largest + 1), "{label}, and a cent more passes too");
                stopped += 1;
            } else {
                emptied += 1;
            }
        }
    }
    assert!(stopped > 100 && emptied > 100, "{stopped} stopped by a rule, {emptied} by the amounts");
}

/// A part is named where it alone stops the line: not where the rule stops it by another value of the label.
#[test]
fn headroom_names_the_part_that_stops_a_line_in_json_and_in_words() {
    let plan = json!({"format": "riparto.plan/1", "title": "t", "total": "100.00",
        "lines": [{"id": "a", "amount": "30.00", "labels": {"partner": "ats"}},
                  {"id": "b", "amount": "30.00", "labels": {"partner": "anci"}},
                  {"id": "c", "amount": "40.00", "labels": {"partner": "anci"}}],
        "rules": [{"id": "r", "scope": "all", "each": {"label": "partner"}, "limit": {"ceiling": "80.00"}}]});
    let lines = ask(&json!({"op": "headroom", "plan": plan}))["ok"].take();
    let part = json!({"key": "partner", "value": "ats"});
    assert_eq!((&lines["a"]["receive_rule"], &lines["a"]["receive_part"]), (&json!("r"), &part));
    assert_eq!((&lines["a"]["give"], &lines["a"]["give_rule"]), (&json!("10.00"), &json!("r")));
    assert_eq!(lines["a"].get("give_part"), None);
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let headroom = Headroom::of(&plan, Authorization::Free);
    for language in [riparto::Language::English, riparto::Language::Italian] {
        let shown = headroom.text(language);
        let row = shown.lines().find(|row| row.trim_start().starts_with("a ")).expect(&shown);
        assert!(row.contains("r (partner `ats`)"), "{row}");
    }
}
