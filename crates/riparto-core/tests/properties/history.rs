//! Applying and reversing: what a proposal does, and that nothing else happens.

use proptest::prelude::*;
use riparto_arbitrary::arbitrary::any_plan_with_proposals;
use riparto_core::rules::Base;
use riparto_core::{Authorization, Finding, Limit, Plan};

use riparto_test_support::oracle::{Broken, expected_after, found};
use riparto_test_support::{any_table, cases, summed, total};

/// The ids of the rules whose limit, or that of each band, is so.
fn rules_with(plan: &Plan, is: impl Fn(&Limit) -> bool) -> Vec<String> {
    let is_of = |limit: &Limit| match limit {
        Limit::Bands(bands) => is(&bands[0].limit),
        limit => is(limit),
    };
    let rules = plan.rulebook().rules().iter();
    rules.filter(|rule| is_of(rule.limit())).map(|rule| rule.id().to_owned()).collect()
}

/// The ids of the rules that look at the transfers themselves.
fn about_transfers(plan: &Plan) -> Vec<String> {
    rules_with(plan, |limit| match limit {
        Limit::Moved(moved) => moved.inside,
        limit => matches!(limit, Limit::Flow(_) | Limit::Step(_)),
    })
}

/// The ids of the rules that look at the transfers of one proposal alone: what stood before is nothing to them.
fn about_one_proposal(plan: &Plan) -> Vec<String> {
    rules_with(plan, |limit| match limit {
        Limit::Flow(flow) => match flow.at_most {
            Some(_) => flow.since == Some(Base::Approved),
            None => true,
        },
        limit => matches!(limit, Limit::Step(_)),
    })
}

