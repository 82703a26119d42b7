//! Files as offices save them, with openpyxl, XlsxWriter and LibreOffice, against the amounts that those who made them know: read to
//! the cent with a report that says so, or refused with the cell.

use std::collections::BTreeMap;

use riparto_core::Language;
use riparto_sheets::sheets::PlanImport;
use serde::Deserialize;

use super::{amounts, file};

/// What is to be made of a file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Wanted {
    Read { amounts: Vec<String>, told: Vec<String> },
    Refused { refused: [String; 2] },
}

#[test]
fn files_of_offices_are_read_to_the_cent_or_refused_by_cell() {
    let wanted: BTreeMap<String, Wanted> = serde_json::from_slice(&file("offices/expected.json")).unwrap();
    assert_eq!(wanted.len(), 30);
    for (name, wanted) in wanted {
        let read = PlanImport::new().run(&file(&format!("offices/{name}")));
        match (wanted, read) {
            (Wanted::Read { amounts: lines, told }, Ok(imported)) => {
                assert_eq!(amounts(imported.plan()), lines, "{name}");
                let report = imported.report().text(Language::Italian);
                for words in told {
                    assert!(report.contains(&words), "{name}: {words}: {report}");
                }
            }
            (Wanted::Refused { refused: [code, place] }, Err(error)) => {
                assert_eq!(error.code(), code, "{name}: {error}");
                assert!(error.to_string().contains(&place), "{name}: {place}: {error}");
            }
            (_, Ok(imported)) => panic!("{name}: {}", imported.report().text(Language::English)),
            (_, Err(error)) => panic!("{name}: {error}"),
        }
    }
}
