//! The nearest amounts on slices: for programs that hold a million lines and no plan.

use super::delta_bounds::least_squares;
use super::nested_slices::{NestedSlices, SliceBounds};
use super::size::accept;
use super::water_filling::LeastSquaresDemand;
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;

/// Lines `start..end` that together hold between a floor and a ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SliceGroup {
    /// The first line.
    pub start: usize,
    /// The line after the last one.
    pub end: usize,
    /// The least that the lines may hold together.
    pub floor: Money,
    /// The most that they may hold together.
    pub ceiling: Money,
}

/// The nearest amounts to a wish that sum to a total, each between its floor and its ceiling, with sums of groups between
/// theirs: at once the least squared, the least moved, and the least in the largest change. Groups nest or lie apart.
/// `None` if there are no such amounts. Odd cents go to the first lines. The method is water-filling on a laminar family.
///
/// [`Rebalance::run`](super::Rebalance::run) does the same for the rules of a plan, with explanations.
///
/// ```
/// use riparto::Money;
/// use riparto::rebalance::water_filling;
///
/// let euros = |amounts: [u32; 3]| amounts.map(Money::from_euros);
/// let (wish, floors, ceilings) = (euros([60, 30, 10]), euros([0, 0, 20]), euros([100, 100, 100]));
/// let nearest = water_filling(Money::from_euros(100), &wish, &floors, &ceilings, &[])?;
/// assert_eq!(nearest.as_deref(), Some(&euros([55, 25, 20])[..]));
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// Slices of different lengths (`amounts_mismatch`), no lines (`lines_missing`) or over a million (`too_many`), groups that
/// cross (`groups_cross`) or nest too deep (`too_many`), ceilings whose sums leave 64 bits
/// (`amount_overflow`).
pub fn water_filling(
    total: Money,
    wish: &[Money],
    floors: &[Money],
    ceilings: &[Money],
    groups: &[SliceGroup],
) -> Result<Option<Vec<Money>>> {
    let lines = wish.len();
    for found in [floors.len(), ceilings.len()] {
        if found != lines {
            return Err(Cause::AmountsMismatch { found, lines }.into());
        }
    }
    accept(lines, ceilings.iter().copied().max().unwrap_or_default())?;
    let group = |group: &SliceGroup| {
        let (low, high) = (group.floor.cents(), group.ceiling.cents());
        SliceBounds { start: group.start, end: group.end, low, high }
    };
    let tree =
        NestedSlices::new(lines, total.cents(), &groups.iter().map(group).collect::<Vec<SliceBounds>>())?;
    Ok(least_squares(&tree, &LeastSquaresDemand { wish, low: floors, high: ceilings }))
}
