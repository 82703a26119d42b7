//! Limits that a person writes as one phrase: `massimo 5% del totale`, `non inferiore a 30.000,00 €`.

use riparto_core::money::Language;

use super::header_words::plain;
use super::limit_words::{LimitKind, read_base};
use super::rule_field::{RuleCells, RuleField};
use super::sheet_grid::CellValue;

/// Words between a limit and its number, which the limit is read without.
const BETWEEN: &[&str] =
    &["del", "dell", "della", "di", "il", "la", "a", "fino", "entro", "of", "the", "to", "up", "by"];

/// Words between a percentage and what it is of.
const OF: &[&str] = &[
    "dell'", "dell’", "del ", "della ", "dello ", "dei ", "degli ", "delle ", "di ", "sul ", "sull'", "su ",
    "of the ", "of ",
];

/// What people call the total of a plan.
const TOTAL: &[&str] = &[
    "totale",
    "totale generale",
    "totale del piano",
    "totale piano",
    "costo totale",
    "importo totale",
    "total",
    "grand total",
    "total cost",
    "total of the plan",
    "total budget",
];

/// The cells of a row whose limit is such a phrase, with its number and what a percentage is of in cells of their own; none of another
/// row, or where these cells hold something already.
pub(super) fn spelled_out(cells: &RuleCells) -> Option<RuleCells> {
    let text = cells.get(&RuleField::Limit)?.shown().trim();
    let is_taken = [RuleField::Percent, RuleField::Amount].iter().any(|field| cells.contains_key(field));
    if is_taken || text.starts_with('{') || LimitKind::read(text).is_ok() {
        return None;
    }
    let (head, number) = text.split_at(text.find(|sign: char| sign.is_ascii_digit() || sign == '€')?);
    let kind = signed(kind_of(head)?, head)?;
    let mut spelled = cells.clone();
    let mut put = |field, text: &str| spelled.insert(field, CellValue::Text(text.to_owned()));
    put(RuleField::Limit, kind.words(Language::Italian));
    let Some((percent, rest)) = number.split_once('%').or_else(|| number.split_once(" per cento")) else {
        let is_amount = |sign: char| sign.is_ascii_digit() || sign == '€' || !sign.is_alphanumeric();
        let figures =
            ["eur", "euro", "EUR", "Euro"].iter().fold(number, |text, word| text.trim_end_matches(word));
        if !figures.chars().all(is_amount) {
            return None;
        }
        let is_english = ENGLISH.contains(&plain(head).split(' ').next().unwrap_or_default());
        put(
            RuleField::Amount,
            &if is_english { number.to_owned() } else { without_thousands(figures, number) },
        );
        return Some(spelled);
    };
    put(RuleField::Percent, percent.trim());
    let rest = rest.trim();
    let of = OF.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest).trim();
    if !of.is_empty() && !TOTAL.contains(&plain(of).as_str()) {
        let field = if read_base(of).is_some() { RuleField::Base } else { RuleField::Of };
        if cells.contains_key(&field) {
            return None;
        }
        put(field, of);
    }
    Some(spelled)
}

/// The limit before a number: `non superiore al`, `variazione massima del`, `riduzione non superiore al`.
fn kind_of(head: &str) -> Option<LimitKind> {
    let plain = plain(head);
    let words: Vec<&str> = plain.split(' ').filter(|word| !matches!(*word, "" | "eur" | "euro")).collect();
    read_kind(&words).or_else(|| {
        // A change, and that it may be no more.
        let (first, rest) = words.split_first()?;
        let change = LimitKind::read(first).ok()?;
        let is_change = matches!(
            change,
            LimitKind::Variation | LimitKind::Increase | LimitKind::Decrease | LimitKind::Movement
        );
        (is_change && read_kind(rest) == Some(LimitKind::Most)).then_some(change)
    })
}

/// The limit that words say, with `al` for `a`, `del` for `di`, or words less that stand between it and a number.
fn read_kind(words: &[&str]) -> Option<LimitKind> {
    let mut words = words.to_vec();
    loop {
        if let Ok(kind) = LimitKind::read(&words.join(" ")) {
            return Some(kind);
        }
        let last = words.pop()?;
        let bare = match last {
            "al" | "all" | "allo" | "alla" => Some("a"),
            "del" | "dell" | "dello" | "della" => Some("di"),
            _ => None,
        };
        if let Some(bare) = bare
            && let Ok(kind) = LimitKind::read(&[&words[..], &[bare]].concat().join(" "))
        {
            return Some(kind);
        }
        if !BETWEEN.contains(&last) && bare.is_none() {
            return None;
        }
    }
}

