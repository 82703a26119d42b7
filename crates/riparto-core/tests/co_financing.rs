//! Co-financing: transfers written once and split over the sources of each action, the rules that hold the rates, revenue and
//! expenditure.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use riparto_core::plan::{LinePart, NewLine};
use riparto_core::{Allocation, Authorization, Money, Plan, Proposal};
use serde_json::{Value, json};

use riparto_test_support::shared_plans::{AT_THE_RATES, co_financed_plan};
use riparto_test_support::{cases, given};

fn plan() -> Plan {
    Plan::from_json(&co_financed_plan(AT_THE_RATES).to_string()).unwrap()
}

fn transfers(moves: &[(&str, &str, &str)]) -> Proposal {
    moves.iter().fold(Proposal::new("p1", "anci").unwrap(), |proposal, (from, to, amount)| {
        proposal.transfer(from, to, amount.parse().unwrap()).unwrap()
    })
}

fn amounts(allocation: &Allocation) -> Vec<String> {
    allocation.amounts().iter().map(ToString::to_string).collect()
}

#[test]
fn a_split_off_its_rates_is_a_finding_by_a_generated_rule() {
    let plan = plan();
    let ids: Vec<&str> = plan.rulebook().rules().iter().map(riparto_core::Rule::id).collect();
    assert_eq!(ids, ["co-financing-eu", "co-financing-eu-A2"]);
    assert!(plan.check().is_empty());
    let off = plan.assess(&transfers(&[("A1-state", "A1-eu", "0.01")])).unwrap();
    let found: Vec<&str> = off.findings().iter().map(|finding| finding.rule().id()).collect();
    assert_eq!(found, ["co-financing-eu"]);
    // What is written down knows its rules and adds none.
    let again = Plan::from_json(&plan.to_json()).unwrap();
    assert_eq!(again, plan);
    assert_eq!(again.rulebook().rules().len(), 2);
    // A rule of that id is the plan's own.
    let mut own = co_financed_plan(AT_THE_RATES);
    own["rules"] =
        json!([{"id": "co-financing-eu", "scope": {"lines": ["reserve"]}, "limit": {"floor": "1.00"}}]);
    let own = Plan::from_json(&own.to_string()).unwrap();
    assert_eq!(own.rulebook().rules().len(), 2);
}

#[test]
fn lines_and_what_is_co_financed_may_exchange() {
    let plan = plan();
    let proposal = transfers(&[("reserve", "action=A2", "33.33"), ("A1-eu", "reserve", "4.00")]);
    let split = plan.split_by_source(&proposal).unwrap();
    let after = plan.assess(&split).unwrap().after();
    assert_eq!(amounts(&after), ["146.00", "50.00", "209.99", "23.34", "70.67"]);
    // An action that is named is at its rates after, however lines that are named too change.
    let proposal = transfers(&[("action=A1", "reserve", "10.00"), ("A1-eu", "reserve", "4.00")]);
    let after = plan.assess(&plan.split_by_source(&proposal).unwrap()).unwrap().after();
    assert_eq!(amounts(&after), ["139.50", "46.50", "180.00", "20.00", "114.00"]);
    let lines = transfers(&[("A1-eu", "A2-eu", "1.00")]);
    assert!(matches!(plan.split_by_source(&lines).unwrap(), std::borrow::Cow::Borrowed(_)));
}

