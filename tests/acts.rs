//! Rules of published acts, as they are written, tried at the bound and a cent on each side: `acts.json`.
//!
//! Not coded there, since the language does not say it yet: amounts of their own for each year or other value of a label.

use riparto::{Allocation, Answer, Authorization, Headroom, Money, Plan, Proposal, Rebalance};
use serde_json::{Value, json};

use crate::vectors::ask;

mod bounds;

const ACTS: &str = include_str!("vectors/acts.json");

struct Case {
    label: String,
    act: Value,
    case: Value,
    plan: Value,
}

impl Case {
    fn proposals(&self) -> impl Iterator<Item = (Proposal, Value, Authorization)> {
        let proposals = self.case["proposals"].as_array().unwrap();
        let needs = self.case["needs"].as_array().unwrap();
        assert_eq!(proposals.len(), needs.len(), "{}", self.label);
        proposals.iter().zip(needs).map(|(transfers, needs)| {
            (proposal(transfers), as_json(transfers), needs.as_str().unwrap().parse().unwrap())
        })
    }

    fn read(&self) -> Plan {
        self.on_its_day(&self.plan.to_string())
    }

    /// The plan of a document on the day of the case, if it has one.
    fn on_its_day(&self, document: &str) -> Plan {
        let plan = Plan::from_json(document).unwrap_or_else(|error| panic!("{}: {error}", self.label));
        match self.case["date"].as_str() {
            Some(date) => plan.on(date.parse().unwrap()).unwrap(),
            None => plan,
        }
    }

    /// A request about the plan on that day.
    fn asked(&self, mut request: Value, plan: &Plan) -> Value {
        request["plan"] = serde_json::from_str(&plan.to_json()).unwrap();
        request["date"] = self.case["date"].clone();
        ask(&request)
    }

    /// Whether a part of a transfer may break what the whole keeps.
    fn is_exact(&self) -> bool {
        self.act["exact"] == true
    }
}

fn cases() -> Vec<Case> {
    let document: Value = serde_json::from_str(ACTS).unwrap();
    let acts = document["acts"].as_array().unwrap();
    acts.iter()
        .flat_map(|act| act["cases"].as_array().unwrap().iter().map(move |case| of(act, case)))
        .collect()
}

fn of(act: &Value, case: &Value) -> Case {
    let lines = act["lines"].as_array().unwrap();
    let total: Money = Money::checked_sum(lines.iter().map(|line| money(&line["amount"]))).unwrap();
    let mut plan = json!({"format": "riparto.plan/1", "title": act["asks"], "source": act["source"], "total": total,
        "lines": act["lines"], "rules": act["rules"]});
    for kept in ["approved", "initial_with_acts", "authorized", "changes_made"] {
        if let Some(kept_value) = case.get(kept) {
            plan[kept] = kept_value.clone();
        }
    }
    let label = format!("{}, {}", act["source"].as_str().unwrap(), case["why"].as_str().unwrap());
    Case { label, act: act.clone(), case: case.clone(), plan }
}

fn money(amount: &Value) -> Money {
    amount.as_str().unwrap().parse().unwrap()
}

fn proposal(transfers: &Value) -> Proposal {
    transfers.as_array().unwrap().iter().fold(Proposal::new("p1", "ats").unwrap(), |proposal, transfer| {
        let id = |end: usize| transfer[end].as_str().unwrap();
        proposal.transfer(id(0), id(1), money(&transfer[2])).unwrap()
    })
}

fn as_json(transfers: &Value) -> Value {
    let transfer = |parts: &Value| json!({"from": parts[0], "to": parts[1], "amount": parts[2]});
    transfers.as_array().unwrap().iter().map(transfer).collect()
}

/// Each proposal needs what the act says, in Rust and in JSON, one after the other carried out.
/// Income beside the grant stands as lines of its own, and an act that brings more of it raises what may be spent on administration by
/// 20 % of it, to the cent.
#[test]
fn more_income_lets_administration_rise_by_its_share() {
    let document: Value = serde_json::from_str(ACTS).unwrap();
    let act =
        document["acts"].as_array().unwrap().iter().find(|act| act["name"] == "program_income").unwrap();
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "2400.00", "lines": act["lines"], "rules": act["rules"]});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let most =
        |plan: &Plan| plan.largest_transfer("housing", "adm", Authorization::Free).unwrap().to_string();
    assert_eq!(most(&plan), "0.00");
    let shares = [("income", "50.03"), ("streets", "50.03")]
        .map(|(line, cents)| (line.to_owned(), cents.parse().unwrap()));
    let change = riparto::plan::EnvelopeChange::new(
        "c1",
        "100.06".parse().unwrap(),
        riparto::plan::Distribution::Named(shares.to_vec()),
    );
    let (after, _) = plan.change_envelope(&change.unwrap().with_act("HUD 2").unwrap()).unwrap();
    assert!(after.check().is_empty(), "{:?}", after.check());
    assert_eq!(most(&after), "10.00");
}

