//! The command document: what a party asks of a table.

use super::approval_policy::Stance;
use super::attendee::{Attendee, Duty};
use super::command::{Action, Command, CommandDocument};
use super::command_signature::CommandSignature;
use super::hour::Hour;
use super::if_stale::IfStale;
use super::policy_document::POLICIES_SHAPE;
use super::sitting_description::SittingDescription;
use super::timestamp::Timestamp;
use crate::checkpoints::VerifierKey;
use crate::journal::{Digest, Head};
use riparto_core::error::Result;
use riparto_core::money::{AMOUNT, CHANGE};
use riparto_core::plan::{LinePart, NewLine, Proposal, proposal};
use riparto_core::reader::{
    ANYTHING_WHOLE, DATE, Field, Form, ID, Kind, Shape, TEXT, WHOLE_32, choice, entries, extended, fields,
    list, names_in, names_of, nullable, optional, read_json, required, word, written,
};
use riparto_core::words::both;
use riparto_rebalance::rebalance::DISTRIBUTION;

#[doc(hidden)]
pub static WHEN: Shape = written(
    both(
        "a day or a moment, such as `\"2024-03-12T10:15:00+01:00\"`",
        "un giorno o un istante, per esempio `\"2024-03-12T10:15:00+01:00\"`",
    ),
    |text| text.parse().map(|_: Timestamp| ()),
);

static KEY: Shape = written(
    both(
        "a public key, such as `\"anci+14305d68+Abd8bT0…\"`",
        "una chiave pubblica, per esempio `\"anci+14305d68+Abd8bT0…\"`",
    ),
    |text| text.parse().map(|_: VerifierKey| ()),
);

static REVISION: Shape = Shape {
    expected: both("a revision, such as `3`", "una revisione, per esempio `3`"),
    form: Form::Whole(u64::MAX),
};

static VERSION: Shape = Shape {
    expected: both("a version, such as `1`", "una versione, per esempio `1`"),
    form: Form::Whole(WHOLE_32),
};

static STANCE: Shape = word(
    both("a stance, such as `\"consent\"`", "una posizione, per esempio `\"consent\"`"),
    names_of::<Stance>,
);

static IF_STALE: Shape =
    word(both("`\"refuse\"` or `\"rebase\"`", "`\"refuse\"` o `\"rebase\"`"), names_of::<IfStale>);

static REASONS: Shape = entries(
    both(
        "reasons by rule, such as `{\"r1\": \"…\"}`",
        "motivazioni per vincolo, per esempio `{\"r1\": \"…\"}`",
    ),
    &TEXT,
);

pub(super) static AMOUNTS: Shape = entries(
    both(
        "amounts by line, such as `{\"A1\": \"40000.00\"}`",
        "importi per voce, per esempio `{\"A1\": \"40000.00\"}`",
    ),
    &AMOUNT,
);

/// A proposal that is read as a whole: a command has no meaning without it.
pub(super) static PROPOSAL: Shape = extended(&WHOLE_PROPOSAL);

static WHOLE_PROPOSAL: Shape = proposal(Some(|text| Proposal::from_json(text).map(|_| ())), None);

/// The fields of what is asked, each of which says what it is by its name.
const fn asked(names: fn() -> &'static [&'static str], known: &'static [Field]) -> Shape {
    fields(both("a map of its fields", "una mappa dei suoi campi"), names, known)
}

static OPEN: Shape = asked(
    || names_in::<Action>("open"),
    &[required("plan", &ANYTHING_WHOLE), optional("policies", &POLICIES_SHAPE)],
);

static OPEN_SITTING: Shape = asked(
    || names_in::<Action>("open_sitting"),
    &[required("sitting", &ID), required("date", &DATE), optional("title", &TEXT)],
);

static CLOSE_SITTING: Shape = asked(|| names_in::<Action>("close_sitting"), &[]);

static CORRECT_SITTING: Shape = asked(
    || names_in::<Action>("correct_sitting"),
    &[
        required("sitting", &ID),
        nullable("renamed", &ID),
        nullable("date", &DATE),
        nullable("title", &TEXT),
        required("reason", &TEXT),
    ],
);

static HOUR: Shape =
    written(both("an hour, such as `\"10:30\"`", "un'ora, per esempio `\"10:30\"`"), |text| {
        text.parse().map(|_: Hour| ())
    });

static DUTY: Shape =
    word(both("`\"chair\"` or `\"secretary\"`", "`\"chair\"` o `\"secretary\"`"), names_of::<Duty>);

