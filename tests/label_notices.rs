//! Labels are compared as written; what looks like a slip of writing is a notice by name.

use riparto::rules::{NoticeCode, RulePack};
use riparto::{Language, Plan};
use serde_json::{Value, json};

/// Twenty lines of 50.00, the labels of each given by a function; a ceiling of 40 % on `ats`, and what else is asked.
fn plan(labels: impl Fn(usize) -> Value, rules: &[Value]) -> Value {
    let line = |n: usize| json!({"id": format!("l{n:02}"), "amount": "50.00", "labels": labels(n)});
    json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": (0..20).map(line).collect::<Vec<_>>(), "rules": rules,
    })
}

fn ceiling() -> Value {
    json!({"id": "ats-40", "scope": {"labels": {"partner": "ats"}}, "limit": {"share_ceiling": {"percent": "40"}}})
}

fn notices(plan: &Value) -> Vec<Value> {
    checked(plan, "en").as_array().expect("a list of notices").clone()
}

fn checked(plan: &Value, language: &str) -> Value {
    let request = json!({"id": 1, "op": "check", "plan": plan, "lang": language});
    let answer: Value = serde_json::from_str(&riparto::api::respond(&request.to_string())).expect("JSON");
    answer["ok"]["notices"].clone()
}

/// Code, rule, key, and the spellings with their first lines.
fn told(notice: &Value) -> Value {
    let labels: Vec<Value> = notice["labels"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|label| json!([label["text"], label["count"], label["lines"][0]]))
        .collect();
    json!([notice["code"], notice["rule"], notice["key"], labels])
}

#[test]
fn near_equal_values_are_told_with_lines_and_spellings_and_rule() {
    let written = [
        ("ATS", "ats"),
        ("A.T.S.", "ats"),
        ("a t s", "ats"),
        ("a-t_s", "ats"),
        ("àts", "ats"),
        ("ÀTS", "ats"),
    ];
    for (other, usual) in written {
        let plan = plan(|n| json!({"partner": if n == 7 { other } else { usual }}), &[ceiling()]);
        let found: Vec<Value> = notices(&plan).iter().map(told).collect();
        let uses = json!([[usual, 19, "l00"], [other, 1, "l07"]]);
        assert_eq!(found, [json!(["near_equal_labels", "ats-40", "partner", uses])], "{other}");
    }
}

#[test]
fn a_value_that_ends_in_a_blank_is_told_beside_its_near_equal_and_alone() {
    let both = plan(|n| json!({"partner": if n == 7 { "ats " } else { "ats" }}), &[ceiling()]);
    let codes: Vec<Value> = notices(&both).iter().map(|notice| notice["code"].clone()).collect();
    assert_eq!(codes, ["blank_ended_label", "near_equal_labels"]);
    for text in ["anci ", " anci", "anci\u{a0}"] {
        let alone = plan(|n| json!({"partner": if n == 7 { text } else { "ats" }}), &[ceiling()]);
        let found: Vec<Value> = notices(&alone).iter().map(told).collect();
        assert_eq!(found, [json!(["blank_ended_label", null, "partner", [[text, 1, "l07"]]])]);
    }
}

#[test]
fn values_that_differ_by_a_letter_a_digit_or_a_separator_of_digits_are_not() {
    let values = ["1.1", "11", "1", "01", "A", "B", "A1", "A2", "C", "C+", "ats", "anci"];
    assert_eq!(notices(&plan(|n| json!({"action": values[n % values.len()]}), &[])), Vec::<Value>::new());
}

#[test]
fn a_letter_left_out_of_a_word_of_six_is_told() {
    let rule = json!({"id": "travel", "scope": {"labels": {"kind": ["Personale", "Viagi"]}}, "limit": {"ceiling": "1.00"}});
    let words = ["Personale", "Viaggi"];
    let plan = plan(|n| json!({"kind": words[n % 2]}), &[rule]);
    let found: Vec<Value> = notices(&plan).iter().map(told).collect();
    assert_eq!(found[0][0], "label_unmatched", "{found:?}");
    assert_eq!((&found[0][3][0][0], &found[0][3][1][0]), (&json!("Viagi"), &json!("Viaggi")));
}

