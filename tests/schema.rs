//! The JSON Schema says what the code does: both accept the same requests and refuse the same ones, every response
//! is described, and every list of names in the schema is the one that the code has.

mod invalid;
mod names;

use std::collections::BTreeMap;
use std::fs;

use boon::{Compiler, SchemaIndex, Schemas};
use riparto::api;
use riparto::rules::RulePack;
use riparto::table::ApprovalPolicies;
use serde_json::{Value, json};

const LOCATION: &str = "https://example.org/riparto.json";

/// The schema as JSON.
pub(crate) fn schema() -> Value {
    serde_json::from_str(api::schema()).unwrap()
}

/// A schema's definitions, compiled once in each test.
struct Definitions {
    schemas: Schemas,
    by_name: BTreeMap<String, SchemaIndex>,
}

impl Definitions {
    fn new(schema: Value) -> Definitions {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let names: Vec<String> = schema["$defs"].as_object().unwrap().keys().cloned().collect();
        compiler.add_resource(LOCATION, schema).unwrap();
        let mut compile = |name: String| {
            let index = compiler.compile(&format!("{LOCATION}#/$defs/{name}"), &mut schemas).unwrap();
            (name, index)
        };
        let by_name = names.into_iter().map(&mut compile).collect();
        Definitions { schemas, by_name }
    }

    /// What is wrong with a value; nothing if it is valid.
    fn flaws(&self, name: &str, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.by_name[name]).err().map(|error| format!("{error:#}"))
    }
}

thread_local! {
    static OPEN: Definitions = Definitions::new(schema());
    static CLOSED: Definitions = Definitions::new(closed(schema()));
}

/// What the schema that the crate prints finds wrong with a value; nothing if it is valid.
pub(crate) fn flaws(definition: &str, value: &Value) -> Option<String> {
    OPEN.with(|definitions| definitions.flaws(definition, value))
}

/// Sends a request and expects the schema to know all of the response.
pub(crate) fn ask(request: &Value) -> Value {
    assert_eq!(flaws("request", request), None, "{request}");
    let response: Value = serde_json::from_str(&api::respond(&request.to_string())).unwrap();
    let operation = request["op"].as_str().unwrap();
    let definition =
        if response.get("ok").is_some() { format!("{operation}_response") } else { "error_response".into() };
    assert_eq!(CLOSED.with(|closed| closed.flaws(&definition, &response)), None, "{request} -> {response}");
    assert_eq!(flaws("response", &response), None, "{request} -> {response}");
    response
}

/// The schema with no room for fields that it does not describe, in responses too.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(map) => {
            if map.contains_key("properties") && map.get("type") == Some(&json!("object")) {
                map.entry("additionalProperties").or_insert(json!(false));
            }
            map.values_mut().for_each(|part| *part = closed(part.take()));
        }
        Value::Array(list) => list.iter_mut().for_each(|part| *part = closed(part.take())),
        _ => {}
    }
    schema
}

/// A plan with every kind of label, one rule with a limit, and an approved allocation.
fn plan_with(limit: &Value, more: &Value) -> Value {
    let mut rule =
        json!({"id": "r1", "text": "A rule", "source": "An act", "scope": {"lines": ["a"]}, "limit": limit});
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut rules = vec![rule];
    if limit.get("changes").is_some() {
        // What is counted is what needs something by another rule.
        rules.push(json!({"id": "r2", "scope": {"lines": ["b"]}, "limit": {"ceiling": "30.00"}, "needs": "notification"}));
    }
    json!({
        "format": "riparto.plan/1", "title": "A plan", "source": "A notice", "total": "100.00",
        "lines": [
            {"id": "a", "title": "A", "amount": "50.00", "labels": {"partner": "x", "cost": "direct"}},
            {"id": "b", "title": null, "amount": "30.00", "labels": {"partner": "x", "cost": "indirect"}},
            {"id": "c", "amount": "20.00"},
        ],
        "parties": [{"id": "p", "name": "P", "role": "lead"}, {"id": "q"}],
        "rules": rules,
        "changes_made": [{"needs": "exceptional", "date": "2026-03-12"}],
        "approved": {"total": "100.00", "amounts": {"a": "40.00", "b": "40.00", "c": "20.00"}},
    })
}

