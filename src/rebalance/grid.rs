//! The nearest amounts under two families of groups: for programs that hold a grid of actions and categories and no plan.

use crate::error::{Cause, Result};
use crate::limits::{MAX_LINES, MAX_REBALANCE_CENTS};
use crate::money::Money;
use crate::network::{Group, Measure, Problem, solve};

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
/// these the one whose odd cents go to the lines that stand first. `None` if there are no such amounts.
///
/// [`Plan::rebalance`](crate::Plan::rebalance) does the same for the rules of a plan, with explanations. Where two families
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
/// Slices of different lengths (`amounts_mismatch`), no lines (`lines_missing`) or over a million (`too_many`), a total so
/// large over so many lines that sums leave 64 bits (`amount_overflow`).
pub fn nearest_on_grid(
    total: Money,
    wish: &[Money],
    floors: &[Money],
    ceilings: &[Money],
    families: [GroupFamily; 2],
    measure: Measure,
) -> Result<Option<Vec<Money>>> {
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
    if lines == 0 {
        return Err(Cause::LinesMissing {}.into());
    }
    if lines > MAX_LINES {
        return Err(Cause::TooMany { what: "lines", found: lines, allowed: MAX_LINES }.into());
    }
    if i128::from(total.cents()) * (lines as i128) > MAX_REBALANCE_CENTS {
        let allowed = Money::MAX.to_string();
        return Err(Cause::AmountOverflow { operation: "sum of all ceilings", allowed }.into());
    }
    let cents = |amounts: &[Money]| -> Vec<i64> { amounts.iter().map(|amount| amount.cents()).collect() };
    let (wish, low, high) = (cents(wish), cents(floors), cents(ceilings));
    let [first, second] = families.map(|family| family.groups());
    let problem = Problem {
        total: total.cents(),
        wish: &wish,
        low: &low,
        high: &high,
        weights: &vec![1; lines],
        families: [&first, &second],
        movement: None,
    };
    let amounts = solve(&problem, measure);
    Ok(amounts.map(|amounts| amounts.into_iter().map(Money::within_range).collect()))
}

impl GroupFamily<'_> {
    fn groups(&self) -> Vec<Group> {
        let mut sizes = vec![0; self.floors.len()];
        for group in self.group_of {
            if let Some(size) = sizes.get_mut(*group as usize) {
                *size += 1;
            }
        }
        let bounds = self.floors.iter().zip(self.ceilings).zip(sizes);
        let mut groups: Vec<Group> = bounds
            .map(|((low, high), size)| Group {
                lines: Vec::with_capacity(size),
                low: low.cents(),
                high: high.cents(),
            })
            .collect();
        for (line, group) in (0_u32..).zip(self.group_of) {
            if let Some(group) = groups.get_mut(*group as usize) {
                group.lines.push(line);
            }
        }
        groups
    }
}
