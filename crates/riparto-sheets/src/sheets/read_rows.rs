//! `ReadRows`: what was read of a table so far.

use std::borrow::Cow;
use std::collections::BTreeMap;

use riparto_core::error::Error;
use riparto_core::money::Money;
use riparto_core::plan::LineUnits;

/// A row that is a line.
pub(super) struct LineRow<'a> {
    pub(super) row: u32,
    pub(super) code: Cow<'a, str>,
    pub(super) title: Cow<'a, str>,
    pub(super) labels: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) amount: Money,
    /// What the amount is made of, where the columns say so.
    pub(super) units: Option<LineUnits>,
}

/// What the lines sum to, in cents.
pub(super) struct Sums {
    pub(super) whole: i128,
    /// What they did at each row of a total: a total is that of all lines since one of these.
    pub(super) marks: Vec<i128>,
    /// The first line of this side of the budget.
    pub(super) begun: usize,
    /// Whether a line did not read.
    pub(super) is_open: bool,
    /// Whether there was a total.
    pub(super) has_total: bool,
    /// How many lines there were at the last total of all lines.
    pub(super) grand: usize,
}

impl Sums {
    /// The sum of lines that is nearest to a total: since one of the totals before it, or in all.
    pub(super) fn nearest(&self, total: i128) -> i128 {
        let sums = self.marks.iter().map(|mark| self.whole - mark);
        sums.min_by_key(|sum| (total - sum).abs()).unwrap_or(self.whole)
    }

    /// The sum of the first lines that is nearest to a total above them: up to one of the totals below it, or all.
    pub(super) fn nearest_below(&self, total: i128) -> i128 {
        let sums = self.marks.iter().copied().chain([self.whole]);
        sums.min_by_key(|sum| (total - sum).abs()).unwrap_or(self.whole)
    }
}

/// A table under way.
pub(super) struct ReadRows<'a> {
    pub(super) lines: Vec<LineRow<'a>>,
    pub(super) sums: Sums,
    /// SheetRows of words, which are headings if lines come below them.
    pub(super) headings: Vec<(u32, Cow<'a, str>)>,
    /// The last value of each column of labels.
    pub(super) last: BTreeMap<u32, Cow<'a, str>>,
    /// Totals above all lines: row, column, cents and words.
    pub(super) leading: Vec<(u32, u32, i128, Cow<'a, str>)>,
    /// The last row that is a line or a total.
    pub(super) reached: u32,
    /// SheetRows with words for an amount, below the last total and an empty row: signatures, or lines if amounts come below them.
    pub(super) below: Vec<(u32, Cow<'a, str>, Error)>,
}

impl ReadRows<'_> {
    pub(super) fn new() -> Self {
        ReadRows {
            lines: Vec::new(),
            sums: Sums { whole: 0, marks: vec![0], begun: 0, is_open: false, has_total: false, grand: 0 },
            headings: Vec::new(),
            last: BTreeMap::new(),
            leading: Vec::new(),
            reached: 0,
            below: Vec::new(),
        }
    }

    /// The lines that hold the sum of several right above them, or of all that hold none, where no total is told.
    pub(super) fn sums_of_above(&self) -> Vec<u32> {
        let (mut found, mut all, mut since, mut lines) = (Vec::new(), 0_i128, 0_i128, 0_usize);
        for line in self.lines.iter().filter(|line| !line.amount.is_zero() && !self.sums.has_total) {
            let cents = i128::from(line.amount.cents());
            if lines > 1 && (cents == all || cents == since) {
                found.push(line.row);
                (since, lines) = (cents, 1);
            } else {
                (all, since, lines) = (all + cents, since + cents, lines + 1);
            }
        }
        found
    }

    /// The place of the first line below a total of all lines, where those below it sum to that total again.
    pub(super) fn told_again(&self) -> Option<usize> {
        let (above, below) = self.lines.split_at_checked(self.sums.grand)?;
        let sum =
            |lines: &[LineRow<'_>]| lines.iter().map(|line| i128::from(line.amount.cents())).sum::<i128>();
        let is_same = !below.is_empty() && sum(above) != 0 && sum(above) == sum(below);
        is_same.then_some(self.sums.grand)
    }
}