/// What a limit is whose number has a sign: `al massimo +10%` is an increase, `massimo ±10%` a change. None where the sign makes no sense.
fn signed(kind: LimitKind, head: &str) -> Option<LimitKind> {
    let head = head.trim_end();
    let (as_said, change) =
        if head.ends_with('±') || ["+/-", "+/–", "+/−"].iter().any(|sign| head.ends_with(sign)) {
            (kind == LimitKind::Variation, LimitKind::Variation)
        } else if head.ends_with('+') {
            (kind == LimitKind::Increase, LimitKind::Increase)
        } else if head.ends_with(['-', '–', '−']) {
            (kind == LimitKind::Decrease, LimitKind::Decrease)
        } else {
            return Some(kind);
        };
    (as_said || matches!(kind, LimitKind::Most | LimitKind::Variation)).then_some(change)
}

/// An amount as Italians write it: in `5.000` the point is a mark between thousands.
fn without_thousands(figures: &str, number: &str) -> String {
    let digits = figures.trim_matches(|sign: char| !sign.is_ascii_digit());
    let mut groups = digits.split('.');
    let is_short = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    let is_grouped = is_short && digits.contains('.') && groups.all(|group| group.len() == 3);
    if is_grouped { digits.replace('.', "") } else { number.to_owned() }
}

/// With which words phrases in English begin.
const ENGLISH: &[&str] = &[
    "at", "minimum", "min", "floor", "not", "no", "maximum", "ceiling", "cap", "up", "more", "above", "over",
    "greater", "less", "below", "under", "fewer", "lower", "equal", "equals", "multiple",
];

#[cfg(test)]
mod tests {
    use super::{CellValue, RuleCells, RuleField, spelled_out};

    fn spelled(limit: &str) -> Option<[String; 5]> {
        let cells = RuleCells::from([(RuleField::Limit, CellValue::Text(limit.to_owned()))]);
        let cells = spelled_out(&cells)?;
        let fields =
            [RuleField::Limit, RuleField::Percent, RuleField::Amount, RuleField::Of, RuleField::Base];
        Some(fields.map(|field| cells.get(&field).map_or_else(String::new, |cell| cell.shown().to_owned())))
    }

    #[test]
    fn a_phrase_is_a_limit_a_number_and_what_it_is_of() {
        for (phrase, expected) in [
            ("massimo 5% del totale", ["massimo", "5", "", "", ""]),
            ("Max. 12,5 %", ["massimo", "12,5", "", "", ""]),
            (
                "non superiore al 20% di macrovoce = A. Personale",
                ["massimo", "20", "", "macrovoce = A. Personale", ""],
            ),
            ("non inferiore a 30.000,00 €", ["minimo", "", "30.000,00 €", "", ""]),
            ("almeno € 30.000,00", ["minimo", "", "€ 30.000,00", "", ""]),
            ("minimo 30000 euro", ["minimo", "", "30000 euro", "", ""]),
            ("pari al 7% di A. Personale", ["pari a", "7", "", "A. Personale", ""]),
            ("inferiore al 20 per cento del costo totale", ["inferiore a", "20", "", "", ""]),
            (
                "variazione massima del ±20% dell'importo iniziale",
                ["variazione", "20", "", "", "importo iniziale"],
            ),
            ("aumento fino al 10%", ["aumento", "10", "", "", ""]),
            ("al massimo +10%", ["aumento", "10", "", "", ""]),
            ("massimo ±10%", ["variazione", "10", "", "", ""]),
            ("riduzione non superiore al 15%", ["riduzione", "15", "", "", ""]),
            ("non più del 65%", ["massimo", "65", "", "", ""]),
            ("non può superare il 65 %", ["massimo", "65", "", "", ""]),
            ("almeno 5.000 euro", ["minimo", "", "5000", "", ""]),
            ("massimo 1.250.000,50 €", ["massimo", "", "1.250.000,50 €", "", ""]),
            ("at least 5.000", ["minimo", "", "5.000", "", ""]),
            ("at most 5% of the total", ["massimo", "5", "", "", ""]),
            ("no more than €30,000.00", ["massimo", "", "€30,000.00", "", ""]),
        ] {
            assert_eq!(spelled(phrase), Some(expected.map(str::to_owned)), "{phrase}");
        }
    }

    #[test]
    fn what_is_no_such_phrase_stays_as_it_is() {
        for phrase in [
            "massimo",
            "5% del totale",
            "massimo 3 voci",
            "quanto basta 5%",
            "minimo +5%",
            "storni -5%",
            "{\"floor\": \"5.00\"}",
            "",
        ] {
            assert_eq!(spelled(phrase), None, "{phrase}");
        }
        let cells = RuleCells::from([
            (RuleField::Limit, CellValue::Text("massimo 5%".to_owned())),
            (RuleField::Percent, CellValue::Text("7".to_owned())),
        ]);
        assert!(spelled_out(&cells).is_none());
    }
}
