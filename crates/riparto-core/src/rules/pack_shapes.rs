//! How a rule pack stands in a document.

use super::amount_shapes::LEVEL;
use super::pack_parts::{
    ItalianPack, ItalianParagraph, ItalianRule, PackCase, PackLine, PackParagraph, PackStep, PackTests,
    PackTransfer,
};
use super::rule_shapes::{PERIOD, RULES_OF_PACK};
use crate::error::{Cause, quote};
use crate::money::AMOUNT;
use crate::reader::{
    DATE, Entries, Field, Form, ID, Shape, TEXT, fields, list, names_of, nullable, optional, required,
};
use crate::words::both;

static IDS: Shape =
    list(both("a list of ids, such as `[]`", "un elenco di identificativi, per esempio `[]`"), &ID);

static ITALIAN_PARAGRAPH: Shape = fields(
    both("the texts of the paragraph in Italian", "i testi del paragrafo in italiano"),
    names_of::<ItalianParagraph>,
    &[optional("number", &TEXT), optional("text", &TEXT), optional("not_coded", &TEXT)],
);

static PARAGRAPH: Shape = fields(
    both(
        "a paragraph, such as `{\"number\": \"Paragraph 1\", \"text\": \"…\"}`",
        "un paragrafo, per esempio `{\"number\": \"Paragraph 1\", \"text\": \"…\"}`",
    ),
    names_of::<PackParagraph>,
    &[
        required("number", &TEXT),
        required("text", &TEXT),
        optional("rules", &IDS),
        optional("not_coded", &TEXT),
        optional("italian", &ITALIAN_PARAGRAPH),
    ],
);

static PARAGRAPHS: Shape =
    list(both("a list of paragraphs, such as `[]`", "un elenco di paragrafi, per esempio `[]`"), &PARAGRAPH);

pub(crate) static LABELS: Shape = Shape {
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

static LINE: Shape = fields(
    both(
        "a line, such as `{\"id\": \"A1\", \"amount\": \"100.00\"}`",
        "una voce, per esempio `{\"id\": \"A1\", \"amount\": \"100.00\"}`",
    ),
    names_of::<PackLine>,
    &[required("id", &ID), required("amount", &AMOUNT), optional("labels", &LABELS)],
);

static LINES: Shape =
    list(both("a list of lines, such as `[]`", "un elenco di voci, per esempio `[]`"), &LINE);

static TRANSFER: Shape = fields(
    both(
        "a transfer, such as `{\"from\": \"A1\", \"to\": \"B1\", \"amount\": \"1.00\"}`",
        "uno storno, per esempio `{\"from\": \"A1\", \"to\": \"B1\", \"amount\": \"1.00\"}`",
    ),
    names_of::<PackTransfer>,
    &[required("from", &ID), required("to", &ID), required("amount", &AMOUNT)],
);

static TRANSFERS: Shape =
    list(both("a list of transfers, such as `[]`", "un elenco di storni, per esempio `[]`"), &TRANSFER);

static STEP: Shape = fields(
    both("transfers and what they need", "storni e l'autorizzazione che richiedono"),
    names_of::<PackStep>,
    &[required("transfers", &TRANSFERS), required("needs", &LEVEL)],
);

static STEPS: Shape =
    list(both("a list of proposals, such as `[]`", "un elenco di proposte, per esempio `[]`"), &STEP);

static CASE: Shape = fields(
    both(
        "a case, such as `{\"case\": \"20 %\", \"steps\": []}`",
        "un caso, per esempio `{\"case\": \"20 %\", \"steps\": []}`",
    ),
    names_of::<PackCase>,
    &[required("case", &TEXT), optional("italian", &TEXT), required("steps", &STEPS)],
);

static CASES: Shape =
    list(both("a list of cases, such as `[]`", "un elenco di casi, per esempio `[]`"), &CASE);

static TESTS_ON_LINES: Shape = fields(
    both(
        "lines and cases, such as `{\"lines\": [], \"cases\": []}`",
        "voci e casi, per esempio `{\"lines\": [], \"cases\": []}`",
    ),
    names_of::<PackTests>,
    &[required("lines", &LINES), required("cases", &CASES)],
);

static TESTS: Shape =
    list(both("a list of tests, such as `[]`", "un elenco di prove, per esempio `[]`"), &TESTS_ON_LINES);

static ITALIAN_RULE: Shape = fields(
    both("text and source of a rule in Italian", "testo e fonte di un vincolo in italiano"),
    names_of::<ItalianRule>,
    &[required("id", &ID), optional("text", &TEXT), optional("source", &TEXT)],
);

static ITALIAN_RULES: Shape = list(
    both("a list of texts of rules, such as `[]`", "un elenco di testi di vincoli, per esempio `[]`"),
    &ITALIAN_RULE,
);

static ITALIAN: Shape = fields(
    both("the texts of the pack in Italian", "i testi della raccolta in italiano"),
    names_of::<ItalianPack>,
    &[
        optional("title", &TEXT),
        optional("act", &TEXT),
        optional("article", &TEXT),
        optional("date", &TEXT),
        optional("read", &TEXT),
        optional("labels", &TEXT),
        optional("notes", &TEXT),
        optional("rules", &ITALIAN_RULES),
    ],
);

/// The fields of a rule pack.
pub(super) static PACK_FIELDS: [Field; 17] = [
    required("format", &TEXT),
    required("id", &ID),
    required("title", &TEXT),
    required("act", &TEXT),
    required("article", &TEXT),
    required("date", &TEXT),
    optional("identifier", &TEXT),
    required("url", &TEXT),
    nullable("in_force", &PERIOD),
    nullable("checked", &DATE),
    optional("read", &TEXT),
    required("labels", &TEXT),
    optional("notes", &TEXT),
    required("rules", &RULES_OF_PACK),
    optional("paragraphs", &PARAGRAPHS),
    optional("tests", &TESTS),
    optional("italian", &ITALIAN),
];
