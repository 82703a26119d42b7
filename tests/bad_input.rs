//! Input that makes no sense: each is refused with a code and one sentence, and none brings the crate down.

use riparto::{Money, Plan};
use serde_json::{Value, json};

/// A plan of 100.00 over two lines, with everything that a plan document can hold.
fn plan() -> Value {
    json!({
        "format": "riparto.plan/1",
        "title": "Plan",
        "source": "Minutes",
        "total": "100.00",
        "lines": [
            {"id": "a", "title": "A", "amount": "60.00", "labels": {"partner": "ats"}},
            {"id": "b", "title": "B", "amount": "40.00", "labels": {"partner": "region"}},
        ],
        "parties": [{"id": "ats", "name": "ATS", "role": "lead"}],
        "rules": [{
            "id": "r1",
            "text": "B at least 30.00",
            "scope": {"lines": ["b"], "except": {"labels": {"partner": "ats"}}},
            "limit": {"floor": "30.00"},
            "needs": "forbidden",
        }],
        "approved": {"total": "100.00", "amounts": {"a": "60.00", "b": "40.00"}},
    })
}

fn proposal() -> Value {
    json!({"id": "p1", "party": "ats", "transfers": [{"from": "a", "to": "b", "amount": "1.00"}]})
}

/// The plan with what stands at a JSON pointer replaced.
fn plan_with(pointer: &str, value: Value) -> Value {
    let mut plan = plan();
    *plan.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = value;
    plan
}

/// The code that a text is refused with, after a look at the sentence and at what `Plan::from_json` says of it.
fn refusal(request: &str) -> String {
    let response = riparto::api::respond(request);
    assert!(!response.contains('\n'), "a response is one line");
    let response: Value = serde_json::from_str(&response).unwrap();
    let message = response["error"]["message"].as_str().unwrap_or_else(|| panic!("no refusal: {response}"));
    assert_sentence(message);
    response["error"]["code"].as_str().unwrap().to_owned()
}

fn assert_sentence(message: &str) {
    assert!(!message.trim().is_empty() && !message.contains(char::is_control), "no sentence: {message:?}");
    assert!(message.chars().count() < 600, "a long sentence: {message}");
}

