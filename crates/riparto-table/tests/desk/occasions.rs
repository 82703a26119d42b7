//! Tables at which something certain happened.

use serde_json::{Value, json};

use crate::refusable::public_key;
use crate::{Desk, proposal};

/// A table at which everything happens once at least.
pub fn everything() -> Desk {
    told(true)
}

/// The table that was recorded, to the byte, before events had further kinds and fields.
pub fn recorded() -> Desk {
    told(false)
}

fn told(with_what_came_later: bool) -> Desk {
    let quorum =
        json!({"policies": [{"from": "free"}, {"from": "prior_approval", "quorum": "1", "act": true}]});
    let mut desk = Desk::with(&quorum);
    desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-10"}}));
    for (id, from) in [("p1", "outreach"), ("p2", "training"), ("p3", "desks"), ("p4", "desks")] {
        let text = proposal("anci", id, (from, "studies", "40.00"));
        desk.ok("anci", json!({"propose": {"against": 1, "proposal": text}}));
    }
    let approve = |id: &str| json!({"approve": {"proposal": id, "act": "DD", "if_stale": "rebase"}});
    let later = |desk: &mut Desk, actions: &[(&str, Value)]| {
        let actions = actions.iter().filter(|_| with_what_came_later);
        actions.for_each(|(by, action)| drop(desk.ok(by, action.clone())));
    };
    for (by, action) in [
        ("cnr", json!({"state": {"proposal": "p1", "stance": "consent"}})),
        ("regione", approve("p1")),
        ("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r1"}})),
        ("regione", json!({"waive": {"proposal": "p2", "rule": "studies-share", "reason": "Once"}})),
        ("regione", approve("p2")),
    ] {
        desk.ok(by, action);
    }
    later(
        &mut desk,
        &[
            ("cnr", json!({"state": {"proposal": "p3", "stance": "consent"}})),
            ("regione", json!({"waive": {"proposal": "p3", "rule": "studies-share", "reason": "Once"}})),
            (
                "regione",
                json!({"correct_sitting": {"sitting": "s1", "renamed": "s2", "date": "2024-02-11",
                    "title": "First", "reason": "A slip"}}),
            ),
            ("ats", json!({"describe_sitting": description()})),
            ("anci", json!({"declare_key": {"key": public_key("anci", 7)}})),
        ],
    );
    for (by, action) in [
        ("regione", json!({"request_changes": {"proposal": "p3", "reason": "Less"}})),
        (
            "anci",
            json!({"amend": {"against": 1, "proposal": proposal("anci", "p3", ("desks", "training", "1.00"))}}),
        ),
        ("anci", json!({"withdraw": {"proposal": "p3"}})),
        ("regione", json!({"reject": {"proposal": "p4", "reason": "No"}})),
        ("regione", approve("r1")),
        ("regione", json!({"change_envelope": {"change": "e1", "act": "A", "amount": "1.00"}})),
    ] {
        desk.ok(by, action);
    }
    later(&mut desk, &acts_on_lines());
    for (by, action) in [
        ("cnr", json!({"ballot": {"amounts": {"desks": "1001.00"}}})),
        ("ats", json!({"close_sitting": {}})),
        ("regione", json!({"close": {"act": "DD"}})),
    ] {
        desk.ok(by, action);
    }
    desk
}

/// A sitting with all that can be said of it.
fn description() -> Value {
    json!({"sitting": "s2", "place": "Firenze", "begins": "10:30", "ends": "12:45", "agenda": ["Variations"],
        "present": [{"name": "Anna Rossi", "party": "ats", "capacity": "delegate", "duty": "chair"},
            {"name": "Luca Bianchi", "duty": "secretary"}]})
}

fn acts_on_lines() -> [(&'static str, Value); 3] {
    [
        (
            "regione",
            json!({"add_line": {"change": "l1", "act": "A", "line": {"id": "volunteers", "labels": {"area": "north"}}}}),
        ),
        (
            "regione",
            json!({"split_line": {"change": "l2", "act": "A", "line": "studies",
                    "parts": [{"id": "surveys", "approved": "100.00", "original": "60.00"},
                        {"id": "reports", "approved": "40.14", "original": "40.00"}]}}),
        ),
        (
            "regione",
            json!({"close_line": {"change": "l3", "act": "A", "line": "reports", "remainder_to": "surveys"}}),
        ),
    ]
}

/// A proposal that is approved after a sitting that is corrected, and one that waits.
pub fn decided() -> Desk {
    let mut desk = Desk::new();
    desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-10", "title": "First"}}));
    desk.propose("anci", "p1", ("outreach", "desks", "60.00"));
    desk.ok("cnr", json!({"state": {"proposal": "p1", "stance": "objection", "reason": "Too much"}}));
    desk.ok("ats", json!({"state": {"proposal": "p1", "stance": "consent"}}));
    desk.ok("regione", json!({"waive": {"proposal": "p1", "rule": "outreach-floor", "reason": "June"}}));
    desk.ok("regione", json!({"approve": {"proposal": "p1", "act": "DD 1/2024"}}));
    desk.ok("ats", json!({"close_sitting": {}}));
    desk.ok(
        "regione",
        json!({"correct_sitting": {"sitting": "s1", "date": "2024-02-11", "reason": "A slip"}}),
    );
    desk.propose("cnr", "p2", ("training", "studies", "10.00"));
    desk
}

/// A change of the total, another, and one that takes back the first.
pub fn taken_back() -> Desk {
    let mut desk = Desk::new();
    let change = |id: &str, amount: &str| json!({"change_envelope": {"change": id, "act": "A", "amount": amount, "distribution": {"named": {"desks": amount}}}});
    desk.ok("regione", change("e1", "10.00"));
    desk.ok("regione", change("e2", "3.00"));
    let mut back = change("e3", "-10.00");
    back["change_envelope"]["reverses"] = json!("e1");
    desk.ok("regione", back);
    desk
}

/// 7 % of indirect costs on desks and courses, paid by who gives.
pub fn flat_rate() -> Desk {
    let plan = json!({
        "format": "riparto.plan/1", "title": "Integration plan", "total": "2000.00",
        "lines": [
            {"id": "desks", "amount": "600.00"}, {"id": "courses", "amount": "400.00"},
            {"id": "indirect", "title": "Indirect costs", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"}
        ],
        "parties": [{"id": "regione", "role": "authority"}, {"id": "anci"}],
        "rules": [{"id": "flat", "scope": {"lines": ["indirect"]}, "limit": {"derived":
            {"percent": "7", "of": {"lines": ["desks", "courses"]}, "rounding": "half_up", "paid_by": "giver"}}}]
    });
    Desk::on(&json!({"plan": plan}))
}

/// Two proposals, of which one is approved.
pub fn stale() -> Desk {
    let mut desk = flat_rate();
    for id in ["p1", "p2"] {
        desk.propose("anci", id, ("reserve", "desks", "10.05"));
    }
    desk.approve("p1");
    desk
}

/// A table on which a rebase wrote anew what follows.
pub fn rebased_with_what_follows() -> Desk {
    let mut desk = stale();
    desk.ok("anci", json!({"rebase": {"proposal": "p2"}}));
    desk
}
