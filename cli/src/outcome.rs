//! How the command ends: an exit status, or what went wrong.

use std::io::{self, Write};
use std::process::ExitCode;

use riparto::error::io_message;
use riparto::{Authorization, Language};

use crate::language_choice::spoken;

/// The exit status.
#[derive(Clone, Copy)]
pub(crate) enum Outcome {
    /// 0: nothing forbids.
    Free,
    /// 0: a journal was changed as asked, or had been before.
    CarriedOut(Language),
    /// 1: a finding forbids.
    Forbidden,
    /// 2: input makes no sense.
    BadInput,
    /// 3: a journal was changed as asked, and the answer could not be written.
    Untold,
}

impl Outcome {
    /// That of a command which changes a journal where nothing forbids it.
    pub(crate) fn carried_out(self, language: Language) -> Outcome {
        if matches!(self, Outcome::Free) { Outcome::CarriedOut(language) } else { self }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Free | Outcome::CarriedOut(_) => 0,
            Outcome::Forbidden => 1,
            Outcome::BadInput => 2,
            Outcome::Untold => 3,
        })
    }
}

impl From<Authorization> for Outcome {
    fn from(needs: Authorization) -> Outcome {
        if needs == Authorization::Forbidden { Outcome::Forbidden } else { Outcome::Free }
    }
}

/// What stopped the command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A file that cannot be read, by name.
    File(String, io::Error),
    /// A file that makes no sense, by name.
    Input(String, riparto::Error),
    /// A journal that is not what was written, by name.
    Journal(String, String),
    /// What the answer to a question says is wrong with a file, by name.
    Answered(String, Vec<String>),
    /// Arguments that do not fit together.
    Arguments(String),
    /// What stopped it in several files at once.
    Several(Vec<Failure>),
    /// Standard input or output.
    Stream(io::Error),
    /// Standard output, after a journal was changed as asked.
    Untold(io::Error, Language),
}

impl Failure {
    /// That a file to be written has a name without one of the endings that say a format.
    pub(crate) fn of_ending(file: &str, endings: &[&str], language: Language) -> Failure {
        let (last, first) = endings.split_last().unwrap_or((&"", &[]));
        let (and_english, and_italian) = if first.is_empty() { ("", "") } else { (" or ", " o ") };
        let first = first.join(", ");
        Failure::Arguments(language.choose(
            format!("--out {file}: end the name in {first}{and_english}{last}"),
            format!("--out {file}: il nome deve terminare in {first}{and_italian}{last}"),
        ))
    }

    /// What is wrong with several files as one failure; none where nothing is.
    pub(crate) fn of_all(failures: Vec<Failure>) -> Option<Failure> {
        (!failures.is_empty()).then_some(Failure::Several(failures))
    }

    /// Whether the reader of standard output went away: `riparto packs | head -1`.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Failure::Stream(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// How the command ends after it.
    pub(crate) fn outcome(&self) -> Outcome {
        if matches!(self, Failure::Untold(..)) { Outcome::Untold } else { Outcome::BadInput }
    }

    /// A line on standard error for each mistake.
    pub(crate) fn print(&self) {
        // Where standard error is closed too, nobody is left to tell.
        drop(writeln!(io::stderr(), "riparto: {}", self.lines().join("\nriparto: ")));
    }

    /// What went wrong, a line for each mistake.
    pub(crate) fn lines(&self) -> Vec<String> {
        let language = spoken();
        vec![match self {
            Failure::File(name, error) => format!("{name}: {}", io_message(error, language)),
            Failure::Input(name, error) => return mistakes(name, error, language),
            Failure::Journal(name, why) => format!("{name}: {why}"),
            Failure::Answered(name, messages) => {
                return messages.iter().map(|why| format!("{name}: {why}")).collect();
            }
            Failure::Arguments(why) => why.clone(),
            Failure::Several(failures) => return failures.iter().flat_map(Failure::lines).collect(),
            Failure::Stream(error) => {
                let stream = language.choose("standard input or output", "ingresso o uscita standard");
                format!("{stream}: {}", io_message(error, language))
            }
            Failure::Untold(error, language) => {
                let told = language.choose(
                    "carried out, but the answer could not be written",
                    "eseguito, ma la risposta non è stata scritta",
                );
                format!("{told}: {}", io_message(error, *language))
            }
        }]
    }
}

/// All that is wrong with a file, each with its place, a line for each.
fn mistakes(name: &str, error: &riparto::Error, language: Language) -> Vec<String> {
    let mut lines: Vec<String> = error
        .all()
        .map(|mistake| match mistake.path() {
            Some(path) => format!("{name}: {} ({path})", mistake.message(language)),
            None => format!("{name}: {}", mistake.message(language)),
        })
        .collect();
    if error.unlisted() > 0 {
        let more = error.unlisted();
        let mistakes = if more == 1 { "mistake" } else { "mistakes" };
        lines.push(language.choose(
            format!("{name}: and {more} more {mistakes}"),
            format!("{name}: altri errori non elencati: {more}"),
        ));
    }
    lines
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Stream(error)
    }
}
