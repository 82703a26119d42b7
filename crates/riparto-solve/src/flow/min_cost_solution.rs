//! The optimum for each distance.

use super::arc_costs::{CostFunction, INFINITE_COST, MAX_COST, Price};
use super::block_coordinate_ascent::block_coordinate_ascent;
use super::convex_costs::ConvexCosts;
use super::cost_scaling::cost_scaling;
use super::distance::Distance;
use super::flow_network::{FlowNetwork, Piece};
use super::infeasibility_cut::feasible_flow;
use super::infeasible_set::InfeasibleSet;
use super::problem::{Interval, Intervals, Problem};
use super::shortest_paths::{FlowOutcome, successive_shortest_paths};
use super::tie_cycles::TieBreaking;

/// The nearest allocation; `None` if no allocation respects the bounds.
///
/// It is unique: of the allocations of least distance, those of least weighted squares; of these, the lexicographically greatest,
/// so that odd cents go to the lowest lines.
///
/// # Panics
///
/// If the problem is malformed: slices of different lengths, groups of a family that cross, a cap on the movement together with a
/// second family.
pub fn solve(problem: &Problem, distance: Distance) -> Option<Vec<i64>> {
    let mut network = FlowNetwork::build(problem, problem.line_bounds().ok()?).ok()?;
    match distance {
        Distance::Squares => least_squares(network).ok(),
        Distance::Moved => {
            optimal_face(&mut network, CostFunction::AbsoluteDeviation).ok()?;
            least_squares(network).ok()
        }
        Distance::Peak => {
            feasible_flow(&network).ok()?;
            let line_bounds = problem.line_bounds().ok()?;
            let peak = least_peak(&mut network, &line_bounds);
            network.set_bounds(problem.line_bounds_within(&line_bounds, peak)?);
            least_squares(network).ok()
        }
    }
}

/// Some allocation of least movement, [`Distance::Moved`]: the first stage of [`solve`], without its tie-breaking. `None` if no
/// allocation respects the bounds.
///
/// # Panics
///
/// If the problem is malformed, as for [`solve`].
pub fn least_moved(problem: &Problem) -> Option<Vec<i64>> {
    let mut network = FlowNetwork::build(problem, problem.line_bounds().ok()?).ok()?;
    let (flow, potential) = min_cost_flow(&network, CostFunction::AbsoluteDeviation).ok()?;
    if !network.has_single_lines_only() {
        restrict_to_optimal_face(&mut network, CostFunction::AbsoluteDeviation, &flow, &potential);
    }
    let pieces = network.fill(flow);
    Some(network.amounts(pieces))
}

/// The least peak for which a feasible flow exists, by bisection: first the peak that the bounds of the lines force by themselves,
/// which is often enough.
fn least_peak(network: &mut FlowNetwork, line_bounds: &Intervals) -> i128 {
    let problem = network.problem;
    let nearest = problem.wish.iter().enumerate().map(|(line, wish)| {
        let interval = line_bounds.at(line);
        *wish.clamp(&interval.low, &interval.high)
    });
    let mut least = problem.peak(nearest);
    let farthest = [&line_bounds.low, &line_bounds.high].map(|side| problem.peak(side.iter().copied()));
    let mut most = farthest.into_iter().fold(least, i128::max);
    let mut tried = least;
    while least < most {
        let is_feasible = problem.line_bounds_within(line_bounds, tried).is_some_and(|narrowed| {
            network.set_bounds(narrowed);
            feasible_flow(network).is_ok()
        });
        if is_feasible {
            most = tried;
        } else {
            least = tried + 1;
        }
        tried = least + (most - least) / 2;
    }
    least
}

/// The allocation of least squares within the present bounds, ties broken.
fn least_squares(mut network: FlowNetwork) -> Result<Vec<i64>, Box<InfeasibleSet>> {
    let flow = optimal_face(&mut network, CostFunction::Quadratic)?;
    let pieces = TieBreaking::new(&network, flow).lexicographic_greatest();
    Ok(network.amounts(pieces))
}

