//! Narrowing boxes: what the demands leave of them, by arithmetic on intervals alone.

use super::model::{Boxes, Cap, Model, Share, greatest_divisor};

/// How often all demands are gone through at most: narrowing further is never wrong and may go a cent at a time.
const MOST_ROUNDS: usize = 24;

impl Boxes {
    /// Takes from the boxes what no allocation inside them can hold; `false` if nothing is left.
    pub(crate) fn narrow(&mut self, model: &Model) -> bool {
        for _ in 0..MOST_ROUNDS {
            let mut changed = false;
            for line in 0..model.lines {
                let step = model.steps[line];
                if step > 1 {
                    let (low, high) = (self.low[line], self.high[line]);
                    changed |= self
                        .raise(line, low.div_euclid(step) * step + if low % step == 0 { 0 } else { step });
                    changed |= self.lower(line, high.div_euclid(step) * step);
                }
            }
            for (number, sum) in model.sums.iter().enumerate() {
                changed |= self.narrow_sum(model.lines + number, sum);
                changed |= self.narrow_steps(model.lines + number, sum, &model.steps);
            }
            for share in &model.shares {
                changed |= self.narrow_share(share);
            }
            for cap in &model.caps {
                match self.narrow_cap(cap) {
                    Some(narrowed) => changed |= narrowed,
                    None => return false,
                }
            }
            if self.low.iter().zip(&self.high).any(|(low, high)| low > high) {
                return false;
            }
            if !changed {
                break;
            }
        }
        true
    }

    fn raise(&mut self, column: usize, low: i64) -> bool {
        let raised = low > self.low[column];
        self.low[column] = self.low[column].max(low);
        raised
    }

    fn lower(&mut self, column: usize, high: i64) -> bool {
        let lowered = high < self.high[column];
        self.high[column] = self.high[column].min(high);
        lowered
    }

    fn narrow_sum(&mut self, column: usize, lines: &[u32]) -> bool {
        let total = |side: &[i64]| lines.iter().map(|line| side[*line as usize]).sum::<i64>();
        let (least, most) = (total(&self.low), total(&self.high));
        let mut changed = self.raise(column, least) | self.lower(column, most);
        let (low, high) = (self.low[column], self.high[column]);
        if low == least && high == most {
            return changed;
        }
        for line in lines {
            let line = *line as usize;
            let (own_low, own_high) = (self.low[line], self.high[line]);
            changed |= self.raise(line, low - (most - own_high));
            changed |= self.lower(line, high - (least - own_low));
        }
        changed
    }

    /// Lines that are whole multiples sum to a multiple of what their steps have in common, beside those that are fixed.
    fn narrow_steps(&mut self, column: usize, lines: &[u32], steps: &[i64]) -> bool {
        let (mut common, mut fixed) = (0, 0);
        for line in lines {
            let line = *line as usize;
            if self.is_fixed(line) {
                fixed += self.low[line];
            } else {
                common = greatest_divisor(common, steps[line]);
            }
            if common == 1 {
                return false;
            }
        }
        if common == 0 {
            return false;
        }
        let (low, high) = (self.low[column] - fixed, self.high[column] - fixed);
        let up = low + (-low).rem_euclid(common);
        self.raise(column, fixed + up) | self.lower(column, fixed + high - high.rem_euclid(common))
    }

    fn narrow_share(&mut self, share: &Share) -> bool {
        let due = |whole: i64| share.ratio.interval(whole);
        let (part, whole) = (share.part, share.whole);
        if self.low[whole] > self.high[whole] {
            return false;
        }
        let mut changed =
            self.raise(part, due(self.low[whole]).0) | self.lower(part, due(self.high[whole]).1);
        // Neither side of what is due falls where the whole grows, so the wholes that fit are an interval.
        if share.ratio.most.is_some() && due(self.low[whole]).1 < self.low[part] {
            let (mut short, mut enough) = (self.low[whole], self.high[whole] + 1);
            while enough - short > 1 {
                let middle = short + (enough - short) / 2;
                if due(middle).1 < self.low[part] { short = middle } else { enough = middle }
            }
            changed |= self.raise(whole, enough);
        }
        if share.ratio.least.is_some() && due(self.high[whole]).0 > self.high[part] {
            let (mut fits, mut beyond) = (self.low[whole] - 1, self.high[whole]);
            while beyond - fits > 1 {
                let middle = fits + (beyond - fits) / 2;
                if due(middle).0 > self.high[part] { beyond = middle } else { fits = middle }
            }
            changed |= self.lower(whole, fits);
        }
        changed
    }

    /// Terms never fall where their column grows: what the others count at least leaves a ceiling for each.
    fn narrow_cap(&mut self, cap: &Cap) -> Option<bool> {
        let least: i64 = cap.terms.iter().map(|term| term.of(self.low[term.column])).sum();
        let slack = cap.most - least;
        if slack < 0 {
            return None;
        }
        let mut changed = false;
        for term in &cap.terms {
            if let Some(high) = term.largest(term.of(self.low[term.column]) + slack) {
                changed |= self.lower(term.column, high);
            }
        }
        Some(changed)
    }

    pub(crate) fn is_fixed(&self, column: usize) -> bool {
        self.low[column] == self.high[column]
    }

    pub(crate) fn width(&self, column: usize) -> i64 {
        self.high[column] - self.low[column]
    }
}
