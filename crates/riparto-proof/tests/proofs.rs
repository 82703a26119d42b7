//! Proofs: each recorded optimum and conflict carries one that the checker takes, and what is changed in one is refused.

use std::fmt::Write as _;

use riparto_core::money::Weight;
use riparto_core::{Authorization, Money};
use riparto_proof::proof::{Claim, DigestedPlan, NoProof, Proof};
use riparto_rebalance::{Answer, Conflict, Measure, Rebalance};
use riparto_solve::Meter;
use serde_json::{Value, json};

use riparto_test_support::recorded::{Recorded, plan, recorded, recorded_lines, wish};

/// The recorded cases that have an optimum by each measure.
pub(crate) const OPTIMA: [&str; 5] = [
    include_str!("../../../tests/vectors/repair_laminar.jsonl"),
    include_str!("../../../tests/vectors/repair_cents.jsonl"),
    include_str!("../../../tests/vectors/repair_crossing.jsonl"),
    include_str!("../../../tests/vectors/repair_structure.jsonl"),
    include_str!("../../../tests/vectors/repair_cumcap.jsonl"),
];

/// The recorded cases of rules that hold together or do not.
const CONFLICTS: [&str; 2] = [
    include_str!("../../../tests/vectors/feasibility.jsonl"),
    include_str!("../../../tests/vectors/feasibility_crossing.jsonl"),
];

const MEASURES: [Measure; 3] = [Measure::LeastSquares, Measure::LeastMoved, Measure::LeastPeak];

pub(crate) fn question(request: &Value, measure: Measure) -> Rebalance {
    let (wish, weights) = wish(request);
    let question = Rebalance::new().measure(measure);
    let question = wish.iter().fold(question, |question, (line, amount)| {
        question.wish(line, amount.as_str().unwrap().parse::<Money>().unwrap())
    });
    weights.iter().fold(question, |question, (line, weight)| {
        question.weight(line, Weight::from(u32::try_from(weight.as_u64().unwrap()).unwrap()))
    })
}

/// What is asked of a plan, and the proof of the answer.
fn proof_of(document: &str, request: &Value, measure: Measure) -> Option<Result<Proof, NoProof>> {
    let plan = DigestedPlan::from_json(document).unwrap();
    let question = question(request, measure);
    let Answer::Found(nearest) = question.run(plan.plan()).unwrap() else { return None };
    Some(Proof::of_nearest(&plan, &question, &nearest, &Meter::default()).unwrap())
}

fn diagnosis_proof(document: &str) -> Result<Proof, NoProof> {
    let plan = DigestedPlan::from_json(document).unwrap();
    let diagnosis = Conflict::diagnose(plan.plan(), Authorization::Free).unwrap();
    Proof::of_diagnosis(&plan, &diagnosis, Authorization::Free, &Meter::default()).unwrap()
}

/// A recorded case: its plan as a document, with the proofs of its answers.
pub(crate) struct Proven {
    id: String,
    document: Value,
    plan: DigestedPlan,
    proofs: Vec<Proof>,
}

impl Proven {
    fn new(id: String, document: &str, proofs: Vec<Proof>) -> Proven {
        let plan = DigestedPlan::from_json(document).unwrap();
        Proven { id, document: serde_json::from_str(document).unwrap(), plan, proofs }
    }
}

/// All recorded cases.
fn proven_cases() -> Vec<Proven> {
    let mut cases = Vec::new();
    for Recorded { id, request, expect } in OPTIMA.into_iter().flat_map(recorded) {
        let document = plan(&request).to_string();
        if expect["feasible"] != true {
            let proof = diagnosis_proof(&document).unwrap_or_else(|why| panic!("{id}: {why}"));
            cases.push(Proven::new(id, &document, vec![proof]));
            continue;
        }
        let proof = |measure: Measure| {
            let proof = proof_of(&document, &request, measure).unwrap_or_else(|| panic!("{id}"));
            let proof = proof.unwrap_or_else(|why| panic!("{id}: {measure}: {why}"));
            let Claim::Nearest(nearest) = &proof.claims()[0] else { panic!("{id}") };
            assert_eq!(nearest.gap.0, 0, "{id}: {measure}");
            proof
        };
        let proofs = MEASURES.into_iter().map(proof).collect();
        cases.push(Proven::new(id, &document, proofs));
    }
    for Recorded { id, request, expect } in CONFLICTS.into_iter().flat_map(recorded_lines) {
        let document = plan(&request).to_string();
        let proof = diagnosis_proof(&document).unwrap_or_else(|why| panic!("{id}: {why}"));
        let claims = proof.claims();
        match expect["feasible"] == true {
            true => assert!(matches!(claims, [Claim::Feasible(_)]), "{id}"),
            false => {
                assert!(matches!(claims, [Claim::Irreducible(_), Claim::CheapestRelaxation(_)]), "{id}");
            }
        }
        cases.push(Proven::new(id, &document, vec![proof]));
    }
    for case in &cases {
        for proof in &case.proofs {
            assert_eq!(Proof::from_json(&proof.to_json()).unwrap(), *proof, "{}", case.id);
            assert_eq!(proof.check(&case.plan), Ok(()), "{}", case.id);
        }
    }
    cases
}

