//! Applying and reversing: what a proposal does, and that nothing else happens.

use proptest::prelude::*;
use riparto::arbitrary::any_plan_with_proposals;
use riparto::rules::Base;
use riparto::{Authorization, Limit, Plan};

use super::{any_table, cases, summed, total};
use crate::oracle::{Broken, expected, found};

/// The ids of the rules that are about the transfers themselves.
fn about_transfers(plan: &Plan) -> Vec<String> {
    let of_one = |limit: &Limit| match limit {
        Limit::Flow(flow) => flow.since.is_none_or(|since| since == Base::Approved),
        limit => matches!(limit, Limit::Step(_)),
    };
    let is_about = |limit: &Limit| match limit {
        Limit::Bands(bands) => of_one(&bands[0].limit),
        limit => of_one(limit),
    };
    let rules = plan.rulebook().rules().iter();
    rules.filter(|rule| is_about(rule.limit())).map(|rule| rule.id().to_owned()).collect()
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
    fn reversal_restores((plan, proposal) in any_table()) {
        let mut after = plan.clone();
        after.apply(&proposal, Authorization::Forbidden).unwrap();
        after.apply(&proposal.reverse("back").unwrap(), Authorization::Forbidden).unwrap();
        // What was authorized last is now what the reversal left, or what was before it.
        let is_authorized = plan.rulebook().rules().iter().any(|rule| {
            serde_json::to_string(rule.limit()).unwrap().contains("\"authorized\"")
        });
        prop_assert_eq!(after.approved(), plan.approved());
        if !is_authorized {
            prop_assert_eq!(after.check(), plan.check());
            prop_assert_eq!(after, plan);
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
        let read = without(expected(&plan, &assessment.after()), &apart);
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
                    let before = |of: &riparto::Findings| of.iter().map(|f| f.excess_before()).collect::<Vec<_>>();
                    prop_assert_eq!(before(grown.findings()), before(read.findings()));
                }
            }
        }
        prop_assume!(applied > 0);
    }

    #[test]
    fn a_finding_remembers_what_was_broken_before((plan, proposal) in any_table()) {
        let standing = found(&plan.check());
        let assessment = plan.assess(&proposal).unwrap();
        let apart = about_transfers(&plan);
        for (finding, (rule, needs, is, limit, lines)) in assessment.findings().iter().zip(found(assessment.findings())) {
            let earlier = standing.iter().find(|(other, _, _, _, there)| *other == rule && *there == lines);
            let Some((_, needed, was, allowed, _)) = earlier.filter(|_| !apart.contains(&rule)) else {
                prop_assert!(finding.excess_before().is_zero());
                continue;
            };
            prop_assert_eq!(i128::from(finding.excess_before().cents()), (was - allowed).abs());
            // Amounts are shown up to the largest there is; distances are exact beyond it.
            let distances = (finding.excess_cents(), finding.excess_before_cents());
            let same = (needed, was, allowed) == (&needs, &is, &limit) && distances.0 == distances.1;
            prop_assert!(!(same && finding.is_worse()));
            prop_assert!(finding.is_worse() || *needed != needs || distances.0 <= distances.1);
        }
    }
}
