//! A thousand recorded requests, `bindings/same_bytes/requests.lzma`: the library and the engine of the page, interpreted, answer them with
//! the same bytes. `bindings/same_bytes/run` asks the other doors.
//!
//! With `RIPARTO_SAME_BYTES=FOLDER` the requests and both lists of answers are written there, an answer a line, and all of them are asked of
//! the interpreter. With `RIPARTO_RECORD_REQUESTS=FILE` a thousand requests are made anew and written there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use riparto::api;
use serde_json::Value;

use super::is_of_these_sources;
use super::requests::thousand;
use super::wasm::Engine;

fn recorded_requests() -> Vec<Vec<u8>> {
    let mut bytes = Vec::new();
    let packed: &[u8] = include_bytes!("../../bindings/same_bytes/requests.lzma");
    lzma_rs::lzma_decompress(&mut &*packed, &mut bytes).unwrap();
    bytes.strip_suffix(b"\n").unwrap().split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// The operations that the schema knows.
fn operations() -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(api::schema()).unwrap();
    let requests = schema["$defs"]["request"]["oneOf"].as_array().unwrap();
    let names = requests.iter().map(|request| request["$ref"].as_str().unwrap());
    names.map(|name| name.trim_start_matches("#/$defs/").trim_end_matches("_request").to_owned()).collect()
}

fn written(folder: &str, name: &str, lines: &[Vec<u8>]) {
    let mut bytes = lines.join(&b"\n"[..]);
    bytes.push(b'\n');
    fs::write(Path::new(folder).join(name), bytes).unwrap();
}

#[test]
fn every_operation_is_answered_among_a_thousand_recorded_requests() {
    let requests = recorded_requests();
    assert_eq!(requests.len(), 1_000);
    let (mut answered, mut refused) = (BTreeSet::new(), 0);
    for request in &requests {
        let answer: Value = serde_json::from_str(&api::respond_bytes(request)).unwrap();
        match answer.get("ok") {
            Some(_) => {
                let request: Value = serde_json::from_slice(request).unwrap();
                answered.insert(request["op"].as_str().unwrap().to_owned());
            }
            None => refused += 1,
        }
    }
    assert_eq!(answered, operations());
    assert!((100..600).contains(&refused), "{refused} are refused");
}

#[test]
fn the_library_and_the_interpreter_answer_recorded_requests_with_the_same_bytes() {
    if let Ok(file) = std::env::var("RIPARTO_RECORD_REQUESTS") {
        let mut bytes = thousand(7).join(&b"\n"[..]);
        bytes.push(b'\n');
        fs::write(file, bytes).unwrap();
        return;
    }
    let folder = std::env::var("RIPARTO_SAME_BYTES").ok();
    let requests = recorded_requests();
    // One in ten is enough where the doors are not compared.
    let each = if folder.is_some() { 1 } else { 10 };
    let mut engine = Engine::new();
    let is_compared = is_of_these_sources();
    let (mut library, mut interpreter) = (Vec::new(), Vec::new());
    for request in requests.iter().step_by(each) {
        let (answer, interpreted) = (api::respond_bytes(request), engine.respond(request));
        if is_compared {
            assert_eq!(interpreted, answer, "{}", String::from_utf8_lossy(request));
        }
        library.push(answer.into_bytes());
        interpreter.push(interpreted.into_bytes());
    }
    if let Some(folder) = folder {
        written(&folder, "requests.jsonl", &requests);
        written(&folder, "library.jsonl", &library);
        written(&folder, "interpreter.jsonl", &interpreter);
    }
}
