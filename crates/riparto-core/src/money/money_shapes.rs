//! How amounts, percentages, weights and ways of splitting stand in documents.

use super::amount::{Money, MoneyDelta};
use super::method::{MethodName, TieBreak};
use super::percent::{Percent, Rounding};
use super::text::{read_wire, read_wire_change};
use super::weight::Weight;
use crate::reader::{Form, ParsedText, Shape, names_of, numeric, word};
use crate::words::both;

/// An amount, read unchanged.
#[doc(hidden)]
pub static AMOUNT: Shape = numeric(
    both(
        "an amount in quotation marks, such as `\"2464000.00\"`",
        "un importo tra virgolette, per esempio `\"2464000.00\"`",
    ),
    |text| read_wire(text).map(|_: Money| ()),
);

/// A change of an amount.
#[doc(hidden)]
pub static CHANGE: Shape = numeric(
    both(
        "a change in quotation marks, such as `\"-40000.00\"`",
        "una variazione tra virgolette, per esempio `\"-40000.00\"`",
    ),
    |text| read_wire_change(text).map(|_: MoneyDelta| ()),
);

/// A percentage.
#[doc(hidden)]
pub static PERCENT: Shape = numeric(
    both(
        "a percentage in quotation marks, such as `\"12.5\"`",
        "una percentuale tra virgolette, per esempio `\"12.5\"`",
    ),
    |text| text.parse().map(|_: Percent| ()),
);

/// A weight.
#[doc(hidden)]
pub static WEIGHT: Shape = Shape {
    expected: both(
        "a weight, such as `3` or `\"12.5\"` in quotation marks",
        "un peso, per esempio `3`, oppure `\"12.5\"` tra virgolette",
    ),
    form: Form::Written(ParsedText {
        read: |text| text.parse().map(|_: Weight| ()),
        whole: true,
        number: Some(|text| text.parse().map(|_: Weight| ())),
    }),
};

/// A method of apportionment.
#[doc(hidden)]
pub static METHOD: Shape = word(
    both("a method, such as `\"webster\"`", "un metodo, per esempio `\"webster\"`"),
    names_of::<MethodName>,
);

/// What decides between equal claims.
#[doc(hidden)]
pub static TIE_BREAK: Shape = word(
    both(
        "what decides between equal claims, such as `\"first\"`",
        "che cosa decide tra pari diritti, per esempio `\"first\"`",
    ),
    names_of::<TieBreak>,
);

/// What becomes of a part of a cent.
pub(crate) static ROUNDING: Shape = word(
    both("a way of rounding, such as `\"down\"`", "un arrotondamento, per esempio `\"down\"`"),
    names_of::<Rounding>,
);
