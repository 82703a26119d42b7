//! The command `riparto`: check a plan against its rules, assess proposals, show headroom, settle, split, keep a
//! co-design table, and serve the JSON API.
//!
//! Exit status: 0 where nothing forbids, 1 where a finding forbids, 2 where input makes no sense, 3 where a table was changed
//! as asked and the answer could not be written.

mod language_choice;
mod argument_values;
mod help;
mod usage;
mod value_names;
mod outcome;
mod json_answer;
mod split_arguments;
mod import_arguments;
mod transfer_arguments;
mod arguments;
mod report_arguments;
mod progress;
mod files;
mod serve;
mod table;
mod aggregate;
mod counted;
mod questions;
mod proof;
mod rebalance;
mod split_file;
mod split;
mod packs;
mod import;
mod export;
mod page_file;
mod report;
mod commands;

use std::process::ExitCode;

use crate::outcome::Outcome;

fn main() -> ExitCode {
    let arguments = match usage::read() {
        Ok(arguments) => arguments,
        Err(ending) => return ending,
    };
    match commands::run(&arguments) {
        Ok(outcome) => outcome.into(),
        Err(error) if error.is_closed_pipe() => Outcome::Free.into(),
        Err(error) => {
            error.print();
            error.outcome().into()
        }
    }
}
