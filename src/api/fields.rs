//! What the fields of requests hold, for the one who wrote something else there.

use super::draft_fields::{COVER, HANDLE, NAMES, REACH, SCALE, TYPED_AMOUNTS};
use super::giving::{FROM, GIVE};
use super::scenario_fields::{NamedScenario, ToldPart};
use super::split_fields::{AMOUNT_LIST, BOUNDS, CRITERIA, FIXED, PAYERS, WEIGHTS};
use riparto_ballots::ballot_documents::{BALLOT_LIST, COMPLETION, COUNTS_BY_LINE};
use riparto_ballots::ballots::AggregationRule;
use riparto_core::documents::{AMOUNTS, PLAN_SHAPE};
use riparto_core::money::{AMOUNT, CHANGE, METHOD, TIE_BREAK, WEIGHT};
use riparto_core::plan::PROPOSAL_SHAPE;
use riparto_core::reader::{
    ANYTHING, DATE, FLAG, Form, ID, Shape, TEXT, entries, fields, list, names_of, required, word, written,
};
use riparto_core::rules::LEVEL;
use riparto_core::words::{Language, both};
use riparto_proof::proof::PROOF_SHAPE;
use riparto_rebalance::rebalance::{DISTRIBUTION, LINE_WEIGHTS, MEASURE};
use riparto_table::journal::{Digest, Head};
use riparto_table::table::{BALLOT_SUBMITTED, COMMAND, SUBMISSION, WHEN};

/// The shape of a field of an operation's request; none for a field that is not known here.
pub(super) fn shape_of(operation: &str, field: &str) -> Option<&'static Shape> {
    Some(match (operation, field) {
        (_, "id") => &ANYTHING,
        (_, "op" | "act") => &TEXT,
        (_, "effort") => &EFFORT,
        (_, "lang") => &LANGUAGE,
        (_, "plan") => &PLAN_SHAPE,
        (_, "date") => &DATE,
        (_, "proposal") => &PROPOSAL_SHAPE,
        (_, "proposals") => &PROPOSALS,
        ("draft", "amounts") => &TYPED_AMOUNTS,
        ("draft", "handle") => &HANDLE,
        ("draft", "scale") => &SCALE,
        ("draft", "by") => &NAMES,
        ("draft", "cover") => &COVER,
        ("draft", "headroom") => &LEVEL,
        ("draft", "reach") => &REACH,
        ("draft", "advice") => &FLAG,
        ("rebalance", "give") => &GIVE,
        ("rebalance", "from") => &FROM,
        ("rebalance" | "diagnose" | "apportion" | "settle" | "aggregate", "proof") => &FLAG,
        (_, "proof") => &PROOF_SHAPE,
        ("units", "line" | "from") => &ID,
        ("units", "counts") => &COUNTS,
        ("aggregate", "counts") => &COUNTS_BY_LINE,
        ("aggregate", "integral" | "fairness") => &FLAG,
        ("aggregate", "groups") => &GROUPS,
        ("units", "unit_cost") => &WEIGHT,
        (_, "amounts" | "wish" | "from" | "to") => &AMOUNTS,
        (_, "total" | "minimum" | "tolerance" | "unit") => &AMOUNT,
        (_, "amount") => &CHANGE,
        (_, "balance" | "change") => &ID,
        (_, "up_to") => &LEVEL,
        (_, "distribution") => &DISTRIBUTION,
        (_, "measure") => &MEASURE,
        ("apportion" | "retrace", "weights") => &WEIGHTS,
        (_, "criteria") => &CRITERIA,
        (_, "fixed") => &FIXED,
        (_, "payers") => &PAYERS,
        (_, "published") => &AMOUNT_LIST,
        (_, "receipt" | "choices") => &FLAG,
        (_, "by") => &LABEL_KEYS,
        (_, "tell") => &TOLD,
        (_, "scenarios") => &SCENARIOS,
        (_, "commands") => &COMMANDS,
        ("rebalance", "weights") => &LINE_WEIGHTS,
        (_, "floors" | "ceilings") => &BOUNDS,
        (_, "method") => &METHOD,
        (_, "tie_break") => &TIE_BREAK,
        (_, "residual_to") => &PART,
        (_, "rule") => &RULE,
        (_, "ballots") => &BALLOT_LIST,
        (_, "completion") => &COMPLETION,
        ("seal", "against") => &HEAD,
        ("seal", "ballot") => &BALLOT_SUBMITTED,
        (_, "when") => &WHEN,
        (_, "submission") => SUBMISSION.shape,
        (_, "history" | "against") => &HISTORY,
        (_, "head") => &HEAD,
        (_, "heads") => &HEADS,
        (_, "command") => COMMAND.shape,
        (_, "at" | "last") => &REVISION,
        (_, "sitting") => &ID,
        _ => return None,
    })
}

