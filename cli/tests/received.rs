//! Proposals and ballots in files that a table receives.

use std::fs;

use serde_json::{Value, json};

use super::kept_table::Table;
use super::{err, out, riparto};

impl Table {
    /// A file that the engine seals, as the page does.
    fn sealed(&self, name: &str, request: &Value) -> String {
        let response = riparto(&["api"], format!("{request}\n").as_bytes());
        let response: Value = serde_json::from_str(out(&response)).unwrap();
        let file = self.folder.path().join(name).to_str().unwrap().to_owned();
        fs::write(&file, serde_json::to_string_pretty(&response["ok"]["submission"]).unwrap()).unwrap();
        file
    }

    fn head_object(&self) -> Value {
        let head = self.head();
        let (revision, hash) = head.split_once(':').unwrap();
        json!({"revision": revision.parse::<u64>().unwrap(), "hash": hash})
    }

    fn proposal(&self, name: &str, id: &str, against: &Value) -> String {
        let proposal = json!({"id": id, "party": "anci", "transfers": [{"from": "outreach", "to": "desks", "amount": "1000.00"}]});
        self.sealed(
            name,
            &json!({"op": "seal", "proposal": proposal, "against": against, "when": "2026-03-12"}),
        )
    }
}

#[test]
fn files_are_previewed_and_received_and_received_once() {
    let table = Table::new();
    let file = table.proposal("p.json", "p1", &table.head_object());
    let before = table.bytes();
    let seen = table.done("receive", &[&file, "--preview"]);
    assert_eq!(table.bytes(), before);
    assert!(
        seen.starts_with(&format!(
            "Preview: nothing was written.\n{file}: proposal `p1` of `anci`: would be received. "
        )),
        "{seen}"
    );
    assert!(!seen.contains("Head of the history"), "{seen}");
    let done = table.done("receive", &[&file, "--as", "anci", "--lang", "it"]);
    assert!(done.starts_with(&format!("{file}: proposta `p1` di `anci`: acquisita agli atti. ")), "{done}");
    assert!(done.contains("\nImpronta del registro: 3:"), "{done}");
    let again = table.done("receive", &[&file, "--rebase"]);
    assert_eq!(
        again,
        format!("{file}: proposal `p1` of `anci`: received before, at event 2; nothing more was done\n")
    );
    assert!(table.done("log", &[]).contains("12 March 2026"));
    assert!(table.done("verify", &[]).starts_with("Whole: "));
}

#[test]
fn what_cannot_be_taken_is_told_file_by_file_and_the_others_are_taken() {
    let table = Table::new();
    let made = table.head_object();
    table.propose("ats", "p0", "outreach", "desks", "2000.00");
    table.approve("p0");
    let good = table.proposal("good.json", "p1", &table.head_object());
    let stale = table.proposal("stale.json", "p2", &made);
    let strange = table.proposal("strange.json", "p3", &json!({"revision": 1, "hash": "0".repeat(64)}));
    let altered = table.proposal("altered.json", "p4", &made);
    fs::write(&altered, fs::read_to_string(&altered).unwrap().replace("1000.00", "9000.00")).unwrap();
    let none = table.folder.path().join("none.json").to_str().unwrap().to_owned();
    let broken = table.folder.path().join("broken.json").to_str().unwrap().to_owned();
    fs::write(&broken, "{\"format\": \"riparto.submission/1\"}").unwrap();
    let files = [&stale, &strange, &altered, &none, &broken, &good].map(String::as_str);
    let output = table.run("receive", &files);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let said = out(&output);
    for (file, told) in [
        (
            &stale,
            "proposal `p2` of `anci`: not taken: it was made at event 1, and the allocation has changed since, at event 4",
        ),
        (
            &strange,
            "proposal `p3` of `anci`: not taken: it was made at event 1 of a history that is not this table's",
        ),
        (&altered, "proposal `p4` of `anci`: not taken: the file was changed on its way"),
        (&good, "proposal `p1` of `anci`: received. "),
    ] {
        assert!(said.contains(&format!("{file}: {told}")), "{told}: {said}");
    }
    assert!(said.contains(&format!("{none}: ")) && said.contains(&format!("{broken}: ")), "{said}");
    assert!(said.contains("Head of the history: 6:"), "{said}");
    let rebased = table.done("receive", &[&stale, "--rebase", "--lang", "it"]);
    assert!(rebased.contains("riportata sul riparto all'evento n. 6, anziché all'evento n. 1"), "{rebased}");
    let other = table.refused("receive", &[&good, "--as", "ats", "--lang", "it"]);
    assert_eq!(other, format!("{good}: non acquisito: proviene da `anci` e doveva provenire da `ats`\n"));
}
