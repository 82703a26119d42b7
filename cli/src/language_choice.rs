//! The language of all that a person reads: that of `--lang`, then that of the environment.

use std::env;
use std::ffi::OsString;
use std::sync::OnceLock;

use riparto::Language;

static SPOKEN: OnceLock<Language> = OnceLock::new();

/// The language of this run.
pub(crate) fn spoken() -> Language {
    *SPOKEN.get_or_init(|| of(env::args_os(), |name| env::var(name).ok()))
}

/// That of `--lang`, which may stand anywhere; then that of the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set;
/// else English.
fn of(arguments: impl Iterator<Item = OsString>, variable: impl Fn(&str) -> Option<String>) -> Language {
    let asked = asked(arguments).and_then(|name| name.parse().ok());
    asked.unwrap_or_else(|| {
        let set =
            ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|name| !name.is_empty());
        set.map_or(Language::English, |name| of_locale(&name))
    })
}

fn asked(arguments: impl Iterator<Item = OsString>) -> Option<String> {
    let mut words = arguments.map(|word| word.to_string_lossy().into_owned()).take_while(|word| word != "--");
    let mut asked = None;
    while let Some(word) = words.next() {
        if word == "--lang" {
            asked = words.next().or(asked);
        } else if let Some(name) = word.strip_prefix("--lang=") {
            asked = Some(name.to_owned());
        }
    }
    asked
}

/// `it`, `it_IT`, `it_IT.UTF-8`, `it@euro`: the language comes first.
fn of_locale(name: &str) -> Language {
    match name.split(['_', '-', '.', '@']).next() {
        Some("it") => Language::Italian,
        _ => Language::English,
    }
}
