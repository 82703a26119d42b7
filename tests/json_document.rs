//! `docs/JSON.md` is true: its requests get just the responses that stand there, its documents can be read, and its
//! tables list what the code has.

use std::collections::BTreeMap;

use riparto::error::ErrorKind;
use riparto::table::ApprovalPolicies;
use riparto::{Limit, Plan, Rule, Scope, api, capacity, error};
use serde_json::Value;

use crate::schema::{flaws, schema};

const PAGE: &str = include_str!("../docs/JSON.md");

/// The blocks of JSON on the page.
fn blocks() -> impl Iterator<Item = &'static str> {
    PAGE.split("```json\n").skip(1).map(|rest| rest.split("\n```").next().unwrap())
}

/// The cells of the rows of the table under a heading, without its head.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, section) = PAGE.split_once(&format!("\n## {heading}\n")).unwrap();
    let table =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    table.skip(2).map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// JSON without the white space between its parts.
fn compact(text: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let kept = text.chars().filter(|character| {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => inside = !inside,
            _ => {}
        }
        inside || !character.is_whitespace()
    });
    kept.collect()
}

#[test]
fn the_requests_on_the_page_get_the_responses_on_the_page() {
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let mut blocks = blocks();
    while let Some(block) = blocks.next() {
        let value: Value = serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"));
        if value["format"] == "riparto.plan/1" {
            assert_eq!(flaws("plan", &value), None);
            let plan = Plan::from_json(block).unwrap();
            assert_eq!(Plan::from_json(&plan.to_json()).unwrap(), plan);
            continue;
        }
        if value.get("policies").is_some() {
            assert_eq!(flaws("policies", &value), None);
            let policies = ApprovalPolicies::from_json(block).unwrap();
            let again = serde_json::to_string(&policies).unwrap();
            assert_eq!(flaws("policies", &serde_json::from_str(&again).unwrap()), None);
            assert_eq!(compact(block), compact(include_str!("../examples/data/toscana-policies.json")));
            continue;
        }
        let operation =
            value["op"].as_str().unwrap_or_else(|| panic!("neither a plan nor a request: {block}"));
        let expected = blocks.next().unwrap();
        assert_eq!(api::respond(block), compact(expected), "{block}");
        let response: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(flaws("response", &response), None);
        let outcome = if response.get("ok").is_some() { operation } else { "error" };
        assert_eq!(flaws(&format!("{outcome}_response"), &response), None);
        *asked.entry(outcome.to_owned()).or_default() += 1;
    }
    let documented: Vec<String> = asked.into_keys().map(|outcome| format!("{outcome}_response")).collect();
    let mut known: Vec<String> = Vec::new();
    for response in schema()["$defs"]["response"]["anyOf"].as_array().unwrap() {
        known.push(response["$ref"].as_str().unwrap().trim_start_matches("#/$defs/").to_owned());
    }
    known.sort();
    assert_eq!(documented, known);
}

