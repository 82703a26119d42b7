//! What `riparto table` takes.

use clap::{Args, Subcommand, ValueEnum};
use riparto::ballots::AggregationRule;
use riparto::journal::Head;
use riparto::table::{Date, Stance, Timestamp};
use riparto::{Language, Money, MoneyDelta};

use super::line_arguments::LineCommand;
use super::values::{head, named, rule, waiver};
use crate::arguments::{EffortArguments, Level, PlanArguments};
use crate::reading;
use crate::spoken::spoken;

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
    /// Show what a command would do, as if it were carried out: nothing is written
    #[command(name = "try")]
    Tried {
        /// The journal file of the table
        journal: String,
        /// Any command of the table without its journal, as `approve p3 --as regione`
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
        words: Vec<String>,
        /// The same, as it was read.
        #[arg(skip)]
        command: Option<Box<TableCommand>>,
    },
    #[command(flatten)]
    Show(ShowCommand),
    /// Check every byte of the journal, replay it, audit it, and print its head
    Verify {
        #[command(flatten)]
        journal: Named,
        /// A head that was noted down elsewhere and that the history must pass through; may be repeated
        #[arg(long, value_name = "REVISION:HASH", value_parser = head)]
        head: Vec<Head>,
        /// Another copy of the journal: say where the two part
        #[arg(long, value_name = "JOURNAL")]
        against: Option<String>,
    },
    /// Mend the end of the journal: cut off what a crash left of an append that was never acknowledged, or give the last event
    /// its line feed back; bytes that are taken out are kept in a file beside the journal
    Repair {
        #[command(flatten)]
        journal: Named,
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
        #[arg(value_parser = reading::id)]
        sitting: String,
        /// Its day, as 2026-03-12
        #[arg(value_parser = reading::date)]
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
        #[arg(long, value_name = "DAY", value_parser = reading::date)]
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
    /// Put a proposal on the table, from a file or from --id, --from, --to and --amount
    Propose {
        #[command(flatten)]
        on: Acting,
        #[command(flatten)]
        written: Written,
        /// Write it without putting it on the table yet
        #[arg(long)]
        draft: bool,
    },
    /// Write a proposal anew: what was stated on its former version no longer counts
    Amend {
        #[command(flatten)]
        on: Acting,
        #[command(flatten)]
        written: Written,
    },
    #[command(flatten)]
    About(AboutCommand),
    /// Change the total by an act
    ChangeEnvelope {
        #[command(flatten)]
        on: Acting,
        /// The id of the change
        #[arg(value_parser = reading::id)]
        change: String,
        /// The act
        #[arg(long)]
        act: String,
        /// By how much the total changes: "36.000,00" or -36000.00
        #[arg(long, allow_hyphen_values = true, value_parser = reading::change)]
        amount: MoneyDelta,
        /// What a line takes of it, as desks=20000.00; may be repeated; in proportion to what the lines hold without it
        #[arg(long, value_name = "LINE=AMOUNT", allow_hyphen_values = true, value_parser = named(reading::change))]
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
        #[arg(value_parser = reading::id)]
        change: String,
        /// The id of the new change
        #[arg(value_parser = reading::id)]
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
        #[arg(long, value_name = "LINE=AMOUNT", value_parser = named(reading::amount))]
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

/// What is asked about a proposal that is there.
#[derive(Subcommand)]
pub(crate) enum AboutCommand {
    /// Put a draft on the table
    Submit {
        #[command(flatten)]
        on: Acting,
        /// The id of the draft
        #[arg(value_parser = reading::id)]
        proposal: String,
    },
    /// Send a proposal back to its party
    RequestChanges {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = reading::id)]
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
        #[arg(value_parser = reading::id)]
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
        #[arg(value_parser = reading::id)]
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
        #[arg(value_parser = reading::id)]
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
        #[arg(value_parser = reading::id)]
        proposal: String,
    },
    /// Approve a proposal: the allocation changes
    Approve {
        #[command(flatten)]
        on: Acting,
        /// The id of the proposal
        #[arg(value_parser = reading::id)]
        proposal: String,
        /// The act that the approval is based on
        #[arg(long, default_value = "")]
        act: String,
        /// A document that comes with it, by the name under which a rule requires it; may be repeated
        #[arg(long = "document", value_name = "NAME")]
        documents: Vec<String>,
        /// A body that decided, by the name that a rule gives it; may be repeated
        #[arg(long, value_name = "NAME")]
        decided_by: Vec<String>,
        /// The version that is meant; the last if not given
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
        #[arg(value_parser = reading::id)]
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
        #[arg(value_parser = reading::id)]
        proposal: String,
        /// The id of the new proposal
        #[arg(value_parser = reading::id)]
        reversal: String,
        /// Why
        #[arg(long, default_value = "")]
        reason: String,
    },
}

