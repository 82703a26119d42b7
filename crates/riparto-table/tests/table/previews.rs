//! Looking back and ahead: any past revision, the difference of two, proposals rebased, and what some would do.

use riparto_core::Authorization;
use riparto_table::table::CoDesignTable;
use serde_json::json;

use riparto_table_tests::{Desk, proposal};

/// Three decisions, a change of the total among them.
fn negotiated() -> Desk {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.approve("p1");
    desk.ok(
        "regione",
        json!({"change_envelope": {"change": "e1", "act": "A", "amount": "10.00",
        "distribution": {"named": {"studies": "10.00"}}}}),
    );
    desk.ok("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}));
    desk.approve("r1");
    desk
}

#[test]
fn the_state_at_any_revision_is_what_the_table_was_then() {
    let mut desk = Desk::new();
    let mut states: Vec<CoDesignTable> = vec![CoDesignTable::new(), desk.table().clone()];
    for (by, action) in [
        (
            "anci",
            json!({"draft": {"against": 1, "proposal": proposal("anci", "p1", ("outreach", "desks", "20.00"))}}),
        ),
        ("anci", json!({"table": {"proposal": "p1"}})),
        ("regione", json!({"approve": {"proposal": "p1"}})),
        ("regione", json!({"change_envelope": {"change": "e1", "act": "A", "amount": "-7.77"}})),
        ("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-03-01"}})),
    ] {
        desk.ok(by, action);
        states.push(desk.table().clone());
    }
    for (revision, state) in (0..).zip(&states) {
        assert_eq!(&desk.kept.at(revision).unwrap(), state, "{revision}");
        if let Some(plan) = state.plan() {
            assert_eq!(&desk.table().amounts_at(revision).unwrap(), plan.approved(), "{revision}");
        }
    }
    assert_eq!(desk.kept.at(7).unwrap_err().code(), "revision_unknown");
    for revision in [0, 7] {
        assert_eq!(desk.table().amounts_at(revision).unwrap_err().code(), "revision_unknown");
    }
}

#[test]
fn the_difference_of_any_two_revisions_is_that_of_their_amounts() {
    let desk = negotiated();
    let table = desk.table();
    for from in 1..=table.revision() {
        for to in 1..=table.revision() {
            let (before, after) = (table.amounts_at(from).unwrap(), table.amounts_at(to).unwrap());
            let diff = table.diff(from, to).unwrap();
            assert_eq!(diff.total(), after.total() - before.total());
            let mut amounts = before.amounts().to_vec();
            for change in diff.changes() {
                assert_ne!(change.before, change.after);
                assert_eq!(std::mem::replace(&mut amounts[change.line], change.after), change.before);
                assert_eq!(change.after - change.before, change.delta);
            }
            assert_eq!(amounts, after.amounts());
            let between = |variation: &&riparto_table::table::TableVariation| {
                (from.min(to) + 1..=from.max(to)).contains(&variation.revision())
            };
            assert!(diff.variations().iter().eq(table.variations().iter().filter(between)), "{from} {to}");
        }
    }
    let whole = table.diff(1, table.revision()).unwrap();
    assert_eq!(
        whole.variations().iter().map(|variation| variation.id()).collect::<Vec<_>>(),
        ["p1", "e1", "r1"]
    );
    assert_eq!(whole.changes().len(), 1, "the transfer and its reversal leave no trace in the amounts");
    assert_eq!(table.diff(1, 99).unwrap_err().code(), "revision_unknown");
}

#[test]
fn a_rebase_shows_what_was_meant_and_what_is_now() {
    let mut desk = Desk::new();
    for (id, from, amount) in
        [("p1", "outreach", "30.00"), ("p2", "outreach", "30.00"), ("p3", "training", "60.00")]
    {
        desk.ok(
            "anci",
            json!({"propose": {"against": 1, "proposal": proposal("anci", id, (from, "desks", amount))}}),
        );
    }
    let fresh = desk.table().rebased("p2").unwrap();
    assert_eq!((fresh.variations().len(), fresh.before()), (0, fresh.now()));
    desk.approve("p1");
    let rebased = desk.table().rebased("p2").unwrap();
    assert_eq!(rebased.against(), 1);
    assert_eq!(rebased.variations().iter().map(|variation| variation.id()).collect::<Vec<_>>(), ["p1"]);
    assert_eq!(rebased.before().authorization(), Authorization::Free);
    assert_eq!(rebased.before().assessment().after().amount("outreach").unwrap().to_string(), "270.00");
    assert_eq!(rebased.now().authorization(), Authorization::Forbidden);
    assert_eq!(rebased.now().assessment().after().amount("outreach").unwrap().to_string(), "240.00");
    assert_eq!(rebased.newly_broken().collect::<Vec<_>>(), ["outreach-floor"]);
    assert_eq!(rebased.no_longer_broken().count(), 0);
    // What heals a rule shows too: training is a third below, and then a quarter at most.
    desk.propose("cnr", "p4", ("desks", "training", "20.00"));
    desk.approve("p4");
    let healed = desk.table().rebased("p3").unwrap();
    assert_eq!(healed.no_longer_broken().collect::<Vec<_>>(), ["line-variation"]);
    assert_eq!(desk.table().rebased("p9").unwrap_err().code(), "proposal_unknown");
}

/// What was waived later did not stand at the old revision.
#[test]
fn a_rebase_counts_the_waivers_of_then_and_of_now() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "60.00"));
    desk.ok("cnr", json!({"propose": {"against": 1, "proposal": proposal("cnr", "p2", ("studies", "training", "5.00"))}}));
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}}));
    desk.approve("p1");
    let rebased = desk.table().rebased("p2").unwrap();
    let waived: Vec<bool> = rebased.now().findings().map(|(_, waived)| waived).collect();
    assert_eq!((waived, rebased.before().findings().count()), (vec![true], 0));
    assert_eq!(rebased.now().authorization(), Authorization::Free);
}

