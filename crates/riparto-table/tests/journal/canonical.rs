//! The canonical form, beside serde_json's writer and reader.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use riparto_core::capacity::{MAX_EVENT_DEPTH, MAX_EVENT_INTEGER};
use riparto_table::journal::Event;
use serde_json::{Map, Value, json};

use riparto_test_support::cases;

fn any_text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        4 => prop::char::range('a', 'd'),
        1 => prop::char::range('\0', '\u{7f}'),
        1 => prop::sample::select(vec!['"', '\\', '\n', '\u{1f}', '\u{7f}', '\u{2028}', '\u{ffff}', '\u{e000}', '😀']),
        1 => any::<char>(),
    ];
    vec(c, 0..6).prop_map(String::from_iter)
}

fn any_value() -> impl Strategy<Value = Value> {
    let most = i64::try_from(MAX_EVENT_INTEGER).unwrap();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-12_i64..12).prop_map(Value::from),
        (-most..=most).prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(any_text(), inner, 0..4).prop_map(|map| Value::Object(Map::from_iter(map))),
        ]
    })
}

fn any_object() -> impl Strategy<Value = Value> {
    btree_map(any_text(), any_value(), 0..5).prop_map(|map| Value::Object(Map::from_iter(map)))
}

/// A text is canonical if reading it and writing what was read gives it again: so says the definition.
fn is_canonical(text: &str) -> bool {
    let value: Result<Value, _> = serde_json::from_str(text);
    value.is_ok_and(|value| Event::of(&value).is_ok_and(|event| event.as_str() == text))
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_canonical_form_is_that_of_another_writer(value in any_object()) {
        let event = Event::of(&value).unwrap();
        prop_assert_eq!(event.as_str(), value.to_string());
        prop_assert_eq!(event.value().unwrap(), value);
        prop_assert_eq!(Event::from_canonical(event.as_str()).unwrap(), event);
    }

    #[test]
    fn a_changed_text_is_canonical_only_if_it_reads_and_writes_to_itself(
        value in any_object(),
        place in any::<prop::sample::Index>(),
        change in 0_u8..3,
        with in prop_oneof![
            any::<char>(),
            prop::sample::select("{}[]:,\"\\ 0123456789-.eEuntfalsr\n\t".chars().collect::<Vec<_>>())
        ],
    ) {
        let mut chars: Vec<char> = value.to_string().chars().collect();
        let place = place.index(chars.len());
        match change {
            0 => chars[place] = with,
            1 => chars.insert(place, with),
            _ => drop(chars.remove(place)),
        }
        let text = String::from_iter(chars);
        prop_assert_eq!(Event::from_canonical(&text).is_ok(), is_canonical(&text), "{}", text);
    }
}

