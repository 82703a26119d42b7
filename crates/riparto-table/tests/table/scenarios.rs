//! Forks of a table: tried, compared, promoted or dropped.

use riparto_table::journal::{Head, Store};
use riparto_table::table::{IfStale, KeptScenario, Scenario, ScenarioComparison};
use serde_json::json;

use riparto_table_tests::{Desk, command, plan, proposal};

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

/// The same as [`tried`], kept as text.
fn kept(desk: &Desk) -> KeptScenario {
    let mut kept = KeptScenario::of(desk.kept.head());
    tried(desk).commands().iter().for_each(|command| kept.push(command));
    kept
}

#[test]
fn a_scenario_that_is_kept_is_played_again_to_the_same_table() {
    let desk = Desk::new();
    let text = kept(&desk).to_lines().unwrap();
    assert_eq!(text.lines().count(), 3, "a head and two commands: {text}");
    let read = KeptScenario::from_lines(&text).unwrap();
    assert_eq!((&read, read.to_lines().unwrap()), (&kept(&desk), text));
    let played = read.played(desk.kept.store().records()).unwrap().unwrap();
    assert_eq!(played.table(), tried(&desk).table());
}

#[test]
fn a_kept_scenario_is_of_just_one_history() {
    let (mut desk, mut other) = (Desk::new(), Desk::new());
    other.propose("anci", "p1", ("outreach", "desks", "45.00"));
    let scenario = kept(&other);
    let missed = scenario.played(desk.kept.store().records()).unwrap_err();
    assert_eq!(missed.code(), "head_missed", "the history is shorter");
    desk.propose("anci", "p1", ("outreach", "desks", "5.00"));
    let missed = scenario.played(desk.kept.store().records()).unwrap_err();
    assert_eq!(missed.code(), "head_missed", "the history is another");
    let records = other.kept.store().records_after(0).unwrap();
    other.approve("p1");
    assert!(scenario.played(other.kept.store().records()).unwrap().is_ok(), "it has gone on");
    assert!(scenario.played(&records).unwrap().is_ok());
}

#[test]
fn a_kept_scenario_is_promoted_whole_and_once_and_not_over_what_came_since() {
    let mut desk = Desk::new();
    let scenario = kept(&desk);
    scenario.promote(&mut desk.kept, IfStale::Refuse).unwrap().unwrap();
    assert_eq!(desk.table(), tried(&Desk::new()).table());
    let (after, head) = (desk.table().clone(), desk.kept.head());
    scenario.promote(&mut desk.kept, IfStale::Refuse).unwrap().unwrap();
    assert_eq!((desk.table(), desk.kept.head()), (&after, head), "promoted again, nothing happens");

    let mut gone_on = Desk::new();
    gone_on.ok("ats", json!({"open_sitting": {"sitting": "m1", "date": "2024-03-01"}}));
    let refused = scenario.promote(&mut gone_on.kept, IfStale::Refuse).unwrap().unwrap_err();
    assert_eq!((refused.code(), gone_on.revision()), ("overtaken", 2));
    scenario.promote(&mut gone_on.kept, IfStale::Rebase).unwrap().unwrap();
    assert_eq!(gone_on.amounts(), ["400.00", "290.00", "210.00", "100.00"]);
}

#[test]
fn what_is_no_scenario_is_told() {
    let text = kept(&Desk::new()).to_lines().unwrap();
    let other = text.replace("riparto.scenario/1", "riparto.scenario/2");
    let broken = text.replace("\"approve\"", "\"aprove\"");
    for (text, code) in [
        ("", "document_malformed"),
        ("{}\n", "document_malformed"),
        (&other, "document_format"),
        (&broken, "document_malformed"),
    ] {
        assert_eq!(KeptScenario::from_lines(text).unwrap_err().code(), code, "{text}");
    }
    assert_eq!(KeptScenario::of(Head::START).origin(), Head::START);
}

#[test]
fn scenarios_are_compared_with_the_table_and_each_other() {
    let desk = Desk::new();
    let (more, same) = (tried(&desk), Scenario::of(desk.table()));
    let scenarios = [("more", more.table()), ("same", same.table())];
    let compared = ScenarioComparison::of(desk.table(), scenarios).unwrap();
    assert_eq!(compared.before(), desk.table().plan().unwrap().approved());
    let outcomes: Vec<(&str, Vec<String>, String)> = compared
        .outcomes()
        .iter()
        .map(|outcome| {
            (outcome.name.as_str(), outcome.decisions.clone(), outcome.allocation.amounts()[2].to_string())
        })
        .collect();
    assert_eq!(
        outcomes,
        [("more", vec!["p2".to_owned()], "210.00".to_owned()), ("same", vec![], "200.00".to_owned())]
    );
}
