//! Changes of the total: acts of their own, held to the rules.

use riparto_core::plan::{Distribution, EnvelopeChange};
use riparto_core::rules::Breaches;
use riparto_core::{MoneyDelta, Plan};
use riparto_table::table::{EventKind, VariationKind};
use serde_json::{Value, json};

use riparto_table_tests::Desk;
use riparto_table_tests::occasions::taken_back;

fn change(id: &str, amount: &str, distribution: Value) -> Value {
    json!({"change_envelope": {"change": id, "act": "Addendum 1", "amount": amount, "distribution": distribution}})
}

#[test]
fn a_change_falls_on_the_lines_and_the_total_follows() {
    let mut desk = Desk::new();
    let events = desk.ok("regione", change("e1", "10.01", json!("pro_rata")));
    let EventKind::EnvelopeChanged { before, after, changes, breaches, waivers, .. } = &events[0].what else {
        panic!()
    };
    assert_eq!(
        (before.to_string(), after.to_string(), changes.len()),
        ("1000.00".into(), "1010.01".into(), 4)
    );
    assert!(breaches.is_empty() && waivers.is_empty());
    assert_eq!(desk.amounts(), ["404.01", "303.00", "202.00", "101.00"], "the cent goes where most was lost");
    desk.ok("regione", change("e2", "-10.01", json!({"named": {"desks": "-10.01"}})));
    assert_eq!(desk.amounts(), ["394.00", "303.00", "202.00", "101.00"]);
    let kinds: Vec<_> =
        desk.table().variations().iter().map(|variation| (variation.id(), variation.kind())).collect();
    assert_eq!(kinds, [("e1", VariationKind::EnvelopeChange), ("e2", VariationKind::EnvelopeChange)]);
    assert_eq!(desk.table().variations()[1].total().to_string(), "-10.01");
}

/// A rule may say several things of the same lines: what stands broken of one of them does not cover another.
#[test]
fn each_thing_that_a_rule_says_is_compared_with_itself() {
    let at_most = json!({"lesser": [{"percent": "50", "of": {"lines": ["b"]}}, "120.00"]});
    let plan = json!({
        "format": "riparto.plan/1", "title": "Plan", "total": "200.00",
        "lines": [{"id": "a", "amount": "100.00"}, {"id": "b", "amount": "100.00"}],
        "parties": [{"id": "regione", "role": "authority"}],
        "rules": [{"id": "most", "scope": {"lines": ["a"]}, "limit": {"sum": {"at_most": at_most}}}]
    });
    let plan = Plan::from_json(&plan.to_string()).unwrap();
    // Half of b was 50.00 less than a; now it is 25.00 less, but a holds 5.00 more than it ever may.
    let grow = |a: &str| {
        let shares = [("a", a), ("b", "100.00")];
        let shares: Vec<(String, MoneyDelta)> =
            shares.into_iter().map(|(line, share)| (line.to_owned(), share.parse().unwrap())).collect();
        let total = shares[0].1.checked_add(shares[1].1).unwrap();
        let changed =
            plan.change_envelope(&EnvelopeChange::new("e1", total, Distribution::Named(shares)).unwrap());
        let findings = changed.unwrap().0.check();
        let baseline = Breaches::of(&plan.check());
        findings.iter().map(|finding| baseline.is_worse_than_before(finding)).collect::<Vec<_>>()
    };
    assert_eq!(grow("25.00"), [true, false]);
    assert_eq!(grow("20.00"), [false]);
}

