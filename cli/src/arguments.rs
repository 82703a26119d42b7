//! What the command line takes.

use clap::{Args, Parser, Subcommand};
use riparto::capacity::{DEFAULT_EFFORT, MAX_DOCUMENT_BYTES, MAX_EFFORT};
use riparto::money::Weight;
use riparto::rebalance::PlanPart;
use riparto::report::PrintedPage;
use riparto::{Date, Language, Meter, Money, MoneyDelta};

use crate::argument_values;
use crate::import_arguments::ImportArguments;
use crate::json_answer::JsonArguments;
use crate::language_choice::spoken;
use crate::report_arguments::ReportArguments;
use crate::split_arguments::{RoundingArguments, SplitArguments};
use crate::transfer_arguments::TransferArguments;
use crate::value_names::{
    CompletionName, Lang, LevelArgument, Nearness, PackOutputName, RuleName, StyleName,
};

use crate::table::TableCommand;

/// Co-design a public budget: check a plan against its rules, assess proposals, show headroom.
///
/// Exit status: 0 where nothing forbids, 1 where a finding forbids, 2 where input makes no sense.
#[derive(Parser)]
#[command(name = "riparto", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: CommandArguments,
    /// The language of all that is written; without it, that of the environment (LC_ALL, LC_MESSAGES, LANG)
    #[arg(long, value_name = "LANGUAGE", value_enum, global = true)]
    lang: Option<Lang>,
    /// How many columns wide what is written may be, or `none` for no limit; as wide as the terminal if not given, 100 without one
    #[arg(long, value_name = "COLUMNS", value_parser = argument_values::page, global = true)]
    pub(crate) width: Option<PrintedPage>,
}

