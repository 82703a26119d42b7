//! Derived lines follow a proposal as their rules say who pays: exact, only named lines, and the same verdict however it is written.

use proptest::prelude::*;
use riparto_core::plan::{DerivedCompletion, Incomplete};
use riparto_core::rules::NoticeCode;
use riparto_core::{Authorization, Money, Plan, Proposal};
use serde_json::{Value, json};

use riparto_test_support::followed_plans::{Drawn, any_plan, derived, euros, money, moving, plan};
use riparto_test_support::{cases, given};

/// The amounts in cents after a proposal and what follows it, every rule kept.
fn followed(plan: &Plan, proposal: &Proposal) -> Vec<i64> {
    let completion = plan.follow(proposal).unwrap();
    assert!(!matches!(completion, DerivedCompletion::Impossible(_)), "{completion:?}");
    let assessment = plan.assess(completion.proposal(proposal)).unwrap();
    assert!(assessment.findings().is_empty(), "{:?}", assessment.findings());
    assessment.after().amounts().iter().map(|amount| amount.cents()).collect()
}

fn impossible(plan: &Plan, proposal: &Proposal) -> Incomplete {
    match plan.follow(proposal).unwrap() {
        DerivedCompletion::Impossible(why) => why,
        other => panic!("{other:?}"),
    }
}

/// Direct costs, 7 % of indirect costs, equipment and a reserve; all in cents.
fn flat_rate(payer: &Value) -> Plan {
    let lines = [
        ("desks", 50_000_000),
        ("courses", 30_000_000),
        ("indirect", 5_600_000),
        ("equipment", 9_000_000),
        ("reserve", 2_000_000),
    ];
    let base = json!({"lines": ["desks", "courses"]});
    plan(&lines, &json!([derived("flat", &["indirect"], "7", &base, "half_up", payer)]))
}

#[test]
fn each_payer_pays() {
    let (more, less) = (moving("equipment", "desks", 7_800_000), moving("desks", "equipment", 7_800_000));
    let inside = moving("desks", "courses", 7_800_000);
    let reserve = json!({"lines": ["reserve"]});
    // 78,000.00 for desks, and 5,460.00 of indirect costs on top or included.
    for (payer, more_is, less_is) in [
        (
            json!("giver"),
            [57_800_000, 30_000_000, 6_146_000, 654_000, 2_000_000],
            [42_710_280, 30_000_000, 5_089_720, 16_800_000, 2_000_000],
        ),
        (
            json!("receiver"),
            [57_289_720, 30_000_000, 6_110_280, 1_200_000, 2_000_000],
            [42_200_000, 30_000_000, 5_054_000, 17_346_000, 2_000_000],
        ),
        (
            reserve,
            [57_800_000, 30_000_000, 6_146_000, 1_200_000, 1_454_000],
            [42_200_000, 30_000_000, 5_054_000, 16_800_000, 2_546_000],
        ),
    ] {
        let plan = flat_rate(&payer);
        assert_eq!(followed(&plan, &more), more_is, "{payer}");
        assert_eq!(followed(&plan, &less), less_is, "{payer}");
        // Nothing follows what moves between lines of one base.
        assert_eq!(plan.follow(&inside).unwrap(), DerivedCompletion::Needless);
    }
}

#[test]
fn payers_in_order_pay_as_far_as_they_hold() {
    let both = json!({"lines": ["reserve", "courses"]});
    let lines =
        [("desks", 10_000), ("indirect", 700), ("reserve", 100), ("courses", 5_000), ("other", 9_000)];
    let rule =
        |payer| json!([derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "down", payer)]);
    let two = plan(&lines, &rule(&both));
    assert_eq!(followed(&two, &moving("other", "desks", 1_000)), [11_000, 770, 30, 5_000, 8_000]);
    assert_eq!(followed(&two, &moving("other", "desks", 3_000)), [13_000, 910, 0, 4_890, 6_000]);
    assert_eq!(followed(&two, &moving("desks", "other", 3_000)), [7_000, 490, 310, 5_000, 12_000]);
    let one = plan(&lines, &rule(&json!({"lines": ["reserve"]})));
    assert_eq!(impossible(&one, &moving("other", "desks", 3_000)), Incomplete::TooLittle(money(110)));
}

#[test]
fn what_a_proposal_leaves_alone_is_not_healed() {
    // The indirect costs are wrong before; a transfer that has no part in them changes nothing of that.
    let lines = [("desks", 10_000), ("indirect", 500), ("a", 1_000), ("b", 1_000)];
    let rules = json!([derived(
        "flat",
        &["indirect"],
        "7",
        &json!({"lines": ["desks"]}),
        "down",
        &json!({"lines": ["a"]})
    )]);
    let plan = plan(&lines, &rules);
    assert_eq!(plan.follow(&moving("a", "b", 300)).unwrap(), DerivedCompletion::Needless);
    assert_eq!(followed(&plan, &moving("b", "desks", 300)), [10_300, 721, 779, 700]);
}

