//! What a finding says: which part, of which base, between which ends, and by how much beyond 64 bits.

use riparto::rules::Part;
use riparto::{Language, Plan, Proposal};
use serde_json::{Value, json};

use crate::vectors::ask;

/// A plan with lines `id, amount, label` under one key, and rules.
fn plan(lines: &[(&str, &str, &str)], rules: &Value) -> Value {
    let cents: u64 = lines.iter().map(|(_, amount, _)| amount.replace('.', "").parse::<u64>().unwrap()).sum();
    let lines: Vec<Value> = lines
        .iter()
        .map(|(id, amount, value)| json!({"id": id, "amount": amount, "labels": {"kind": value}}))
        .collect();
    let total = format!("{}.{:02}", cents / 100, cents % 100);
    json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines, "rules": rules})
}

fn transfers(list: &[(&str, &str, &str)]) -> Value {
    let moves: Vec<Value> =
        list.iter().map(|(from, to, amount)| json!({"from": from, "to": to, "amount": amount})).collect();
    json!({"id": "p1", "party": "ats", "transfers": moves})
}

fn assess(plan: &Value, list: &[(&str, &str, &str)]) -> Value {
    let answer = ask(&json!({"op": "assess", "plan": plan, "proposal": transfers(list)}));
    assert!(answer.get("error").is_none(), "{answer}");
    answer["ok"].clone()
}

/// The first finding of a proposal in English and Italian.
fn told(plan: &Value, list: &[(&str, &str, &str)]) -> [String; 2] {
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let proposal: Proposal = serde_json::from_value(transfers(list)).unwrap();
    let assessment = plan.assess(&proposal).unwrap();
    let finding = assessment.findings().iter().next().expect("a finding");
    [Language::English, Language::Italian].map(|language| finding.message(language))
}

#[test]
fn a_finding_names_the_part_of_a_rule_that_holds_for_each() {
    let rules = json!([
        {"id": "by-kind", "scope": "all", "each": {"label": "kind"}, "limit": {"ceiling": "50.00"}},
        {"id": "by-line", "scope": "all", "each": "line", "limit": {"ceiling": "45.00"}},
        {"id": "sum", "scope": {"lines": ["a", "b"]}, "limit": {"ceiling": "50.00"}}
    ]);
    let plan = plan(&[("a", "30.00", "x"), ("b", "30.00", "x"), ("c", "40.00", "y")], &rules);
    let answer = assess(&plan, &[("c", "a", "20.00")]);
    let parts: Vec<(&str, &Value)> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["rule"].as_str().unwrap(), &finding["part"]))
        .collect();
    let expected = [
        ("by-kind", json!({"key": "kind", "value": "x"})),
        ("by-line", json!({"line": "a"})),
        ("sum", Value::Null),
    ];
    assert_eq!(parts, expected.iter().map(|(rule, part)| (*rule, part)).collect::<Vec<_>>());
    let [english, italian] = told(&plan, &[("c", "a", "20.00")]);
    assert_eq!(
        english,
        "`by-kind`: kind `x` (lines `a` and `b`) holds €80.00 and at most €50.00 is allowed: €30.00 too much"
    );
    assert_eq!(
        italian,
        "`by-kind`: kind `x` (voci `a` e `b`): importo complessivo 80,00 €, superiore al massimo di 50,00 € \
         (eccedenza 30,00 €)"
    );
    let read = Plan::from_json(&plan.to_string()).unwrap();
    let findings = read.check();
    let part = findings.iter().next().unwrap().part();
    assert_eq!(part, Some(Part::Label { key: "kind", value: "x" }));
}

#[test]
fn a_clash_names_the_parts_with_their_keys() {
    let rules = json!([
        {"id": "floors", "scope": "all", "each": {"label": "kind"}, "limit": {"floor": "60.00"}},
    ]);
    let answer =
        ask(&json!({"op": "diagnose", "plan": plan(&[("a", "60.00", "x"), ("b", "40.00", "y")], &rules)}));
    let parts = &answer["ok"]["conflict"]["parts"][0];
    let expected = json!([{"key": "kind", "value": "x"}, {"key": "kind", "value": "y"}]);
    assert_eq!((&parts["of"], &parts["part"]), (&json!(["x", "y"]), &expected));
}