/// A plan is refused with the same code by every door.
fn assert_plan_refused(plan: &str, code: &str) {
    let error = Plan::from_json(plan).expect_err(plan);
    assert_eq!(error.code(), code, "{error}");
    assert_sentence(&error.to_string());
    for op in ["check", "headroom"] {
        assert_eq!(refusal(&format!(r#"{{"op": "{op}", "plan": {plan}}}"#)), code, "{plan}");
    }
    let proposal = proposal();
    assert_eq!(refusal(&format!(r#"{{"op": "assess", "plan": {plan}, "proposal": {proposal}}}"#)), code);
}

fn assert_proposal_refused(proposal: &Value, code: &str) {
    let request = json!({"op": "assess", "plan": plan(), "proposal": proposal});
    assert_eq!(refusal(&request.to_string()), code, "{proposal}");
}

fn assert_amounts_refused(amounts: &str, code: &str) {
    let request = format!(r#"{{"op": "check", "plan": {}, "amounts": {amounts}}}"#, plan());
    assert_eq!(refusal(&request), code, "{amounts}");
}

#[test]
fn the_plan_of_these_tests_is_a_plan() {
    assert!(Plan::from_json(&plan().to_string()).unwrap().check().is_empty());
    let request = json!({"op": "assess", "plan": plan(), "proposal": proposal()});
    assert!(riparto::api::respond(&request.to_string()).contains(r#""ok""#));
}

#[test]
fn texts_that_are_no_requests() {
    let texts = [
        "",
        " ",
        "\n\t \r\n",
        "null",
        "7",
        "[]",
        "\"check\"",
        "{",
        "}",
        "{]",
        "not json",
        "{\"op\": \"check\"} {\"op\": \"check\"}",
        "{\"op\": check}",
        "{'op': 'check'}",
        "{\"op\": \"check\",}",
        "{op: 1}",
        "\u{0}",
        "{\"id\": \"a\nb\", \"op\": \"check\"}",
    ];
    for text in texts {
        assert_eq!(refusal(text), "document_malformed", "{text:?}");
        assert_eq!(Plan::from_json(text).expect_err(text).code(), "document_malformed", "{text:?}");
    }
}

#[test]
fn ten_megabytes_of_brackets() {
    let open = "[".repeat(10 << 20);
    let request = |before: &str, after: &str| refusal(&format!("{before}{open}{after}"));
    assert_eq!(request("", ""), "document_malformed");
    assert_eq!(request(r#"{"id": "#, r#", "op": "check"}"#), "document_malformed");
    assert_eq!(request(r#"{"op": "check", "plan": "#, "}"), "document_malformed");
}

#[test]
fn brackets_nested_beyond_any_stack_inside_a_plan() {
    let brackets = format!("{}{}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    assert_plan_refused(&brackets, "document_malformed");
    for pointer in ["/title", "/lines", "/rules/0/scope/except", "/rules/0/limit", "/approved"] {
        let plan = plan_with(pointer, json!("HERE")).to_string().replace("\"HERE\"", &brackets);
        assert_eq!(Plan::from_json(&plan).expect_err("brackets").code(), "document_malformed");
    }
}

#[test]
fn an_id_of_ten_megabytes_of_brackets_comes_back_as_it_is() {
    let brackets = format!("{}{}", "[".repeat(5 << 20), "]".repeat(5 << 20));
    let response = riparto::api::respond(&format!(r#"{{"id": {brackets}, "op": "check"}}"#));
    assert!(response.starts_with(&format!(r#"{{"id":{brackets},"error":{{"code":"field_missing""#)));
}

#[test]
fn exceptions_nested_too_deep() {
    let nested =
        |levels: usize| (0..levels).fold(json!({"lines": ["b"]}), |inner, _| json!({"except": inner}));
    assert!(Plan::from_json(&plan_with("/rules/0/scope", nested(8)).to_string()).is_ok());
    assert_plan_refused(&plan_with("/rules/0/scope", nested(9)).to_string(), "scope_too_deep");
    let deeper = format!("{}\"all\"{}", "{\"except\":".repeat(129), "}".repeat(129));
    let plan = plan_with("/rules/0/scope", json!("HERE")).to_string().replace("\"HERE\"", &deeper);
    assert_plan_refused(&plan, "document_malformed");
}

#[test]
fn totals_a_cent_off() {
    for total in ["99.99", "100.01"] {
        assert_plan_refused(&plan_with("/total", json!(total)).to_string(), "total_mismatch");
        assert_plan_refused(&plan_with("/approved/total", json!(total)).to_string(), "total_mismatch");
    }
    assert_plan_refused(&plan_with("/approved/amounts/b", json!("39.99")).to_string(), "total_mismatch");
    assert_amounts_refused(r#"{"a": "60.01"}"#, "total_mismatch");
    assert_amounts_refused(r#"{"a": "60.00", "b": "39.99"}"#, "total_mismatch");
}

#[test]
fn amounts_out_of_range() {
    let most = Money::MAX.to_string();
    let mut plan = plan_with("/total", json!(most));
    for pointer in ["/lines/0/amount", "/lines/1/amount"] {
        *plan.pointer_mut(pointer).unwrap() = json!(most);
    }
    assert_plan_refused(&plan.to_string(), "total_mismatch");
    for pointer in ["/total", "/lines/0/amount", "/approved/total", "/approved/amounts/a"] {
        for (amount, code) in [
            ("-1.00", "amount_negative"),
            ("-0.01", "amount_negative"),
            ("9999999999999999999999999999999999999999", "amount_too_large"),
            ("2814749767106.57", "amount_too_large"),
            ("", "amount_empty"),
            ("1.005", "amount_too_precise"),
            ("1e3", "amount_not_plain"),
            ("NaN", "amount_not_plain"),
            ("100 mila euro", "amount_not_plain"),
            ("1.000,00", "amount_not_plain"),
            ("1_000", "amount_not_plain"),
        ] {
            assert_plan_refused(&plan_with(pointer, json!(amount)).to_string(), code);
        }
    }
}

#[test]
fn other_json_where_an_amount_is_meant() {
    let pointers =
        ["/total", "/lines/0/amount", "/rules/0/limit/floor", "/approved/total", "/approved/amounts/a"];
    for pointer in pointers {
        for value in
            [json!(60), json!(60.0), json!(null), json!(true), json!([]), json!({}), json!(["60.00"])]
        {
            assert_plan_refused(&plan_with(pointer, value).to_string(), "document_malformed");
        }
        let no_json = plan_with(pointer, json!("HERE")).to_string();
        for text in ["NaN", "Infinity", "0x10", "1e999", "01"] {
            assert_plan_refused(&no_json.replace("\"HERE\"", text), "document_malformed");
        }
    }
    assert_amounts_refused(r#"{"a": 60.00}"#, "document_malformed");
    assert_amounts_refused(r#"{"a": null}"#, "document_malformed");
    assert_amounts_refused(r#"["60.00"]"#, "document_malformed");
}

#[test]
fn ids_given_twice() {
    assert_plan_refused(&plan_with("/lines/1/id", json!("a")).to_string(), "id_taken");
    let party = json!({"id": "ats"});
    assert_plan_refused(&plan_with("/parties", json!([party, party])).to_string(), "id_taken");
    let rule = plan()["rules"][0].clone();
    assert_plan_refused(&plan_with("/rules", json!([rule, rule])).to_string(), "id_taken");
    assert_plan_refused(&plan_with("/rules/0/scope/lines", json!(["b", "b"])).to_string(), "id_taken");
}

#[test]
fn keys_given_twice() {
    let text = plan().to_string();
    let doubled =
        |key: &str| text.replacen(&format!("\"{key}\":"), &format!("\"{key}\":\"x\",\"{key}\":"), 1);
    for key in ["total", "format", "id", "amount", "limit", "floor", "scope", "except", "needs", "role"] {
        let plan = doubled(key);
        assert_ne!(plan, text, "no key {key}");
        assert_plan_refused(&plan, "document_malformed");
    }
    let labels = text.replacen(r#""partner":"ats""#, r#""partner":"ats","partner":"ats""#, 1);
    assert_plan_refused(&labels, "id_taken");
    let line = text.replacen(r#""amounts":{"#, r#""amounts":{"a":"60.00","#, 1);
    assert_plan_refused(&line, "amount_twice");
    assert_amounts_refused(r#"{"a": "50.00", "b": "50.00", "a": "50.00"}"#, "amount_twice");
    assert_eq!(refusal(r#"{"op": "check", "op": "check"}"#), "field_twice");
    assert_eq!(refusal(&format!(r#"{{"op": "check", "plan": {text}, "plan": {text}}}"#)), "field_twice");
    assert_eq!(refusal(r#"{"id": 1, "id": 2, "op": "check"}"#), "field_twice");
}

#[test]
fn unknown_fields_at_each_level() {
    for pointer in
        ["", "/lines/0", "/parties/0", "/rules/0", "/rules/0/scope", "/rules/0/scope/except", "/approved"]
    {
        let mut plan = plan();
        plan.pointer_mut(pointer).unwrap()["colour"] = json!("red");
        assert_plan_refused(&plan.to_string(), "document_malformed");
    }
    for pointer in ["", "/transfers/0"] {
        let mut proposal = proposal();
        proposal.pointer_mut(pointer).unwrap()["colour"] = json!("red");
        assert_proposal_refused(&proposal, "document_malformed");
    }
    let request = json!({"op": "check", "plan": plan(), "colour": "red"});
    assert_eq!(refusal(&request.to_string()), "field_unknown");
    let headroom = json!({"op": "headroom", "plan": plan(), "amounts": {}});
    assert_eq!(refusal(&headroom.to_string()), "field_unknown");
}

#[test]
fn limits_that_are_no_limits() {
    for limit in [
        json!({"flor": "1.00"}),
        json!({}),
        json!("floor"),
        json!({"floor": "1.00", "ceiling": "2.00"}),
        json!({"floor": "1.00", "colour": "red"}),
        json!({"share_floor": {"percent": "10", "colour": "red"}}),
        json!({"share_floor": "10"}),
        json!({"share_ceiling": {"percent": 10}}),
        json!({"share_ceiling": {"percent": "10000.000000001"}}),
        json!({"share_ceiling": {"percent": "0.0000000001"}}),
        json!({"share_ceiling": {"percent": "-7"}}),
        json!({"share_ceiling": {"percent": "7%"}}),
        json!({"locked": {"base": "yesterday"}}),
        json!({"variation": {"up": {"percent": "20", "colour": "red"}}}),
        json!({"flow": {"amount": "1.00"}}),
        json!({"derived": {"percent": "7"}}),
        json!({"derived": {"percent": "7", "of": "all", "rounding": "banker"}}),
        json!({"bands": [{"limit": {"floor": "1.00"}}]}),
    ] {
        assert_plan_refused(&plan_with("/rules/0/limit", limit).to_string(), "document_malformed");
    }
    for (limit, code) in [
        (json!({"variation": {"up": {}}}), "limit_empty"),
        (json!({"variation": {}}), "limit_empty"),
        (json!({"movement": {}}), "limit_empty"),
        (json!({"flow": {"to": "all"}}), "limit_empty"),
        (json!({"step": "0.00"}), "limit_zero_step"),
        (json!({"bands": []}), "bands_empty"),
    ] {
        assert_plan_refused(&plan_with("/rules/0/limit", limit).to_string(), code);
    }
    assert_plan_refused(&plan_with("/rules/0/needs", json!("maybe")).to_string(), "document_malformed");
    assert_plan_refused(&plan_with("/parties/0/role", json!("king")).to_string(), "document_malformed");
    assert_plan_refused(&plan_with("/format", json!("riparto.plan/9")).to_string(), "document_format");
}

/// What stands in the place of `strict` is told with its place, as in the long form.
#[test]
fn whether_a_movement_is_strict_is_true_or_false() {
    let plan = plan_with("/rules/0/limit", json!({"movement": {"percent": "15", "strict": "yes"}}));
    let response = riparto::api::respond(&json!({"op": "check", "plan": plan}).to_string());
    let error = &serde_json::from_str::<Value>(&response).unwrap()["error"];
    assert_eq!(error["path"], "plan.rules[0].limit.movement.strict", "{response}");
    assert!(error["message"].as_str().unwrap().contains("true"), "{response}");
}

#[test]
fn scopes_that_select_nothing_or_what_is_unknown() {
    for (scope, code) in [
        (json!({"lines": []}), "scope_empty"),
        (json!({"labels": {}}), "scope_empty"),
        (json!({"labels": {"partner": "arci"}}), "scope_empty"),
        (json!({"labels": {"partner": []}}), "scope_empty"),
        (json!({"labels": {"colour": "red"}}), "scope_empty"),
        (json!({"lines": ["a"], "except": "all"}), "scope_empty"),
        (json!({"except": "all"}), "scope_empty"),
        (json!({"lines": ["c"]}), "line_unknown"),
        (json!({"lines": ["a"], "except": {"lines": ["c"]}}), "line_unknown"),
        (json!("everything"), "document_malformed"),
        (json!({}), "document_malformed"),
        (json!({"lines": ["a"], "labels": {"partner": "ats"}}), "document_malformed"),
        (json!({"lines": "a"}), "document_malformed"),
    ] {
        assert_plan_refused(&plan_with("/rules/0/scope", scope).to_string(), code);
    }
    let each = plan_with("/rules/0/id", json!("r1"));
    for (each_of, code) in
        [(json!({"label": "colour"}), "label_key_unknown"), (json!("month"), "document_malformed")]
    {
        let mut plan = each.clone();
        plan["rules"][0]["each"] = each_of;
        assert_plan_refused(&plan.to_string(), code);
    }
    assert_amounts_refused(r#"{"c": "1.00"}"#, "line_unknown");
}

#[test]
fn ids_and_texts_that_are_malformed() {
    for id in [json!(""), json!("a b"), json!("é"), json!("x".repeat(65)), json!("a/b"), json!("a\n")] {
        assert_plan_refused(&plan_with("/lines/0/id", id.clone()).to_string(), "id_malformed");
        assert_plan_refused(&plan_with("/rules/0/id", id.clone()).to_string(), "id_malformed");
        assert_plan_refused(&plan_with("/parties/0/id", id).to_string(), "id_malformed");
    }
    assert_plan_refused(&plan_with("/title", json!("")).to_string(), "text_missing");
    assert_plan_refused(&plan_with("/title", json!("x".repeat(4_001))).to_string(), "text_too_long");
    assert_plan_refused(&plan_with("/source", json!("\u{0}")).to_string(), "text_malformed");
    assert_plan_refused(&plan_with("/lines/0/title", json!("\u{1b}[31m")).to_string(), "text_malformed");
    assert_plan_refused(&plan_with("/lines/0/labels/partner", json!("")).to_string(), "text_missing");
    assert_plan_refused(&plan_with("/lines", json!([])).to_string(), "lines_missing");
}

#[test]
fn escapes_that_are_no_text() {
    let text = plan_with("/title", json!("HERE")).to_string();
    for escape in [r"\x41", r"\u12", r"\uD800", r"\uDC00", r"\uD800\u0041", "\u{1}", "tab\t"] {
        assert_plan_refused(&text.replace("HERE", escape), "document_malformed");
    }
    let escaped = Plan::from_json(&text.replace("HERE", r"caff\u00e8 \uD83D\uDE00")).unwrap();
    assert_eq!(escaped.envelope().title(), "caffè 😀");
}

#[test]
fn sentences_quote_neither_control_characters_nor_megabytes() {
    let long = "x".repeat(1 << 20);
    for text in ["per\rcent", "\u{1b}[31m", "a\nb", &long] {
        let mut plan = plan();
        plan["rules"][0]["limit"]["floor"] = json!({text: "1.00"});
        assert_plan_refused(&plan.to_string(), "document_malformed");
        plan["rules"][0]["limit"] = json!({text: "1.00"});
        assert_plan_refused(&plan.to_string(), "document_malformed");
        plan[text] = json!(1);
        assert_plan_refused(&plan.to_string(), "document_malformed");
        assert_plan_refused(&plan_with("/format", json!(text)).to_string(), "document_format");
        assert_plan_refused(&plan_with("/total", json!(text)).to_string(), code_of_amount(text));
        assert_plan_refused(&plan_with("/rules/0/scope/lines/0", json!(text)).to_string(), "line_unknown");
    }
}

fn code_of_amount(text: &str) -> &'static str {
    if text.len() > riparto::capacity::MAX_AMOUNT_BYTES { "amount_malformed" } else { "amount_not_plain" }
}

#[test]
fn proposals_that_cannot_be_carried_out() {
    let transfer = |from: &str, to: &str, amount: &str| json!({"from": from, "to": to, "amount": amount});
    let of = |transfers: Value| json!({"id": "p1", "party": "ats", "transfers": transfers});
    assert_proposal_refused(&of(json!([])), "transfers_missing");
    assert_proposal_refused(&of(json!([transfer("a", "c", "1.00")])), "line_unknown");
    assert_proposal_refused(&of(json!([transfer("a", "b", "60.01")])), "line_overdrawn");
    assert_proposal_refused(
        &of(json!([transfer("a", "b", "60.00"), transfer("a", "b", "0.01")])),
        "line_overdrawn",
    );
    assert_proposal_refused(&json!({"id": "p1", "party": "arci", "transfers": []}), "party_unknown");
    assert_proposal_refused(&of(json!([transfer("a", "a", "1.00")])), "transfer_to_itself");
    assert_proposal_refused(&of(json!([transfer("a", "b", "0.00")])), "transfer_zero");
    assert_proposal_refused(&of(json!([transfer("a", "b", "-1.00")])), "document_malformed");
    assert_proposal_refused(&json!({"id": "p1", "party": "ats"}), "document_malformed");
    assert_proposal_refused(&json!([]), "document_malformed");
    assert_eq!(
        refusal(&json!({"op": "assess", "plan": plan(), "proposal": null}).to_string()),
        "field_missing"
    );
}

#[test]
fn transfers_that_sum_beyond_64_bits() {
    let most = Money::MAX.to_string();
    let forth = json!({"from": "a", "to": "b", "amount": most});
    let back = json!({"from": "b", "to": "a", "amount": most});
    // 2^48 cents, 40,000 times each way: 2^63 is passed.
    let balanced: Vec<&Value> = (0..40_000).flat_map(|_| [&forth, &back]).collect();
    let proposal = json!({"id": "p1", "party": "ats", "transfers": balanced});
    let flow = json!({"id": "r2", "scope": {"lines": ["a"]}, "limit": {"flow": {"to": {"lines": ["b"]}, "amount": "1.00"}}});
    let request = json!({"op": "assess", "plan": plan_with("/rules/0", flow), "proposal": proposal});
    let response: Value = serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap();
    assert_eq!(response["ok"]["changes"], json!({}));
    assert_eq!(response["ok"]["findings"][0]["found"], json!("112589990684262400.00"));
    let one_way: Vec<&Value> = (0..40_000).map(|_| &forth).collect();
    assert_proposal_refused(&json!({"id": "p1", "party": "ats", "transfers": one_way}), "line_overdrawn");
}

#[test]
fn apportionments_that_are_not_defined() {
    let request = |weights: Value| {
        json!({"op": "apportion", "total": "1.00", "weights": weights, "method": "largest_remainder"})
            .to_string()
    };
    assert_eq!(refusal(&request(json!([]))), "weights_missing");
    assert_eq!(refusal(&request(json!([0, "0.0"]))), "weights_all_zero");
    for weight in [json!(-1), json!(1.5), json!("1e3"), json!(null), json!("9".repeat(19)), json!(u64::MAX)] {
        assert_eq!(refusal(&request(json!([weight]))), "document_malformed");
    }
    let fine = json!({"op": "apportion", "total": Money::MAX.to_string(), "method": "largest_remainder",
                      "weights": ["9".repeat(18), format!("0.{}1", "0".repeat(16))]});
    assert_eq!(refusal(&fine.to_string()), "weights_too_fine");
    let huge = request(json!(["9".repeat(18), "9".repeat(18)]));
    assert!(riparto::api::respond(&huge).contains(r#""amounts":["0.50","0.50"]"#));
    for (more, code) in [
        (json!({"method": "cut_down"}), "field_missing"),
        (json!({"method": "cut_down", "residual_to": 1}), "residual_unknown"),
        (json!({"residual_to": 0}), "residual_unused"),
        (json!({"method": "cut_down", "residual_to": -1}), "document_malformed"),
        (json!({"method": "Webster"}), "document_malformed"),
        (json!({"floors": [null, null]}), "bounds_mismatch"),
        (json!({"ceilings": ["0.99"]}), "ceilings_below_total"),
        (json!({"floors": ["1.01"]}), "floors_above_total"),
        (json!({"floors": [1]}), "document_malformed"),
    ] {
        let mut request = json!({"op": "apportion", "total": "1.00", "weights": [1]});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(refusal(&request.to_string()), code, "{more}");
    }
    let tie = json!({"op": "apportion", "total": "1.00", "weights": [1], "method": "largest_remainder", "tie_break": "coin"});
    assert_eq!(refusal(&tie.to_string()), "document_malformed");
}

#[test]
fn operations_that_do_not_exist() {
    assert_eq!(refusal("{}"), "field_missing");
    assert_eq!(refusal(r#"{"op": null}"#), "field_missing");
    assert_eq!(refusal(r#"{"op": "Check"}"#), "operation_unknown");
    assert_eq!(refusal(r#"{"op": ""}"#), "operation_unknown");
    assert_eq!(refusal(r#"{"op": 7}"#), "document_malformed");
    let newline = json!({"op": "a\nb\u{2028}c"}).to_string();
    assert_eq!(refusal(&newline), "operation_unknown");
}

#[test]
fn all_fields_that_an_operation_needs_are_told_as_missing_at_once() {
    let schema = crate::schema::schema();
    let requests = schema["$defs"].as_object().unwrap().iter();
    let mut operations = 0;
    for (name, definition) in requests {
        let Some(operation) = name.strip_suffix("_request").filter(|_| definition.get("required").is_some())
        else {
            continue;
        };
        let required = definition["required"].as_array().unwrap();
        let response = riparto::api::respond(&json!({"op": operation}).to_string());
        let error = serde_json::from_str::<Value>(&response).unwrap()["error"].clone();
        assert_eq!(error["code"], "field_missing", "{response}");
        let all = error["errors"].as_array().cloned().unwrap_or_else(|| vec![error.clone()]);
        let needed: Vec<String> = required
            .iter()
            .filter(|field| *field != "op")
            .map(|field| format!("`{operation}` needs the field `{}`: add it", field.as_str().unwrap()))
            .collect();
        let told: Vec<&str> = all.iter().map(|error| error["message"].as_str().unwrap()).collect();
        match needed.is_empty() {
            // One of several fields is needed: the first is named.
            true => assert!(
                told.len() == 1 && told[0].starts_with(&format!("`{operation}` needs the field")),
                "{told:?}"
            ),
            false => assert_eq!(told, needed),
        }
        operations += 1;
    }
    assert_eq!(operations, 23);
}
