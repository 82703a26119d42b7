//! Refusals to split or close a line.

use riparto::plan::LinePart;
use riparto::{Error, Plan, Proposal};

use super::{Case, money, refused};

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#;

fn part(id: &str, approved: &str, original: &str) -> LinePart {
    LinePart::new(id, money(approved)).original(money(original))
}

/// 60.00 on two lines of an action, and 40.00 beside.
pub(super) fn co_financed(rates: &str, residual: &str) -> Result<Plan, Error> {
    Plan::from_json(&format!(
        r#"{{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
              "lines": [ {{"id": "a1", "amount": "45.00", "labels": {{"action": "A", "source": "eu"}}}},
                         {{"id": "a2", "amount": "15.00", "labels": {{"action": "A", "source": "state"}}}},
                         {{"id": "b", "amount": "40.00"}} ],
              "co_financing": {{"by": "source", "each": "action", "rates": {rates}, "residual_to": "{residual}"}} }}"#
    ))
}

/// A transfer that is written once for all sources.
pub(super) fn split(from: &str, amount: &str) -> Result<Proposal, Error> {
    let proposal = Proposal::new("p1", "ats").unwrap().transfer(from, "b", money(amount)).unwrap();
    let plan = co_financed(r#"{"eu": "75", "state": "25"}"#, "state").unwrap();
    plan.split_by_source(&proposal).map(std::borrow::Cow::into_owned)
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
