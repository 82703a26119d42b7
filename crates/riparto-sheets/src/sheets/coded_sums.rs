//! Rows that hold the sum of rows below them, recognized by their codes: `1.1` over `1.1.1` and `1.1.2`.

use std::collections::BTreeSet;

/// A row with its code and what it holds, in cents.
pub(super) struct Coded<'a> {
    pub(super) row: u32,
    pub(super) code: &'a str,
    pub(super) cents: i128,
}

/// The rows that hold the sum of the rows right below them whose codes go on from theirs. One that holds another amount is a line.
pub(super) fn coded_sums(rows: &[Coded<'_>]) -> BTreeSet<u32> {
    let mut sums = BTreeSet::new();
    for (place, above) in rows.iter().enumerate().rev() {
        let below = rows.iter().skip(place + 1).take_while(|below| goes_on(above.code, below.code));
        let mut lines = below.filter(|below| !sums.contains(&below.row)).map(|below| below.cents).peekable();
        let has_lines = lines.peek().is_some();
        if has_lines && above.cents != 0 && lines.sum::<i128>() == above.cents {
            sums.insert(above.row);
        }
    }
    sums
}

/// Whether a code goes on from another one, part by part.
fn goes_on(above: &str, below: &str) -> bool {
    let above = above.trim_end_matches('.');
    let rest = below.trim_end_matches('.').strip_prefix(above).filter(|_| !above.is_empty());
    rest.is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{Coded, coded_sums};

    #[test]
    fn sums_stand_over_their_lines() {
        let rows = [
            ("1", 230),
            ("1.1.", 150),
            ("1.1.1", 100),
            ("1.1.2", 50),
            ("1.2", 80),
            ("1.2.1", 80),
            ("2", 7),
            ("2.1", 5),
            ("20.1", 2),
            ("", 3),
        ];
        let rows: Vec<Coded<'_>> =
            (0..).zip(rows).map(|(row, (code, cents))| Coded { row, code, cents }).collect();
        // 2 holds more than its lines, so it is none of their sum.
        assert_eq!(coded_sums(&rows).into_iter().collect::<Vec<_>>(), [0, 1, 4]);
    }
}
