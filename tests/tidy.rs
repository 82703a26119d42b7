//! The house rules that the compiler does not enforce, read from the source text. Each check is shown to fail on a
//! small bad example.

mod checks;
mod crates;
mod reached;
mod source;

use std::fs;
use std::path::Path;

use checks::{
    MIRRORS, examples_missing, exported, file_names, homonyms, layers, lengths, library_words, names,
    nothing_for_later, only_declarations, private_words, siblings, terms_missing, walls, walls_of_tests,
};
use crates::{CRATES, Crate};
use reached::{UNCOUNTED, cases_elsewhere, unreached};
use source::{Source, code_of, integration_tests, libraries, sources};

/// Every folder with Rust code.
const EVERYWHERE: [&str; 6] = ["src", "crates", "cli/src", "tests", "examples", "benches"];

fn assert_none(found: impl IntoIterator<Item = String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{} found:\n{}", found.len(), found.join("\n"));
}

/// What a check finds in a bad example, as line numbers.
fn lines_found(check: impl Fn(&Source) -> Vec<String>, path: &str, text: &str) -> Vec<usize> {
    let number = |found: String| found[path.len() + 1..].split(':').next().unwrap().parse().unwrap();
    check(&Source::new(path, text)).into_iter().map(number).collect()
}

fn is_mod(source: &Source) -> bool {
    source.path.ends_with("/mod.rs")
}

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{name} does not exist"))
}

#[test]
fn layers_import_only_those_above_them() {
    let sources = libraries();
    assert!(sources.len() > 40, "the sources were found");
    assert_none(sources.iter().flat_map(layers));
}

#[test]
fn every_layer_of_the_list_exists() {
    let sources = libraries();
    for known in &CRATES {
        for layer in known.layers {
            let is_there =
                |source: &Source| source.path.starts_with(known.folder) && source.layer() == Some(layer);
            assert!(sources.iter().any(is_there), "there is no layer `{layer}` in {}", known.folder);
        }
    }
}

#[test]
fn crates_depend_on_those_drawn_below_them() {
    let manifest = |known: &Crate| match known.folder {
        "src" => document("Cargo.toml"),
        folder => document(&format!("{folder}/Cargo.toml")),
    };
    assert_none(CRATES.iter().flat_map(|known| walls(known, &manifest(known))));
    let drawn = sources(&["crates"]);
    let is_drawn =
        |source: &&Source| CRATES.iter().any(|known| source.path.starts_with(&format!("{}/", known.folder)));
    assert_eq!(drawn.iter().filter(is_drawn).count(), drawn.len(), "every crate is drawn");
    let text =
        "[dependencies]\nriparto-core = {}\nriparto-table = {}\n[dev-dependencies]\nriparto-report = {}\n";
    assert_eq!(
        walls(&CRATES[2], text),
        ["crates/riparto-rebalance/Cargo.toml:3: riparto-table is not below this crate"]
    );
}

#[test]
fn tests_beside_a_crate_use_nothing_above_it() {
    let mut count = 0;
    for known in CRATES.iter().filter(|known| known.folder.starts_with("crates/")) {
        let path = format!("{}/tests/Cargo.toml", known.folder);
        if let Ok(manifest) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)) {
            assert_none(walls_of_tests(known, &manifest));
            count += 1;
        }
    }
    assert!(count > 0, "some crates have tests beside them");
    let text =
        "[dev-dependencies]\nriparto-core = {}\nriparto-arbitrary = {}\nriparto-table = {}\nriparto = {}\n";
    assert_eq!(
        walls_of_tests(&CRATES[0], text),
        [
            "crates/riparto-core/tests/Cargo.toml:4: riparto-table is above the crate that is tested",
            "crates/riparto-core/tests/Cargo.toml:5: riparto is above the crate that is tested"
        ]
    );
}

#[test]
fn files_import_only_earlier_siblings() {
    let sources = libraries();
    let mut found = Vec::new();
    for folder in sources.iter().filter(|source| is_mod(source)) {
        let prefix = folder.path.strip_suffix("mod.rs").unwrap();
        let inside = sources.iter().filter(|source| !is_mod(source) && source.path.starts_with(prefix));
        found.extend(inside.flat_map(|source| siblings(source, folder)));
    }
    assert_none(found);
}

