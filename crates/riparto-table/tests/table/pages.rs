//! docs/TABLE.md and docs/HISTORY.md say what holds: every command, every refusal in its order, every field of every event.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use riparto_table::table::Rejection;
use serde_json::{Value, json};

use super::refusals::refusal;
use super::simulation::NAMES;
use riparto_table_tests::occasions::everything;
use riparto_table_tests::occasions::rebased_with_what_follows;
use riparto_table_tests::occasions::taken_back;
use riparto_table_tests::refusable_commands::COMMANDS;

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).join("docs").join(name))
        .unwrap()
}

/// The words in backticks.
fn ticked(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rows of a table under a heading row, cell by cell.
fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, rest) = page.split_once(heading).unwrap();
    let lines = rest.lines().skip(2).take_while(|line| line.starts_with('|'));
    lines.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn the_page_lists_the_refusals_in_their_order() {
    let page = page("TABLE.md");
    let (_, list) = page.split_once("## The order of refusals").unwrap();
    let listed: Vec<String> = list
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_digit()))
        .map(|line| ticked(line)[0].clone())
        .collect();
    assert_eq!(listed, Rejection::CODES);
}

#[test]
fn the_page_lists_the_refusals_of_each_kind_with_a_status() {
    let page = page("TABLE.md");
    let rows = rows(&page, "| kind | HTTP | what to do | codes |");
    let mut listed = Vec::new();
    for row in &rows {
        assert!(row[2].parse::<u16>().is_ok_and(|status| (400..500).contains(&status)), "{row:?}");
        let codes = ticked(&row[4]);
        assert!(codes.is_sorted_by_key(|code| Rejection::CODES.iter().position(|known| known == code)));
        for code in codes {
            let kind = refusal(&code).kind();
            assert_eq!(ticked(&row[1]), [kind.name()], "{code}");
            assert_eq!(json!(kind), json!(kind.name()));
            listed.push(code);
        }
    }
    listed.sort();
    let mut all = Rejection::CODES.map(str::to_owned);
    all.sort();
    assert_eq!(listed, all, "every code has a kind");
}

#[test]
fn the_page_lists_every_command_with_its_refusals_and_its_events() {
    let page = page("TABLE.md");
    let rows = rows(&page, "| command | by | leads to | refused as |");
    assert_eq!(rows.len(), COMMANDS.len());
    for (row, refusable) in rows.iter().zip(&COMMANDS) {
        assert_eq!(ticked(&row[1]), [refusable.action]);
        assert_eq!(ticked(&row[4]), refusable.codes, "{}", refusable.action);
        let (mut desk, by, action) = (refusable.build)(&|_| false);
        let names: Vec<String> = desk.ok(by, action).iter().map(|event| name(&event.what)).collect();
        let mut told = ticked(&row[3]);
        // What is told last may come before, if it is asked for.
        told.truncate(names.len());
        assert_eq!(told, names, "{}", refusable.action);
    }
}

fn name(what: &impl serde::Serialize) -> String {
    serde_json::to_value(what).unwrap().as_object().unwrap().keys().next().unwrap().clone()
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

/// The objects inside an event that have fields of their own, by what the page calls them.
fn inside(what: &str, fields: &Value) -> Vec<(&'static str, Value)> {
    let mut found = Vec::new();
    let lists = [
        ("changes", "each of `changes`"),
        ("breaches", "each of `breaches`"),
        ("decisions", "each of `decisions`"),
        ("parts", "each of `parts`, and `line` in `line_added`"),
        ("follows", "each of `transfers` and `follows`"),
        ("present", "each of `present`"),
    ];
    for (field, called) in lists {
        let list = fields.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        found.extend(list.into_iter().map(|object| (called, object)));
    }
    if what == "line_added" {
        found.push(("each of `parts`, and `line` in `line_added`", fields["line"].clone()));
    }
    if let Some(voids) = fields.get("voids") {
        found.push(("`voids`", voids.clone()));
    }
    if ["drafted", "amended"].contains(&what) {
        let proposal = &fields["proposal"];
        found.push(("`proposal`, in `drafted` and `amended`", proposal.clone()));
        let transfers = proposal["transfers"].as_array().unwrap().iter();
        found.extend(transfers.map(|leg| ("each of `transfers` and `follows`", leg.clone())));
    }
    if what == "opened" {
        let policies = &fields["policies"];
        found.push(("`policies` of a table", policies.clone()));
        found.extend(
            policies["policies"]
                .as_array()
                .unwrap()
                .iter()
                .map(|policy| ("each of the `policies` in it", policy.clone())),
        );
    }
    found
}

/// Whether an object has the fields that the page lists: all of them but those that it has only `if` something holds.
fn is_listed(found: &BTreeSet<String>, row: &str, called: &str) {
    let all: BTreeSet<String> = ticked(row).into_iter().collect();
    let always: BTreeSet<String> =
        row.split(", ").filter(|field| !field.contains(" if ")).flat_map(ticked).collect();
    assert!(found.is_superset(&always) && found.is_subset(&all), "{called}: {found:?}");
}

#[test]
fn the_page_lists_the_fields_of_every_event() {
    let page = page("HISTORY.md");
    let happenings = rows(&page, "| `what` | fields | happened |");
    let listed: BTreeMap<String, &str> =
        happenings.iter().map(|row| (ticked(&row[1])[0].clone(), row[2].as_str())).collect();
    assert_eq!(happenings.iter().map(|row| ticked(&row[1])[0].clone()).collect::<Vec<_>>(), NAMES);
    let objects = rows(&page, "| object | fields |");
    let (mut seen, mut seen_inside) = (BTreeMap::new(), BTreeMap::new());
    let (everything, following, back) = (everything(), rebased_with_what_follows(), taken_back());
    for record in [&everything, &following, &back].iter().flat_map(|desk| desk.kept.store().records()) {
        let event: Value = record.event().value().unwrap();
        assert_eq!(keys(&event), ["by", "command", "request", "what"].map(str::to_owned).into());
        let (name, fields) = event["what"].as_object().unwrap().iter().next().unwrap();
        is_listed(&keys(fields), listed[name], name);
        seen.entry(name.clone()).or_insert_with(BTreeSet::new).extend(keys(fields));
        for (called, object) in inside(name, fields) {
            let row = objects.iter().find(|row| row[1] == called).unwrap();
            let found = keys(&object);
            is_listed(&found, &row[2], called);
            seen_inside.entry(called).or_insert_with(BTreeSet::new).extend(found);
        }
    }
    assert_eq!(seen.len(), NAMES.len(), "everything happened");
    for (name, fields) in seen {
        let all: BTreeSet<String> = ticked(listed[&name]).into_iter().collect();
        assert_eq!(fields, all, "every field of {name} was there once");
    }
    for row in objects {
        let all: BTreeSet<String> = ticked(&row[2]).into_iter().collect();
        assert_eq!(seen_inside[row[1].as_str()], all, "every field of {} was there once", row[1]);
    }
}
