//! How large a question may be, so that sums of its amounts stay within 64 bits.

use crate::error::{Cause, Result};
use crate::limits::{MAX_LINES, MAX_REBALANCE_CENTS};
use crate::money::Money;
use crate::words::both;

/// Refuses no lines, too many, and so many that may hold up to `highest` each that their sum is too large.
pub(super) fn accept(lines: usize, highest: Money) -> Result<()> {
    if lines == 0 {
        return Err(Cause::LinesMissing {}.into());
    }
    if lines > MAX_LINES {
        return Err(Cause::TooMany { what: both("lines", "voci"), found: lines, allowed: MAX_LINES }.into());
    }
    if i128::from(highest.cents()) * (lines as i128) > MAX_REBALANCE_CENTS {
        let allowed = Money::MAX.words();
        return Err(Cause::AmountOverflow {
            operation: both("the sum of all ceilings", "la somma di tutti i massimi"),
            allowed,
        }
        .into());
    }
    Ok(())
}
