//! The readers of types and the examination of documents agree on random broken documents: what the one refuses the other
//! finds a mistake in, and nothing else; and no sentence speaks of readers and types.

use serde_json::{Value, json};

use riparto_ballots::ballot_documents::BALLOTS;
use riparto_ballots::ballots::{BallotSheet, ReadBallots};
use riparto_core::documents::PLAN;
use riparto_core::error::{Cause, Error, Result};
use riparto_core::plan::{PROPOSAL, Plan, Proposal};
use riparto_core::reader::{Kind, explain};
use riparto_core::rules::{RULE_PACK, RulePack};
use riparto_core::words::Language;
use riparto_table::table::{ApprovalPolicies, COMMAND, Command, POLICIES};

/// SplitMix64: enough to vary documents, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from(mixed >> 33).unwrap() % bound
    }
}

/// The pointers to all values of a document.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Array(list) => {
            (0..)
                .zip(list)
                .for_each(|(index, inner): (usize, _)| places(inner, &format!("{here}/{index}"), found));
        }
        Value::Object(map) => {
            map.iter().for_each(|(key, inner)| places(inner, &format!("{here}/{key}"), found))
        }
        _ => {}
    }
}

/// Breaks one place of a document.
fn broken(document: &Value, random: &mut Random) -> String {
    let mut broken = document.clone();
    let mut all = Vec::new();
    places(document, "", &mut all);
    let place = &all[random.below(all.len())];
    let other = document.pointer(&all[random.below(all.len())]).unwrap().clone();
    let target = broken.pointer_mut(place).unwrap();
    let values = [
        json!(null),
        json!(true),
        json!(7),
        json!(7.5),
        json!(-3),
        json!("x"),
        json!(""),
        json!("20 %"),
        json!("20"),
        json!([]),
        json!({}),
        json!({"a": 1}),
        json!(["a"]),
        json!("0.00"),
        json!("a"),
        json!("b c"),
        json!([{"percent": "7"}]),
        json!(1e30),
    ];
    match (random.below(6), target) {
        (0, Value::Object(map)) if !map.is_empty() => {
            let key = map.keys().nth(random.below(map.len())).unwrap().clone();
            map.remove(&key);
        }
        (1, Value::Object(map)) if !map.is_empty() => {
            let key = map.keys().nth(random.below(map.len())).unwrap().clone();
            let value = map.remove(&key).unwrap();
            map.insert(key.get(..key.len().saturating_sub(1)).unwrap_or("x").to_owned(), value);
        }
        (2, Value::Object(map)) => {
            drop(map.insert(["note", "percent", "floor", "line"][random.below(4)].to_owned(), other))
        }
        (3, target) => *target = other,
        (4, target) => {
            // The same field twice.
            let text = target.to_string();
            *target = json!("\u{1}here");
            let twice = match text.strip_prefix('{').and_then(|rest| rest.split_once(':')) {
                Some((key, _)) => format!("{{{key}:null,{}", &text[1..]),
                None => text,
            };
            return broken.to_string().replacen("\"\\u0001here\"", &twice, 1);
        }
        (_, target) => *target = values[random.below(values.len())].clone(),
    }
    broken.to_string()
}

/// Words of readers and types, none of which may reach a person.
const WORDS_OF_READERS: [&str; 17] = [
    "struct",
    "variant",
    "newtype",
    "invalid type",
    "invalid value",
    "invalid length",
    "missing field",
    "unknown field",
    "duplicate field",
    "expected ",
    "sequence",
    "EOF",
    "trailing",
    "serde",
    "floating point",
    "untagged",
    "did not match",
];

struct Document {
    kind: &'static Kind,
    text: Value,
    read: fn(&str) -> Result<()>,
    /// Whether all that the reader refuses is found; else only what has not the shape of the kind.
    is_whole: bool,
}

