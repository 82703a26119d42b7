//! The checks: each returns what it finds as `file:line: what`.

use std::collections::BTreeMap;

use super::crates::{CRATES, Crate};
use super::source::{Source, words};

/// The crates of ours that a manifest depends on beyond those that are drawn; examples of the documentation use the facade.
pub(crate) fn walls(drawn: &Crate, manifest: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut section = "";
    for (number, line) in (1..).zip(manifest.lines()) {
        if line.starts_with('[') {
            section = line;
        }
        let name = line.split('=').next().unwrap_or_default().trim();
        let Some(name) = name.strip_prefix("riparto-") else { continue };
        if section == "[dependencies]" && !drawn.below.contains(&name) {
            found.push(format!(
                "{}/Cargo.toml:{number}: riparto-{name} is not below this crate",
                drawn.folder
            ));
        }
    }
    found
}

/// The crates of ours that the tests beside a crate depend on though they are above it. Strategies are for all tests.
pub(crate) fn walls_of_tests(tested: &Crate, manifest: &str) -> Vec<String> {
    let own = tested.folder.rsplit("riparto-").next().unwrap_or_default();
    let is_above = |name: &str| {
        let short = name.strip_prefix("riparto-").unwrap_or_default();
        !tested.below.contains(&short) && ![own, "arbitrary", "test-support"].contains(&short)
    };
    let name = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
    let named = (1..).zip(manifest.lines().map(name));
    let ours = named.skip_while(|(_, name)| !name.ends_with("dependencies]"));
    let above = ours.filter(|(_, name)| name.starts_with("riparto") && is_above(name));
    let what = |(number, name)| {
        format!("{}/tests/Cargo.toml:{number}: {name} is above the crate that is tested", tested.folder)
    };
    above.map(what).collect()
}

/// Words that say nothing of what a thing is.
const BANNED: [&str; 9] =
    ["manager", "handler", "process", "data", "item", "util", "utils", "helper", "helpers"];

/// The rooms whose files are named after what they mirror, and why. Inside such a room a name is used once too.
pub(crate) const MIRRORS: [(&str, &str); 4] = [
    ("cli/src/", "a file of the command is named after what it calls of the library"),
    ("src/api/", "an answer is named after the operation"),
    ("crates/riparto-arbitrary/", "a strategy is named after the type that it makes"),
    ("crates/riparto-report/", "a report is named after its subject"),
];

const MAX_FILE_LINES: usize = 500;
const MAX_FUNCTION_LINES: usize = 70;

/// A path such as `crate::money::Money` leads to a layer above, by the name of the layer.
pub(crate) fn layers(source: &Source) -> Vec<String> {
    let Some(own) = source.layer() else { return Vec::new() };
    let is_of = |known: &&Crate| source.path.starts_with(&format!("{}/", known.folder));
    let layers = CRATES.iter().find(is_of).map_or(&[][..], |known| known.layers);
    let rank = |layer: &str| layers.iter().position(|known| *known == layer);
    let Some(own_rank) = rank(own) else {
        return vec![source.at(1, &format!("`{own}` is no layer that tests/tidy/checks.rs knows"))];
    };
    let mut found = Vec::new();
    for (line, code) in source.library_code() {
        for (place, _) in code.match_indices("crate::") {
            let path = &code[place + "crate::".len()..];
            let (start, layer) = words(path).next().unwrap_or((1, ""));
            // `$crate::` in a macro names what its callers see.
            let own_macro = code[..place].ends_with('$') && layer == own;
            match rank(layer) {
                _ if own_macro => {}
                Some(rank) if start == 0 && rank < own_rank => {}
                Some(_) if start == 0 => {
                    found.push(source.at(line, &format!("`{own}` imports `{layer}`, which is not above it")));
                }
                _ => found.push(source.at(line, "an import through the crate root: name the layer")),
            }
        }
    }
    found
}

/// `super::x` leads to a sibling that the folder's `mod.rs` declares earlier.
pub(crate) fn siblings(source: &Source, folder: &Source) -> Vec<String> {
    let declared: Vec<&str> = folder.all_code().filter_map(|(_, code)| declared_module(code)).collect();
    let stem = source.path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap_or_default();
    let own = declared.iter().position(|name| *name == stem);
    let mut found = Vec::new();
    for (line, code) in source.library_code() {
        for (place, _) in code.match_indices("super::") {
            let path = &code[place + "super::".len()..];
            let (start, name) = words(path).next().unwrap_or((1, ""));
            let sibling = declared.iter().position(|known| *known == name).filter(|_| start == 0);
            match (sibling, own) {
                (Some(sibling), Some(own)) if sibling < own => {}
                (Some(_), Some(_)) => {
                    found.push(source.at(line, &format!("`{name}` is not declared before `{stem}`")));
                }
                _ => found.push(source.at(line, "`super::` leads to no sibling file: name one")),
            }
        }
    }
    found
}