/// A minimum-cost flow by shortest paths in 64 bits; `None` if costs do not fit, or the search makes too little progress.
fn by_shortest_paths(
    network: &FlowNetwork,
    costs: &ConvexCosts,
    function: CostFunction,
) -> Option<MinCostFlow> {
    let max_marginal_cost = costs.max_marginal_cost();
    if max_marginal_cost >= MAX_COST {
        return None;
    }
    let potentials = match function {
        CostFunction::AbsoluteDeviation => vec![0; network.node_count()],
        CostFunction::Quadratic => block_coordinate_ascent(network, costs, max_marginal_cost),
    };
    match successive_shortest_paths(network, costs, potentials) {
        FlowOutcome::Optimal(flow, potential) => {
            Some(Ok((flow, potential.into_iter().map(i128::from).collect())))
        }
        FlowOutcome::Infeasible => Some(Err(Box::default())),
        FlowOutcome::Unfinished => None,
    }
}

/// A flow of least cost and potentials that prove it.
type MinCostFlow = Result<(Vec<i64>, Vec<i128>), Box<InfeasibleSet>>;

/// A flow of least cost by the fastest method that applies.
fn min_cost_flow(network: &FlowNetwork, function: CostFunction) -> MinCostFlow {
    let costs = ConvexCosts::build(network, function, network.arc_bounds()?);
    by_shortest_paths(network, &costs, function)
        .unwrap_or_else(|| Ok(cost_scaling(network, &costs, feasible_flow(network)?)))
}

/// A flow of least cost. Restricts the network to the optimal face: its bounds and fixed flows then allow exactly the flows of
/// least cost.
fn optimal_face(network: &mut FlowNetwork, function: CostFunction) -> Result<Vec<i64>, Box<InfeasibleSet>> {
    let (flow, potential) = min_cost_flow(network, function)?;
    restrict_to_optimal_face(network, function, &flow, &potential);
    Ok(flow)
}

/// The amounts of a piece at a price: without and with the cents of marginal cost equal to it.
#[inline]
fn supply_interval<P: Price>(
    function: CostFunction,
    wish: i64,
    interval: Interval,
    weight: P,
    price: P,
) -> (i64, i64) {
    let amount = |price: P| function.supply_at(wish, interval, weight, price);
    (amount(price), amount(price + P::from(1)))
}

/// Restricts the network to the optimal face, given one optimal flow and optimal potentials: by complementary slackness, a piece
/// is between its supply without and with ties, and a tree arc of nonzero tension has a fixed flow.
fn restrict_to_optimal_face(
    network: &mut FlowNetwork,
    function: CostFunction,
    flow: &[i64],
    potential: &[i128],
) {
    let (mut lows, mut highs) = (network.piece_bounds.low.to_vec(), network.piece_bounds.high.to_vec());
    for (arc, cents) in flow.iter().enumerate() {
        let ends = network.arcs[arc];
        let tension = potential[ends.head()] - potential[ends.tail()];
        if arc < network.tree_arc_count() {
            if tension != 0 {
                network.fixed_flow[arc] = Some(*cents);
            }
            continue;
        }
        let line_arc = arc - network.tree_arc_count();
        let weight = network.weight_of(line_arc);
        let narrow =
            i64::try_from(tension).ok().filter(|tension| (-INFINITE_COST..INFINITE_COST).contains(tension));
        for position in network.positions_of(line_arc) {
            let Piece { wish, low, high, .. } = network.piece(position);
            let interval = Interval { low, high };
            (lows[position], highs[position]) = match narrow {
                Some(tension) => supply_interval(function, wish, interval, weight, tension),
                None => supply_interval(function, wish, interval, i128::from(weight), tension),
            };
        }
    }
    network.piece_bounds = Intervals { low: lows.into(), high: highs.into() };
}
