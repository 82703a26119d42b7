//! What shows a journal, or a part of it, to those who do not keep it.

use clap::{Args, Subcommand};
use riparto::journal::{Digest, TypedHead};

use super::table_arguments::JournalArguments;
use super::values::{root, typed};
use crate::argument_values;
use crate::json_answer::JsonArguments;

/// What shows a journal to those who do not keep it.
#[derive(Subcommand)]
pub(crate) enum TrustCommand {
    /// Write one decision alone, with the proof that it is in the history: who has the root checks it without the journal
    Extract {
        #[command(flatten)]
        journal: JournalArguments,
        /// The id of a proposal or change that was decided; or the revision of any event
        decision: String,
        /// The history up to so many events, if the root was taken there; all of it if not given
        #[arg(long, value_name = "REVISION")]
        size: Option<u64>,
        /// The file to write, which is replaced if it is there
        #[arg(long, value_name = "FILE")]
        out: String,
    },
    /// Check a decision shown alone, without the journal
    VerifyExtract {
        /// The extract
        #[arg(value_name = "FILE")]
        extract: String,
        /// The root of the history, as `extract` prints it, from somebody who is trusted
        #[arg(
            long,
            value_name = "SIZE:ROOT",
            value_parser = root,
            required_unless_present = "checkpoint",
            conflicts_with = "checkpoint"
        )]
        root: Option<(u64, Digest)>,
        /// A checkpoint that was signed, of the size that the extract is of
        #[arg(long, value_name = "FILE", requires = "keys")]
        checkpoint: Option<String>,
        /// How many parties must have signed the checkpoint
        #[arg(long, value_name = "COUNT", default_value = "1", requires = "checkpoint")]
        cosigned: u64,
        /// The public keys that are trusted, one a line, as `key` prints them
        #[arg(long, value_name = "FILE", requires = "checkpoint")]
        keys: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Write the proof that the history of a later root goes on from that of an earlier one: who has both roots checks it without the journal
    Consistency {
        #[command(flatten)]
        journal: JournalArguments,
        /// How many events the earlier history has
        #[arg(long, value_name = "REVISION")]
        from: u64,
        /// How many events the later history has; all if not given
        #[arg(long, value_name = "REVISION")]
        size: Option<u64>,
        /// The file to write, which is replaced if it is there
        #[arg(long, value_name = "FILE")]
        out: String,
    },
    /// Check that a history goes on from an earlier one: nothing was changed or taken out in between
    VerifyConsistency {
        /// The proof
        #[arg(value_name = "FILE")]
        proof: String,
        /// The earlier root as SIZE:ROOT, or the checkpoint that states it
        #[arg(long, value_name = "SIZE:ROOT|FILE")]
        from: String,
        /// The later root as SIZE:ROOT, or the checkpoint that states it
        #[arg(long, value_name = "SIZE:ROOT|FILE")]
        to: String,
        /// How many parties must have signed a checkpoint
        #[arg(long, value_name = "COUNT", default_value = "1", requires = "keys")]
        cosigned: u64,
        /// The public keys that are trusted, one a line, as `key` prints them; checkpoints take it
        #[arg(long, value_name = "FILE")]
        keys: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Make a key to sign with, in a file that only its owner reads, and print the public key for the others
    Key {
        /// The party whose key it is
        #[arg(long = "as", value_name = "PARTY", value_parser = argument_values::id)]
        party: String,
        /// The file of the private key, which does not exist yet
        #[arg(long, value_name = "FILE")]
        out: String,
    },
    /// Write how far the journal has come, signed: others sign it too, and nobody can exchange the history behind it
    Checkpoint {
        #[command(flatten)]
        journal: JournalArguments,
        /// The file of the private key to sign with
        #[arg(long, value_name = "FILE")]
        key: String,
        /// The file to write, which is replaced if it is there
        #[arg(long, value_name = "FILE")]
        out: String,
    },
    /// Add a signature to a checkpoint, if the journal is whole and agrees with it
    Cosign {
        /// The checkpoint, which the signature is added to
        #[arg(value_name = "CHECKPOINT")]
        checkpoint: String,
        #[command(flatten)]
        journal: JournalArguments,
        /// The file of the private key to sign with
        #[arg(long, value_name = "FILE")]
        key: String,
        /// The party that signs, if the key is to be compared with it
        #[arg(long = "as", value_name = "PARTY", value_parser = argument_values::id)]
        party: Option<String>,
    },
}

/// What is known of a journal from outside of it.
#[derive(Args)]
pub(crate) struct Outside {
    /// The short form of a head, as minutes print it: the history must pass through that head
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub(crate) typed: Option<TypedHead>,
    /// A checkpoint that the history must agree with, as `checkpoint` and `cosign` write it
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<String>,
    /// How many parties must have signed the checkpoint
    #[arg(long, value_name = "COUNT", default_value = "1", requires = "checkpoint")]
    pub(crate) cosigned: u64,
    /// The public keys that are trusted, one a line, as `key` prints them; without it, those that the journal declares, which its
    /// keeper could have written too
    #[arg(long, value_name = "FILE", requires = "checkpoint")]
    pub(crate) keys: Option<String>,
    /// A proof that proposals name: whether it is about the plan that each was made on and the amounts that it leads to
    #[arg(long, value_name = "FILE")]
    pub(crate) proof: Option<String>,
}

impl Outside {
    /// Whether anything is known from outside.
    pub(crate) fn is_given(&self) -> bool {
        self.typed.is_some() || self.checkpoint.is_some()
    }
}