fn proposal(transfers: &Value) -> Value {
    json!({"id": "p1", "party": "p", "title": "T", "reason": "R", "reverses": "p0", "transfers": transfers})
}

/// Limits of every kind, each with what else its rule says.
fn limits_of_every_kind() -> Vec<(Value, Value)> {
    let none = json!({});
    let each_line = json!({"each": "line", "scope": "all"});
    let each_partner =
        json!({"each": {"label": "partner"}, "scope": {"except": {"lines": ["c"]}}, "needs": "free"});
    let band = |limit: Value, needs: &str| json!({"limit": limit, "needs": needs});
    vec![
        (json!({"floor": "60.00"}), none.clone()),
        (json!({"ceiling": "10.00"}), json!({"scope": "all", "each": "line", "needs": "exceptional"})),
        (json!({"share_floor": {"percent": "70.5"}}), json!({"each": null, "needs": null})),
        (
            json!({"share_ceiling": {"percent": "7", "of": {"labels": {"cost": ["direct", "other"]}}}}),
            none.clone(),
        ),
        (json!({"share_ceiling": {"percent": "7", "of": null}}), each_partner.clone()),
        (json!({"locked": {}}), each_line.clone()),
        (json!({"locked": {"base": "approved"}}), none.clone()),
        (
            json!({"variation": {"up": {"percent": "20", "amount": "1.00", "take": "greater"}, "down": null}}),
            each_line,
        ),
        (
            json!({"variation": {"base": "approved", "down": {"amount": "0.00", "percent": null, "take": null}}}),
            each_partner,
        ),
        (json!({"movement": {"base": "original", "percent": "0"}}), json!({"scope": "all"})),
        (json!({"movement": {"amount": "1.00", "by": "cost", "take": null}}), json!({"scope": "all"})),
        (
            json!({"flow": {"to": {"lines": ["b"]}, "base": "approved", "percent": "1", "amount": "0.50", "take": "lesser"}}),
            none.clone(),
        ),
        (json!({"step": "15.00"}), json!({"scope": "all"})),
        (
            json!({"sum": {"at_least": null, "at_most": {"amount": {"percent": "40", "of": {"same": "cost"}}, "strict": true}}}),
            json!({"scope": {"except": {"lines": ["c"]}}, "each": {"label": "cost"}}),
        ),
        (
            json!({"change": {"base": {"authorized": "prior_approval"}, "up": null, "down": {"lesser": [
                {"percent": "4", "of": "total", "base": "original"}, {"percent": "8", "of": null, "base": null}]}}}),
            json!({"scope": "all", "each": "line"}),
        ),
        (
            json!({"moved": {"base": "initial_with_acts", "by": null, "at_most": {"greater": ["0.01", {"percent": "0"}]}}}),
            json!({"scope": "all"}),
        ),
        (
            json!({"flow": {"to": {"other": "cost"}, "since": "original", "at_most": {"percent": "10"}}}),
            json!({"scope": {"lines": ["a"]}, "each": "line"}),
        ),
        (
            json!({"derived": {"percent": "33", "of": {"labels": {"partner": "x"}, "except": {"lines": ["a"]}}}}),
            none.clone(),
        ),
        (json!({"derived": {"percent": "33", "of": {"lines": ["c"]}, "rounding": "half_up"}}), none.clone()),
        (
            json!({"bands": [
                band(json!({"variation": {"base": "approved", "up": {"percent": "0"}}}), "notification"),
                band(json!({"variation": {"base": "approved", "up": {"percent": "20"}}}), "prior_approval"),
            ]}),
            json!({"scope": "all", "each": "line"}),
        ),
        (
            json!({"changes": {"at_most": 1, "needing": "notification", "per": "year"}}),
            json!({"scope": "all", "when": {"from": "2026-01-01"}, "requires": ["report"], "by": ["committee"]}),
        ),
        (json!({"bands": [band(json!({"movement": {"percent": "0"}}), "forbidden")]}), none),
    ]
}

#[test]
fn the_schema_is_a_draft_2020_12_schema() {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let metaschema = schema()["$schema"].as_str().unwrap().to_owned();
    assert_eq!(metaschema, "https://json-schema.org/draft/2020-12/schema");
    let index = compiler.compile(&metaschema, &mut schemas).unwrap();
    assert!(schemas.validate(&schema(), index).is_ok());
    assert!(schemas.validate(&json!({"type": "amount"}), index).is_err());
}