#[test]
fn keys_that_are_near_equal_are_told() {
    let plan =
        plan(|n| if n == 7 { json!({"Partner": "ats"}) } else { json!({"partner": "ats"}) }, &[ceiling()]);
    let found: Vec<Value> = notices(&plan).iter().map(told).collect();
    let keys = json!([["partner", 19, "l00"], ["Partner", 1, "l07"]]);
    assert_eq!(found[0], json!(["near_equal_keys", "ats-40", "partner", keys]));
    assert_eq!(found[1], json!(["label_missing", "ats-40", "partner", [[null, 1, "l07"]]]));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_missing_label_is_told_where_three_in_four_have_it_and_without_a_rule_nine_in_ten() {
    let missing = |without: usize| {
        let labels = move |n: usize| if n < without { json!({}) } else { json!({"partner": "ats"}) };
        notices(&plan(labels, &[ceiling()])).iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(missing(1), [json!(["label_missing", "ats-40", "partner", [[null, 1, "l00"]]])]);
    assert_eq!(missing(5), [json!(["label_missing", "ats-40", "partner", [[null, 5, "l00"]]])]);
    assert_eq!(missing(6), Vec::<Value>::new());
    // Where one partner has all lines, at most 40 % of the total for each can never hold.
    assert_eq!(missing(0), [json!(["never_holds", "ats-40", null, []])]);
    let no_rule = |without: usize| {
        notices(&plan(|n| if n < without { json!({}) } else { json!({"partner": "ats"}) }, &[])).len()
    };
    assert_eq!([0, 1, 2, 3].map(no_rule), [0, 1, 1, 0]);
}

#[test]
fn a_missing_label_is_told_where_all_others_of_a_rules_scope_have_it() {
    let labels = |n: usize| match n {
        0..3 => json!({"kind": "staff", "partner": format!("p{n}")}),
        3 => json!({"kind": "staff"}),
        _ => json!({"kind": "other"}),
    };
    let each = json!({"id": "each", "scope": {"labels": {"kind": "staff"}}, "each": {"label": "partner"},
        "limit": {"ceiling": "60.00"}});
    let by = json!({"id": "by", "scope": {"labels": {"kind": "staff"}},
        "limit": {"movement": {"by": "partner", "percent": "10"}}});
    for rule in [each, by] {
        let found: Vec<Value> =
            notices(&plan(labels, std::slice::from_ref(&rule))).iter().map(told).collect();
        assert_eq!(found, [json!(["label_missing", rule["id"], "partner", [[null, 1, "l03"]]])]);
    }
    assert_eq!(notices(&plan(labels, &[])), Vec::<Value>::new());
}

#[test]
fn what_only_a_rule_names_is_told_where_lines_have_a_near_equal_text() {
    let rule = |scope: Value| json!({"id": "r", "scope": scope, "limit": {"ceiling": "600.00"}});
    let labels = |n: usize| json!({"partner": if n < 10 { "ats" } else { "anci" }});
    let found = |scope: Value| notices(&plan(labels, &[rule(scope)])).iter().map(told).collect::<Vec<_>>();
    let value = json!(["label_unmatched", "r", "partner", [["ATS", 0, null], ["ats", 10, "l00"]]]);
    assert_eq!(found(json!({"labels": {"partner": ["ATS", "anci"]}})), std::slice::from_ref(&value));
    assert_eq!(
        found(json!({"labels": {"partner": "anci"}, "except": {"labels": {"partner": "ATS"}}})),
        [value]
    );
    let key = json!(["key_unmatched", "r", "Partner", [["Partner", 0, null], ["partner", 20, "l00"]]]);
    assert_eq!(
        found(json!({"labels": {"partner": "anci"}, "except": {"labels": {"Partner": "ats"}}})),
        [key]
    );
    assert_eq!(found(json!({"labels": {"partner": ["unaids", "anci"]}})), Vec::<Value>::new());
}

#[test]
fn a_rule_of_a_pack_that_misses_its_label_by_a_capital_says_which_lines() {
    let pack = RulePack::built_in("italia-francia-marittimo-3-2-6").unwrap();
    let labels = |n: usize| json!({"Category": if n < 10 { "staff" } else { "office" }});
    let plan = Plan::from_json(&plan(labels, &[]).to_string()).unwrap().with_pack(&pack).unwrap();
    let unmatched: Vec<_> =
        plan.notices().into_iter().filter(|notice| notice.code == NoticeCode::KeyUnmatched).collect();
    assert!(!unmatched.is_empty(), "{:?}", plan.notices());
    assert!(unmatched.iter().all(|notice| notice.labels[1].text.as_deref() == Some("Category")));
}

#[test]
fn sentences_name_spellings_lines_and_rule_in_both_languages() {
    let plan = plan(|n| json!({"partner": if n == 7 { "ATS" } else { "ats" }}), &[ceiling()]);
    let message = |language| checked(&plan, language)[0]["message"].as_str().expect("a message").to_owned();
    assert_eq!(
        message("en"),
        "values of the label `partner` that are written nearly alike count as different: `ats` (19 lines: \
         `l00`, `l01`, `l02` and others), `ATS` (line `l07`); rule `ats-40` goes by this label"
    );
    assert_eq!(
        message("it"),
        "valori dell'etichetta `partner` scritti in modo quasi uguale valgono come diversi: `ats` (19 voci: \
         `l00`, `l01`, `l02` e altre), `ATS` (voce `l07`); il vincolo `ats-40` dipende da questa etichetta"
    );
}

#[test]
fn every_code_about_labels_has_a_sentence_in_both_languages() {
    let labels = |n: usize| match n {
        0 => json!({"partner": "ATS "}),
        1 => json!({"Partner ": "x"}),
        _ => json!({"partner": "ats"}),
    };
    let odd = json!({"id": "odd", "limit": {"ceiling": "999.00"},
        "scope": {"labels": {"partner": ["ats", "Ats"]}, "except": {"labels": {"PARTNER": "ats"}}}});
    let plan = Plan::from_json(&plan(labels, &[odd]).to_string()).unwrap();
    let mut codes = Vec::new();
    for notice in plan.notices() {
        codes.push(notice.code);
        let [english, italian] =
            [Language::English, Language::Italian].map(|language| notice.message(language));
        assert!(english != italian && english.contains("odd") != notice.rule.is_empty(), "{english}");
    }
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(
        codes,
        [
            NoticeCode::NearEqualLabels,
            NoticeCode::NearEqualKeys,
            NoticeCode::BlankEndedLabel,
            NoticeCode::BlankEndedKey,
            NoticeCode::LabelMissing,
            NoticeCode::LabelUnmatched,
            NoticeCode::KeyUnmatched,
        ]
    );
}

#[test]
fn sixty_thousand_values_are_compared_in_order_and_told_up_to_a_bound() {
    let mut envelope = riparto::Envelope::builder("Many", riparto::Money::ZERO);
    for n in 0..60_000 {
        let value = if n % 2 == 0 { format!("partner {}", n / 2) } else { format!("PARTNER-{}", n / 2) };
        envelope = envelope.line(&format!("l{n}"), "Line").label("partner", &value);
    }
    let envelope = envelope.build().unwrap();
    let original = riparto::Allocation::new(&envelope, vec![riparto::Money::ZERO; 60_000]).unwrap();
    let plan = Plan::builder(&original).build().unwrap();
    let notices = plan.notices();
    assert_eq!(notices.len(), 101);
    assert!(notices[..100].iter().all(|notice| notice.code == NoticeCode::NearEqualLabels));
    assert_eq!((notices[100].code, notices[100].more), (NoticeCode::MoreLabels, 29_900));
    assert_eq!(notices[100].message(Language::English), "29900 more notices about labels");
}
