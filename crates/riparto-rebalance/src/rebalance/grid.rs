//! The nearest amounts under two families of groups: for programs that hold a grid of actions and categories and no plan.

use super::measure::Measure;
use super::size::accept;
use riparto_core::capacity::MAX_LINES;
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::words::both;
use riparto_solve::flow::{Distance, Family, Interval, Problem, least_moved, solve};

/// Groups that lie apart, such as all actions, or all cost categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupFamily<'a> {
    /// The group that each line is in, counted from 0; a line whose number is beyond the last group is in none.
    pub group_of: &'a [u32],
    /// The least that the lines of each group may hold together.
    pub floors: &'a [Money],
    /// The most that they may hold together.
    pub ceilings: &'a [Money],
}

/// The nearest amounts to a wish that sum to a total, each between its floor and its ceiling, with the sums of all groups of
/// two families between theirs. Exact by the measure asked for; of the answers that tie, the one of least squares, and of
/// these the one whose odd cents go to the first lines. `None` if there are no such amounts.
///
/// [`Rebalance::run`](super::Rebalance::run) does the same for the rules of a plan, with explanations. Where two families
/// cross, the measures have different optima (Ahuja, Magnanti and Orlin, *Network Flows*, ch. 14, for the flow).
///
/// ```
/// use riparto::Money;
/// use riparto::rebalance::{GroupFamily, Measure, nearest_on_grid};
///
/// let euros = |amounts: [u32; 4]| amounts.map(Money::from_euros);
/// let two = |amounts: [u32; 2]| amounts.map(Money::from_euros);
/// // Two actions with two cost categories each.
/// let (wish, floors, ceilings) = (euros([40, 10, 30, 20]), euros([0; 4]), euros([100; 4]));
/// let actions = GroupFamily { group_of: &[0, 0, 1, 1], floors: &two([60, 0]), ceilings: &two([100, 100]) };
/// let categories = GroupFamily { group_of: &[0, 1, 0, 1], floors: &two([0, 0]), ceilings: &two([60, 100]) };
/// let nearest = nearest_on_grid(
///     Money::from_euros(100), &wish, &floors, &ceilings, [actions, categories], Measure::LeastSquares,
/// )?;
/// assert_eq!(nearest.as_deref(), Some(&euros([40, 20, 20, 20])[..]));
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// Slices of different lengths (`amounts_mismatch`), no lines (`lines_missing`), over a million of them or of groups
/// (`too_many`), a total and a number of lines whose sums leave 64 bits (`amount_overflow`); a measure that is no distance (`measure_of_plans`).
pub fn nearest_on_grid(
    total: Money,
    wish: &[Money],
    floors: &[Money],
    ceilings: &[Money],
    families: [GroupFamily; 2],
    measure: Measure,
) -> Result<Option<Vec<Money>>> {
    let distance = match measure {
        Measure::LeastSquares => Distance::Squares,
        Measure::LeastMoved => Distance::Moved,
        Measure::LeastPeak => Distance::Peak,
        Measure::InProportion | Measure::FewestLines => return Err(Cause::MeasureOfPlans {}.into()),
    };
    GridProblem::new(total, [wish, floors, ceilings], families)?.answer(|problem| solve(problem, distance))
}