fn without(findings: Vec<Broken>, rules: &[String]) -> Vec<Broken> {
    findings.into_iter().filter(|(rule, ..)| !rules.contains(rule)).collect()
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn no_sequence_of_proposals_and_reversals_changes_a_total(
        (mut plan, proposals) in any_plan_with_proposals(),
        turns in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..12),
    ) {
        let whole = total(&plan);
        for (turn, back) in turns {
            let chosen = turn.get(&proposals);
            let proposal = if back { chosen.reverse("back").unwrap() } else { chosen.clone() };
            let before = plan.clone();
            match plan.apply(&proposal, Authorization::Forbidden) {
                Ok(_) => {}
                Err(error) => {
                    prop_assert_eq!(error.code(), "line_overdrawn");
                    prop_assert_eq!(&plan, &before);
                }
            }
            prop_assert_eq!(summed(plan.approved()), whole);
            prop_assert_eq!(total(&plan), whole);
            prop_assert!(plan.approved().amounts().iter().all(|amount| amount.cents() >= 0));
        }
    }

    #[test]
    fn reversal_restores_all_but_what_was_authorized_since((plan, proposal) in any_table()) {
        let document = |plan: &Plan| serde_json::from_str::<serde_json::Value>(&plan.to_json()).unwrap();
        // What rules measure from that follow decisions of a level: the amounts after the last one that needed so much.
        let mut expected = document(&plan);
        let mut after = plan.clone();
        for proposal in [proposal.clone(), proposal.reverse("back").unwrap()] {
            let needed = after.apply(&proposal, Authorization::Forbidden).unwrap().authorization();
            for level in plan.rulebook().authorized_levels().into_iter().filter(|level| *level <= needed) {
                let amounts = after.approved().iter().map(|(line, amount)| (line.id().to_owned(), serde_json::json!(amount)));
                let amounts: serde_json::Value = amounts.collect();
                expected["authorized"][level.name()] = serde_json::json!({"total": after.approved().total(), "amounts": amounts});
            }
        }
        prop_assert_eq!(after.approved(), plan.approved());
        prop_assert_eq!(&document(&after)["authorized"], &expected["authorized"]);
        if document(&plan)["authorized"] == expected["authorized"] {
            prop_assert_eq!(after.check(), plan.check());
            prop_assert_eq!(after, plan);
        } else {
            let follows = rules_with(&plan, |limit| serde_json::to_string(limit).unwrap().contains("{\"authorized\":"));
            prop_assert_eq!(without(found(&after.check()), &follows), without(found(&plan.check()), &follows));
        }
    }

    #[test]
    fn reversing_twice_proposes_the_same_transfers((_, proposal) in any_table()) {
        let again = proposal.reverse("back").unwrap().reverse("again").unwrap();
        prop_assert_eq!(again.transfers(), proposal.transfers());
    }

    #[test]
    fn applying_does_what_assessing_said((mut plan, proposal) in any_table()) {
        let assessment = plan.assess(&proposal).unwrap();
        let findings = plan.apply(&proposal, Authorization::Forbidden).unwrap();
        prop_assert_eq!(plan.approved(), &assessment.after());
        prop_assert_eq!(&findings, assessment.findings());
        let difference = assessment.before().difference(plan.approved()).unwrap();
        prop_assert_eq!(difference.changes(), assessment.changes());
        prop_assert_eq!(difference.moved(), assessment.moved());
    }

    #[test]
    fn a_proposal_is_applied_just_when_enough_is_granted((plan, proposal) in any_table()) {
        let needed = plan.assess(&proposal).unwrap().authorization();
        for granted in Authorization::ALL {
            let mut after = plan.clone();
            match after.apply(&proposal, granted) {
                Ok(_) => prop_assert!(granted >= needed),
                Err(error) => {
                    prop_assert!(granted < needed);
                    prop_assert_eq!(error.code(), "not_authorized");
                    prop_assert_eq!(&after, &plan);
                }
            }
        }
    }

    #[test]
    fn changes_are_what_the_transfers_sum_to((plan, proposal) in any_table()) {
        let after = plan.assess(&proposal).unwrap().after();
        for (line, amount) in plan.approved().iter() {
            let mut held = i128::from(amount.cents());
            for transfer in proposal.transfers() {
                let cents = i128::from(transfer.amount().cents());
                held += if transfer.to() == line.id() { cents } else { 0 };
                held -= if transfer.from() == line.id() { cents } else { 0 };
            }
            prop_assert_eq!(i128::from(after.amount(line.id()).unwrap().cents()), held);
        }
    }

    #[test]
    fn assessing_a_proposal_equals_checking_the_whole_result((plan, proposal) in any_table()) {
        let assessment = plan.assess(&proposal).unwrap();
        let apart = about_transfers(&plan);
        let assessed = without(found(assessment.findings()), &apart);
        let checked = plan.check_allocation(&assessment.after()).unwrap();
        prop_assert_eq!(&assessed, &without(found(&checked), &apart), "{} {:?}", plan.to_json(), proposal);
        // The oracle knows what transfers flow, not which leave whole multiples.
        let apart = rules_with(&plan, |limit| matches!(limit, Limit::Step(_)));
        let assessed = without(found(assessment.findings()), &apart);
        let read = without(expected_after(&plan, &proposal, &assessment.after()), &apart);
        prop_assert_eq!(&assessed, &read, "{} {:?}", plan.to_json(), proposal);
    }

    #[test]
    fn a_plan_that_grew_step_by_step_equals_one_read_as_a_whole((mut plan, proposals) in any_plan_with_proposals()) {
        let mut applied = 0;
        for proposal in &proposals {
            if plan.apply(proposal, Authorization::Forbidden).is_err() {
                continue;
            }
            applied += 1;
            let fresh = Plan::from_json(&plan.to_json()).unwrap();
            prop_assert_eq!(found(&plan.check()), found(&fresh.check()), "{} {:?}", plan.to_json(), proposal);
            for proposal in &proposals {
                let (grown, read) = (plan.assess(proposal), fresh.assess(proposal));
                prop_assert_eq!(grown.is_ok(), read.is_ok());
                if let (Ok(grown), Ok(read)) = (grown, read) {
                    prop_assert_eq!(found(grown.findings()), found(read.findings()));
                    let before = |of: &riparto_core::Findings| of.iter().map(|f| f.excess_before()).collect::<Vec<_>>();
                    prop_assert_eq!(before(grown.findings()), before(read.findings()));
                }
            }
        }
        prop_assume!(applied > 0);
    }

    #[test]
    fn a_finding_remembers_what_was_broken_before((plan, proposal) in any_table()) {
        let standing = plan.check();
        let assessment = plan.assess(&proposal).unwrap();
        let apart = about_one_proposal(&plan);
        let place = |finding: &Finding| {
            let lines = finding.lines().map(|line| line.id().to_owned()).collect::<Vec<_>>();
            (finding.rule().id().to_owned(), finding.conjunct(), lines)
        };
        for finding in assessment.findings().iter() {
            let mut there = standing.iter().filter(|earlier| place(earlier) == place(finding));
            // The same side of the limit where that was broken.
            let is_same_side = |earlier: &&Finding| earlier.is_above() == finding.is_above();
            let earlier = there.clone().find(is_same_side).or_else(|| there.next());
            let Some(earlier) = earlier.filter(|_| !apart.iter().any(|id| id == finding.rule().id())) else {
                prop_assert!(finding.excess_before().is_zero());
                continue;
            };
            // Amounts are shown from nothing up to the largest there is; distances are exact beyond.
            prop_assert_eq!(finding.excess_before_cents(), earlier.excess_cents());
            let broken = |finding: &Finding| (finding.needs(), finding.found(), finding.limit(), finding.excess_cents());
            prop_assert!(!(broken(finding) == broken(earlier) && finding.is_worse()));
            prop_assert!(finding.is_worse() || finding.needs() != earlier.needs() || finding.excess_cents() <= earlier.excess_cents());
        }
    }
}
