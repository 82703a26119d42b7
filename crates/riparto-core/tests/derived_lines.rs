//! Derived lines are made right after a proposal: exact, in order, from lines that balance, or honestly not at all.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_core::plan::{Balance, DerivedCompletion, Incomplete};
use riparto_core::{Language, Money, Plan, Proposal};
use serde_json::{Value, json};

use riparto_test_support::{any_table, cases, follows, given};

fn money(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

/// Lines with these cents.
fn plan(lines: &[(&str, i64)], rules: &Value) -> Plan {
    let total = money(lines.iter().map(|(_, cents)| cents).sum());
    let lines: Vec<Value> =
        lines.iter().map(|(id, cents)| json!({"id": id, "amount": money(*cents)})).collect();
    let document =
        json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines, "rules": rules});
    Plan::from_json(&document.to_string()).unwrap()
}

fn derived(id: &str, lines: &[&str], percent: &str, of: &Value, rounding: &str) -> Value {
    let limit = json!({"derived": {"percent": percent, "of": of, "rounding": rounding}});
    json!({"id": id, "scope": {"lines": lines}, "limit": limit})
}

fn moving(from: &str, to: &str, cents: i64) -> Proposal {
    Proposal::new("p1", "ats").unwrap().transfer(from, to, money(cents)).unwrap()
}

