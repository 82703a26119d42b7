//! The submission document: the contents of a file that a party sends.

use super::command_document::{AMOUNTS, HASH, HEAD, PROPOSAL, WHEN};
use super::submission::{ONE_OF_TWO, Submission, SubmissionDocument, SubmittedBallot, THIS};
use riparto_core::error::Result;
use riparto_core::reader::{
    Fields, Form, ID, Kind, Shape, TEXT, fields, names_of, nullable, optional, read_json, required,
};
use riparto_core::words::both;

#[doc(hidden)]
pub static BALLOT_SUBMITTED: Shape = fields(
    both(
        "a ballot, such as `{\"party\": \"ats\", \"amounts\": {\"A1\": \"40000.00\"}}`",
        "una scheda, per esempio `{\"party\": \"ats\", \"amounts\": {\"A1\": \"40000.00\"}}`",
    ),
    names_of::<SubmittedBallot>,
    &[required("party", &ID), required("amounts", &AMOUNTS), optional("reason", &TEXT)],
);

static SUBMISSION_SHAPE: Shape = Shape {
    expected: both(
        "a submission, a map with `format`, `proposal` or `ballot`, and `digest`",
        "un invio, una mappa con `format`, `proposal` o `ballot`, e `digest`",
    ),
    form: Form::Fields(Fields {
        names: names_of::<SubmissionDocument>,
        fields: &[
            required("format", &TEXT),
            nullable("against", &HEAD),
            nullable("when", &WHEN),
            nullable("proposal", &PROPOSAL),
            nullable("ballot", &BALLOT_SUBMITTED),
            required("digest", &HASH),
        ],
        named: None,
        together: Some(|names| {
            let held = ["proposal", "ballot"].iter().filter(|field| names.contains(field)).count();
            (held != 1).then_some(ONE_OF_TWO)
        }),
        read: None,
        meaning: None,
    }),
};

#[doc(hidden)]
pub static SUBMISSION: Kind = Kind { this: THIS, shape: &SUBMISSION_SHAPE };

impl Submission {
    /// Reads a submission, also one that was changed on its way: [`is_intact`](Submission::is_intact) tells.
    ///
    /// # Errors
    /// `document_malformed` with all mistakes, `document_format`, and those of [`new`](Submission::new).
    pub fn from_json(document: &str) -> Result<Submission> {
        Submission::of_document(read_json::<SubmissionDocument>(&SUBMISSION, document)?, document)
    }
}
