//! What the command line takes.

use clap::{Args, Parser, Subcommand, ValueEnum};
use riparto::{Authorization, Language, Measure};

use crate::table::TableCommand;

/// Co-design a public budget: check a plan against its rules, assess proposals, show headroom.
///
/// Exit status: 0 where nothing forbids, 1 where a finding forbids, 2 where input makes no sense.
#[derive(Parser)]
#[command(name = "riparto", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check a plan's amounts against its rules
    Check {
        #[command(flatten)]
        plan: PlanArguments,
    },
    /// Assess a proposal: before, after, what it breaks, what it needs
    Assess {
        #[command(flatten)]
        plan: PlanArguments,
        /// The proposal, a JSON file; `-` for standard input
        proposal: String,
        /// The line that balances what derived lines take; the lines that the proposal changes if not given
        #[arg(long, value_name = "LINE")]
        balance: Option<String>,
    },
    /// Show how much each line may still give and receive, and which rule stops it
    Headroom {
        #[command(flatten)]
        plan: PlanArguments,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
        up_to: Level,
    },
    /// Find the fewest transfers that turn a plan's amounts into another's, within its rules of flow
    Settle {
        #[command(flatten)]
        plan: PlanArguments,
        /// The same lines with the amounts that they are to have, a JSON file (riparto.plan/1); `-` for standard input
        to: String,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
        up_to: Level,
    },
    /// Find the nearest allocation to a wish that respects every rule; without a wish, to the plan as it is
    Rebalance {
        #[command(flatten)]
        plan: PlanArguments,
        /// The same lines with the amounts wished for, a JSON file (riparto.plan/1); `-` for standard input
        wish: Option<String>,
        /// What counts as near
        #[arg(long, value_name = "MEASURE", value_enum, default_value = "least_squares")]
        measure: Nearness,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
        up_to: Level,
    },
    /// Say whether the rules can hold together; if not, which clash and the cheapest way out
    Diagnose {
        #[command(flatten)]
        plan: PlanArguments,
        /// The authorization that may be used
        #[arg(long, value_name = "LEVEL", value_enum, default_value = "free")]
        up_to: Level,
    },
    /// Keep a co-design table on a journal file: sittings, proposals, decisions, minutes
    Table {
        #[command(subcommand)]
        command: TableCommand,
    },
    /// List the rule packs that come with riparto, or print one as JSON to adapt it
    Packs {
        /// The pack to print
        id: Option<String>,
    },
    /// Print the JSON Schema of requests, responses and documents
    Schema,
    /// Answer JSON requests, one a line on standard input, with one response a line on standard output
    Api,
}

/// The plan, its rules and the language of the answer.
#[derive(Args)]
pub(crate) struct PlanArguments {
    /// The plan, a JSON file (riparto.plan/1); `-` for standard input
    pub(crate) plan: String,
    /// Add the rules of a pack that comes with riparto; may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Vec<String>,
    /// Add the rules of a pack file (riparto.rules/1); may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Vec<String>,
    /// The language of tables and sentences
    #[arg(long, value_name = "LANGUAGE", value_enum, default_value = "en")]
    lang: Lang,
}

impl PlanArguments {
    pub(crate) fn language(&self) -> Language {
        self.lang.into()
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    /// English, €2,464,000.00
    En,
    /// Italian, 2.464.000,00 €
    It,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::En => Language::English,
            Lang::It => Language::Italian,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Level {
    /// None
    Free,
    /// The authority is told
    Notification,
    /// The authority agrees beforehand
    PriorApproval,
    /// The authority agrees for extraordinary reasons
    Exceptional,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
#[expect(clippy::enum_variant_names, reason = "the names are those of the JSON contract")]
pub(crate) enum Nearness {
    /// The sum of the squared changes: the fairest
    LeastSquares,
    /// The sum of the changes
    LeastMoved,
    /// The largest change
    LeastPeak,
}

impl From<Nearness> for Measure {
    fn from(nearness: Nearness) -> Measure {
        match nearness {
            Nearness::LeastSquares => Measure::LeastSquares,
            Nearness::LeastMoved => Measure::LeastMoved,
            Nearness::LeastPeak => Measure::LeastPeak,
        }
    }
}

impl From<Level> for Authorization {
    fn from(level: Level) -> Authorization {
        match level {
            Level::Free => Authorization::Free,
            Level::Notification => Authorization::Notification,
            Level::PriorApproval => Authorization::PriorApproval,
            Level::Exceptional => Authorization::Exceptional,
        }
    }
}