#[test]
fn mod_files_hold_no_logic() {
    assert_none(libraries().iter().filter(|source| is_mod(source)).flat_map(only_declarations));
}

#[test]
fn files_and_functions_are_short() {
    assert_none(sources(&EVERYWHERE).iter().flat_map(lengths));
}

#[test]
fn public_types_of_these_layers_have_examples() {
    let sources = libraries();
    let exported: Vec<&str> = sources.iter().filter(|source| is_mod(source)).flat_map(exported).collect();
    assert!(exported.contains(&"Allocation") && !exported.contains(&"Selection"), "{exported:?}");
    assert_none(sources.iter().flat_map(|source| examples_missing(source, &exported)));
}

#[test]
fn names_say_what_things_are() {
    assert_none(sources(&EVERYWHERE).iter().flat_map(names));
}

#[test]
fn types_have_the_names_of_the_field() {
    assert_none(sources(&EVERYWHERE).iter().flat_map(private_words));
}

#[test]
fn a_name_of_a_type_is_defined_once() {
    let mut sources = sources(&["cli/src", "bindings/wasm/src"]);
    sources.extend(libraries());
    assert_none(homonyms(&sources));
}

#[test]
fn a_file_name_is_used_once() {
    let sources = sources(&EVERYWHERE);
    assert_none(file_names(sources.iter().map(|source| source.path.as_str())));
    for (room, why) in MIRRORS {
        assert!(
            sources.iter().any(|source| source.path.starts_with(room)),
            "there is no {room}, where {why}"
        );
    }
}

#[test]
fn nothing_is_left_for_later() {
    assert_none(sources(&EVERYWHERE).iter().flat_map(nothing_for_later));
}

#[test]
fn the_library_is_exact_and_does_not_panic_on_input() {
    assert_none(libraries().iter().flat_map(library_words));
}

#[test]
fn the_glossary_has_every_alias() {
    assert!(!document("CHANGELOG.md").trim().is_empty());
    let glossary = document("GLOSSARY.md");
    assert_none(libraries().iter().flat_map(|source| terms_missing(source, &glossary)));
}

/// Every folder with tests.
const TESTED: [&str; 4] = ["src", "crates", "cli", "tests"];

#[test]
fn tests_reach_what_they_are_about() {
    let sources = sources(&TESTED);
    assert_none(sources.iter().flat_map(unreached));
    for (path, name, why) in UNCOUNTED {
        let of_path = sources.iter().find(|source| source.path == path).unwrap_or_else(|| panic!("{path}"));
        let is_there = of_path.code.iter().any(|code| code.contains(&format!("fn {name}(")));
        assert!(is_there, "{path} has no `{name}`, in which {why}");
    }
}

#[test]
fn properties_have_their_number_of_cases_from_one_place() {
    assert_none(integration_tests().iter().flat_map(cases_elsewhere));
    let text = "#![proptest_config(cases(64))]\n#![proptest_config(ProptestConfig::with_cases(64))]\n";
    assert_eq!(lines_found(cases_elsewhere, "tests/a.rs", text), [2]);
}

#[test]
fn a_test_that_asserts_nothing_is_found() {
    let arm = "fn a() {\n    match b() {\n        Found(c) => assert!(c),\n        Answer::Unknown => {}\n    }\n}\n";
    assert_eq!(lines_found(unreached, "tests/a.rs", arm), [4]);
    assert!(lines_found(unreached, "src/a.rs", arm).is_empty(), "the library may");
    let early = "fn a() {\n    let Some(b) = c else { return Ok(()) };\n    prop_assert!(b);\n}\n\
                 fn d() {\n    if e {\n        prop_assert_eq!(f, g);\n        return Ok(());\n    }\n}\n";
    assert_eq!(lines_found(unreached, "tests/a.rs", early), [2]);
    let of = |end: &str| {
        format!(
            "fn a() {{\n    for b in c {{\n        let Some(d) = b else {{ continue }};\n        assert!(d);\n        e += 1;\n    }}\n{end}}}\n"
        )
    };
    for uncounted in ["", "    println!(e);\n", "    assert!(e < 5);\n", "    assert_eq!(e, f);\n"] {
        assert_eq!(lines_found(unreached, "tests/a.rs", &of(uncounted)), [3], "{uncounted}");
    }
    for counted in
        ["    assert!(e > 5);\n", "    assert_eq!(e, 5);\n", "    prop_assume!(\n        e >= 1\n    );\n"]
    {
        assert!(lines_found(unreached, "tests/a.rs", &of(counted)).is_empty(), "{counted}");
    }
}