#[test]
fn every_definition_and_every_property_is_described() {
    fn undescribed(place: &str, part: &Value, found: &mut Vec<String>) -> usize {
        let mut count = 0;
        for (name, inner) in part.as_object().into_iter().flatten() {
            let place = format!("{place}/{name}");
            match name.as_str() {
                // What these hold narrows properties that are described beside them.
                "anyOf" | "not" | "if" | "then" | "else" => {}
                "properties" | "$defs" => {
                    for (key, property) in inner.as_object().unwrap() {
                        let place = format!("{place}/{key}");
                        let text = property["description"].as_str().unwrap_or_default();
                        if !text.ends_with('.') || text.len() < 8 {
                            found.push(place.clone());
                        }
                        count += 1 + undescribed(&place, property, found);
                    }
                }
                "oneOf" => {
                    for choice in inner.as_array().unwrap() {
                        count += undescribed(&place, choice, found);
                    }
                }
                _ => count += undescribed(&place, inner, found),
            }
        }
        count
    }
    let mut found = Vec::new();
    let count = undescribed("", &schema(), &mut found);
    assert_eq!(found, Vec::<String>::new());
    assert!(count > 150, "{count}");
}

#[test]
fn requests_of_every_operation_and_limit_are_valid_and_so_are_their_responses() {
    let mut broken = Vec::new();
    for (limit, more) in limits_of_every_kind() {
        let plan = plan_with(&limit, &more);
        let name = limit.as_object().unwrap().keys().next().unwrap().clone();
        let check = ask(&json!({"id": [1, {"a": null}], "op": "check", "plan": plan}));
        let transfers =
            json!([{"from": "a", "to": "b", "amount": "30.01"}, {"from": "c", "to": "a", "amount": "0.10"}]);
        let assessed = ask(&json!({"op": "assess", "plan": plan, "proposal": proposal(&transfers)}));
        let only = json!([{"from": "a", "to": "b", "amount": "30.01"}]);
        let single = ask(&json!({"op": "assess", "plan": plan, "proposal": proposal(&only)}));
        let headroom = ask(&json!({"id": "h", "op": "headroom", "plan": plan, "up_to": "notification"}));
        for response in [&check, &assessed, &single, &headroom] {
            assert!(response.get("ok").is_some(), "{limit} {more}: {response}");
        }
        let findings =
            [&check, &assessed, &single].map(|response| response["ok"]["findings"].as_array().unwrap().len());
        if findings.iter().sum::<usize>() > 0 && !broken.contains(&name) {
            broken.push(name);
        }
        ask(&json!({"op": "check", "plan": plan, "amounts": {"a": "10.00", "b": "70.00"}}));
        ask(&json!({"op": "headroom", "plan": plan, "up_to": null}));
    }
    // The limits are of every kind, and each kind was seen with a finding.
    let kinds: Vec<String> =
        schema()["$defs"]["limit"]["properties"].as_object().unwrap().keys().cloned().collect();
    broken.sort();
    assert_eq!(broken, kinds);
}

#[test]
fn splits_are_valid_and_so_are_their_receipts() {
    let methods = schema()["$defs"]["method"]["enum"].as_array().unwrap().clone();
    for method in &methods {
        let residual_to = if method == "cut_down" { json!(3) } else { json!(null) };
        for tie_break in ["first", "last", "largest_weight", "refuse"] {
            let split = json!({
                "op": "apportion", "total": "100.00", "weights": [1, "1", "1.0", 0, "999999999999.999999"],
                "method": method, "tie_break": tie_break, "residual_to": residual_to,
            });
            ask(&split);
            let bounded = json!({
                "op": "apportion", "total": "10.00", "weights": [9, "4.5", 1, 1], "method": method,
                "tie_break": tie_break, "residual_to": residual_to,
                "floors": [null, null, "2.00", null], "ceilings": ["3.00", null, null, null],
            });
            let receipt = ask(&bounded)["ok"]["receipt"].take();
            assert_eq!(receipt["at_floor"], json!([2]));
            assert_eq!(receipt["at_ceiling"], json!([0]));
            assert_eq!(receipt.get("residual_to").is_some(), method == "cut_down");
        }
    }
    let bounds = json!({"op": "apportion", "total": "0.01", "weights": [1, 1], "method": null,
        "floors": [null, null], "ceilings": null, "tie_break": null});
    let response = ask(&bounds);
    assert_eq!(response["ok"]["receipt"]["method"], "largest_remainder");
    assert_eq!(response["ok"]["receipt"]["tied"], json!([0, 1]));
    assert_eq!(flaws("receipt", &response["ok"]["receipt"]), None);
}

