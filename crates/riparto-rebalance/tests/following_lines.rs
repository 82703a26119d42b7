//! Rebalancing with what follows: what it answers is what a person who writes the transfers gets.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_core::plan::DerivedCompletion;
use riparto_core::{Authorization, Money, Plan, Proposal};
use riparto_rebalance::rebalance::{CounterProposal, Giving, Nearest};
use riparto_rebalance::{Answer, Measure, Rebalance, SettlementAnswer};
use serde_json::json;

use riparto_test_support::followed_plans::{Drawn, IDS, any_plan, derived, money, moving, plan};
use riparto_test_support::{cases, given};

const MEASURES: [Measure; 5] = [
    Measure::LeastSquares,
    Measure::LeastMoved,
    Measure::LeastPeak,
    Measure::InProportion,
    Measure::FewestLines,
];

/// What lines hold in cents after the transfers that a proposal states, with what follows them, and what that needs.
fn written(plan: &Plan, transfers: &[riparto_core::Transfer]) -> (Vec<i64>, Authorization) {
    let stated = transfers.iter().filter(|transfer| !transfer.follows());
    let proposal = stated.fold(Proposal::new("p1", "ats").unwrap(), |proposal, transfer| {
        proposal.transfer(transfer.from(), transfer.to(), transfer.amount()).unwrap()
    });
    if proposal.transfers().is_empty() {
        assert!(transfers.is_empty());
        return (cents(plan.approved().amounts()), plan.check().authorization());
    }
    let completion = plan.follow(&proposal).unwrap();
    assert!(!matches!(completion, DerivedCompletion::Impossible(_)), "{completion:?}");
    let assessment = plan.assess(completion.proposal(&proposal)).unwrap();
    (cents(assessment.after().amounts()), assessment.authorization())
}

fn cents(amounts: &[Money]) -> Vec<i64> {
    amounts.iter().map(|amount| amount.cents()).collect()
}

/// What lines wish for with what follows.
fn wished(nearest: &Nearest, plan: &Plan, wish: &[Money]) -> Vec<i64> {
    let mut wish = cents(wish);
    nearest
        .wished()
        .for_each(|(line, amount)| wish[plan.envelope().position(line).unwrap()] = amount.cents());
    wish
}

/// All that proposals lead to with what follows them which state some cents between lines a to d, if it passes.
fn reachable(plan: &Plan, up_to: Authorization) -> Vec<Vec<i64>> {
    let held = cents(plan.approved().amounts());
    let mut found = Vec::new();
    if plan.check().authorization() <= up_to {
        found.push(held.clone());
    }
    let total: i64 = held[..4].iter().sum();
    for a in 0..=total {
        for b in 0..=total - a {
            for c in 0..=total - a - b {
                let to = [a, b, c, total - a - b - c];
                let mut changes: Vec<(usize, i64)> =
                    (0..4).map(|line| (line, to[line] - held[line])).collect();
                let mut proposal = Proposal::new("p1", "ats").unwrap();
                while let Some(from) = changes.iter().position(|(_, cents)| *cents < 0) {
                    let to = changes.iter().position(|(_, cents)| *cents > 0).unwrap();
                    let moved = changes[to].1.min(-changes[from].1);
                    proposal = proposal.transfer(IDS[from], IDS[to], money(moved)).unwrap();
                    changes[from].1 += moved;
                    changes[to].1 -= moved;
                }
                if proposal.transfers().is_empty() {
                    continue;
                }
                let Ok(completion) = plan.follow(&proposal) else { continue };
                if matches!(completion, DerivedCompletion::Impossible(_)) {
                    continue;
                }
                let Ok(assessment) = plan.assess(completion.proposal(&proposal)) else { continue };
                if assessment.authorization() <= up_to {
                    found.push(cents(assessment.after().amounts()));
                }
            }
        }
    }
    found
}

