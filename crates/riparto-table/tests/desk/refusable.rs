//! Commands with defects: each can be refused for several reasons.

use serde_json::{Value, json};

use crate::{Desk, plan, proposal};

/// Whether a command, or the table that it comes to, has a defect.
pub type Has<'a> = &'a dyn Fn(&str) -> bool;

/// A command that can be refused for several reasons.
pub struct Refusable {
    pub action: &'static str,
    /// The reasons, in the order in which they are documented.
    pub codes: &'static [&'static str],
    /// Reasons that cannot hold at once.
    pub apart: &'static [(&'static str, &'static str)],
    /// A table, who asks, and what, with some of the defects.
    pub build: fn(Has<'_>) -> (Desk, &'static str, Value),
}

pub const SMALL: (&str, &str, &str) = ("outreach", "desks", "20.00");

pub fn open_sitting(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    let mut sitting = |id: &str, date: &str| {
        desk.ok("ats", json!({"open_sitting": {"sitting": id, "date": date}}));
    };
    if has("sitting_taken") {
        sitting("s1", "2024-01-10");
        desk.ok("ats", json!({"close_sitting": {}}));
    }
    let mut sitting = |id: &str, date: &str| {
        desk.ok("ats", json!({"open_sitting": {"sitting": id, "date": date}}));
    };
    match (has("sitting_open"), has("date_earlier")) {
        (true, _) => sitting("s0", "2024-02-10"),
        (false, true) => {
            sitting("s0", "2024-02-10");
            desk.ok("ats", json!({"close_sitting": {}}));
        }
        (false, false) => {}
    }
    let date = if has("date_earlier") { "2024-02-09" } else { "2024-02-10" };
    let by = if has("not_allowed") { "anci" } else { "ats" };
    (desk, by, json!({"open_sitting": {"sitting": "s1", "date": date, "title": "First"}}))
}

/// Three sittings, of which the second is corrected.
pub fn correct_sitting(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    for (id, date) in [("s1", "2024-02-10"), ("s2", "2024-03-10"), ("s3", "2024-04-10")] {
        desk.ok("ats", json!({"open_sitting": {"sitting": id, "date": date}}));
        desk.ok("ats", json!({"close_sitting": {}}));
    }
    let date = match (has("date_earlier"), has("date_later")) {
        (true, _) => "2024-02-09",
        (false, true) => "2024-04-11",
        (false, false) if has("correction_needless") => "2024-03-10",
        (false, false) => "2024-03-11",
    };
    let mut correction = json!({
        "sitting": if has("sitting_unknown") { "s9" } else { "s2" },
        "date": date,
        "reason": if has("reason_missing") { " " } else { "A slip of the pen" },
    });
    if has("sitting_taken") {
        correction["renamed"] = json!("s3");
    }
    let by = if has("not_allowed") { "ats" } else { "regione" };
    (desk, by, json!({"correct_sitting": correction}))
}

pub fn describe_sitting(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    desk.ok("ats", json!({"open_sitting": {"sitting": "s2", "date": "2024-02-10"}}));
    let described = |sitting: &str, party: &str| {
        let present = json!([{"name": "Anna Rossi", "party": party}]);
        json!({"describe_sitting": {"sitting": sitting, "begins": "10:30", "present": present}})
    };
    if has("correction_needless") {
        desk.ok("ats", described("s2", "anci"));
    }
    let party = if has("party_unknown") { "nobody" } else { "anci" };
    let sitting = if has("sitting_unknown") { "s9" } else { "s2" };
    let mut asked = described(sitting, party);
    if has("ends_earlier") {
        asked["describe_sitting"]["ends"] = json!("09:30");
    }
    (desk, if has("not_allowed") { "anci" } else { "ats" }, asked)
}

/// A public key, made of a number.
pub fn public_key(party: &str, seed: u8) -> String {
    riparto_table::checkpoints::SigningKey::of_seed(party, [seed; 32]).unwrap().verifier().to_string()
}

pub fn declare_key(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if has("key_taken") {
        desk.ok("cnr", json!({"declare_key": {"key": public_key("cnr", 7)}}));
    }
    let party = if has("party_unknown") { "nobody" } else { "anci" };
    let by = if has("not_allowed") { "ats" } else { "regione" };
    (desk, by, json!({"declare_key": {"key": public_key(party, 7)}}))
}

pub fn close_sitting(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if !has("sitting_missing") {
        desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-10"}}));
    }
    (desk, if has("not_allowed") { "anci" } else { "regione" }, json!({"close_sitting": {}}))
}

/// Closes the training line: what it holds goes to the desks.
fn close_training(desk: &mut Desk) {
    let close = json!({"change": "l0", "act": "DD 1/2024", "line": "training", "remainder_to": "desks"});
    desk.ok("regione", json!({"close_line": close}));
}

