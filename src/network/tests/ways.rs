//! Two ways to the cheapest flow: each finds what the prices of the other prove.

use super::instance::{Dice, random_instance};
use crate::network::alternation::alternate;
use crate::network::conflict::start;
use crate::network::costs::{Costs, Shape};
use crate::network::curve::Curves;
use crate::network::descent::{descend, within};
use crate::network::frame::Frame;
use crate::network::paths::{Outcome, balance};

#[test]
fn shortest_paths_and_cost_scaling_prove_each_other() {
    let mut dice = Dice(91);
    let mut compared = 0;
    for number in 0..300 {
        let lines = dice.pick(1, 60) as usize;
        let (largest, smallest) = (dice.pick(1, 100_000), dice.pick(1, 10) as usize);
        let instance = random_instance(&mut dice, lines, largest, smallest);
        let problem = instance.problem();
        let Ok(boxes) = problem.boxes() else { continue };
        let Ok(frame) = Frame::build(&problem, boxes) else { continue };
        for shape in [Shape::Bowl, Shape::Vee] {
            let Ok(bounds) = frame.bounds() else { continue };
            let curves = Curves::draw(&frame, shape, bounds);
            let prices = if shape == Shape::Bowl {
                alternate(&frame, &curves, curves.steepest())
            } else {
                vec![0; frame.nodes()]
            };
            let (flow, price) = match balance(&frame, &curves, prices) {
                Outcome::Optimal(flow, price) => (flow, price),
                Outcome::Infeasible => {
                    assert!(start(&frame).is_err(), "{number}: {instance:?}");
                    continue;
                }
                Outcome::Unfinished => continue,
            };
            let Ok(started) = start(&frame) else { panic!("{number}: a flow balances") };
            let (scaled, scaled_price) = descend(&frame, &curves, started);
            compared += 1;
            for (arc, ends) in frame.arcs.iter().enumerate() {
                let proves = |gain: i64, amount: i64| {
                    (curves.amount_below(arc, gain)..=curves.amount_below(arc, gain + 1)).contains(&amount)
                };
                let gain = price[ends.head()] - price[ends.tail()];
                assert!(
                    proves(gain, flow[arc]) && proves(gain, scaled[arc]),
                    "{number}: {shape:?} {instance:?}"
                );
                let gain = within(scaled_price[ends.head()] - scaled_price[ends.tail()]);
                assert!(
                    proves(gain, flow[arc]) && proves(gain, scaled[arc]),
                    "{number}: {shape:?} {instance:?}"
                );
            }
        }
    }
    assert!(compared > 200, "only {compared} flows");
}
