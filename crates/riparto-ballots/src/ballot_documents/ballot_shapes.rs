//! The shapes of ballots in documents.

use super::ballots_document::{BallotDocument, BallotsDocument, CompletionDocument};
use riparto_core::documents::AMOUNT_TEXT;
use riparto_core::error::{Cause, quote};
use riparto_core::money::WEIGHT;
use riparto_core::reader::{
    Entries, Fields, Form, ID, Kind, Shape, TEXT, choice, fields, list, names_of, nullable, required,
};
use riparto_core::words::both;

static LINE_POSITION: Shape = Shape {
    expected: both("the position of a line, from 0", "la posizione di una voce, da 0"),
    form: Form::Whole(u64::MAX),
};

static LINE_NAMED: Shape = Shape {
    expected: both(
        "a line by its id, such as `\"A1\"`",
        "una voce con il suo identificativo, per esempio `\"A1\"`",
    ),
    form: Form::Either(&[&LINE_POSITION, &TEXT]),
};

/// How ballots that leave lines out are completed.
#[doc(hidden)]
pub static COMPLETION: Shape = choice(
    both(
        "a completion, such as `\"in_proportion\"` or `{\"remainder_to\": \"A1\"}`",
        "un completamento, per esempio `\"in_proportion\"` o `{\"remainder_to\": \"A1\"}`",
    ),
    names_of::<CompletionDocument>,
    &[required("remainder_to", &LINE_NAMED)],
);

static AMOUNT_OR_NULL: Shape = Shape {
    expected: both(
        "an amount in quotation marks, such as `\"2464000.00\"`, or `null`",
        "un importo tra virgolette, per esempio `\"2464000.00\"`, o `null`",
    ),
    form: Form::Optional(&AMOUNT_TEXT),
};

static BALLOT_BY_LINE: Shape = Shape {
    expected: both(
        "amounts by line, such as `{\"A1\": \"40000.00\"}`",
        "importi per voce, per esempio `{\"A1\": \"40000.00\"}`",
    ),
    form: Form::Entries(Entries {
        each: &AMOUNT_OR_NULL,
        twice: |line| Some(Cause::AmountTwice { id: quote(line) }.into()),
        most: None,
    }),
};

static BALLOT_IN_ORDER: Shape = list(
    both("a list of amounts, such as `[\"40000.00\"]`", "un elenco di importi, per esempio `[\"40000.00\"]`"),
    &AMOUNT_OR_NULL,
);

static BALLOT_AMOUNTS: Shape = Shape {
    expected: both(
        "amounts by line, such as `{\"A1\": \"40000.00\"}`, or a list of amounts",
        "importi per voce, per esempio `{\"A1\": \"40000.00\"}`, o un elenco di importi",
    ),
    form: Form::Either(&[&BALLOT_BY_LINE, &BALLOT_IN_ORDER]),
};

static BALLOT: Shape = Shape {
    expected: both(
        "a ballot, such as `{\"party\": \"ats\", \"amounts\": {\"A1\": \"40000.00\"}}`",
        "una scheda, per esempio `{\"party\": \"ats\", \"amounts\": {\"A1\": \"40000.00\"}}`",
    ),
    form: Form::Fields(Fields {
        names: names_of::<BallotDocument<'_>>,
        fields: &[required("party", &ID), nullable("weight", &WEIGHT), required("amounts", &BALLOT_AMOUNTS)],
        named: Some((both("ballot of", "scheda di"), "party")),
        together: None,
        read: None,
        meaning: None,
    }),
};

/// Ballots.
#[doc(hidden)]
pub static BALLOT_LIST: Shape = list(
    both(
        "a list of ballots, such as `[{\"party\": \"ats\", \"amounts\": {\"A1\": \"40000.00\"}}]`",
        "un elenco di schede, per esempio `[{\"party\": \"ats\", \"amounts\": {\"A1\": \"40000.00\"}}]`",
    ),
    &BALLOT,
);

static BALLOTS_SHAPE: Shape = fields(
    both("ballots", "schede"),
    names_of::<BallotsDocument<'_>>,
    &[
        required("format", &TEXT),
        nullable("total", &AMOUNT_TEXT),
        required("ballots", &BALLOT_LIST),
        nullable("completion", &COMPLETION),
    ],
);

/// Ballots as a document.
#[doc(hidden)]
pub static BALLOTS: Kind =
    Kind { this: both("this ballots document", "questo documento di schede"), shape: &BALLOTS_SHAPE };
