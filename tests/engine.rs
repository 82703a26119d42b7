//! The very engine in the page: its bytes answer as the library does, byte for byte, and no request stops it.

mod base85;
mod requests;
mod same_bytes;
mod wasm;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use riparto::api;
use riparto::journal::Digest;
use serde_json::Value;

use requests::{damaged, recorded};
use wasm::{Engine, sections};

/// Where the sources of the engine are, as `page/build` has them.
const SOURCES: [&str; 9] = [
    "bindings/wasm/src",
    "src",
    "crates/riparto-core/src",
    "crates/riparto-solve/src",
    "crates/riparto-rebalance/src",
    "crates/riparto-ballots/src",
    "crates/riparto-table/src",
    "crates/riparto-proof/src",
    "crates/riparto-report/src",
];

fn lock() -> Value {
    serde_json::from_str(include_str!("../crates/riparto-page/assets/tavolo.lock")).unwrap()
}

/// Whether the engine in the page is that of the sources; else its answers are not those of the library.
fn is_of_these_sources() -> bool {
    lock()["engine_sources"] == digest_of_sources()
}

/// The digest of the sources, as `page/build` takes it.
fn digest_of_sources() -> String {
    fn gather(folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, files);
            } else {
                let bytes = fs::read(&path).unwrap();
                files.insert(path.to_str().unwrap().replace('\\', "/"), bytes);
            }
        }
    }
    let mut files = BTreeMap::new();
    SOURCES.iter().for_each(|folder| gather(Path::new(folder), &mut files));
    let mut hashed = Vec::new();
    for (name, bytes) in files {
        let bytes: Vec<u8> = String::from_utf8(bytes).unwrap().replace("\r\n", "\n").into_bytes();
        hashed.extend(format!("{name}\n{}\n", bytes.len()).into_bytes());
        hashed.extend(bytes);
    }
    Digest::of(&hashed).to_string()
}

/// How many damaged requests are asked: more where `RIPARTO_ENGINE_REQUESTS` says so.
fn count() -> usize {
    std::env::var("RIPARTO_ENGINE_REQUESTS").ok().and_then(|count| count.parse().ok()).unwrap_or(100)
}

#[test]
fn the_engine_imports_nothing_and_exports_three_functions_and_its_memory() {
    let wasm = wasm::engine_bytes();
    assert_eq!(Digest::of(&wasm).to_string(), lock()["engine"], "the lock is of this engine");
    let (imports, exports) = sections(&wasm);
    assert_eq!(imports, 0);
    let exports: Vec<&str> =
        exports.iter().map(String::as_str).filter(|name| !name.starts_with("__")).collect();
    assert_eq!(exports, ["memory", "request", "respond", "response"]);
}

#[test]
fn the_engine_in_the_page_answers_as_the_library_does_and_nothing_stops_it() {
    let mut engine = Engine::new();
    let recorded = recorded();
    let asked: Vec<Vec<u8>> = recorded
        .iter()
        .map(|request| request.clone().into_bytes())
        .chain(damaged(&recorded, count()))
        .collect();
    assert!(asked.len() >= 200, "{}", asked.len());
    let is_of_these_sources = is_of_these_sources();
    for request in &asked {
        let answered = engine.respond(request);
        let shown = String::from_utf8_lossy(request);
        assert!(serde_json::from_str::<Value>(&answered).is_ok(), "{shown}: {answered}");
        if is_of_these_sources {
            assert_eq!(answered, api::respond_bytes(request), "{shown}");
        }
    }
    if !is_of_these_sources {
        println!(
            "the engine in the page is older than its sources, so its answers are not compared: run page/build"
        );
    }
}

#[test]
fn a_request_that_is_too_long_is_answered_and_does_not_stop_the_engine() {
    let mut engine = Engine::new();
    let answered = engine.respond_to_length(riparto::capacity::MAX_DOCUMENT_BYTES + 1);
    assert!(answered.contains("document_too_large"), "{answered}");
    assert!(engine.respond(b"{}").contains("field_missing"));
    assert_eq!(engine.respond(b""), api::respond(""));
}
