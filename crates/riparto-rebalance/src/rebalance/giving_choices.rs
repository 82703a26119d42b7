//! `GivingChoices`: the same change met in several ways, to choose from.

use serde::{Serialize, Serializer};

use super::given::{Given, Giving};
use super::measure::Measure;
use super::options::Rebalance;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::plan::Plan;
use riparto_solve::Meter;

/// The same changes met in three ways: the same euros from each line, the same share of each, from the fewest lines.
///
/// ```
/// use riparto::rebalance::{Giving, GivingChoices};
/// use riparto::{Measure, Plan, Rebalance};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ] }"#,
/// )?;
/// let giving = Giving::new().change("c".parse()?, "9.00".parse()?);
/// let choices = GivingChoices::of(&giving, &plan, &Rebalance::new())?;
/// let from_a: Vec<String> = choices.iter().map(|(_, given)| given.change(0).map_or_else(String::new, |change| change.to_string())).collect();
/// // The same euros; a tenth of each; and all from one line.
/// assert_eq!(from_a, ["-4.50", "-6.00", "-9.00"]);
/// assert_eq!(choices.iter().next().map(|(measure, _)| measure), Some(Measure::LeastSquares));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GivingChoices {
    before: Allocation,
    choices: Vec<(Measure, Given)>,
}

/// A map of `choices`: each with its `measure`, and as `answer` what the operation `rebalance` answers with it.
impl Serialize for GivingChoices {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct ChoiceShape<'a> {
            measure: Measure,
            answer: &'a Given,
        }
        let choices: Vec<ChoiceShape<'_>> =
            self.iter().map(|(measure, answer)| ChoiceShape { measure, answer }).collect();
        serializer.collect_map([("choices", choices)])
    }
}

impl GivingChoices {
    /// The measures that are the choices, in their order.
    pub const MEASURES: [Measure; 3] = [Measure::LeastSquares, Measure::InProportion, Measure::FewestLines];

    /// What is given by each choice, as [`Giving::run`] finds it.
    ///
    /// # Errors
    /// As [`Giving::run`].
    pub fn of(giving: &Giving, plan: &Plan, question: &Rebalance) -> Result<GivingChoices> {
        GivingChoices::of_within(giving, plan, question, &Meter::default())
    }

    /// As [`GivingChoices::of`], with the work that a meter allows for all of them.
    ///
    /// # Errors
    /// As [`Giving::run`].
    pub fn of_within(
        giving: &Giving,
        plan: &Plan,
        question: &Rebalance,
        meter: &Meter,
    ) -> Result<GivingChoices> {
        let run = |measure| {
            giving.run_within(plan, &question.clone().measure(measure), meter).map(|given| (measure, given))
        };
        let choices = GivingChoices::MEASURES.into_iter().map(run).collect::<Result<_>>()?;
        Ok(GivingChoices { before: plan.approved().clone(), choices })
    }

    /// The allocation that is approved.
    #[must_use]
    pub fn before(&self) -> &Allocation {
        &self.before
    }

    /// Each measure with what it gives.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Measure, &Given)> {
        self.choices.iter().map(|(measure, given)| (*measure, given))
    }
}
