//! The requests that are asked of every door.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use riparto::arbitrary::any_plan_with_proposals;
use riparto::{Plan, Proposal};
use serde_json::{Value, json};

/// Requests that are on the page of the JSON API, in both languages, and on the plans that come with riparto.
pub(super) fn recorded() -> Vec<String> {
    let page = include_str!("../../docs/JSON.md");
    let blocks = page.split("```json\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let mut requests = Vec::new();
    for block in blocks {
        let Ok(mut request) = serde_json::from_str::<Value>(block) else { continue };
        if request.get("op").is_none() {
            continue;
        }
        requests.push(block.to_owned());
        request["lang"] = "it".into();
        requests.push(request.to_string());
    }
    for (plan, proposal) in [
        (
            include_str!("../../examples/data/toscana-piano.json"),
            include_str!("../../examples/data/toscana-proposta-1.json"),
        ),
        (
            include_str!("../../examples/data/sixty-plan.json"),
            include_str!("../../examples/data/sixty-proposal-1.json"),
        ),
        (
            include_str!("../../examples/data/sessanta-piano.json"),
            include_str!("../../examples/data/sessanta-proposta-2.json"),
        ),
    ] {
        requests.push(format!("{{\"op\":\"check\",\"plan\":{plan}}}"));
        requests.push(format!("{{\"op\":\"headroom\",\"plan\":{plan},\"lang\":\"it\"}}"));
        requests
            .push(format!("{{\"op\":\"assess\",\"plan\":{plan},\"proposal\":{proposal},\"lang\":\"it\"}}"));
        requests.push(format!("{{\"op\":\"diagnose\",\"plan\":{plan}}}"));
    }
    requests
}

/// The same requests, each damaged somewhere: a byte changed, a piece left out, twice or cut off.
pub(super) fn damaged(requests: &[String], count: usize) -> Vec<Vec<u8>> {
    let mut state: u64 = 20_240_612;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let small: Vec<&String> = requests.iter().filter(|request| request.len() < 4_000).collect();
    let mut all =
        vec![Vec::new(), b"\xff\xfe\x00".to_vec(), "[".repeat(5_000).into_bytes(), b"{\"op\":".repeat(300)];
    while all.len() < count {
        let mut bytes = small[next(small.len())].clone().into_bytes();
        let (at, length) = (next(bytes.len()), next(12));
        let end = (at + length).min(bytes.len());
        match next(5) {
            0 => bytes[at] = b"0123456789\"{}[],:-x"[next(19)],
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes[at] = u8::try_from(next(256)).unwrap(),
        }
        all.push(bytes);
    }
    all
}

/// How much work the searches of generated requests may take, so that an interpreter is soon through.
const EFFORT: u64 = 100_000;

/// What is asked about a plan and its proposals, an operation after the other.
fn asked(turn: usize, plan: &Plan, proposals: &[Proposal]) -> Value {
    let document: Value = serde_json::from_str(&plan.to_json()).unwrap();
    let listed: Vec<Value> =
        proposals.iter().map(|proposal| serde_json::from_str(&proposal.to_json()).unwrap()).collect();
    let first = listed.first().cloned().unwrap_or(json!({"id": "p1", "party": "a", "transfers": []}));
    let lines: Vec<&str> = plan.envelope().lines().map(|line| line.id()).collect();
    let line = lines[turn % lines.len()];
    let amounts = serde_json::to_value(plan.approved()).unwrap();
    let mut request = match turn % 11 {
        0 => json!({"op": "check"}),
        1 => json!({"op": "assess", "proposal": first}),
        2 => json!({"op": "headroom"}),
        3 => json!({"op": "rebalance", "wish": {line: "12345.67"}, "proof": true}),
        4 => {
            json!({"op": "rebalance", "give": {line: "10.00"}, "measure": "in_proportion", "up_to": "notification"})
        }
        5 => json!({"op": "diagnose", "proof": true}),
        6 => {
            json!({"op": "draft", "amounts": {line: "1.234,56"}, "headroom": true, "reach": true, "lang": "it"})
        }
        7 => json!({"op": "compatible", "proposals": listed}),
        8 => json!({"op": "change_envelope", "change": "v1", "amount": "-0.03"}),
        9 => json!({"op": "settle", "to": amounts, "up_to": "exceptional"}),
        _ => {
            json!({"op": "aggregate", "ballots": [{"party": "a", "amounts": amounts}, {"party": "b", "amounts": amounts}]})
        }
    };
    request["id"] = turn.into();
    request["effort"] = EFFORT.into();
    request["plan"] = document;
    if turn % 2 == 1 {
        request["lang"] = "it".into();
    }
    request
}

/// A thousand requests of one line each, of a seed: those of the documents in both languages and under several efforts, each operation on
/// plans, and others damaged somewhere.
pub(super) fn thousand(seed: u8) -> Vec<Vec<u8>> {
    let documents = recorded();
    let mut requests = documents.clone();
    for document in &documents {
        let mut request: Value = serde_json::from_str(document).unwrap();
        for effort in [1, 300, 20_000] {
            request["effort"] = effort.into();
            requests.push(request.to_string());
        }
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for turn in 0..330 {
        let (plan, proposals) = any_plan_with_proposals().new_tree(&mut runner).unwrap().current();
        requests.push(asked(turn, &plan, &proposals).to_string());
    }
    let one_line =
        |bytes: Vec<u8>| bytes.into_iter().map(|byte| if byte == b'\n' { b' ' } else { byte }).collect();
    let valid = requests.len();
    let mut all: Vec<Vec<u8>> = requests.into_iter().map(|request| one_line(request.into_bytes())).collect();
    // None is empty: it would be no line.
    let broken = damaged(&documents, 1_100 - valid).into_iter().map(one_line);
    all.extend(broken.filter(|request| !request.is_empty()).take(1_000 - valid));
    all
}