fn plan() -> Value {
    let rule = |id: &str, limit: Value| json!({"id": id, "scope": {"lines": ["a"]}, "limit": limit});
    json!({
        "format": "riparto.plan/1", "title": "Plan", "source": "Act", "total": "100.00",
        "lines": [
            {"id": "a", "title": "A", "amount": "60.00", "labels": {"partner": "ats"}},
            {"id": "b", "amount": "30.00", "labels": {"partner": "anci"}}, {"id": "c", "title": null, "amount": "10.00"},
        ],
        "parties": [{"id": "ats", "name": "ATS", "role": "lead"}, {"id": "anci"}],
        "rules": [
            rule("r1", json!({"floor": "1.00"})),
            {"id": "r2", "text": "T", "source": "S", "scope": "all", "each": {"label": "partner"}, "limit": {"ceiling": "90.00"}, "needs": "free"},
            rule("r3", json!({"share_ceiling": {"percent": "70", "of": {"labels": {"partner": ["ats", "anci"]}, "except": {"lines": ["c"]}}}})),
            rule("r4", json!({"locked": {"base": "original"}})),
            rule("r5", json!({"variation": {"base": "approved", "up": {"percent": "20", "amount": "1.00", "take": "lesser"}, "down": null}})),
            rule("r6", json!({"movement": {"percent": "20", "by": "partner"}})),
            rule("r7", json!({"flow": {"to": {"lines": ["b"]}, "amount": "5.00"}})),
            rule("r8", json!({"step": "0.05"})),
            rule("r9", json!({"derived": {"percent": "7", "of": {"lines": ["b"]}, "rounding": "half_up"}})),
            rule("r10", json!({"bands": [{"limit": {"ceiling": "70.00"}, "needs": "notification"},
                                         {"limit": {"ceiling": "80.00"}, "needs": "forbidden"}]})),
        ],
        "approved": {"total": "100.00", "amounts": {"a": "50.00", "b": "40.00", "c": "10.00"}},
    })
}