#[test]
fn what_is_not_canonical_is_refused_with_its_place() {
    for (text, why) in [
        ("", "an event must be an object (byte 1)"),
        ("[]", "an event must be an object (byte 1)"),
        ("{} ", "the text goes on after its end (byte 3)"),
        ("{ }", "a key is missing (byte 2)"),
        (r#"{"a": 1}"#, "there is a blank outside a text (byte 6)"),
        (r#"{"a":1 }"#, "there is no `,` and no end after a value (byte 7)"),
        (r#"{"a":1,}"#, "a key is missing (byte 8)"),
        (r#"{"a"}"#, "there is no `:` after a key (byte 5)"),
        (r#"{"b":1,"a":1}"#, "keys are not sorted (byte 8)"),
        (r#"{"a":1,"a":1}"#, "a key is given twice (byte 8)"),
        ("{\"\\n\":1,\"\\t\":1}", "keys are not sorted (byte 9)"),
        (r#"{"a":1.0}"#, "a number is not whole (byte 6)"),
        (r#"{"a":1e2}"#, "a number is not whole (byte 6)"),
        (r#"{"a":01}"#, "a number has a needless zero, or is out of range (byte 6)"),
        (r#"{"a":-0}"#, "zero has no sign (byte 6)"),
        (r#"{"a":9007199254740992}"#, "a number has a needless zero, or is out of range (byte 6)"),
        (r#"{"a":tru}"#, "a value is missing (byte 6)"),
        (r#"{"a":NaN}"#, "a value is missing (byte 6)"),
        (r#"{"a":"\/"}"#, "an escape is unknown or needless (byte 7)"),
        (r#"{"a":"\u0061"}"#, "an escape is unknown or needless (byte 7)"),
        (r#"{"a":"\u000a"}"#, "an escape is unknown or needless (byte 7)"),
        (r#"{"a":"\u001F"}"#, "an escape is unknown or needless (byte 7)"),
        ("{\"a\":\"\n\"}", "a control character is not escaped (byte 7)"),
        (r#"{"a":"b"#, "a text has no end (byte 8)"),
    ] {
        let error = Event::from_canonical(text).unwrap_err();
        assert_eq!(error.code(), "event_malformed");
        assert_eq!(error.to_string(), format!("this event cannot be recorded: {why}"), "{text:?}");
    }
}

#[test]
fn keys_are_sorted_by_code_point_and_escapes_do_not_count() {
    let event = Event::of(&json!({"\u{e000}": 1, "😀": 2, "z": 3, "\"": 4, "\u{1f}": 5, "Z": 6})).unwrap();
    assert_eq!(event.as_str(), "{\"\\u001f\":5,\"\\\"\":4,\"Z\":6,\"z\":3,\"\u{e000}\":1,\"😀\":2}");
    assert_eq!(Event::from_canonical(event.as_str()).unwrap(), event);
}

fn nested(depth: usize) -> Value {
    (1..depth).fold(json!({}), |inner, _| json!({"a": inner}))
}

#[test]
fn an_event_is_nested_as_deep_as_allowed_and_no_deeper() {
    let deepest = Event::of(&nested(MAX_EVENT_DEPTH)).unwrap();
    assert_eq!(Event::from_canonical(deepest.as_str()).unwrap(), deepest);
    let deeper = nested(MAX_EVENT_DEPTH + 1);
    assert_eq!(Event::of(&deeper).unwrap_err().code(), "event_malformed");
    assert_eq!(Event::from_canonical(&deeper.to_string()).unwrap_err().code(), "event_malformed");
}

/// CI runs this with serde_json's feature `arbitrary_precision` and without: numbers are then kept as text or as values.
#[test]
fn numbers_of_a_text_are_recorded_or_refused_by_what_they_say_and_not_by_how_they_are_kept() {
    let recorded = |number: &str| {
        let value: Value = serde_json::from_str(&format!("{{\"z\": {number}}}")).unwrap();
        Event::of(&value).map(|event| event.as_str().to_owned())
    };
    for (number, canonical) in [("0", "0"), ("-1", "-1"), ("9007199254740991", "9007199254740991")] {
        assert_eq!(recorded(number), Ok(format!("{{\"z\":{canonical}}}")));
    }
    for number in ["-0", "-0.0", "-0e0", "-0.00E-5"] {
        assert_eq!(
            recorded(number).unwrap_err().to_string(),
            "this event cannot be recorded: the number -0 is not a whole number from -9007199254740991 to \
             9007199254740991, write it as text",
        );
    }
    for number in
        ["1e2", "1E2", "1e+2", "0e0", "1.0", "0.0", "12e-1", "9007199254740992", "18446744073709551616"]
    {
        assert_eq!(recorded(number).unwrap_err().code(), "event_malformed", "{number}");
    }
}

#[test]
fn numbers_are_whole_and_of_a_range_that_every_language_reads() {
    for number in [json!(9_007_199_254_740_991_i64), json!(-9_007_199_254_740_991_i64), json!(0)] {
        let event = Event::of(&json!({"a": number})).unwrap();
        assert_eq!(event.as_str(), format!("{{\"a\":{number}}}"));
    }
    for number in [
        json!(9_007_199_254_740_992_i64),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(0.5),
        json!(1.0),
        json!(-0.0),
    ] {
        assert_eq!(Event::of(&json!({"a": number})).unwrap_err().code(), "event_malformed", "{number}");
    }
}
