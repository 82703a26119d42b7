//! The optimum for each distance.

use super::arc_costs::{ArcCosts, CostFunction, INFINITE_COST, MAX_COST, Price};
use super::block_coordinate_ascent::block_coordinate_ascent;
use super::convex_costs::ConvexCosts;
use super::cost_scaling::cost_scaling;
use super::distance::Distance;
use super::feasible_flow::Cut;
use super::flow_network::{FlowNetwork, Piece};
use super::infeasibility_cut::{feasible_flow, violated_cut};
use super::infeasible_set::InfeasibleSet;
use super::problem::{Interval, Intervals, Problem};
use super::shortest_paths::{Outcome, successive_shortest_paths};
use super::single_line_costs::{AbsoluteDeviation, Quadratic, SingleLineCosts, StaticCost};
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
            if weights_are_small(problem) {
                optimal_face::<AbsoluteDeviation<i16>>(&mut network).ok()?;
            } else {
                optimal_face::<AbsoluteDeviation<i32>>(&mut network).ok()?;
            }
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
    let min_cost_flow = if weights_are_small(problem) {
        min_cost_flow::<AbsoluteDeviation<i16>>
    } else {
        min_cost_flow::<AbsoluteDeviation<i32>>
    };
    let (flow, potential) = min_cost_flow(&network).ok()?;
    if !network.has_single_lines_only() {
        restrict_to_optimal_face::<AbsoluteDeviation<i64>>(&mut network, &flow, &potential);
    }
    let pieces = network.fill(flow);
    Some(network.amounts(pieces))
}

/// Whether all weights are below the largest number of 16 bits, which means infinity.
fn weights_are_small(problem: &Problem) -> bool {
    problem.weights.iter().all(|weight| *weight < i16::MAX.into())
}

/// After this number of Newton steps, the search for the least peak bisects.
const MAX_NEWTON_STEPS: usize = 24;

/// The least peak for which a feasible flow exists: discrete Newton steps on violated cuts, then bisection.
fn least_peak(network: &mut FlowNetwork, line_bounds: &Intervals) -> i128 {
    let problem = network.problem;
    let nearest = problem.wish.iter().enumerate().map(|(line, wish)| {
        let interval = line_bounds.at(line);
        *wish.clamp(&interval.low, &interval.high)
    });
    let mut least = problem.peak(nearest);
    let farthest = [&line_bounds.low, &line_bounds.high].map(|side| problem.peak(side.iter().copied()));
    let mut most = farthest.into_iter().fold(least, i128::max);
    let mut bisects = false;
    for tries in 0.. {
        if least == most {
            break;
        }
        let tried = if bisects || tries > MAX_NEWTON_STEPS { least + (most - least) / 2 } else { least };
        let Some(narrowed) = problem.line_bounds_within(line_bounds, tried) else {
            least = tried + 1;
            continue;
        };
        network.set_bounds(narrowed);
        let found = violated_cut(network);
        bisects = found.is_err();
        match found {
            Ok(None) => most = tried,
            Ok(Some((cut, bounds))) => {
                least = most.min(tried + newton_step(network, &cut, &bounds, line_bounds))
            }
            Err(_) => least = tried + 1,
        }
    }
    least
}

/// A lower bound of the rise in the peak after which the cut can have the capacity that it is short of. For each cent of the peak
/// the capacity of a cut grows by at most a cent for each line across it, and for each line of a group whose tree arc crosses it
/// and is bounded only by what its lines allow. Weights scale this.
fn newton_step(network: &FlowNetwork, cut: &Cut, bounds: &[Interval], line_bounds: &Intervals) -> i128 {
    // Rates are in 1 / RATE_SCALE of a cent for each unit of the peak; `rounded` counts cents that rounding may add at once.
    let (mut rates, mut rounded) = (vec![0_i128; network.node_count()], vec![0_i128; network.node_count()]);
    let (mut rate, mut immediate) = (0, 0);
    for line_arc in 0..network.line_arc_count {
        let ends = network.arcs[network.tree_arc_count() + line_arc];
        let weight = i128::from(network.weight_of(line_arc));
        let full = |piece: &Piece| {
            cut.source_side[ends.tail()] && !piece.added && piece.high == line_bounds.high[piece.line]
        };
        let all = network.positions_of(line_arc).len() as i128;
        let per_line = (RATE_SCALE + weight - 1) / weight;
        for node in [ends.tail(), ends.head()] {
            rates[node] += all * per_line;
            rounded[node] += if weight > 1 { all } else { 0 };
        }
        if cut.source_side[ends.tail()] != cut.source_side[ends.head()] {
            let moving = all - network.pieces_of(line_arc).filter(full).count() as i128;
            rate += moving * per_line;
            immediate += if weight > 1 { moving } else { 0 };
        }
    }
    for sums in [&mut rates, &mut rounded] {
        let (first, second) = sums.split_at_mut(network.sink());
        network.trees[0].aggregate(first);
        network.trees[1].aggregate(second);
    }
    for (tree_arc, interval) in bounds.iter().enumerate().take(network.tree_arc_count()) {
        let ends = network.arcs[tree_arc];
        let (family, tree_node) = network.tree_node_of(tree_arc);
        let group = &network.trees[family].nodes[tree_node];
        let is_group_bound = match (cut.source_side[ends.tail()], cut.source_side[ends.head()]) {
            (true, false) => group.high.is_some_and(|(high, _)| high == interval.high),
            (false, true) => group.low.is_some_and(|(low, _)| low == interval.low),
            _ => true,
        };
        if !is_group_bound {
            let node = family * network.sink() + tree_node;
            (rate, immediate) = (rate + rates[node], immediate + rounded[node]);
        }
    }
    let needed = (i128::from(cut.deficiency) - immediate) * RATE_SCALE;
    if rate > 0 { (needed + rate - 1).div_euclid(rate).max(1) } else { 1 }
}

