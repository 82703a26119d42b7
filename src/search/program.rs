//! `Program`: the least of a linear cost under linear rows, exact in whole numbers.
//!
//! The dual simplex (Lemke, *The dual method of solving the linear programming problem*, 1954) on a tableau whose rows are
//! whole numbers over a unit of their own, divided by what they have in common. A cost that is nowhere below zero makes the
//! first basis a dual one, so there is no first phase; the cost only rises, and each step is a bound on every answer. What
//! would leave 128 bits, or take more than a budget, is given up and nothing is claimed.

use crate::meter::Meter;

/// Terms on columns that sum to at least so much, or to just so much.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Column and coefficient.
    pub(crate) terms: Vec<(usize, i64)>,
    pub(crate) least: i128,
    pub(crate) is_exact: bool,
}

/// How far a search for the least came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// The values are those of least cost.
    Least,
    /// No values meet the rows, or none that cost less than was asked for.
    Nothing,
    /// The budget ended, or numbers left 128 bits.
    Ended,
}

/// One variable in terms of those that stand at a bound: `unit × it = side − Σ numbers × them`.
#[derive(Clone, Debug)]
struct Solved {
    unit: i128,
    side: i128,
    numbers: Vec<i128>,
}

/// Columns, one more variable for each row (by how much it is exceeded), and the basis that was reached.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    columns: usize,
    low: Vec<i128>,
    high: Vec<i128>,
    /// The variable of each row.
    basic: Vec<usize>,
    rows: Vec<Solved>,
    cost: Solved,
    /// The variable that each number of a row belongs to, and whether it stands at its upper bound.
    others: Vec<(usize, bool)>,
    /// Whether numbers left 128 bits within a step: then nothing can be read from it.
    is_half_taken: bool,
}

/// No bound.
pub(crate) const FREE: i128 = i128::MAX;

/// From so many steps on, the first row and the first variable are taken, so that no basis comes back (Bland).
const HURRIED: usize = 2_048;

impl Program {
    /// Columns of zero or more, with a cost of zero or more each, under rows.
    pub(crate) fn new(costs: &[i64], rows: &[Row]) -> Program {
        let columns = costs.len();
        let variables = columns + rows.len();
        let mut high = vec![FREE; variables];
        let mut solved = Vec::with_capacity(rows.len());
        for (number, row) in rows.iter().enumerate() {
            let mut numbers = vec![0; columns];
            row.terms.iter().for_each(|(column, coefficient)| numbers[*column] -= i128::from(*coefficient));
            solved.push(Solved { unit: 1, side: -row.least, numbers });
            if row.is_exact {
                high[columns + number] = 0;
            }
        }
        let cost = costs.iter().map(|cost| -i128::from(*cost)).collect();
        Program {
            columns,
            low: vec![0; variables],
            high,
            basic: (columns..variables).collect(),
            rows: solved,
            cost: Solved { unit: 1, side: 0, numbers: cost },
            others: (0..columns).map(|column| (column, false)).collect(),
            is_half_taken: false,
        }
    }

    /// How many numbers the tableau has.
    pub(crate) fn numbers(&self) -> usize {
        (self.rows.len() + 1) * self.columns
    }

    /// The variable of a row: by how much its terms sum to more than the least.
    pub(crate) fn beyond(&self, row: usize) -> usize {
        self.columns + row
    }

    /// Narrows what a variable may be.
    pub(crate) fn narrow(&mut self, variable: usize, low: i128, high: i128) {
        self.low[variable] = self.low[variable].max(low);
        self.high[variable] = self.high[variable].min(high);
        if self.low[variable] == self.high[variable] {
            let fixed = self.others.iter_mut().filter(|(other, _)| *other == variable);
            fixed.for_each(|(_, is_high)| *is_high = false);
        }
    }

    /// Whether the values that were reached can be read.
    pub(crate) fn is_sound(&self) -> bool {
        !self.is_half_taken
    }

    /// Goes to the values of least cost, or until they are known to cost `enough` or more.
    pub(crate) fn descend(&mut self, enough: i128, (budget, meter): (&mut usize, &Meter)) -> Reached {
        if self.low.iter().zip(&self.high).any(|(low, high)| low > high) {
            return Reached::Nothing;
        }
        for step in 0_usize.. {
            let looks = self.numbers();
            if *budget < looks || !meter.spend(looks) {
                return Reached::Ended;
            }
            *budget -= looks;
            match self.step(enough, step >= HURRIED) {
                Some(None) => {}
                Some(Some(reached)) => return reached,
                None => {
                    self.is_half_taken = true;
                    return Reached::Ended;
                }
            }
        }
        Reached::Ended
    }

