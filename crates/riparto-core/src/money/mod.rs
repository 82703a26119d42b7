//! Money in whole cents, and the texts and decimals at its border.
//!
//! [`Money`] is a count of cents that is never negative, [`MoneyDelta`] a signed change of one, [`Percent`] an
//! exact decimal percentage. Inside the crate there is nothing else: no floating-point number, no decimal type.
//! What comes in as text or as [`rust_decimal::Decimal`] is read exactly or refused; what goes out loses
//! nothing. [`apportion`] splits an amount by weights, within floors and ceilings, so that the parts sum to it.
//!
//! What this is not: a currency library. A plan has one currency, the euro unless it says otherwise, and there is no conversion.

mod amount;
mod amount_style;
mod currency;
mod text;
mod percent;
mod wire;
mod weight;
mod decimal;
mod wide;
mod natural;

mod fraction;
mod method;
mod criterion;
mod part_bounds;
mod fixed_part;
mod apportionment_input;
mod receipt;
mod quota;
mod signpost;
mod tie;

mod divisor;
mod money_shapes;
mod exact_split;
mod remainder;

mod exact_shares;
mod exact_rounding;
mod exact_divisor;
mod exact_apportionment;
mod apportionment;
mod half_up;
mod retrace;
#[cfg(feature = "csv")]
mod split_table;

pub use crate::words::Language;
pub use amount::{Money, MoneyDelta};
pub use amount_style::AmountStyle;
#[doc(hidden)]
pub use apportionment::SplitTerms;
pub use apportionment::{Apportion, Apportionment, apportion};
pub use criterion::{AllocationKey, Criterion};
pub use currency::Currency;
pub use fraction::Fraction;
pub use half_up::HalfUp;
pub use method::{Method, MethodName, TieBreak};
pub use percent::{Percent, Rounding};
pub use receipt::{Leftover, Receipt};
pub use retrace::{KeyFit, Retrace, RetracedMethod};
#[cfg(feature = "csv")]
#[doc(hidden)]
pub use split_table::SplitSource;
#[cfg(feature = "csv")]
pub use split_table::{ReadSplit, SplitTable};

pub use weight::Weight;

#[doc(hidden)]
pub use exact_split::ExactSplit;
pub(crate) use money_shapes::ROUNDING;
#[doc(hidden)]
pub use money_shapes::{AMOUNT, CHANGE, METHOD, PERCENT, TIE_BREAK, WEIGHT};
#[doc(hidden)]
pub use text::read_wire;
#[doc(hidden)]
pub use weight::weights_by_name;