/// Amounts that move as few cents as any: the sum of the changes from the wish is the least there is, to the cent. Else as
/// [`nearest_on_grid`]; `None` if no amounts keep the bounds.
///
/// Many amounts may move as little, and which of them this returns says nothing about what is fair: the same input gives the
/// same ones, and that is all. It is what a minimum-cost flow answers, and the first step of [`nearest_on_grid`], which
/// then picks among them the one of least squares, and takes several times as long. For a program that only asks how much
/// must move, or that chooses among the ties by itself.
///
/// ```
/// use riparto::Money;
/// use riparto::rebalance::{GroupFamily, least_moved_on_grid};
///
/// let euros = |amounts: [u32; 4]| amounts.map(Money::from_euros);
/// let two = |amounts: [u32; 2]| amounts.map(Money::from_euros);
/// // Two actions with two cost categories each; the first category holds at most 60.
/// let (wish, floors, ceilings) = (euros([40, 10, 30, 20]), euros([0; 4]), euros([100; 4]));
/// let actions = GroupFamily { group_of: &[0, 0, 1, 1], floors: &two([60, 0]), ceilings: &two([100, 100]) };
/// let categories = GroupFamily { group_of: &[0, 1, 0, 1], floors: &two([0, 0]), ceilings: &two([60, 100]) };
/// let total = Money::from_euros(100);
/// let amounts = least_moved_on_grid(total, &wish, &floors, &ceilings, [actions, categories])?.unwrap_or_default();
/// let moved = amounts.iter().zip(&wish).map(|(amount, wish)| amount.cents().abs_diff(wish.cents())).sum::<u64>();
/// assert_eq!(moved, 2_000);
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// Those of [`nearest_on_grid`].
pub fn least_moved_on_grid(
    total: Money,
    wish: &[Money],
    floors: &[Money],
    ceilings: &[Money],
    families: [GroupFamily; 2],
) -> Result<Option<Vec<Money>>> {
    GridProblem::new(total, [wish, floors, ceilings], families)?.answer(least_moved)
}

/// What is asked, in cents.
struct GridProblem<'a> {
    total: i64,
    /// What each line wishes, then its floors, then its ceilings: one piece of memory.
    lines: Vec<i64>,
    group_of: [&'a [u32]; 2],
    sums: [Vec<Interval>; 2],
}

impl<'a> GridProblem<'a> {
    fn new(
        total: Money,
        [wish, floors, ceilings]: [&[Money]; 3],
        families: [GroupFamily<'a>; 2],
    ) -> Result<GridProblem<'a>> {
        let lines = wish.len();
        let lengths = [floors.len(), ceilings.len(), families[0].group_of.len(), families[1].group_of.len()];
        if let Some(found) = lengths.into_iter().find(|found| *found != lines) {
            return Err(Cause::AmountsMismatch { found, lines }.into());
        }
        for family in &families {
            let (found, lines) = (family.ceilings.len(), family.floors.len());
            if found != lines {
                return Err(Cause::AmountsMismatch { found, lines }.into());
            }
        }
        accept(lines, total)?;
        if let Some(found) =
            families.iter().map(|family| family.floors.len()).find(|found| *found > MAX_LINES)
        {
            return Err(Cause::TooMany { what: both("groups", "gruppi"), found, allowed: MAX_LINES }.into());
        }
        let group_of = families.map(|family| family.group_of);
        let sums = families.map(|family| family.sums());
        let mut cents = Vec::with_capacity(3 * lines);
        for amounts in [wish, floors, ceilings] {
            cents.extend(amounts.iter().map(|amount| amount.cents()));
        }
        Ok(GridProblem { total: total.cents(), lines: cents, group_of, sums })
    }

    /// What `find` finds.
    fn answer(&self, find: impl Fn(&Problem) -> Option<Vec<i64>>) -> Result<Option<Vec<Money>>> {
        let [first, second] = &self.sums;
        let (wish, bounds) = self.lines.split_at(self.lines.len() / 3);
        let (low, high) = bounds.split_at(wish.len());
        let problem = Problem {
            total: self.total,
            wish,
            low,
            high,
            weights: &[],
            families: [
                Family::Disjoint { group_of: self.group_of[0], sums: first },
                Family::Disjoint { group_of: self.group_of[1], sums: second },
            ],
            movement: None,
        };
        Ok(find(&problem).map(|amounts| amounts.into_iter().map(Money::within_range).collect()))
    }
}

impl GroupFamily<'_> {
    fn sums(&self) -> Vec<Interval> {
        let sums = self.floors.iter().zip(self.ceilings);
        sums.map(|(floor, ceiling)| Interval { low: floor.cents(), high: ceiling.cents() }).collect()
    }
}