#[test]
fn a_sentence_names_percent_base_and_target() {
    let lines = [("staff", "40.00", "core"), ("grants", "60.00", "programme")];
    let cases: [(Value, &str, &str, &str); 7] = [
        (
            json!({"id": "r", "scope": {"lines": ["staff"]}, "limit": {"share_floor": {"percent": "50", "of": {"labels": {"kind": "programme"}}}}}),
            "staff",
            "`r`: line `staff` holds €30.00 and at least €35.00 (50 % of the €70.00 of kind `programme` (line `grants`)) is required: €5.00 is missing",
            "`r`: voce `staff`: 30,00 €, inferiore al minimo di 35,00 € (50 % di 70,00 €, importo di kind `programme` (voce `grants`)) (importo mancante 5,00 €)",
        ),
        (
            json!({"id": "r", "scope": {"lines": ["grants"]}, "limit": {"share_ceiling": {"percent": "62.5"}}}),
            "staff",
            "`r`: line `grants` holds €70.00 and at most €62.50 (62.5 % of the total of €100.00) is allowed: €7.50 too much",
            "`r`: voce `grants`: 70,00 €, superiore al massimo di 62,50 € (62,5 % del totale di 100,00 €) (eccedenza 7,50 €)",
        ),
        (
            json!({"id": "r", "scope": {"lines": ["staff"]}, "limit": {"flow": {"to": {"lines": ["grants"]}, "amount": "0.00"}}}),
            "staff",
            "`r`: €10.00 moves from line `staff` to line `grants`, where at most €0.00 may go: €10.00 too much",
            "`r`: dalla voce `staff` sono trasferiti 10,00 € verso la voce `grants`, che può riceverne al massimo 0,00 € (eccedenza 10,00 €)",
        ),
        (
            json!({"id": "r", "scope": {"lines": ["staff"]}, "limit": {"flow": {"to": {"lines": ["grants"]}, "percent": "10"}}}),
            "staff",
            "`r`: €10.00 moves from line `staff` to line `grants`, where at most €4.00 (10 % of the original €40.00) may go: €6.00 too much",
            "`r`: dalla voce `staff` sono trasferiti 10,00 € verso la voce `grants`, che può riceverne al massimo 4,00 € (10 % di 40,00 € iniziali) (eccedenza 6,00 €)",
        ),
        (
            json!({"id": "r", "scope": {"lines": ["grants"]}, "limit": {"movement": {"percent": "15"}}}),
            "staff",
            "`r`: the increases of line `grants` since the original plan sum to €10.00 and at most €9.00 (15 % of the original €60.00) is allowed: €1.00 too much",
            "`r`: voce `grants`: gli aumenti rispetto al piano iniziale ammontano in totale a 10,00 €, oltre il limite di 9,00 € (15 % di 60,00 € iniziali) (eccedenza 1,00 €)",
        ),
        (
            json!({"id": "r", "scope": {"lines": ["grants"]}, "limit": {"variation": {"up": {"percent": "20", "amount": "5.00"}}}, "needs": "prior_approval"}),
            "staff",
            "`r`: line `grants` holds €70.00 and at most €65.00 (the lesser of 20 % and €5.00 above the original €60.00) is allowed: €5.00 too much",
            "`r`: voce `grants`: 70,00 €, superiore al massimo di 65,00 € (il minore tra 20 % e 5,00 € in più rispetto a 60,00 € iniziali) (eccedenza 5,00 €)",
        ),
        (
            json!({"id": "r", "scope": {"lines": ["grants"]}, "limit": {"bands": [
                {"limit": {"variation": {"up": {"percent": "0"}}}, "needs": "notification"},
                {"limit": {"variation": {"up": {"percent": "20"}}}, "needs": "prior_approval"}
            ]}}),
            "staff",
            "`r`: line `grants` holds €70.00 and more than €60.00 (0 % above the original €60.00) up to €72.00 needs a notification: €10.00 more",
            "`r`: voce `grants`: 70,00 €, oltre 60,00 € (rispetto al piano iniziale) e fino a 72,00 €: soggetto a comunicazione (10,00 € in più)",
        ),
    ];
    for (rule, from, english, italian) in cases {
        let plan = plan(&lines, &json!([rule]));
        assert_eq!(told(&plan, &[(from, "grants", "10.00")]), [english, italian]);
    }
}

#[test]
fn flows_beyond_64_bits_are_exact() {
    const MOST: &str = "2814749767106.56";
    let rules = json!([
        {"id": "none", "scope": {"lines": ["a"]}, "limit": {"flow": {"to": {"lines": ["b"]}, "amount": "0.00"}}},
        {"id": "most", "scope": {"lines": ["a"]}, "limit": {"flow": {"to": {"lines": ["b"]}, "amount": MOST}}},
        {"id": "double", "scope": {"lines": ["a"]}, "limit": {"flow": {"to": {"lines": ["b"]}, "percent": "200"}}}
    ]);
    let plan = plan(&[("a", MOST, "x"), ("b", "0.00", "y")], &rules);
    let there_and_back = [("a", "b", MOST), ("b", "a", MOST)];
    let twice = assess(&plan, &there_and_back.repeat(2));
    let figures = |answer: &Value| -> Vec<[String; 4]> {
        let findings = answer["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| {
                ["rule", "found", "limit", "excess"].map(|field| finding[field].as_str().unwrap().to_owned())
            })
            .collect()
    };
    let twice_most = "5629499534213.12";
    assert_eq!(figures(&twice), [["none", twice_most, "0.00", twice_most], ["most", twice_most, MOST, MOST]]);
    let message = twice["findings"][1]["message"].as_str().unwrap();
    assert!(message.contains("€5,629,499,534,213.12 moves"), "{message}");
    // Forty thousand times the largest amount is more than 64 bits hold.
    let often = assess(&plan, &there_and_back.repeat(40_000));
    let often_most = "112589990684262400.00";
    let first = &figures(&often)[0];
    assert_eq!(first[1..], [often_most, "0.00", often_most]);
    let findings = often["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 3);
    for finding in findings {
        assert_ne!(finding["excess"], "0.00");
        assert_eq!(finding["needs"], "forbidden");
    }
}
