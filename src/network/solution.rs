//! The answer, measure by measure.

use super::alternation::alternate;
use super::clash::Conflict;
use super::conflict::start;
use super::curve::{Curves, Shape};
use super::descent::{descend, within};
use super::frame::Frame;
use super::measure::Measure;
use super::paths::{Outcome, balance};
use super::problem::Problem;
use super::ties::Ties;

/// The best allocation by a measure; `None` when no allocation respects the bounds.
///
/// There is one answer: the best by the measure; among these the one of least weighted squares; among these the
/// lexicographically greatest, that is odd cents go to the lowest lines.
///
/// # Panics
///
/// If the problem is malformed: slices of different lengths, groups of a family that cross, a movement next to a
/// second family.
pub(crate) fn solve(problem: &Problem, measure: Measure) -> Option<Vec<i64>> {
    let (low, high) = problem.boxes().ok()?;
    let mut frame = Frame::build(problem, &low, &high).ok()?;
    match measure {
        Measure::LeastSquares => squares(frame).ok(),
        Measure::LeastMoved => {
            optimum(&mut frame, Shape::Vee).ok()?;
            squares(frame).ok()
        }
        Measure::LeastPeak => {
            start(&frame).ok()?;
            let peak = least_peak(&mut frame, &low, &high);
            let (low, high) = problem.boxes_within(&low, &high, peak)?;
            frame.confine(&low, &high);
            squares(frame).ok()
        }
    }
}

/// The smallest peak that leaves a feasible allocation, by bisection: 0 or the one above it is infeasible below.
fn least_peak(frame: &mut Frame, low: &[i64], high: &[i64]) -> i128 {
    let problem = frame.problem;
    let nearest: Vec<i64> =
        problem.wish.iter().zip(low).zip(high).map(|((wish, low), high)| *wish.clamp(low, high)).collect();
    let mut least = problem.peak(&nearest);
    let mut most = problem.peak(low).max(problem.peak(high)).max(least);
    while least < most {
        let middle = least + (most - least) / 2;
        let fits = problem.boxes_within(low, high, middle).is_some_and(|(low, high)| {
            frame.confine(&low, &high);
            start(frame).is_ok()
        });
        if fits {
            most = middle;
        } else {
            least = middle + 1;
        }
    }
    least
}

/// The one answer of least squares within the present boxes.
fn squares(mut frame: Frame) -> Result<Vec<i64>, Box<Conflict>> {
    let flow = optimum(&mut frame, Shape::Bowl)?;
    let pieces = Ties::find(&frame, flow).resolve();
    Ok(frame.amounts(&pieces))
}

/// A flow of least cost, and prices that prove it.
fn cheapest(frame: &Frame, curves: &Curves, shape: Shape) -> Result<(Vec<i64>, Vec<i128>), Box<Conflict>> {
    if curves.fit() {
        let prices = match shape {
            Shape::Vee => vec![0; frame.nodes()],
            Shape::Bowl => alternate(frame, curves),
        };
        match balance(frame, curves, prices) {
            Outcome::Optimal(flow, price) => return Ok((flow, price.into_iter().map(i128::from).collect())),
            Outcome::Infeasible => return Err(Box::default()),
            Outcome::Unfinished => {}
        }
    }
    Ok(descend(frame, curves, start(frame)?))
}

/// A flow of least cost. Afterwards the boxes and the fixed stems of the network allow exactly all such flows.
fn optimum(frame: &mut Frame, shape: Shape) -> Result<Vec<i64>, Box<Conflict>> {
    let curves = Curves::draw(frame, shape, frame.bounds()?);
    let (flow, price) = cheapest(frame, &curves, shape)?;
    for (arc, ends) in frame.arcs.clone().into_iter().enumerate() {
        let gain = within(price[ends.head] - price[ends.tail]);
        if arc < frame.stems() {
            if gain != 0 {
                frame.fixed[arc] = Some(flow[arc]);
            }
            continue;
        }
        let cell = arc - frame.stems();
        let weight = frame.cells[cell].weight;
        frame.narrow(cell, |piece| {
            (piece.low, piece.high) =
                (shape.amount_below(piece, weight, gain), shape.amount_below(piece, weight, gain + 1));
        });
    }
    Ok(flow)
}
