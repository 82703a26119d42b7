//! How rules and rule packs stand in documents.

use super::allowance::{Allowance, Take};
use super::amount_shapes::{AMOUNT_OF_LIMIT, BASE, LEVEL, THRESHOLD};
use super::change_count::{ChangeCount, CountedPer};
use super::flow_limit::Flow;
use super::limit::{Band, Derived, Limit, Lock, Movement, Share, Variation};
use super::paid_by::PAID_BY;
use super::period::PeriodDocument;
use super::quantity_bounds::{ChangeBounds, MovedBounds, SumBounds};
use super::rule::{Each, Rule, RuleDocument};
use crate::budget::SCOPE;
use crate::error::Error;
use crate::money::{AMOUNT, PERCENT, ROUNDING};
use crate::reader::{
    DATE, FLAG, Field, Fields, Form, ID, Shape, TEXT, WHOLE_32, choice, fields, from_json, list, names_of,
    nullable, optional, required, word,
};
use crate::words::{Bilingual, both};

static TAKE: Shape =
    word(both("`\"lesser\"` or `\"greater\"`", "`\"lesser\"` o `\"greater\"`"), names_of::<Take>);

static SHARE: Shape = fields(
    both(
        "a share, such as `{\"percent\": \"7\"}` or `{\"percent\": \"7\", \"of\": \"all\"}`",
        "una quota, per esempio `{\"percent\": \"7\"}` o `{\"percent\": \"7\", \"of\": \"all\"}`",
    ),
    names_of::<Share>,
    &[required("percent", &PERCENT), nullable("of", &SCOPE)],
);

static LOCK: Shape = fields(
    both("a base, such as `{\"base\": \"original\"}`", "una base, per esempio `{\"base\": \"original\"}`"),
    names_of::<Lock>,
    &[optional("base", &BASE)],
);

static ALLOWANCE: Shape = fields(
    both(
        "a percentage or an amount, such as `{\"percent\": \"20\"}` or `{\"amount\": \"10000.00\"}`",
        "una percentuale o un importo, per esempio `{\"percent\": \"20\"}` o `{\"amount\": \"10000.00\"}`",
    ),
    names_of::<Allowance>,
    &[nullable("percent", &PERCENT), nullable("amount", &AMOUNT), nullable("take", &TAKE)],
);

static VARIATION: Shape = fields(
    both(
        "how far up and down, such as `{\"up\": {\"percent\": \"20\"}, \"down\": {\"percent\": \"20\"}}`",
        "di quanto in più e in meno, per esempio `{\"up\": {\"percent\": \"20\"}, \"down\": {\"percent\": \"20\"}}`",
    ),
    names_of::<Variation>,
    &[optional("base", &BASE), nullable("up", &ALLOWANCE), nullable("down", &ALLOWANCE)],
);

static MOVEMENT: Shape = fields(
    both(
        "how much may move, such as `{\"percent\": \"15\"}`",
        "quanto può essere trasferito, per esempio `{\"percent\": \"15\"}`",
    ),
    names_of::<Movement>,
    &[
        optional("base", &BASE),
        nullable("percent", &PERCENT),
        nullable("amount", &AMOUNT),
        nullable("take", &TAKE),
        optional("strict", &FLAG),
        nullable("by", &TEXT),
    ],
);

static FLOW: Shape = fields(
    both(
        "where to and how much, such as `{\"to\": {\"lines\": [\"A1\"]}, \"percent\": \"20\"}`",
        "verso dove e quanto, per esempio `{\"to\": {\"lines\": [\"A1\"]}, \"percent\": \"20\"}`",
    ),
    names_of::<Flow>,
    &[
        required("to", &SCOPE),
        optional("base", &BASE),
        nullable("percent", &PERCENT),
        nullable("amount", &AMOUNT),
        nullable("take", &TAKE),
        nullable("since", &BASE),
        nullable("at_most", &THRESHOLD),
    ],
);