fn far(amounts: &[i64], wish: &[i64], measure: Measure) -> i128 {
    let apart = amounts.iter().zip(wish).map(|(amount, wish)| i128::from((amount - wish).abs()));
    match measure {
        Measure::LeastSquares => apart.map(|apart| apart * apart).sum(),
        Measure::LeastMoved => apart.sum(),
        Measure::LeastPeak => apart.max().unwrap(),
        Measure::FewestLines => apart.filter(|apart| *apart > 0).count().try_into().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn wishes() -> impl Strategy<Value = [i64; 4]> {
    prop::array::uniform4(-6..=6i64)
}

/// Wishes for lines a to d: some cents more or less.
fn wish_of(plan: &Plan, more: [i64; 4]) -> Vec<Money> {
    let mut wish = plan.approved().amounts().to_vec();
    for (line, more) in more.into_iter().enumerate() {
        wish[line] = money((wish[line].cents() + more).max(0));
    }
    wish
}

proptest! {
    #![proptest_config(cases(200))]

    /// Whatever is found is what the transfers that it states lead to, with what follows them.
    #[test]
    fn what_is_found_is_what_its_transfers_lead_to(drawn in any_plan(60), more in wishes(), measure in 0..5usize, level in 0..4usize) {
        let plan = drawn.plan;
        let up_to = Authorization::ALL[level];
        let wish = wish_of(&plan, more.map(|more| 5 * more));
        let answer = Rebalance::new().wishes(&wish).measure(MEASURES[measure]).up_to(up_to).run(&plan).unwrap();
        let nearest = given(answer.found())?;
        let Some(SettlementAnswer::Found(way)) = nearest.settlement() else { return Err(TestCaseError::fail("no way")) };
        // Transfers that name derived lines only make right what was wrong before.
        let named = |line: &str| ["x", "y"].contains(&line);
        let heals = way.transfers().iter().any(|transfer| !transfer.follows() && (named(transfer.from()) || named(transfer.to())));
        prop_assert!(!heals || !plan.check().is_empty());
        let (after, needs) = written(&plan, way.transfers());
        prop_assert_eq!(&after, &cents(nearest.allocation().amounts()), "{}", plan.to_json());
        prop_assert!(needs <= up_to);
    }

    /// The same of what is given.
    #[test]
    fn what_is_given_is_what_its_transfers_lead_to(drawn in any_plan(60), line in 0..4usize, other in 0..4usize, more in 1..20i64) {
        let plan = drawn.plan;
        let giving = Giving::new().change(IDS[line].parse().unwrap(), money(more).into());
        let giving = if line == other { giving } else { giving.from(IDS[other].parse().unwrap()) };
        let found = giving.run(&plan, &Rebalance::new()).unwrap();
        let Answer::Found(nearest) = found.answer() else { return given(None) };
        let Some(SettlementAnswer::Found(way)) = nearest.settlement() else { return Err(TestCaseError::fail("no way")) };
        let (after, needs) = written(&plan, way.transfers());
        prop_assert_eq!(&after, &cents(nearest.allocation().amounts()), "{}", plan.to_json());
        // Where nothing can be given, what was broken before stays.
        prop_assert!(needs == Authorization::Free || way.transfers().is_empty());
    }

    /// A wish that the rules allow with what follows it is met in full.
    #[test]
    fn a_proposal_that_passes_is_what_its_wish_gets(drawn in any_plan(60)) {
        let Drawn { plan, proposal } = drawn;
        let asked = given(plan.assess(&proposal).ok())?;
        let completion = given(plan.follow(&proposal).ok())?;
        let judged = given(plan.assess(completion.proposal(&proposal)).ok())?;
        if matches!(completion, DerivedCompletion::Impossible(_)) || judged.authorization() > Authorization::Free || asked.changes().is_empty() {
            return given(None);
        }
        let wish = asked.after();
        let Answer::Found(nearest) = Rebalance::new().wishes(wish.amounts()).run(&plan).unwrap() else { return Err(TestCaseError::fail("it passes")) };
        prop_assert_eq!(nearest.allocation(), &judged.after());
        prop_assert!(nearest.is_proven() && nearest.objective().moved == 0);
        prop_assert!(Rebalance::new().wishes(wish.amounts()).verify(&plan, nearest.allocation()).unwrap());
    }

    /// The same of counter-proposals.
    #[test]
    fn counter_proposals_are_what_their_transfers_lead_to(drawn in any_plan(60)) {
        let Drawn { plan, proposal } = drawn;
        let counter = given(CounterProposal::of(&plan, &proposal, Authorization::Free).ok().flatten())?;
        let (after, needs) = written(&plan, counter.proposal().transfers());
        prop_assert_eq!(after, cents(counter.assessment().after().amounts()), "{} {:?} {:?}", plan.to_json(), proposal, counter.proposal());
        prop_assert_eq!(needs, Authorization::Free);
    }
}

proptest! {
    #![proptest_config(cases(24))]

    /// Against all proposals on plans of a few cents.
    #[test]
    fn nothing_that_is_reached_is_nearer_than_what_is_proven(drawn in any_plan(9), more in wishes(), level in 0..4usize) {
        let plan = drawn.plan;
        let up_to = Authorization::ALL[level];
        let wish = wish_of(&plan, more);
        let all = reachable(&plan, up_to);
        for measure in MEASURES.into_iter().filter(|measure| *measure != Measure::InProportion) {
            match Rebalance::new().wishes(&wish).measure(measure).up_to(up_to).run(&plan).unwrap() {
                Answer::Found(nearest) => {
                    let wish = wished(&nearest, &plan, &wish);
                    let found = far(&cents(nearest.allocation().amounts()), &wish, measure);
                    let least = all.iter().map(|amounts| far(amounts, &wish, measure)).min().unwrap_or(i128::MAX);
                    prop_assert!(nearest.at_least() <= least, "{measure:?} {} {least} {}", nearest.at_least(), plan.to_json());
                    if nearest.is_proven() {
                        prop_assert!(found <= least, "{measure:?} {found} {least} {}", plan.to_json());
                    }
                }
                Answer::Infeasible(_) => prop_assert!(all.is_empty(), "{}", plan.to_json()),
                Answer::Unknown => return given(None),
            }
        }
    }
}

/// Most answers are found, and proven.
#[test]
fn most_answers_are_proven() {
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut found, mut proven) = (0, 0, 0);
    for _ in 0..60 {
        let Drawn { plan, .. } = any_plan(9).new_tree(&mut runner).unwrap().current();
        let more = wishes().new_tree(&mut runner).unwrap().current();
        if reachable(&plan, Authorization::Free).is_empty() {
            continue;
        }
        asked += 1;
        if let Answer::Found(nearest) = Rebalance::new().wishes(&wish_of(&plan, more)).run(&plan).unwrap() {
            found += 1;
            proven += usize::from(nearest.is_proven());
        }
    }
    println!("{found} found and {proven} proven of {asked}");
    assert!(
        asked > 40 && found * 100 / asked >= 95 && proven * 100 / asked >= 85,
        "{found} {proven} of {asked}"
    );
}

#[test]
fn each_payer_pays_for_what_follows_a_wish() {
    let lines = [
        ("desks", 100_000),
        ("office", 100_000),
        ("indirect", 7_000),
        ("reserve", 50_000),
        ("other", 60_000),
    ];
    let of = |payer: &serde_json::Value| {
        plan(
            &lines,
            &json!([derived("flat", &["indirect"], "7", &json!({"lines": ["desks"]}), "half_up", payer)]),
        )
    };
    for (payer, amounts) in [
        (json!("giver"), [110_000, 89_300, 7_700, 50_000, 60_000]),
        (json!("receiver"), [109_346, 90_000, 7_654, 50_000, 60_000]),
        (json!({"lines": ["reserve"]}), [110_000, 90_000, 7_700, 49_300, 60_000]),
    ] {
        let plan = of(&payer);
        let wish = Rebalance::new().wish("desks", money(110_000)).wish("office", money(90_000));
        let Answer::Found(nearest) = wish.run(&plan).unwrap() else { panic!("it passes") };
        assert_eq!(cents(nearest.allocation().amounts()), amounts, "{payer}");
        assert!(nearest.is_proven() && nearest.objective().moved == 0 && nearest.binding().len() == 0);
        let Some(SettlementAnswer::Found(way)) = nearest.settlement() else { panic!("two transfers") };
        let [stated, follows] = way.transfers() else { panic!("two transfers") };
        assert_eq!((stated.from(), stated.to(), stated.amount()), ("office", "desks", money(10_000)));
        assert!(follows.follows() && follows.to() == "indirect");
        let completion = plan.follow(&moving("office", "desks", 10_000)).unwrap();
        assert_eq!(completion.proposal(&moving("office", "desks", 10_000)).transfers(), way.transfers());
        // What is given comes from whom it is said, and what follows from whom the rule says.
        let giving = Giving::new()
            .change("desks".parse().unwrap(), money(10_000).into())
            .from("office".parse().unwrap());
        let given = giving.run(&plan, &Rebalance::new()).unwrap();
        let Answer::Found(nearest) = given.answer() else { panic!("it passes") };
        let (after, _) = written(
            &plan,
            match nearest.settlement() {
                Some(SettlementAnswer::Found(way)) => way.transfers(),
                _ => &[],
            },
        );
        assert_eq!((given.in_full(), &after), (true, &cents(nearest.allocation().amounts())));
        let office = if payer == json!({"lines": ["reserve"]}) { 90_000 } else { 89_300 };
        assert_eq!(after[..2], [110_000, office], "{payer}");
    }
}
