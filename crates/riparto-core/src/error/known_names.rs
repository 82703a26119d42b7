//! Causes that name what is known beside what is not.

use super::cause::Cause;
use super::quote::quote;
use crate::words::{Bilingual, among, bilingual, both};

impl Cause {
    /// An amount with a third decimal; a point may have been meant to stand between thousands.
    pub(crate) fn amount_too_precise(text: &str) -> Cause {
        let thousands = text.split_once('.').filter(|(high, low)| {
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            (1..=3).contains(&high.len())
                && !high.starts_with('0')
                && low.len() == 3
                && digits(high)
                && digits(low)
        });
        let write = match thousands {
            Some((high, low)) => bilingual!(
                "write `{high}{low}.00` if the point stands between thousands, and whole cents otherwise",
                "scrivere `{high}{low}.00` se il punto separa le migliaia, altrimenti centesimi interi"
            ),
            None => both(
                "write whole cents, without marks between thousands, such as `1234.00`",
                "scrivere centesimi interi, senza separatore delle migliaia, per esempio `1234.00`",
            ),
        };
        Cause::AmountTooPrecise { found: quote(text), write }
    }

    /// A line that is not there, and which there are.
    #[doc(hidden)]
    pub fn line_unknown<'a>(id: &str, lines: impl IntoIterator<Item = &'a str, IntoIter: Clone>) -> Cause {
        let known = among(id, &both("the lines are", "le voci sono"), lines);
        Cause::LineUnknown { id: quote(id), known }
    }

    /// A party that is not there, and which there are.
    #[doc(hidden)]
    pub fn party_unknown<'a>(id: &str, parties: impl IntoIterator<Item = &'a str, IntoIter: Clone>) -> Cause {
        let known = among(id, &both("the parties are", "i soggetti sono"), parties);
        Cause::PartyUnknown { id: quote(id), known }
    }

    /// A name that is none of those that there are.
    pub(crate) fn name_unknown(found: &str, what: Bilingual, names: &[&'static str]) -> Cause {
        let known = among(found, &both("the names are", "i nomi sono"), names.iter().copied());
        Cause::NameUnknown { found: quote(found), what, known }
    }

    /// A document of a kind that cannot be read, and why.
    #[doc(hidden)]
    pub fn unreadable(what: &Bilingual, why: &Bilingual) -> Cause {
        let said = Bilingual::new(
            format!("{what} cannot be read: {why}"),
            format!("non si riesce a leggere {}: {}", what.italian(), why.italian()),
        );
        Cause::DocumentMalformed { said }
    }
}
