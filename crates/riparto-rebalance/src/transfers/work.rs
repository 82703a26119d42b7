//! The work that a meter allows, paid in advance.

use riparto_core::error::{Cause, Result};
use riparto_solve::{EffortSpent, Meter};

/// Takes units of work from a meter before they are done.
///
/// # Errors
/// Fewer are left (`effort_spent`).
#[doc(hidden)]
pub fn pay(meter: &Meter, units: usize) -> Result<()> {
    meter.pay(units).map_err(|EffortSpent { allowed }| Cause::EffortSpent { allowed }.into())
}
