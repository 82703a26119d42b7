//! Which proposals fit together, against a look at every set in every order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use riparto_arbitrary::arbitrary::{any_plan, any_proposal_for};
use riparto_core::{Authorization, Language, Plan, Proposal};
use riparto_table::table::{Compatible, Obstacle};
use serde_json::json;

use riparto_table_tests::{Desk, money};
use riparto_test_support::cases;
use riparto_test_support::followed_plans::{IDS, any_plan as following_plan};

type Set = BTreeSet<usize>;

/// A proposal with what follows it, if anything can.
fn followed(plan: &Plan, proposal: &Proposal) -> Proposal {
    plan.follow(proposal).map_or_else(|_| proposal.clone(), |follows| follows.proposal(proposal).clone())
}

/// Every set of which some order passes, tried one order at a time.
fn sets_that_fit(plan: &Plan, proposals: &[Proposal], up_to: Authorization) -> BTreeSet<Set> {
    fn go_on(
        plan: &Plan,
        proposals: &[Proposal],
        up_to: Authorization,
        done: &Set,
        found: &mut BTreeSet<Set>,
    ) {
        found.insert(done.clone());
        for next in (0..proposals.len()).filter(|next| !done.contains(next)) {
            let mut plan = plan.clone();
            if plan.apply(&followed(&plan, &proposals[next]), up_to).is_ok() {
                let done = done.iter().copied().chain([next]).collect();
                go_on(&plan, proposals, up_to, &done, found);
            }
        }
    }
    let mut found = BTreeSet::new();
    go_on(plan, proposals, up_to, &Set::new(), &mut found);
    found
}

fn subsets(count: usize) -> impl Iterator<Item = Set> {
    (0..1_usize << count).map(move |bits| (0..count).filter(|place| bits >> place & 1 == 1).collect())
}

/// The smallest sets that are part of no set that fits.
fn smallest_conflicts(count: usize, fitting: &BTreeSet<Set>) -> BTreeSet<Set> {
    let clashes: Vec<Set> =
        subsets(count).filter(|set| !fitting.iter().any(|fits| set.is_subset(fits))).collect();
    let smallest = |set: &&Set| !clashes.iter().any(|other| other != *set && other.is_subset(set));
    clashes.iter().filter(smallest).cloned().collect()
}

fn places(proposals: &[Proposal], ids: &[&str]) -> Set {
    ids.iter().map(|id| proposals.iter().position(|proposal| proposal.id() == *id).unwrap()).collect()
}

/// Compares with the oracle; what kind of case it was.
fn assert_agrees(plan: &Plan, proposals: &[Proposal], up_to: Authorization) -> Vec<&'static str> {
    let found: Compatible = Compatible::of(plan, proposals, up_to).unwrap();
    let fitting = sets_that_fit(plan, proposals, up_to);
    let most = fitting.iter().map(BTreeSet::len).max().unwrap();
    let largest: BTreeSet<Set> = fitting.iter().filter(|set| set.len() == most).cloned().collect();
    let told: BTreeSet<Set> = found.largest().iter().map(|set| places(proposals, set)).collect();
    assert_eq!(told, largest, "{found:?}");
    assert_eq!(told.len(), found.largest().len(), "each once");
    for (set, order) in found.largest().iter().zip(found.orders()) {
        assert!(set.is_sorted_by_key(|id| places(proposals, &[id]).pop_first()));
        assert_eq!(places(proposals, set), places(proposals, &order));
        let mut plan = plan.clone();
        for id in &order {
            let proposal = proposals.iter().find(|proposal| proposal.id() == *id).unwrap();
            plan.apply(&followed(&plan, proposal), up_to).unwrap();
        }
    }
    assert!(found.is_proven());
    let ids = |clash: &riparto_table::table::ProposalConflict| -> Set {
        places(proposals, &clash.proposals().iter().map(String::as_str).collect::<Vec<_>>())
    };
    let clashes: BTreeSet<Set> = found.conflicts().iter().map(ids).collect();
    assert_eq!(clashes, smallest_conflicts(proposals.len(), &fitting), "{found:?}");
    for clash in found.conflicts() {
        match clash.obstacle() {
            Obstacle::Rules(findings) => {
                assert!(!findings.is_empty() && findings.iter().all(|finding| finding.needs() > up_to));
            }
            Obstacle::Impossible(error) => assert_eq!(error.code(), "line_overdrawn"),
        }
    }
    let order_matters = fitting.iter().any(|set| {
        set.len() > 1
            && set
                .iter()
                .any(|last| !fitting.contains(&set.iter().copied().filter(|place| place != last).collect()))
    });
    let kinds = [
        ("all fit", most == proposals.len()),
        ("none fits", most == 0),
        ("several largest", largest.len() > 1),
        ("a clash of two", clashes.iter().any(|clash| clash.len() == 2)),
        ("a clash of three", clashes.iter().any(|clash| clash.len() > 2)),
        ("the order matters", order_matters),
        ("broken before", !plan.check().is_empty()),
        ("one waits for another to heal", order_matters && plan.check().authorization() > up_to),
    ];
    kinds.into_iter().filter(|(_, is)| *is).map(|(kind, _)| kind).collect()
}

