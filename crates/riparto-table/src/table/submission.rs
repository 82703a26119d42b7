//! `Submission`: a proposal or a ballot in a file, for a table that is elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::command::{Action, Command};
use super::metadata::Metadata;
use super::timestamp::Timestamp;
use crate::journal::{Digest, Event, Head};
use riparto_core::budget::{check_id, check_prose};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::Money;
use riparto_core::plan::Proposal;
use riparto_core::reader::{refuse_twice, unique_map, without_mark};
use riparto_core::words::{Bilingual, both};

/// A proposal or a ballot in a file: what a party sends to a table that it does not write to itself. It names the head of the
/// history that it was made against, and a hash of all that it says, so that a file that was changed on its way is detected.
///
/// ```
/// use riparto::{Money, Proposal};
/// use riparto::table::{Submission, SubmissionContent};
///
/// let proposal = Proposal::new("p1", "anci")?.transfer("outreach", "desks", Money::from_euros(40_000))?;
/// let submission = Submission::new(SubmissionContent::Proposal(proposal), None, None)?;
/// let file = submission.to_json();
/// assert_eq!(Submission::from_json(&file)?, submission);
///
/// let altered = Submission::from_json(&file.replace("40000.00", "90000.00"))?;
/// assert!(submission.is_intact() && !altered.is_intact());
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "invio")]
pub struct Submission {
    submitted: SubmissionContent,
    against: Option<Head>,
    when: Option<Timestamp>,
    /// The document without its digest.
    text: Event,
    stated: Digest,
}

/// What is submitted.
///
/// ```
/// use riparto::Money;
/// use riparto::table::{SubmissionContent, SubmittedBallot};
///
/// let amounts = [("desks".to_owned(), Money::from_euros(60)), ("outreach".to_owned(), Money::from_euros(40))].into();
/// let ballot = SubmissionContent::Ballot(SubmittedBallot::new("anci", amounts));
/// assert_eq!(ballot.party(), "anci");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SubmissionContent {
    /// A proposal, by its author.
    Proposal(Proposal),
    /// How a party would split the total.
    Ballot(SubmittedBallot),
}

/// How a party would split the total.
///
/// ```
/// use riparto::Money;
/// use riparto::table::SubmittedBallot;
///
/// let all = SubmittedBallot::new("anci", [("desks".to_owned(), Money::from_euros(100))].into());
/// assert!(all.reason.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SubmittedBallot {
    /// The party.
    pub party: String,
    /// What each line should hold; lines that are not named hold nothing.
    #[serde(deserialize_with = "unique_map")]
    pub amounts: BTreeMap<String, Money>,
    /// Why; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl SubmittedBallot {
    /// A ballot without a reason.
    #[must_use]
    pub fn new(party: impl Into<String>, amounts: BTreeMap<String, Money>) -> SubmittedBallot {
        SubmittedBallot { party: party.into(), amounts, reason: String::new() }
    }
}

impl SubmissionContent {
    /// The party that it is from.
    #[must_use]
    pub fn party(&self) -> &str {
        match self {
            SubmissionContent::Proposal(proposal) => proposal.party(),
            SubmissionContent::Ballot(ballot) => &ballot.party,
        }
    }
}

pub(super) const FORMAT: &str = "riparto.submission/1";

/// A submission as JSON writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubmissionDocument {
    format: String,
    #[serde(default)]
    against: Option<Head>,
    #[serde(default)]
    when: Option<Timestamp>,
    #[serde(default)]
    proposal: Option<Proposal>,
    #[serde(default)]
    ballot: Option<SubmittedBallot>,
    digest: Digest,
}

/// What is wrong with what a submission holds.
pub(super) const ONE_OF_TWO: Bilingual = both(
    "it holds a `proposal` or a `ballot`, and not both: give one",
    "contiene una proposta (`proposal`) o una scheda (`ballot`), e non entrambe: indicarne una",
);

impl Submission {
    /// A submission of a proposal or a ballot, against a head of the table's history if it was made on one, at a time that the caller
    /// states.
    ///
    /// # Errors
    /// `id_malformed` for the party or a line of a ballot; `text_too_long`, `text_malformed` for its reason; `document_too_large` for
    /// a reason that no history keeps beside a ballot; `event_malformed` for an extension field that canonical JSON cannot hold,
    /// such as `0.1`.
    pub fn new(
        submitted: SubmissionContent,
        against: Option<Head>,
        when: Option<Timestamp>,
    ) -> Result<Submission> {
        let mut fields = Map::from_iter([("format".to_owned(), json!(FORMAT))]);
        let mut put = |field: &str, value: &dyn Fn() -> serde_json::Result<Value>| -> Result<()> {
            let value = value().map_err(|why| Error::unreadable(THIS.clone(), &why))?;
            fields.insert(field.to_owned(), value);
            Ok(())
        };
        match &submitted {
            SubmissionContent::Proposal(proposal) => put("proposal", &|| serde_json::to_value(proposal))?,
            SubmissionContent::Ballot(ballot) => put("ballot", &|| serde_json::to_value(ballot))?,
        }
        if let Some(head) = against {
            put("against", &|| serde_json::to_value(head))?;
        }
        if let Some(when) = &when {
            put("when", &|| serde_json::to_value(when))?;
        }
        let text = Event::of(&fields)?;
        let stated = Digest::of(text.as_str().as_bytes());
        Submission { submitted, against, when, text, stated }.checked()
    }

