//! Ties, the named part, the fields of a request, and every refusal with its whole sentence.

use riparto::money::{TieBreak, Weight};
use riparto::{Apportion, Method, api, apportion};
use serde_json::{Value, json};

use super::FIVE;
use riparto_test_support::split_oracle::{Case, amounts, cents};

#[test]
fn ties_go_where_the_policy_says() {
    let case = Case::new(4, &[2, 6, 6, 2]);
    // Exact shares ½, 1½, 1½, ½: two cents for four equal remainders.
    let split = |tie_break| case.run(Method::LargestRemainder, tie_break);
    assert_eq!(amounts(&split(TieBreak::First).unwrap()), [1, 2, 1, 0]);
    assert_eq!(amounts(&split(TieBreak::Last).unwrap()), [0, 1, 2, 1]);
    assert_eq!(amounts(&split(TieBreak::LargestWeight).unwrap()), [0, 2, 2, 0]);
    assert_eq!(split(TieBreak::Last).unwrap().receipt().tied, [0, 1, 2, 3]);
    let error = split(TieBreak::Refuse).unwrap_err();
    assert_eq!(error.code(), "tie_refused");
    assert_eq!(
        error.to_string(),
        "2 leftover cents fall to 4 parts with equal claims (numbers 1, 2, 3, 4): choose how to break ties"
    );
    // First cents cost nothing under Adams and Huntington–Hill, whatever the weight.
    for method in [Method::Adams, Method::HuntingtonHill] {
        let case = Case::new(1, &[1, 0, 9, 5]);
        let split = |tie_break| case.run(method, tie_break);
        assert_eq!(amounts(&split(TieBreak::First).unwrap()), [1, 0, 0, 0]);
        assert_eq!(amounts(&split(TieBreak::Last).unwrap()), [0, 0, 0, 1]);
        assert_eq!(amounts(&split(TieBreak::LargestWeight).unwrap()), [0, 0, 1, 0]);
        assert_eq!(split(TieBreak::First).unwrap().receipt().tied, [0, 2, 3]);
        assert_eq!(split(TieBreak::Refuse).unwrap_err().code(), "tie_refused");
    }
    // A total that needs no tie broken is not refused.
    assert!(Case::new(8, &[2, 6, 6, 2]).run(Method::LargestRemainder, TieBreak::Refuse).is_ok());
}

/// Remainders that differ only far beyond 64 bits are told apart, and are no tie.
#[test]
fn remainders_are_compared_to_the_last_bit() {
    let weights: Vec<Weight> = ["999999999999999998", "999999999999999999", "999999999999999998"]
        .map(|text| text.parse().unwrap())
        .into();
    for method in FIVE {
        let options = Apportion::new().method(method).tie_break(TieBreak::Refuse);
        let split = apportion(cents(1_000_003), &weights, &options).unwrap();
        if method == Method::LargestRemainder {
            assert_eq!(amounts(&split), [333_334, 333_335, 333_334]);
        }
        assert_eq!(split.receipt().tied, Vec::<usize>::new());
    }
}

