//! What a comparison says of a line under a rule of several bands: once, with what is left and what it needs.

use riparto_core::plan::Comparison;
use riparto_core::{Language, Plan, Proposal};
use riparto_report::report::{ComparisonReport, Report};

fn rows(first: &str, amount: &str) -> Vec<String> {
    let band = |percent: &str, needs: &str| {
        format!(
            r#"{{"limit": {{"variation": {{"up": {{"percent": "{percent}"}}, "down": {{"percent": "{percent}"}}}}}}, "needs": "{needs}"}}"#
        )
    };
    let bands = [band(first, "notification"), band("20", "prior_approval")].join(", ");
    let plan = format!(
        r#"{{"format": "riparto.plan/1", "title": "Plan", "total": "200.00",
            "lines": [{{"id": "a", "amount": "100.00"}}, {{"id": "b", "amount": "60.00"}}, {{"id": "c", "amount": "40.00"}}],
            "rules": [{{"id": "v", "scope": "all", "each": "line", "limit": {{"bands": [{bands}]}}}}]}}"#
    );
    let plan = Plan::from_json(&plan).unwrap();
    let proposal = Proposal::new("p1", "ats").unwrap().transfer("a", "b", amount.parse().unwrap()).unwrap();
    let assessment = plan.assess(&proposal).unwrap();
    let comparison = Comparison::of_assessment(&plan, &assessment).unwrap();
    let text = ComparisonReport::of(&comparison).text(Language::English);
    let rows = text.lines().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "));
    rows.filter(|row| row.contains(" v ")).collect()
}

#[test]
fn a_line_within_a_later_band_needs_what_the_earlier_one_says_in_one_row() {
    assert_eq!(
        rows("0", "10.00"),
        ["a v 20.00 10.00 10.00 notification", "b v 12.00 10.00 2.00 notification"]
    );
    assert_eq!(rows("5", "3.00"), ["a v 5.00 3.00 2.00 free", "b v 3.00 3.00 0.00 free"]);
    assert_eq!(rows("5", "4.00"), ["a v 5.00 4.00 1.00 free", "b v 12.00 4.00 8.00 notification"]);
    assert_eq!(
        rows("0", "13.00"),
        ["a v 20.00 13.00 7.00 notification", "b v 12.00 13.00 -1.00 prior approval"]
    );
}