#[test]
fn the_limits_on_the_page_are_all_there_are_and_can_be_read() {
    let mut kinds = Vec::new();
    for row in rows("Limits") {
        let (kind, example) = (row[0].trim_matches('`'), row[1].trim_matches('`'));
        let value: Value = serde_json::from_str(example).unwrap();
        assert_eq!(flaws("limit", &value), None, "{example}");
        let limit: Limit = serde_json::from_str(example).unwrap();
        assert_eq!(limit.name(), kind);
        assert!(Rule::new("r1", Scope::all(), limit).is_ok(), "{example}");
        kinds.push(kind.to_owned());
    }
    kinds.sort();
    let known: Vec<String> =
        schema()["$defs"]["limit"]["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(kinds, known);
}

#[test]
fn the_scopes_on_the_page_can_be_read() {
    let scopes = rows("Scopes");
    assert!(scopes.len() > 4);
    for row in scopes {
        let example = row[0].trim_matches('`');
        assert_eq!(flaws("scope", &serde_json::from_str(example).unwrap()), None, "{example}");
        let scope: Scope = serde_json::from_str(example).unwrap();
        assert_eq!(serde_json::to_string(&scope).unwrap(), compact(example));
    }
}

#[test]
fn the_page_lists_every_error_code_under_its_kind() {
    let mut kinds: BTreeMap<ErrorKind, Vec<String>> = BTreeMap::new();
    for (code, kind) in error::codes() {
        kinds.entry(*kind).or_default().push(format!("`{code}`"));
    }
    let table: Vec<String> = kinds
        .into_iter()
        .map(|(kind, codes)| format!("| {} | {} |", format!("{kind:?}").to_lowercase(), codes.join(", ")))
        .collect();
    let table = table.join("\n");
    assert!(PAGE.contains(&format!("|---|---|\n{table}\n")), "the table of error codes is\n{table}");
}

/// The files that hold every bound.
const CONSTANTS: &str = concat!(
    include_str!("../crates/riparto-core/src/capacity.rs"),
    include_str!("../crates/riparto-solve/src/meter.rs")
);

fn size(number: usize) -> u64 {
    u64::try_from(number).unwrap()
}

/// Every bound, as docs/JSON.md lists them.
fn bounds() -> Vec<(&'static str, u64)> {
    vec![
        ("MAX_AMOUNT_CENTS", u64::try_from(capacity::MAX_AMOUNT_CENTS).unwrap()),
        ("MAX_LINES", size(capacity::MAX_LINES)),
        ("MAX_RULES", size(capacity::MAX_RULES)),
        ("MAX_BANDS", size(capacity::MAX_BANDS)),
        ("MAX_PARTIES", size(capacity::MAX_PARTIES)),
        ("MAX_TRANSFERS", size(capacity::MAX_TRANSFERS)),
        ("MAX_LABEL_KEYS", size(capacity::MAX_LABEL_KEYS)),
        ("MAX_MEMBERSHIPS", size(capacity::MAX_MEMBERSHIPS)),
        ("MAX_LOOKS", size(capacity::MAX_LOOKS)),
        ("MAX_PASSAGES", size(capacity::MAX_PASSAGES)),
        ("MAX_DERIVED_PLACES", size(capacity::MAX_DERIVED_PLACES)),
        ("MAX_CHECKS", size(capacity::MAX_CHECKS)),
        ("MAX_BOUNDS", size(capacity::MAX_BOUNDS)),
        ("MAX_SCOPE_DEPTH", size(capacity::MAX_SCOPE_DEPTH)),
        ("MAX_TREE_DEPTH", size(capacity::MAX_TREE_DEPTH)),
        ("MAX_WISH_WEIGHT", u64::from(capacity::MAX_WISH_WEIGHT)),
        ("MAX_SHARE_WEIGHT", u64::from(capacity::MAX_SHARE_WEIGHT)),
        ("MAX_REBALANCE_CENTS", u64::try_from(capacity::MAX_REBALANCE_CENTS).unwrap()),
        ("MAX_SEARCH_BOXES", size(capacity::MAX_SEARCH_BOXES)),
        ("MAX_SEARCH_COLUMNS", size(capacity::MAX_SEARCH_COLUMNS)),
        ("MAX_SEARCH_CHOICES", size(capacity::MAX_SEARCH_CHOICES)),
        ("MAX_RELAXED_NUMBERS", size(capacity::MAX_RELAXED_NUMBERS)),
        ("MAX_RELAXED_PROGRAMS", size(capacity::MAX_RELAXED_PROGRAMS)),
        ("MAX_RELAXATION_LOOKS", size(capacity::MAX_RELAXATION_LOOKS)),
        ("MAX_FINDINGS", size(capacity::MAX_FINDINGS)),
        ("LISTED_FINDINGS", size(capacity::LISTED_FINDINGS)),
        ("LISTED_LINES", size(capacity::LISTED_LINES)),
        ("MAX_LISTED_LINES", size(capacity::MAX_LISTED_LINES)),
        ("MAX_LISTED_BYTES", size(capacity::MAX_LISTED_BYTES)),
        ("MAX_HEADROOM_LOOKS", size(capacity::MAX_HEADROOM_LOOKS)),
        ("MAX_STOPPING_RULES", size(capacity::MAX_STOPPING_RULES)),
        ("MAX_FOLLOWING_LINES", size(capacity::MAX_FOLLOWING_LINES)),
        ("DEFAULT_EFFORT", capacity::DEFAULT_EFFORT),
        ("MAX_EFFORT", capacity::MAX_EFFORT),
    ]
}

/// The bounds after those of answers, as docs/JSON.md lists them.
fn later_bounds() -> Vec<(&'static str, u64)> {
    vec![
        ("MAX_BALLOTS", size(capacity::MAX_BALLOTS)),
        ("MAX_BALLOT_WEIGHT", u64::from(capacity::MAX_BALLOT_WEIGHT)),
        ("MAX_BALLOT_AMOUNTS", size(capacity::MAX_BALLOT_AMOUNTS)),
        ("MAX_COUNT_CELLS", size(capacity::MAX_COUNT_CELLS)),
        ("MAX_ID_CHARS", size(capacity::MAX_ID_CHARS)),
        ("MAX_TEXT_CHARS", size(capacity::MAX_TEXT_CHARS)),
        ("MAX_AMOUNT_BYTES", size(capacity::MAX_AMOUNT_BYTES)),
        ("MAX_PERCENT", capacity::MAX_PERCENT),
        ("MAX_PERCENT_DECIMALS", size(capacity::MAX_PERCENT_DECIMALS)),
        ("MAX_WEIGHT_DIGITS", size(capacity::MAX_WEIGHT_DIGITS)),
        ("MAX_CRITERIA", size(capacity::MAX_CRITERIA)),
        ("MAX_DOCUMENT_BYTES", size(capacity::MAX_DOCUMENT_BYTES)),
        ("MAX_DOCUMENT_DEPTH", size(capacity::MAX_DOCUMENT_DEPTH)),
        ("MAX_MISTAKES", size(capacity::MAX_MISTAKES)),
        ("MAX_LABEL_NOTICES", size(capacity::MAX_LABEL_NOTICES)),
        ("MAX_NOTICE_LINES", size(capacity::MAX_NOTICE_LINES)),
        ("MAX_EXAMINED_BYTES", size(capacity::MAX_EXAMINED_BYTES)),
        ("MAX_EXAMINED_PAIRS", size(capacity::MAX_EXAMINED_PAIRS)),
        ("MAX_PAGE_BYTES", size(capacity::MAX_PAGE_BYTES)),
        ("MAX_EVENT_BYTES", size(capacity::MAX_EVENT_BYTES)),
        ("MAX_EVENT_DEPTH", size(capacity::MAX_EVENT_DEPTH)),
        ("MAX_EVENT_INTEGER", capacity::MAX_EVENT_INTEGER),
        ("MAX_METADATA_BYTES", size(capacity::MAX_METADATA_BYTES)),
        ("MAX_EXTENSION_BYTES", size(capacity::MAX_EXTENSION_BYTES)),
        ("MAX_BATCH_EVENTS", size(capacity::MAX_BATCH_EVENTS)),
        ("MAX_COMPATIBLE_PROPOSALS", size(capacity::MAX_COMPATIBLE_PROPOSALS)),
        ("MAX_COMPATIBLE_SETS", size(capacity::MAX_COMPATIBLE_SETS)),
        ("MAX_WORKBOOK_BYTES", size(capacity::MAX_WORKBOOK_BYTES)),
        ("MAX_SHEETS", size(capacity::MAX_SHEETS)),
        ("MAX_SHEET_CELLS", size(capacity::MAX_SHEET_CELLS)),
        ("MAX_AMOUNT_TERMS", size(capacity::MAX_AMOUNT_TERMS)),
        ("MAX_AMOUNT_DEPTH", size(capacity::MAX_AMOUNT_DEPTH)),
        ("MAX_REQUIREMENTS", size(capacity::MAX_REQUIREMENTS)),
        ("MAX_CHANGES_MADE", size(capacity::MAX_CHANGES_MADE)),
        ("MAX_QUANTITIES", size(capacity::MAX_QUANTITIES)),
    ]
}

#[test]
fn the_page_lists_every_bound_with_its_number() {
    let bounds = [bounds(), later_bounds()].concat();
    assert_eq!(CONSTANTS.matches("pub const ").count(), bounds.len(), "a bound that this test does not know");
    let rows = rows("Bounds on input");
    let listed: Vec<(&str, u64)> =
        rows.iter().map(|row| (row[0].trim_matches('`'), row[1].parse().unwrap())).collect();
    assert_eq!(listed, bounds);
}
