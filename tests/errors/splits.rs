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
    let cut_down =
        |residual_to: usize, ceilings: &[&str]| within(&[], ceilings).method(Method::CutDown { residual_to });
    let refuse = Apportion::new().tie_break(TieBreak::Refuse);
    vec![
        refused(
            split(&["1", "1"], &cut_down(2, &[])),
            "residual_unknown",
            "there is no part 2 to take the residual: parts are counted from 0 to 1",
        ),
        answered(
            r#"{"op": "apportion", "total": "1.00", "weights": [1], "residual_to": 0}"#,
            "residual_unused",
            "only the method `cut_down` has a part that takes the residual: leave `residual_to` out, or choose that method",
        ),
        refused(
            split(&["1", "1", "1"], &cut_down(0, &["0.33", "1.00", "1.00"])),
            "residual_above_ceiling",
            "part number 1 would get 0.34 with the residual and its ceiling is 0.33: name another part or raise its ceiling",
        ),
        refused(
            split(&["1", "1", "1"], &refuse),
            "tie_refused",
            "1 leftover cent falls to 3 parts with equal claims (numbers 1, 2, 3): choose how to break ties",
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
