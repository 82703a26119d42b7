//! A table in a journal of its own, worked on by the binary.

use std::fs;
use std::process::{Child, Output, Stdio};

use super::{PLAN, err, out, riparto};

/// A journal in a folder of its own.
pub(crate) struct Table {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) journal: String,
}

impl Table {
    /// A table on the Tuscan plan.
    pub(crate) fn new() -> Table {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("table.jsonl").to_str().unwrap().to_owned();
        let table = Table { folder, journal };
        table.done("new", &[PLAN, "--as", "regione"]);
        table
    }

    pub(crate) fn run(&self, command: &str, arguments: &[&str]) -> Output {
        riparto(&[&["table", command, &self.journal], arguments].concat(), b"")
    }

    /// What a command that is carried out prints.
    pub(crate) fn done(&self, command: &str, arguments: &[&str]) -> String {
        let output = self.run(command, arguments);
        assert_eq!(output.status.code(), Some(0), "{command}: {}{}", out(&output), err(&output));
        out(&output).to_owned()
    }

    /// What a command that is refused prints: nothing is written then.
    pub(crate) fn refused(&self, command: &str, arguments: &[&str]) -> String {
        let before = self.bytes();
        let output = self.run(command, arguments);
        assert_eq!(output.status.code(), Some(1), "{command}: {}{}", out(&output), err(&output));
        assert_eq!(self.bytes(), before, "a refusal writes nothing");
        out(&output).to_owned()
    }

    pub(crate) fn propose(&self, party: &str, id: &str, from: &str, to: &str, amount: &str) -> String {
        self.done("propose", &["--as", party, "--id", id, "--from", from, "--to", to, "--amount", amount])
    }

    pub(crate) fn approve(&self, proposal: &str) -> String {
        self.done("approve", &[proposal, "--as", "regione"])
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(&self.journal).unwrap()
    }

    pub(crate) fn events(&self) -> usize {
        self.bytes().iter().filter(|byte| **byte == b'\n').count()
    }

    /// The head as `verify` prints it.
    pub(crate) fn head(&self) -> String {
        let verified = self.done("verify", &[]);
        verified.lines().last().unwrap().strip_prefix("Head of the history: ").unwrap().to_owned()
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = super::command();
        command.args(["table", arguments[0], &self.journal]).args(&arguments[1..]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}