/// The clause on transportation stands here as its pack has it.
#[test]
fn a_clause_with_a_pack_reads_as_its_pack() {
    let document: Value = serde_json::from_str(ACTS).unwrap();
    let act = document["acts"].as_array().unwrap().iter().find(|act| act["name"] == "transportation_grants");
    let pack = riparto::rules::RulePack::built_in("transportation-grants-budget-revisions").unwrap();
    let says = |rules: &Value| -> Vec<Value> {
        let rules = rules.as_array().unwrap().iter();
        rules
            .map(|rule| json!([rule["id"], rule["scope"], rule["limit"], rule["needs"], rule["source"]]))
            .collect()
    };
    let of_pack: Vec<Value> = pack.rules().iter().map(|rule| serde_json::to_value(rule).unwrap()).collect();
    assert_eq!(says(&act.unwrap()["rules"]), says(&json!(of_pack)));
}

#[test]
fn acts_are_judged_as_they_are_written() {
    let mut steps = 0;
    for case in cases() {
        let (label, mut plan) = (&case.label, case.read());
        for (proposal, transfers, needs) in case.proposals() {
            let found = plan.assess(&proposal).unwrap();
            let said: Vec<String> = found.findings().iter().map(ToString::to_string).collect();
            assert_eq!(found.authorization(), needs, "{label}: {said:#?}");
            let request =
                json!({"op": "assess", "proposal": {"id": "p1", "party": "ats", "transfers": transfers}});
            let answer = case.asked(request, &plan);
            assert_eq!(answer["ok"]["authorization"], needs.name(), "{label}: {answer}");
            plan.apply(&proposal, needs).unwrap();
            assert_eq!(case.on_its_day(&plan.to_json()), plan, "{label}");
            steps += 1;
        }
    }
    assert!(steps > 150, "{steps}");
}

#[test]
fn every_act_is_tried_at_its_bound_and_beyond_it() {
    let document: Value = serde_json::from_str(ACTS).unwrap();
    for act in document["acts"].as_array().unwrap() {
        let cases = act["cases"].as_array().unwrap();
        let strictest = |case: &Value| {
            let levels = case["needs"].as_array().unwrap().iter();
            levels.map(|needs| needs.as_str().unwrap().parse::<Authorization>().unwrap()).max().unwrap()
        };
        let levels: std::collections::BTreeSet<Authorization> = cases.iter().map(strictest).collect();
        assert!(cases.len() >= 3 && levels.len() >= 2, "{}: {levels:?}", act["name"]);
    }
}

fn passes(plan: &Plan, from: &str, to: &str, amount: Money) -> bool {
    let moves = Proposal::new("p1", "ats").unwrap().transfer(from, to, amount).unwrap();
    plan.assess(&moves).unwrap().authorization() == Authorization::Free
}

/// The largest transfer passes and a cent more does not; what the line that gives may give is no less.
#[test]
fn the_largest_transfer_of_each_case_is_the_largest() {
    let (mut stopped, mut found) = (0, 0);
    for case in cases().iter().filter(|case| !case.is_exact()) {
        let mut plan = case.read();
        for (proposal, ..) in case.proposals() {
            let headroom = Headroom::of(&plan, Authorization::Free);
            for transfer in proposal.transfers() {
                let (from, to) = (transfer.from(), transfer.to());
                let largest = plan.largest_transfer(from, to, Authorization::Free).unwrap();
                let label = format!("{}: {from} to {to}: {largest}", case.label);
                assert!(largest.is_zero() || passes(&plan, from, to, largest), "{label} does not pass");
                if largest < plan.approved().amount(from).unwrap() {
                    let more = Money::from_cents(largest.cents() + 1).unwrap();
                    assert!(!passes(&plan, from, to, more), "{label}, and a cent more passes too");
                    stopped += 1;
                }
                let margin = headroom.iter().find(|margin| margin.line.id() == from).unwrap();
                assert!(margin.give >= largest, "{label}, and headroom is {}", margin.give);
                found += 1;
            }
            plan.apply(&proposal, Authorization::Forbidden).unwrap();
        }
    }
    assert!(found > 150 && stopped > 100, "{found}, {stopped} stopped");
}

/// Where a proposal breaks a rule, the nearest allocation to it breaks none.
#[test]
fn the_nearest_allocation_to_a_breach_keeps_the_rules() {
    let mut nearest = 0;
    for case in cases() {
        let (label, mut plan) = (&case.label, case.read());
        for (proposal, ..) in case.proposals() {
            let assessment = plan.assess(&proposal).unwrap();
            if assessment.authorization() > Authorization::Free {
                let wish = assessment.after().amounts().to_vec();
                let answer = Rebalance::new().wishes(&wish).run(&plan).unwrap();
                let Answer::Found(answer) = answer else { panic!("{label}: {answer:?}") };
                let found: &Allocation = answer.allocation();
                let findings = plan.check_allocation(found).unwrap();
                assert_eq!(findings.authorization(), Authorization::Free, "{label}: {found:?}");
                let amounts: Value = found
                    .iter()
                    .map(|(line, amount)| (line.id().to_owned(), json!(amount)))
                    .collect::<serde_json::Map<_, _>>()
                    .into();
                let answer = case.asked(json!({"op": "check", "amounts": amounts}), &plan);
                assert_eq!(answer["ok"]["authorization"], "free", "{label}: {answer}");
                nearest += 1;
            }
            plan.apply(&proposal, Authorization::Forbidden).unwrap();
        }
    }
    assert!(nearest > 60, "{nearest}");
}