#[test]
fn the_sets_and_clashes_are_those_of_a_look_at_every_order() {
    let tables = usize::try_from(cases(300).cases).unwrap();
    let mut runner = TestRunner::deterministic();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let plans =
        any_plan().prop_filter("one line allows no transfer", |plan| plan.envelope().line_count() > 1);
    for round in 0..tables {
        let plan = plans.new_tree(&mut runner).unwrap().current();
        let count = 2 + round % 5;
        let drawn = (0..count).map(|place| {
            let drawn = any_proposal_for(&plan).new_tree(&mut runner).unwrap().current();
            let named = Proposal::new(format!("p{place}"), drawn.party()).unwrap();
            drawn.transfers().iter().fold(named, |named, transfer| {
                named.transfer(transfer.from(), transfer.to(), transfer.amount()).unwrap()
            })
        });
        let proposals: Vec<Proposal> = drawn.collect();
        let up_to = Authorization::ALL[round % 4];
        for kind in assert_agrees(&plan, &proposals, up_to) {
            *kinds.entry(kind).or_default() += 1;
        }
    }
    let rare: Vec<_> = kinds.iter().filter(|(_, count)| **count < 3).collect();
    assert!(kinds.len() == 8 && rare.is_empty(), "{kinds:?}");
}

/// Where derived lines follow, a cent may depend on the order.
#[test]
fn proposals_are_judged_with_what_follows_them_in_every_order() {
    let tables = usize::try_from(cases(200).cases).unwrap();
    let mut runner = TestRunner::deterministic();
    let (mut kinds, mut differs): (BTreeMap<&str, usize>, usize) = (BTreeMap::new(), 0);
    for round in 0..tables {
        let plan = following_plan(40).new_tree(&mut runner).unwrap().current().plan;
        let drawn = (0..2 + round % 3).map(|place| {
            let drawn = (0..4usize, 1..4usize, 1..26i64).new_tree(&mut runner).unwrap().current();
            let (from, to) = (IDS[drawn.0], IDS[(drawn.0 + drawn.1) % 4]);
            proposal(&format!("p{place}"), from, to, &format!("0.{:02}", drawn.2))
        });
        let proposals: Vec<Proposal> = drawn.collect();
        let up_to = Authorization::ALL[round % 4];
        for kind in assert_agrees(&plan, &proposals, up_to) {
            *kinds.entry(kind).or_default() += 1;
        }
        let passes = |proposal: &Proposal| plan.clone().apply(proposal, up_to).is_ok();
        differs += usize::from(
            proposals.iter().any(|proposal| passes(proposal) != passes(&followed(&plan, proposal))),
        );
    }
    assert!(
        differs > tables / 4 && kinds["several largest"] > 3 && kinds["all fit"] > 3,
        "{differs} {kinds:?}"
    );
}

fn proposal(id: &str, from: &str, to: &str, amount: &str) -> Proposal {
    Proposal::new(id, "anci").unwrap().transfer(from, to, money(amount)).unwrap()
}

