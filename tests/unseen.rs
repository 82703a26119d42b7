//! Characters that cannot be seen, or turn the order of reading, are refused wherever a text enters.

use riparto::table::Command;
use riparto::{Limit, Plan, Proposal, Rule, Scope};
use serde_json::{Value, json};

use crate::vectors::ask;

const DECEPTIVE: [&str; 14] = [
    "a\u{202e}b",
    "\u{200b}",
    "a\u{200b}",
    "a\u{2028}b",
    "a\u{2029}b",
    "a\u{feff}b",
    "\u{2066}a",
    "a\u{200d}b",
    "\u{301}a",
    "a \u{301}b",
    "a\u{ad}b",
    "a\u{2060}",
    "\u{2800}",
    "a\u{e0041}",
];
const PLAIN: [&str; 5] = ["perché", "perche\u{301}", "12\u{a0}000 €", "Attività “A” – l’altra", "Straße"];

/// A plan with a text at each place where one may stand.
fn plan(text: &str, place: &str) -> Value {
    let mut plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "source": "Act", "total": "100.00",
        "lines": [ {"id": "a", "title": "A", "amount": "100.00", "labels": {"key": "value"}} ],
        "parties": [ {"id": "regione", "name": "Regione", "role": "authority"} ],
        "rules": [ {"id": "r", "text": "Text", "source": "Act", "scope": "all", "limit": {"floor": "1.00"}} ]
    });
    if place == "/lines/0/labels" {
        plan["lines"][0]["labels"] = json!({ text: "value" });
    } else {
        *plan.pointer_mut(place).unwrap() = json!(text);
    }
    plan
}

const PLACES: [&str; 8] = [
    "/title",
    "/source",
    "/lines/0/title",
    "/lines/0/labels/key",
    "/lines/0/labels",
    "/parties/0/name",
    "/rules/0/text",
    "/rules/0/source",
];

#[test]
fn a_plan_holds_only_what_can_be_seen() {
    for place in PLACES {
        for text in DECEPTIVE {
            let answer = ask(&json!({"op": "check", "plan": plan(text, place)}));
            let code = answer["error"]["code"].as_str().unwrap_or_default();
            assert!(["text_malformed", "text_missing"].contains(&code), "{place} {text:?}: {answer}");
        }
        for text in PLAIN {
            let answer = ask(&json!({"op": "check", "plan": plan(text, place)}));
            assert!(answer.get("ok").is_some(), "{place} {text:?}: {answer}");
        }
    }
}

#[test]
fn proposals_rules_and_commands_hold_only_what_can_be_seen() {
    for text in DECEPTIVE {
        let proposal = || Proposal::new("p", "ats").unwrap();
        assert_eq!(proposal().with_title(text).unwrap_err().code(), "text_malformed", "{text:?}");
        assert_eq!(proposal().with_reason(text).unwrap_err().code(), "text_malformed", "{text:?}");
        let rule = Rule::new("r", Scope::all(), Limit::Floor("1.00".parse().unwrap())).unwrap();
        assert_eq!(rule.with_text(text).unwrap_err().code(), "text_malformed", "{text:?}");
        let actions = [
            json!({"reject": {"proposal": "p1", "reason": text}}),
            json!({"approve": {"proposal": "p1", "act": text}}),
            json!({"waive": {"proposal": "p1", "rule": "r", "reason": text}}),
            json!({"open_sitting": {"sitting": "s1", "date": "2024-02-29", "title": text}}),
            json!({"close": {"act": text}}),
            json!({"propose": {"against": 1, "proposal": {"id": "p1", "party": "ats", "title": text, "transfers": []}}}),
        ];
        for action in actions {
            let command = json!({"id": "c1", "party": "regione", "do": action});
            let error = Command::from_json(&command.to_string()).unwrap_err();
            assert!(["text_malformed", "document_malformed"].contains(&error.code()), "{command}: {error}");
        }
    }
    for text in PLAIN {
        assert!(
            Proposal::new("p", "ats").unwrap().with_title(text).unwrap().with_reason(text).is_ok(),
            "{text:?}"
        );
    }
}

#[test]
fn a_text_with_line_breaks_may_not_hide_marks_after_them() {
    let reason = |text: &str| Proposal::new("p", "ats").unwrap().with_reason(text);
    assert!(reason("first\nsecond\tthird").is_ok());
    assert_eq!(reason("first\n\u{301}second").unwrap_err().code(), "text_malformed");
}

/// What was recorded before such characters were refused opens, and shows the replacement character.
#[test]
fn an_old_history_that_holds_them_still_opens() {
    use riparto::journal::{Event, Head, extend};
    use riparto::table::{Audit, CoDesignTable, TableEvent};
    let mut plan = plan("Regione\u{202e}", "/parties/0/name");
    plan["rules"][0]["text"] = json!("\u{200b}");
    let what = [
        json!({"opened": {"plan": plan, "policies": {"policies": [{"from": "free"}]}}}),
        json!({"sitting_opened": {"sitting": "s1", "date": "2024-02-29", "title": "line\n\u{301}\u{feff}"}}),
    ];
    let mut events: Vec<Event> = Vec::new();
    let mut table = CoDesignTable::new();
    for (number, what) in what.into_iter().enumerate() {
        let request = "0".repeat(63) + &number.to_string();
        let event =
            json!({"by": "regione", "command": format!("c{number}"), "request": request, "what": what});
        let event = Event::of(&event).unwrap();
        let read: TableEvent = event.read().unwrap();
        table.apply(&read).unwrap();
        events.push(event);
    }
    let records = extend(&Head::START, &events).unwrap();
    assert_eq!(table.revision(), 2);
    assert_eq!(table.sittings()[0].title(), "line\n\u{fffd}\u{fffd}");
    assert_eq!(table.plan().unwrap().parties()[0].name(), "Regione\u{fffd}");
    assert_eq!(Audit::of(&records).unwrap().fault(), None);
    assert!(records[1].event().as_str().contains('\u{feff}'), "what was recorded is as it was");
    assert!(Plan::from_json(&table.plan().unwrap().to_json()).is_ok());
}