static ATTENDEE: Shape = fields(
    both(
        "a person, such as `{\"name\": \"Maria Rossi\", \"party\": \"ats\"}`",
        "una persona, per esempio `{\"name\": \"Maria Rossi\", \"party\": \"ats\"}`",
    ),
    names_of::<Attendee>,
    &[
        required("name", &TEXT),
        nullable("party", &ID),
        optional("capacity", &TEXT),
        nullable("duty", &DUTY),
        nullable("arrived", &HOUR),
        nullable("left", &HOUR),
    ],
);

static PRESENT: Shape = list(
    both(
        "a list of persons, such as `[{\"name\": \"Maria Rossi\"}]`",
        "un elenco di persone, per esempio `[{\"name\": \"Maria Rossi\"}]`",
    ),
    &ATTENDEE,
);

static AGENDA: Shape = list(
    both("a list of items, such as `[\"Proposals\"]`", "un elenco di punti, per esempio `[\"Proposte\"]`"),
    &TEXT,
);

static DECLARE_KEY: Shape = asked(|| names_in::<Action>("declare_key"), &[required("key", &KEY)]);

static DESCRIBE_SITTING: Shape = asked(
    names_of::<SittingDescription>,
    &[
        required("sitting", &ID),
        nullable("place", &TEXT),
        nullable("begins", &HOUR),
        nullable("ends", &HOUR),
        nullable("agenda", &AGENDA),
        nullable("present", &PRESENT),
    ],
);

static DRAFT: Shape =
    asked(|| names_in::<Action>("draft"), &[required("proposal", &PROPOSAL), nullable("against", &REVISION)]);

static PROPOSE: Shape = asked(
    || names_in::<Action>("propose"),
    &[required("proposal", &PROPOSAL), nullable("against", &REVISION)],
);

static TABLE: Shape = asked(|| names_in::<Action>("table"), &[required("proposal", &ID)]);

static AMEND: Shape =
    asked(|| names_in::<Action>("amend"), &[required("proposal", &PROPOSAL), nullable("against", &REVISION)]);

static REQUEST_CHANGES: Shape = asked(
    || names_in::<Action>("request_changes"),
    &[required("proposal", &ID), required("reason", &TEXT), nullable("version", &VERSION)],
);

static WITHDRAW: Shape =
    asked(|| names_in::<Action>("withdraw"), &[required("proposal", &ID), optional("reason", &TEXT)]);

static STATE: Shape = asked(
    || names_in::<Action>("state"),
    &[
        required("proposal", &ID),
        required("stance", &STANCE),
        optional("reason", &TEXT),
        nullable("version", &VERSION),
    ],
);

static WAIVE: Shape = asked(
    || names_in::<Action>("waive"),
    &[
        required("proposal", &ID),
        required("rule", &ID),
        required("reason", &TEXT),
        nullable("version", &VERSION),
    ],
);

static REBASE: Shape = asked(|| names_in::<Action>("rebase"), &[required("proposal", &ID)]);

static NAMES: Shape = list(
    both(
        "a list of names, such as `[\"justification\"]`",
        "un elenco di nomi, per esempio `[\"relazione\"]`",
    ),
    &TEXT,
);

static APPROVE: Shape = asked(
    || names_in::<Action>("approve"),
    &[
        required("proposal", &ID),
        optional("act", &TEXT),
        optional("documents", &NAMES),
        optional("decided_by", &NAMES),
        nullable("version", &VERSION),
        optional("if_stale", &IF_STALE),
    ],
);

static REJECT: Shape = asked(
    || names_in::<Action>("reject"),
    &[required("proposal", &ID), required("reason", &TEXT), nullable("version", &VERSION)],
);

static REVERSE: Shape = asked(
    || names_in::<Action>("reverse"),
    &[required("proposal", &ID), required("reversal", &ID), optional("reason", &TEXT)],
);

static CHANGE_ENVELOPE: Shape = asked(
    || names_in::<Action>("change_envelope"),
    &[
        required("change", &ID),
        required("act", &TEXT),
        required("amount", &CHANGE),
        optional("distribution", &DISTRIBUTION),
        nullable("reverses", &ID),
        optional("waivers", &REASONS),
    ],
);

static LABELS: Shape = entries(
    both(
        "labels with their values, such as `{\"partner\": \"ats\"}`",
        "etichette con i loro valori, per esempio `{\"partner\": \"ats\"}`",
    ),
    &TEXT,
);

static NEW_LINE: Shape = fields(
    both("a line, such as `{\"id\": \"A1\"}`", "una voce, per esempio `{\"id\": \"A1\"}`"),
    names_of::<NewLine>,
    &[required("id", &ID), nullable("title", &TEXT), optional("labels", &LABELS)],
);

static ADD_LINE: Shape = asked(
    || names_in::<Action>("add_line"),
    &[
        required("change", &ID),
        required("act", &TEXT),
        required("line", &NEW_LINE),
        optional("waivers", &REASONS),
    ],
);

