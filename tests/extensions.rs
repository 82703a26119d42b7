//! Extension fields: what other programs write into plans and proposals is kept, and all else that is unknown is refused.

use proptest::prelude::*;
use riparto::arbitrary::any_plan_with_proposals;
use riparto::capacity::MAX_EXTENSION_BYTES;
use riparto::journal::MemoryStore;
use riparto::money::MoneyDelta;
use riparto::plan::{Distribution, EnvelopeChange, NewLine};
use riparto::reader::Extensions;
use riparto::table::{ApprovalPolicies, Command, PersistentTable, Replayed};
use riparto::{Authorization, Plan, Proposal};
use serde_json::{Value, json};

use crate::schema::ask;
use riparto_test_support::cases;

fn plan() -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "x-cup": "D11J24000120006",
        "lines": [
            {"id": "desks", "title": "Desks", "amount": "60.00", "x-chapter": {"number": 23020, "cdc": ["b", null, true]}},
            {"id": "outreach", "title": "Outreach", "amount": "40.00"}
        ],
        "parties": [
            {"id": "regione", "name": "", "role": "authority", "x-tax-code": "01386030488"},
            {"id": "anci", "name": "", "role": "partner"}
        ],
        "rules": [{"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "30.00"}, "needs": "forbidden", "x-note": ""}]
    })
}

fn read(document: &Value) -> Result<Plan, riparto::Error> {
    Plan::from_json(&document.to_string())
}

/// Any value of an extension field.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Fields for some maps of a document: the map is told by its place among all.
fn any_fields() -> impl Strategy<Value = Vec<(prop::sample::Index, String, Value)>> {
    prop::collection::vec((any::<prop::sample::Index>(), "x-[a-z0-9._-]{1,5}", any_value()), 0..8)
}

/// The maps of a plan that may have extension fields.
fn places(plan: &Value) -> Vec<String> {
    let inside = |list: &str| -> Vec<String> {
        let count = plan[list].as_array().map_or(0, Vec::len);
        (0..count).map(|index| format!("/{list}/{index}")).collect()
    };
    [vec![String::new()], inside("lines"), inside("parties"), inside("rules")].concat()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn what_other_programs_wrote_survives_every_reading_and_writing(
        (plan, proposals) in any_plan_with_proposals(),
        fields in any_fields(),
    ) {
        let mut document: Value = serde_json::from_str(&plan.to_json()).unwrap();
        let places = places(&document);
        for (place, key, value) in &fields {
            document.pointer_mut(&places[place.index(places.len())]).unwrap()[key] = value.clone();
        }
        let extended = read(&document).unwrap();
        let written: Value = serde_json::from_str(&extended.to_json()).unwrap();
        prop_assert_eq!(&written, &document);
        prop_assert_eq!(&Plan::from_json(&extended.to_json()).unwrap(), &extended);
        let of_value: Plan = serde_json::from_value(document).unwrap();
        prop_assert_eq!(of_value.extensions(), extended.extensions());
        // What the rules and amounts mean is the same, and a proposal that is carried out keeps the fields.
        prop_assert_eq!(extended.check().len(), plan.check().len());
        prop_assert_eq!(extended.check().authorization(), plan.check().authorization());
        prop_assert_eq!(*extended.extensions() == *plan.extensions(), fields.is_empty());
        for proposal in &proposals {
            let mut after = extended.clone();
            if after.apply(proposal, Authorization::Exceptional).is_ok() {
                prop_assert_eq!(after.extensions(), extended.extensions());
            }
            let mut document = json!(proposal);
            for (_, key, value) in &fields {
                document[key] = value.clone();
            }
            let read = Proposal::from_json(&document.to_string()).unwrap();
            prop_assert_eq!(&json!(read), &document);
            prop_assert_eq!(read.extensions().is_empty(), fields.is_empty());
        }
    }
}

#[test]
fn acts_on_a_plan_keep_its_fields() {
    let plan = read(&plan()).unwrap();
    let change =
        EnvelopeChange::new("e1", "10.00".parse::<MoneyDelta>().unwrap(), Distribution::ProRata).unwrap();
    let (larger, _) = plan.change_envelope(&change).unwrap();
    assert_eq!(larger.extensions(), plan.extensions());
    let longer = plan.add_line(&NewLine::new("training")).unwrap();
    assert_eq!(longer.extensions(), plan.extensions());
    assert_eq!(json!(longer)["lines"][0]["x-chapter"]["number"], 23020);
    assert_eq!(json!(longer)["lines"][2].get("x-chapter"), None);
}

