//! Mistakes of the authors of rules, in answers. What is a mistake is tested in riparto-core.

use serde_json::json;

use crate::vectors::ask;

#[test]
fn a_check_answers_with_the_mistakes_of_rules() {
    let rule = |id: &str, limit| json!({"id": id, "scope": {"lines": ["staff"]}, "limit": limit});
    let plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [{"id": "staff", "amount": "600.00"}, {"id": "travel", "amount": "400.00"}],
        "rules": [rule("a", json!({"ceiling": "599.99"})), rule("b", json!({"floor": "600.00"})), rule("c", json!({"floor": "500.00"}))]
    });
    let answer = ask(&json!({"op": "check", "plan": plan}));
    let found = answer["ok"]["notices"].as_array().unwrap();
    let pairs: Vec<_> =
        found.iter().map(|notice| [&notice["code"], &notice["rule"], &notice["other"]]).collect();
    assert_eq!(json!(pairs), json!([["contradicts", "b", "a"], ["shadowed", "c", "b"]]));
}

#[test]
fn a_check_tells_derived_lines_that_cannot_follow_in_both_languages() {
    for (lang, sentence) in [
        ("en", "rule `a` cannot follow a proposal: its lines are derived"),
        ("it", "il vincolo `a` non può seguire una proposta: le sue voci"),
    ] {
        let derived = json!({"derived": {"percent": "10", "of": {"lines": ["x", "y"]}, "paid_by": "giver"}});
        let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "12.00",
            "lines": [{"id": "x", "amount": "10.00"}, {"id": "y", "amount": "1.00"}, {"id": "z", "amount": "1.00"}],
            "rules": [{"id": "a", "scope": {"lines": ["y"]}, "limit": derived}]});
        let answer = ask(&json!({"op": "check", "plan": plan, "lang": lang}));
        assert!(answer["ok"]["notices"][0]["message"].as_str().unwrap().starts_with(sentence), "{answer}");
    }
}