/// A proposal `p1`, as `draft`, `propose` and `amend` carry it.
fn written(has: Has<'_>) -> Value {
    let party = if has("not_proposer") { "cnr" } else { "anci" };
    let to = if has("impossible") { "nowhere" } else { "desks" };
    let from = if has("line_closed") { "training" } else { "outreach" };
    let mut proposal = proposal(party, "p1", (from, to, "20.00"));
    if has("reversal_differs") {
        proposal["reverses"] = json!("p9");
    }
    let against = if has("revision_unknown") { 99 } else { 1 };
    json!({"proposal": proposal, "against": against})
}

pub fn draft(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if has("id_taken") {
        desk.propose("ats", "p1", SMALL);
    }
    if has("line_closed") {
        close_training(&mut desk);
    }
    (desk, "anci", json!({"draft": written(has)}))
}

pub fn propose(has: Has<'_>) -> (Desk, &'static str, Value) {
    let (desk, by, action) = draft(has);
    (desk, by, json!({"propose": action["draft"]}))
}

pub fn amend(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if !has("proposal_unknown") {
        desk.propose("anci", "p1", SMALL);
    }
    if has("wrong_status") {
        desk.approve("p1");
    }
    if has("line_closed") {
        close_training(&mut desk);
    }
    let mut amendment = written(has);
    if !has("amendment_needless") {
        amendment["proposal"]["reason"] = json!("Fewer hours are needed");
    }
    (desk, "anci", json!({"amend": amendment}))
}

pub fn table(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if !has("proposal_unknown") {
        let how = if has("wrong_status") { "propose" } else { "draft" };
        let from = if has("line_closed") { "training" } else { "outreach" };
        let text = proposal("anci", "p1", (from, "desks", "20.00"));
        desk.ok("anci", json!({how: {"against": 1, "proposal": text}}));
    }
    if has("line_closed") && !has("wrong_status") {
        close_training(&mut desk);
    }
    (desk, if has("not_proposer") { "cnr" } else { "anci" }, json!({"table": {"proposal": "p1"}}))
}

pub fn withdraw(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if !has("proposal_unknown") {
        desk.propose("anci", "p1", SMALL);
    }
    if has("wrong_status") {
        desk.approve("p1");
    }
    (desk, if has("not_proposer") { "cnr" } else { "anci" }, json!({"withdraw": {"proposal": "p1"}}))
}

/// A table with `p1` on it, or withdrawn, or not there; who asks; and a reason.
fn judged(has: Has<'_>) -> (Desk, &'static str, &'static str) {
    let mut desk = Desk::new();
    if !has("proposal_unknown") {
        desk.propose("anci", "p1", SMALL);
    }
    if has("wrong_status") {
        desk.ok("anci", json!({"withdraw": {"proposal": "p1"}}));
    }
    let reason = if has("reason_missing") { " \n" } else { "Too little for outreach" };
    (desk, if has("not_allowed") { "ats" } else { "regione" }, reason)
}

/// The version that a decision names.
fn version(has: Has<'_>) -> u32 {
    if has("version_differs") { 7 } else { 1 }
}

pub fn request_changes(has: Has<'_>) -> (Desk, &'static str, Value) {
    let (desk, by, reason) = judged(has);
    (desk, by, json!({"request_changes": {"proposal": "p1", "reason": reason, "version": version(has)}}))
}

pub fn reject(has: Has<'_>) -> (Desk, &'static str, Value) {
    let (desk, by, reason) = judged(has);
    (desk, by, json!({"reject": {"proposal": "p1", "reason": reason, "version": version(has)}}))
}

pub fn state(has: Has<'_>) -> (Desk, &'static str, Value) {
    let (desk, _, reason) = judged(has);
    let by = if has("not_allowed") { "regione" } else { "cnr" };
    let state = json!({"proposal": "p1", "stance": "objection", "reason": reason, "version": version(has)});
    (desk, by, json!({"state": state}))
}

pub fn waive(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if !has("proposal_unknown") {
        desk.propose("anci", "p1", ("training", "studies", "60.00"));
    }
    if has("impossible") {
        desk.propose("anci", "p2", ("training", "desks", "145.00"));
        desk.approve("p2");
    }
    if has("wrong_status") {
        desk.ok("anci", json!({"withdraw": {"proposal": "p1"}}));
    }
    let rule = match (has("rule_unknown"), has("waiver_needless")) {
        (true, _) => "nothing",
        (false, true) => "outreach-floor",
        (false, false) => "studies-share",
    };
    let reason = if has("reason_missing") { "" } else { "A study of the whole region" };
    let by = if has("not_allowed") { "ats" } else { "regione" };
    let waive = json!({"proposal": "p1", "rule": rule, "reason": reason, "version": version(has)});
    (desk, by, json!({"waive": waive}))
}

