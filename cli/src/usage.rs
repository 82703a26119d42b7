//! Reading the command line, and telling what of it cannot be understood.

use std::env;
use std::error::Error as _;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};
use riparto::Language;

use crate::arguments::{Arguments, CommandArguments};
use crate::help::{in_language, in_own_words};
use crate::language_choice::spoken;
use crate::table::{TableCommand, try_on_scenario};

/// The arguments; or how the command ends where there are none to carry out, all told.
pub(crate) fn read() -> Result<Arguments, ExitCode> {
    let mut arguments = read_from(env::args_os().collect())?;
    // What is tried is a command of its own, whose journal was named before it.
    if let CommandArguments::Table { command: TableCommand::Tried { journal, words, scenario, command } } =
        &mut arguments.command
        && let Some((name, rest)) = words.split_first()
    {
        let words = ["riparto", "table", name, journal].into_iter().chain(rest.iter().map(String::as_str));
        let tried = read_from(words.map(OsString::from).collect())?;
        if let CommandArguments::Table { command: tried } = tried.command {
            *command = Some(Box::new(tried));
        }
        if let Some(file) = scenario {
            try_on_scenario(file);
        }
    }
    Ok(arguments)
}

fn read_from(words: Vec<OsString>) -> Result<Arguments, ExitCode> {
    let language = spoken();
    let command = in_language(Arguments::command(), language);
    let found = command.try_get_matches_from(words).and_then(|matches| Arguments::from_arg_matches(&matches));
    found.map_err(|error| {
        let rendered = in_own_words(&error.render().to_string(), language);
        // Where nobody reads, nobody is left to tell.
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                drop(io::stdout().write_all(rendered.as_bytes()));
                ExitCode::SUCCESS
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                drop(io::stderr().write_all(rendered.as_bytes()));
                ExitCode::from(2)
            }
            _ => {
                drop(io::stderr().write_all(Refused { error: &error, language }.text().as_bytes()));
                ExitCode::from(2)
            }
        }
    })
}

/// A command line that cannot be understood.
struct Refused<'a> {
    error: &'a clap::Error,
    language: Language,
}

impl Refused<'_> {
    fn text(&self) -> String {
        let mut text = format!("riparto: {}\n", self.sentence());
        for (kind, english, italian) in [
            (ContextKind::SuggestedSubcommand, "did you mean", "forse si intendeva"),
            (ContextKind::SuggestedArg, "did you mean", "forse si intendeva"),
            (ContextKind::SuggestedValue, "did you mean", "forse si intendeva"),
        ] {
            let suggested = self.elsewhere(kind).unwrap_or_else(|| self.list(kind));
            if !suggested.is_empty() {
                text.push_str(&format!("  → {} {suggested}?\n", self.language.choose(english, italian)));
            }
        }
        if let Some(ContextValue::StyledStr(usage)) = self.error.get(ContextKind::Usage) {
            text.push_str(&format!("\n{}\n", in_own_words(&usage.to_string(), self.language)));
        }
        text.push_str(
            self.language
                .choose("\nFor more information, try `--help`.\n", "\nPer saperne di più: `--help`.\n"),
        );
        text
    }

    /// A command that is asked of a table though it takes any plan, or the other way round, as it is written.
    fn elsewhere(&self, kind: ContextKind) -> Option<String> {
        let Some(ContextValue::String(name)) = self.error.get(ContextKind::InvalidSubcommand) else {
            return None;
        };
        let all = Arguments::command();
        let is_of_table =
            || all.find_subcommand("table").is_some_and(|table| table.find_subcommand(name).is_some());
        match kind {
            ContextKind::SuggestedSubcommand if all.find_subcommand(name).is_some() => {
                Some(format!("`riparto {name}`"))
            }
            ContextKind::SuggestedSubcommand if is_of_table() => Some(format!("`riparto table {name}`")),
            _ => None,
        }
    }

    fn sentence(&self) -> String {
        let (argument, value) = (self.list(ContextKind::InvalidArg), self.list(ContextKind::InvalidValue));
        let say = |english: String, italian: String| self.language.choose(english, italian);
        match self.error.kind() {
            ErrorKind::InvalidValue if matches!(value.as_str(), "" | "``") => say(
                format!("{argument} needs a value{}", self.allowed()),
                format!("{argument} richiede un valore{}", self.allowed()),
            ),
            ErrorKind::InvalidValue => say(
                format!("{value} is no value of {argument}{}", self.allowed()),
                format!("{value} non è un valore di {argument}{}", self.allowed()),
            ),
            ErrorKind::ValueValidation => format!("{argument}: {}", self.why(&value)),
            ErrorKind::UnknownArgument => say(
                format!("{argument} is no argument of this command"),
                format!("{argument} non è un argomento di questo comando"),
            ),
            ErrorKind::InvalidSubcommand => {
                let command = self.list(ContextKind::InvalidSubcommand);
                say(format!("there is no command {command}"), format!("il comando {command} non esiste"))
            }
            ErrorKind::MissingSubcommand => {
                let known = self.list(ContextKind::ValidSubcommand);
                say(
                    format!("a command is missing: one of {known}"),
                    format!("manca il comando: uno tra {known}"),
                )
            }
            ErrorKind::MissingRequiredArgument => {
                say(format!("{argument} is missing"), format!("manca {argument}"))
            }
            ErrorKind::ArgumentConflict => self.conflict(&argument),
            ErrorKind::InvalidUtf8 => say(
                "an argument is not text in UTF-8: write it in UTF-8".to_owned(),
                "un argomento non è un testo in UTF-8: scriverlo in UTF-8".to_owned(),
            ),
            _ => say(
                format!("{argument} does not go with what else is given"),
                format!("{argument} non è compatibile con il resto"),
            ),
        }
    }

    fn conflict(&self, argument: &str) -> String {
        let prior = self.list(ContextKind::PriorArg);
        match prior.is_empty() || prior == argument {
            true => self.language.choose(
                format!("{argument} is given twice: give it once"),
                format!("{argument} è indicato due volte: indicarlo una volta sola"),
            ),
            false => self.language.choose(
                format!("{argument} and {prior} do not go together: give one of them"),
                format!("{argument} e {prior} si escludono: indicarne uno solo"),
            ),
        }
    }

    /// Why a value was not read.
    fn why(&self, value: &str) -> String {
        let source = self.error.source();
        if let Some(error) = source.and_then(|source| source.downcast_ref::<riparto::Error>()) {
            return error.message(self.language);
        }
        if source.is_some_and(|source| source.is::<std::num::ParseIntError>()) {
            return self.language.choose(
                format!("{value} is not a whole number: write for example `3`"),
                format!("{value} non è un numero intero: scrivere per esempio `3`"),
            );
        }
        source.map_or_else(String::new, ToString::to_string)
    }

    fn allowed(&self) -> String {
        let values = self.list(ContextKind::ValidValue);
        match values.is_empty() {
            true => String::new(),
            false => self.language.choose(format!(": one of {values}"), format!(": uno tra {values}")),
        }
    }

    /// What clap found, in quotes.
    fn list(&self, kind: ContextKind) -> String {
        let quoted = |text: &String| format!("`{text}`");
        match self.error.get(kind) {
            Some(ContextValue::String(text)) => quoted(text),
            Some(ContextValue::Strings(texts)) => texts.iter().map(quoted).collect::<Vec<_>>().join(", "),
            Some(ContextValue::StyledStr(text)) => quoted(&text.to_string()),
            Some(ContextValue::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }
}
