//! Drafts: what lines hold and the remainder are the total, findings are those of `assess`, and only named lines move.

use std::collections::BTreeSet;

use proptest::prelude::*;
use riparto::arbitrary::any_plan;
use riparto::plan::{DraftAllocation, DraftReach};
use riparto::{Authorization, Money, Plan, Proposal};
use riparto::{Finding, Limit};
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

/// The rules that a draft breaks where a line holds so much, by more than a level allows and by more than before.
fn broken(
    plan: &Plan,
    written: &[Option<Money>],
    (line, cents): (usize, i64),
    up_to: Authorization,
    is_told: impl Fn(&Finding) -> bool,
) -> BTreeSet<String> {
    let mut written = written.to_vec();
    written[line] = Some(Money::from_cents(cents).unwrap());
    let draft = DraftAllocation::of(plan, &written).unwrap();
    let worse = draft.findings().iter().filter(|finding| finding.needs() > up_to && finding.is_worse());
    worse.filter(|finding| is_told(finding)).map(|finding| finding.rule().id().to_owned()).collect()
}

#[test]
fn a_line_reaches_as_far_as_the_draft_on_screen_lets_it() {
    let reach = |amounts: Value, line: &str| {
        let answer =
            ask(&json!({"op": "draft", "plan": small(), "amounts": amounts, "reach": {"lines": [line]}}));
        let found = &answer["ok"]["reach"][0];
        assert_eq!(found["line"], line, "{answer}");
        let end =
            |side: &str| (found[side]["end"].as_str().unwrap().to_owned(), found[side]["stopped_by"].clone());
        (end("give"), end("receive"), found["settled"]["end"].clone())
    };
    // Indirect costs follow the desks; whatever comes off the reserve is the remainder's.
    let (least, most, settled) = reach(json!({"desks": "450"}), "reserve");
    assert_eq!((least.0.as_str(), &least.1), ("400.00", &json!("floor")));
    assert_eq!((most.0.as_str(), &most.1), ("1000.00", &json!("the total")));
    assert_eq!(settled, "518.50");
    // Written by hand, they stop the desks on both sides: 7 % of what the desks hold, rounded down.
    let (least, most, settled) = reach(json!({"indirect": "35"}), "desks");
    assert_eq!((least.0.as_str(), most.0.as_str()), ("500.00", "500.14"));
    assert_eq!((&least.1, &most.1, settled), (&json!("flat-rate"), &json!("flat-rate"), Value::Null));
    let unknown = ask(&json!({"op": "draft", "plan": small(), "reach": {"lines": ["desk"]}}));
    assert_eq!(unknown["error"]["code"], "line_unknown", "{unknown}");
}

#[test]
fn a_draft_of_several_transfers_is_told_what_comes_nearest_with_less() {
    let mut plan = small();
    plan["rules"] = json!([
        {"id": "told", "scope": "all", "each": "line", "limit": {"variation": {"up": {"percent": "10"}, "down": {"percent": "10"}}}, "needs": "notification"},
        {"id": "asked", "scope": "all", "each": "line", "limit": {"variation": {"up": {"percent": "20"}, "down": {"percent": "20"}}}, "needs": "prior_approval"}]);
    let amounts = json!({"desks": "380", "indirect": "65", "reserve": "555"});
    let answer = ask(&json!({"op": "draft", "plan": plan, "amounts": amounts, "advice": true, "lang": "it"}));
    assert_eq!(answer["ok"]["authorization"], "prior_approval", "{answer}");
    let ways = answer["ok"]["ways"].as_array().unwrap();
    assert_eq!(
        ways.iter().map(|way| way["authorization"].as_str().unwrap()).collect::<Vec<_>>(),
        ["free", "notification"]
    );
    assert_eq!(
        ways[0]["text"],
        "Senza autorizzazione la ripartizione più vicina sposta 50,00 €; la bozza sposta 120,00 €."
    );
    // What is offered needs no more than it says.
    for way in ways {
        let taken = ask(&json!({"op": "draft", "plan": plan, "amounts": way["amounts"]}));
        assert_eq!(
            (&taken["ok"]["authorization"], &taken["ok"]["remainder"]),
            (&way["authorization"], &json!("0.00"))
        );
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_reach_ends_where_a_rule_would_be_broken(
        plan in any_plan(), moves in prop::collection::vec((0_usize..99, 0_usize..99, 0_u32..1000), 0..4), line in 0_usize..99,
        taken in 0_u32..2000, level in 0_usize..4,
    ) {
        let mut written = shuffled(&plan, &moves);
        let lines = written.len();
        let (line, total) = (line % lines, plan.approved().total().cents());
        prop_assume!(total < 1 << 40);
        let other = (line + 1) % lines;
        written[other] = Some(Money::from_cents(total / 1000 * i64::from(taken % 1000)).unwrap());
        let up_to = Authorization::ALL[level];
        let reach = DraftReach::new(&plan, &written, up_to);
        let found = reach.of(plan.envelope().line(line).id()).unwrap();
        let concerns = |finding: &Finding| finding.lines().any(|found| found.position() == line);
        let at_line = |cents: i64| broken(&plan, &written, (line, cents), up_to, concerns);
        let (least, most) = (found.least.cents(), found.most.cents());
        let held = written[line].unwrap().cents();
        let tried = [held, plan.approved().amounts()[line].cents(), 0, total].map(at_line);
        for cents in [least, most, least.midpoint(most)] {
            if least > most {
                continue;
            }
            let steps = |id: &String| matches!(plan.rule(id).unwrap().limit(), Limit::Step(_) | Limit::Changes(_));
            for rule in at_line(cents).iter().filter(|id| !steps(id)) {
                prop_assert!(tried.iter().all(|tried| tried.contains(rule)), "{} at {}: {:?}", rule, cents, found);
            }
        }
        prop_assert_eq!(most == total, found.most_rules.is_empty());
        prop_assert_eq!(least == 0, found.least_rules.is_empty());
        for (cents, rules) in [(least - 1, &found.least_rules), (most + 1, &found.most_rules)] {
            if (0..=total).contains(&cents) {
                let broken = broken(&plan, &written, (line, cents), up_to, |_| true);
                prop_assert!(rules.iter().all(|rule| broken.contains(rule.id())), "{:?} at {}: {:?}", broken, cents, found);
            }
        }
    }

    #[test]
    fn findings_of_a_draft_are_those_of_its_transfers(
        plan in any_plan(), moves in prop::collection::vec((0_usize..99, 0_usize..99, 0_u32..1000), 1..6)
    ) {
        let draft = DraftAllocation::of(&plan, &shuffled(&plan, &moves)).unwrap();
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
        let draft = match DraftAllocation::of(&plan, &written) {
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