static SUM: Shape = fields(
    both(
        "how much the scope holds, such as `{\"at_most\": {\"percent\": \"40\", \"of\": \"total\"}}`",
        "quanto può avere l'ambito, per esempio `{\"at_most\": {\"percent\": \"40\", \"of\": \"total\"}}`",
    ),
    names_of::<SumBounds>,
    &[
        nullable("at_least", &THRESHOLD),
        nullable("at_most", &THRESHOLD),
        nullable("exactly", &AMOUNT_OF_LIMIT),
        nullable("rounding", &ROUNDING),
    ],
);

static CHANGE: Shape = fields(
    both(
        "how far up and down, such as `{\"base\": \"original\", \"down\": {\"percent\": \"8\"}}`",
        "di quanto in più e in meno, per esempio `{\"base\": \"original\", \"down\": {\"percent\": \"8\"}}`",
    ),
    names_of::<ChangeBounds>,
    &[optional("base", &BASE), nullable("up", &THRESHOLD), nullable("down", &THRESHOLD)],
);

static MOVED: Shape = fields(
    both(
        "how much may move, such as `{\"at_most\": {\"percent\": \"25\", \"of\": \"total\"}}`",
        "quanto può essere trasferito, per esempio `{\"at_most\": {\"percent\": \"25\", \"of\": \"total\"}}`",
    ),
    names_of::<MovedBounds>,
    &[
        optional("base", &BASE),
        nullable("by", &TEXT),
        optional("inside", &FLAG),
        required("at_most", &THRESHOLD),
    ],
);

static CHANGES: Shape = fields(
    both(
        "how many changes, such as `{\"at_most\": 1, \"needing\": \"prior_approval\"}`",
        "quante variazioni, per esempio `{\"at_most\": 1, \"needing\": \"prior_approval\"}`",
    ),
    names_of::<ChangeCount>,
    &[required("at_most", &COUNT), required("needing", &LEVEL), optional("per", &PER)],
);

static COUNT: Shape = Shape {
    expected: both("a whole number, such as `1`", "un numero intero, per esempio `1`"),
    form: Form::Whole(WHOLE_32),
};

static PER: Shape = word(both("`\"plan\"` or `\"year\"`", "`\"plan\"` o `\"year\"`"), names_of::<CountedPer>);

static DERIVED: Shape = fields(
    both(
        "a percentage of a scope, such as `{\"percent\": \"7\", \"of\": {\"lines\": [\"A1\"]}}`",
        "una percentuale di un ambito, per esempio `{\"percent\": \"7\", \"of\": {\"lines\": [\"A1\"]}}`",
    ),
    names_of::<Derived>,
    &[
        required("percent", &PERCENT),
        required("of", &SCOPE),
        optional("rounding", &ROUNDING),
        nullable("paid_by", &PAID_BY),
    ],
);

static BANDS: Shape = list(
    both(
        "a list of bands, such as `[{\"limit\": {\"ceiling\": \"100000.00\"}, \"needs\": \"prior_approval\"}]`",
        "un elenco di fasce, per esempio `[{\"limit\": {\"ceiling\": \"100000.00\"}, \"needs\": \"prior_approval\"}]`",
    ),
    &BAND,
);

static BAND: Shape = fields(
    both(
        "a band, such as `{\"limit\": {\"ceiling\": \"100000.00\"}, \"needs\": \"prior_approval\"}`",
        "una fascia, per esempio `{\"limit\": {\"ceiling\": \"100000.00\"}, \"needs\": \"prior_approval\"}`",
    ),
    names_of::<Band>,
    &[
        required("limit", &LIMIT),
        required("needs", &LEVEL),
        optional("requires", &REQUIRED),
        optional("by", &REQUIRED),
    ],
);