#[test]
fn a_derived_line_that_is_named_goes_back_to_what_is_due() {
    let plan = flat_rate(&json!({"lines": ["reserve"]}));
    assert_eq!(
        followed(&plan, &moving("indirect", "desks", 100)),
        [50_000_100, 30_000_000, 5_600_007, 9_000_000, 1_999_893]
    );
    let alone = flat_rate(&json!({"lines": ["indirect"]}));
    assert_eq!(impossible(&alone, &moving("equipment", "desks", 100)), Incomplete::NoBalance);
}

/// What is stated alone may leave a line at what is due, whoever pays.
#[test]
fn what_leaves_lines_as_they_are_due_passes_where_nothing_can_follow() {
    let lines = [("desks", 10_000), ("indirect", 700), ("other", 9_000)];
    let of = json!({"lines": ["desks"]});
    let rule =
        |of: &Value, payer| plan(&lines, &json!([derived("flat", &["indirect"], "7", of, "down", &payer)]));
    // 7 % of up to 100.14 are 7.00.
    let by_itself = rule(&of, json!({"lines": ["indirect"]}));
    let largest =
        |plan: &Plan, from: &str, to: &str| plan.largest_transfer(from, to, Authorization::Free).unwrap();
    assert_eq!(largest(&by_itself, "other", "desks"), money(14));
    assert_eq!(largest(&by_itself, "desks", "other"), money(0));
    assert_eq!(impossible(&by_itself, &moving("other", "desks", 15)), Incomplete::NoBalance);
    assert!(!matches!(
        by_itself.follow(&moving("other", "desks", 14)).unwrap(),
        DerivedCompletion::Impossible(_)
    ));
    // 7 % of both are 7.49, and 7.00 of 100.00 to 100.14 of both.
    let of_both = rule(&json!({"lines": ["desks", "indirect"]}), json!("giver"));
    assert_eq!(
        impossible(&of_both, &moving("other", "desks", 1)),
        Incomplete::Cycle(vec!["flat".to_owned()])
    );
    assert_eq!(largest(&of_both, "desks", "other"), money(700));
    let code =
        |plan: &Plan| plan.notices().into_iter().map(|notice| (notice.code, notice.rule)).collect::<Vec<_>>();
    assert_eq!(code(&by_itself), [(NoticeCode::PayersDerived, "flat".to_owned())]);
    assert_eq!(code(&of_both), [(NoticeCode::DerivedFromItself, "flat".to_owned())]);
}

/// Each partner has direct and indirect costs of its own; one rule for all.
#[test]
fn each_partner_has_its_own_derived_line_and_payer() {
    let partners = ["ats", "anci", "cnr"];
    let mut lines: Vec<Value> = Vec::new();
    for partner in partners {
        for (kind, cents) in [("direct", 10_000_000), ("indirect", 1_500_000), ("reserve", 800_000)] {
            let labels = json!({"partner": partner, "kind": kind});
            lines.push(json!({"id": format!("{partner}-{kind}"), "amount": euros(cents), "labels": labels}));
        }
    }
    let of = json!({"labels": {"kind": "direct"}, "except": {"other": "partner"}});
    let rules = |payer: Value| {
        json!([{"id": "flat", "scope": {"labels": {"kind": "indirect"}}, "each": {"label": "partner"},
        "limit": {"derived": {"percent": "15", "of": of, "rounding": "half_up", "paid_by": payer}}}])
    };
    let plan_of = |payer: Value| {
        let document = json!({"format": "riparto.plan/1", "title": "Plan", "total": euros(36_900_000), "lines": lines, "rules": rules(payer)});
        Plan::from_json(&document.to_string()).unwrap()
    };
    let between = moving("ats-direct", "anci-direct", 1_000_000);
    let end = plan_of(json!("giver"));
    // What one sets free the other takes: 10,000.00 plus 1,500.00 of indirect costs.
    let DerivedCompletion::Completed(completed) = end.follow(&between).unwrap() else { panic!("it follows") };
    let [added] = completed.added() else { panic!("{completed:?}") };
    assert_eq!((added.from(), added.to(), added.amount()), ("ats-indirect", "anci-indirect", money(150_000)));
    // Or each reserve pays for its own partner.
    let reserve = json!({"labels": {"kind": "reserve"}, "except": {"other": "partner"}});
    let own = plan_of(reserve);
    let after = followed(&own, &between);
    assert_eq!(
        after,
        [9_000_000, 1_350_000, 950_000, 11_000_000, 1_650_000, 650_000, 10_000_000, 1_500_000, 800_000]
    );
}