/// All recorded cases with their proofs: a line each.
fn recorded_proofs() -> String {
    let mut lines = String::new();
    for Proven { id, document, proofs, .. } in proven_cases() {
        writeln!(lines, "{}", json!({"id": id, "plan": document, "proofs": proofs})).unwrap();
    }
    lines
}

#[test]
fn each_recorded_answer_carries_a_proof() {
    let (path, found) =
        (concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/vectors/proofs.jsonl"), recorded_proofs());
    if std::env::var_os("RIPARTO_RECORD").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), found, "RIPARTO_RECORD=1 records the proofs anew");
}

/// Numbers that look random and are the same each time (Knuth's multiplicative generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// The places of all values in a JSON value that hold no others.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(key, inner)| places(inner, &format!("{at}/{}", key.replace('/', "~1")), found));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, inner)| places(inner, &format!("{at}/{place}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

/// The same document with one value changed.
fn falsified(document: &Value, numbers: &mut Numbers) -> Value {
    let (mut document, mut found) = (document.clone(), Vec::new());
    places(&document, "", &mut found);
    let place = &found[numbers.below(found.len())];
    let value = document.pointer_mut(place).unwrap();
    *value = match value {
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            let changed = [number + 1, number - 1, -number, number + 100, number - 100, 0, number * 2];
            json!(changed[numbers.below(changed.len())])
        }
        Value::String(text) if text.contains('.') && text.parse::<Money>().is_ok() => {
            let cents = text.parse::<Money>().unwrap().cents();
            let changed = [cents + 1, (cents - 1).max(0), cents + 100, 0];
            let cents = changed[numbers.below(changed.len())];
            json!(format!("{}.{:02}", cents / 100, cents % 100))
        }
        Value::String(text) if text.len() == 64 => {
            let place = numbers.below(64);
            let other = if text.as_bytes()[place] == b'0' { "1" } else { "0" };
            json!(format!("{}{other}{}", &text[..place], &text[place + 1..]))
        }
        _ => json!("floor:1"),
    };
    document
}

/// Whether the claims of a proof are true, by the search.
fn is_true(plan: &DigestedPlan, proof: &Proof) -> bool {
    let diagnosis = || Conflict::diagnose(plan.plan(), proof.up_to()).unwrap();
    proof.claims().iter().all(|claim| match claim {
        Claim::Nearest(nearest) => {
            let question = Rebalance::new().measure(nearest.measure).up_to(proof.up_to());
            if nearest.wish.values().any(|cents| *cents < 0) {
                return false;
            }
            let cents = |(line, cents): (&String, &i64)| (line.clone(), Money::from_cents(*cents).unwrap());
            let question = nearest
                .wish
                .iter()
                .map(cents)
                .fold(question, |question, (line, wish)| question.wish(line, wish));
            let question = nearest.weights.iter().fold(question, |question, (line, weight)| {
                question.weight(line, Weight::from(u32::try_from(*weight).unwrap()))
            });
            let Answer::Found(best) = question.run(plan.plan()).unwrap() else { return false };
            best.is_proven() && nearest.objective.0 - nearest.gap.0 <= best.objective().of(nearest.measure)
        }
        Claim::Feasible(_) => diagnosis() == Answer::Found(()),
        Claim::CheapestRelaxation(relaxation) => match diagnosis() {
            Answer::Infeasible(conflict) => {
                let missed: i128 = relaxation.missed.values().map(|cents| i128::from(*cents)).sum();
                Some(missed - relaxation.gap.0) <= conflict.relaxation_cents()
            }
            _ => false,
        },
        _ => matches!(diagnosis(), Answer::Infeasible(_)),
    })
}

/// One value is changed, in the proof or in the plan: what is still taken is still true.
#[test]
fn no_falsified_proof_is_taken() {
    let cases = proven_cases();
    let (mut numbers, mut refused, mut taken) = (Numbers(7), 0, 0);
    for number in 0..10_000 {
        let Proven { id, document, plan, proofs } = &cases[numbers.below(cases.len())];
        let mut proof = serde_json::to_value(&proofs[numbers.below(proofs.len())]).unwrap();
        let mut other = None;
        match number % 5 {
            0 => {
                // Another plan, to which the proof is made to belong.
                let changed = falsified(document, &mut numbers).to_string();
                let Ok(changed) = DigestedPlan::from_json(&changed) else { continue };
                proof["plan"] = json!(changed.digest());
                other = Some(changed);
            }
            _ => proof = falsified(&proof, &mut numbers),
        }
        let Ok(proof) = Proof::from_json(&proof.to_string()) else { continue };
        let plan = other.as_ref().unwrap_or(plan);
        match proof.check(plan) {
            Err(_) => refused += 1,
            Ok(()) => {
                taken += 1;
                assert!(is_true(plan, &proof), "{id}: {}", proof.to_json());
            }
        }
    }
    assert!(refused > 5_000 && taken > 50, "{refused} refused, {taken} taken");
}

#[test]
fn a_field_that_stands_twice_makes_no_proof() {
    let case = &proven_cases()[0];
    let proof = case.proofs[0].to_json();
    for (field, twice) in
        [("\"L0\":", "\"L0\":1,\"L0\":"), ("\"measure\":", "\"measure\":\"least_peak\",\"measure\":")]
    {
        assert!(proof.contains(field), "{proof}");
        let error = Proof::from_json(&proof.replace(field, twice)).unwrap_err();
        assert_eq!(error.code(), "document_malformed");
    }
}