fn declared_module(code: &str) -> Option<&str> {
    let code = code.trim_end().strip_suffix(';')?;
    let mut words = code.split_whitespace().skip_while(|word| word.starts_with("pub"));
    (words.next() == Some("mod")).then(|| words.next()).flatten()
}

/// A `mod.rs` holds an essay, modules and re-exports, and no logic.
pub(crate) fn only_declarations(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside = false;
    for (line, code) in source.all_code() {
        let code = code.trim();
        if !inside && !code.is_empty() && !code.starts_with("#[") && !code.starts_with("#![") {
            let word = code.split_whitespace().find(|word| !word.starts_with("pub")).unwrap_or_default();
            let module_with_body = word == "mod" && code.ends_with('{');
            if !matches!(word, "mod" | "use") || module_with_body {
                found.push(source.at(line, "a mod.rs holds only docs, `mod` and `use`"));
            }
            inside = true;
        }
        if code.ends_with([';', '}', ']']) {
            inside = false;
        }
    }
    found
}

/// Files of at most 500 lines, functions of at most 70 unless they are match tables.
pub(crate) fn lengths(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if source.text.len() > MAX_FILE_LINES {
        let what = format!("{} lines, at most {MAX_FILE_LINES} are allowed", source.text.len());
        found.push(source.at(MAX_FILE_LINES + 1, &what));
    }
    for (line, code) in source.all_code() {
        let Some(name) = declared_function(code) else { continue };
        let code = &source.code[line - 1..];
        let length = function_length(code);
        if length > MAX_FUNCTION_LINES && !is_match_table(&code[..length]) {
            let what = format!("`{name}` has {length} lines, at most {MAX_FUNCTION_LINES} are allowed");
            found.push(source.at(line, &what));
        }
    }
    found
}

pub(crate) fn declared_function(code: &str) -> Option<&str> {
    let mut words = words(code);
    words.find(|(_, word)| *word == "fn")?;
    let (place, name) = words.next()?;
    let before = code[..place].trim_end_matches(' ');
    (before.ends_with("fn") && code[place + name.len()..].starts_with(['(', '<'])).then_some(name)
}

/// How many lines a function has, from its name to its last brace; none if it has no body.
pub(crate) fn function_length(code: &[String]) -> usize {
    let (mut depth, mut brackets) = (0, 0);
    for (number, line) in (1..).zip(code) {
        for c in line.chars() {
            match c {
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                '{' => depth += 1,
                '}' => depth -= 1,
                ';' if depth == 0 && brackets == 0 => return 0,
                _ => {}
            }
            if c == '}' && depth == 0 && brackets == 0 {
                return number;
            }
        }
    }
    code.len()
}

/// Whether a function is one match table: its body is a single `match` whose arms are one expression each, of few lines, with
/// no statement, no branch inside and no wildcard. Such a table is as long as the enum that it covers.
fn is_match_table(function: &[String]) -> bool {
    const MAX_ARM_LINES: usize = 12;
    const BRANCHES: [&str; 8] = ["match", "if", "let", "for", "while", "loop", "return", "unsafe"];
    let Some(start) = function.iter().position(|line| line.trim_end().ends_with('{')) else { return false };
    let [head, arms @ .., end, _] = &function[start + 1..] else { return false };
    let is_one_match = head.trim_start().starts_with("match ") && head.trim_end().ends_with('{');
    let (mut depth, mut arm_lines) = (0, 0);
    for line in arms {
        if depth == 0 {
            arm_lines = 0;
            if line.trim_start().starts_with("_ ") {
                return false;
            }
        }
        arm_lines += 1;
        for c in line.chars() {
            match c {
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth -= 1,
                _ => {}
            }
        }
        let branches = words(line).any(|(_, word)| BRANCHES.contains(&word));
        if depth < 0 || branches || line.contains(';') || arm_lines > MAX_ARM_LINES {
            return false;
        }
    }
    is_one_match && depth == 0 && end.trim() == "}"
}

