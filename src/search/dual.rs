//! `Dual`: prices on what ties columns together, and the bound on every allocation that they prove.
//!
//! With a price on each sum, share and cap, every column chooses for itself what costs it least: that is a look at a few
//! candidates, exact in whole cents, also where a line is a multiple of a step or a cap bends its cost. What all columns
//! choose together costs no more than any allocation inside the boxes, whatever the prices are (Lagrange; Geoffrion,
//! *Lagrangean relaxation for integer programming*, 1974). So prices may be found by any method, and only the last sum is
//! trusted. Prices are whole multiples of one part in `scale`.

use std::cell::Cell;

use super::cost::Cost;
use super::demand::Bend;
use super::model::{Boxes, Model};
use super::newton::FINE;
use super::ratio::RatioBound;
use crate::meter::Meter;

/// What a row of prices ties together: the coefficient of each line, and between what their sum may be.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) kind: RowKind,
    /// Line and coefficient. Empty for caps, whose terms bend.
    pub(super) lines: Vec<(u32, i64)>,
    /// The largest coefficient.
    pub(super) unit: i64,
    /// Prices beyond this are not used: sums would leave 128 bits.
    pub(super) most: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    /// A sum of lines is what its column holds.
    Sum { column: usize },
    /// Between two bounds, if there are two.
    Share { low: Option<i64>, high: Option<i64> },
    /// The cap with this number.
    Cap { number: usize },
}

/// How a cap's price bends the cost of a column.
#[derive(Clone, Copy, Debug)]
struct Bent {
    row: usize,
    base: i64,
    bend: Bend,
}

/// What a column chooses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) value: i128,
    pub(super) amount: i64,
    /// The amount if cents could be split, in parts.
    pub(super) fine: i128,
    /// Whether the column would follow a small change of prices.
    pub(super) is_loose: bool,
}

pub(crate) struct Dual<'a> {
    pub(super) model: &'a Model,
    pub(super) cost: Cost<'a>,
    pub(super) scale: i128,
    pub(super) rows: Vec<Row>,
    bent: Vec<Vec<Bent>>,
    /// How often a column chose.
    choices: Cell<usize>,
    pub(super) meter: &'a Meter,
}

