//! Valid requests, broken at random with a fixed seed: whatever the text, the answer is one line of valid JSON that
//! holds either `ok` or `error`.

use serde_json::{Value, json};

use riparto_test_support::vectors::{cases, plan};

const RULES: &str = include_str!("vectors/rules.json");
const SEED: u64 = 0x5EED_2464_0000;
const ROUNDS: u64 = 6_000;

/// SplitMix64: enough to vary texts, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another one, which is above zero.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    /// Part of a text, of up to so many bytes.
    fn part(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(most)).min(length)
    }
}

/// A request of each operation, with every rule of `rules.json` in turn.
fn requests() -> Vec<String> {
    let mut requests = vec![
        json!({"id": 1, "op": "apportion", "total": "100.00", "weights": [1, "2.5", 0], "method": "largest_remainder",
               "tie_break": "last"})
        .to_string(),
        json!({"op": "aggregate", "total": "1.00", "rule": "ladder", "tolerance": "0.10", "completion": "in_proportion",
               "ballots": [{"party": "anci", "weight": "1.5", "amounts": {"a": "0.60", "b": null}},
                           {"party": "ats", "amounts": {"b": "0.30", "a": "0.70"}}]})
        .to_string(),
        json!({"op": "aggregate", "total": "0.07", "rule": "piecewise_uniform", "completion": {"remainder_to": 1},
               "ballots": [{"party": "anci", "weight": 7, "amounts": ["0.03", "0.04"]}, {"party": "ats", "amounts": ["0.01", null]}]})
        .to_string(),
    ];
    for case in cases(RULES) {
        let plan = plan(RULES, &case);
        let transfers = json!([{"from": "a1", "to": "c", "amount": "12.34"}, {"from": "b2", "to": "a2", "amount": "5.00"}]);
        let proposal = json!({"id": "p1", "party": "ats", "reason": "Più sportelli", "transfers": transfers});
        requests.push(
            json!({"id": "è", "op": "check", "plan": plan, "amounts": case.get("amounts")}).to_string(),
        );
        requests.push(json!({"op": "assess", "plan": plan, "proposal": proposal}).to_string());
        requests.push(json!({"id": null, "op": "headroom", "plan": plan, "up_to": "free"}).to_string());
    }
    requests
}

/// Breaks a text in one of the ways in which texts break.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let place = random.below(bytes.len());
    match random.below(7) {
        0 => bytes[place] ^= 1 << random.below(8),
        1 => bytes[place] = b"\"{}[],:\\0123456789-.eE\n\t\0 "[random.below(25)],
        2 => drop(bytes.drain(random.part(bytes.len(), 24))),
        3 => {
            let copied = bytes[random.part(bytes.len(), 60)].to_vec();
            bytes.splice(place..place, copied);
        }
        4 => {
            let copied = other[random.part(other.len(), 60)].to_vec();
            bytes.splice(place..place, copied);
        }
        5 => bytes.truncate(place),
        _ => {
            // Another digit for a digit: the text stays valid and means something else.
            if let Some(digit) = bytes[place..].iter_mut().find(|byte| byte.is_ascii_digit()) {
                *digit = b'0' + u8::try_from(random.below(10)).unwrap();
            }
        }
    }
}

#[test]
fn every_text_gets_one_line_of_json() {
    let requests = requests();
    let mut random = Random(SEED);
    let (mut answered, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        let mut bytes = requests[random.below(requests.len())].clone().into_bytes();
        let other = &requests[random.below(requests.len())];
        for _ in 0..=random.below(3) {
            mutate(&mut bytes, other.as_bytes(), &mut random);
        }
        let text = String::from_utf8_lossy(&bytes);
        let response = riparto::api::respond(&text);
        assert!(!response.contains(['\n', '\r']), "round {round}: {text}");
        let value: Value =
            serde_json::from_str(&response).unwrap_or_else(|_| panic!("round {round}: {text}"));
        match (value.get("ok"), value.get("error")) {
            (Some(_), None) => answered += 1,
            (None, Some(error)) => {
                let message = error["message"].as_str().unwrap_or_default();
                assert!(!message.is_empty() && !message.contains(char::is_control), "round {round}: {text}");
                refused += 1;
            }
            _ => panic!("round {round}: neither answer nor refusal, or both: {response}"),
        }
    }
    // The mutations are neither all harmless nor all fatal.
    assert!(answered > 300 && refused > 300, "{answered} answered, {refused} refused");
}
