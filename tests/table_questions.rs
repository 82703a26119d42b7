//! What programs ask of a plan by label, and of a table: positions, queue, scenarios, choices, several approvals at once.

use proptest::prelude::*;
use riparto::rebalance::LabelHeadroom;
use riparto::{Authorization, Headroom, Plan, api};
use serde_json::{Value, json};

use crate::schema::ask;
use riparto_test_support::cases;
use riparto_test_support::tiny_plans::{Tiny, tiny};

fn plan() -> Value {
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [
            {"id": "desks-ats", "amount": "300.00", "labels": {"partner": "ats", "action": "A1"}},
            {"id": "desks-anci", "amount": "200.00", "labels": {"partner": "anci", "action": "A1"}},
            {"id": "outreach-ats", "amount": "400.00", "labels": {"partner": "ats", "action": "A2"}},
            {"id": "reserve", "amount": "100.00"},
        ],
        "parties": [{"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}, {"id": "anci"}],
        "rules": [
            {"id": "partner-ten", "scope": {"labels": {"action": ["A1", "A2"]}}, "each": {"label": "partner"},
             "limit": {"variation": {"base": "original", "up": {"percent": "10"}, "down": {"percent": "10"}}}},
        ],
    })
}

fn proposal(id: &str, from: &str, to: &str, amount: &str) -> Value {
    json!({"id": id, "party": "anci", "transfers": [{"from": from, "to": to, "amount": amount}]})
}

/// A table with two proposals, as text.
fn history() -> String {
    let mut text = String::new();
    let commands = [
        json!({"id": "c1", "party": "regione", "do": {"open": {"plan": plan()}}}),
        json!({"id": "c2", "party": "anci", "do": {"propose": {"proposal": proposal("p1", "reserve", "desks-anci", "10.00")}}}),
        json!({"id": "c3", "party": "anci", "do": {"propose": {"proposal": proposal("p2", "reserve", "desks-anci", "15.00")}}}),
    ];
    for command in commands {
        let answer = ask(&json!({"op": "table_decide", "history": text, "command": command}));
        text.push_str(answer["ok"]["append"].as_str().unwrap());
    }
    text
}

fn approve(id: &str, proposal: &str) -> Value {
    json!({"id": id, "party": "regione", "do": {"approve": {"proposal": proposal, "act": "DD 1/2026"}}})
}

#[test]
fn totals_by_label_stand_beside_what_operations_answer() {
    let checked = ask(&json!({"op": "check", "plan": plan(), "by": ["partner"]}));
    let rows = json!([
        {"labels": {"partner": "ats"}, "amount": "700.00"},
        {"labels": {"partner": "anci"}, "amount": "200.00"},
        {"labels": {"partner": null}, "amount": "100.00"},
    ]);
    assert_eq!(checked["ok"]["by_label"], json!({"by": ["partner"], "rows": rows, "total": "1000.00"}));
    let amounts = json!({"desks-ats": "310.00", "reserve": "90.00"});
    let checked = ask(&json!({"op": "check", "plan": plan(), "amounts": amounts, "by": ["action"]}));
    assert_eq!(checked["ok"]["by_label"]["rows"][0]["amount"], "510.00");
    let moved = proposal("p1", "reserve", "desks-anci", "10.00");
    let assessed = ask(&json!({"op": "assess", "plan": plan(), "proposal": moved, "by": ["partner"]}));
    let anci = &assessed["ok"]["by_label"]["rows"][1];
    assert_eq!(
        (&anci["before"], &anci["change"], &anci["percent"]),
        (&json!("200.00"), &json!("10.00"), &json!("5.00"))
    );
    let unknown = ask(&json!({"op": "check", "plan": plan(), "by": ["owner"]}));
    assert_eq!(unknown["error"]["code"], "label_key_unknown");
    // Without it, nothing is told.
    assert!(ask(&json!({"op": "check", "plan": plan()}))["ok"].get("by_label").is_none());
}

#[test]
fn headroom_by_label_is_that_of_all_lines_together() {
    let answer = ask(&json!({"op": "headroom", "plan": plan(), "by": ["partner"]}));
    let rows = &answer["ok"]["rows"];
    assert_eq!(
        rows[0],
        json!({
            "labels": {"partner": "ats"}, "amount": "700.00",
            "give": "70.00", "give_rules": ["partner-ten"], "receive": "70.00", "receive_rules": ["partner-ten"],
        })
    );
    // The reserve can take what both partners may give.
    assert_eq!((&rows[2]["receive"], &rows[2]["give"]), (&json!("90.00"), &json!("90.00")));
}

#[test]
fn a_ledger_by_label_stands_beside_its_lines() {
    let mut history = history();
    let decided = ask(&json!({"op": "table_decide", "history": history, "command": approve("c4", "p1")}));
    history.push_str(decided["ok"]["append"].as_str().unwrap());
    let ledger = ask(&json!({"op": "table_ledger", "history": history, "by": ["partner"]}));
    let anci = &ledger["ok"]["by_label"]["rows"][1];
    assert_eq!(
        (&anci["received"], &anci["net"], &anci["decisions"]),
        (&json!("10.00"), &json!("10.00"), &json!(1))
    );
    assert!(ledger["ok"]["text"].as_str().unwrap().contains("partner"));
}

