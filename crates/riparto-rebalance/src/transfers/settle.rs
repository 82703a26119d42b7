//! Settling: from two allocations to transfers.

use super::line_delta::LineDelta;
use super::minimum::pair_above_minimum;
use super::settlement::{Settle, Settlement};
use super::zero_sum_subsets::ZeroSumSubsets;
use riparto_core::budget::Allocation;
use riparto_core::error::{Cause, Result};
use riparto_solve::Meter;

/// The transfers that turn one allocation into another of the same lines, as few as can be found.
///
/// Up to 22 changed lines, not counting those that another line offsets to the cent, the fewest are found for sure; for
/// more, see [`Settlement::fewest`] and [`Settlement::at_least`]. Where several sets of transfers are as few, the
/// lowest lines are paired first; the same allocations give the same transfers.
///
/// ```
/// use riparto::{Allocation, Envelope, Settle};
/// use riparto::transfers::settle;
///
/// let envelope = Envelope::builder("Plan", "100.00".parse()?)
///     .line("desks", "Desks").line("outreach", "Outreach").line("training", "Training").build()?;
/// let from = Allocation::new(&envelope, vec!["50.00".parse()?, "30.00".parse()?, "20.00".parse()?])?;
/// let to = Allocation::new(&envelope, vec!["35.00".parse()?, "40.00".parse()?, "25.00".parse()?])?;
/// let settlement = settle(&from, &to, Settle::default())?;
/// assert_eq!(settlement.transfers().len(), 2);
/// assert!(settlement.fewest());
/// assert_eq!(settlement.volume().to_string(), "15.00");
///
/// let proposal = settlement.into_proposal("p1", "anci")?;
/// assert_eq!(proposal.transfers()[0].amount().to_string(), "10.00");
/// # Ok::<(), riparto::Error>(())
/// ```
///
/// # Errors
/// The allocations are of different lines or totals (`envelope_differs`).
pub fn settle(from: &Allocation, to: &Allocation, options: Settle) -> Result<Settlement> {
    settle_within(from, to, options, &Meter::default())
}

/// As [`settle`], with the work that a meter allows; at its limit the transfers are those found by then, and
/// [`Settlement::at_least`] tells how many fewer there could be.
///
/// # Errors
/// As [`settle`].
pub fn settle_within(
    from: &Allocation,
    to: &Allocation,
    options: Settle,
    meter: &Meter,
) -> Result<Settlement> {
    let deltas = line_deltas(from, to)?;
    let ZeroSumSubsets { subsets, at_most } = ZeroSumSubsets::new(&deltas, meter);
    let minimum = options.minimum.unwrap_or_default().cents();
    let moves = subsets.iter().flat_map(|subset| pair_above_minimum(subset, minimum, meter)).collect();
    Settlement::new(from.envelope(), moves, deltas.len() - at_most, options)
}

/// The lines that change.
pub(super) fn line_deltas(from: &Allocation, to: &Allocation) -> Result<Vec<LineDelta>> {
    if from.total() != to.total() {
        return Err(Cause::EnvelopeDiffers {}.into());
    }
    let difference = from.difference(to)?;
    Ok(difference
        .changes()
        .iter()
        .map(|change| LineDelta { line: change.line, cents: change.delta.cents() })
        .collect())
}
