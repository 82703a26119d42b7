//! `RatioBound`: a part that is bounded by a ratio of a whole.

/// `least ≤ denominator × part − numerator × whole ≤ most`, where each side is optional. Both bounds on the part are
/// non-decreasing in the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RatioBound {
    /// The coefficient of the whole, at least 0.
    pub numerator: i64,
    /// The coefficient of the part, at least 1.
    pub denominator: i64,
    /// The lower side, in cents times the denominator; `None` if there is none.
    pub least: Option<i64>,
    /// The upper side, in cents times the denominator; `None` if there is none.
    pub most: Option<i64>,
}

impl RatioBound {
    /// The least and the largest part in cents, given the whole: `0` and `i64::MAX` where a side is missing.
    pub fn interval(&self, whole: i64) -> (i64, i64) {
        let denominator = i128::from(self.denominator);
        let part = |side: i64| i128::from(side) + i128::from(self.numerator) * i128::from(whole);
        let cents = |part: i128| i64::try_from(part).unwrap_or(i64::MAX);
        let low = self.least.map_or(0, |least| cents(-(-part(least)).div_euclid(denominator)));
        let high = self.most.map_or(i64::MAX, |most| cents(part(most).div_euclid(denominator)));
        (low, high)
    }

    /// By how many cents a part lies outside its interval.
    pub fn violation(&self, part: i64, whole: i64) -> i64 {
        let (low, high) = self.interval(whole);
        (low - part).max(part.saturating_sub(high)).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::RatioBound;

    #[test]
    fn the_part_is_what_the_definition_leaves() {
        for (numerator, denominator) in [(7, 100), (1, 3), (0, 1), (5, 2)] {
            for (least, most) in
                [(None, Some(0)), (Some(0), None), (Some(1 - denominator), Some(0)), (Some(-1), Some(1))]
            {
                let ratio = RatioBound { numerator, denominator, least, most };
                for whole in 0..40 {
                    let (low, high) = ratio.interval(whole);
                    for part in 0..120 {
                        let value = denominator * part - numerator * whole;
                        let is_inside =
                            least.is_none_or(|least| least <= value) && most.is_none_or(|most| value <= most);
                        assert_eq!((low..=high).contains(&part), is_inside, "{ratio:?} {part} of {whole}");
                        assert_eq!(ratio.violation(part, whole) == 0, is_inside);
                    }
                }
            }
        }
    }
}