#[test]
fn chains_follow_with_every_flat_rate() {
    for percent in ["7", "15", "20", "25", "40"] {
        let works = json!({"lines": ["works"]});
        let with = json!({"lines": ["works", "staff"]});
        let rate: i64 = percent.parse().unwrap();
        let staff = 1_000_000 * rate / 100;
        let overheads = (1_000_000 + staff) * 7 / 100;
        let lines =
            [("overheads", overheads), ("staff", staff), ("works", 1_000_000), ("reserve", 2_000_000)];
        let reserve = json!({"lines": ["reserve"]});
        let rules = json!([
            derived("overheads", &["overheads"], "7", &with, "half_up", &reserve),
            derived("staff", &["staff"], percent, &works, "half_up", &json!("giver")),
        ]);
        let plan = plan(&lines, &rules);
        let after = followed(&plan, &moving("reserve", "works", 100_000));
        let staff_after = 1_100_000 * rate / 100;
        assert_eq!(after[..3], [(1_100_000 + staff_after) * 7 / 100, staff_after, 1_100_000], "{percent}");
    }
}

proptest! {
    #![proptest_config(cases(400))]

    /// What follows, written into the proposal, marked or not, is judged alike; and once is enough.
    #[test]
    fn two_answers_that_agree_are_one(drawn in any_plan(240)) {
        let Drawn { plan, proposal } = drawn;
        let DerivedCompletion::Completed(completed) = given(plan.follow(&proposal).ok())? else { return given(None) };
        let judged = plan.assess(completed.proposal()).unwrap();
        let again = plan.follow(completed.proposal()).unwrap();
        prop_assert_eq!(again.proposal(completed.proposal()), completed.proposal());
        let plain = completed.proposal().transfers().iter().fold(Proposal::new("p1", "ats").unwrap(), |plain, transfer| {
            plain.transfer(transfer.from(), transfer.to(), transfer.amount()).unwrap()
        });
        prop_assert_eq!(plan.follow(&plain).unwrap(), DerivedCompletion::Needless);
        let plain = plan.assess(&plain).unwrap();
        prop_assert_eq!(plain.after(), judged.after());
        prop_assert_eq!(plain.authorization(), judged.authorization());
    }

    /// Derived lines hold what is due, and nothing changes but named lines, derived lines and payers.
    #[test]
    fn what_follows_is_due_and_nobody_else_is_touched(drawn in any_plan(240)) {
        let Drawn { plan, proposal } = drawn;
        let DerivedCompletion::Completed(completed) = given(plan.follow(&proposal).ok())? else { return given(None) };
        let judged = plan.assess(completed.proposal()).unwrap();
        let is_derived = |finding: &riparto_core::Finding| finding.rule().limit().name() == "derived";
        prop_assert!(judged.findings().iter().all(|finding| !is_derived(finding) || !finding.is_worse()));
        prop_assert_eq!(judged.after().total(), plan.approved().total());
        prop_assert!(completed.added().iter().all(riparto_core::Transfer::follows));
        let may = |line: &str| {
            let named = proposal.transfers().iter().any(|transfer| [transfer.from(), transfer.to()].contains(&line));
            let document: Value = serde_json::from_str(&plan.to_json()).unwrap();
            let ruled = document["rules"].as_array().unwrap().iter().any(|rule| {
                let scopes = [&rule["scope"], &rule["limit"]["derived"]["paid_by"]];
                scopes.iter().any(|scope| scope["lines"].as_array().is_some_and(|lines| lines.contains(&json!(line))))
            });
            named || ruled
        };
        prop_assert!(judged.changes().iter().all(|change| may(judged.line(change).id())));
    }

    /// The largest transfer passes with what follows it, and none beyond does: every amount is tried.
    #[test]
    fn the_largest_transfer_is_the_largest_that_passes_with_what_follows(drawn in any_plan(240), up_to in 0..5usize) {
        let Drawn { plan, proposal } = drawn;
        let up_to = Authorization::ALL[up_to];
        let transfer = &proposal.transfers()[0];
        let (from, to) = (transfer.from(), transfer.to());
        let held = plan.approved().amount(from).unwrap().cents();
        let passes = |cents: &i64| {
            let Ok(assessment) = assess(&plan, &moving(from, to, *cents)) else { return false };
            assessment.findings().iter().all(|finding| finding.needs() <= up_to || !finding.is_worse())
        };
        let most = (1..=held).rev().find(passes).unwrap_or(0);
        prop_assert_eq!(plan.largest_transfer(from, to, up_to).unwrap(), money(most), "{}", plan.to_json());
    }

    #[test]
    fn what_would_pass_is_judged_with_what_follows(drawn in any_plan(240)) {
        let Drawn { plan, proposal } = drawn;
        let transfer = &proposal.transfers()[0];
        let only = moving(transfer.from(), transfer.to(), transfer.amount().cents());
        let needs = |cents: i64| {
            let assessment = assess(&plan, &moving(transfer.from(), transfer.to(), cents));
            assessment.map(|assessment| assessment.authorization()).unwrap_or(Authorization::Forbidden)
        };
        for (level, most) in given(plan.would_pass(&only).ok())? {
            prop_assert!(most.is_proven());
            let most = most.passes();
            prop_assert!(most.is_zero() || needs(most.cents()) <= level);
            prop_assert!((most.cents() + 1..=transfer.amount().cents()).all(|cents| needs(cents) > level));
        }
    }
}