/// The fixed-point scale of rates: weights divide a cent.
const RATE_SCALE: i128 = 1 << 30;

/// The allocation of least squares within the present bounds, ties broken.
fn least_squares(mut network: FlowNetwork) -> Result<Vec<i64>, Box<InfeasibleSet>> {
    let flow = optimal_face::<Quadratic>(&mut network)?;
    let pieces = TieBreaking::new(&network, flow).lexicographic_greatest();
    Ok(network.amounts(pieces))
}

/// A minimum-cost flow by shortest paths in 64 bits; `None` if costs do not fit, or the search makes too little progress.
fn by_shortest_paths(
    network: &FlowNetwork,
    costs: &impl ArcCosts,
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
        Outcome::Optimal(flow, potential) => {
            Some(Ok((flow, potential.into_iter().map(i128::from).collect())))
        }
        Outcome::Infeasible => Some(Err(Box::default())),
        Outcome::Unfinished => None,
    }
}

/// A flow of least cost and potentials that prove it.
type MinCostFlow = Result<(Vec<i64>, Vec<i128>), Box<InfeasibleSet>>;

/// A flow of least cost by the fastest method that applies.
fn min_cost_flow<F: StaticCost>(network: &FlowNetwork) -> MinCostFlow {
    let found = match SingleLineCosts::<F>::of(network) {
        Some(costs) => by_shortest_paths(network, &costs?, F::FUNCTION),
        None => by_shortest_paths(
            network,
            &ConvexCosts::build(network, F::FUNCTION, network.arc_bounds()?),
            F::FUNCTION,
        ),
    };
    found.unwrap_or_else(|| {
        let costs = ConvexCosts::build(network, F::FUNCTION, network.arc_bounds()?);
        Ok(cost_scaling(network, &costs, feasible_flow(network)?))
    })
}

/// A flow of least cost. Restricts the network to the optimal face: its bounds and fixed flows then allow exactly the flows of
/// least cost.
fn optimal_face<F: StaticCost>(network: &mut FlowNetwork) -> Result<Vec<i64>, Box<InfeasibleSet>> {
    let (flow, potential) = min_cost_flow::<F>(network)?;
    restrict_to_optimal_face::<F>(network, &flow, &potential);
    Ok(flow)
}

/// The amounts of a piece at a price: without and with the cents of marginal cost equal to it.
#[inline]
fn supply_interval<F: StaticCost, P: Price>(
    wish: i64,
    interval: Interval,
    weight: P,
    price: P,
) -> (i64, i64) {
    let amount = |price: P| F::FUNCTION.supply_at(wish, interval, weight, price);
    (amount(price), amount(price + P::from(1)))
}

/// Restricts the network to the optimal face, given one optimal flow and optimal potentials: by complementary slackness, a piece
/// is between its supply without and with ties, and a tree arc of nonzero tension has a fixed flow.
fn restrict_to_optimal_face<F: StaticCost>(network: &mut FlowNetwork, flow: &[i64], potential: &[i128]) {
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
                Some(tension) => supply_interval::<F, i64>(wish, interval, weight, tension),
                None => supply_interval::<F, i128>(wish, interval, weight.into(), tension),
            };
        }
    }
    network.piece_bounds = Intervals { low: lows.into(), high: highs.into() };
}
