//! Whether texts differ, without comparing each with each.

use std::collections::BTreeSet;

/// How many texts are there, and how many different ones.
pub(super) struct Distinct {
    pub(super) texts: usize,
    pub(super) different: usize,
}

/// Counts the different ones of some texts. Numbers made of them are compared first: where as many of these differ, so do the texts.
pub(super) fn distinct<T: AsRef<str>>(texts: &[T]) -> Distinct {
    let mut numbers: Vec<u64> = texts.iter().map(|text| number(text.as_ref())).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let different = match numbers.len() == texts.len() {
        true => texts.len(),
        false => texts.iter().map(AsRef::as_ref).collect::<BTreeSet<&str>>().len(),
    };
    Distinct { texts: texts.len(), different }
}

/// A number of a text (FNV-1a).
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |number: u64, byte| {
        (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::distinct;

    #[test]
    fn texts_are_counted_once() {
        let counted = |texts: &[&str]| {
            let counted = distinct(texts);
            (counted.texts, counted.different)
        };
        assert_eq!(counted(&[]), (0, 0));
        assert_eq!(counted(&["a", "b", ""]), (3, 3));
        assert_eq!(counted(&["a", "b", "a", "", ""]), (5, 3));
    }
}