#[test]
fn truncation_gives_the_residual_to_the_named_part() {
    let respond = |fields: &str| {
        api::respond(&format!(
            r#"{{"op":"apportion","total":"1.00","weights":[1,1,0,1],"method":"cut_down"{fields}}}"#
        ))
    };
    assert_eq!(
        respond(r#","residual_to":2"#),
        r#"{"id":null,"ok":{"amounts":["0.33","0.33","0.01","0.33"],"receipt":{"method":"cut_down","residual_to":2,"tie_break":"first","leftovers":[{"part":2,"cents":1,"remainder":"0"}],"tied":[],"at_floor":[],"at_ceiling":[]}}}"#
    );
    for (fields, code, message) in [
        ("", "field_missing", "`apportion` needs the field `residual_to`: add it"),
        (
            r#","residual_to":4"#,
            "residual_unknown",
            "there is no part 4 to take the residual: parts are counted from 0 to 3",
        ),
        (
            r#","residual_to":1,"ceilings":[null,"0.33",null,null]"#,
            "residual_above_ceiling",
            "part number 2 would get 0.34 with the residual and its ceiling is 0.33: name another part or raise its ceiling",
        ),
    ] {
        let response: Value = serde_json::from_str(&respond(fields)).unwrap();
        assert_eq!(response["error"], json!({"code": code, "message": message}));
    }
}

#[test]
fn the_api_splits_by_largest_remainder_unless_told_otherwise() {
    assert_eq!(
        api::respond(
            r#"{"id":1,"op":"apportion","total":"0.11","weights":[6,"6.0",2],"floors":[null,null,"0.02"],"ceilings":["0.04",null,null]}"#
        ),
        r#"{"id":1,"ok":{"amounts":["0.04","0.05","0.02"],"receipt":{"method":"largest_remainder","tie_break":"first","leftovers":[],"tied":[],"at_floor":[2],"at_ceiling":[0]}}}"#
    );
    let code = |fields: &str| {
        let request = format!(r#"{{"op":"apportion","total":"1.00","weights":[1,2],{fields}}}"#);
        let response: Value = serde_json::from_str(&api::respond(&request)).unwrap();
        response["error"]["code"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(code(r#""residual_to":1"#), "residual_unused");
    assert_eq!(code(r#""method":"webster","residual_to":0"#), "residual_unused");
    assert_eq!(code(r#""method":"hamilton""#), "document_malformed");
    assert_eq!(code(r#""floors":[100,null]"#), "document_malformed");
    assert_eq!(code(r#""floors":["-1.00",null]"#), "document_malformed");
    assert_eq!(code(r#""floor":["1.00",null]"#), "field_unknown");
    assert_eq!(code(r#""method":null,"floors":[],"ceilings":null"#), "");
}

const FINE: &str = r#""0.0000000001","1000000000""#;

/// Total, weights, floors, ceilings; code and whole sentence of the refusal. Every case also breaks the next one.
const REFUSALS: [[&str; 6]; 10] = [
    [
        "1.00",
        "",
        r#""9.00""#,
        "",
        "weights_missing",
        "there are no weights to split by: give one for each part",
    ],
    [
        "1.00",
        FINE,
        r#""9.00""#,
        "null",
        "bounds_mismatch",
        "the number of floors is 1 and that of parts 2: give one for each part, or none at all",
    ],
    [
        "1.00",
        FINE,
        "",
        "null",
        "bounds_mismatch",
        "the number of ceilings is 1 and that of parts 2: give one for each part, or none at all",
    ],
    [
        "1.00",
        FINE,
        r#""9.00",null"#,
        r#""8.00",null"#,
        "weights_too_fine",
        "the weights need more than 18 digits when written with equally many decimals: write them with fewer digits",
    ],
    [
        "1.00",
        "1,1",
        r#"null,"9.00""#,
        r#"null,"8.00""#,
        "floor_above_ceiling",
        "part number 2 has the floor 9.00 above its ceiling 8.00: lower the one or raise the other",
    ],
    [
        "1.00",
        "0,0",
        r#""0.99","0.02""#,
        "",
        "floors_above_total",
        "the floors sum to 1.01 and the total is 1.00: lower floors by 0.01 in all",
    ],
    [
        "1.00",
        "0,0",
        "",
        r#""0.49","0.50""#,
        "ceilings_below_total",
        "the ceilings sum to 0.99 and the total is 1.00: raise ceilings by 0.01 in all",
    ],
    [
        "1.00",
        "0,0",
        r#""0.40",null"#,
        "",
        "weights_all_zero",
        "all weights are zero, so 0.60 has no proportional split: give at least one weight above zero",
    ],
    [
        "1.00",
        "0,0",
        "",
        "",
        "weights_all_zero",
        "all weights are zero, so 1.00 has no proportional split: give at least one weight above zero",
    ],
    [
        "1.00",
        "0,3",
        r#""0.40",null"#,
        r#"null,"0.30""#,
        "proportion_impossible",
        "all parts with a weight above zero are at their ceilings and 0.30 is left: raise a ceiling, or give weight to a part that has none",
    ],
];

/// Refusals, each with its whole sentence, in the order in which they are checked: every case also breaks the next one.
#[test]
fn refusals_are_sentences_in_a_stated_order() {
    let respond = |total: &str, weights: &str, floors: &str, ceilings: &str| {
        let request = format!(
            r#"{{"op":"apportion","total":"{total}","weights":[{weights}],"floors":[{floors}],"ceilings":[{ceilings}]}}"#
        );
        let response: Value = serde_json::from_str(&api::respond(&request)).unwrap();
        let text = |field: &str| response["error"][field].as_str().unwrap_or_default().to_owned();
        (text("code"), text("message"))
    };
    for [total, weights, floors, ceilings, code, message] in REFUSALS {
        assert_eq!(respond(total, weights, floors, ceilings), (code.to_owned(), message.to_owned()));
    }
    // Nothing to split proportionally is no error.
    assert_eq!(respond("0.00", "0,0", "", "").0, "");
    assert_eq!(respond("1.00", "0,0", r#""0.40","0.60""#, "").0, "");
}
