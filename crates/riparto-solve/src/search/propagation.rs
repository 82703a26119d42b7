//! Bound propagation: intervals of columns tightened by the constraints, by interval arithmetic alone.

use super::constraint_model::{Bounds, Cap, Model, ShareConstraint};
use crate::gcd::gcd;

/// The most passes over all constraints. Stopping early is sound; without a limit, bounds may creep by a cent in each pass.
const MOST_ROUNDS: usize = 24;

impl Bounds {
    /// Tightens the bounds without excluding a feasible allocation within them; `false` if an interval is empty, so that no
    /// allocation is feasible.
    pub fn propagate(&mut self, model: &Model) -> bool {
        for _ in 0..MOST_ROUNDS {
            let mut changed = false;
            for line in 0..model.lines {
                let step = model.steps[line];
                if step > 1 {
                    let (low, high) = (self.low[line], self.high[line]);
                    changed |= self.raise_low(
                        line,
                        low.div_euclid(step) * step + if low % step == 0 { 0 } else { step },
                    );
                    changed |= self.lower_high(line, high.div_euclid(step) * step);
                }
            }
            for (number, sum) in model.sums.iter().enumerate() {
                changed |= self.propagate_sum(model.lines + number, sum);
                changed |= self.propagate_steps(model.lines + number, sum, &model.steps);
            }
            for share in &model.shares {
                changed |= self.propagate_share(share);
            }
            for cap in &model.caps {
                match self.propagate_cap(cap) {
                    Some(tightened) => changed |= tightened,
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

    fn raise_low(&mut self, column: usize, low: i64) -> bool {
        let raised = low > self.low[column];
        self.low[column] = self.low[column].max(low);
        raised
    }

    fn lower_high(&mut self, column: usize, high: i64) -> bool {
        let lowered = high < self.high[column];
        self.high[column] = self.high[column].min(high);
        lowered
    }

    fn propagate_sum(&mut self, column: usize, lines: &[u32]) -> bool {
        let total = |side: &[i64]| lines.iter().map(|line| side[*line as usize]).sum::<i64>();
        let (least, most) = (total(&self.low), total(&self.high));
        let mut changed = self.raise_low(column, least) | self.lower_high(column, most);
        let (low, high) = (self.low[column], self.high[column]);
        if low == least && high == most {
            return changed;
        }
        for line in lines {
            let line = *line as usize;
            let (own_low, own_high) = (self.low[line], self.high[line]);
            changed |= self.raise_low(line, low - (most - own_high));
            changed |= self.lower_high(line, high - (least - own_low));
        }
        changed
    }

    /// `sum − fixed lines` is a multiple of the greatest common divisor of the steps of the other lines.
    fn propagate_steps(&mut self, column: usize, lines: &[u32], steps: &[i64]) -> bool {
        let (mut common, mut fixed) = (0, 0);
        for line in lines {
            let line = *line as usize;
            if self.is_fixed(line) {
                fixed += self.low[line];
            } else {
                common = gcd(common, steps[line]);
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
        self.raise_low(column, fixed + up) | self.lower_high(column, fixed + high - high.rem_euclid(common))
    }

    fn propagate_share(&mut self, share: &ShareConstraint) -> bool {
        let interval = |whole: i64| share.ratio.interval(whole);
        let (part, whole) = (share.part, share.whole);
        if self.low[whole] > self.high[whole] {
            return false;
        }
        let mut changed = self.raise_low(part, interval(self.low[whole]).0)
            | self.lower_high(part, interval(self.high[whole]).1);
        // Both ends of the part's interval are non-decreasing in the whole, so the admissible wholes are an interval.
        if share.ratio.most.is_some() && interval(self.low[whole]).1 < self.low[part] {
            let (mut too_low, mut fits) = (self.low[whole], self.high[whole] + 1);
            while fits - too_low > 1 {
                let middle = too_low + (fits - too_low) / 2;
                if interval(middle).1 < self.low[part] { too_low = middle } else { fits = middle }
            }
            changed |= self.raise_low(whole, fits);
        }
        if share.ratio.least.is_some() && interval(self.high[whole]).0 > self.high[part] {
            let (mut fits, mut too_high) = (self.low[whole] - 1, self.high[whole]);
            while too_high - fits > 1 {
                let middle = fits + (too_high - fits) / 2;
                if interval(middle).0 > self.high[part] { too_high = middle } else { fits = middle }
            }
            changed |= self.lower_high(whole, fits);
        }
        changed
    }

    /// Terms are non-decreasing: each is at most its minimum plus the slack of the cap. `None` if the minima exceed the cap.
    fn propagate_cap(&mut self, cap: &Cap) -> Option<bool> {
        let least: i64 = cap.terms.iter().map(|term| term.value(self.low[term.column])).sum();
        let slack = cap.most - least;
        if slack < 0 {
            return None;
        }
        let mut changed = false;
        for term in &cap.terms {
            if let Some(high) = term.max_amount(term.value(self.low[term.column]) + slack) {
                changed |= self.lower_high(term.column, high);
            }
        }
        Some(changed)
    }
}
