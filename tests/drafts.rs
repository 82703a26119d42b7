//! Drafts: what lines hold and the remainder are the total, findings are those of `assess`, and only named lines move.

use proptest::prelude::*;
use riparto::arbitrary::any_plan;
use riparto::plan::Draft;
use riparto::{Money, Plan, Proposal};
use serde_json::{Value, json};

use riparto_test_support::cases;

fn ask(request: &Value) -> Value {
    serde_json::from_str(&riparto::api::respond(&request.to_string())).unwrap()
}

fn small() -> Value {
    json!({"format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [{"id": "desks", "amount": "500.00"}, {"id": "indirect", "amount": "35.00"}, {"id": "reserve", "amount": "465.00"}],
        "rules": [
            {"id": "flat-rate", "scope": {"lines": ["indirect"]}, "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}}}},
            {"id": "floor", "scope": {"lines": ["reserve"]}, "limit": {"floor": "400.00"}}]})
}

fn after<'a>(answer: &'a Value, line: &str) -> &'a str {
    let lines = answer["ok"]["lines"].as_array().unwrap_or_else(|| panic!("{answer}"));
    lines.iter().find(|found| found["id"] == line).unwrap()["after"].as_str().unwrap()
}

#[test]
fn derived_lines_follow_and_no_other_line_moves() {
    let answer = ask(&json!({"op": "draft", "plan": small(), "amounts": {"desks": "600"}}));
    assert_eq!(
        ["desks", "indirect", "reserve"].map(|line| after(&answer, line)),
        ["600.00", "42.00", "465.00"]
    );
    assert_eq!(answer["ok"]["remainder"], "-107.00");
    assert_eq!(answer["ok"]["transfers"], Value::Null);
    let typed = ask(&json!({"op": "draft", "plan": small(), "amounts": {"desks": "600", "indirect": "35"}}));
    assert_eq!(after(&typed, "indirect"), "35.00");
    assert_eq!(typed["ok"]["findings"][0]["rule"], "flat-rate");
}

#[test]
fn amounts_are_read_in_the_language_and_a_mistake_names_its_line() {
    let plan = small();
    let ask = |lang: &str, text: &str| {
        ask(&json!({"op": "draft", "plan": plan, "lang": lang, "amounts": {"desks": text}}))
    };
    assert_eq!(after(&ask("it", "1.234"), "desks"), "1234.00");
    assert_eq!(after(&ask("it", "1.234,5"), "desks"), "1234.50");
    assert_eq!(after(&ask("en", "1,234.50"), "desks"), "1234.50");
    assert_eq!(after(&ask("it", "1234.50"), "desks"), "1234.50");
    let refused = ask("it", "molto");
    assert_eq!(refused["error"]["path"], "amounts.desks", "{refused}");
    assert!(refused["error"]["message"].as_str().unwrap().contains("desks"));
}

#[test]
fn a_remainder_is_covered_within_the_rules_and_pinned_lines_keep_what_they_hold() {
    let ask = |cover: Value| {
        ask(&json!({"op": "draft", "plan": small(), "amounts": {"desks": "550"}, "cover": cover}))
    };
    let covered = ask(json!({}));
    assert_eq!((covered["ok"]["remainder"].as_str(), after(&covered, "reserve")), (Some("0.00"), "411.50"));
    assert_eq!(covered["ok"]["cover"], json!({"feasible": true}));
    let pinned = ask(json!({"pins": ["reserve"]}));
    assert_eq!(
        (pinned["ok"]["cover"]["feasible"].as_bool(), after(&pinned, "reserve")),
        (Some(false), "465.00")
    );
    assert!(pinned["ok"]["cover"]["message"].as_str().unwrap().contains("pin:reserve"));
}

#[test]
fn a_handle_moves_by_steps_and_takes_the_remainder() {
    let moved = |handle: Value| {
        ask(&json!({"op": "draft", "plan": small(), "amounts": {"desks": "450"}, "handle": handle}))
    };
    let step = moved(json!({"line": "desks", "up": 0}))["ok"]["lines"][0]["step"].clone();
    assert_eq!(step, "2.00");
    assert_eq!(after(&moved(json!({"line": "desks", "up": 3})), "desks"), "456.00");
    assert_eq!(after(&moved(json!({"line": "desks", "down": 500})), "desks"), "0.00");
    assert_eq!(after(&moved(json!({"line": "desks", "at": 400})), "desks"), "400.00");
    assert_eq!(after(&moved(json!({"line": "reserve", "remainder": true})), "reserve"), "518.50");
    assert_eq!(moved(json!({"line": "desks"}))["error"]["code"], "field_missing");
}

/// The approved amounts with some of them moved from line to line.
fn shuffled(plan: &Plan, moves: &[(usize, usize, u32)]) -> Vec<Option<Money>> {
    let mut amounts: Vec<Money> = plan.approved().amounts().to_vec();
    for (from, to, part) in moves {
        let (from, to) = (from % amounts.len(), to % amounts.len());
        let cents = amounts[from].cents() / 1000 * i64::from(part % 1000);
        if from != to {
            amounts[from] = Money::from_cents(amounts[from].cents() - cents).unwrap();
            amounts[to] = Money::from_cents(amounts[to].cents() + cents).unwrap();
        }
    }
    amounts.into_iter().map(Some).collect()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn findings_of_a_draft_are_those_of_its_transfers(
        plan in any_plan(), moves in prop::collection::vec((0_usize..99, 0_usize..99, 0_u32..1000), 1..6)
    ) {
        let draft = Draft::of(&plan, &shuffled(&plan, &moves)).unwrap();
        prop_assert!(draft.remainder().is_zero());
        let transfers = draft.transfers().unwrap();
        if let Some(party) = plan.parties().first().map(|party| party.id()).or(Some("anyone")).filter(|_| !transfers.is_empty()) {
            let proposal = Proposal::new("p", party).unwrap().with_transfers(transfers).unwrap();
            let assessment = plan.assess(&proposal).unwrap();
            prop_assert_eq!(draft.findings(), assessment.findings());
            let after = assessment.after();
            prop_assert_eq!(draft.amounts(), after.amounts());
        }
    }

    #[test]
    fn lines_and_remainder_are_the_total(plan in any_plan(), line in 0_usize..99, cents in 0_i64..100_000_000) {
        let mut written = vec![None; plan.envelope().line_count()];
        let line = line % written.len();
        written[line] = Some(Money::from_cents(cents).unwrap());
        let draft = match Draft::of(&plan, &written) {
            Ok(draft) => draft,
            // All that there may be is held already.
            Err(error) => {
                prop_assert!(error.code() == "amount_overflow" && plan.approved().total().cents() > 1 << 47, "{}", error);
                return Ok(());
            }
        };
        let held: i128 = draft.amounts().iter().map(|amount| i128::from(amount.cents())).sum();
        prop_assert_eq!(held + i128::from(draft.remainder().cents()), i128::from(plan.approved().total().cents()));
        prop_assert_eq!(draft.amounts()[line], Money::from_cents(cents).unwrap());
        for (other, amount) in draft.amounts().iter().enumerate() {
            prop_assert!(other == line || draft.is_derived(other) || *amount == plan.approved().amounts()[other]);
        }
    }
}