impl<'a> Dual<'a> {
    pub(crate) fn new(model: &'a Model, cost: Cost<'a>, meter: &'a Meter) -> Dual<'a> {
        let mut rows: Vec<Row> = Vec::new();
        for (number, sum) in model.sums.iter().enumerate() {
            let kind = RowKind::Sum { column: model.lines + number };
            rows.push(Row { kind, lines: sum.iter().map(|line| (*line, 1)).collect(), unit: 1, most: 0 });
        }
        for share in &model.shares {
            let RatioBound { numerator: whole_unit, denominator: part_unit, least: low, most: high } =
                share.ratio;
            let mut lines: Vec<(u32, i64)> = Vec::new();
            let mut add = |column: usize, coefficient: i64| match column.checked_sub(model.lines) {
                None => lines.push((u32::try_from(column).unwrap_or(u32::MAX), coefficient)),
                Some(sum) => lines.extend(model.sums[sum].iter().map(|line| (*line, coefficient))),
            };
            add(share.part, part_unit);
            add(share.whole, -whole_unit);
            lines.sort_unstable();
            let mut merged: Vec<(u32, i64)> = Vec::with_capacity(lines.len());
            for (line, coefficient) in lines {
                match merged.last_mut() {
                    Some(last) if last.0 == line => last.1 += coefficient,
                    _ => merged.push((line, coefficient)),
                }
            }
            let unit = part_unit.max(whole_unit);
            rows.push(Row { kind: RowKind::Share { low, high }, lines: merged, unit, most: 0 });
        }
        let mut bent: Vec<Vec<Bent>> = vec![Vec::new(); model.columns()];
        for (number, cap) in model.caps.iter().enumerate() {
            for term in &cap.terms {
                bent[term.column].push(Bent { row: rows.len(), base: term.base, bend: term.bend });
            }
            rows.push(Row { kind: RowKind::Cap { number }, lines: Vec::new(), unit: 1, most: 0 });
        }
        let mut dual = Dual { model, cost, scale: 0, rows, bent, choices: Cell::new(0), meter };
        dual.choose_scale();
        dual
    }

    /// Costs are below 2^108 and what prices add below 2^116, so that sums stay within 128 bits.
    fn choose_scale(&mut self) {
        let boxes = &self.model.boxes;
        let costs = (0..self.model.lines).map(|line| self.cost.most(line, boxes.low[line], boxes.high[line]));
        let bits = 128 - costs.fold(0i128, i128::saturating_add).leading_zeros();
        self.scale = if bits > 108 { 0 } else { 1 << (108 - bits).min(40) };
        let rows = self.rows.len() as i128;
        let bases = self.model.caps.iter().flat_map(|cap| &cap.terms).map(|term| term.base);
        let largest = bases.fold(boxes.high[self.model.lines], i64::max);
        let room = (1i128 << 115) / (i128::from(largest) + 1) / (self.model.lines as i128 * (rows + 1));
        self.rows.iter_mut().for_each(|row| row.most = room / i128::from(row.unit));
    }

    /// Whether prices can be used at all: costs of more than 108 bits leave no room.
    pub(crate) fn is_usable(&self) -> bool {
        self.scale > 0
    }

    /// How often a column chose at some prices so far: what the search for prices takes.
    pub(crate) fn choices(&self) -> usize {
        self.choices.get()
    }

    /// What prices add to the cost of a cent on each line.
    pub(super) fn slopes(&self, prices: &[i128]) -> Vec<i128> {
        let mut slopes = vec![0; self.model.lines];
        for (row, price) in self.rows.iter().zip(prices).filter(|(_, price)| **price != 0) {
            row.lines.iter().for_each(|(line, coefficient)| {
                slopes[*line as usize] += price * i128::from(*coefficient);
            });
        }
        slopes
    }

    /// What a line chooses at a slope.
    pub(super) fn line(
        &self,
        line: usize,
        slope: i128,
        prices: &[i128],
        boxes: &Boxes,
        scale: i128,
    ) -> Choice {
        self.choices.set(self.choices.get() + 1);
        let (step, wish) = (self.model.steps[line], self.cost.wish[line]);
        let weight = i128::from(self.cost.weights[line]) * scale;
        let bent = &self.bent[line];
        let mut best: Option<Choice> = None;
        let mut piece = |from: i64, to: i64| {
            // On this piece the cost is a parabola, or a straight line where nothing but prices counts.
            let side = if from >= wish { 1 } else { -1 };
            let mut tilt = slope + weight * self.cost.kink * side;
            for bend in bent {
                tilt += prices[bend.row] * slope_of(bend.bend, from >= bend.base);
            }
            let (low, high) = (i128::from(from), i128::from(to));
            let (below, rest) = match 2 * weight {
                0 if tilt > 0 => (low, 0),
                0 => (high, 0),
                curve => {
                    let (below, rest) = in_parts(-tilt, curve);
                    (i128::from(wish) + below, rest)
                }
            };
            let is_inside = weight > 0 && (low..high).contains(&below);
            let vertex = if is_inside { below * FINE + rest } else { below.clamp(low, high) * FINE };
            let below = i64::try_from(below.clamp(low, high)).unwrap_or(from);
            let down = below - if step == 1 { 0 } else { below.rem_euclid(step) };
            let (least, most) = match step {
                1 => (from, to),
                step => (from + (-from).rem_euclid(step), to.div_euclid(step) * step),
            };
            if least > most {
                return;
            }
            for amount in [down, down + step] {
                let amount = amount.clamp(least, most);
                let change = i128::from(amount) - i128::from(wish);
                let own = weight * (self.cost.kink * change.abs() + change * change);
                let bends = bent.iter().map(|bend| prices[bend.row] * count(bend, amount)).sum::<i128>();
                let value = own + slope * i128::from(amount) + bends;
                if best.is_none_or(|best| value < best.value) {
                    best = Some(Choice { value, amount, fine: vertex, is_loose: is_inside });
                }
            }
        };
        self.cut_at_corners(line, boxes, &mut piece);
        // A box without a multiple of the step holds nothing.
        best.unwrap_or(Choice {
            value: i128::MAX / 4,
            amount: boxes.low[line],
            fine: i128::from(boxes.low[line]) * FINE,
            is_loose: false,
        })
    }

    /// Each part of a line's box on which its cost has no corner.
    fn cut_at_corners(&self, line: usize, boxes: &Boxes, piece: &mut impl FnMut(i64, i64)) {
        let (low, high, wish) = (boxes.low[line], boxes.high[line], self.cost.wish[line]);
        let bent = &self.bent[line];
        if bent.is_empty() {
            let is_cut = self.cost.kink > 0 && low < wish && wish < high;
            piece(low, if is_cut { wish } else { high });
            if is_cut {
                piece(wish, high);
            }
            return;
        }
        let mut corners: Vec<i64> = bent.iter().map(|bend| bend.base).chain([wish]).collect();
        corners.sort_unstable();
        let mut from = low;
        for corner in corners.into_iter().filter(|corner| (low..high).contains(corner)) {
            if corner > from {
                piece(from, corner);
                from = corner;
            }
        }
        piece(from, high);
    }

    /// What the column of a sum chooses, near to what its lines sum to where it is all the same.
    pub(super) fn sum(
        &self,
        column: usize,
        price: i128,
        near: i64,
        prices: &[i128],
        boxes: &Boxes,
    ) -> (i128, i64) {
        let (low, high) = (boxes.low[column], boxes.high[column]);
        let bent = &self.bent[column];
        let corners = bent.iter().map(|bend| bend.base.clamp(low, high));
        let value = |amount: i64| {
            bent.iter().map(|bend| prices[bend.row] * count(bend, amount)).sum::<i128>()
                - price * i128::from(amount)
        };
        let mut best = (value(near.clamp(low, high)), near.clamp(low, high));
        for amount in corners.chain([low, high]) {
            let value = value(amount);
            if value < best.0 {
                best = (value, amount);
            }
        }
        best
    }

    /// What the bent columns of a cap count.
    pub(super) fn counted(&self, number: usize, held: impl Fn(usize) -> i128) -> i128 {
        let cap = &self.model.caps[number];
        let counts = cap.terms.iter().map(|term| {
            let change = held(term.column) - i128::from(term.base) * FINE;
            match term.bend {
                Bend::Rise => change.max(0),
                Bend::Shift => change,
                Bend::Fall => change.min(0),
            }
        });
        counts.sum()
    }

    /// The slope of each term of a cap where its column stands.
    pub(super) fn cap_slopes(&self, number: usize, held: impl Fn(usize) -> i128) -> Vec<(usize, i64)> {
        let terms = self.model.caps[number].terms.iter();
        let slope = |base: i64, bend: Bend, held: i128| match bend {
            Bend::Rise => i64::from(held > i128::from(base) * FINE),
            Bend::Shift => 1,
            Bend::Fall => i64::from(held < i128::from(base) * FINE),
        };
        terms.map(|term| (term.column, slope(term.base, term.bend, held(term.column)))).collect()
    }
}

/// A number divided, and what is left in parts of which [`FINE`] make one.
fn in_parts(number: i128, by: i128) -> (i128, i128) {
    // Lines that weigh one are divided by the scale alone.
    if by.count_ones() == 1 {
        let bits = by.trailing_zeros();
        return (number >> bits, ((number & (by - 1)) * FINE) >> bits);
    }
    (number.div_euclid(by), number.rem_euclid(by) * FINE / by)
}

fn count(bend: &Bent, amount: i64) -> i128 {
    let change = i128::from(amount) - i128::from(bend.base);
    match bend.bend {
        Bend::Rise => change.max(0),
        Bend::Shift => change,
        Bend::Fall => change.min(0),
    }
}

/// The slope of a term above or below its base.
fn slope_of(bend: Bend, is_above: bool) -> i128 {
    match bend {
        Bend::Rise => i128::from(is_above),
        Bend::Shift => 1,
        Bend::Fall => i128::from(!is_above),
    }
}
