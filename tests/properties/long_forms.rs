//! Short and long forms of a limit are one: every answer is the same, to the byte.

use proptest::prelude::*;
use proptest::sample::select;
use riparto::arbitrary::any_allocation_of;
use riparto::{Authorization, api};
use serde_json::{Map, Value, json};

use riparto_test_support::{any_table, any_table_in_every_form, cases};

/// The long form of a limit, as docs/JSON.md has it; a limit of one form as it is.
fn long_form(limit: &Value) -> Value {
    let (name, of) = limit.as_object().unwrap().iter().next().unwrap();
    let base = || of.get("base").cloned().unwrap_or(json!("original"));
    // What a percentage is of stands beside it, as in the long form.
    let share = || given_fields(of, &["percent", "of"]);
    match name.as_str() {
        "floor" => json!({"sum": {"at_least": of}}),
        "ceiling" => json!({"sum": {"at_most": of}}),
        "share_floor" => json!({"sum": {"at_least": share()}}),
        "share_ceiling" => json!({"sum": {"at_most": share()}}),
        "derived" if of.get("paid_by").is_none() => {
            json!({"sum": {"exactly": share(), "rounding": of["rounding"]}})
        }
        "locked" => json!({"change": {"base": base(), "up": "0.00", "down": "0.00"}}),
        "variation" => {
            let sides = ["up", "down"].into_iter().filter_map(|side| Some((side, of.get(side)?)));
            let sides = sides.map(|(side, allowance)| (side.to_owned(), amount(allowance)));
            let change: Map<String, Value> = sides.chain([("base".to_owned(), base())]).collect();
            json!({"change": change})
        }
        "movement" => {
            let strict = of["strict"] == true;
            let most = if strict { json!({"amount": amount(of), "strict": true}) } else { amount(of) };
            let mut moved = given_fields(of, &["by"]);
            moved["base"] = base();
            moved["at_most"] = most;
            json!({"moved": moved})
        }
        "flow" if of.get("at_most").is_none() => {
            let mut most = amount(of);
            named_base(&mut most, &base());
            json!({"flow": {"to": of["to"], "since": "approved", "at_most": most}})
        }
        "bands" => {
            let bands = of.as_array().unwrap().iter();
            bands
                .map(|band| json!({"limit": long_form(&band["limit"]), "needs": band["needs"]}))
                .collect::<Value>()
        }
        _ => limit.clone(),
    }
}

fn given_fields(of: &Value, names: &[&str]) -> Value {
    names.iter().filter_map(|name| Some(((*name).to_owned(), of.get(*name)?.clone()))).collect()
}

/// An allowance as an amount.
fn amount(of: &Value) -> Value {
    let percent = of.get("percent").map(|percent| json!({"percent": percent}));
    match (percent, of.get("amount")) {
        (Some(percent), Some(amount)) => {
            let take = of.get("take").and_then(Value::as_str).unwrap_or("lesser");
            json!({take: [percent, amount]})
        }
        (percent, amount) => percent.or(amount.cloned()).unwrap(),
    }
}

/// Names the base of each percentage.
fn named_base(amount: &mut Value, base: &Value) {
    for list in ["lesser", "greater"] {
        if let Some(Value::Array(amounts)) = amount.get_mut(list) {
            amounts.iter_mut().for_each(|amount| named_base(amount, base));
        }
    }
    if amount.get("percent").is_some() {
        amount["base"] = base.clone();
    }
}

/// The plan with each limit in long form.
fn in_long_form(plan: &Value) -> Value {
    let mut plan = plan.clone();
    for rule in plan.get_mut("rules").and_then(Value::as_array_mut).into_iter().flatten() {
        rule["limit"] = match rule["limit"].get("bands") {
            Some(_) => json!({"bands": long_form(&rule["limit"])}),
            None => long_form(&rule["limit"]),
        };
    }
    plan
}

#[test]
fn the_long_form_of_each_limit_is_the_one_in_the_documents() {
    let text = std::fs::read_to_string("docs/JSON.md").unwrap();
    let (_, table) = text.split_once("| short form | long form |").unwrap();
    let read = |cell: &str| -> Value {
        let cell = cell.trim().trim_matches('`');
        let cell = cell.replace(": S", r#": {"lines": ["a"]}"#).replace(": B", r#": "approved""#);
        serde_json::from_str(&cell.replace(": K", r#": "partner""#)).unwrap()
    };
    let rows = table.lines().skip(2).take_while(|row| row.starts_with("| `{"));
    let mut names = Vec::new();
    for row in rows {
        let [_, short, long, _] = row.split('|').collect::<Vec<_>>()[..] else { panic!("{row}") };
        assert_eq!(long_form(&read(short)), read(long), "{row}");
        names.push(read(short).as_object().unwrap().keys().next().unwrap().clone());
    }
    let all = [
        "floor",
        "ceiling",
        "share_floor",
        "share_ceiling",
        "locked",
        "variation",
        "movement",
        "flow",
        "derived",
    ];
    assert_eq!(names, all);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_short_form_and_its_long_form_answer_the_same(
        ((plan, proposal), other, up_to) in prop_oneof![3 => any_table(), 1 => any_table_in_every_form()].prop_flat_map(|table| {
            let other = any_allocation_of(table.0.envelope());
            (Just(table), other, select(Authorization::ALL.to_vec()))
        }),
    ) {
        let short: Value = serde_json::from_str(&plan.to_json()).unwrap();
        let long = in_long_form(&short);
        prop_assume!(long != short);
        let proposal: Value = serde_json::from_str(&proposal.to_json()).unwrap();
        let amounts: Value = other.iter().map(|(line, amount)| (line.id().to_owned(), json!(amount))).collect();
        for mut request in [
            json!({"op": "check"}),
            json!({"op": "check", "amounts": amounts}),
            json!({"op": "assess", "proposal": proposal}),
            json!({"op": "headroom", "up_to": up_to, "effort": 1 << 14}),
            json!({"op": "rebalance", "up_to": up_to, "wish": amounts, "effort": 1 << 14}),
            json!({"op": "diagnose", "up_to": up_to, "effort": 1 << 14}),
        ] {
            for lang in ["en", "it"] {
                request["lang"] = json!(lang);
                let [of_short, of_long] = [&short, &long].map(|plan| {
                    request["plan"] = plan.clone();
                    api::respond(&request.to_string())
                });
                prop_assert!(of_short.contains(r#""ok":"#), "{} {}", of_short, request);
                prop_assert_eq!(of_short, of_long, "{}", request);
            }
        }
    }
}
