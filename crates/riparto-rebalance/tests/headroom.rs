//! **Headroom is what `assess` lets pass, and a cent more is not**: against every proposal, on plans of a few cents.

use proptest::prelude::*;
use proptest::sample::Index;
use riparto_core::{Authorization, Money, Plan, Proposal};
use riparto_rebalance::Headroom;
use riparto_rebalance::rebalance::LabelHeadroom;

use riparto_test_support::cases;
use riparto_test_support::tiny_plans::{LINES, adds_up, derived, derives, tiny, tiny_of};

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_margin_is_the_largest_of_all_proposals(tiny in tiny()) {
        prop_assume!(!tiny.has_any(derives));
        for (line, margin) in Headroom::of(&tiny.plan, tiny.up_to).iter().enumerate() {
            let sides = [(margin.give, margin.give_stop.at_most, true), (margin.receive, margin.receive_stop.at_most, false)];
            for (found, at_most, gives) in sides {
                let most = tiny.most(line, gives);
                // What must have gone since a base rises and falls with what other lines exchange: what is found may not be the most.
                let is_found = if tiny.has_any(adds_up) { found.cents() <= most } else { found.cents() == most };
                prop_assert!(is_found && most <= at_most.cents(), "L{} {}: {} not {} {}", line, gives, found, most, tiny.document);
                prop_assert!(found == at_most || tiny.has_any(adds_up), "{}", tiny.document);
            }
        }
    }

    /// Lines that are derived change as they may, and no other line moves against the one asked about.
    #[test]
    fn a_margin_counts_what_derived_lines_let_pass(tiny in tiny_of(derived().prop_map(|limit| (limit, None)))) {
        prop_assume!(!tiny.has("step") && !tiny.has("flow"));
        for (line, margin) in Headroom::of(&tiny.plan, tiny.up_to).iter().enumerate() {
            let sides = [(margin.give, margin.give_stop.at_most, true), (margin.receive, margin.receive_stop.at_most, false)];
            for (found, at_most, gives) in sides {
                prop_assert_eq!(found.cents(), tiny.most_followed(line, gives), "L{} {}: {}", line, gives, tiny.document);
                prop_assert_eq!(found, at_most);
            }
        }
    }

    #[test]
    fn one_transfer_moves_no_more_than_both_margins(tiny in tiny(), ends: (Index, Index)) {
        let from = ends.0.index(LINES);
        let to = (from + 1 + ends.1.index(LINES - 1)) % LINES;
        let largest = tiny.plan.largest_transfer(tiny.id(from), tiny.id(to), tiny.up_to).unwrap();
        let headroom = Headroom::of(&tiny.plan, tiny.up_to);
        let (give, receive) = (headroom.iter().nth(from).unwrap(), headroom.iter().nth(to).unwrap());
        prop_assert!(largest <= give.give_stop.at_most && largest <= receive.receive_stop.at_most, "{}", tiny.document);
        let most = (0..=tiny.held(from)).rev().find(|cents| tiny.passes(&[(from, to, *cents)]));
        prop_assert_eq!(Some(largest.cents()), most, "{}", tiny.document);
    }

    #[test]
    fn what_would_pass_is_the_largest_that_does(tiny in tiny(), ends: (Index, Index)) {
        let from = ends.0.index(LINES);
        let to = (from + 1 + ends.1.index(LINES - 1)) % LINES;
        let held = tiny.held(from);
        prop_assume!(held > 0);
        let needs = |cents: i64| {
            let proposal = Proposal::new("try", "ats").unwrap();
            let amount = Money::from_cents(cents).unwrap();
            let proposal = proposal.transfer(tiny.id(from), tiny.id(to), amount).unwrap();
            tiny.plan.assess(&proposal).unwrap().authorization()
        };
        let proposal = Proposal::new("p", "ats").unwrap();
        let proposal = proposal.transfer(tiny.id(from), tiny.id(to), Money::from_cents(held).unwrap()).unwrap();
        let mut expected: Vec<(Authorization, i64)> = Vec::new();
        for level in Authorization::ALL.into_iter().filter(|level| *level < needs(held)) {
            if let Some(most) = (1..=held).rev().find(|cents| needs(*cents) <= level)
                && expected.last().is_none_or(|(_, less)| *less < most)
            {
                expected.push((level, most));
            }
        }
        let found = tiny.plan.would_pass(&proposal).unwrap();
        let found: Vec<(Authorization, i64)> =
            found.into_iter().map(|(level, most)| (level, most.passes().cents())).filter(|(_, most)| *most > 0).collect();
        prop_assert_eq!(found, expected, "L{} to L{}: {}", from, to, tiny.document);
    }
}

