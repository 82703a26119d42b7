//! Two ways to the cheapest flow: each finds what the prices of the other prove.

use super::instance::{Dice, random_instance};
use crate::flow::alternation::alternate;
use crate::flow::conflict::start;
use crate::flow::costs::{Costs, Shape};
use crate::flow::curve::Curves;
use crate::flow::descent::descend;
use crate::flow::frame::Frame;
use crate::flow::paths::{Outcome, balance};
use crate::flow::singles::{Bowl, Form, Singles, Vee};

/// Single pieces cost what their curves say.
fn agree<F: Form>(singles: &Singles<F>, frame: &Frame, dice: &mut Dice) {
    let Ok(bounds) = frame.bounds() else { panic!("the bounds of the stems do not clash") };
    let curves = Curves::draw(frame, F::SHAPE, bounds);
    for arc in 0..frame.arcs.len() {
        let bounds = curves.bounds(arc);
        assert_eq!(singles.bounds(arc), bounds);
        assert_eq!(singles.single(arc), curves.single(arc));
        let amount = dice.pick(bounds.low, bounds.high);
        if amount < bounds.high {
            assert_eq!(singles.cost_above(arc, amount), curves.cost_above(arc, amount));
        }
        let price = dice.pick(-20, 20) * if dice.once_in(2) { 1 } else { bounds.high - bounds.low + 1 };
        assert_eq!(singles.amount_below(arc, price), curves.amount_below(arc, price));
    }
    assert!(singles.steepest() == curves.steepest());
}

#[test]
fn single_pieces_are_read_as_they_are_drawn() {
    let mut dice = Dice(92);
    let mut compared = 0;
    for _ in 0..400 {
        let lines = dice.pick(1, 12) as usize;
        let largest = dice.pick(1, 1_000);
        let instance = random_instance(&mut dice, lines, largest, 1);
        let problem = instance.problem();
        let Ok(boxes) = problem.boxes() else { continue };
        let Ok(frame) = Frame::build(&problem, boxes) else { continue };
        if let (Some(Ok(vees)), Some(Ok(bowls))) =
            (Singles::<Vee<i16>>::of(&frame), Singles::<Bowl>::of(&frame))
        {
            agree(&vees, &frame, &mut dice);
            agree(&bowls, &frame, &mut dice);
            compared += 1;
        }
    }
    assert!(compared > 50, "only {compared} networks have single pieces only");
}

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
                let gain = scaled_price[ends.head()] - scaled_price[ends.tail()];
                let amounts = curves.amount(arc, gain)..=curves.amount(arc, gain + 1);
                assert!(
                    amounts.contains(&flow[arc]) && amounts.contains(&scaled[arc]),
                    "{number}: {shape:?} {instance:?}"
                );
            }
        }
    }
    assert!(compared > 200, "only {compared} flows");
}
