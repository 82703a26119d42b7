//! The search for good prices: Newton's steps on all rows at once, and rows one by one where these do not help.

use super::dual::{Choice, Dual, RowKind};
use super::model::Boxes;
use super::newton::{FINE, solve};

/// What all columns choose at some prices.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// No allocation inside the boxes costs less, times the scale.
    pub(super) value: i128,
    /// What each column chooses.
    pub(crate) amounts: Vec<i64>,
    choices: Vec<Choice>,
    /// By how much each row is out of balance, in parts of a cent times its coefficients.
    lacks: Vec<i128>,
}

/// A choice at prices takes about as long as so many looks.
const CHOICE: usize = 8;

/// How often a step is halved before it is given up.
const MOST_HALVINGS: u32 = 8;

/// Rows are swept one by one where prices are bettered for so many rounds.
const SWEPT_ROUNDS: usize = 32;

/// Squares are about as dear as movement where a change is half of this.
const MOST_SLOPE: i128 = 1 << 20;

/// How often the way along a ray is doubled at most.
const MOST_DOUBLINGS: u32 = 90;

impl Dual<'_> {
    /// What the prices prove: no allocation inside the boxes costs less.
    pub(crate) fn bound(&self, reply: &Reply) -> i128 {
        -(-reply.value).div_euclid(self.scale)
    }

    pub(crate) fn reply(&self, prices: &[i128], boxes: &Boxes) -> Reply {
        self.reply_scaled(prices, boxes, self.scale)
    }

    /// Whether prices prove that no allocation lies inside the boxes: where costs count nothing, zero is beaten.
    pub(crate) fn excludes(&self, prices: &[i128], boxes: &Boxes) -> bool {
        self.reply_scaled(prices, boxes, 0).value > 0
    }

    fn reply_scaled(&self, prices: &[i128], boxes: &Boxes, scale: i128) -> Reply {
        self.meter.spend(CHOICE * self.model.size());
        let slopes = self.slopes(prices);
        let lines = self.model.lines;
        let choices: Vec<Choice> =
            (0..lines).map(|line| self.line(line, slopes[line], prices, boxes, scale)).collect();
        let mut value: i128 = choices.iter().map(|choice| choice.value).sum();
        let mut amounts: Vec<i64> = choices.iter().map(|choice| choice.amount).collect();
        let mut lacks = Vec::with_capacity(self.rows.len());
        for (row, price) in self.rows.iter().zip(prices) {
            let fine: i128 = row
                .lines
                .iter()
                .map(|(line, coefficient)| choices[*line as usize].fine * i128::from(*coefficient))
                .sum();
            match row.kind {
                RowKind::Sum { column } => {
                    let near = i64::try_from(fine.div_euclid(FINE)).unwrap_or(0);
                    let (own, amount) = self.sum(column, *price, near, prices, boxes);
                    value += own;
                    amounts.push(amount);
                    let inside = *price == 0
                        && amount == near
                        && fine.rem_euclid(FINE) > 0
                        && near < boxes.high[column];
                    lacks.push(if inside { 0 } else { fine - i128::from(amount) * FINE });
                }
                RowKind::Share { low, high } => {
                    let (lack, side) = out_of(fine, low, high, *price);
                    value -= price * side;
                    lacks.push(lack);
                }
                RowKind::Cap { number } => {
                    let held = |column: usize| match choices.get(column) {
                        Some(choice) => choice.fine,
                        None => i128::from(amounts[column]) * FINE,
                    };
                    let most = i128::from(self.model.caps[number].most);
                    let lack = self.counted(number, held) - most * FINE;
                    value -= price * most;
                    lacks.push(if *price == 0 { lack.max(0) } else { lack });
                }
            }
        }
        Reply { value, amounts, choices, lacks }
    }

    /// First prices where movement comes before squares: from those of squares alone, with movement twice as dear each time.
    pub(crate) fn approach(&mut self, prices: &mut Vec<i128>, boxes: &Boxes, rounds: usize) {
        let kink = self.cost.kink;
        let mut reached: i128 = 0;
        while reached < kink && !self.meter.is_over() {
            self.cost.kink = reached;
            self.ascend(prices, boxes, i128::MAX, rounds);
            // Once movement is dearer than squares, prices grow as it does.
            if reached > MOST_SLOPE {
                let doubled = |row: usize| self.admissible(row, prices[row], prices[row] * 2);
                *prices = (0..prices.len()).map(doubled).collect();
            }
            reached = (reached * 2).max(1);
        }
        self.cost.kink = kink;
    }

    /// Betters prices for a number of rounds, or until their bound reaches `enough`.
    pub(crate) fn ascend(&self, prices: &mut Vec<i128>, boxes: &Boxes, enough: i128, rounds: usize) -> Reply {
        let mut reply = self.reply(prices, boxes);
        for _ in 0..rounds {
            if self.bound(&reply) >= enough || self.meter.is_over() {
                break;
            }
            let mut stepped = None;
            if let Some((steps, rays)) = self.newton(prices, &reply) {
                stepped = self.step(prices, &steps, boxes, &reply);
                // Newton's steps do not see corners: where movement comes first, and at the ends of boxes.
                for ray in rays {
                    let further = self.follow(prices, &ray, boxes, stepped.as_ref().unwrap_or(&reply));
                    stepped = further.or(stepped);
                }
            }
            let next = match stepped {
                Some(next) if next.value - reply.value > self.scale / 4 => Some(next),
                // Beyond the first box, prices are near already, and a sweep is dear.
                _ if rounds < SWEPT_ROUNDS && self.cost.kink == 0 => None,
                _ => self.sweep(prices, boxes, &reply),
            };
            match next {
                Some(next) => reply = next,
                None => break,
            }
        }
        reply
    }

    /// Newton's step on the rows that are out of balance or have a price, and the ways along which its rows keep their
    /// balance while another one regains it: those lead on where costs have corners, as simplex steps do.
    fn newton(&self, prices: &[i128], reply: &Reply) -> Option<(Vec<i128>, Vec<Vec<i128>>)> {
        let active: Vec<usize> =
            (0..self.rows.len()).filter(|row| prices[*row] != 0 || reply.lacks[*row] != 0).collect();
        if active.is_empty()
            || !self
                .meter
                .spend(active.len().saturating_pow(2).saturating_mul(active.len() + self.model.lines))
        {
            return None;
        }
        // For each line, the active rows that it is in, with coefficients as parts of the row's unit.
        let mut entries: Vec<Vec<(usize, i128)>> = vec![Vec::new(); self.model.lines];
        for (place, number) in active.iter().enumerate() {
            let row = &self.rows[*number];
            for (line, coefficient) in &row.lines {
                let share = i128::from(*coefficient) * FINE / i128::from(row.unit);
                entries[*line as usize].push((place, share));
            }
            if let RowKind::Cap { number } = row.kind {
                let held = |column: usize| match reply.choices.get(column) {
                    Some(choice) => choice.fine,
                    None => i128::from(reply.amounts[column]) * FINE,
                };
                for (column, slope) in
                    self.cap_slopes(number, held).into_iter().filter(|(_, slope)| *slope != 0)
                {
                    if let Some(entries) = entries.get_mut(column) {
                        entries.push((place, i128::from(slope) * FINE));
                    }
                }
            }
        }
        let mut matrix = vec![vec![0i128; active.len()]; active.len()];
        for (line, entries) in entries.iter().enumerate().filter(|(line, _)| reply.choices[*line].is_loose) {
            let weight = 2 * i128::from(self.cost.weights[line]);
            for (a, first) in entries {
                for (b, second) in entries {
                    matrix[*a][*b] += first * second / weight;
                }
            }
        }
        let sides = active.iter().map(|row| reply.lacks[*row] / i128::from(self.rows[*row].unit)).collect();
        let solved = solve(matrix, sides)?;
        let in_rows = |solved: Vec<i128>| -> Option<Vec<i128>> {
            let mut steps = vec![0; self.rows.len()];
            for (row, step) in active.iter().zip(solved) {
                steps[*row] = step.checked_mul(self.scale)? / FINE / i128::from(self.rows[*row].unit);
            }
            Some(steps)
        };
        let rays = solved.rays.into_iter().map(in_rows).collect::<Option<Vec<Vec<i128>>>>()?;
        Some((in_rows(solved.steps)?, rays))
    }

    /// Goes along a ray as long as the bound rises: doubling at first, then between the last lengths.
    fn follow(&self, prices: &mut Vec<i128>, ray: &[i128], boxes: &Boxes, reply: &Reply) -> Option<Reply> {
        let at = |length: i128| -> (Vec<i128>, Reply) {
            let moved = |row: usize| prices[row].saturating_add(ray[row].saturating_mul(length));
            let trial: Vec<i128> =
                (0..self.rows.len()).map(|row| self.admissible(row, prices[row], moved(row))).collect();
            let reply = self.reply(&trial, boxes);
            (trial, reply)
        };
        let mut length = 1;
        let mut best: Option<(i128, Vec<i128>, Reply)> = None;
        for _ in 0..MOST_DOUBLINGS {
            let (trial, next) = at(length);
            // Prices at the end of what they may be no longer stand to each other as the ray does.
            let is_cut = trial.iter().zip(&self.rows).any(|(price, row)| price.abs() >= row.most);
            if is_cut || next.value <= best.as_ref().map_or(reply.value, |(_, _, best)| best.value) {
                break;
            }
            best = Some((length, trial, next));
            length *= 2;
        }
        let (mut kept, mut trial, mut next) = best?;
        let mut part = kept / 2;
        while part > kept / 1_024 {
            for length in [kept - part, kept + part] {
                let (other_trial, other) = at(length);
                if other.value > next.value {
                    (kept, trial, next) = (length, other_trial, other);
                    break;
                }
            }
            part /= 2;
        }
        *prices = trial;
        Some(next)
    }

    /// Goes along steps as far as the bound rises, halving them where it does not.
    fn step(&self, prices: &mut Vec<i128>, steps: &[i128], boxes: &Boxes, reply: &Reply) -> Option<Reply> {
        let mut best: Option<(Vec<i128>, Reply)> = None;
        for halving in 0..MOST_HALVINGS {
            let trial: Vec<i128> = (0..self.rows.len())
                .map(|row| self.admissible(row, prices[row], prices[row] + (steps[row] >> halving)))
                .collect();
            let next = self.reply(&trial, boxes);
            let least = best.as_ref().map_or(reply.value, |(_, best)| best.value);
            if next.value > least {
                best = Some((trial, next));
            } else if best.is_some() {
                break;
            }
        }
        let (trial, next) = best?;
        *prices = trial;
        Some(next)
    }

    /// A price that the row may have: of the sign of its sides, and not through zero at once.
    fn admissible(&self, row: usize, before: i128, price: i128) -> i128 {
        let most = self.rows[row].most;
        let (low, high) = match self.rows[row].kind {
            RowKind::Sum { .. } => (-most, most),
            RowKind::Share { low, high } => {
                (if low.is_some() { -most } else { 0 }, if high.is_some() { most } else { 0 })
            }
            RowKind::Cap { .. } => (0, most),
        };
        let price = price.clamp(low, high);
        let is_equation = row == 0;
        if !is_equation && before.signum() * price.signum() < 0 { 0 } else { price }
    }

    /// Each row by itself, to the price where its balance turns.
    fn sweep(&self, prices: &mut Vec<i128>, boxes: &Boxes, reply: &Reply) -> Option<Reply> {
        let mut trial = prices.clone();
        for row in 0..self.rows.len() {
            if !self.meter.is_over() && (reply.lacks[row] != 0 || trial[row] != 0) {
                self.turn(row, &mut trial, boxes);
            }
        }
        let next = self.reply(&trial, boxes);
        if next.value - reply.value <= self.scale / 4 {
            return None;
        }
        *prices = trial;
        Some(next)
    }

    /// The best price of one row, all others kept: doubled until the balance turns, then halved between.
    fn turn(&self, row: usize, prices: &mut [i128], boxes: &Boxes) {
        let most = self.rows[row].most;
        let (floor, ceiling) = (self.admissible(row, 0, -most), self.admissible(row, 0, most));
        let start = prices[row];
        let mut slopes = self.slopes(prices);
        for (line, coefficient) in &self.rows[row].lines {
            slopes[*line as usize] -= start * i128::from(*coefficient);
        }
        let mut lack = |price: i128| {
            prices[row] = price;
            self.lack(row, prices, &slopes, boxes)
        };
        let sign = lack(start).signum();
        if sign == 0 {
            return;
        }
        let (mut kept, mut reach) = (start, self.scale.max(1));
        let mut turned = loop {
            let next = (start + sign * reach).clamp(floor, ceiling);
            if next == kept {
                break kept;
            }
            if lack(next).signum() != sign {
                break next;
            }
            kept = next;
            reach = reach.saturating_mul(4);
        };
        while (turned - kept).abs() > 1 {
            let middle = kept + (turned - kept) / 2;
            if lack(middle).signum() == sign { kept = middle } else { turned = middle }
        }
        prices[row] = turned;
    }

    /// By how much one row is out of balance, in whole cents: what turns where its price grows.
    fn lack(&self, row: usize, prices: &[i128], slopes: &[i128], boxes: &Boxes) -> i128 {
        self.meter.spend(CHOICE * (self.rows[row].lines.len() + 1));
        let price = prices[row];
        let choice = |line: usize, slope: i128| self.line(line, slope, prices, boxes, self.scale).amount;
        match self.rows[row].kind {
            RowKind::Cap { number } => {
                let cap = &self.model.caps[number];
                let counts = cap.terms.iter().map(|term| {
                    let held = match slopes.get(term.column) {
                        Some(slope) => choice(term.column, *slope),
                        None => {
                            let sum = term.column - self.model.lines;
                            self.sum(term.column, prices[sum], 0, prices, boxes).1
                        }
                    };
                    i128::from(term.of(held))
                });
                let lack = counts.sum::<i128>() - i128::from(cap.most);
                if price == 0 { lack.max(0) } else { lack }
            }
            kind => {
                let held: i128 = self.rows[row]
                    .lines
                    .iter()
                    .map(|(line, coefficient)| {
                        let coefficient = i128::from(*coefficient);
                        let slope = slopes[*line as usize] + price * coefficient;
                        i128::from(choice(*line as usize, slope)) * coefficient
                    })
                    .sum();
                match kind {
                    RowKind::Share { low, high } => out_of(held * FINE, low, high, price).0,
                    RowKind::Sum { column } => {
                        let near = i64::try_from(held).unwrap_or(0);
                        held - i128::from(self.sum(column, price, near, prices, boxes).1)
                    }
                    RowKind::Cap { .. } => 0,
                }
            }
        }
    }
}

/// By how much a share's row is out of its sides, and the side that its price is counted at.
fn out_of(fine: i128, low: Option<i64>, high: Option<i64>, price: i128) -> (i128, i128) {
    let above = high.map(|high| fine - i128::from(high) * FINE);
    let below = low.map(|low| fine - i128::from(low) * FINE);
    match price.signum() {
        1 => (above.unwrap_or(0), high.unwrap_or(0).into()),
        -1 => (below.unwrap_or(0), low.unwrap_or(0).into()),
        _ => (above.filter(|lack| *lack > 0).or(below.filter(|lack| *lack < 0)).unwrap_or(0), 0),
    }
}
