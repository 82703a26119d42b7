//! The strategies vary: with a fixed seed, each kind of case that matters comes up often enough to be tested.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use riparto_arbitrary::arbitrary::{any_money, any_plan, any_plan_with_proposals, any_proposal_for};
use riparto_core::money::Weight;
use riparto_core::rules::{Base, Each};
use riparto_core::{Apportion, Assessment, Authorization, Limit, Method, Money, Plan, Proposal, apportion};
use riparto_rebalance::Headroom;

const SAMPLES: usize = 2_000;

/// How often each kind of case came up.
#[derive(Default)]
struct Counts(BTreeMap<&'static str, usize>);

impl Counts {
    fn count(&mut self, kind: &'static str, is: bool) {
        *self.0.entry(kind).or_default() += usize::from(is);
    }

    /// Asserts that each kind came up in so many of a thousand samples at least, and that all kinds are named.
    fn assert_at_least(&self, shares: &[(&'static str, usize)]) {
        let scarce: Vec<String> = shares
            .iter()
            .map(|(kind, least)| (kind, least, self.0.get(kind).copied().unwrap_or(0) * 1_000 / SAMPLES))
            .filter(|(_, least, share)| share < *least)
            .map(|(kind, least, share)| format!("{kind}: {share} of a thousand, {least} wanted"))
            .collect();
        assert!(scarce.is_empty(), "{scarce:#?} in {:#?}", self.0);
        assert!(self.0.keys().all(|kind| shares.iter().any(|(known, _)| known == kind)), "{:#?}", self.0);
    }
}

fn samples<S: Strategy>(strategy: S) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::deterministic();
    std::iter::repeat_with(move || strategy.new_tree(&mut runner).unwrap().current()).take(SAMPLES)
}

/// Whether some rule leaves a line with money nothing to give, and the plan keeps all rules.
fn is_tight(plan: &Plan) -> bool {
    let headroom = Headroom::of_within(plan, Authorization::Free, &riparto_solve::Meter::new(1 << 14));
    let stuck = |margin: riparto_rebalance::rebalance::Margin<'_>| {
        let held = plan.approved().amount(margin.line.id()).unwrap();
        !margin.give_stop.rules.is_empty() && margin.give.is_zero() && !held.is_zero()
    };
    plan.check().is_empty() && headroom.iter().any(stuck)
}

/// The names of a rule's limit, and of the limits of its bands.
fn kinds(limit: &Limit) -> Vec<&'static str> {
    let of_scope = |limit: &Limit| match limit {
        Limit::ShareFloor(share) | Limit::ShareCeiling(share) if share.of.is_some() => {
            Some("share of a scope")
        }
        Limit::Movement(movement) if movement.by.is_some() => Some("movement by label"),
        Limit::Moved(moved) if moved.by.is_some() => Some("moved by label"),
        Limit::Flow(flow) if flow.since.is_some_and(|since| since != Base::Approved) => {
            Some("flow since a base")
        }
        Limit::Sum(bounds) if bounds.exactly.is_some() => Some("exactly"),
        Limit::Sum(bounds) if bounds.at_least.is_some() && bounds.at_most.is_some() => Some("between"),
        _ => None,
    };
    let mut kinds = match limit {
        Limit::Bands(bands) => vec!["bands", bands[0].limit.name()],
        limit => std::iter::once(limit.name()).chain(of_scope(limit)).collect(),
    };
    let written = serde_json::to_string(limit).unwrap();
    let said = SAID.into_iter().filter(|(_, text)| written.contains(text)).map(|(kind, _)| kind);
    kinds.extend(said);
    kinds
}

/// What a limit may say, as documents write it.
const SAID: [(&str, &str); 10] = [
    ("strict", "\"strict\":true"),
    ("lesser", "\"lesser\":["),
    ("greater", "\"greater\":["),
    ("of the total", "\"of\":\"total\""),
    ("of the same part", "{\"same\":"),
    ("of other parts", "{\"other\":"),
    ("base approved", "\"approved\""),
    ("base initial_with_acts", "\"initial_with_acts\""),
    ("base authorized", "{\"authorized\":"),
    ("base after", "\"base\":\"after\""),
];

