//! What is shown of a journal to those who do not keep it.

use std::fs;

use super::kept_table::Table;
use super::{err, out, riparto};

/// A table at which a proposal was approved, and a file beside its journal.
fn decided() -> (Table, String) {
    let table = Table::new();
    table.propose("ats", "p1", "desks", "outreach", "20000.00");
    table.done("state", &["p1", "consent", "--as", "anci"]);
    table.done("approve", &["p1", "--act", "DD 120/2024", "--as", "regione"]);
    let file = table.folder.path().join("p1.json").to_str().unwrap().to_owned();
    (table, file)
}

/// The root that `extract` prints, with its size.
fn root(said: &str) -> String {
    let line = said.lines().find(|line| line.contains("whose root is")).unwrap();
    line.split_whitespace().last().unwrap().to_owned()
}

#[test]
fn one_decision_is_shown_alone_and_checked_without_the_journal() {
    let (table, file) = decided();
    let said = table.done("extract", &["p1", "--out", &file]);
    assert!(said.contains("DD 120/2024"), "{said}");
    assert!(fs::metadata(&file).unwrap().len() <= 2048, "an ordinary decision");
    fs::remove_file(&table.journal).unwrap();
    let checked = riparto(&["table", "verify-extract", &file, "--root", &root(&said)], b"");
    assert_eq!(checked.status.code(), Some(0), "{}", err(&checked));
    assert!(
        out(&checked).starts_with("Proved: this is event 5 of the history of 5 events"),
        "{}",
        out(&checked)
    );
    assert!(out(&checked).contains(r#""act":"DD 120/2024""#));
    let changed = fs::read_to_string(&file).unwrap().replace("120/2024", "121/2024");
    fs::write(&file, changed).unwrap();
    let checked = riparto(&["table", "verify-extract", &file, "--root", &root(&said)], b"");
    assert_eq!(checked.status.code(), Some(1));
    assert!(out(&checked).starts_with("Not proved [proof_differs]: "), "{}", out(&checked));
}

#[test]
fn any_event_is_shown_alone_at_any_later_size() {
    let (table, file) = decided();
    let said = table.done("extract", &["2", "--size", "3", "--out", &file]);
    let checked = riparto(&["table", "verify-extract", &file, "--root", &root(&said)], b"");
    assert!(
        out(&checked).starts_with("Proved: this is event 2 of the history of 3 events"),
        "{}",
        out(&checked)
    );
    for (decision, size, why) in [
        ("p9", "5", "`p9` is neither a proposal or change that was decided nor the revision of an event"),
        ("4", "3", "`4` is neither"),
        ("4", "6", "there is no revision 6 of the table"),
        ("p1", "4", "`p1` is not decided"),
    ] {
        let output = table.run("extract", &[decision, "--size", size, "--out", &file]);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(why), "{}", err(&output));
    }
    let output = riparto(&["table", "verify-extract", &file, "--root", "47DE"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("write it as SIZE:ROOT"), "{}", err(&output));
}

/// A table, the public keys of three parties, and a checkpoint that all of them signed.
struct Signed {
    table: Table,
    keys: String,
    checkpoint: String,
}

impl Signed {
    fn new() -> Signed {
        let (table, _) = decided();
        let beside = |name: &str| table.folder.path().join(name).to_str().unwrap().to_owned();
        let mut keys = String::from("# who sits at the table\n\n");
        for party in ["regione", "ats", "anci"] {
            let made = riparto(&["table", "key", "--as", party, "--out", &beside(party)], b"");
            assert_eq!(made.status.code(), Some(0), "{}", err(&made));
            keys.push_str(out(&made).lines().last().unwrap());
            keys.push('\n');
        }
        fs::write(beside("keys"), keys).unwrap();
        let (keys, checkpoint) = (beside("keys"), beside("checkpoint"));
        table.done("checkpoint", &["--key", &beside("regione"), "--out", &checkpoint]);
        let signed = Signed { table, keys, checkpoint };
        for party in ["ats", "anci"] {
            let output = signed.cosign(party, &["--as", party]);
            assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
        }
        signed
    }

    fn beside(&self, name: &str) -> String {
        self.table.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn cosign(&self, party: &str, arguments: &[&str]) -> std::process::Output {
        let key = self.beside(party);
        let words = ["table", "cosign", &self.checkpoint, &self.table.journal, "--key", &key];
        riparto(&[&words, arguments].concat(), b"")
    }

    /// What `verify` says of the journal and the checkpoint, and how it ends.
    fn verified(&self, cosigned: &str) -> (String, Option<i32>) {
        let arguments = ["--checkpoint", &self.checkpoint, "--cosigned", cosigned, "--keys", &self.keys];
        let output = self.table.run("verify", &arguments);
        (out(&output).to_owned() + err(&output), output.status.code())
    }

    /// The keeper writes the history anew, as if another amount had been decided on: every hash holds.
    fn rewrite(&self) {
        fs::remove_file(&self.table.journal).unwrap();
        self.table.done("new", &[super::PLAN, "--as", "regione"]);
        self.table.propose("ats", "p1", "desks", "outreach", "10000.00");
        self.table.done("state", &["p1", "consent", "--as", "anci"]);
        self.table.done("approve", &["p1", "--act", "DD 120/2024", "--as", "regione"]);
        self.table.done("verify", &[]);
    }
}

#[test]
fn what_three_parties_signed_is_told_from_what_the_keeper_wrote_anew() {
    let signed = Signed::new();
    let (said, code) = signed.verified("3");
    assert!(
        said.contains("Signatures on the checkpoint that count: regione, ats, anci (3 of 3 whose keys are known; at least 3 needed)."),
        "{said}"
    );
    assert!(said.contains("The journal agrees with the checkpoint of event 5"), "{said}");
    assert_eq!(code, Some(0));
    // It goes on, and agrees still.
    signed.table.propose("ats", "p2", "desks", "outreach", "100.00");
    assert_eq!(signed.verified("3").1, Some(0));
    let (said, code) = signed.verified("4");
    assert!(said.contains("(3 of 3 whose keys are known; at least 4 needed)"), "{said}");
    assert_eq!(code, Some(1));

    signed.rewrite();
    let (said, code) = signed.verified("2");
    assert!(said.starts_with("Whole: "), "by itself it is: {said}");
    assert!(said.contains("The journal is not the one that was signed: by event 5"), "{said}");
    assert_eq!(code, Some(1));
    let before = fs::read(&signed.checkpoint).unwrap();
    assert_eq!(signed.cosign("ats", &[]).status.code(), Some(1), "and nobody signs that it is");
    assert_eq!(fs::read(&signed.checkpoint).unwrap(), before);

    // The keeper has one key of three, and the other signatures are of what was there before.
    let forged = signed.beside("forged");
    signed.table.done("checkpoint", &["--key", &signed.beside("regione"), "--out", &forged]);
    let of_others = fs::read_to_string(&signed.checkpoint).unwrap();
    let lines: Vec<&str> = of_others.lines().filter(|line| line.starts_with("— a")).collect();
    assert_eq!(lines.len(), 2);
    fs::write(&signed.checkpoint, fs::read_to_string(&forged).unwrap()).unwrap();
    let (said, code) = signed.verified("2");
    assert!(said.contains("that count: regione (1 of 3 whose keys are known; at least 2 needed)"), "{said}");
    assert_eq!(code, Some(1));
    fs::write(&signed.checkpoint, fs::read_to_string(&forged).unwrap() + &lines.join("\n") + "\n").unwrap();
    let (said, code) = signed.verified("2");
    assert!(said.contains("Forged or changed [signature_differs]: "), "{said}");
    assert_eq!(code, Some(1));
}

#[test]
fn a_history_that_was_cut_off_or_is_another_does_not_agree_with_the_checkpoint() {
    let signed = Signed::new();
    let whole = fs::read_to_string(&signed.table.journal).unwrap();
    let cut: String = whole.lines().take(4).flat_map(|line| [line, "\n"]).collect();
    fs::write(&signed.table.journal, cut).unwrap();
    let (said, code) = signed.verified("1");
    assert!(said.contains("The journal ends before event 5"), "{said}");
    assert_eq!(code, Some(1));
    fs::remove_file(&signed.table.journal).unwrap();
    signed.table.done("new", &[super::PLAN, "--as", "regione", "--command-id", "another"]);
    for number in ["1", "2", "3"] {
        signed.table.propose("ats", &format!("p{number}"), "desks", "outreach", "1.00");
    }
    let (said, code) = signed.verified("1");
    assert!(said.contains("The checkpoint is of another table"), "{said}");
    assert_eq!(code, Some(1));
}

/// A proof that a proposal names is held against the proposal: its digest, the plan that it was made on, and where it leads.
#[test]
fn a_proof_is_held_against_the_proposals_that_name_it() {
    let signed = Signed::new();
    let table = &signed.table;
    let (proof, proposal) = (signed.beside("proof.json"), signed.beside("proposal.json"));
    let give = ["rebalance", &table.journal, "--give", "outreach=1000.00", "--from", "desks"];
    let write = ["--proof", &proof, "--proposal", &proposal, "--as", "ats"];
    let made = riparto(&[give, write].concat(), b"");
    assert_eq!(made.status.code(), Some(0), "{}{}", out(&made), err(&made));
    let written = fs::read_to_string(&proposal).unwrap();
    let id = written.split_once(r#""id": ""#).unwrap().1.split_once('"').unwrap().0.to_owned();
    table.done("propose", &[&proposal, "--as", "ats"]);
    let shown = out(&table.run("show", &[&id])).to_owned();
    assert!(shown.contains("Proof named by the proponent: file with SHA-256"), "{shown}");
    let log = out(&table.run("log", &["--lang", "it"])).to_owned();
    assert!(log.contains("prova con impronta SHA-256"), "{log}");
    let verified = |file: &str| {
        let output = table.run("verify", &["--proof", file]);
        (out(&output).to_owned(), output.status.code())
    };
    // It stays the proof of that plan, whatever is decided later.
    table.propose("anci", "later", "desks", "outreach", "5.00");
    table.done("approve", &["later", "--act", "DD 1/2026", "--as", "regione"]);
    let (said, code) = verified(&proof);
    assert!(said.contains(&format!("is the proof that `{id}` names (version 1)")), "{said}");
    assert!(said.contains("and about the amounts that it leads to"), "{said}");
    assert_eq!(code, Some(0), "{said}");
    let json = out(&table.run("verify", &["--proof", &proof, "--json"])).to_owned();
    assert!(json.contains(r#""proof":{"agrees":true"#), "{json}");
    // The same file with a blank more is another file.
    let other = signed.beside("other.json");
    fs::write(&other, fs::read_to_string(&proof).unwrap() + " ").unwrap();
    let (said, code) = verified(&other);
    assert!(said.contains("No proposal names"), "{said}");
    assert_eq!(code, Some(1));
    let json = table.run("verify", &["--proof", &other, "--json"]);
    assert_eq!(json.status.code(), Some(1), "{}", out(&json));
    // Proposals that name it and lead elsewhere, or were made on another plan.
    for (number, amount, said) in [
        ("x1", "1000.01", "the amounts of the proof are not those that the proposal leads to"),
        ("x2", "1000.00", "the proof is about another plan"),
    ] {
        let transfer = if number == "x1" { written.replace("1000.00", amount) } else { written.clone() };
        let transfer = transfer.replacen(&format!(r#""id": "{id}""#), &format!(r#""id": "{number}""#), 1);
        fs::write(&other, transfer).unwrap();
        let against = if number == "x1" { &["--against", "5"][..] } else { &[] };
        table.done("propose", &[&[&other, "--as", "ats"], against].concat());
        let (found, code) = verified(&proof);
        assert!(found.contains(&format!("`{number}` names")) && found.contains(said), "{found}");
        assert_eq!(code, Some(1));
        assert!(found.contains(&format!("is the proof that `{id}` names")), "{found}");
    }
}

/// A broken event is no missing one: only what is so is said.
#[test]
fn of_a_broken_history_nothing_is_said_to_be_missing() {
    let signed = Signed::new();
    let whole = fs::read_to_string(&signed.table.journal).unwrap();
    fs::write(&signed.table.journal, whole.replacen("10000.00", "10000.01", 1)).unwrap();
    for (language, said) in [
        (
            "en",
            "is not what was written, so that the journal cannot be compared with the checkpoint of event 5",
        ),
        ("it", "da lì in poi il registro non si può confrontare con l'attestazione dell'evento n. 5"),
    ] {
        let known = ["--checkpoint", &signed.checkpoint, "--keys", &signed.keys, "--lang", language];
        let output = signed.table.run("verify", &known);
        let found = out(&output);
        assert!(found.contains(said), "{found}");
        assert!(!found.contains("missing") && !found.contains("mancano"), "{found}");
        assert_eq!(output.status.code(), Some(1));
    }
    let known = ["--checkpoint", &signed.checkpoint, "--keys", &signed.keys, "--json"];
    let output = signed.table.run("verify", &known);
    assert!(out(&output).contains(r#""history":"broken""#), "{}", out(&output));
}

/// Fewer signatures than more than half are told, with the number to ask for.
#[test]
fn how_many_signatures_to_ask_for_is_said_wherever_fewer_are_enough() {
    let signed = Signed::new();
    let (said, code) = signed.verified("1");
    assert!(said.contains("cannot exchange: --cosigned 2\n"), "{said}");
    assert_eq!(code, Some(0));
    assert!(!signed.verified("2").0.contains("cannot exchange"));
    let known = ["--checkpoint", &signed.checkpoint, "--keys", &signed.keys, "--lang", "it"];
    let output = signed.table.run("verify", &known);
    assert!(
        out(&output)
            .contains("Più della metà, perché gli altri non possano sostituire il registro: --cosigned 2\n")
    );
    let output = signed.table.run("verify", &[&known[..4], &["--json"]].concat());
    assert!(out(&output).contains(r#""known":3,"advised":2"#), "{}", out(&output));
}

#[test]
fn only_keys_that_are_trusted_count_and_each_party_once() {
    let signed = Signed::new();
    let keys = fs::read_to_string(&signed.keys).unwrap();
    let of_anci = keys.lines().find(|line| line.starts_with("anci+")).unwrap();
    fs::write(&signed.keys, format!("{of_anci}\n{of_anci}\n")).unwrap();
    let (said, code) = signed.verified("1");
    assert!(said.contains("that count: anci (1 of 1 whose keys are known; at least 1 needed)"), "{said}");
    assert!(said.contains("Not counted, as their keys are not known: regione, ats."), "{said}");
    assert_eq!(code, Some(0));
    fs::write(&signed.keys, "anci+1\n").unwrap();
    let (said, code) = signed.verified("1");
    assert!(said.contains("`anci+1` is no key of Ed25519"), "{said}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_private_key_is_for_its_owner_alone_and_nothing_is_written_over_it() {
    let signed = Signed::new();
    let key = signed.beside("anci");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let before = fs::read(&key).unwrap();
    let again = riparto(&["table", "key", "--as", "anci", "--out", &key], b"");
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(fs::read(&key).unwrap(), before);
    let other = signed.cosign("anci", &["--as", "ats"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(err(&other).contains("--as ats: the key is that of anci"), "{}", err(&other));
    fs::write(&key, "PRIVATE+KEY+anci+00000000+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").unwrap();
    let broken = signed.cosign("anci", &[]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(!err(&broken).contains("AYEKFAL"), "{}", err(&broken));
}

#[test]
fn a_head_that_is_typed_from_paper_tells_a_history_that_was_written_anew() {
    let signed = Signed::new();
    let head = signed.table.head();
    let (revision, hash) = head.split_once(':').unwrap();
    let head = riparto::journal::Head::new(revision.parse().unwrap(), hash.parse().unwrap());
    let typed = riparto::journal::TypedHead::of(&head).to_string();
    let said = signed.table.done("verify", &["--typed", &typed.to_lowercase().replace('-', " ")]);
    assert!(said.contains("passes through the head that was typed, at event 5"), "{said}");
    signed.rewrite();
    let output = signed.table.run("verify", &["--typed", &typed]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("this is not the history that was printed"), "{}", out(&output));
    let beyond = riparto::journal::TypedHead::of(&riparto::journal::Head::new(9, head.hash()));
    let output = signed.table.run("verify", &["--typed", &beyond.to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("The history ends before event 9"), "{}", out(&output));
    let output = signed.table.run("verify", &["--typed", "5-KK"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("this is no short form of a head"), "{}", err(&output));
}

#[test]
fn keys_that_the_journal_declares_count_and_it_is_told_that_its_keeper_could_have_written_them() {
    let signed = Signed::new();
    for line in fs::read_to_string(&signed.keys).unwrap().lines().filter(|line| line.contains('+')) {
        let party = line.split('+').next().unwrap();
        let said = signed.table.done("declare-key", &[line, "--as", party]);
        assert!(said.contains(&format!("declared the public key `{line}`")), "{said}");
    }
    let verify = |signed: &Signed| {
        let output = signed.table.run("verify", &["--checkpoint", &signed.checkpoint, "--cosigned", "3"]);
        (out(&output).to_owned(), output.status.code())
    };
    let (said, code) = verify(&signed);
    assert!(said.contains("These keys are those that the journal declares"), "{said}");
    assert_eq!(code, Some(0), "{said}");
    // A key that another took the place of before a checkpoint does not count on it.
    let made = riparto(&["table", "key", "--as", "anci", "--out", &signed.beside("anci-2")], b"");
    let key = out(&made).lines().last().unwrap().to_owned();
    signed.table.done("declare-key", &[&key, "--as", "anci"]);
    assert_eq!(verify(&signed).1, Some(0), "it was of that party then");
    signed.table.done("checkpoint", &["--key", &signed.beside("anci"), "--out", &signed.checkpoint]);
    let (said, code) = verify(&signed);
    assert!(said.contains("that count: none (0 of 3 whose keys are known; at least 3 needed)"), "{said}");
    assert!(said.contains("Not counted, as their keys are not known: anci."), "{said}");
    assert_eq!(code, Some(1));
    let taken = signed.table.refused("declare-key", &[&key, "--as", "anci"]);
    assert!(taken.contains("[key_taken]"), "{taken}");
    let other = signed.table.run("declare-key", &["anci+1", "--as", "anci"]);
    assert_eq!(other.status.code(), Some(2));
}

#[test]
fn an_extract_is_proved_by_a_checkpoint_that_parties_signed() {
    let signed = Signed::new();
    let file = signed.beside("p1.json");
    signed.table.done("extract", &["p1", "--out", &file]);
    let verify = |cosigned: &str| {
        let words =
            ["table", "verify-extract", &file, "--checkpoint", &signed.checkpoint, "--cosigned", cosigned];
        let output = riparto(&[&words[..], &["--keys", &signed.keys]].concat(), b"");
        (out(&output).to_owned() + err(&output), output.status.code())
    };
    let (said, code) = verify("3");
    assert!(
        said.contains("that count: regione, ats, anci (3 of 3 whose keys are known; at least 3 needed)"),
        "{said}"
    );
    assert!(said.contains("Proved: this is event 5 of the history of 5 events"), "{said}");
    assert_eq!(code, Some(0));
    let (said, code) = verify("4");
    assert!(!said.contains("Proved"), "{said}");
    assert_eq!(code, Some(1));
    // The extract is of a later size than the checkpoint.
    signed.table.propose("ats", "p2", "desks", "outreach", "100.00");
    signed.table.done("extract", &["p1", "--out", &file]);
    assert!(verify("3").0.contains("Not proved [proof_differs]"));
    signed.table.done("extract", &["p1", "--size", "5", "--out", &file]);
    assert_eq!(verify("3").1, Some(0));
    let neither = riparto(&["table", "verify-extract", &file], b"");
    assert_eq!(neither.status.code(), Some(2));
}

#[test]
fn programs_are_told_what_is_known_from_outside() {
    let signed = Signed::new();
    let verify = |cosigned: &str| {
        let words =
            ["--checkpoint", &signed.checkpoint, "--cosigned", cosigned, "--keys", &signed.keys, "--json"];
        let output = signed.table.run("verify", &words);
        (serde_json::from_str::<serde_json::Value>(out(&output)).unwrap(), output.status.code())
    };
    let (told, code) = verify("3");
    assert_eq!((&told["checkpoint"]["agrees"], code), (&true.into(), Some(0)), "{told}");
    let (told, code) = verify("4");
    assert_eq!(
        (&told["checkpoint"]["cosigned"], &told["valid"], code),
        (&false.into(), &true.into(), Some(1))
    );
    let head = signed.table.head();
    let short = signed.table.done("minutes", &[]);
    let short = short
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"*~$=".contains(c)));
    let typed =
        short.clone().find(|word| word.parse::<riparto::journal::TypedHead>().is_ok()).unwrap().to_owned();
    let output = signed.table.run("verify", &["--typed", &typed, "--json"]);
    let told: serde_json::Value = serde_json::from_str(out(&output)).unwrap();
    assert_eq!((&told["typed"]["agrees"], output.status.code()), (&true.into(), Some(0)), "{head} {told}");
    signed.table.propose("ats", "p2", "desks", "outreach", "100.00");
    let other = Signed::new();
    let output = other.table.run("verify", &["--typed", &typed, "--json"]);
    let told: serde_json::Value = serde_json::from_str(out(&output)).unwrap();
    assert_eq!(told["typed"]["agrees"], output.status.success(), "{told}");
}

#[test]
fn a_history_is_proved_to_go_on_from_a_checkpoint_that_parties_signed() {
    let signed = Signed::new();
    let (proof, later) = (signed.beside("goes-on.json"), signed.beside("later"));
    signed.table.propose("ats", "p2", "desks", "outreach", "100.00");
    signed.table.done("checkpoint", &["--key", &signed.beside("ats"), "--out", &later]);
    let said = signed.table.done("consistency", &["--from", "5", "--out", &proof]);
    let roots: Vec<&str> = said.split_whitespace().rev().take(3).collect();
    fs::remove_file(&signed.table.journal).unwrap();
    let verify = |from: &str, to: &str, more: &[&str]| {
        let output = riparto(
            &[&["table", "verify-consistency", &proof, "--from", from, "--to", to], more].concat(),
            b"",
        );
        (out(&output).to_owned() + err(&output), output.status.code())
    };
    let proved = "Proved: the history of 7 events has, as its first 5, those of the earlier root";
    let (said, code) = verify(roots[2], roots[0], &[]);
    assert!(said.starts_with(proved) && code == Some(0), "{said}");
    let keys = ["--keys", &signed.keys];
    let (said, code) = verify(&signed.checkpoint, &later, &keys);
    assert!(said.contains(proved) && code == Some(0), "{said}");
    let (said, code) = verify(&signed.checkpoint, &later, &[&keys[..], &["--cosigned", "2"]].concat());
    assert!(!said.contains("Proved") && code == Some(1), "one alone signed the later one: {said}");
    let (said, code) = verify(&later, &signed.checkpoint, &keys);
    assert!(said.contains("Not proved [proof_differs]") && code == Some(1), "{said}");
    for (cosigned, expected) in [
        ("1", r#"{"proven":true,"first":5,"second":7}"#),
        ("2", r#"{"proven":false,"first":5,"second":7,"why_not":"a checkpoint is not signed as asked"}"#),
    ] {
        let (said, code) =
            verify(&signed.checkpoint, &later, &[&keys[..], &["--cosigned", cosigned, "--json"]].concat());
        assert_eq!((said.trim_end(), code), (expected, Some(if cosigned == "1" { 0 } else { 1 })));
    }
    let (said, code) = verify(&signed.checkpoint, &later, &[]);
    assert!(said.contains("--keys FILE") && code == Some(2), "{said}");
}
