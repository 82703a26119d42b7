//! Words that are not known: the known one that is nearest, and which there are.

use super::bilingual::Bilingual;
use super::language::Language;

/// What there is instead of an id that is not known: ``the lines are `a`, `b`…; did you mean `a`?``. `are` is how the sentence
/// begins.
#[doc(hidden)]
pub fn among<'a>(
    found: &str,
    are: &Bilingual,
    known: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
) -> Bilingual {
    const SHOWN: usize = 8;
    /// Of very many, only the first are compared, up to a bound.
    const COMPARED: usize = 4096;
    let known = known.into_iter();
    let mut all = known.clone().take(SHOWN + 1).map(|id| format!("`{id}`")).collect::<Vec<_>>();
    if all.is_empty() {
        return Bilingual::of(|language| language.choose("there are none at all", "non ce ne sono"));
    }
    let more = if all.len() > SHOWN { "…" } else { "" };
    all.truncate(SHOWN);
    let all = all.join(", ");
    let near = nearest(found.trim(), known.take(COMPARED));
    Bilingual::of(|language: Language| {
        let meant = near.map_or_else(String::new, |id| {
            language.choose(format!("; did you mean `{id}`?"), format!("; forse si intendeva `{id}`?"))
        });
        format!("{} {all}{more}{meant}", are.text(language))
    })
}

/// The known word that was most likely meant, if one is near: it differs by a few letters.
pub(crate) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    if found.chars().count() > LONGEST {
        return None;
    }
    let plain = |text: &str| -> Vec<char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let written = plain(found);
    let of = |word: &'a str| (distance(&written, &plain(word)), word);
    let (changes, word) = known.into_iter().map(of).min_by_key(|(changes, _)| *changes)?;
    (changes <= written.len().max(3) / 3 && changes < written.len()).then_some(word)
}

/// How many letters are put in, left out, replaced or swapped with their neighbour.
fn distance(first: &[char], second: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=second.len()).collect();
    for (i, a) in first.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in second.iter().enumerate() {
            let mut least = (row[j] + usize::from(a != b)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *a == second[j - 1] && first[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(first.len())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_word_that_was_meant_is_found() {
        let known = ["percent", "amount", "take", "prior_approval", "y"];
        for (found, meant) in [
            ("precent", Some("percent")),
            ("Percent", Some("percent")),
            ("percents", Some("percent")),
            ("priorApproval", Some("prior_approval")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(found, known), meant, "{found}");
        }
    }
}
