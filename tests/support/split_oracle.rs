//! Splits as the tests see them, and what is said of them by definition, slowly: exact shares, objectives, cent by cent.

use std::cmp::Ordering;

use riparto_core::money::{TieBreak, Weight};
use riparto_core::{Apportion, Apportionment, Method, Money, apportion};

/// A split with amounts in cents, as the oracle sees it.
#[derive(Clone, Debug)]
pub struct Case {
    pub total: u64,
    pub weights: Vec<u32>,
    pub floors: Vec<u64>,
    pub ceilings: Vec<Option<u64>>,
}

pub fn cents(cents: u64) -> Money {
    Money::from_cents(i64::try_from(cents).unwrap()).unwrap()
}

impl Case {
    pub fn new(total: u64, weights: &[u32]) -> Case {
        let count = weights.len();
        Case { total, weights: weights.to_vec(), floors: vec![0; count], ceilings: vec![None; count] }
    }

    pub fn options(&self, method: Method, tie_break: TieBreak) -> Apportion {
        Apportion::new()
            .method(method)
            .tie_break(tie_break)
            .floors(self.floors.iter().map(|floor| Some(cents(*floor))).collect())
            .ceilings(self.ceilings.iter().map(|ceiling| ceiling.map(cents)).collect())
    }

    pub fn run(&self, method: Method, tie_break: TieBreak) -> riparto_core::Result<Apportionment> {
        let weights: Vec<Weight> = self.weights.iter().copied().map(Weight::from).collect();
        apportion(cents(self.total), &weights, &self.options(method, tie_break))
    }

    pub fn amounts(&self, method: Method) -> Vec<u64> {
        amounts(&self.run(method, TieBreak::First).unwrap())
    }

    pub fn ceiling(&self, part: usize) -> u64 {
        self.ceilings[part].unwrap_or(self.total).min(self.total)
    }

    /// Every split within the bounds, parts of weight zero at their floors.
    pub fn all(&self) -> Vec<Vec<u64>> {
        let mut found = vec![Vec::new()];
        for part in 0..self.weights.len() {
            let highest = if self.weights[part] == 0 { self.floors[part] } else { self.ceiling(part) };
            found = found
                .into_iter()
                .flat_map(|start: Vec<u64>| {
                    (self.floors[part]..=highest).map(move |cents| [start.as_slice(), &[cents]].concat())
                })
                .filter(|start| start.iter().sum::<u64>() <= self.total)
                .collect();
        }
        found.retain(|split| split.iter().sum::<u64>() == self.total);
        found
    }

    /// The exact shares as fractions, found by trying every way of holding parts at their bounds.
    pub fn water_fill(&self) -> Vec<Ratio> {
        let mut rates: Vec<Ratio> = Vec::new();
        for (part, weight) in self.weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
            rates.push(Ratio::new(self.floors[part], u64::from(*weight)));
            rates.push(Ratio::new(self.ceiling(part), u64::from(*weight)));
        }
        // Between two neighbouring rates at which a part meets a bound, the sum is linear.
        rates.sort();
        let at = |rate: Ratio, part: usize| -> Ratio {
            let share = rate.times(Ratio::new(self.weights[part].into(), 1));
            share.clamp(Ratio::new(self.floors[part], 1), Ratio::new(self.ceiling(part), 1))
        };
        let sum =
            |rate: Ratio| (0..self.weights.len()).fold(Ratio::ZERO, |sum, part| sum.plus(at(rate, part)));
        let whole = Ratio::new(self.total, 1);
        let low = rates.iter().copied().filter(|rate| sum(*rate) <= whole).max().unwrap_or(Ratio::ZERO);
        let high = rates.iter().copied().filter(|rate| sum(*rate) >= whole).min().unwrap_or(low);
        let (below, above) = (sum(low), sum(high));
        let rate = if below == above {
            low
        } else {
            let way = whole.minus(below).over(above.minus(below));
            low.plus(high.minus(low).times(way))
        };
        (0..self.weights.len()).map(|part| at(rate, part)).collect()
    }

    /// What the method makes least; parts of weight zero are at their floors and do not count. The first number counts
    /// what is infinite, parts without a first cent under Huntington–Hill: all such cents are alike.
    pub fn objective(&self, method: Method, split: &[u64]) -> (usize, Ratio) {
        let mut without = 0;
        let mut sum = Ratio::ZERO;
        let water = if method == Method::LargestRemainder { self.water_fill() } else { Vec::new() };
        for part in 0..split.len() {
            let (x, w) = (split[part], u64::from(self.weights[part]));
            let term = match method {
                _ if w == 0 => Ratio::ZERO,
                Method::LargestRemainder => Ratio::new(x, 1).distance(water[part]),
                Method::Webster => Ratio::new(x * x, w),
                Method::Jefferson => Ratio::new(x * (x + 1), w),
                Method::Adams => Ratio::new(x * x.saturating_sub(1), w),
                _ => {
                    without += usize::from(x == 0);
                    Ratio::new(w * w, x.max(1))
                }
            };
            sum = sum.plus(term);
        }
        (without, sum)
    }
}

