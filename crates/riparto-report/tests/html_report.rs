//! The report as a page: recorded in both languages, whole sums, the same bytes, and text that stays text.

use proptest::prelude::*;
use riparto_ballots::ballots::{BallotSheet, ReadBallots};
use riparto_core::money::AmountStyle;
use riparto_core::{Language, Plan, Proposal};
use riparto_report::report::{HtmlReport, PlanPage};
use serde_json::{Value, json};

use crate::minutes::{is_as_recorded, room};
use riparto_test_support::{cases, given};

const PLAN: &str = include_str!("../../../examples/data/toscana-piano.json");
const BALLOTS: &str = include_str!("../../../examples/data/toscana-schede.csv");
const PROPOSALS: [&str; 2] = [
    include_str!("../../../examples/data/toscana-proposta-1.json"),
    include_str!("../../../examples/data/toscana-proposta-2.json"),
];

/// The cells of a row of a table of HTML.
fn cells(row: &str) -> Vec<String> {
    let cells = row.split("</td>").flat_map(|cell| cell.split("</th>"));
    cells.map(|cell| cell.rsplit('>').next().unwrap_or_default().to_owned()).collect()
}

/// Every column of figures that has a total sums to it; how many totals are an amount.
fn totals(page: &str, total: &str) -> usize {
    let cents = |text: &str| text.replace(['.', '+'], "").replace(',', "").parse::<i64>().ok();
    let is_amount = |text: &str| text.contains(',') && cents(text).is_some();
    let mut found = 0;
    for (body, foot) in page.split("<table").skip(1).filter_map(|table| table.split_once("<tfoot>")) {
        let heads = cells(body.split("</thead>").next().unwrap());
        let rows: Vec<Vec<String>> =
            body.split("<tbody>").nth(1).unwrap().split("</tr>").map(cells).collect();
        let stated = cells(foot).into_iter().enumerate();
        for (column, stated) in stated.filter(|(column, stated)| is_amount(stated) && heads[*column] != "%") {
            let column = rows.iter().filter_map(|row| row.get(column).and_then(|cell| cents(cell)));
            assert_eq!(Some(column.sum::<i64>()), cents(&stated), "{body}");
            found += usize::from(stated == total);
        }
    }
    found
}

/// The report on the Tuscan plan with two proposals and ballots.
fn with_report<T>(ask: impl Fn(&HtmlReport<'_>) -> T) -> T {
    let plan = Plan::from_json(PLAN).unwrap();
    let proposals = PROPOSALS.map(|text| Proposal::from_json(text).unwrap());
    let read = ReadBallots { plan: Some(&plan), ..ReadBallots::default() };
    let ballots = BallotSheet::from_csv(BALLOTS, &read).unwrap();
    ask(&HtmlReport::of(&plan).proposals(&proposals).ballots(&ballots))
}

#[test]
fn the_page_and_the_charts_are_as_recorded_in_both_languages() {
    with_report(|report| {
        for (language, ending) in [(Language::English, "en"), (Language::Italian, "it")] {
            is_as_recorded(&format!("pages/report-{ending}.html"), &report.html(language).unwrap());
            for (name, drawing) in report.charts(language).unwrap() {
                is_as_recorded(&format!("pages/charts-{ending}/{name}"), &drawing);
            }
        }
    });
}

#[test]
fn the_page_of_a_plan_is_as_recorded() {
    let plan = Plan::from_json(PLAN).unwrap();
    for (language, ending) in [(Language::English, "en"), (Language::Italian, "it")] {
        is_as_recorded(&format!("pages/plan-{ending}.html"), &PlanPage::of(&plan).html(language));
    }
}

#[test]
fn the_page_of_a_table_is_as_recorded_and_names_the_head_of_its_register() {
    let room = room();
    let (table, head) = (room.kept.table(), room.kept.head());
    let page = HtmlReport::of(table.plan().unwrap()).table(table, head).html(Language::Italian).unwrap();
    is_as_recorded("pages/table-it.html", &page);
    assert!(page.contains(&format!("{}:{}", head.revision(), head.hash())));
    assert!(page.contains("id=\"timeline\"") && page.contains("id=\"positions\""));
}

#[test]
fn every_total_is_what_its_rows_sum_to_and_the_envelope_is_among_them() {
    let page = with_report(|report| report.html(Language::Italian).unwrap());
    assert!(totals(&page, "2.464.000,00") >= 5, "{page}");
}

#[test]
fn drawings_are_in_whole_numbers_and_ask_for_nothing() {
    with_report(|report| {
        for (name, drawing) in report.charts(Language::English).unwrap() {
            let shapes = drawing.split("</style>").nth(1).unwrap();
            let values = ["x=\"", "y=\"", "width=\"", "height=\"", "r=\"", "d=\""];
            for (place, value) in values.iter().flat_map(|value| shapes.match_indices(value)) {
                let number = shapes[place + value.len()..].split('"').next().unwrap();
                assert!(!number.contains('.') && !number.contains("NaN"), "{name}: {number}");
            }
            assert_eq!(drawing.matches("http").count(), 1, "{name}: the name of the format alone");
        }
        assert!(!report.html(Language::English).unwrap().contains("http:"));
    });
}

#[test]
fn proposals_are_assessed_one_after_the_other() {
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "100.00",
        "lines": [{"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"}, {"id": "c", "amount": "0.00"}]});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let of = |id: &str, from: &str, to: &str| {
        Proposal::new(id, "x").unwrap().transfer(from, to, "5.00".parse().unwrap()).unwrap()
    };
    let in_order = [of("p1", "a", "c"), of("p2", "c", "b")];
    let page = HtmlReport::of(&plan).proposals(&in_order).html(Language::English).unwrap();
    assert!(page.contains("<td class=\"n\">45.00</td>"), "{page}");
    let turned = [in_order[1].clone(), in_order[0].clone()];
    let refused = HtmlReport::of(&plan).proposals(&turned).html(Language::English).unwrap_err();
    assert_eq!(refused.code(), "line_overdrawn", "{refused}");
}

