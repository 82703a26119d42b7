//! `Model`: all that rules ask, as columns with boxes and what ties the columns together.

use std::collections::{BTreeMap, BTreeSet};

use super::demand::{Demand, Term};
use super::ratio::RatioBound;

/// A part that is a share of a whole; both are columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Share {
    pub(crate) part: usize,
    pub(crate) whole: usize,
    pub(crate) ratio: RatioBound,
}

/// Terms on columns that sum to at most so much.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cap {
    pub(crate) terms: Vec<Term<usize>>,
    pub(crate) most: i64,
}

/// What each column may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Boxes {
    pub(crate) low: Vec<i64>,
    pub(crate) high: Vec<i64>,
}

/// Columns are the lines, then sums of lines; the first sum is that of all lines. The model is the same in whatever order
/// the rules are written: sums stand by their lines, shares and caps by what they ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) lines: usize,
    /// The lines of each sum.
    pub(crate) sums: Vec<Vec<u32>>,
    pub(crate) boxes: Boxes,
    /// What each line is a multiple of.
    pub(crate) steps: Vec<i64>,
    pub(crate) shares: Vec<Share>,
    pub(crate) caps: Vec<Cap>,
    /// For each line, the sums that it is in.
    pub(crate) within: Vec<Vec<u32>>,
}

impl Model {
    /// What demands ask of lines between their floors and ceilings that sum to a total.
    pub(crate) fn new(total: i64, low: Vec<i64>, high: Vec<i64>, demands: &[Demand]) -> Model {
        let lines = low.len();
        let mut sums: BTreeSet<&[u32]> = BTreeSet::new();
        for demand in demands {
            match demand {
                Demand::Sum { lines, .. } => drop(sums.insert(lines)),
                Demand::Share { part, whole, .. } => sums.extend([&part[..], &whole[..]]),
                Demand::Cap { terms, .. } => sums.extend(terms.iter().map(|term| &term.column[..])),
                Demand::Step { .. } => {}
            }
        }
        let sums: Vec<Vec<u32>> = std::iter::once((0..).take(lines).collect())
            .chain(sums.into_iter().filter(|sum| (2..lines).contains(&sum.len())).map(<[u32]>::to_vec))
            .collect();
        let columns: BTreeMap<&[u32], usize> = sums.iter().map(Vec::as_slice).zip(lines..).collect();
        let column = |of: &Vec<u32>| columns.get(&of[..]).copied().unwrap_or_else(|| of[0] as usize);
        let mut within: Vec<Vec<u32>> = vec![Vec::new(); lines];
        for (number, sum) in (0..).zip(&sums) {
            sum.iter().for_each(|line| within[*line as usize].push(number));
        }
        let mut boxes = Boxes { low, high };
        boxes.low.resize(lines + sums.len(), 0);
        boxes.high.resize(lines + sums.len(), total);
        boxes.low[lines] = total;
        let (mut steps, mut shares, mut caps) = (vec![1i64; lines], Vec::new(), Vec::new());
        for demand in demands {
            match demand {
                Demand::Sum { lines, low, high } => {
                    let column = column(lines);
                    boxes.low[column] = boxes.low[column].max(*low);
                    boxes.high[column] = boxes.high[column].min(*high);
                }
                Demand::Share { part, whole, ratio } => {
                    let (part, whole) = (column(part), column(whole));
                    shares.push(Share { part, whole, ratio: *ratio });
                }
                Demand::Cap { terms, most } => {
                    let on_column = |term: &Term<Vec<u32>>| Term {
                        column: column(&term.column),
                        base: term.base,
                        bend: term.bend,
                    };
                    let mut terms: Vec<Term<usize>> = terms.iter().map(on_column).collect();
                    terms.sort_unstable();
                    caps.push(Cap { terms, most: (*most).min(total) });
                }
                Demand::Step { lines, cents } => {
                    for line in lines {
                        let step = &mut steps[*line as usize];
                        *step = common_multiple(*step, *cents, total + 1);
                    }
                }
            }
        }
        shares.sort_unstable();
        shares.dedup();
        caps.sort_unstable();
        caps.dedup();
        Model { lines, sums, boxes, steps, shares, caps, within }
    }

    pub(crate) fn columns(&self) -> usize {
        self.lines + self.sums.len()
    }

    /// How many amounts and coefficients one look at all demands reads.
    pub(crate) fn size(&self) -> usize {
        let terms = self.caps.iter().map(|cap| cap.terms.len()).sum::<usize>();
        self.columns() + self.within.iter().map(Vec::len).sum::<usize>() + 2 * self.shares.len() + terms
    }

    /// What each column holds, given the lines.
    pub(crate) fn fill(&self, amounts: &[i64]) -> Vec<i64> {
        let sum = |sum: &Vec<u32>| sum.iter().map(|line| amounts[*line as usize]).sum::<i64>();
        amounts.iter().copied().chain(self.sums.iter().map(sum)).collect()
    }

    /// Whether amounts meet every demand.
    pub(crate) fn keeps(&self, amounts: &[i64]) -> bool {
        let held = self.fill(amounts);
        let boxes = held.iter().zip(self.boxes.low.iter().zip(&self.boxes.high));
        boxes.into_iter().all(|(held, (low, high))| (low..=high).contains(&held))
            && amounts.iter().zip(&self.steps).all(|(amount, step)| amount % step == 0)
            && self.shares.iter().all(|share| share.lacks(&held) == 0)
            && self.caps.iter().all(|cap| cap.lacks(&held) == 0)
    }
}

impl Share {
    /// By how many cents the part is not what it should be.
    pub(crate) fn lacks(&self, held: &[i64]) -> i64 {
        self.ratio.violation(held[self.part], held[self.whole])
    }
}

impl Cap {
    /// By how many cents the terms sum to too much.
    pub(crate) fn lacks(&self, held: &[i64]) -> i64 {
        (self.terms.iter().map(|term| term.of(held[term.column])).sum::<i64>() - self.most).max(0)
    }
}

/// The greatest number that divides both; of a number and zero, that number.
pub(crate) fn greatest_divisor(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The least common multiple, or `most` where it is larger.
pub(crate) fn common_multiple(a: i64, b: i64, most: i64) -> i64 {
    (a / greatest_divisor(a, b)).checked_mul(b).map_or(most, |common| common.min(most))
}
