//! Values of arguments that have names: rules, measures, levels, styles.

use clap::ValueEnum;
use riparto::ballots::{AggregationRule, Completion};
use riparto::money::AmountStyle;
use riparto::{Authorization, Measure};

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    /// English, €2,464,000.00
    En,
    /// Italian, 2.464.000,00 €
    It,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum PackOutputName {
    /// For people
    Text,
    /// For programs, or to adapt it
    Json,
    /// The page itself, to adapt it
    Markdown,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum RuleName {
    /// The weighted mean of each line; parties gain by overstating
    Mean,
    /// The weighted median of each line, scaled to the total; parties gain by overstating
    MedianNormalized,
    /// The least sum of distances to all ballots; truthful
    Utilitarian,
    /// Each ballot brings the same money to each line's market; truthful and proportional
    IndependentMarkets,
    /// Truthful and proportional, and as near to each line's mean as a truthful rule can be
    Ladder,
    /// Truthful and proportional
    PiecewiseUniform,
    /// Truthful and proportional, and as near to all ballots together as such a rule can be
    UtilitarianProportional,
}

impl From<RuleName> for AggregationRule {
    fn from(name: RuleName) -> AggregationRule {
        match name {
            RuleName::Mean => AggregationRule::Mean,
            RuleName::MedianNormalized => AggregationRule::MedianNormalized,
            RuleName::Utilitarian => AggregationRule::Utilitarian,
            RuleName::IndependentMarkets => AggregationRule::IndependentMarkets,
            RuleName::Ladder => AggregationRule::Ladder,
            RuleName::PiecewiseUniform => AggregationRule::PiecewiseUniform,
            RuleName::UtilitarianProportional => AggregationRule::UtilitarianProportional,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum CompletionName {
    /// All lines grow or shrink in proportion
    InProportion,
    /// All lines move by the same cents, down to zero
    EqualShift,
}

impl From<CompletionName> for Completion {
    fn from(name: CompletionName) -> Completion {
        match name {
            CompletionName::InProportion => Completion::InProportion,
            CompletionName::EqualShift => Completion::EqualShift,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum StyleName {
    /// 2464000.00
    Plain,
    /// 2.464.000,00
    Italian,
    /// 2,464,000.00
    English,
    /// 2 464 000,00
    European,
}

impl From<StyleName> for AmountStyle {
    fn from(name: StyleName) -> AmountStyle {
        match name {
            StyleName::Plain => AmountStyle::Plain,
            StyleName::Italian => AmountStyle::Italian,
            StyleName::English => AmountStyle::English,
            StyleName::European => AmountStyle::European,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum LevelArgument {
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
pub(crate) enum Nearness {
    /// The sum of the squared changes: the same euros from each line (also `equal`)
    #[value(aliases = ["least-squares", "equal"])]
    LeastSquares,
    /// The sum of the changes
    #[value(alias = "least-moved")]
    LeastMoved,
    /// The largest change
    #[value(alias = "least-peak")]
    LeastPeak,
    /// Each line gives or takes the same share of what it wishes for
    #[value(alias = "in-proportion")]
    InProportion,
    /// As few lines change as can be
    #[value(alias = "fewest-lines")]
    FewestLines,
}

impl From<Nearness> for Measure {
    fn from(nearness: Nearness) -> Measure {
        match nearness {
            Nearness::LeastSquares => Measure::LeastSquares,
            Nearness::LeastMoved => Measure::LeastMoved,
            Nearness::LeastPeak => Measure::LeastPeak,
            Nearness::InProportion => Measure::InProportion,
            Nearness::FewestLines => Measure::FewestLines,
        }
    }
}

impl From<LevelArgument> for Authorization {
    fn from(level: LevelArgument) -> Authorization {
        match level {
            LevelArgument::Free => Authorization::Free,
            LevelArgument::Notification => Authorization::Notification,
            LevelArgument::PriorApproval => Authorization::PriorApproval,
            LevelArgument::Exceptional => Authorization::Exceptional,
        }
    }
}