/// Names are of words that say what a thing is.
pub(crate) fn names(source: &Source) -> Vec<String> {
    const KEYWORDS: [&str; 10] =
        ["fn", "struct", "enum", "union", "trait", "mod", "const", "static", "type", "let"];
    let mut found = Vec::new();
    for (line, code) in source.all_code() {
        let mut previous = "";
        for (place, word) in words(code) {
            let after = code[place + word.len()..].trim_start();
            let is_field = after.starts_with(':') && !after.starts_with("::");
            // `type Item` is the name that `Iterator` asks for.
            let is_named = KEYWORDS.contains(&previous) && !(previous == "type" && word == "Item");
            if (is_named || is_field)
                && let Some(banned) = banned_word(word)
            {
                found.push(source.at(line, &format!("`{word}` says `{banned}`: say what it is")));
            }
            if word != "mut" {
                previous = word;
            }
        }
    }
    let stem = source.path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap_or_default();
    if let Some(banned) = banned_word(stem) {
        found.push(source.at(1, &format!("the file's name says `{banned}`: say what it is")));
    }
    found
}

fn banned_word(name: &str) -> Option<&'static str> {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    BANNED.into_iter().find(|banned| snake.split('_').any(|word| word == *banned))
}

/// Nothing is left for later, and no test is left out.
pub(crate) fn nothing_for_later(source: &Source) -> Vec<String> {
    let marks = [
        concat!("todo", "!"),
        concat!("unimplemented", "!"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("#[", "ignore"),
    ];
    let mut found = Vec::new();
    for (line, text) in (1..).zip(&source.text) {
        for mark in marks.iter().filter(|mark| text.contains(*mark)) {
            found.push(source.at(line, &format!("`{mark}`: do it, or leave it out")));
        }
    }
    found
}

/// The library has no way to panic on input, no floating-point number and no order that differs from run to run.
pub(crate) fn library_words(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (line, code) in source.library_code() {
        for call in [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err("] {
            if code.contains(call) {
                found.push(source.at(line, &format!("`{call}`: return an error, or assert what cannot be")));
            }
        }
    }
    for (line, code) in source.all_code() {
        for (_, word) in words(code) {
            let float = word == "f32" || word == "f64" || is_float_literal(word);
            if float || matches!(word, "HashMap" | "HashSet") {
                found.push(source.at(line, &format!("`{word}`: amounts and answers are exact and ordered")));
            }
        }
    }
    found
}

/// `1f64`, `2_f32`.
fn is_float_literal(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && !word.starts_with("0x")
        && (word.ends_with("f32") || word.ends_with("f64"))
}

/// The names that a `mod.rs` exports with a page of their own.
pub(crate) fn exported(folder: &Source) -> Vec<&str> {
    let text = folder.text.iter().enumerate();
    let starts = text.filter(|(number, line)| {
        line.starts_with("pub use ") && (*number == 0 || folder.text[number - 1] != "#[doc(hidden)]")
    });
    let mut names = Vec::new();
    for (number, _) in starts {
        for line in &folder.text[number..] {
            names.extend(words(line).map(|(_, word)| word));
            if line.ends_with(';') {
                break;
            }
        }
    }
    names
}

/// The public types of some layers whose own page shows no example; for the others, those of their module do.
pub(crate) fn examples_missing(source: &Source, exported: &[&str]) -> Vec<String> {
    const LAYERS: [&str; 10] = [
        "money",
        "budget",
        "rules",
        "plan",
        "ballots",
        "ballot_documents",
        "journal",
        "table",
        "report",
        "published",
    ];
    if !source.layer().is_some_and(|layer| LAYERS.contains(&layer)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, text) in source.text.iter().enumerate() {
        let mut words = words(text).map(|(_, word)| word);
        let is_type = text.starts_with("pub ") && matches!(words.nth(1), Some("struct" | "enum" | "trait"));
        let Some(name) = words.next().filter(|name| is_type && exported.contains(name)) else { continue };
        // What stands above, back to the blank line or the end of what is declared before.
        let above = source.text[..number].iter().rev();
        let mut above = above.take_while(|line| !line.is_empty() && !line.starts_with('}'));
        if !above.any(|line| line.starts_with("/// ```")) {
            found.push(source.at(number + 1, &format!("`{name}` has no example")));
        }
    }
    found
}

/// The terms that `#[doc(alias = "…")]` names and a glossary does not have.
pub(crate) fn terms_missing(source: &Source, glossary: &str) -> Vec<String> {
    let glossary = glossary.to_lowercase();
    let mut found = Vec::new();
    for (line, text) in (1..).zip(&source.text) {
        let Some((_, rest)) = text.split_once("#[doc(alias = \"") else { continue };
        let term = rest.split('"').next().unwrap_or_default();
        if !glossary.contains(&term.to_lowercase()) {
            found.push(source.at(line, &format!("GLOSSARY.md does not have `{term}`")));
        }
    }
    found
}

/// A file name is used once: rooms that mirror others aside, and the roots of folders and crates. Tests are named after what
/// they test.
pub(crate) fn file_names<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    const ROOTS: [&str; 3] = ["mod.rs", "lib.rs", "main.rs"];
    const ASIDE: [&str; 3] = ["tests", "benches", "examples"];
    let mut first: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        if ROOTS.contains(&name) || folders.split('/').any(|folder| ASIDE.contains(&folder)) {
            continue;
        }
        let room = MIRRORS.iter().map(|(room, _)| *room).find(|room| path.starts_with(room));
        if let Some(other) = first.insert((room.unwrap_or_default(), name), path) {
            found.push(format!("{path}:1: the name of {other}: a name is used once"));
        }
    }
    found
}

