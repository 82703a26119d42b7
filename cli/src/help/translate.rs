//! Translating all that clap shows.

use clap::{Arg, Command};
use riparto::Language;

use super::argument_help::ARGUMENTS;
use super::ballot_help::BALLOTS;
use super::command_help::COMMANDS;
use super::trust_help::TRUST;
use super::value_help::{VALUE_NAMES, VALUES};

/// The words that clap itself writes around the texts of the command.
const AROUND: &[(&str, &str)] = &[
    ("Usage:", "Uso:"),
    ("[OPTIONS]", "[OPZIONI]"),
    ("[COMMAND]", "[COMANDO]"),
    ("<COMMAND>", "<COMANDO>"),
    ("Commands:", "Comandi:"),
    ("Arguments:", "Argomenti:"),
    ("Options:", "Opzioni:"),
    ("Possible values:", "Valori ammessi:"),
    ("[default: ", "[predefinito: "),
    ("[possible values: ", "[valori ammessi: "),
];

/// The command with its texts in a language.
pub(crate) fn in_language(mut command: Command, language: Language) -> Command {
    command.build();
    match language {
        Language::English => command,
        Language::Italian => italian(command),
    }
}

/// Help or usage as clap rendered it, with its own words in a language too.
pub(crate) fn in_own_words(rendered: &str, language: Language) -> String {
    if language == Language::English {
        return rendered.to_owned();
    }
    let text =
        AROUND.iter().fold(rendered.to_owned(), |text, (english, italian)| text.replace(english, italian));
    let lines = text.split('\n').map(|line| match VALUES.iter().find(|(english, _)| tells(line, english)) {
        Some((english, italian)) => format!("{}{italian}", line.strip_suffix(english).unwrap_or(line)),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a line tells what a value means: `- free:  None`.
fn tells(line: &str, meaning: &str) -> bool {
    let before = line.strip_suffix(meaning).map(str::trim);
    before.is_some_and(|before| before.starts_with("- ") && before.ends_with(':'))
}

fn italian(mut command: Command) -> Command {
    if let Some(about) = command.get_about().map(ToString::to_string) {
        command = command.about(said(COMMANDS, &about));
    }
    if let Some(about) = command.get_long_about().map(ToString::to_string) {
        command = command.long_about(said(COMMANDS, &about));
    }
    command.mut_args(argument).mut_subcommands(italian)
}

fn argument(mut argument: Arg) -> Arg {
    if let Some(help) = argument.get_help().map(ToString::to_string) {
        argument = argument.help(said(ARGUMENTS, &help));
    }
    if let Some(help) = argument.get_long_help().map(ToString::to_string) {
        argument = argument.long_help(said(ARGUMENTS, &help));
    }
    let name = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    // A rule of aggregation is no rule of a plan.
    let known = match (&name, argument.get_long()) {
        (_, Some("rule")) => Some("REGOLA"),
        (Some(name), _) => {
            VALUE_NAMES.iter().find(|(english, _)| english == name).map(|(_, italian)| *italian)
        }
        (None, _) => None,
    };
    match known.filter(|_| argument.get_action().takes_values()) {
        Some(name) => argument.value_name(name),
        None => argument,
    }
}

/// A text in Italian; a test sees to it that none is missing.
fn said(rows: &[(&'static str, &'static str)], english: &str) -> String {
    let known = rows.iter().chain(TRUST).chain(BALLOTS).find(|(known, _)| *known == english);
    known.map_or_else(|| english.to_owned(), |(_, italian)| (*italian).to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ARGUMENTS, BALLOTS, COMMANDS, TRUST, VALUES};

    /// Of two rows with the same English only the first would be read.
    #[test]
    fn every_english_text_has_one_row() {
        for rows in [&[ARGUMENTS, TRUST, BALLOTS].concat(), COMMANDS, VALUES] {
            let mut known = BTreeSet::new();
            let twice: Vec<&str> =
                rows.iter().map(|(english, _)| *english).filter(|english| !known.insert(*english)).collect();
            assert!(twice.is_empty(), "{twice:?}");
        }
    }
}