    /// The submission of a document that was read from a text.
    pub(super) fn of_document(document: SubmissionDocument, text: &str) -> Result<Submission> {
        let SubmissionDocument { format, against, when, proposal, ballot, digest: stated } = document;
        if format != FORMAT {
            return Err(Cause::DocumentFormat { found: quote(&format), expected: FORMAT }.into());
        }
        let submitted = match (proposal, ballot) {
            (Some(proposal), None) => SubmissionContent::Proposal(proposal),
            (None, Some(ballot)) => SubmissionContent::Ballot(ballot),
            (Some(_), Some(_)) | (None, None) => return Err(Submission::of_both()),
        };
        let text = without_mark(text);
        refuse_twice(text)?;
        let mut fields: Map<String, Value> =
            serde_json::from_str(text).map_err(|why| Error::unreadable(THIS.clone(), &why))?;
        fields.remove("digest");
        Submission { submitted, against, when, text: Event::of(&fields)?, stated }.checked()
    }

    /// The error for a proposal and a ballot at once, or neither.
    #[doc(hidden)]
    #[must_use]
    pub fn of_both() -> Error {
        Cause::unreadable(&THIS, &ONE_OF_TWO).into()
    }

    fn checked(self) -> Result<Submission> {
        check_id(self.party())?;
        if let SubmissionContent::Ballot(ballot) = &self.submitted {
            ballot.amounts.keys().try_for_each(|line| check_id(line))?;
            check_prose(both("the reason", "la motivazione"), &ballot.reason)?;
            self.metadata()?;
        }
        Ok(self)
    }

    /// The submission as a document that [`from_json`](Submission::from_json) reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        // The value was read from a JSON text, and is written as one.
        let mut value = self.value();
        value.insert("digest".to_owned(), json!(self.stated.to_string()));
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }

    /// The document without its digest.
    fn value(&self) -> Map<String, Value> {
        self.text.value().ok().and_then(|value| value.as_object().cloned()).unwrap_or_default()
    }

    /// What is submitted.
    #[must_use]
    pub fn submitted(&self) -> &SubmissionContent {
        &self.submitted
    }

    /// The party that it is from.
    #[must_use]
    pub fn party(&self) -> &str {
        self.submitted.party()
    }

    /// The head that it was made against; none if it was made on a plan without a history.
    #[must_use]
    pub fn against(&self) -> Option<Head> {
        self.against
    }

    /// When it was made, as the party states it.
    #[must_use]
    pub fn when(&self) -> Option<&Timestamp> {
        self.when.as_ref()
    }

    /// The hash of what it says, in canonical form.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_str().as_bytes())
    }

    /// Whether it says what it said when it was made.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.digest() == self.stated
    }

    /// The id of the command that carries it out: a file that is received twice is carried out once.
    pub(super) fn command_id(&self) -> String {
        self.digest().to_string()
    }

    /// The command that carries it out.
    pub(super) fn command(&self, revision: Option<u64>) -> Result<Command> {
        let action = match &self.submitted {
            SubmissionContent::Proposal(proposal) => {
                Action::Propose { proposal: proposal.clone(), against: revision }
            }
            SubmissionContent::Ballot(ballot) => Action::Ballot { amounts: ballot.amounts.clone() },
        };
        let command = Command::new(self.command_id(), self.party(), action)?.noting(self.metadata()?);
        Ok(match &self.when {
            Some(when) => command.dated(when.clone()),
            None => command,
        })
    }

    /// What the history keeps of it beside the proposal or the ballot.
    fn metadata(&self) -> Result<Metadata> {
        let mut fields = Map::new();
        if let Some(head) = self.against {
            fields.insert("against".to_owned(), json!(head));
        }
        if let SubmissionContent::Ballot(SubmittedBallot { reason, .. }) = &self.submitted
            && !reason.is_empty()
        {
            fields.insert("reason".to_owned(), json!(reason));
        }
        Metadata::of(&json!({ "submission": fields }))
    }
}

/// As [`Submission::to_json`] does.
impl Serialize for Submission {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut value = self.value();
        value.insert("digest".to_owned(), json!(self.stated.to_string()));
        value.serialize(serializer)
    }
}

pub(super) const THIS: Bilingual = both("this submission", "questo invio");