    /// One step of the dual simplex: says what is reached if there is none to take; `None` where numbers are too large.
    fn step(&mut self, enough: i128, is_hurried: bool) -> Option<Option<Reached>> {
        if self.least()? >= enough {
            return Some(Some(Reached::Nothing));
        }
        let stands = self.stands();
        let mut leaving: Option<(i128, usize, bool)> = None;
        for (row, variable) in self.basic.iter().enumerate() {
            let solved = &self.rows[row];
            let held = solved.held(&stands)?;
            let (low, high) = (self.low[*variable], self.high[*variable]);
            let below = low.checked_mul(solved.unit)?.checked_sub(held)?;
            let above = if high == FREE { 0 } else { held.checked_sub(high.checked_mul(solved.unit)?)? };
            let lacks = below.max(above);
            if lacks > 0 {
                let lacks = if is_hurried { 0 } else { lacks / solved.unit };
                let is_better = |(most, known, _): (i128, usize, bool)| {
                    lacks > most || (lacks == most && *variable < self.basic[known])
                };
                if leaving.is_none_or(is_better) {
                    leaving = Some((lacks, row, below > 0));
                }
            }
        }
        let Some((_, row, is_below)) = leaving else { return Some(Some(Reached::Least)) };
        let Some(place) = self.entering(row, is_below)? else { return Some(Some(Reached::Nothing)) };
        self.pivot(row, place, !is_below)?;
        Some(None)
    }

    /// The others that do not stand at zero, by their place, and where they stand.
    fn stands(&self) -> Vec<(usize, i128)> {
        let at = |(variable, is_high): &(usize, bool)| {
            if *is_high { self.high[*variable] } else { self.low[*variable] }
        };
        self.others.iter().map(at).enumerate().filter(|(_, at)| *at != 0).collect()
    }

    /// No values that meet the rows cost less; in whole numbers, since costs and columns are. `None` if it is too large.
    pub(crate) fn least(&self) -> Option<i128> {
        Some(-(-self.cost.held(&self.stands())?).div_euclid(self.cost.unit))
    }

    /// Which variable leaves its bound: the one whose cost rises least for each cent that the row gains.
    fn entering(&self, row: usize, is_below: bool) -> Option<Option<usize>> {
        let mut best: Option<(i128, i128, usize)> = None;
        for (place, (variable, is_high)) in self.others.iter().enumerate() {
            let number = self.rows[row].numbers[place];
            let helps = if is_below == *is_high { number > 0 } else { number < 0 };
            if !helps || self.low[*variable] == self.high[*variable] {
                continue;
            }
            let (dear, gains) = (self.cost.numbers[place].abs(), number.abs());
            let is_better = match best {
                None => true,
                Some((known, per, other)) => {
                    let (here, there) = (dear.checked_mul(per)?, known.checked_mul(gains)?);
                    here < there || (here == there && *variable < self.others[other].0)
                }
            };
            if is_better {
                best = Some((dear, gains, place));
            }
        }
        Some(best.map(|(_, _, place)| place))
    }

    /// Puts a variable into the basis in the place of another, which then stands at a bound.
    fn pivot(&mut self, row: usize, place: usize, is_high: bool) -> Option<()> {
        let mut turned =
            std::mem::replace(&mut self.rows[row], Solved { unit: 1, side: 0, numbers: Vec::new() });
        let sign = turned.numbers[place].signum();
        let unit = turned.numbers[place] * sign;
        turned.numbers[place] = turned.unit;
        turned.side *= sign;
        turned.numbers.iter_mut().for_each(|number| *number *= sign);
        turned.unit = unit;
        for solved in self.rows.iter_mut().chain([&mut self.cost]) {
            if solved.numbers.get(place).is_some_and(|number| *number != 0) {
                solved.replace(&turned, place)?;
            }
        }
        self.rows[row] = turned;
        let left = std::mem::replace(&mut self.basic[row], self.others[place].0);
        self.others[place] = (left, is_high && self.low[left] != self.high[left]);
        Some(())
    }

    /// The variables that hold the cost where it is: a cent more room above an upper bound, or beyond a row, would lower it. Columns
    /// first.
    pub(crate) fn binding(&self) -> Vec<usize> {
        let others = self.others.iter().zip(&self.cost.numbers);
        // A column that is fixed at zero counts as one at its upper bound.
        let binds = |(variable, number): (usize, i128)| {
            if variable < self.columns { number > 0 } else { number != 0 }
        };
        let binding = others.map(|((variable, _), number)| (*variable, *number)).filter(|pair| binds(*pair));
        let mut binding: Vec<usize> = binding.map(|(variable, _)| variable).collect();
        binding.sort_unstable();
        binding
    }

    /// What a variable is, as a fraction whose second part is above zero.
    pub(crate) fn value(&self, variable: usize) -> Option<(i128, i128)> {
        match self.basic.iter().position(|basic| *basic == variable) {
            Some(row) => Some((self.rows[row].held(&self.stands())?, self.rows[row].unit)),
            None => {
                let (_, is_high) = self.others.iter().find(|(other, _)| *other == variable)?;
                Some((if *is_high { self.high[variable] } else { self.low[variable] }, 1))
            }
        }
    }
}

