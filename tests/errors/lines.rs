//! Refusals to split or close a line.

use riparto::Plan;
use riparto::plan::LinePart;

use super::{Case, money, refused};

const PLAN: &str = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ] }"#;

fn part(id: &str, approved: &str, original: &str) -> LinePart {
    LinePart::new(id, money(approved)).original(money(original))
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