/// The lines of a document that a merge left in it.
fn marks_of_a_merge(name: &str, text: &str) -> Vec<String> {
    let is_mark =
        |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line == "=======";
    let marked = text.lines().enumerate().filter(|(_, line)| is_mark(line));
    marked.map(|(place, _)| format!("{name}:{}: a mark of a merge", place + 1)).collect()
}

#[test]
fn documents_hold_no_marks_of_a_merge() {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "GLOSSARY.md",
        "docs/DESIGN.md",
        "docs/HISTORY.md",
        "docs/JSON.md",
        "docs/PACKS.md",
        "docs/PERFORMANCE.md",
        "docs/SOLVER.md",
        "docs/TABLE.md",
    ];
    assert_none(documents.iter().flat_map(|name| marks_of_a_merge(name, &document(name))));
    let bad = format!("a\n{0} HEAD\nb\n{1}\nc\n{2} d\n", "<".repeat(7), "=".repeat(7), ">".repeat(7));
    assert_eq!(marks_of_a_merge("a.md", &bad).len(), 3);
}

/// The files and folders that a page names in backticks and that are not among the sources. A name without a folder is one of
/// any file, a path may begin below `src`.
fn files_missing(name: &str, text: &str, paths: &[String]) -> Vec<String> {
    let is_there = |path: &str| match path.strip_suffix('/') {
        Some(_) => paths.iter().any(|known| known.starts_with(path)),
        None => paths.iter().any(|known| known == path || known.ends_with(&format!("/{path}"))),
    };
    let is_named = |path: &str| {
        let is_path = path.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.".contains(c));
        let is_folder =
            path.ends_with('/') && ["src/", "crates/", "cli/"].iter().any(|root| path.starts_with(root));
        is_path && (path.ends_with(".rs") || is_folder)
    };
    let mut found = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let ticked = line.split('`').skip(1).step_by(2);
        let missing = ticked.filter(|path| is_named(path) && !is_there(path));
        found.extend(missing.map(|path| format!("{name}:{}: `{path}` does not exist", place + 1)));
    }
    found
}

#[test]
fn pages_name_files_that_exist() {
    let paths: Vec<String> =
        sources(&["src", "crates", "cli/src", "tests"]).into_iter().map(|source| source.path).collect();
    let pages = ["ARCHITECTURE.md", "docs/SOLVER.md"];
    assert_none(pages.iter().flat_map(|name| files_missing(name, &document(name), &paths)));
    let paths = ["src/money/text.rs".to_owned()];
    let text = "`text.rs` `money/text.rs` `src/money/`\n`ext.rs` and `src/mone/` `a.rs`, `Money::parse`";
    assert_eq!(files_missing("a.md", text, &paths).len(), 3);
}

#[test]
fn code_is_told_from_comments_and_texts() {
    let text = "a // b\nc /* d\n/* e */ f */ g\n\"h \\\" i\" j r#\"k \" l\"# m b\"n\" 'o' '\\'' 'p> q\nr";
    assert_eq!(code_of(text), "a \nc \n g\n\"\" j \"\" m \"\" \"\" \"\" 'p> q\nr");
    assert_eq!(code_of("for x in br\"a\\\" {}"), "for x in \"\" {}");
}