impl Solved {
    /// What the variable comes to where others stand at their bounds, times the unit.
    fn held(&self, stands: &[(usize, i128)]) -> Option<i128> {
        let mut held = self.side;
        for (place, at) in stands {
            held = held.checked_sub(self.numbers[*place].checked_mul(*at)?)?;
        }
        Some(held)
    }

    /// Writes a variable that has entered the basis in terms of the others.
    fn replace(&mut self, turned: &Solved, place: usize) -> Option<()> {
        let by = std::mem::take(&mut self.numbers[place]);
        // What the two have in common need not be multiplied.
        let common = common_divisor(by, turned.unit);
        let (by, times) = (by / common, turned.unit / common);
        let merge = |own: i128, of_turned: i128| match (own, of_turned) {
            (0, 0) => Some(0),
            (own, 0) => own.checked_mul(times),
            (own, of_turned) => own.checked_mul(times)?.checked_sub(by.checked_mul(of_turned)?),
        };
        self.side = merge(self.side, turned.side)?;
        for (own, of_turned) in self.numbers.iter_mut().zip(&turned.numbers) {
            *own = merge(*own, *of_turned)?;
        }
        self.unit = self.unit.checked_mul(times)?;
        if self.unit > 1 {
            let numbers = self.numbers.iter().chain([&self.side]);
            let mut common = self.unit;
            for number in numbers.filter(|number| **number != 0) {
                common = common_divisor(common, *number);
                if common == 1 {
                    return Some(());
                }
            }
            self.unit /= common;
            self.side /= common;
            self.numbers.iter_mut().for_each(|number| *number /= common);
        }
        Some(())
    }
}

/// The greatest number that divides both, of which the second is not zero.
fn common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::{FREE, Program, Reached, Row};
    use crate::meter::Meter;

    fn row(terms: &[(usize, i64)], least: i128) -> Row {
        Row { terms: terms.to_vec(), least, is_exact: false }
    }

    fn whole(terms: &[(usize, i64)], sum: i128) -> Row {
        Row { terms: terms.to_vec(), least: sum, is_exact: true }
    }

    /// Two columns sum to 10; twice the first is at most three times the second, missed at a cost of one; the first is at
    /// least 7, at a cost of two.
    fn clash() -> Program {
        let share = row(&[(0, -2), (1, 3), (2, 1)], 0);
        Program::new(&[0, 0, 1, 2], &[whole(&[(0, 1), (1, 1)], 10), share, row(&[(0, 1), (3, 1)], 7)])
    }

    #[test]
    fn the_cheapest_of_two_ways_is_found() {
        let mut program = clash();
        // The floor gives way by one: each cent of it is worth five of the share.
        assert_eq!(program.descend(FREE, (&mut 1_000, &Meter::default())), Reached::Least);
        assert_eq!(program.least(), Some(2));
        let whole =
            |column: usize| program.value(column).map(|(above, below)| (above / below, above % below));
        assert_eq!([0, 1, 2, 3].map(whole), [6, 4, 0, 1].map(|cents| Some((cents, 0))));
    }

    #[test]
    fn values_are_fractions_and_costs_are_rounded_up() {
        let share = row(&[(0, 3), (1, -1), (2, 3)], 0);
        let mut program =
            Program::new(&[0, 0, 1], &[whole(&[(0, 1), (1, 1)], 10), share, row(&[(0, -1)], -2)]);
        assert_eq!(program.descend(FREE, (&mut 1_000, &Meter::default())), Reached::Least);
        assert_eq!((program.value(2), program.least()), (Some((2, 3)), Some(1)));
    }

    #[test]
    fn what_cannot_be_or_costs_too_much_is_nothing() {
        assert_eq!(clash().descend(2, (&mut 1_000, &Meter::default())), Reached::Nothing);
        let mut cut = clash();
        cut.narrow(3, 0, 0);
        cut.narrow(2, 0, 4);
        assert_eq!(cut.descend(FREE, (&mut 1_000, &Meter::default())), Reached::Nothing);
        let mut cut = clash();
        cut.narrow(3, 0, 0);
        assert_eq!(
            (cut.descend(FREE, (&mut 1_000, &Meter::default())), cut.least()),
            (Reached::Least, Some(5))
        );
    }

    #[test]
    fn nothing_is_claimed_without_budget_or_beyond_128_bits() {
        assert_eq!(clash().descend(FREE, (&mut 20, &Meter::default())), Reached::Ended);
        let large = |number: i64| row(&[(0, number), (1, -number + 1), (2, 1)], 1 << 100);
        let mut program = Program::new(&[0, 0, 1], &[large(i64::MAX), large(i64::MAX - 2)]);
        assert_eq!(program.descend(FREE, (&mut 1_000, &Meter::default())), Reached::Ended);
        assert!(!program.is_sound() && clash().is_sound());
        // Also where no budget is left after the step.
        let mut program = Program::new(&[0, 0, 1], &[large(i64::MAX), large(i64::MAX - 2)]);
        while program.is_sound() {
            let mut budget = program.numbers();
            assert_eq!(program.descend(FREE, (&mut budget, &Meter::default())), Reached::Ended);
        }
    }
}
