//! What is asked about a proposal that is there.

use clap::{Subcommand, ValueEnum};
use riparto::table::Stance;

use super::table_arguments::Acting;
use super::values::versioned;
use crate::argument_values;

/// What is asked about a proposal that is there.
#[derive(Subcommand)]
pub(crate) enum AboutCommand {
    /// Put a draft on the table
    Submit {
        #[command(flatten)]
        on: Acting,
        /// The id of the draft
        #[arg(value_parser = argument_values::id)]
        proposal: String,
    },
    /// Send a proposal back to its party
    RequestChanges {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
        /// What should change
        #[arg(long)]
        reason: String,
        /// The version that is meant; the last if not given
        #[arg(long)]
        version: Option<u32>,
    },
    /// Take one's own proposal off the table
    Withdraw {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Say what one thinks of a proposal
    State {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
        /// Consent, objection or abstention
        #[arg(value_enum)]
        stance: StanceName,
        /// Why; an objection needs it
        #[arg(long, default_value = "")]
        reason: String,
        /// The version that it is about; the last if not given
        #[arg(long)]
        version: Option<u32>,
    },
    /// Let a proposal break a rule
    Waive {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
        /// The id of the rule
        rule: String,
        /// Why
        #[arg(long)]
        reason: String,
        /// The version that is meant; the last if not given
        #[arg(long)]
        version: Option<u32>,
    },
    /// Put a proposal on the allocation that was approved since, and show the difference
    Rebase {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
    },
    /// Approve a proposal, or several at once, all or none: the allocation changes
    Approve {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal, or of several in their order; p3@2 names version 2 of p3
        #[arg(required = true, value_name = "PROPOSAL", value_parser = versioned)]
        proposals: Vec<(String, Option<u32>)>,
        /// The act that the approval is based on
        #[arg(long, default_value = "")]
        act: String,
        /// A document that comes with it, by the name under which a rule requires it; may be repeated
        #[arg(long = "document", value_name = "NAME")]
        documents: Vec<String>,
        /// A body that decided, by the name that a rule gives it; may be repeated
        #[arg(long, value_name = "NAME")]
        decided_by: Vec<String>,
        /// The version that is meant, of one proposal; the last if not given
        #[arg(long)]
        version: Option<u32>,
        /// Judge it on the latest allocation if that has changed since it was made, instead of refusing it as stale
        #[arg(long)]
        rebase: bool,
    },
    /// Reject a proposal
    Reject {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
        /// Why
        #[arg(long)]
        reason: String,
        /// The version that is meant; the last if not given
        #[arg(long)]
        version: Option<u32>,
    },
    /// Propose to take back an approved proposal, by the opposite transfers
    Reverse {
        #[command(flatten)]
        on: Acting,
        /// The id of the approved proposal
        #[arg(value_parser = argument_values::id)]
        proposal: String,
        /// The id of the new proposal
        #[arg(value_parser = argument_values::id)]
        reversal: String,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum StanceName {
    /// It agrees
    #[value(alias = "assenso")]
    Consent,
    /// It does not agree
    #[value(alias = "obiezione")]
    Objection,
    /// It takes no side
    #[value(alias = "astensione")]
    Abstention,
}

impl From<StanceName> for Stance {
    fn from(name: StanceName) -> Stance {
        match name {
            StanceName::Consent => Stance::Consent,
            StanceName::Objection => Stance::Objection,
            StanceName::Abstention => Stance::Abstention,
        }
    }
}
