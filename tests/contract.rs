//! The shapes that other tools rely on, in the raw text: fields, their order, decimal strings, echoed ids.

use riparto::api::respond;
use serde_json::{Value, json};

/// Three lines whose ids stand in no alphabetical order.
const PLAN: &str = r#"{"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [ {"id": "z", "title": "Z", "amount": "50.00", "labels": {"partner": "ats"}},
               {"id": "a", "amount": "30.00", "labels": {"partner": "region"}},
               {"id": "m", "title": "M", "amount": "20.00"} ],
    "rules": [ {"id": "r1", "text": "M at least 15.00", "scope": {"lines": ["m"]}, "limit": {"floor": "15.00"}},
               {"id": "r2", "scope": {"lines": ["z", "a"]}, "limit": {"ceiling": "80.00"}, "needs": "prior_approval"} ]}"#;

fn ask(fields: &str) -> String {
    respond(&format!("{{{}}}", fields.replace("PLAN", PLAN)))
}

/// The names of an object's fields, in the order of the text.
fn fields(object: &str) -> Vec<String> {
    struct Names(Vec<String>);
    impl<'de> serde::Deserialize<'de> for Names {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Names;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                    let mut names = Vec::new();
                    while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                        names.push(name);
                    }
                    Ok(Names(names))
                }
            }
            deserializer.deserialize_map(Fields)
        }
    }
    serde_json::from_str::<Names>(object).unwrap().0
}

#[test]
fn apportion_answers_amounts_and_a_receipt() {
    let request = r#""id": 7, "op": "apportion", "total": "1.00", "weights": ["1", 1, "1.0"],
                     "method": "largest_remainder", "tie_break": "last""#;
    assert_eq!(
        ask(request),
        r#"{"id":7,"ok":{"amounts":["0.33","0.33","0.34"],"receipt":{"method":"largest_remainder","tie_break":"last","leftovers":[{"part":2,"cents":1,"remainder":"1/3"}],"tied":[0,1,2],"at_floor":[],"at_ceiling":[]}}}"#
    );
}

