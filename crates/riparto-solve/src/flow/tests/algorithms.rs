//! Two algorithms for the minimum-cost flow: each finds what the potentials of the other prove.

use super::instance::{Dice, random_instance};
use crate::flow::arc_costs::CostFunction;
use crate::flow::block_coordinate_ascent::block_coordinate_ascent;
use crate::flow::convex_costs::ConvexCosts;
use crate::flow::cost_scaling::cost_scaling;
use crate::flow::flow_network::FlowNetwork;
use crate::flow::infeasibility_cut::feasible_flow;
use crate::flow::shortest_paths::{FlowOutcome, successive_shortest_paths};

#[test]
fn shortest_paths_and_cost_scaling_prove_each_other() {
    let mut dice = Dice(91);
    let mut compared = 0;
    for number in 0..300 {
        let lines = dice.pick(1, 60) as usize;
        let (largest, smallest) = (dice.pick(1, 100_000), dice.pick(1, 10) as usize);
        let instance = random_instance(&mut dice, lines, largest, smallest);
        let problem = instance.problem();
        let Ok(line_bounds) = problem.line_bounds() else { continue };
        let Ok(network) = FlowNetwork::build(&problem, line_bounds) else { continue };
        for function in [CostFunction::Quadratic, CostFunction::AbsoluteDeviation] {
            let Ok(bounds) = network.arc_bounds() else { continue };
            let costs = ConvexCosts::build(&network, function, bounds);
            let potentials = if function == CostFunction::Quadratic {
                block_coordinate_ascent(&network, &costs, costs.max_marginal_cost())
            } else {
                vec![0; network.node_count()]
            };
            let (flow, potential) = match successive_shortest_paths(&network, &costs, potentials) {
                FlowOutcome::Optimal(flow, potential) => (flow, potential),
                FlowOutcome::Infeasible => {
                    assert!(feasible_flow(&network).is_err(), "{number}: {instance:?}");
                    continue;
                }
                FlowOutcome::Unfinished => continue,
            };
            let Ok(started) = feasible_flow(&network) else { panic!("{number}: a flow balances") };
            let (scaled, scaled_potential) = cost_scaling(&network, &costs, started);
            compared += 1;
            for (arc, ends) in network.arcs.iter().enumerate() {
                let proves = |tension: i64, amount: i64| {
                    (costs.supply_at(arc, tension)..=costs.supply_at(arc, tension + 1)).contains(&amount)
                };
                let tension = potential[ends.head()] - potential[ends.tail()];
                assert!(
                    proves(tension, flow[arc]) && proves(tension, scaled[arc]),
                    "{number}: {function:?} {instance:?}"
                );
                let tension = scaled_potential[ends.head()] - scaled_potential[ends.tail()];
                let amounts = costs.supply_at(arc, tension)..=costs.supply_at(arc, tension + 1);
                assert!(
                    amounts.contains(&flow[arc]) && amounts.contains(&scaled[arc]),
                    "{number}: {function:?} {instance:?}"
                );
            }
        }
    }
    assert!(compared > 200, "only {compared} flows");
}
