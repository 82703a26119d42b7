//! Formulas that sum cells of their own column: what they stand in is a sum, whatever it is called.

/// SheetRows from the first to the last, which a formula sums.
pub(super) type SummedRows = Vec<(u32, u32)>;

/// As long as Excel lets a formula be.
const FORMULA_BYTES: usize = 8192;

/// The rows of its own column that the formula of a cell sums: `=SUM(D2:D5)`, `=+D6+D11`, `of:=SUM([.D2:.D5])`,
/// `SUBTOTAL(9,D2:D5)`. None of a formula that does anything else, such as to take 7 % of a sum.
pub(super) fn summed_rows(formula: &str, (row, column): (u32, u32)) -> Option<SummedRows> {
    // What sums cells has no other signs: most formulas that do anything else are told at once.
    let is_of_sums = |sign: u8| sign.is_ascii_alphanumeric() || b"+(),;:.[]$= ".contains(&sign);
    let is_told = formula.contains(['+', '(']) && formula.bytes().all(is_of_sums);
    if formula.len() > FORMULA_BYTES || !is_told {
        return None;
    }
    let mut text: String = formula.chars().filter(|sign| !matches!(sign, '$' | ' ')).collect();
    text.make_ascii_uppercase();
    let text = ["OF:=", "="].iter().find_map(|begin| text.strip_prefix(begin)).unwrap_or(&text);
    let text = text.replace(';', ",").replace("[.", "").replace(":.", ":").replace(']', "");
    let (plain, sums) = without_sums(&text)?;
    let mut rows = SummedRows::new();
    for term in plain.split(['+', ',']).filter(|term| !term.is_empty()) {
        let (first, last) = term.split_once(':').unwrap_or((term, term));
        let (first, last) = (own_row(first, column)?, own_row(last, column)?);
        if first > last || (first..=last).contains(&row) {
            return None;
        }
        rows.push((first, last));
    }
    rows.sort_unstable();
    rows.dedup();
    let is_several = rows.len() > 1 || rows.iter().any(|(first, last)| first < last);
    (is_several || sums && !rows.is_empty()).then_some(rows)
}

/// The terms of sums without their calls, and whether there was one.
fn without_sums(text: &str) -> Option<(String, bool)> {
    const CALLS: [&str; 5] = ["SUBTOTAL(9,", "SUBTOTAL(109,", "AGGREGATE(9,6,", "AGGREGATE(9,5,", "SUM("];
    let opened = text.matches('(').count();
    let plain = CALLS.iter().fold(text.to_owned(), |text, call| text.replace(call, ""));
    let is_whole = !plain.contains('(') && plain.matches(')').count() == opened;
    is_whole.then(|| (plain.replace(')', ""), opened > 0))
}

/// The row of a cell such as `D12`, from zero, if it is of this column.
fn own_row(cell: &str, column: u32) -> Option<u32> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, row) =
        cell.split_at_checked(letters).filter(|(letters, _)| (1..=3).contains(&letters.len()))?;
    let found = letters.bytes().fold(0_u32, |found, letter| found * 26 + u32::from(letter - b'A') + 1);
    let is_number = row.bytes().all(|digit| digit.is_ascii_digit());
    row.parse::<u32>().ok()?.checked_sub(1).filter(|_| is_number && found == column + 1)
}

#[cfg(test)]
mod tests {
    use super::summed_rows;

    #[test]
    fn sums_of_the_own_column_are_told_from_other_formulas() {
        let of = |formula| summed_rows(formula, (9, 3));
        for formula in
            ["SUM(D2:D5)", "=SUM($D$2:$D$5)", "of:=SUM([.D2:.D5])", "SUBTOTAL(9,D2:D5)", "sum( D2:D5 )"]
        {
            assert_eq!(of(formula), Some(vec![(1, 4)]), "{formula}");
        }
        assert_eq!(of("+D6+D3"), Some(vec![(2, 2), (5, 5)]));
        assert_eq!(of("SUM(D2:D4)+D6"), Some(vec![(1, 3), (5, 5)]));
        assert_eq!(of("SUM(D3)"), Some(vec![(2, 2)]));
        for formula in [
            "D2",
            "C2*D2",
            "SUM(C2:D5)",
            "SUM(D2:D5)*7%",
            "SUM(D2:D12)",
            "SUM(Foglio2!D2:D5)",
            "of:=SUM([$Foglio2.D2:.D5])",
            "ROUND(SUM(D2:D5),2)",
            "D2-D3",
            "SUM(D0:D1)",
            "SUM(",
            "SUM()",
            "((D2+D3)",
            "IF(D1=0,0,D2/D9)",
            "SUM(D2:D5)=SUM(D6:D8)",
        ] {
            assert_eq!(of(formula), None, "{formula}");
        }
    }
}
