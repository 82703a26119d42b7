//! What the commands `apportion` and `retrace` take.

use clap::{Args, ValueEnum};
use riparto::money::{MethodName, TieBreak};
use riparto::{Money, Percent};

use crate::argument_values;
use crate::json_answer::JsonArguments;
use crate::value_names::StyleName;

/// The table of a split, and what holds for all its parts.
#[derive(Args)]
pub(crate) struct SplitArguments {
    /// The parts, a table (XLSX, XLS, ODS, CSV): one row a part, its name first; `-` for standard input
    pub(crate) table: String,
    /// What is split; the sum in the table's row of totals if not given
    #[arg(long, value_name = "AMOUNT", value_parser = argument_values::amount)]
    pub(crate) total: Option<Money>,
    /// The column of weights
    #[arg(long, value_name = "COLUMN", conflicts_with = "criterion")]
    pub(crate) weights: Option<String>,
    /// A column of weights and its percentage of the total, as population=60; may be repeated
    #[arg(long, value_name = "COLUMN=PERCENT", value_parser = argument_values::criterion)]
    pub(crate) criterion: Vec<(String, Percent)>,
    /// The column of published amounts
    #[arg(long, value_name = "COLUMN")]
    pub(crate) published: Option<String>,
    /// The column of the least that parts get
    #[arg(long, value_name = "COLUMN")]
    pub(crate) floors: Option<String>,
    /// The column of the most that parts get
    #[arg(long, value_name = "COLUMN")]
    pub(crate) ceilings: Option<String>,
    /// The column of what parts get first
    #[arg(long, value_name = "COLUMN")]
    pub(crate) fixed: Option<String>,
    /// What each part gets first, the same for all
    #[arg(long, value_name = "AMOUNT", conflicts_with = "fixed", value_parser = argument_values::amount)]
    pub(crate) fixed_each: Option<Money>,
    /// The column that says who pays for the floors
    #[arg(long, value_name = "COLUMN")]
    pub(crate) payers: Option<String>,
    /// The column of last year's amounts
    #[arg(long, value_name = "COLUMN")]
    pub(crate) previous: Option<String>,
    /// The least that parts get, in percent of last year's amounts
    #[arg(long, value_name = "PERCENT", conflicts_with = "floors", value_parser = argument_values::percent)]
    pub(crate) at_least: Option<Percent>,
    /// The most that parts get, in percent of last year's amounts
    #[arg(long, value_name = "PERCENT", conflicts_with = "ceilings", value_parser = argument_values::percent)]
    pub(crate) at_most: Option<Percent>,
    /// Amounts are multiples of it, such as 1.00 or 1000.00
    #[arg(long, value_name = "AMOUNT", value_parser = argument_values::amount)]
    pub(crate) unit: Option<Money>,
    /// A row of the table that is no part; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) leave_out: Vec<String>,
    /// How amounts and weights are written in CSV, where they can be read in two ways
    #[arg(long, value_name = "STYLE", value_enum)]
    pub(crate) style: Option<StyleName>,
    /// Write the table with the amounts to a file (.xlsx or .csv), which is replaced if it is there and can be read again
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<String>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text", conflicts_with = "json")]
    output: OutputName,
    #[command(flatten)]
    json: JsonArguments,
}

impl SplitArguments {
    /// How the answer is written.
    pub(crate) fn output(&self) -> OutputName {
        if self.json.json { OutputName::Json } else { self.output }
    }
}

/// How shares become amounts.
#[derive(Args)]
pub(crate) struct RoundingArguments {
    /// The method of apportionment
    #[arg(long, value_name = "METHOD", value_enum, default_value = "largest_remainder")]
    pub(crate) method: MethodArgument,
    /// Which of parts with equal claims gets a cent
    #[arg(long, value_name = "TIE_BREAK", value_enum, default_value = "first")]
    pub(crate) tie_break: TieBreakName,
    /// The part that takes what is left under `cut_down`, and what the total has below one unit
    #[arg(long, value_name = "NAME")]
    pub(crate) residual_to: Option<String>,
    /// Write a proof of the answer that anybody can check (riparto.proof/1)
    #[arg(long, value_name = "FILE")]
    pub(crate) proof: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputName {
    /// For people
    Text,
    /// As the JSON API answers
    Json,
    /// A table for spreadsheets
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum MethodArgument {
    /// Shares rounded down, the leftover cents to the largest remainders
    LargestRemainder,
    /// Sainte-Laguë
    Webster,
    /// D'Hondt
    Jefferson,
    /// Rounded up
    Adams,
    /// Rounded at the geometric mean
    HuntingtonHill,
    /// Shares rounded down, the leftover cents to one part
    #[value(name = "cut_down")]
    Truncated,
    /// Each share by itself; the sum may miss the total, and the difference is told
    HalfUp,
}

impl From<MethodArgument> for MethodName {
    fn from(method: MethodArgument) -> MethodName {
        match method {
            MethodArgument::LargestRemainder => MethodName::LargestRemainder,
            MethodArgument::Webster => MethodName::Webster,
            MethodArgument::Jefferson => MethodName::Jefferson,
            MethodArgument::Adams => MethodName::Adams,
            MethodArgument::HuntingtonHill => MethodName::HuntingtonHill,
            MethodArgument::Truncated => MethodName::Truncated,
            MethodArgument::HalfUp => MethodName::HalfUp,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum TieBreakName {
    /// The first one
    First,
    /// The last one
    Last,
    /// The one with the largest weight
    LargestWeight,
    /// None: a tie is an error
    Refuse,
}

impl From<TieBreakName> for TieBreak {
    fn from(tie_break: TieBreakName) -> TieBreak {
        match tie_break {
            TieBreakName::First => TieBreak::First,
            TieBreakName::Last => TieBreak::Last,
            TieBreakName::LargestWeight => TieBreak::LargestWeight,
            TieBreakName::Refuse => TieBreak::Refuse,
        }
    }
}
