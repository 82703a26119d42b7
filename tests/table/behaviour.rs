//! What went wrong in systems that people budget with, and cannot here: each case names the public thread that tells it.

use riparto::journal::{MemoryStore, Store};
use riparto::table::{Audit, EventKind, PersistentTable, Scenario, SubmitOutcome};
use riparto::{Authorization, Plan};
use serde_json::{Value, json};

use riparto_table_tests::{Desk, command, money, plan, proposal};

const SMALL: (&str, &str, &str) = ("outreach", "desks", "20.00");

/// actualbudget/actual#3404: an undo left the line in the log, so that the log told another story than the amounts.
/// Here an undo is a proposal of its own, and the amounts are nothing but the sum of what the log tells.
#[test]
fn undo_and_log_never_disagree() {
    let mut desk = Desk::new();
    for round in 0..4 {
        let (id, back) = (format!("p{round}"), format!("r{round}"));
        desk.propose("anci", &id, SMALL);
        desk.approve(&id);
        desk.ok("cnr", json!({"reverse": {"proposal": id, "reversal": back}}));
        desk.approve(&back);

        let mut told: Vec<i64> = vec![40_000, 30_000, 20_000, 10_000];
        let mut decisions = 0;
        for record in desk.kept.store().records() {
            let event: riparto::table::TableEvent = record.event().read().unwrap();
            if let EventKind::Approved { changes, .. } = event.what {
                for change in changes {
                    let line = desk.table().plan().unwrap().envelope().position(&change.line).unwrap();
                    told[line] += change.after.cents() - change.before.cents();
                }
                decisions += 1;
            }
        }
        let approved = desk.table().plan().unwrap().approved();
        assert!(approved.amounts().iter().map(|amount| amount.cents()).eq(told));
        assert_eq!(decisions, 2 * (round + 1), "the undo is in the log");
        assert_eq!(desk.table().variations().len(), decisions);
    }
}

/// IATI/D-Portal#585: the original budget and the revised one were added up, and twice the money was shown. Here the two
/// stand side by side, each with its own total, and what the ledger adds up are changes.
#[test]
fn original_and_revised_never_sum() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", SMALL);
    desk.approve("p1");
    desk.ok("regione", json!({"change_envelope": {"change": "e1", "act": "Addendum 1", "amount": "50.00"}}));
    let plan = desk.table().plan().unwrap();
    assert_eq!((plan.original().total(), plan.approved().total()), (money("1000.00"), money("1050.00")));
    assert_eq!(desk.table().amounts_at(1).unwrap().total(), money("1000.00"));
    let ledger = desk.table().ledger().unwrap();
    let sum = |amounts: Vec<i64>| amounts.into_iter().sum::<i64>();
    assert_eq!(sum(ledger.lines().iter().map(|line| line.original.cents()).collect()), 100_000);
    assert_eq!(sum(ledger.lines().iter().map(|line| line.approved.cents()).collect()), 105_000);
    assert_eq!(sum(ledger.lines().iter().map(|line| line.net().cents()).collect()), 5_000);
}

/// pmorissette/bt#571: to apply a target again, where it holds already, must change nothing. Here an approval sent again, with
/// its command's id or with another, is a no-op, and there is nothing to propose towards a target that holds.
#[test]
fn reapplying_a_target_is_a_no_op() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", SMALL);
    let approve = json!({"approve": {"proposal": "p1", "act": "DD 1"}});
    let once = command("approve-p1", "regione", &approve);
    assert!(matches!(desk.kept.submit(&once).unwrap(), SubmitOutcome::Accepted(_)));
    let (amounts, head) = (desk.amounts(), desk.kept.head());
    assert_eq!(desk.kept.submit(&once).unwrap(), SubmitOutcome::AlreadyDone { revision: 4 });
    assert_eq!(desk.say("regione", &approve), SubmitOutcome::AlreadyDone { revision: 4 });
    assert_eq!(
        desk.say("regione", &json!({"approve": {"proposal": "p1"}})),
        SubmitOutcome::AlreadyDone { revision: 4 }
    );
    assert_eq!((desk.amounts(), desk.kept.head()), (amounts, head), "nothing was appended");
    let other_act = json!({"approve": {"proposal": "p1", "act": "DD 2"}});
    assert_eq!(desk.no("regione", other_act).code(), "wrong_status", "another act is not what was done");
    assert_eq!(desk.no("ats", approve).code(), "not_allowed");

    let target = desk.table().plan().unwrap().approved().clone();
    assert_eq!(desk.table().proposal_to(&target, "p2", "anci").unwrap_err().code(), "transfers_missing");
    let start = desk.table().amounts_at(1).unwrap();
    assert_eq!(desk.table().proposal_to(&start, "p2", "anci").unwrap().transfers().len(), 1);
}