pub fn rebase(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if !has("proposal_unknown") {
        desk.propose("anci", "p1", ("training", "desks", "120.00"));
    }
    if !has("not_stale") {
        let amount = if has("impossible") { "100.00" } else { "10.00" };
        desk.propose("ats", "p2", ("training", "desks", amount));
        desk.approve("p2");
    }
    if has("wrong_status") {
        desk.ok("anci", json!({"withdraw": {"proposal": "p1"}}));
    }
    (desk, if has("not_allowed") { "cnr" } else { "anci" }, json!({"rebase": {"proposal": "p1"}}))
}

/// All parties must speak, two of three agree, and the act is named.
pub fn approve(has: Has<'_>) -> (Desk, &'static str, Value) {
    let consent = json!({"majority": {"percent": "50"}});
    let mut plan = crate::plan();
    let minutes = json!({"id": "desks-grow", "scope": {"lines": ["desks"]}, "needs": "free", "requires": ["plan of the desks"],
                         "limit": {"change": {"base": "approved", "up": "0.00"}}});
    plan["rules"].as_array_mut().unwrap().push(minutes);
    let policies = json!({"policies": [{"from": "free", "consent": consent, "quorum": "100", "act": true}]});
    let mut desk = Desk::on(&json!({"plan": plan, "policies": policies}));
    let documents = json!(["plan of the desks"]);
    let state = |desk: &mut Desk, by: &str, id: &str, stance: &str| {
        desk.ok(by, json!({"state": {"proposal": id, "stance": stance, "reason": "So it is"}}));
    };
    let transfer = match (has("impossible"), has("forbidden")) {
        (true, _) => ("training", "desks", "190.00"),
        (false, true) => ("outreach", "desks", "60.00"),
        (false, false) => SMALL,
    };
    if !has("proposal_unknown") {
        desk.propose("anci", "p1", transfer);
        state(&mut desk, "ats", "p1", if has("consent_missing") { "objection" } else { "consent" });
        if !has("quorum_missing") {
            state(&mut desk, "cnr", "p1", if has("consent_missing") { "abstention" } else { "consent" });
        }
    }
    if has("stale") || has("impossible") {
        desk.propose("anci", "p2", ("training", "desks", "50.00"));
        state(&mut desk, "ats", "p2", "consent");
        state(&mut desk, "cnr", "p2", "consent");
        desk.ok(
            "regione",
            json!({"approve": {"proposal": "p2", "act": "DD 2/2024", "documents": documents}}),
        );
    }
    if has("wrong_status") {
        desk.ok("regione", json!({"request_changes": {"proposal": "p1", "reason": "Smaller"}}));
    }
    let action = json!({
        "proposal": "p1",
        "act": if has("act_missing") { "" } else { "DD 1/2024" },
        "documents": if has("requirements_missing") { json!([]) } else { documents },
        "version": if has("version_differs") { 2 } else { 1 },
        "if_stale": if has("stale") { "refuse" } else { "rebase" },
    });
    (desk, if has("not_allowed") { "ats" } else { "regione" }, json!({"approve": action}))
}

pub fn reverse(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if !has("proposal_unknown") {
        desk.propose("anci", "p1", ("training", "studies", "40.00"));
        if !has("wrong_status") {
            desk.approve("p1");
        }
    }
    if has("reversal_differs") && !has("wrong_status") && !has("proposal_unknown") {
        desk.ok("cnr", json!({"reverse": {"proposal": "p1", "reversal": "r0"}}));
    }
    if has("impossible") && !has("wrong_status") && !has("proposal_unknown") {
        desk.propose("anci", "p2", ("studies", "desks", "120.00"));
        desk.approve("p2");
    }
    if has("id_taken") {
        desk.propose("anci", "r1", SMALL);
    }
    if has("line_closed") && !has("wrong_status") && !has("reversal_differs") {
        close_training(&mut desk);
    }
    (desk, "cnr", json!({"reverse": {"proposal": "p1", "reversal": "r1"}}))
}

/// The waivers of an act of the authority.
fn waivers(has: Has<'_>) -> Value {
    let mut waivers = json!({});
    for (defect, rule) in [("rule_unknown", "nothing"), ("waiver_needless", "outreach-floor")] {
        if has(defect) {
            waivers[rule] = json!("The addendum says so");
        }
    }
    if has("reason_missing") {
        waivers["studies-share"] = json!("");
    }
    waivers
}

