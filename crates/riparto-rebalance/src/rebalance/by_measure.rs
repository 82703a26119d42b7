//! The nearest allocation by each of the measures.

use super::fewest_lines::fewest_lines;
use super::measure::Measure;
use super::nearest::{Nearest, is_proven_nearest, nearest_by};
use super::objective::Objective;
use super::proportional::{in_proportion, shares};
use super::side_constraints::{SideConstraints, accept};
use super::target::{NearnessCriterion, Target, in_cents};
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_solve::flow::Distance;
use riparto_solve::{Answer, Meter};

/// The nearest allocation that respects the rules and what is asked beside them.
pub(super) fn nearest(
    plan: &Plan,
    wish: &[Money],
    criterion: &NearnessCriterion,
    side: &SideConstraints,
    meter: &Meter,
) -> Result<Answer<Nearest, ()>> {
    accept(plan, wish, criterion)?;
    let (wish, weights) = in_cents(wish, criterion);
    let target = |distance| Target { wish: &wish, weights: &weights, distance, up_to: criterion.up_to };
    match criterion.measure {
        Measure::LeastSquares => nearest_by(plan, &target(Distance::Squares), side, meter),
        Measure::LeastMoved => nearest_by(plan, &target(Distance::Moved), side, meter),
        Measure::LeastPeak => nearest_by(plan, &target(Distance::Peak), side, meter),
        Measure::InProportion => in_proportion(plan, &target(Distance::Squares), side, meter),
        Measure::FewestLines => fewest_lines(plan, &target(Distance::Moved), side, meter),
    }
}

/// Whether it is proven that an allocation respects the rules and that none that does is nearer.
pub(super) fn is_proven_by_measure(
    plan: &Plan,
    allocation: &Allocation,
    (wish, criterion): (&[Money], &NearnessCriterion),
    meter: &Meter,
) -> Result<bool> {
    accept(plan, wish, criterion)?;
    let up_to = criterion.up_to;
    if plan.check_allocation(allocation)?.authorization() > up_to {
        return Ok(false);
    }
    let (wish, weights) = in_cents(wish, criterion);
    let amounts: Vec<i64> = allocation.amounts().iter().map(|amount| amount.cents()).collect();
    let target = |distance| Target { wish: &wish, weights: &weights, distance, up_to };
    let free = SideConstraints::default();
    match criterion.measure {
        Measure::LeastSquares => is_proven_nearest(plan, &amounts, &target(Distance::Squares), meter),
        Measure::LeastMoved => is_proven_nearest(plan, &amounts, &target(Distance::Moved), meter),
        Measure::LeastPeak => is_proven_nearest(plan, &amounts, &target(Distance::Peak), meter),
        Measure::InProportion => match shares(plan, &wish, up_to, &free)? {
            Some(shares) => is_proven_nearest(plan, &amounts, &shares.target(up_to), meter),
            None => Ok(false),
        },
        Measure::FewestLines => {
            let fewest = fewest_lines(plan, &target(Distance::Moved), &free, meter)?.found();
            let lines = Objective::new(&amounts, &wish, &weights).lines;
            Ok(fewest.is_some_and(|fewest| lines <= fewest.at_least))
        }
    }
}
