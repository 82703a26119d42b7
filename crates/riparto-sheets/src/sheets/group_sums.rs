//! SheetRows that hold the sum of rows below them, told by amounts alone: `PERSONALE 300` over `interno 100` and `esterno 200`.

/// A row with what it holds, in cents.
#[derive(Clone, Copy)]
pub(super) enum Summed {
    Line(u32, i128),
    Total(i128),
}

/// The rows of a table that sum those below them.
pub(super) struct SubtotalGroups {
    pub(super) rows: Vec<u32>,
    /// Whether a total is their sum, and not the sum of all rows.
    pub(super) is_confirmed: bool,
}

/// The rows that hold the sums of those right below them, where each row of the table is one of these or below one: two groups or
/// more, one of them of several lines. None of a table in which one row is neither.
pub(super) fn group_sums(rows: impl Iterator<Item = Summed>) -> Option<SubtotalGroups> {
    let mut rows = rows.peekable();
    let mut found = SubtotalGroups { rows: Vec::new(), is_confirmed: false };
    let (mut whole, mut has_totals, mut is_several) = (0, false, false);
    while let Some(row) = rows.next() {
        let (row, sum) = match row {
            Summed::Line(row, sum) if sum > 0 => (row, sum),
            Summed::Line(..) => return None,
            Summed::Total(total) => {
                has_totals = true;
                found.is_confirmed |= total == whole;
                continue;
            }
        };
        let (mut left, mut members) = (sum, 0);
        while let Some(Summed::Line(_, cents)) =
            rows.next_if(|row| left > 0 || matches!(row, Summed::Line(_, 0)))
        {
            (left, members) = (left - cents, members + 1);
            if left < 0 {
                return None;
            }
        }
        if left != 0 || members == 0 {
            return None;
        }
        is_several |= members > 1;
        whole += sum;
        found.rows.push(row);
    }
    (found.rows.len() > 1 && is_several && (found.is_confirmed || !has_totals)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::{Summed, group_sums};

    fn of(rows: &[i128], total: Option<i128>) -> Option<(Vec<u32>, bool)> {
        let lines = (0..).zip(rows).map(|(row, cents)| Summed::Line(row, *cents));
        group_sums(lines.chain(total.map(Summed::Total))).map(|found| (found.rows, found.is_confirmed))
    }

    #[test]
    fn groups_are_found_where_every_row_is_of_one() {
        let rows = [300, 100, 200, 50, 50, 0];
        assert_eq!(of(&rows, None), Some((vec![0, 3], false)));
        assert_eq!(of(&rows, Some(350)), Some((vec![0, 3], true)));
        assert_eq!(of(&rows, Some(700)), None);
        assert_eq!(of(&[300, 100, 200], None), None);
        assert_eq!(of(&[300, 100, 200, 50, 40], None), None);
        assert_eq!(of(&[300, 100, 201, 50, 50], None), None);
        assert_eq!(of(&[10, 10, 20, 20], None), None);
        assert_eq!(of(&[0, 0], None), None);
        assert_eq!(of(&[], None), None);
    }
}