#[test]
fn a_bad_import_is_found() {
    let text = "use crate::error::Error;\nuse crate::rules::Rule;\nuse crate::Money;\nuse crate::{Line, Scope};\n\
                /// [`crate::Plan`]\nuse crate::budget::Line;\nlet x = crate::api::respond();\n";
    assert_eq!(lines_found(layers, "crates/riparto-core/src/budget/line.rs", text), [2, 3, 4, 6, 7]);
    assert_eq!(lines_found(layers, "src/manners.rs", ""), [1]);
    assert!(lines_found(layers, "src/lib.rs", text).is_empty());
    let text = "use crate::search::Constraint;\nuse crate::meter::Meter;\n";
    assert_eq!(lines_found(layers, "crates/riparto-solve/src/flow/paths.rs", text), [1]);
}

#[test]
fn a_type_without_an_example_is_found() {
    let text = "/// A line.\n///\n/// ```\n/// let line = 1;\n/// ```\n#[derive(Debug)]\npub struct Line {\n}\n\n\
                /// A cent.\n#[derive(Debug)]\npub struct Cent(i64);\n\npub(crate) struct Own;\npub enum Kind {\n}\n";
    let folder = Source::new(
        "src/money/mod.rs",
        "pub use line::{Line,\n    Cent};\n#[doc(hidden)]\npub use line::Kind;\n",
    );
    let exported = exported(&folder);
    let check = |source: &Source| examples_missing(source, &exported);
    assert_eq!(lines_found(check, "src/money/line.rs", text), [12]);
    assert!(lines_found(check, "src/rebalance/line.rs", text).is_empty());
}

#[test]
fn a_later_sibling_is_found() {
    let folder = Source::new("src/money/mod.rs", "mod amount;\npub mod text;\npub(crate) mod wire;\n");
    let text = "use super::amount::Money;\nuse super::wire::Text;\nuse super::text::A;\nuse super::Money;\n\
                use super::{amount, wire};\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n";
    assert_eq!(lines_found(|source| siblings(source, &folder), "src/money/text.rs", text), [2, 3, 4, 5]);
}

#[test]
fn logic_in_a_mod_file_is_found() {
    let text = "//! Docs.\n\n#[cfg(feature = \"x\")]\nmod a;\npub mod b;\n\npub use a::{\n    One,\n    Two,\n};\n\
                pub(crate) use b::C;\nconst D: u8 = 1;\nfn e() {\n}\nmod f {}\nstruct G;\n";
    assert_eq!(lines_found(only_declarations, "src/money/mod.rs", text), [12, 13, 16]);
    assert_eq!(lines_found(only_declarations, "src/money/mod.rs", "mod a {\n}\nimpl B {\n}\n"), [1, 3]);
}

#[test]
fn a_long_file_and_a_long_function_are_found() {
    let file = "\n".repeat(501);
    assert_eq!(lines_found(lengths, "src/a.rs", &file), [501]);
    let body = "    let a = \"}\";\n".repeat(69);
    assert_eq!(lines_found(lengths, "src/a.rs", &format!("\npub fn a<T>() {{\n{body}}}\n")), [2]);
    let body = "    let a = '}';\n".repeat(68);
    let text = format!("trait A {{\n    fn a([u8; 2]);\n}}\nfn b(run: fn(u8)) {{\n{body}}}\nfn c() {{}}\n");
    assert!(lines_found(lengths, "src/a.rs", &text).is_empty());
}

#[test]
fn a_match_table_may_be_long() {
    let arms = "        Rejection::NotOpen { party } => choose!(\n            language,\n            \"{party}\",\n        ),\n".repeat(30);
    let table = |arms: &str| format!("fn a(&self) -> &str {{\n    match self {{\n{arms}    }}\n}}\n");
    assert!(lines_found(lengths, "src/a.rs", &table(&arms)).is_empty());
    let long_arm = format!("        A => [\n{}        ],\n", "            1,\n".repeat(11));
    let bad = [
        "        _ => None,\n",
        "        A => {\n            let b = 1;\n            b\n        }\n",
        "        A => if b { c } else { d },\n",
        "        A => match b {\n            C => d,\n        },\n",
        "    }\n    match other {\n",
        &long_arm,
    ];
    for bad in bad {
        assert_eq!(lines_found(lengths, "src/a.rs", &table(&(arms.clone() + bad))), [1], "{bad}");
    }
    let after = table(&arms).replace("    }\n}\n", "    };\n    b()\n}\n");
    assert_eq!(lines_found(lengths, "src/a.rs", &after), [1]);
}