#[test]
fn a_table_keeps_them_in_its_history() {
    let plan = read(&plan()).unwrap();
    let mut kept = PersistentTable::open(MemoryStore::new()).unwrap();
    let open = Command::open("c1", "regione", &plan, ApprovalPolicies::default()).unwrap();
    let proposal = json!({"id": "p1", "party": "anci", "title": "", "reason": "", "x-protocol": "2026/1184",
        "transfers": [{"from": "outreach", "to": "desks", "amount": "5.00"}]});
    let propose = json!({"id": "c2", "party": "anci", "do": {"propose": {"proposal": proposal}}});
    let approve = json!({"id": "c3", "party": "regione", "do": {"approve": {"proposal": "p1"}}});
    for command in [
        open,
        Command::from_json(&propose.to_string()).unwrap(),
        Command::from_json(&approve.to_string()).unwrap(),
    ] {
        kept.submit(&command).unwrap().accepted().unwrap();
    }
    let journal = kept.store().to_lines();
    let replayed = Replayed::of(journal.as_bytes(), &[]).unwrap();
    assert_eq!(replayed.broken(), None);
    assert_eq!(replayed.table().plan().unwrap().extensions(), plan.extensions());
    assert_eq!(json!(replayed.table().proposal("p1").unwrap().proposal()), proposal);
    let state = ask(&json!({"op": "table_state", "history": journal}))["ok"].clone();
    assert_eq!(state["plan"]["lines"][0]["x-chapter"], json!({"number": 23020, "cdc": ["b", null, true]}));
    assert_eq!(state["proposals"][0]["proposal"]["x-protocol"], "2026/1184");
}

#[test]
fn what_is_written_twice_or_is_too_large_or_not_whole_is_refused_with_its_place() {
    let with = |place: &str, key: &str, value: Value| {
        let mut document = plan();
        document.pointer_mut(place).unwrap()[key] = value;
        document
    };
    let room = MAX_EXTENSION_BYTES - r#"{"x-note":""}"#.len();
    assert!(read(&with("/rules/0", "x-note", json!("n".repeat(room)))).is_ok());
    for (document, code, path) in [
        (with("/rules/0", "x-note", json!("n".repeat(room + 1))), "document_too_large", "rules[0]"),
        (with("/lines/1", "x-share", json!(0.5)), "document_malformed", "lines[1].x-share"),
        (with("/parties/0", "x-", json!(1)), "document_malformed", "parties[0].x-"),
        (with("/parties/0", "x-a b", json!(1)), "document_malformed", "parties[0][\"x-a b\"]"),
        (with("/lines/1", "chapter", json!(1)), "document_malformed", "lines[1].chapter"),
        (with("/lines/0", "labels", json!({"x-a": 1})), "document_malformed", "lines[0].labels.x-a"),
        (with("/rules/0/limit", "x-a", json!(1)), "document_malformed", "rules[0].limit"),
    ] {
        let refused = read(&document).unwrap_err();
        assert_eq!(refused.code(), code, "{refused}");
        let places: Vec<Option<&str>> = refused.all().map(riparto::Error::path).collect();
        assert!(places.contains(&Some(path)), "{places:?} {refused}");
        assert!(serde_json::from_value::<Plan>(document).is_err());
    }
    let twice = plan().to_string().replacen("\"x-cup\":", "\"x-cup\":1,\"x-cup\":", 1);
    let refused = Plan::from_json(&twice).unwrap_err();
    assert_eq!((refused.code(), refused.path()), ("document_malformed", Some("x-cup")), "{refused}");
}

#[test]
fn documents_that_keep_none_refuse_them() {
    let check = json!({"op": "check", "plan": plan(), "x-a": 1});
    let ballots = json!({"op": "aggregate", "total": "1.00", "ballots": [{"party": "p", "x-a": 1, "amounts": ["1.00"]}]});
    let transfers = json!([{"from": "outreach", "to": "desks", "amount": "5.00", "x-a": 1}]);
    let assess = json!({"op": "assess", "plan": plan(), "proposal": {"id": "p1", "party": "anci", "transfers": transfers}});
    for request in [check, ballots, assess] {
        let answer: Value = serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap();
        assert!(answer["error"].is_object(), "{answer}");
    }
    let command = json!({"id": "c1", "party": "regione", "do": {"close": {"act": "DD 1"}}, "x-a": 1});
    assert_eq!(Command::from_json(&command.to_string()).unwrap_err().code(), "document_malformed");
}

#[test]
fn fields_are_set_in_code_as_documents_hold_them() {
    let chapter = Extensions::new().field("x-chapter", &json!({"b": 1, "a": [2]})).unwrap();
    assert_eq!(serde_json::to_string(&chapter).unwrap(), r#"{"x-chapter":{"a":[2],"b":1}}"#);
    let mut document = plan();
    document["lines"][1]["x-chapter"] = json!({"a": [2], "b": 1});
    let plan = read(&plan()).unwrap();
    let extensions = plan.extensions().clone().with_line("outreach", chapter.clone());
    assert_eq!(plan.with_extensions(extensions), read(&document).unwrap());
    for (key, value, code) in [
        ("chapter", json!(1), "field_unknown"),
        ("x-a b", json!(1), "field_unknown"),
        ("x-a", json!(0.5), "document_malformed"),
        ("x-a", json!("n".repeat(MAX_EXTENSION_BYTES)), "document_too_large"),
    ] {
        assert_eq!(chapter.clone().field(key, &value).unwrap_err().code(), code, "{key}");
    }
}
