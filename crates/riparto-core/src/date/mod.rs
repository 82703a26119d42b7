//! Days of the calendar, as documents and people write them.

mod calendar_date;
#[cfg(feature = "jiff")]
mod jiff_dates;

pub use calendar_date::Date;