#[test]
fn plans_vary() {
    let mut counts = Counts::default();
    for plan in samples(any_plan()) {
        let (envelope, rules) = (plan.envelope(), plan.rulebook().rules());
        let total = envelope.total();
        counts.count("broken rules", !plan.check().is_empty());
        counts.count("kept rules", !rules.is_empty() && plan.check().is_empty());
        counts.count("kept rules that leave nothing to give", is_tight(&plan));
        counts.count("no rules", rules.is_empty());
        counts.count("five rules or more", rules.len() >= 5);
        counts.count("labels", envelope.lines().any(|line| line.labels().iter().next().is_some()));
        counts.count("several label keys", envelope.lines().any(|line| line.labels().iter().count() > 1));
        counts.count("no labels", envelope.lines().all(|line| line.labels().iter().next().is_none()));
        counts.count("one line", envelope.line_count() == 1);
        counts.count("ten lines or more", envelope.line_count() >= 10);
        counts.count("a line with nothing", plan.approved().amounts().iter().any(|amount| amount.is_zero()));
        counts.count("all on one line", plan.approved().amounts().contains(&total));
        counts.count("a total of nothing", total.is_zero());
        counts.count("a total of cents", (1..1_000).contains(&total.cents()));
        counts.count("a realistic total", (1_000_000..1_000_000_000).contains(&total.cents()));
        counts.count("a total near the largest", total.cents() > Money::MAX.cents() / 2);
        counts.count("parties", !plan.parties().is_empty());
        counts.count("approved since", plan.approved() != plan.original());
        counts.count("another total since", plan.original().total() != total);
        counts.count("each line", rules.iter().any(|rule| rule.each() == Some(&Each::Line)));
        counts.count("each label", rules.iter().any(|rule| matches!(rule.each(), Some(Each::Label(_)))));
        let kept: serde_json::Value = serde_json::from_str(&plan.to_json()).unwrap();
        counts.count("an allocation kept for acts", kept.get("initial_with_acts").is_some());
        counts.count("an allocation kept for a level", kept.get("authorized").is_some());
        for name in KINDS.into_iter().chain(SAID.map(|(kind, _)| kind)) {
            counts.count(name, rules.iter().any(|rule| kinds(rule.limit()).contains(&name)));
        }
    }
    let kinds = KINDS.map(|kind| (kind, 60));
    let said = SAID.map(|(kind, _)| (kind, 40));
    counts.assert_at_least(&[PLANS.as_slice(), &kinds, &said].concat());
}

const KINDS: [&str; 20] = [
    "sum",
    "between",
    "exactly",
    "change",
    "moved",
    "moved by label",
    "flow since a base",
    "floor",
    "ceiling",
    "share_floor",
    "share_ceiling",
    "share of a scope",
    "locked",
    "variation",
    "movement",
    "movement by label",
    "flow",
    "step",
    "derived",
    "bands",
];

const PLANS: [(&str, usize); 23] = [
    ("an allocation kept for acts", 300),
    ("an allocation kept for a level", 300),
    ("broken rules", 300),
    ("kept rules", 100),
    ("kept rules that leave nothing to give", 20),
    ("no rules", 50),
    ("five rules or more", 300),
    ("labels", 500),
    ("several label keys", 300),
    ("no labels", 150),
    ("one line", 40),
    ("ten lines or more", 150),
    ("a line with nothing", 400),
    ("all on one line", 50),
    ("a total of nothing", 50),
    ("a total of cents", 50),
    ("a realistic total", 400),
    ("a total near the largest", 80),
    ("parties", 500),
    ("approved since", 250),
    ("another total since", 60),
    ("each line", 200),
    ("each label", 100),
];

/// Whether what was broken before is broken less.
fn heals(plan: &Plan, assessment: &Assessment) -> bool {
    assessment.authorization() < plan.check().authorization()
}

