//! Times stated, from the crate `jiff` (feature `jiff`).

use jiff::Zoned;

use super::timestamp::Timestamp;
use riparto_core::date::Date;
use riparto_core::error::{Cause, Error, quote};
use riparto_core::words::both;

/// The moment with the offset that holds then and there, to the second or, if it has a fraction, to the nanosecond. Refused as
/// `date_malformed` for a year beyond 1 to 9999, and for an offset with seconds, which RFC 3339 cannot state.
///
/// ```
/// use riparto::table::Timestamp;
///
/// let offset = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
/// let given = jiff::civil::date(2026, 3, 12).at(10, 15, 0, 0).to_zoned(offset)?;
/// assert_eq!(Timestamp::try_from(&given)?.to_string(), "2026-03-12T10:15:00+01:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl TryFrom<&Zoned> for Timestamp {
    type Error = Error;

    fn try_from(moment: &Zoned) -> Result<Timestamp, Error> {
        let day = Date::try_from(moment.date())?;
        let offset = moment.offset().seconds();
        if offset % 60 != 0 {
            let why = both("its offset from UTC has seconds", "il suo scarto da UTC ha dei secondi");
            let found = format!("{}{}", moment.datetime(), moment.offset());
            return Err(Cause::DateMalformed { found: quote(&found), why }.into());
        }
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 3600, offset.abs() / 60 % 60);
        let fraction = match moment.subsec_nanosecond() {
            0 => String::new(),
            nanoseconds => format!(".{nanoseconds:09}"),
        };
        let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
        format!("{day}T{hour:02}:{minute:02}:{second:02}{fraction}{sign}{hours:02}:{minutes:02}").parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::{Offset, TimeZone};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_moment_is_the_same_moment(
            second in -62_000_000_000..200_000_000_000_i64,
            nanosecond in 0..1_000_000_000_i32,
            minutes in -1_439..1_440_i32,
        ) {
            let moment = jiff::Timestamp::new(second, nanosecond).unwrap();
            let zone = TimeZone::fixed(Offset::from_seconds(minutes * 60).unwrap());
            let stated = Timestamp::try_from(&moment.to_zoned(zone)).unwrap().to_string();
            prop_assert_eq!(stated.parse::<jiff::Timestamp>().unwrap(), moment);
        }
    }

    #[test]
    fn what_rfc_3339_cannot_state_is_refused() {
        let zone = TimeZone::fixed(Offset::from_seconds(2_996).unwrap());
        let moment = jiff::Timestamp::UNIX_EPOCH.to_zoned(zone);
        assert_eq!(
            Timestamp::try_from(&moment).unwrap_err().to_string(),
            "`1970-01-01T00:49:56+00:49:56` is not a date: its offset from UTC has seconds"
        );
    }
}