#[test]
fn apportion_takes_bounds_that_bound_nothing() {
    let request = r#""op": "apportion", "total": "1.00", "weights": [1, 1], "method": "largest_remainder", "tie_break": "first", "floors": [null, null], "ceilings": null"#;
    assert!(ask(request).contains(r#""amounts":["0.50","0.50"]"#));
}

#[test]
fn check_answers_authorization_findings_and_notices() {
    assert_eq!(
        ask(r#""op": "check", "plan": PLAN"#),
        r#"{"id":null,"ok":{"authorization":"free","findings":[],"notices":[]}}"#
    );
    let broken = ask(r#""op": "check", "plan": PLAN, "amounts": {"m": "14.99", "z": "55.01", "a": "30.00"}"#);
    assert_eq!(
        broken,
        concat!(
            r#"{"id":null,"ok":{"authorization":"forbidden","findings":["#,
            r#"{"rule":"r1","needs":"forbidden","found":"14.99","limit":"15.00","excess":"0.01","lines":["m"],"#,
            r#""message":"`r1` (M at least 15.00): line `m` holds €14.99 and at least €15.00 is required: €0.01 is missing"},"#,
            r#"{"rule":"r2","needs":"prior_approval","found":"85.01","limit":"80.00","excess":"5.01","lines":["z","a"],"#,
            r#""message":"`r2`: lines `z` and `a` hold €85.01 and at most €80.00 is allowed: €5.01 too much"}"#,
            r#"],"notices":[]}}"#
        )
    );
}

#[test]
fn check_takes_absent_lines_from_the_plan() {
    let answer = ask(r#""op": "check", "plan": PLAN, "amounts": {"z": "49.00", "m": "21.00"}"#);
    assert!(answer.contains(r#""authorization":"free""#), "{answer}");
}

#[test]
fn assess_answers_before_after_and_changes_in_the_order_of_the_plan() {
    let answer = ask(
        r#""id": "p", "op": "assess", "plan": PLAN, "proposal": {"id": "p1", "party": "ats", "title": "T",
           "reason": "R", "transfers": [ {"from": "m", "to": "z", "amount": "6.00"}, {"from": "a", "to": "z", "amount": "1.00"} ]}"#,
    );
    let maps = concat!(
        r#""before":{"z":"50.00","a":"30.00","m":"20.00"},"#,
        r#""after":{"z":"57.00","a":"29.00","m":"14.00"},"#,
        r#""changes":{"z":"7.00","a":"-1.00","m":"-6.00"},"#,
        r#""authorization":"forbidden","findings":[{"rule":"r1","#
    );
    assert!(answer.starts_with(&format!(r#"{{"id":"p","ok":{{{maps}"#)), "{answer}");
    let value: Value = serde_json::from_str(&answer).unwrap();
    let finding = value["ok"]["findings"][1].clone();
    assert_eq!(finding["excess"], "6.00");
    assert_eq!(finding["excess_before"], "0.00");
    assert_eq!(
        value["ok"]["would_pass"],
        serde_json::json!([]),
        "only a single transfer has amounts that would pass"
    );
}

#[test]
fn findings_of_a_proposal_say_what_was_before() {
    let answer = ask(r#""op": "assess", "plan": PLAN, "proposal": {"id": "p1", "party": "ats",
           "transfers": [ {"from": "m", "to": "z", "amount": "6.00"} ]}"#);
    let start = answer.find(r#"[{"rule""#).unwrap() + 1;
    let finding = &answer[start..answer[start..].find('}').unwrap() + start + 1];
    let expected = ["rule", "needs", "found", "limit", "excess", "excess_before", "lines", "message"];
    assert_eq!(fields(finding), expected);
    let passing = r#","would_pass":[{"authorization":"free","amount":"0.00"},{"authorization":"prior_approval","amount":"5.00"}],"#;
    assert!(answer.contains(passing), "{answer}");
    // M keeps its floor of 15.00, but z and a together pass 80.00, which only prior approval allows.
    let counter = concat!(
        r#""counter_proposal":{"proposal":{"id":"p1-counter","party":"ats","title":"","reason":"","#,
        r#""transfers":[{"from":"m","to":"z","amount":"5.00"}]},"#,
        r#""changes":{"z":"5.00","m":"-5.00"},"authorization":"prior_approval"},"completion":null}}"#
    );
    assert!(answer.ends_with(counter), "{answer}");
}

#[test]
fn settle_within_a_plan_and_with_a_minimum() {
    let flow = r#""plan": {"format": "riparto.plan/1", "title": "P", "total": "10.00",
        "lines": [{"id": "a", "amount": "4.00"}, {"id": "b", "amount": "3.00"}, {"id": "c", "amount": "3.00"}, {"id": "d", "amount": "0.00"}],
        "rules": [{"id": "f", "scope": {"lines": ["a"]}, "needs": "exceptional", "limit": {"flow": {"to": {"lines": ["c"]}, "amount": "0.00"}}}]}"#;
    let settled = |more: &str| ask(&format!(r#""op": "settle", {flow}, {more}"#));
    let transfers = |answer: &str| answer[..answer.find(r#","volume""#).unwrap()].to_owned();
    // Without the rule, a would give to c and b to d.
    assert_eq!(
        transfers(&settled(r#""to": {"a": "2.00", "b": "1.00", "c": "5.00", "d": "2.00"}"#)),
        r#"{"id":null,"ok":{"transfers":[{"from":"a","to":"d","amount":"2.00"},{"from":"b","to":"c","amount":"2.00"}]"#
    );
    assert_eq!(
        transfers(&settled(
            r#""to": {"a": "2.00", "b": "1.00", "c": "5.00", "d": "2.00"}, "up_to": "exceptional""#
        )),
        r#"{"id":null,"ok":{"transfers":[{"from":"a","to":"c","amount":"2.00"},{"from":"b","to":"d","amount":"2.00"}]"#
    );
    let other =
        settled(r#""from": {"a": "3.00", "d": "1.00"}, "to": {"a": "2.00", "c": "4.00", "d": "1.00"}"#);
    assert!(other.contains(r#""blockage":{"rules":["f"],"proven":true,"#), "{other}");
    let small = settled(r#""to": {"a": "3.99", "b": "3.01"}, "minimum": "1.00""#);
    assert_eq!(
        small,
        concat!(
            r#"{"id":null,"ok":{"transfers":[{"from":"a","to":"b","amount":"0.01"}],"volume":"0.01","fewest":true,"at_least":1,"#,
            r#""too_small":["a","b"],"below_minimum":[{"from":"a","to":"b","amount":"0.01"}]}}"#
        )
    );
    let alone = ask(r#""op": "settle", "from": {"a": "1.00"}, "to": {"a": "1.00"}, "up_to": "free""#);
    assert!(alone.contains("`settle` needs the field `plan`: add it"), "{alone}");
}

#[test]
fn headroom_answers_each_line_in_the_order_of_the_plan() {
    assert_eq!(
        ask(r#""op": "headroom", "plan": PLAN"#),
        concat!(
            r#"{"id":null,"ok":{"#,
            r#""z":{"give":"50.00","give_rule":null,"receive":"30.00","receive_rule":null,"receive_rules":["r2"]},"#,
            r#""a":{"give":"30.00","give_rule":null,"receive":"50.00","receive_rule":null,"receive_rules":["r2"]},"#,
            r#""m":{"give":"0.00","give_rule":"r2","receive":"80.00","receive_rule":null}}}"#
        )
    );
}

/// The same lines with rules that cannot hold together.
const CLASHING: &str = r#"{"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [ {"id": "z", "amount": "50.00"}, {"id": "a", "amount": "30.00"}, {"id": "m", "amount": "20.00"} ],
    "rules": [ {"id": "r2", "scope": {"lines": ["z"]}, "limit": {"floor": "60.00"}},
               {"id": "r1", "scope": {"lines": ["m"]}, "limit": {"floor": "45.50"}},
               {"id": "r3", "scope": {"lines": ["a"]}, "limit": {"floor": "1.00"}, "needs": "notification"} ]}"#;

#[test]
fn apportion_without_a_method_is_largest_remainder() {
    let stated =
        ask(r#""op": "apportion", "total": "1.00", "weights": [6, 6, 2], "method": "largest_remainder""#);
    assert_eq!(ask(r#""op": "apportion", "total": "1.00", "weights": [6, 6, 2]"#), stated);
    assert_eq!(ask(r#""op": "apportion", "total": "1.00", "weights": [6, 6, 2], "method": null"#), stated);
    assert!(
        stated.contains(r#""receipt":{"method":"largest_remainder","tie_break":"first","leftovers":["#),
        "{stated}"
    );
}

#[test]
fn apportion_says_who_took_the_residual_and_who_is_held_at_a_bound() {
    let request = r#""op": "apportion", "total": "1.00", "weights": [3, 3, 1, 3], "method": "cut_down", "residual_to": 3,
                     "floors": [null, null, "0.20", null], "ceilings": ["0.25", null, null, null]"#;
    assert_eq!(
        ask(request),
        concat!(
            r#"{"id":null,"ok":{"amounts":["0.25","0.27","0.20","0.28"],"#,
            r#""receipt":{"method":"cut_down","residual_to":3,"tie_break":"first","#,
            r#""leftovers":[{"part":3,"cents":1,"remainder":"1/2"}],"tied":[],"at_floor":[2],"at_ceiling":[0]}}}"#
        )
    );
}

#[test]
fn rebalance_answers_amounts_in_the_order_of_the_plan_and_the_way_there() {
    let request =
        r#""id": 1, "op": "rebalance", "plan": PLAN, "wish": {"m": "5.00", "a": "35.00", "z": "60.00"}"#;
    assert_eq!(
        ask(request),
        concat!(
            r#"{"id":1,"ok":{"feasible":true,"proven":true,"amounts":{"z":"52.50","a":"27.50","m":"20.00"},"#,
            r#""objective":{"moved":"3000","squares":"3375000","peak":"1500","at_least":"3375000"},"#,
            r#""optimal_for":["least_squares","least_moved","least_peak"],"binding":["r2"],"#,
            r#""transfers":[{"from":"a","to":"z","amount":"2.50"}]}}"#
        )
    );
    let weighted = r#""op": "rebalance", "plan": PLAN, "wish": {"m": "5.00"}, "measure": "least_moved",
                      "weights": {"a": 1000}, "up_to": "prior_approval""#;
    assert_eq!(
        ask(weighted),
        concat!(
            r#"{"id":null,"ok":{"feasible":true,"proven":true,"amounts":{"z":"55.00","a":"30.00","m":"15.00"},"#,
            r#""objective":{"moved":"1500","squares":"1250000","peak":"1000","at_least":"1500"},"#,
            r#""optimal_for":["least_moved"],"binding":["r1"],"#,
            r#""transfers":[{"from":"m","to":"z","amount":"5.00"}]}}"#
        )
    );
}

#[test]
fn rebalance_and_diagnose_answer_the_same_conflict_in_the_order_of_the_rules() {
    let conflict = concat!(
        r#"{"id":null,"ok":{"feasible":false,"proven":true,"conflict":{"rules":["r2","r1"],"minimal":true,"irreducible":true,"#,
        r#""relaxation":{"total":"6.50","rules":[{"rule":"r1","amount":"6.50"}],"proven":true,"at_least":"6.50"},"#,
        r#""explanation":"the envelope's total (€100.00) cannot hold together with the floors of `r2`, `r1` (€105.50): "#,
        r#"€5.50 too much; dropping either of these two lifts this conflict"}}}"#
    );
    let clashing = |fields: &str| ask(&fields.replace("CLASHING", CLASHING));
    assert_eq!(clashing(r#""op": "diagnose", "plan": CLASHING"#), conflict);
    assert_eq!(clashing(r#""op": "rebalance", "plan": CLASHING, "wish": {}"#), conflict);
    let up_to = clashing(r#""op": "diagnose", "plan": CLASHING, "up_to": "notification""#);
    assert!(up_to.contains(r#""relaxation":{"total":"5.50""#), "{up_to}");
    assert_eq!(
        ask(r#""id": "d", "op": "diagnose", "plan": PLAN"#),
        r#"{"id":"d","ok":{"feasible":true,"proven":true}}"#
    );
}

#[test]
fn settle_answers_transfers_in_the_order_of_the_lines_that_give() {
    let request = r#""id": "s", "op": "settle", "from": {"z": "50.00", "a": "30.00", "m": "20.00"},
                     "to": {"a": "25.00", "m": "42.00", "z": "33.00"}"#;
    assert_eq!(
        ask(request),
        concat!(
            r#"{"id":"s","ok":{"transfers":[{"from":"z","to":"m","amount":"17.00"},{"from":"a","to":"m","amount":"5.00"}],"#,
            r#""volume":"22.00","fewest":true,"at_least":2}}"#
        )
    );
    assert_eq!(
        ask(r#""op": "settle", "from": {"z": "50.00"}, "to": {"z": "50"}"#),
        r#"{"id":null,"ok":{"transfers":[],"volume":"0.00","fewest":true,"at_least":0}}"#
    );
}

#[test]
fn ids_come_back_as_they_were_written() {
    let echoed = [
        ("7", "7"),
        ("-0.50", "-0.50"),
        ("1e400", "1e400"),
        (r#""a \u00e8 \" b""#, r#""a \u00e8 \" b""#),
        ("null", "null"),
        ("true", "true"),
        (r#"{"b":1,"a":[2,{"c":null}]}"#, r#"{"b":1,"a":[2,{"c":null}]}"#),
        ("[1,\n 2]", "[1,  2]"),
        ("{\r\n\"b\":1}", "{  \"b\":1}"),
    ];
    for (id, back) in echoed {
        for request in
            [format!(r#"{{"id": {id}, "op": "check"}}"#), format!(r#"{{"op": "check", "id": {id}}}"#)]
        {
            let expected = format!(
                r#"{{"id":{back},"error":{{"code":"field_missing","message":"`check` needs the field `plan`: add it"}}}}"#
            );
            assert_eq!(respond(&request), expected);
        }
    }
}

#[test]
fn a_request_without_an_id_or_that_is_no_request_is_answered_with_null() {
    for request in ["{}", "", "[", r#"{"id": 7"#] {
        assert!(respond(request).starts_with(r#"{"id":null,"error":{"code":""#), "{request}");
    }
}

#[test]
fn every_amount_of_an_answer_is_a_decimal_string_with_two_places() {
    let requests = [
        r#""op": "check", "plan": PLAN, "amounts": {"m": "10", "z": "60.0"}"#,
        r#""op": "assess", "plan": PLAN, "proposal": {"id": "p1", "party": "ats", "transfers": [{"from": "m", "to": "z", "amount": "6"}]}"#,
        r#""op": "headroom", "plan": PLAN"#,
        r#""op": "apportion", "total": "7", "weights": [1, 2], "method": "largest_remainder""#,
        r#""op": "rebalance", "plan": PLAN, "wish": {"m": "0"}"#,
        r#""op": "settle", "from": {"z": "7", "m": "1.5"}, "to": {"m": "8.5", "z": "0"}"#,
    ];
    for request in requests {
        let answer: Value = serde_json::from_str(&ask(request)).unwrap();
        let mut amounts = Vec::new();
        collect_amounts(&answer["ok"], &mut amounts);
        assert!(amounts.len() >= 2, "{answer}");
        for amount in amounts {
            let (euros, cents) = amount.split_once('.').unwrap_or_else(|| panic!("{amount} in {answer}"));
            assert!(euros.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()), "{amount}");
            assert_eq!(cents.len(), 2, "{amount}");
        }
    }
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || c == '-'
}

/// Every string of an answer that begins with a digit or a minus sign, but for fractions and for counts of cents.
fn collect_amounts(value: &Value, amounts: &mut Vec<String>) {
    match value {
        Value::String(text) if text.starts_with(is_figure) && !text.contains('/') => {
            amounts.push(text.clone())
        }
        Value::Array(list) => list.iter().for_each(|value| collect_amounts(value, amounts)),
        Value::Object(map) => {
            map.iter()
                .filter(|(name, _)| *name != "objective")
                .for_each(|(_, value)| collect_amounts(value, amounts));
        }
        _ => {}
    }
}

#[test]
fn the_same_request_gets_the_same_bytes() {
    let request = r#""op": "check", "plan": PLAN, "amounts": {"m": "14.99", "z": "55.01"}"#;
    assert_eq!(ask(request), ask(request));
}

#[test]
fn amounts_may_be_given_in_any_order() {
    let one = ask(r#""op": "check", "plan": PLAN, "amounts": {"z": "60.00", "a": "30.00", "m": "10.00"}"#);
    let other = ask(r#""op": "check", "plan": PLAN, "amounts": {"m": "10.00", "a": "30.00", "z": "60.00"}"#);
    assert_eq!(one, other);
    assert!(one.contains(r#""rule":"r1""#));
}

#[test]
fn fields_of_a_request_stand_in_any_order() {
    let weights = json!([1, 1]);
    let straight = format!(
        r#"{{"op": "apportion", "total": "1.00", "weights": {weights}, "method": "largest_remainder", "id": 1}}"#
    );
    let turned = format!(
        r#"{{"id": 1, "method": "largest_remainder", "weights": {weights}, "total": "1.00", "op": "apportion"}}"#
    );
    assert_eq!(respond(&straight), respond(&turned));
}