/// tigerbeetle/tigerbeetle#3382: a chain of linked transfers should be carried out or voided as one. Here a proposal of
/// several transfers, and a batch of commands, is carried out whole or not at all, and is taken back whole.
#[test]
fn voiding_one_leg_voids_the_chain() {
    let chain = |last: Value| {
        let legs = [("desks", "training", "30.00"), ("training", "studies", "10.00")];
        let mut transfers: Vec<Value> =
            legs.iter().map(|(from, to, amount)| json!({"from": from, "to": to, "amount": amount})).collect();
        transfers.push(last);
        json!({"id": "p1", "party": "anci", "transfers": transfers})
    };
    // One leg breaks a rule: no leg is carried out.
    let mut desk = Desk::new();
    let breaking = chain(json!({"from": "outreach", "to": "studies", "amount": "60.00"}));
    desk.ok("anci", json!({"propose": {"against": 1, "proposal": breaking}}));
    assert_eq!(desk.no("regione", json!({"approve": {"proposal": "p1", "act": "DD 1"}})).code(), "forbidden");
    assert_eq!(desk.amounts(), ["400.00", "300.00", "200.00", "100.00"]);

    // A reversal that leaves out a leg is none.
    let mut desk = Desk::new();
    let sound = chain(json!({"from": "outreach", "to": "studies", "amount": "10.00"}));
    desk.ok("anci", json!({"propose": {"against": 1, "proposal": sound}}));
    desk.approve("p1");
    let legs =
        [("studies", "outreach", "10.00"), ("studies", "training", "10.00"), ("training", "desks", "30.00")];
    for left_out in 0..3 {
        let kept = legs.iter().enumerate().filter(|(place, _)| *place != left_out);
        let transfers: Vec<Value> =
            kept.map(|(_, (from, to, amount))| json!({"from": from, "to": to, "amount": amount})).collect();
        let partial = json!({"id": "r0", "party": "anci", "reverses": "p1", "transfers": transfers});
        let against = desk.revision();
        let draft = json!({"draft": {"against": against, "proposal": partial}});
        assert_eq!(desk.no("anci", draft).code(), "reversal_differs");
    }
    desk.ok("anci", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    desk.approve("r1");
    assert_eq!(desk.amounts(), ["400.00", "300.00", "200.00", "100.00"]);

    // One command of a batch is refused: none of them is carried out.
    let head = desk.kept.head();
    let against = desk.revision();
    let batch = [
        command(
            "b1",
            "anci",
            &json!({"propose": {"against": against, "proposal": proposal("anci", "p2", SMALL)}}),
        ),
        command("b2", "regione", &json!({"approve": {"proposal": "p2"}})),
        command("b3", "regione", &json!({"approve": {"proposal": "p3"}})),
    ];
    assert_eq!(desk.kept.submit_whole(&batch).unwrap().unwrap_err().code(), "proposal_unknown");
    assert_eq!((desk.kept.head(), desk.table().proposal("p2")), (head, None));
}

/// decidim/decidim#8261: a limit was enforced in one view and bypassed in another. Here every way to change an amount goes by
/// the same rules: approving, rebasing while approving, reversing, changing the total, promoting a
/// scenario, applying to a plan, and the API.
#[test]
fn every_entry_point_enforces_the_cap() {
    // 50.01 more on studies is a cent beyond 15 percent of the total.
    let beyond = ("desks", "studies", "50.01");
    let mut desk = Desk::new();
    desk.propose("anci", "p1", beyond);
    let approve =
        |id: &str, if_stale: &str| json!({"approve": {"proposal": id, "act": "DD", "if_stale": if_stale}});
    assert_eq!(desk.no("regione", approve("p1", "refuse")).code(), "forbidden");

    let mut rebasing = desk.clone();
    rebasing.propose("cnr", "p2", ("desks", "training", "1.00"));
    rebasing.ok("regione", approve("p2", "refuse"));
    assert_eq!(rebasing.no("regione", approve("p1", "rebase")).code(), "forbidden");

    let mut reversing = Desk::new();
    for (id, transfer) in [("p1", ("studies", "desks", "30.00")), ("p2", ("desks", "studies", "80.00"))] {
        reversing.propose("anci", id, transfer);
        reversing.ok("regione", approve(id, "refuse"));
    }
    reversing.ok("anci", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    assert_eq!(reversing.no("regione", approve("r1", "refuse")).code(), "forbidden");

    let change = json!({"change_envelope": {"change": "e1", "act": "Addendum", "amount": "70.00",
        "distribution": {"named": {"studies": "70.00"}}}});
    assert_eq!(desk.no("regione", change.clone()).code(), "forbidden");

    let mut scenario = Scenario::of(desk.table());
    for (id, action) in [("s1", approve("p1", "rebase")), ("s2", change)] {
        assert_eq!(scenario.try_command(&command(id, "regione", &action)).unwrap_err().code(), "forbidden");
    }
    scenario.promote(&mut desk.kept).unwrap().unwrap();
    assert_eq!(desk.amounts()[3], "100.00");

    let mut bare = Plan::from_json(&plan().to_string()).unwrap();
    let document = json!({"id": "p1", "party": "anci", "transfers": [{"from": "desks", "to": "studies", "amount": "50.01"}]});
    let read = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(bare.apply(&read, Authorization::Exceptional).unwrap_err().code(), "not_authorized");
    assert_eq!(desk.table().preview(&["p1"]).unwrap().authorization(), Authorization::Forbidden);
    let request = json!({"op": "assess", "plan": plan(), "proposal": document}).to_string();
    let answer: Value = serde_json::from_str(&riparto::api::respond(&request)).unwrap();
    assert_eq!(answer["ok"]["authorization"], "forbidden", "{answer}");
}

/// antonio-ivanovski/spliit-cloud#47: an edit made on an old state silently overwrote what had been saved since. Here what was made on an older allocation is refused, and says by what it was overtaken.
#[test]
fn a_stale_base_is_refused() {
    let mut desk = Desk::new();
    for (party, id) in [("anci", "p1"), ("cnr", "p2")] {
        desk.ok(party, json!({"propose": {"against": 1, "proposal": proposal(party, id, SMALL)}}));
    }
    desk.approve("p1");
    assert_eq!(
        desk.no("regione", json!({"approve": {"proposal": "p2"}})).to_string(),
        "proposal `p2` was made against revision 1, and `p1` changed the allocation at revision 6: rebase it"
    );
    assert_eq!(desk.amounts()[0], "420.00");
    // The same between two programs: the store takes nothing that was decided before what it holds.
    let store = desk.kept.store().clone();
    let before = store.records()[4].head();
    let mut late: MemoryStore = store;
    let event = late.records()[5].event().clone();
    assert_eq!(late.append(&before, &[event]).unwrap().accepted().unwrap_err().code(), "head_missed");
}

/// OCA/account-budgeting#44: the reversal of a budget transfer moved a wrong amount, and no test covered it. Here a reversal is
/// the opposite transfer to the cent, so both lines hold what they held.
#[test]
fn reversing_a_transfer_restores_both_lines() {
    for (from, to) in
        [("outreach", "desks"), ("desks", "studies"), ("studies", "training"), ("training", "outreach")]
    {
        let mut desk = Desk::new();
        desk.propose("anci", "p0", ("desks", "training", "7.77"));
        desk.approve("p0");
        let before = desk.table().plan().unwrap().approved().clone();
        desk.propose("anci", "p1", (from, to, "19.99"));
        desk.approve("p1");
        let between = desk.table().plan().unwrap().approved();
        assert_ne!(between.amount(from).unwrap(), before.amount(from).unwrap());
        assert_ne!(between.amount(to).unwrap(), before.amount(to).unwrap());
        desk.ok("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
        desk.approve("r1");
        assert_eq!(desk.table().plan().unwrap().approved(), &before);
        let audit = Audit::of(desk.kept.store().records()).unwrap();
        assert!(audit.amounts().map(|(_, amount)| amount).eq(before.amounts().iter().copied()));
        let again = PersistentTable::open(desk.kept.store().clone()).unwrap();
        assert_eq!(again.table().plan().unwrap().approved(), &before);
    }
}