/// Proposals that share no line and no rule may still have to wait for each other, where the plan is broken as it stands.
#[test]
fn a_proposal_may_wait_for_one_that_heals_what_it_does_not_touch() {
    let plan = Plan::from_json(
        &json!({ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
            "lines": [{"id": "a", "amount": "20.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "25.00"},
                {"id": "d", "amount": "25.00"}],
            "rules": [{"id": "a-floor", "scope": {"lines": ["a"]}, "limit": {"floor": "25.00"}}] })
        .to_string(),
    )
    .unwrap();
    let proposals = [proposal("moves", "c", "d", "1.00"), proposal("heals", "b", "a", "5.00")];
    assert_agrees(&plan, &proposals, Authorization::Free);
    let found = Compatible::of(&plan, &proposals, Authorization::Free).unwrap();
    assert_eq!(found.orders(), [["heals", "moves"]]);
    assert_eq!(found.largest(), [["moves", "heals"]]);
    assert!(found.conflicts().is_empty());
}

/// A decision that needs prior approval is what later changes are measured from, so that proposals that share no line depend on it.
#[test]
fn a_proposal_may_wait_for_a_decision_that_moves_what_it_is_measured_from() {
    let level = json!({"authorized": "prior_approval"});
    let plan = Plan::from_json(
        &json!({
            "format": "riparto.plan/1", "title": "Plan", "total": "400.00",
            "lines": [{"id": "a", "amount": "100.00"}, {"id": "b", "amount": "100.00"}, {"id": "c", "amount": "100.00"},
                {"id": "d", "amount": "100.00"}],
            "rules": [
                {"id": "near", "scope": {"lines": ["a"]}, "needs": "forbidden",
                    "limit": {"change": {"base": level, "up": {"percent": "10"}}}},
                {"id": "approval", "scope": {"lines": ["c"]}, "needs": "prior_approval", "limit": {"sum": {"at_most": "100.00"}}}
            ] })
        .to_string(),
    )
    .unwrap();
    let proposals = [
        proposal("p1", "b", "a", "8.00"),
        proposal("p2", "b", "a", "8.00"),
        proposal("p3", "d", "c", "5.00"),
    ];
    assert_agrees(&plan, &proposals, Authorization::PriorApproval);
    let found = Compatible::of(&plan, &proposals, Authorization::PriorApproval).unwrap();
    assert_eq!(found.largest(), [["p1", "p2", "p3"]]);
    assert!(found.conflicts().is_empty());
    // With p3 neither first nor last: 8.00 and 8.00 are more than ten percent of what was approved before.
    assert_eq!(found.orders()[0][1], "p3");
    let without = Compatible::of(&plan, &proposals[..2], Authorization::PriorApproval).unwrap();
    assert_eq!(without.largest(), [["p1"], ["p2"]]);
}

/// What is tried and taken back is no change that was made.
#[test]
fn changes_are_counted_in_the_order_that_is_tried() {
    let ceiling = |id: &str, line: &str| json!({"id": id, "scope": {"lines": [line]}, "needs": "prior_approval", "limit": {"ceiling": "100.00"}});
    let changes = json!({"at_most": 2, "needing": "prior_approval", "per": "plan"});
    let plan = Plan::from_json(
        &json!({
            "format": "riparto.plan/1", "title": "Plan", "total": "400.00",
            "lines": [{"id": "a", "amount": "100.00"}, {"id": "b", "amount": "100.00"}, {"id": "c", "amount": "100.00"},
                {"id": "d", "amount": "100.00"}],
            "rules": [ceiling("a", "a"), ceiling("b", "b"), ceiling("c", "c"),
                {"id": "two", "scope": "all", "needs": "forbidden", "limit": {"changes": changes}}] })
        .to_string(),
    )
    .unwrap();
    let proposals = [
        proposal("p1", "d", "a", "1.00"),
        proposal("p2", "d", "b", "1.00"),
        proposal("p3", "d", "c", "1.00"),
    ];
    assert_agrees(&plan, &proposals, Authorization::PriorApproval);
    let found = Compatible::of(&plan, &proposals, Authorization::PriorApproval).unwrap();
    assert_eq!(found.largest(), [["p1", "p2"], ["p1", "p3"], ["p2", "p3"]]);
    assert_eq!(found.conflicts()[0].proposals(), ["p1", "p2", "p3"]);
}

#[test]
fn a_clash_is_told_in_a_sentence() {
    let plan = Plan::from_json(&riparto_table_tests::plan().to_string()).unwrap();
    let proposals = [
        proposal("p1", "outreach", "desks", "30.00"),
        proposal("p2", "outreach", "training", "30.00"),
        proposal("p3", "studies", "training", "100.00"),
        proposal("p4", "studies", "training", "0.01"),
    ];
    let found = Compatible::of(&plan, &proposals, Authorization::Exceptional).unwrap();
    let told: Vec<[String; 2]> = found
        .conflicts()
        .iter()
        .map(|clash| [Language::English, Language::Italian].map(|language| clash.message(language)))
        .collect();
    assert_eq!(
        told,
        [
            [
                "`p1`, `p2` cannot all be approved: `outreach-floor`: line `outreach` holds €240.00 and at least €250.00 is required: €10.00 is missing",
                "`p1`, `p2` non possono essere approvate insieme: `outreach-floor`: voce `outreach`: 240,00 €, inferiore al minimo di 250,00 € (importo mancante 10,00 €)"
            ],
            [
                "`p3`, `p4` cannot all be approved: proposal `p4`: line `studies` holds 0.00 and would give 0.01: 0.01 is missing",
                "`p3`, `p4` non possono essere approvate insieme: proposta `p4`: la voce `studies` ha 0,00 e cederebbe 0,01: mancano 0,01"
            ]
        ]
    );
    let alone =
        Compatible::of(&plan, &[proposal("p5", "outreach", "desks", "60.00")], Authorization::Exceptional)
            .unwrap();
    assert_eq!(alone.largest(), [Vec::<&str>::new()]);
    assert_eq!(
        alone.conflicts()[0].message(Language::English),
        "`p5` cannot be approved: `outreach-floor`: line `outreach` holds €240.00 and at least €250.00 is required: €10.00 is missing"
    );
    assert!(alone.conflicts()[0].message(Language::Italian).starts_with("`p5` non può essere approvata: "));
}

#[test]
fn too_many_proposals_are_refused_and_unknown_lines_are_an_error() {
    let plan = Plan::from_json(&riparto_table_tests::plan().to_string()).unwrap();
    let many: Vec<Proposal> =
        (0..1_025).map(|place| proposal(&format!("p{place}"), "desks", "studies", "0.01")).collect();
    assert_eq!(Compatible::of(&plan, &many, Authorization::Free).unwrap_err().code(), "too_many");
    let found = Compatible::of(&plan, &many[..1_024], Authorization::Free).unwrap();
    assert!(!found.is_proven() && found.conflicts().is_empty(), "only the first 128 were looked at");
    assert_eq!(found.largest()[0].len(), 128);
    assert!(!found.lists_all_conflicts(), "clashes of the others are not known");
    // Of more than 128, those that can be approved alone are looked at, wherever they stand.
    let mut late: Vec<Proposal> =
        (0..130).map(|place| proposal(&format!("p{place}"), "outreach", "desks", "60.00")).collect();
    late.push(proposal("good", "desks", "studies", "0.01"));
    let found = Compatible::of(&plan, &late, Authorization::Free).unwrap();
    late.reverse();
    assert_eq!(found.largest(), [["good"]]);
    assert_eq!(Compatible::of(&plan, &late, Authorization::Free).unwrap().largest(), [["good"]]);
    let unknown = [proposal("p1", "desks", "nowhere", "1.00")];
    assert_eq!(Compatible::of(&plan, &unknown, Authorization::Free).unwrap_err().code(), "line_unknown");
    assert_eq!(Compatible::of(&plan, &[], Authorization::Free).unwrap().largest(), [Vec::<&str>::new()]);
}

/// At the table: what is on it, with its waivers, carried on from one approval to the next.
#[test]
fn a_table_knows_which_of_its_open_proposals_fit_and_approves_them_in_the_order_told() {
    let mut desk = Desk::new();
    for (id, from, to, amount) in [
        ("p1", "outreach", "desks", "60.00"),
        ("p2", "desks", "studies", "20.00"),
        ("p3", "outreach", "studies", "10.00"),
        ("p4", "training", "studies", "25.00"),
    ] {
        desk.propose("anci", id, (from, to, amount));
    }
    desk.ok("anci", json!({"draft": {"against": 1, "proposal": riparto_table_tests::proposal("anci", "p5", ("desks", "training", "1.00"))}}));
    let free = |desk: &Desk| {
        let found = desk.table().compatible(Authorization::Free).unwrap();
        let told = |sets: Vec<Vec<&str>>| sets.into_iter().map(|set| set.join(" ")).collect::<Vec<_>>();
        (told(found.largest()), told(found.orders()))
    };
    assert_eq!(
        free(&desk).0,
        ["p2", "p3", "p4"],
        "p1 breaks the floor, and studies takes 25.00 more at most"
    );
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}}));
    let (largest, orders) = free(&desk);
    assert_eq!(largest, ["p1 p2", "p1 p3", "p1 p4"]);
    for order in orders {
        let mut live = desk.clone();
        for id in order.split(' ') {
            live.ok("regione", json!({"approve": {"proposal": id, "if_stale": "rebase"}}));
        }
    }
}
