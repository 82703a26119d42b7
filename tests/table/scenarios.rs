//! Forks of a table: tried, compared, promoted or dropped.

use riparto::table::Scenario;
use serde_json::json;

use super::{Desk, command, plan, proposal};

/// A scenario in which `p2` is proposed and approved.
fn tried(desk: &Desk) -> Scenario {
    let mut scenario = Scenario::of(desk.table());
    let against = desk.revision();
    let propose = json!({"propose": {"against": against, "proposal": proposal("ats", "p2", ("outreach", "training", "10.00"))}});
    scenario.try_command(&command("s1", "ats", &propose)).unwrap();
    scenario.try_command(&command("s2", "regione", &json!({"approve": {"proposal": "p2"}}))).unwrap();
    scenario
}

#[test]
fn a_scenario_leaves_the_table_alone_and_can_be_compared() {
    let desk = Desk::new();
    let scenario = tried(&desk);
    assert_eq!((desk.revision(), scenario.table().revision(), scenario.forked()), (1, 4, 1));
    let changes: Vec<String> = scenario
        .compare(desk.table())
        .unwrap()
        .iter()
        .map(|change| format!("{} {} {}", change.line, change.before, change.after))
        .collect();
    assert_eq!(changes, ["1 300.00 290.00", "2 200.00 210.00"]);
    let mut other = plan();
    other["lines"][0]["id"] = json!("counters");
    other["rules"] = json!([]);
    let elsewhere = Desk::on(&json!({"plan": other}));
    assert_eq!(scenario.compare(elsewhere.table()).unwrap_err().code(), "envelope_differs");
    assert_eq!(scenario.compare(Desk::not_open().table()).unwrap_err().code(), "table_not_open");
}

#[test]
fn what_is_refused_in_a_scenario_is_not_part_of_it() {
    let desk = Desk::new();
    let mut scenario = tried(&desk);
    let before = scenario.clone();
    let refused = scenario.try_command(&command("s3", "ats", &json!({"close_sitting": {}}))).unwrap_err();
    assert_eq!((refused.code(), &scenario), ("sitting_missing", &before));
    let again = scenario.commands()[1].clone();
    assert_eq!(scenario.try_command(&again), Ok(vec![]), "carried out already");
    assert_eq!(scenario, before);
}

#[test]
fn a_promoted_scenario_is_what_the_table_becomes() {
    let mut desk = Desk::new();
    let scenario = tried(&desk);
    scenario.promote(&mut desk.kept).unwrap().unwrap();
    assert_eq!(desk.table(), scenario.table());
    scenario.promote(&mut desk.kept).unwrap().unwrap();
    assert_eq!(desk.revision(), 4, "promoted again, nothing happens");
}

#[test]
fn a_scenario_is_promoted_whole_or_not_at_all() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "45.00"));
    let scenario = tried(&desk);
    desk.approve("p1");
    let (table, head) = (desk.table().clone(), desk.kept.head());
    let refused = scenario.promote(&mut desk.kept).unwrap().unwrap_err();
    assert_eq!(refused.code(), "stale", "p2 could be proposed and not approved");
    assert_eq!((desk.table(), desk.kept.head()), (&table, head));
}

#[test]
fn other_events_do_not_stop_a_scenario_that_names_no_revision_of_its_own() {
    let mut desk = Desk::new();
    let scenario = tried(&desk);
    desk.ok("ats", json!({"open_sitting": {"sitting": "m1", "date": "2024-03-01"}}));
    scenario.promote(&mut desk.kept).unwrap().unwrap();
    assert_eq!(desk.amounts(), ["400.00", "290.00", "210.00", "100.00"]);
}

/// Revision 3 of the scenario is another one at the table: what was decided there meanwhile must not pass as known.
#[test]
fn a_scenario_that_was_overtaken_is_not_promoted_over_what_it_did_not_know() {
    let mut desk = Desk::new();
    desk.propose("anci", "p1", ("outreach", "desks", "20.00"));
    let mut scenario = tried(&desk);
    let revision = scenario.table().revision();
    let second = json!({"propose": {"against": revision, "proposal": proposal("ats", "p3", ("desks", "studies", "5.00"))}});
    scenario.try_command(&command("s3", "ats", &second)).unwrap();
    let mut still = desk.clone();
    scenario.promote(&mut still.kept).unwrap().unwrap();
    assert_eq!(still.table(), scenario.table());

    desk.approve("p1");
    let refused = scenario.promote(&mut desk.kept).unwrap().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the scenario was forked at revision 3 and the table is at 4: fork it again"
    );
    assert_eq!(desk.revision(), 4);
}