/// An act on a line `line`, at a table where a floor for each line stands in the way if it is to be forbidden.
fn line_act(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut plan = plan();
    if has("forbidden") && !has("line_closed") {
        let floor = json!({"id": "line-floor", "scope": "all", "each": "line", "limit": {"floor": "50.00"}});
        plan["rules"].as_array_mut().unwrap().push(floor);
    }
    let mut desk = Desk::on(&json!({"plan": plan}));
    if has("id_taken") {
        desk.propose("anci", "l1", SMALL);
    }
    match (has("line_closed"), has("line_in_proposals")) {
        (true, _) => close_training(&mut desk),
        (false, true) => desk.propose("cnr", "p1", ("training", "desks", "10.00")),
        (false, false) => {}
    }
    let act = if has("act_missing") { " " } else { "Addendum 1" };
    let by = if has("not_allowed") { "ats" } else { "regione" };
    (desk, by, json!({"change": "l1", "act": act, "waivers": waivers(has)}))
}

pub fn add_line(has: Has<'_>) -> (Desk, &'static str, Value) {
    let (desk, by, mut act) = line_act(has);
    act["line"] = json!({"id": if has("impossible") { "desks" } else { "volunteers" }});
    (desk, by, json!({"add_line": act}))
}

pub fn split_line(has: Has<'_>) -> (Desk, &'static str, Value) {
    let (desk, by, mut act) = line_act(has);
    act["line"] = json!("training");
    let second = if has("impossible") { "desks" } else { "courses" };
    let approved = if has("split_unbalanced") { "10.01" } else { "10.00" };
    act["parts"] = json!([{"id": "operators", "approved": "190.00"}, {"id": second, "approved": approved}]);
    (desk, by, json!({"split_line": act}))
}

pub fn close_line(has: Has<'_>) -> (Desk, &'static str, Value) {
    let (desk, by, mut act) = line_act(has);
    act["line"] = json!("training");
    match (has("impossible"), has("line_not_empty")) {
        (true, _) => act["remainder_to"] = json!("nowhere"),
        (false, true) => {}
        (false, false) => act["remainder_to"] = json!("desks"),
    }
    (desk, by, json!({"close_line": act}))
}

pub fn change_envelope(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if has("id_taken") {
        desk.propose("anci", "e1", SMALL);
    }
    if has("line_closed") {
        close_training(&mut desk);
    }
    let (amount, distribution) = match () {
        () if has("line_closed") => ("10.00", json!({"named": {"nowhere": "5.00", "training": "5.00"}})),
        () if has("rules_clash") => ("-900.00", json!({"nearest": {}})),
        () if has("impossible") => ("10.00", json!({"named": {"nowhere": "10.00"}})),
        () if has("forbidden") => ("100.00", json!({"named": {"studies": "100.00"}})),
        () => ("10.00", json!({"named": {"desks": "10.00"}})),
    };
    let action = json!({
        "change": "e1",
        "act": if has("act_missing") { " " } else { "Addendum 1" },
        "amount": if has("envelope_unchanged") { "0.00" } else { amount },
        "distribution": distribution,
        "waivers": waivers(has),
    });
    let mut action = action;
    if has("reversal_differs") {
        action["reverses"] = json!("e0");
    }
    (desk, if has("not_allowed") { "ats" } else { "regione" }, json!({"change_envelope": action}))
}

pub fn ballot(has: Has<'_>) -> (Desk, &'static str, Value) {
    let studies = if has("impossible") { "100.01" } else { "100.00" };
    let mut desk = Desk::new();
    let mut amounts = json!({"desks": "900.00", "studies": studies});
    if has("line_closed") {
        close_training(&mut desk);
        amounts = json!({"desks": "700.00", "training": "200.00", "studies": studies});
    }
    (desk, "cnr", json!({"ballot": {"amounts": amounts}}))
}

pub fn close(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut desk = Desk::new();
    if has("sitting_open") {
        desk.ok("ats", json!({"open_sitting": {"sitting": "s1", "date": "2024-02-10"}}));
    }
    if has("proposals_open") {
        desk.propose("anci", "p1", SMALL);
    }
    let act = if has("act_missing") { "" } else { "DD 99/2024" };
    (desk, if has("not_allowed") { "ats" } else { "regione" }, json!({"close": {"act": act}}))
}

pub fn open(has: Has<'_>) -> (Desk, &'static str, Value) {
    let mut plan = plan();
    if has("malformed") {
        plan["total"] = json!("1000.01");
    }
    if has("authority_missing") {
        plan["parties"][0]["role"] = json!("partner");
    }
    let by = match (has("party_unknown"), has("not_allowed")) {
        (true, _) => "nobody",
        (false, true) => "ats",
        (false, false) => "regione",
    };
    (Desk::not_open(), by, json!({"open": {"plan": plan}}))
}
