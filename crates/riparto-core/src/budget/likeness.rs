//! What two spellings of one label have in common: letters and digits, without case, accents, blanks and punctuation.

/// The spelling of a text without what varies between writers: case, accents, blanks, points, hyphens,
/// underscores, apostrophes, slashes. Two texts are near-equal if theirs are equal. Between two digits what separates
/// stays, as one point: `1.1` is near-equal to `1-1`, not to `11`.
pub(crate) fn likeness(text: &str) -> String {
    let mut like = String::with_capacity(text.len());
    let mut separated = false;
    for character in text.chars() {
        if separates(character) {
            separated = true;
            continue;
        }
        if ('\u{300}'..='\u{36f}').contains(&character) {
            continue;
        }
        let after_digit = like.chars().next_back().is_some_and(char::is_numeric);
        if separated && after_digit && character.is_numeric() {
            like.push('.');
        }
        separated = false;
        for lower in character.to_lowercase() {
            match plain(lower) {
                Some(letters) => like.push_str(letters),
                None => like.push(lower),
            }
        }
    }
    like
}

/// Of texts that are all different, those that are near-equal, in groups by number.
#[doc(hidden)]
pub fn near_equal<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Vec<usize>> {
    let mut like: Vec<(String, usize)> = texts.map(likeness).zip(0..).collect();
    like.sort_unstable();
    let groups = like.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    let mut groups: Vec<Vec<usize>> =
        groups.map(|group| group.iter().map(|(_, number)| *number).collect()).collect();
    groups.sort_unstable();
    groups
}

/// Separates words: no letter, digit or sign.
fn separates(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '.' | ','
                | ';'
                | ':'
                | '-'
                | '_'
                | '/'
                | '\\'
                | '\''
                | '"'
                | '`'
                | '('
                | ')'
                | '·'
                | '•'
                | '−'
                | '´'
                | '«'
                | '»'
                | '\u{2010}'..='\u{201f}'
        )
}

/// A small letter of the Latin alphabets of Europe without its accent.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn case_accents_blanks_and_punctuation_make_no_difference() {
        for (one, other) in [
            ("ats", "ATS"),
            ("ats", " ats "),
            ("A.T.S.", "ats"),
            ("Città di Lucca", "CITTA' DI LUCCA"),
            ("Citta\u{300}", "Città"),
            ("attività-di base", "attivita\u{a0}di_base"),
            ("1.1", "1-1"),
            ("A 1", "a1"),
            ("Straße", "STRASSE"),
        ] {
            assert_eq!(likeness(one), likeness(other), "{one:?} and {other:?}");
        }
    }

    #[test]
    fn letters_digits_and_signs_do() {
        for (one, other) in
            [("1.1", "11"), ("A1.1", "A11"), ("a", "b"), ("C", "C+"), ("01", "1"), ("ats", "anci")]
        {
            assert_ne!(likeness(one), likeness(other), "{one:?} and {other:?}");
        }
    }
}