#[test]
fn what_does_not_fit_is_refused_when_the_plan_is_read() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut document = co_financed_plan(AT_THE_RATES);
        change(&mut document);
        let error = Plan::from_json(&document.to_string()).unwrap_err();
        (error.code(), error.message(riparto_core::Language::English))
    };
    type Change<'a> = &'a dyn Fn(&mut Value);
    let cases: [(Change<'_>, &str, &str); 8] = [
        (&|plan| plan["co_financing"]["rates"]["eu"] = json!("74"), "co_financing_rates", "74 + 25"),
        (
            &|plan| plan["co_financing"]["exceptions"]["A2"]["eu"] = json!("91"),
            "co_financing_rates",
            "`action=A2` are 91 + 10",
        ),
        (
            &|plan| plan["co_financing"]["residual_to"] = json!("town"),
            "co_financing_rates",
            "nothing to `town`",
        ),
        (&|plan| plan["co_financing"]["each"] = json!("measure"), "label_key_unknown", "`measure`"),
        (&|plan| plan["co_financing"]["by"] = json!("fund"), "co_financing_lines", "`A1-eu`"),
        (
            &|plan| plan["co_financing"]["exceptions"]["A3"] = json!({"state": "100"}),
            "co_financing_lines",
            "no line is of `action=A3`",
        ),
        (
            &|plan| plan["lines"][1]["labels"]["source"] = json!("eu"),
            "co_financing_lines",
            "`action=A1` has two lines of `eu`, `A1-eu` and `A1-state`",
        ),
        (
            &|plan| plan["lines"][1]["labels"] = json!({}),
            "co_financing_lines",
            "`action=A1` has no line of `state`",
        ),
    ];
    for (change, code, part) in cases {
        let (found, message) = refused(change);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn lines_of_a_new_action_are_added_one_by_one() {
    let line = |id: &str, source: &str| NewLine::new(id).label("action", "A3").label("source", source);
    let plan = plan().add_line(&line("A3-eu", "eu")).unwrap();
    let moves = transfers(&[("action=A1", "action=A3", "100.00")]);
    let refused = plan.split_by_source(&moves).unwrap_err();
    assert_eq!(refused.code(), "co_financing_lines", "{refused}");
    let plan = plan.add_line(&line("A3-state", "state")).unwrap();
    assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
    let after = plan.assess(&plan.split_by_source(&moves).unwrap()).unwrap();
    assert_eq!(amounts(&after.after()), ["75.00", "25.00", "180.00", "20.00", "100.00", "75.00", "25.00"]);
    assert!(after.findings().is_empty());
    // An act that leaves two lines of a source is refused; one that closes a line which holds nothing is not.
    assert_eq!(plan.add_line(&line("A3-more", "eu")).unwrap_err().code(), "co_financing_lines");
    let halves = ["90.00", "90.00"].map(|half| half.parse().unwrap());
    let parts = [LinePart::new("north", halves[0]), LinePart::new("south", halves[1])];
    assert_eq!(plan.split_line("A2-eu", &parts).unwrap_err().code(), "co_financing_lines");
    let closed = plan.close_line("A3-eu", None).unwrap();
    assert_eq!(Plan::from_json(&closed.to_json()).unwrap(), closed);
}

/// Revenue is expenditure: what the sources give is what the actions cost, as one rule over labels.
#[test]
fn revenue_is_expenditure() {
    let line =
        |id: &str, side: &str, amount: &str| json!({"id": id, "amount": amount, "labels": {"side": side}});
    let plan = json!({
        "format": "riparto.plan/1", "title": "Budget", "total": "200.00",
        "lines": [line("grant", "revenue", "80.00"), line("own", "revenue", "20.00"),
                  line("staff", "expenditure", "70.00"), line("travel", "expenditure", "30.00")],
        "rules": [{"id": "balance", "scope": {"labels": {"side": "revenue"}},
                   "limit": {"sum": {"exactly": {"percent": "100", "of": {"labels": {"side": "expenditure"}}}}}}]
    });
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    assert!(plan.check().is_empty());
    let inside = transfers(&[("grant", "own", "5.00"), ("travel", "staff", "5.00")]);
    assert!(plan.assess(&inside).unwrap().findings().is_empty());
    let across = plan.assess(&transfers(&[("travel", "own", "0.01")])).unwrap();
    assert_eq!(across.findings().iter().next().unwrap().excess().to_string(), "0.02");
}

fn rate() -> impl Strategy<Value = u32> {
    prop_oneof![0..=10_000u32, Just(7_500), Just(9_000), Just(3_333), Just(10_000)]
}

fn percent(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A plan of up to five actions at rates of their own, on amounts that need not be at them, and transfers between them.
fn drawn() -> impl Strategy<Value = (Value, Vec<(usize, usize, u32)>, Vec<u32>)> {
    (2..6usize).prop_flat_map(|actions| {
        let moves = vec((0..actions, 1..actions, 1..60_000u32), 1..4);
        let moves = moves.prop_map(move |moves| {
            moves
                .into_iter()
                .map(|(from, by, cents)| (from, (from + by) % actions, cents))
                .collect::<Vec<_>>()
        });
        (vec((0..50_000u32, 0..50_000u32), actions), vec(rate(), actions), moves).prop_map(
            |(held, rates, moves)| {
                let cents = |cents: u32| format!("{}.{:02}", cents / 100, cents % 100);
                let lines: Vec<Value> = held
                    .iter()
                    .enumerate()
                    .flat_map(|(number, (eu, state))| {
                        [("eu", *eu), ("state", *state)].map(|(source, held)| {
                            json!({"id": format!("{source}{number}"), "amount": cents(held),
                        "labels": {"action": number.to_string(), "source": source}})
                        })
                    })
                    .collect();
                // A source of 0 % that the remaining cents go to is refused; the other one pays all then.
                let exceptions: BTreeMap<String, Value> = rates
                    .iter()
                    .enumerate()
                    .map(|(number, rate)| {
                        (number.to_string(), json!({"eu": percent(*rate), "state": percent(10_000 - rate)}))
                    })
                    .collect();
                let total = held.iter().map(|(eu, state)| eu + state).sum();
                let document = json!({
                    "format": "riparto.plan/1", "title": "Plan", "total": cents(total), "lines": lines,
                    "co_financing": {"by": "source", "each": "action", "rates": {"eu": "75", "state": "25"},
                        "exceptions": exceptions, "residual_to": "state"}
                });
                (document, moves, rates)
            },
        )
    })
}

/// What an action gives leaves its sources at their rates, so that one that holds far too much comes down to what is due, and with more to
/// too little. The most that passes lies between.
#[test]
fn the_largest_transfer_is_found_where_a_breach_turns_to_the_other_side() {
    let line = |id: &str, source: &str| json!({"id": id, "amount": if source == "state" { "1000.00" } else { "0.00" }, "labels": {"action": "A1", "source": source}});
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": "1000.00",
        "lines": [line("eu", "eu"), line("state", "state"), line("region", "region"), {"id": "free", "amount": "0.00"}],
        "rules": [
            {"id": "own-share", "scope": {"lines": ["region", "state"]}, "limit": {"sum": {"exactly": {"percent": "1"}}}, "needs": "notification"},
            {"id": "region", "scope": "all", "limit": {"share_floor": {"percent": "9999.999999999", "of": {"lines": ["region"]}}}, "needs": "notification"}],
        "co_financing": {"by": "source", "each": "action", "rates": {"eu": "85", "region": "4.5", "state": "10.5"}, "residual_to": "eu"}});
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    let passes = |cents: i64| {
        let amount = Money::from_cents(cents).unwrap();
        let proposal = Proposal::new("p1", "ats").unwrap().transfer("action=A1", "free", amount).unwrap();
        let split = plan.split_by_source(&proposal).unwrap().into_owned();
        let assessment = plan.assess(&split).unwrap();
        assessment
            .findings()
            .iter()
            .all(|finding| finding.needs() == Authorization::Free || !finding.is_worse())
    };
    let largest = plan.largest_transfer("action=A1", "free", Authorization::Free).unwrap().cents();
    assert_eq!((1..=100_000).rev().find(|cents| passes(*cents)), Some(largest));
    assert!((93_000..94_000).contains(&largest), "{largest}");
}

proptest! {
    /// After transfers written once each action named is at its rates to the cent, no other changes, and the total is kept.
    #[test]
    fn transfers_written_once_keep_rates_and_total((document, moves, rates) in drawn()) {
        let plan = Plan::from_json(&document.to_string()).unwrap();
        prop_assert_eq!(&Plan::from_json(&plan.to_json()).unwrap(), &plan);
        let proposal = moves.iter().fold(Proposal::new("p1", "ats").unwrap(), |proposal, (from, to, cents)| {
            let ends = [from, to].map(|action| format!("action={action}"));
            proposal.transfer(&ends[0], &ends[1], Money::from_cents(i64::from(*cents)).unwrap()).unwrap()
        });
        let held = |allocation: &Allocation, action: usize| -> [i64; 2] {
            [0, 1].map(|source| allocation.amounts()[2 * action + source].cents())
        };
        let net = |action: usize| -> i64 {
            moves.iter().map(|(from, to, cents)| i64::from(*cents) * (i64::from(*to == action) - i64::from(*from == action))).sum()
        };
        let whole = |action: usize| held(plan.approved(), action).iter().sum::<i64>() + net(action);
        let split = match plan.split_by_source(&proposal) {
            Ok(split) => split,
            Err(error) => {
                prop_assert_eq!(error.code(), "part_overdrawn");
                prop_assert!((0..rates.len()).any(|action| whole(action) < 0));
                return Ok(());
            }
        };
        let after = if split.transfers().is_empty() { plan.approved().clone() } else { plan.assess(&split).unwrap().after() };
        prop_assert_eq!(after.total(), plan.approved().total());
        for (action, rate) in rates.iter().enumerate() {
            if moves.iter().any(|(from, to, _)| *from == action || *to == action) {
                let eu = whole(action) * i64::from(*rate) / 10_000;
                prop_assert_eq!(held(&after, action), [eu, whole(action) - eu]);
            } else {
                prop_assert_eq!(held(&after, action), held(plan.approved(), action));
            }
        }
        // The generated rules see it so too.
        let findings = plan.check_allocation(&after).unwrap();
        let off = |action: usize| held(&after, action)[0] != held(&after, action).iter().sum::<i64>() * i64::from(rates[action]) / 10_000;
        prop_assert_eq!(findings.len(), (0..rates.len()).filter(|action| off(*action)).count());
    }
}

/// A transfer written once is one.
#[test]
fn the_largest_transfer_between_parts_is_written_once() {
    let mut ruled = co_financed_plan(AT_THE_RATES);
    ruled["rules"] =
        json!([{"id": "cap", "scope": {"labels": {"action": "A2"}}, "limit": {"ceiling": "250.00"}}]);
    let plan = Plan::from_json(&ruled.to_string()).unwrap();
    let largest = |from: &str, to: &str| plan.largest_transfer(from, to, Authorization::Free);
    assert_eq!(largest("action=A1", "action=A2").unwrap().to_string(), "50.00");
    assert_eq!(largest("reserve", "action=A2").unwrap().to_string(), "50.00");
    assert_eq!(largest("action=A1", "reserve").unwrap().to_string(), "200.00");
    assert_eq!(largest("action=A1", "action=A3").unwrap_err().code(), "part_unknown");
}

proptest! {
    #![proptest_config(cases(60))]

    /// Every amount up to what is asked for is tried.
    #[test]
    fn what_would_pass_of_a_transfer_written_once_is_the_largest_that_does(
        (held, asked) in (vec(0..160i64, 3), 1..200i64), (rate, cap, level) in (1..99u32, 0..400i64, 0..4usize),
        ends in proptest::sample::select(vec![("action=A1", "action=A2"), ("action=A2", "reserve"), ("reserve", "action=A1")]),
        kind in 0..4usize,
    ) {
        let cents = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        let first = held[0] * 75 / 100;
        let second = held[1] * 90 / 100;
        let amounts = [first, held[0] - first, second, held[1] - second, held[2]].map(cents);
        let mut ruled = co_financed_plan(std::array::from_fn(|place| amounts[place].as_str()));
        let limit = match kind {
            0 => json!({"ceiling": cents(cap)}),
            1 => json!({"floor": cents(cap / 8)}),
            2 => json!({"movement": {"percent": rate.to_string()}}),
            _ => json!({"share_ceiling": {"percent": rate.to_string(), "of": {"lines": ["A1-eu", "A2-state", "reserve"]}}}),
        };
        let needs = ["notification", "prior_approval", "exceptional", "forbidden"][level];
        ruled["rules"] = json!([{"id": "rule", "scope": {"lines": ["A2-eu", "A1-state"]}, "limit": limit, "needs": needs}]);
        let plan = given(Plan::from_json(&ruled.to_string()).ok())?;
        let judged = |moved: i64| {
            let proposal = transfers(&[(ends.0, ends.1, cents(moved).as_str())]);
            plan.split_by_source(&proposal).and_then(|split| plan.assess(&split)).map(|judged| judged.authorization())
        };
        let asked_for = given(judged(asked).ok())?;
        for (up_to, most) in plan.would_pass(&transfers(&[(ends.0, ends.1, cents(asked).as_str())])).unwrap() {
            prop_assert!(up_to < asked_for);
            let largest = (1..=asked).rev().find(|moved| judged(*moved).is_ok_and(|needed| needed <= up_to)).unwrap_or(0);
            prop_assert_eq!([most.passes().cents(), most.at_most().cents()], [largest; 2], "{} {:?} {}", plan.to_json(), ends, asked);
        }
        let passes = (1..=asked).any(|moved| judged(moved).is_ok_and(|needed| needed < asked_for));
        prop_assert!(!passes || !plan.would_pass(&transfers(&[(ends.0, ends.1, cents(asked).as_str())])).unwrap().is_empty());
    }
}