/// What only looks.
#[derive(Subcommand)]
pub(crate) enum ShowCommand {
    /// List the proposals: who, when, what, how many euros, where each stands
    List {
        #[command(flatten)]
        journal: Named,
        /// Only those that wait for a decision
        #[arg(long)]
        open: bool,
    },
    /// Show one proposal: what was said of it, what it does and needs, and what changed since it was made
    Show {
        #[command(flatten)]
        journal: Named,
        /// The id of the proposal
        #[arg(value_parser = reading::id)]
        proposal: String,
    },
    /// List what happened: when, who, what, how many euros
    Log {
        #[command(flatten)]
        journal: Named,
        /// Only the last so many events
        #[arg(long, value_name = "COUNT")]
        last: Option<usize>,
    },
    /// Compare the allocations of two revisions, and name the decisions in between
    Diff {
        #[command(flatten)]
        journal: Named,
        /// A revision: how many events the history had
        from: u64,
        /// Another; the latest if not given
        to: Option<u64>,
    },
    /// Show the table as it was after so many events
    At {
        #[command(flatten)]
        journal: Named,
        /// The revision
        revision: u64,
    },
    /// Show what each line received and gave, and what is left of each allowance
    Ledger {
        #[command(flatten)]
        journal: Named,
    },
    /// Say which open proposals can be approved together, in which order, and which clash
    Compatible {
        #[command(flatten)]
        journal: Named,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "exceptional")]
        up_to: Level,
        #[command(flatten)]
        effort: EffortArguments,
    },
    /// Show how parties would split the total, and what a rule makes of it
    Ballots {
        #[command(flatten)]
        journal: Named,
        /// The rule of aggregation
        #[arg(long, value_name = "RULE", value_parser = rule, default_value = "ladder")]
        rule: AggregationRule,
    },
    /// Write the minutes, of one sitting or of the whole table
    Minutes {
        #[command(flatten)]
        journal: Named,
        /// The id of the sitting
        #[arg(long, value_name = "ID")]
        sitting: Option<String>,
    },
}

/// The journal, and the language of the answer.
#[derive(Args)]
pub(crate) struct Named {
    /// The journal file of the table
    pub(crate) journal: String,
}

impl Named {
    pub(crate) fn language(&self) -> Language {
        spoken()
    }
}

/// The journal, and who acts.
#[derive(Args)]
pub(crate) struct Acting {
    #[command(flatten)]
    pub(crate) journal: Named,
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
    #[arg(long = "as", value_name = "PARTY", value_parser = reading::id)]
    pub(crate) party: String,
    /// The id of this command: sent twice, it is carried out once; without it, one is made of what is asked and the head
    #[arg(long, value_name = "ID", value_parser = reading::id)]
    pub(crate) command_id: Option<String>,
    /// Who acts for the party: the history and the minutes keep the name
    #[arg(long, value_name = "PERSON")]
    pub(crate) acting: Option<String>,
    /// When it was asked, a day or a moment as 2026-03-12T10:15:00+01:00: the history and the minutes keep it
    #[arg(long, value_name = "MOMENT", value_parser = reading::moment)]
    pub(crate) when: Option<Timestamp>,
}

/// A proposal, as a file or in words.
#[derive(Args)]
pub(crate) struct Written {
    /// The proposal, a JSON file; `-` for standard input
    #[arg(required_unless_present = "id", conflicts_with_all = ["id", "title", "reason", "from", "to", "amount"])]
    pub(crate) proposal: Option<String>,
    /// The id of the proposal
    #[arg(long, requires = "from", requires = "to", requires = "amount", value_parser = reading::id)]
    pub(crate) id: Option<String>,
    /// What a person reads
    #[arg(long, default_value = "")]
    pub(crate) title: String,
    /// Why
    #[arg(long, default_value = "")]
    pub(crate) reason: String,
    /// The line that gives; repeat --from, --to and --amount for more transfers
    #[arg(long, value_name = "LINE", value_parser = reading::id)]
    pub(crate) from: Vec<String>,
    /// The line that receives
    #[arg(long, value_name = "LINE", value_parser = reading::id)]
    pub(crate) to: Vec<String>,
    /// How much: "20.000,00", €20,000.00 or 20000.00
    #[arg(long, value_parser = reading::amount)]
    pub(crate) amount: Vec<Money>,
    /// The revision that it is made against; the latest if not given
    #[arg(long, value_name = "REVISION")]
    pub(crate) against: Option<u64>,
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
