//! How the amounts of rules stand in documents.

use super::authorization::Authorization;
use super::base::Base;
use super::limit_amount::PercentOf;
use crate::budget::SCOPE;
use crate::money::{AMOUNT, PERCENT};
use crate::reader::{FLAG, Fields, Form, Shape, choice, list, names_of, nullable, optional, required, word};
use crate::words::{Bilingual, both};

/// A level of authorization.
#[doc(hidden)]
pub static LEVEL: Shape = word(
    both(
        "a level of authorization, such as `\"prior_approval\"`",
        "un livello di autorizzazione, per esempio `\"prior_approval\"`",
    ),
    names_of::<Authorization>,
);

pub(super) static BASE: Shape = choice(
    both(
        "a base, such as `\"original\"`, `\"approved\"` or `{\"authorized\": \"prior_approval\"}`",
        "una base, per esempio `\"original\"`, `\"approved\"` o `{\"authorized\": \"prior_approval\"}`",
    ),
    names_of::<Base>,
    &[required("authorized", &LEVEL)],
);

const AMOUNT_EXPECTED: Bilingual = both(
    "an amount, such as `\"50000.00\"`, `{\"percent\": \"10\"}` or `{\"lesser\": [\"50000.00\", {\"percent\": \"10\"}]}`",
    "un importo, per esempio `\"50000.00\"`, `{\"percent\": \"10\"}` o `{\"lesser\": [\"50000.00\", {\"percent\": \"10\"}]}`",
);

/// An amount as a rule states it.
pub(super) static AMOUNT_OF_LIMIT: Shape =
    Shape { expected: AMOUNT_EXPECTED, form: Form::Either(&[&AMOUNT, &AMOUNT_MAP]) };

static AMOUNTS_OF_LIMIT: Shape = list(
    both(
        "a list of amounts, such as `[\"50000.00\", {\"percent\": \"10\"}]`",
        "un elenco di importi, per esempio `[\"50000.00\", {\"percent\": \"10\"}]`",
    ),
    &AMOUNT_OF_LIMIT,
);

static AMOUNT_MAP: Shape = Shape {
    expected: AMOUNT_EXPECTED,
    form: Form::Fields(Fields {
        names: || &["percent", "of", "base", "lesser", "greater"],
        fields: &[
            optional("percent", &PERCENT),
            nullable("of", &PERCENT_BASIS),
            nullable("base", &BASE),
            optional("lesser", &AMOUNTS_OF_LIMIT),
            optional("greater", &AMOUNTS_OF_LIMIT),
        ],
        named: None,
        together: Some(|given| one_amount(given, &["percent", "lesser", "greater"])),
        read: None,
        meaning: None,
    }),
};

/// An amount that is a bound, perhaps a strict one.
pub(super) static THRESHOLD: Shape =
    Shape { expected: AMOUNT_EXPECTED, form: Form::Either(&[&AMOUNT, &THRESHOLD_MAP]) };

static THRESHOLD_MAP: Shape = Shape {
    expected: AMOUNT_EXPECTED,
    form: Form::Fields(Fields {
        names: || &["percent", "of", "base", "lesser", "greater", "amount", "strict"],
        fields: &[
            optional("percent", &PERCENT),
            nullable("of", &PERCENT_BASIS),
            nullable("base", &BASE),
            optional("lesser", &AMOUNTS_OF_LIMIT),
            optional("greater", &AMOUNTS_OF_LIMIT),
            optional("amount", &AMOUNT_OF_LIMIT),
            optional("strict", &FLAG),
        ],
        named: None,
        together: Some(|given| {
            if given.contains(&"strict") && !given.contains(&"amount") {
                return Some(both(
                    "`strict` stands beside `amount`: write `{\"amount\": …, \"strict\": true}`",
                    "`strict` si scrive accanto a `amount`: `{\"amount\": …, \"strict\": true}`",
                ));
            }
            one_amount(given, &["percent", "lesser", "greater", "amount"])
        }),
        read: None,
        meaning: None,
    }),
};

/// What a percentage is of: the total, or a scope.
static PERCENT_BASIS: Shape = Shape {
    expected: both(
        "`\"total\"` or a scope, such as `{\"lines\": [\"A1\"]}` or `{\"same\": \"project\"}`",
        "`\"total\"` o un ambito, per esempio `{\"lines\": [\"A1\"]}` o `{\"same\": \"project\"}`",
    ),
    form: Form::Either(&[&PERCENT_BASIS_WORD, &SCOPE]),
};

static PERCENT_BASIS_WORD: Shape = Shape {
    expected: both("`\"total\"` or `\"all\"`", "`\"total\"` o `\"all\"`"),
    form: Form::Word(|| &["total", "all"]),
};

/// An amount is written in one way, and `of` and `base` say more of a percentage.
fn one_amount(given: &[&str], ways: &[&str]) -> Option<Bilingual> {
    let ways = ways.iter().filter(|way| given.contains(way)).count();
    let is_of = given.iter().any(|field| names_of::<PercentOf>().contains(field) && *field != "percent");
    match (ways, is_of && !given.contains(&"percent")) {
        (1, false) => None,
        (_, true) => Some(both(
            "`of` and `base` stand beside `percent`: write how many percent",
            "`of` e `base` si scrivono accanto a `percent`: indicare la percentuale",
        )),
        _ => Some(both(
            "an amount is written in one way: `percent`, `lesser` or `greater`",
            "un importo si scrive in un solo modo: `percent`, `lesser` o `greater`",
        )),
    }
}
