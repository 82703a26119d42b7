//! Days from and to the crate `jiff` (feature `jiff`).

use jiff::civil;

use super::calendar_date::Date;
use crate::error::{Cause, Error, quote};
use crate::words::both;

/// Refused as `date_malformed` for a year beyond 1 to 9999.
///
/// ```
/// use riparto::Date;
///
/// let day = jiff::civil::date(2026, 3, 12);
/// assert_eq!(Date::try_from(day)?, Date::new(2026, 3, 12)?);
/// assert_eq!(jiff::civil::Date::from(Date::new(2026, 3, 12)?), day);
/// # Ok::<(), riparto::Error>(())
/// ```
impl TryFrom<civil::Date> for Date {
    type Error = Error;

    fn try_from(day: civil::Date) -> Result<Date, Error> {
        let number = |number: i8| u8::try_from(number).unwrap_or_default();
        let Ok(year) = u16::try_from(day.year()) else {
            let why = both("years begin with 1", "gli anni cominciano da 1");
            return Err(Cause::DateMalformed { found: quote(&day.to_string()), why }.into());
        };
        Date::new(year, number(day.month()), number(day.day()))
    }
}

impl From<Date> for civil::Date {
    fn from(day: Date) -> civil::Date {
        // Every number of a day is in the range of jiff, which is wider.
        let year = i16::try_from(day.year()).unwrap_or(i16::MAX);
        let number = |number: u8| i8::try_from(number).unwrap_or(i8::MAX);
        civil::date(year, number(day.month()), number(day.day()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_day_there_and_back_is_the_same(year in 1..=9999_i16, month in 1..=12_i8, day in 1..=28_i8) {
            let there = civil::date(year, month, day);
            prop_assert_eq!(civil::Date::from(Date::try_from(there).unwrap()), there);
            prop_assert_eq!(Date::try_from(there).unwrap().to_string(), there.to_string());
        }
    }

    #[test]
    fn years_that_a_date_does_not_have_are_refused() {
        assert_eq!(Date::try_from(civil::date(-1, 3, 12)).unwrap_err().code(), "date_malformed");
        assert_eq!(Date::try_from(civil::date(0, 3, 12)).unwrap_err().code(), "date_malformed");
    }
}