proptest! {
    #![proptest_config(cases(24))]

    /// The steps over amounts that cannot pass leave none out: on plans of some euros every cent is tried.
    #[test]
    fn no_amount_that_passes_is_stepped_over(drawn in any_plan(6_000)) {
        let Drawn { plan, proposal } = drawn;
        let transfer = &proposal.transfers()[0];
        let (from, to) = (transfer.from(), transfer.to());
        let largest = plan.largest_transfer(from, to, Authorization::Free).unwrap().cents();
        let held = plan.approved().amount(from).unwrap().cents();
        let passes = |cents: i64| {
            let Ok(assessment) = assess(&plan, &moving(from, to, cents)) else { return false };
            assessment.findings().iter().all(|finding| !finding.is_worse())
        };
        prop_assert!(largest == 0 || passes(largest));
        prop_assert!(!(largest + 1..=held).any(passes), "{} {}", largest, plan.to_json());
    }
}

/// A proposal judged with what follows it; an error where nothing makes its derived lines right.
fn assess(plan: &Plan, proposal: &Proposal) -> Result<riparto_core::plan::Assessment, String> {
    match plan.follow(proposal).map_err(|error| error.to_string())? {
        DerivedCompletion::Impossible(why) => Err(why.code().to_owned()),
        completion => plan.assess(completion.proposal(proposal)).map_err(|error| error.to_string()),
    }
}

#[test]
fn large_amounts_take_few_steps() {
    // EUR 500,000.00 at most for desks: of 40 million, the largest transfer is found to the cent.
    let lines = [("desks", 40_000_000), ("indirect", 2_800_000), ("reserve", 4_000_000_000)];
    let rules = json!([
        derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "half_up", &json!("giver")),
        {"id": "cap", "scope": {"lines": ["desks", "indirect"]}, "limit": {"ceiling": "500000.00"}},
    ]);
    let plan = plan(&lines, &rules);
    let largest = plan.largest_transfer("reserve", "desks", Authorization::Free).unwrap();
    let after = followed(&plan, &moving("reserve", "desks", largest.cents()));
    assert_eq!(after[0] + after[1], 50_000_000);
    assert_eq!(largest, Money::from_cents(6_728_972).unwrap());
    let beyond = assess(&plan, &moving("reserve", "desks", largest.cents() + 1)).unwrap();
    assert_eq!(beyond.authorization(), Authorization::Forbidden);
}

#[test]
fn a_search_that_ends_says_between_which_amounts_nothing_is_proven() {
    // Indirect costs move by hundreds of euros only: few amounts of millions pass, and those that do not heal nothing.
    let lines = [("desks", 0), ("indirect", 0), ("reserve", 1_000_000_000)];
    let rules = json!([
        derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "half_up", &json!("giver")),
        {"id": "hundreds", "scope": {"lines": ["indirect"]}, "limit": {"step": "100.00"}},
    ]);
    let plan = plan(&lines, &rules);
    let bounds = plan.transfer_bounds("reserve", "desks", Authorization::Free).unwrap();
    assert!(!bounds.is_proven(), "{bounds:?}");
    assert_eq!(plan.largest_transfer("reserve", "desks", Authorization::Free).unwrap(), bounds.passes());
    let passes = |cents: i64| {
        assess(&plan, &moving("reserve", "desks", cents))
            .is_ok_and(|judged| judged.authorization() == Authorization::Free)
    };
    let [largest, at_most] = [bounds.passes().cents(), bounds.at_most().cents()];
    assert!(largest == 0 || passes(largest), "{bounds:?}");
    assert!((at_most + 1..=934_579_440).rev().step_by(97).all(|cents| !passes(cents)));
    // The largest is between them: 7 % of 9,345,714.29 is 654,200.00, and what both come to is held.
    assert!(passes(934_571_429) && (largest..=at_most).contains(&934_571_429), "{bounds:?}");
}
