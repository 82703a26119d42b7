//! Refusals to split an amount.

use riparto::money::{TieBreak, Weight};
use riparto::{Apportion, Apportionment, Error, Method, Money, apportion};

use super::{Case, answered, money, refused};

fn split(weights: &[&str], options: &Apportion) -> Result<Apportionment, Error> {
    let weights: Vec<Weight> = weights.iter().map(|text| text.parse().unwrap()).collect();
    apportion(money("1.00"), &weights, options)
}

fn bounds(texts: &[&str]) -> Vec<Option<Money>> {
    texts.iter().map(|text| Some(money(text))).collect()
}

fn within(floors: &[&str], ceilings: &[&str]) -> Apportion {
    Apportion::new().floors(bounds(floors)).ceilings(bounds(ceilings))
}

pub(super) fn apportionments() -> Vec<Case> {
    let plain = Apportion::default();
    let mut cases = vec![
        refused(
            split(&[], &plain),
            "weights_missing",
            "there are no weights to split by: give one for each part",
        ),
        refused(
            split(&["1", "1"], &within(&["0.10"], &[])),
            "bounds_mismatch",
            "the number of floors is 1 and that of parts 2: give one for each part, or none at all",
        ),
        refused(
            split(&["999999999999999999", "0.00000000000000001"], &plain),
            "weights_too_fine",
            "the weights need more than 18 digits when written with equally many decimals: write them with fewer digits",
        ),
    ];
    cases.extend(clashing_bounds());
    cases.extend(without_proportion());
    cases.extend(residuals());
    cases
}

fn clashing_bounds() -> Vec<Case> {
    vec![
        refused(
            split(&["1", "1"], &within(&["0.10", "0.60"], &["0.10", "0.50"])),
            "floor_above_ceiling",
            "part number 2 has the floor 0.60 above its ceiling 0.50: lower the one or raise the other",
        ),
        refused(
            split(&["1", "1"], &within(&["0.60", "0.50"], &[])),
            "floors_above_total",
            "the floors sum to 1.10 and the total is 1.00: lower floors by 0.10 in all",
        ),
        refused(
            split(&["1", "1"], &within(&[], &["0.40", "0.50"])),
            "ceilings_below_total",
            "the ceilings sum to 0.90 and the total is 1.00: raise ceilings by 0.10 in all",
        ),
    ]
}

fn without_proportion() -> Vec<Case> {
    vec![
        refused(
            split(&["0", "0"], &Apportion::default()),
            "weights_all_zero",
            "all weights are zero, so 1.00 has no proportional split: give at least one weight above zero",
        ),
        refused(
            split(&["1", "0"], &within(&[], &["0.40", "1.00"])),
            "proportion_impossible",
            "all parts with a weight above zero are at their ceilings and 0.60 is left: raise a ceiling, or give weight to \
             a part that has none",
        ),
    ]
}

fn residuals() -> Vec<Case> {
    let truncated = |residual_to: usize, ceilings: &[&str]| {
        within(&[], ceilings).method(Method::Truncated { residual_to })
    };
    let refuse = Apportion::new().tie_break(TieBreak::Refuse);
    vec![
        refused(
            split(&["1", "1"], &truncated(2, &[])),
            "residual_unknown",
            "there is no part 2 to take the residual: parts are counted from 0 to 1",
        ),
        answered(
            r#"{"op": "apportion", "total": "1.00", "weights": [1], "residual_to": 0}"#,
            "residual_unused",
            "only the method `cut_down` has a part that takes the residual: leave `residual_to` out, or choose that method",
        ),
        refused(
            split(&["1", "1", "1"], &truncated(0, &["0.33", "1.00", "1.00"])),
            "residual_above_ceiling",
            "part number 1 would get 0.34 with the residual and its ceiling is 0.33: name another part or raise its ceiling",
        ),
    ]
    .into_iter()
    .chain(options())
    .chain([
        refused(
            split(&["1", "1", "1"], &refuse),
            "tie_refused",
            "1 leftover cent falls to 3 parts with equal claims (numbers 1, 2, 3): choose how to break ties",
        ),
    ])
    .collect()
}

