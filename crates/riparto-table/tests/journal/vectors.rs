//! Recorded histories, whole and tampered with, that the Rust and the Python verifier judge alike (`.ci/run` runs the
//! latter over the same file).

use riparto_table::journal::{Head, verify};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    why: String,
    journal: String,
    /// The first line that is not what was written; none if the journal is whole.
    line: Option<u64>,
    /// Why; `torn` if the end is cut off.
    code: Option<String>,
    known: Option<Head>,
}

#[test]
fn recorded_histories_are_judged_as_recorded() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../../../../tests/vectors/histories.json")).unwrap();
    assert!(cases.len() > 20);
    for case in cases {
        let known: Vec<Head> = case.known.into_iter().collect();
        let found = verify(case.journal.as_bytes(), &known).unwrap();
        let code = found.fault().map(|fault| fault.code().name().to_owned());
        let line = found.fault().map(|fault| fault.revision());
        match case.code.as_deref() {
            Some("torn") => assert!(found.torn().is_some() && line.is_none(), "{}: {}", case.name, case.why),
            _ => assert_eq!((line, code), (case.line, case.code), "{}: {}", case.name, case.why),
        }
    }
}