#[test]
fn proposals_vary() {
    let mut counts = Counts::default();
    let tables = any_plan()
        .prop_filter("one line allows no transfer", |plan| plan.envelope().line_count() > 1)
        .prop_flat_map(|plan| (any_proposal_for(&plan), Just(plan)));
    for (proposal, plan) in samples(tables) {
        let assessment = plan.assess(&proposal).expect("a proposal is valid as input");
        for level in Authorization::ALL {
            counts.count(level.name(), assessment.authorization() == level);
        }
        let worse = |assessment: &Assessment| assessment.findings().iter().any(|finding| finding.is_worse());
        counts.count("makes something worse", worse(&assessment));
        counts.count(
            "keeps all rules",
            !plan.rulebook().rules().is_empty() && assessment.findings().is_empty(),
        );
        counts.count("heals", heals(&plan, &assessment));
        counts.count("cancels out", assessment.changes().is_empty());
        counts.count("one transfer", proposal.transfers().len() == 1);
        counts.count("several transfers", proposal.transfers().len() > 2);
        let drained = |change: &riparto_core::budget::Change| change.after.is_zero();
        counts.count("drains a line", assessment.changes().iter().any(drained));
        let moved: i128 =
            proposal.transfers().iter().map(|transfer| i128::from(transfer.amount().cents())).sum();
        counts.count("moves more than it changes", moved > i128::from(assessment.moved().cents()));
    }
    counts.assert_at_least(&[
        ("free", 150),
        ("notification", 50),
        ("prior_approval", 80),
        ("exceptional", 80),
        ("forbidden", 200),
        ("makes something worse", 200),
        ("keeps all rules", 60),
        ("heals", 15),
        ("cancels out", 80),
        ("one transfer", 200),
        ("several transfers", 100),
        ("drains a line", 200),
        ("moves more than it changes", 150),
    ]);
}

#[test]
fn splits_vary() {
    let mut counts = Counts::default();
    let weights = prop::collection::vec(prop_oneof![0..=4u32, 0..=1_000_000u32], 1..12);
    for (total, weights) in samples((any_money(), weights)) {
        let claims: Vec<Weight> = weights.iter().copied().map(Weight::from).collect();
        let Ok(split) = apportion(total, &claims, &Apportion::default()) else { continue };
        let by_remainders = Apportion::new().method(Method::LargestRemainder);
        let by_remainders = apportion(total, &claims, &by_remainders).unwrap();
        counts.count("ties of the default method", !split.receipt().tied.is_empty());
        counts.count("ties of remainders", !by_remainders.receipt().tied.is_empty());
        counts.count(
            "leftover cents without a tie",
            split.receipt().tied.is_empty() && !split.receipt().leftovers.is_empty(),
        );
        counts.count("no leftover cents", split.receipt().leftovers.is_empty());
        counts.count("a weight of zero", weights.contains(&0));
    }
    counts.assert_at_least(&[
        ("ties of the default method", 4),
        ("ties of remainders", 10),
        ("leftover cents without a tie", 300),
        ("no leftover cents", 50),
        ("a weight of zero", 200),
    ]);
}

/// What cases shrink to that break what is said of all, one for each of some seeds.
fn shrunk<S: Strategy>(cases: impl Fn() -> S, holds: impl Fn(&S::Value) -> bool + Copy) -> Vec<S::Value> {
    let said = |case: S::Value| match holds(&case) {
        true => Ok(()),
        false => Err(TestCaseError::fail("it does not hold")),
    };
    let of_seed = |seed: u8| {
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        match TestRunner::new_with_rng(config, random).run(&cases(), said) {
            Err(TestError::Fail(_, case)) => case,
            other => panic!("no case breaks it: {:?}", other.is_ok()),
        }
    };
    (0..8).map(of_seed).collect()
}

#[test]
fn a_failing_case_shrinks_to_the_lines_and_rules_that_matter() {
    let lines = |plan: &Plan| plan.envelope().line_count();
    let plans = shrunk(any_plan, |plan| plan.check().is_empty());
    for plan in &plans {
        assert!(lines(plan) <= 4, "{plan:?}");
        assert_eq!(plan.rulebook().rules().len(), 1, "{plan:?}");
        assert!(plan.parties().is_empty(), "{plan:?}");
    }
    let small = plans.iter().filter(|plan| lines(plan) <= 2).count();
    assert!(small >= 6, "three of four: {plans:?}");
    let worse = |plan: &Plan, proposal: &Proposal| {
        plan.assess(proposal).unwrap().findings().iter().any(|finding| finding.is_worse())
    };
    let tables = shrunk(any_plan_with_proposals, |(plan, proposals)| {
        !proposals.iter().any(|proposal| worse(plan, proposal))
    });
    for (plan, proposals) in &tables {
        assert_eq!((plan.rulebook().rules().len(), proposals.len()), (1, 1), "{plan:?} {proposals:?}");
        assert!(proposals[0].transfers().len() <= 2, "{proposals:?}");
    }
    // More lines matter where a cent that is left over does, or where two picks would fall on one line.
    let mut lines: Vec<usize> = tables.iter().map(|(plan, _)| lines(plan)).collect();
    lines.sort_unstable();
    assert!(lines[3] <= 2 && lines[5] <= 3, "half, and three of four: {lines:?}");
}
