//! Whether a history agrees with what is known of it from outside: a head that was typed, a checkpoint that parties signed.

use serde::{Deserialize, Serialize};

use super::history::History;
use super::request::Request;
use riparto_core::error::{Error, Result};
use riparto_core::words::{both, spoken};
use riparto_rebalance::transfers::pay;
use riparto_solve::Meter;
use riparto_table::checkpoints::{
    Checkpoint, CheckpointAgreement, Checkpointer, Cosigners, SignedNote, VerifierKey,
};
use riparto_table::journal::TypedHead;
use riparto_table::table::CoDesignTable;

/// A checkpoint of the request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownCheckpoint {
    /// The text of the note.
    note: String,
    /// The keys that are trusted; without them, those that the history declares.
    #[serde(default)]
    keys: Option<Vec<String>>,
    /// How many parties must have signed it.
    #[serde(default)]
    cosigned: Option<u64>,
}

/// What is told of both.
#[derive(Default, Serialize)]
pub(super) struct OutsideAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    typed: Option<TypedAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<CheckpointAnswer>,
}

#[derive(Serialize)]
struct TypedAnswer {
    agrees: bool,
    revision: u64,
    /// The short form of the head at that revision; null if the history ends before.
    found: Option<String>,
}

#[derive(Serialize)]
struct CheckpointAnswer {
    /// Whether enough parties signed it, and the history is the one that they signed.
    agrees: bool,
    revision: u64,
    history: &'static str,
    cosigned: bool,
    signed: Vec<String>,
    not_counted: Vec<String>,
    /// How many parties there are whose keys are known, and more than half of them; none where a signature is forged.
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advised: Option<usize>,
    /// Whether the keys are those of the history, which its keeper could have written too.
    declared_keys: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    forged: Option<ForgedSignature>,
}

#[derive(Serialize)]
struct ForgedSignature {
    code: &'static str,
    message: String,
}

impl OutsideAnswer {
    /// What the fields `typed` and `checkpoint` of a request ask for.
    pub(super) fn of(
        request: &Request<'_>,
        history: &History,
        table: &CoDesignTable,
        meter: &Meter,
    ) -> Result<OutsideAnswer> {
        let typed: Option<String> = request.optional("typed")?;
        let typed = typed.map(|typed| typed.parse::<TypedHead>()).transpose();
        let typed = typed.map_err(|error| error.at(both("typed", "`typed`")))?;
        let known: Option<KnownCheckpoint> = request.optional("checkpoint")?;
        let found = |size| pay(meter, history.bytes().len()).map(|()| checkpoint_at(history, size));
        Ok(OutsideAnswer {
            typed: match typed {
                None => None,
                Some(typed) => Some(TypedAnswer::of(&typed, found(typed.revision())?.0.as_ref())),
            },
            checkpoint: match known {
                None => None,
                Some(known) => {
                    let in_field = |error: Error| error.at(both("checkpoint", "`checkpoint`"));
                    let note: SignedNote = known.note.parse().map_err(in_field)?;
                    let signed = Checkpoint::from_note(&note).map_err(in_field)?;
                    let (found, is_broken) = found(signed.size())?;
                    let history = CheckpointAgreement::of_history(&signed, found.as_ref(), is_broken);
                    CheckpointAnswer::of(&known, (&note, &signed), history, table)
                        .map(Some)
                        .map_err(in_field)?
                }
            },
        })
    }
}

impl TypedAnswer {
    fn of(typed: &TypedHead, found: Option<&Checkpoint>) -> TypedAnswer {
        let found = found.map(|found| TypedHead::of(&found.head()));
        TypedAnswer {
            agrees: found == Some(*typed),
            revision: typed.revision(),
            found: found.map(|found| found.to_string()),
        }
    }
}

impl CheckpointAnswer {
    fn of(
        known: &KnownCheckpoint,
        (note, signed): (&SignedNote, &Checkpoint),
        history: CheckpointAgreement,
        table: &CoDesignTable,
    ) -> Result<CheckpointAnswer> {
        let keys =
            known.keys.as_ref().map(|keys| keys.iter().map(|key| key.parse::<VerifierKey>()).collect());
        let keys: Option<Vec<VerifierKey>> = keys.transpose()?;
        let cosigners = match &keys {
            Some(keys) => Cosigners::of(note, keys),
            None => Cosigners::of(note, table.keys_for(signed.size())),
        };
        let forged = cosigners
            .as_ref()
            .err()
            .map(|error| ForgedSignature { code: error.code(), message: error.message(spoken()) });
        let (enough, counted, others) = match &cosigners {
            Ok(cosigners) => (
                cosigners.are_at_least(known.cosigned.unwrap_or(1)),
                cosigners.counted().to_vec(),
                cosigners.not_counted().to_vec(),
            ),
            Err(_) => (false, Vec::new(), note.names().map(str::to_owned).collect()),
        };
        Ok(CheckpointAnswer {
            agrees: enough && history == CheckpointAgreement::Agrees,
            revision: signed.size(),
            history: history.name(),
            cosigned: enough,
            signed: counted,
            not_counted: others,
            known: cosigners.as_ref().ok().map(Cosigners::known),
            advised: cosigners.as_ref().ok().map(Cosigners::advised),
            declared_keys: keys.is_none(),
            forged,
        })
    }
}

/// The checkpoint of a history after so many records that verify, none if it has fewer; and whether one of them is broken.
fn checkpoint_at(history: &History, size: u64) -> (Option<Checkpoint>, bool) {
    let mut so_far = Checkpointer::default();
    for record in history.records(size) {
        match record {
            Ok(record) => so_far.push(&record),
            Err(_) => return (None, true),
        }
    }
    (so_far.checkpoint().filter(|found| found.size() == size), false)
}