/// What a rule bounds.
pub(crate) static LIMIT: Shape = choice(
    both(
        "a limit, a map with one key, such as `{\"floor\": \"100000.00\"}`",
        "un limite, una mappa con una sola chiave, per esempio `{\"floor\": \"100000.00\"}`",
    ),
    names_of::<Limit>,
    &[
        required("floor", &AMOUNT),
        required("ceiling", &AMOUNT),
        required("share_floor", &SHARE),
        required("share_ceiling", &SHARE),
        required("locked", &LOCK),
        required("variation", &VARIATION),
        required("movement", &MOVEMENT),
        required("flow", &FLOW),
        required("step", &AMOUNT),
        required("derived", &DERIVED),
        required("sum", &SUM),
        required("change", &CHANGE),
        required("moved", &MOVED),
        required("changes", &CHANGES),
        required("bands", &BANDS),
    ],
);

/// The days on which a rule or an act is in force.
pub(super) static PERIOD: Shape = fields(
    both(
        "days from and until, such as `{\"from\": \"2026-11-01\", \"until\": \"2026-12-31\"}`",
        "un periodo, per esempio `{\"from\": \"2026-11-01\", \"until\": \"2026-12-31\"}`",
    ),
    names_of::<PeriodDocument>,
    &[nullable("from", &DATE), nullable("until", &DATE)],
);

static REQUIRED: Shape = list(
    both(
        "a list of names, such as `[\"justification\"]`",
        "un elenco di nomi, per esempio `[\"relazione\"]`",
    ),
    &TEXT,
);

static EACH: Shape = choice(
    both(
        "`\"line\"`, or a label, such as `{\"label\": \"partner\"}`",
        "`\"line\"`, o un'etichetta, per esempio `{\"label\": \"partner\"}`",
    ),
    names_of::<Each>,
    &[required("label", &TEXT), required("through", &TEXT)],
);

const RULE_EXPECTED: Bilingual = both(
    "a rule, such as `{\"id\": \"r1\", \"scope\": \"all\", \"limit\": {\"floor\": \"100000.00\"}}`",
    "un vincolo, per esempio `{\"id\": \"r1\", \"scope\": \"all\", \"limit\": {\"floor\": \"100000.00\"}}`",
);

const RULE_NAMED: Option<(Bilingual, &str)> = Some((both("rule", "vincolo"), "id"));

const RULE_FIELDS: &[Field] = &[
    required("id", &ID),
    optional("text", &TEXT),
    optional("source", &TEXT),
    required("scope", &SCOPE),
    nullable("each", &EACH),
    required("limit", &LIMIT),
    nullable("needs", &LEVEL),
    nullable("when", &PERIOD),
    optional("requires", &REQUIRED),
    optional("by", &REQUIRED),
];

/// The rules of a plan, whose meaning is examined with the plan.
pub(crate) static RULES: Shape =
    list(both("a list of rules, such as `[]`", "un elenco di vincoli, per esempio `[]`"), &RULE);

static RULE: Shape = Shape {
    expected: RULE_EXPECTED,
    form: Form::Fields(Fields {
        names: names_of::<RuleDocument>,
        fields: RULE_FIELDS,
        named: RULE_NAMED,
        together: None,
        read: None,
        meaning: None,
    }),
};

/// A rule of a pack, which is read as a whole.
pub(super) static RULE_OF_PACK: Shape = Shape {
    expected: RULE_EXPECTED,
    form: Form::Fields(Fields {
        names: names_of::<RuleDocument>,
        fields: RULE_FIELDS,
        named: RULE_NAMED,
        together: None,
        read: Some(|text| match from_json::<RuleDocument>(text) {
            Ok(document) => Rule::try_from(document).map(|_| ()),
            Err(why) => Err(Error::unreadable(both("this rule", "questo vincolo"), &why)),
        }),
        meaning: None,
    }),
};

/// The rules of a pack, each of which is read as a whole.
pub(super) static RULES_OF_PACK: Shape =
    list(both("a list of rules, such as `[]`", "un elenco di vincoli, per esempio `[]`"), &RULE_OF_PACK);
