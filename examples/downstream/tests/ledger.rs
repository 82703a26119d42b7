//! The laws of the ledger, on random plans and proposals; and that a planted fault is found, and shrinks to a case that a person reads.
#![allow(clippy::unwrap_used, missing_docs)]

use downstream::{Changes, changes, changes_by_riparto, faulty_changes};
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};
use riparto::arbitrary::any_plan_with_proposals;
use riparto::{MoneyDelta, Plan, Proposal, Result};

/// The first proposal alone, by a program and by riparto.
fn agrees(plan: &Plan, proposal: &Proposal, program: fn(&[Proposal]) -> Result<Changes>) -> bool {
    program(std::slice::from_ref(proposal)).unwrap() == changes_by_riparto(plan, proposal).unwrap()
}

proptest! {
    #[test]
    fn the_ledger_agrees_with_riparto((plan, proposals) in any_plan_with_proposals()) {
        for proposal in &proposals {
            prop_assert!(agrees(&plan, proposal, changes));
        }
    }

    #[test]
    fn what_is_given_is_received((_, proposals) in any_plan_with_proposals()) {
        for proposal in &proposals {
            let changes = changes(std::slice::from_ref(proposal)).unwrap().into_values();
            let sum = changes.into_iter().try_fold(MoneyDelta::ZERO, MoneyDelta::checked_add);
            prop_assert_eq!(sum.unwrap(), MoneyDelta::ZERO);
        }
    }
}

#[test]
fn a_planted_fault_is_found_and_shrinks_to_what_a_person_reads() {
    let mut runner = TestRunner::deterministic();
    let found = runner.run(&any_plan_with_proposals(), |(plan, proposals)| {
        prop_assert!(proposals.iter().all(|proposal| agrees(&plan, proposal, faulty_changes)));
        Ok(())
    });
    let Err(TestError::Fail(_, (plan, proposals))) = found else {
        panic!("the fault was not found: {found:?}")
    };
    assert!(plan.envelope().line_count() <= 3, "{plan:?}");
    assert!(plan.rulebook().rules().is_empty(), "no rule matters to it: {plan:?}");
    let wrong: Vec<&Proposal> =
        proposals.iter().filter(|proposal| !agrees(&plan, proposal, faulty_changes)).collect();
    let [proposal] = wrong[..] else { panic!("one proposal shows it: {proposals:?}") };
    assert!(proposal.transfers().len() == 2, "two transfers from one line: {proposal:?}");
    assert!(proposal.transfers()[0].from() == proposal.transfers()[1].from(), "{proposal:?}");
    let shown = format!("{plan:?}\n{proposal:?}");
    println!("{shown}");
    assert!(shown.len() < 1_500, "a case that one reads: {shown}");
}

#[test]
fn what_debug_prints_is_the_document_itself() {
    let mut runner = TestRunner::deterministic();
    runner
        .run(&any_plan_with_proposals(), |(plan, _)| {
            let again = Plan::from_json(&plan.to_json()).unwrap();
            prop_assert_eq!(format!("{again:?}"), format!("{plan:?}"));
            Ok(())
        })
        .unwrap();
}