/// The amounts after a completed proposal, in cents.
fn completed(plan: &Plan, proposal: &Proposal, balance: &Balance) -> Vec<i64> {
    match plan.complete_derived(proposal, balance).unwrap() {
        DerivedCompletion::Completed(completed) => {
            let after = plan.assess(completed.proposal()).unwrap();
            assert!(after.findings().is_empty(), "{:?}", after.findings());
            after.after().amounts().iter().map(|amount| amount.cents()).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn incomplete(plan: &Plan, proposal: &Proposal, balance: &Balance) -> Incomplete {
    match plan.complete_derived(proposal, balance).unwrap() {
        DerivedCompletion::Impossible(why) => why,
        other => panic!("{other:?}"),
    }
}

fn line(id: &str) -> Balance {
    Balance::Line(id.to_owned())
}

/// Indirect costs of 7 % on desks and courses, and a reserve that nothing derives from.
fn flat_rate(rounding: &str) -> Plan {
    let base = json!({"lines": ["desks", "courses"]});
    let lines = [("desks", 60_000), ("courses", 40_000), ("indirect", 7_000), ("reserve", 93_000)];
    plan(&lines, &json!([derived("flat", &["indirect"], "7", &base, rounding)]))
}

#[test]
fn a_move_between_lines_of_one_base_needs_nothing() {
    let plan = flat_rate("down");
    let proposal = moving("desks", "courses", 12_345);
    assert_eq!(plan.complete_derived(&proposal, &Balance::Moved).unwrap(), DerivedCompletion::Needless);
}

#[test]
fn what_was_proposed_includes_its_indirect_costs() {
    let plan = flat_rate("down");
    // 1,070.00 from the reserve are 1,000.00 for desks and 70.00 of indirect costs on them.
    let more = moving("reserve", "desks", 10_700);
    assert_eq!(completed(&plan, &more, &Balance::Moved), [70_000, 40_000, 7_700, 82_300]);
    // And back: desks give 100.00, and what was derived from these goes with them.
    let less = moving("desks", "reserve", 10_700);
    assert_eq!(completed(&plan, &less, &Balance::Moved), [50_000, 40_000, 6_300, 103_700]);
    // Two lines bear it in proportion to what the proposal gives them.
    let both = moving("reserve", "desks", 7_133).transfer("reserve", "courses", money(3_567)).unwrap();
    assert_eq!(completed(&plan, &both, &Balance::Moved), [66_666, 43_334, 7_700, 82_300]);
}

#[test]
fn a_named_line_balances() {
    let plan = flat_rate("down");
    let more = moving("reserve", "desks", 10_000);
    assert_eq!(completed(&plan, &more, &line("reserve")), [70_000, 40_000, 7_700, 82_300]);
    assert_eq!(
        completed(&plan, &moving("desks", "reserve", 10_000), &line("reserve")),
        [50_000, 40_000, 6_300, 103_700]
    );
    // Courses are in the base themselves: 9,345.80 and 7 % of all direct costs come to what there was.
    assert_eq!(completed(&plan, &more, &line("courses")), [70_000, 39_346, 7_654, 83_000]);
    let error = plan.complete_derived(&more, &line("unknown")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "balance: there is no line `unknown`: the lines are `desks`, `courses`, `indirect`, `reserve`"
    );
    assert_eq!(incomplete(&plan, &more, &line("indirect")), Incomplete::NoBalance);
}

#[test]
fn each_rounding_is_kept() {
    // 7 % of 1,000.07 are 70.0049, of 1,000.08 are 70.0056, of 1,000.50 are 70.035.
    for (more, rounding, due) in [
        (7, "down", 7_000),
        (7, "up", 7_001),
        (7, "half_up", 7_000),
        (8, "down", 7_000),
        (8, "up", 7_001),
        (8, "half_up", 7_001),
        (50, "down", 7_003),
        (50, "up", 7_004),
        (50, "half_up", 7_004),
    ] {
        let plan = flat_rate(rounding);
        let after = match plan.complete_derived(&moving("reserve", "desks", more), &line("reserve")).unwrap()
        {
            DerivedCompletion::Needless => 7_000,
            DerivedCompletion::Completed(completed) => completed.due()[0].1.cents(),
            other => panic!("{other:?}"),
        };
        assert_eq!(after, due, "{more} {rounding}");
    }
}

#[test]
fn a_cent_that_no_split_leaves_goes_to_the_line_outside_the_base() {
    let plan = flat_rate("down");
    // Of 0.15, with 0.14 for desks no cent of indirect costs is due, and with 0.15 one is.
    let proposal = moving("reserve", "desks", 15);
    assert_eq!(completed(&plan, &proposal, &Balance::Moved), [60_014, 40_000, 7_000, 92_986]);
    let odd = (1..200).filter(|cents| {
        let after = completed_or_same(&plan, &moving("reserve", "desks", *cents));
        after[3] != 93_000 - cents
    });
    // One in some fifteen amounts has no whole-cent split, and it is off by a cent.
    assert_eq!(odd.count(), 13);
}

fn completed_or_same(plan: &Plan, proposal: &Proposal) -> Vec<i64> {
    match plan.complete_derived(proposal, &Balance::Moved).unwrap() {
        DerivedCompletion::Needless => {
            let assessment = plan.assess(proposal).unwrap();
            assessment.after().amounts().iter().map(|amount| amount.cents()).collect()
        }
        _ => completed(plan, proposal, &Balance::Moved),
    }
}

#[test]
fn no_whole_cents_is_an_honest_answer() {
    let half = json!([derived("half", &["b"], "100", &json!({"lines": ["a"]}), "down")]);
    let plan = plan(&[("a", 50), ("b", 50), ("c", 1)], &half);
    // 1.01 cannot be shared in equal halves.
    let why = incomplete(&plan, &moving("c", "a", 1), &line("a"));
    assert_eq!(why, Incomplete::NoWholeCents(money(1)));
    assert_eq!(why.code(), "no_whole_cents");
    assert_eq!(
        why.message(Language::English),
        "no whole cents meet, as the base changes with what is derived from it: they stay €0.01 apart; name a line outside the base to balance"
    );
    assert!(why.message(Language::Italian).contains("una differenza di 0,01 €"));
    // The line outside the base takes it back.
    assert_eq!(completed(&plan, &moving("c", "a", 1), &Balance::Moved), [50, 50, 1]);
}

#[test]
fn a_chain_is_computed_in_its_order_whatever_the_order_of_the_rules() {
    // Contingency is 2 % of works; administration 7 % of works and contingency.
    let contingency = derived("contingency", &["contingency"], "2", &json!({"lines": ["works"]}), "half_up");
    let with = json!({"lines": ["works", "contingency"]});
    let administration = derived("administration", &["administration"], "7", &with, "half_up");
    let lines = [("administration", 7_140), ("contingency", 2_000), ("works", 100_000), ("reserve", 90_860)];
    for rules in [json!([contingency, administration]), json!([administration, contingency])] {
        let plan = plan(&lines, &rules);
        let more = moving("reserve", "works", 50_000);
        assert_eq!(completed(&plan, &more, &line("reserve")), [10_710, 3_000, 150_000, 36_290]);
        let DerivedCompletion::Completed(found) = plan.complete_derived(&more, &line("reserve")).unwrap()
        else {
            panic!("the reserve holds enough");
        };
        let due: Vec<(&str, i64)> =
            found.due().iter().map(|(rule, due)| (rule.as_str(), due.cents())).collect();
        assert_eq!(due, [("contingency", 3_000), ("administration", 10_710)]);
        // From within: 545.70 are 500.00, 2 % of these, and 7 % of both.
        let gross = moving("reserve", "works", 54_570);
        assert_eq!(completed(&plan, &gross, &Balance::Moved), [10_710, 3_000, 150_000, 36_290]);
    }
}

#[test]
fn a_share_of_all_lines_is_of_the_total_and_no_cycle() {
    let rules = json!([derived("fee", &["fee"], "10", &json!("all"), "down")]);
    let plan = plan(&[("a", 6_000), ("b", 3_000), ("fee", 1_000)], &rules);
    // Nothing but the fee was changed against its rule: what was given to it goes back.
    assert_eq!(completed(&plan, &moving("a", "fee", 500), &Balance::Moved), [6_000, 3_000, 1_000]);
    assert_eq!(completed(&plan, &moving("fee", "b", 500), &line("a")), [5_500, 3_500, 1_000]);
}

#[test]
fn rules_that_derive_from_each_other_are_named() {
    let of = |line: &str| json!({"lines": [line]});
    let rules = json!([
        derived("r0", &["d"], "10", &of("a"), "down"),
        derived("r1", &["a"], "10", &of("b"), "down"),
        derived("r2", &["b"], "10", &of("a"), "down"),
    ]);
    let lines = [("a", 0), ("b", 0), ("c", 1_000), ("d", 0)];
    let why = incomplete(&plan(&lines, &rules), &moving("c", "a", 100), &Balance::Moved);
    assert_eq!(why, Incomplete::Cycle(vec!["r1".to_owned(), "r2".to_owned()]));
    assert_eq!(
        why.message(Language::English),
        "the rules `r1`, `r2` derive lines from each other: none can be computed first; \
         leave one out, or let it go by lines that none of them derives"
    );

    let itself = json!([derived("r1", &["a"], "10", &json!({"lines": ["a", "b"]}), "down")]);
    let why = incomplete(&plan(&lines, &itself), &moving("c", "a", 100), &Balance::Moved);
    assert_eq!((why.clone(), why.code()), (Incomplete::Cycle(vec!["r1".to_owned()]), "derived_cycle"));

    let twice = json!([
        derived("r1", &["a"], "10", &of("b"), "down"),
        derived("r2", &["a", "d"], "5", &of("c"), "down")
    ]);
    let why = incomplete(&plan(&lines, &twice), &moving("c", "b", 100), &Balance::Moved);
    assert_eq!(
        (why.clone(), why.code()),
        (Incomplete::Overlap(vec!["r1".to_owned(), "r2".to_owned()]), "derived_overlap")
    );
}

#[test]
fn lines_that_hold_too_little_are_told() {
    let rules = json!([derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "down")]);
    let plan = plan(&[("desks", 10_000), ("indirect", 700), ("reserve", 5_000), ("petty", 10)], &rules);
    let proposal = moving("reserve", "desks", 5_000);
    assert_eq!(incomplete(&plan, &proposal, &line("petty")), Incomplete::TooLittle(money(340)));
    assert_eq!(incomplete(&plan, &proposal, &line("reserve")).code(), "too_little");
    // With what desks get, there is enough.
    assert_eq!(completed(&plan, &proposal, &Balance::Moved), [14_673, 1_027, 0, 10]);
}

#[test]
fn a_proposal_that_changes_only_derived_lines_is_balanced_by_their_bases() {
    let (desks, courses) = (json!({"lines": ["desks"]}), json!({"lines": ["courses"]}));
    let rules =
        json!([derived("r1", &["x"], "10", &desks, "down"), derived("r2", &["y"], "10", &courses, "down")]);
    let plan = plan(&[("desks", 3_000), ("courses", 1_000), ("x", 300), ("y", 100)], &rules);
    assert_eq!(completed(&plan, &moving("x", "y", 100), &Balance::Moved), [3_000, 1_000, 300, 100]);
}

#[test]
fn lines_derived_together_change_in_proportion() {
    let rules = json!([derived("flat", &["x", "y"], "10", &json!({"lines": ["desks"]}), "down")]);
    let plan = plan(&[("desks", 10_000), ("x", 750), ("y", 250), ("reserve", 5_000)], &rules);
    assert_eq!(
        completed(&plan, &moving("reserve", "desks", 4_000), &line("reserve")),
        [14_000, 1_050, 350, 600]
    );
    // All of it given up, and begun anew, in equal parts.
    let none = moving("desks", "reserve", 10_000);
    assert_eq!(completed(&plan, &none, &line("reserve")), [0, 0, 0, 16_000]);
}

#[test]
fn a_chain_of_the_largest_percentages_stays_in_range() {
    let rules: Vec<Value> = (1..12)
        .map(|number| {
            let base: Vec<String> = (0..number).map(|base| format!("l{base}")).collect();
            derived(&format!("r{number}"), &[&format!("l{number}")], "10000", &json!({"lines": base}), "up")
        })
        .collect();
    let ids: Vec<String> = (0..13).map(|number| format!("l{number}")).collect();
    let lines: Vec<(&str, i64)> =
        ids.iter().map(|id| (id.as_str(), if id == "l12" { 1 << 48 } else { 0 })).collect();
    let plan = plan(&lines, &json!(rules));
    let why = incomplete(&plan, &moving("l12", "l0", 1), &line("l12"));
    assert_eq!(why.code(), "too_little");
}

/// Six lines: a, b and c are free, x is derived from some of these, y from some of these and x, in whole percent.
#[derive(Clone, Debug)]
struct Case {
    amounts: Vec<i64>,
    bases: [Vec<bool>; 2],
    percents: [i64; 2],
    roundings: [usize; 2],
    moves: Vec<(usize, usize, i64)>,
}

const IDS: [&str; 5] = ["a", "b", "c", "x", "y"];
const ROUNDINGS: [&str; 3] = ["down", "up", "half_up"];

impl Case {
    fn plan(&self) -> Plan {
        let lines: Vec<(&str, i64)> = IDS.into_iter().zip(self.amounts.iter().copied()).collect();
        let rule = |number: usize| {
            let of: Vec<&str> =
                IDS.iter().zip(&self.bases[number]).filter(|(_, is)| **is).map(|(id, _)| *id).collect();
            let percent = self.percents[number].to_string();
            derived(
                ["rx", "ry"][number],
                &[IDS[3 + number]],
                &percent,
                &json!({"lines": of}),
                ROUNDINGS[self.roundings[number]],
            )
        };
        plan(&lines, &json!([rule(1), rule(0)]))
    }

    fn proposal(&self) -> Proposal {
        let moves = self.moves.iter().filter(|(from, to, _)| from != to);
        moves.fold(Proposal::new("p1", "ats").unwrap(), |proposal, (from, to, cents)| {
            proposal.transfer(IDS[*from], IDS[*to], money(*cents)).unwrap()
        })
    }

    /// What x or y is due, by the definition.
    fn due(&self, number: usize, amounts: &[i64]) -> i64 {
        let base: i64 =
            amounts.iter().zip(&self.bases[number]).filter(|(_, is)| **is).map(|(cents, _)| cents).sum();
        let hundredths = base * self.percents[number];
        match self.roundings[number] {
            0 => hundredths / 100,
            1 => (hundredths + 99) / 100,
            _ => (hundredths + 50) / 100,
        }
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    let base =
        |count| vec(any::<bool>(), count).prop_filter("a base holds a line", |base| base.contains(&true));
    let moves = vec((0..5usize, 0..5usize, 1..40i64), 1..4);
    (vec(0..120i64, 5), base(3), base(4), [0..130i64, 0..130i64], [0..3usize, 0..3usize], moves).prop_map(
        |(amounts, x, y, percents, roundings, moves)| Case {
            amounts,
            bases: [x, y],
            percents,
            roundings,
            moves,
        },
    )
}

/// What came of completing a case.
fn outcome(case: &Case, balance: &Balance) -> &'static str {
    let (plan, proposal) = (case.plan(), case.proposal());
    match plan.complete_derived(&proposal, balance) {
        Err(error) => error.code(),
        Ok(DerivedCompletion::Needless) => "needless",
        Ok(DerivedCompletion::Completed(_)) => "completed",
        Ok(DerivedCompletion::Impossible(why)) => why.code(),
    }
}

#[test]
fn the_cases_vary() {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..1_000 {
        let case = any_case().new_tree(&mut runner).unwrap().current();
        let balance = if number % 2 == 0 { Balance::Moved } else { line(IDS[number % 3]) };
        *counts.entry(outcome(&case, &balance)).or_default() += 1;
    }
    for (kind, least) in [("completed", 200), ("too_little", 50), ("no_whole_cents", 50)] {
        assert!(counts.get(kind).is_some_and(|count| *count >= least), "{kind} is scarce in {counts:?}");
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// On plans with rules and labels of every kind: a completed proposal needs no completion, keeps the total, and
    /// is the proposal with transfers at its end.
    #[test]
    fn completing_once_is_enough((plan, proposal) in any_table()) {
        match plan.complete_derived(&proposal, &Balance::Moved).unwrap() {
            DerivedCompletion::Completed(completed) => {
                let again = plan.complete_derived(completed.proposal(), &Balance::Moved).unwrap();
                prop_assert_eq!(again, DerivedCompletion::Needless);
                prop_assert!(completed.proposal().transfers().starts_with(proposal.transfers()));
                prop_assert!(!completed.added().is_empty());
                let after = plan.assess(completed.proposal()).unwrap().after();
                prop_assert_eq!(after.total(), plan.approved().total());
            }
            DerivedCompletion::Needless => {
                let assessment = plan.assess(&proposal).unwrap();
                // What is just an amount known before is no line that follows others.
                let differs = |finding: &riparto_core::Finding| {
                    finding.breach() == riparto_core::rules::Breach::Differs
                        && follows(finding.rule().limit())
                };
                prop_assert!(!assessment.findings().iter().any(differs));
            }
            DerivedCompletion::Impossible(why) => prop_assert!(!why.message(Language::Italian).is_empty()),
        }
    }
}

proptest! {
    #![proptest_config(cases(1_500))]

    /// Against every amount that the balancing line could hold: one answer at most, and it is the one that is found.
    #[test]
    fn there_is_one_completion_at_most_and_it_is_found(case in any_case(), balance in 0..3usize) {
        let plan = case.plan();
        let proposal = case.proposal();
        let assessment = given(plan.assess(&proposal).ok())?;
        let after: Vec<i64> = assessment.after().amounts().iter().map(|amount| amount.cents()).collect();
        let total: i64 = after.iter().sum();
        let mut answers = Vec::new();
        for held in 0..=total {
            let mut amounts = after.clone();
            amounts[balance] = held;
            amounts[3] = case.due(0, &amounts);
            amounts[4] = case.due(1, &amounts);
            if amounts.iter().sum::<i64>() == total {
                answers.push(amounts);
            }
        }
        prop_assert!(answers.len() <= 1);
        match plan.complete_derived(&proposal, &line(IDS[balance])).unwrap() {
            DerivedCompletion::Needless => prop_assert!(answers == [after]),
            DerivedCompletion::Completed(_) => {
                prop_assert_eq!(vec![completed(&plan, &proposal, &line(IDS[balance]))], answers);
            }
            DerivedCompletion::Impossible(why) => {
                prop_assert!(answers.is_empty(), "{:?}", answers);
                prop_assert!(matches!(why, Incomplete::TooLittle(_) | Incomplete::NoWholeCents(_)), "{:?}", why);
            }
        }
    }

    /// Balanced by the lines that moved: every derived rule holds, the total is the same, and what is neither derived nor
    /// changed by the proposal is left alone.
    #[test]
    fn a_completed_proposal_keeps_the_total_and_breaks_no_derived_rule(case in any_case()) {
        let plan = case.plan();
        let proposal = case.proposal();
        let assessment = given(plan.assess(&proposal).ok())?;
        let DerivedCompletion::Completed(found) = plan.complete_derived(&proposal, &Balance::Moved).unwrap() else {
            return given(None);
        };
        let after = plan.assess(found.proposal()).unwrap();
        prop_assert!(after.findings().is_empty());
        prop_assert_eq!(after.after().total(), plan.approved().total());
        prop_assert_eq!(found.proposal().transfers().len(), proposal.transfers().len() + found.added().len());
        let changed: Vec<usize> = assessment.changes().iter().map(|change| change.line).filter(|line| *line < 3).collect();
        if !changed.is_empty() {
            let now: Vec<usize> = after.changes().iter().map(|change| change.line).filter(|line| *line < 3).collect();
            prop_assert!(now.iter().all(|line| changed.contains(line)), "{:?} {:?}", changed, now);
        }
    }
}
