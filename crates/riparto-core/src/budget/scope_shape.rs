//! How scopes stand in documents.

use crate::capacity::MAX_LABEL_KEYS;
use crate::reader::{Entries, Fields, Form, ID, Shape, TEXT, list, optional};
use crate::words::{Bilingual, both};

const SCOPE_EXPECTED: Bilingual = both(
    "a scope, such as `{\"lines\": [\"A1\"]}`, `{\"labels\": {\"partner\": \"ats\"}}` or `\"all\"`",
    "un ambito, per esempio `{\"lines\": [\"A1\"]}`, `{\"labels\": {\"partner\": \"ats\"}}` o `\"all\"`",
);

/// A selection of lines.
pub(crate) static SCOPE: Shape =
    Shape { expected: SCOPE_EXPECTED, form: Form::Either(&[&SCOPE_WORD, &SCOPE_MAP]) };

static SCOPE_WORD: Shape = Shape { expected: SCOPE_EXPECTED, form: Form::Word(|| &["all"]) };

static SCOPE_MAP: Shape = Shape {
    expected: both(
        "a scope, such as `{\"lines\": [\"A1\"]}`",
        "un ambito, per esempio `{\"lines\": [\"A1\"]}`",
    ),
    form: Form::Fields(Fields {
        names: || &["lines", "labels", "same", "other", "except"],
        fields: &[
            optional("lines", &LINE_IDS),
            optional("labels", &LABELS),
            optional("same", &TEXT),
            optional("other", &TEXT),
            optional("except", &SCOPE),
        ],
        named: None,
        together: Some(|given| {
            let has = |name| given.contains(&name);
            if has("lines") && has("labels") {
                return Some(both(
                    "a scope selects by `lines` or by `labels`: write one of them, or two rules",
                    "un ambito seleziona per `lines` o per `labels`: scrivere uno dei due, oppure due vincoli",
                ));
            }
            let relative = [has("same"), has("other")].into_iter().filter(|has| *has).count();
            if relative + usize::from(has("lines") || has("labels")) > 1 {
                return Some(both(
                    "a scope is `same`, `other`, `lines` or `labels`: write one of them",
                    "un ambito è `same`, `other`, `lines` o `labels`: scriverne uno solo",
                ));
            }
            (relative == 0 && !has("lines") && !has("labels") && !has("except")).then(|| {
                both(
                    "a scope needs `lines`, `labels` or `except`: write one, such as `{\"lines\": [\"A1\"]}`",
                    "un ambito ha bisogno di `lines`, `labels` o `except`: scriverne uno, per esempio `{\"lines\": [\"A1\"]}`",
                )
            })
        }),
        read: None,
        meaning: None,
    }),
};

/// Ids of lines.
pub(crate) static LINE_IDS: Shape = list(
    both(
        "a list of ids, such as `[\"A1\", \"A2\"]`",
        "un elenco di identificativi, per esempio `[\"A1\", \"A2\"]`",
    ),
    &ID,
);

static LABELS: Shape = Shape {
    expected: both(
        "labels with their values, such as `{\"partner\": \"ats\"}`",
        "etichette con i loro valori, per esempio `{\"partner\": \"ats\"}`",
    ),
    form: Form::Entries(Entries { each: &LABEL_VALUES, twice: |_| None, most: Some(MAX_LABEL_KEYS) }),
};

static LABEL_VALUES: Shape = Shape {
    expected: both(
        "a value or a list of values, such as `\"ats\"` or `[\"ats\", \"anci\"]`",
        "un valore o un elenco di valori, per esempio `\"ats\"` o `[\"ats\", \"anci\"]`",
    ),
    form: Form::Either(&[&TEXT, &TEXTS]),
};

static TEXTS: Shape = list(
    both(
        "a list of texts, such as `[\"ats\", \"anci\"]`",
        "un elenco di testi, per esempio `[\"ats\", \"anci\"]`",
    ),
    &TEXT,
);
