//! Tests that pass without asserting anything: a search that ends as unknown, cases that are all left out.

use super::checks::{declared_function, function_length};
use super::source::Source;

/// The functions that leave cases out without a count, and why none is needed.
pub(crate) const UNCOUNTED: [(&str, &str, &str); 1] = [(
    "tests/json_document.rs",
    "the_requests_on_the_page_get_the_responses_on_the_page",
    "the operations that were asked are compared with all there are",
)];

const EMPTY_ARMS: [&str; 4] = ["Unknown => {}", "Unknown) => {}", "Err(_) => {}", "Err(_) => continue"];

/// Where a test passes over what it is about: an arm that takes what is unknown or refused for an answer; a property that ends
/// early and counts the case; a case that is left out where nothing asserts how many were not.
pub(crate) fn unreached(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let is_test = source.path.contains("tests/");
    for (line, code) in source.all_code().filter(|(line, _)| is_test || *line > source.tests_from) {
        let Some(name) = declared_function(code) else { continue };
        let body = &source.code[line - 1..];
        let body = &body[..function_length(body)];
        let is_excused = UNCOUNTED.iter().any(|(path, known, _)| *path == source.path && *known == name);
        if is_excused || !body.iter().any(|code| is_assertion(code)) {
            continue;
        }
        for (place, code) in body.iter().enumerate() {
            // What is asserted right before a case is left out was reached.
            let is_asserted = place > 0 && ends_assertion(&body[..place]);
            let leaves_out = code.contains("else { continue }")
                || (code.trim() == "continue;"
                    && place > 0
                    && body[place - 1].trim_end().ends_with("else {"));
            let ends_early =
                code.contains("return Ok(())") && body.iter().any(|code| code.contains("prop_assert"));
            let what = if EMPTY_ARMS.iter().any(|arm| code.contains(arm)) {
                "an arm passes over what the test is about: assert, count or reject it"
            } else if ends_early && !is_asserted {
                "a case that the property is not about counts as one: `given(…)?` or `prop_assume!` rejects it"
            } else if leaves_out && !is_counted(&body[place..]) {
                "cases are left out, and nothing asserts how many are not: count them"
            } else {
                continue;
            };
            found.push(source.at(line + place, what));
        }
    }
    found
}

fn is_assertion(code: &str) -> bool {
    ["assert!(", "assert_eq!(", "assert_ne!(", "assert_at_least("].iter().any(|call| code.contains(call))
}

/// Whether the last statement of some lines is an assertion.
fn ends_assertion(lines: &[String]) -> bool {
    let end = lines.iter().rposition(|code| code.trim_end().ends_with(';'));
    end.is_some_and(|end| end + 1 == lines.len() && is_assertion(&lines[end]))
}

/// Whether what follows asserts that a count is large enough, or just some number.
fn is_counted(lines: &[String]) -> bool {
    lines.iter().enumerate().any(|(place, code)| {
        let statement: String = lines[place..].iter().take(5).flat_map(|code| [code.as_str(), " "]).collect();
        let asserts = code.contains("assert!(") || code.contains("prop_assume!(");
        let statement = statement.split(';').next().unwrap_or_default();
        let is_bound = [" > ", " >= "].iter().any(|sign| statement.contains(sign));
        let is_number = |part: &str| part.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let is_exact = code.contains("assert_eq!(") && statement.split(',').nth(1).is_some_and(is_number);
        asserts && is_bound || is_exact || code.contains("assert_at_least(")
    })
}

/// Numbers of cases that `riparto_test_support::cases` does not give.
pub(crate) fn cases_elsewhere(source: &Source) -> Vec<String> {
    let is_elsewhere =
        |code: &str| code.contains("proptest_config(") && !code.contains("proptest_config(cases(");
    let lines = source.all_code().filter(|(_, code)| is_elsewhere(code));
    lines
        .map(|(line, _)| source.at(line, "the number of cases comes from `riparto_test_support::cases`"))
        .collect()
}
