//! How parties and proposals stand in documents.

use super::co_financing::CoFinancing;
use super::line_units::{LineQuantity, LineUnits};
use super::party::{PartyDocument, Role};
use super::proposal::ProposalFields;
use super::proposal_examination::examine_proposal;
use super::transfer::TransferDocument;
use crate::error::Result;
use crate::money::{AMOUNT, PERCENT, WEIGHT};
use crate::reader::{
    FLAG, Field, Fields, Form, ID, Kind, Meaning, Shape, TEXT, entries, extended, fields, list, names_of,
    nullable, optional, required, word,
};
use crate::words::both;

static ROLE: Shape =
    word(both("a role, such as `\"partner\"`", "un ruolo, per esempio `\"partner\"`"), names_of::<Role>);

/// The parties of a plan.
pub(crate) static PARTIES: Shape = list(
    both(
        "a list of parties, such as `[{\"id\": \"ats\"}]`",
        "un elenco di soggetti, per esempio `[{\"id\": \"ats\"}]`",
    ),
    &PARTY,
);

static PARTY: Shape = Shape {
    expected: both("a party, such as `{\"id\": \"ats\"}`", "un soggetto, per esempio `{\"id\": \"ats\"}`"),
    form: Form::Fields(Fields {
        names: names_of::<PartyDocument>,
        fields: &[required("id", &ID), optional("name", &TEXT), optional("role", &ROLE)],
        named: Some((both("party", "soggetto"), "id")),
        together: None,
        read: None,
        meaning: None,
    }),
};

/// Rates by source.
static RATES: Shape = entries(
    both(
        "rates by source, such as `{\"eu\": \"75\", \"state\": \"25\"}`",
        "quote per fonte, per esempio `{\"eu\": \"75\", \"state\": \"25\"}`",
    ),
    &PERCENT,
);

static EXCEPTIONS: Shape = entries(
    both(
        "rates by value, such as `{\"A2\": {\"eu\": \"90\", \"state\": \"10\"}}`",
        "quote per valore, per esempio `{\"A2\": {\"eu\": \"90\", \"state\": \"10\"}}`",
    ),
    &RATES,
);

/// Who pays for each action.
pub(crate) static CO_FINANCING: Shape = fields(
    both(
        "a co-financing, a map with `by`, `each`, `rates` and `residual_to`",
        "un cofinanziamento, una mappa con `by`, `each`, `rates` e `residual_to`",
    ),
    names_of::<CoFinancing>,
    &[
        required("by", &TEXT),
        required("each", &TEXT),
        required("rates", &RATES),
        optional("exceptions", &EXCEPTIONS),
        required("residual_to", &TEXT),
    ],
);

static QUANTITIES: Shape = list(
    both(
        "a list of quantities, such as `[{\"count\": \"12\", \"of\": \"mediators\"}]`",
        "un elenco di quantità, per esempio `[{\"count\": \"12\", \"of\": \"mediatori\"}]`",
    ),
    &QUANTITY,
);

static QUANTITY: Shape = fields(
    both(
        "a quantity, such as `{\"count\": \"12\", \"of\": \"mediators\"}`",
        "una quantità, per esempio `{\"count\": \"12\", \"of\": \"mediatori\"}`",
    ),
    names_of::<LineQuantity>,
    &[required("count", &WEIGHT), required("of", &TEXT)],
);

/// What a line is made of.
pub(crate) static UNITS: Shape = fields(
    both("units, a map with `quantities` and `unit_cost`", "unità, una mappa con `quantities` e `unit_cost`"),
    names_of::<LineUnits>,
    &[required("quantities", &QUANTITIES), required("unit_cost", &WEIGHT)],
);

static TRANSFERS: Shape = list(
    both(
        "a list of transfers, such as `[{\"from\": \"A1\", \"to\": \"A2\", \"amount\": \"40000.00\"}]`",
        "un elenco di storni, per esempio `[{\"from\": \"A1\", \"to\": \"A2\", \"amount\": \"40000.00\"}]`",
    ),
    &TRANSFER,
);

static TRANSFER: Shape = Shape {
    expected: both(
        "a transfer, such as `{\"from\": \"A1\", \"to\": \"A2\", \"amount\": \"40000.00\"}`",
        "uno storno, per esempio `{\"from\": \"A1\", \"to\": \"A2\", \"amount\": \"40000.00\"}`",
    ),
    form: Form::Fields(Fields {
        names: names_of::<TransferDocument>,
        fields: &[
            required("from", &ID),
            required("to", &ID),
            required("amount", &AMOUNT),
            optional("follows", &FLAG),
        ],
        named: None,
        together: None,
        read: None,
        meaning: None,
    }),
};

const PROPOSAL_FIELDS: &[Field] = &[
    required("id", &ID),
    required("party", &ID),
    optional("title", &TEXT),
    optional("reason", &TEXT),
    nullable("reverses", &ID),
    nullable("proof", &TEXT),
    required("transfers", &TRANSFERS),
];

/// A proposal, whose meaning is examined.
#[doc(hidden)]
pub static PROPOSAL_SHAPE: Shape = extended(&EXAMINED_PROPOSAL);

static EXAMINED_PROPOSAL: Shape = proposal(None, Some(examine_proposal));

/// A proposal that is read as a whole, or whose meaning is examined.
#[doc(hidden)]
pub const fn proposal(read: Option<fn(&str) -> Result<()>>, meaning: Option<Meaning>) -> Shape {
    Shape {
        expected: both(
            "a proposal, such as `{\"id\": \"p1\", \"party\": \"ats\", \"transfers\": []}`",
            "una proposta, per esempio `{\"id\": \"p1\", \"party\": \"ats\", \"transfers\": []}`",
        ),
        form: Form::Fields(Fields {
            names: names_of::<ProposalFields>,
            fields: PROPOSAL_FIELDS,
            named: Some((both("proposal", "proposta"), "id")),
            together: None,
            read,
            meaning,
        }),
    }
}

/// A proposal as a document.
#[doc(hidden)]
pub static PROPOSAL: Kind = Kind { this: both("this proposal", "questa proposta"), shape: &PROPOSAL_SHAPE };