#[test]
fn a_thousand_lines_are_summed_up_and_listed() {
    let line = |place: i64| {
        let labels = json!({"partner": format!("p{}", place % 7)});
        json!({"id": format!("v{place}"), "title": format!("Voce {}", place % 400), "amount": format!("{}.00", place + 1), "labels": labels})
    };
    let lines: Vec<Value> = (0..1000).map(line).collect();
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "500500.00", "lines": lines});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let page = HtmlReport::of(&plan).html(Language::Italian).unwrap();
    assert!(page.find("La dotazione per partner").unwrap() < page.find("La dotazione per voce").unwrap());
    assert!(
        page.contains("le altre 980") && page.contains("Voce 399 (v399)"),
        "lines of one title are told apart"
    );
    assert!(totals(&page, "500.500,00") >= 3);
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn what_people_write_stays_text(title in "\\PC{0,40}", label in "[^\\p{C}]{1,20}", id in "[a-z]{1,8}") {
        let title = format!("{title}</style><script>alert(1)</script>\"'&`");
        let plan = json!({"format": "riparto.plan/1", "title": title, "total": "100.00", "source": title, "lines": [
            {"id": format!("{id}1"), "title": title, "amount": "60.00", "labels": {"chiave": label}},
            {"id": format!("{id}2"), "amount": "40.00"}]});
        let plan = given(Plan::from_json(&plan.to_string()).ok())?;
        let report = HtmlReport::of(&plan);
        let page = report.html(Language::Italian).unwrap();
        prop_assert!(!page.contains("<script"));
        prop_assert_eq!(page.matches("</style>").count(), 1);
        prop_assert_eq!(totals(&page, "100,00") > 1, true);
        prop_assert_eq!(&page, &report.html(Language::Italian).unwrap(), "the same bytes");
        for (_, drawing) in report.charts(Language::English).unwrap() {
            prop_assert!(!drawing.contains("<script"));
            prop_assert_eq!(drawing.matches("</style>").count(), 1);
        }
    }
}

#[test]
fn amounts_are_in_the_figures_of_the_language() {
    let plan = Plan::from_json(PLAN).unwrap();
    let total = plan.envelope().total();
    for language in [Language::English, Language::Italian] {
        let page = HtmlReport::of(&plan).html(language).unwrap();
        assert!(page.contains(&total.to_text(AmountStyle::from(language))));
    }
}

#[test]
fn what_looks_like_a_formula_is_text_on_a_page() {
    let title = "=cmd|' /C calc'!A0";
    let document = serde_json::json!({
        "format": "riparto.plan/1", "title": title, "total": "10.00",
        "lines": [{"id": "a", "title": title, "labels": {"partner": "<script>"}, "amount": "10.00"}],
        "rules": [{"id": "r1", "text": "+1+1", "source": title, "scope": "all", "limit": {"floor": "1.00"}}],
    });
    let page = PlanPage::of(&Plan::from_json(&document.to_string()).unwrap()).html(Language::Italian);
    assert!(!page.contains("<script") && page.contains("=cmd|&#39; /C calc&#39;!A0"), "{page}");
}