#[test]
fn a_preview_is_what_approving_in_that_order_does() {
    let transfers = [
        ("p1", "outreach", "desks"),
        ("p2", "desks", "training"),
        ("p3", "training", "studies"),
        ("p4", "outreach", "studies"),
    ];
    let mut desk = Desk::new();
    for (id, from, to) in transfers {
        desk.ok(
            "anci",
            json!({"propose": {"against": 1, "proposal": proposal("anci", id, (from, to, "30.00"))}}),
        );
    }
    desk.ok("regione", json!({"waive": {"proposal": "p4", "rule": "line-variation", "reason": "Once"}}));
    let ids: Vec<&str> = transfers.iter().map(|(id, ..)| *id).collect();
    let mut orders: Vec<Vec<&str>> = vec![Vec::new()];
    for length in 0..4 {
        let shorter: Vec<_> = orders.iter().filter(|order| order.len() == length).cloned().collect();
        for (order, id) in shorter.iter().flat_map(|order| ids.iter().map(move |id| (order, *id))) {
            let order = [order.as_slice(), &[id]].concat();
            if order[..length].contains(&id) {
                assert_eq!(desk.table().preview(&order).unwrap_err().code(), "proposal_twice");
            } else {
                orders.push(order);
            }
        }
    }
    let mut carried_out = 0;
    for order in &orders {
        let preview = desk.table().preview(order).unwrap();
        let mut live = desk.kept.clone();
        let mut all = true;
        for (id, step) in order.iter().zip(preview.steps()) {
            assert_eq!(&live.table().assess(id).unwrap(), step, "{order:?}");
            let approve = json!({"approve": {"proposal": id, "act": "A", "if_stale": "rebase"}});
            all = live
                .submit(&riparto_table_tests::command(id, "regione", &approve))
                .unwrap()
                .accepted()
                .is_ok();
            assert_eq!(all, step.authorization() < Authorization::Forbidden, "{order:?}");
            if !all {
                break;
            }
        }
        assert_eq!(all, preview.authorization() < Authorization::Forbidden);
        if all {
            assert_eq!(live.table().plan().unwrap().approved(), preview.after());
            carried_out += 1;
        }
    }
    assert!(orders.len() == 65 && (10..60).contains(&carried_out), "{carried_out} of {}", orders.len());
}

/// A waiver that one approval carries holds for the next: in a preview as at the table.
#[test]
fn a_preview_carries_waivers_on() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "60.00"));
    desk.propose("cnr", "p2", ("desks", "training", "5.00"));
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}}));
    let preview = desk.table().preview(&["p1", "p2"]).unwrap();
    assert_eq!(preview.authorization(), Authorization::Free);
    desk.approve("p1");
    desk.ok("regione", json!({"approve": {"proposal": "p2", "if_stale": "rebase"}}));
    assert_eq!(desk.table().preview(&["p1"]).unwrap_err().code(), "proposal_decided");
    assert_eq!(desk.table().preview(&["p9"]).unwrap_err().code(), "proposal_unknown");
}

/// A table whose rules count decisions and measure from the last authorized one, with two proposals on it.
fn counting() -> Desk {
    let mut plan = riparto_table_tests::plan();
    plan["rules"] = json!([
        {"id": "band", "scope": "all", "each": "line", "needs": "prior_approval",
         "limit": {"variation": {"base": {"authorized": "prior_approval"}, "up": {"percent": "5"}, "down": {"percent": "5"}}}},
        {"id": "twice", "scope": "all", "limit": {"changes": {"at_most": 2, "needing": "prior_approval"}}}
    ]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    desk.propose("anci", "p1", ("outreach", "desks", "45.00"));
    desk.propose("ats", "p2", ("outreach", "training", "30.00"));
    desk
}

#[test]
fn a_plan_with_proposals_counted_is_the_plan_after_their_approval() {
    for mut desk in [negotiated_open(), counting()] {
        let preview = desk.table().preview(&["p1", "p2"]).unwrap();
        assert_eq!(preview.versions(), [1, 1]);
        for id in ["p1", "p2"] {
            desk.ok("regione", json!({"approve": {"proposal": id, "act": "A", "if_stale": "rebase"}}));
        }
        assert_eq!(preview.plan(), desk.table().plan().unwrap());
        assert_eq!(preview.after(), preview.plan().approved());
    }
}

/// Two proposals on the table.
fn negotiated_open() -> Desk {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.propose("ats", "p2", ("outreach", "training", "10.00"));
    desk
}

#[test]
fn open_proposals_claim_what_they_would_take_until_they_are_counted_or_decided() {
    let mut desk = negotiated_open();
    let claims = |desk: &Desk, counted: &[&str]| -> Vec<String> {
        let claims = desk.table().line_claims(counted).unwrap();
        let each = claims.iter().map(|claims| {
            format!("{} -{} +{} {}", claims.line, claims.gives, claims.receives, claims.proposals.join(","))
        });
        each.collect()
    };
    let of_p2 = ["outreach -10.00 +0.00 p2", "training -0.00 +10.00 p2"];
    assert_eq!(
        claims(&desk, &[]),
        ["desks -0.00 +20.00 p1", "outreach -30.00 +0.00 p1,p2", "training -0.00 +10.00 p2"]
    );
    assert_eq!(claims(&desk, &["p1"]), of_p2);
    desk.approve("p1");
    assert_eq!(claims(&desk, &[]), of_p2);
    desk.ok("ats", json!({"withdraw": {"proposal": "p2"}}));
    assert!(claims(&desk, &[]).is_empty());
}