#[test]
fn an_empty_name_is_found() {
    let text = "struct RuleManager;\nfn handle_data() {}\nlet mut item = 1;\nstruct A {\n    process: u8,\n}\n\
                type Item = u8;\nlet a: Vec<T> = std::process::id();\nlet database = 1;\nmod utils;\nfn b(helper: u8) {}\n";
    assert_eq!(lines_found(names, "src/a.rs", text), [1, 2, 3, 5, 10, 11]);
    assert_eq!(lines_found(names, "src/text_util.rs", ""), [1]);
}

#[test]
fn a_word_of_our_own_is_found() {
    let text = "struct Forest {\n}\npub(super) enum Bowl {}\npub trait Rain<Frame> {}\nlet forest = Frame::new();\n\
                type Program = u8;\npub(crate) const fn knot() {}\n";
    assert_eq!(lines_found(private_words, "src/a.rs", text), [1, 3, 6]);
}

#[test]
fn a_type_defined_twice_is_found() {
    let first = Source::new(
        "src/a.rs",
        "pub struct Path {}\npub(crate) enum Line {}\n#[cfg(test)]\npub struct Stop;\n",
    );
    let second = Source::new(
        "src/b.rs",
        "pub enum Line {}\nfn a() {\n    struct Path;\n}\npub struct Stop;\ntype Path = u8;\n",
    );
    assert_eq!(
        homonyms([&first, &second]),
        [
            "src/b.rs:1: `Line` is the name of a type of src/a.rs",
            "src/b.rs:6: `Path` is the name of a type of src/a.rs"
        ]
    );
}

#[test]
fn a_file_name_used_twice_is_found() {
    let paths = [
        "cli/src/table/rule.rs",
        "crates/riparto-solve/src/flow/rule.rs",
        "crates/riparto-solve/src/flow/tests/rule.rs",
        "crates/riparto-arbitrary/src/arbitrary/rule.rs",
        "src/money/mod.rs",
        "src/rules/mod.rs",
        "src/rules/rule.rs",
        "tests/rule.rs",
    ];
    assert_eq!(
        file_names(paths),
        ["src/rules/rule.rs:1: the name of crates/riparto-solve/src/flow/rule.rs: a name is used once"]
    );
    let inside = ["src/api/answer.rs", "src/api/giving/answer.rs"];
    assert_eq!(file_names(inside).len(), 1, "inside a room that mirrors others a name is used once too");
}

#[test]
fn work_left_for_later_is_found() {
    let text = [
        concat!("todo", "!()"),
        "fn a() {}",
        concat!("// FIX", "ME: b"),
        concat!("#[", "ignore = \"slow\"]"),
    ];
    assert_eq!(lines_found(nothing_for_later, "src/a.rs", &text.join("\n")), [1, 3, 4]);
}

#[test]
fn panics_floats_and_unordered_maps_are_found() {
    let text = "a.unwrap();\n/// a.unwrap()\na.unwrap_or(b);\na.expect(\"b\");\nlet c: f64 = d as f32;\nlet e = 1f64;\n\
                use std::collections::HashMap;\nlet g = \"f64\";\n#[cfg(test)]\nmod tests {\n    a.unwrap();\n}\n";
    assert_eq!(lines_found(library_words, "src/a.rs", text), [1, 4, 5, 5, 6, 7]);
}

#[test]
fn a_term_that_the_glossary_lacks_is_found() {
    let text = "#[doc(alias = \"storno\")]\n#[doc(alias = \"voce\")]\npub struct A;\n";
    assert_eq!(lines_found(|source| terms_missing(source, "| `Line` | Voce |"), "src/a.rs", text), [1]);
}