fn ask(fields: &str, code: &'static str, sentence: &'static str) -> Case {
    answered(&format!(r#"{{"op": "apportion", "total": "100.00", {fields}}}"#), code, sentence)
}

/// Criteria, units, fixed amounts and payers.
fn options() -> Vec<Case> {
    let weights = |fields: &str, code: &'static str, sentence: &'static str| {
        ask(&format!(r#""weights": [1, 2], {fields}"#), code, sentence)
    };
    vec![
        weights(
            r#""criteria": []"#,
            "key_twice",
            "`weights` and `criteria` are both given: leave one of them out",
        ),
        ask(
            r#""criteria": [{"percent": "60", "weights": [1]}, {"percent": "30.5", "weights": [1]}]"#,
            "criteria_percent",
            "the criteria sum to 90.5 percent: their percentages must sum to 100",
        ),
        ask(
            r#""criteria": [{"percent": "60", "weights": [1]}, {"percent": "40", "weights": [0]}]"#,
            "criterion_all_zero",
            "all weights of criterion 2 are zero, so its 40 percent has no proportional split: give at least one weight above zero",
        ),
        weights(
            r#""unit": "0.00""#,
            "unit_zero",
            "a split in units of 0.00 has no parts: give a unit above zero, such as `1.00`",
        ),
        weights(
            r#""unit": "3.00""#,
            "unit_remainder",
            "the total 100.00 is no multiple of the unit 3.00 and 1.00 is left over: name in `residual_to` the part that takes it",
        ),
        weights(
            r#""unit": "10.00", "floors": ["31.00", null], "ceilings": ["39.00", null]"#,
            "no_multiple_between",
            "part number 1 has the floor 31.00 and the ceiling 39.00, and no multiple of the unit 10.00 lies between them: move one of them",
        ),
        weights(
            r#""unit": "1.00", "fixed": ["1.00", "6.50"]"#,
            "fixed_no_multiple",
            "the fixed amount 6.50 of part number 2 is no multiple of the unit 1.00: fix a multiple, or split in a smaller unit",
        ),
        weights(
            r#""fixed": "6.50", "ceilings": ["6.00", null]"#,
            "fixed_above_ceiling",
            "part number 1 has the fixed amount 6.50 above its ceiling 6.00: lower the one or raise the other",
        ),
        weights(
            r#""fixed": "60.00""#,
            "fixed_above_total",
            "the fixed amounts sum to 120.00 and the total is 100.00: lower them by 20.00 in all",
        ),
        weights(
            r#""payers": [false, true], "floors": [null, "70.00"]"#,
            "payers_short",
            "the parts that pay for the floors cannot: 3.34 is missing; lower floors, or let more parts pay",
        ),
        weights(
            r#""payers": [false, true], "ceilings": [null, "60.00"]"#,
            "payers_full",
            "the parts that pay for the floors are at their ceilings and 6.67 is left: raise a ceiling, or let more parts pay",
        ),
        answered(
            r#"{"op": "change_envelope", "change": "e1", "amount": "0.00", "distribution": {"apportion": {"method": "half_up"}},
                "plan": {"format": "riparto.plan/1", "title": "Plan", "total": "1.00", "lines": [{"id": "a", "amount": "1.00"}]}}"#,
            "method_inexact",
            "shares rounded half up each by itself need not sum to the total, so no allocation can be made of them: choose another method, such as `largest_remainder`",
        ),
    ]
}

pub(super) fn weights() -> Vec<Case> {
    let weight = |text: &str| text.parse::<Weight>();
    vec![
        refused(
            weight("1e3"),
            "weight_malformed",
            "`1e3` is not a weight: write a number of zero or more, such as `3` or `12.5`",
        ),
        refused(
            Weight::read("1.500", None),
            "weight_ambiguous",
            "weight `1.500` can be read as 1500 or as 1.500: write `1500` for the first, or name the style of the numbers",
        ),
        refused(
            weight("1234567890.123456789"),
            "weight_too_long",
            "weight `1234567890.123456789` is too long: at most 18 digits are allowed",
        ),
    ]
}
