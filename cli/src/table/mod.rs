//! `riparto table`: a co-design table on a journal file.

mod json_answer;
mod table_arguments;
mod line_arguments;
mod about_arguments;
mod show_arguments;
mod sitting_arguments;
mod scenario_arguments;
mod trust_arguments;
mod ballot_arguments;
mod values;
mod journal_table;
mod remedy;
mod action;
mod act;
mod ballots;
mod lines;
mod envelope;
mod show;
mod scenario_file;
mod receive;

mod mend;
mod extract;
mod consistency;
mod checkpoint;
mod trust;

pub(crate) use act::{act, acting, new, preview};
pub(crate) use ballots::{take, take_tried};
pub(crate) use journal_table::try_on_scenario;
pub(crate) use mend::{repair, restore_line_ends};
pub(crate) use receive::receive;
pub(crate) use scenario_arguments::ScenarioCommand;
pub(crate) use scenario_file::run as scenarios;
pub(crate) use show::show;
pub(crate) use table_arguments::TableCommand;
pub(crate) use trust::{run as trusted, verify};
