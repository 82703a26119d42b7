//! Ids of lines made from their words, the same whenever the same words are read.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::budget::check_id;
use riparto_core::capacity::MAX_ID_CHARS;

use super::distinct_texts::distinct;

/// What a line is called in its table: its code, its title, and its labels in the order of the columns.
pub(super) struct Called<'a> {
    pub(super) code: &'a str,
    pub(super) title: &'a str,
    pub(super) labels: Vec<&'a str>,
}

/// The ids of lines, and which of them nothing tells apart.
pub(super) struct MadeIds {
    pub(super) ids: Vec<String>,
    /// The places of lines whose title and labels are the same words, for each such title two or more.
    pub(super) twice: Vec<Vec<usize>>,
}

/// An id for each line: its code where codes are ids and no two are the same; else its words, with those of as many labels before
/// them as tell all lines apart, and a number where nothing does.
pub(super) fn line_ids(lines: &[Called<'_>]) -> MadeIds {
    // A code that is an id already stays as it is, so that what was exported is read back as it was.
    let id_of = |line: &Called<'_>| match check_id(line.code) {
        Ok(()) => line.code.to_owned(),
        Err(_) => slug(line.code),
    };
    let codes: Vec<String> = lines.iter().map(id_of).collect();
    if are_different(&codes) {
        return MadeIds { ids: codes, twice: Vec::new() };
    }
    let labels = lines.first().map_or(0, |line| line.labels.len());
    let words = |with: usize| -> Vec<String> {
        let of = |line: &Called<'_>| {
            let labels = line.labels.iter().take(with).copied();
            slug(&labels.chain([line.title]).collect::<Vec<_>>().join(" "))
        };
        lines.iter().map(of).collect()
    };
    let told = (0..=labels).map(words).find(|ids| are_different(ids));
    if let Some(ids) = told {
        return MadeIds { ids, twice: Vec::new() };
    }
    let words = words(labels);
    let twice = alike(lines, &words);
    MadeIds { ids: numbered(words), twice }
}

/// The places of lines that are called the same: letters, case and signs may differ, and codes must not.
fn alike(lines: &[Called<'_>], words: &[String]) -> Vec<Vec<usize>> {
    let mut places: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (place, (line, words)) in lines.iter().zip(words).enumerate() {
        if !words.is_empty() {
            places.entry((line.code, words)).or_default().push(place);
        }
    }
    let mut twice: Vec<Vec<usize>> = places.into_values().filter(|places| places.len() > 1).collect();
    twice.sort_unstable();
    twice
}

fn are_different(ids: &[String]) -> bool {
    ids.iter().all(|id| !id.is_empty()) && distinct(ids).different == ids.len()
}

/// The same ids, with a number after those that were there before.
fn numbered(ids: Vec<String>) -> Vec<String> {
    let taken: BTreeSet<String> = ids.iter().cloned().collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut made = BTreeSet::new();
    let number = |id: String| {
        let id = if id.is_empty() { "line".to_owned() } else { id };
        let count = counts.entry(id.clone()).or_default();
        loop {
            *count += 1;
            let mut short = id.clone();
            short.truncate(MAX_ID_CHARS - 8);
            let candidate = if *count == 1 { id.clone() } else { format!("{short}-{count}") };
            let is_free = *count == 1 || !taken.contains(&candidate);
            if is_free && made.insert(candidate.clone()) {
                return candidate;
            }
        }
    };
    ids.into_iter().map(number).collect()
}

/// A text in the letters of an id: `Costi indiretti (7 %)` is `costi-indiretti-7`. Cut at a word where it is too long.
pub(super) fn slug(text: &str) -> String {
    let is_plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9');
    if text.len() <= MAX_ID_CHARS && text.as_bytes().iter().all(is_plain) {
        return text.to_owned();
    }
    let mut id = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match folded(letter) {
            Some(letters) => id.push_str(letters),
            None if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | ':') => id.push(letter),
            None if !id.ends_with('-') && !id.is_empty() => id.push('-'),
            None => {}
        }
    }
    let mut id = id.trim_matches(['-', '.', ':', '_']).to_owned();
    if id.len() > MAX_ID_CHARS {
        id.truncate(MAX_ID_CHARS);
        if let Some(word) = id.rfind('-').filter(|word| *word > MAX_ID_CHARS / 2) {
            id.truncate(word);
        }
    }
    id.trim_end_matches(['-', '.', ':', '_']).to_owned()
}

fn folded(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => "a",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ç' => "c",
        'ñ' => "n",
        'ß' => "ss",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Called, line_ids, slug};

    fn ids(lines: &[[&str; 3]]) -> Vec<String> {
        let called = |[code, title, label]: &[&'static str; 3]| Called { code, title, labels: vec![*label] };
        let lines: Vec<[&'static str; 3]> =
            lines.iter().map(|line| line.map(|text| &*Box::leak(text.to_owned().into_boxed_str()))).collect();
        line_ids(&lines.iter().map(called).collect::<Vec<_>>()).ids
    }

    #[test]
    fn lines_that_nothing_tells_apart_are_told() {
        let called = |code, title| Called { code, title, labels: vec!["x"] };
        let lines =
            [called("", "Personale"), called("", "Viaggi"), called("", "PERSONALE "), called("", "…")];
        let made = line_ids(&lines);
        assert_eq!(made.ids, ["x-personale", "x-viaggi", "x-personale-2", "x"]);
        assert_eq!(made.twice, [vec![0, 2]]);
        // A code of its own tells a line apart, though not all lines have one.
        let lines = [called("A1", "Personale"), called("", "Viaggi"), called("A2", "Personale")];
        assert!(line_ids(&lines).twice.is_empty());
    }

    #[test]
    fn ids_are_the_words_that_tell_lines_apart() {
        assert_eq!(slug("  Costi indiretti (7 %), università"), "costi-indiretti-7-universita");
        assert_eq!(ids(&[["A1", "Personale", "x"], ["A.2", "Viaggi", "x"]]), ["A1", "A.2"]);
        assert_eq!(ids(&[["", "Personale", "x"], ["", "Viaggi", "x"]]), ["personale", "viaggi"]);
        assert_eq!(
            ids(&[["", "Personale", "ARTI"], ["", "Personale", "CNR"]]),
            ["arti-personale", "cnr-personale"]
        );
        assert_eq!(
            ids(&[["", "Personale", "x"], ["", "Personale", "x"], ["", "Personale 2", "x"]]),
            ["x-personale", "x-personale-3", "x-personale-2"]
        );
        assert!(ids(&[["", &"parola ".repeat(40), "x"]])[0].len() <= 64);
    }
}
