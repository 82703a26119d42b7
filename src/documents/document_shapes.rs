//! How plans and ballots stand in documents.

use super::ballots_document::{BallotDocument, BallotsDocument, CompletionDocument};
use super::plan_document::{ApprovedDocument, LineDocument, PlanDocument};
use super::plan_examination::examine_plan;
use crate::error::{Cause, quote};
use crate::money::{WEIGHT, read_wire};
use crate::plan::PARTIES;
use crate::reader::{
    Entries, Fields, Form, ID, Kind, Shape, TEXT, Written, choice, fields, list, names_of, nullable,
    optional, required,
};
use crate::rules::RULES;
use crate::words::both;

/// The text of an amount, whose meaning is examined with the document.
pub(crate) static AMOUNT_TEXT: Shape = Shape {
    expected: both(
        "an amount in quotation marks, such as `\"2464000.00\"`",
        "un importo tra virgolette, per esempio `\"2464000.00\"`",
    ),
    form: Form::Written(Written {
        read: |_| Ok(()),
        whole: false,
        number: Some(|text| read_wire(text).map(drop)),
    }),
};

/// Amounts by line, each line once.
pub(crate) static AMOUNTS: Shape = Shape {
    expected: both(
        "amounts by line, such as `{\"A1\": \"40000.00\"}`",
        "importi per voce, per esempio `{\"A1\": \"40000.00\"}`",
    ),
    form: Form::Entries(Entries {
        each: &AMOUNT_TEXT,
        twice: |line| Some(Cause::AmountTwice { id: quote(line) }.into()),
        most: None,
    }),
};

static LABELS: Shape = Shape {
    expected: both(
        "labels with their values, such as `{\"partner\": \"ats\"}`",
        "etichette con i loro valori, per esempio `{\"partner\": \"ats\"}`",
    ),
    form: Form::Entries(Entries {
        each: &TEXT,
        twice: |key| Some(Cause::IdTaken { what: both("label", "etichetta"), id: quote(key) }.into()),
        most: None,
    }),
};

static LINES: Shape = list(
    both(
        "a list of lines, such as `[{\"id\": \"A1\", \"amount\": \"40000.00\"}]`",
        "un elenco di voci, per esempio `[{\"id\": \"A1\", \"amount\": \"40000.00\"}]`",
    ),
    &LINE,
);

static LINE: Shape = Shape {
    expected: both(
        "a line, such as `{\"id\": \"A1\", \"amount\": \"40000.00\"}`",
        "una voce, per esempio `{\"id\": \"A1\", \"amount\": \"40000.00\"}`",
    ),
    form: Form::Fields(Fields {
        names: names_of::<LineDocument<'_>>,
        fields: &[
            required("id", &ID),
            nullable("title", &TEXT),
            required("amount", &AMOUNT_TEXT),
            optional("labels", &LABELS),
        ],
        named: Some((both("line", "voce"), "id")),
        together: None,
        read: None,
        meaning: None,
    }),
};

static APPROVED: Shape = fields(
    both(
        "what was approved last, such as `{\"total\": \"40000.00\", \"amounts\": {\"A1\": \"40000.00\"}}`",
        "l'ultimo riparto approvato, per esempio `{\"total\": \"40000.00\", \"amounts\": {\"A1\": \"40000.00\"}}`",
    ),
    names_of::<ApprovedDocument<'_>>,
    &[required("total", &AMOUNT_TEXT), required("amounts", &AMOUNTS)],
);

static FORMAT_OF_PLAN: Shape =
    Shape { expected: both("`\"riparto.plan/1\"`", "`\"riparto.plan/1\"`"), form: Form::Text };

/// A plan inside a request.
pub(crate) static PLAN_SHAPE: Shape = Shape {
    expected: both(
        "a plan, a map with `format`, `title`, `total` and `lines`",
        "un piano, una mappa con `format`, `title`, `total` e `lines`",
    ),
    form: Form::Fields(Fields {
        names: names_of::<PlanDocument<'_>>,
        fields: &[
            required("format", &FORMAT_OF_PLAN),
            required("title", &TEXT),
            nullable("source", &TEXT),
            required("total", &AMOUNT_TEXT),
            required("lines", &LINES),
            optional("parties", &PARTIES),
            optional("rules", &RULES),
            nullable("approved", &APPROVED),
        ],
        named: None,
        together: None,
        read: None,
        meaning: Some(examine_plan),
    }),
};

/// A plan.
pub(crate) static PLAN: Kind = Kind { this: both("this plan", "questo piano"), shape: &PLAN_SHAPE };

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
pub(crate) static COMPLETION: Shape = choice(
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
pub(crate) static BALLOT_LIST: Shape = list(
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
pub(crate) static BALLOTS: Kind =
    Kind { this: both("this ballots document", "questo documento di schede"), shape: &BALLOTS_SHAPE };