pub fn amounts(split: &Apportionment) -> Vec<u64> {
    split.amounts().iter().map(|amount| amount.cents().unsigned_abs()).collect()
}

/// An exact fraction of zero or more, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio(pub u128, pub u128);

impl Ratio {
    pub const ZERO: Ratio = Ratio(0, 1);

    pub fn new(above: u64, below: u64) -> Ratio {
        Ratio::lowest(above.into(), below.into())
    }

    pub fn lowest(above: u128, below: u128) -> Ratio {
        let (mut a, mut b) = (above, below);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Ratio(above / a, below / a)
    }

    pub fn parse(text: &str) -> Ratio {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        Ratio::lowest(above.parse().unwrap(), below.parse().unwrap())
    }

    pub fn plus(self, other: Ratio) -> Ratio {
        Ratio::lowest(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    pub fn minus(self, other: Ratio) -> Ratio {
        Ratio::lowest(self.0 * other.1 - other.0 * self.1, self.1 * other.1)
    }

    pub fn distance(self, other: Ratio) -> Ratio {
        self.max(other).minus(self.min(other))
    }

    pub fn times(self, other: Ratio) -> Ratio {
        Ratio::lowest(self.0 * other.0, self.1 * other.1)
    }

    pub fn over(self, other: Ratio) -> Ratio {
        self.times(Ratio(other.1, other.0))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The definition of the divisor methods, taken at its word: each cent to the part with the least d(k) / w.
pub fn cent_by_cent(
    method: Method,
    total: u64,
    weights: &[u64],
    floors: &[u64],
    ceilings: &[u64],
) -> Vec<u64> {
    // Numbers in proportion to the square of d(k).
    let square = |cents: u64| -> u128 {
        let k = u128::from(cents);
        match method {
            Method::Adams => 4 * k * k,
            Method::Webster => (2 * k + 1) * (2 * k + 1),
            Method::Jefferson => 4 * (k + 1) * (k + 1),
            _ => 4 * k * (k + 1),
        }
    };
    let weight = |part: usize| u128::from(weights[part]) * u128::from(weights[part]);
    let mut split = floors.to_vec();
    for _ in floors.iter().sum::<u64>()..total {
        let open = (0..weights.len()).filter(|part| weights[*part] > 0 && split[*part] < ceilings[*part]);
        let next =
            open.min_by(|a, b| (square(split[*a]) * weight(*b)).cmp(&(square(split[*b]) * weight(*a))));
        split[next.unwrap()] += 1;
    }
    split
}

#[derive(Clone, Debug)]
pub struct Large {
    pub total: u64,
    pub weights: Vec<Weight>,
    pub floors: Vec<Option<Money>>,
    pub ceilings: Vec<Option<Money>>,
}

impl Large {
    pub fn run(&self, total: u64, method: Method) -> riparto_core::Result<Apportionment> {
        let (floors, ceilings) = (self.floors.clone(), self.ceilings.clone());
        let options =
            Apportion::new().method(method).tie_break(TieBreak::First).floors(floors).ceilings(ceilings);
        apportion(cents(total), &self.weights, &options)
    }
}