#[test]
fn searches_are_valid_and_so_are_their_answers() {
    let (mut feasible, mut infeasible) = (0, 0);
    for (limit, more) in limits_of_every_kind() {
        let plan = plan_with(&limit, &more);
        for up_to in ["free", "exceptional"] {
            let diagnosis = ask(&json!({"op": "diagnose", "plan": plan, "up_to": up_to}));
            for measure in ["least_squares", "least_moved", "least_peak", "in_proportion", "fewest_lines"] {
                let weights = if measure == "in_proportion" { json!({}) } else { json!({"b": 3, "c": 1024}) };
                let nearest = ask(&json!({
                    "op": "rebalance", "plan": plan, "wish": {"b": "35.01", "a": "9.00"}, "measure": measure,
                    "weights": weights, "up_to": up_to,
                }));
                if nearest["ok"]["feasible"] == true {
                    feasible += 1;
                    assert_eq!(diagnosis, json!({"id": null, "ok": {"feasible": true, "proven": true}}));
                    let from = &plan["approved"]["amounts"];
                    let way = ask(&json!({"op": "settle", "from": from, "to": nearest["ok"]["amounts"]}));
                    assert_eq!(way["ok"]["transfers"], nearest["ok"]["transfers"]);
                } else if nearest["ok"]["feasible"] == false {
                    infeasible += 1;
                    assert_eq!(diagnosis, nearest);
                }
            }
        }
    }
    assert!(feasible > 50 && infeasible > 2, "{feasible} {infeasible}");
    let plan = plan_with(&json!({"floor": "60.00"}), &json!({}));
    let plain = ask(&json!({"op": "rebalance", "plan": plan, "wish": {}, "measure": null, "weights": null}));
    assert_eq!(plain["ok"]["optimal_for"].as_array().unwrap().len(), 3);
    let still = ask(&json!({"op": "settle", "from": {"a": "1.00"}, "to": {"a": "1.00"}}));
    assert_eq!(still["ok"]["transfers"], json!([]));
}

#[test]
fn the_documents_that_come_with_riparto_are_valid() {
    let mut plans = Vec::new();
    let mut proposals = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir("examples/data").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        let document: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let kind = ["format", "policies"].into_iter().find(|field| document.get(*field).is_some());
        let kind = match kind {
            Some("format") => "plan",
            Some(policies) => policies,
            None => "proposal",
        };
        assert_eq!(flaws(kind, &document), None, "{}", file.display());
        match kind {
            "plan" => plans.push(document),
            "proposal" => proposals.push(document),
            _ => assert_eq!(ApprovalPolicies::from_json(&document.to_string()).map(drop), Ok(())),
        }
    }
    assert!(plans.len() >= 2 && proposals.len() >= 3);
    for plan in &plans {
        assert_eq!(flaws("plan", plan), None);
        for operation in ["check", "headroom"] {
            assert!(ask(&json!({"op": operation, "plan": plan})).get("ok").is_some());
        }
        for proposal in &proposals {
            ask(&json!({"op": "assess", "plan": plan, "proposal": proposal}));
        }
    }
    for id in RulePack::built_in_ids() {
        let pack: Value = serde_json::from_str(&RulePack::built_in(id).unwrap().to_json()).unwrap();
        assert_eq!(flaws("rule_pack", &pack), None, "{id}");
        let mut misspelled = pack;
        misspelled["rules"][0]["need"] = json!("free");
        assert!(flaws("rule_pack", &misspelled).is_some(), "{id}");
        assert!(RulePack::from_json(&misspelled.to_string()).is_err(), "{id}");
    }
}
