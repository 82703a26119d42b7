//! `AskedOfRules`: what was asked of rules, kept with an answer for what is told of it only when it is asked for.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::binding::{Deviation, binding_sums};
use super::laminar_problem::nearest_within;
use super::measure::Measure;
use super::objective::Objective;
use super::structure::Structure;
use super::structured_rules::StructuredRules;
use riparto_core::budget::Allocation;
use riparto_core::rules::Rulebook;
use riparto_solve::flow::Distance;

/// Rules that are bounds of sums, a wish and weights, and how far an answer is from the wish.
pub(super) struct AskedOfRules {
    pub(super) rules: Arc<StructuredRules>,
    pub(super) wish: Vec<i64>,
    pub(super) weights: Vec<i64>,
    pub(super) far: Objective,
}

/// Above so many lines, only the measure that was asked for is named.
const COMPARED_LINES: usize = 1_000;

/// The measures by which amounts are proven the nearest. Each takes a search where rules cross.
#[derive(Clone, Default)]
pub(super) struct OptimalFor {
    known: OnceLock<Vec<Measure>>,
    asked: Option<(Arc<AskedOfRules>, Option<Distance>, Option<Measure>)>,
}

impl OptimalFor {
    /// These measures and no others.
    pub(super) fn known(measures: Vec<Measure>) -> OptimalFor {
        OptimalFor { known: OnceLock::from(measures), asked: None }
    }

    /// The distance asked for, and those others whose own optimum is no nearer; then another measure.
    pub(super) fn of(
        asked: &Arc<AskedOfRules>,
        target: Option<Distance>,
        besides: Option<Measure>,
    ) -> OptimalFor {
        let is_tree = matches!(asked.rules.structure, Structure::Laminar(_));
        let is_one = is_tree && asked.weights.windows(2).all(|pair| pair[0] == pair[1]);
        match target {
            Some(_) if is_one => OptimalFor::known(Distance::ALL.map(Measure::of).to_vec()),
            Some(target) if is_tree || asked.wish.len() > COMPARED_LINES => {
                OptimalFor::known(vec![Measure::of(target)])
            }
            target => {
                OptimalFor { known: OnceLock::new(), asked: Some((Arc::clone(asked), target, besides)) }
            }
        }
    }

    pub(super) fn measures(&self) -> &[Measure] {
        self.known.get_or_init(|| match &self.asked {
            Some((asked, target, besides)) => asked.optimal_for(*target).chain(*besides).collect(),
            None => Vec::new(),
        })
    }
}

impl AskedOfRules {
    pub(super) fn new(
        rules: &Arc<StructuredRules>,
        (wish, weights): (&[i64], &[i64]),
        far: Objective,
    ) -> Arc<AskedOfRules> {
        let (wish, weights) = (wish.to_vec(), weights.to_vec());
        Arc::new(AskedOfRules { rules: Arc::clone(rules), wish, weights, far })
    }

    fn optimal_for(&self, target: Option<Distance>) -> impl Iterator<Item = Measure> {
        let (wish, weights) = (&self.wish[..], &self.weights[..]);
        let best = move |distance| {
            let best = nearest_within(self.rules.total(), &self.rules.structure, wish, weights, distance);
            best.map(|best| Objective::new(&best, wish, weights).at(distance))
        };
        let is_optimal = move |distance: &Distance| {
            Some(*distance) == target
                || (wish.len() <= COMPARED_LINES && best(*distance) == Some(self.far.at(*distance)))
        };
        Distance::ALL.into_iter().filter(is_optimal).map(Measure::of)
    }
}

impl PartialEq for OptimalFor {
    fn eq(&self, other: &OptimalFor) -> bool {
        self.measures() == other.measures()
    }
}

impl fmt::Debug for OptimalFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.measures().fmt(f)
    }
}

/// The rules, by position, that hold amounts back from a wish.
#[derive(Clone)]
pub(super) struct BindingRules {
    known: OnceLock<Vec<usize>>,
    asked: Option<(Arc<AskedOfRules>, Distance)>,
}

impl BindingRules {
    pub(super) fn known(rules: Vec<usize>) -> BindingRules {
        BindingRules { known: OnceLock::from(rules), asked: None }
    }

    pub(super) fn of(asked: &Arc<AskedOfRules>, measure: Distance) -> BindingRules {
        BindingRules { known: OnceLock::new(), asked: Some((Arc::clone(asked), measure)) }
    }

    pub(super) fn rules(&self, rulebook: &Rulebook, allocation: &Allocation) -> &[usize] {
        self.known.get_or_init(|| {
            let Some((asked, measure)) = &self.asked else { return Vec::new() };
            let amounts: Vec<i64> = allocation.amounts().iter().map(|amount| amount.cents()).collect();
            let AskedOfRules { rules, wish, weights, far } = &**asked;
            let apart = Deviation { amounts: &amounts, wish, weights, objective: far };
            binding_sums(rulebook, &rules.bounds, &apart, *measure)
        })
    }
}

/// Positions, once they were asked for.
impl fmt::Debug for BindingRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.known.get().fmt(f)
    }
}
