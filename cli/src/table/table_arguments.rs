//! What `riparto table` takes.

use clap::{Args, Subcommand};
use riparto::checkpoints::{SigningKey, VerifierKey};
use riparto::journal::Head;
use riparto::table::{Date, Timestamp};
use riparto::{Language, Money, MoneyDelta};

use super::about_arguments::AboutCommand;
use super::ballot_arguments::TakeBallots;
use super::line_arguments::LineCommand;
use super::scenario_arguments::ScenarioCommand;
use super::show_arguments::ShowCommand;
use super::sitting_arguments::DescribeSitting;
use super::trust_arguments::{Outside, TrustCommand};
use super::values::{head, named, private_key, public_key, waiver};
use crate::argument_values;
use crate::arguments::PlanArguments;
use crate::json_answer::JsonArguments;
use crate::language_choice::spoken;
use crate::transfer_arguments::TransferArguments;

/// A co-design table on a journal file: propose, state, decide, look, verify.
#[derive(Subcommand)]
pub(crate) enum TableCommand {
    /// Open a table on a plan, in a journal file that does not exist yet
    New {
        /// The journal file to make
        journal: String,
        #[command(flatten)]
        plan: PlanArguments,
        /// Approval policies, a JSON file; without it the authority decides alone and names its act from prior approval on
        #[arg(long, value_name = "FILE")]
        policies: Option<String>,
        #[command(flatten)]
        who: Who,
    },
    #[command(flatten)]
    Act(Box<ActCommand>),
    /// Take the ballots of a file, each as the ballot of the party that its row names: all of them or none
    TakeBallots(Box<TakeBallots>),
    /// Show what a command would do, as if it were carried out: nothing is written
    #[command(name = "try")]
    Tried {
        /// The journal file of the table
        journal: String,
        /// Any command of the table without its journal, as `approve p3 --as regione`
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
        words: Vec<String>,
        /// Try it in a scenario, which keeps what is accepted
        #[arg(long, value_name = "SCENARIO")]
        scenario: Option<String>,
        /// The same, as it was read.
        #[arg(skip)]
        command: Option<Box<TableCommand>>,
    },
    #[command(flatten)]
    Show(ShowCommand),
    #[command(flatten)]
    Scenario(ScenarioCommand),
    #[command(flatten)]
    Trust(TrustCommand),
    /// Receive proposals and ballots in files, as the page writes them: each is taken whole or not at all
    Receive {
        #[command(flatten)]
        journal: JournalArguments,
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        /// The party that the files come from: one of another party is not taken
        #[arg(long = "as", value_name = "PARTY", value_parser = argument_values::id)]
        party: Option<String>,
        /// Put a proposal on the allocation of today if that has changed since it was made, instead of refusing it
        #[arg(long)]
        rebase: bool,
        /// Say what would be taken: nothing is written
        #[arg(long)]
        preview: bool,
    },
    /// Check every byte of the journal, replay it, audit it, and print its head
    Verify {
        #[command(flatten)]
        journal: JournalArguments,
        /// A head that was noted down elsewhere and that the history must pass through; may be repeated
        #[arg(long, value_name = "REVISION:HASH", value_parser = head)]
        head: Vec<Head>,
        /// Another copy of the journal: say where the two part
        #[arg(long, value_name = "JOURNAL")]
        against: Option<String>,
        #[command(flatten)]
        outside: Outside,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Mend the end of the journal: cut off what a crash left of an append that was never acknowledged, or give the last event
    /// its line feed back; bytes that are taken out are kept in a file beside the journal
    Repair {
        #[command(flatten)]
        journal: JournalArguments,
        /// A head that was noted down elsewhere and that the history must pass through; may be repeated
        #[arg(long, value_name = "REVISION:HASH", value_parser = head, conflicts_with = "line_ends")]
        head: Vec<Head>,
        /// Put line ends back that another program converted, if every event is then what was written; a copy is kept
        #[arg(long)]
        line_ends: bool,
    },
}

/// What changes the table.
#[derive(Subcommand)]
pub(crate) enum ActCommand {
    /// Open a sitting
    OpenSitting {
        #[command(flatten)]
        on: Acting,
        /// The id of the sitting
        #[arg(value_parser = argument_values::id)]
        sitting: String,
        /// Its day, as 2026-03-12
        #[arg(value_parser = argument_values::date)]
        date: Date,
        /// What a person reads
        #[arg(long, default_value = "")]
        title: String,
    },
    /// Close the sitting that is under way
    CloseSitting {
        #[command(flatten)]
        on: Acting,
    },
    /// Correct what was recorded of a sitting: its day, its title, its id
    CorrectSitting {
        #[command(flatten)]
        on: Acting,
        /// The id of the sitting
        sitting: String,
        /// The day that it was held, as 2026-03-12
        #[arg(long, value_name = "DAY", value_parser = argument_values::date)]
        date: Option<Date>,
        /// Its title
        #[arg(long)]
        title: Option<String>,
        /// The id that it should have had
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// State what the minutes say of a sitting beside its acts: place, hours, agenda, who was present and for whom
    DescribeSitting(DescribeSitting),
    /// Declare the public key with which a party signs, as `key` printed it; it takes the place of a former one
    DeclareKey {
        #[command(flatten)]
        on: Acting,
        /// The public key
        #[arg(value_parser = public_key)]
        key: VerifierKey,
    },
    /// Put a proposal on the table, from a file or from --id, --from, --to and --amount
    Propose {
        #[command(flatten)]
        on: Acting,
        #[command(flatten)]
        written: ProposalArguments,
        /// Write it without putting it on the table yet
        #[arg(long)]
        draft: bool,
    },
    /// Write a proposal anew: what was stated on its former version no longer counts
    Amend {
        #[command(flatten)]
        on: Acting,
        #[command(flatten)]
        written: ProposalArguments,
    },
    #[command(flatten)]
    About(AboutCommand),
    /// Change the total by an act
    ChangeEnvelope {
        #[command(flatten)]
        on: Acting,
        /// The id of the change
        #[arg(value_parser = argument_values::id)]
        change: String,
        /// The act
        #[arg(long)]
        act: String,
        /// By how much the total changes: "36.000,00" or -36000.00
        #[arg(long, allow_hyphen_values = true, value_parser = argument_values::change)]
        amount: MoneyDelta,
        /// What a line takes of it, as desks=20000.00; may be repeated; in proportion to what the lines hold without it
        #[arg(long, value_name = "LINE=AMOUNT", allow_hyphen_values = true, value_parser = named(argument_values::change))]
        share: Vec<(String, MoneyDelta)>,
        /// Share it out as near to what the lines hold as the rules allow; only shown without --yes or --expect
        #[arg(long, conflicts_with = "share")]
        nearest: bool,
        #[command(flatten)]
        carried_out: CarriedOut,
    },
    /// Take back an earlier change of the total, to the cent, by another act
    ReverseEnvelope {
        #[command(flatten)]
        on: Acting,
        /// The id of the change that is taken back
        #[arg(value_parser = argument_values::id)]
        change: String,
        /// The id of the new change
        #[arg(value_parser = argument_values::id)]
        reversal: String,
        /// The act
        #[arg(long)]
        act: String,
        #[command(flatten)]
        carried_out: CarriedOut,
    },
    #[command(flatten)]
    Lines(LineCommand),
    /// State how one would split the total
    Ballot {
        #[command(flatten)]
        on: Acting,
        /// The same lines with the amounts wished for, a JSON file (riparto.plan/1)
        #[arg(required_unless_present = "line", conflicts_with = "line")]
        wish: Option<String>,
        /// What a line should hold, as desks=660000.00; lines that are not named hold nothing; may be repeated
        #[arg(long, value_name = "LINE=AMOUNT", value_parser = named(argument_values::amount))]
        line: Vec<(String, Money)>,
    },
    /// Close the table by a final act that recognizes all changes
    Close {
        #[command(flatten)]
        on: Acting,
        /// The act
        #[arg(long)]
        act: String,
    },
}

/// The journal, and the language of the answer.
#[derive(Args)]
pub(crate) struct JournalArguments {
    /// The journal file of the table
    pub(crate) journal: String,
}

impl JournalArguments {
    pub(crate) fn language(&self) -> Language {
        spoken()
    }
}

/// The journal, and who acts.
#[derive(Args)]
pub(crate) struct Acting {
    #[command(flatten)]
    pub(crate) journal: JournalArguments,
    #[command(flatten)]
    pub(crate) who: Who,
    /// The head of the history that was read before, as list, show and verify print it: if it has moved since, nothing is done
    #[arg(long, value_name = "REVISION:HASH", value_parser = head)]
    pub(crate) expect: Option<Head>,
}

/// How a change of the total is carried out.
#[derive(Args)]
pub(crate) struct CarriedOut {
    /// Let the change break a rule, as outreach-floor="the survey is late"; may be repeated
    #[arg(long, value_name = "RULE=REASON", value_parser = waiver)]
    pub(crate) waive: Vec<(String, String)>,
    /// Only show what the change would do
    #[arg(long)]
    pub(crate) preview: bool,
    /// Carry it out without having seen it
    #[arg(long, conflicts_with = "preview")]
    pub(crate) yes: bool,
}

/// Who acts, by which command.
#[derive(Args)]
pub(crate) struct Who {
    /// The party that acts
    #[arg(long = "as", value_name = "PARTY", value_parser = argument_values::id)]
    pub(crate) party: String,
    /// The id of this command: sent twice, it is carried out once; without it, one is made of what is asked and the head
    #[arg(long, value_name = "ID", value_parser = argument_values::id)]
    pub(crate) command_id: Option<String>,
    /// Who acts for the party: the history and the minutes keep the name
    #[arg(long, value_name = "PERSON")]
    pub(crate) acting: Option<String>,
    /// When it was asked, a day or a moment as 2026-03-12T10:15:00+01:00: the history and the minutes keep it
    #[arg(long, value_name = "MOMENT", value_parser = argument_values::moment)]
    pub(crate) when: Option<Timestamp>,
    /// Sign the command with the private key in a file, as `key` made it
    #[arg(long, value_name = "FILE", value_parser = private_key)]
    pub(crate) sign: Option<Box<SigningKey>>,
}

impl Who {
    /// Who acts and when, if that is given.
    pub(super) fn stated(&self) -> (Option<&str>, Option<&Timestamp>) {
        (self.acting.as_deref(), self.when.as_ref())
    }
}

/// A proposal, as a file or in words.
#[derive(Args)]
pub(crate) struct ProposalArguments {
    /// The proposal: JSON, or a table of transfers (XLSX, XLS, ODS, CSV); `-` for standard input
    #[arg(required_unless_present = "id", conflicts_with_all = ["id", "title", "reason", "from", "to", "amount"])]
    pub(crate) proposal: Option<String>,
    /// The id of the proposal
    #[arg(long, requires = "from", requires = "to", requires = "amount", value_parser = argument_values::id)]
    pub(crate) id: Option<String>,
    /// What a person reads
    #[arg(long, default_value = "")]
    pub(crate) title: String,
    /// Why
    #[arg(long, default_value = "")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) transfers: TransferArguments,
    /// The revision that it is made against; the latest if not given
    #[arg(long, value_name = "REVISION")]
    pub(crate) against: Option<u64>,
}
