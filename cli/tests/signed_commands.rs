//! Commands that are signed, where the policies ask for it.

use std::fs;

use super::kept_table::Table;
use super::{out, riparto};

#[test]
fn commands_are_signed_with_a_key_and_refused_without_where_the_policies_say_so() {
    let table = Table::new();
    let beside = |name: &str| table.folder.path().join(name).to_str().unwrap().to_owned();
    let policies = beside("policies.json");
    fs::write(&policies, r#"{"policies": [{"from": "free"}], "signed": true}"#).unwrap();
    fs::remove_file(&table.journal).unwrap();
    table.done("new", &[super::PLAN, "--as", "regione", "--policies", &policies]);
    let made = riparto(&["table", "key", "--as", "ats", "--out", &beside("ats.key")], b"");
    let key = out(&made).lines().last().unwrap().to_owned();
    let propose = ["--as", "ats", "--id", "p1", "--from", "desks", "--to", "outreach", "--amount", "100.00"];
    let refused = table.refused("propose", &propose);
    assert!(refused.contains("[signature_missing]"), "{refused}");
    let own = beside("ats.key");
    table.done("declare-key", &[&key, "--as", "ats", "--sign", &own]);
    let signed = [&propose[..], &["--sign", &own, "--acting", "Anna Rossi"]].concat();
    assert!(table.done("propose", &signed).contains("acting for the party: Anna Rossi; signed"));
    table.done("verify", &[]);
    let other = riparto(&["table", "key", "--as", "ats", "--out", &beside("other.key")], b"");
    assert_eq!(other.status.code(), Some(0));
    let withdraw = table.refused("withdraw", &["p1", "--as", "ats", "--sign", &beside("other.key")]);
    assert!(withdraw.contains("[signature_differs]"), "{withdraw}");
    let missing = table.run("withdraw", &["p1", "--as", "ats", "--sign", &beside("none.key")]);
    assert_eq!(missing.status.code(), Some(2));
}