/// Names of types that no paper and no other crate uses for the thing, and the terms that they do use.
pub(crate) const PRIVATE_WORDS: [(&str, &str); 39] = [
    ("Aim", "`SearchGoal`"),
    ("Arranged", "`LaminarOrder`"),
    ("Batch", "`BestEffort` or `Atomic`"),
    ("Asked", "what is asked: a query, a selection, an objective"),
    ("Bend", "`PositivePart`, `NegativePart`, or `Breakpoint`"),
    ("Bends", "`Breakpoints`"),
    ("Bloc", "`AgreementClique`"),
    ("Bones", "`NetworkRelaxation`"),
    ("Bowl", "`Quadratic`"),
    ("Bunch", "an aggregated column"),
    ("Clashing", "`Conflict`"),
    ("Demand", "`Constraint`"),
    ("Effort", "`Meter`"),
    ("Forest", "`LaminarTree`"),
    ("Frame", "`FlowNetwork`"),
    ("Gain", "`ManipulationGain`"),
    ("Happening", "`EventKind`"),
    ("Heights", "phantom values"),
    ("KeptTable", "`PersistentTable`"),
    ("Kinds", "symmetry classes"),
    ("Knot", "`Breakpoint`"),
    ("Mended", "local search by pairwise exchange"),
    ("Missed", "`HeadConflict`"),
    ("Moment", "`Time`"),
    ("Offers", "an exchange certificate"),
    ("Picked", "a rule set"),
    ("Program", "`LinearProgram`"),
    ("Quest", "`NearestSearch`"),
    ("Reach", "the interval of feasible sums"),
    ("Reached", "`InfeasibleOrCutoff`, `LimitReached`"),
    ("Relaxed", "a violation, an elastic variable"),
    ("Reply", "`LagrangianEvaluation`"),
    ("Skeleton", "`Relaxation`"),
    ("Span", "`Interval`"),
    ("Standing", "`Evaluation`"),
    ("Submitted", "`SubmitOutcome`"),
    ("Vee", "`AbsoluteDeviation`"),
    ("Way", "`SettlementAnswer`"),
    ("Whole", "`AllocationView`, `WholeNumber`"),
];

/// The type that a line of code defines.
fn defined_type(code: &str) -> Option<&str> {
    const KEYWORDS: [&str; 5] = ["struct", "enum", "union", "trait", "type"];
    let mut words = words(code).map(|(_, word)| word);
    let first = words.next()?;
    let keyword = if first == "pub" { words.find(|word| KEYWORDS.contains(word)) } else { Some(first) };
    keyword.filter(|word| KEYWORDS.contains(word))?;
    words.next()
}

/// A type has the field's name for the thing.
pub(crate) fn private_words(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (line, code) in source.all_code() {
        let Some(name) = defined_type(code) else { continue };
        if let Some((_, term)) = PRIVATE_WORDS.iter().find(|(word, _)| *word == name) {
            found.push(source.at(line, &format!("`{name}` is a word of our own: the field says {term}")));
        }
    }
    found
}

/// A name of a type is defined once in the workspace: one word, one meaning. Types inside functions and impls, and those of
/// private tests, are aside.
pub(crate) fn homonyms<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Vec<String> {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    for source in sources {
        for (line, code) in source.library_code().filter(|(_, code)| !code.starts_with(' ')) {
            let Some(name) = defined_type(code) else { continue };
            match first.get(name) {
                Some(other) => {
                    found.push(source.at(line, &format!("`{name}` is the name of a type of {other}")))
                }
                None => drop(first.insert(name.to_owned(), source.path.clone())),
            }
        }
    }
    found
}
