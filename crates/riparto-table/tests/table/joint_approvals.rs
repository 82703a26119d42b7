//! Several proposals approved at once: all of them in one batch, or none.

use riparto_table::journal::Store;
use riparto_table::table::{Command, JointApproval, SubmitOutcome};
use serde_json::json;

use riparto_table_tests::{Desk, command};

/// Approvals of proposals, each in a version.
fn approvals(named: &[(&str, u32)]) -> JointApproval {
    JointApproval::of(named.iter().map(|(id, version)| approval(id, *version)))
}

fn approval(id: &str, version: u32) -> Command {
    let approve = json!({"approve": {"proposal": id, "act": "DD 1/2024", "version": version}});
    command(&format!("a-{id}"), "regione", &approve)
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.propose("ats", "p2", ("outreach", "training", "20.00"));
    desk.propose("ats", "p3", ("training", "desks", "5.00"));
    desk
}

#[test]
fn what_is_approved_together_is_one_batch_and_what_it_is_one_by_one() {
    let (mut together, mut alone) = (desk(), desk());
    let outcomes = approvals(&[("p1", 1), ("p2", 1), ("p3", 1)]).run(&mut together.kept).unwrap().unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, SubmitOutcome::Accepted(_))));
    for id in ["p1", "p2", "p3"] {
        alone.ok("regione", json!({"approve": {"proposal": id, "act": "DD 1/2024", "if_stale": "rebase"}}));
    }
    assert_eq!(together.amounts(), alone.amounts());
    assert_eq!(together.table().plan(), alone.table().plan());
    let records = together.kept.store().records_after(7).unwrap();
    let more: Vec<u64> = records.iter().map(|record| record.more()).collect();
    assert_eq!(more, (0..more.len() as u64).rev().collect::<Vec<_>>(), "one batch");
    let again = approvals(&[("p1", 1), ("p2", 1), ("p3", 1)]).run(&mut together.kept).unwrap().unwrap();
    assert!(again.iter().all(|outcome| matches!(outcome, SubmitOutcome::AlreadyDone { .. })), "{again:?}");
}

#[test]
fn one_that_is_refused_leaves_none_approved() {
    let mut desk = desk();
    desk.propose("cnr", "p4", ("outreach", "studies", "15.00"));
    let (before, head) = (desk.table().clone(), desk.kept.head());
    for (named, code) in [
        (&[("p1", 1), ("p2", 1), ("p4", 1)][..], "forbidden"),
        (&[("p1", 1), ("p2", 2)], "version_differs"),
        (&[("p1", 1), ("p9", 1)], "proposal_unknown"),
    ] {
        let rejection = approvals(named).run(&mut desk.kept).unwrap().unwrap_err();
        assert_eq!(rejection.code(), code);
        assert_eq!((desk.table(), desk.kept.head()), (&before, head));
    }
}

#[test]
fn what_was_stale_before_is_refused_unless_it_is_to_be_rebased() {
    let mut desk = desk();
    desk.approve("p1");
    let rejection = approvals(&[("p2", 1), ("p3", 1)]).run(&mut desk.kept).unwrap().unwrap_err();
    assert_eq!(rejection.code(), "stale");
    let rebased = ["p2", "p3"].map(|id| {
        let approve = json!({"approve": {"proposal": id, "act": "DD 1/2024", "if_stale": "rebase"}});
        command(&format!("b-{id}"), "regione", &approve)
    });
    JointApproval::of(rebased).run(&mut desk.kept).unwrap().unwrap();
    assert_eq!((desk.status("p2"), desk.status("p3")), ("approved", "approved"));
}

#[test]
fn what_expects_another_head_is_refused() {
    let mut desk = desk();
    let seen = desk.kept.head();
    desk.ok("cnr", json!({"state": {"proposal": "p1", "stance": "abstention"}}));
    let joint = JointApproval::of([approval("p1", 1).expecting(seen), approval("p2", 1)]);
    assert_eq!(joint.run(&mut desk.kept).unwrap().unwrap_err().code(), "head_moved");
}