static COUNTS: Shape = entries(
    both(
        "counts by what is counted, such as `{\"mediators\": \"13\"}`",
        "quantità per ciò che si conta, per esempio `{\"mediators\": \"13\"}`",
    ),
    &WEIGHT,
);

static GROUPS: Shape = entries(
    both(
        "groups of parties by name, such as `{\"towns\": [\"anci\"]}`",
        "gruppi di soggetti per nome, per esempio `{\"comuni\": [\"anci\"]}`",
    ),
    &PARTIES,
);

static PARTIES: Shape = list(
    both("a list of parties, such as `[\"anci\"]`", "un elenco di soggetti, per esempio `[\"anci\"]`"),
    &ID,
);

static EFFORT: Shape = Shape {
    expected: both("a whole number, such as `1000000`", "un numero intero, per esempio `1000000`"),
    form: Form::Whole(u64::MAX),
};

static LABEL_KEYS: Shape = list(
    both(
        "a list of label keys, such as `[\"partner\"]`",
        "un elenco di etichette, per esempio `[\"partner\"]`",
    ),
    &TEXT,
);

static TOLD: Shape = list(
    both(
        "a list, such as `[\"positions\", \"queue\"]`",
        "un elenco, per esempio `[\"positions\", \"queue\"]`",
    ),
    &TOLD_PART,
);

static TOLD_PART: Shape =
    word(both("`\"positions\"` or `\"queue\"`", "`\"positions\"` o `\"queue\"`"), names_of::<ToldPart>);

static SCENARIOS: Shape = list(
    both(
        "a list of scenarios, each with `name` and `lines`",
        "un elenco di scenari, ciascuno con `name` e `lines`",
    ),
    &SCENARIO,
);

static SCENARIO: Shape = fields(
    both("a scenario, a map with `name` and `lines`", "uno scenario, una mappa con `name` e `lines`"),
    names_of::<NamedScenario>,
    &[required("name", &TEXT), required("lines", &TEXT)],
);

static COMMANDS: Shape =
    list(both("a list of commands, such as `[]`", "un elenco di comandi, per esempio `[]`"), COMMAND.shape);

static PROPOSALS: Shape = list(
    both("a list of proposals, such as `[]`", "un elenco di proposte, per esempio `[]`"),
    &PROPOSAL_SHAPE,
);

static PART: Shape = Shape {
    expected: both("the position of a part, from `0`", "la posizione di una parte, da `0`"),
    form: Form::Whole(u64::MAX),
};

static LANGUAGE: Shape =
    word(both("a language, such as `\"it\"`", "una lingua, per esempio `\"it\"`"), names_of::<Language>);

static RULE: Shape = word(
    both("a rule, such as `\"mean\"`", "una regola, per esempio `\"mean\"`"),
    names_of::<AggregationRule>,
);

static HISTORY: Shape = Shape {
    expected: both(
        "the text of a journal, or a list of its records",
        "il testo di un registro, o un elenco delle sue registrazioni",
    ),
    form: Form::Either(&[&TEXT, &RECORDS]),
};

static RECORDS: Shape = list(both("a list of records", "un elenco di registrazioni"), &RECORD);

static RECORD: Shape = Shape {
    expected: both(
        "a record: a map, or the text of its line",
        "una registrazione: una mappa, o il testo della sua riga",
    ),
    form: Form::Either(&[&TEXT, &RECORD_MAP]),
};

static RECORD_MAP: Shape = Shape { expected: both("a record", "una registrazione"), form: Form::AnyMap };

static HEADS: Shape = list(both("a list of heads", "un elenco di teste"), &HEAD);

static HEAD: Shape = fields(
    both(
        "a head, a map with `revision` and `hash`",
        "un'impronta del registro, una mappa con `revision` e `hash`",
    ),
    names_of::<Head>,
    &[required("revision", &REVISION), required("hash", &HASH)],
);

static REVISION: Shape = Shape {
    expected: both("a revision, such as `3`", "una revisione, per esempio `3`"),
    form: Form::Whole(u64::MAX),
};

static HASH: Shape = written(
    both("a hash of 64 digits in quotation marks", "un'impronta di 64 cifre tra virgolette"),
    |text| text.parse().map(|_: Digest| ()),
);