#[test]
fn approvals_are_decided_together_or_not_at_all() {
    let history = history();
    let both = json!([approve("c4", "p1"), approve("c5", "p2")]);
    let refused = ask(&json!({"op": "table_decide", "history": history, "commands": both}));
    assert_eq!(refused["ok"]["outcome"], "rejected", "together they pass ten percent: {refused}");
    assert_eq!(refused["ok"]["rejection"]["code"], "forbidden");
    assert_eq!(refused["ok"]["records"], json!([]));
    let state = |history: &str| ask(&json!({"op": "table_state", "history": history}));
    let first = json!([{"id": "c4", "party": "anci", "do": {"amend": {"proposal": proposal("p2", "reserve", "desks-anci", "5.00")}}}]);
    let amended = ask(&json!({"op": "table_decide", "history": history, "commands": first}));
    let history = format!("{history}{}", amended["ok"]["append"].as_str().unwrap());
    let both = json!([approve("c5", "p1"), approve("c6", "p2")]);
    let decided = ask(&json!({"op": "table_decide", "history": history, "commands": both}));
    assert_eq!(decided["ok"]["outcome"], "accepted", "{decided}");
    let history = format!("{history}{}", decided["ok"]["append"].as_str().unwrap());
    assert_eq!(state(&history)["ok"]["plan"]["approved"]["amounts"]["desks-anci"], "215.00");
    assert_eq!(state(&history)["ok"]["head"], decided["ok"]["head"]);
    let again = ask(&json!({"op": "table_decide", "history": history, "commands": both}));
    assert_eq!(again["ok"]["outcome"], "already_done");
    let neither: Value = serde_json::from_str(&api::respond(r#"{"op": "table_decide"}"#)).unwrap();
    assert_eq!(neither["error"]["code"], "field_missing");
}

#[test]
fn positions_and_queues_are_told_with_the_state() {
    let told = ask(&json!({"op": "table_state", "history": history(), "tell": ["positions", "queue"]}));
    assert_eq!(
        told["ok"]["positions"][0]["parties"][0],
        json!({"party": "ats", "stance": null, "stated": false})
    );
    let waiting = |party: usize| told["ok"]["queue"][party]["waiting"][0]["waiting_for"].clone();
    assert_eq!(waiting(0)["decision"]["stale"], false);
    assert_eq!(waiting(1), "statement");
    assert!(told["ok"]["text"].as_str().unwrap().contains("p2"));
}

#[test]
fn scenarios_are_compared_with_the_table() {
    let history = history();
    let head = ask(&json!({"op": "table_state", "history": history}))["ok"]["head"].clone();
    let fork = json!({"format": "riparto.scenario/1", "origin": head});
    let lines = format!("{fork}\n{}\n", approve("s1", "p1"));
    let scenarios = json!([{"name": "more", "lines": lines}, {"name": "same", "lines": format!("{fork}\n")}]);
    assert_eq!(crate::schema::flaws("scenario_fork", &fork), None);
    let compared = ask(&json!({"op": "table_state", "history": history, "scenarios": scenarios}));
    let outcomes = &compared["ok"]["scenarios"]["outcomes"];
    assert_eq!((&outcomes[0]["decisions"], &outcomes[1]["decisions"]), (&json!(["p1"]), &json!([])));
    assert_eq!(outcomes[0]["allocation"]["desks-anci"], "210.00");
    // What a scenario cannot carry out is told by its name.
    let lines = format!("{fork}\n{}\n", approve("s1", "p9"));
    let refused = ask(
        &json!({"op": "table_state", "history": history, "scenarios": [{"name": "lost", "lines": lines}]}),
    );
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains("`lost`") && message.contains("p9"), "{message}");
}

#[test]
fn choices_are_what_each_measure_answers() {
    let give = json!({"desks-anci": "12.00"});
    let choices = ask(&json!({"op": "rebalance", "plan": plan(), "give": give, "choices": true}));
    let choices = choices["ok"]["choices"].as_array().unwrap().clone();
    let measures: Vec<&Value> = choices.iter().map(|choice| &choice["measure"]).collect();
    assert_eq!(measures, ["least_squares", "in_proportion", "fewest_lines"]);
    for choice in &choices {
        let alone =
            ask(&json!({"op": "rebalance", "plan": plan(), "give": give, "measure": choice["measure"]}));
        assert_eq!(choice["answer"], alone["ok"]);
    }
    let without = ask_refused(&json!({"op": "rebalance", "plan": plan(), "wish": {}, "choices": true}));
    assert_eq!(without["error"]["code"], "field_missing");
}

fn ask_refused(request: &Value) -> Value {
    serde_json::from_str(&api::respond(&request.to_string())).unwrap()
}

proptest! {
    #![proptest_config(cases(300))]

    /// A group of one line may do what the line may: what is proven of one is not passed by what is found of the other.
    #[test]
    fn a_label_of_one_line_has_the_headroom_of_the_line(Tiny { document, up_to, .. } in tiny()) {
        let mut alone = document.clone();
        for line in alone["lines"].as_array_mut().unwrap() {
            line["labels"]["own"] = line["id"].clone();
        }
        let plan = Plan::from_json(&alone.to_string()).unwrap();
        let (lines, labels) = (Headroom::of(&plan, up_to), LabelHeadroom::of(&plan, &["own"], up_to).unwrap());
        for (line, label) in lines.iter().zip(labels.rows()) {
            prop_assert!(label.give <= line.give_stop.at_most, "{:?} {} {}", label, line.give, document);
            prop_assert!(line.give <= label.give_stop.at_most, "{:?} {} {}", label, line.give, document);
            prop_assert!(label.receive <= line.receive_stop.at_most, "{:?} {} {}", label, line.receive, document);
            prop_assert!(line.receive <= label.receive_stop.at_most, "{:?} {} {}", label, line.receive, document);
        }
        // All lines together have nobody to give to.
        let all = LabelHeadroom::of::<&str>(&plan, &[], Authorization::Exceptional).unwrap();
        prop_assert!(all.rows().all(|row| row.give.is_zero() && row.receive.is_zero()));
    }
}