#[derive(Subcommand)]
pub(crate) enum CommandArguments {
    /// Check a plan's amounts against its rules
    Check {
        #[command(flatten)]
        plan: PlanArguments,
        #[command(flatten)]
        by: ByArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Assess a proposal: before, after, what it breaks, what it needs
    Assess {
        #[command(flatten)]
        plan: PlanArguments,
        /// The proposal: JSON, or a table of transfers (XLSX, XLS, ODS, CSV); `-` for standard input
        #[arg(required_unless_present = "from", conflicts_with_all = ["from", "to", "amount"])]
        proposal: Option<String>,
        #[command(flatten)]
        transfers: TransferArguments,
        /// The line that balances what derived lines take; the lines that the proposal changes if not given
        #[arg(long, value_name = "LINE")]
        balance: Option<String>,
        #[command(flatten)]
        rows: RowArguments,
        #[command(flatten)]
        effort: EffortArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Recompute a line of quantities and a unit cost: its new amount, the change, and the transfer that it takes
    Units {
        #[command(flatten)]
        plan: PlanArguments,
        /// The line
        line: String,
        /// A quantity's new count, as mediators=13; may be repeated
        #[arg(long, value_name = "NAME=COUNT", value_parser = argument_values::count)]
        count: Vec<(String, Weight)>,
        /// The new unit cost
        #[arg(long, value_name = "COST", value_parser = argument_values::number)]
        unit_cost: Option<Weight>,
        /// The line that gives what this one takes, or takes what it sets free
        #[arg(long, value_name = "LINE")]
        from: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Show how much each line may still give and receive, and which rule stops it
    Headroom {
        #[command(flatten)]
        plan: PlanArguments,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
        up_to: LevelArgument,
        #[command(flatten)]
        by: ByArguments,
        #[command(flatten)]
        effort: EffortArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Find the fewest transfers that turn a plan's amounts into another's, within its rules of flow
    Settle {
        #[command(flatten)]
        plan: PlanArguments,
        /// The same lines with the amounts that they are to have, a JSON file (riparto.plan/1); `-` for standard input
        to: String,
        /// The least that a transfer should move, such as 500.00
        #[arg(long, value_name = "AMOUNT", value_parser = argument_values::amount)]
        minimum: Option<Money>,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
        up_to: LevelArgument,
        /// Write a proof of the answer that anybody can check (riparto.proof/1)
        #[arg(long, value_name = "FILE", conflicts_with = "json")]
        proof: Option<String>,
        #[command(flatten)]
        effort: EffortArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Find the nearest allocation to a wish that respects every rule, or from where a line may get more (--give)
    Rebalance {
        #[command(flatten)]
        plan: PlanArguments,
        #[command(flatten)]
        options: RebalanceArguments,
        #[command(flatten)]
        effort: EffortArguments,
    },
    /// Say whether the rules can hold together; if not, which clash and the cheapest way out
    Diagnose {
        #[command(flatten)]
        plan: PlanArguments,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
        up_to: LevelArgument,
        /// Write a proof of the answer that anybody can check (riparto.proof/1)
        #[arg(long, value_name = "FILE", conflicts_with = "json")]
        proof: Option<String>,
        #[command(flatten)]
        effort: EffortArguments,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Check a proof that another command wrote with --proof, without a search
    ///
    /// Exit status: 0 proven, 1 not proven, 2 where input makes no sense.
    Verify {
        #[command(flatten)]
        plan: PlanArguments,
        /// The proof, a JSON file (riparto.proof/1); `-` for standard input. One about no plan stands alone, in the place of PLAN
        proof: Option<String>,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Keep a co-design table on a journal file: sittings, proposals, decisions, minutes
    ///
    /// Exit status: 0 done, 1 refused (for `verify`: not whole), 2 where input makes no sense or the journal cannot be used.
    /// A refusal comes with a code, a sentence and a way out, and writes nothing. What a crash cut off is told, and changed
    /// only by `repair`.
    Table {
        #[command(subcommand)]
        command: TableCommand,
    },
    /// Make one split of the splits that partners would like, and show where they differ
    Aggregate {
        /// The ballots, a JSON file (riparto.ballots/1) or a table (XLSX, XLS, ODS, CSV): one row a partner, one column a line; `-` for standard
        /// input
        #[arg(required_unless_present = "counts", conflicts_with = "counts")]
        ballots: Option<String>,
        #[command(flatten)]
        options: AggregateArguments,
    },
    /// Split an amount by the weights of a table, to the cent
    Apportion {
        #[command(flatten)]
        table: SplitArguments,
        #[command(flatten)]
        rounding: RoundingArguments,
    },
    /// Read a plan from a workbook (XLSX, XLS, ODS) or CSV, and say what was made of each row and column
    Import {
        /// The file; `-` for standard input
        file: String,
        #[command(flatten)]
        options: ImportArguments,
    },
    /// Write a plan as a workbook whose totals and rules are formulas, or as CSV, Markdown, HTML or JSON
    Export {
        #[command(flatten)]
        plan: PlanArguments,
        /// The file to write, which is replaced if it is there; its name ends in .xlsx, .csv, .md, .html or .json
        #[arg(long, value_name = "FILE")]
        out: String,
        #[command(flatten)]
        by: ByArguments,
    },
    /// Write the plan as one page that works without a network, with riparto inside: partners try things and send files
    Page {
        #[command(flatten)]
        plan: PlanArguments,
        /// The page to write, which is replaced if it is there; its name ends in .html
        #[arg(long, value_name = "FILE")]
        out: String,
    },
    /// Write a page of charts and tables: the envelope, what changed, who gives to whom, headroom, where parties differ
    Report {
        #[command(flatten)]
        plan: PlanArguments,
        #[command(flatten)]
        options: ReportArguments,
    },
    /// Say which method and unit reproduce the published amounts of a split, and which lines are off
    Retrace {
        #[command(flatten)]
        table: SplitArguments,
    },
    /// List the rule packs that come with riparto, or show one: the act, its rules, its tests
    Packs {
        /// The pack to show: its id, or a pack file (Markdown or JSON), whose tests are run
        pack: Option<String>,
        /// How the answer is written
        #[arg(long, value_name = "FORMAT", value_enum, default_value = "text", conflicts_with = "json")]
        output: PackOutputName,
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Print the JSON Schema of requests, responses and documents
    Schema,
    /// Answer JSON requests, one a line on standard input, with one response a line on standard output
    Api {
        /// The most units of work that one request may take
        #[arg(long, value_name = "UNITS", default_value_t = MAX_EFFORT, value_parser = clap::value_parser!(u64).range(1..=MAX_EFFORT))]
        max_effort: u64,
        /// The most bytes of one request; a longer line is answered by an error and skipped
        #[arg(long, value_name = "BYTES", default_value_t = MAX_DOCUMENT_BYTES)]
        max_bytes: usize,
    },
}

/// How ballots are read and what is made of them.
#[derive(Args)]
pub(crate) struct AggregateArguments {
    /// Counts in place of ballots, a table (CSV, XLSX, XLS, ODS) with the columns line, amount and weight, as a database that groups and
    /// sums writes it; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["by", "complete", "remainder_to", "tolerance", "leave_out", "compare", "group", "proposal"])]
    pub(crate) counts: Option<String>,
    /// The plan whose lines the ballots split and whose rules the outcome must respect, a JSON file (riparto.plan/1)
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<String>,
    /// The ballots split the total over the values of a label of the plan, such as its actions, instead of its lines
    #[arg(long, value_name = "LABEL", requires = "plan")]
    pub(crate) by: Option<String>,
    /// Write the transfers that lead the plan to the outcome as a proposal, by the party given with --as
    #[arg(long, value_name = "FILE", requires = "party", requires = "plan", conflicts_with = "json")]
    pub(crate) proposal: Option<String>,
    /// The party that proposes
    #[arg(long = "as", value_name = "PARTY", value_parser = argument_values::id)]
    pub(crate) party: Option<String>,
    /// How one split is made of many
    #[arg(long, value_name = "RULE", value_enum, default_value = "ladder")]
    pub(crate) rule: RuleName,
    /// Let the phantoms of the rule rise by whole cents: nothing is rounded, and no false ballot gains a cent
    #[arg(long)]
    pub(crate) integral: bool,
    /// Show all rules side by side, and what overstating is worth under each
    #[arg(long, conflicts_with = "json")]
    pub(crate) compare: bool,
    /// Say what each party obtains of what it asked for, and each group and the set named with --tolerance; and how near all are served
    #[arg(long)]
    pub(crate) fairness: bool,
    /// A group of parties to say it of, as towns=anci,ats; may be repeated
    #[arg(long, value_name = "NAME=PARTY,PARTY", requires = "fairness", value_parser = argument_values::group)]
    pub(crate) group: Vec<(String, Vec<String>)>,
    /// What each ballot splits, where neither the file nor a plan says so
    #[arg(long, value_name = "AMOUNT", value_parser = argument_values::amount)]
    pub(crate) total: Option<Money>,
    /// Complete ballots that miss lines or do not sum to the total; otherwise they are refused
    #[arg(long, value_name = "POLICY", value_enum, conflicts_with = "remainder_to")]
    pub(crate) complete: Option<CompletionName>,
    /// Complete them by giving the difference to one line
    #[arg(long, value_name = "LINE")]
    pub(crate) remainder_to: Option<String>,
    /// Name the largest set of partners that agree within so many euros on every line
    #[arg(long, value_name = "AMOUNT", value_parser = argument_values::amount)]
    pub(crate) tolerance: Option<Money>,
    /// A column or row of the CSV file that is no line and no ballot, such as a sum; may be repeated
    #[arg(long, value_name = "HEAD")]
    pub(crate) leave_out: Vec<String>,
    /// How amounts and weights are written in CSV, where they can be read in two ways
    #[arg(long, value_name = "STYLE", value_enum)]
    pub(crate) style: Option<StyleName>,
    /// Write a proof of the answer that anybody can check (riparto.proof/1)
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) proof: Option<String>,
    /// The authorization that may be used
    #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
    pub(crate) up_to: LevelArgument,
    #[command(flatten)]
    pub(crate) effort: EffortArguments,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
}

impl AggregateArguments {
    pub(crate) fn language(&self) -> Language {
        spoken()
    }
}

/// What is wished for, and what counts as near.
#[derive(Args)]
pub(crate) struct RebalanceArguments {
    /// The same lines with the amounts wished for, a JSON file (riparto.plan/1); `-` for standard input
    pub(crate) wish: Option<String>,
    /// What a line or a label is to get, to the cent where the rules allow it, as desks=50000.00 or partner=ats=-500.00; may be repeated
    #[arg(long, value_name = "LINE=AMOUNT", allow_hyphen_values = true, value_parser = argument_values::given)]
    pub(crate) give: Vec<(PlanPart, MoneyDelta)>,
    /// The lines or labels from which the money may come, as desks,partner=ats
    #[arg(long, value_name = "LINE", value_delimiter = ',', requires = "give", value_parser = argument_values::part)]
    pub(crate) from: Vec<PlanPart>,
    /// Show the choices side by side: the same from each line, in proportion, from the fewest lines
    #[arg(long, requires = "give", conflicts_with_all = ["measure", "proposal", "proof"])]
    pub(crate) compare: bool,
    /// What counts as near: from where the money comes
    #[arg(long, value_name = "MEASURE", value_enum, default_value = "least_squares")]
    pub(crate) measure: Nearness,
    /// The authorization that may be used
    #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
    pub(crate) up_to: LevelArgument,
    /// Write the transfers as a proposal, by the party given with --as
    #[arg(long, value_name = "FILE", requires = "party", conflicts_with = "json")]
    pub(crate) proposal: Option<String>,
    /// The party that proposes
    #[arg(long = "as", value_name = "PARTY", value_parser = argument_values::id)]
    pub(crate) party: Option<String>,
    /// Write a proof of the answer that anybody can check (riparto.proof/1)
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) proof: Option<String>,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
}

/// How much work a search may take.
#[derive(Args)]
pub(crate) struct EffortArguments {
    /// The most units of work: a search that ends there says what it knows
    #[arg(long, value_name = "UNITS", default_value_t = DEFAULT_EFFORT, value_parser = clap::value_parser!(u64).range(1..=MAX_EFFORT))]
    effort: u64,
}

impl EffortArguments {
    pub(crate) fn meter(&self) -> Meter {
        Meter::new(self.effort)
    }

    /// The most units.
    pub(crate) fn units(&self) -> u64 {
        self.effort
    }
}

/// What the rows of a comparison are.
#[derive(Args)]
pub(crate) struct RowArguments {
    #[command(flatten)]
    pub(crate) by: ByArguments,
    /// Show all rows, also those that do not change
    #[arg(long)]
    pub(crate) all: bool,
}

/// By which labels totals are shown.
#[derive(Args)]
pub(crate) struct ByArguments {
    /// Totals by the values of a label instead of lines, as --by partner; by two as --by action,category
    #[arg(long = "by", value_name = "LABEL", value_delimiter = ',')]
    pub(crate) labels: Vec<String>,
}

/// The plan, its rules and the language of the answer.
#[derive(Args)]
pub(crate) struct PlanArguments {
    /// The plan: JSON (riparto.plan/1), a workbook (XLSX, XLS, ODS), CSV, or a table's journal; `-` for standard input
    pub(crate) plan: String,
    /// Add the rules of a pack that comes with riparto; may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Vec<String>,
    /// Add the rules of a table (XLSX, XLS, ODS, CSV: one row a rule) or a pack file (riparto.rules/1, Markdown or JSON); may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Vec<String>,
    /// The day that is asked about: rules not in force on it bind nothing
    #[arg(long, value_parser = argument_values::date)]
    pub(crate) date: Option<Date>,
    /// Proposals of the table whose journal is the plan, counted as if they were approved, in this order, as p3,p4
    #[arg(long, value_name = "PROPOSAL", value_delimiter = ',', value_parser = argument_values::id)]
    pub(crate) with: Vec<String>,
    /// A scenario of the table whose journal is the plan: what is asked is asked of the plan as the scenario has it
    #[arg(long, value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
}

impl PlanArguments {
    pub(crate) fn language(&self) -> Language {
        spoken()
    }
}