fn documents() -> Vec<Document> {
    let proposal = json!({"id": "p1", "party": "ats", "title": "T", "reason": "R", "reverses": null,
        "transfers": [{"from": "a", "to": "b", "amount": "1.00"}, {"from": "b", "to": "c", "amount": "2.00"}]});
    let policies = json!({"policies": [
            {"from": "free", "consent": {"majority": {"percent": "50"}}, "quorum": "60"},
            {"from": "prior_approval", "consent": "unanimity", "act": true, "quorum": null}], "weights": {"ats": 3}});
    let command = |action: Value| Document {
        kind: &COMMAND,
        text: json!({"id": "c1", "party": "ats", "do": action}),
        read: |text| Command::from_json(text).map(drop),
        is_whole: false,
    };
    let stated = json!({"id": "c1", "party": "ats", "do": {"close_sitting": {}}, "expect": null, "actor": "Anna Rossi",
        "when": "2026-03-12T10:15:00+01:00", "metadata": {"protocol": "2026/1184", "pages": [1, 2]}});
    let pack = serde_json::from_str(&RulePack::built_in("gu-21a05568-art-9").unwrap().to_json()).unwrap();
    let ballots = json!({"format": "riparto.ballots/1", "total": "100.00", "completion": {"remainder_to": "b"}, "ballots": [
        {"party": "anci", "amounts": {"a": "60.00", "b": null}}, {"party": "ats", "weight": 2, "amounts": {"b": "70.00", "a": "30.00"}}]});
    vec![
        Document { kind: &PLAN, text: plan(), read: |text| Plan::from_json(text).map(drop), is_whole: true },
        Document {
            kind: &PROPOSAL,
            text: proposal.clone(),
            read: |text| Proposal::from_json(text).map(drop),
            is_whole: true,
        },
        Document {
            kind: &POLICIES,
            text: policies.clone(),
            read: |text| ApprovalPolicies::from_json(text).map(drop),
            is_whole: true,
        },
        Document {
            kind: &RULE_PACK,
            text: pack,
            read: |text| RulePack::from_json(text).map(drop),
            is_whole: false,
        },
        Document {
            kind: &BALLOTS,
            text: ballots,
            read: |text| BallotSheet::from_json(text, &ReadBallots::default()).map(drop),
            is_whole: false,
        },
        command(json!({"open": {"plan": plan(), "policies": policies}})),
        command(json!({"propose": {"proposal": proposal, "against": 3}})),
        command(json!({"approve": {"proposal": "p1", "act": "DD 1", "version": 2, "if_stale": "rebase"}})),
        command(json!({"open_sitting": {"sitting": "s1", "date": "2024-02-29", "title": "T"}})),
        command(json!({"state": {"proposal": "p1", "stance": "consent", "reason": "R", "version": null}})),
        command(
            json!({"change_envelope": {"change": "e1", "act": "DD 2", "amount": "-1.00", "waivers": {"r1": "R"},
            "distribution": {"nearest": {"wish": {"a": "1.00"}, "measure": "least_moved", "weights": {"a": 2}, "up_to": "free"}}}}),
        ),
        command(json!({"change_envelope": {"change": "e1", "act": "DD 2", "amount": "1.00",
            "distribution": {"apportion": {"split": "total", "weights": {"a": "2.5"}, "method": "cut_down", "residual_to": "a"}}}})),
        command(
            json!({"add_line": {"change": "l1", "act": "DD 3", "line": {"id": "d", "title": "D", "labels": {"partner": "ats"}}}}),
        ),
        command(
            json!({"split_line": {"change": "l2", "act": "DD 3", "line": "a", "waivers": {"r1": "R"}, "parts": [
            {"id": "e", "title": null, "approved": "1.00", "original": "2.00"},
            {"id": "f", "labels": {"partner": "ats", "area": "north"}, "approved": "1.00", "original": null}]}}),
        ),
        command(json!({"close_line": {"change": "l3", "act": "DD 3", "line": "a", "remainder_to": "b"}})),
        command(json!({"ballot": {"amounts": {"a": "1.00"}}})),
        Document { text: stated, ..command(json!({"close_sitting": {}})) },
    ]
}

/// What the examination finds by itself.
fn found(kind: &Kind, text: &str) -> Vec<Error> {
    let explained = explain(kind, text, Cause::StorageUnsure {}.into());
    explained.all().filter(|error| error.code() != "storage_unsure").cloned().collect()
}

#[test]
fn readers_and_examination_refuse_the_same_documents_in_words_for_people() {
    let mut random = Random(0x00D0_C5EE);
    let (mut refused, mut accepted, mut several) = (0, 0, 0);
    for document in documents() {
        let good = document.text.to_string();
        assert_eq!((document.read)(&good), Ok(()), "{good}");
        assert_eq!(found(document.kind, &good), [], "{good}");
        for _ in 0..400 {
            let mut text = broken(&document.text, &mut random);
            if random.below(3) == 0
                && let Ok(value) = serde_json::from_str::<Value>(&text)
            {
                text = broken(&value, &mut random);
            }
            let found = found(document.kind, &text);
            match (document.read)(&text) {
                Ok(()) => {
                    accepted += 1;
                    assert_eq!(found, [], "{text}");
                }
                Err(error) => {
                    refused += 1;
                    several += usize::from(error.all().count() > 1);
                    if document.is_whole || error.code() == "document_malformed" {
                        assert!(
                            found.iter().any(|mistake| mistake.code() == error.code()),
                            "{error:?} {found:?} {text}"
                        );
                    }
                    for mistake in error.all() {
                        for language in [Language::English, Language::Italian] {
                            let sentence = mistake.message(language);
                            let words = WORDS_OF_READERS.iter().find(|word| sentence.contains(**word));
                            assert_eq!(words, None, "{sentence}");
                        }
                    }
                }
            }
        }
    }
    assert!(refused > 3_000 && accepted > 200 && several > 500, "{refused} {accepted} {several}");
}