#[test]
fn rules_that_the_change_breaks_anew_forbid_it_unless_they_are_waived() {
    let mut desk = Desk::new();
    let cut = json!({"named": {"outreach": "-60.00"}});
    let forbidden = desk.no("regione", change("e1", "-60.00", cut.clone()));
    assert_eq!(
        forbidden.to_string(),
        "`e1` is forbidden: `outreach-floor`: line `outreach` holds €240.00 and at least €250.00 is required: €10.00 is missing"
    );
    let mut waived = change("e1", "-60.00", cut);
    waived["change_envelope"]["waivers"] = json!({"outreach-floor": "The ministry cut it"});
    let events = desk.ok("regione", waived);
    let EventKind::EnvelopeChanged { breaches, waivers, .. } = &events[0].what else { panic!() };
    assert_eq!((breaches[0].rule.as_str(), breaches[0].waived), ("outreach-floor", true));
    assert_eq!(waivers["outreach-floor"], "The ministry cut it");
    // It stays broken, and stops nothing that does not make it worse.
    desk.propose("anci", "p1", ("desks", "studies", "10.00"));
    desk.approve("p1");
    let events = desk.ok("regione", change("e2", "5.00", json!({"named": {"desks": "5.00"}})));
    let EventKind::EnvelopeChanged { breaches, .. } = &events[0].what else { panic!() };
    assert_eq!(
        (breaches[0].before.to_string(), breaches[0].excess.to_string()),
        ("10.00".into(), "10.00".into())
    );
    assert_eq!(
        desk.no("regione", change("e3", "-0.01", json!({"named": {"outreach": "-0.01"}}))).code(),
        "forbidden"
    );
    desk.propose("anci", "p2", ("outreach", "desks", "0.01"));
    assert_eq!(desk.no("regione", json!({"approve": {"proposal": "p2"}})).code(), "forbidden");
}

/// A breach that needs prior approval is what an act of the authority gives.
#[test]
fn less_than_forbidden_is_what_the_act_gives_and_is_on_record() {
    let mut desk = Desk::new();
    let events = desk.ok("regione", change("e1", "200.00", json!({"named": {"desks": "200.00"}})));
    let EventKind::EnvelopeChanged { breaches, .. } = &events[0].what else { panic!() };
    assert_eq!((breaches[0].rule.as_str(), breaches[0].waived), ("line-variation", false));
}

#[test]
fn rules_against_the_approved_allocation_are_measured_against_that_of_before() {
    let mut plan = riparto_table_tests::plan();
    let limit = json!({"variation": {"base": "approved", "down": {"percent": "10"}}});
    plan["rules"] = json!([{"id": "gentle", "scope": "all", "each": "line", "limit": limit}]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    assert_eq!(desk.no("regione", change("e1", "-100.01", json!("pro_rata"))).code(), "forbidden");
    desk.ok("regione", change("e1", "-100.00", json!("pro_rata")));
    desk.ok("regione", change("e2", "-90.00", json!("pro_rata")));
}

#[test]
fn a_step_binds_transfers_and_no_shares_of_a_change() {
    let mut plan = riparto_table_tests::plan();
    plan["rules"] = json!([{"id": "tens", "scope": "all", "limit": {"step": "10.00"}}]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    desk.ok("regione", change("e1", "0.03", json!("pro_rata")));
}

#[test]
fn a_proposal_made_before_a_change_of_the_total_is_stale() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    desk.ok("regione", change("e1", "10.00", json!("pro_rata")));
    let stale = desk.no("regione", json!({"approve": {"proposal": "p1"}}));
    assert!(stale.to_string().contains("and `e1` changed the allocation at revision 4"), "{stale}");
    desk.ok("regione", json!({"approve": {"proposal": "p1", "if_stale": "rebase"}}));
    assert_eq!(desk.no("regione", change("p1", "1.00", json!("pro_rata"))).code(), "id_taken");
    assert_eq!(desk.no("regione", change("e1", "1.00", json!("pro_rata"))).code(), "id_taken");
}

#[test]
fn a_key_given_twice_is_refused_and_not_dropped() {
    let twice = r#"{"id": "c1", "party": "regione", "do": {"change_envelope": {"change": "e1", "act": "A", "amount": "1.00",
        "waivers": {"r1": "one", "r1": "two"}}}}"#;
    let error = riparto_table::table::Command::from_json(twice).unwrap_err();
    assert_eq!(error.code(), "document_malformed");
    assert!(error.to_string().contains("`r1` is given twice"), "{error}");
}

