//! A source file, with its code told apart from comments and texts.

use std::fs;
use std::path::Path;

/// A Rust file: its path in the repository and its lines.
pub(crate) struct Source {
    pub(crate) path: String,
    /// The lines as they are written.
    pub(crate) text: Vec<String>,
    /// The lines without comments and without what stands between quotes.
    pub(crate) code: Vec<String>,
    /// The number of lines before the private tests, which stand last.
    pub(crate) tests_from: usize,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Source {
        let code: Vec<String> = code_of(text).lines().map(str::to_owned).collect();
        // A folder `tests` of a layer holds its private tests.
        let tests_from = match inside(path).is_some_and(|inside| inside.contains("/tests/")) {
            true => 0,
            false => code.iter().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(code.len()),
        };
        Source { path: path.to_owned(), text: text.lines().map(str::to_owned).collect(), code, tests_from }
    }

    /// The lines of code before the private tests, with their numbers from one.
    pub(crate) fn library_code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.all_code().take(self.tests_from)
    }

    pub(crate) fn all_code(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.iter().map(String::as_str))
    }

    /// The folder or file right below the `src` of a library, which is a layer; none for the crate root and for files elsewhere.
    pub(crate) fn layer(&self) -> Option<&str> {
        let first = inside(&self.path)?.split('/').next()?;
        let layer = first.strip_suffix(".rs").unwrap_or(first);
        (layer != "lib").then_some(layer)
    }

    pub(crate) fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// What of a path stands below the `src` of a library.
fn inside(path: &str) -> Option<&str> {
    match path.strip_prefix("crates/") {
        None => path.strip_prefix("src/"),
        Some(path) => path.split_once("/src/").map(|(_, inside)| inside),
    }
}

/// Whether a file is a test beside a crate: in the folder `tests` next to its `src`.
fn is_beside_a_crate(path: &str) -> bool {
    let inside = path.strip_prefix("crates/").and_then(|path| path.split_once('/'));
    inside.is_some_and(|(_, inside)| inside.starts_with("tests/"))
}

/// The sources of the libraries, with their private tests.
pub(crate) fn libraries() -> Vec<Source> {
    sources(&["src", "crates"]).into_iter().filter(|source| !is_beside_a_crate(&source.path)).collect()
}

/// The integration tests: of the system, and beside crates.
pub(crate) fn integration_tests() -> Vec<Source> {
    let is_one = |source: &Source| source.path.starts_with("tests/") || is_beside_a_crate(&source.path);
    sources(&["tests", "crates"]).into_iter().filter(is_one).collect()
}

/// The Rust files below some folders of the repository, in the order of their paths.
pub(crate) fn sources(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in folders {
        collect(&root.join(folder), &mut paths);
    }
    paths.sort();
    let read = |path: &String| Source::new(path, &fs::read_to_string(root.join(path)).unwrap());
    paths.iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

/// The words of a line: letters, digits and underscores, with the place where each begins.
pub(crate) fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.split(move |c| !is_word(c))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
}

/// The text with comments blanked and with nothing between quotes; line breaks stay.
pub(crate) fn code_of(text: &str) -> String {
    let mut rest = text;
    let mut code = String::with_capacity(text.len());
    let mut after_word = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => comment_length(rest),
            '"' => text_length(rest),
            'r' | 'b' if !after_word => raw_length(rest).unwrap_or(0),
            '\'' => char_length(rest).unwrap_or(0),
            _ => 0,
        };
        after_word = first.is_alphanumeric() || first == '_';
        if length == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            let (left_out, after) = rest.split_at(length);
            code.push_str(if first == '/' { "" } else { "\"\"" });
            code.extend(left_out.chars().filter(|c| *c == '\n'));
            rest = after;
        }
    }
    code
}

fn comment_length(rest: &str) -> usize {
    let mut depth = 0;
    let mut place = 0;
    while place < rest.len() {
        if rest[place..].starts_with("/*") {
            (depth, place) = (depth + 1, place + 2);
        } else if rest[place..].starts_with("*/") {
            (depth, place) = (depth - 1, place + 2);
            if depth == 0 {
                return place;
            }
        } else {
            place += rest[place..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (place, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `r"…"`, `r#"…"#`, `b"…"`, if there is one.
fn raw_length(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'));
    let Some(body) = body else {
        return rest.starts_with("b\"").then(|| 1 + text_length(&rest[1..]));
    };
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inside.find(&close).map_or(inside.len(), |end| end + close.len());
    Some(rest.len() - inside.len() + end)
}

/// The length of a character such as `'a'` or `'\n'`; a lifetime is none.
fn char_length(rest: &str) -> Option<usize> {
    let mut inside = rest.char_indices().skip(1);
    let (_, first) = inside.next()?;
    if first == '\\' {
        inside.next()?;
        return inside.find(|(_, c)| *c == '\'').map(|(place, _)| place + 1);
    }
    inside.next().filter(|(_, c)| *c == '\'').map(|(place, _)| place + 1)
}
