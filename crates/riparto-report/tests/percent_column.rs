//! The percent column of a plan: each line's own share, rounded half up, with a note where they do not sum to 100.

use riparto_core::{Language, Plan};
use riparto_report::report::Report;
use serde_json::json;

fn shown(amounts: &[&str], total: &str, language: Language) -> String {
    let line = |(number, amount): (usize, &&str)| json!({"id": format!("l{number}"), "amount": amount});
    let lines: Vec<_> = amounts.iter().enumerate().map(line).collect();
    let plan = json!({"format": "riparto.plan/1", "title": "Plan", "total": total, "lines": lines});
    Plan::from_json(&plan.to_string()).unwrap().text(language)
}

/// The last column of the rows of lines.
fn percents(text: &str) -> Vec<&str> {
    let rows = text.lines().filter(|row| row.trim_start().starts_with('l') && !row.ends_with('%'));
    rows.map(|row| row.split_whitespace().last().unwrap()).collect()
}

#[test]
fn equal_amounts_show_equal_percentages_and_the_note_says_what_they_sum_to() {
    let amounts = ["1.00", "1.00", "1.00"];
    let english = shown(&amounts, "3.00", Language::English);
    assert_eq!(percents(&english), ["33.33", "33.33", "33.33"]);
    assert!(
        english.ends_with("Each percentage is rounded by itself: the column sums to 99.99.\n"),
        "{english}"
    );
    let italian = shown(&amounts, "3.00", Language::Italian);
    assert_eq!(percents(&italian), ["33,33", "33,33", "33,33"]);
    assert!(
        italian.ends_with("Ogni percentuale è arrotondata per sé: la colonna somma a 99,99.\n"),
        "{italian}"
    );
    let above = shown(&["1.00"; 6], "6.00", Language::English);
    assert_eq!(percents(&above), ["16.67"; 6]);
    assert!(above.ends_with("the column sums to 100.02.\n"), "{above}");
}

#[test]
fn a_half_is_rounded_up_and_a_cent_less_is_not() {
    // 0.005 % of 2,000.00 is 0.10: a half of a hundredth.
    let text = shown(&["0.10", "0.09", "1999.81"], "2000.00", Language::English);
    assert_eq!(percents(&text), ["0.01", "0.00", "99.99"]);
    assert!(!text.contains("the column sums to"), "{text}");
}

#[test]
fn percentages_that_sum_to_a_hundred_need_no_note_and_a_total_of_zero_has_none() {
    for language in [Language::English, Language::Italian] {
        let text = shown(&["1.00", "3.00"], "4.00", language);
        assert!(!text.contains("sums") && !text.contains("somma"), "{text}");
    }
    let text = shown(&["0.00", "0.00"], "0.00", Language::Italian);
    assert_eq!(percents(&text), ["n.d.", "n.d."]);
    assert!(!text.contains("somma"), "{text}");
}
