//! Refusals to split or close a line.

use riparto::plan::{LinePart, LineUnits};
use riparto::{Error, Plan, Proposal};

use super::{Case, money, refused};

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#;

fn part(id: &str, approved: &str, original: &str) -> LinePart {
    LinePart::new(id, money(approved)).original(money(original))
}

/// 60.00 on two lines of an action, and 40.00 beside.
fn co_financed(rates: &str, residual: &str) -> Result<Plan, Error> {
    Plan::from_json(&format!(
        r#"{{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
              "lines": [ {{"id": "a1", "amount": "45.00", "labels": {{"action": "A", "source": "eu"}}}},
                         {{"id": "a2", "amount": "15.00", "labels": {{"action": "A", "source": "state"}}}},
                         {{"id": "b", "amount": "40.00"}} ],
              "co_financing": {{"by": "source", "each": "action", "rates": {rates}, "residual_to": "{residual}"}} }}"#
    ))
}

/// 12 units of a line of 40.00.
fn units(cost: &str) -> Result<Plan, Error> {
    let units = LineUnits::new(cost.parse().unwrap()).quantity("12".parse().unwrap(), "desks");
    Plan::from_json(PLAN).unwrap().with_units("b", units)
}

/// A transfer that is written once for all sources.
pub(super) fn split(from: &str, amount: &str) -> Result<Proposal, Error> {
    let proposal = Proposal::new("p1", "ats").unwrap().transfer(from, "b", money(amount)).unwrap();
    let plan = co_financed(r#"{"eu": "75", "state": "25"}"#, "state").unwrap();
    plan.split_by_source(&proposal).map(std::borrow::Cow::into_owned)
}

/// What lines are made of and who pays for them.
pub(super) fn made_of() -> Vec<Case> {
    vec![
        refused(
            co_financed(r#"{"eu": "75", "state": "24.9"}"#, "state"),
            "co_financing_rates",
            "co-financing: the rates of label `action` are 75 + 24.9, which is not 100 %",
        ),
        refused(
            co_financed(r#"{"eu": "75", "town": "25"}"#, "town"),
            "co_financing_lines",
            "co-financing: the lines do not fit the co-financing: line `a2` of `action=A` names no source that pays as its label `source`",
        ),
        refused(
            LineUnits::new("1".parse().unwrap())
                .quantity("1".parse().unwrap(), "desks")
                .with_count("desk", "2".parse().unwrap()),
            "quantity_unknown",
            "no quantity is of `desk`: what is counted is `desks`; did you mean `desks`?",
        ),
        refused(
            Plan::from_json(PLAN).unwrap().recounted("b", [], None),
            "units_missing",
            "line `b` states no quantities and unit cost (`units`)",
        ),
        refused(
            units("3.3333"),
            "units_inexact",
            "line `b`: 12 desks × 3.3333 is 39.9996, no amount in whole cents: nothing is rounded, so change a quantity or the unit cost",
        ),
        refused(
            units("3.3"),
            "units_differ",
            "line `b`: 12 desks × 3.3 is 39.60 and the amount is 40.00: the units make 0.40 less",
        ),
    ]
}

pub(super) fn line_acts() -> Vec<Case> {
    let plan = Plan::from_json(PLAN).unwrap();
    let closed = plan.close_line("b", Some("a")).unwrap();
    vec![
        refused(
            closed.close_line("b", None),
            "line_closed",
            "line `b` is closed: it gives and receives nothing",
        ),
        refused(
            plan.close_line("b", None),
            "line_not_empty",
            "line `b` still holds 40.00: name the line that receives it, or move it away first",
        ),
        refused(
            plan.split_line("b", &[part("c", "40.00", "40.00")]),
            "parts_too_few",
            "line `b` is to be split and the number of its parts is 1: name two or more",
        ),
        refused(
            plan.split_line("b", &[part("c", "30.00", "30.00"), part("d", "10.00", "9.99")]),
            "split_unbalanced",
            "the parts of line `b` sum to 39.99 and its original amount is 40.00: 0.01 is missing",
        ),
    ]
}
