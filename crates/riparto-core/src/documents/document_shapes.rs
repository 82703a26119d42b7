//! The shapes of plans in documents.

use super::plan_document::{ApprovedDocument, LineDocument, PlanFields};
use super::plan_examination::examine_plan;
use crate::error::{Cause, quote};
use crate::money::{Currency, read_wire};
use crate::plan::{CO_FINANCING, PARTIES, UNITS};
use crate::reader::{
    DATE, Entries, Fields, Form, ID, Kind, ParsedText, Shape, TEXT, extended, fields, list, names_of,
    nullable, optional, required, written,
};
use crate::rules::{Authorization, ChangeMade, LABELS, LEVEL, RULES};
use crate::words::both;

/// The text of an amount, whose meaning is examined with the document.
#[doc(hidden)]
pub static AMOUNT_TEXT: Shape = Shape {
    expected: both(
        "an amount in quotation marks, such as `\"2464000.00\"`",
        "un importo tra virgolette, per esempio `\"2464000.00\"`",
    ),
    form: Form::Written(ParsedText {
        read: |_| Ok(()),
        whole: false,
        number: Some(|text| read_wire(text).map(drop)),
    }),
};

/// Amounts by line, each line once.
#[doc(hidden)]
pub static AMOUNTS: Shape = Shape {
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
            nullable("units", &UNITS),
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

static AUTHORIZED: Shape = fields(
    both(
        "allocations by level, such as `{\"prior_approval\": {\"total\": \"40000.00\", \"amounts\": {\"A1\": \"40000.00\"}}}`",
        "riparti per livello, per esempio `{\"prior_approval\": {\"total\": \"40000.00\", \"amounts\": {\"A1\": \"40000.00\"}}}`",
    ),
    names_of::<Authorization>,
    &[
        optional("free", &APPROVED),
        optional("notification", &APPROVED),
        optional("prior_approval", &APPROVED),
        optional("exceptional", &APPROVED),
        optional("forbidden", &APPROVED),
    ],
);

static CURRENCY: Shape =
    written(both("a currency, such as `\"EUR\"`", "una valuta, per esempio `\"EUR\"`"), |text| {
        text.parse().map(|_: Currency| ())
    });

static CHANGES_MADE: Shape =
    list(both("a list of changes, such as `[]`", "un elenco di variazioni, per esempio `[]`"), &CHANGE_MADE);

static CHANGE_MADE: Shape = fields(
    both(
        "a change, such as `{\"needs\": \"prior_approval\", \"date\": \"2026-03-12\"}`",
        "una variazione, per esempio `{\"needs\": \"prior_approval\", \"date\": \"2026-03-12\"}`",
    ),
    names_of::<ChangeMade>,
    &[required("needs", &LEVEL), nullable("date", &DATE)],
);

static FORMAT_OF_PLAN: Shape =
    Shape { expected: both("`\"riparto.plan/1\"`", "`\"riparto.plan/1\"`"), form: Form::Text };

/// A plan inside a request.
#[doc(hidden)]
pub static PLAN_SHAPE: Shape = extended(&PLAN_FIELDS);

static EXTENDED_LINES: Shape = extended(&LINES);
static EXTENDED_PARTIES: Shape = extended(&PARTIES);
static EXTENDED_RULES: Shape = extended(&RULES);

static PLAN_FIELDS: Shape = Shape {
    expected: both(
        "a plan, a map with `format`, `title`, `total` and `lines`",
        "un piano, una mappa con `format`, `title`, `total` e `lines`",
    ),
    form: Form::Fields(Fields {
        names: names_of::<PlanFields<'_>>,
        fields: &[
            required("format", &FORMAT_OF_PLAN),
            required("title", &TEXT),
            nullable("source", &TEXT),
            optional("currency", &CURRENCY),
            required("total", &AMOUNT_TEXT),
            required("lines", &EXTENDED_LINES),
            optional("parties", &EXTENDED_PARTIES),
            optional("rules", &EXTENDED_RULES),
            nullable("approved", &APPROVED),
            nullable("initial_with_acts", &APPROVED),
            optional("authorized", &AUTHORIZED),
            optional("changes_made", &CHANGES_MADE),
            nullable("co_financing", &CO_FINANCING),
        ],
        named: None,
        together: None,
        read: None,
        meaning: Some(examine_plan),
    }),
};

/// A plan.
#[doc(hidden)]
pub static PLAN: Kind = Kind { this: both("this plan", "questo piano"), shape: &PLAN_SHAPE };
