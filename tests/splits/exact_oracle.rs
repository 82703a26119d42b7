//! Splits as fractions, by definition and slowly, for whole numbers that stay small.

use std::cmp::Ordering;

/// A split in cents with weights for each criterion.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) total: i128,
    pub(super) unit: i128,
    /// Percent and weights.
    pub(super) criteria: Vec<(i128, Vec<i128>)>,
    pub(super) floors: Vec<i128>,
    pub(super) ceilings: Vec<Option<i128>>,
    pub(super) payers: Vec<bool>,
}

/// A fraction of zero or more, or below; the number below the line is above zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part(pub(super) i128, pub(super) i128);

impl Part {
    fn lowest(above: i128, below: i128) -> Part {
        let (mut a, mut b) = (above.unsigned_abs(), below.unsigned_abs());
        while b > 0 {
            (a, b) = (b, a % b);
        }
        let common = i128::try_from(a.max(1)).unwrap();
        Part(above / common, below / common)
    }

    pub(super) fn plus(self, other: Part) -> Part {
        Part::lowest(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    pub(super) fn minus(self, other: Part) -> Part {
        self.plus(Part(-other.0, other.1))
    }

    pub(super) fn times(self, other: Part) -> Part {
        Part::lowest(self.0 * other.0, self.1 * other.1)
    }

    pub(super) fn over(self, other: Part) -> Part {
        Part::lowest(self.0 * other.1, self.1 * other.0)
    }

    pub(super) fn floor(self) -> i128 {
        self.0.div_euclid(self.1)
    }
}

impl Ord for Part {
    fn cmp(&self, other: &Part) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Part) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Part) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}

impl Question {
    pub(super) fn parts(&self) -> usize {
        self.criteria[0].1.len()
    }

    /// What a part weighs, as a fraction of all.
    pub(super) fn weight(&self, part: usize) -> Part {
        self.criteria.iter().fold(Part(0, 1), |sum, (percent, weights)| {
            let all: i128 = weights.iter().sum();
            if *percent == 0 { sum } else { sum.plus(Part::lowest(percent * weights[part], 100 * all)) }
        })
    }

    /// Bounds in multiples of the unit, rounded inwards.
    pub(super) fn bounds(&self, part: usize) -> (i128, i128) {
        let whole = self.total / self.unit * self.unit;
        let floor = (self.floors[part] + self.unit - 1) / self.unit * self.unit;
        let ceiling = self.ceilings[part].map_or(whole, |most| most / self.unit * self.unit).min(whole);
        (floor, ceiling)
    }

    /// The exact shares: those who do not pay by their weight within their bounds; the others by trying each rate at which one of
    /// them meets a bound.
    pub(super) fn shares(&self) -> Option<Vec<Part>> {
        let count = self.parts();
        let within = |part: usize, share: Part| {
            let (floor, ceiling) = self.bounds(part);
            // A ceiling of all that can be handed out in units holds no share.
            let ceiling = if ceiling < self.total / self.unit * self.unit { ceiling } else { self.total };
            if self.weight(part).0 == 0 {
                Part(floor, 1)
            } else {
                share.clamp(Part(floor, 1), Part(ceiling, 1))
            }
        };
        let mut shares = vec![Part(0, 1); count];
        let mut rest = Part(self.total, 1);
        for part in (0..count).filter(|part| !self.payers[*part]) {
            shares[part] = within(part, self.weight(part).times(Part(self.total, 1)));
            rest = rest.minus(shares[part]);
        }
        let payers: Vec<usize> = (0..count).filter(|part| self.payers[*part]).collect();
        let at = |rate: Part, part: usize| within(part, rate.times(self.weight(part)));
        let sum = |rate: Part| payers.iter().fold(Part(0, 1), |sum, part| sum.plus(at(rate, *part)));
        let mut rates = vec![Part(0, 1)];
        for part in payers.iter().filter(|part| self.weight(**part).0 > 0) {
            let (floor, ceiling) = self.bounds(*part);
            rates.extend([floor, ceiling, self.total].map(|bound| Part(bound, 1).over(self.weight(*part))));
        }
        let low = rates.iter().copied().filter(|rate| sum(*rate) <= rest).max()?;
        // Where all are held at ceilings, what is below one unit is left.
        let high =
            rates.iter().copied().filter(|rate| sum(*rate) >= rest).min().or(rates.iter().copied().max())?;
        let (below, above) = (sum(low), sum(high));
        let rate = match below == above {
            true => low,
            false if above < rest => high,
            false => low.plus(high.minus(low).times(rest.minus(below).over(above.minus(below)))),
        };
        payers.iter().for_each(|part| shares[*part] = at(rate, *part));
        Some(shares)
    }
}