#[test]
fn a_change_of_the_total_names_what_it_takes_back_once_and_to_the_cent() {
    let mut desk = Desk::new();
    let change = |id: &str, amount: &str, shares: serde_json::Value, reverses: Option<&str>| json!({"change_envelope": {"change": id, "act": "A", "amount": amount, "distribution": {"named": shares}, "reverses": reverses}});
    desk.ok("regione", change("e1", "10.00", json!({"desks": "4.00", "training": "6.00"}), None));
    for (amount, shares, reverses) in [
        ("-10.00", json!({"desks": "-4.01", "training": "-5.99"}), "e1"),
        ("-4.00", json!({"desks": "-4.00"}), "e1"),
        ("-10.00", json!({"desks": "-4.00", "training": "-6.00"}), "e9"),
    ] {
        let rejection = desk.no("regione", change("e2", amount, shares, Some(reverses)));
        assert_eq!(rejection.code(), "reversal_differs");
    }
    let back = |id: &str| change(id, "-10.00", json!({"desks": "-4.00", "training": "-6.00"}), Some("e1"));
    let events = desk.ok("regione", back("e2"));
    let EventKind::EnvelopeChanged { reverses, .. } = &events[0].what else { panic!() };
    assert_eq!(reverses.as_deref(), Some("e1"));
    assert_eq!(desk.no("regione", back("e3")).code(), "reversal_differs", "it is taken back already");
    let again = change("e4", "10.00", json!({"desks": "4.00", "training": "6.00"}), Some("e2"));
    desk.ok("regione", again);
}

#[test]
fn a_history_in_which_a_change_takes_back_something_else_is_found_out() {
    let desk = taken_back();
    let records = desk.kept.store().records();
    let forged = records
        .iter()
        .map(|record| record.event().as_str().replace("\"reverses\":\"e1\"", "\"reverses\":\"e2\""));
    let events = forged.map(|text| {
        riparto_table::journal::Event::of(&serde_json::from_str::<serde_json::Value>(&text).unwrap()).unwrap()
    });
    let mut store = riparto_table::journal::MemoryStore::new();
    for event in events {
        let head = riparto_table::journal::Store::head(&store).unwrap();
        let _ = riparto_table::journal::Store::append(&mut store, &head, &[event]).unwrap();
    }
    let audit = riparto_table::table::Audit::of(store.records()).unwrap();
    assert_eq!(audit.fault().map(|fault| fault.revision()), Some(4));
    assert_eq!(riparto_table::table::PersistentTable::open(store).unwrap_err().code(), "event_impossible");
}

/// Derived lines follow an act as they follow a proposal; what takes it back is just its opposite.
#[test]
fn derived_lines_follow_a_change_of_the_total_and_its_payers_pay() {
    let mut plan = riparto_table_tests::plan();
    let derived = json!({"percent": "25", "of": {"lines": ["desks"]}, "paid_by": {"lines": ["outreach"]}});
    plan["rules"] = json!([{"id": "flat", "scope": {"lines": ["studies"]}, "limit": {"derived": derived}}]);
    let mut desk = Desk::on(&json!({"plan": plan}));
    assert_eq!(desk.amounts(), ["400.00", "300.00", "200.00", "100.00"]);
    let events = desk.ok("regione", change("e1", "80.00", json!({"named": {"desks": "80.00"}})));
    let EventKind::EnvelopeChanged { changes, breaches, .. } = &events[0].what else { panic!() };
    assert_eq!((changes.len(), breaches.len()), (3, 0));
    assert_eq!(desk.amounts(), ["480.00", "280.00", "200.00", "120.00"]);
    let back = json!({"desks": "-80.00", "outreach": "20.00", "studies": "-20.00"});
    let mut reversal = change("e2", "-80.00", json!({"named": back}));
    reversal["change_envelope"]["reverses"] = json!("e1");
    desk.ok("regione", reversal);
    assert_eq!(desk.amounts(), ["400.00", "300.00", "200.00", "100.00"]);
    // By shares of what lines hold, derived lines take theirs.
    desk.ok("regione", change("e3", "100.00", json!("pro_rata")));
    assert_eq!(desk.amounts(), ["440.00", "330.00", "220.00", "110.00"]);
    // A payer that is closed does not pay.
    desk.ok(
        "regione",
        json!({"close_line": {"change": "e4", "act": "A", "line": "outreach", "remainder_to": "training"}}),
    );
    let closed = desk.no("regione", change("e5", "8.00", json!({"named": {"desks": "8.00"}})));
    assert_eq!(closed.code(), "forbidden", "{closed}");
    let receives = desk.no("regione", change("e5", "-8.00", json!({"named": {"desks": "-8.00"}})));
    assert_eq!(receives.code(), "line_closed", "{receives}");
    desk.ok("regione", change("e5", "10.00", json!({"named": {"desks": "8.00", "studies": "2.00"}})));
}