static PARTS: Shape = list(
    both(
        "a list of parts, such as `[{\"id\": \"A1\", \"approved\": \"40000.00\"}]`",
        "un elenco di parti, per esempio `[{\"id\": \"A1\", \"approved\": \"40000.00\"}]`",
    ),
    &PART,
);

static PART: Shape = fields(
    both(
        "a part, such as `{\"id\": \"A1\", \"approved\": \"40000.00\"}`",
        "una parte, per esempio `{\"id\": \"A1\", \"approved\": \"40000.00\"}`",
    ),
    names_of::<LinePart>,
    &[
        required("id", &ID),
        nullable("title", &TEXT),
        optional("labels", &LABELS),
        required("approved", &AMOUNT),
        nullable("original", &AMOUNT),
    ],
);

static SPLIT_LINE: Shape = asked(
    || names_in::<Action>("split_line"),
    &[
        required("change", &ID),
        required("act", &TEXT),
        required("line", &ID),
        required("parts", &PARTS),
        optional("waivers", &REASONS),
    ],
);

static CLOSE_LINE: Shape = asked(
    || names_in::<Action>("close_line"),
    &[
        required("change", &ID),
        required("act", &TEXT),
        required("line", &ID),
        nullable("remainder_to", &ID),
        optional("waivers", &REASONS),
    ],
);

static BALLOT: Shape = asked(|| names_in::<Action>("ballot"), &[required("amounts", &AMOUNTS)]);

static CLOSE: Shape = asked(|| names_in::<Action>("close"), &[required("act", &TEXT)]);

static ACTION: Shape = choice(
    both(
        "what is asked, a map with one key, such as `{\"approve\": {\"proposal\": \"p1\"}}`",
        "ciò che si chiede, una mappa con una sola chiave, per esempio `{\"approve\": {\"proposal\": \"p1\"}}`",
    ),
    names_of::<Action>,
    &[
        required("open", &OPEN),
        required("open_sitting", &OPEN_SITTING),
        required("close_sitting", &CLOSE_SITTING),
        required("correct_sitting", &CORRECT_SITTING),
        required("describe_sitting", &DESCRIBE_SITTING),
        required("declare_key", &DECLARE_KEY),
        required("draft", &DRAFT),
        required("propose", &PROPOSE),
        required("table", &TABLE),
        required("amend", &AMEND),
        required("request_changes", &REQUEST_CHANGES),
        required("withdraw", &WITHDRAW),
        required("state", &STATE),
        required("waive", &WAIVE),
        required("rebase", &REBASE),
        required("approve", &APPROVE),
        required("reject", &REJECT),
        required("reverse", &REVERSE),
        required("change_envelope", &CHANGE_ENVELOPE),
        required("add_line", &ADD_LINE),
        required("split_line", &SPLIT_LINE),
        required("close_line", &CLOSE_LINE),
        required("ballot", &BALLOT),
        required("close", &CLOSE),
    ],
);

pub(super) static HASH: Shape =
    written(both("a hash of 64 hexadecimal digits", "un'impronta di 64 cifre esadecimali"), |text| {
        text.parse().map(|_: Digest| ())
    });

pub(super) static HEAD: Shape = fields(
    both(
        "a head, a map with `revision` and `hash`",
        "un'impronta del registro, una mappa con `revision` e `hash`",
    ),
    names_of::<Head>,
    &[required("revision", &REVISION), required("hash", &HASH)],
);

static SIGNATURE: Shape = fields(
    both("a signature, a map with `on` and `signature`", "una firma, una mappa con `on` e `signature`"),
    names_of::<CommandSignature>,
    &[required("on", &HEAD), required("signature", &TEXT)],
);

static COMMAND_SHAPE: Shape = fields(
    both("a command, a map with `id`, `party` and `do`", "un comando, una mappa con `id`, `party` e `do`"),
    names_of::<CommandDocument>,
    &[
        required("id", &ID),
        required("party", &ID),
        required("do", &ACTION),
        nullable("expect", &HEAD),
        nullable("when", &WHEN),
        nullable("actor", &TEXT),
        nullable("metadata", &ANYTHING_WHOLE),
        nullable("signed", &SIGNATURE),
    ],
);

#[doc(hidden)]
pub static COMMAND: Kind = Kind { this: both("this command", "questo comando"), shape: &COMMAND_SHAPE };

impl Command {
    /// Reads a command from JSON.
    ///
    /// # Errors
    /// `document_malformed` with all mistakes, and those of [`new`](Command::new).
    pub fn from_json(document: &str) -> Result<Command> {
        read_json::<CommandDocument>(&COMMAND, document)?.try_into()
    }
}
