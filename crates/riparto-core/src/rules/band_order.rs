//! Whether bands go from tight to loose.

use super::compiled::{Bound, Check, Compiled};
use super::due::Due;
use super::kept_allocations::KeptSums;
use crate::error::{Cause, Error, Result};

/// Each band holds whatever the one before it holds, and needs no less.
pub(super) fn order_bands(compiled: &Compiled, check: &Check) -> Result<()> {
    let unordered = |band: usize| Err(Error::from(Cause::BandsUnordered { band }));
    let needs = compiled.rules[check.rule].bands();
    for (number, pair) in (2..).zip(check.bands.windows(2)) {
        let ((tight, _), (loose, _)) = (&pair[0], &pair[1]);
        let [needs, needs_more] = [needs[number - 2].1, needs[number - 1].1];
        let looser = match (tight, loose) {
            // Of nothing, what is at most its share is not below it: a strict band after one that is not is no looser.
            (Bound::Share(a, Due::AtMost | Due::Below), Bound::Share(b, Due::AtMost))
            | (Bound::Share(a, Due::Below), Bound::Share(b, Due::Below)) => a <= b,
            (Bound::Share(a, Due::AtLeast | Due::Above), Bound::Share(b, Due::AtLeast))
            | (Bound::Share(a, Due::Above), Bound::Share(b, Due::Above)) => a >= b,
            (Bound::Share(..), Bound::Share(..)) => false,
            (Bound::Around { base: a, .. }, Bound::Around { base: b, .. })
            | (Bound::AtMost { base: a, .. }, Bound::AtMost { base: b, .. })
                if a != b =>
            {
                false
            }
            _ => {
                let none = KeptSums::default();
                let bases = compiled.at_original(check.subject.scope(), &none);
                let ((low, high), (low_after, high_after)) = (tight.interval(bases), loose.interval(bases));
                low_after <= low && high <= high_after
            }
        };
        if !looser || needs_more <= needs {
            return unordered(number);
        }
    }
    Ok(())
}