/// The plan of sixty lines that is shipped as an example: what each category gives and receives is found to the cent and proven, but for
/// one. What staff gives fills all other lines, travel too, and that is at most 8 % of each action: the bound is reached only where each
/// action comes to a multiple of 12.5 cents, and the search in whole cents ends before it finds such amounts.
#[test]
fn headroom_by_category_of_sixty_lines_is_proven_but_for_one() {
    let document = include_str!("../../../examples/data/sixty-plan.json");
    let plan = Plan::from_json(document).unwrap();
    let headroom = LabelHeadroom::of(&plan, &["category"], Authorization::Free).unwrap();
    let text = |amount: Money| amount.to_string();
    let rows: Vec<[String; 4]> = headroom
        .rows()
        .map(|row| [row.give, row.give_stop.at_most, row.receive, row.receive_stop.at_most].map(text))
        .collect();
    let proven = |give: &str, receive: &str| [give, give, receive, receive].map(str::to_owned);
    assert_eq!(rows[0][1..], ["197120.00", "49400.00", "49400.00"]);
    assert!(("197119.70".."197120.01").contains(&rows[0][0].as_str()), "{}", rows[0][0]);
    assert_eq!(
        rows[1..],
        [
            proven("113300.00", "113300.00"),
            proven("29600.00", "29600.00"),
            proven("34500.00", "24620.00"),
            proven("29600.00", "29600.00")
        ]
    );
}

/// Where a rule of a flow or a step is in force, derived lines do not follow by themselves, and headroom says so.
#[test]
fn headroom_says_where_derived_lines_do_not_follow() {
    let plan = |rule: &str| {
        let text = format!(
            r#"{{"format": "riparto.plan/1", "title": "Plan", "total": "2000.00", "lines": [
                {{"id": "staff", "amount": "1000.00"}}, {{"id": "indirect", "amount": "100.00"}}, {{"id": "rest", "amount": "900.00"}}],
                "rules": [{{"id": "flat", "scope": {{"lines": ["indirect"]}}, "limit": {{"derived": {{"percent": "10", "of": {{"lines": ["staff"]}}}}}}}}{rule}]}}"#
        );
        Plan::from_json(&text).unwrap()
    };
    let step = r#", {"id": "step", "scope": "all", "limit": {"step": "100.00"}, "needs": "notification"}"#;
    let headroom = |plan: &Plan, up_to| Headroom::of(plan, up_to);
    let give = |headroom: &Headroom| headroom.iter().last().unwrap().give.to_string();
    let follows = headroom(&plan(""), Authorization::Free);
    assert_eq!((follows.leaves_derived_lines(), give(&follows)), (false, "900.00".to_owned()));
    let left = headroom(&plan(step), Authorization::Free);
    assert_eq!((left.leaves_derived_lines(), give(&left)), (true, "0.00".to_owned()));
    assert!(!headroom(&plan(step), Authorization::Notification).leaves_derived_lines());
}

/// A rule of flow counts what must have gone since the original amounts: where nothing has moved since, that is what one proposal moves, and
/// what is found is proven; where something has, what is not known is told with the rule.
#[test]
fn headroom_under_a_flow_is_proven_where_nothing_has_moved() {
    let plan = |approved: &str| {
        let text = format!(
            r#"{{"format": "riparto.plan/1", "title": "Plan", "total": "3800.00", "lines": [
                {{"id": "c1", "amount": "1000.00", "labels": {{"t": "1"}}}}, {{"id": "k1", "amount": "2000.00", "labels": {{"t": "2"}}}},
                {{"id": "pdg", "amount": "300.00", "labels": {{"t": "7"}}}}, {{"id": "c2", "amount": "500.00", "labels": {{"t": "1"}}}}],
                "rules": [{{"id": "x", "scope": {{"labels": {{"t": "7"}}}}, "limit": {{"change": {{"base": "approved", "up": "0.00", "down": "0.00"}}}}}},
                          {{"id": "y", "scope": {{"labels": {{"t": "2"}}}}, "limit": {{"flow": {{"to": {{"labels": {{"t": "1"}}}}, "at_most": "0.00"}}}}}}]{approved}}}"#
        );
        Plan::from_json(&text).unwrap()
    };
    let at_original = plan("");
    let headroom = Headroom::of(&at_original, Authorization::Free);
    let found: Vec<[String; 4]> = headroom
        .iter()
        .map(|margin| {
            [margin.give, margin.give_stop.at_most, margin.receive, margin.receive_stop.at_most]
                .map(|cents| cents.to_string())
        })
        .collect();
    let proven = |give: &str, receive: &str| [give, give, receive, receive].map(str::to_owned);
    assert_eq!(
        found,
        [
            proven("1000.00", "500.00"),
            proven("0.00", "1500.00"),
            proven("0.00", "0.00"),
            proven("500.00", "1000.00")
        ]
    );
    let stopped = |headroom: &Headroom| -> Vec<String> {
        let margin = headroom.iter().nth(1).unwrap();
        margin.give_stop.rules.iter().map(|rule| rule.id().to_owned()).collect()
    };
    assert_eq!(stopped(&headroom), ["x", "y"]);
    let moved = plan(
        r#", "approved": {"total": "3800.00", "amounts": {"c1": "900.00", "k1": "2100.00", "pdg": "300.00", "c2": "500.00"}}"#,
    );
    let headroom = Headroom::of(&moved, Authorization::Free);
    let margin = headroom.iter().nth(1).unwrap();
    assert!(margin.give < margin.give_stop.at_most, "{margin:?}");
    assert_eq!(stopped(&headroom), ["y"]);
}
