//! Heads that an outsider trusts: checkpoints of a history, signed by those who saw it.
//!
//! Whoever holds a journal can rewrite all of it (docs/THREATS.md). A [`Checkpoint`] says how far a history has come, with the root of
//! its [tree](crate::journal::MerkleTree) and its [head](crate::journal::Head), in the form of C2SP
//! [tlog-checkpoint](https://c2sp.org/tlog-checkpoint). As a [`SignedNote`] ([signed-note](https://c2sp.org/signed-note), Ed25519) it
//! carries the signatures of parties: what three of five signed, the others cannot exchange.
//!
//! A [`SigningKey`] is made of 32 bytes of randomness, which this crate does not have: the command `riparto table key` asks the
//! operating system for them. The public half is a [`VerifierKey`].

mod verifier_key;
mod signing_key;
mod signed_note;
mod cosigners;
mod checkpoint;
mod checkpoint_agreement;

pub use checkpoint::{Checkpoint, Checkpointer};
pub use checkpoint_agreement::CheckpointAgreement;
pub use cosigners::Cosigners;
pub use signed_note::SignedNote;
pub use signing_key::SigningKey;
pub use verifier_key::VerifierKey;
